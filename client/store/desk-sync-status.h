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

/* What the screens may show of the exchange; written by the engine, never by a screen. Properties,
 * all with notify: "state", "since" (µs: when this state of connection began), "last-sync" (µs, 0
 * is never), "next-try" (µs, 0 is none), "message" (nullable, for people), "details" (nullable, for
 * support), "progress-rows", "progress-total" (0: unknown), "pending", "to-decide", "evicting"
 * (clients that the server wanted to remove when the exchange was stopped for it), "locked"
 * (nothing may be read until the server was reached: the lease has ended). */
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
