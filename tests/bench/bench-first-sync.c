/* SPDX-License-Identifier: GPL-3.0-or-later */

/* bench-first-sync ZONTIK-SERVER [CUSTOMERS]: a new computer's first sync. Server in a process of
 * its own, the client in this one: over TLS into the durable store, searchable at the end. The
 * floor is what the store does with the same stream from memory. */

#include "client/sync/desk-pump.h"
#include "tests/bench/bench-hub.h"
#include "tests/lib/crm-test.h"

#include <stdlib.h>

#define DEADLINE 600000

/* Every customer has two contact points: a phone and an e-mail. */
static char *
write_csv (BenchHub *hub, guint customers)
{
  g_autoptr (GString) text = g_string_new ("last_name,first_name,middle_name,type,birth_date,phone,"
                                           "email\n");
  char *path = g_build_filename (hub->folder, "customers.csv", NULL);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < customers; i++)
    g_string_append_printf (
        text, "Иванов%u,Пётр,Сергеевич,person,1980-01-%02u,+7912%07u,p%u@example.ru\n", i,
        i % 28 + 1, i, i);
  g_file_set_contents (path, text->str, (gssize) text->len, &error);
  bench_check (error, path);
  return path;
}

static GBytes *
read_stream (DeskTransport *transport, CrmChangeFormat *format)
{
  GAsyncResult *pending = NULL;
  g_autoptr (GAsyncResult) opened = NULL;
  g_autoptr (GAsyncResult) copied = NULL;
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autoptr (DeskPull) pull = NULL;
  g_autoptr (GError) error = NULL;

  desk_transport_pull_async (transport, NULL, NULL, crm_test_take_result, &pending);
  opened = crm_test_wait_result (&pending, DEADLINE);
  pull = desk_transport_pull_finish (transport, opened, &error);
  bench_check (error, "pull");
  *format = pull->format;
  g_output_stream_splice_async (memory, pull->stream, G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET,
                                G_PRIORITY_DEFAULT, NULL, crm_test_take_result, &pending);
  copied = crm_test_wait_result (&pending, DEADLINE);
  g_output_stream_splice_finish (memory, copied, &error);
  bench_check (error, "splice");
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (memory));
}

/* The same bytes from memory into a store of its own: (out) rows. */
static double
measure_floor (BenchClient *client, GBytes *bytes, CrmChangeFormat format, guint64 *rows)
{
  g_autoptr (DeskChangeApplier) applier = desk_change_applier_new (client->database, format);
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_bytes (bytes);
  GAsyncResult *pending = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gint64 began = g_get_monotonic_time ();

  desk_pump_async (stream, applier, NULL, NULL, NULL, crm_test_take_result, &pending);
  result = crm_test_wait_result (&pending, DEADLINE);
  if (desk_pump_finish (result, &error) != DESK_PUMP_COMPLETE)
    bench_check (error, "floor");
  *rows = desk_change_applier_get_rows (applier);
  return (double) (g_get_monotonic_time () - began) / G_USEC_PER_SEC;
}

int
main (int argc, char **argv)
{
  guint customers = argc > 2 ? (guint) atoi (argv[2]) : 100000;
  g_autoptr (CrmTestDir) home = crm_test_make_dir ();
  g_autoptr (BenchHub) hub = NULL;
  g_autofree char *csv = NULL;
  double seconds, network, floor_seconds, peak;
  guint64 rows;
  gint64 began;
  CrmChangeFormat format;

  bench_set_home (home);
  hub = bench_hub_new (argv[1]);
  bench_hub_add_user (hub, "anna", "director");
  csv = write_csv (hub, customers);
  bench_hub_run (hub, NULL, "import", "customer", csv, "--owner", "anna", NULL);
  {
    g_autoptr (BenchClient) client = bench_client_new (hub, "anna");

    began = g_get_monotonic_time ();
    bench_client_settle (client);
    seconds = (double) (g_get_monotonic_time () - began) / G_USEC_PER_SEC;
    peak = bench_get_peak ();
  }
  {
    g_autoptr (BenchClient) client = bench_client_new (hub, "anna");
    g_autoptr (GBytes) bytes = NULL;

    began = g_get_monotonic_time ();
    bytes = read_stream (client->transport, &format);
    network = (double) (g_get_monotonic_time () - began) / G_USEC_PER_SEC;
    floor_seconds = measure_floor (client, bytes, format, &rows);
    g_print ("first sync: %" G_GUINT64_FORMAT " rows (%u customers), %.1f MB in %.2f s\n", rows,
             customers, (double) g_bytes_get_size (bytes) / 1e6, seconds);
  }
  g_print ("rows/s: %.0f\n", (double) rows / seconds);
  g_print ("store alone, same bytes from memory: %.0f rows/s; ratio %.2f\n",
           (double) rows / floor_seconds, floor_seconds / seconds);
  g_print ("server and TLS alone: %.0f rows/s\n", (double) rows / network);
  g_print ("peak memory: client %.0f MiB, server now %.0f MiB\n", peak, bench_hub_get_memory (hub));
  return 0;
}
