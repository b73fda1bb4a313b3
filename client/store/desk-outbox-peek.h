/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/store/desk-account.h"

G_BEGIN_DECLS

/* What waits in an outbox that is not open, for who is about to give up its key. */
typedef struct
{
  guint unsent; /* changes that wait, of both sorts */
  guint sealed; /* of them: cannot be read without the key */
  guint drafts;
} DeskOutboxPeek;

/* Of the signed-in person's database, which is closed. Main thread; reads on a worker. */
void desk_outbox_peek_async (DeskAccount *account,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
gboolean desk_outbox_peek_finish (GAsyncResult *result, DeskOutboxPeek *peek, GError **error);

G_END_DECLS
