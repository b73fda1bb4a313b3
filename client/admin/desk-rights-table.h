/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Rows with a title and cells under a head. Where they do not fit, the cells move sideways all
 * together, below a bar, and the titles stay. Main thread only. */
#define DESK_TYPE_RIGHTS_TABLE (desk_rights_table_get_type ())
G_DECLARE_FINAL_TYPE (DeskRightsTable, desk_rights_table, DESK, RIGHTS_TABLE, AdwBin)

/* Both float. */
GtkWidget *desk_rights_table_new (GtkWidget *title, GtkWidget *cells);
/* @cells (nullable): without it a heading of those that follow. Both float. */
void desk_rights_table_add (DeskRightsTable *self, GtkWidget *title, GtkWidget *cells);

G_END_DECLS
