/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A database of the first released schema, with what people had in it, under the program of today:
 * nothing is lost, sessions go on, everybody sees what he saw, and the chain of seals begins. */

#define G_LOG_DOMAIN "test"

#include "server/audit/hub-audit-seal.h"
#include "server/db/hub-db-migrator.h"
#include "shared/base/crm-error.h"
#include "tests/lib/crm-test.h"
#include "tests/server/sync-fixture.h"

#define RELEASED 3
#define ID(n)    "0198a3c2-0000-7000-8000-0000000000" n
#define ANNA     ID ("a1")
#define PETR     ID ("a2")
#define HEAD     ID ("a3")
#define SESSION  ID ("51")
#define NORTH    ID ("b1")
#define CUSTOMER ID ("c1")
#define GIVEN    ID ("c2")
#define REMOVED  ID ("c3")
#define COMMAND  ID ("d1")
#define REJECTED ID ("d2")

/* As that program left it: a customer was given away, one deleted, a command repeated. */
static const char *const old_data =
    "insert into branch (id, ver, name) values ('" NORTH "', sync_ver(), 'Север');"
    "insert into app_user (id, ver, login, name, role, branch, password_hash) values"
    " ('" ANNA "', sync_ver(), 'anna', 'Анна', 'agent', '" NORTH "', 'x'),"
    " ('" PETR "', sync_ver(), 'petr', 'Пётр', 'agent', '" NORTH "', 'x'),"
    " ('" HEAD "', sync_ver(), 'head', 'Глава', 'head', '" NORTH "', 'x');"
    "insert into session (id, user_id, device, device_name, token_hash, expires_at) select"
    " ('0198a3c2-0000-7000-8000-00000000005' || n)::uuid, ('0198a3c2-0000-7000-8000-0000000000a'"
    " || n)::uuid, gen_random_uuid(), 'old', sha256(n::text::bytea), now() + interval '9 days'"
    " from generate_series(1, 3) as n;"
    "insert into customer (id, ver, owner, branch, type, last_name, deleted, revs) values"
    " ('" CUSTOMER "', sync_ver(), '" ANNA "', '" NORTH "', 'person', 'Тестов', false,"
    "  '{\"name\":[1,\"d\",\"u\",\"t\"]}'),"
    " ('" GIVEN "', sync_ver(), '" PETR "', '" NORTH "', 'person', 'Отданов', false, null),"
    " ('" REMOVED "', sync_ver(), '" ANNA "', '" NORTH "', 'person', 'Нетов', true, null);"
    "insert into contact_point (id, ver, owner, branch, customer, type, value) select"
    " gen_random_uuid(), sync_ver(), owner, branch, id, 'phone', '+79005550123' from customer"
    " where not deleted;"
    "insert into history_event (id, ver, owner, branch, customer, record_kind, record, action, at,"
    " done_at, changes) select gen_random_uuid(), sync_ver(), owner, branch, id, 'customer', id,"
    " 'update', now(), now(), '{\"note\":{\"now\":\"x\"}}' from customer;"
    "insert into conflict (id, ver, owner, branch, customer, record_kind, record, command, author,"
    " done_at, reason, groups) select gen_random_uuid(), sync_ver(), owner, branch, id, 'customer',"
    " id, gen_random_uuid(), owner, now(), 'fields', '{\"note\":{}}' from customer;"
    "insert into sync_exit (level, scope, id, ver) values ('o', '" ANNA "', '" GIVEN
    "', sync_ver());"
    "insert into command (id, digest, user_id, record, status, version, result) values"
    " ('" COMMAND "', sha256('x'), '" ANNA "', '" CUSTOMER "', 'done', 1, null),"
    " ('" REJECTED "', sha256('y'), '" ANNA "', null, 'rejected', null, '{\"id\":\"" REJECTED
    "\",\"status\":\"rejected\",\"problem\":{\"code\":\"denied\"}}');"
    "insert into orphan_change (id, customer, record_kind, record, author, owner, done_at, command)"
    " values (gen_random_uuid(), '" GIVEN "', 'customer', '" GIVEN "', '" ANNA "', '" PETR
    "', now(), '{}');"
    "insert into sign_in_failure (login, place) values ('anna', 'address 192.0.2.1')";

static char *
make_old_database (TempPostgres *postgres)
{
  char *conninfo = temp_postgres_create_empty_database (postgres);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) list = hub_db_migrator_list (&error);
  guint n = 0;

  g_assert_no_error (error);
  g_assert_cmpuint (list->len, >, RELEASED);
  g_ptr_array_remove_range (list, RELEASED, list->len - RELEASED);
  hub_db_migrator_run (conninfo, list, &n, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n, ==, RELEASED);
  g_free (temp_postgres_query (conninfo, old_data));
  return conninfo;
}

static void
upgrade (const char *conninfo)
{
  g_autoptr (GError) error = NULL;

  hub_db_migrator_run (conninfo, NULL, NULL, &error);
  g_assert_no_error (error);
}

