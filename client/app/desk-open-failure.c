/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A message dialog with one way out. Main thread; owned by the toolkit. */

#include "client/app/desk-open-failure.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "shared/base/crm-error.h"

static void
response_cb (GtkWindow *dialog, const char *response, gpointer user_data)
{
  g_application_quit (user_data);
}

static void
format_body (AdwMessageDialog *dialog, const char *folder, const GError *error)
{
  if (g_error_matches (error, CRM_ERROR, CRM_ERROR_OFFLINE))
    adw_message_dialog_format_body (
        dialog,
        _ ("The key of your data is in the keyring of this computer, and that does not answer. "
           "Unlock it, or sign in to the computer again, then start Zontik. Nothing was changed or "
           "thrown away.\n\n%s"),
        error->message);
  else
    adw_message_dialog_format_body (
        dialog,
        _ ("Nothing was changed or thrown away; what was not sent yet is in the folder %s. Check "
           "that the disk has room, or show this to the administrator:\n\n%s"),
        folder, error->message);
}

void
desk_open_failure_show (GtkApplication *application,
                        GtkWindow *parent,
                        const char *folder,
                        const GError *error)
{
  GtkWidget *dialog =
      adw_message_dialog_new (parent, _ ("The data on this computer cannot be opened"), NULL);

  format_body (ADW_MESSAGE_DIALOG (dialog), folder, error);
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _ ("Close the Program"));
  g_signal_connect_object (dialog, "response", G_CALLBACK (response_cb), application, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}
