/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "client/ui/desk-context.h"

G_BEGIN_DECLS

/* When the cache was compared with the server last and how that ended, the progress of a comparison
 * under way, and a button to begin one ("app.begin-check", "app.stop-check"). Main thread only. */
#define DESK_TYPE_SYNC_CHECK (desk_sync_check_get_type ())
G_DECLARE_FINAL_TYPE (DeskSyncCheck, desk_sync_check, DESK, SYNC_CHECK, AdwBin)

void desk_sync_check_set_context (DeskSyncCheck *self, DeskContext *context);

G_END_DECLS
