/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "client/ui/desk-context.h"

G_BEGIN_DECLS

/* Branches as a tree, with the people and the time zone of each. Main thread only. */
GtkWidget *desk_branches_page_new (DeskContext *context);
/* @branch (nullable): a new one. (transfer none): the form. */
GtkWidget *desk_branch_edit (GtkWidget *from, DeskContext *context, CrmRecord *branch);

G_END_DECLS
