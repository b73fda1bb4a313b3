/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Settings, log lines and metrics: what server/base promises without a database. */

#define G_LOG_DOMAIN "test"

#include "server/base/hub-config.h"
#include "server/base/hub-metrics.h"
#include "tests/lib/crm-test.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

typedef struct
{
  const char *name;
  const char *text;
  const char *complaint; /* %NULL: good */
} FileCase;

static const FileCase file_cases[] = {
  { "empty", "", NULL },
  { "good", "[pool]\nworkers=3\n[limits]\nbody=1048576\n[server]\nlisten=[::1]:0\n", NULL },
  { "unknown-key", "[pool]\nworker=3\n", "[pool] worker: " },
  { "unknown-group", "[pools]\nworkers=3\n", "[pools] workers: " },
  { "too-small", "[pool]\nworkers=0\n", "“0”" },
  { "too-large", "[pool]\nworkers=65\n", "“65”" },
  { "negative", "[pool]\nworkers=-1\n", "“-1”" },
  { "no-number", "[limits]\nbody=16M\n", "“16M”" },
  { "host-name", "[server]\nlisten=localhost:80\n", "“localhost”" },
  { "no-port", "[server]\nlisten=127.0.0.1\n", "ADDRESS:PORT" },
  { "port-too-large", "[server]\nlisten=127.0.0.1:65536\n", "ADDRESS:PORT" },
  { "log-format", "[server]\nlog-format=xml\n", "“xml”" },
  { "empty-text", "[server]\ndata-dir=\n", "[server] data-dir: " },
  { "no-key-file", "workers=3\n", "server.conf: " },
};

static void
test_file (gconstpointer data)
{
  const FileCase *row = data;
  g_autoptr (CrmTestDir) folder = crm_test_make_dir ();
  g_autofree char *path = g_build_filename (folder, "server.conf", NULL);
  g_autoptr (HubConfig) config = hub_config_new ();
  g_autoptr (GError) error = NULL;
  gboolean ok;

  g_assert_true (g_file_set_contents (path, row->text, -1, NULL));
  ok = hub_config_load_file (config, path, &error);
  g_assert_cmpint (ok, ==, row->complaint == NULL);
  if (ok)
    return;

  g_test_message ("%s", error->message);
  g_assert_error (error, CRM_ERROR, CRM_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, row->complaint));
  g_assert_nonnull (strstr (error->message, path));
}

