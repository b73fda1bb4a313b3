/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "client/ui/desk-undo.h"

G_BEGIN_DECLS

/* "Operations": what was done in a window, newest first, with a way back where there is one. */
#define DESK_TYPE_OPERATIONS_WINDOW (desk_operations_window_get_type ())
G_DECLARE_FINAL_TYPE (DeskOperationsWindow,
                      desk_operations_window,
                      DESK,
                      OPERATIONS_WINDOW,
                      AdwWindow)

GtkWidget *desk_operations_window_new (DeskContext *context, DeskUndo *undo);

G_END_DECLS
