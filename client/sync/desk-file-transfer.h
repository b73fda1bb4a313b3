/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/store/desk-blob-cache.h"
#include "client/store/desk-remote.h"
#include "client/store/desk-sync-status.h"
#include "client/sync/desk-clock.h"

G_BEGIN_DECLS

/* Brings the bytes of attachments to the server and back, one file at a time and in the background:
 * what somebody waits for first. An upload begins when the server knows its record and goes on
 * where it broke; what fails because of the connection is tried again when there is one. Main
 * thread; owned by the workspace. */
#define DESK_TYPE_FILE_TRANSFER (desk_file_transfer_get_type ())
G_DECLARE_FINAL_TYPE (DeskFileTransfer, desk_file_transfer, DESK, FILE_TRANSFER, GObject)

DeskFileTransfer *desk_file_transfer_new (DeskDatabase *database,
                                          DeskBlobCache *cache,
                                          DeskSyncStatus *status,
                                          DeskRemote *remote);
/* For tests; before anything is queued. */
void desk_file_transfer_set_clock (DeskFileTransfer *self, DeskClock *clock);
/* Nothing is begun any more. */
void desk_file_transfer_stop (DeskFileTransfer *self);

G_END_DECLS
