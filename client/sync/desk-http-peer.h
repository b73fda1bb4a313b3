/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>
#include <libsoup/soup.h>

#include "client/store/desk-account.h"

G_BEGIN_DECLS

/* One server as HTTP sees it: session, address, pinned certificate, token. Makes messages that
 * check the certificate, reads JSON answers of bounded size and turns whatever goes wrong into
 * CRM_ERROR. Main thread only. */
#define DESK_TYPE_HTTP_PEER (desk_http_peer_get_type ())
G_DECLARE_FINAL_TYPE (DeskHttpPeer, desk_http_peer, DESK, HTTP_PEER, GObject)

/* With an @account its server and pin are asked for at every message; without one they are fixed.
 */
DeskHttpPeer *desk_http_peer_new (DeskAccount *account, const char *server, const char *pin);
SoupSession *desk_http_peer_get_session (DeskHttpPeer *self);
void desk_http_peer_set_token (DeskHttpPeer *self, const char *token);
gboolean desk_http_peer_has_token (DeskHttpPeer *self);
guint desk_http_peer_get_retry_after (DeskHttpPeer *self);
const char *desk_http_peer_get_fingerprint (DeskHttpPeer *self);
/* @path begins with a slash and stands under the API's base. (transfer full) (nullable): %NULL when
 * no server address is known. */
SoupMessage *desk_http_peer_new_message (DeskHttpPeer *self, const char *method, const char *path);

/* Sends @message with @body (nullable) and reads a JSON answer. */
void desk_http_peer_call_async (DeskHttpPeer *self,
                                SoupMessage *message,
                                JsonNode *body,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
/* (transfer full) (nullable): %NULL without error for an answer without a body. */
JsonNode *desk_http_peer_call_finish (DeskHttpPeer *self, GAsyncResult *result, GError **error);
/* Sends @message and answers when its body can be read. */
void desk_http_peer_open_async (DeskHttpPeer *self,
                                SoupMessage *message,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
GInputStream *desk_http_peer_open_finish (DeskHttpPeer *self, GAsyncResult *result, GError **error);

G_END_DECLS
