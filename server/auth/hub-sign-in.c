/* SPDX-License-Identifier: GPL-3.0-or-later */

/* HubSignIn: from login and password to a session: failures counted, password checked on its own
 * threads, session written. What is wrong is never told apart, neither by words nor by time. Main
 * thread, except the functions that end in _work. */

#define G_LOG_DOMAIN "hub-auth"

#include "server/auth/hub-sign-in.h"

#include <sodium.h>
#include <string.h>

#include "server/auth/hub-auth-queries.h"
#include "server/auth/hub-token.h"
#include "server/base/hub-log.h"
#include "shared/base/crm-error.h"
#include "shared/base/crm-id.h"

#define ALLOWED        5  /* failures of one login, or logins that fail from one address */
#define ALLOWED_PLACE  50 /* failures of all logins from one address: an office behind one */
#define ALLOWED_DEVICE 50 /* failures on a device that its owner has used before */
#define FIRST_DELAY    10
#define MAX_DELAY      900

/* What the first work function found, and what the others write. */
typedef struct
{
  HubContext *context;     /* (borrowed) */
  HubPasswords *passwords; /* (owned) */
  HubSignIn *sign_in;      /* (owned) */
  char *login;             /* (owned): as it is compared */
  char *place;             /* (owned): "address …" */
  char *device_place;      /* (owned): "device …" */
  char *hash;              /* (owned) (nullable): of the password */
  char *session_id;        /* (owned) */
  guint8 token_hash[HUB_TOKEN_HASH_BYTES];
  gboolean is_active;
  gboolean knows_device;
  guint wait;
} Attempt;

static void
attempt_free (gpointer data)
{
  Attempt *attempt = data;

  g_clear_object (&attempt->passwords);
  hub_sign_in_free (attempt->sign_in);
  g_free (attempt->login);
  g_free (attempt->place);
  g_free (attempt->device_place);
  g_free (attempt->hash);
  g_free (attempt->session_id);
  g_free (attempt);
}

static guint
count_wait (HubDbRows *counts, guint column, guint age_column, guint allowed)
{
  guint failures = (guint) hub_db_rows_integer (counts, 0, column);
  guint delay = hub_sign_in_delay (failures, allowed);
  guint age = (guint) MAX (hub_db_rows_integer (counts, 0, age_column), 0);

  return delay > age ? delay - age : 0;
}

/* A device that its owner has used before does not suffer from what others try elsewhere. */
static guint
find_wait (Attempt *attempt, HubDbRows *counts)
{
  guint of_login = count_wait (counts, 0, 1, ALLOWED);
  guint of_logins = count_wait (counts, 2, 4, ALLOWED);
  guint of_place = count_wait (counts, 3, 4, ALLOWED_PLACE);

  if (attempt->knows_device)
    return count_wait (counts, 5, 6, ALLOWED_DEVICE);
  return MAX (of_login, MAX (of_logins, of_place));
}

static void
read_person (Attempt *attempt, HubDbRows *person)
{
  HubSession *session = NULL;

  if (hub_db_rows_count (person) == 0)
    return;

  session = hub_session_new ();
  session->user = g_strdup (hub_db_rows_text (person, 0, 0));
  session->name = g_strdup (hub_db_rows_text (person, 0, 1));
  session->role = g_strdup (hub_db_rows_text (person, 0, 2));
  session->branch = g_strdup (hub_db_rows_text (person, 0, 3));
  session->id = g_strdup (attempt->session_id);
  session->device = g_strdup (attempt->sign_in->device);
  attempt->sign_in->session = session;
  attempt->is_active = hub_db_rows_boolean (person, 0, 4);
  attempt->hash = g_strdup (hub_db_rows_text (person, 0, 5));
  attempt->knows_device = hub_db_rows_boolean (person, 0, 6);
}

