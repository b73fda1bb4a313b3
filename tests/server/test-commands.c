/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What commands do to records, and what each person sees of it. */

#define G_LOG_DOMAIN "test"

#include "shared/base/crm-id.h"
#include "tests/lib/crm-test.h"
#include "tests/server/sync-fixture.h"

#include <string.h>

typedef struct
{
  SyncFixture *sync;
  HubSession *anna; /* agents of one branch */
  HubSession *petr;
  HubSession *maria; /* their head */
  HubSession *vera;  /* an agent elsewhere */
  HubSession *diana; /* the director */
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->sync = sync_fixture_new ((TempPostgres *) data, 2);
  f->anna = sync_fixture_add_user (f->sync, "anna", "agent", "Москва");
  f->petr = sync_fixture_add_user (f->sync, "petr", "agent", "Москва");
  f->maria = sync_fixture_add_user (f->sync, "maria", "head", "Москва");
  f->vera = sync_fixture_add_user (f->sync, "vera", "agent", "Казань");
  f->diana = sync_fixture_add_user (f->sync, "diana", "director", "Москва");
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  hub_session_unref (f->anna);
  hub_session_unref (f->petr);
  hub_session_unref (f->maria);
  hub_session_unref (f->vera);
  hub_session_unref (f->diana);
  sync_fixture_free (f->sync);
}

static void
assert_status (JsonNode *result, const char *status, const char *code)
{
  g_autofree char *text = json_to_string (result, FALSE);
  g_autofree char *got = crm_test_json_at (result, "status");
  g_autofree char *got_code = crm_test_json_at (result, "problem.code");

  if (g_strcmp0 (got, status) != 0 || g_strcmp0 (got_code, code) != 0)
    g_error ("expected %s %s, got %s", status, code != NULL ? code : "", text);
}

static JsonNode *
update (Fixture *f, HubSession *who, const char *record, int base, const char *rest)
{
  return sync_fixture_do (f->sync, who, NULL, "'kind':'customer.update','record':'%s','base':%d,%s",
                          record, base, rest);
}

static void
assert_update (Fixture *f,
               HubSession *who,
               const char *record,
               int base,
               const char *rest,
               const char *status)
{
  g_autoptr (JsonNode) result = update (f, who, record, base, rest);

  assert_status (result, status, NULL);
}

static void
test_create (Fixture *f, gconstpointer data)
{
  g_autofree char *record = crm_id_new ();
  g_autofree char *phone = crm_id_new ();
  g_autofree char *first = crm_id_new ();
  g_autofree char *second = crm_id_new ();
  g_autofree char *commands = g_strdup_printf (
      "{\"id\":\"%s\",\"kind\":\"customer.create\",\"record\":\"%s\",\"set\":{\"type\":\"person\","
      "\"address\":{\"city\":\"Тверь\"},\"tags\":[\"vip\"]}},"
      "{\"id\":\"%s\",\"kind\":\"contact-point.create\",\"record\":\"%s\",\"set\":{\"customer\":\"%"
      "s\","
      "\"type\":\"phone\",\"value\":\"8 (900) 555-01-23\"}}",
      first, record, second, phone, record);
  g_autoptr (JsonNode) results = sync_fixture_push (f->sync, f->anna, commands);
  g_autoptr (JsonNode) again = sync_fixture_push (f->sync, f->anna, commands);
  g_autoptr (SyncView) view = sync_view_new (f->sync, f->anna);

  crm_test_assert_json_at (results, "0.status", "done");
  crm_test_assert_json_at (results, "0.version", "1");
  crm_test_assert_json_at (results, "0.record.number", "000001");
  crm_test_assert_json_at (results, "0.record.owner", f->anna->user);
  crm_test_assert_json_at (results, "0.record.address.city", "Тверь");
  crm_test_assert_json_at (results, "0.repeated", NULL);
  crm_test_assert_json_at (results, "1.status", "done");
  crm_test_assert_json_at (again, "0.repeated", "true");
  crm_test_assert_json_at (again, "0.version", "1");
  crm_test_assert_json_at (again, "0.record.number", "000001");
  crm_test_assert_json_at (again, "1.repeated", "true");

  sync_view_pull (view);
  g_assert_cmpstr (sync_view_get (view, "contact-point", phone, "value"), ==, "+79005550123");
  g_assert_cmpuint (sync_view_count (view, "customer"), ==, 1);
  g_assert_cmpuint (sync_view_count (view, "user"), ==, 5);
  g_assert_cmpuint (sync_view_count (view, "history-event"), ==, 0);
}

