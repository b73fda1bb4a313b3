/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "client/ui/desk-context.h"

G_BEGIN_DECLS

/* One line of the sync popover: a change that waits, one that was refused (with its reason and what
 * can be done), or a conflict to decide. Property "item": DeskOutboxEntry or CrmConflict. */
#define DESK_TYPE_SYNC_ENTRY_ROW (desk_sync_entry_row_get_type ())
G_DECLARE_FINAL_TYPE (DeskSyncEntryRow, desk_sync_entry_row, DESK, SYNC_ENTRY_ROW, AdwBin)

GtkWidget *desk_sync_entry_row_new (DeskContext *context);
/* @item (nullable). */
void desk_sync_entry_row_set_item (DeskSyncEntryRow *self, GObject *item);

G_END_DECLS
