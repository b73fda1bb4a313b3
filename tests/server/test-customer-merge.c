/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Two customers become one, and two again: who sees what afterwards, who may do it, and where what
 * colleagues wrote meanwhile ends up. That each row is what it was is in test-unmerge.c. */

#define G_LOG_DOMAIN "test"

#include "shared/base/crm-id.h"
#include "shared/codec/crm-field.h"
#include "tests/lib/crm-test.h"
#include "tests/server/sync-fixture.h"

#include <string.h>

typedef struct
{
  SyncFixture *sync;
  HubSession *anna; /* agents of one branch */
  HubSession *petr;
  HubSession *olga;  /* of another one */
  HubSession *maria; /* head of Anna and Petr */
  HubSession *diana; /* director */
  char *mine;        /* of Anna */
  char *other;       /* of Olga */
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->sync = sync_fixture_new ((TempPostgres *) data, 2);
  f->anna = sync_fixture_add_user (f->sync, "anna", "agent", "Москва");
  f->petr = sync_fixture_add_user (f->sync, "petr", "agent", "Москва");
  f->olga = sync_fixture_add_user (f->sync, "olga", "agent", "Тверь");
  f->maria = sync_fixture_add_user (f->sync, "maria", "head", "Москва");
  f->diana = sync_fixture_add_user (f->sync, "diana", "director", "Москва");
  f->mine = sync_fixture_create (f->sync, f->anna, "Капелькин");
  f->other = sync_fixture_create (f->sync, f->olga, "Капелькин");
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  hub_session_unref (f->anna);
  hub_session_unref (f->petr);
  hub_session_unref (f->olga);
  hub_session_unref (f->maria);
  hub_session_unref (f->diana);
  g_free (f->mine);
  g_free (f->other);
  sync_fixture_free (f->sync);
}

/* ---- commands -------------------------------------------------------------------------------- */

static void
assert_status (JsonNode *result, const char *status, const char *pointer, const char *code)
{
  g_autofree char *text = json_to_string (result, FALSE);
  g_autofree char *got = crm_test_json_at (result, "status");

  if (g_strcmp0 (got, status) != 0)
    g_error ("expected %s, got %s", status, text);
  if (code != NULL)
    crm_test_assert_json_at (result, pointer, code);
}

/* (transfer full): the merge. */
static char *
merge (Fixture *f, HubSession *who, const char *record, const char *into)
{
  g_autoptr (JsonNode) result =
      sync_fixture_do (f->sync, who, NULL,
                       "'kind':'customer.merge','record':'%s','args':{'into':'%s'}", record, into);

  assert_status (result, "done", NULL, NULL);
  return crm_test_json_at (result, "id");
}

static void
part (Fixture *f, HubSession *who, const char *record, const char *merge, const char *rest)
{
  g_autoptr (JsonNode) result =
      sync_fixture_do (f->sync, who, NULL,
                       "'kind':'customer.unmerge','record':'%s','args':{'merge':'%s'%s}", record,
                       merge, rest);

  assert_status (result, "done", NULL, NULL);
}

/* (transfer full): its id. */
static char *
add (Fixture *f, HubSession *who, const char *kind, const char *customer, const char *set)
{
  g_autofree char *id = crm_id_new ();
  g_autoptr (JsonNode) result =
      sync_fixture_do (f->sync, who, NULL,
                       "'kind':'%s.create','record':'%s','set':{'customer':'%s',%s}", kind, id,
                       customer, set);

  assert_status (result, "done", NULL, NULL);
  return g_steal_pointer (&id);
}

static void
assert_ask (Fixture *f, const char *expected, const char *format, ...)
{
  g_autofree char *sql = NULL;
  g_autofree char *found = NULL;
  va_list args;

  va_start (args, format);
  sql = g_strdup_vprintf (format, args);
  va_end (args);
  found = sync_fixture_ask (f->sync, "%s", sql);
  g_assert_cmpstr (found, ==, expected);
}

/* ---- who sees what --------------------------------------------------------------------------- */

