/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The program. Main thread. It goes straight to the main window when somebody is signed in: the
 * database opens on its thread while the window is built, and the network is never waited for. */

#define G_LOG_DOMAIN "zontik-app"

#include "client/app/desk-application.h"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <libintl.h>
#include <locale.h>

#include "client/app/desk-application-actions.h"
#include "client/app/desk-auto-sign-in.h"
#include "client/app/desk-farewell.h"
#include "client/app/desk-open-failure.h"
#include "client/app/desk-passphrase-window.h"
#include "client/store/desk-keys.h"
#include "client/store/desk-wipe.h"
#include "client/sync/desk-sign-in.h"
#include "client/ui/desk-style.h"

#define APP_ID          "io.github.zontik.Zontik"
#define DEFAULT_PROFILE "default"
#define PRESENT_MS      400
#define START_MS        500

struct _DeskApplication
{
  AdwApplication parent_instance;

  /* options (owned) (nullable) */
  char *profile;
  char *server;
  char *login;
  char *trust;

  /* (owned) */
  DeskSettings *settings;
  DeskAccount *account;
  DeskWorkspace *workspace;  /* (nullable) */
  GCancellable *cancellable; /* of signing in and opening */

  DeskWindow *window;               /* (nullable) weak */
  DeskSignInWindow *sign_in_window; /* (nullable) weak */
  GtkWidget *passphrase_window;     /* (nullable) weak */
  gboolean is_run;                  /* will be activated at once, not only registered */
  gboolean skips_first_run;         /* signed in from the command line or before */
  gboolean is_ending;               /* nobody is there to be asked anything */
  guint present_source;
  guint start_source;
  guint signal_sources[2]; /* SIGTERM, SIGINT */
};

G_DEFINE_FINAL_TYPE (DeskApplication, desk_application, ADW_TYPE_APPLICATION)

static void show_sign_in (DeskApplication *self);
static void open_files (DeskApplication *self, const char *passphrase);
static void forgot_cb (DeskApplication *self);

/* Our own choice of language works through LANGUAGE, which the C locale would ignore. */
static void
set_language (DeskSettings *settings)
{
  g_autofree char *language = NULL;

  g_object_get (settings, "language", &language, NULL);
  if (g_strcmp0 (language, "system") != 0 && language != NULL)
    g_setenv ("LANGUAGE", language, TRUE);
  if (setlocale (LC_ALL, "") == NULL || g_strcmp0 (setlocale (LC_MESSAGES, NULL), "C") == 0)
    setlocale (LC_ALL, "C.UTF-8");
  bindtextdomain (GETTEXT_PACKAGE, g_getenv ("ZONTIK_LOCALE_DIR") != NULL
                                       ? g_getenv ("ZONTIK_LOCALE_DIR")
                                       : LOCALE_DIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
}

/* Two programs must never share a database: one instance for each profile. */
static char *
make_application_id (const char *profile)
{
  if (g_str_equal (profile, DEFAULT_PROFILE))
    return g_strdup (APP_ID);
  return g_strdup_printf ("%s.profile_%s", APP_ID, profile);
}

static gboolean
is_profile_name (const char *profile)
{
  for (const char *c = profile; *c != '\0'; c++)
    if (!g_ascii_isalnum (*c) && *c != '_')
      return FALSE;
  return *profile != '\0';
}

static void
make_services (DeskApplication *self)
{
  if (self->settings != NULL)
    return;
  if (self->profile == NULL)
    self->profile = g_strdup (DEFAULT_PROFILE);
  self->settings = desk_settings_new (self->profile);
  self->account = desk_account_new (self->profile);
  set_language (self->settings);
}

static void
close_workspace (DeskApplication *self)
{
  g_clear_handle_id (&self->start_source, g_source_remove);
  if (self->workspace != NULL)
    desk_workspace_close (self->workspace);
  g_clear_object (&self->workspace);
}

static gboolean
start_sync_cb (gpointer user_data)
{
  DeskApplication *self = user_data;

  self->start_source = 0;
  desk_workspace_start (self->workspace);
  return G_SOURCE_REMOVE;
}

/* The exchange begins with work that the first rows would wait for: keyring, certificates. */
static void
painted_cb (DeskApplication *self, GdkFrameClock *clock)
{
  g_signal_handlers_disconnect_by_func (clock, painted_cb, self);
  if (self->start_source == 0)
    return;
  g_source_remove (self->start_source);
  start_sync_cb (self);
}

static void
watch_frames (DeskApplication *self)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (self->window));

  if (self->start_source != 0 && clock != NULL)
    g_signal_connect_object (clock, "after-paint", G_CALLBACK (painted_cb), self,
                             G_CONNECT_SWAPPED);
}

