/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Answers of HubExchange, on an HTTP server with routes of the test and without a database:
 * streams, packing, back-pressure, slow readers, slow handlers, the end. */

#include <string.h>

#include "server/http/hub-server.h"
#include "shared/codec/crm-json.h"
#include "tests/lib/crm-test.h"
#include "tests/lib/raw-client.h"

#define CHUNK       (64 * 1024)
#define N_CHUNKS    100
#define MANY_CHUNKS 8 /* more than a client takes that reads nothing, less than the kernel does */

typedef struct
{
  GThread *thread;       /* (owned) */
  GMainContext *context; /* (owned) */
  GMainLoop *loop;       /* (owned) */
  char *dir;             /* (owned) */
  HubTls *tls;           /* (owned) */
  HubMetrics *metrics;   /* (owned) */
  HubContext services;
  HubServer *server;       /* (owned) (worker) */
  const HubLimits *limits; /* (nullable): the default ones */
  guint16 port;
  gint n_pushed; /* (atomic): chunks that streams gave */
  gint n_freed;  /* (atomic): streams that ended */
  gboolean is_ready;
  GMutex lock;
  GCond cond;
} Fixture;

/* A stream of the test: N_CHUNKS chunks, then its end, or a cut half-way. */
typedef struct
{
  Fixture *fixture;
  guint left;
  gboolean cuts;
} Stream;

static void
stream_free (gpointer data)
{
  Stream *stream = data;

  g_atomic_int_inc (&stream->fixture->n_freed);
  g_free (stream);
}

static void
next_cb (HubExchange *exchange, gpointer user_data)
{
  Stream *stream = user_data;
  g_autoptr (GBytes) chunk = NULL;

  if (stream->left == 0)
    {
      hub_exchange_end_stream (exchange);
      return;
    }
  if (stream->cuts && stream->left == N_CHUNKS / 2)
    {
      hub_exchange_abort_stream (exchange);
      return;
    }
  chunk = g_bytes_new_take (g_strnfill (CHUNK, (char) ('a' + stream->left % 26)), CHUNK);
  stream->left--;
  g_atomic_int_inc (&stream->fixture->n_pushed);
  hub_exchange_push_chunk (exchange, chunk);
}

static void
begin_stream (HubExchange *exchange, Fixture *fixture, gboolean cuts)
{
  Stream *stream = g_new0 (Stream, 1);

  stream->fixture = fixture;
  stream->left = N_CHUNKS;
  stream->cuts = cuts;
  hub_exchange_begin_stream (exchange, "text/plain", next_cb, stream, stream_free);
  next_cb (exchange, stream);
}

static void
stream_handler (HubExchange *exchange, gpointer user_data)
{
  begin_stream (exchange, user_data, FALSE);
}

static void
cut_handler (HubExchange *exchange, gpointer user_data)
{
  begin_stream (exchange, user_data, TRUE);
}

static void
stuck_cb (HubExchange *exchange, gpointer user_data)
{
}

/* One chunk, and nothing ever after. */
static void
stuck_handler (HubExchange *exchange, gpointer user_data)
{
  g_autoptr (GBytes) chunk =
      g_bytes_new_take (g_strnfill (MANY_CHUNKS * CHUNK, 'a'), MANY_CHUNKS * CHUNK);
  Stream *stream = g_new0 (Stream, 1);

  stream->fixture = user_data;
  hub_exchange_begin_stream (exchange, "text/plain", stuck_cb, stream, stream_free);
  hub_exchange_push_chunk (exchange, chunk);
}

static void
no_next_cb (HubExchange *exchange, gpointer user_data)
{
  g_assert_not_reached ();
}

/* Begun and ended at once: no chunks on the wire. */
static void
short_handler (HubExchange *exchange, gpointer user_data)
{
  g_autoptr (GBytes) one = g_bytes_new_static ("one\n", 4);
  g_autoptr (GBytes) two = g_bytes_new_static ("two\n", 4);

  hub_exchange_begin_stream (exchange, "text/plain", no_next_cb, NULL, NULL);
  hub_exchange_push_chunk (exchange, one);
  hub_exchange_push_chunk (exchange, two);
  hub_exchange_end_stream (exchange);
}

