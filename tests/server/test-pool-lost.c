/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The pool when the connection is lost: what is uncertain, what is simply run again. Its statements
 * are in tests/server/sql. */

#define G_LOG_DOMAIN "test"

#include "server/db/hub-db-pool.h"
#include "server/db/hub-db-queries.h"
#include "tests/lib/crm-test.h"
#include "tests/lib/temp-postgres.h"
#include "tests/lib/temp-proxy.h"
#include "tests/server/pool-fixture.h"

#define DEADLINE 20000

static const HubQuery insert_note = { "test/insert-note", 2 };
static const HubQuery count_notes = { "test/count-notes", 0 };
static const HubQuery show_transaction = { "test/show-transaction", 0 };

static gboolean
insert_one_work (HubDb *db, gpointer data, GError **error)
{
  guint *n_runs = data;
  const char *const params[] = { "1", "one" };

  ++*n_runs;

  return hub_db_queue (db, &insert_note, params, error);
}

static gboolean
count_work (HubDb *db, gpointer data, GError **error)
{
  return hub_db_run (db, &count_notes, NULL, error);
}

static gboolean
show_work (HubDb *db, gpointer data, GError **error)
{
  return hub_db_run (db, &show_transaction, NULL, error);
}

typedef struct
{
  const char *name;
  HubDbMode mode;
  const char *word;
  TempProxyMode cut;
  const char *count;
} CutCase;

/* A commit on its way may have happened or not; anything before it has not, and is run again. */
static const CutCase cut_cases[] = {
  { "commit-lost", HUB_DB_READ_WRITE, "commit", TEMP_PROXY_CUT_BEFORE, "0" },
  { "answer-lost", HUB_DB_READ_WRITE, "commit", TEMP_PROXY_CUT_AFTER, "1" },
  { "write-lost", HUB_DB_NO_TRANSACTION, "insert", TEMP_PROXY_CUT_BEFORE, "0" },
  { "write-answer-lost", HUB_DB_NO_TRANSACTION, "insert", TEMP_PROXY_CUT_AFTER, "1" },
};

static void
test_uncertain (PoolFixture *fixture, gconstpointer postgres)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cut_cases); i++)
    {
      const CutCase *row = &cut_cases[i];
      g_autoptr (TempProxy) proxy = temp_proxy_new (fixture->conninfo);
      g_autoptr (HubDbPool) pool = hub_db_pool_new (temp_proxy_get_conninfo (proxy), 1, 10);
      guint n_runs = 0;
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", row->name);
      /* The words are in the settings of a new connection, too. */
      g_assert_true (hub_db_pool_run_sync (pool, HUB_DB_NO_TRANSACTION, count_work, NULL, &error));
      temp_proxy_cut_at (proxy, row->word, row->cut);
      g_assert_false (hub_db_pool_run_sync (pool, row->mode, insert_one_work, &n_runs, &error));
      g_assert_error (error, CRM_ERROR, CRM_ERROR_UNCERTAIN);
      g_assert_cmpuint (n_runs, ==, 1);
      pool_fixture_assert_count (fixture, row->count);

      /* The next job finds a new connection. */
      g_clear_error (&error);
      g_free (temp_postgres_query (fixture->conninfo, "delete from note"));
      hub_db_pool_run_sync (pool, row->mode, insert_one_work, &n_runs, &error);
      g_assert_no_error (error);
      g_free (temp_postgres_query (fixture->conninfo, "delete from note"));
      hub_db_pool_close (pool);
    }
}

static void
test_harmless_cut (PoolFixture *fixture, gconstpointer postgres)
{
  g_autoptr (TempProxy) proxy = temp_proxy_new (fixture->conninfo);
  g_autoptr (HubDbPool) pool = hub_db_pool_new (temp_proxy_get_conninfo (proxy), 1, 10);
  guint n_runs = 0;
  g_autoptr (GError) error = NULL;

  temp_proxy_cut_at (proxy, "count", TEMP_PROXY_CUT_BEFORE);
  hub_db_pool_run_sync (pool, HUB_DB_NO_TRANSACTION, count_work, &n_runs, &error);
  g_assert_no_error (error);

  temp_proxy_cut_at (proxy, "repeatable", TEMP_PROXY_CUT_AFTER);
  hub_db_pool_run_sync (pool, HUB_DB_READ_ONLY, show_work, NULL, &error);
  g_assert_no_error (error);
  hub_db_pool_close (pool);
}

/* The database goes away and comes back; nobody is told. */
static void
test_reconnect (PoolFixture *fixture, gconstpointer postgres)
{
  g_autoptr (TempProxy) proxy = temp_proxy_new (fixture->conninfo);
  g_autoptr (HubDbPool) pool = hub_db_pool_new (temp_proxy_get_conninfo (proxy), 2, 10);
  guint n_runs = 0;
  GAsyncResult *result = NULL;
  g_autoptr (GAsyncResult) done = NULL;
  g_autoptr (GError) error = NULL;

  hub_db_pool_run_sync (pool, HUB_DB_READ_ONLY, count_work, &n_runs, &error);
  g_assert_no_error (error);

  temp_proxy_set_open (proxy, FALSE);
  hub_db_pool_run_async (pool, HUB_DB_READ_WRITE, insert_one_work, &n_runs, NULL, NULL,
                         crm_test_take_result, &result);
  temp_proxy_set_open (proxy, TRUE);
  done = crm_test_wait_result (&result, DEADLINE);
  g_assert_nonnull (hub_db_pool_run_finish (pool, done, &error));
  g_assert_no_error (error);
  pool_fixture_assert_count (fixture, "1");
  hub_db_pool_close (pool);
}
#define ADD(name, func)                                                                            \
  g_test_add ("/pool-lost/" name, PoolFixture, postgres, pool_fixture_set_up, func,                \
              pool_fixture_tear_down)

int
main (int argc, char **argv)
{
  g_autoptr (TempPostgres) postgres = NULL;

  g_test_init (&argc, &argv, NULL);
  postgres = temp_postgres_new ();
  if (postgres == NULL)
    return 77;

  ADD ("uncertain", test_uncertain);
  ADD ("harmless-cut", test_harmless_cut);
  ADD ("reconnect", test_reconnect);

  return g_test_run ();
}
