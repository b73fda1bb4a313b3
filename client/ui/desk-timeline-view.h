/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "client/ui/desk-timeline-item.h"

G_BEGIN_DECLS

/* A history, newest first, with a heading over each day or month. Property "model": a GListModel of
 * DeskTimelineItem in that order, of which only what is seen and its neighbours are asked for.
 * Signals: "activated" (item) by Enter or a double click, "checked" (item) by its icon. */
#define DESK_TYPE_TIMELINE_VIEW (desk_timeline_view_get_type ())
G_DECLARE_FINAL_TYPE (DeskTimelineView, desk_timeline_view, DESK, TIMELINE_VIEW, GtkWidget)

void desk_timeline_view_set_model (DeskTimelineView *self, GListModel *model);
/* (transfer full) (nullable): where the keyboard is. */
DeskTimelineItem *desk_timeline_view_ref_selected (DeskTimelineView *self);
/* (nullable) (transfer none): what shows it, when it is on the screen. */
GtkWidget *desk_timeline_view_find_row (DeskTimelineView *self, DeskTimelineItem *item);
/* Scrolls there and puts the keyboard on it. */
void desk_timeline_view_show (DeskTimelineView *self, guint position);

G_END_DECLS
