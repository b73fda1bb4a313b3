/* SPDX-License-Identifier: GPL-3.0-or-later */

/* HubSignIn: from login and password to a session: the try counted, the password checked on its own
 * threads, the code of the second factor used up, the session written. What is wrong is never told
 * apart, neither by words nor by time, until the password was right: somebody who does not exist
 * takes the same statements and the same hash. Main thread, except the functions that end in _work.
 */

#define G_LOG_DOMAIN "hub-auth"

#include "server/auth/hub-sign-in.h"

#include <sodium.h>
#include <string.h>

#include "server/audit/hub-audit.h"
#include "server/auth/hub-auth-queries.h"
#include "server/auth/hub-second-factor.h"
#include "server/auth/hub-token.h"
#include "server/auth/hub-tries.h"
#include "server/base/hub-log.h"
#include "shared/base/crm-error.h"
#include "shared/base/crm-id.h"

/* What the first work function found, and what the others write. */
typedef struct
{
  HubContext *context;   /* (borrowed) */
  HubSessions *sessions; /* (owned) */
  HubSignIn *sign_in;    /* (owned) */
  HubTries tries;
  char *login;      /* (owned): as it is compared */
  char *hash;       /* (owned) (nullable): of the password */
  char *sealed;     /* (owned) (nullable): the secret of the second factor */
  char *session_id; /* (owned) */
  guint8 token_hash[HUB_TOKEN_HASH_BYTES];
  gboolean is_active;
  gboolean is_full; /* there is no thread for strangers now */
  gboolean is_right;
} Attempt;

static void
attempt_free (gpointer data)
{
  Attempt *attempt = data;

  g_clear_object (&attempt->sessions);
  hub_sign_in_free (attempt->sign_in);
  g_free (attempt->login);
  g_free (attempt->hash);
  g_free (attempt->sealed);
  g_free (attempt->session_id);
  g_free (attempt);
}

/* Whose login it is, and whether a try is free */

static void
read_person (Attempt *attempt, HubDbRows *person)
{
  HubSession *session = NULL;

  if (hub_db_rows_count (person) == 0)
    return;

  session = hub_session_new ();
  session->user = g_strdup (hub_db_rows_text (person, 0, 0));
  session->login = g_strdup (hub_db_rows_text (person, 0, 7));
  session->name = g_strdup (hub_db_rows_text (person, 0, 1));
  session->role = g_strdup (hub_db_rows_text (person, 0, 2));
  session->branch = g_strdup (hub_db_rows_text (person, 0, 3));
  session->must_change = hub_db_rows_boolean (person, 0, 8);
  session->id = g_strdup (attempt->session_id);
  session->device = g_strdup (attempt->sign_in->device);
  attempt->sign_in->session = session;
  attempt->is_active = hub_db_rows_boolean (person, 0, 4);
  attempt->hash = g_strdup (hub_db_rows_text (person, 0, 5));
  attempt->tries.is_known = hub_db_rows_boolean (person, 0, 6);
  attempt->sealed = g_strdup (hub_db_rows_text (person, 0, 9));
}

static gboolean
find_work (HubDb *db, gpointer data, GError **error)
{
  Attempt *attempt = data;
  const char *params[] = { attempt->login, attempt->sign_in->device };
  g_autoptr (HubDbRows) person = NULL;

  g_clear_pointer (&attempt->sign_in->session, hub_session_unref);
  g_clear_pointer (&attempt->hash, g_free);
  g_clear_pointer (&attempt->sealed, g_free);
  attempt->is_active = FALSE;
  attempt->tries.is_known = FALSE;
  person = hub_db_select (db, hub_auth_query (HUB_AUTH_FIND_LOGIN), params, error);
  if (person == NULL)
    return FALSE;

  read_person (attempt, person);
  if (attempt->is_full && !attempt->tries.is_known)
    return crm_fail (error, CRM_ERROR_UNAVAILABLE, "too many people sign in at once");
  return hub_tries_take (&attempt->tries, db, &attempt->sign_in->retry_after, error);
}

/* What comes of it */

