/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The data cannot be opened: says what happened, what is kept and what to do, then ends the
 * program. */
void desk_open_failure_show (GtkApplication *application,
                             GtkWindow *parent,
                             const char *folder,
                             const GError *error);

G_END_DECLS
