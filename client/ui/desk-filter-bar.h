/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A row of chips of which exactly one is on; property "active" is its id (with notify). It scrolls
 * sideways where the window is narrow. */
#define DESK_TYPE_FILTER_BAR (desk_filter_bar_get_type ())
G_DECLARE_FINAL_TYPE (DeskFilterBar, desk_filter_bar, DESK, FILTER_BAR, GtkWidget)

void desk_filter_bar_add (DeskFilterBar *self, const char *id, const char *title);
/* (nullable): %NULL while there is no chip. */
const char *desk_filter_bar_get_active (DeskFilterBar *self);
void desk_filter_bar_set_active (DeskFilterBar *self, const char *id);
/* -1 when there is no such chip or its count is not known. */
gint64 desk_filter_bar_get_count (DeskFilterBar *self, const char *id);
void desk_filter_bar_set_count (DeskFilterBar *self, const char *id, gint64 count);

/* What stands behind the chips, whatever is added later. */
void desk_filter_bar_set_end (DeskFilterBar *self, GtkWidget *widget);
/* Takes a chip away; when it was on, the first is. */
void desk_filter_bar_remove (DeskFilterBar *self, const char *id);
gboolean desk_filter_bar_has (DeskFilterBar *self, const char *id);
void desk_filter_bar_set_title (DeskFilterBar *self, const char *id, const char *title);

G_END_DECLS