static gboolean
write_down (HubDb *db, Attempt *attempt, HubAuditAction action, const char *how, GError **error)
{
  HubSession *session = attempt->sign_in->session;
  g_autofree char *details =
      hub_audit_details ("address", attempt->sign_in->address, "how", how, NULL);
  const char *user = session != NULL ? session->user : NULL;
  const HubAuditEvent event = { .action = action,
                                .actor = action == HUB_AUDIT_SIGN_IN_FAILED ? NULL : user,
                                .device = user != NULL ? attempt->sign_in->device : NULL,
                                .kind = "user",
                                .record = user,
                                .details = details };

  return hub_audit_add (db, &event, error);
}

static gboolean
fail_work (HubDb *db, gpointer data, GError **error)
{
  Attempt *attempt = data;

  return hub_tries_fail (&attempt->tries, db, error) &&
         write_down (db, attempt, HUB_AUDIT_SIGN_IN_FAILED, "password", error);
}

/* Sets wants_code when the session is not to begin: the password was right, so that may be told. */
static gboolean
use_code (HubDb *db, Attempt *attempt, const char **how, GError **error)
{
  HubSignIn *sign_in = attempt->sign_in;
  const HubFactorPerson person = { attempt->context->secret, sign_in->session->user,
                                   attempt->sealed };
  HubFactor factor = HUB_FACTOR_WRONG;

  sign_in->wants_code = FALSE;
  *how = "password";
  if (attempt->sealed == NULL)
    return TRUE;

  if (sign_in->code == NULL)
    {
      sign_in->wants_code = TRUE;
      return hub_tries_release (&attempt->tries, db, error);
    }
  if (!hub_second_factor_use (db, &person, sign_in->code, &factor, error))
    return FALSE;
  *how = factor == HUB_FACTOR_RECOVERY ? "recovery-code" : "totp";
  sign_in->wants_code = factor == HUB_FACTOR_WRONG;
  if (sign_in->wants_code)
    return hub_tries_fail (&attempt->tries, db, error) &&
           write_down (db, attempt, HUB_AUDIT_SIGN_IN_FAILED, "totp", error);
  return factor == HUB_FACTOR_TOTP ||
         write_down (db, attempt, HUB_AUDIT_TOTP, "recovery-code", error);
}

static gboolean
insert_session (HubDb *db, Attempt *attempt, GError **error)
{
  HubSignIn *sign_in = attempt->sign_in;
  char hash[HUB_TOKEN_HASH_TEXT];
  g_autofree char *days = g_strdup_printf ("%u", attempt->context->config->session_days);
  const char *params[] = {
    attempt->session_id, sign_in->session->user, sign_in->device, sign_in->device_name, hash, days,
    attempt->hash,       sign_in->platform
  };
  g_autoptr (HubDbRows) rows = NULL;

  hub_token_hash_to_text (attempt->token_hash, hash);
  rows = hub_db_select (db, hub_auth_query (HUB_AUTH_INSERT_SESSION), params, error);
  if (rows == NULL)
    return FALSE;
  if (hub_db_rows_count (rows) == 0)
    return crm_fail (error, CRM_ERROR_UNAUTHENTICATED, "the login or the password is wrong");

  g_free (sign_in->expires_at);
  sign_in->expires_at = g_strdup (hub_db_rows_text (rows, 0, 0));
  return TRUE;
}

static gboolean
begin_work (HubDb *db, gpointer data, GError **error)
{
  Attempt *attempt = data;
  HubSignIn *sign_in = attempt->sign_in;
  HubRightsFunc read_rights = hub_sessions_get_rights_func (attempt->sessions);
  const char *how = NULL;

  g_clear_pointer (&sign_in->rights, g_free);
  if (!use_code (db, attempt, &how, error))
    return FALSE;
  if (sign_in->wants_code)
    return TRUE;
  if (!hub_tries_succeed (&attempt->tries, db, error) || !insert_session (db, attempt, error) ||
      !write_down (db, attempt, HUB_AUDIT_SIGN_IN, how, error))
    return FALSE;
  sign_in->rights = read_rights (db, sign_in->session, error);
  return sign_in->rights != NULL;
}

/* One after the other */

static void
run (GTask *task, HubDbWork work, GAsyncReadyCallback callback)
{
  Attempt *attempt = g_task_get_task_data (task);

  /* The task holds the attempt, and the callback holds the task. */
  hub_db_pool_run_async (attempt->context->pool, HUB_DB_READ_WRITE, work, attempt, NULL, NULL,
                         callback, task);
}

