/* SPDX-License-Identifier: GPL-3.0-or-later */

/* DeskHttpTransport against a server that answers what the test wants. */

#include "client/sync/desk-http-peer.h"
#include "client/sync/desk-http-transport.h"
#include "shared/customers/crm-customer.h"
#include "tests/lib/crm-test.h"
#include "tests/sync/soup-peer.h"

#define DEADLINE 30000
#define JSON     "application/json"
#define PROBLEM  "application/problem+json"
#define CUSTOMER "01980000-0000-7000-8000-000000000001"
#define PROBLEM_OF(code)                                                                           \
  "{\"type\":\"about:blank\",\"title\":\"t\",\"status\":400,\"code\":\"" code "\"}"

static DeskTransport *
connect_to (SoupPeer *peer)
{
  DeskTransport *transport = desk_http_transport_new_for_server (peer->url, peer->fingerprint);

  desk_transport_set_token (transport, "secret");
  return transport;
}

static GPtrArray *
make_commands (void)
{
  GPtrArray *commands = g_ptr_array_new_with_free_func ((GDestroyNotify) crm_command_unref);

  g_ptr_array_add (commands, crm_command_new_delete (&crm_customer_kind, CUSTOMER, 3));
  return commands;
}

static GPtrArray *
push (DeskTransport *transport, GPtrArray *commands, GError **error)
{
  GAsyncResult *pending = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  desk_transport_push_async (transport, commands, NULL, NULL, crm_test_take_result, &pending);
  result = crm_test_wait_result (&pending, DEADLINE);
  return desk_transport_push_finish (transport, result, error);
}

static DeskPull *
pull (DeskTransport *transport, const char *after, GError **error)
{
  GAsyncResult *pending = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  desk_transport_pull_async (transport, after, NULL, crm_test_take_result, &pending);
  result = crm_test_wait_result (&pending, DEADLINE);
  return desk_transport_pull_finish (transport, result, error);
}

static char *
read_all (GInputStream *stream)
{
  GString *text = g_string_new (NULL);

  for (;;)
    {
      GAsyncResult *pending = NULL;
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GBytes) bytes = NULL;

      g_input_stream_read_bytes_async (stream, 1000, G_PRIORITY_DEFAULT, NULL, crm_test_take_result,
                                       &pending);
      result = crm_test_wait_result (&pending, DEADLINE);
      bytes = g_input_stream_read_bytes_finish (stream, result, NULL);
      if (bytes == NULL || g_bytes_get_size (bytes) == 0)
        return g_string_free (text, FALSE);
      g_string_append_len (text, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes));
    }
}

static void
test_push (void)
{
  g_autoptr (SoupPeer) peer = soup_peer_new ();
  g_autoptr (DeskTransport) transport = connect_to (peer);
  g_autoptr (GPtrArray) commands = make_commands ();
  g_autoptr (GPtrArray) results = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) sent = NULL;
  const char *id = crm_command_get_id (g_ptr_array_index (commands, 0));
  g_autofree char *answer =
      g_strdup_printf ("{\"results\":[{\"id\":\"%s\",\"status\":\"done\",\"version\":4}]}", id);
  CrmResult *result;

  soup_peer_answer (peer, 200, JSON, answer);
  results = push (transport, commands, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (peer->method, ==, "POST");
  g_assert_cmpstr (peer->path, ==, "/api/v1/commands");
  g_assert_cmpstr (peer->token, ==, "Bearer secret");
  sent = crm_test_json (peer->request_body);
  crm_test_assert_json_at (sent, "commands.0.id", id);
  crm_test_assert_json_at (sent, "commands.0.kind", "customer.delete");
  g_assert_cmpuint (results->len, ==, 1);
  result = g_ptr_array_index (results, 0);
  g_assert_cmpint (result->status, ==, CRM_STATUS_DONE);
  g_assert_cmpint (result->version, ==, 4);
}

typedef struct
{
  const char *name;
  guint status;
  const char *type;
  const char *body;
  const char *header;
  gboolean drop;
  CrmError code;
  guint retry_after;
} Refusal;

