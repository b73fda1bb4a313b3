/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Chips over the timeline: what is shown, and a way to a date. Signals "changed": other groups;
 * "jump" (gint64): to that time. Main thread. */
#define DESK_TYPE_HISTORY_FILTER (desk_history_filter_get_type ())
G_DECLARE_FINAL_TYPE (DeskHistoryFilter, desk_history_filter, DESK, HISTORY_FILTER, GtkWidget)

GtkWidget *desk_history_filter_new (void);
/* Bits of DeskTimelineGroup. */
guint desk_history_filter_get_groups (DeskHistoryFilter *self);
void desk_history_filter_set_groups (DeskHistoryFilter *self, guint groups);
/* Opens the popover in which a date is chosen. */
void desk_history_filter_ask_date (DeskHistoryFilter *self);

G_END_DECLS
