/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "client/ui/desk-context.h"

G_BEGIN_DECLS

/* Watches whether the server wants a new password before anything else, and asks for it above the
 * window then. Main thread only; owned by the window. */
#define DESK_TYPE_MUST_CHANGE (desk_must_change_get_type ())
G_DECLARE_FINAL_TYPE (DeskMustChange, desk_must_change, DESK, MUST_CHANGE, GObject)

/* @window: (unowned), weak */
DeskMustChange *desk_must_change_new (GtkWidget *window, DeskContext *context);

G_END_DECLS