static gboolean
find_work (HubDb *db, gpointer data, GError **error)
{
  Attempt *attempt = data;
  const HubQuery *queries[] = { hub_auth_query (HUB_AUTH_FIND_LOGIN),
                                hub_auth_query (HUB_AUTH_COUNT_FAILURES) };
  const char *person[] = { attempt->login, attempt->sign_in->device };
  const char *places[] = { attempt->login, attempt->place, attempt->device_place };
  const char *const *const params[] = { person, places };
  HubDbRows *rows[2] = { NULL, NULL };
  g_autoptr (HubDbRows) found = NULL;
  g_autoptr (HubDbRows) counts = NULL;

  g_clear_pointer (&attempt->sign_in->session, hub_session_unref);
  g_clear_pointer (&attempt->hash, g_free);
  if (!hub_db_select_many (db, G_N_ELEMENTS (rows), queries, params, rows, error))
    return FALSE;

  found = rows[0];
  counts = rows[1];
  read_person (attempt, found);
  attempt->wait = find_wait (attempt, counts);
  return TRUE;
}

/* Once more after the password was checked: those who guess many at a time all passed the first
 * look before any of them had failed. */
static gboolean
look_again (HubDb *db, Attempt *attempt, GError **error)
{
  const char *places[] = { attempt->login, attempt->place, attempt->device_place };
  g_autoptr (HubDbRows) counts =
      hub_db_select (db, hub_auth_query (HUB_AUTH_COUNT_FAILURES), places, error);

  if (counts == NULL)
    return FALSE;

  attempt->wait = find_wait (attempt, counts);
  return attempt->wait == 0 || crm_fail (error, CRM_ERROR_TOO_MANY, "too many failures; try later");
}

static gboolean
fail_work (HubDb *db, gpointer data, GError **error)
{
  Attempt *attempt = data;
  const char *params[] = { attempt->login,
                           attempt->knows_device ? attempt->device_place : attempt->place };

  return look_again (db, attempt, error) &&
         hub_db_queue (db, hub_auth_query (HUB_AUTH_PURGE_FAILURES), NULL, error) &&
         hub_db_run (db, hub_auth_query (HUB_AUTH_ADD_FAILURE), params, error);
}

static gboolean
begin_work (HubDb *db, gpointer data, GError **error)
{
  Attempt *attempt = data;
  HubSignIn *sign_in = attempt->sign_in;
  char hash[HUB_TOKEN_HASH_TEXT];
  g_autofree char *days = g_strdup_printf ("%u", attempt->context->config->session_days);
  const char *clear[] = { attempt->login, attempt->place, attempt->device_place };
  const char *insert[] = {
    attempt->session_id, sign_in->session->user, sign_in->device, sign_in->device_name, hash, days,
    attempt->hash
  };
  g_autoptr (HubDbRows) rows = NULL;

  hub_token_hash_to_text (attempt->token_hash, hash);
  if (!look_again (db, attempt, error) ||
      !hub_db_queue (db, hub_auth_query (HUB_AUTH_CLEAR_FAILURES), clear, error))
    return FALSE;
  rows = hub_db_select (db, hub_auth_query (HUB_AUTH_INSERT_SESSION), insert, error);
  if (rows == NULL)
    return FALSE;
  if (hub_db_rows_count (rows) == 0)
    return crm_fail (error, CRM_ERROR_UNAUTHENTICATED, "the login or the password is wrong");

  g_free (sign_in->expires_at);
  sign_in->expires_at = g_strdup (hub_db_rows_text (rows, 0, 0));
  return TRUE;
}

static void
run (GTask *task, HubDbMode mode, HubDbWork work, GAsyncReadyCallback callback)
{
  Attempt *attempt = g_task_get_task_data (task);

  /* The task holds the attempt, and the callback holds the task. */
  hub_db_pool_run_async (attempt->context->pool, mode, work, attempt, NULL, NULL, callback, task);
}

static void
hold_back (Attempt *attempt)
{
  attempt->sign_in->retry_after = attempt->wait;
  hub_log (G_LOG_LEVEL_MESSAGE, "sign-in held back", "address", attempt->sign_in->address, NULL);
}