/* The session of the person with this number that was there before. */
static HubSession *
find_session (const char *number, const char *user, const char *role)
{
  HubSession *session = hub_session_new ();

  session->id = g_strconcat ("0198a3c2-0000-7000-8000-00000000005", number, NULL);
  session->user = g_strdup (user);
  session->device = g_strdup (SESSION);
  session->name = g_strdup (role);
  session->role = g_strdup (role);
  return session;
}

static void
assert_seen (SyncFixture *sync, HubSession *session, const char *condition)
{
  g_autoptr (SyncView) view = sync_view_new (sync, session);

  sync_view_pull (view);
  sync_view_assert_complete (view, condition);
  hub_session_unref (session);
}

static void
test_people (gconstpointer postgres)
{
  g_autofree char *conninfo = make_old_database ((TempPostgres *) postgres);
  g_autofree char *before = temp_postgres_query (conninfo, "select token from sync_epoch");
  g_autoptr (SyncFixture) sync = NULL;

  upgrade (conninfo);
  sync = sync_fixture_open (conninfo, 2);
  g_assert_cmpstr (sync->epoch, ==, before);
  assert_seen (sync, find_session ("1", ANNA, "agent"), "owner = '" ANNA "'");
  assert_seen (sync, find_session ("2", PETR, "agent"), "owner = '" PETR "'");
  assert_seen (sync, find_session ("3", HEAD, "head"), "branch = '" NORTH "'");
}

static void
test_commands (gconstpointer postgres)
{
  g_autofree char *conninfo = make_old_database ((TempPostgres *) postgres);
  HubSession *anna = find_session ("1", ANNA, "agent");
  g_autoptr (SyncFixture) sync = NULL;
  g_autoptr (JsonNode) edit = NULL;
  g_autofree char *note = NULL;

  upgrade (conninfo);
  sync = sync_fixture_open (conninfo, 2);
  edit = sync_fixture_do (sync, anna, NULL,
                          "'kind':'customer.update','record':'" CUSTOMER
                          "','base':1,'set':{'note':'Новое'}");
  crm_test_assert_json_at (edit, "status", "done");
  note = sync_fixture_ask (sync, "select note from customer where id = '" CUSTOMER "'");
  g_assert_cmpstr (note, ==, "Новое");
  hub_session_unref (anna);
}

static void
test_audit (gconstpointer postgres)
{
  g_autofree char *conninfo = make_old_database ((TempPostgres *) postgres);
  g_autoptr (SyncFixture) sync = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (HubAuditVerdict) verdict = { 0 };
  HubAuditEnd end = { 0 };

  upgrade (conninfo);
  sync = sync_fixture_open (conninfo, 1);
  hub_audit_seal_all (sync->owner_pool, &end, &error);
  g_assert_no_error (error);
  hub_db_pool_run_sync (sync->owner_pool, HUB_DB_READ_ONLY, hub_audit_verify_work, &verdict,
                        &error);
  g_assert_no_error (error);
  g_assert_null (verdict.what);
  g_assert_cmpint (verdict.n_rows[0], ==, 2);
}

/* Every table has what it had, column by column. */
static void
test_nothing_lost (gconstpointer postgres)
{
  static const char *const tables[] = { "branch",        "app_user",   "customer",
                                        "contact_point", "conflict",   "history_event",
                                        "sync_exit",     "command",    "orphan_change",
                                        "session",       "sync_epoch", "server_secret" };
  g_autofree char *conninfo = make_old_database ((TempPostgres *) postgres);
  g_autofree char *old[G_N_ELEMENTS (tables)] = { NULL };

  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      g_autofree char *sql =
          g_strdup_printf ("create table old_%s as table %s; select count(*) from %s", tables[i],
                           tables[i], tables[i]);
      g_autofree char *n = temp_postgres_query (conninfo, sql);

      g_assert_cmpstr (n, !=, "0");
      old[i] = g_strdup_printf (
          "with new as (select to_jsonb(t) as row from %s t), old as (select to_jsonb(o) as row "
          "from"
          " old_%s o) select count(*) from old where not exists (select from new where new.row @>"
          " old.row)",
          tables[i], tables[i]);
    }
  upgrade (conninfo);
  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      g_autofree char *n_lost = temp_postgres_query (conninfo, old[i]);

      g_test_message ("%s", tables[i]);
      g_assert_cmpstr (n_lost, ==, "0");
      g_free (g_steal_pointer (&old[i]));
    }
}

int
main (int argc, char *argv[])
{
  g_autoptr (TempPostgres) postgres = NULL;

  g_test_init (&argc, &argv, NULL);
  postgres = temp_postgres_new ();
  if (postgres == NULL)
    return 77;

  g_test_add_data_func ("/upgrade/people", postgres, test_people);
  g_test_add_data_func ("/upgrade/commands", postgres, test_commands);
  g_test_add_data_func ("/upgrade/audit", postgres, test_audit);
  g_test_add_data_func ("/upgrade/nothing-lost", postgres, test_nothing_lost);
  return g_test_run ();
}