/* Of each kind that hangs on a customer exactly what lives and meets @condition, as it is. */
static void
assert_sees (SyncView *view, const char *condition)
{
  guint n_kinds;
  const CrmKind *const *kinds = crm_kinds (&n_kinds);

  for (guint i = 0; i < n_kinds; i++)
    {
      const CrmKind *kind = kinds[i];
      const char *root = kind->root >= 0 ? kind->fields[kind->root].column : "id";
      g_autofree char *expected = NULL;
      g_auto (GStrv) rows = NULL;

      if (kind->root < 0 && strcmp (kind->name, "customer") != 0)
        continue;
      expected = sync_fixture_ask (
          view->fixture,
          "select coalesce(string_agg(id || ':' || rev || ':' || %s, ' '), '') from %s"
          " where not deleted and (%s)",
          root, kind->table, condition);
      rows = g_strsplit_set (expected, " ", -1);
      g_assert_cmpuint (sync_view_count (view, kind->name), ==,
                        *expected != '\0' ? g_strv_length (rows) : 0);
      for (guint k = 0; *expected != '\0' && rows[k] != NULL; k++)
        {
          g_auto (GStrv) parts = g_strsplit (rows[k], ":", -1);
          SyncRecord *record = sync_view_find (view, kind->name, parts[0]);

          g_assert_nonnull (record);
          g_assert_cmpint (record->version, ==, g_ascii_strtoll (parts[1], NULL, 10));
          if (kind->root >= 0)
            g_assert_cmpstr (record->values[kind->root], ==, parts[2]);
        }
    }
}

typedef struct
{
  SyncView *anna;
  SyncView *petr; /* has a share of Anna's */
  SyncView *olga;
  SyncView *maria;
  SyncView *diana;
} Views;

static void
assert_all (Fixture *f, Views *views, const char *shared)
{
  g_autofree char *anna = g_strdup_printf ("owner = '%s'", f->anna->user);
  g_autofree char *olga = g_strdup_printf ("owner = '%s'", f->olga->user);
  g_autofree char *maria =
      g_strdup_printf ("branch = (select branch from app_user where id = '%s')", f->maria->user);
  g_autofree char *petr = g_strdup_printf ("'%s' in (select x.id from customer x where "
                                           "x.id::text = '%s' and x.owner is not null)",
                                           shared, shared);

  sync_view_pull (views->anna);
  sync_view_pull (views->petr);
  sync_view_pull (views->olga);
  sync_view_pull (views->maria);
  sync_view_pull (views->diana);
  assert_sees (views->anna, anna);
  assert_sees (views->olga, olga);
  assert_sees (views->maria, maria);
  assert_sees (views->diana, "true");
  g_assert_cmpuint (sync_view_count (views->petr, "customer"), ==, 1);
  g_assert_nonnull (sync_view_find (views->petr, "customer", shared));
}

static void
fill (Fixture *f, HubSession *who, const char *customer)
{
  g_autofree char *policy = NULL;
  g_autofree char *first = add (f, who, "contact-point", customer,
                                "'type':'phone','value':'+79005550123','primary':true");
  g_autofree char *second = add (f, who, "note", customer, "'text':'звонить вечером'");
  g_autofree char *third =
      add (f, who, "insured-object", customer, "'type':'other','title':'дача'");

  policy = add (f, who, "policy", customer, "'product':'kasko','status':'draft'");
  sync_fixture_sql (f->sync,
                    "insert into instalment (id, ver, owner, branch, policy, customer, no) select"
                    " gen_random_uuid(), sync_ver(), owner, branch, id, customer, 1 from policy"
                    " where id = '%s'",
                    policy);
}

