/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/http/hub-server.h"

G_BEGIN_DECLS

/* A whole server on an open database: HTTP, sessions, sync, live sockets, and the ear for other
 * processes. Made by `serve` and by tests; its thread is the one whose main context was current. */
typedef struct _HubService HubService;

/* @context and @tls are borrowed. @limits (nullable): those of the configuration. */
HubService *
hub_service_new (HubContext *context, const char *conninfo, HubTls *tls, const HubLimits *limits);
void hub_service_free (HubService *self);
HubServer *hub_service_get_server (HubService *self);
gboolean hub_service_listen (HubService *self, const char *host, guint16 port, GError **error);
/* Accepts nothing more, lets running exchanges finish, tells live sockets to come back later. */
void hub_service_drain_async (HubService *self, GAsyncReadyCallback callback, gpointer user_data);
gboolean hub_service_drain_finish (HubService *self, GAsyncResult *result);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HubService, hub_service_free)

G_END_DECLS
