/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "client/app/desk-workspace.h"

G_BEGIN_DECLS

/* What is being loaded on the first day: profile, clients, search. One may start before the end.
 * Signal "start". */
#define DESK_TYPE_FIRST_RUN_PAGE (desk_first_run_page_get_type ())
G_DECLARE_FINAL_TYPE (DeskFirstRunPage, desk_first_run_page, DESK, FIRST_RUN_PAGE, AdwBin)

GtkWidget *desk_first_run_page_new (DeskWorkspace *workspace);
void desk_first_run_page_focus (DeskFirstRunPage *self);

G_END_DECLS
