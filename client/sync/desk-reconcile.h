/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/store/desk-database.h"
#include "client/sync/desk-transport.h"

G_BEGIN_DECLS

/* @part: from 0 to 1. */
typedef void (*DeskReconcileProgress) (double part, gpointer data);

typedef struct
{
  DeskReconcileProgress progress; /* in (nullable) */
  gpointer progress_data;
  guint64 rows;      /* that were put right */
  guint buckets;     /* that differed */
  gboolean confirms; /* in: also when most customers go */
  gboolean moves;    /* in: changes are read on from the server's digest */
} DeskReconciled;

/* Compares the cache with the server by digests and puts right what differs, without loading the
 * rest. Nothing else may read changes meanwhile; the cache is complete. CRM_ERROR_NOT_FOUND: this
 * server has no digests; UNCONFIRMED: see desk_repair_rest_work(). Main thread only. */
void desk_reconcile_async (DeskDatabase *database,
                           DeskTransport *transport,
                           const DeskReconciled *how,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data);
gboolean desk_reconcile_finish (GAsyncResult *result, DeskReconciled *outcome, GError **error);

G_END_DECLS
