/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The pool against a real PostgreSQL: transactions, pipelines, retries, limits. Its
 * statements are in tests/server/sql. */

#define G_LOG_DOMAIN "test"

#include "server/db/hub-db-pool.h"
#include "server/db/hub-db-queries.h"
#include "tests/lib/crm-test.h"
#include "tests/lib/temp-postgres.h"
#include "tests/server/pool-fixture.h"

#include <string.h>

#define DEADLINE 20000

static const HubQuery insert_note = { "test/insert-note", 2 };
static const HubQuery count_notes = { "test/count-notes", 0 };
static const HubQuery append_note = { "test/append-note", 2 };
static const HubQuery copy_notes = { "test/copy-notes", 0 };
static const HubQuery sleep_for = { "test/sleep", 1 };
static const HubQuery raise_state = { "test/raise-state", 1 };
static const HubQuery end_backend = { "test/end-backend", 0 };
static const HubQuery echo = { "test/echo", 4 };
static const HubQuery show_transaction = { "test/show-transaction", 0 };
static const HubQuery no_such_query = { "test/no-such-query", 0 };

static guint64
count_round_trips (HubDbPool *pool)
{
  HubDbPoolStats stats;

  hub_db_pool_get_stats (pool, &stats);

  return stats.round_trips;
}

static gboolean
insert (HubDb *db, const char *id, const char *text, GError **error)
{
  const char *const params[] = { id, text };

  return hub_db_queue (db, &insert_note, params, error);
}

/* What a case's job does. */
typedef struct
{
  guint n_runs;
  gint64 count;
  const char *text;
  gboolean result;
} Job;

static gboolean
insert_two_work (HubDb *db, gpointer data, GError **error)
{
  Job *job = data;

  job->n_runs++;

  if (!insert (db, "1", "one", error) || !insert (db, "2", "two", error))
    return FALSE;

  return job->result || crm_fail (error, CRM_ERROR_DENIED, "no");
}

static void
test_commit (PoolFixture *fixture, gconstpointer postgres)
{
  Job job = { .result = TRUE };
  g_autoptr (GError) error = NULL;

  hub_db_pool_run_sync (fixture->pool, HUB_DB_READ_WRITE, insert_two_work, &job, &error);
  g_assert_no_error (error);
  pool_fixture_assert_count (fixture, "2");
  /* Begin, two inserts and commit travelled together. */
  g_assert_cmpuint (count_round_trips (fixture->pool), ==, 1);
}

