/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Comparing by digest: a cache in which anything is wrong becomes what the server has, without
 * being loaded again; a restored server and one that forgot old changes are followed the same way.
 */

#include "client/store/desk-digest.h"
#include "client/sync/desk-integrity.h"
#include "shared/base/crm-id.h"
#include "shared/record/crm-history-event.h"
#include "tests/lib/crm-test.h"
#include "tests/sync/sync-fixture.h"

#include <sqlite3.h>

#define DEADLINE 20000

static void
change_cache (SyncFixture *f, const char *sql)
{
  g_autofree char *path = g_build_filename (f->folder, "cache.db", NULL);
  char *message = NULL;
  sqlite3 *db = NULL;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  sqlite3_busy_timeout (db, 5000);
  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, &message), ==, SQLITE_OK);
  sqlite3_close (db);
}

/* The cache's digest of customers is the server's. */
static gboolean
is_equal (SyncFixture *f)
{
  GAsyncResult *pending = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (JsonNode) answer = fake_server_get_json (f->server, "/digest", NULL);
  JsonObject *kinds = json_object_get_object_member (json_node_get_object (answer), "kinds");
  g_autoptr (DeskDigest) digest = NULL;
  g_autoptr (GError) error = NULL;

  desk_digest_compute_async (f->database, NULL, crm_test_take_result, &pending);
  result = crm_test_wait_result (&pending, DEADLINE);
  digest = desk_digest_compute_finish (f->database, result, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < digest->n_kinds; i++)
    {
      CrmDigest theirs;

      crm_digest_from_json (&theirs, json_object_get_member (kinds, digest->kinds[i]->name),
                            &error);
      g_assert_no_error (error);
      if (!crm_digest_equal (&theirs, &digest->digests[i]))
        return FALSE;
    }
  return TRUE;
}

static DeskIntegrity
check (SyncFixture *f)
{
  GAsyncResult *pending = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  DeskIntegrity integrity;

  desk_integrity_check_async (f->database, f->engine, f->status, NULL, crm_test_take_result,
                              &pending);
  result = crm_test_wait_result (&pending, DEADLINE);
  desk_integrity_check_finish (result, &integrity, &error);
  g_assert_no_error (error);
  return integrity;
}

typedef struct
{
  const char *sql;
  guint rows;
} Damage;

/* One wrong, missing or extra row, or several. */
static const Damage damages[] = {
  { "UPDATE customer SET last_name = 'Wrong' WHERE n = 7", 1 },
  { "UPDATE customer SET note = 'Extra' WHERE n = 1", 1 },
  { "UPDATE customer SET last_name = NULL WHERE n = 35", 1 },
  { "UPDATE customer SET version = version + 5 WHERE n = 20", 1 },
  { "UPDATE customer SET version = 0 WHERE n = 3", 1 },
  { "DELETE FROM customer WHERE n = 12", 1 },
  { "INSERT INTO customer (id, version, state, type, last_name)"
    " VALUES (x'01980000000070008000000000009999', 4, 0, 'person', 'Ghost')",
    1 },
  { "UPDATE customer SET id = x'01980000000070008000000000009999' WHERE n = 8", 2 },
  { "DELETE FROM customer WHERE n > 5; UPDATE customer SET type = 'company'", 35 },
};

static void
test_damage (gconstpointer data)
{
  const Damage *damage = data;
  g_autoptr (SyncFixture) f = sync_fixture_new ();
  DeskIntegrity integrity;
  guint64 sent;

  sync_fixture_fill (f, 35);
  sync_fixture_settle (f);
  g_assert_true (is_equal (f));
  change_cache (f, damage->sql);
  sync_fixture_restart (f);
  sync_fixture_settle (f);
  g_assert_false (is_equal (f));
  sent = fake_server_get_rows_sent (f->server);
  integrity = check (f);
  g_assert_true (integrity.compared);
  g_assert_false (integrity.check.damaged);
  g_assert_cmpuint (integrity.rows, ==, damage->rows);
  g_assert_true (is_equal (f));
  g_assert_cmpint (sync_fixture_count (f), ==, 35);
  if (damage->rows <= 2)
    g_assert_cmpuint (fake_server_get_rows_sent (f->server) - sent, <, 10);
  integrity = check (f);
  g_assert_cmpuint (integrity.rows, ==, 0);
  g_assert_false (integrity.check.rebuilt);
}

/* The index knows less words than the row has: writing the row looks like damage, and whoever asked
 * for the check is answered after that was put right. */
