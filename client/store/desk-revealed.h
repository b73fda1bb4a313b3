/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/store/desk-connection.h"

G_BEGIN_DECLS

/* What the server showed of masked fields, for the road without a connection: sealed with the key
 * of the cache, for the version of the row it was shown for. It goes with the row, when the row
 * becomes another version, and with the cache. Without a vault nothing is kept. Main thread. */

/* @values: of @record as it is now, as the server answered; other fields than masked ones are left
 * out. */
void desk_revealed_keep_async (DeskDatabase *database,
                               CrmRecord *record,
                               CrmFieldSet *values,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean desk_revealed_keep_finish (DeskDatabase *database, GAsyncResult *result, GError **error);
void desk_revealed_find_async (DeskDatabase *database,
                               CrmRecord *record,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
/* (transfer full) (nullable): %NULL without error when nothing is kept. */
CrmFieldSet *
desk_revealed_find_finish (DeskDatabase *database, GAsyncResult *result, GError **error);
/* The person may not see such values any more. */
void desk_revealed_drop (DeskDatabase *database, const CrmKind *kind);

/* Writer thread: what was shown of another version than @version goes; 0: all. */
gboolean desk_revealed_forget (DeskConnection *connection,
                               int kind,
                               const guint8 id[CRM_ID_BYTES],
                               gint64 version,
                               GError **error);

G_END_DECLS
