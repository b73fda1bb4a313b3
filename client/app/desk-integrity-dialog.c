/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A message dialog that waits for the answer. Main thread; owned by the toolkit. */

#define G_LOG_DOMAIN "zontik-app"

#include "client/app/desk-integrity-dialog.h"

#include <glib/gi18n.h>

#include "client/sync/desk-integrity.h"

typedef struct
{
  GtkWidget *dialog;         /* (nullable) weak */
  GCancellable *cancellable; /* (owned) */
  GtkProgressBar *bar;
  guint pulse; /* 0: none */
} Check;

static void
free_check (Check *check)
{
  g_clear_handle_id (&check->pulse, g_source_remove);
  g_clear_weak_pointer (&check->dialog);
  g_object_unref (check->cancellable);
  g_free (check);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Check, free_check)

static gboolean
pulse_cb (gpointer user_data)
{
  Check *check = user_data;

  if (check->dialog != NULL)
    gtk_progress_bar_pulse (check->bar);
  return G_SOURCE_CONTINUE;
}

static void
checked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Check) check = user_data;
  g_autoptr (GError) error = NULL;
  DeskIntegrity integrity = { 0 };
  gboolean is_done = desk_integrity_check_finish (result, &integrity, &error);
  g_autofree char *text = NULL;

  if (check->dialog == NULL)
    return;
  if (is_done)
    text = desk_integrity_describe (&integrity);
  else
    text = g_strdup_printf (_ ("It could not be checked: %s"), error->message);
  adw_message_dialog_set_heading (ADW_MESSAGE_DIALOG (check->dialog), _ ("Integrity"));
  adw_message_dialog_set_body (ADW_MESSAGE_DIALOG (check->dialog), text);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (check->dialog), NULL);
  adw_message_dialog_set_response_label (ADW_MESSAGE_DIALOG (check->dialog), "close", _ ("Close"));
}

static void
response_cb (GtkWidget *dialog, const char *response, GCancellable *cancellable)
{
  g_cancellable_cancel (cancellable);
}

GtkWidget *
desk_integrity_dialog_open (GtkWindow *parent, DeskWorkspace *workspace)
{
  GtkWidget *dialog = adw_message_dialog_new (parent, _ ("Checking integrity…"), NULL);
  Check *check = g_new0 (Check, 1);

  g_set_weak_pointer (&check->dialog, dialog);
  check->cancellable = g_cancellable_new ();
  check->bar = GTK_PROGRESS_BAR (gtk_progress_bar_new ());
  gtk_accessible_update_property (GTK_ACCESSIBLE (check->bar), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Checking integrity…"), -1);
  adw_message_dialog_set_body (ADW_MESSAGE_DIALOG (dialog),
                               _ ("What this computer keeps is read through and compared with the "
                                  "server. You can go on working."));
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), GTK_WIDGET (check->bar));
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _ ("Stop"));
  g_signal_connect_object (dialog, "response", G_CALLBACK (response_cb), check->cancellable, 0);
  check->pulse = g_timeout_add (100, pulse_cb, check);
  desk_integrity_check_async (desk_context_get_database (desk_workspace_get_context (workspace)),
                              desk_workspace_get_engine (workspace),
                              desk_context_get_status (desk_workspace_get_context (workspace)),
                              check->cancellable, checked_cb, check);
  gtk_window_present (GTK_WINDOW (dialog));
  return dialog;
}