static const Refusal refusals[] = {
  { .name = "no-results", .status = 200, .type = JSON, .body = "{}", .code = CRM_ERROR_UNCERTAIN },
  { .name = "too-few-results",
    .status = 200,
    .type = JSON,
    .body = "{\"results\":[]}",
    .code = CRM_ERROR_UNCERTAIN },
  { .name = "result-of-another",
    .status = 200,
    .type = JSON,
    .body = "{\"results\":[{\"id\":\"" CUSTOMER "\",\"status\":\"done\"}]}",
    .code = CRM_ERROR_UNCERTAIN },
  { .name = "result-of-nothing",
    .status = 200,
    .type = JSON,
    .body = "{\"results\":[7]}",
    .code = CRM_ERROR_UNCERTAIN },
  { .name = "no-json", .status = 200, .type = JSON, .body = "{", .code = CRM_ERROR_UNCERTAIN },
  { .name = "no-body", .status = 200, .type = JSON, .code = CRM_ERROR_UNCERTAIN },
  { .name = "dropped", .drop = TRUE, .code = CRM_ERROR_UNCERTAIN },
  { .name = "busy",
    .status = 503,
    .type = PROBLEM,
    .body = PROBLEM_OF ("unavailable"),
    .header = "Retry-After: 7",
    .code = CRM_ERROR_UNAVAILABLE,
    .retry_after = 7 },
  { .name = "long-wait",
    .status = 503,
    .type = PROBLEM,
    .body = PROBLEM_OF ("unavailable"),
    .header = "Retry-After: 999999",
    .code = CRM_ERROR_UNAVAILABLE,
    .retry_after = 3600 },
  { .name = "bad-wait",
    .status = 503,
    .type = PROBLEM,
    .body = PROBLEM_OF ("unavailable"),
    .header = "Retry-After: soon",
    .code = CRM_ERROR_UNAVAILABLE },
  { .name = "past-wait",
    .status = 503,
    .type = PROBLEM,
    .body = PROBLEM_OF ("unavailable"),
    .header = "Retry-After: Fri, 31 Dec 1999 23:59:59 GMT",
    .code = CRM_ERROR_UNAVAILABLE },
  { .name = "too-many",
    .status = 429,
    .type = PROBLEM,
    .body = PROBLEM_OF ("too-many"),
    .code = CRM_ERROR_TOO_MANY },
  { .name = "signed-out",
    .status = 401,
    .type = PROBLEM,
    .body = PROBLEM_OF ("unauthenticated"),
    .code = CRM_ERROR_UNAUTHENTICATED },
  { .name = "epoch",
    .status = 409,
    .type = PROBLEM,
    .body = PROBLEM_OF ("epoch-changed"),
    .code = CRM_ERROR_EPOCH_CHANGED },
  { .name = "conflict",
    .status = 409,
    .type = PROBLEM,
    .body = PROBLEM_OF ("conflict"),
    .code = CRM_ERROR_CONFLICT },
  { .name = "internal",
    .status = 500,
    .type = PROBLEM,
    .body = PROBLEM_OF ("internal"),
    .code = CRM_ERROR_INTERNAL },
  { .name = "upgrade",
    .status = 426,
    .type = PROBLEM,
    .body = PROBLEM_OF ("upgrade-required"),
    .code = CRM_ERROR_UPGRADE_REQUIRED },
  { .name = "proxy-too-large",
    .status = 413,
    .type = "text/html",
    .body = "<html>",
    .code = CRM_ERROR_TOO_LARGE },
  { .name = "proxy-down",
    .status = 502,
    .type = "text/html",
    .body = "<html>",
    .code = CRM_ERROR_UNAVAILABLE },
  { .name = "proxy-not-found",
    .status = 404,
    .type = "text/html",
    .body = "<html>",
    .code = CRM_ERROR_UNAVAILABLE },
  { .name = "redirect",
    .status = 302,
    .header = "Location: https://127.0.0.1:1/elsewhere",
    .code = CRM_ERROR_UNAVAILABLE },
  { .name = "broken-problem",
    .status = 400,
    .type = PROBLEM,
    .body = "[[[",
    .code = CRM_ERROR_UNAVAILABLE },
};