static void
close_passphrase (DeskApplication *self)
{
  if (self->passphrase_window != NULL)
    gtk_window_destroy (GTK_WINDOW (self->passphrase_window));
}

static void
present_window (DeskApplication *self)
{
  g_clear_handle_id (&self->present_source, g_source_remove);
  if (self->window != NULL)
    {
      gtk_window_present (GTK_WINDOW (self->window));
      watch_frames (self);
    }
  if (self->sign_in_window != NULL)
    gtk_window_destroy (GTK_WINDOW (self->sign_in_window));
  close_passphrase (self);
}

static gboolean
present_cb (gpointer user_data)
{
  DeskApplication *self = user_data;

  self->present_source = 0;
  present_window (self);
  return G_SOURCE_REMOVE;
}

static void
make_window (DeskApplication *self)
{
  DeskWindow *window;

  if (self->window != NULL)
    return;
  window = desk_window_new (GTK_APPLICATION (self), desk_workspace_get_context (self->workspace));
  g_set_weak_pointer (&self->window, window);
}

static gboolean
nothing_work (DeskConnection *connection, gpointer data, GError **error)
{
  return TRUE;
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DeskApplication) self = user_data;

  desk_database_work_finish (DESK_DATABASE (source), result, NULL);
  if (self->present_source != 0)
    present_window (self);
  if (self->workspace != NULL && self->window != NULL &&
      desk_workspace_has_lost_keys (self->workspace))
    g_action_group_activate_action (G_ACTION_GROUP (self), "lost-key", NULL);
}

/* The page has asked for its first rows. Whoever asks after it is answered after it: the window
 * comes with them, and its first frame is also the one with rows. */
static void
show_main (DeskApplication *self)
{
  DeskContext *context = desk_workspace_get_context (self->workspace);

  make_window (self);
  desk_window_start (self->window);
  if (self->present_source == 0)
    self->present_source = g_timeout_add (PRESENT_MS, present_cb, self);
  if (self->start_source == 0)
    self->start_source = g_timeout_add (START_MS, start_sync_cb, self);
  desk_database_read_async (desk_context_get_database (context), DESK_PRIORITY_SCREEN, nothing_work,
                            NULL, NULL, self->cancellable, answered_cb, g_object_ref (self));
}

static void
passphrase_cb (DeskApplication *self, const char *passphrase)
{
  close_workspace (self);
  open_files (self, passphrase);
}

/* The window that was made for the list is not to be seen before that; nobody has opened it yet. */
static void
ask_passphrase (DeskApplication *self, gboolean was_wrong)
{
  const DeskPassphraseMode mode =
      desk_keys_has_passphrase (self->account) ? DESK_PASSPHRASE_ASK : DESK_PASSPHRASE_CHOOSE;

  g_clear_handle_id (&self->present_source, g_source_remove);
  if (self->passphrase_window == NULL)
    {
      GtkWidget *window = desk_passphrase_window_new (GTK_APPLICATION (self), self->account, mode);

      g_set_weak_pointer (&self->passphrase_window, window);
      g_signal_connect_object (window, "typed", G_CALLBACK (passphrase_cb), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (window, "forgot", G_CALLBACK (forgot_cb), self, G_CONNECT_SWAPPED);
    }
  if (self->window != NULL)
    gtk_window_destroy (GTK_WINDOW (self->window));
  if (self->sign_in_window != NULL)
    gtk_window_set_transient_for (GTK_WINDOW (self->passphrase_window),
                                  GTK_WINDOW (self->sign_in_window));
  if (was_wrong)
    desk_passphrase_window_refuse (DESK_PASSPHRASE_WINDOW (self->passphrase_window));
  gtk_window_present (GTK_WINDOW (self->passphrase_window));
}

static gboolean
needs_passphrase (const GError *error)
{
  return g_error_matches (error, CRM_ERROR, CRM_ERROR_UNAUTHENTICATED) ||
         g_error_matches (error, CRM_ERROR, CRM_ERROR_DENIED);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DeskApplication) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean opened = desk_workspace_open_finish (DESK_WORKSPACE (source), result, &error);

  g_application_release (G_APPLICATION (self));
  if (self->workspace != DESK_WORKSPACE (source))
    return;
  if (!opened && needs_passphrase (error))
    ask_passphrase (self, g_error_matches (error, CRM_ERROR, CRM_ERROR_DENIED));
  else if (!opened)
    {
      g_warning ("Cannot open the database: %s", error->message);
      close_passphrase (self);
      make_window (self);
      present_window (self);
      desk_open_failure_show (GTK_APPLICATION (self), GTK_WINDOW (self->window),
                              desk_account_get_folder (self->account), error);
    }
  else if (self->sign_in_window == NULL || self->skips_first_run ||
           desk_workspace_is_complete (self->workspace))
    show_main (self);
  else
    {
      close_passphrase (self);
      desk_workspace_start (self->workspace);
      desk_sign_in_window_show_first_run (self->sign_in_window, self->workspace);
    }
}