static void
test_seen (Fixture *f, gconstpointer data)
{
  g_autoptr (SyncView) anna = sync_view_new (f->sync, f->anna);
  g_autoptr (SyncView) petr = sync_view_new (f->sync, f->petr);
  g_autoptr (SyncView) olga = sync_view_new (f->sync, f->olga);
  g_autoptr (SyncView) maria = sync_view_new (f->sync, f->maria);
  g_autoptr (SyncView) diana = sync_view_new (f->sync, f->diana);
  Views views = { anna, petr, olga, maria, diana };
  g_autofree char *id = NULL;

  fill (f, f->anna, f->mine);
  fill (f, f->olga, f->other);
  sync_fixture_sql (f->sync,
                    "insert into share (id, ver, owner, branch, customer, user_id) select"
                    " gen_random_uuid(), sync_ver(), owner, branch, id, '%s' from customer where id"
                    " = '%s'",
                    f->petr->user, f->mine);
  assert_all (f, &views, f->mine);
  id = merge (f, f->diana, f->mine, f->other);
  assert_all (f, &views, f->other);
  g_assert_cmpuint (sync_view_count (anna, "policy"), ==, 0);
  g_assert_cmpuint (sync_view_count (olga, "policy"), ==, 2);
  g_assert_cmpuint (sync_view_count (petr, "policy"), ==, 2);
  g_assert_cmpstr (sync_view_get (olga, "merge", id, "other_name"), ==, "Капелькин");
  g_assert_cmpstr (sync_view_get (olga, "merge", id, "other"), ==, f->mine);

  part (f, f->diana, f->other, id, "");
  assert_all (f, &views, f->mine);
  g_assert_cmpuint (sync_view_count (anna, "instalment"), ==, 1);
  g_assert_cmpuint (sync_view_count (olga, "instalment"), ==, 1);
  g_assert_cmpuint (sync_view_count (petr, "policy"), ==, 1);
  g_assert_nonnull (sync_view_get (olga, "merge", id, "undone_at"));
}

/* The same telephone is there once; whoever wants no letters gets none. */
static void
test_twins (Fixture *f, gconstpointer data)
{
  g_autofree char *first =
      add (f, f->anna, "contact-point", f->mine, "'type':'phone','value':'+79005550123'");
  g_autofree char *second = add (f, f->olga, "contact-point", f->other,
                                 "'type':'phone','value':'+79005550123','primary':true");
  g_autofree char *out = add (f, f->anna, "contact-point", f->mine,
                              "'type':'email','value':'a@example.org','opted_out':true");
  g_autofree char *in =
      add (f, f->olga, "contact-point", f->other, "'type':'email','value':'A@example.org'");
  g_autofree char *self = g_strdup_printf ("'type':'spouse','other':'%s'", f->other);
  g_autofree char *id = NULL;

  g_free (add (f, f->diana, "relation", f->mine, self));
  id = merge (f, f->diana, f->mine, f->other);
  assert_ask (f, second, "select id from contact_point where not deleted and type = 'phone'");
  assert_ask (f, out, "select id from contact_point where not deleted and type = 'email'");
  assert_ask (f, "0", "select count(*) from relation where not deleted");
  part (f, f->diana, f->mine, id, "");
  assert_ask (f, "4", "select count(*) from contact_point where not deleted");
  assert_ask (f, "1", "select count(*) from relation where not deleted");
}

/* What is chosen of each field; what nobody chose and what one has not. */
static void
test_choices (Fixture *f, gconstpointer data)
{
  g_autoptr (JsonNode) first = sync_fixture_do (
      f->sync, f->anna, NULL,
      "'kind':'customer.update','record':'%s','base':1,'set':{'first_name':'Ян','note':'мой',"
      "'tags':['a','b'],'birth_date':'1980-05-01','address':{'city':'Тверь'}}",
      f->mine);
  g_autoptr (JsonNode) second = sync_fixture_do (
      f->sync, f->olga, NULL,
      "'kind':'customer.update','record':'%s','base':1,'set':{'first_name':'Иван','note':'её',"
      "'tags':['b','c'],'birth_date':'1981-05-01'}",
      f->other);
  g_autoptr (JsonNode) result = sync_fixture_do (
      f->sync, f->diana, NULL,
      "'kind':'customer.merge','record':'%s','args':{'into':'%s','choices':{'birth_date':'other'}}",
      f->mine, f->other);

  assert_status (first, "done", NULL, NULL);
  assert_status (second, "done", NULL, NULL);
  assert_status (result, "done", NULL, NULL);
  assert_ask (f, "Иван 1980-05-01 Тверь [\"b\",\"c\",\"a\"] её\n\nмой",
              "select concat_ws(' ', first_name, birth_date, address_city, tags, note) from"
              " customer where id = '%s'",
              f->other);
  assert_ask (f, "merge Капелькин Ян 1981-05-01",
              "select concat_ws(' ', action, changes -> 'reason' ->> 'now', changes -> 'birth_date'"
              " ->> 'was') from history_event where customer = '%s' and action = 'merge'",
              f->other);
}