static gboolean
answer_late_cb (gpointer user_data)
{
  g_autoptr (HubExchange) exchange = user_data;

  hub_exchange_reply_empty (exchange, 204);
  return G_SOURCE_REMOVE;
}

static void
later_handler (HubExchange *exchange, gpointer user_data)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_callback (source, answer_late_cb, g_object_ref (exchange), NULL);
  g_source_attach (source, g_main_context_get_thread_default ());
}

static void
never_handler (HubExchange *exchange, gpointer user_data)
{
}

/* A failure of ours: its words stay here. */
static void
fail_handler (HubExchange *exchange, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  crm_fail (&error, CRM_ERROR_UNAVAILABLE, "select secret from /etc/passwd");
  hub_exchange_reply_error (exchange, error);
  /* An exchange is answered once; the second answer is nobody's. */
  hub_exchange_reply_empty (exchange, 204);
}

static void
body_handler (HubExchange *exchange, gpointer user_data)
{
  GBytes *body = hub_exchange_get_body (exchange);
  g_autofree char *text = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, body);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  hub_exchange_reply_bytes (exchange, 200, "text/plain", bytes);
}

static void
echo_handler (HubExchange *exchange, gpointer user_data)
{
  const char *part = hub_exchange_get_part (exchange, 0);
  const char *query = hub_exchange_get_query (exchange, "q");
  g_autofree char *text = g_strdup_printf ("%s %s", part, query != NULL ? query : "nothing");
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  hub_exchange_reply_bytes (exchange, 200, "text/plain", bytes);
}

static void
address_handler (HubExchange *exchange, gpointer user_data)
{
  g_autofree char *text = hub_exchange_dup_address (exchange);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  hub_exchange_reply_bytes (exchange, 200, "text/plain", bytes);
}

/* As the database words it. */
static void
database_handler (HubExchange *exchange, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  crm_fail (&error, CRM_ERROR_CONFLICT, "q: duplicate key value violates constraint (23505)");
  hub_exchange_reply_error (exchange, error);
}

static const HubRoute routes[] = {
  { "GET", "/stream", HUB_ROUTE_OPEN, stream_handler },
  { "GET", "/cut", HUB_ROUTE_OPEN, cut_handler },
  { "GET", "/stuck", HUB_ROUTE_OPEN, stuck_handler },
  { "GET", "/short", HUB_ROUTE_OPEN, short_handler },
  { "GET", "/later", HUB_ROUTE_OPEN, later_handler },
  { "GET", "/never", HUB_ROUTE_OPEN, never_handler },
  { "GET", "/fail", HUB_ROUTE_OPEN, fail_handler },
  { "GET", "/address", HUB_ROUTE_OPEN, address_handler },
  { "GET", "/database", HUB_ROUTE_OPEN, database_handler },
  { "POST", "/body", HUB_ROUTE_OPEN, body_handler },
  { "GET", "/echo/{part}", HUB_ROUTE_OPEN, echo_handler },
};