static void
test_rejected (Fixture *f, gconstpointer data)
{
  g_autofree char *bad = crm_id_new ();
  g_autofree char *child = crm_id_new ();
  g_autofree char *good = crm_id_new ();
  g_autofree char *first = crm_id_new ();
  g_autofree char *second = crm_id_new ();
  g_autofree char *third = crm_id_new ();
  g_autofree char *commands = g_strdup_printf (
      "{\"id\":\"%s\",\"kind\":\"customer.create\",\"record\":\"%s\",\"set\":{\"type\":\"person\"}}"
      ","
      "{\"id\":\"%s\",\"kind\":\"contact-point.create\",\"record\":\"%s\",\"set\":{\"customer\":\"%"
      "s\","
      "\"type\":\"email\",\"value\":\"a@example.org\"}},"
      "{\"id\":\"%s\",\"kind\":\"customer.create\",\"record\":\"%s\",\"set\":{\"type\":\"person\","
      "\"last_name\":\"Хороший\"}}",
      first, bad, second, child, bad, third, good);
  g_autoptr (JsonNode) results = sync_fixture_push (f->sync, f->anna, commands);
  g_autoptr (JsonNode) again = sync_fixture_push (f->sync, f->anna, commands);
  g_autofree char *count = sync_fixture_ask (f->sync, "select count(*) from customer");

  crm_test_assert_json_at (results, "0.status", "rejected");
  crm_test_assert_json_at (results, "0.problem.code", "invalid");
  crm_test_assert_json_at (results, "1.problem.code", "waiting");
  crm_test_assert_json_at (results, "2.status", "done");
  crm_test_assert_json_at (again, "0.status", "rejected");
  crm_test_assert_json_at (again, "0.repeated", "true");
  crm_test_assert_json_at (again, "1.problem.code", "waiting");
  crm_test_assert_json_at (again, "1.repeated", NULL);
  crm_test_assert_json_at (again, "2.repeated", "true");
  g_assert_cmpstr (count, ==, "1");
}

static void
test_mismatch (Fixture *f, gconstpointer data)
{
  g_autofree char *id = crm_id_new ();
  g_autofree char *record = crm_id_new ();
  g_autofree char *other = crm_id_new ();
  g_autofree char *format = g_strdup ("{\"commands\":[{\"id\":\"%s\",\"kind\":\"customer.create\","
                                      "\"record\":\"%s\",\"set\":{\"type\":\"person\","
                                      "\"last_name\":\"%s\"}}%s]}");
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autoptr (JsonNode) done = NULL;
  g_autoptr (JsonNode) refused = NULL;
  g_autoptr (JsonNode) stolen = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *count = NULL;
  /* Structured messages cannot be expected; two warnings come here. */
  GLogLevelFlags fatal = g_log_set_always_fatal (G_LOG_FATAL_MASK);

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  first = g_strdup_printf (format, id, record, "Первый", "");
  second = g_strdup_printf (format, id, record, "Второй", "");
#pragma GCC diagnostic pop

  done = sync_fixture_try_push (f->sync, f->anna, first, &error);
  g_assert_no_error (error);

  refused = sync_fixture_try_push (f->sync, f->anna, second, &error);
  g_assert_error (error, CRM_ERROR, CRM_ERROR_CONFLICT);
  g_assert_null (refused);
  g_clear_error (&error);

  /* The same body from somebody else is not his to repeat. */
  stolen = sync_fixture_try_push (f->sync, f->petr, first, &error);
  g_assert_error (error, CRM_ERROR, CRM_ERROR_CONFLICT);
  g_log_set_always_fatal (fatal);
  count = sync_fixture_ask (f->sync, "select string_agg(last_name, ',') from customer");
  g_assert_cmpstr (count, ==, "Первый");
}

