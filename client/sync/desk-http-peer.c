/* SPDX-License-Identifier: GPL-3.0-or-later */

/* HTTPS to one server. Owned by DeskHttpTransport; main thread only. The token is in the
 * Authorization header of its own messages and nowhere else: redirects are not followed. */

#define G_LOG_DOMAIN "desk-sync"

#include "client/sync/desk-http-peer.h"

#include "client/sync/desk-http-answer.h"
#include "client/sync/desk-pin.h"
#include "shared/base/crm-error.h"
#include "shared/codec/crm-json.h"
#include "shared/protocol/crm-protocol.h"

#include <netinet/in.h>
#include <netinet/tcp.h>

/* A page of results with the whole record in each. */
#define MAX_ANSWER (64 * 1024 * 1024)
#define READ_SIZE  (64 * 1024)

struct _DeskHttpPeer
{
  GObject parent_instance;

  /* owned */
  SoupSession *session;
  DeskAccount *account; /* (nullable) */
  char *server;         /* (nullable): when there is no account */
  char *pin;            /* (nullable): when there is no account */
  char *token;
  char *fingerprint; /* of the certificate shown last */

  guint retry_after;
  gboolean refused; /* the last handshake ended at the certificate */
};

G_DEFINE_FINAL_TYPE (DeskHttpPeer, desk_http_peer, G_TYPE_OBJECT)

/* One exchange; data of its task. */
typedef struct
{
  SoupMessage *message;
  GInputStream *stream;
  GByteArray *answer;
  gboolean stream_wanted;
  gboolean sent; /* the server may have read it */
} Call;

static void
call_free (gpointer data)
{
  Call *call = data;

  g_clear_object (&call->message);
  g_clear_object (&call->stream);
  g_clear_pointer (&call->answer, g_byte_array_unref);
  g_free (call);
}

static const char *
get_server (DeskHttpPeer *self)
{
  return self->account != NULL ? desk_account_get_server (self->account) : self->server;
}

static const char *
get_pin (DeskHttpPeer *self)
{
  return self->account != NULL ? desk_account_get_fingerprint (self->account) : self->pin;
}

static gboolean
has_pin (DeskHttpPeer *self)
{
  const char *pin = get_pin (self);

  return pin != NULL && *pin != '\0';
}

static gboolean
is_loopback (GUri *uri)
{
  const char *host = g_uri_get_host (uri);
  g_autoptr (GInetAddress) address = NULL;

  if (host == NULL || g_ascii_strcasecmp (host, "localhost") == 0)
    return host != NULL;
  address = g_inet_address_new_from_string (host);
  return address != NULL && g_inet_address_get_is_loopback (address);
}

/* A pinned certificate is all that counts, whoever signed it; without a pin only a certificate that
 * the system trusts is good, and then this is not asked. */
static gboolean
accept_certificate_cb (SoupMessage *message,
                       GTlsCertificate *certificate,
                       GTlsCertificateFlags errors,
                       DeskHttpPeer *self)
{
  g_free (self->fingerprint);
  self->fingerprint = desk_pin_dup_fingerprint (certificate);
  self->refused = !desk_pin_equal (get_pin (self), self->fingerprint);
  return !self->refused;
}

static void
disable_delay (GIOStream *stream)
{
  GSocket *socket;

  if (!G_IS_SOCKET_CONNECTION (stream))
    return;
  socket = g_socket_connection_get_socket (G_SOCKET_CONNECTION (stream));
  /* Not for a Unix socket of a proxy: nothing depends on it. */
  (void) g_socket_set_option (socket, IPPROTO_TCP, TCP_NODELAY, TRUE, NULL);
}

/* A certificate that the system trusts does not come by accept_certificate_cb(), but it is not the
 * pinned one either: the handshake is over, nothing has been sent, and everything ends here. */
static void
check_trusted (DeskHttpPeer *self, GIOStream *stream)
{
  GTlsCertificate *certificate;

  if (!G_IS_TLS_CONNECTION (stream))
    return;
  certificate = g_tls_connection_get_peer_certificate (G_TLS_CONNECTION (stream));
  if (certificate == NULL)
    return;
  g_free (self->fingerprint);
  self->fingerprint = desk_pin_dup_fingerprint (certificate);
  if (!has_pin (self) || desk_pin_equal (get_pin (self), self->fingerprint))
    return;
  self->refused = TRUE;
  soup_session_abort (self->session);
}

static void
network_event_cb (SoupMessage *message,
                  GSocketClientEvent event,
                  GIOStream *stream,
                  DeskHttpPeer *self)
{
  if (event == G_SOCKET_CLIENT_CONNECTED)
    disable_delay (stream);
  else if (event == G_SOCKET_CLIENT_TLS_HANDSHAKING)
    self->refused = FALSE;
  else if (event == G_SOCKET_CLIENT_TLS_HANDSHAKED)
    check_trusted (self, stream);
}

