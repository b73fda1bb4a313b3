/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "client/ui/desk-module.h"

G_BEGIN_DECLS

/* One page in the sidebar: icon, name, how many things wait for this person. */
#define DESK_TYPE_SIDEBAR_ROW (desk_sidebar_row_get_type ())
G_DECLARE_FINAL_TYPE (DeskSidebarRow, desk_sidebar_row, DESK, SIDEBAR_ROW, GtkListBoxRow)

/* @section (nullable): translated heading that stands above it. */
GtkWidget *desk_sidebar_row_new (DeskModule *module, const char *section);
DeskModule *desk_sidebar_row_get_module (DeskSidebarRow *self);
const char *desk_sidebar_row_get_section (DeskSidebarRow *self);
void desk_sidebar_row_set_rail (DeskSidebarRow *self, gboolean rail);

G_END_DECLS
