/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Two dialogs about keys that are gone. Main thread; owned by the toolkit. */

#include "client/app/desk-forgotten-dialog.h"

#include <glib/gi18n.h>

static void append_sentence (GString *text, const char *format, ...) G_GNUC_PRINTF (2, 3);

static void
append_sentence (GString *text, const char *format, ...)
{
  va_list args;

  if (text->len > 0)
    g_string_append (text, "\n\n");
  va_start (args, format);
  g_string_append_vprintf (text, format, args);
  va_end (args);
}

/* What is sealed with the passphrase goes, everything else comes back. */
static char *
describe_loss (const DeskOutboxPeek *peek)
{
  GString *text = g_string_new (_ ("The clients are loaded from the server again."));
  const guint kept = peek->unsent - peek->sealed;

  if (peek->sealed > 0)
    append_sentence (text,
                     ngettext ("%u change to documents or bank details that was not sent is lost.",
                               "%u changes to documents or bank details that were not sent are "
                               "lost.",
                               peek->sealed),
                     peek->sealed);
  if (peek->drafts > 0)
    append_sentence (text, ngettext ("%u draft is lost.", "%u drafts are lost.", peek->drafts),
                     peek->drafts);
  if (kept > 0)
    append_sentence (text,
                     ngettext ("%u other change that was not sent is kept and will be sent.",
                               "%u other changes that were not sent are kept and will be sent.",
                               kept),
                     kept);
  if (peek->unsent + peek->drafts == 0)
    append_sentence (text, _ ("Nothing that you typed is lost: all of it was sent."));
  return g_string_free (text, FALSE);
}

GtkWidget *
desk_forgotten_dialog_new (GtkWindow *parent, const DeskOutboxPeek *peek)
{
  GtkWidget *dialog = adw_message_dialog_new (parent, _ ("Go on without the passphrase?"), NULL);
  AdwMessageDialog *message = ADW_MESSAGE_DIALOG (dialog);
  g_autofree char *text = NULL;

  if (peek != NULL)
    text = describe_loss (peek);
  else
    text = g_strdup (_ ("The clients are loaded from the server again. Documents, bank details and "
                        "drafts that were not sent are lost; how many could not be counted."));
  adw_message_dialog_set_body (message, text);
  adw_message_dialog_add_responses (message, "cancel", _ ("Try to Remember"), "forget",
                                    _ ("Start Anew"), NULL);
  adw_message_dialog_set_response_appearance (message, "forget", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (message, "cancel");
  adw_message_dialog_set_close_response (message, "cancel");
  return dialog;
}

GtkWidget *
desk_lost_key_dialog_new (GtkWindow *parent, guint unreadable)
{
  GtkWidget *dialog = adw_message_dialog_new (parent, _ ("The key of this computer is gone"), NULL);
  AdwMessageDialog *message = ADW_MESSAGE_DIALOG (dialog);
  GString *text = g_string_new (
      _ ("The keyring of this computer does not have the key of your data any more: perhaps it was "
         "cleared or made anew. A new key was made, and you can work on."));
  g_autofree char *body = NULL;

  if (unreadable > 0)
    append_sentence (text,
                     ngettext ("%u change to documents or bank details that was not sent cannot be "
                               "read any more. Type it again, then remove it here.",
                               "%u changes to documents or bank details that were not sent cannot "
                               "be read any more. Type them again, then remove them here.",
                               unreadable),
                     unreadable);
  else
    append_sentence (text, _ ("Numbers that you had looked at have to be asked for again. Nothing "
                              "that you sent is lost."));
  body = g_string_free (text, FALSE);
  adw_message_dialog_set_body (message, body);
  adw_message_dialog_add_response (message, "keep",
                                   unreadable > 0 ? _ ("Keep for Now") : _ ("Go On"));
  adw_message_dialog_set_default_response (message, "keep");
  adw_message_dialog_set_close_response (message, "keep");
  if (unreadable > 0)
    {
      adw_message_dialog_add_response (message, "remove", _ ("Remove"));
      adw_message_dialog_set_response_appearance (message, "remove", ADW_RESPONSE_DESTRUCTIVE);
    }
  return dialog;
}
