/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "client/app/desk-workspace.h"

G_BEGIN_DECLS

/* Checks what this computer keeps, against itself and the server, and says how it was. (transfer
 * none); closing it ends the check. */
GtkWidget *desk_integrity_dialog_open (GtkWindow *parent, DeskWorkspace *workspace);

G_END_DECLS
