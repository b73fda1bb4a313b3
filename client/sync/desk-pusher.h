/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/store/desk-outbox.h"
#include "client/sync/desk-transport.h"

G_BEGIN_DECLS

/* Sends what the outbox holds, in order, page by page, until nothing is left. A page whose fate is
 * unknown is offered again with the same ids; a page the server refuses as a whole is halved until
 * the one command that is to blame stands alone and becomes a rejected one. Main thread only.
 *
 * Signal "answered": the server took a page. */
#define DESK_TYPE_PUSHER (desk_pusher_get_type ())
G_DECLARE_FINAL_TYPE (DeskPusher, desk_pusher, DESK, PUSHER, GObject)

DeskPusher *desk_pusher_new (DeskOutbox *outbox, DeskTransport *transport);
void desk_pusher_run_async (DeskPusher *self,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
gboolean desk_pusher_run_finish (DeskPusher *self, GAsyncResult *result, GError **error);
/* After a run that ended with CRM_ERROR_INTERNAL: the server answers everything else. Three such
 * strikes against one command and it is treated as refused. */
void desk_pusher_strike (DeskPusher *self);

G_END_DECLS
