/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "client/ui/desk-sessions.h"

G_BEGIN_DECLS

/* Devices with "Sign Out": one's own, one person's or everybody's. Says when they are being read,
 * when there is none and why they cannot be read. Main thread only. */
#define DESK_TYPE_DEVICE_LIST (desk_device_list_get_type ())
G_DECLARE_FINAL_TYPE (DeskDeviceList, desk_device_list, DESK, DEVICE_LIST, AdwBin)

/* @user (nullable): whose, by administration; @everybody: all that are to be seen; else one's own.
 */
GtkWidget *desk_device_list_new (DeskContext *context, const char *user, gboolean everybody);
DeskSessions *desk_device_list_get_sessions (DeskDeviceList *self);
/* Signs out all others of one's own, or all of the person. */
void desk_device_list_end_all (DeskDeviceList *self);

G_END_DECLS
