/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Installs the `win.` actions; for class_init of the window. */
void desk_window_install_actions (GtkWidgetClass *widget_class);

G_END_DECLS
