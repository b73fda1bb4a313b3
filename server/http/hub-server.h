/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/http/hub-authority.h"
#include "server/http/hub-exchange.h"
#include "server/http/hub-stream.h"

G_BEGIN_DECLS

/* The HTTPS server of one process. All its calls and all handlers are on the thread whose
 * thread-default main context was current when it was made. */
#define HUB_TYPE_SERVER (hub_server_get_type ())
G_DECLARE_FINAL_TYPE (HubServer, hub_server, HUB, SERVER, GObject)

/* A signed-in person opened a live socket. */
typedef void (*HubSocketFunc) (SoupWebsocketConnection *socket,
                               HubStream *stream,
                               HubSession *session,
                               gpointer user_data);

/* @authority (nullable): without one nobody is signed in. Everything is borrowed and outlives it.
 */
HubServer *
hub_server_new (HubContext *context, HubTls *tls, HubAuthority *authority, const HubLimits *limits);
/* (transfer none): filled before hub_server_listen(). */
HubRouter *hub_server_get_router (HubServer *self);
/* @path below /api/v1. */
void
hub_server_add_socket (HubServer *self, const char *path, HubSocketFunc func, gpointer user_data);
gboolean hub_server_listen (HubServer *self, const char *host, guint16 port, GError **error);
guint16 hub_server_get_port (HubServer *self);
guint hub_server_count_connections (HubServer *self);
/* Accepts nothing more; gives the exchanges that run @seconds to finish. */
void hub_server_drain_async (HubServer *self,
                             guint seconds,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
/* %FALSE: some were cut. */
gboolean hub_server_drain_finish (HubServer *self, GAsyncResult *result);

G_END_DECLS