static void
test_few_words (void)
{
  g_autoptr (SyncFixture) f = sync_fixture_new ();
  GAsyncResult *pending = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  DeskIntegrity integrity;

  sync_fixture_fill (f, 1);
  sync_fixture_settle (f);
  change_cache (f, "UPDATE customer SET middle_name = 'a b c d e f g h i j k l m n o p q r s t'");
  sync_fixture_restart (f);
  sync_fixture_settle (f);
  g_assert_false (is_equal (f));
  desk_integrity_check_async (f->database, f->engine, f->status, NULL, crm_test_take_result,
                              &pending);
  while (pending == NULL)
    if (sync_is_backing_off (f))
      fake_clock_advance (f->clock, fake_clock_get_next (f->clock));
    else
      g_main_context_iteration (NULL, TRUE);
  result = pending;
  g_assert_true (desk_integrity_check_finish (result, &integrity, &error));
  g_assert_no_error (error);
  g_assert_true (integrity.compared);
  g_assert_cmpuint (integrity.rows, ==, 1);
  g_assert_true (is_equal (f));
  g_assert_false (desk_database_is_damaged (f->database));
}

typedef struct
{
  DeskCheckStage stage; /* seen last */
  double part;
  guint steps;
} Watch;

/* A person sees it go on, never back. */
static void
watch_cb (DeskSyncStatus *status, GParamSpec *pspec, Watch *watch)
{
  DeskCheckStage stage;
  double part;

  g_object_get (status, "check-stage", &stage, "check-progress", &part, NULL);
  if (stage == DESK_CHECK_NONE)
    return;
  g_assert_cmpint (stage, >=, watch->stage);
  if (stage == watch->stage)
    g_assert_cmpfloat (part, >=, watch->part);
  watch->steps += stage == DESK_CHECK_SERVER && part > watch->part;
  watch->stage = stage;
  watch->part = part;
}

static void
test_progress (void)
{
  g_autoptr (SyncFixture) f = sync_fixture_new ();
  g_autofree char *result = NULL;
  Watch watch = { DESK_CHECK_NONE };
  DeskCheckStage stage;
  gint64 checked;
  gboolean is_bad;

  sync_fixture_fill (f, 35);
  sync_fixture_settle (f);
  g_signal_connect (f->status, "notify::check-stage", G_CALLBACK (watch_cb), &watch);
  g_signal_connect (f->status, "notify::check-progress", G_CALLBACK (watch_cb), &watch);
  fake_clock_advance (f->clock, G_TIME_SPAN_SECOND);
  check (f);
  g_assert_cmpint (watch.stage, ==, DESK_CHECK_SERVER);
  g_assert_cmpuint (watch.steps, >=, 2);
  g_object_get (f->status, "check-stage", &stage, "checked", &checked, "check-result", &result,
                "check-bad", &is_bad, NULL);
  g_assert_cmpint (stage, ==, DESK_CHECK_NONE);
  g_assert_cmpint (checked, ==, desk_clock_get_time (DESK_CLOCK (f->clock)));
  g_assert_nonnull (result);
  g_assert_false (is_bad);
  g_signal_handlers_disconnect_by_data (f->status, &watch);
}

/* What is typed and not sent yet does not count as a difference and stays. */
static void
test_typed (void)
{
  g_autoptr (SyncFixture) f = sync_fixture_new ();
  g_autoptr (CrmCommand) typed = NULL;
  g_autofree char *name = NULL;
  DeskIntegrity integrity;

  sync_fixture_fill (f, 20);
  sync_fixture_settle (f);
  fake_server_set_verdict (f->server, "Typed", CRM_STATUS_REJECTED);
  typed = sync_fixture_create (f, "Typed");
  sync_fixture_settle (f);
  change_cache (f, "UPDATE customer SET last_name = 'Wrong' WHERE n = 7");
  integrity = check (f);
  g_assert_cmpuint (integrity.rows, ==, 1);
  g_assert_true (is_equal (f));
  name = sync_fixture_dup_name (f, crm_command_get_record (typed));
  g_assert_cmpstr (name, ==, "Typed");
}

static gboolean
has_25 (SyncFixture *f)
{
  return sync_is_idle (f) && sync_fixture_count (f) == 25;
}

/* The feed no longer reaches back to where the client was: nothing is loaded but what changed. */
static void
test_too_old (void)
{
  g_autoptr (SyncFixture) f = sync_fixture_new ();
  guint64 sent;

  sync_fixture_fill (f, 20);
  sync_fixture_settle (f);
  sent = fake_server_get_rows_sent (f->server);
  sync_fixture_fill (f, 5);
  fake_transport_fail (f->transport, "pull", 1, CRM_ERROR_RECONCILE, 0);
  desk_sync_engine_sync_now (f->engine);
  sync_fixture_wait (f, has_25);
  g_assert_true (is_equal (f));
  g_assert_cmpuint (fake_server_get_rows_sent (f->server) - sent, <, 15);
  g_assert_cmpstr (g_ptr_array_index (fake_transport_get_pulls (f->transport), 2), ==, "1:25");
}

static gboolean
has_19 (SyncFixture *f)
{
  return sync_fixture_count (f) == 19 && sync_is_idle (f);
}

