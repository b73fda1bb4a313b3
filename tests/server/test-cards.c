/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The smaller things on the card of a customer, tasks and saved views: one row for each kind, made,
 * seen by whom it should be, refused when wrong, gone with its customer. */

#define G_LOG_DOMAIN "test"

#include "shared/base/crm-id.h"
#include "shared/codec/crm-field.h"
#include "tests/lib/crm-test.h"
#include "tests/server/sync-fixture.h"

typedef struct
{
  SyncFixture *sync;
  HubSession *anna; /* agents of one branch */
  HubSession *petr;
  HubSession *olga;  /* of another one */
  HubSession *maria; /* head of Anna and Petr */
  HubSession *boss;  /* director */
  char *customer;    /* of Anna */
} Fixture;

typedef struct
{
  const char *kind;
  const char *set;   /* but for the customer */
  const char *wrong; /* the same, and it breaks a rule */
  const char *pointer;
  const char *code;
  const char *field; /* that the server fills in */
  const char *value; /* (nullable): Anna */
} KindCase;

#define SHA "'0000000000000000000000000000000000000000000000000000000000000000'"
#define ALL "'ffffffff-ffff-7fff-bfff-ffffffffffff'"

static const KindCase cases[] = {
  { "relation", "'type':'spouse','name':'Капелькина Вера','phone':'8 900 555-01-07'",
    "'type':'spouse'", "/set/name", "required", "phone", "+79005550107" },
  { "consent",
    "'purpose':'processing','channel':'any','given_at':'2026-11-20T09:00:00Z','evidence':'paper'",
    "'purpose':'processing','channel':'any','given_at':'2026-11-20T09:00:00Z','evidence':'paper',"
    "'withdrawn_at':'2026-11-19T09:00:00Z'",
    "/set/withdrawn_at", "range", "author", NULL },
  { "attachment",
    "'owner_kind':'customer','owner':" ALL ",'name':'паспорт.pdf','size':12,'sha256':" SHA,
    "'owner_kind':'unicorn','owner':" ALL ",'name':'паспорт.pdf','size':12,'sha256':" SHA,
    "/set/owner_kind", "unknown", "name", "паспорт.pdf" },
  { "duplicate", "'other':" ALL, "'other':'00000000-0000-7000-8000-000000000000'", "/set/other",
    "range", "status", "open" },
  { "offer", "'product':'kasko','reason':'машине 3 года','offered_on':'2026-11-20'",
    "'product':'kasko','premium_kopecks':-1", "/set/premium_kopecks", "range", "status",
    "offered" },
  { "note", "'text':'звонить вечером','pinned':true", "'pinned':true", "/set/text", "required",
    "author", NULL },
};

static void
assert_status (JsonNode *result, const char *status, const char *code)
{
  g_autofree char *text = json_to_string (result, FALSE);
  g_autofree char *got = crm_test_json_at (result, "status");
  g_autofree char *got_code = crm_test_json_at (result, "problem.code");

  if (g_strcmp0 (got, status) != 0 || g_strcmp0 (got_code, code) != 0)
    g_error ("expected %s %s, got %s", status, code != NULL ? code : "", text);
}

static void
assert_run (Fixture *f,
            HubSession *who,
            const char *id,
            const char *kind,
            const char *rest,
            const char *code)
{
  g_autoptr (JsonNode) result =
      sync_fixture_do (f->sync, who, NULL, "'kind':'%s','record':'%s',%s", kind, id, rest);

  assert_status (result, code == NULL ? "done" : "rejected", code);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->sync = sync_fixture_new ((TempPostgres *) data, 2);
  f->anna = sync_fixture_add_user (f->sync, "anna", "agent", "Москва");
  f->petr = sync_fixture_add_user (f->sync, "petr", "agent", "Москва");
  f->olga = sync_fixture_add_user (f->sync, "olga", "agent", "Тверь");
  f->maria = sync_fixture_add_user (f->sync, "maria", "head", "Москва");
  f->boss = sync_fixture_add_user (f->sync, "boss", "director", "Москва");
  f->customer = sync_fixture_create (f->sync, f->anna, "Капелькин");
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  hub_session_unref (f->anna);
  hub_session_unref (f->petr);
  hub_session_unref (f->olga);
  hub_session_unref (f->maria);
  hub_session_unref (f->boss);
  g_free (f->customer);
  sync_fixture_free (f->sync);
}

