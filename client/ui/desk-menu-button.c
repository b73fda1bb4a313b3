/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One adjustment of a stock widget, in one place. */

#include "client/ui/desk-menu-button.h"

void
desk_menu_button_fill (GtkMenuButton *button)
{
  GtkWidget *widget = gtk_menu_button_get_child (button);

  for (widget = gtk_widget_get_parent (widget); widget != NULL && !GTK_IS_BUTTON (widget);
       widget = gtk_widget_get_parent (widget))
    gtk_widget_set_halign (widget, GTK_ALIGN_FILL);
}
