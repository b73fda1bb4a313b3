/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "tests/bench/bench-http.h"

#include "shared/base/crm-id.h"
#include "tests/bench/bench-hub.h"

#include <json-glib/json-glib.h>
#include <stdlib.h>
#include <string.h>

#define PASSWORD  "correct horse battery staple"
#define MAX_REPLY (1024 * 1024)

typedef struct
{
  GIOStream *stream;
  char *buffer;
  gsize length;
} Connection;

typedef struct
{
  const BenchHttp *options;
  guint number;
  gint64 end;
  GArray *latencies;
} Worker;

static gboolean
accept_cb (void)
{
  return TRUE;
}

static void
connect_to (Connection *self, const char *url)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketConnection) plain =
      g_socket_client_connect_to_uri (client, url, 443, NULL, &error);

  bench_check (error, url);
  g_socket_set_option (g_socket_connection_get_socket (plain), 6, 1, 1, NULL);
  self->stream = g_tls_client_connection_new (G_IO_STREAM (plain), NULL, &error);
  bench_check (error, url);
  g_signal_connect (self->stream, "accept-certificate", G_CALLBACK (accept_cb), NULL);
  g_tls_connection_handshake (G_TLS_CONNECTION (self->stream), NULL, &error);
  bench_check (error, url);
  self->buffer = g_malloc (MAX_REPLY + 1);
}

static void
disconnect (Connection *self)
{
  g_io_stream_close (self->stream, NULL, NULL);
  g_object_unref (self->stream);
  g_free (self->buffer);
}

static void
read_more (Connection *self)
{
  g_autoptr (GError) error = NULL;
  gssize n =
      g_input_stream_read (g_io_stream_get_input_stream (self->stream), self->buffer + self->length,
                           MAX_REPLY - self->length, NULL, &error);

  bench_check (error, "reading");
  if (n == 0)
    g_error ("the server hung up: %.*s", (int) self->length, self->buffer);
  self->length += n;
  self->buffer[self->length] = '\0';
}

/* The body of the answer, in the buffer. */
static const char *
converse (Connection *self, const char *request, gsize size, gsize *length)
{
  g_autoptr (GError) error = NULL;
  const char *end;
  const char *header;
  gsize head;

  g_output_stream_write_all (g_io_stream_get_output_stream (self->stream), request, size, NULL,
                             NULL, &error);
  bench_check (error, "writing");
  self->length = 0;
  do
    read_more (self);
  while ((end = strstr (self->buffer, "\r\n\r\n")) == NULL);

  head = end + 4 - self->buffer;
  header = strstr (self->buffer, "Content-Length: ");
  if (!g_str_has_prefix (self->buffer, "HTTP/1.1 20") || header == NULL || header > end)
    g_error ("not what was expected: %s", self->buffer);
  *length = g_ascii_strtoull (header + strlen ("Content-Length: "), NULL, 10);
  while (self->length < head + *length)
    read_more (self);
  return self->buffer + head;
}

static gpointer
worker_thread (gpointer data)
{
  Worker *self = data;
  g_autoptr (GString) request = g_string_new (NULL);
  Connection connection = { NULL };

  connect_to (&connection, self->options->url);
  for (guint round = 0; g_get_monotonic_time () < self->end; round++)
    {
      gint64 started = g_get_monotonic_time ();
      gint64 took;
      gsize length;
      const char *body;

      g_string_truncate (request, 0);
      self->options->make (request, self->number, round, self->options->user_data);
      body = converse (&connection, request->str, request->len, &length);
      if (self->options->check != NULL && !self->options->check (body, length))
        g_error ("not what was expected: %s", body);
      took = g_get_monotonic_time () - started;
      g_array_append_val (self->latencies, took);
    }
  disconnect (&connection);
  return NULL;
}

void
bench_http_run (const BenchHttp *options, BenchHttpResult *result)
{
  g_autofree Worker *workers = g_new0 (Worker, options->n_connections);
  g_autofree GThread **threads = g_new0 (GThread *, options->n_connections);
  gint64 started = g_get_monotonic_time ();

  result->latencies = g_array_new (FALSE, FALSE, sizeof (gint64));
  for (guint i = 0; i < options->n_connections; i++)
    {
      workers[i].options = options;
      workers[i].number = i;
      workers[i].end = started + options->seconds * G_TIME_SPAN_SECOND;
      workers[i].latencies = g_array_new (FALSE, FALSE, sizeof (gint64));
      threads[i] = g_thread_new ("client", worker_thread, &workers[i]);
    }
  for (guint i = 0; i < options->n_connections; i++)
    {
      g_thread_join (threads[i]);
      g_array_append_vals (result->latencies, workers[i].latencies->data,
                           workers[i].latencies->len);
      g_array_unref (workers[i].latencies);
    }
  result->seconds = (g_get_monotonic_time () - started) / 1e6;
  result->n_requests = result->latencies->len;
}

void
bench_http_result_clear (BenchHttpResult *result)
{
  g_clear_pointer (&result->latencies, g_array_unref);
}

/* One request on a connection of its own; (transfer full): the body. */
static char *
ask (const char *url, const char *request)
{
  Connection connection = { NULL };
  gsize length;
  const char *body;
  char *copy;

  connect_to (&connection, url);
  body = converse (&connection, request, strlen (request), &length);
  copy = g_strndup (body, length);
  disconnect (&connection);
  return copy;
}

char *
bench_http_sign_in (const char *url, const char *login)
{
  g_autofree char *device = crm_id_new ();
  g_autofree char *body = g_strdup_printf (
      "{\"login\":\"%s\",\"password\":\"%s\",\"device\":{\"id\":\"%s\",\"name\":\"bench\"}}", login,
      PASSWORD, device);
  g_autofree char *request =
      g_strdup_printf ("POST /api/v1/sessions HTTP/1.1\r\nHost: x\r\n"
                       "Content-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s",
                       strlen (body), body);
  g_autofree char *reply = ask (url, request);
  g_autoptr (JsonNode) node = json_from_string (reply, NULL);

  return g_strdup (json_object_get_string_member (json_node_get_object (node), "token"));
}
