/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Lets the child of @button have its whole width: the toolkit centres it. */
void desk_menu_button_fill (GtkMenuButton *button);

G_END_DECLS
