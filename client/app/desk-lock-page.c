/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A status page bound to the state of the exchange. Main thread. */

#include "client/app/desk-lock-page.h"

#include <glib/gi18n.h>

GtkWidget *
desk_lock_page_new (DeskContext *context)
{
  GtkWidget *page = adw_status_page_new ();
  GtkWidget *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *again = gtk_button_new_with_label (_ ("Try Again"));
  GtkWidget *sign_in = gtk_button_new_with_label (_ ("Sign In"));

  adw_status_page_set_icon_name (ADW_STATUS_PAGE (page), "changes-prevent-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (page), _ ("Locked"));
  adw_status_page_set_description (
      ADW_STATUS_PAGE (page),
      _ ("This computer was too long without the server. Everything is kept "
         "and opens as soon as the server answers."));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (again), "app.sync-now");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (sign_in), "app.sign-in");
  gtk_widget_add_css_class (again, "suggested-action");
  gtk_widget_set_halign (buttons, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (buttons), again);
  gtk_box_append (GTK_BOX (buttons), sign_in);
  adw_status_page_set_child (ADW_STATUS_PAGE (page), buttons);
  gtk_widget_add_css_class (page, "background");
  g_object_bind_property (desk_context_get_status (context), "locked", page, "visible",
                          G_BINDING_SYNC_CREATE);
  return page;
}