static guint
count (Fixture *f, HubSession *who, const char *kind)
{
  g_autoptr (SyncView) view = sync_view_new (f->sync, who);

  sync_view_pull (view);
  return sync_view_count (view, kind);
}

static void
assert_ask (Fixture *f, const char *sql, const char *expected)
{
  g_autofree char *found = sync_fixture_ask (f->sync, "%s", sql);

  g_assert_cmpstr (found, ==, expected);
}

/* ---- what hangs on a customer -------------------------------------------------------------- */

static void
add (Fixture *f, const KindCase *row, const char *id)
{
  g_autofree char *kind = g_strconcat (row->kind, ".create", NULL);
  g_autofree char *rest = g_strdup_printf ("'set':{'customer':'%s',%s}", f->customer, row->set);

  assert_run (f, f->anna, id, kind, rest, NULL);
}

static void
refuse (Fixture *f, const KindCase *row)
{
  g_autofree char *id = crm_id_new ();
  g_autoptr (JsonNode) result =
      sync_fixture_do (f->sync, f->anna, NULL,
                       "'kind':'%s.create','record':'%s','set':{'customer':'%s',%s}", row->kind, id,
                       f->customer, row->wrong);

  assert_status (result, "rejected", "invalid");
  crm_test_assert_json_at (result, "problem.errors.0.pointer", row->pointer);
  crm_test_assert_json_at (result, "problem.errors.0.code", row->code);
}

static void
test_made (Fixture *f, gconstpointer data)
{
  g_autoptr (SyncView) anna = sync_view_new (f->sync, f->anna);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *id = crm_id_new ();

      g_test_message ("%s", cases[i].kind);
      refuse (f, &cases[i]);
      add (f, &cases[i], id);
      sync_view_pull (anna);
      g_assert_cmpstr (sync_view_get (anna, cases[i].kind, id, cases[i].field), ==,
                       cases[i].value != NULL ? cases[i].value : f->anna->user);
      g_assert_cmpuint (count (f, f->maria, cases[i].kind), ==, 1);
      g_assert_cmpuint (count (f, f->petr, cases[i].kind), ==, 0);
    }
}