static void
test_refusal (gconstpointer data)
{
  const Refusal *c = data;
  g_autoptr (SoupPeer) peer = soup_peer_new ();
  g_autoptr (DeskTransport) transport = connect_to (peer);
  g_autoptr (GPtrArray) commands = make_commands ();
  g_autoptr (GPtrArray) results = NULL;
  g_autoptr (GError) error = NULL;

  soup_peer_answer (peer, c->status, c->type, c->body);
  peer->header = c->header;
  peer->drop = c->drop;
  results = push (transport, commands, &error);
  g_assert_null (results);
  g_assert_error (error, CRM_ERROR, (int) c->code);
  g_assert_cmpuint (desk_transport_get_retry_after (transport), ==, c->retry_after);
  g_assert_null (strstr (error->message, "secret"));
}

static void
test_offline (void)
{
  g_autoptr (SoupPeer) peer = soup_peer_new ();
  g_autoptr (DeskTransport) transport = connect_to (peer);
  g_autoptr (GPtrArray) commands = make_commands ();
  g_autoptr (GPtrArray) results = NULL;
  g_autoptr (GError) error = NULL;

  soup_peer_stop (peer);
  results = push (transport, commands, &error);
  g_assert_error (error, CRM_ERROR, CRM_ERROR_OFFLINE);
}

static void
test_no_server (void)
{
  const char *const servers[] = { NULL, "", "http://127.0.0.1:1", "https://", "nonsense" };

  for (guint i = 0; i < G_N_ELEMENTS (servers); i++)
    {
      g_autoptr (DeskTransport) transport = desk_http_transport_new_for_server (servers[i], NULL);
      g_autoptr (DeskPull) opened = NULL;
      g_autoptr (GError) error = NULL;

      opened = pull (transport, NULL, &error);
      g_assert_error (error, CRM_ERROR, CRM_ERROR_OFFLINE);
    }
}