/* ---- who may --------------------------------------------------------------------------------- */

static void
refuse (Fixture *f, HubSession *who, const char *record, const char *args, const char *code)
{
  g_autoptr (JsonNode) result =
      sync_fixture_do (f->sync, who, NULL, "'kind':'customer.merge','record':'%s','args':{%s}",
                       record, args);

  assert_status (result, "rejected", "problem.code", code);
}

static void
test_refused (Fixture *f, gconstpointer data)
{
  g_autofree char *mine = sync_fixture_create (f->sync, f->anna, "Капелькин");
  g_autofree char *petr = sync_fixture_create (f->sync, f->petr, "Капелькин");
  g_autofree char *into_other = g_strdup_printf ("'into':'%s'", f->other);
  g_autofree char *into_self = g_strdup_printf ("'into':'%s'", f->mine);
  g_autofree char *into_petr = g_strdup_printf ("'into':'%s'", petr);
  g_autofree char *bad = g_strdup_printf ("'into':'%s','choices':{'number':'other'}", mine);
  g_autofree char *worse = g_strdup_printf ("'into':'%s','choices':{'inn':'both'}", mine);
  g_autofree char *id = NULL;
  g_autoptr (JsonNode) again = NULL;

  refuse (f, f->anna, f->mine, "'into':'nobody'", "not-found");
  refuse (f, f->anna, f->mine, "'from':'nobody'", "invalid");
  refuse (f, f->anna, f->mine, into_self, "invalid");
  refuse (f, f->anna, f->mine, into_other, "not-found");
  refuse (f, f->anna, f->other, into_self, "not-found");
  refuse (f, f->anna, f->mine, bad, "invalid");
  refuse (f, f->anna, f->mine, worse, "invalid");
  sync_fixture_sql (f->sync,
                    "insert into share (id, ver, owner, branch, customer, user_id) select"
                    " gen_random_uuid(), sync_ver(), owner, branch, id, '%s' from customer where id"
                    " = '%s'",
                    f->anna->user, petr);
  refuse (f, f->anna, f->mine, into_petr, "denied");
  refuse (f, f->anna, petr, into_self, "denied");
  assert_ask (f, "0", "select count(*) from customer where deleted");

  id = merge (f, f->anna, f->mine, mine);
  refuse (f, f->anna, f->mine, bad, "not-found");
  again =
      sync_fixture_do (f->sync, f->petr, NULL,
                       "'kind':'customer.unmerge','record':'%s','args':{'merge':'%s'}", mine, id);
  assert_status (again, "rejected", "problem.code", "not-found");
}

static void
refuse_back (Fixture *f, const char *id, const char *rest, const char *code)
{
  g_autoptr (JsonNode) result =
      sync_fixture_do (f->sync, f->diana, NULL,
                       "'kind':'customer.unmerge','record':'%s','args':{%s'merge':'%s'}", f->other,
                       rest, id);

  assert_status (result, "rejected", "problem.errors.0.code", code);
}

static void
test_not_back (Fixture *f, gconstpointer data)
{
  g_autofree char *id = merge (f, f->diana, f->mine, f->other);
  g_autofree char *none = crm_id_new ();

  refuse_back (f, none, "", "unknown");
  refuse_back (f, id, "'back':'x',", "type");
  refuse_back (f, id, "'back':['x'],", "format");
  sync_fixture_sql (f->sync, "update merge_keep set at = now() - interval '91 days'");
  refuse_back (f, id, "", "too-old");
  sync_fixture_sql (f->sync, "update merge_keep set at = now() - interval '89 days'");
  part (f, f->diana, f->other, id, "");
  refuse_back (f, id, "", "undone");
}

