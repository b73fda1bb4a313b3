/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Filling a cache as a first synchronisation does, and measures of this process. */

#include "client/store/desk-change-applier.h"
#include "tests/bench/bench-data.h"
#include "tests/lib/crm-test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHUNK (256 * 1024)

gint64
bench_memory (const char *what)
{
  g_autofree char *status = NULL;
  const char *line;

  if (!g_file_get_contents ("/proc/self/status", &status, NULL, NULL))
    return 0;
  line = strstr (status, what);
  return line != NULL ? g_ascii_strtoll (line + strlen (what) + 1, NULL, 10) : 0;
}

int
bench_compare_doubles (gconstpointer a, gconstpointer b)
{
  const double x = *(const double *) a, y = *(const double *) b;

  return x < y ? -1 : x > y;
}

static void
await (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
}

static void
feed (DeskChangeApplier *applier, CrmChangeWriter *writer, double *waited)
{
  g_autoptr (GBytes) bytes = crm_change_writer_take (writer);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  const gint64 start = g_get_monotonic_time ();

  desk_change_applier_feed_async (applier, bytes, NULL, crm_test_take_result, &result);
  await (&result);
  desk_change_applier_feed_finish (applier, result, &error);
  g_assert_no_error (error);
  *waited += (double) (g_get_monotonic_time () - start) / 1e6;
}

static void
run_stream (DeskChangeApplier *applier, guint n_customers, guint64 seed, double *waited)
{
  g_autoptr (CrmChangeWriter) writer = crm_change_writer_new (CRM_CHANGE_ROWS);
  g_autoptr (BenchData) data = bench_data_new (seed);

  for (guint i = 1; i <= n_customers; i++)
    {
      bench_data_next (data);
      bench_data_write (data, writer);
      if (i % 1666 == 0)
        bench_data_write_cursor (writer, data->id, FALSE);
      if (crm_change_writer_size (writer) >= CHUNK)
        feed (applier, writer, waited);
    }
  bench_data_write_cursor (writer, seed == 7 ? "end" : "later", TRUE);
  feed (applier, writer, waited);
}

double
bench_apply (const char *folder, guint n_customers, guint64 seed)
{
  g_autoptr (DeskDatabase) database = desk_database_new (folder);
  g_autoptr (DeskChangeApplier) applier = NULL;
  g_autoptr (GAsyncResult) opened = NULL;
  g_autoptr (GAsyncResult) ended = NULL;
  g_autoptr (GError) error = NULL;
  double waited = 0;
  gint64 start;

  desk_database_open_async (database, NULL, crm_test_take_result, &opened);
  await (&opened);
  desk_database_open_finish (database, opened, &error);
  g_assert_no_error (error);
  applier = desk_change_applier_new (database, CRM_CHANGE_ROWS);
  run_stream (applier, n_customers, seed, &waited);
  start = g_get_monotonic_time ();
  desk_change_applier_end_async (applier, NULL, crm_test_take_result, &ended);
  await (&ended);
  g_assert_true (desk_change_applier_end_finish (applier, ended, &error));
  g_assert_no_error (error);
  waited += (double) (g_get_monotonic_time () - start) / 1e6;
  g_clear_object (&applier);
  desk_database_close (database);
  crm_test_drain ();
  return waited;
}

double
bench_fill (const char *folder, guint n_customers)
{
  return bench_apply (folder, n_customers, 7);
}
