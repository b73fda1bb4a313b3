/* SPDX-License-Identifier: GPL-3.0-or-later */

/* See the header. Main thread. */

#include "client/customers/desk-export-window.h"

#include <glib/gi18n.h>

#define WIDTH 420

static void
fraction_cb (GtkProgressBar *progress, GParamSpec *pspec, DeskExport *export)
{
  gtk_progress_bar_set_fraction (progress, desk_export_get_fraction (export));
}

static void
response_cb (AdwMessageDialog *dialog, const char *response, gpointer user_data)
{
  desk_export_cancel (user_data);
}

static void
ended_cb (AdwMessageDialog *dialog, const char *text, gboolean is_good, DeskExport *export)
{
  adw_message_dialog_set_heading (dialog,
                                  is_good ? _ ("The file is made") : _ ("No file was made"));
  adw_message_dialog_set_body (dialog, text);
  adw_message_dialog_set_response_label (dialog, "close", _ ("_Close"));
  gtk_widget_set_visible (adw_message_dialog_get_extra_child (dialog), FALSE);
}

GtkWindow *
desk_export_window_open (GtkWindow *parent, DeskExport *export)
{
  GtkWidget *dialog = adw_message_dialog_new (parent, _ ("Writing the file"), NULL);
  GtkWidget *progress = gtk_progress_bar_new ();

  gtk_widget_set_size_request (progress, WIDTH / 2, -1);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), progress);
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _ ("_Cancel"));
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "close");
  g_signal_connect_object (export, "notify::fraction", G_CALLBACK (fraction_cb), progress,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (export, "ended", G_CALLBACK (ended_cb), dialog, G_CONNECT_SWAPPED);
  g_signal_connect_data (dialog, "response", G_CALLBACK (response_cb), g_object_ref (export),
                         (GClosureNotify) g_object_unref, 0);
  gtk_window_present (GTK_WINDOW (dialog));
  desk_export_start (export);
  return GTK_WINDOW (dialog);
}
