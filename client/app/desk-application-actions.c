/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The `app.` actions and the small windows behind them. Main thread; windows are made when asked
 * for. */

#include "client/app/desk-application-actions.h"

#include <glib/gi18n.h>
#include <string.h>

#include "client/app/desk-certificate-dialog.h"
#include "client/app/desk-forgotten-dialog.h"
#include "client/app/desk-integrity-dialog.h"
#include "client/app/desk-preferences-window.h"
#include "client/app/desk-shortcuts-window.h"
#include "client/app/desk-sign-out-dialog.h"

static void
present_above (DeskApplication *self, GtkWidget *window)
{
  GtkWindow *parent = gtk_application_get_active_window (GTK_APPLICATION (self));

  /* Without it the actions of the application are grey in there. */
  gtk_window_set_application (GTK_WINDOW (window), GTK_APPLICATION (self));
  gtk_window_set_transient_for (GTK_WINDOW (window), parent);
  gtk_window_set_destroy_with_parent (GTK_WINDOW (window), TRUE);
  gtk_window_present (GTK_WINDOW (window));
}

static void
sync_now_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  DeskWorkspace *workspace = desk_application_get_workspace (user_data);

  if (workspace != NULL)
    desk_sync_engine_sync_now (desk_workspace_get_engine (workspace));
}

static void
sign_in_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  desk_application_ask_sign_in (user_data);
}

static void
sign_out_response_cb (DeskApplication *self, const char *response)
{
  if (g_strcmp0 (response, "sign-out") == 0)
    desk_application_sign_out (self);
}

/* Online or not: whoever leaves is told what is not on the server yet. */
static void
sign_out_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  DeskApplication *self = user_data;
  DeskWorkspace *workspace = desk_application_get_workspace (self);
  DeskOutbox *outbox;
  GtkWidget *dialog;

  if (workspace == NULL)
    return;
  outbox = desk_context_get_outbox (desk_workspace_get_context (workspace));
  if (g_list_model_get_n_items (G_LIST_MODEL (outbox)) == 0)
    {
      desk_application_sign_out (self);
      return;
    }
  dialog =
      desk_sign_out_dialog_new (gtk_application_get_active_window (GTK_APPLICATION (self)), outbox);
  g_signal_connect_object (dialog, "response", G_CALLBACK (sign_out_response_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
preferences_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  DeskApplication *self = user_data;
  DeskWorkspace *workspace = desk_application_get_workspace (self);
  GtkWidget *window = desk_preferences_window_new (desk_application_get_settings (self),
                                                   desk_application_get_account (self));

  if (workspace != NULL)
    desk_preferences_window_add_account (DESK_PREFERENCES_WINDOW (window),
                                         desk_workspace_get_context (workspace));
  present_above (self, window);
}

static void
check_integrity_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  DeskWorkspace *workspace = desk_application_get_workspace (user_data);

  if (workspace != NULL)
    desk_integrity_dialog_open (gtk_application_get_active_window (user_data), workspace);
}

static void
begin_check_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  DeskWorkspace *workspace = desk_application_get_workspace (user_data);

  if (workspace != NULL)
    desk_workspace_begin_check (workspace);
}

static void
stop_check_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  DeskWorkspace *workspace = desk_application_get_workspace (user_data);

  if (workspace != NULL)
    desk_workspace_stop_check (workspace);
}

static void
remove_evicted_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  DeskWorkspace *workspace = desk_application_get_workspace (user_data);

  if (workspace != NULL)
    desk_sync_engine_remove_evicted (desk_workspace_get_engine (workspace));
}

static void
keep_evicted_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  DeskWorkspace *workspace = desk_application_get_workspace (user_data);

  if (workspace != NULL)
    desk_sync_engine_keep_evicted (desk_workspace_get_engine (workspace));
}

static void
trusted_cb (const char *fingerprint, gpointer user_data)
{
  g_autoptr (DeskApplication) self = user_data;
  DeskWorkspace *workspace = desk_application_get_workspace (self);
  g_autoptr (GError) error = NULL;

  if (fingerprint == NULL || workspace == NULL)
    return;
  if (!desk_account_set (desk_application_get_account (self), "fingerprint", fingerprint, &error))
    g_warning ("The certificate cannot be trusted from now on: %s", error->message);
  desk_sync_engine_sync_now (desk_workspace_get_engine (workspace));
}

static const char *
strip_scheme (const char *server)
{
  const char *rest = server != NULL ? strstr (server, "://") : NULL;

  return rest != NULL ? rest + strlen ("://") : server;
}

/* What the server shows now beside what was trusted; only who knows the new one may go on. */
static void
certificate_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  DeskApplication *self = user_data;
  DeskWorkspace *workspace = desk_application_get_workspace (self);
  DeskAccount *account = desk_application_get_account (self);
  const char *shown = NULL;

  if (workspace == NULL)
    return;
  shown = desk_transport_get_fingerprint (desk_workspace_get_transport (workspace));
  if (shown == NULL)
    {
      sync_now_action (action, parameter, user_data);
      return;
    }
  desk_certificate_dialog_explain (GTK_WIDGET (
                                       gtk_application_get_active_window (GTK_APPLICATION (self))),
                                   strip_scheme (desk_account_get_server (account)),
                                   desk_account_get_fingerprint (account), shown, trusted_cb,
                                   g_object_ref (self));
}