static void
test_merge_and_clash (Fixture *f, gconstpointer data)
{
  g_autofree char *record = sync_fixture_create (f->sync, f->anna, "Капелькин");
  g_autoptr (JsonNode) merged = NULL;
  g_autoptr (JsonNode) clash = NULL;
  g_autoptr (SyncView) head = sync_view_new (f->sync, f->maria);
  g_autoptr (SyncView) agent = sync_view_new (f->sync, f->petr);

  assert_update (f, f->anna, record, 1, "'set':{'note':'позвонить'}", "done");
  merged = update (f, f->maria, record, 1, "'set':{'birth_date':'1987-03-14'}");
  assert_status (merged, "merged", NULL);
  crm_test_assert_json_at (merged, "record.note", "позвонить");
  crm_test_assert_json_at (merged, "version", "3");
  crm_test_assert_json_at (merged, "applied.0", "birth");

  assert_update (f, f->anna, record, 3,
                 "'set':{'last_name':'Каплин'},'was':{'last_name':'Капелькин'}", "done");
  clash =
      update (f, f->maria, record, 3,
              "'set':{'last_name':'Капелькина','source':'звонок'},'was':{'last_name':'Капелькин'}");
  assert_status (clash, "conflict", NULL);
  crm_test_assert_json_at (clash, "conflicts.0.group", "name");
  crm_test_assert_json_at (clash, "conflicts.0.theirs.last_name", "Каплин");
  crm_test_assert_json_at (clash, "conflicts.0.mine.last_name", "Капелькина");
  crm_test_assert_json_at (clash, "conflicts.0.base.last_name", "Капелькин");
  crm_test_assert_json_at (clash, "conflicts.0.by", f->anna->user);
  crm_test_assert_json_at (clash, "applied.0", "source");
  crm_test_assert_json_at (clash, "record.last_name", "Каплин");
  crm_test_assert_json_at (clash, "record.source", "звонок");

  sync_view_pull (head);
  sync_view_pull (agent);
  g_assert_cmpuint (sync_view_count (head, "conflict"), ==, 1);
  g_assert_cmpuint (sync_view_count (agent, "conflict"), ==, 0);
  g_assert_cmpuint (sync_view_count (head, "history-event"), ==, 4);
}

static void
test_resolve (Fixture *f, gconstpointer data)
{
  g_autofree char *record = sync_fixture_create (f->sync, f->anna, "Капелькин");
  g_autofree char *conflict = NULL;
  g_autofree char *status = NULL;
  g_autofree char *rest = NULL;
  g_autoptr (JsonNode) foreign = NULL;

  assert_update (f, f->anna, record, 1, "'set':{'sex':'male'}", "done");
  assert_update (f, f->maria, record, 1, "'set':{'sex':'female'}", "conflict");
  conflict = sync_fixture_ask (f->sync, "select id from conflict where status = 'open'");
  rest = g_strdup_printf ("'set':{'sex':'female'},'args':{'conflict':'%s'}", conflict);

  foreign = update (f, f->petr, record, 2, rest);
  assert_status (foreign, "rejected", "not-found");
  assert_update (f, f->maria, record, 2, rest, "done");
  status = sync_fixture_ask (f->sync,
                             "select status || rev || (select sex from customer where id = '%s')"
                             " from conflict where id = '%s'",
                             record, conflict);
  g_assert_cmpstr (status, ==, "resolved2female");
}

static void
test_strict (Fixture *f, gconstpointer data)
{
  g_autofree char *record = sync_fixture_create (f->sync, f->petr, "Спорный");
  g_autofree char *to_anna = g_strdup_printf ("'set':{'owner':'%s'}", f->anna->user);
  g_autofree char *to_maria = g_strdup_printf ("'set':{'owner':'%s','sex':'male'}", f->maria->user);
  g_autofree char *after = NULL;

  assert_update (f, f->maria, record, 1, to_anna, "done");
  assert_update (f, f->diana, record, 1, to_maria, "conflict");
  after = sync_fixture_ask (f->sync,
                            "select coalesce(sex, '-') || (select reason from conflict)"
                            " from customer where owner = '%s'",
                            f->anna->user);
  g_assert_cmpstr (after, ==, "-strict");
}

static void
test_notes (Fixture *f, gconstpointer data)
{
  g_autofree char *record = sync_fixture_create (f->sync, f->anna, "Капелькин");
  g_autofree char *note = NULL;

  assert_update (f, f->anna, record, 1, "'set':{'note':'любит утро'}", "done");
  assert_update (f, f->maria, record, 1, "'set':{'note':'есть дача'}", "merged");
  note = sync_fixture_ask (f->sync, "select note from customer where id = '%s'", record);
  g_assert_cmpstr (note, ==, "любит утро\n\n— maria, 22.11.2026:\nесть дача");
}