/* ---- meanwhile ------------------------------------------------------------------------------- */

/* What was added since goes where the person says; its own things go with a policy. */
static void
test_added (Fixture *f, gconstpointer data)
{
  g_autofree char *id = merge (f, f->diana, f->mine, f->other);
  g_autofree char *stays = add (f, f->olga, "note", f->other, "'text':'остаётся'");
  g_autofree char *goes = add (f, f->olga, "note", f->other, "'text':'уходит'");
  g_autofree char *policy =
      add (f, f->olga, "policy", f->other, "'product':'kasko','status':'draft'");
  g_autofree char *back = g_strdup_printf (",'back':['%s','%s']", goes, policy);
  g_autoptr (SyncView) olga = sync_view_new (f->sync, f->olga);

  sync_fixture_sql (f->sync,
                    "insert into instalment (id, ver, owner, branch, policy, customer, no) select"
                    " gen_random_uuid(), sync_ver(), owner, branch, id, customer, 1 from policy");
  sync_view_pull (olga);
  part (f, f->diana, f->mine, id, back);
  sync_view_pull (olga);
  g_assert_nonnull (sync_view_find (olga, "note", stays));
  g_assert_null (sync_view_find (olga, "note", goes));
  g_assert_cmpuint (sync_view_count (olga, "instalment"), ==, 0);
  assert_ask (f, f->mine, "select customer from instalment");
  assert_ask (f, f->anna->user, "select owner from note where id = '%s'", goes);
  assert_ask (f, "0", "select count(*) from history_event where record = '%s' and customer <> '%s'",
              goes, f->mine);
}

/* A colleague who did not hear of it writes to the one who is not there any more. */
static void
test_offline (Fixture *f, gconstpointer data)
{
  g_autofree char *into = sync_fixture_create (f->sync, f->anna, "Капельнин");
  g_autofree char *phone =
      add (f, f->anna, "contact-point", f->mine, "'type':'phone','value':'+79005550123'");
  g_autofree char *id = merge (f, f->anna, f->mine, into);
  g_autoptr (JsonNode) edit = sync_fixture_do (f->sync, f->anna, NULL,
                                               "'kind':'customer.update','record':'%s','base':1,'"
                                               "set':{'source':'сайт'},'was':{'source':null}",
                                               f->mine);
  g_autoptr (JsonNode) clash = sync_fixture_do (
      f->sync, f->anna, NULL,
      "'kind':'customer.update','record':'%s','base':1,'set':{'last_name':'Капелькина'},"
      "'was':{'last_name':'Капелькин','first_name':null,'middle_name':null}",
      f->mine);
  g_autoptr (JsonNode) child = sync_fixture_do (
      f->sync, f->anna, NULL,
      "'kind':'contact-point.update','record':'%s','base':1,'set':{'label':'дача'}", phone);
  g_autoptr (JsonNode) restore = sync_fixture_do (
      f->sync, f->anna, NULL,
      "'kind':'customer.create','record':'%s','set':{'type':'person','last_name':'Капелькин'}",
      f->mine);
  g_autofree char *note = add (f, f->anna, "note", f->mine, "'text':'из поезда'");

  assert_status (edit, "merged", "record", NULL);
  assert_status (clash, "conflict", NULL, NULL);
  assert_status (child, "done", NULL, NULL);
  assert_status (restore, "rejected", "problem.errors.0.code", "merged");
  assert_ask (f, "сайт Капельнин",
              "select source || ' ' || last_name from customer where id = '%s'", into);
  assert_ask (f, into, "select record from conflict where customer = record");
  assert_ask (f, into, "select customer from note");
  part (f, f->anna, into, id, "");
  assert_ask (f, f->mine, "select customer from note where id = '%s'", note);
}