static void
lost_key_response_cb (DeskApplication *self, const char *response)
{
  DeskWorkspace *workspace = desk_application_get_workspace (self);
  DeskOutbox *outbox;
  g_auto (GStrv) ids = NULL;

  if (g_strcmp0 (response, "remove") != 0 || workspace == NULL)
    return;
  outbox = desk_context_get_outbox (desk_workspace_get_context (workspace));
  ids = desk_outbox_list_unreadable (outbox);
  desk_outbox_discard_async (outbox, (const char *const *) ids, NULL, NULL, NULL);
}

static void
lost_key_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  DeskApplication *self = user_data;
  DeskWorkspace *workspace = desk_application_get_workspace (self);
  DeskOutbox *outbox;
  GtkWidget *dialog;

  if (workspace == NULL)
    return;
  outbox = desk_context_get_outbox (desk_workspace_get_context (workspace));
  dialog = desk_lost_key_dialog_new (gtk_application_get_active_window (GTK_APPLICATION (self)),
                                     desk_outbox_get_unreadable (outbox));
  g_signal_connect_object (dialog, "response", G_CALLBACK (lost_key_response_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
shortcuts_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  DeskWorkspace *workspace = desk_application_get_workspace (user_data);
  gboolean may_administer =
      workspace != NULL &&
      desk_rights_may_administer (desk_context_get_rights (desk_workspace_get_context (workspace)));

  present_above (user_data, desk_shortcuts_window_new (may_administer));
}

static void
about_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GtkWidget *window = adw_about_window_new ();

  g_object_set (window, "application-name", _ ("Zontik"), "application-icon",
                "io.github.zontik.Zontik", "version", ZONTIK_VERSION, "comments",
                _ ("Clients of an insurance house: fast, without connection too, nothing lost."),
                "developer-name", _ ("The Zontik authors"), "license-type", GTK_LICENSE_GPL_3_0,
                "copyright", _ ("© The Zontik authors"), NULL);
  present_above (user_data, window);
}

/* Asked through the windows, so that each can keep what is typed. */
static void
quit_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GList *windows = gtk_application_get_windows (user_data);
  g_autolist (GtkWindow) held = g_list_copy_deep (windows, (GCopyFunc) g_object_ref, NULL);

  /* Held, because some go with their parent. */
  for (GList *l = held; l != NULL; l = l->next)
    gtk_window_close (l->data);
}

static gboolean
variant_from_scheme (GBinding *binding, const GValue *from, GValue *to, gpointer user_data)
{
  g_value_set_variant (to, g_variant_new_string (g_value_get_string (from)));
  return TRUE;
}

static void
color_scheme_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  g_object_set (desk_application_get_settings (user_data), "color-scheme",
                g_variant_get_string (parameter, NULL), NULL);
}

static gboolean
style_from_scheme (GBinding *binding, const GValue *from, GValue *to, gpointer user_data)
{
  const char *scheme = g_value_get_string (from);

  if (g_strcmp0 (scheme, "light") == 0)
    g_value_set_enum (to, ADW_COLOR_SCHEME_FORCE_LIGHT);
  else if (g_strcmp0 (scheme, "dark") == 0)
    g_value_set_enum (to, ADW_COLOR_SCHEME_FORCE_DARK);
  else
    g_value_set_enum (to, ADW_COLOR_SCHEME_DEFAULT);
  return TRUE;
}

static void
add_color_scheme (DeskApplication *self)
{
  DeskSettings *settings = desk_application_get_settings (self);
  g_autoptr (GSimpleAction) action =
      g_simple_action_new_stateful ("color-scheme", G_VARIANT_TYPE_STRING,
                                    g_variant_new_string ("system"));

  g_signal_connect (action, "activate", G_CALLBACK (color_scheme_action), self);
  g_action_map_add_action (G_ACTION_MAP (self), G_ACTION (action));
  g_object_bind_property_full (settings, "color-scheme", action, "state", G_BINDING_SYNC_CREATE,
                               variant_from_scheme, NULL, NULL, NULL);
  g_object_bind_property_full (settings, "color-scheme",
                               adw_application_get_style_manager (ADW_APPLICATION (self)),
                               "color-scheme", G_BINDING_SYNC_CREATE, style_from_scheme, NULL, NULL,
                               NULL);
}

void
desk_application_add_actions (DeskApplication *self)
{
  static const GActionEntry entries[] = {
    { "sync-now", sync_now_action },
    { "sign-in", sign_in_action },
    { "sign-out", sign_out_action },
    { "preferences", preferences_action },
    { "shortcuts", shortcuts_action },
    { "about", about_action },
    { "quit", quit_action },
    { "check-integrity", check_integrity_action },
    { "begin-check", begin_check_action },
    { "stop-check", stop_check_action },
    { "remove-evicted", remove_evicted_action },
    { "keep-evicted", keep_evicted_action },
    { "certificate", certificate_action },
    { "lost-key", lost_key_action },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  add_color_scheme (self);
}
