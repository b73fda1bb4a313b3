/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Two questions about a server's certificate. Main thread; each dialog lives until it is answered.
 */

#include "client/app/desk-certificate-dialog.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <string.h>

typedef struct
{
  char *fingerprint;
  AdwMessageDialog *dialog; /* borrowed */
  DeskCertificateFunc func;
  gpointer user_data;
} Question;

static void
question_free (Question *question)
{
  g_free (question->fingerprint);
  g_free (question);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Question, question_free)

static void
response_cb (AdwMessageDialog *dialog, const char *response, gpointer user_data)
{
  g_autoptr (Question) question = user_data;

  question->func (g_str_equal (response, "trust") ? question->fingerprint : NULL,
                  question->user_data);
}

/* "AB:CD:…" in lines of eight bytes, so that two people can read it to each other. */
static char *
break_lines (const char *fingerprint)
{
  GString *text = g_string_new (NULL);
  guint n = 0;

  for (const char *c = fingerprint; *c != '\0'; c++)
    {
      if (*c == ':')
        g_string_append_c (text, ++n % 8 == 0 ? '\n' : ':');
      else
        g_string_append_c (text, g_ascii_toupper (*c));
    }
  return g_string_free (text, FALSE);
}

static GtkWidget *
make_fingerprint (const char *title, const char *fingerprint)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *caption = gtk_label_new (title);
  g_autofree char *lines = break_lines (fingerprint);
  GtkWidget *value = gtk_label_new (lines);

  gtk_widget_add_css_class (caption, "desk-subtitle");
  gtk_widget_add_css_class (value, "monospace");
  gtk_widget_add_css_class (value, "desk-fingerprint");
  gtk_label_set_selectable (GTK_LABEL (value), TRUE);
  gtk_widget_set_can_focus (value, FALSE);
  gtk_box_append (GTK_BOX (box), caption);
  gtk_box_append (GTK_BOX (box), value);
  return box;
}

static Question *
present (GtkWidget *dialog, const char *fingerprint, DeskCertificateFunc func, gpointer user_data)
{
  Question *question = g_new0 (Question, 1);

  question->fingerprint = g_strdup (fingerprint);
  question->dialog = ADW_MESSAGE_DIALOG (dialog);
  question->func = func;
  question->user_data = user_data;
  g_signal_connect (dialog, "response", G_CALLBACK (response_cb), question);
  gtk_window_present (GTK_WINDOW (dialog));
  return question;
}

void
desk_certificate_dialog_ask (GtkWidget *parent,
                             const char *server,
                             const char *fingerprint,
                             DeskCertificateFunc func,
                             gpointer user_data)
{
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (parent), _ ("Trust this server?"), NULL);
  AdwMessageDialog *message = ADW_MESSAGE_DIALOG (dialog);

  adw_message_dialog_format_body (
      message,
      _ ("This computer connects to %s for the first time. Compare the fingerprint with the one "
         "the administrator gave you: then nobody can read along or pretend to be the server."),
      server);
  adw_message_dialog_set_extra_child (message, make_fingerprint (_ ("SHA-256 of the certificate"),
                                                                 fingerprint));
  adw_message_dialog_add_responses (message, "cancel", _ ("Cancel"), "trust", _ ("Trust"), NULL);
  adw_message_dialog_set_response_appearance (message, "trust", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (message, "trust");
  adw_message_dialog_set_close_response (message, "cancel");
  present (dialog, fingerprint, func, user_data);
}

static char *
strip_fingerprint (const char *text)
{
  GString *hex = g_string_new (NULL);

  for (const char *c = text; *c != '\0'; c++)
    if (g_ascii_isxdigit (*c))
      g_string_append_c (hex, g_ascii_toupper (*c));
  return g_string_free (hex, FALSE);
}

static void
fingerprint_typed_cb (GtkEditable *entry, Question *question)
{
  g_autofree char *typed = strip_fingerprint (gtk_editable_get_text (entry));
  g_autofree char *shown = strip_fingerprint (question->fingerprint);

  adw_message_dialog_set_response_enabled (question->dialog, "trust", g_str_equal (typed, shown));
}

void
desk_certificate_dialog_explain (GtkWidget *parent,
                                 const char *server,
                                 const char *trusted,
                                 const char *shown,
                                 DeskCertificateFunc func,
                                 gpointer user_data)
{
  GtkWidget *dialog =
      adw_message_dialog_new (GTK_WINDOW (parent), _ ("The certificate has changed"), NULL);
  AdwMessageDialog *message = ADW_MESSAGE_DIALOG (dialog);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *entry = gtk_entry_new ();
  Question *question;

  adw_message_dialog_format_body (
      message,
      _ ("%s shows another certificate than the trusted one. Either it was renewed or somebody "
         "stands between you and the server. The connection was refused, all your changes are kept "
         "here. Ask the administrator for the fingerprint of the new certificate."),
      server);
  if (trusted != NULL)
    gtk_box_append (GTK_BOX (box), make_fingerprint (_ ("Trusted until now"), trusted));
  gtk_box_append (GTK_BOX (box), make_fingerprint (_ ("Shown now"), shown));
  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), _ ("Fingerprint from the administrator"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Fingerprint from the administrator"), -1);
  gtk_box_append (GTK_BOX (box), entry);
  adw_message_dialog_set_extra_child (message, box);
  adw_message_dialog_add_responses (message, "cancel", _ ("Close"), "trust",
                                    _ ("Trust the New One"), NULL);
  adw_message_dialog_set_response_appearance (message, "trust", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_response_enabled (message, "trust", FALSE);
  adw_message_dialog_set_default_response (message, "cancel");
  adw_message_dialog_set_close_response (message, "cancel");
  question = present (dialog, shown, func, user_data);
  g_signal_connect (entry, "changed", G_CALLBACK (fingerprint_typed_cb), question);
}
