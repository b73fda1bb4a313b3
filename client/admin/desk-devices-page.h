/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "client/ui/desk-context.h"

G_BEGIN_DECLS

/* The section Devices: all that the right reaches. */
GtkWidget *desk_devices_page_new (DeskContext *context);
/* The devices of one person in a window of their own. (transfer none) */
GtkWidget *desk_devices_open (GtkWidget *from, DeskContext *context, CrmRecord *user);

G_END_DECLS