/* A client that is gone takes his history out of the cache; the history of one that was deleted is
 * shown on, and is read again. */
static void
test_deleted (void)
{
  g_autoptr (SyncFixture) f = sync_fixture_new ();
  const char *customer;
  g_autofree char *event = crm_id_new ();

  sync_fixture_fill (f, 20);
  customer = g_ptr_array_index (f->ids, 3);
  fake_server_put (f->server, &crm_history_event_kind, event, CRM_HISTORY_EVENT_CUSTOMER, customer);
  sync_fixture_settle (f);
  g_assert_true (is_equal (f));

  fake_server_remove (f->server, &crm_customer_kind, customer, CRM_CHANGE_DELETED);
  fake_transport_fail (f->transport, "pull", 1, CRM_ERROR_RECONCILE, 0);
  desk_sync_engine_sync_now (f->engine);
  sync_fixture_wait (f, has_19);
  g_assert_true (is_equal (f));
}

/* A restored backup: what the client alone remembers goes back, the rest is compared. */
static void
test_restored (void)
{
  g_autoptr (SyncFixture) f = sync_fixture_new ();
  g_autoptr (CrmCommand) lost = NULL;
  guint64 sent;

  sync_fixture_fill (f, 20);
  sync_fixture_settle (f);
  fake_server_backup (f->server);
  lost = sync_fixture_create (f, "Lost");
  sync_fixture_fill (f, 3);
  sync_fixture_settle (f);
  desk_sync_engine_sync_now (f->engine);
  sync_fixture_wait (f, sync_is_idle);
  sent = fake_server_get_rows_sent (f->server);
  fake_server_restore (f->server);
  sync_fixture_restart (f);
  sync_fixture_settle (f);
  g_assert_cmpuint (fake_server_get_effects (f->server, crm_command_get_id (lost)), ==, 1);
  g_assert_cmpint (sync_fixture_count (f), ==, 21);
  g_assert_true (is_equal (f));
  g_assert_cmpuint (fake_server_get_rows_sent (f->server) - sent, <, 15);
}

/* Nobody asked: a week later it is compared by itself. */
static void
test_weekly (void)
{
  g_autoptr (SyncFixture) f = sync_fixture_new ();

  sync_fixture_fill (f, 20);
  sync_fixture_settle (f);
  change_cache (f, "UPDATE customer SET last_name = 'Wrong' WHERE n = 7");
  desk_sync_engine_sync_now (f->engine);
  sync_fixture_wait (f, sync_is_idle);
  g_assert_cmpuint (fake_transport_get_calls (f->transport, "get"), ==, 0);
  fake_clock_advance (f->clock, 8 * G_TIME_SPAN_DAY);
  sync_fixture_wait (f, sync_is_idle);
  g_assert_cmpuint (fake_transport_get_calls (f->transport, "get"), >, 0);
  g_assert_true (is_equal (f));
}

/* A digest that says there is nothing is not believed at once either. */
static void
test_offline (void)
{
  g_autoptr (SyncFixture) f = sync_fixture_new ();
  DeskIntegrity integrity;
  g_autofree char *text = NULL;

  sync_fixture_fill (f, 5);
  sync_fixture_settle (f);
  fake_transport_fail (f->transport, "get", 1, CRM_ERROR_OFFLINE, 0);
  integrity = check (f);
  g_assert_false (integrity.compared);
  text = desk_integrity_describe (&integrity);
  g_assert_cmpstr (text, !=, "");
}

/* Searching says what is there: a lost index is made anew. */
static void
test_index (void)
{
  g_autoptr (SyncFixture) f = sync_fixture_new ();
  DeskIntegrity integrity;

  sync_fixture_fill (f, 20);
  sync_fixture_settle (f);
  change_cache (f, "DELETE FROM customer_order WHERE n = 4");
  integrity = check (f);
  g_assert_true (integrity.check.rebuilt);
  integrity = check (f);
  g_assert_false (integrity.check.rebuilt);
  g_assert_cmpint (sync_fixture_count (f), ==, 20);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (damages); i++)
    {
      g_autofree char *path = g_strdup_printf ("/reconcile/damage/%u", i);

      g_test_add_data_func (path, &damages[i], test_damage);
    }
  g_test_add_func ("/reconcile/progress", test_progress);
  g_test_add_func ("/reconcile/few-words", test_few_words);
  g_test_add_func ("/reconcile/typed", test_typed);
  g_test_add_func ("/reconcile/too-old", test_too_old);
  g_test_add_func ("/reconcile/deleted", test_deleted);
  g_test_add_func ("/reconcile/restored", test_restored);
  g_test_add_func ("/reconcile/weekly", test_weekly);
  g_test_add_func ("/reconcile/offline", test_offline);
  g_test_add_func ("/reconcile/index", test_index);
  return g_test_run ();
}
