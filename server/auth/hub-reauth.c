/* SPDX-License-Identifier: GPL-3.0-or-later */

/* HubReauth: the password of somebody who is signed in: the try counted, the password checked on
 * its own threads, a failure written down. Main thread, except the functions that end in _work. */

#define G_LOG_DOMAIN "hub-auth"

#include "server/auth/hub-reauth.h"

#include <sodium.h>
#include <string.h>

#include "server/audit/hub-audit.h"
#include "server/auth/hub-auth-queries.h"
#include "shared/base/crm-error.h"

HubReauth *
hub_reauth_new (HubSessions *sessions, HubSession *session, char *password, char *address)
{
  HubReauth *self = g_new0 (HubReauth, 1);
  HubContext *context = hub_sessions_get_context (sessions);
  g_autofree char *login = g_utf8_strdown (session->login, -1);

  self->sessions = g_object_ref (sessions);
  self->session = hub_session_ref (session);
  self->password = password;
  self->address = address;
  hub_tries_init (&self->tries, context->secret, login, session->device, address);
  self->tries.is_known = TRUE;
  return self;
}

void
hub_reauth_free (HubReauth *self)
{
  sodium_memzero (self->password, strlen (self->password));
  g_object_unref (self->sessions);
  hub_session_unref (self->session);
  g_free (self->password);
  g_free (self->address);
  g_free (self->hash);
  g_free (self->sealed);
  g_free (self);
}

static gboolean
find_work (HubDb *db, gpointer data, GError **error)
{
  HubReauth *self = data;
  const char *params[] = { self->session->user };
  g_autoptr (HubDbRows) rows = NULL;

  g_clear_pointer (&self->hash, g_free);
  g_clear_pointer (&self->sealed, g_free);
  if (!hub_tries_take (&self->tries, db, &self->retry_after, error))
    return FALSE;
  rows = hub_db_select (db, hub_auth_query (HUB_AUTH_FIND_ACCOUNT), params, error);
  if (rows == NULL)
    return FALSE;
  if (hub_db_rows_count (rows) == 0)
    return crm_fail (error, CRM_ERROR_UNAUTHENTICATED, "the session has ended");

  self->hash = g_strdup (hub_db_rows_text (rows, 0, 0));
  if (hub_db_rows_boolean (rows, 0, 1))
    self->sealed = g_strdup (hub_db_rows_text (rows, 0, 2));
  return TRUE;
}

static gboolean
fail_work (HubDb *db, gpointer data, GError **error)
{
  HubReauth *self = data;
  g_autofree char *details = hub_audit_details ("address", self->address, "how", "session", NULL);
  const HubAuditEvent event = { .action = HUB_AUDIT_SIGN_IN_FAILED,
                                .actor = self->session->user,
                                .device = self->session->device,
                                .kind = "user",
                                .record = self->session->user,
                                .details = details };

  return hub_tries_fail (&self->tries, db, error) && hub_audit_add (db, &event, error);
}

static void
run (GTask *task, HubDbWork work, GAsyncReadyCallback callback)
{
  HubReauth *self = g_task_get_task_data (task);

  hub_db_pool_run_async (hub_sessions_get_context (self->sessions)->pool, HUB_DB_READ_WRITE, work,
                         self, NULL, NULL, callback, task);
}

static void
failed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (hub_db_pool_run_finish (HUB_DB_POOL (source), result, &error) != NULL)
    g_task_return_boolean (task, FALSE);
  else
    g_task_return_error (task, error);
}

static void
verified_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (hub_passwords_verify_finish (HUB_PASSWORDS (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else if (error != NULL)
    g_task_return_error (task, error);
  else
    run (g_steal_pointer (&task), fail_work, failed_cb);
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  HubReauth *self = g_task_get_task_data (task);
  GError *error = NULL;

  if (hub_db_pool_run_finish (HUB_DB_POOL (source), result, &error) == NULL)
    g_task_return_error (task, error);
  else
    hub_passwords_verify_async (hub_sessions_get_passwords (self->sessions), HUB_PASSWORDS_KNOWN,
                                self->password, self->hash, verified_cb, g_steal_pointer (&task));
}

void
hub_reauth_run_async (HubReauth *self, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self->sessions, NULL, callback, user_data);

  g_task_set_source_tag (task, hub_reauth_run_async);
  g_task_set_task_data (task, self, NULL);
  run (task, find_work, found_cb);
}

gboolean
hub_reauth_run_finish (HubReauth *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, hub_reauth_run_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
