/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What foreign people may not do to a server: large, slow, deep, many. The server has times of
 * seconds here, and the tests wait for its acts, never for a time to pass. */

#include <string.h>

#include "shared/base/crm-id.h"
#include "shared/protocol/crm-protocol.h"
#include "tests/lib/crm-test.h"
#include "tests/lib/raw-client.h"
#include "tests/lib/temp-hub.h"

#define DEVICE   "0198f2a0-0000-7000-8000-000000000001"
#define PASSWORD "correct horse"

typedef struct
{
  TempHub *hub; /* (owned) */
  char *token;  /* (owned) */
} Fixture;

static HubLimits
get_limits (void)
{
  HubLimits limits = hub_limits_default;

  limits.handshake_time = 1000;
  limits.header_time = 1000;
  limits.body_time = 1000;
  limits.body_rate = 1024 * 1024;
  limits.write_time = 1000;
  limits.write_rate = 64 * 1024 * 1024;
  limits.idle_time = 1000;
  limits.max_connections = 40;
  return limits;
}

static guint16
get_port (gconstpointer data)
{
  return temp_hub_get_port (((const Fixture *) data)->hub);
}

static const char *
get_token (gconstpointer data)
{
  return ((const Fixture *) data)->token;
}

/* Still answers others. */
static void
assert_well (gconstpointer data)
{
  g_autoptr (RawAnswer) answer = raw_call (get_port (data), "GET", "//healthz", NULL, NULL);

  g_assert_cmpuint (answer->status, ==, 200);
}

static void
test_declared_body (gconstpointer data)
{
  g_autoptr (RawClient) client = raw_client_new (get_port (data));
  g_autoptr (RawAnswer) answer = NULL;
  g_autofree char *head =
      g_strdup_printf ("POST /api/v1/commands HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n"
                       "Content-Length: %d\r\n\r\n",
                       get_token (data), CRM_MAX_BODY + 1);

  raw_client_send (client, head, -1);
  answer = raw_client_read (client, 10);
  raw_answer_assert_problem (answer, 413, "too-large");
  g_assert_cmpint (raw_client_wait_closed (client, 10), >=, 0);
  assert_well (data);
}

static void
test_chunked_body (gconstpointer data)
{
  g_autoptr (RawClient) client = raw_client_new (get_port (data));
  g_autoptr (RawAnswer) answer = NULL;
  g_autofree char *head =
      g_strdup_printf ("POST /api/v1/commands HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n"
                       "Transfer-Encoding: chunked\r\n\r\n",
                       get_token (data));
  g_autofree char *chunk = g_strnfill (0x10000, 'x');
  gint64 before = raw_get_resident ();

  raw_client_send (client, head, -1);
  for (guint i = 0; i < 20 * 16; i++)
    if (!raw_client_send (client, "10000\r\n", -1) || !raw_client_send (client, chunk, 0x10000) ||
        !raw_client_send (client, "\r\n", -1))
      break;
  answer = raw_client_read (client, 10);
  raw_answer_assert_problem (answer, 413, "too-large");
  g_assert_cmpint (raw_get_resident () - before, <, 16 * 1000 * 1000);
  assert_well (data);
}

/* Nobody has to read a body to refuse it. */
static void
test_body_of_a_stranger (gconstpointer data)
{
  g_autoptr (RawClient) client = raw_client_new (get_port (data));
  g_autoptr (RawAnswer) answer = NULL;

  raw_client_send (client,
                   "POST /api/v1/commands HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n",
                   -1);
  answer = raw_client_read (client, 10);
  raw_answer_assert_problem (answer, 401, "unauthenticated");
}

static void
test_packed_body (gconstpointer data)
{
  g_autoptr (RawClient) client = raw_client_new (get_port (data));
  g_autoptr (RawAnswer) answer = NULL;

  raw_client_send (client,
                   "POST /api/v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Encoding: gzip\r\n"
                   "Content-Length: 4\r\n\r\nabcd",
                   -1);
  answer = raw_client_read (client, 10);
  raw_answer_assert_problem (answer, 415, "invalid");
}

static void
test_deep_body (gconstpointer data)
{
  g_autofree char *body = g_strnfill (100000, '[');
  gint64 before = raw_get_resident ();
  g_autoptr (RawAnswer) answer =
      raw_call (get_port (data), "POST", "/commands", get_token (data), body);

  raw_answer_assert_problem (answer, 400, "invalid");
  g_assert_cmpint (raw_get_resident () - before, <, 16 * 1000 * 1000);
}

