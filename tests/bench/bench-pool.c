/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the pool costs: the same statements through HubDbPool and through pgbench, on one private
 * PostgreSQL with durable commits. pgbench is the floor: C, prepared, no hand-over between threads.
 * bench-pool [SECONDS [CONNECTIONS]] */

#define G_LOG_DOMAIN "bench"

#include "server/db/hub-cluster.h"
#include "server/db/hub-db-pool.h"
#include "tests/lib/crm-test.h"
#include "tests/lib/temp-postgres.h"

#include <stdlib.h>
#include <string.h>

#define IN_FLIGHT 64
#define SCHEMA_SQL                                                                                 \
  "create table note (id int primary key, text text not null); create sequence number start "      \
  "1000000000"

static const HubQuery ping = { "db/ping", 0 };
static const HubQuery read_note = { "test/read-note", 1 };
static const HubQuery insert_note = { "test/insert-note", 2 };

typedef struct
{
  HubDbPool *pool;
  HubDbMode mode;
  HubDbWork work;
  guint n_started;
  guint n_done;
  guint n_open;
  gint64 end;
  GArray *latencies; /* (element-type gint64) */
} Load;

typedef struct
{
  Load *load;
  guint number;
  gint64 started_at;
} Job;

static gboolean
ping_work (HubDb *db, gpointer data, GError **error)
{
  g_autoptr (HubDbRows) rows = hub_db_select (db, &ping, NULL, error);

  return rows != NULL;
}

/* What a command does: look, then write three rows. */
static gboolean
write_work (HubDb *db, gpointer data, GError **error)
{
  Job *job = data;
  char id[16];
  const char *const params[] = { id, "text" };
  g_autoptr (HubDbRows) rows = NULL;

  g_snprintf (id, sizeof id, "%u", job->number * 4);
  rows = hub_db_select (db, &read_note, params, error);
  if (rows == NULL)
    return FALSE;

  for (guint i = 0; i < 3; i++)
    {
      g_snprintf (id, sizeof id, "%u", job->number * 4 + i);
      if (!hub_db_queue (db, &insert_note, params, error))
        return FALSE;
    }

  return TRUE;
}

static void start_job (Load *load);

static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Load *load = user_data;
  g_autoptr (GError) error = NULL;
  Job *job = hub_db_pool_run_finish (HUB_DB_POOL (source), result, &error);
  gint64 latency;

  if (job == NULL)
    g_error ("%s", error->message);

  latency = g_get_monotonic_time () - job->started_at;
  g_array_append_val (load->latencies, latency);
  load->n_done++;
  load->n_open--;
  if (g_get_monotonic_time () < load->end)
    start_job (load);
}

static void
start_job (Load *load)
{
  Job *job = g_new0 (Job, 1);

  job->load = load;
  job->number = load->n_started++;
  job->started_at = g_get_monotonic_time ();
  load->n_open++;
  hub_db_pool_run_async (load->pool, load->mode, load->work, job, g_free, NULL, done_cb, load);
}

static int
compare_times_cb (gconstpointer a, gconstpointer b)
{
  gint64 first = *(const gint64 *) a;
  gint64 second = *(const gint64 *) b;

  return (first > second) - (first < second);
}

static gint64
percentile (GArray *latencies, guint percent)
{
  return g_array_index (latencies, gint64, latencies->len * percent / 100);
}

static double
run_load (Load *load, guint in_flight, double seconds)
{
  gint64 start = g_get_monotonic_time ();

  load->n_done = 0;
  load->latencies = g_array_new (FALSE, FALSE, sizeof (gint64));
  load->end = start + (gint64) (seconds * G_USEC_PER_SEC);
  for (guint i = 0; i < in_flight; i++)
    start_job (load);
  while (load->n_open > 0)
    g_main_context_iteration (NULL, TRUE);
  g_array_sort (load->latencies, compare_times_cb);

  return load->n_done * (double) G_USEC_PER_SEC / (double) (g_get_monotonic_time () - start);
}

/* Transactions a second, without the time to connect. */
static double
run_pgbench (const char *conninfo, const char *script, guint connections, double seconds)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CrmTestDir) folder = crm_test_make_dir ();
  g_autofree char *path = g_build_filename (folder, "script.sql", NULL);
  g_autofree char *program = hub_cluster_find_program (NULL, "pgbench", &error);
  g_autofree char *clients = g_strdup_printf ("-c%u", connections);
  g_autofree char *time = g_strdup_printf ("-T%d", MAX (1, (int) seconds));
  const char *const argv[] = {
    program, "-n", "-Mprepared", clients, "-j2", time, "-f", path, NULL
  };
  g_auto (GStrv) environment = hub_db_make_environment (conninfo, &error);
  g_autofree char *output = NULL;
  const char *tps;

  if (program == NULL)
    return 0;
  g_file_set_contents (path, script, -1, &error);
  g_assert_no_error (error);
  g_spawn_sync (NULL, (char **) argv, environment, G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, &output,
                NULL, NULL, &error);
  g_assert_no_error (error);
  tps = strstr (output, "tps = ");

  return tps != NULL ? g_ascii_strtod (tps + strlen ("tps = "), NULL) : 0;
}

static void
print_row (const char *what, double ours, double floor, GArray *latencies)
{
  g_print ("%-34s %8.0f /s   pgbench %8.0f /s   ratio %.2f   p50 %5.2f ms  p99 %5.2f ms\n", what,
           ours, floor, floor > 0 ? ours / floor : 0.0, (double) percentile (latencies, 50) / 1000,
           (double) percentile (latencies, 99) / 1000);
}

int
main (int argc, char **argv)
{
  double seconds = argc > 1 ? g_ascii_strtod (argv[1], NULL) : 3;
  guint connections = argc > 2 ? (guint) atoi (argv[2]) : 8;
  g_autoptr (CrmTestDir) folder = crm_test_make_dir ();
  HubClusterOptions options = { .data_dir = folder, .is_temporary = TRUE };
  g_autoptr (GError) error = NULL;
  g_autoptr (HubCluster) cluster = hub_cluster_open (&options, &error);
  const char *conninfo;
  Load load = { 0 };
  double ours;

  g_assert_no_error (error);
  conninfo = hub_cluster_get_conninfo (cluster);
  g_free (temp_postgres_query (conninfo, SCHEMA_SQL));
  load.pool = hub_db_pool_new (conninfo, connections, IN_FLIGHT + 10);

  load.mode = HUB_DB_NO_TRANSACTION;
  load.work = ping_work;
  run_load (&load, IN_FLIGHT, 0.3);
  ours = run_load (&load, IN_FLIGHT, seconds);
  print_row ("select 1, 64 in flight", ours,
             run_pgbench (conninfo, "select 1 as alive;\n", connections, seconds), load.latencies);
  ours = run_load (&load, 1, seconds);
  print_row ("select 1, one at a time", ours,
             run_pgbench (conninfo, "select 1 as alive;\n", 1, seconds), load.latencies);

  load.mode = HUB_DB_READ_WRITE;
  load.work = write_work;
  ours = run_load (&load, IN_FLIGHT, seconds);
  print_row ("read, write 3 rows, durable commit", ours,
             run_pgbench (conninfo,
                          "begin;\nselect text from note where id = 1;\n"
                          "insert into note values (nextval('number'), 'text');\n"
                          "insert into note values (nextval('number'), 'text');\n"
                          "insert into note values (nextval('number'), 'text');\ncommit;\n",
                          connections, seconds),
             load.latencies);

  hub_db_pool_close (load.pool);
  g_object_unref (load.pool);
  hub_cluster_close (cluster);

  return 0;
}
