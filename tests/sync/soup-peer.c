/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "tests/sync/soup-peer.h"

#include "client/sync/desk-pin.h"
#include "server/http/hub-certificate.h"
#include "shared/protocol/crm-protocol.h"
#include "tests/lib/crm-test.h"

static void
replace (char **target, const char *value)
{
  g_free (*target);
  *target = g_strdup (value);
}

static void
note_request (SoupPeer *self, SoupServerMessage *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  g_autoptr (GBytes) bytes = soup_message_body_flatten (body);
  g_autofree char *path =
      g_uri_to_string_partial (soup_server_message_get_uri (message), G_URI_HIDE_FRAGMENT);

  self->n_requests++;
  replace (&self->method, soup_server_message_get_method (message));
  replace (&self->path, strstr (path, CRM_API_BASE));
  replace (&self->token, soup_message_headers_get_one (headers, "Authorization"));
  replace (&self->accept, soup_message_headers_get_list (headers, "Accept"));
  replace (&self->encoding, soup_message_headers_get_list (headers, "Accept-Encoding"));
  g_free (self->request_body);
  self->request_body = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static void
set_header (SoupPeer *self, SoupServerMessage *message)
{
  g_auto (GStrv) parts = NULL;

  if (self->header == NULL)
    return;
  parts = g_strsplit (self->header, ": ", 2);
  soup_message_headers_replace (soup_server_message_get_response_headers (message), parts[0],
                                parts[1]);
}

static void
request_cb (SoupServer *server,
            SoupServerMessage *message,
            const char *path,
            GHashTable *query,
            gpointer user_data)
{
  SoupPeer *self = user_data;

  note_request (self, message);
  if (self->drop)
    {
      g_autoptr (GIOStream) stream = soup_server_message_steal_connection (message);

      g_io_stream_close (stream, NULL, NULL);
      return;
    }
  soup_server_message_set_status (message, self->status, NULL);
  set_header (self, message);
  if (self->bytes != NULL)
    soup_server_message_set_response (message, self->type, SOUP_MEMORY_COPY,
                                      g_bytes_get_data (self->bytes, NULL),
                                      g_bytes_get_size (self->bytes));
  else if (self->body != NULL)
    soup_server_message_set_response (message, self->type, SOUP_MEMORY_COPY, self->body,
                                      strlen (self->body));
}

/* Refuses the socket where the test wants a refusal. */
static void
early_live_cb (SoupServer *server,
               SoupServerMessage *message,
               const char *path,
               GHashTable *query,
               gpointer user_data)
{
  SoupPeer *self = user_data;

  if (self->status == 0)
    return;
  note_request (self, message);
  soup_server_message_set_status (message, self->status, NULL);
  set_header (self, message);
}

static void
live_cb (SoupServer *server,
         SoupServerMessage *message,
         const char *path,
         SoupWebsocketConnection *connection,
         gpointer user_data)
{
  SoupPeer *self = user_data;

  note_request (self, message);
  g_set_object (&self->socket, connection);
}

static void
handshaken_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SoupServer) server = user_data;
  g_autoptr (GTlsConnection) tls = G_TLS_CONNECTION (source);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new_from_string ("127.0.0.1", 1);

  /* A client that does not like the certificate goes away here. */
  if (g_tls_connection_handshake_finish (tls, result, NULL))
    soup_server_accept_iostream (server, G_IO_STREAM (tls), address, address, NULL);
}

/* SoupServer's own listener leaks the socket of each connection. */
static gboolean
incoming_cb (GSocketService *service,
             GSocketConnection *connection,
             GObject *source,
             SoupPeer *self)
{
  GIOStream *tls = g_tls_server_connection_new (G_IO_STREAM (connection), self->certificate, NULL);

  g_tls_connection_handshake_async (G_TLS_CONNECTION (tls), G_PRIORITY_DEFAULT, NULL, handshaken_cb,
                                    g_object_ref (self->server));
  return TRUE;
}

static void
listen_on_loopback (SoupPeer *self)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) effective = NULL;
  g_autoptr (GError) error = NULL;

  self->service = g_socket_service_new ();
  g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), address, G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_TCP, NULL, &effective, &error);
  g_assert_no_error (error);
  g_signal_connect (self->service, "incoming", G_CALLBACK (incoming_cb), self);
  self->url = g_strdup_printf ("https://127.0.0.1:%u",
                               g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (effective)));
}

SoupPeer *
soup_peer_new (void)
{
  SoupPeer *self = g_new0 (SoupPeer, 1);
  char *protocols[] = { (char *) CRM_LIVE_PROTOCOL, NULL };
  g_autofree char *certificate_file = NULL;
  g_autofree char *key_file = NULL;
  g_autoptr (GError) error = NULL;

  self->folder = crm_test_make_dir ();
  certificate_file = g_build_filename (self->folder, "cert.pem", NULL);
  key_file = g_build_filename (self->folder, "key.pem", NULL);
  hub_certificate_ensure (certificate_file, key_file, "127.0.0.1", &error);
  g_assert_no_error (error);
  self->certificate = g_tls_certificate_new_from_files (certificate_file, key_file, &error);
  g_assert_no_error (error);
  self->fingerprint = desk_pin_dup_fingerprint (self->certificate);
  self->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (self->server, NULL, request_cb, self, NULL);
  soup_server_add_early_handler (self->server, CRM_API_BASE "/live", early_live_cb, self, NULL);
  soup_server_add_websocket_handler (self->server, CRM_API_BASE "/live", NULL, protocols, live_cb,
                                     self, NULL);
  listen_on_loopback (self);
  return self;
}

void
soup_peer_stop (SoupPeer *self)
{
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  soup_server_disconnect (self->server);
}

void
soup_peer_free (SoupPeer *self)
{
  crm_test_drain ();
  g_clear_object (&self->socket);
  soup_peer_stop (self);
  g_clear_object (&self->service);
  g_clear_object (&self->server);
  g_clear_object (&self->certificate);
  crm_test_remove_dir (self->folder);
  g_free (self->url);
  g_free (self->fingerprint);
  g_free (self->method);
  g_free (self->path);
  g_free (self->request_body);
  g_free (self->token);
  g_free (self->accept);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_free (self->encoding);
  g_free (self);
  crm_test_drain ();
}

void
soup_peer_answer (SoupPeer *self, guint status, const char *type, const char *body)
{
  self->status = status;
  self->type = type;
  self->body = body;
}