static gboolean
take_answer (GTask *task, GObject *source, GAsyncResult *result)
{
  g_autoptr (GError) error = NULL;

  if (hub_db_pool_run_finish (HUB_DB_POOL (source), result, &error) != NULL)
    return TRUE;

  if (g_error_matches (error, CRM_ERROR, CRM_ERROR_TOO_MANY))
    hold_back (g_task_get_task_data (task));
  g_task_return_error (task, g_steal_pointer (&error));
  return FALSE;
}

static void
began_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Attempt *attempt = g_task_get_task_data (task);

  if (!take_answer (task, source, result))
    return;
  hub_log (G_LOG_LEVEL_MESSAGE, "signed in", "user", attempt->sign_in->session->user, "device",
           attempt->sign_in->device, "address", attempt->sign_in->address, NULL);
  g_task_return_boolean (task, TRUE);
}

static void
failed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Attempt *attempt = g_task_get_task_data (task);

  if (!take_answer (task, source, result))
    return;
  hub_log (G_LOG_LEVEL_MESSAGE, "sign-in failed", "address", attempt->sign_in->address, NULL);
  g_task_return_new_error (task, CRM_ERROR, CRM_ERROR_UNAUTHENTICATED,
                           "the login or the password is wrong");
}

static void
verified_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Attempt *attempt = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  gboolean is_right = hub_passwords_verify_finish (HUB_PASSWORDS (source), result, &error);

  if (error != NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      g_object_unref (task);
    }
  else if (!is_right || !attempt->is_active)
    run (task, HUB_DB_READ_WRITE, fail_work, failed_cb);
  else
    {
      attempt->sign_in->token = hub_token_new (attempt->context->secret, attempt->token_hash);
      run (task, HUB_DB_READ_WRITE, begin_work, began_cb);
    }
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Attempt *attempt = g_task_get_task_data (task);

  if (!take_answer (task, source, result))
    return;
  if (attempt->wait > 0)
    {
      hold_back (attempt);
      g_task_return_new_error (task, CRM_ERROR, CRM_ERROR_TOO_MANY, "too many failures; try later");
      return;
    }
  hub_passwords_verify_async (attempt->passwords, attempt->sign_in->password, attempt->hash,
                              verified_cb, g_steal_pointer (&task));
}

void
hub_sign_in_free (HubSignIn *self)
{
  if (self->password != NULL)
    sodium_memzero (self->password, strlen (self->password));
  g_free (self->login);
  g_free (self->password);
  g_free (self->device);
  g_free (self->device_name);
  g_free (self->address);
  g_free (self->token);
  g_free (self->expires_at);
  g_clear_pointer (&self->session, hub_session_unref);
  g_free (self);
}

guint
hub_sign_in_delay (guint failures, guint allowed)
{
  guint doublings = failures < allowed ? 0 : MIN (failures - allowed, 10);

  if (failures < allowed)
    return 0;
  return MIN (FIRST_DELAY << doublings, MAX_DELAY);
}

void
hub_sign_in_run_async (HubContext *context,
                       HubPasswords *passwords,
                       HubSignIn *sign_in,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  GTask *task = g_task_new (passwords, NULL, callback, user_data);
  Attempt *attempt = g_new0 (Attempt, 1);

  g_task_set_source_tag (task, hub_sign_in_run_async);
  attempt->context = context;
  attempt->passwords = g_object_ref (passwords);
  attempt->sign_in = sign_in;
  attempt->login = g_utf8_strdown (sign_in->login, -1);
  attempt->place = g_strconcat ("address ", sign_in->address, NULL);
  attempt->device_place = g_strconcat ("device ", sign_in->device, NULL);
  attempt->session_id = crm_id_new ();
  g_task_set_task_data (task, attempt, attempt_free);
  run (task, HUB_DB_NO_TRANSACTION, find_work, found_cb);
}

HubSignIn *
hub_sign_in_run_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, hub_sign_in_run_async), NULL);

  g_task_propagate_boolean (G_TASK (result), error);
  return ((Attempt *) g_task_get_task_data (G_TASK (result)))->sign_in;
}
