/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "client/ui/desk-module.h"

G_BEGIN_DECLS

/* Sidebar and pages in the four shapes of the window: wide, medium, rail, narrow. The only file
 * that knows AdwLeaflet. Tells the context the layout. Property "shown-module". */
#define DESK_TYPE_SHELL (desk_shell_get_type ())
G_DECLARE_FINAL_TYPE (DeskShell, desk_shell, DESK, SHELL, GtkWidget)

void desk_shell_set_context (DeskShell *self, DeskContext *context);
void desk_shell_add_module (DeskShell *self, DeskModule *module, const char *section);
/* Makes the module's page when it is shown for the first time. @record (nullable). */
void desk_shell_show (DeskShell *self, DeskModule *module, const char *record);
/* Before the first allocation, so that the first frame has the right shape. */
void desk_shell_expect_width (DeskShell *self, int width);
void desk_shell_show_sync (DeskShell *self);
/* (nullable): the page in front. */
GtkWidget *desk_shell_get_page (DeskShell *self);
/* Moves the focus to the next or previous of sidebar, page and bottom bar. */
void desk_shell_move_pane (DeskShell *self, int step);

G_END_DECLS
