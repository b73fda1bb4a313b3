/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Another incarnation of the database: a standby that was promoted short of transactions, whose
 * numbers are then given again; who may go on with his cursor and who may not. */

#define G_LOG_DOMAIN "test"

#include <libpq-fe.h>

#include "server/sync/hub-epoch.h"
#include "tests/lib/crm-test.h"
#include "tests/lib/twin-postgres.h"
#include "tests/server/sync-fixture.h"

#define N_EARLY 5
#define N_LOST  12
#define N_LATE  10

typedef struct
{
  TwinPostgres *twin;
  SyncFixture *sync;
  HubSession *anna;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->twin = twin_postgres_new ();
  if (f->twin == NULL)
    return;
  f->sync = sync_fixture_open (twin_postgres_get_conninfo (f->twin), 2);
  f->anna = sync_fixture_add_user (f->sync, "anna", "agent", "Москва");
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  if (f->twin == NULL)
    return;
  hub_session_unref (f->anna);
  sync_fixture_free (f->sync);
  twin_postgres_free (f->twin);
}

static void
create_many (Fixture *f, guint n)
{
  for (guint i = 0; i < n; i++)
    g_free (sync_fixture_create (f->sync, f->anna, "Клиент"));
}

static GError *
try_pull (SyncView *view)
{
  GError *error = NULL;
  gboolean is_end;

  sync_view_pull_page (view, 1000, &is_end, &error);
  return error;
}

/* A client that goes by transaction numbers alone believes to have what was written since. */
static guint
count_missed_by_naive (Fixture *f, gint64 cursor)
{
  g_autofree char *n = sync_fixture_ask (f->sync,
                                         "select count (*) from customer"
                                         " where ver >> 44 = (select max (n) from sync_epoch)"
                                         " and ver & ((1::bigint << 44) - 1) < %" G_GINT64_FORMAT,
                                         cursor & ((G_GINT64_CONSTANT (1) << 44) - 1));

  return (guint) g_ascii_strtoull (n, NULL, 10);
}

static void
test_promotion (Fixture *f, gconstpointer data)
{
  g_autoptr (SyncView) behind = NULL;
  g_autoptr (SyncView) ahead = NULL;
  g_autoptr (GError) error = NULL;
  guint n_before;

  if (f->twin == NULL)
    return;
  behind = sync_view_new (f->sync, f->anna);
  ahead = sync_view_new (f->sync, f->anna);
  create_many (f, N_EARLY);
  sync_view_pull (behind);
  twin_postgres_copy (f->twin);
  create_many (f, N_LOST);
  sync_view_pull (ahead);
  g_assert_cmpuint (sync_view_count (ahead, "customer"), ==, N_EARLY + N_LOST);

  twin_postgres_fail_over (f->twin, NULL);
  create_many (f, N_LATE);
  g_assert_cmpuint (count_missed_by_naive (f, ahead->cursor.ver), ==, N_LATE);

  /* He has seen nothing that is lost: his cursor goes on, nothing comes twice. */
  n_before = behind->n_rows;
  sync_view_pull (behind);
  g_assert_cmpuint (sync_view_count (behind, "customer"), ==, N_EARLY + N_LATE);
  g_assert_cmpuint (behind->n_rows - n_before, ==, N_LATE);

  error = try_pull (ahead);
  g_assert_error (error, CRM_ERROR, CRM_ERROR_EPOCH_CHANGED);
}

/* A transaction that began early may commit late: what the standby has goes by the order of commits
 * and not by numbers. The highest number that the client has seen exists on the other side. */
static void
test_late_commit (Fixture *f, gconstpointer data)
{
  g_autoptr (SyncView) view = NULL;
  g_autofree char *lsn = NULL;
  g_autofree char *n = NULL;
  g_autofree char *lost = NULL;
  g_autoptr (GError) error = NULL;
  PGconn *slow;

  if (f->twin == NULL)
    return;
  view = sync_view_new (f->sync, f->anna);
  twin_postgres_copy (f->twin);
  slow = PQconnectdb (twin_postgres_get_conninfo (f->twin));
  PQclear (PQexec (slow, "begin; insert into branch (id, ver, name)"
                         " values (gen_random_uuid (), sync_ver (), 'Потерянный')"));
  create_many (f, 1);
  lsn = sync_fixture_ask (f->sync, "select pg_current_wal_insert_lsn ()");
  PQclear (PQexec (slow, "commit"));
  PQfinish (slow);
  sync_view_pull (view);
  g_assert_cmpuint (sync_view_count (view, "branch"), ==, 2);

  twin_postgres_fail_over (f->twin, lsn);
  n = sync_fixture_ask (f->sync, "select count (*) from customer");
  g_assert_cmpstr (n, ==, "1");
  lost = sync_fixture_ask (f->sync, "select count (*) from branch where name = 'Потерянный'");
  g_assert_cmpstr (lost, ==, "0");
  error = try_pull (view);
  g_assert_error (error, CRM_ERROR, CRM_ERROR_EPOCH_CHANGED);
}

