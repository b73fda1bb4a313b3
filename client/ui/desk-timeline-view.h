/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "client/ui/desk-timeline-item.h"

G_BEGIN_DECLS

/* A history, newest first, with a heading over each day or month. Property "model": a GListModel of
 * DeskTimelineItem in that order. */
#define DESK_TYPE_TIMELINE_VIEW (desk_timeline_view_get_type ())
G_DECLARE_FINAL_TYPE (DeskTimelineView, desk_timeline_view, DESK, TIMELINE_VIEW, GtkWidget)

void desk_timeline_view_set_model (DeskTimelineView *self, GListModel *model);

G_END_DECLS