typedef struct
{
  const char *name;
  const char *body;
} BodyCase;

static const BodyCase bodies[] = {
  { "empty", "" },
  { "broken", "{\"login\":" },
  { "two-values", "{} {}" },
  { "not-an-object", "[]" },
  { "text", "hello" },
  { "lone-surrogate", "{\"login\":\"\\ud800\",\"password\":\"x\",\"device\":{}}" },
  { "escaped-nul", "{\"login\":\"a\\u0000b\",\"password\":\"x\",\"device\":{}}" },
  { "not-utf-8", "{\"login\":\"\xff\",\"password\":\"x\",\"device\":{}}" },
  { "wrong-types", "{\"login\":1,\"password\":[],\"device\":\"x\"}" },
  { "missing", "{}" },
  { "device-is-no-id",
    "{\"login\":\"a\",\"password\":\"b\",\"device\":{\"id\":\"x\",\"name\":\"y\"}}" },
};

static void
test_bad_bodies (gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_autoptr (RawAnswer) answer =
          raw_call (get_port (data), "POST", "/sessions", NULL, bodies[i].body);

      g_test_message ("%s", bodies[i].name);
      raw_answer_assert_problem (answer, 400, "invalid");
    }
}

static void
test_large_headers (gconstpointer data)
{
  g_autoptr (RawClient) client = raw_client_new (get_port (data));
  g_autoptr (RawAnswer) answer = NULL;
  g_autofree char *filler = g_strnfill (CRM_MAX_HEADERS + 8192, 'a');

  raw_client_send (client, "GET /healthz HTTP/1.1\r\nHost: x\r\nX-A: ", -1);
  raw_client_send (client, filler, -1);
  answer = raw_client_read (client, 10);
  g_assert_cmpuint (answer->status, ==, 431);
  g_assert_cmpint (raw_client_wait_closed (client, 10), >=, 0);
}

/* Sends one byte at a time until the server has enough of it. */
static void
drip (RawClient *client, const char *text)
{
  gsize length = strlen (text);
  gint64 began = g_get_monotonic_time ();

  for (gsize i = 0; i < length; i++)
    {
      char buffer[512];

      if (!raw_client_send (client, text + i, 1))
        return;
      /* Waits for an answer as long as a slow sender would for its next byte. */
      if (raw_client_read_bytes (client, buffer, sizeof buffer, 1) >= 0)
        return;
    }
  g_error ("still open after %d ms", (int) ((g_get_monotonic_time () - began) / 1000));
}

static void
test_slow_headers (gconstpointer data)
{
  g_autoptr (RawClient) client = raw_client_new (get_port (data));

  drip (client, "GET /healthz HTTP/1.1\r\n");
  g_assert_cmpint (raw_client_wait_closed (client, 10), >=, 0);
}

static void
test_half_headers (gconstpointer data)
{
  g_autoptr (RawClient) client = raw_client_new (get_port (data));
  g_autoptr (RawAnswer) answer = NULL;

  raw_client_send (client, "GET /healthz HTTP/1.1\r\nHost:", -1);
  answer = raw_client_read (client, 10);
  g_assert_cmpuint (answer->status, ==, 408);
  g_assert_cmpint (raw_client_wait_closed (client, 10), >=, 0);
}

static void
test_slow_body (gconstpointer data)
{
  g_autoptr (RawClient) client = raw_client_new (get_port (data));

  raw_client_send (client,
                   "POST /api/v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\n", -1);
  drip (client, "{\"login\":\"a\",\"password\":\"");
  g_assert_cmpint (raw_client_wait_closed (client, 10), >=, 0);
}

/* A body that is refused is waited for no longer than one that is wanted. */
static void
test_refused_body (gconstpointer data)
{
  static const char *const heads[] = {
    "POST /api/v1/nothing HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\n",
    "POST /api/v1/commands HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\n",
    "POST /api/v1/commands HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer x\r\n"
    "Content-Length: 50\r\n\r\n",
    "POST /api/v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Encoding: gzip\r\n"
    "Content-Length: 50\r\n\r\n",
  };

  for (guint i = 0; i < G_N_ELEMENTS (heads); i++)
    {
      g_autoptr (RawClient) client = raw_client_new (get_port (data));
      g_autoptr (RawAnswer) answer = NULL;

      g_test_message ("%s", heads[i]);
      raw_client_send (client, heads[i], -1);
      answer = raw_client_read (client, 10);
      g_assert_cmpuint (answer->status, ==, 408);
      g_assert_cmpint (raw_client_wait_closed (client, 10), >=, 0);
    }
}

