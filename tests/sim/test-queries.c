/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Every query that the simulated server can ask is one that the model of the database reads. */

#define G_LOG_DOMAIN "sim"

#include "server/customers/hub-customers.h"
#include "server/db/hub-db-queries.h"
#include "server/sync/hub-kinds.h"
#include "server/sync/hub-sync-queries.h"
#include "tests/sim/sim-pool.h"

static void
test_queries (gconstpointer data)
{
  const HubQueryTable *table = data;

  g_assert_cmpuint (table->n_queries, >, 0);
  for (guint i = 0; i < table->n_queries; i++)
    {
      g_autoptr (GError) error = NULL;
      const char *sql = hub_db_queries_get_sql (table->queries[i].name, &error);

      g_assert_no_error (error);
      g_test_message ("%s", table->queries[i].name);
      if (!hub_db_queries_is_copy (sql))
        sim_pool_check_query (table->queries[i].name);
    }
}

/* Small questions with known answers. */
static void
test_answers (void)
{
  static const struct
  {
    const char *sql;
    const char *answer;
  } questions[] = {
    { "select 1 + 2 * 3", "7" },
    { "select (2, 'a') > (1, 'b')", "t" },
    { "select null = null", NULL },
    { "select coalesce(null, 'x') || 'y'", "xy" },
    { "select count(*) from generate_series(1, 5) as g where g % 2 = 1", "3" },
    { "select string_agg(g::text, ',' order by g) from generate_series(1, 3) as g", "1,2,3" },
    { "select x from unnest('{b,a}'::text[]) as u (x) order by x limit 1", "a" },
    { "select case when 'a' = any('{a,b}'::text[]) then 'in' else 'out' end", "in" },
    { "select exists (select from generate_series(1, 0))", "f" },
    { "select '2026-03-01'::date - '2026-02-01'::date", "28" },
    { "select current_date - 1", "2025-12-31" },
    { "select (1, 'b') in (select 1, 'a')", "f" },
    { "select (1, 'b') in (select 1, 'b')", "t" },
  };
  SimDb *db = sim_db_new ();

  for (guint i = 0; i < G_N_ELEMENTS (questions); i++)
    g_assert_cmpstr (sim_db_execute (db, questions[i].sql, NULL), ==, questions[i].answer);
}

/* Whoever began before a commit does not see it, and the watermark waits for whoever is open. */
static void
test_snapshots (void)
{
  SimDb *db = sim_db_new ();
  SimTx *open = sim_tx_new (db, FALSE);
  SimTx *reader = sim_tx_new (db, TRUE);
  guint64 first;

  sim_db_define (db, "test",
                 "create table t (id integer primary key, v text);"
                 "insert into t (id, v) values (1, 'old')");
  first = sim_tx_get_xid (db, open);
  sim_tx_take_snapshot (db, reader);
  sim_db_execute (db, "update t set v = 'new' where id = 1", NULL);
  g_assert_cmpstr (sim_db_execute (db, "select v from t", NULL), ==, "new");
  g_assert_cmpstr (
      sim_chain_see (sim_db_find_table (db, "t")->chains->pdata[0], reader)->values[1].s, ==,
      "old");
  g_assert_cmpstr (sim_db_execute (db, "select pg_snapshot_xmin(pg_current_snapshot())", NULL), ==,
                   sim_to_text (sim_int ((gint64) first)));
  sim_tx_abort (db, open);

  /* The numbers of what is lost are used again. */
  sim_db_go_back (db, sim_db_get_position (db) - 1);
  g_assert_cmpstr (sim_db_execute (db, "select v from t", NULL), ==, "old");
  g_assert_cmpuint (db->next_xid, <=, first + 1);
}

/* What was rolled back and is not on the disk yet may be forgotten, and its number given again. */
static void
test_crash (void)
{
  SimDb *db = sim_db_new ();
  SimTx *taken_back = sim_tx_new (db, FALSE);
  guint64 xid;

  sim_db_define (db, "test",
                 "create table t (id integer primary key, v text);"
                 "insert into t (id, v) values (1, 'old')");
  xid = sim_tx_get_xid (db, taken_back);
  sim_tx_abort (db, taken_back);
  g_assert_cmpuint (db->next_xid, ==, xid + 1);
  sim_db_crash (db);
  g_assert_cmpuint (db->next_xid, ==, xid);
  g_assert_cmpstr (sim_db_execute (db, "select v from t", NULL), ==, "old");

  taken_back = sim_tx_new (db, FALSE);
  sim_tx_get_xid (db, taken_back);
  sim_tx_abort (db, taken_back);
  sim_db_execute (db, "select pg_logical_emit_message(true, '', '')", NULL);
  sim_db_crash (db);
  g_assert_cmpuint (db->next_xid, ==, xid + 1);
}

int
main (int argc, char **argv)
{
  sim_world_reset (1);
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/sim/queries/sync", &hub_sync_queries, test_queries);
  g_test_add_data_func ("/sim/queries/kinds", &hub_kinds_queries, test_queries);
  g_test_add_data_func ("/sim/queries/customers", &hub_customers_queries, test_queries);
  g_test_add_func ("/sim/answers", test_answers);
  g_test_add_func ("/sim/snapshots", test_snapshots);
  g_test_add_func ("/sim/crash", test_crash);
  return g_test_run ();
}