static void
test_pull (void)
{
  g_autoptr (SoupPeer) peer = soup_peer_new ();
  g_autoptr (DeskTransport) transport = connect_to (peer);
  g_autoptr (DeskPull) first = NULL;
  g_autoptr (DeskPull) second = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  soup_peer_answer (peer, 200, CRM_MEDIA_ROWS, "bytes");
  peer->header = "X-Zontik-Rows: 42";
  first = pull (transport, "a+b/c=&d", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (peer->path, ==, "/api/v1/changes?after=a%2Bb%2Fc%3D%26d");
  g_assert_cmpstr (peer->encoding, ==, "identity");
  g_assert_true (g_str_has_prefix (peer->accept, CRM_MEDIA_ROWS));
  g_assert_cmpint (first->format, ==, CRM_CHANGE_ROWS);
  g_assert_cmpuint (first->rows, ==, 42);
  text = read_all (first->stream);
  g_assert_cmpstr (text, ==, "bytes");
  soup_peer_answer (peer, 200, CRM_MEDIA_NDJSON "; charset=utf-8", "{}\n");
  peer->header = NULL;
  second = pull (transport, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (peer->path, ==, "/api/v1/changes");
  g_assert_cmpint (second->format, ==, CRM_CHANGE_NDJSON);
  g_assert_cmpuint (second->rows, ==, 0);
}

static void
test_known (void)
{
  const char *const ids[] = { CUSTOMER, "01980000-0000-7000-8000-000000000002", NULL };
  g_autoptr (SoupPeer) peer = soup_peer_new ();
  g_autoptr (DeskTransport) transport = connect_to (peer);
  GAsyncResult *pending = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) known = NULL;

  soup_peer_answer (peer, 200, JSON, "{\"known\":[\"" CUSTOMER "\"]}");
  desk_transport_known_async (transport, ids, NULL, crm_test_take_result, &pending);
  result = crm_test_wait_result (&pending, DEADLINE);
  known = desk_transport_known_finish (transport, result, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (peer->path, ==, "/api/v1/commands/known");
  g_assert_cmpuint (g_strv_length (known), ==, 1);
  g_assert_cmpstr (known[0], ==, CUSTOMER);
}

static void
test_cancel (void)
{
  g_autoptr (SoupPeer) peer = soup_peer_new ();
  g_autoptr (DeskTransport) transport = connect_to (peer);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  GAsyncResult *pending = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (DeskPull) opened = NULL;
  g_autoptr (GError) error = NULL;

  soup_peer_answer (peer, 200, CRM_MEDIA_ROWS, "");
  desk_transport_pull_async (transport, NULL, cancellable, crm_test_take_result, &pending);
  g_cancellable_cancel (cancellable);
  result = crm_test_wait_result (&pending, DEADLINE);
  opened = desk_transport_pull_finish (transport, result, &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

#define OTHER_PIN                                                                                  \
  "00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:"  \
  "FF"

static void
check_pin (SoupPeer *peer, const char *pin, gboolean good)
{
  g_autoptr (DeskTransport) transport = desk_http_transport_new_for_server (peer->url, pin);
  g_autoptr (DeskPull) opened = NULL;
  g_autoptr (GError) error = NULL;
  guint before = peer->n_requests;

  desk_transport_set_token (transport, "secret");
  soup_peer_answer (peer, 200, CRM_MEDIA_ROWS, "");
  opened = pull (transport, NULL, &error);
  g_assert_cmpstr (desk_transport_get_fingerprint (transport), ==, peer->fingerprint);
  if (good)
    g_assert_no_error (error);
  else
    g_assert_error (error, CRM_ERROR, CRM_ERROR_CERTIFICATE);
  /* A stranger does not even see the token. */
  g_assert_cmpuint (peer->n_requests, ==, before + (good ? 1 : 0));
}

static void
test_certificate (void)
{
  g_autoptr (SoupPeer) peer = soup_peer_new ();
  g_auto (GStrv) parts = g_strsplit (peer->fingerprint, ":", -1);
  g_autofree char *plain = g_strjoinv ("", parts);
  g_autofree char *lower = g_ascii_strdown (plain, -1);

  check_pin (peer, NULL, FALSE);
  check_pin (peer, "", FALSE);
  check_pin (peer, OTHER_PIN, FALSE);
  check_pin (peer, "AB", FALSE);
  check_pin (peer, peer->fingerprint, TRUE);
  check_pin (peer, lower, TRUE);
}

static JsonNode *
call_trusting (SoupPeer *peer, const char *pin, GError **error)
{
  g_autoptr (DeskHttpPeer) http = desk_http_peer_new (NULL, peer->url, pin);
  g_autofree char *file = g_build_filename (peer->folder, "cert.pem", NULL);
  g_autoptr (GTlsDatabase) trusted = g_tls_file_database_new (file, NULL);
  g_autoptr (SoupMessage) message = NULL;
  GAsyncResult *pending = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  soup_session_set_tls_database (desk_http_peer_get_session (http), trusted);
  message = desk_http_peer_new_message (http, "GET", "/healthz");
  desk_http_peer_call_async (http, message, NULL, NULL, crm_test_take_result, &pending);
  result = crm_test_wait_result (&pending, DEADLINE);
  return desk_http_peer_call_finish (http, result, error);
}

/* A certificate the system trusts needs no pin, but does not replace one. */
static void
test_trusted_certificate (void)
{
  g_autoptr (SoupPeer) peer = soup_peer_new ();
  g_autoptr (JsonNode) good = NULL;
  g_autoptr (JsonNode) bad = NULL;
  g_autoptr (GError) error = NULL;
  guint before;

  soup_peer_answer (peer, 200, JSON, "{}");
  good = call_trusting (peer, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (good);
  before = peer->n_requests;
  bad = call_trusting (peer, OTHER_PIN, &error);
  g_assert_error (error, CRM_ERROR, CRM_ERROR_CERTIFICATE);
  g_assert_cmpuint (peer->n_requests, ==, before);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/transport/push", test_push);
  crm_test_add_cases ("/transport/refusal", refusals, sizeof refusals[0], G_N_ELEMENTS (refusals),
                      test_refusal);
  g_test_add_func ("/transport/offline", test_offline);
  g_test_add_func ("/transport/no-server", test_no_server);
  g_test_add_func ("/transport/pull", test_pull);
  g_test_add_func ("/transport/known", test_known);
  g_test_add_func ("/transport/cancel", test_cancel);
  g_test_add_func ("/transport/certificate/pin", test_certificate);
  g_test_add_func ("/transport/certificate/trusted", test_trusted_certificate);
  return g_test_run ();
}
