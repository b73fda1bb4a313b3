/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Jobs of the pool that are cancelled before they begin. */

#define G_LOG_DOMAIN "test"

#include "server/db/hub-db-pool.h"
#include "tests/lib/crm-test.h"
#include "tests/lib/temp-postgres.h"
#include "tests/lib/temp-proxy.h"

#define DEADLINE 60000

static gboolean
count_work (HubDb *db, gpointer data, GError **error)
{
  ++*(guint *) data;
  return TRUE;
}

/* There is no statement to be stopped: nobody is sent a cancel, which is a connection of its own.
 * It would hit whatever an idle worker begins next. */
static void
test_before (gconstpointer postgres)
{
  g_autofree char *conninfo = temp_postgres_create_empty_database ((TempPostgres *) postgres);
  g_autoptr (TempProxy) proxy = temp_proxy_new (conninfo);
  HubDbPool *pool = hub_db_pool_new (temp_proxy_get_conninfo (proxy), 1, 10);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) done = NULL;
  GAsyncResult *result = NULL;
  guint n_runs = 0;
  g_autoptr (GError) error = NULL;

  g_assert_true (hub_db_pool_run_sync (pool, HUB_DB_NO_TRANSACTION, count_work, &n_runs, &error));
  g_cancellable_cancel (cancellable);
  hub_db_pool_run_async (pool, HUB_DB_NO_TRANSACTION, count_work, &n_runs, NULL, cancellable,
                         crm_test_take_result, &result);
  done = crm_test_wait_result (&result, DEADLINE);
  g_assert_null (hub_db_pool_run_finish (pool, done, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (n_runs, ==, 1);

  /* Waits for its canceller too. */
  hub_db_pool_close (pool);
  g_assert_cmpuint (temp_proxy_count_connections (proxy), ==, 1);
  g_clear_object (&done);
  crm_test_drain ();
  g_assert_finalize_object (pool);
}

int
main (int argc, char *argv[])
{
  g_autoptr (TempPostgres) postgres = NULL;

  g_test_init (&argc, &argv, NULL);
  postgres = temp_postgres_new ();
  if (postgres == NULL)
    return 77;

  g_test_add_data_func ("/pool-cancel/before", postgres, test_before);
  return g_test_run ();
}