static void
test_own_edits_do_not_clash (Fixture *f, gconstpointer data)
{
  g_autofree char *record = sync_fixture_create (f->sync, f->anna, "Капелькин");
  g_autoptr (JsonNode) result = NULL;
  HubSession *phone = sync_fixture_add_device (f->sync, f->anna);

  assert_update (f, f->anna, record, 0, "'set':{'sex':'male'}", "done");
  assert_update (f, f->anna, record, 0, "'set':{'sex':'female'}", "done");
  /* Two devices of one person know nothing of each other either. */
  assert_update (f, phone, record, 1, "'set':{'sex':'male'}", "conflict");
  result = sync_fixture_do (f->sync, f->anna, NULL,
                            "'kind':'customer.delete','record':'%s','base':0", record);
  assert_status (result, "done", NULL);
  hub_session_unref (phone);
}

static JsonNode *
delete_customer (Fixture *f, HubSession *who, const char *record, int base)
{
  return sync_fixture_do (f->sync, who, NULL, "'kind':'customer.delete','record':'%s','base':%d",
                          record, base);
}

/* Who deletes must have seen what he deletes; what he had not seen he is shown. */
static void
test_stale_delete (Fixture *f, gconstpointer data)
{
  g_autofree char *record = sync_fixture_create (f->sync, f->anna, "Капелькин");
  g_autoptr (JsonNode) stale = NULL;
  g_autofree char *groups = NULL;
  g_autofree char *id = NULL;
  g_autofree char *rest = NULL;

  assert_update (f, f->maria, record, 1, "'set':{'sex':'male'}", "done");
  stale = delete_customer (f, f->anna, record, 1);
  assert_status (stale, "conflict", NULL);
  crm_test_assert_json_at (stale, "conflicts.0.group", "sex");
  groups = sync_fixture_ask (f->sync, "select groups from conflict where status = 'open'");
  g_assert_nonnull (strstr (groups, "\"mine\":{}"));

  id = sync_fixture_ask (f->sync, "select id from conflict");
  rest = g_strdup_printf ("'set':{},'args':{'conflict':'%s'}", id);
  assert_update (f, f->anna, record, 2, rest, "done");
}

static void
test_delete_and_undo (Fixture *f, gconstpointer data)
{
  g_autofree char *record = sync_fixture_create (f->sync, f->anna, "Капелькин");
  g_autofree char *phone = crm_id_new ();
  g_autofree char *gone = crm_id_new ();
  g_autoptr (SyncView) view = sync_view_new (f->sync, f->anna);
  const char *ids[] = { phone, gone };
  g_autoptr (JsonNode) deleted = NULL;
  g_autoptr (JsonNode) late = NULL;
  g_autoptr (JsonNode) back = NULL;
  g_autoptr (JsonNode) undo = NULL;
  g_autoptr (JsonNode) point = NULL;

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (JsonNode) result = sync_fixture_do (
          f->sync, f->anna, NULL,
          "'kind':'contact-point.create','record':'%s','set':{'customer':'%s','type':'phone',"
          "'value':'+7900555012%u'}",
          ids[i], record, i);

      assert_status (result, "done", NULL);
    }
  undo = sync_fixture_do (f->sync, f->anna, NULL,
                          "'kind':'contact-point.delete','record':'%s','base':1", gone);
  assert_status (undo, "done", NULL);
  assert_update (f, f->maria, record, 1, "'set':{'sex':'male'}", "done");
  sync_view_pull (view);

  deleted = sync_fixture_do (f->sync, f->anna, NULL,
                             "'kind':'customer.delete','record':'%s','base':2", record);
  assert_status (deleted, "done", NULL);
  sync_view_pull (view);
  g_assert_null (sync_view_find (view, "customer", record));
  g_assert_null (sync_view_find (view, "contact-point", phone));

  late = update (f, f->maria, record, 2, "'set':{'sex':'female'}");
  assert_status (late, "conflict", NULL);
  crm_test_assert_json_at (late, "record", NULL);

  back = sync_fixture_do (
      f->sync, f->anna, NULL,
      "'kind':'customer.create','record':'%s','set':{'type':'person','last_name':'Капелькин'}",
      record);
  assert_status (back, "done", NULL);
  point = sync_fixture_do (
      f->sync, f->anna, NULL,
      "'kind':'contact-point.create','record':'%s','set':{'customer':'%s','type':'phone',"
      "'value':'+79005550120'}",
      phone, record);
  assert_status (point, "done", NULL);
  sync_view_pull (view);
  g_assert_nonnull (sync_view_find (view, "customer", record));
  g_assert_nonnull (sync_view_find (view, "contact-point", phone));
  g_assert_null (sync_view_find (view, "contact-point", gone));
}

