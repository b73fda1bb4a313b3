/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "client/app/desk-workspace.h"

G_BEGIN_DECLS

/* The last window is gone: keeps the program alive until what is queued is on the disk, and no
 * longer than a person or @patience agrees to. When it lasts a window says so; after @patience it
 * offers to end all the same (%TRUE @asks), or the program ends by itself. What had been saved
 * before is on the disk whatever happens. Main thread. */
void desk_farewell_begin (GtkApplication *application,
                          DeskWorkspace *workspace,
                          guint patience_ms,
                          gboolean asks);
/* A disk that does not answer at all. */
#define DESK_FAREWELL_PATIENCE_MS 15000

G_END_DECLS
