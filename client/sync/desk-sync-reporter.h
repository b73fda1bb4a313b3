/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/store/desk-sync-status.h"
#include "client/sync/desk-clock.h"

G_BEGIN_DECLS

/* What the engine says to people: which moments of the exchange are worth showing, and in which
 * words. Main thread only. */
typedef struct _DeskSyncReporter DeskSyncReporter;

DeskSyncReporter *desk_sync_reporter_new (DeskSyncStatus *status, DeskClock *clock);
void desk_sync_reporter_free (DeskSyncReporter *self);
/* The first words of a start. */
void desk_sync_reporter_connecting (DeskSyncReporter *self);
/* Pushing or pulling begins: shown when it takes long, so that the screens do not flicker. */
void desk_sync_reporter_enter (DeskSyncReporter *self, DeskSyncState stage);
/* The server answered: whatever was shown before, there is a connection now. */
void desk_sync_reporter_answered (DeskSyncReporter *self);
/* Rows of a first load; @total 0 is unknown. Not more often than a person can read. */
void desk_sync_reporter_progress (DeskSyncReporter *self, guint64 rows, gboolean now);
void desk_sync_reporter_expect (DeskSyncReporter *self, guint64 total);
void desk_sync_reporter_in_step (DeskSyncReporter *self);
/* The exchange ended with this; @error (nullable). */
void desk_sync_reporter_failed (DeskSyncReporter *self, DeskSyncState state, const GError *error);
/* The exchange stopped because the server wants to remove so many clients without a good word. */
void desk_sync_reporter_evicting (DeskSyncReporter *self, guint64 roots, const char *reason);
/* The cache is compared with the server; @progress from 0 to 1. */
void desk_sync_reporter_comparing (DeskSyncReporter *self, double progress);
/* Nothing is compared any more; @at: when it was last, 0: not known. */
void desk_sync_reporter_checked (DeskSyncReporter *self, gint64 at);
/* A command could not be sent, everything else goes on. */
void desk_sync_reporter_hindered (DeskSyncReporter *self, const GError *error);
/* The next try is so many microseconds away. */
void desk_sync_reporter_waiting (DeskSyncReporter *self, gint64 delay);
/* Nothing is under way any more. */
void desk_sync_reporter_rest (DeskSyncReporter *self);
void desk_sync_reporter_stopped (DeskSyncReporter *self);

G_END_DECLS
