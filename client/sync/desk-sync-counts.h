/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/store/desk-database.h"
#include "client/store/desk-outbox.h"
#include "client/store/desk-sync-status.h"

G_BEGIN_DECLS

/* Keeps "pending" and "to-decide" of the status right: what waits in the outbox; what was refused
 * or is an open conflict. Works offline too, from construction to its end. Main thread only. */
#define DESK_TYPE_SYNC_COUNTS (desk_sync_counts_get_type ())
G_DECLARE_FINAL_TYPE (DeskSyncCounts, desk_sync_counts, DESK, SYNC_COUNTS, GObject)

DeskSyncCounts *
desk_sync_counts_new (DeskDatabase *database, DeskOutbox *outbox, DeskSyncStatus *status);

G_END_DECLS
