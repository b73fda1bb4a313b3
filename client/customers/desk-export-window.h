/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "client/customers/desk-export.h"

G_BEGIN_DECLS

/* How far an export is, with a way to end it, and what came of it. Modal to @parent; presents
 * itself and starts the export. (transfer none) */
GtkWindow *desk_export_window_open (GtkWindow *parent, DeskExport *export);

G_END_DECLS
