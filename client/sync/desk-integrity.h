/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/store/desk-check.h"
#include "client/sync/desk-sync-engine.h"

G_BEGIN_DECLS

/* What a person asks for with "check integrity": the files of the cache are looked through, its
 * rows are compared with the server's and put right. How far it is and how it ended is written to
 * the status too. Main thread only. */
typedef struct
{
  DeskCheck check;
  guint64 rows;      /* that were put right */
  gboolean compared; /* with the server */
} DeskIntegrity;

void desk_integrity_check_async (DeskDatabase *database,
                                 DeskSyncEngine *engine,
                                 DeskSyncStatus *status,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
/* %FALSE only when the cache could not even be read; without an answer of the server it is not
 * compared. */
gboolean
desk_integrity_check_finish (GAsyncResult *result, DeskIntegrity *integrity, GError **error);
/* The outcome in words for people, two sentences at most. (transfer full) */
char *desk_integrity_describe (const DeskIntegrity *integrity);

G_END_DECLS