static void
test_restore_or_drop (Fixture *f, gconstpointer data)
{
  g_autofree char *record = sync_fixture_create (f->sync, f->anna, "Капелькин");
  g_autoptr (JsonNode) deleted = NULL;
  g_autofree char *conflict = NULL;
  g_autofree char *drop = NULL;
  g_autofree char *restore = NULL;
  g_autofree char *other = NULL;
  g_autofree char *state = NULL;

  deleted = sync_fixture_do (f->sync, f->anna, NULL,
                             "'kind':'customer.delete','record':'%s','base':1", record);
  assert_update (f, f->maria, record, 1, "'set':{'sex':'female'}", "conflict");
  conflict = sync_fixture_ask (f->sync, "select id from conflict where reason = 'deleted'");
  drop = g_strdup_printf ("'set':{},'args':{'conflict':'%s'}", conflict);
  assert_update (f, f->maria, record, 2, drop, "done");
  state =
      sync_fixture_ask (f->sync, "select status || (select deleted from customer) from conflict");
  g_assert_cmpstr (state, ==, "resolvedtrue");

  assert_update (f, f->maria, record, 1, "'set':{'sex':'female'}", "conflict");
  other = sync_fixture_ask (f->sync, "select id from conflict where status = 'open'");
  restore = g_strdup_printf ("'set':{'sex':'female'},'args':{'conflict':'%s'}", other);
  assert_update (f, f->maria, record, 2, restore, "done");
  g_free (state);
  state = sync_fixture_ask (f->sync, "select sex || deleted from customer");
  g_assert_cmpstr (state, ==, "femalefalse");
  /* What came back so was changed like anything else. */
  assert_update (f, f->anna, record, 1, "'set':{'sex':'male'}", "conflict");
}

static void
test_foreign_looks_like_missing (Fixture *f, gconstpointer data)
{
  g_autofree char *record = sync_fixture_create (f->sync, f->vera, "Чужой");
  g_autofree char *missing = crm_id_new ();
  g_autoptr (JsonNode) foreign = update (f, f->anna, record, 1, "'set':{'sex':'male'}");
  g_autoptr (JsonNode) nothing = update (f, f->anna, missing, 1, "'set':{'sex':'male'}");
  g_autoptr (JsonNode) child = NULL;
  g_autoptr (JsonNode) taken = NULL;
  g_autofree char *first =
      json_to_string (json_object_get_member (json_node_get_object (foreign), "problem"), FALSE);
  g_autofree char *second =
      json_to_string (json_object_get_member (json_node_get_object (nothing), "problem"), FALSE);

  assert_status (foreign, "rejected", "not-found");
  g_assert_cmpstr (first, ==, second);
  child = sync_fixture_do (
      f->sync, f->anna, NULL,
      "'kind':'contact-point.create','record':'%s','set':{'customer':'%s','type':'phone',"
      "'value':'+79005550123'}",
      missing, record);
  assert_status (child, "rejected", "not-found");
  taken = sync_fixture_do (
      f->sync, f->anna, NULL,
      "'kind':'customer.create','record':'%s','set':{'type':'person','last_name':'Я'}", record);
  assert_status (taken, "rejected", "invalid");
  crm_test_assert_json_at (taken, "problem.errors.0.pointer", "/record");
}

static JsonNode *
reassign (Fixture *f, HubSession *who, const char *record, HubSession *to)
{
  return sync_fixture_do (
      f->sync, who, NULL,
      "'kind':'customer.reassign','record':'%s','args':{'owner':'%s','reason':'отпуск'}", record,
      to->user);
}

/* A customer of anna with a phone. */
static char *
create_with_phone (Fixture *f, const char *phone)
{
  char *record = sync_fixture_create (f->sync, f->anna, "Капелькин");
  g_autoptr (JsonNode) point = sync_fixture_do (
      f->sync, f->anna, NULL,
      "'kind':'contact-point.create','record':'%s','set':{'customer':'%s','type':'phone',"
      "'value':'+79005550123'}",
      phone, record);

  assert_status (point, "done", NULL);
  return record;
}

