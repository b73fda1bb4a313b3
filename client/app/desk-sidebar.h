/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "client/ui/desk-module.h"

G_BEGIN_DECLS

/* The left column: name and menu, find, the pages, how the exchange stands, who is signed in. As a
 * rail it shows icons only. Property "rail". Main thread, part of the shell. */
#define DESK_TYPE_SIDEBAR (desk_sidebar_get_type ())
G_DECLARE_FINAL_TYPE (DeskSidebar, desk_sidebar, DESK, SIDEBAR, AdwBin)

void desk_sidebar_set_context (DeskSidebar *self, DeskContext *context);
/* @section (nullable): translated heading before it. */
void desk_sidebar_add_module (DeskSidebar *self, DeskModule *module, const char *section);
void desk_sidebar_select (DeskSidebar *self, const char *module);
void desk_sidebar_set_rail (DeskSidebar *self, gboolean rail);
/* Window buttons at the end of its header bar: when it is the only thing shown. */
void desk_sidebar_set_alone (DeskSidebar *self, gboolean alone);
void desk_sidebar_show_sync (DeskSidebar *self);

G_END_DECLS
