/* SPDX-License-Identifier: GPL-3.0-or-later */

/* `import customer` of a file with two contacts a row, beside the running server, against the
 * floor: the same rows by one COPY into a table without indexes. bench-import ZONTIK-SERVER [ROWS]
 */

#include "tests/bench/bench-hub.h"

#include <stdlib.h>

static char *
make_file (BenchHub *hub, guint n_rows)
{
  g_autoptr (GString) text = g_string_new ("external_id,type,last_name,first_name,middle_name,sex,"
                                           "birth_date,city,street,house,phone,email\n");
  char *path = g_build_filename (hub->folder, "customers.csv", NULL);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < n_rows; i++)
    g_string_append_printf (text,
                            "bench-%u,person,Капелькин%u,Семён,Ильич,male,19%02u-0%u-1%u,Москва,"
                            "Тестовая ул.,%u,+7900%07u,client%u@example.com\n",
                            i, i % 1000, 50 + i % 50, 1 + i % 9, i % 10, 1 + i % 200, i, i);
  g_file_set_contents (path, text->str, (gssize) text->len, &error);
  bench_check (error, path);
  return path;
}

static double
run_copy (BenchHub *hub, const char *path)
{
  g_autofree char *conninfo =
      g_strdup_printf ("host=%s/data/run dbname=zontik user=zontik", hub->folder);
  g_autofree char *copy = g_strdup_printf ("\\copy floor from '%s' csv header", path);
  g_autoptr (GError) error = NULL;
  gint64 started;
  g_autoptr (GSubprocess) process = g_subprocess_new (
      G_SUBPROCESS_FLAGS_NONE, &error, "psql", "-qc",
      "create table floor (external_id text, type text, last_name text, first_name text,"
      " middle_name text, sex text, birth_date date, city text, street text, house text, phone "
      "text,"
      " email text)",
      conninfo, NULL);

  bench_check (error, "psql");
  g_subprocess_wait_check (process, NULL, &error);
  bench_check (error, "psql");
  g_clear_object (&process);

  started = g_get_monotonic_time ();
  process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE, &error, "psql", "-qc", copy,
                              conninfo, NULL);
  bench_check (error, "psql");
  g_subprocess_wait_check (process, NULL, &error);
  bench_check (error, "psql");
  return (g_get_monotonic_time () - started) / 1e6;
}

int
main (int argc, char *argv[])
{
  g_autoptr (BenchHub) hub = NULL;
  g_autofree char *path = NULL;
  guint n_rows = argc > 2 ? atoi (argv[2]) : 100000;
  gint64 started;
  double seconds, floor;

  if (argc < 2)
    {
      g_printerr ("bench-import ZONTIK-SERVER [ROWS]\n");
      return 2;
    }

  hub = bench_hub_new (argv[1]);
  bench_hub_add_user (hub, "bench", "agent");
  path = make_file (hub, n_rows);
  started = g_get_monotonic_time ();
  bench_hub_run (hub, NULL, "import", "customer", path, "--owner", "bench", NULL);
  seconds = (g_get_monotonic_time () - started) / 1e6;
  floor = run_copy (hub, path);
  g_print ("import: %u customers with two contacts each in %.2f s, %.0f a second\n", n_rows,
           seconds, n_rows / seconds);
  g_print ("COPY into a bare table: %.0f a second; ratio %.0f %%\n", n_rows / floor,
           floor / seconds * 100);
  return 0;
}