/* Who asks whether to send a body, and sends it without waiting, has not sent a request. */
static void
test_hurried_body (gconstpointer data)
{
  static const char hidden[] = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n";
  g_autoptr (RawClient) client = raw_client_new (get_port (data));
  g_autoptr (RawAnswer) answer = NULL;
  g_autoptr (RawAnswer) second = NULL;
  g_autofree char *request =
      g_strdup_printf ("POST /api/v1/nothing HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n"
                       "Content-Length: %zu\r\n\r\n%s",
                       strlen (hidden), hidden);

  raw_client_send (client, request, -1);
  answer = raw_client_read (client, 10);
  g_assert_cmpuint (answer->status, ==, 404);
  second = raw_client_read (client, 10);
  g_assert_cmpuint (second->status, ==, 0);
}

/* What a proxy may take for another length than we do is nobody's request. */
static void
test_odd_lengths (gconstpointer data)
{
  static const char *const headers[] = {
    "Content-Length: 18446744073709551615",
    "Content-Length: 18446744073709551616",
    "content-length: 9223372036854775808",
    "Content-Length: -1",
    "Content-Length: -5",
    "Content-Length: +2",
    "Content-Length: 2, 2",
    "Content-Length: 2 2",
    "Content-Length: 2x",
    "Content-Length:",
    "Content-Length: 2\r\nContent-Length: 2",
    "Content-Length: 2\r\nContent-Length: 3",
    "Content-Length: 2\r\nTransfer-Encoding: chunked",
    "TRANSFER-ENCODING: chunked\r\nContent-Length: 2",
    "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
    "Transfer-Encoding: gzip, chunked",
    "Transfer-Encoding: chunked x",
    "Transfer-Encoding: chunke",
    "Transfer-Encoding: identity",
    "Transfer-Encoding: ",
  };

  for (guint i = 0; i < G_N_ELEMENTS (headers); i++)
    {
      g_autoptr (RawClient) client = raw_client_new (get_port (data));
      g_autoptr (RawAnswer) answer = NULL;
      g_autofree char *head =
          g_strdup_printf ("POST /api/v1/sessions HTTP/1.1\r\nHost: x\r\n%s\r\n\r\n", headers[i]);

      g_test_message ("%s", headers[i]);
      raw_client_send (client, head, -1);
      answer = raw_client_read (client, 10);
      raw_answer_assert_problem (answer, 400, "invalid");
      g_assert_cmpint (raw_client_wait_closed (client, 10), >=, 0);
    }
}

