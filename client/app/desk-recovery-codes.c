/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Codes for when the telephone is lost. Main thread; kept by the label only. */

#include "client/app/desk-recovery-codes.h"

#include <glib/gi18n.h>

#include "shared/codec/crm-json.h"

static void
copy_cb (GtkLabel *label, GtkWidget *button)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (button), gtk_label_get_label (label));
  gtk_button_set_label (GTK_BUTTON (button), _ ("Copied"));
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkButton) button = user_data;
  gboolean is_written = g_file_replace_contents_finish (G_FILE (source), result, NULL, NULL);

  gtk_button_set_label (button, is_written ? _ ("Saved") : _ ("Not saved"));
}

/* The chooser goes with its answer. */
static void
chosen_cb (GtkNativeDialog *chooser, int response, GtkWidget *button)
{
  GtkLabel *label = GTK_LABEL (
      gtk_widget_get_first_child (gtk_widget_get_parent (gtk_widget_get_parent (button))));
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
  g_autoptr (GBytes) bytes = NULL;
  const char *text = gtk_label_get_label (label);

  if (response == GTK_RESPONSE_ACCEPT && file != NULL)
    {
      bytes = g_bytes_new (text, strlen (text));
      g_file_replace_contents_bytes_async (file, bytes, NULL, FALSE, G_FILE_CREATE_PRIVATE, NULL,
                                           written_cb, g_object_ref (button));
    }
  g_object_unref (chooser);
}

static void
save_cb (GtkWidget *button)
{
  GtkFileChooserNative *chooser =
      gtk_file_chooser_native_new (_ ("Recovery codes"), GTK_WINDOW (gtk_widget_get_root (button)),
                                   GTK_FILE_CHOOSER_ACTION_SAVE, _ ("Save"), _ ("Cancel"));

  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), "zontik-codes.txt");
  g_signal_connect_object (chooser, "response", G_CALLBACK (chosen_cb), button, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

static char *
read_codes (JsonNode *answer)
{
  JsonNode *list = answer != NULL && JSON_NODE_HOLDS_OBJECT (answer)
                       ? json_object_get_member (json_node_get_object (answer), "recovery_codes")
                       : NULL;
  GString *text = g_string_new (NULL);
  JsonArray *codes =
      list != NULL && JSON_NODE_HOLDS_ARRAY (list) ? json_node_get_array (list) : NULL;

  for (guint i = 0; codes != NULL && i < json_array_get_length (codes); i++)
    {
      const char *code = crm_json_get_text (json_array_get_element (codes, i));

      if (code != NULL)
        g_string_append_printf (text, "%s%s", i == 0 ? "" : (i % 2 == 0 ? "\n" : "   "), code);
    }
  return g_string_free (text, FALSE);
}

void
desk_recovery_codes_show (DeskForm *form, JsonNode *answer)
{
  g_autofree char *text = read_codes (answer);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *label = gtk_label_new (text);
  GtkWidget *hint = gtk_label_new (_ ("Shown once. Each of them signs you in one time when the "
                                      "telephone is not there: keep them apart from it."));
  GtkWidget *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *copy = gtk_button_new_with_label (_ ("Copy"));
  GtkWidget *save = gtk_button_new_with_label (_ ("Save…"));

  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap (GTK_LABEL (hint), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (hint), 44);
  gtk_widget_add_css_class (label, "desk-password");
  gtk_widget_add_css_class (hint, "dim-label");
  gtk_widget_add_css_class (box, "desk-form");
  gtk_widget_set_halign (buttons, GTK_ALIGN_CENTER);
  g_signal_connect_object (copy, "clicked", G_CALLBACK (copy_cb), label, G_CONNECT_SWAPPED);
  g_signal_connect (save, "clicked", G_CALLBACK (save_cb), NULL);
  gtk_box_append (GTK_BOX (buttons), copy);
  gtk_box_append (GTK_BOX (buttons), save);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), hint);
  gtk_box_append (GTK_BOX (box), buttons);
  desk_form_show_result (form, box);
  gtk_widget_grab_focus (copy);
}
