/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/ui/desk-timeline-item.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* One line of a DeskTimelineView; property "item". */
#define DESK_TYPE_TIMELINE_ROW (desk_timeline_row_get_type ())
G_DECLARE_FINAL_TYPE (DeskTimelineRow, desk_timeline_row, DESK, TIMELINE_ROW, GtkWidget)

GtkWidget *desk_timeline_row_new (void);
void desk_timeline_row_set_item (DeskTimelineRow *self, DeskTimelineItem *item);

G_END_DECLS