/* Every way of saying how long the body is that we do take. */
static void
test_good_lengths (gconstpointer data)
{
  static const char *const requests[] = {
    "Content-Length: 2\r\n\r\n{}",
    "CONTENT-LENGTH:2\t \r\n\r\n{}",
    "Content-Length:  000000000000002\r\n\r\n{}",
    "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
    "transfer-encoding:\tCHUNKED \r\n\r\n2\r\n{}\r\n0\r\n\r\n",
    "Content-Lengthy: x\r\nX-Content-Length: y\r\nContent-Length: 2\r\n\r\n{}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (requests); i++)
    {
      g_autoptr (RawClient) client = raw_client_new (get_port (data));
      g_autoptr (RawAnswer) answer = NULL;
      g_autofree char *request =
          g_strdup_printf ("POST /api/v1/sessions HTTP/1.1\r\nHost: x\r\n%s", requests[i]);

      g_test_message ("%s", requests[i]);
      raw_client_send (client, request, -1);
      answer = raw_client_read (client, 10);
      raw_answer_assert_problem (answer, 400, "invalid");
      g_assert_nonnull (
          g_strstr_len ((const char *) answer->body->data, answer->body->len, "login"));
    }
}

static void
test_idle (gconstpointer data)
{
  g_autoptr (RawClient) silent = raw_client_new (get_port (data));
  g_autoptr (RawClient) idle = raw_client_new (get_port (data));
  g_autoptr (RawAnswer) answer = raw_client_call (idle, "GET", "//healthz", NULL, NULL);

  g_assert_cmpuint (answer->status, ==, 200);
  g_assert_cmpint (raw_client_wait_closed (idle, 10), >=, 0);
  g_assert_cmpint (raw_client_wait_closed (silent, 10), >=, 0);
}

/* Somebody who connects and never says a word of TLS, many times over. */
static void
test_silent_handshakes (gconstpointer data)
{
  GSocketConnection *open[20];
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  char byte;

  g_socket_client_set_timeout (client, 10);
  for (guint i = 0; i < G_N_ELEMENTS (open); i++)
    {
      open[i] = g_socket_client_connect_to_host (client, "127.0.0.1", get_port (data), NULL, NULL);
      g_assert_nonnull (open[i]);
    }
  assert_well (data);
  for (guint i = 0; i < G_N_ELEMENTS (open); i++)
    {
      GInputStream *input = g_io_stream_get_input_stream (G_IO_STREAM (open[i]));

      g_assert_cmpint (g_input_stream_read (input, &byte, 1, NULL, NULL), <=, 0);
      g_object_unref (open[i]);
    }
}

static gboolean
has_room (gpointer data)
{
  return temp_hub_count_connections (((Fixture *) data)->hub) == 0;
}

static void
test_many_connections (gconstpointer data)
{
  GSocketConnection *open[60];
  g_autoptr (GSocketClient) client = g_socket_client_new ();

  crm_test_wait_until (has_room, (gpointer) data, 20000);
  for (guint i = 0; i < G_N_ELEMENTS (open); i++)
    open[i] = g_socket_client_connect_to_host (client, "127.0.0.1", get_port (data), NULL, NULL);
  g_assert_cmpuint (temp_hub_count_connections (((const Fixture *) data)->hub), <=, 40);
  for (guint i = 0; i < G_N_ELEMENTS (open); i++)
    g_clear_object (&open[i]);
  crm_test_wait_until (has_room, (gpointer) data, 20000);
  assert_well (data);
}

static void
test_unknown (gconstpointer data)
{
  g_autoptr (RawAnswer) nothing = raw_call (get_port (data), "GET", "/nothing", NULL, NULL);
  g_autoptr (RawAnswer) method = raw_call (get_port (data), "PUT", "/sessions", NULL, NULL);
  g_autoptr (RawAnswer) known = raw_call (get_port (data), "DELETE", "//healthz", NULL, NULL);

  raw_answer_assert_problem (nothing, 404, "not-found");
  raw_answer_assert_problem (method, 405, "invalid");
  g_assert_cmpstr (raw_answer_get_header (method, "allow"), ==, "POST, GET");
  raw_answer_assert_problem (known, 405, "invalid");
}

/* One connection serves many requests, refused ones too. */
static void
test_keep_alive (gconstpointer data)
{
  g_autoptr (RawClient) client = raw_client_new (get_port (data));

  for (guint i = 0; i < 50; i++)
    {
      g_autoptr (RawAnswer) well = raw_client_call (client, "GET", "//healthz", NULL, NULL);
      g_autoptr (RawAnswer) refused = raw_client_call (client, "POST", "/commands", NULL, "{}");

      g_assert_cmpuint (well->status, ==, 200);
      raw_answer_assert_problem (refused, 401, "unauthenticated");
    }
}

static void
test_pipelined (gconstpointer data)
{
  g_autoptr (RawClient) client = raw_client_new (get_port (data));
  g_autoptr (GString) requests = g_string_new (NULL);

  for (guint i = 0; i < 20; i++)
    g_string_append (requests, "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
  raw_client_send (client, requests->str, -1);
  for (guint i = 0; i < 20; i++)
    {
      g_autoptr (RawAnswer) answer = raw_client_read (client, 10);

      g_assert_cmpuint (answer->status, ==, 200);
    }
}

/* Requests that the library answers by itself leave nothing behind either. */
static void
test_odd_requests (gconstpointer data)
{
  static const char *const requests[] = {
    "OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n",
    "CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n",
    "GET https://x/healthz HTTP/1.1\r\nHost: x\r\n\r\n",
    "GET /%00 HTTP/1.1\r\nHost: x\r\n\r\n",
    "HEAD /healthz HTTP/1.0\r\n\r\n",
  };

  for (guint i = 0; i < G_N_ELEMENTS (requests); i++)
    {
      g_autoptr (RawClient) client = raw_client_new (get_port (data));
      char byte;

      g_test_message ("%s", requests[i]);
      raw_client_send (client, requests[i], -1);
      g_assert_cmpint (raw_client_read_bytes (client, &byte, 1, 10), ==, 1);
    }
  crm_test_wait_until (has_room, (gpointer) data, 20000);
}

/* Of all classes. */
static guint64
count_answers (gconstpointer data)
{
  g_autoptr (RawAnswer) answer = raw_call (get_port (data), "GET", "//metrics", NULL, NULL);
  g_autofree char *text = g_strndup ((const char *) answer->body->data, answer->body->len);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  guint64 n = 0;

  for (guint i = 0; lines[i] != NULL; i++)
    if (g_str_has_prefix (lines[i], "zontik_http_requests_total{"))
      n += g_ascii_strtoull (strrchr (lines[i], ' ') + 1, NULL, 10);
  return n;
}

/* Whoever answers a request, it is counted once: a proxy counts it, too. */
static void
test_counted (gconstpointer data)
{
  static const char *const requests[] = {
    "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n",
    "GET /healthz HTTP/1.1\r\nHost: x y\r\n\r\n",
    "GET /healthz HTTP/1.1\r\nHost: x\r\nX: \x01\r\n\r\n",
    "GET /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: x\r\n\r\n",
    "GET /healthz HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: x\r\n\r\n",
    "GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n",
    "OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n",
    "POST /api/v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n",
  };
  guint64 before = count_answers (data);

  for (guint i = 0; i < G_N_ELEMENTS (requests); i++)
    {
      g_autoptr (RawClient) client = raw_client_new (get_port (data));
      g_autoptr (RawAnswer) answer = NULL;
      guint64 after = 0;

      g_test_message ("%s", requests[i]);
      raw_client_send (client, requests[i], -1);
      answer = raw_client_read (client, 10);
      g_assert_cmpuint (answer->status, !=, 0);
      after = count_answers (data);
      /* With the question for the number itself. */
      g_assert_cmpuint (after - before, ==, 2);
      before = after;
    }
}

static void
test_not_http (gconstpointer data)
{
  g_autoptr (RawClient) client = raw_client_new (get_port (data));

  raw_client_send (client, "\x16\x03\x01 hello\r\n\r\n", -1);
  g_assert_cmpint (raw_client_wait_closed (client, 10), >=, 0);
  assert_well (data);
}

int
main (int argc, char **argv)
{
  HubLimits limits = get_limits ();
  Fixture fixture = { NULL, NULL };
  int result;

  g_test_init (&argc, &argv, NULL);
  fixture.hub = temp_hub_new_with_limits (&limits);
  if (fixture.hub == NULL)
    return g_test_run ();
  g_free (temp_hub_add_user (fixture.hub, "anna", PASSWORD, "agent", NULL));
  fixture.token = raw_sign_in (temp_hub_get_port (fixture.hub), "anna", PASSWORD, DEVICE);

  g_test_add_data_func ("/limits/body/declared", &fixture, test_declared_body);
  g_test_add_data_func ("/limits/body/chunked", &fixture, test_chunked_body);
  g_test_add_data_func ("/limits/body/stranger", &fixture, test_body_of_a_stranger);
  g_test_add_data_func ("/limits/body/packed", &fixture, test_packed_body);
  g_test_add_data_func ("/limits/body/deep", &fixture, test_deep_body);
  g_test_add_data_func ("/limits/body/bad", &fixture, test_bad_bodies);
  g_test_add_data_func ("/limits/body/slow", &fixture, test_slow_body);
  g_test_add_data_func ("/limits/body/refused", &fixture, test_refused_body);
  g_test_add_data_func ("/limits/body/hurried", &fixture, test_hurried_body);
  g_test_add_data_func ("/limits/body/odd-lengths", &fixture, test_odd_lengths);
  g_test_add_data_func ("/limits/body/good-lengths", &fixture, test_good_lengths);
  g_test_add_data_func ("/limits/headers/large", &fixture, test_large_headers);
  g_test_add_data_func ("/limits/headers/slow", &fixture, test_slow_headers);
  g_test_add_data_func ("/limits/headers/half", &fixture, test_half_headers);
  g_test_add_data_func ("/limits/connections/idle", &fixture, test_idle);
  g_test_add_data_func ("/limits/connections/silent", &fixture, test_silent_handshakes);
  g_test_add_data_func ("/limits/connections/many", &fixture, test_many_connections);
  g_test_add_data_func ("/limits/connections/keep-alive", &fixture, test_keep_alive);
  g_test_add_data_func ("/limits/connections/pipelined", &fixture, test_pipelined);
  g_test_add_data_func ("/limits/unknown", &fixture, test_unknown);
  g_test_add_data_func ("/limits/counted", &fixture, test_counted);
  g_test_add_data_func ("/limits/odd", &fixture, test_odd_requests);
  g_test_add_data_func ("/limits/not-http", &fixture, test_not_http);
  result = g_test_run ();
  g_free (fixture.token);
  temp_hub_free (fixture.hub);
  return result;
}