/* The same, and he does not see the survivor: whoever does is asked. */
static void
test_moved (Fixture *f, gconstpointer data)
{
  g_autofree char *phone =
      add (f, f->anna, "contact-point", f->mine, "'type':'phone','value':'+79005550123'");
  g_autofree char *id = merge (f, f->diana, f->mine, f->other);
  g_autofree char *note = crm_id_new ();
  g_autoptr (SyncView) anna = sync_view_new (f->sync, f->anna);
  g_autoptr (JsonNode) edit =
      sync_fixture_do (f->sync, f->anna, NULL,
                       "'kind':'customer.update','record':'%s','base':1,'set':{'source':'сайт'}",
                       f->mine);
  g_autoptr (JsonNode) child = sync_fixture_do (
      f->sync, f->anna, NULL,
      "'kind':'contact-point.update','record':'%s','base':1,'set':{'label':'дача'}", phone);
  g_autoptr (JsonNode) added = sync_fixture_do (
      f->sync, f->anna, NULL,
      "'kind':'note.create','record':'%s','set':{'customer':'%s','text':'из поезда'}", note,
      f->mine);
  g_autoptr (JsonNode) stranger =
      sync_fixture_do (f->sync, f->petr, NULL,
                       "'kind':'customer.update','record':'%s','base':1,'set':{'source':'сайт'}",
                       f->mine);

  assert_status (edit, "rejected", "problem.code", "moved");
  assert_status (child, "rejected", "problem.code", "moved");
  assert_status (added, "rejected", "problem.code", "moved");
  assert_status (stranger, "rejected", "problem.code", "not-found");
  assert_ask (f, "3", "select count(*) from conflict where reason = 'moved' and customer = '%s'",
              f->other);
  sync_view_pull (anna);
  g_assert_cmpuint (sync_view_count (anna, "conflict"), ==, 0);
  g_assert_cmpuint (sync_view_count (anna, "customer"), ==, 0);
}

/* In one push with what came before it: nothing of that is left behind. */
static void
test_one_push (Fixture *f, gconstpointer data)
{
  g_autofree char *into = sync_fixture_create (f->sync, f->anna, "Капелькин");
  g_autofree char *merge_id = crm_id_new ();
  g_autofree char *first = crm_id_new ();
  g_autofree char *second = crm_id_new ();
  g_autofree char *note = crm_id_new ();
  g_autofree char *commands = g_strdup_printf (
      "{'id':'%s','kind':'customer.update','record':'%s','base':1,'set':{'source':'сайт'}},"
      "{'id':'%s','kind':'note.create','record':'%s','set':{'customer':'%s','text':'да'}},"
      "{'id':'%s','kind':'customer.merge','record':'%s','args':{'into':'%s'}}",
      first, f->mine, second, note, f->mine, merge_id, f->mine, into);
  g_autoptr (JsonNode) results = NULL;

  g_strdelimit (commands, "'", '"');
  results = sync_fixture_push (f->sync, f->anna, commands);
  crm_test_assert_json_at (results, "2.status", "done");
  assert_ask (f, into, "select customer from note where not deleted");
  assert_ask (f, "сайт", "select source from customer where id = '%s'", into);
  part (f, f->anna, into, merge_id, "");
  assert_ask (f, f->mine, "select customer from note where not deleted");
  assert_ask (f, "сайт", "select source from customer where id = '%s'", f->mine);
  assert_ask (f, NULL, "select source from customer where id = '%s'", into);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/customer-merge/" name, Fixture, postgres, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_autoptr (TempPostgres) postgres = NULL;

  g_test_init (&argc, &argv, NULL);
  postgres = temp_postgres_new ();
  if (postgres == NULL)
    return 77;

  ADD ("seen", test_seen);
  ADD ("twins", test_twins);
  ADD ("choices", test_choices);
  ADD ("refused", test_refused);
  ADD ("not-back", test_not_back);
  ADD ("added", test_added);
  ADD ("offline", test_offline);
  ADD ("moved", test_moved);
  ADD ("one-push", test_one_push);
  return g_test_run ();
}
