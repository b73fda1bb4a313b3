/* SPDX-License-Identifier: GPL-3.0-or-later */

/* RawClient: HTTP/1.1 and WebSocket by hand, so that a test decides about every byte. One thread.
 */

#define G_LOG_DOMAIN "raw-client"

#include "tests/lib/raw-client.h"

#include <gio/gio.h>
#include <glib-unix.h>
#include <gnutls/gnutls.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>

#include "tests/lib/crm-test.h"

#define API "/api/v1"

struct _RawClient
{
  GSocketConnection *connection; /* (owned) */
  gnutls_session_t session;      /* (owned) */
  gnutls_certificate_credentials_t credentials;
  GByteArray *ahead; /* (owned): read, not used */
};

static int
get_fd (RawClient *self)
{
  return g_socket_get_fd (g_socket_connection_get_socket (self->connection));
}

/* Straight on GnuTLS: a stream of glib-networking leaks when its peer closes while it writes, which
 * is what these tests are about. */
RawClient *
raw_client_new (guint16 port)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GError) error = NULL;
  RawClient *self = g_new0 (RawClient, 1);

  g_socket_client_set_enable_proxy (client, FALSE);
  self->connection = g_socket_client_connect_to_host (client, "127.0.0.1", port, NULL, &error);
  g_assert_no_error (error);
  self->ahead = g_byte_array_new ();

  gnutls_certificate_allocate_credentials (&self->credentials);
  gnutls_init (&self->session, GNUTLS_CLIENT | GNUTLS_NO_SIGNAL);
  gnutls_set_default_priority (self->session);
  gnutls_credentials_set (self->session, GNUTLS_CRD_CERTIFICATE, self->credentials);
  /* The descriptors of GSocket never block by themselves. */
  g_unix_set_fd_nonblocking (get_fd (self), FALSE, NULL);
  gnutls_transport_set_int (self->session, get_fd (self));
  g_assert_cmpint (gnutls_handshake (self->session), ==, GNUTLS_E_SUCCESS);
  return self;
}

void
raw_client_free (RawClient *self)
{
  gnutls_bye (self->session, GNUTLS_SHUT_WR);
  gnutls_deinit (self->session);
  gnutls_certificate_free_credentials (self->credentials);
  g_io_stream_close (G_IO_STREAM (self->connection), NULL, NULL);
  g_object_unref (self->connection);
  g_byte_array_unref (self->ahead);
  g_free (self);
}

gboolean
raw_client_send (RawClient *self, const char *data, gssize length)
{
  gsize left = length < 0 ? strlen (data) : (gsize) length;

  while (left > 0)
    {
      gssize n = gnutls_record_send (self->session, data, left);

      if (n < 0)
        return FALSE;
      data += n;
      left -= (gsize) n;
    }
  return TRUE;
}