/* Given away with its customer, gone with him and back with him. */
static void
test_followed (Fixture *f, gconstpointer data)
{
  g_autoptr (SyncView) anna = sync_view_new (f->sync, f->anna);
  g_autofree char *args = g_strdup_printf ("'args':{'owner':'%s'}", f->petr->user);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *id = crm_id_new ();

      add (f, &cases[i], id);
    }
  sync_view_pull (anna);
  assert_run (f, f->anna, f->customer, "customer.reassign", args, NULL);
  sync_view_pull (anna);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_assert_cmpuint (sync_view_count (anna, cases[i].kind), ==, 0);
      g_assert_cmpuint (count (f, f->petr, cases[i].kind), ==, 1);
    }

  assert_run (f, f->petr, f->customer, "customer.delete", "'base':2", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpuint (count (f, f->petr, cases[i].kind), ==, 0);
  assert_run (f, f->petr, f->customer, "customer.create",
              "'set':{'type':'person','last_name':'Капелькин'}", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpuint (count (f, f->petr, cases[i].kind), ==, 1);
}

static void
test_fixed (Fixture *f, gconstpointer data)
{
  g_autofree char *id = crm_id_new ();
  g_autoptr (JsonNode) later = NULL;
  g_autoptr (JsonNode) mine = NULL;

  add (f, &cases[1], id);
  later = sync_fixture_do (f->sync, f->anna, NULL,
                           "'kind':'consent.update','record':'%s','base':1,"
                           "'set':{'given_at':'2026-11-21T09:00:00Z'}",
                           id);
  mine = sync_fixture_do (f->sync, f->anna, NULL,
                          "'kind':'consent.update','record':'%s','base':1,'set':{'author':'%s'}",
                          id, f->petr->user);
  assert_status (later, "rejected", "invalid");
  assert_status (mine, "rejected", "invalid");
  assert_run (f, f->anna, id, "consent.update",
              "'base':1,'set':{'withdrawn_at':'2026-11-22T09:00:00Z','withdrawn_channel':'email'}",
              NULL);
}

/* It proves what was allowed: it ends by being withdrawn, and whose it is not is told nothing. */
static void
test_kept (Fixture *f, gconstpointer data)
{
  g_autofree char *id = crm_id_new ();
  g_autoptr (JsonNode) first = NULL;
  g_autoptr (JsonNode) last = NULL;

  add (f, &cases[1], id);
  first = sync_fixture_do (f->sync, f->anna, NULL, "'kind':'consent.delete','record':'%s','base':1",
                           id);
  assert_status (first, "rejected", "invalid");
  crm_test_assert_json_at (first, "problem.errors.0.pointer", "/kind");
  crm_test_assert_json_at (first, "problem.errors.0.code", "kept");
  assert_run (f, f->olga, id, "consent.delete", "'base':1", "not-found");

  assert_run (f, f->anna, id, "consent.update",
              "'base':1,'set':{'withdrawn_at':'2026-11-22T09:00:00Z','withdrawn_channel':'email'}",
              NULL);
  last = sync_fixture_do (f->sync, f->boss, NULL, "'kind':'consent.delete','record':'%s','base':2",
                          id);
  assert_status (last, "rejected", "invalid");
  g_assert_cmpuint (count (f, f->anna, "consent"), ==, 1);
  assert_ask (f, "select rev || ' ' || deleted from consent", "2 false");
}

/* What only the server writes is no command. */
static void
test_no_commands (Fixture *f, gconstpointer data)
{
  static const char *const kinds[] = { "merge", "product", "offer-rule", "consent-text" };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char *id = crm_id_new ();
      g_autofree char *kind = g_strconcat (kinds[i], ".create", NULL);

      assert_run (f, f->anna, id, kind, "'set':{}", "invalid");
    }
}

/* ---- tasks and views ----------------------------------------------------------------------- */

/* A task is its assignee's, leaves who had it, and is given to colleagues only. */
static void
test_task (Fixture *f, gconstpointer data)
{
  g_autofree char *id = crm_id_new ();
  g_autofree char *to_petr = g_strdup_printf ("'base':1,'set':{'assignee':'%s'}", f->petr->user);
  g_autofree char *to_olga = g_strdup_printf ("'base':1,'set':{'assignee':'%s'}", f->olga->user);
  g_autoptr (SyncView) anna = sync_view_new (f->sync, f->anna);

  assert_run (f, f->anna, id, "task.create", "'set':{'due_at':'2026-11-25T09:00:00Z'}", "invalid");
  assert_run (f, f->anna, id, "task.create", "'set':{'text':'позвонить'}", NULL);
  sync_view_pull (anna);
  g_assert_cmpstr (sync_view_get (anna, "task", id, "assignee"), ==, f->anna->user);
  g_assert_cmpuint (count (f, f->maria, "task"), ==, 1);
  g_assert_cmpuint (count (f, f->petr, "task"), ==, 0);

  assert_run (f, f->anna, id, "task.update", to_olga, "denied");
  assert_run (f, f->anna, id, "task.update", to_petr, NULL);
  sync_view_pull (anna);
  g_assert_cmpuint (sync_view_count (anna, "task"), ==, 0);
  g_assert_cmpuint (count (f, f->petr, "task"), ==, 1);
  g_assert_cmpuint (count (f, f->olga, "task"), ==, 0);
  assert_run (f, f->petr, id, "task.update",
              "'base':2,'set':{'done_at':'2026-11-22T10:00:00Z','outcome':'придёт'}", NULL);
  assert_run (f, f->olga, id, "task.delete", "'base':3", "not-found");
}

