/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "client/ui/desk-context.h"

G_BEGIN_DECLS

/* The truth about the exchange: state, next attempt, every waiting change, what needs a decision
 * and how much is kept on this computer. */
#define DESK_TYPE_SYNC_POPOVER (desk_sync_popover_get_type ())
G_DECLARE_FINAL_TYPE (DeskSyncPopover, desk_sync_popover, DESK, SYNC_POPOVER, GtkPopover)

GtkWidget *desk_sync_popover_new (DeskContext *context);

G_END_DECLS