static void
test_reassign (Fixture *f, gconstpointer data)
{
  g_autofree char *phone = crm_id_new ();
  g_autofree char *record = create_with_phone (f, phone);
  g_autoptr (SyncView) anna = sync_view_new (f->sync, f->anna);
  g_autoptr (SyncView) petr = sync_view_new (f->sync, f->petr);
  g_autoptr (JsonNode) denied = NULL;
  g_autoptr (JsonNode) given = NULL;
  g_autoptr (JsonNode) late = NULL;
  g_autoptr (JsonNode) child = NULL;
  g_autofree char *orphans = NULL;
  g_autofree char *other = NULL;

  sync_view_pull (anna);
  sync_view_pull (petr);
  g_assert_nonnull (sync_view_find (anna, "contact-point", phone));

  denied = reassign (f, f->anna, record, f->vera);
  assert_status (denied, "rejected", "denied");
  crm_test_assert_json_at (denied, "problem.errors.0.pointer", "/args/owner");
  given = reassign (f, f->anna, record, f->petr);
  assert_status (given, "done", NULL);
  crm_test_assert_json_at (given, "record", NULL);

  sync_view_pull (anna);
  sync_view_pull (petr);
  g_assert_null (sync_view_find (anna, "customer", record));
  g_assert_null (sync_view_find (anna, "contact-point", phone));
  g_assert_cmpuint (sync_view_count (anna, "history-event"), ==, 0);
  g_assert_cmpstr (sync_view_get (petr, "customer", record, "owner"), ==, f->petr->user);
  g_assert_nonnull (sync_view_find (petr, "contact-point", phone));
  g_assert_cmpuint (sync_view_count (petr, "history-event"), ==, 2);

  late = update (f, f->anna, record, 1, "'set':{'note':'просил скидку'}");
  assert_status (late, "rejected", "moved");
  orphans =
      sync_fixture_ask (f->sync,
                        "select command->'set'->>'note' from orphan_change where owner = '%s'",
                        f->petr->user);
  g_assert_cmpstr (orphans, ==, "просил скидку");
  other = crm_id_new ();
  child = sync_fixture_do (
      f->sync, f->anna, NULL,
      "'kind':'contact-point.create','record':'%s','set':{'customer':'%s','type':'phone',"
      "'value':'+79005550199'}",
      other, record);
  assert_status (child, "rejected", "moved");
}

static void
test_reassign_far (Fixture *f, gconstpointer data)
{
  g_autofree char *phone = crm_id_new ();
  g_autofree char *record = create_with_phone (f, phone);
  g_autoptr (SyncView) maria = sync_view_new (f->sync, f->maria);
  g_autoptr (SyncView) vera = sync_view_new (f->sync, f->vera);
  g_autoptr (JsonNode) refused = NULL;
  g_autoptr (JsonNode) there = NULL;
  g_autoptr (JsonNode) back = NULL;
  g_autoptr (JsonNode) again = NULL;

  sync_view_pull (maria);
  sync_view_pull (vera);
  g_assert_nonnull (sync_view_find (maria, "contact-point", phone));
  refused = reassign (f, f->maria, record, f->vera);
  assert_status (refused, "rejected", "denied");

  there = reassign (f, f->diana, record, f->vera);
  assert_status (there, "done", NULL);
  sync_view_pull (maria);
  sync_view_pull (vera);
  g_assert_null (sync_view_find (maria, "customer", record));
  g_assert_null (sync_view_find (maria, "contact-point", phone));
  g_assert_nonnull (sync_view_find (vera, "contact-point", phone));

  /* There and back again between two pulls leaves nobody without it. */
  back = reassign (f, f->diana, record, f->petr);
  again = reassign (f, f->diana, record, f->vera);
  assert_status (again, "done", NULL);
  sync_view_pull (vera);
  g_assert_nonnull (sync_view_find (vera, "contact-point", phone));
}

/* Deleted and undone before anything was sent: what hung on the customer is as it was before. */
static void
test_undo_in_one_push (Fixture *f, gconstpointer data)
{
  g_autofree char *removed = crm_id_new ();
  g_autofree char *kept = crm_id_new ();
  g_autofree char *ids[] = { crm_id_new (), crm_id_new (), crm_id_new (), crm_id_new (), NULL };
  g_autofree char *record = create_with_phone (f, removed);
  g_autoptr (JsonNode) added =
      sync_fixture_do (f->sync, f->anna, NULL,
                       "'kind':'contact-point.create','record':'%s','set':{'customer':'%s',"
                       "'type':'email','value':'a@example.org'}",
                       kept, record);
  g_autofree char *commands = g_strdup_printf (
      "{\"id\":\"%s\",\"kind\":\"contact-point.delete\",\"record\":\"%s\",\"base\":1},"
      "{\"id\":\"%s\",\"kind\":\"contact-point.update\",\"record\":\"%s\",\"base\":1,"
      "\"set\":{\"label\":\"work\"}},"
      "{\"id\":\"%s\",\"kind\":\"customer.delete\",\"record\":\"%s\",\"base\":1},"
      "{\"id\":\"%s\",\"kind\":\"customer.create\",\"record\":\"%s\",\"set\":"
      "{\"type\":\"person\",\"last_name\":\"Лужина\"}}",
      ids[0], removed, ids[1], kept, ids[2], record, ids[3], record);
  g_autoptr (JsonNode) results = sync_fixture_push (f->sync, f->anna, commands);
  g_autoptr (SyncView) view = sync_view_new (f->sync, f->anna);

  for (guint i = 0; i < 4; i++)
    {
      g_autofree char *path = g_strdup_printf ("%u.status", i);

      crm_test_assert_json_at (results, path, "done");
      g_clear_pointer (&ids[i], g_free);
    }
  sync_view_pull (view);
  g_assert_nonnull (sync_view_find (view, "customer", record));
  g_assert_null (sync_view_find (view, "contact-point", removed));
  g_assert_cmpstr (sync_view_get (view, "contact-point", kept, "label"), ==, "work");
}

