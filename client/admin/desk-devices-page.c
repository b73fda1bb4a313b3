/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Devices, in the section and in a window. Main thread; no state of its own. */

#include "client/admin/desk-devices-page.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "client/admin/desk-admin-page.h"
#include "client/ui/desk-device-list.h"
#include "shared/record/crm-user.h"

#define WIDTH  520
#define HEIGHT 460

GtkWidget *
desk_devices_page_new (DeskContext *context)
{
  GtkWidget *page = desk_admin_page_new (context, _ ("Devices"));
  gboolean everybody =
      desk_rights_get (desk_context_get_rights (context), "device", CRM_ACTION_SEE) > CRM_SCOPE_OWN;
  GtkWidget *list = desk_device_list_new (context, NULL, everybody);
  GtkWidget *refresh = desk_admin_make_icon_button ("view-refresh-symbolic", _ ("Read again"));

  g_signal_connect_object (refresh, "clicked", G_CALLBACK (desk_sessions_load),
                           desk_device_list_get_sessions (DESK_DEVICE_LIST (list)),
                           G_CONNECT_SWAPPED);
  desk_admin_page_add_end (DESK_ADMIN_PAGE (page), refresh);
  desk_admin_page_set_child (DESK_ADMIN_PAGE (page), desk_admin_make_column (list));
  return page;
}

static gboolean
close_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  gtk_window_close (GTK_WINDOW (widget));
  return TRUE;
}

static void
add_escape (GtkWidget *window)
{
  GtkEventController *keys = gtk_shortcut_controller_new ();

  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (keys),
      gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Escape, 0),
                        gtk_callback_action_new (close_cb, NULL, NULL)));
  gtk_widget_add_controller (window, keys);
}

GtkWidget *
desk_devices_open (GtkWidget *from, DeskContext *context, CrmRecord *user)
{
  GtkWidget *window = adw_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *bar = adw_header_bar_new ();
  GtkWidget *all = gtk_button_new_with_label (_ ("End All Sessions"));
  GtkWidget *list = desk_device_list_new (context, crm_record_get_id (user), FALSE);
  GtkWidget *column = desk_admin_make_column (list);
  /* Translators: %s is the name of a person */
  g_autofree char *title = g_strdup_printf (_ ("Devices: %s"), crm_user_get_name (CRM_USER (user)));

  gtk_widget_add_css_class (bar, "flat");
  gtk_widget_add_css_class (all, "destructive-action");
  gtk_widget_set_tooltip_text (all, _ ("What these computers keep is wiped"));
  g_signal_connect_object (all, "clicked", G_CALLBACK (desk_device_list_end_all), list,
                           G_CONNECT_SWAPPED);
  adw_header_bar_pack_start (ADW_HEADER_BAR (bar), all);
  gtk_widget_set_vexpand (column, TRUE);
  gtk_box_append (GTK_BOX (box), bar);
  gtk_box_append (GTK_BOX (box), column);
  adw_window_set_content (ADW_WINDOW (window), box);
  g_object_set (window, "title", title, "modal", TRUE, "transient-for", gtk_widget_get_root (from),
                "destroy-with-parent", TRUE, "default-width", WIDTH, "default-height", HEIGHT,
                NULL);
  add_escape (window);
  gtk_window_present (GTK_WINDOW (window));
  return window;
}
