/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One's own second factor: /me/totp. Main thread, except the functions that end in _work. */

#define G_LOG_DOMAIN "hub-auth"

#include <sodium.h>
#include <string.h>

#include "server/audit/hub-audit.h"
#include "server/auth/hub-account.h"
#include "server/auth/hub-auth-private.h"
#include "server/auth/hub-auth-queries.h"
#include "server/auth/hub-reauth.h"
#include "server/auth/hub-second-factor.h"
#include "server/auth/hub-totp.h"
#include "server/base/hub-log.h"

typedef struct
{
  HubExchange *exchange; /* (owned) */
  HubSession *session;   /* (owned) */
  HubReauth *reauth;     /* (owned) (nullable) */
  char *code;            /* (owned) (nullable) */
  guint8 secret[HUB_TOTP_SECRET_BYTES];

  /* results */
  gboolean is_wrong; /* the code */
  GPtrArray *codes;  /* (owned) (element-type utf8): for recovery */
} Call;

static void
call_free (gpointer data)
{
  Call *call = data;

  sodium_memzero (call->secret, sizeof call->secret);
  g_object_unref (call->exchange);
  hub_session_unref (call->session);
  g_clear_pointer (&call->reauth, hub_reauth_free);
  g_free (call->code);
  g_ptr_array_unref (call->codes);
  g_free (call);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Call, call_free)

static Call *
call_new (HubExchange *exchange)
{
  Call *call = g_new0 (Call, 1);

  call->exchange = g_object_ref (exchange);
  call->session = hub_session_ref (hub_exchange_get_session (exchange));
  call->codes = g_ptr_array_new_with_free_func (g_free);
  return call;
}

static GBytes *
get_key (Call *call)
{
  return hub_exchange_get_context (call->exchange)->secret;
}

static void
run (Call *call, HubDbWork work, GAsyncReadyCallback callback)
{
  hub_db_pool_run_async (hub_exchange_get_context (call->exchange)->pool, HUB_DB_READ_WRITE, work,
                         call, NULL, NULL, callback, call);
}

static gboolean
write_down (HubDb *db, Call *call, const char *what, GError **error)
{
  g_autofree char *details = hub_audit_details ("what", what, NULL);
  const HubAuditEvent event = { .action = HUB_AUDIT_TOTP,
                                .actor = call->session->user,
                                .device = call->session->device,
                                .kind = "user",
                                .record = call->session->user,
                                .details = details };

  return hub_audit_add (db, &event, error);
}

/* %FALSE: answered. */
static gboolean
take_answer (Call *call, GObject *source, GAsyncResult *result)
{
  g_autoptr (GError) error = NULL;

  if (hub_db_pool_run_finish (HUB_DB_POOL (source), result, &error) == NULL)
    hub_auth_reply_error (call->exchange, error, 1);
  else if (call->is_wrong)
    hub_auth_reply_wrong (call->exchange, "/code", "wrong", "this code is not right");
  else
    return TRUE;
  return FALSE;
}

/* POST /me/totp */

static gboolean
begin_work (HubDb *db, gpointer data, GError **error)
{
  Call *call = data;
  g_autofree char *sealed = hub_totp_seal (get_key (call), call->session->user, call->secret);
  const char *params[] = { call->session->user, sealed };
  g_autoptr (HubDbRows) rows =
      hub_db_select (db, hub_auth_query (HUB_AUTH_BEGIN_TOTP), params, error);

  if (rows == NULL)
    return FALSE;
  return hub_db_rows_count (rows) > 0 ||
         crm_fail (error, CRM_ERROR_CONFLICT, "there is a second factor already");
}

static void
begun_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Call) call = user_data;
  JsonObject *object = NULL;
  g_autofree char *secret = NULL;
  g_autofree char *uri = NULL;

  if (!take_answer (call, source, result))
    return;
  secret = hub_totp_print_secret (call->secret);
  uri = hub_totp_print_uri (call->secret, call->session->login);
  object = json_object_new ();
  json_object_set_string_member (object, "secret", secret);
  json_object_set_string_member (object, "uri", uri);
  hub_auth_reply_object (call->exchange, 201, object);
}