/* What comes back with its customer follows it to another owner in the same step. */
static void
test_restore_for_another (Fixture *f, gconstpointer data)
{
  g_autofree char *phone = crm_id_new ();
  g_autofree char *record = create_with_phone (f, phone);
  g_autoptr (JsonNode) gone =
      sync_fixture_do (f->sync, f->maria, NULL, "'kind':'customer.delete','record':'%s','base':1",
                       record);
  g_autoptr (JsonNode) back =
      sync_fixture_do (f->sync, f->maria, NULL,
                       "'kind':'customer.create','record':'%s','set':{'type':'person',"
                       "'last_name':'Лужина','owner':'%s'}",
                       record, f->petr->user);
  g_autoptr (SyncView) view = sync_view_new (f->sync, f->petr);

  assert_status (gone, "done", NULL);
  assert_status (back, "done", NULL);
  sync_view_pull (view);
  g_assert_nonnull (sync_view_find (view, "customer", record));
  g_assert_nonnull (sync_view_find (view, "contact-point", phone));
}

/* Who has a phone and no name has it again when he comes back. */
static void
test_restore_nameless (Fixture *f, gconstpointer data)
{
  g_autofree char *phone = crm_id_new ();
  g_autofree char *record = crm_id_new ();
  g_autofree char *first = crm_id_new ();
  g_autofree char *second = crm_id_new ();
  g_autofree char *commands = g_strdup_printf (
      "{\"id\":\"%s\",\"kind\":\"customer.create\",\"record\":\"%s\",\"set\":{\"type\":\"person\"}}"
      ","
      "{\"id\":\"%s\",\"kind\":\"contact-point.create\",\"record\":\"%s\",\"set\":{\"customer\":\"%"
      "s\",\"type\":\"phone\",\"value\":\"+79005550123\"}}",
      first, record, second, phone, record);
  g_autoptr (JsonNode) made = sync_fixture_push (f->sync, f->anna, commands);
  g_autoptr (JsonNode) gone =
      sync_fixture_do (f->sync, f->anna, NULL, "'kind':'customer.delete','record':'%s','base':1",
                       record);
  g_autoptr (JsonNode) back =
      sync_fixture_do (f->sync, f->anna, NULL,
                       "'kind':'customer.create','record':'%s','set':{'type':'person'}", record);
  g_autoptr (SyncView) view = sync_view_new (f->sync, f->anna);

  crm_test_assert_json_at (made, "0.status", "done");
  assert_status (gone, "done", NULL);
  assert_status (back, "done", NULL);
  sync_view_pull (view);
  g_assert_nonnull (sync_view_find (view, "contact-point", phone));
}

/* Nothing comes back under another customer: it would be seen by those who saw the first. */
static void
test_restore_elsewhere (Fixture *f, gconstpointer data)
{
  g_autofree char *phone = crm_id_new ();
  g_autofree char *record = create_with_phone (f, phone);
  g_autofree char *other = sync_fixture_create (f->sync, f->petr, "Другой");
  g_autoptr (JsonNode) gone =
      sync_fixture_do (f->sync, f->anna, NULL,
                       "'kind':'contact-point.delete','record':'%s','base':1", phone);
  g_autoptr (JsonNode) elsewhere =
      sync_fixture_do (f->sync, f->maria, NULL,
                       "'kind':'contact-point.create','record':'%s','set':{'customer':'%s',"
                       "'type':'phone','value':'+79005550123'}",
                       phone, other);
  g_autoptr (JsonNode) back =
      sync_fixture_do (f->sync, f->maria, NULL,
                       "'kind':'contact-point.create','record':'%s','set':{'customer':'%s',"
                       "'type':'phone','value':'+79005550123'}",
                       phone, record);

  assert_status (gone, "done", NULL);
  assert_status (elsewhere, "rejected", "invalid");
  assert_status (back, "done", NULL);
}

