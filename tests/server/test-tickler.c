/* SPDX-License-Identifier: GPL-3.0-or-later */

/* News wait for the transactions that run beside them, and ask after them with patience. */

#define G_LOG_DOMAIN "test"

#include "server/sync/hub-tickler.h"
#include "tests/lib/crm-test.h"
#include "tests/server/sync-fixture.h"

#include <libpq-fe.h>

#define N_ASKED 40
/* Less than so many questions take when each waits an eighth of the time that went by; timers never
 * come too early, so a slow machine only makes it more. */
#define LEAST_MILLISECONDS 500

typedef struct
{
  SyncFixture *sync;
  GMainContext *context; /* (owned): of a thread that is not the first one */
  PGconn *other;         /* a foreign transaction */
  HubTickler *tickler;
  guint n_told;
} Fixture;

static void
told_cb (const HubTickle *tickle, gpointer user_data)
{
  ((Fixture *) user_data)->n_told++;
}

static void
execute (Fixture *f, const char *sql)
{
  PGresult *result = PQexec (f->other, sql);

  g_assert_cmpint (PQresultStatus (result), !=, PGRES_FATAL_ERROR);
  PQclear (result);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->context = g_main_context_new ();
  g_main_context_push_thread_default (f->context);
  f->sync = sync_fixture_new ((TempPostgres *) data, 2);
  f->other = PQconnectdb (f->sync->conninfo);
  f->tickler = hub_tickler_new (f->sync->pool, told_cb, f);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  hub_tickler_close (f->tickler);
  PQfinish (f->other);
  sync_fixture_free (f->sync);
  g_main_context_pop_thread_default (f->context);
  g_main_context_unref (f->context);
}

static guint64
count_asked (Fixture *f)
{
  HubDbPoolStats stats;

  hub_db_pool_get_stats (f->sync->pool, &stats);
  return stats.jobs;
}

static void
add_news (Fixture *f)
{
  HubTickle *tickle = hub_tickle_new ();

  hub_tickle_add_owner (tickle, "00000000-0000-7000-8000-000000000001");
  hub_tickler_add (f->tickler, tickle);
  hub_tickle_free (tickle);
}

static void
test_patience (Fixture *f, gconstpointer data)
{
  gint64 began = g_get_monotonic_time ();
  guint64 before = count_asked (f);

  /* What the news are about was committed behind one that still runs. */
  execute (f, "begin; select pg_current_xact_id()");
  sync_fixture_sql (f->sync, "select pg_current_xact_id()");
  add_news (f);
  while (count_asked (f) < before + N_ASKED)
    g_main_context_iteration (f->context, TRUE);
  g_assert_cmpint (g_get_monotonic_time () - began, >=,
                   LEAST_MILLISECONDS * G_TIME_SPAN_MILLISECOND);
  g_assert_cmpuint (f->n_told, ==, 0);

  execute (f, "commit");
  while (f->n_told == 0)
    g_main_context_iteration (f->context, TRUE);
}

int
main (int argc, char **argv)
{
  g_autoptr (TempPostgres) postgres = NULL;

  g_test_init (&argc, &argv, NULL);
  postgres = temp_postgres_new ();
  if (postgres == NULL)
    return 77;

  g_test_add ("/tickler/patience", Fixture, postgres, set_up, test_patience, tear_down);
  return g_test_run ();
}