static gssize
read_socket (RawClient *self, void *buffer, gsize size, guint seconds)
{
  const struct timeval limit = { .tv_sec = seconds };
  gint64 end = g_get_monotonic_time () + (gint64) seconds * G_USEC_PER_SEC;
  gssize n = GNUTLS_E_INTERRUPTED;

  setsockopt (get_fd (self), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  /* "Again" is a session ticket, or that the time is over. */
  while (n == GNUTLS_E_INTERRUPTED || (n == GNUTLS_E_AGAIN && g_get_monotonic_time () < end))
    n = gnutls_record_recv (self->session, buffer, size);
  return n;
}

gssize
raw_client_read_bytes (RawClient *self, void *buffer, gsize size, guint seconds)
{
  gsize n = MIN (size, self->ahead->len);

  if (n == 0)
    return read_socket (self, buffer, size, seconds);
  memcpy (buffer, self->ahead->data, n);
  g_byte_array_remove_range (self->ahead, 0, (guint) n);
  return (gssize) n;
}

static gboolean
read_exactly (RawClient *self, void *buffer, gsize size, guint seconds)
{
  gsize done = 0;

  while (done < size)
    {
      gssize n = raw_client_read_bytes (self, (char *) buffer + done, size - done, seconds);

      if (n <= 0)
        return FALSE;
      done += (gsize) n;
    }
  return TRUE;
}

/* (transfer full) (nullable): without its line end. */
static char *
read_line (RawClient *self, guint seconds)
{
  g_autoptr (GString) line = g_string_new (NULL);
  char c;

  while (read_exactly (self, &c, 1, seconds))
    {
      if (c == '\n')
        {
          if (line->len > 0 && line->str[line->len - 1] == '\r')
            g_string_truncate (line, line->len - 1);
          return g_string_free (g_steal_pointer (&line), FALSE);
        }
      g_string_append_c (line, c);
    }
  return NULL;
}

static void
read_body (RawClient *self, GByteArray *body, gsize size, guint seconds)
{
  guint begin = body->len;

  if (size == 0)
    return;
  g_byte_array_set_size (body, begin + (guint) size);
  if (!read_exactly (self, body->data + begin, size, seconds))
    g_byte_array_set_size (body, begin);
}

static void
read_chunks (RawClient *self, GByteArray *body, guint seconds)
{
  g_autofree char *line = read_line (self, seconds);

  while (line != NULL)
    {
      gsize size = (gsize) g_ascii_strtoull (line, NULL, 16);

      read_body (self, body, size, seconds);
      g_free (read_line (self, seconds));
      if (size == 0)
        return;
      g_free (line);
      line = read_line (self, seconds);
    }
}

RawAnswer *
raw_client_read (RawClient *self, guint seconds)
{
  RawAnswer *answer = g_new0 (RawAnswer, 1);
  g_autofree char *line = read_line (self, seconds);
  const char *length = NULL;

  answer->headers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  answer->body = g_byte_array_new ();
  if (line == NULL || !g_str_has_prefix (line, "HTTP/1.1 "))
    return answer;

  answer->status = (guint) g_ascii_strtoull (line + 9, NULL, 10);
  g_free (line);
  while ((line = read_line (self, seconds)) != NULL && *line != '\0')
    {
      char *colon = strchr (line, ':');

      g_assert_nonnull (colon);
      *colon = '\0';
      g_hash_table_replace (answer->headers, g_ascii_strdown (line, -1),
                            g_strdup (g_strstrip (colon + 1)));
      g_free (line);
    }
  length = raw_answer_get_header (answer, "content-length");
  if (length != NULL)
    read_body (self, answer->body, (gsize) g_ascii_strtoull (length, NULL, 10), seconds);
  else if (g_strcmp0 (raw_answer_get_header (answer, "transfer-encoding"), "chunked") == 0)
    read_chunks (self, answer->body, seconds);
  return answer;
}

void
raw_answer_free (RawAnswer *answer)
{
  g_hash_table_unref (answer->headers);
  g_byte_array_unref (answer->body);
  g_free (answer);
}

const char *
raw_answer_get_header (RawAnswer *answer, const char *name)
{
  return g_hash_table_lookup (answer->headers, name);
}

JsonNode *
raw_answer_parse (RawAnswer *answer)
{
  g_autofree char *text = g_strndup ((const char *) answer->body->data, answer->body->len);

  return crm_test_json (text);
}

void
raw_answer_assert_problem (RawAnswer *answer, guint status, const char *code)
{
  g_autoptr (JsonNode) body = NULL;
  g_autofree char *id = NULL;
  g_autofree char *text = g_strdup_printf ("%u", status);

  g_assert_cmpuint (answer->status, ==, status);
  g_assert_cmpstr (raw_answer_get_header (answer, "content-type"), ==, "application/problem+json");
  body = raw_answer_parse (answer);
  crm_test_assert_json_at (body, "code", code);
  crm_test_assert_json_at (body, "status", text);
  id = crm_test_json_at (body, "correlation_id");
  g_assert_nonnull (id);
}

int
raw_client_wait_closed (RawClient *self, guint seconds)
{
  gint64 began = g_get_monotonic_time ();
  char buffer[4096];
  gssize n = 1;

  while (n > 0)
    n = raw_client_read_bytes (self, buffer, sizeof buffer, seconds);
  if (g_get_monotonic_time () - began >= (gint64) seconds * G_USEC_PER_SEC)
    return -1;
  return (int) ((g_get_monotonic_time () - began) / 1000);
}

RawAnswer *
raw_client_call (RawClient *self,
                 const char *method,
                 const char *path,
                 const char *token,
                 const char *body)
{
  g_autoptr (GString) request = g_string_new (NULL);

  g_string_append_printf (request, "%s %s%s HTTP/1.1\r\nHost: 127.0.0.1\r\n", method,
                          g_str_has_prefix (path, "//") ? "" : API,
                          g_str_has_prefix (path, "//") ? path + 1 : path);
  if (token != NULL)
    g_string_append_printf (request, "Authorization: Bearer %s\r\n", token);
  if (body != NULL)
    g_string_append_printf (request, "Content-Length: %zu\r\n", strlen (body));
  g_string_append (request, "\r\n");
  if (body != NULL)
    g_string_append (request, body);
  raw_client_send (self, request->str, (gssize) request->len);
  return raw_client_read (self, 60);
}

RawAnswer *
raw_call (guint16 port, const char *method, const char *path, const char *token, const char *body)
{
  g_autoptr (RawClient) client = raw_client_new (port);

  return raw_client_call (client, method, path, token, body);
}

char *
raw_sign_in (guint16 port, const char *login, const char *password, const char *device)
{
  g_autofree char *body = g_strdup_printf ("{\"login\":\"%s\",\"password\":\"%s\","
                                           "\"device\":{\"id\":\"%s\",\"name\":\"Test\"}}",
                                           login, password, device);
  g_autoptr (RawAnswer) answer = raw_call (port, "POST", "/sessions", NULL, body);
  g_autoptr (JsonNode) node = raw_answer_parse (answer);

  g_assert_cmpuint (answer->status, ==, 201);
  return crm_test_json_at (node, "token");
}

gboolean
raw_client_upgrade (RawClient *self, const char *token, guint *status)
{
  g_autoptr (GString) request = g_string_new ("GET " API "/live HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                                              "Upgrade: websocket\r\nConnection: Upgrade\r\n"
                                              "Sec-WebSocket-Version: 13\r\n"
                                              "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                                              "Sec-WebSocket-Protocol: zontik.v1\r\n");
  g_autoptr (RawAnswer) answer = NULL;

  if (token != NULL)
    g_string_append_printf (request, "Authorization: Bearer %s\r\n", token);
  g_string_append (request, "\r\n");
  raw_client_send (self, request->str, (gssize) request->len);
  answer = raw_client_read (self, 30);
  *status = answer->status;
  return answer->status == 101;
}

/* The length of a frame is in its head, or in the two bytes behind. */
static gboolean
read_frame_size (RawClient *self, const guint8 *head, guint seconds, gsize *size)
{
  guint8 more[2];

  *size = head[1] & 0x7f;
  g_assert_cmpuint (*size, <=, 126);
  if (*size < 126)
    return TRUE;
  if (!read_exactly (self, more, sizeof more, seconds))
    return FALSE;
  *size = (gsize) (more[0] << 8 | more[1]);
  return TRUE;
}

char *
raw_client_read_text (RawClient *self, guint seconds, guint *code)
{
  guint8 head[2];
  gsize size = 0;

  if (code != NULL)
    *code = 0;
  while (read_exactly (self, head, sizeof head, seconds) &&
         read_frame_size (self, head, seconds, &size))
    {
      g_autofree char *data = g_malloc0 (size + 1);

      if (!read_exactly (self, data, size, seconds))
        return NULL;
      if (head[0] == 0x81)
        return g_steal_pointer (&data);
      if (head[0] != 0x88)
        continue;
      if (code != NULL && size >= 2)
        *code = (guint) ((guint8) data[0] << 8 | (guint8) data[1]);
      return NULL;
    }
  return NULL;
}

gboolean
raw_client_send_frame (RawClient *self, guint8 first, const void *data, gsize size)
{
  g_autoptr (GByteArray) frame = g_byte_array_new ();
  guint8 head[14] = { first };
  guint n = 2;

  if (size < 126)
    head[1] = (guint8) (0x80 | size);
  else
    {
      g_assert_cmpuint (size, <=, G_MAXUINT16);
      head[1] = 0x80 | 126;
      head[2] = (guint8) (size >> 8);
      head[3] = (guint8) size;
      n = 4;
    }
  /* The mask is zero, so the data goes as it is. */
  g_byte_array_append (frame, head, n + 4);
  g_byte_array_append (frame, data, (guint) size);
  return raw_client_send (self, (const char *) frame->data, (gssize) frame->len);
}

gint64
raw_get_resident (void)
{
#ifdef __SANITIZE_ADDRESS__
  return 0;
#else
  g_autofree char *text = NULL;
  g_auto (GStrv) words = NULL;

  g_assert_true (g_file_get_contents ("/proc/self/statm", &text, NULL, NULL));
  words = g_strsplit (text, " ", 3);
  return g_ascii_strtoll (words[1], NULL, 10) * 4096;
#endif
}
