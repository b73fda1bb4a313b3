/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "client/ui/desk-context.h"

G_BEGIN_DECLS

/* Covers the window while the cache may not be read: the computer was too long without the server.
 * Goes away by itself. Main thread only. */
GtkWidget *desk_lock_page_new (DeskContext *context);

G_END_DECLS
