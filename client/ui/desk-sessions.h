/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/ui/desk-context.h"

G_BEGIN_DECLS

/* One device on which somebody is signed in. */
typedef struct
{
  char *id;
  char *user;     /* (nullable): in a list of everybody's */
  char *name;     /* of the device */
  char *platform; /* (nullable) */
  gint64 created_at;
  gint64 seen_at;
  gboolean is_current;
  gboolean is_ending; /* it is told to wipe when it comes next */
} DeskDevice;

/* Devices as the server lists them; nothing of this is cached. Signal "changed": they arrived or
 * could not be read. Main thread only. */
#define DESK_TYPE_SESSIONS (desk_sessions_get_type ())
G_DECLARE_FINAL_TYPE (DeskSessions, desk_sessions, DESK, SESSIONS, GObject)

/* @path: of the list, "/sessions". */
DeskSessions *desk_sessions_new (DeskContext *context, const char *path);
/* Asks; also again. */
void desk_sessions_load (DeskSessions *self);
gboolean desk_sessions_is_loaded (DeskSessions *self);
/* (nullable): why the last asking failed. */
const GError *desk_sessions_get_error (DeskSessions *self);
guint desk_sessions_get_count (DeskSessions *self);
const DeskDevice *desk_sessions_get (DeskSessions *self, guint index);
/* When somebody was last seen on any device, 0: unknown. */
gint64 desk_sessions_get_seen (DeskSessions *self, const char *user);
/* (transfer full): "Linux · seen today at 10:21". */
char *desk_device_dup_line (const DeskDevice *session);

G_END_DECLS
