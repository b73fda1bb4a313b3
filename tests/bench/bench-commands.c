/* SPDX-License-Identifier: GPL-3.0-or-later */

/* "A customer with two contact points", durable: POST /commands on keep-alive connections against
 * the same inserts by pgbench in five round trips, on the same database in the same run.
 * bench-commands ZONTIK-SERVER [SECONDS [CONNECTIONS]] */

#include "shared/base/crm-id.h"
#include "tests/bench/bench-http.h"
#include "tests/bench/bench-hub.h"

#include <stdlib.h>
#include <string.h>

/* The rows that a push writes, in five round trips: begin, the customer, its two contact points,
 * the ids of the three commands, commit. */
static const char *const script[] = {
  "\\set n random(1, 1000000000)",
  "begin;",
  "insert into customer (id, ver, owner, branch, type, last_name, first_name, middle_name,"
  " birth_date, address_city, address_street, created_by)"
  " select md5(:n || '-' || clock_timestamp())::uuid, sync_ver(), id, branch, 'person',"
  " 'Капелькин', 'Семён', 'Ильич', '1987-03-14', 'Москва', 'Тестовая ул.', id from app_user"
  " where login = 'bench';",
  "insert into contact_point (id, ver, owner, branch, customer, type, value, is_primary)"
  " select md5(:n || v || clock_timestamp())::uuid, sync_ver(), id, branch, id, 'phone', v, true"
  " from app_user, (values ('+79005550123'), ('+79005550124')) as p (v) where login = 'bench';",
  "insert into command (id, digest, user_id, device, record, status, version)"
  " select md5(:n || ' ' || v || clock_timestamp())::uuid, sha256('x'), id, id, id, 'done', 1"
  " from app_user, generate_series(1, 3) as p (v) where login = 'bench';",
  "commit;",
  NULL,
};

static void
make_push (GString *request, guint connection, guint round, gpointer user_data)
{
  const char *token = user_data;
  g_autofree char *ids[6] = { NULL };
  g_autofree char *body = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    ids[i] = crm_id_new ();
  body = g_strdup_printf (
      "{\"commands\":[{\"id\":\"%s\",\"at\":\"2026-11-22T09:00:00.000000Z\",\"kind\":\"customer."
      "create\",\"record\":\"%s\",\"set\":{\"type\":\"person\",\"last_name\":\"Капелькин\","
      "\"first_name\":\"Семён\",\"middle_name\":\"Ильич\",\"birth_date\":\"1987-03-14\","
      "\"address\":"
      "{\"city\":\"Москва\",\"street\":\"Тестовая ул.\"}}},{\"id\":\"%s\",\"kind\":\"contact-point."
      "create\",\"record\":\"%s\",\"set\":{\"customer\":\"%s\",\"type\":\"phone\",\"value\":"
      "\"+79005550123\",\"primary\":true}},{\"id\":\"%s\",\"kind\":\"contact-point.create\","
      "\"record\":\"%s\",\"set\":{\"customer\":\"%s\",\"type\":\"email\",\"value\":"
      "\"kapelkin@example.com\",\"primary\":true}}]}",
      ids[0], ids[1], ids[2], ids[3], ids[1], ids[4], ids[5], ids[1]);
  g_string_append_printf (
      request,
      "POST /api/v1/commands HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n"
      "Content-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s",
      token, strlen (body), body);
}

static gboolean
is_done (const char *body, gsize length)
{
  return strstr (body, "\"status\":\"rejected\"") == NULL && strstr (body, "\"done\"") != NULL;
}

static char *
find_pgbench (void)
{
  char *path = g_find_program_in_path ("pgbench");

  return path != NULL ? path : g_strdup ("/usr/lib/postgresql/15/bin/pgbench");
}

/* (nullable) (transfer full): what follows @label in @text. */
static double
read_figure (const char *text, const char *label)
{
  const char *at = strstr (text, label);

  return at != NULL ? g_ascii_strtod (at + strlen (label), NULL) : 0;
}

static double
run_pgbench (BenchHub *hub, guint seconds, guint n_connections)
{
  g_autofree char *pgbench = find_pgbench ();
  g_autofree char *conninfo =
      g_strdup_printf ("host=%s/data/run dbname=zontik user=zontik", hub->folder);
  g_autofree char *path = g_build_filename (hub->folder, "push.sql", NULL);
  g_autofree char *text = g_strjoinv ("\n", (char **) script);
  g_autofree char *duration = g_strdup_printf ("%u", seconds);
  g_autofree char *clients = g_strdup_printf ("%u", n_connections);
  g_autofree char *output = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = NULL;

  g_file_set_contents (path, text, -1, &error);
  bench_check (error, path);
  process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_MERGE,
                              &error, pgbench, "-n", "-M", "prepared", "-T", duration, "-c",
                              clients, "-j", "2", "-f", path, conninfo, NULL);
  bench_check (error, pgbench);
  g_subprocess_communicate_utf8 (process, NULL, NULL, &output, NULL, &error);
  bench_check (error, pgbench);
  if (read_figure (output, "tps = ") <= 0)
    g_error ("pgbench: %s", output);
  return read_figure (output, "tps = ");
}

int
main (int argc, char *argv[])
{
  g_autoptr (BenchHub) hub = NULL;
  g_autofree char *token = NULL;
  BenchHttp options = { .n_connections = 16, .seconds = 5 };
  BenchHttpResult result;
  double pushes, floor;

  if (argc < 2)
    {
      g_printerr ("bench-commands ZONTIK-SERVER [SECONDS [CONNECTIONS]]\n");
      return 2;
    }

  hub = bench_hub_new (argv[1]);
  bench_hub_add_user (hub, "bench", "agent");
  token = bench_http_sign_in (hub->url, "bench");
  options.url = hub->url;
  options.make = make_push;
  options.check = is_done;
  options.user_data = token;
  if (argc > 2)
    options.seconds = atoi (argv[2]);
  if (argc > 3)
    options.n_connections = atoi (argv[3]);

  bench_http_run (&options, &result);
  pushes = result.n_requests / result.seconds;
  g_print ("POST /commands:  %.0f pushes a second on %u connections, p50 %.2f ms, p99 %.2f ms\n",
           pushes, options.n_connections, bench_get_quantile (result.latencies, 0.5),
           bench_get_quantile (result.latencies, 0.99));
  floor = run_pgbench (hub, options.seconds, options.n_connections);
  g_print ("pgbench, 5 trips: %.0f transactions a second\n", floor);
  g_print ("ratio:           %.0f %%\n", pushes / floor * 100);

  bench_http_result_clear (&result);
  return 0;
}
