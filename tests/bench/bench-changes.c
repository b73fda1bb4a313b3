/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Empty GET /changes over keep-alive connections, and the full snapshot as the server gives it.
 * bench-changes ZONTIK-SERVER [CUSTOMERS [SECONDS [CONNECTIONS]]] */

#include "tests/bench/bench-http.h"
#include "tests/bench/bench-hub.h"
#include "tests/lib/crm-test.h"

#include <json-glib/json-glib.h>
#include <stdlib.h>
#include <string.h>

#define MEDIA "application/x-zontik-rows"

typedef struct
{
  char *token;
  char *cursor;
} Session;

static void
make_empty_pull (GString *request, guint connection, guint round, gpointer user_data)
{
  Session *session = user_data;

  g_string_append_printf (request,
                          "GET /api/v1/changes?after=%s HTTP/1.1\r\nHost: x\r\nAccept: " MEDIA
                          "\r\nAuthorization: Bearer %s\r\n\r\n",
                          session->cursor, session->token);
}

static gboolean
is_short (const char *body, gsize length)
{
  return length < 1000;
}

/* The whole stream through curl: it reads as fast as anything does. */
static char *
run_curl (const char *url, const char *token, const char *media, double *seconds, gsize *size)
{
  g_autofree char *authorization = g_strconcat ("Authorization: Bearer ", token, NULL);
  g_autofree char *accept = g_strconcat ("Accept: ", media, NULL);
  g_autofree char *address = g_strconcat (url, "/api/v1/changes", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) output = NULL;
  gint64 started = g_get_monotonic_time ();
  g_autoptr (GSubprocess) process =
      g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, "curl", "-sk", "-H", authorization,
                        "-H", accept, address, NULL);

  bench_check (error, "curl");
  g_subprocess_communicate (process, NULL, NULL, &output, NULL, &error);
  bench_check (error, "curl");
  *seconds = (g_get_monotonic_time () - started) / 1e6;
  *size = g_bytes_get_size (output);
  return g_strndup (g_bytes_get_data (output, NULL), *size);
}

static char *
take_cursor (const char *ndjson, guint *n_rows)
{
  g_auto (GStrv) lines = g_strsplit (ndjson, "\n", -1);
  guint n = g_strv_length (lines);
  g_autoptr (JsonNode) last = NULL;

  *n_rows = 0;
  for (guint i = 0; i < n; i++)
    *n_rows += g_str_has_prefix (lines[i], "{\"kind\"");
  last = json_from_string (lines[n - 2], NULL);
  return g_strdup (json_object_get_string_member (json_node_get_object (last), "cursor"));
}

int
main (int argc, char *argv[])
{
  g_autoptr (BenchHub) hub = NULL;
  Session session = { NULL };
  BenchHttp options = { .n_connections = 16, .seconds = 5 };
  BenchHttpResult result;
  g_autofree char *ndjson = NULL;
  const char *customers = argc > 2 ? argv[2] : "100000";
  double seconds;
  gsize size;
  guint n_rows;

  if (argc < 2)
    {
      g_printerr ("bench-changes ZONTIK-SERVER [CUSTOMERS [SECONDS [CONNECTIONS]]]\n");
      return 2;
    }

  hub = bench_hub_new (argv[1]);
  bench_hub_run (hub, NULL, "demo", "--customers", customers, NULL);
  bench_hub_add_user (hub, "bench", "director");
  session.token = bench_http_sign_in (hub->url, "bench");

  ndjson = run_curl (hub->url, session.token, "application/x-ndjson", &seconds, &size);
  session.cursor = take_cursor (ndjson, &n_rows);
  g_print ("snapshot ndjson: %u rows, %.1f MB, %.2f s, %.0f rows/s\n", n_rows, size / 1e6, seconds,
           n_rows / seconds);
  g_free (run_curl (hub->url, session.token, MEDIA, &seconds, &size));
  g_print ("snapshot rows:   %u rows, %.1f MB, %.2f s, %.0f rows/s\n", n_rows, size / 1e6, seconds,
           n_rows / seconds);

  options.url = hub->url;
  options.make = make_empty_pull;
  options.check = is_short;
  options.user_data = &session;
  if (argc > 3)
    options.seconds = atoi (argv[3]);
  if (argc > 4)
    options.n_connections = atoi (argv[4]);
  bench_http_run (&options, &result);
  g_print ("empty /changes:  %.0f a second on %u connections, p50 %.2f ms, p99 %.2f ms\n",
           result.n_requests / result.seconds, options.n_connections,
           bench_get_quantile (result.latencies, 0.5), bench_get_quantile (result.latencies, 0.99));

  bench_http_result_clear (&result);
  g_free (session.token);
  g_free (session.cursor);
  return 0;
}
