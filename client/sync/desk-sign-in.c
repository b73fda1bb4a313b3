/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Signing in and out. One operation is data of its task; main thread only. The password goes into
 * the body of one request and is kept nowhere. */

#define G_LOG_DOMAIN "desk-sync"

#include "client/sync/desk-sign-in.h"

#include "client/sync/desk-http-transport.h"
#include "client/sync/desk-pin.h"
#include "shared/protocol/crm-problem.h"

typedef struct
{
  /* owned */
  DeskAccount *account;
  DeskTransport *transport;
  DeskSession *session; /* (nullable) */
  char *server;
  char *login;
  char *pin;             /* (nullable) */
  char *old_server;      /* (nullable): of the account before */
  char *old_login;       /* (nullable) */
  char *old_fingerprint; /* (nullable) */
  DeskSignInTrouble trouble;
} SignIn;

static void
sign_in_free (gpointer data)
{
  SignIn *self = data;

  g_clear_object (&self->account);
  g_clear_object (&self->transport);
  g_clear_pointer (&self->session, desk_session_free);
  g_free (self->server);
  g_free (self->login);
  g_free (self->pin);
  g_free (self->old_server);
  g_free (self->old_login);
  g_free (self->old_fingerprint);
  desk_sign_in_trouble_clear (&self->trouble);
  g_free (self);
}

void
desk_sign_in_trouble_clear (DeskSignInTrouble *self)
{
  g_clear_pointer (&self->fingerprint, g_free);
  self->changed = FALSE;
  self->wait = 0;
  self->needs_code = FALSE;
}

char *
desk_sign_in_parse_server (const char *typed, GError **error)
{
  g_autofree char *text = g_strstrip (g_strdup (typed != NULL ? typed : ""));
  g_autofree char *address = NULL;
  g_autoptr (GUri) uri = NULL;

  if (strstr (text, "://") == NULL)
    address = g_strconcat ("https://", text, NULL);
  else
    address = g_steal_pointer (&text);
  uri = g_uri_parse (address, G_URI_FLAGS_NONE, NULL);
  if (uri == NULL || g_strcmp0 (g_uri_get_scheme (uri), "https") != 0 ||
      g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0' ||
      g_uri_get_userinfo (uri) != NULL || strpbrk (g_uri_get_host (uri), " \t\n") != NULL)
    {
      crm_fail (error, CRM_ERROR_INVALID, "%s is no address of a server", address);
      return NULL;
    }
  return g_uri_join (G_URI_FLAGS_NONE, "https", NULL, g_uri_get_host (uri), g_uri_get_port (uri),
                     "", NULL, NULL);
}

/* Where the token belongs. */
static gboolean
write_address (DeskAccount *account,
               const char *server,
               const char *login,
               const char *fingerprint,
               GError **error)
{
  return desk_account_set (account, "server", server, error) &&
         desk_account_set (account, "fingerprint", fingerprint, error) &&
         desk_account_set (account, "login", login, error);
}

static gboolean
write_person (SignIn *self, GError **error)
{
  const DeskSession *session = self->session;

  return desk_account_set (self->account, "user-name", session->name, error) &&
         desk_account_set (self->account, "role", session->role, error) &&
         desk_account_set (self->account, "branch", session->branch, error) &&
         desk_account_set (self->account, "epoch", session->epoch, error) &&
         desk_account_set (self->account, "lease-days", session->lease_days, error) &&
         desk_account_set (self->account, "user-id", session->user_id, error);
}

/* Without a Secret Service the account keeps the token in memory: the person works, and signs in
 * again at the next start. */
static gboolean
finish_saving (DeskAccount *account, GAsyncResult *result, GError **error)
{
  g_autoptr (GError) own_error = NULL;

  if (desk_account_save_token_finish (account, result, &own_error) ||
      g_error_matches (own_error, CRM_ERROR, CRM_ERROR_UNAVAILABLE))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&own_error));
  return FALSE;
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  SignIn *self = g_task_get_task_data (task);
  GError *error = NULL;

  if (finish_saving (DESK_ACCOUNT (source), result, &error) && write_person (self, &error))
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  /* As it was: whoever was signed in before still is. */
  (void) write_address (self->account, self->old_server, self->old_login, self->old_fingerprint,
                        NULL);
  g_task_return_error (task, error);
}

