/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A boxed list over DeskSessions. Main thread. */

#define G_LOG_DOMAIN "zontik-ui"

#include "client/ui/desk-device-list.h"

#include <glib/gi18n.h>

#include "client/ui/desk-answer-text.h"

struct _DeskDeviceList
{
  AdwBin parent_instance;

  DeskContext *context;   /* (owned) */
  DeskSessions *sessions; /* (owned) */
  char *user;             /* (owned) (nullable) */
  gboolean is_everybody;
  GCancellable *cancellable; /* (owned) */

  /* children */
  GtkLabel *message;
  GtkListBox *list;
};

G_DEFINE_FINAL_TYPE (DeskDeviceList, desk_device_list, ADW_TYPE_BIN)

static void
say (DeskDeviceList *self, const char *text)
{
  gtk_label_set_label (self->message, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->message), text != NULL);
}

static void
ended_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DeskDeviceList) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) answer = desk_remote_call_finish (DESK_REMOTE (source), result, &error);

  if (self->context == NULL)
    return;
  if (error != NULL)
    {
      g_autofree char *text = desk_answer_dup_text (error);

      say (self, text);
    }
  desk_sessions_load (self->sessions);
}

static void
end (DeskDeviceList *self, const char *path)
{
  DeskRemote *remote = desk_context_get_remote (self->context);

  if (remote != NULL)
    desk_remote_call_async (remote, "DELETE", path, NULL, self->cancellable, ended_cb,
                            g_object_ref (self));
}

static void
end_cb (DeskDeviceList *self, GtkWidget *button)
{
  const char *id = gtk_widget_get_name (button);

  for (guint i = 0; i < desk_sessions_get_count (self->sessions); i++)
    {
      const DeskDevice *session = desk_sessions_get (self->sessions, i);
      const char *user = self->user != NULL ? self->user : session->user;
      g_autofree char *path =
          user != NULL ? g_strdup_printf ("/admin/user/%s/sessions/%s", user, session->id)
                       : g_strconcat ("/sessions/", session->id, NULL);

      if (g_str_equal (session->id, id))
        {
          gtk_widget_set_sensitive (button, FALSE);
          end (self, path);
          return;
        }
    }
}

static char *
dup_line (DeskDeviceList *self, const DeskDevice *session)
{
  const char *name = desk_context_get_user_name (self->context, session->user);
  char *line = desk_device_dup_line (session);
  g_autofree char *bare = NULL;

  if (!self->is_everybody || name == NULL)
    return line;
  bare = line;
  return g_strdup_printf ("%s · %s", name, bare);
}

static GtkWidget *
make_button (DeskDeviceList *self, const DeskDevice *session)
{
  gboolean is_of_others = self->user != NULL || self->is_everybody;
  GtkWidget *button =
      gtk_button_new_with_label (is_of_others ? _ ("End the Session") : _ ("Sign Out"));
  /* Translators: %s is the name of a computer */
  g_autofree char *spoken =
      g_strdup_printf (is_of_others ? _ ("End the session on %s") : _ ("Sign out %s"),
                       session->name);

  gtk_widget_set_name (button, session->id);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, _ ("Ends the session; what that computer keeps is wiped"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken,
                                  -1);
  g_signal_connect_object (button, "clicked", G_CALLBACK (end_cb), self, G_CONNECT_SWAPPED);
  return button;
}

static void
add_session (DeskDeviceList *self, const DeskDevice *session)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *line = dup_line (self, session);
  gboolean is_ours = session->is_current;

  g_object_set (row, "title", session->name != NULL ? session->name : _ ("A computer"), "subtitle",
                line, "use-markup", FALSE, "subtitle-lines", 2, NULL);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row),
                             gtk_image_new_from_icon_name ("computer-symbolic"));
  if (is_ours)
    {
      GtkWidget *label = gtk_label_new (_ ("this computer"));

      gtk_widget_add_css_class (label, "dim-label");
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
    }
  else if (!session->is_ending)
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), make_button (self, session));
  gtk_list_box_append (self->list, row);
}

static void
sessions_changed_cb (DeskDeviceList *self)
{
  const GError *error = desk_sessions_get_error (self->sessions);
  g_autofree char *trouble = error != NULL ? desk_answer_dup_text (error) : NULL;
  guint n_sessions = desk_sessions_get_count (self->sessions);
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (self->list, 0)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
  for (guint i = 0; i < n_sessions; i++)
    add_session (self, desk_sessions_get (self->sessions, i));
  gtk_widget_set_visible (GTK_WIDGET (self->list), n_sessions > 0);
  if (trouble != NULL)
    say (self, trouble);
  else
    say (self, n_sessions == 0 ? _ ("Nobody is signed in on any device") : NULL);
}

static void
desk_device_list_dispose (GObject *object)
{
  DeskDeviceList *self = DESK_DEVICE_LIST (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->sessions);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (desk_device_list_parent_class)->dispose (object);
}

static void
desk_device_list_finalize (GObject *object)
{
  DeskDeviceList *self = DESK_DEVICE_LIST (object);

  g_clear_object (&self->cancellable);
  g_free (self->user);
  G_OBJECT_CLASS (desk_device_list_parent_class)->finalize (object);
}

static void
desk_device_list_class_init (DeskDeviceListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = desk_device_list_dispose;
  G_OBJECT_CLASS (klass)->finalize = desk_device_list_finalize;
}

static void
desk_device_list_init (DeskDeviceList *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);

  self->cancellable = g_cancellable_new ();
  self->message = GTK_LABEL (gtk_label_new (_ ("Asking the server…")));
  gtk_label_set_wrap (self->message, TRUE);
  gtk_label_set_xalign (self->message, 0);
  gtk_widget_add_css_class (GTK_WIDGET (self->message), "dim-label");
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "boxed-list");
  gtk_widget_set_visible (GTK_WIDGET (self->list), FALSE);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->message));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->list));
  adw_bin_set_child (ADW_BIN (self), box);
}

GtkWidget *
desk_device_list_new (DeskContext *context, const char *user, gboolean everybody)
{
  DeskDeviceList *self = g_object_new (DESK_TYPE_DEVICE_LIST, NULL);
  g_autofree char *path = user != NULL ? g_strdup_printf ("/admin/user/%s/sessions", user)
                                       : g_strdup (everybody ? "/admin/sessions" : "/sessions");

  self->context = g_object_ref (context);
  self->user = g_strdup (user);
  self->is_everybody = everybody;
  self->sessions = desk_sessions_new (context, path);
  g_signal_connect_object (self->sessions, "changed", G_CALLBACK (sessions_changed_cb), self,
                           G_CONNECT_SWAPPED);
  desk_sessions_load (self->sessions);
  return GTK_WIDGET (self);
}

DeskSessions *
desk_device_list_get_sessions (DeskDeviceList *self)
{
  g_return_val_if_fail (DESK_IS_DEVICE_LIST (self), NULL);

  return self->sessions;
}

void
desk_device_list_end_all (DeskDeviceList *self)
{
  g_autofree char *path = NULL;

  g_return_if_fail (DESK_IS_DEVICE_LIST (self));

  path = self->user != NULL ? g_strdup_printf ("/admin/user/%s/sessions/all", self->user)
                            : g_strdup ("/sessions/others");
  end (self, path);
}