static void
wrote_headers_cb (SoupMessage *message, GTask *task)
{
  Call *call = g_task_get_task_data (task);

  call->sent = TRUE;
}

/* (transfer full) for both. */
static GError *
translate_error (DeskHttpPeer *self, Call *call, GCancellable *cancellable, GError *error)
{
  GError *translated = NULL;

  if (error->domain == CRM_ERROR || g_cancellable_is_cancelled (cancellable))
    return error;
  if (self->refused)
    g_set_error (&translated, CRM_ERROR, CRM_ERROR_CERTIFICATE, "unexpected certificate %s",
                 self->fingerprint);
  else if (call->sent)
    g_set_error (&translated, CRM_ERROR, CRM_ERROR_UNCERTAIN, "%s", error->message);
  else
    g_set_error (&translated, CRM_ERROR, CRM_ERROR_OFFLINE, "%s", error->message);
  g_error_free (error);
  return translated;
}

static void
fail_call (GTask *task, GError *error)
{
  DeskHttpPeer *self = g_task_get_source_object (task);
  Call *call = g_task_get_task_data (task);

  g_task_return_error (task, translate_error (self, call, g_task_get_cancellable (task), error));
}

static void
answer_call (GTask *task)
{
  Call *call = g_task_get_task_data (task);
  GError *error = NULL;
  JsonNode *node = NULL;

  if (!SOUP_STATUS_IS_SUCCESSFUL (soup_message_get_status (call->message)))
    {
      g_task_return_error (task, desk_http_answer_to_error (call->message, call->answer));
      return;
    }
  if (call->answer->len > 0)
    node = crm_json_parse ((const char *) call->answer->data, call->answer->len, &error);
  if (error != NULL)
    {
      g_task_return_new_error (task, CRM_ERROR, CRM_ERROR_UNCERTAIN, "unreadable answer: %s",
                               error->message);
      g_error_free (error);
      return;
    }
  g_task_return_pointer (task, node, (GDestroyNotify) json_node_unref);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Call *call = g_task_get_task_data (task);
  g_autoptr (GBytes) bytes = NULL;
  GError *error = NULL;

  bytes = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, &error);
  if (bytes == NULL)
    {
      fail_call (task, error);
      return;
    }
  if (g_bytes_get_size (bytes) == 0)
    {
      answer_call (task);
      return;
    }
  if (call->answer->len + g_bytes_get_size (bytes) > MAX_ANSWER)
    {
      g_task_return_new_error (task, CRM_ERROR, CRM_ERROR_UNCERTAIN, "the answer is too large");
      return;
    }
  g_byte_array_append (call->answer, g_bytes_get_data (bytes, NULL),
                       (guint) g_bytes_get_size (bytes));
  g_input_stream_read_bytes_async (G_INPUT_STREAM (source), READ_SIZE, G_PRIORITY_DEFAULT,
                                   g_task_get_cancellable (task), read_cb, g_object_ref (task));
}

static void
send_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  DeskHttpPeer *self = g_task_get_source_object (task);
  Call *call = g_task_get_task_data (task);
  GError *error = NULL;

  call->stream = soup_session_send_finish (SOUP_SESSION (source), result, &error);
  if (call->stream == NULL)
    {
      fail_call (task, error);
      return;
    }
  self->retry_after = desk_http_answer_get_retry_after (call->message);
  if (call->stream_wanted && SOUP_STATUS_IS_SUCCESSFUL (soup_message_get_status (call->message)))
    {
      g_task_return_pointer (task, g_steal_pointer (&call->stream), g_object_unref);
      return;
    }
  call->answer = g_byte_array_new ();
  g_input_stream_read_bytes_async (call->stream, READ_SIZE, G_PRIORITY_DEFAULT,
                                   g_task_get_cancellable (task), read_cb, g_object_ref (task));
}

static void
start_call (DeskHttpPeer *self, SoupMessage *message, gboolean stream_wanted, GTask *task)
{
  Call *call = g_new0 (Call, 1);

  call->message = g_object_ref (message);
  call->stream_wanted = stream_wanted;
  g_task_set_task_data (task, call, call_free);
  self->retry_after = 0;
  /* Only what changes something leaves a doubt behind. */
  if (g_str_equal (soup_message_get_method (message), SOUP_METHOD_POST))
    g_signal_connect_object (message, "wrote-headers", G_CALLBACK (wrote_headers_cb), task, 0);
  soup_session_send_async (self->session, message, G_PRIORITY_DEFAULT,
                           g_task_get_cancellable (task), send_cb, g_object_ref (task));
}

