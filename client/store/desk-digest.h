/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/store/desk-database.h"
#include "shared/protocol/crm-digest.h"

G_BEGIN_DECLS

/* What the cache holds of the server's rows, as it came from there: what is typed on top does not
 * count. One digest for each kind of crm_kinds(). */
typedef struct
{
  guint n_kinds;
  const CrmKind *const *kinds;
  CrmDigest *digests;
} DeskDigest;

void desk_digest_free (DeskDigest *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DeskDigest, desk_digest_free)

/* On the reader thread, when no screen wants anything from it. */
void desk_digest_compute_async (DeskDatabase *database,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
/* (transfer full) */
DeskDigest *
desk_digest_compute_finish (DeskDatabase *database, GAsyncResult *result, GError **error);

G_END_DECLS
