/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "client/ui/desk-conflict.h"

G_BEGIN_DECLS

/* One field that two people changed: its name and what it was, two cards to choose from. Signal
 * "changed". */
#define DESK_TYPE_CONFLICT_ROW (desk_conflict_row_get_type ())
G_DECLARE_FINAL_TYPE (DeskConflictRow, desk_conflict_row, DESK, CONFLICT_ROW, GtkWidget)

/* @group is borrowed from the choice of the dialog. @columns: shared widths of name, mine, theirs.
 */
GtkWidget *
desk_conflict_row_new (const CrmKind *kind, DeskConflictGroup *group, GtkSizeGroup *const *columns);
/* Shows what the group says now. */
void desk_conflict_row_update (DeskConflictRow *self);
void desk_conflict_row_set_stacked (DeskConflictRow *self, gboolean stacked);

G_END_DECLS
