/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "client/ui/desk-context.h"

G_BEGIN_DECLS

/* Branches as a tree, with the people and the time zone of each. Main thread only. */
#define DESK_TYPE_BRANCHES_PAGE (desk_branches_page_get_type ())
G_DECLARE_FINAL_TYPE (DeskBranchesPage, desk_branches_page, DESK, BRANCHES_PAGE, AdwBin)

GtkWidget *desk_branches_page_new (DeskContext *context);
/* @branch (nullable): a new one. (transfer none): the form. */
GtkWidget *desk_branches_page_edit (DeskBranchesPage *self, CrmRecord *branch);

G_END_DECLS
