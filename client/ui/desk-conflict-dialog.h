/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "client/ui/desk-context.h"

G_BEGIN_DECLS

/* One card, two edits: the person chooses field by field. Saving submits the command that closes
 * the conflict. Modal; loads the record if it is not in memory yet. */
#define DESK_TYPE_CONFLICT_DIALOG (desk_conflict_dialog_get_type ())
G_DECLARE_FINAL_TYPE (DeskConflictDialog, desk_conflict_dialog, DESK, CONFLICT_DIALOG, AdwWindow)

/* (transfer none): a toplevel; shown by whoever makes it, best by desk_conflict_dialog_open(). */
GtkWidget *desk_conflict_dialog_new (DeskContext *context, CrmRecord *conflict);
/* Makes the dialog and presents it over @parent as soon as the conflict is loaded, so that it has
 * its size from the beginning. */
void desk_conflict_dialog_open (GtkWindow *parent, DeskContext *context, CrmRecord *conflict);

G_END_DECLS
