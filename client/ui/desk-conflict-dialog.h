/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "client/ui/desk-context.h"

G_BEGIN_DECLS

/* One card, two edits: the person chooses field by field. Saving submits the command that closes
 * the conflict. Modal; loads the record if it is not in memory yet. */
#define DESK_TYPE_CONFLICT_DIALOG (desk_conflict_dialog_get_type ())
G_DECLARE_FINAL_TYPE (DeskConflictDialog, desk_conflict_dialog, DESK, CONFLICT_DIALOG, AdwWindow)

GtkWidget *desk_conflict_dialog_new (DeskContext *context, CrmRecord *conflict);

G_END_DECLS