static gboolean
take_answer (GTask *task, GObject *source, GAsyncResult *result)
{
  Attempt *attempt = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (hub_db_pool_run_finish (HUB_DB_POOL (source), result, &error) != NULL)
    return TRUE;

  if (g_error_matches (error, CRM_ERROR, CRM_ERROR_TOO_MANY))
    hub_log (G_LOG_LEVEL_MESSAGE, "sign-in held back", "address", attempt->sign_in->address, NULL);
  g_task_return_error (task, g_steal_pointer (&error));
  return FALSE;
}

static void
fail (GTask *task)
{
  Attempt *attempt = g_task_get_task_data (task);

  hub_log (G_LOG_LEVEL_MESSAGE, "sign-in failed", "address", attempt->sign_in->address, NULL);
  g_task_return_new_error (task, CRM_ERROR, CRM_ERROR_UNAUTHENTICATED, "%s",
                           !attempt->is_right               ? "the login or the password is wrong"
                           : attempt->sign_in->code != NULL ? "the code is wrong or was used before"
                                                            : "a code is needed");
}

static void
began_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Attempt *attempt = g_task_get_task_data (task);

  if (!take_answer (task, source, result))
    return;
  if (attempt->sign_in->wants_code)
    {
      fail (task);
      return;
    }
  hub_log (G_LOG_LEVEL_MESSAGE, "signed in", "user", attempt->sign_in->session->user, "device",
           attempt->sign_in->device, "address", attempt->sign_in->address, NULL);
  g_task_return_boolean (task, TRUE);
}

static void
failed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  if (take_answer (task, source, result))
    fail (task);
}

static void
verified_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Attempt *attempt = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  gboolean is_right = hub_passwords_verify_finish (HUB_PASSWORDS (source), result, &error);

  attempt->is_right = is_right && attempt->is_active;
  if (error != NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      g_object_unref (task);
    }
  else if (!attempt->is_right)
    run (task, fail_work, failed_cb);
  else
    {
      attempt->sign_in->token = hub_token_new (attempt->context->secret, attempt->token_hash);
      run (task, begin_work, began_cb);
    }
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Attempt *attempt = g_task_get_task_data (task);

  if (!take_answer (task, source, result))
    return;
  hub_passwords_verify_async (hub_sessions_get_passwords (attempt->sessions),
                              attempt->tries.is_known ? HUB_PASSWORDS_KNOWN
                                                      : HUB_PASSWORDS_STRANGER,
                              attempt->sign_in->password, attempt->hash, verified_cb,
                              g_steal_pointer (&task));
}

void
hub_sign_in_free (HubSignIn *self)
{
  if (self->password != NULL)
    sodium_memzero (self->password, strlen (self->password));
  g_free (self->login);
  g_free (self->password);
  g_free (self->code);
  g_free (self->device);
  g_free (self->device_name);
  g_free (self->platform);
  g_free (self->address);
  g_free (self->token);
  g_free (self->expires_at);
  g_free (self->rights);
  g_clear_pointer (&self->session, hub_session_unref);
  g_free (self);
}

void
hub_sign_in_run_async (HubSessions *sessions,
                       HubSignIn *sign_in,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  GTask *task = g_task_new (sessions, NULL, callback, user_data);
  Attempt *attempt = g_new0 (Attempt, 1);

  g_task_set_source_tag (task, hub_sign_in_run_async);
  attempt->context = hub_sessions_get_context (sessions);
  attempt->sessions = g_object_ref (sessions);
  attempt->sign_in = sign_in;
  attempt->login = g_utf8_strdown (sign_in->login, -1);
  attempt->session_id = crm_id_new ();
  attempt->is_full = hub_passwords_is_full (hub_sessions_get_passwords (sessions));
  hub_tries_init (&attempt->tries, attempt->context->secret, attempt->login, sign_in->device,
                  sign_in->address);
  g_task_set_task_data (task, attempt, attempt_free);
  run (task, find_work, found_cb);
}

HubSignIn *
hub_sign_in_run_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, hub_sign_in_run_async), NULL);

  g_task_propagate_boolean (G_TASK (result), error);
  return ((Attempt *) g_task_get_task_data (G_TASK (result)))->sign_in;
}