static void
test_values (void)
{
  g_autoptr (CrmTestDir) folder = crm_test_make_dir ();
  g_autofree char *path = g_build_filename (folder, "server.conf", NULL);
  g_autoptr (HubConfig) config = hub_config_new ();
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (config->listen_host, ==, "127.0.0.1");
  g_assert_cmpuint (config->listen_port, ==, 8443);
  g_assert_cmpuint (config->max_body, ==, 16 << 20);

  g_assert_true (g_file_set_contents (path, file_cases[1].text, -1, NULL));
  hub_config_load_file (config, path, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (config->pool_workers, ==, 3);
  g_assert_cmpuint (config->max_body, ==, 1 << 20);
  g_assert_cmpstr (config->listen_host, ==, "::1");
  g_assert_cmpuint (config->listen_port, ==, 0);
}

static void
test_check (void)
{
  g_autoptr (CrmTestDir) folder = crm_test_make_dir ();
  g_autoptr (HubConfig) config = hub_config_new ();
  g_autoptr (GError) error = NULL;

  g_free (config->data_dir);
  config->data_dir = g_build_filename (folder, "a", "b", NULL);
  config->tls_cert = g_strdup ("/nonexistent");
  g_assert_false (hub_config_check (config, &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_INVALID);
  g_clear_error (&error);

  config->tls_key = g_strdup ("/nonexistent");
  g_assert_false (hub_config_check (config, &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_INVALID);
  g_clear_error (&error);

  g_clear_pointer (&config->tls_cert, g_free);
  g_clear_pointer (&config->tls_key, g_free);
  hub_config_check (config, &error);
  g_assert_no_error (error);
  g_assert_true (g_file_test (config->data_dir, G_FILE_TEST_IS_DIR));
}

typedef struct
{
  const char *name;
  HubLogFormat format;
  const char *event;
  const char *key;
  const char *value;
  const char *expected;
} LineCase;

static const LineCase line_cases[] = {
  { "plain", HUB_LOG_TEXT, "signed in", "HUB_user", "abc",
    "1970-01-01T00:00:01.000002Z notice hub \"signed in\" user=abc\n" },
  { "spaces", HUB_LOG_TEXT, "a", "HUB_path", "a b",
    "1970-01-01T00:00:01.000002Z notice hub \"a\" path=\"a b\"\n" },
  { "line-break", HUB_LOG_TEXT, "a\nb", "HUB_x", "\"\n\\",
    "1970-01-01T00:00:01.000002Z notice hub \"a\\nb\" x=\"\\\"\\n\\\\\"\n" },
  { "foreign-field", HUB_LOG_TEXT, "a", "CODE_FILE", "x.c",
    "1970-01-01T00:00:01.000002Z notice hub \"a\"\n" },
  { "json", HUB_LOG_JSON, "signed in", "HUB_user", "ё\x01",
    "{\"time\":\"1970-01-01T00:00:01.000002Z\",\"level\":\"notice\",\"domain\":\"hub\","
    "\"event\":\"signed in\",\"user\":\"ё\\u0001\"}\n" },
  { "not-utf-8", HUB_LOG_JSON, "\xff", "HUB_x", "y",
    "{\"time\":\"1970-01-01T00:00:01.000002Z\",\"level\":\"notice\",\"domain\":\"hub\","
    "\"event\":\"\xef\xbf\xbd\",\"x\":\"y\"}\n" },
};

static void
test_line (gconstpointer data)
{
  const LineCase *row = data;
  const GLogField fields[] = { { "GLIB_DOMAIN", "hub", -1 },
                               { "MESSAGE", row->event, -1 },
                               { row->key, row->value, -1 } };
  g_autofree char *line = hub_log_format_line (row->format, G_LOG_LEVEL_MESSAGE, fields,
                                               G_N_ELEMENTS (fields), G_USEC_PER_SEC + 2);

  g_assert_cmpstr (line, ==, row->expected);
  if (row->format == HUB_LOG_JSON)
    json_node_unref (crm_test_json (line));
}

static void
set_gauge_cb (HubMetrics *metrics, gpointer user_data)
{
  hub_metric_set (hub_metrics_gauge (metrics, "a_gauge", NULL, "A gauge."), 7);
}

static void
test_metrics (void)
{
  g_autoptr (HubMetrics) metrics = hub_metrics_new ();
  HubMetric *counter = hub_metrics_counter (metrics, "b_total", "code=\"200\"", "A counter.");
  HubMetric *histogram = hub_metrics_histogram (metrics, "c_seconds", NULL, "Durations.");
  g_autofree char *text = NULL;
  g_autofree char *later = NULL;
  guint id = hub_metrics_add_collector (metrics, set_gauge_cb, NULL);

  g_assert_true (hub_metrics_counter (metrics, "b_total", "code=\"200\"", "A counter.") == counter);
  hub_metric_add (counter, 2);
  hub_metric_observe (histogram, 700);
  hub_metric_observe (histogram, 30 * G_USEC_PER_SEC);

  text = hub_metrics_to_text (metrics);
  g_assert_true (
      g_str_has_prefix (text, "# HELP a_gauge A gauge.\n# TYPE a_gauge gauge\na_gauge 7\n"));
  g_assert_nonnull (strstr (text, "b_total{code=\"200\"} 2\n"));
  g_assert_nonnull (strstr (text, "c_seconds_bucket{le=\"0.000500\"} 0\n"));
  g_assert_nonnull (strstr (text, "c_seconds_bucket{le=\"0.001000\"} 1\n"));
  g_assert_nonnull (strstr (text, "c_seconds_bucket{le=\"+Inf\"} 2\n"));
  g_assert_nonnull (strstr (text, "c_seconds_sum 30.000700\nc_seconds_count 2\n"));

  hub_metrics_remove_collector (metrics, id);
  hub_metric_set (hub_metrics_gauge (metrics, "a_gauge", NULL, "A gauge."), 0);
  later = hub_metrics_to_text (metrics);
  g_assert_nonnull (strstr (later, "a_gauge 0\n"));
}

static gpointer
count_thread (gpointer data)
{
  HubMetrics *metrics = data;

  for (guint i = 0; i < 10000; i++)
    hub_metric_add (hub_metrics_counter (metrics, "n_total", NULL, "Counted."), 1);

  return NULL;
}

static void
test_threads (void)
{
  g_autoptr (HubMetrics) metrics = hub_metrics_new ();
  GThread *threads[4];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("count", count_thread, metrics);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);

  g_assert_cmpint (hub_metric_get (hub_metrics_counter (metrics, "n_total", NULL, "Counted.")), ==,
                   40000);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  crm_test_add_cases ("/config/file", file_cases, sizeof file_cases[0], G_N_ELEMENTS (file_cases),
                      test_file);
  g_test_add_func ("/config/values", test_values);
  g_test_add_func ("/config/check", test_check);
  crm_test_add_cases ("/log/line", line_cases, sizeof line_cases[0], G_N_ELEMENTS (line_cases),
                      test_line);
  g_test_add_func ("/metrics/text", test_metrics);
  g_test_add_func ("/metrics/threads", test_threads);

  return g_test_run ();
}
