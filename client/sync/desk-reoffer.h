/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/store/desk-outbox.h"
#include "client/sync/desk-transport.h"

G_BEGIN_DECLS

/* The server was restored from a backup: whatever the journal of 30 days holds and the server does
 * not know is made pending again. A crash in between only means that it is done again. */
void desk_reoffer_async (DeskOutbox *outbox,
                         DeskTransport *transport,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data);
gboolean desk_reoffer_finish (GAsyncResult *result, GError **error);

G_END_DECLS