static void
test_roll_back (PoolFixture *fixture, gconstpointer postgres)
{
  Job job = { .result = FALSE };
  g_autoptr (GError) error = NULL;

  g_assert_false (
      hub_db_pool_run_sync (fixture->pool, HUB_DB_READ_WRITE, insert_two_work, &job, &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_DENIED);
  g_assert_cmpuint (job.n_runs, ==, 1);
  pool_fixture_assert_count (fixture, "0");
}

static gboolean
count_work (HubDb *db, gpointer data, GError **error)
{
  Job *job = data;
  g_autoptr (HubDbRows) rows = hub_db_select (db, &count_notes, NULL, error);

  if (rows == NULL)
    return FALSE;
  job->n_runs++;
  job->count = hub_db_rows_integer (rows, 0, 0);

  return TRUE;
}

static gboolean
insert_bad_work (HubDb *db, gpointer data, GError **error)
{
  return insert (db, "1", "one", error) && insert (db, "2", data, error) &&
         insert (db, "3", "three", error);
}

static void
test_queued_failure (PoolFixture *fixture, gconstpointer postgres)
{
  Job job = { 0 };
  g_autoptr (GError) error = NULL;

  g_assert_false (hub_db_pool_run_sync (fixture->pool, HUB_DB_READ_WRITE, insert_bad_work,
                                        (gpointer) "", &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_INVALID);
  pool_fixture_assert_count (fixture, "0");

  /* The connection is as good as before. */
  g_clear_error (&error);
  hub_db_pool_run_sync (fixture->pool, HUB_DB_NO_TRANSACTION, count_work, &job, &error);
  g_assert_no_error (error);
}

static gboolean
read_and_write_work (HubDb *db, gpointer data, GError **error)
{
  const HubQuery *const queries[] = { &count_notes, &show_transaction, &count_notes };
  const char *const *const params[] = { NULL, NULL, NULL };
  HubDbRows *results[3];
  gboolean ok = hub_db_select_many (db, 3, queries, params, results, error);

  if (!ok)
    return FALSE;
  g_assert_cmpstr (hub_db_rows_text (results[1], 0, 0), ==, "read committed");
  for (guint i = 0; i < 3; i++)
    hub_db_rows_free (results[i]);

  for (guint i = 0; i < 20 && ok; i++)
    {
      g_autofree char *id = g_strdup_printf ("%u", i);

      ok = insert (db, id, "text", error);
    }

  return ok;
}

static void
test_two_round_trips (PoolFixture *fixture, gconstpointer postgres)
{
  g_autoptr (GError) error = NULL;

  hub_db_pool_run_sync (fixture->pool, HUB_DB_READ_WRITE, read_and_write_work, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count_round_trips (fixture->pool), ==, 2);
  pool_fixture_assert_count (fixture, "20");
}

static void
test_one_round_trip (PoolFixture *fixture, gconstpointer postgres)
{
  Job job = { 0 };
  g_autoptr (GError) error = NULL;

  hub_db_pool_run_sync (fixture->pool, HUB_DB_NO_TRANSACTION, count_work, &job, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count_round_trips (fixture->pool), ==, 1);
}

static gboolean
echo_work (HubDb *db, gpointer data, GError **error)
{
  const char *const params[] = { "ёж \"'\\", NULL, "-42", "t" };
  g_autoptr (HubDbRows) rows = hub_db_select (db, &echo, params, error);

  if (rows == NULL)
    return FALSE;
  g_assert_cmpuint (hub_db_rows_count (rows), ==, 1);
  g_assert_cmpuint (hub_db_rows_columns (rows), ==, 4);
  g_assert_cmpstr (hub_db_rows_text (rows, 0, 0), ==, params[0]);
  g_assert_cmpint (hub_db_rows_length (rows, 0, 0), ==, (int) strlen (params[0]));
  g_assert_null (hub_db_rows_text (rows, 0, 1));
  g_assert_cmpint (hub_db_rows_integer (rows, 0, 2), ==, -42);
  g_assert_true (hub_db_rows_boolean (rows, 0, 3));

  return TRUE;
}

static void
test_values (PoolFixture *fixture, gconstpointer postgres)
{
  g_autoptr (GError) error = NULL;

  hub_db_pool_run_sync (fixture->pool, HUB_DB_NO_TRANSACTION, echo_work, NULL, &error);
  g_assert_no_error (error);
}

static gboolean
show_work (HubDb *db, gpointer data, GError **error)
{
  g_autoptr (HubDbRows) rows = hub_db_select (db, &show_transaction, NULL, error);

  if (rows == NULL)
    return FALSE;
  g_assert_cmpstr (hub_db_rows_text (rows, 0, 0), ==, "repeatable read");
  g_assert_cmpstr (hub_db_rows_text (rows, 0, 1), ==, "on");
  g_assert_cmpstr (hub_db_rows_text (rows, 0, 2), ==, "UTC");

  return TRUE;
}

static void
test_read_only (PoolFixture *fixture, gconstpointer postgres)
{
  Job job = { .result = TRUE };
  g_autoptr (GError) error = NULL;

  hub_db_pool_run_sync (fixture->pool, HUB_DB_READ_ONLY, show_work, NULL, &error);
  g_assert_no_error (error);

  g_assert_false (
      hub_db_pool_run_sync (fixture->pool, HUB_DB_READ_ONLY, insert_two_work, &job, &error));
  pool_fixture_assert_count (fixture, "0");
}

static gboolean
ignore_failure_work (HubDb *db, gpointer data, GError **error)
{
  const char *const params[] = { "22012" };

  g_assert_false (hub_db_run (db, &raise_state, params, NULL));
  g_assert_cmpstr (hub_db_get_sqlstate (db), ==, "22012");
  g_assert_false (insert (db, "1", "one", NULL));

  return TRUE;
}

static void
test_ignored_failure (PoolFixture *fixture, gconstpointer postgres)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (
      hub_db_pool_run_sync (fixture->pool, HUB_DB_READ_WRITE, ignore_failure_work, NULL, &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_INTERNAL);
  pool_fixture_assert_count (fixture, "0");
}

static gboolean
duplicate_work (HubDb *db, gpointer data, GError **error)
{
  gboolean ok =
      insert (db, "1", "one", error) && insert (db, "1", "again", error) && hub_db_sync (db, error);

  g_assert_false (ok);
  g_assert_cmpstr (hub_db_get_constraint (db), ==, "note_pkey");

  return FALSE;
}

static void
test_constraint (PoolFixture *fixture, gconstpointer postgres)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (
      hub_db_pool_run_sync (fixture->pool, HUB_DB_READ_WRITE, duplicate_work, NULL, &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_CONFLICT);
}

static gboolean
raise_first_work (HubDb *db, gpointer data, GError **error)
{
  Job *job = data;
  const char *const params[] = { job->text };

  if (++job->n_runs <= (guint) job->count)
    return hub_db_run (db, &raise_state, params, error);

  return insert (db, "1", "one", error);
}

typedef struct
{
  const char *name;
  const char *state;
  guint n_raised;
  guint n_runs;
  CrmError code; /* when it does not succeed in the end */
  gboolean ok;
} RetryCase;

static const RetryCase retry_cases[] = {
  { "serialization", "40001", 2, 3, CRM_ERROR_FAILED, TRUE },
  { "deadlock", "40P01", 3, 4, CRM_ERROR_FAILED, TRUE },
  { "too-often", "40001", 99, 4, CRM_ERROR_UNAVAILABLE, FALSE },
  { "standby", "25006", 1, 2, CRM_ERROR_FAILED, TRUE },
  { "recovery", "55000", 1, 2, CRM_ERROR_FAILED, TRUE },
  { "file", "58030", 1, 1, CRM_ERROR_UNAVAILABLE, FALSE },
  { "stale-plan", "0A000", 1, 2, CRM_ERROR_FAILED, TRUE },
  { "check", "23514", 1, 1, CRM_ERROR_INVALID, FALSE },
  { "number", "22003", 1, 1, CRM_ERROR_INVALID, FALSE },
  { "syntax", "42601", 1, 1, CRM_ERROR_INTERNAL, FALSE },
  { "disk", "53100", 1, 1, CRM_ERROR_FULL, FALSE },
  { "epoch", "ZK001", 1, 1, CRM_ERROR_EPOCH_CHANGED, FALSE },
  { "denied", "ZK002", 1, 1, CRM_ERROR_DENIED, FALSE },
};

static void
test_retry (PoolFixture *fixture, gconstpointer postgres)
{
  for (gsize i = 0; i < G_N_ELEMENTS (retry_cases); i++)
    {
      const RetryCase *row = &retry_cases[i];
      Job job = { .count = row->n_raised, .text = row->state };
      g_autoptr (GError) error = NULL;
      gboolean ok =
          hub_db_pool_run_sync (fixture->pool, HUB_DB_READ_WRITE, raise_first_work, &job, &error);

      g_test_message ("%s: %s", row->name, error != NULL ? error->message : "done");
      g_assert_cmpint (ok, ==, row->ok);
      g_assert_cmpuint (job.n_runs, ==, row->n_runs);
      if (!ok)
        g_assert_error (error, CRM_ERROR, (int) row->code);
      g_free (temp_postgres_query (fixture->conninfo, "delete from note"));
    }
}

static gboolean
lock_both_work (HubDb *db, gpointer data, GError **error)
{
  const char *const *ids = data;
  const char *const first[] = { ids[0], "x" };
  const char *const pause[] = { "0.05" };
  const char *const second[] = { ids[1], "x" };

  return hub_db_run (db, &append_note, first, error) && hub_db_run (db, &sleep_for, pause, error) &&
         hub_db_run (db, &append_note, second, error);
}

/* Two jobs lock two rows crosswise: one loses, is run again, and both happen. */
static void
test_real_deadlock (PoolFixture *fixture, gconstpointer postgres)
{
  static const char *const ids[] = { "1", "2", "1" };
  GAsyncResult *results[2] = { NULL, NULL };
  HubDbPoolStats stats;
  g_autofree char *texts = NULL;

  g_free (temp_postgres_query (fixture->conninfo, "insert into note values (1, 'a'), (2, 'a')"));
  for (guint i = 0; i < 2; i++)
    hub_db_pool_run_async (fixture->pool, HUB_DB_READ_WRITE, lock_both_work, (gpointer) &ids[i],
                           NULL, NULL, crm_test_take_result, &results[i]);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GAsyncResult) result = crm_test_wait_result (&results[i], DEADLINE);
      g_autoptr (GError) error = NULL;

      g_assert_nonnull (hub_db_pool_run_finish (fixture->pool, result, &error));
      g_assert_no_error (error);
    }

  texts =
      temp_postgres_query (fixture->conninfo, "select string_agg(text, ' ' order by id) from note");
  g_assert_cmpstr (texts, ==, "axx axx");
  hub_db_pool_get_stats (fixture->pool, &stats);
  g_assert_cmpuint (stats.retries, >=, 1);
}

