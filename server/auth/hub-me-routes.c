/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Who one is and may do, and one's own password: /me. Main thread, except the functions that end in
 * _work. */

#define G_LOG_DOMAIN "hub-auth"

#include <sodium.h>
#include <string.h>

#include "server/audit/hub-audit.h"
#include "server/auth/hub-account.h"
#include "server/auth/hub-auth-private.h"
#include "server/auth/hub-auth-queries.h"
#include "server/auth/hub-reauth.h"
#include "server/base/hub-log.h"
#include "shared/codec/crm-json.h"

/* GET /me */

typedef struct
{
  HubExchange *exchange; /* (owned) */
  HubSession *session;   /* (owned) */
  HubRightsFunc read_rights;

  /* results */
  char *rights;      /* (owned) */
  char *server_time; /* (owned) */
  gint64 n_codes;
  gboolean has_totp;
  gboolean must_change;
} Look;

static void
look_free (gpointer data)
{
  Look *look = data;

  g_object_unref (look->exchange);
  hub_session_unref (look->session);
  g_free (look->rights);
  g_free (look->server_time);
  g_free (look);
}

static gboolean
look_work (HubDb *db, gpointer data, GError **error)
{
  Look *look = data;
  const char *params[] = { look->session->user };
  g_autoptr (HubDbRows) rows = NULL;

  g_clear_pointer (&look->rights, g_free);
  g_clear_pointer (&look->server_time, g_free);
  rows = hub_db_select (db, hub_auth_query (HUB_AUTH_FIND_ACCOUNT), params, error);
  if (rows == NULL)
    return FALSE;
  if (hub_db_rows_count (rows) == 0)
    return crm_fail (error, CRM_ERROR_UNAUTHENTICATED, "the session has ended");

  look->has_totp = hub_db_rows_boolean (rows, 0, 1);
  look->n_codes = hub_db_rows_integer (rows, 0, 3);
  look->server_time = g_strdup (hub_db_rows_text (rows, 0, 4));
  look->must_change = hub_db_rows_boolean (rows, 0, 5);
  look->rights = look->read_rights (db, look->session, error);
  return look->rights != NULL;
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HubExchange) exchange = user_data;
  g_autoptr (GError) error = NULL;
  Look *look = hub_db_pool_run_finish (HUB_DB_POOL (source), result, &error);
  HubContext *context = hub_exchange_get_context (exchange);
  JsonObject *object = NULL;

  if (look == NULL)
    {
      hub_exchange_reply_error (exchange, error);
      return;
    }
  object = json_object_new ();
  json_object_set_object_member (object, "user",
                                 hub_auth_write_person (look->session, look->rights));
  json_object_set_member (object, "rights", hub_auth_parse_rights (look->rights));
  json_object_set_int_member (object, "lease_days", context->config->lease_days);
  json_object_set_boolean_member (object, "must_change_password", look->must_change);
  json_object_set_boolean_member (object, "totp", look->has_totp);
  if (look->has_totp)
    json_object_set_int_member (object, "recovery_codes_left", look->n_codes);
  json_object_set_string_member (object, "server_time", look->server_time);
  hub_auth_reply_object (exchange, 200, object);
}

static void
look_handler (HubExchange *exchange, gpointer user_data)
{
  Look *look = g_new0 (Look, 1);

  look->exchange = g_object_ref (exchange);
  look->session = hub_session_ref (hub_exchange_get_session (exchange));
  look->read_rights = hub_sessions_get_rights_func (user_data);
  hub_db_pool_run_async (hub_exchange_get_context (exchange)->pool, HUB_DB_READ_ONLY, look_work,
                         look, look_free, NULL, looked_cb, g_object_ref (exchange));
}

/* POST /me/password: the rules, the old one, the hash of the new one, the database. */

typedef struct
{
  HubExchange *exchange; /* (owned) */
  HubSessions *sessions; /* (owned) */
  HubReauth *reauth;     /* (owned) */
  char *password;        /* (owned): the new one */
  char *hash;            /* (owned) (nullable): of it */
  GPtrArray *ended;      /* (owned) (element-type utf8): sessions */
} Change;

static void
change_free (Change *change)
{
  sodium_memzero (change->password, strlen (change->password));
  g_object_unref (change->exchange);
  g_object_unref (change->sessions);
  g_clear_pointer (&change->reauth, hub_reauth_free);
  g_free (change->password);
  g_free (change->hash);
  g_ptr_array_unref (change->ended);
  g_free (change);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Change, change_free)

static gboolean
write_down (HubDb *db, Change *change, GError **error)
{
  HubSession *session = change->reauth->session;
  const HubAuditEvent event = { .action = HUB_AUDIT_PASSWORD,
                                .actor = session->user,
                                .device = session->device,
                                .kind = "user",
                                .record = session->user };

  return hub_audit_add (db, &event, error);
}