static gpointer
run_server (gpointer data)
{
  Fixture *self = data;
  HubLimits limits = hub_limits_default;
  g_autoptr (GError) error = NULL;

  if (self->limits != NULL)
    limits = *self->limits;
  limits.max_open_body = 8 * 1024 * 1024;
  g_main_context_push_thread_default (self->context);
  self->server = hub_server_new (&self->services, self->tls, NULL, &limits);
  hub_router_add (hub_server_get_router (self->server), routes, G_N_ELEMENTS (routes), self);
  hub_server_listen (self->server, "127.0.0.1", 0, &error);
  g_assert_no_error (error);

  g_mutex_lock (&self->lock);
  self->port = hub_server_get_port (self->server);
  self->is_ready = TRUE;
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->lock);

  g_main_loop_run (self->loop);
  g_object_run_dispose (G_OBJECT (self->server));
  g_clear_object (&self->server);
  while (g_main_context_iteration (self->context, FALSE))
    continue;
  g_main_context_pop_thread_default (self->context);
  return NULL;
}

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  self->limits = data;
  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  self->dir = crm_test_make_dir ();
  self->tls = hub_tls_new (NULL, NULL, self->dir, "127.0.0.1", &error);
  g_assert_no_error (error);
  self->metrics = hub_metrics_new ();
  self->services.metrics = self->metrics;
  self->services.config = hub_config_new ();
  g_mutex_init (&self->lock);
  g_cond_init (&self->cond);
  self->thread = g_thread_new ("server", run_server, self);
  g_mutex_lock (&self->lock);
  while (!self->is_ready)
    g_cond_wait (&self->cond, &self->lock);
  g_mutex_unlock (&self->lock);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_main_loop_quit (self->loop);
  g_thread_join (self->thread);
  g_main_loop_unref (self->loop);
  g_main_context_unref (self->context);
  hub_tls_free (self->tls);
  hub_metrics_free (self->metrics);
  hub_config_unref (self->services.config);
  crm_test_remove_dir (self->dir);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->cond);
}

static void
assert_stream (const guint8 *data, gsize size)
{
  g_assert_cmpuint (size, ==, CHUNK * N_CHUNKS);
  for (guint i = 0; i < N_CHUNKS; i++)
    {
      g_assert_cmpint (data[i * CHUNK], ==, 'a' + (N_CHUNKS - i) % 26);
      g_assert_cmpint (data[(i + 1) * CHUNK - 1], ==, 'a' + (N_CHUNKS - i) % 26);
    }
}

static void
test_stream (Fixture *self, gconstpointer data)
{
  g_autoptr (RawClient) client = raw_client_new (self->port);

  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (RawAnswer) answer = raw_client_call (client, "GET", "/stream", NULL, NULL);

      g_assert_cmpuint (answer->status, ==, 200);
      g_assert_cmpstr (raw_answer_get_header (answer, "transfer-encoding"), ==, "chunked");
      assert_stream (answer->body->data, answer->body->len);
    }
}

static void
test_packed (Fixture *self, gconstpointer data)
{
  g_autoptr (RawClient) client = raw_client_new (self->port);
  g_autoptr (RawAnswer) answer = NULL;
  g_autoptr (GConverter) gunzip =
      G_CONVERTER (g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP));
  g_autofree char *plain = g_malloc (CHUNK * N_CHUNKS + 1);
  gsize used = 0, made = 0;

  raw_client_send (
      client, "GET /api/v1/stream HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip, deflate\r\n\r\n",
      -1);
  answer = raw_client_read (client, 20);
  g_assert_cmpstr (raw_answer_get_header (answer, "content-encoding"), ==, "gzip");
  g_assert_cmpuint (answer->body->len, <, CHUNK * N_CHUNKS / 10);
  for (GConverterResult result = G_CONVERTER_CONVERTED; result != G_CONVERTER_FINISHED;)
    {
      g_autoptr (GError) error = NULL;
      gsize used_now = 0, made_now = 0;

      result = g_converter_convert (gunzip, answer->body->data + used, answer->body->len - used,
                                    plain + made, CHUNK * N_CHUNKS + 1 - made,
                                    G_CONVERTER_INPUT_AT_END, &used_now, &made_now, &error);
      g_assert_no_error (error);
      used += used_now;
      made += made_now;
    }
  assert_stream ((const guint8 *) plain, made);
}

static void
test_short (Fixture *self, gconstpointer data)
{
  g_autoptr (RawClient) client = raw_client_new (self->port);

  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (RawAnswer) answer = raw_client_call (client, "GET", "/short", NULL, NULL);

      g_assert_cmpstr (raw_answer_get_header (answer, "content-length"), ==, "8");
      g_assert_cmpmem (answer->body->data, answer->body->len, "one\ntwo\n", 8);
    }
}