static void
desk_http_peer_finalize (GObject *object)
{
  DeskHttpPeer *self = DESK_HTTP_PEER (object);

  g_clear_object (&self->session);
  g_clear_object (&self->account);
  g_free (self->server);
  g_free (self->pin);
  g_free (self->token);
  g_free (self->fingerprint);
  G_OBJECT_CLASS (desk_http_peer_parent_class)->finalize (object);
}

static void
desk_http_peer_class_init (DeskHttpPeerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = desk_http_peer_finalize;
}

static void
desk_http_peer_init (DeskHttpPeer *self)
{
}

DeskHttpPeer *
desk_http_peer_new (DeskAccount *account, const char *server, const char *pin)
{
  DeskHttpPeer *self = g_object_new (DESK_TYPE_HTTP_PEER, NULL);
  g_autoptr (GUri) uri = NULL;

  g_set_object (&self->account, account);
  self->server = g_strdup (server);
  self->pin = g_strdup (pin);
  self->session = soup_session_new_with_options ("user-agent", "Zontik/" ZONTIK_VERSION, "timeout",
                                                 60, "idle-timeout", 300, "max-conns-per-host", 4,
                                                 "accept-language-auto", FALSE, NULL);
  /* The pin alone counts: the signers of the system, 3 MB of memory, need not be read. */
  if (has_pin (self))
    soup_session_set_tls_database (self->session, NULL);
  soup_session_remove_feature_by_type (self->session, SOUP_TYPE_AUTH_MANAGER);
  if (get_server (self) != NULL)
    uri = g_uri_parse (get_server (self), SOUP_HTTP_URI_FLAGS, NULL);
  if (uri != NULL && is_loopback (uri))
    soup_session_set_proxy_resolver (self->session, NULL);
  return self;
}

SoupSession *
desk_http_peer_get_session (DeskHttpPeer *self)
{
  return self->session;
}

void
desk_http_peer_set_token (DeskHttpPeer *self, const char *token)
{
  g_free (self->token);
  self->token = g_strdup (token);
}

gboolean
desk_http_peer_has_token (DeskHttpPeer *self)
{
  return self->token != NULL;
}

guint
desk_http_peer_get_retry_after (DeskHttpPeer *self)
{
  return self->retry_after;
}

const char *
desk_http_peer_get_fingerprint (DeskHttpPeer *self)
{
  return self->fingerprint;
}

SoupMessage *
desk_http_peer_new_message (DeskHttpPeer *self, const char *method, const char *path)
{
  g_autofree char *address = NULL;
  g_autofree char *authorization = NULL;
  g_autoptr (GUri) uri = NULL;
  SoupMessage *message;
  SoupMessageHeaders *headers;

  if (get_server (self) == NULL)
    return NULL;
  address = g_strconcat (get_server (self), CRM_API_BASE, path, NULL);
  uri = g_uri_parse (address, SOUP_HTTP_URI_FLAGS, NULL);
  if (uri == NULL || g_strcmp0 (g_uri_get_scheme (uri), "https") != 0 ||
      g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0')
    return NULL;
  message = soup_message_new_from_uri (method, uri);
  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  headers = soup_message_get_request_headers (message);
  if (self->token != NULL)
    {
      authorization = g_strconcat ("Bearer ", self->token, NULL);
      soup_message_headers_replace (headers, "Authorization", authorization);
    }
  soup_message_headers_replace (headers, "Accept-Encoding",
                                is_loopback (uri) ? "identity" : "gzip");
  g_signal_connect_object (message, "accept-certificate", G_CALLBACK (accept_certificate_cb), self,
                           0);
  g_signal_connect_object (message, "network-event", G_CALLBACK (network_event_cb), self, 0);
  return message;
}

void
desk_http_peer_call_async (DeskHttpPeer *self,
                           SoupMessage *message,
                           JsonNode *body,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, desk_http_peer_call_async);
  if (message == NULL)
    {
      g_task_return_new_error (task, CRM_ERROR, CRM_ERROR_OFFLINE, "no server address");
      return;
    }
  if (body != NULL)
    {
      char *text = json_to_string (body, FALSE);
      g_autoptr (GBytes) bytes = g_bytes_new_take (text, strlen (text));

      soup_message_set_request_body_from_bytes (message, "application/json", bytes);
    }
  start_call (self, message, FALSE, task);
}

JsonNode *
desk_http_peer_call_finish (DeskHttpPeer *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
desk_http_peer_open_async (DeskHttpPeer *self,
                           SoupMessage *message,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, desk_http_peer_open_async);
  if (message == NULL)
    {
      g_task_return_new_error (task, CRM_ERROR, CRM_ERROR_OFFLINE, "no server address");
      return;
    }
  start_call (self, message, TRUE, task);
}

GInputStream *
desk_http_peer_open_finish (DeskHttpPeer *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
