/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Lets the child of @button have its whole width: the toolkit centres it. */
void desk_menu_button_fill (GtkMenuButton *button);

/* Gives @button the menu @model, whose widgets are made when it is first opened. */
void desk_menu_button_set_menu (GtkMenuButton *button, GMenuModel *model);

G_END_DECLS
