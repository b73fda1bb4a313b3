/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "client/ui/desk-filter-words.h"

G_BEGIN_DECLS

/* The conditions that hold now, each as a chip that can be opened and taken away. Signals "edit",
 * "removed" (what is left: DeskFilter). Main thread only. */
#define DESK_TYPE_FILTER_CHIPS (desk_filter_chips_get_type ())
G_DECLARE_FINAL_TYPE (DeskFilterChips, desk_filter_chips, DESK, FILTER_CHIPS, GtkWidget)

GtkWidget *desk_filter_chips_new (DeskFilterWords *words);
/* @filter (nullable) */
void desk_filter_chips_set_filter (DeskFilterChips *self, DeskFilter *filter);

G_END_DECLS