/* A seventh digit is not cut off. */
static void
test_millionth_number (Fixture *f, gconstpointer data)
{
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *numbers = NULL;

  sync_fixture_sql (f->sync, "select setval('customer_number', 999999)");
  first = sync_fixture_create (f->sync, f->anna, "Миллионный");
  second = sync_fixture_create (f->sync, f->anna, "Следующий");
  numbers =
      sync_fixture_ask (f->sync, "select string_agg(number, ' ' order by number) from customer");
  g_assert_cmpstr (numbers, ==, "1000000 1000001");
}

/* That a customer left the branch is news to its head, but not to an agent who never saw it. */
static void
test_left_the_branch (Fixture *f, gconstpointer data)
{
  g_autofree char *record = sync_fixture_create (f->sync, f->anna, "Уехавший");
  g_autoptr (JsonNode) given = reassign (f, f->diana, record, f->vera);
  g_autoptr (JsonNode) of_agent = update (f, f->petr, record, 1, "'set':{'note':'x'}");
  g_autoptr (JsonNode) of_owner = update (f, f->anna, record, 1, "'set':{'note':'y'}");
  g_autoptr (JsonNode) of_head = update (f, f->maria, record, 1, "'set':{'note':'z'}");

  assert_status (given, "done", NULL);
  assert_status (of_agent, "rejected", "not-found");
  assert_status (of_owner, "rejected", "moved");
  assert_status (of_head, "rejected", "moved");
}

static void
test_bad_bodies (Fixture *f, gconstpointer data)
{
  static const char *const bodies[] = {
    "",
    "{",
    "[]",
    "{\"commands\":{}}",
    "{\"commands\":[1]}",
    "{\"commands\":[{\"id\":1}]}",
    "{\"commands\":[{\"id\":\"x\"}]}",
    "{\"commands\":[]}x",
    "{\"commands\":[\"\\ud800\"]}",
  };
  g_autofree char *count = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (JsonNode) node = sync_fixture_try_push (f->sync, f->anna, bodies[i], &error);

      g_assert_error (error, CRM_ERROR, CRM_ERROR_INVALID);
      g_assert_null (node);
    }
  count =
      sync_fixture_ask (f->sync,
                        "select (select count(*) from customer) + (select count(*) from command)");
  g_assert_cmpstr (count, ==, "0");
}

static void
test_ended_session (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = NULL;

  sync_fixture_sql (f->sync, "update session set ended_at = now() where id = '%s'", f->anna->id);
  node = sync_fixture_try_push (f->sync, f->anna, "{\"commands\":[]}", &error);
  g_assert_error (error, CRM_ERROR, CRM_ERROR_UNAUTHENTICATED);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/commands/" name, Fixture, postgres, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_autoptr (TempPostgres) postgres = NULL;

  g_test_init (&argc, &argv, NULL);
  postgres = temp_postgres_new ();
  if (postgres == NULL)
    return 77;

  ADD ("create", test_create);
  ADD ("rejected", test_rejected);
  ADD ("mismatch", test_mismatch);
  ADD ("merge-and-clash", test_merge_and_clash);
  ADD ("resolve", test_resolve);
  ADD ("strict", test_strict);
  ADD ("notes", test_notes);
  ADD ("own-edits", test_own_edits_do_not_clash);
  ADD ("stale-delete", test_stale_delete);
  ADD ("delete-and-undo", test_delete_and_undo);
  ADD ("restore-or-drop", test_restore_or_drop);
  ADD ("foreign", test_foreign_looks_like_missing);
  ADD ("reassign", test_reassign);
  ADD ("reassign-far", test_reassign_far);
  ADD ("undo-in-one-push", test_undo_in_one_push);
  ADD ("restore-for-another", test_restore_for_another);
  ADD ("restore-nameless", test_restore_nameless);
  ADD ("restore-elsewhere", test_restore_elsewhere);
  ADD ("millionth-number", test_millionth_number);
  ADD ("left-the-branch", test_left_the_branch);
  ADD ("bad-bodies", test_bad_bodies);
  ADD ("ended-session", test_ended_session);
  return g_test_run ();
}
