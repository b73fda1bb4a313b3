/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/store/desk-account.h"

G_BEGIN_DECLS

/* The device is told to forget what it has of the server: the key of the cache is destroyed, its
 * files are overwritten and removed, the session's token too. What was typed and not sent stays,
 * sealed, and is offered after the same person signed in again. The database is closed. One that
 * was interrupted is ended before the database is opened the next time. */
void desk_wipe_async (DeskAccount *account,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data);
gboolean desk_wipe_finish (GAsyncResult *result, GError **error);
/* Ends an interrupted one. Writer thread. */
void desk_wipe_end (const char *folder);

G_END_DECLS