/* What was cut never looks whole. */
static void
test_cut (Fixture *self, gconstpointer data)
{
  g_autoptr (RawClient) client = raw_client_new (self->port);
  g_autoptr (RawAnswer) answer = raw_client_call (client, "GET", "/cut", NULL, NULL);

  g_assert_cmpuint (answer->status, ==, 200);
  g_assert_cmpuint (answer->body->len, <, CHUNK * N_CHUNKS);
  g_assert_cmpint (raw_client_wait_closed (client, 10), >=, 0);
}

static gboolean
has_ended (gpointer data)
{
  return g_atomic_int_get (&((Fixture *) data)->n_freed) == 1;
}

/* Somebody who does not read: the server makes no more than fits on the way, and cuts them. */
static void
test_slow_reader (Fixture *self, gconstpointer data)
{
  g_autoptr (RawClient) client = raw_client_new (self->port);

  raw_client_send (client, "GET /api/v1/stream HTTP/1.1\r\nHost: x\r\n\r\n", -1);
  crm_test_wait_until (has_ended, self, 20000);
  g_assert_cmpint (g_atomic_int_get (&self->n_pushed), <, N_CHUNKS);
}

/* The next page takes its time, and who does not read the last one does not wait for it. */
static void
test_stuck_reader (Fixture *self, gconstpointer data)
{
  g_autoptr (RawClient) client = raw_client_new (self->port);

  raw_client_send (client, "GET /api/v1/stuck HTTP/1.1\r\nHost: x\r\n\r\n", -1);
  crm_test_wait_until (has_ended, self, 20000);
}

static void
test_lost_reader (Fixture *self, gconstpointer data)
{
  RawClient *client = raw_client_new (self->port);
  char buffer[1000];

  raw_client_send (client, "GET /api/v1/stream HTTP/1.1\r\nHost: x\r\n\r\n", -1);
  g_assert_cmpint (raw_client_read_bytes (client, buffer, sizeof buffer, 10), >, 0);
  raw_client_free (client);
  crm_test_wait_until (has_ended, self, 20000);
}

static void
test_later (Fixture *self, gconstpointer data)
{
  g_autoptr (RawClient) client = raw_client_new (self->port);

  for (guint i = 0; i < 20; i++)
    {
      g_autoptr (RawAnswer) answer = raw_client_call (client, "GET", "/later", NULL, NULL);

      g_assert_cmpuint (answer->status, ==, 204);
    }
}

static void
test_never (Fixture *self, gconstpointer data)
{
  g_autoptr (RawAnswer) answer = raw_call (self->port, "GET", "/never", NULL, NULL);

  raw_answer_assert_problem (answer, 503, "unavailable");
}

static void
test_fail (Fixture *self, gconstpointer data)
{
  g_autoptr (RawAnswer) answer = raw_call (self->port, "GET", "/fail", NULL, NULL);
  g_autofree char *text = g_strndup ((const char *) answer->body->data, answer->body->len);

  raw_answer_assert_problem (answer, 503, "unavailable");
  g_assert_null (strstr (text, "secret"));
  g_assert_null (strstr (text, "passwd"));
}

static void
test_database (Fixture *self, gconstpointer data)
{
  g_autoptr (RawAnswer) answer = raw_call (self->port, "GET", "/database", NULL, NULL);
  g_autofree char *text = g_strndup ((const char *) answer->body->data, answer->body->len);

  raw_answer_assert_problem (answer, 409, "conflict");
  g_assert_null (strstr (text, "duplicate"));
}

