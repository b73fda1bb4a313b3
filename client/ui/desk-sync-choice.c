/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A question bound to the status of the exchange. Main thread; part of the popover of sync. */

#include "client/ui/desk-sync-choice.h"

#include <glib/gi18n.h>

struct _DeskSyncChoice
{
  AdwBin parent_instance;

  /* template widgets */
  GtkLabel *title_label;
  GtkLabel *text_label;
  GtkWidget *keep_button;
  GtkButton *remove_button;

  DeskSyncStatus *status; /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (DeskSyncChoice, desk_sync_choice, ADW_TYPE_BIN)

typedef struct
{
  const char *reason;
  const char *words;
} Reason;

static const Reason reasons[] = {
  { "reassigned", N_ ("The server says that they were given to somebody else.") },
  { "role-changed", N_ ("The server says that your role has changed.") },
  { "branch-changed", N_ ("The server says that you are in another branch now.") },
  { "share-ended", N_ ("The server says that nobody shares them with you any more.") },
  { "deputy-ended", N_ ("The server says that you do not stand in for a colleague any more.") },
};

static const char *
word_reason (const char *reason)
{
  for (guint i = 0; i < G_N_ELEMENTS (reasons); i++)
    if (g_strcmp0 (reasons[i].reason, reason) == 0)
      return _ (reasons[i].words);
  return _ ("The server does not say why. If nobody told you about it, ask the administrator "
            "first.");
}

static void
update (DeskSyncChoice *self)
{
  g_autofree char *reason = NULL;
  g_autofree char *title = NULL;
  g_autofree char *remove = NULL;
  gboolean kept;
  guint n;

  if (self->status == NULL)
    return;
  g_object_get (self->status, "evicting", &n, "evicting-reason", &reason, "evicting-kept", &kept,
                NULL);
  gtk_widget_set_visible (GTK_WIDGET (self), n > 0);
  if (n == 0)
    return;
  title = g_strdup_printf (ngettext ("Remove %u client from this computer?",
                                     "Remove %u clients from this computer?", n),
                           n);
  remove = g_strdup_printf (ngettext ("Remove %u Client", "Remove %u Clients", n), n);
  gtk_label_set_label (self->title_label, title);
  gtk_label_set_label (self->text_label,
                       kept ? _ ("They stay for now. What you type is sent, changes of colleagues "
                                 "come when this is decided.")
                            : word_reason (reason));
  gtk_button_set_label (self->remove_button, remove);
  gtk_widget_set_visible (self->keep_button, !kept);
}

static void
desk_sync_choice_dispose (GObject *object)
{
  DeskSyncChoice *self = DESK_SYNC_CHOICE (object);

  g_clear_object (&self->status);
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), DESK_TYPE_SYNC_CHOICE);
  G_OBJECT_CLASS (desk_sync_choice_parent_class)->dispose (object);
}

static void
desk_sync_choice_class_init (DeskSyncChoiceClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = desk_sync_choice_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/zontik/Zontik/ui/desk-sync-choice.ui");
  gtk_widget_class_bind_template_child (widget_class, DeskSyncChoice, title_label);
  gtk_widget_class_bind_template_child (widget_class, DeskSyncChoice, text_label);
  gtk_widget_class_bind_template_child (widget_class, DeskSyncChoice, keep_button);
  gtk_widget_class_bind_template_child (widget_class, DeskSyncChoice, remove_button);
}

static void
desk_sync_choice_init (DeskSyncChoice *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
desk_sync_choice_set_context (DeskSyncChoice *self, DeskContext *context)
{
  static const char *const watched[] = { "notify::evicting", "notify::evicting-reason",
                                         "notify::evicting-kept" };

  g_return_if_fail (DESK_IS_SYNC_CHOICE (self) && self->status == NULL);

  self->status = g_object_ref (desk_context_get_status (context));
  for (guint i = 0; i < G_N_ELEMENTS (watched); i++)
    g_signal_connect_object (self->status, watched[i], G_CALLBACK (update), self,
                             G_CONNECT_SWAPPED);
  update (self);
}