static void
begin_handler (HubExchange *exchange, gpointer user_data)
{
  Call *call = call_new (exchange);

  hub_totp_make_secret (call->secret);
  run (call, begin_work, begun_cb);
}

/* POST /me/totp/confirm */

static gboolean
make_codes (HubDb *db, Call *call, GError **error)
{
  const char *user[] = { call->session->user };

  g_ptr_array_set_size (call->codes, 0);
  if (!hub_db_queue (db, hub_auth_query (HUB_AUTH_DROP_RECOVERY_CODES), user, error))
    return FALSE;
  for (guint i = 0; i < HUB_RECOVERY_CODES; i++)
    {
      char hash[HUB_RECOVERY_HASH_TEXT];
      const char *params[] = { call->session->user, hash };
      char *code = hub_recovery_code_make ();

      g_ptr_array_add (call->codes, code);
      hub_recovery_code_hash (get_key (call), call->session->user, code, hash);
      if (!hub_db_queue (db, hub_auth_query (HUB_AUTH_INSERT_RECOVERY_CODE), params, error))
        return FALSE;
    }
  return TRUE;
}

/* (nullable) (transfer full): the sealed secret that waits for its first code. */
static char *
find_pending (HubDb *db, Call *call, GError **error)
{
  const char *params[] = { call->session->user };
  g_autoptr (HubDbRows) rows =
      hub_db_select (db, hub_auth_query (HUB_AUTH_FIND_ACCOUNT), params, error);

  if (rows == NULL)
    return NULL;
  if (hub_db_rows_count (rows) == 0 || hub_db_rows_boolean (rows, 0, 1) ||
      hub_db_rows_text (rows, 0, 2) == NULL)
    {
      crm_fail (error, CRM_ERROR_CONFLICT, "there is no second factor to confirm");
      return NULL;
    }
  return g_strdup (hub_db_rows_text (rows, 0, 2));
}

static gboolean
confirm_work (HubDb *db, gpointer data, GError **error)
{
  Call *call = data;
  g_autofree char *sealed = find_pending (db, call, error);
  g_autofree char *step_text = NULL;
  gint64 step = 0;
  g_autoptr (HubDbRows) rows = NULL;

  if (sealed == NULL)
    return FALSE;
  call->is_wrong =
      !hub_totp_open (get_key (call), call->session->user, sealed, call->secret) ||
      !hub_totp_check (call->secret, call->code, g_get_real_time () / G_USEC_PER_SEC, &step);
  if (call->is_wrong)
    return TRUE;

  step_text = g_strdup_printf ("%" G_GINT64_FORMAT, step);
  {
    const char *params[] = { call->session->user, sealed, step_text };

    rows = hub_db_select (db, hub_auth_query (HUB_AUTH_CONFIRM_TOTP), params, error);
  }
  if (rows == NULL)
    return FALSE;
  if (hub_db_rows_count (rows) == 0)
    return crm_fail (error, CRM_ERROR_CONFLICT, "there is no second factor to confirm");
  return make_codes (db, call, error) && write_down (db, call, "on", error);
}

static void
confirmed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Call) call = user_data;
  JsonObject *object = NULL;
  JsonArray *codes = NULL;

  if (!take_answer (call, source, result))
    return;
  hub_log (G_LOG_LEVEL_MESSAGE, "second factor on", "user", call->session->user, NULL);
  codes = json_array_new ();
  for (guint i = 0; i < call->codes->len; i++)
    json_array_add_string_element (codes, call->codes->pdata[i]);
  object = json_object_new ();
  json_object_set_array_member (object, "recovery_codes", codes);
  hub_auth_reply_object (call->exchange, 200, object);
}

