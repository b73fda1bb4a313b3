/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/store/desk-account.h"
#include "client/store/desk-database.h"
#include "client/store/desk-outbox.h"
#include "client/store/desk-sync-status.h"
#include "client/sync/desk-clock.h"
#include "client/sync/desk-transport.h"

G_BEGIN_DECLS

/* Keeps one opened database in step with its server: sends what the outbox holds, then reads the
 * changes, again whenever there is a reason. All state is in the database; a killed engine is
 * simply started anew. Main thread only; writes the DeskSyncStatus.
 *
 * Signal "signed-out": the session ended; nothing was lost, sign in again and call start. Signal
 * "wiped" comes after it when the device is told to forget what it has: see desk_wipe_async(). */
#define DESK_TYPE_SYNC_ENGINE (desk_sync_engine_get_type ())
G_DECLARE_FINAL_TYPE (DeskSyncEngine, desk_sync_engine, DESK, SYNC_ENGINE, GObject)

DeskSyncEngine *desk_sync_engine_new (DeskDatabase *database,
                                      DeskOutbox *outbox,
                                      DeskAccount *account,
                                      DeskSyncStatus *status,
                                      DeskTransport *transport);
/* For tests; before start. */
void desk_sync_engine_set_clock (DeskSyncEngine *self, DeskClock *clock);
/* The database is open. Takes the token from the account unless the transport has one. */
void desk_sync_engine_start (DeskSyncEngine *self);
/* Nothing is sent, read or written by the engine any more. */
void desk_sync_engine_stop (DeskSyncEngine *self);
/* Locks the database when its lease has ended. The engine does so by itself while it runs; once
 * more before the first screen reads. */
void desk_sync_engine_check_lease (DeskSyncEngine *self);
gboolean desk_sync_engine_is_running (DeskSyncEngine *self);
/* The person or the network says: try at once, whatever the back-off. */
void desk_sync_engine_sync_now (DeskSyncEngine *self);
/* The exchange was stopped because the server wants to remove more than it may ("evicting" of the
 * status). The person agrees that so many go, or wants to keep them for now: then only what is
 * typed here is sent until it is decided or desk_sync_engine_sync_now() asks the server again. */
void desk_sync_engine_remove_evicted (DeskSyncEngine *self);
void desk_sync_engine_keep_evicted (DeskSyncEngine *self);
/* Compares the cache with the server and puts right what differs; "check-stage" and
 * "check-progress" of the status say how far it is. */
void desk_sync_engine_verify_async (DeskSyncEngine *self,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
/* @rows (out): how many were put right. */
gboolean desk_sync_engine_verify_finish (DeskSyncEngine *self,
                                         GAsyncResult *result,
                                         guint64 *rows,
                                         GError **error);

G_END_DECLS