static gboolean
change_work (HubDb *db, gpointer data, GError **error)
{
  Change *change = data;
  HubSession *session = change->reauth->session;
  const HubAccountEnd end = { .user = session->user, .except = session->id };

  g_ptr_array_set_size (change->ended, 0);
  return hub_tries_succeed (&change->reauth->tries, db, error) &&
         hub_account_set_password (db, session->user, change->hash, change->reauth->hash, FALSE,
                                   error) &&
         hub_account_end_sessions (db, &end, change->ended, error) &&
         write_down (db, change, error);
}

static void
changed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Change) change = user_data;
  g_autoptr (GError) error = NULL;
  HubSession *session = change->reauth->session;

  if (hub_db_pool_run_finish (HUB_DB_POOL (source), result, &error) == NULL)
    {
      /* Somebody else was faster: the old password is right no more. */
      if (g_error_matches (error, CRM_ERROR, CRM_ERROR_NOT_FOUND))
        hub_auth_reply_wrong (change->exchange, "/old", "wrong", "this is not your password");
      else
        hub_auth_reply_error (change->exchange, error, 1);
      return;
    }
  hub_log (G_LOG_LEVEL_MESSAGE, "password changed", "user", session->user, NULL);
  hub_sessions_refresh (change->sessions, session->id);
  hub_sessions_end_all (change->sessions, change->ended, FALSE);
  hub_exchange_reply_empty (change->exchange, 204);
}

static void
hashed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Change) change = user_data;
  g_autoptr (GError) error = NULL;
  HubDbPool *pool = hub_exchange_get_context (change->exchange)->pool;

  change->hash = hub_passwords_hash_finish (HUB_PASSWORDS (source), result, &error);
  if (change->hash == NULL)
    hub_auth_reply_error (change->exchange, error, 1);
  else
    hub_db_pool_run_async (pool, HUB_DB_READ_WRITE, change_work, change, NULL, NULL, changed_cb,
                           change);
  if (change->hash != NULL)
    g_steal_pointer (&change);
}

static void
known_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Change) change = user_data;
  g_autoptr (GError) error = NULL;
  gboolean is_right = hub_reauth_run_finish (change->reauth, result, &error);
  HubPasswords *passwords = hub_sessions_get_passwords (change->sessions);
  Change *kept = change;

  if (error != NULL)
    hub_auth_reply_error (change->exchange, error, change->reauth->retry_after);
  else if (!is_right)
    hub_auth_reply_wrong (change->exchange, "/old", "wrong", "this is not your password");
  else
    {
      g_steal_pointer (&change);
      hub_passwords_hash_async (passwords, kept->password, hashed_cb, kept);
    }
}

/* What is wrong with the new one is answered. */
static gboolean
check_new (HubExchange *exchange, HubSessions *sessions, const char *old, const char *password)
{
  const HubPasswordRules *rules = hub_passwords_get_rules (hub_sessions_get_passwords (sessions));
  HubSession *session = hub_exchange_get_session (exchange);
  g_autofree char *detail = NULL;
  const char *code =
      hub_password_rules_check (rules, password, session->login, session->name, &detail);

  if (code == NULL && strcmp (old, password) == 0)
    {
      code = "same";
      detail = g_strdup ("it is the old one");
    }
  if (code != NULL)
    hub_auth_reply_wrong (exchange, "/new", code, detail);
  return code == NULL;
}

static void
password_handler (HubExchange *exchange, gpointer user_data)
{
  g_autoptr (JsonNode) body = NULL;
  JsonObject *object = hub_auth_read_object (exchange, &body);
  g_autoptr (CrmProblem) problem = crm_problem_new (CRM_ERROR_INVALID, "it cannot be so");
  g_autofree char *old = NULL;
  g_autofree char *password = NULL;
  Change *change = NULL;

  if (object == NULL)
    return;
  old = hub_auth_read_text (object, "old", "/old", HUB_PASSWORD_MAX, problem);
  password = hub_auth_read_text (object, "new", "/new", HUB_PASSWORD_MAX, problem);
  if (crm_problem_n_errors (problem) > 0)
    {
      hub_exchange_reply_problem (exchange, problem);
      return;
    }
  if (!check_new (exchange, user_data, old, password))
    return;

  change = g_new0 (Change, 1);
  change->exchange = g_object_ref (exchange);
  change->sessions = g_object_ref (user_data);
  change->password = g_steal_pointer (&password);
  change->ended = g_ptr_array_new_with_free_func (g_free);
  change->reauth = hub_reauth_new (user_data, hub_exchange_get_session (exchange),
                                   g_steal_pointer (&old), hub_exchange_dup_address (exchange));
  hub_reauth_run_async (change->reauth, known_cb, change);
}

static const HubRoute routes[] = {
  { "GET", "/me", HUB_ROUTE_SIGNED_IN | HUB_ROUTE_ANY_PASSWORD, look_handler },
  { "POST", "/me/password", HUB_ROUTE_SIGNED_IN | HUB_ROUTE_ANY_PASSWORD, password_handler },
};

void
hub_me_routes_register (HubRouter *router, HubSessions *sessions)
{
  hub_router_add (router, routes, G_N_ELEMENTS (routes), sessions);
}
