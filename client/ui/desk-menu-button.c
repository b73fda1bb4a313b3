/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Adjustments of a stock widget, in one place. */

#include "client/ui/desk-menu-button.h"

void
desk_menu_button_fill (GtkMenuButton *button)
{
  GtkWidget *widget = gtk_menu_button_get_child (button);

  for (widget = gtk_widget_get_parent (widget); widget != NULL && !GTK_IS_BUTTON (widget);
       widget = gtk_widget_get_parent (widget))
    gtk_widget_set_halign (widget, GTK_ALIGN_FILL);
}

static void
make_menu_cb (GtkMenuButton *button, gpointer user_data)
{
  if (gtk_menu_button_get_menu_model (button) == NULL)
    gtk_menu_button_set_menu_model (button, G_MENU_MODEL (user_data));
}

void
desk_menu_button_set_menu (GtkMenuButton *button, GMenuModel *model)
{
  gtk_menu_button_set_create_popup_func (button, make_menu_cb, g_object_ref (model),
                                         g_object_unref);
}