static void
begin_wipe (DeskApplication *self, GAsyncReadyCallback callback)
{
  g_application_hold (G_APPLICATION (self));
  if (self->window != NULL)
    gtk_window_destroy (GTK_WINDOW (self->window));
  close_workspace (self);
  desk_wipe_async (self->account, NULL, callback, g_object_ref (self));
}

static void
forgotten_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DeskApplication) self = user_data;
  g_autoptr (GError) error = NULL;

  g_application_release (G_APPLICATION (self));
  if (!desk_wipe_finish (result, &error) || !desk_keys_forget_passphrase (self->account, &error))
    {
      g_warning ("the passphrase could not be given up: %s", error->message);
      if (self->passphrase_window != NULL)
        desk_passphrase_window_tell (DESK_PASSPHRASE_WINDOW (self->passphrase_window),
                                     _ ("It did not work. Check that the disk has room."));
      return;
    }
  self->skips_first_run = FALSE;
  show_sign_in (self);
  close_passphrase (self);
  desk_sign_in_page_tell (desk_sign_in_window_get_page (self->sign_in_window),
                          _ ("Sign in: the clients are loaded from the server again, and you "
                             "choose a new passphrase."));
}

/* What was sealed stays sealed for ever; the rest comes back to the same person only. */
static void
forgot_cb (DeskApplication *self)
{
  begin_wipe (self, forgotten_cb);
}

static void
signed_out_cb (DeskApplication *self)
{
  g_message ("The session has ended");
}

static void
wiped_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DeskApplication) self = user_data;
  g_autoptr (GError) error = NULL;

  g_application_release (G_APPLICATION (self));
  if (!desk_wipe_finish (result, &error))
    g_warning ("the data could not be removed: %s", error->message);
  show_sign_in (self);
  desk_sign_in_page_tell (
      desk_sign_in_window_get_page (self->sign_in_window),
      _ ("You were signed out from another place, or may not work here any more. What this "
         "computer kept was removed."));
}

static gboolean
wipe_cb (gpointer user_data)
{
  DeskApplication *self = user_data;

  begin_wipe (self, wiped_cb);
  return G_SOURCE_REMOVE;
}

/* After the engine is done with what it was told: it goes away with the workspace. */
static void
told_to_wipe_cb (DeskApplication *self)
{
  g_idle_add_full (G_PRIORITY_HIGH_IDLE, wipe_cb, g_object_ref (self), g_object_unref);
}

