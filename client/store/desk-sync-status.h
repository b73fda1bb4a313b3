/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

typedef enum
{
  DESK_SYNC_OFFLINE, /* no answer from the server; next-try says when */
  DESK_SYNC_CONNECTING,
  DESK_SYNC_PUSHING,
  DESK_SYNC_PULLING,
  DESK_SYNC_IDLE,        /* in step */
  DESK_SYNC_SIGNED_OUT,  /* the session ended: sign in again, everything typed is kept */
  DESK_SYNC_CERTIFICATE, /* the server's certificate changed: refused */
  DESK_SYNC_BLOCKED,     /* upgrade required, disk full …: message says what */
} DeskSyncState;

#define DESK_TYPE_SYNC_STATE (desk_sync_state_get_type ())
GType desk_sync_state_get_type (void);

typedef enum
{
  DESK_CHECK_NONE,
  DESK_CHECK_FILES,  /* how far is not known */
  DESK_CHECK_SERVER, /* rows are compared */
} DeskCheckStage;

#define DESK_TYPE_CHECK_STAGE (desk_check_stage_get_type ())
GType desk_check_stage_get_type (void);

/* What the screens may show of the exchange; written by the engine, never by a screen. Properties,
 * all with notify: "state", "since" (µs: when this state of connection began), "last-sync" (µs, 0
 * is never), "next-try" (µs, 0 is none), "message" (nullable, for people), "details" (nullable, for
 * support), "progress-rows", "progress-total" (0: unknown), "pending", "to-decide", "unreadable"
 * (changes that wait and were sealed with a key that is lost), "locked" (nothing may be read until
 * the server was reached: the lease has ended), "damaged" (a page of the cache is; it is made anew
 * when the server answers).
 *
 * What the server wanted to remove when the exchange was stopped for it: "evicting" (clients),
 * "evicting-reason" (nullable: the server's word), "evicting-kept" (the person said so).
 *
 * Of the comparison with the server: "check-stage", "check-progress" (of the stage, 0 to 1),
 * "checked" (µs of the last one, 0 is never), "check-result" (nullable, for people), "check-bad".
 */
#define DESK_TYPE_SYNC_STATUS (desk_sync_status_get_type ())
G_DECLARE_FINAL_TYPE (DeskSyncStatus, desk_sync_status, DESK, SYNC_STATUS, GObject)

DeskSyncStatus *desk_sync_status_new (void);
DeskSyncState desk_sync_status_get_state (DeskSyncStatus *self);
void desk_sync_status_set_state (DeskSyncStatus *self, DeskSyncState state);
gint64 desk_sync_status_get_last_sync (DeskSyncStatus *self);
gint64 desk_sync_status_get_since (DeskSyncStatus *self);
gint64 desk_sync_status_get_next_try (DeskSyncStatus *self);
const char *desk_sync_status_get_message (DeskSyncStatus *self);
const char *desk_sync_status_get_details (DeskSyncStatus *self);

G_END_DECLS
