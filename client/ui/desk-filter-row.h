/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "client/ui/desk-filter-words.h"

G_BEGIN_DECLS

/* One condition being made: what, how, a value. Signals "changed", "removed". Main thread only. */
#define DESK_TYPE_FILTER_ROW (desk_filter_row_get_type ())
G_DECLARE_FINAL_TYPE (DeskFilterRow, desk_filter_row, DESK, FILTER_ROW, GtkWidget)

/* @test (nullable): a condition to begin with. */
GtkWidget *desk_filter_row_new (DeskFilterWords *words, DeskFilter *test);
/* (nullable) (transfer full): %NULL while its value is missing. */
DeskFilter *desk_filter_row_dup_test (DeskFilterRow *self);

G_END_DECLS
