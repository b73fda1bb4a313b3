/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One password row. Main thread; owned by the toolkit, keeps nothing. */

#include "client/app/desk-passphrase-window.h"

#include <glib/gi18n.h>

#define WIDTH 420

struct _DeskPassphraseWindow
{
  AdwWindow parent_instance;

  GtkEditable *row;
  GtkLabel *label;
};

enum
{
  TYPED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (DeskPassphraseWindow, desk_passphrase_window, ADW_TYPE_WINDOW)

static void
open_cb (DeskPassphraseWindow *self)
{
  g_autofree char *passphrase = g_strdup (gtk_editable_get_text (self->row));

  if (*passphrase == '\0')
    {
      gtk_widget_grab_focus (GTK_WIDGET (self->row));
      return;
    }
  gtk_editable_set_text (self->row, "");
  g_signal_emit (self, signals[TYPED], 0, passphrase);
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
desk_passphrase_window_class_init (DeskPassphraseWindowClass *klass)
{
  signals[TYPED] = g_signal_new ("typed", DESK_TYPE_PASSPHRASE_WINDOW, G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
desk_passphrase_window_init (DeskPassphraseWindow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *bar = adw_header_bar_new ();
  GtkWidget *list = gtk_list_box_new ();
  GtkWidget *button = gtk_button_new_with_label (_ ("Open"));

  self->label = GTK_LABEL (gtk_label_new (NULL));
  self->row = GTK_EDITABLE (adw_password_entry_row_new ());
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->row), _ ("Passphrase"));
  g_signal_connect_object (self->row, "entry-activated", G_CALLBACK (open_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (button, "clicked", G_CALLBACK (open_cb), self, G_CONNECT_SWAPPED);
  gtk_label_set_wrap (self->label, TRUE);
  gtk_label_set_xalign (self->label, 0);
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_list_box_append (GTK_LIST_BOX (list), GTK_WIDGET (self->row));
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_widget_add_css_class (bar, "flat");
  gtk_widget_add_css_class (button, "suggested-action");
  gtk_widget_add_css_class (content, "desk-form");
  gtk_box_append (GTK_BOX (content), GTK_WIDGET (self->label));
  gtk_box_append (GTK_BOX (content), list);
  gtk_box_append (GTK_BOX (content), button);
  gtk_box_append (GTK_BOX (box), bar);
  gtk_box_append (GTK_BOX (box), content);
  adw_window_set_content (ADW_WINDOW (self), box);
  gtk_window_set_default_size (GTK_WINDOW (self), WIDTH, -1);
}

GtkWidget *
desk_passphrase_window_new (GtkApplication *application, gboolean was_wrong)
{
  DeskPassphraseWindow *self = g_object_new (DESK_TYPE_PASSPHRASE_WINDOW, "application",
                                             application, "title", _ ("Zontik"), NULL);

  gtk_label_set_label (self->label,
                       was_wrong
                           ? _ ("This is not the passphrase. Nothing is lost: try again.")
                           : _ ("This computer keeps no passwords, so the data of your clients are "
                                "under a passphrase of their own."));
  if (was_wrong)
    gtk_widget_add_css_class (GTK_WIDGET (self->row), "error");
  return GTK_WIDGET (self);
}

void
desk_passphrase_window_type (DeskPassphraseWindow *self, const char *passphrase)
{
  g_return_if_fail (DESK_IS_PASSPHRASE_WINDOW (self));

  gtk_editable_set_text (self->row, passphrase);
  open_cb (self);
}
