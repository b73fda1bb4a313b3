/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Signing in from the command line. Main thread; data of one task, nothing blocks: the password is
 * awaited like any other input. */

#define G_LOG_DOMAIN "zontik-app"

#include "client/app/desk-auto-sign-in.h"

#include <gio/gunixinputstream.h>
#include <unistd.h>

#include "client/sync/desk-sign-in.h"
#include "shared/base/crm-error.h"

typedef struct
{
  DeskAccount *account; /* (owned) */
  char *server;
  char *login;
  char *trust; /* (nullable) */
} AutoSignIn;

static void
auto_sign_in_free (gpointer data)
{
  AutoSignIn *self = data;

  g_object_unref (self->account);
  g_free (self->server);
  g_free (self->login);
  g_free (self->trust);
  g_free (self);
}

static void
signed_in_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_auto (DeskSignInTrouble) trouble = { NULL };
  GError *error = NULL;

  if (desk_sign_in_finish (result, &trouble, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
password_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  AutoSignIn *self = g_task_get_task_data (task);
  GError *error = NULL;
  g_autofree char *password =
      g_data_input_stream_read_line_finish (G_DATA_INPUT_STREAM (source), result, NULL, &error);
  gboolean pinned = desk_account_get_fingerprint (self->account) != NULL &&
                    g_strcmp0 (desk_account_get_server (self->account), self->server) == 0;

  if (password == NULL && error == NULL)
    crm_fail (&error, CRM_ERROR_INVALID, "No password on the standard input");
  if (error != NULL)
    g_task_return_error (task, error);
  else
    desk_sign_in_async (self->account,
                        &(DeskSignInForm){
                            .server = self->server,
                            .login = self->login,
                            .password = password,
                            .fingerprint = pinned ? NULL : self->trust,
                        },
                        g_task_get_cancellable (task), signed_in_cb, g_object_ref (task));
}

static void
read_password (GTask *task)
{
  g_autoptr (GInputStream) input = g_unix_input_stream_new (STDIN_FILENO, FALSE);
  g_autoptr (GDataInputStream) lines = g_data_input_stream_new (input);

  g_data_input_stream_read_line_async (lines, G_PRIORITY_DEFAULT, g_task_get_cancellable (task),
                                       password_cb, g_object_ref (task));
}

static void
token_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *token = desk_account_load_token_finish (DESK_ACCOUNT (source), result, &error);

  if (error != NULL)
    g_warning ("No kept session: %s", error->message);
  if (token != NULL)
    g_task_return_boolean (task, TRUE);
  else
    read_password (task);
}

void
desk_auto_sign_in_async (DeskAccount *account,
                         const char *server,
                         const char *login,
                         const char *trust,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  AutoSignIn *self = g_new0 (AutoSignIn, 1);
  GError *error = NULL;

  g_task_set_source_tag (task, desk_auto_sign_in_async);
  g_task_set_task_data (task, self, auto_sign_in_free);
  self->account = g_object_ref (account);
  self->login = g_strdup (login);
  self->trust = g_strdup (trust);
  self->server =
      desk_sign_in_parse_server (server != NULL ? server : desk_account_get_server (account),
                                 &error);
  if (self->server == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (desk_account_get_user_id (account) != NULL &&
      g_strcmp0 (desk_account_get_login (account), login) == 0 &&
      g_strcmp0 (desk_account_get_server (account), self->server) == 0)
    desk_account_load_token_async (account, cancellable, token_cb, g_object_ref (task));
  else
    read_password (task);
}

gboolean
desk_auto_sign_in_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
