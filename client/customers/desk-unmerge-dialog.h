/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "client/ui/desk-context.h"

G_BEGIN_DECLS

/* Parts two clients again: asks the server what was added since, and the person where each of that
 * goes. A toplevel that shows itself. */
#define DESK_TYPE_UNMERGE_DIALOG (desk_unmerge_dialog_get_type ())
G_DECLARE_FINAL_TYPE (DeskUnmergeDialog, desk_unmerge_dialog, DESK, UNMERGE_DIALOG, AdwWindow)

/* @merge: a record of that kind, read. */
DeskUnmergeDialog *
desk_unmerge_dialog_new (GtkWidget *from, DeskContext *context, CrmRecord *merge);
void desk_unmerge_dialog_part (DeskUnmergeDialog *self);

G_END_DECLS