/* All that anybody has seen arrived: nobody has to do anything. */
static void
test_nothing_lost (Fixture *f, gconstpointer data)
{
  g_autoptr (SyncView) view = NULL;
  g_autofree char *lsn = NULL;
  g_autofree char *before = NULL;

  if (f->twin == NULL)
    return;
  view = sync_view_new (f->sync, f->anna);
  twin_postgres_copy (f->twin);
  create_many (f, N_EARLY);
  sync_view_pull (view);
  sync_fixture_sql (f->sync, "insert into sign_in_try (key) values ('x')");
  lsn = sync_fixture_ask (f->sync, "select pg_current_wal_insert_lsn ()");
  before = sync_fixture_ask (f->sync, "select token from sync_epoch order by n desc limit 1");
  create_many (f, 1);

  twin_postgres_fail_over (f->twin, lsn);
  sync_view_pull (view);
  create_many (f, 1);
  sync_view_pull (view);
  g_assert_cmpuint (sync_view_count (view, "customer"), ==, N_EARLY + 1);
  {
    g_autofree char *after =
        sync_fixture_ask (f->sync, "select token from sync_epoch order by n desc limit 1");

    g_assert_cmpstr (before, !=, after);
  }
}

/* An operator who knows better says so. */
static void
test_lossless (Fixture *f, gconstpointer data)
{
  g_autoptr (SyncView) view = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) said = NULL;

  if (f->twin == NULL)
    return;
  view = sync_view_new (f->sync, f->anna);
  create_many (f, N_EARLY);
  sync_view_pull (view);
  sync_fixture_sql (f->sync, "select sync_open_epoch (true)");
  error = try_pull (view);
  g_assert_error (error, CRM_ERROR, CRM_ERROR_EPOCH_CHANGED);

  hub_epoch_set_lossless (f->sync->owner_pool, &said);
  g_assert_no_error (said);
  create_many (f, 1);
  sync_view_pull (view);
  g_assert_cmpuint (sync_view_count (view, "customer"), ==, N_EARLY + 1);
}

/* (nullable): the status of a new client that is pushed for @epoch. */
static char *
push_for (Fixture *f, const char *epoch, GError **error)
{
  g_autofree char *id = crm_id_new ();
  g_autofree char *record = crm_id_new ();
  g_autofree char *body = g_strdup_printf (
      "{\"epoch\":\"%s\",\"commands\":[{\"id\":\"%s\",\"at\":\"2026-11-22T09:00:00.000000Z\","
      "\"kind\":\"customer.create\",\"record\":\"%s\","
      "\"set\":{\"type\":\"person\",\"last_name\":\"Иванов\"}}]}",
      epoch, id, record);
  g_autoptr (JsonNode) root = sync_fixture_try_push (f->sync, f->anna, body, error);
  JsonArray *results;

  if (root == NULL)
    return NULL;
  results = json_object_get_array_member (json_node_get_object (root), "results");
  return g_strdup (
      json_object_get_string_member (json_array_get_object_element (results, 0), "status"));
}

/* Of a device that has not met this incarnation nothing is taken: what it had acknowledged may be
 * lost, and has to come first. */
static void
test_push (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autofree char *n = NULL;
  g_autofree char *status = NULL;

  if (f->twin == NULL)
    return;
  before = sync_fixture_ask (f->sync, "select token from sync_epoch order by n desc limit 1");
  sync_fixture_sql (f->sync, "select sync_open_epoch (true)");
  status = push_for (f, before, &error);
  g_assert_error (error, CRM_ERROR, CRM_ERROR_EPOCH_CHANGED);
  n = sync_fixture_ask (f->sync, "select count (*) from customer");
  g_assert_cmpstr (n, ==, "0");

  g_clear_error (&error);
  after = sync_fixture_ask (f->sync, "select token from sync_epoch order by n desc limit 1");
  status = push_for (f, after, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (status, ==, "done");
}

#define ADD(name, function) g_test_add ("/epoch/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("promotion", test_promotion);
  ADD ("late-commit", test_late_commit);
  ADD ("nothing-lost", test_nothing_lost);
  ADD ("lossless", test_lossless);
  ADD ("push", test_push);
  return g_test_run ();
}
