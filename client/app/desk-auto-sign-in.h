/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/store/desk-account.h"

G_BEGIN_DECLS

/* `--sign-in LOGIN`: signs in without a window. A session of the same login at the same server that
 * is still kept is used; otherwise the password is one line of the standard input. @trust
 * (nullable): fingerprint for a server that has none yet. */
void desk_auto_sign_in_async (DeskAccount *account,
                              const char *server,
                              const char *login,
                              const char *trust,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
gboolean desk_auto_sign_in_finish (GAsyncResult *result, GError **error);

G_END_DECLS