static void
note_trouble (SignIn *self, const GError *error)
{
  CrmProblem *problem;

  if (g_error_matches (error, CRM_ERROR, CRM_ERROR_CERTIFICATE))
    {
      self->trouble.fingerprint = g_strdup (desk_transport_get_fingerprint (self->transport));
      self->trouble.changed = self->pin != NULL;
    }
  self->trouble.wait = desk_transport_get_retry_after (self->transport);
  problem = crm_problem_find_of_error (error);
  self->trouble.needs_code =
      problem != NULL && g_strcmp0 (crm_problem_get_reason (problem), "totp") == 0;
}

static void
signed_in_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  SignIn *self = g_task_get_task_data (task);
  const char *fingerprint = NULL;
  GError *error = NULL;

  self->session = desk_transport_sign_in_finish (DESK_TRANSPORT (source), result, &error);
  if (self->session == NULL)
    {
      note_trouble (self, error);
      g_task_return_error (task, error);
      return;
    }
  /* A certificate the system trusts is not pinned. One that was is not shown again when the
   * connection takes up an earlier one. */
  if (self->pin != NULL)
    fingerprint = desk_transport_get_fingerprint (self->transport);
  if (fingerprint == NULL)
    fingerprint = self->pin;
  if (!write_address (self->account, self->server, self->login, fingerprint, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  desk_account_save_token_async (self->account, self->session->token, g_task_get_cancellable (task),
                                 saved_cb, g_object_ref (task));
}

/* (nullable): what the certificate must be; the one just agreed to, or the one trusted before. */
static const char *
choose_pin (SignIn *self, const char *accepted)
{
  if (accepted != NULL)
    return accepted;
  if (g_strcmp0 (desk_account_get_server (self->account), self->server) != 0)
    return NULL;
  return desk_account_get_fingerprint (self->account);
}

void
desk_sign_in_async (DeskAccount *account,
                    const DeskSignInForm *form,
                    GCancellable *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  SignIn *self = g_new0 (SignIn, 1);
  GError *error = NULL;

  g_task_set_source_tag (task, desk_sign_in_async);
  g_task_set_task_data (task, self, sign_in_free);
  self->account = g_object_ref (account);
  self->login = g_strdup (form->login);
  self->old_server = g_strdup (desk_account_get_server (account));
  self->old_login = g_strdup (desk_account_get_login (account));
  self->old_fingerprint = g_strdup (desk_account_get_fingerprint (account));
  self->server = desk_sign_in_parse_server (form->server, &error);
  if (self->server == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  self->pin = g_strdup (choose_pin (self, form->fingerprint));
  if (self->pin != NULL && *self->pin == '\0')
    g_clear_pointer (&self->pin, g_free);
  self->transport = desk_http_transport_new_for_server (self->server, self->pin);
  desk_http_transport_set_code (DESK_HTTP_TRANSPORT (self->transport), form->code);
  desk_transport_sign_in_async (self->transport, form->login, form->password,
                                desk_account_get_device_id (account), cancellable, signed_in_cb,
                                g_object_ref (task));
}

gboolean
desk_sign_in_finish (GAsyncResult *result, DeskSignInTrouble *trouble, GError **error)
{
  SignIn *self;

  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);
  self = g_task_get_task_data (G_TASK (result));
  if (trouble != NULL)
    {
      *trouble = self->trouble;
      self->trouble = (DeskSignInTrouble){ 0 };
    }
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
forgotten_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (!finish_saving (DESK_ACCOUNT (source), result, &error))
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
signed_out_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  DeskTransport *transport = DESK_TRANSPORT (source);
  g_autoptr (GError) error = NULL;

  /* The session ends by itself one day; the person leaves now. */
  if (!desk_transport_sign_out_finish (transport, result, &error))
    g_message ("the server was not told of the sign-out: %s", error->message);
  desk_transport_set_token (transport, NULL);
  desk_account_save_token_async (g_task_get_task_data (task), NULL, NULL, forgotten_cb,
                                 g_object_ref (task));
}

void
desk_sign_out_async (DeskAccount *account,
                     DeskTransport *transport,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, desk_sign_out_async);
  g_task_set_task_data (task, g_object_ref (account), g_object_unref);
  desk_transport_sign_out_async (transport, cancellable, signed_out_cb, task);
}

gboolean
desk_sign_out_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
