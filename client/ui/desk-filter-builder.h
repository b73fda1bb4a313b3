/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "client/ui/desk-filter-words.h"

G_BEGIN_DECLS

/* A group of conditions being made: "all" or "any" of them, with groups inside. Signal "changed"
 * with every key. Main thread only. */
#define DESK_TYPE_FILTER_BUILDER (desk_filter_builder_get_type ())
G_DECLARE_FINAL_TYPE (DeskFilterBuilder, desk_filter_builder, DESK, FILTER_BUILDER, GtkWidget)

GtkWidget *desk_filter_builder_new (DeskFilterWords *words);
/* @filter (nullable): nothing yet. Without a "changed". */
void desk_filter_builder_set_filter (DeskFilterBuilder *self, DeskFilter *filter);
/* What is complete of it. (transfer full) */
DeskFilter *desk_filter_builder_dup_filter (DeskFilterBuilder *self);
/* A new condition, with the keyboard in it. */
void desk_filter_builder_add (DeskFilterBuilder *self);

G_END_DECLS
