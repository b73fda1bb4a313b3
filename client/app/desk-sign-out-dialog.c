/* SPDX-License-Identifier: GPL-3.0-or-later */

/* "Sign out?" for somebody with unsent changes. Main thread; it destroys itself. What waits is in
 * the person's own folder and goes nowhere: the dialog says so instead of frightening. */

#include "client/app/desk-sign-out-dialog.h"

#include <glib/gi18n.h>

struct _DeskSignOutDialog
{
  AdwMessageDialog parent_instance;

  DeskOutbox *outbox; /* (owned) */
};

G_DEFINE_FINAL_TYPE (DeskSignOutDialog, desk_sign_out_dialog, ADW_TYPE_MESSAGE_DIALOG)

static void
update_cb (DeskSignOutDialog *self)
{
  const guint n = g_list_model_get_n_items (G_LIST_MODEL (self->outbox));

  if (n == 0)
    {
      adw_message_dialog_set_heading (ADW_MESSAGE_DIALOG (self),
                                      _ ("Everything is on the server now"));
      adw_message_dialog_set_body (ADW_MESSAGE_DIALOG (self), "");
      return;
    }
  adw_message_dialog_format_heading (ADW_MESSAGE_DIALOG (self),
                                     ngettext ("%u change is not on the server yet",
                                               "%u changes are not on the server yet", n),
                                     n);
  adw_message_dialog_set_body (ADW_MESSAGE_DIALOG (self),
                               _ ("Nothing is lost: what waits stays on this computer and goes to "
                                  "the server when you sign in here again. Until then nobody else "
                                  "sees it."));
}

static void
desk_sign_out_dialog_dispose (GObject *object)
{
  g_clear_object (&DESK_SIGN_OUT_DIALOG (object)->outbox);
  G_OBJECT_CLASS (desk_sign_out_dialog_parent_class)->dispose (object);
}

static void
desk_sign_out_dialog_class_init (DeskSignOutDialogClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = desk_sign_out_dialog_dispose;
}

static void
desk_sign_out_dialog_init (DeskSignOutDialog *self)
{
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (self), "stay", _ ("_Stay Signed In"),
                                    "sign-out", _ ("Sign _Out"), NULL);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (self), "stay");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (self), "stay");
  gtk_window_set_destroy_with_parent (GTK_WINDOW (self), TRUE);
}

GtkWidget *
desk_sign_out_dialog_new (GtkWindow *parent, DeskOutbox *outbox)
{
  DeskSignOutDialog *self =
      g_object_new (DESK_TYPE_SIGN_OUT_DIALOG, "transient-for", parent, "modal", TRUE, NULL);

  self->outbox = g_object_ref (outbox);
  g_signal_connect_object (outbox, "items-changed", G_CALLBACK (update_cb), self,
                           G_CONNECT_SWAPPED);
  update_cb (self);
  return GTK_WIDGET (self);
}