static gboolean
end_once_work (HubDb *db, gpointer data, GError **error)
{
  Job *job = data;

  if (job->n_runs++ == 0)
    return insert (db, "1", "one", error) && hub_db_run (db, &end_backend, NULL, error);

  return insert (db, "1", "one", error);
}

static void
test_backend_ends (PoolFixture *fixture, gconstpointer postgres)
{
  Job job = { 0 };
  g_autoptr (GError) error = NULL;

  hub_db_pool_run_sync (fixture->pool, HUB_DB_READ_WRITE, end_once_work, &job, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (job.n_runs, ==, 2);
  pool_fixture_assert_count (fixture, "1");
}

static gboolean
copy_work (HubDb *db, gpointer data, GError **error)
{
  const char *lines = data;
  Job job = { 0 };

  return hub_db_copy_begin (db, &copy_notes, error) &&
         hub_db_copy_data (db, lines, strlen (lines), error) && hub_db_copy_end (db, error) &&
         count_work (db, &job, error) && insert (db, "100", "after", error);
}

static gboolean
unended_copy_work (HubDb *db, gpointer data, GError **error)
{
  return hub_db_copy_begin (db, &copy_notes, error) &&
         hub_db_copy_data (db, "7\tseven\n", 8, error);
}

static void
test_copy (PoolFixture *fixture, gconstpointer postgres)
{
  g_autoptr (GError) error = NULL;

  hub_db_pool_run_sync (fixture->pool, HUB_DB_READ_WRITE, copy_work, (gpointer) "1\tone\n2\ttwo\n",
                        &error);
  g_assert_no_error (error);
  pool_fixture_assert_count (fixture, "3");

  g_assert_false (hub_db_pool_run_sync (fixture->pool, HUB_DB_READ_WRITE, copy_work,
                                        (gpointer) "3\tthree\nx\tbad\n", &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_INVALID);
  pool_fixture_assert_count (fixture, "3");

  g_clear_error (&error);
  g_assert_false (
      hub_db_pool_run_sync (fixture->pool, HUB_DB_NO_TRANSACTION, unended_copy_work, NULL, &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_INTERNAL);
  pool_fixture_assert_count (fixture, "3");
}

static gboolean
missing_query_work (HubDb *db, gpointer data, GError **error)
{
  return hub_db_run (db, &no_such_query, NULL, error);
}

static void
test_missing_query (PoolFixture *fixture, gconstpointer postgres)
{
  g_autoptr (GError) error = NULL;

  hub_db_pool_run_sync (fixture->pool, HUB_DB_READ_WRITE, missing_query_work, NULL, &error);
  g_assert_error (error, CRM_ERROR, CRM_ERROR_INTERNAL);
}

static gboolean
sleep_work (HubDb *db, gpointer data, GError **error)
{
  const char *const params[] = { data };

  return hub_db_run (db, &sleep_for, params, error);
}

static gboolean
set_flag_cb (gpointer data)
{
  *(gboolean *) data = TRUE;

  return G_SOURCE_REMOVE;
}

static gboolean
tell_and_sleep_work (HubDb *db, gpointer data, GError **error)
{
  const char *const params[] = { "25" };

  if (!hub_db_run (db, &count_notes, NULL, error))
    return FALSE;
  g_idle_add (set_flag_cb, data);

  return hub_db_run (db, &sleep_for, params, error);
}

static void
test_cancel (PoolFixture *fixture, gconstpointer postgres)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) done = NULL;
  GAsyncResult *result = NULL;
  gboolean is_running = FALSE;
  g_autoptr (GError) error = NULL;

  hub_db_pool_run_async (fixture->pool, HUB_DB_READ_ONLY, tell_and_sleep_work, &is_running, NULL,
                         cancellable, crm_test_take_result, &result);
  crm_test_wait_for (&is_running, DEADLINE);
  g_cancellable_cancel (cancellable);

  done = crm_test_wait_result (&result, DEADLINE);
  g_assert_null (hub_db_pool_run_finish (fixture->pool, done, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* One that waits is never run. */
static void
test_cancel_queued (PoolFixture *fixture, gconstpointer postgres)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) done = NULL;
  GAsyncResult *result = NULL;
  Job job = { .result = TRUE };
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  hub_db_pool_run_async (fixture->pool, HUB_DB_READ_WRITE, insert_two_work, &job, NULL, cancellable,
                         crm_test_take_result, &result);
  done = crm_test_wait_result (&result, DEADLINE);
  g_assert_null (hub_db_pool_run_finish (fixture->pool, done, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (job.n_runs, ==, 0);
}

static void
test_statement_timeout (PoolFixture *fixture, gconstpointer postgres)
{
  g_autoptr (GError) error = NULL;

  hub_db_pool_set_statement_timeout (fixture->pool, 20);
  g_assert_false (
      hub_db_pool_run_sync (fixture->pool, HUB_DB_READ_WRITE, sleep_work, (gpointer) "25", &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_UNAVAILABLE);
}

static void
test_full_queue (PoolFixture *fixture, gconstpointer postgres)
{
  g_autoptr (HubDbPool) pool = hub_db_pool_new (fixture->conninfo, 1, 2);
  GAsyncResult *results[5] = { NULL };
  guint n_refused = 0;

  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    hub_db_pool_run_async (pool, HUB_DB_READ_WRITE, sleep_work, (gpointer) "0.05", NULL, NULL,
                           crm_test_take_result, &results[i]);
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    {
      g_autoptr (GAsyncResult) result = crm_test_wait_result (&results[i], DEADLINE);
      g_autoptr (GError) error = NULL;

      if (hub_db_pool_run_finish (pool, result, &error) != NULL)
        continue;
      g_assert_error (error, CRM_ERROR, CRM_ERROR_UNAVAILABLE);
      n_refused++;
    }

  /* Two wait, one may already run. */
  g_assert_cmpuint (n_refused, >=, 2);
  g_assert_cmpuint (n_refused, <=, 3);
  hub_db_pool_close (pool);
}

static void
test_close (PoolFixture *fixture, gconstpointer postgres)
{
  Job job = { .result = TRUE };
  GAsyncResult *result = NULL;
  g_autoptr (GAsyncResult) done = NULL;
  g_autoptr (GError) error = NULL;

  hub_db_pool_close (fixture->pool);
  hub_db_pool_run_async (fixture->pool, HUB_DB_READ_WRITE, insert_two_work, &job, NULL, NULL,
                         crm_test_take_result, &result);
  done = crm_test_wait_result (&result, DEADLINE);
  g_assert_null (hub_db_pool_run_finish (fixture->pool, done, &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_UNAVAILABLE);
}

static void
test_no_database (PoolFixture *fixture, gconstpointer postgres)
{
  g_autoptr (HubDbPool) pool = hub_db_pool_new ("host='/nonexistent'", 2, 10);
  Job job = { .result = TRUE };
  g_autoptr (GError) error = NULL;

  g_assert_false (hub_db_pool_run_sync (pool, HUB_DB_READ_WRITE, insert_two_work, &job, &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_UNAVAILABLE);
  g_assert_cmpuint (job.n_runs, ==, 0);
  hub_db_pool_close (pool);
}

typedef struct
{
  HubDbPool *pool;
  guint n_done;
  guint n_wanted;
  gboolean is_done;
} Load;

static void
count_done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Load *load = user_data;
  g_autoptr (GError) error = NULL;

  hub_db_pool_run_finish (HUB_DB_POOL (source), result, &error);
  g_assert_no_error (error);
  load->is_done = ++load->n_done == load->n_wanted;
}

static void
test_many (PoolFixture *fixture, gconstpointer postgres)
{
  g_autoptr (HubDbPool) pool = hub_db_pool_new (fixture->conninfo, 4, 2000);
  Load load = { pool, 0, 1000, FALSE };

  for (guint i = 0; i < load.n_wanted; i++)
    hub_db_pool_run_async (pool, HUB_DB_NO_TRANSACTION, count_work, g_new0 (Job, 1), g_free, NULL,
                           count_done_cb, &load);
  crm_test_wait_for (&load.is_done, DEADLINE);
  hub_db_pool_close (pool);
}

#define ADD(name, func)                                                                            \
  g_test_add ("/pool/" name, PoolFixture, postgres, pool_fixture_set_up, func,                     \
              pool_fixture_tear_down)

int
main (int argc, char **argv)
{
  g_autoptr (TempPostgres) postgres = NULL;

  g_test_init (&argc, &argv, NULL);
  postgres = temp_postgres_new ();
  if (postgres == NULL)
    return 77;

  ADD ("commit", test_commit);
  ADD ("roll-back", test_roll_back);
  ADD ("queued-failure", test_queued_failure);
  ADD ("two-round-trips", test_two_round_trips);
  ADD ("one-round-trip", test_one_round_trip);
  ADD ("values", test_values);
  ADD ("read-only", test_read_only);
  ADD ("ignored-failure", test_ignored_failure);
  ADD ("constraint", test_constraint);
  ADD ("retry", test_retry);
  ADD ("real-deadlock", test_real_deadlock);
  ADD ("backend-ends", test_backend_ends);
  ADD ("copy", test_copy);
  ADD ("missing-query", test_missing_query);
  ADD ("cancel", test_cancel);
  ADD ("cancel-queued", test_cancel_queued);
  ADD ("statement-timeout", test_statement_timeout);
  ADD ("full-queue", test_full_queue);
  ADD ("close", test_close);
  ADD ("no-database", test_no_database);
  ADD ("many", test_many);

  return g_test_run ();
}
