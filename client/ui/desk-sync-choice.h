/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "client/ui/desk-context.h"

G_BEGIN_DECLS

/* The server wants to remove more than it may without a word: what it wants, why, and the two ways
 * to decide ("app.remove-evicted", "app.keep-evicted"). Shown while there is something to decide.
 * Main thread only. */
#define DESK_TYPE_SYNC_CHOICE (desk_sync_choice_get_type ())
G_DECLARE_FINAL_TYPE (DeskSyncChoice, desk_sync_choice, DESK, SYNC_CHOICE, AdwBin)

void desk_sync_choice_set_context (DeskSyncChoice *self, DeskContext *context);

G_END_DECLS