static void
test_view (Fixture *f, gconstpointer data)
{
  g_autofree char *id = crm_id_new ();

  assert_run (f, f->anna, id, "saved-view.create", "'set':{'page':'customers'}", "invalid");
  assert_run (f, f->anna, id, "saved-view.create",
              "'set':{'page':'customers','name':'Мои VIP','definition':{'tags':['vip']}}", NULL);
  assert_ask (f, "select sharing || ' ' || (owner is not null) from saved_view", "own true");
  g_assert_cmpuint (count (f, f->anna, "saved-view"), ==, 1);
  g_assert_cmpuint (count (f, f->petr, "saved-view"), ==, 0);
  assert_run (f, f->petr, id, "saved-view.delete", "'base':1", "not-found");
  assert_run (f, f->anna, id, "saved-view.delete", "'base':1", NULL);
}

/* Who gets a view: its owner always, the branch or everybody when it is shared with them; and whose
 * right it is. */
static void
test_shared_view (Fixture *f, gconstpointer data)
{
  g_autofree char *id = crm_id_new ();
  g_autofree char *for_all = crm_id_new ();
  g_autoptr (SyncView) petr = sync_view_new (f->sync, f->petr);
  g_autoptr (SyncView) olga = sync_view_new (f->sync, f->olga);

  assert_run (f, f->anna, id, "saved-view.create",
              "'set':{'page':'customers','name':'VIP','sharing':'branch','definition':{}}", NULL);
  sync_view_pull (petr);
  sync_view_pull (olga);
  g_assert_cmpstr (sync_view_get (petr, "saved-view", id, "name"), ==, "VIP");
  g_assert_cmpuint (sync_view_count (olga, "saved-view"), ==, 0);
  g_assert_cmpuint (count (f, f->maria, "saved-view"), ==, 1);
  /* Seen, but not theirs. */
  assert_run (f, f->petr, id, "saved-view.update", "'base':1,'set':{'name':'х'}", "denied");
  assert_run (f, f->olga, id, "saved-view.update", "'base':1,'set':{'name':'х'}", "not-found");
  assert_run (f, f->anna, id, "saved-view.update", "'base':1,'set':{'sharing':'all'}", "denied");

  assert_run (f, f->anna, id, "saved-view.update", "'base':1,'set':{'sharing':'own'}", NULL);
  sync_view_pull (petr);
  g_assert_cmpuint (sync_view_count (petr, "saved-view"), ==, 0);
  g_assert_cmpuint (count (f, f->anna, "saved-view"), ==, 1);

  assert_run (f, f->boss, for_all, "saved-view.create",
              "'set':{'page':'customers','name':'Всем','sharing':'all','definition':{}}", NULL);
  sync_view_pull (petr);
  sync_view_pull (olga);
  g_assert_cmpstr (sync_view_get (petr, "saved-view", for_all, "name"), ==, "Всем");
  g_assert_cmpstr (sync_view_get (olga, "saved-view", for_all, "name"), ==, "Всем");
  assert_run (f, f->boss, for_all, "saved-view.update", "'base':1,'set':{'sharing':'own'}", NULL);
  sync_view_pull (petr);
  sync_view_pull (olga);
  g_assert_cmpuint (sync_view_count (petr, "saved-view"), ==, 0);
  g_assert_cmpuint (sync_view_count (olga, "saved-view"), ==, 0);
}

/* Everybody sees the company's products; nobody of these people may write them. */
static void
test_everybody (Fixture *f, gconstpointer data)
{
  g_autofree char *id = crm_id_new ();

  sync_fixture_sql (f->sync,
                    "insert into product (id, ver, code, name, active)"
                    " values ('%s', sync_ver(), 'osago', 'ОСАГО', true)",
                    id);
  g_assert_cmpuint (count (f, f->anna, "product"), ==, 1);
  g_assert_cmpuint (count (f, f->olga, "product"), ==, 1);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/cards/" name, Fixture, postgres, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_autoptr (TempPostgres) postgres = NULL;

  g_test_init (&argc, &argv, NULL);
  postgres = temp_postgres_new ();
  if (postgres == NULL)
    return 77;

  ADD ("made", test_made);
  ADD ("followed", test_followed);
  ADD ("fixed", test_fixed);
  ADD ("kept", test_kept);
  ADD ("no-commands", test_no_commands);
  ADD ("task", test_task);
  ADD ("view", test_view);
  ADD ("shared-view", test_shared_view);
  ADD ("everybody", test_everybody);
  return g_test_run ();
}
