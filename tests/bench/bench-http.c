/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "tests/bench/bench-http.h"

#include "shared/base/crm-id.h"
#include "tests/bench/bench-hub.h"

#include <glib-unix.h>
#include <gnutls/gnutls.h>
#include <json-glib/json-glib.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>

#define PASSWORD  "correct horse battery staple"
#define MAX_REPLY (1024 * 1024)

/* GnuTLS on a blocking socket, with the ciphers that the client gets: GIO's streams would cost more
 * than the server. */
typedef struct
{
  GSocketConnection *plain;
  gnutls_certificate_credentials_t credentials;
  gnutls_session_t session;
  char *buffer;
  gsize length;
} Connection;

/* Until all are connected nobody begins: handshakes are not what is measured. */
typedef struct
{
  GMutex lock;
  GCond cond;
  guint n_waiting;
  gint64 started; /* 0: not yet */
} Barrier;

typedef struct
{
  const BenchHttp *options;
  Barrier *barrier;
  guint number;
  GArray *latencies;
} Worker;

static void
check_tls (int code, const char *what)
{
  if (code < 0)
    g_error ("%s: %s", what, gnutls_strerror (code));
}

static void
connect_to (Connection *self, const char *url)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GError) error = NULL;
  GSocket *socket;
  int code;

  self->plain = g_socket_client_connect_to_uri (client, url, 443, NULL, &error);
  bench_check (error, url);
  socket = g_socket_connection_get_socket (self->plain);
  g_socket_set_option (socket, IPPROTO_TCP, TCP_NODELAY, TRUE, NULL);
  /* GSocket's own descriptor never blocks, whatever it seems. */
  g_unix_set_fd_nonblocking (g_socket_get_fd (socket), FALSE, &error);
  bench_check (error, url);

  gnutls_certificate_allocate_credentials (&self->credentials);
  check_tls (gnutls_init (&self->session, GNUTLS_CLIENT), url);
  check_tls (gnutls_set_default_priority (self->session), url);
  gnutls_credentials_set (self->session, GNUTLS_CRD_CERTIFICATE, self->credentials);
  gnutls_transport_set_int (self->session, g_socket_get_fd (socket));
  do
    code = gnutls_handshake (self->session);
  while (code < 0 && gnutls_error_is_fatal (code) == 0);
  check_tls (code, url);
  self->buffer = g_malloc (MAX_REPLY + 1);
}

static void
disconnect (Connection *self)
{
  gnutls_bye (self->session, GNUTLS_SHUT_WR);
  gnutls_deinit (self->session);
  gnutls_certificate_free_credentials (self->credentials);
  g_io_stream_close (G_IO_STREAM (self->plain), NULL, NULL);
  g_object_unref (self->plain);
  g_free (self->buffer);
}

static void
read_more (Connection *self)
{
  gssize n;

  do
    n = gnutls_record_recv (self->session, self->buffer + self->length, MAX_REPLY - self->length);
  while (n < 0 && gnutls_error_is_fatal ((int) n) == 0);
  check_tls ((int) MIN (n, 0), "reading");
  if (n == 0)
    g_error ("the server hung up: %.*s", (int) self->length, self->buffer);
  self->length += (gsize) n;
  self->buffer[self->length] = '\0';
}

static void
write_all (Connection *self, const char *data, gsize size)
{
  while (size > 0)
    {
      gssize n = gnutls_record_send (self->session, data, size);

      if (n < 0 && gnutls_error_is_fatal ((int) n) == 0)
        continue;
      check_tls ((int) MIN (n, 0), "writing");
      data += n;
      size -= (gsize) n;
    }
}

/* The body of the answer, in the buffer. */
static const char *
converse (Connection *self, const char *request, gsize size, gsize *length)
{
  const char *end;
  const char *header;
  gsize head;

  write_all (self, request, size);
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

/* When it began for all. */
static gint64
wait_for_others (Barrier *self, guint n)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (++self->n_waiting == n)
    {
      self->started = g_get_monotonic_time ();
      g_cond_broadcast (&self->cond);
    }
  while (self->started == 0)
    g_cond_wait (&self->cond, &self->lock);
  return self->started;
}

static gpointer
worker_thread (gpointer data)
{
  Worker *self = data;
  g_autoptr (GString) request = g_string_new (NULL);
  Connection connection = { NULL };
  gint64 end;

  connect_to (&connection, self->options->url);
  end = wait_for_others (self->barrier, self->options->n_connections) +
        self->options->seconds * G_TIME_SPAN_SECOND;
  for (guint round = 0; g_get_monotonic_time () < end; round++)
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
  Barrier barrier = { 0 };

  g_mutex_init (&barrier.lock);
  g_cond_init (&barrier.cond);
  result->latencies = g_array_new (FALSE, FALSE, sizeof (gint64));
  for (guint i = 0; i < options->n_connections; i++)
    {
      workers[i].options = options;
      workers[i].number = i;
      workers[i].barrier = &barrier;
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
  result->seconds = (double) (g_get_monotonic_time () - barrier.started) / 1e6;
  result->n_requests = result->latencies->len;
  g_mutex_clear (&barrier.lock);
  g_cond_clear (&barrier.cond);
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