/* On its own thread; meanwhile the toolkit starts and the window is built here. */
static void
open_files (DeskApplication *self, const char *passphrase)
{
  self->workspace = desk_workspace_new (self->account, self->settings, NULL);
  if (passphrase != NULL)
    desk_workspace_set_passphrase (self->workspace, passphrase);
  g_signal_connect_object (desk_workspace_get_engine (self->workspace), "signed-out",
                           G_CALLBACK (signed_out_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (desk_workspace_get_engine (self->workspace), "wiped",
                           G_CALLBACK (told_to_wipe_cb), self, G_CONNECT_SWAPPED);
  g_application_hold (G_APPLICATION (self));
  desk_workspace_open_async (self->workspace, self->cancellable, opened_cb, g_object_ref (self));
}

static void
open_workspace (DeskApplication *self)
{
  if (self->workspace == NULL)
    open_files (self, NULL);
  if (self->sign_in_window != NULL && !self->skips_first_run)
    return;
  make_window (self);
  self->present_source = g_timeout_add (PRESENT_MS, present_cb, self);
}

/* Signed in again at the same place: the workspace goes on with the new session. */
static void
resume_workspace (DeskApplication *self)
{
  DeskSyncEngine *engine = desk_workspace_get_engine (self->workspace);

  desk_sync_engine_stop (engine);
  desk_transport_set_token (desk_workspace_get_transport (self->workspace), NULL);
  desk_sync_engine_start (engine);
  if (self->sign_in_window != NULL)
    gtk_window_destroy (GTK_WINDOW (self->sign_in_window));
  if (self->window != NULL)
    gtk_window_present (GTK_WINDOW (self->window));
}

static gboolean
is_same_workspace (DeskApplication *self)
{
  g_autofree char *folder = desk_account_dup_database_folder (self->account);
  DeskContext *context;

  if (self->workspace == NULL)
    return FALSE;
  context = desk_workspace_get_context (self->workspace);
  return g_strcmp0 (desk_database_get_folder (desk_context_get_database (context)), folder) == 0;
}

static void
signed_in_cb (DeskApplication *self)
{
  if (is_same_workspace (self))
    {
      resume_workspace (self);
      return;
    }
  if (self->window != NULL)
    gtk_window_destroy (GTK_WINDOW (self->window));
  close_workspace (self);
  open_workspace (self);
}

static void
work_offline_cb (DeskApplication *self)
{
  self->skips_first_run = TRUE;
  if (self->workspace != NULL)
    present_window (self);
  else
    open_workspace (self);
}

static void
start_cb (DeskApplication *self)
{
  g_object_set (self->settings, "first-run-done", TRUE, NULL);
  show_main (self);
}

static gboolean
has_cache (DeskApplication *self)
{
  g_autofree char *folder = NULL;
  g_autofree char *cache = NULL;

  if (desk_account_get_user_id (self->account) == NULL)
    return FALSE;
  folder = desk_account_dup_database_folder (self->account);
  cache = g_build_filename (folder, "cache.db", NULL);
  return g_file_test (cache, G_FILE_TEST_EXISTS);
}

static void
show_sign_in (DeskApplication *self)
{
  DeskSignInWindow *window;

  if (self->sign_in_window == NULL)
    {
      window = desk_sign_in_window_new (GTK_APPLICATION (self), self->account, self->server,
                                        has_cache (self));
      g_set_weak_pointer (&self->sign_in_window, window);
      g_signal_connect_object (window, "signed-in", G_CALLBACK (signed_in_cb), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (window, "work-offline", G_CALLBACK (work_offline_cb), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (window, "start", G_CALLBACK (start_cb), self, G_CONNECT_SWAPPED);
    }
  if (self->window != NULL)
    gtk_window_set_transient_for (GTK_WINDOW (self->sign_in_window), GTK_WINDOW (self->window));
  gtk_window_present (GTK_WINDOW (self->sign_in_window));
}

static void
auto_signed_in_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DeskApplication) self = user_data;
  g_autoptr (GError) error = NULL;

  if (desk_auto_sign_in_finish (result, &error))
    {
      self->skips_first_run = TRUE;
      open_workspace (self);
    }
  else
    {
      g_printerr (_ ("Cannot sign in: %s\n"), error->message);
      show_sign_in (self);
      desk_sign_in_page_fill (desk_sign_in_window_get_page (self->sign_in_window), self->login, "");
    }
  g_application_release (G_APPLICATION (self));
}

static gboolean
is_other_server (DeskApplication *self)
{
  g_autofree char *server = NULL;

  if (self->server == NULL)
    return FALSE;
  server = desk_sign_in_parse_server (self->server, NULL);
  return g_strcmp0 (server, desk_account_get_server (self->account)) != 0;
}

static gboolean
is_signed_in (DeskApplication *self)
{
  return self->login == NULL && desk_account_get_user_id (self->account) != NULL &&
         !is_other_server (self);
}

static void
desk_application_activate (GApplication *application)
{
  DeskApplication *self = DESK_APPLICATION (application);

  if (self->passphrase_window != NULL)
    gtk_window_present (GTK_WINDOW (self->passphrase_window));
  else if (self->sign_in_window != NULL)
    gtk_window_present (GTK_WINDOW (self->sign_in_window));
  else if (self->window != NULL)
    gtk_window_present (GTK_WINDOW (self->window));
  else if (self->login != NULL)
    {
      g_application_hold (application);
      desk_auto_sign_in_async (self->account, self->server, self->login, self->trust,
                               self->cancellable, auto_signed_in_cb, g_object_ref (self));
    }
  else if (is_signed_in (self))
    {
      self->skips_first_run = TRUE;
      open_workspace (self);
    }
  else
    show_sign_in (self);
}

/* Closed by a person, or with the session: what is half typed becomes a draft while the window
 * goes, and is written before the program does. */
static void
desk_application_window_removed (GtkApplication *application, GtkWindow *window)
{
  DeskApplication *self = DESK_APPLICATION (application);

  GTK_APPLICATION_CLASS (desk_application_parent_class)->window_removed (application, window);
  if (self->workspace == NULL || gtk_application_get_windows (application) != NULL)
    return;
  desk_farewell_begin (application, self->workspace, DESK_FAREWELL_PATIENCE_MS, !self->is_ending);
}

/* The session ends or somebody stops the program: the files are closed properly, so that the next
 * start need not look them through. */
static gboolean
end_cb (gpointer user_data)
{
  DeskApplication *self = user_data;
  GList *windows = gtk_application_get_windows (GTK_APPLICATION (self));
  g_autolist (GtkWindow) held = g_list_copy_deep (windows, (GCopyFunc) g_object_ref, NULL);

  self->is_ending = TRUE;
  for (GList *l = held; l != NULL; l = l->next)
    gtk_window_destroy (l->data);
  if (held == NULL)
    g_application_quit (G_APPLICATION (self));
  return G_SOURCE_CONTINUE;
}

static void
desk_application_startup (GApplication *application)
{
  DeskApplication *self = DESK_APPLICATION (application);

  make_services (self);
  /* The toolkit takes longer to start than the files to open. */
  if (self->is_run && is_signed_in (self))
    open_files (self, NULL);
  G_APPLICATION_CLASS (desk_application_parent_class)->startup (application);
  gtk_window_set_default_icon_name (APP_ID);
  desk_style_load (gdk_display_get_default ());
  self->signal_sources[0] = g_unix_signal_add (SIGTERM, end_cb, self);
  self->signal_sources[1] = g_unix_signal_add (SIGINT, end_cb, self);
  desk_application_add_actions (self);
}

static void
desk_application_shutdown (GApplication *application)
{
  DeskApplication *self = DESK_APPLICATION (application);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->present_source, g_source_remove);
  for (guint i = 0; i < G_N_ELEMENTS (self->signal_sources); i++)
    g_clear_handle_id (&self->signal_sources[i], g_source_remove);
  G_APPLICATION_CLASS (desk_application_parent_class)->shutdown (application);
  close_workspace (self);
}

static int
desk_application_handle_local_options (GApplication *application, GVariantDict *options)
{
  DeskApplication *self = DESK_APPLICATION (application);
  g_autofree char *id = NULL;

  g_variant_dict_lookup (options, "profile", "s", &self->profile);
  g_variant_dict_lookup (options, "server", "s", &self->server);
  g_variant_dict_lookup (options, "sign-in", "s", &self->login);
  g_variant_dict_lookup (options, "trust", "s", &self->trust);
  if (self->profile != NULL && !is_profile_name (self->profile))
    {
      g_printerr (_ ("A profile's name has letters, digits and _ only\n"));
      return 2;
    }
  make_services (self);
  id = make_application_id (self->profile);
  g_application_set_application_id (application, id);
  self->is_run = TRUE;
  return -1;
}

static void
desk_application_dispose (GObject *object)
{
  DeskApplication *self = DESK_APPLICATION (object);

  g_clear_weak_pointer (&self->window);
  g_clear_weak_pointer (&self->sign_in_window);
  g_clear_weak_pointer (&self->passphrase_window);
  close_workspace (self);
  g_clear_object (&self->settings);
  g_clear_object (&self->account);
  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (desk_application_parent_class)->dispose (object);
}

static void
desk_application_finalize (GObject *object)
{
  DeskApplication *self = DESK_APPLICATION (object);

  g_free (self->profile);
  g_free (self->server);
  g_free (self->login);
  g_free (self->trust);
  G_OBJECT_CLASS (desk_application_parent_class)->finalize (object);
}

static void
desk_application_class_init (DeskApplicationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  object_class->dispose = desk_application_dispose;
  object_class->finalize = desk_application_finalize;
  application_class->activate = desk_application_activate;
  application_class->startup = desk_application_startup;
  application_class->shutdown = desk_application_shutdown;
  application_class->handle_local_options = desk_application_handle_local_options;
  GTK_APPLICATION_CLASS (klass)->window_removed = desk_application_window_removed;
}

static void
desk_application_init (DeskApplication *self)
{
  static const GOptionEntry options[] = {
    { "server", 0, 0, G_OPTION_ARG_STRING, NULL, N_ ("Server to work with"), N_ ("URL") },
    { "profile", 0, 0, G_OPTION_ARG_STRING, NULL, N_ ("Separate data and settings"), N_ ("NAME") },
    { "sign-in", 0, 0, G_OPTION_ARG_STRING, NULL,
      N_ ("Sign in, with the password from the standard input"), N_ ("LOGIN") },
    { "trust", 0, 0, G_OPTION_ARG_STRING, NULL, N_ ("Fingerprint to trust at the first connection"),
      N_ ("SHA256") },
    { NULL },
  };

  self->cancellable = g_cancellable_new ();
  g_application_add_main_option_entries (G_APPLICATION (self), options);
}

DeskApplication *
desk_application_new (void)
{
  /* No resource base path: desk_style_load() says why. */
  return g_object_new (DESK_TYPE_APPLICATION, "application-id", APP_ID, "resource-base-path", NULL,
                       NULL);
}

DeskWindow *
desk_application_get_window (DeskApplication *self)
{
  g_return_val_if_fail (DESK_IS_APPLICATION (self), NULL);

  return self->window;
}

DeskSignInWindow *
desk_application_get_sign_in_window (DeskApplication *self)
{
  g_return_val_if_fail (DESK_IS_APPLICATION (self), NULL);

  return self->sign_in_window;
}

DeskWorkspace *
desk_application_get_workspace (DeskApplication *self)
{
  g_return_val_if_fail (DESK_IS_APPLICATION (self), NULL);

  return self->workspace;
}

DeskSettings *
desk_application_get_settings (DeskApplication *self)
{
  g_return_val_if_fail (DESK_IS_APPLICATION (self), NULL);

  return self->settings;
}

DeskAccount *
desk_application_get_account (DeskApplication *self)
{
  g_return_val_if_fail (DESK_IS_APPLICATION (self), NULL);

  return self->account;
}

void
desk_application_ask_sign_in (DeskApplication *self)
{
  g_return_if_fail (DESK_IS_APPLICATION (self));

  show_sign_in (self);
}

static void
signed_off_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DeskApplication) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!desk_sign_out_finish (result, &error))
    g_warning ("The session may still be in the keyring: %s", error->message);
  g_clear_error (&error);
  g_application_hold (G_APPLICATION (self));
  /* Before its database: what is half typed becomes a draft on the way. */
  if (self->window != NULL)
    gtk_window_destroy (GTK_WINDOW (self->window));
  /* Whoever signs in next opens an own database; this one waits for its owner. */
  close_workspace (self);
  if (!desk_account_set (self->account, "user-id", NULL, &error))
    g_warning ("Cannot forget who was signed in: %s", error != NULL ? error->message : "unknown");
  self->skips_first_run = FALSE;
  show_sign_in (self);
  g_application_release (G_APPLICATION (self));
}

void
desk_application_sign_out (DeskApplication *self)
{
  g_return_if_fail (DESK_IS_APPLICATION (self));

  if (self->workspace == NULL)
    return;
  desk_sync_engine_stop (desk_workspace_get_engine (self->workspace));
  desk_sign_out_async (self->account, desk_workspace_get_transport (self->workspace),
                       self->cancellable, signed_off_cb, g_object_ref (self));
}