/* The members @code and, with @password, that; %FALSE: answered. */
static gboolean
read_code (HubExchange *exchange, char **code, char **password)
{
  g_autoptr (JsonNode) body = NULL;
  JsonObject *object = hub_auth_read_object (exchange, &body);
  g_autoptr (CrmProblem) problem = crm_problem_new (CRM_ERROR_INVALID, "it cannot be so");

  if (object == NULL)
    return FALSE;
  *code = hub_auth_read_text (object, "code", "/code", HUB_CODE_MAX, problem);
  if (password != NULL)
    *password = hub_auth_read_text (object, "password", "/password", HUB_PASSWORD_MAX, problem);
  if (crm_problem_n_errors (problem) > 0)
    hub_exchange_reply_problem (exchange, problem);
  return crm_problem_n_errors (problem) == 0;
}

static void
confirm_handler (HubExchange *exchange, gpointer user_data)
{
  g_autofree char *code = NULL;
  Call *call = NULL;

  if (!read_code (exchange, &code, NULL))
    return;
  call = call_new (exchange);
  call->code = g_steal_pointer (&code);
  run (call, confirm_work, confirmed_cb);
}

/* DELETE /me/totp */

static gboolean
drop_work (HubDb *db, gpointer data, GError **error)
{
  Call *call = data;
  const HubFactorPerson person = { get_key (call), call->session->user, call->reauth->sealed };
  HubFactor factor = HUB_FACTOR_WRONG;

  call->is_wrong = FALSE;
  if (call->reauth->sealed == NULL)
    return crm_fail (error, CRM_ERROR_CONFLICT, "there is no second factor");
  if (!hub_second_factor_use (db, &person, call->code, &factor, error))
    return FALSE;
  call->is_wrong = factor == HUB_FACTOR_WRONG;
  if (call->is_wrong)
    return hub_tries_fail (&call->reauth->tries, db, error);
  return hub_tries_succeed (&call->reauth->tries, db, error) &&
         hub_account_reset_totp (db, call->session->user, NULL, error) &&
         write_down (db, call, "off", error);
}

static void
dropped_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Call) call = user_data;

  if (!take_answer (call, source, result))
    return;
  hub_log (G_LOG_LEVEL_MESSAGE, "second factor off", "user", call->session->user, NULL);
  hub_exchange_reply_empty (call->exchange, 204);
}

static void
known_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Call) call = user_data;
  g_autoptr (GError) error = NULL;
  gboolean is_right = hub_reauth_run_finish (call->reauth, result, &error);

  if (error != NULL)
    hub_auth_reply_error (call->exchange, error, call->reauth->retry_after);
  else if (!is_right)
    hub_auth_reply_wrong (call->exchange, "/password", "wrong", "this is not your password");
  else
    run (g_steal_pointer (&call), drop_work, dropped_cb);
}

static void
drop_handler (HubExchange *exchange, gpointer user_data)
{
  g_autofree char *code = NULL;
  g_autofree char *password = NULL;
  Call *call = NULL;

  if (!read_code (exchange, &code, &password))
    return;
  call = call_new (exchange);
  call->code = g_steal_pointer (&code);
  call->reauth = hub_reauth_new (user_data, call->session, g_steal_pointer (&password),
                                 hub_exchange_dup_address (exchange));
  hub_reauth_run_async (call->reauth, known_cb, call);
}

static const HubRoute routes[] = {
  { "POST", "/me/totp", HUB_ROUTE_SIGNED_IN, begin_handler },
  { "POST", "/me/totp/confirm", HUB_ROUTE_SIGNED_IN, confirm_handler },
  { "DELETE", "/me/totp", HUB_ROUTE_SIGNED_IN, drop_handler },
};

void
hub_totp_routes_register (HubRouter *router, HubSessions *sessions)
{
  hub_router_add (router, routes, G_N_ELEMENTS (routes), sessions);
}
