/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "client/ui/desk-context.h"

G_BEGIN_DECLS

/* The bottom left line that tells how the exchange with the server stands; a click opens the
 * popover with every waiting change. Property "compact": the icon only, words in the tooltip. */
#define DESK_TYPE_SYNC_ROW (desk_sync_row_get_type ())
G_DECLARE_FINAL_TYPE (DeskSyncRow, desk_sync_row, DESK, SYNC_ROW, AdwBin)

void desk_sync_row_set_context (DeskSyncRow *self, DeskContext *context);
void desk_sync_row_set_compact (DeskSyncRow *self, gboolean compact);
/* Opens the popover. */
void desk_sync_row_popup (DeskSyncRow *self);
/* (nullable): what it says now. */
const char *desk_sync_row_get_text (DeskSyncRow *self);

G_END_DECLS
