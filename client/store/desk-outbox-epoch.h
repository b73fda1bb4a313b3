/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/store/desk-connection.h"
#include "client/store/desk-database.h"

G_BEGIN_DECLS

/* On the writer thread. @epoch (out) (nullable) (transfer full): the one that knows all of the
 * journal, %NULL before there was one. */
gboolean desk_outbox_epoch_read (DeskConnection *connection, char **epoch, GError **error);

/* Which incarnation of the server knows all of the journal. A new one may lack what the old one
 * has acknowledged, also when it can go on from the cursor. @is_offered: from now on @epoch knows
 * it. */
void desk_outbox_epoch_meet_async (DeskDatabase *database,
                                   const char *epoch,
                                   gboolean is_offered,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
/* @is_other: the journal must be offered to it first. */
gboolean desk_outbox_epoch_meet_finish (DeskDatabase *database,
                                        GAsyncResult *result,
                                        gboolean *is_other,
                                        GError **error);

G_END_DECLS
