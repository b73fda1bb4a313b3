/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "client/ui/desk-context.h"

G_BEGIN_DECLS

/* Two clients side by side: who stays, whose value is taken for each field, what moves over. Merges
 * with an undo in the window of @from. A toplevel; signal "merged" (id of who stays). */
#define DESK_TYPE_MERGE_DIALOG (desk_merge_dialog_get_type ())
G_DECLARE_FINAL_TYPE (DeskMergeDialog, desk_merge_dialog, DESK, MERGE_DIALOG, AdwWindow)

/* @into stays unless the person changes it about. Shows itself when both are read. */
DeskMergeDialog *
desk_merge_dialog_new (GtkWidget *from, DeskContext *context, const char *into, const char *other);
/* (nullable): "Contacts", of what hangs on clients. */
const char *desk_merge_dialog_get_kind_title (const CrmKind *kind);
void desk_merge_dialog_swap (DeskMergeDialog *self);
/* Does it, if it may be done. */
void desk_merge_dialog_merge (DeskMergeDialog *self);

G_END_DECLS
