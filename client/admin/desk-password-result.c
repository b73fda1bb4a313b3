/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A password that the server made. Main thread; nothing of it is kept. */

#include "client/admin/desk-password-result.h"

#include <glib/gi18n.h>

#include "client/admin/desk-admin-page.h"
#include "shared/codec/crm-json.h"

static void
copy_cb (GtkWidget *button, GtkLabel *label)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (button), gtk_label_get_label (label));
  gtk_button_set_label (GTK_BUTTON (button), _ ("Copied"));
}

gboolean
desk_password_result_show (DeskForm *form, JsonNode *answer)
{
  const char *password =
      answer != NULL && JSON_NODE_HOLDS_OBJECT (answer)
          ? crm_json_get_text (json_object_get_member (json_node_get_object (answer), "password"))
          : NULL;
  GtkWidget *box;
  GtkWidget *label;
  GtkWidget *hint;
  GtkWidget *button;

  if (password == NULL)
    return FALSE;
  box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  label = gtk_label_new (password);
  hint = gtk_label_new (_ ("Shown once. It has to be changed at the first sign-in."));
  button = gtk_button_new_with_label (_ ("Copy"));
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap (GTK_LABEL (hint), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (hint), 44);
  gtk_widget_add_css_class (label, "title-2");
  gtk_widget_add_css_class (label, "desk-password");
  gtk_widget_add_css_class (hint, "dim-label");
  gtk_widget_add_css_class (box, "desk-form");
  gtk_widget_set_halign (button, GTK_ALIGN_CENTER);
  g_signal_connect_object (button, "clicked", G_CALLBACK (copy_cb), label, 0);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), hint);
  gtk_box_append (GTK_BOX (box), button);
  desk_form_show_result (form, box);
  gtk_widget_grab_focus (button);
  return TRUE;
}