/* The client may write what it likes in front of what our proxy adds. */
static void
test_address (Fixture *self, gconstpointer data)
{
  static const struct
  {
    guint proxies;
    const char *header;
    const char *expected;
  } cases[] = {
    { 0, "192.0.2.1", "127.0.0.1" },          { 1, "192.0.2.1", "192.0.2.1" },
    { 1, "1.1.1.1, 192.0.2.1", "192.0.2.1" }, { 2, "192.0.2.1, 10.0.0.1", "192.0.2.1" },
    { 2, "192.0.2.1", "127.0.0.1" },          { 1, "nonsense", "127.0.0.1" },
    { 1, "2001:db8::1", "2001:db8::1" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (RawClient) client = raw_client_new (self->port);
      g_autoptr (RawAnswer) answer = NULL;
      g_autofree char *request =
          g_strdup_printf ("GET /api/v1/address HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: %s\r\n\r\n",
                           cases[i].header);

      self->services.config->proxies = cases[i].proxies;
      raw_client_send (client, request, -1);
      answer = raw_client_read (client, 10);
      g_assert_cmpmem (answer->body->data, answer->body->len, cases[i].expected,
                       strlen (cases[i].expected));
    }
}

/* In memory, and in a file. */
static void
test_body (Fixture *self, gconstpointer data)
{
  static const gsize sizes[] = { 0, 1, 100000, 1024 * 1024, 1024 * 1024 + 1, 5000000 };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autofree char *body = g_strnfill (sizes[i], 'x');
      g_autofree char *expected =
          g_compute_checksum_for_string (G_CHECKSUM_SHA256, body, (gssize) sizes[i]);
      g_autoptr (RawAnswer) answer = raw_call (self->port, "POST", "/body", NULL, body);

      g_assert_cmpuint (answer->status, ==, 200);
      g_assert_cmpmem (answer->body->data, answer->body->len, expected, strlen (expected));
    }
}

static void
test_echo (Fixture *self, gconstpointer data)
{
  static const struct
  {
    const char *path;
    const char *expected;
  } cases[] = {
    { "/echo/a", "a nothing" },
    { "/echo/a?q=b", "a b" },
    { "/echo/%D0%B0?q=%D0%B1+c&r=1", "а б c" },
    { "/echo/a?q=", "a " },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (RawAnswer) answer = raw_call (self->port, "GET", cases[i].path, NULL, NULL);

      g_assert_cmpmem (answer->body->data, answer->body->len, cases[i].expected,
                       strlen (cases[i].expected));
    }
}

/* A program that ends in the middle of everything. */
static void
test_ends_busy (Fixture *self, gconstpointer data)
{
  g_autoptr (RawClient) stream = raw_client_new (self->port);
  g_autoptr (RawClient) waiting = raw_client_new (self->port);
  char byte;

  raw_client_send (stream, "GET /api/v1/stream HTTP/1.1\r\nHost: x\r\n\r\n", -1);
  raw_client_send (waiting, "GET /api/v1/never HTTP/1.1\r\nHost: x\r\n\r\n", -1);
  g_assert_cmpint (raw_client_read_bytes (stream, &byte, 1, 10), ==, 1);
}

int
main (int argc, char **argv)
{
  /* Only where they are reached: a busy machine reaches them as well. */
  HubLimits hasty_reading = hub_limits_default;
  HubLimits hasty_work = hub_limits_default;

  g_test_init (&argc, &argv, NULL);
  hasty_reading.write_time = 1000;
  hasty_reading.write_rate = 1024 * 1024 * 1024;
  hasty_work.work_time = 500;
#define ADD_LIMITED(path, limits, function)                                                        \
  g_test_add ("/exchange/" path, Fixture, limits, set_up, function, tear_down)
#define ADD(path, function) ADD_LIMITED (path, NULL, function)
  ADD ("stream/whole", test_stream);
  ADD ("stream/packed", test_packed);
  ADD ("stream/short", test_short);
  ADD ("stream/cut", test_cut);
  ADD_LIMITED ("stream/slow-reader", &hasty_reading, test_slow_reader);
  ADD ("stream/lost-reader", test_lost_reader);
  ADD_LIMITED ("stream/stuck-reader", &hasty_reading, test_stuck_reader);
  ADD ("later", test_later);
  ADD_LIMITED ("never", &hasty_work, test_never);
  ADD ("fail", test_fail);
  ADD ("address", test_address);
  ADD ("database", test_database);
  ADD ("body", test_body);
  ADD ("echo", test_echo);
  ADD ("ends-busy", test_ends_busy);
  return g_test_run ();
}
