/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Signing in, one's own devices, signing out (protocol.md, 2). Main thread, except the functions
 * that end in _work. */

#define G_LOG_DOMAIN "hub-auth"

#include "server/auth/hub-auth-routes.h"

#include <string.h>

#include "server/audit/hub-audit.h"
#include "server/auth/hub-account.h"
#include "server/auth/hub-auth-private.h"
#include "server/auth/hub-second-factor.h"
#include "server/auth/hub-sign-in.h"
#include "server/base/hub-log.h"
#include "shared/base/crm-id.h"
#include "shared/codec/crm-json.h"

#define MAX_LOGIN       200
#define MAX_DEVICE_NAME 200
#define MAX_PLATFORM    100

/* For all routes */

void
hub_auth_reply_object (HubExchange *exchange, guint status, JsonObject *object)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);

  json_node_take_object (node, object);
  hub_exchange_reply_json (exchange, status, node);
}

void
hub_auth_reply_error (HubExchange *exchange, const GError *error, guint seconds)
{
  SoupServerMessage *message = hub_exchange_get_message (exchange);
  g_autofree char *text = g_strdup_printf ("%u", MAX (seconds, 1));

  if (g_error_matches (error, CRM_ERROR, CRM_ERROR_TOO_MANY) ||
      g_error_matches (error, CRM_ERROR, CRM_ERROR_UNAVAILABLE))
    soup_message_headers_replace (soup_server_message_get_response_headers (message), "Retry-After",
                                  text);
  hub_exchange_reply_error (exchange, error);
}

void
hub_auth_reply_wrong (HubExchange *exchange,
                      const char *pointer,
                      const char *code,
                      const char *detail)
{
  g_autoptr (CrmProblem) problem = crm_problem_new (CRM_ERROR_INVALID, "it cannot be so");

  crm_problem_add (problem, pointer, code, "%s", detail);
  hub_exchange_reply_problem (exchange, problem);
}

char *
hub_auth_read_text (JsonObject *object,
                    const char *member,
                    const char *pointer,
                    gsize max_length,
                    CrmProblem *problem)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, member) : NULL;
  const char *text = NULL;

  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    crm_problem_add (problem, pointer, "required", "must be there");
  else if (json_node_get_value_type (node) != G_TYPE_STRING)
    crm_problem_add (problem, pointer, "type", "must be a string");
  else if ((text = json_node_get_string (node)) == NULL || *text == '\0')
    crm_problem_add (problem, pointer, "required", "must not be empty");
  else if (strlen (text) > max_length)
    crm_problem_add (problem, pointer, "length", "is too long");
  else
    return g_strdup (text);
  return g_strdup ("");
}

JsonObject *
hub_auth_read_object (HubExchange *exchange, JsonNode **body)
{
  *body = hub_exchange_parse_body (exchange);
  if (*body == NULL)
    return NULL;
  if (JSON_NODE_HOLDS_OBJECT (*body))
    return json_node_get_object (*body);
  hub_auth_reply_wrong (exchange, "", "type", "must be an object");
  return NULL;
}

JsonNode *
hub_auth_parse_rights (const char *rights)
{
  JsonNode *node = crm_json_parse (rights, -1, NULL);

  if (node == NULL)
    node = json_node_init_object (json_node_alloc (), NULL);
  return node;
}

JsonObject *
hub_auth_write_person (const HubSession *session, const char *rights)
{
  JsonObject *person = json_object_new ();

  json_object_set_string_member (person, "id", session->user);
  json_object_set_string_member (person, "login", session->login);
  json_object_set_string_member (person, "name", session->name);
  json_object_set_string_member (person, "role", session->role);
  if (session->branch != NULL)
    json_object_set_string_member (person, "branch", session->branch);
  json_object_set_member (person, "permissions", hub_auth_parse_rights (rights));
  return person;
}

/* Signing in */

static void
reply_code_wanted (HubExchange *exchange, const GError *error)
{
  g_autoptr (CrmProblem) problem = crm_problem_new (CRM_ERROR_UNAUTHENTICATED, error->message);

  crm_problem_set_reason (problem, "totp");
  hub_exchange_reply_problem (exchange, problem);
}

static void
signed_in_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HubExchange) exchange = user_data;
  g_autoptr (GError) error = NULL;
  HubSignIn *sign_in = hub_sign_in_run_finish (result, &error);
  HubContext *context = hub_exchange_get_context (exchange);
  JsonObject *object = NULL;

  if (error != NULL && sign_in->wants_code)
    reply_code_wanted (exchange, error);
  else if (error != NULL)
    hub_auth_reply_error (exchange, error, sign_in->retry_after);
  if (error != NULL)
    return;

  object = json_object_new ();
  json_object_set_string_member (object, "token", sign_in->token);
  json_object_set_string_member (object, "expires_at", sign_in->expires_at);
  json_object_set_string_member (object, "epoch", context->epoch);
  json_object_set_int_member (object, "lease_days", context->config->lease_days);
  json_object_set_boolean_member (object, "must_change_password", sign_in->session->must_change);
  json_object_set_object_member (object, "user",
                                 hub_auth_write_person (sign_in->session, sign_in->rights));
  hub_auth_reply_object (exchange, 201, object);
}

/* (nullable) (transfer full): a member that need not be there. */
static char *
read_optional (JsonObject *object,
               const char *member,
               const char *pointer,
               gsize max_length,
               CrmProblem *problem)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, member) : NULL;

  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return NULL;
  return hub_auth_read_text (object, member, pointer, max_length, problem);
}

static HubSignIn *
read_sign_in (JsonObject *object, CrmProblem *problem)
{
  g_autoptr (HubSignIn) sign_in = g_new0 (HubSignIn, 1);
  JsonNode *node = json_object_get_member (object, "device");
  JsonObject *device = NULL;

  if (node != NULL && JSON_NODE_HOLDS_OBJECT (node))
    device = json_node_get_object (node);
  sign_in->login = hub_auth_read_text (object, "login", "/login", MAX_LOGIN, problem);
  sign_in->password =
      hub_auth_read_text (object, "password", "/password", HUB_PASSWORD_MAX, problem);
  sign_in->code = read_optional (object, "totp", "/totp", HUB_CODE_MAX, problem);
  sign_in->device = hub_auth_read_text (device, "id", "/device/id", CRM_ID_LENGTH, problem);
  sign_in->device_name =
      hub_auth_read_text (device, "name", "/device/name", MAX_DEVICE_NAME * 4, problem);
  sign_in->platform =
      read_optional (device, "platform", "/device/platform", MAX_PLATFORM * 4, problem);
  if (*sign_in->device != '\0' && !crm_id_is_valid (sign_in->device))
    crm_problem_add (problem, "/device/id", "format", "must be a UUID");
  return crm_problem_n_errors (problem) == 0 ? g_steal_pointer (&sign_in) : NULL;
}

static void
sign_in_handler (HubExchange *exchange, gpointer user_data)
{
  g_autoptr (JsonNode) body = NULL;
  JsonObject *object = hub_auth_read_object (exchange, &body);
  g_autoptr (CrmProblem) problem = crm_problem_new (CRM_ERROR_INVALID, "this is not a sign-in");
  g_autoptr (HubSignIn) sign_in = NULL;

  if (object == NULL)
    return;

  if ((sign_in = read_sign_in (object, problem)) == NULL)
    {
      hub_exchange_reply_problem (exchange, problem);
      return;
    }
  sign_in->address = hub_exchange_dup_address (exchange);
  hub_sign_in_run_async (user_data, g_steal_pointer (&sign_in), signed_in_cb,
                         g_object_ref (exchange));
}

/* One's own devices */

#define OTHERS  "others"
#define CURRENT "current"

typedef struct
{
  HubExchange *exchange; /* (owned) */
  HubSessions *sessions; /* (owned) */
  HubSession *session;   /* (owned): who asks */
  char *id;              /* (owned) (nullable): the session to end, all others without it */
  gboolean wipe;
  JsonArray *list;  /* (owned) (nullable): the answer */
  GPtrArray *ended; /* (owned) (element-type utf8): the answer */
} Request;

static void
request_free (gpointer data)
{
  Request *request = data;

  g_object_unref (request->exchange);
  g_object_unref (request->sessions);
  hub_session_unref (request->session);
  g_free (request->id);
  g_clear_pointer (&request->list, json_array_unref);
  g_clear_pointer (&request->ended, g_ptr_array_unref);
  g_free (request);
}

static Request *
request_new (HubExchange *exchange, HubSessions *sessions)
{
  Request *request = g_new0 (Request, 1);

  request->exchange = g_object_ref (exchange);
  request->sessions = g_object_ref (sessions);
  request->session = hub_session_ref (hub_exchange_get_session (exchange));
  request->ended = g_ptr_array_new_with_free_func (g_free);
  return request;
}

static void
run (Request *request, HubDbMode mode, HubDbWork work, GAsyncReadyCallback callback)
{
  HubContext *context = hub_exchange_get_context (request->exchange);

  hub_db_pool_run_async (context->pool, mode, work, request, request_free, NULL, callback,
                         g_object_ref (request->exchange));
}

static gboolean
list_work (HubDb *db, gpointer data, GError **error)
{
  Request *request = data;

  g_clear_pointer (&request->list, json_array_unref);
  request->list =
      hub_account_list_sessions (db, request->session->user, request->session->id, error);
  return request->list != NULL;
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HubExchange) exchange = user_data;
  g_autoptr (GError) error = NULL;
  Request *request = hub_db_pool_run_finish (HUB_DB_POOL (source), result, &error);
  JsonObject *object = NULL;

  if (request == NULL)
    {
      hub_exchange_reply_error (exchange, error);
      return;
    }
  object = json_object_new ();
  json_object_set_array_member (object, "sessions", g_steal_pointer (&request->list));
  hub_auth_reply_object (exchange, 200, object);
}

static void
list_handler (HubExchange *exchange, gpointer user_data)
{
  run (request_new (exchange, user_data), HUB_DB_NO_TRANSACTION, list_work, listed_cb);
}

static gboolean
write_down (HubDb *db, Request *request, GError **error)
{
  gboolean is_current = g_strcmp0 (request->id, request->session->id) == 0;
  g_autofree char *count = g_strdup_printf ("%u", request->ended->len);
  g_autofree char *details =
      is_current ? NULL
                 : hub_audit_details ("sessions", count, "session", request->id, "wipe",
                                      request->wipe ? "true" : "false", NULL);
  const HubAuditEvent event = {
    .action = is_current ? HUB_AUDIT_SIGN_OUT : HUB_AUDIT_SESSION_ENDED,
    .actor = request->session->user,
    .device = request->session->device,
    .kind = "user",
    .record = request->session->user,
    .details = details,
  };

  return hub_audit_add (db, &event, error);
}

static gboolean
end_work (HubDb *db, gpointer data, GError **error)
{
  Request *request = data;
  const HubAccountEnd end = {
    .user = request->session->user,
    .session = request->id,
    .except = request->id == NULL ? request->session->id : NULL,
    .wipe = request->wipe,
  };

  g_ptr_array_set_size (request->ended, 0);
  return hub_account_end_sessions (db, &end, request->ended, error) &&
         (request->ended->len == 0 || write_down (db, request, error));
}

static void
ended_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HubExchange) exchange = user_data;
  g_autoptr (GError) error = NULL;
  Request *request = hub_db_pool_run_finish (HUB_DB_POOL (source), result, &error);

  if (request == NULL)
    hub_exchange_reply_error (exchange, error);
  else if (request->ended->len == 0 && request->id != NULL)
    {
      crm_fail (&error, CRM_ERROR_NOT_FOUND, "you have no such session");
      hub_exchange_reply_error (exchange, error);
    }
  else
    {
      hub_log (G_LOG_LEVEL_MESSAGE, "signed out", "user", request->session->user, "session",
               request->id != NULL ? request->id : OTHERS, NULL);
      hub_sessions_end_all (request->sessions, request->ended, request->wipe);
      hub_exchange_reply_empty (exchange, 204);
    }
}

/* Who leaves himself keeps what he has; a device that is signed out from elsewhere may be lost. */
static gboolean
read_wipe (HubExchange *exchange, gboolean is_current)
{
  const char *wipe = hub_exchange_get_query (exchange, "wipe");

  return wipe != NULL ? strcmp (wipe, "true") == 0 : !is_current;
}

static void
end_handler (HubExchange *exchange, gpointer user_data)
{
  const char *part = hub_exchange_get_part (exchange, 0);
  HubSession *session = hub_exchange_get_session (exchange);
  gboolean is_current = strcmp (part, CURRENT) == 0 || strcmp (part, session->id) == 0;
  gboolean is_others = strcmp (part, OTHERS) == 0;
  g_autoptr (GError) error = NULL;
  Request *request = NULL;

  if (!is_current && session->must_change)
    crm_fail (&error, CRM_ERROR_DENIED, "change your password first");
  else if (!is_current && !is_others && !crm_id_is_valid (part))
    crm_fail (&error, CRM_ERROR_NOT_FOUND, "you have no such session");
  if (error != NULL)
    {
      hub_exchange_reply_error (exchange, error);
      return;
    }
  request = request_new (exchange, user_data);
  request->id = is_others ? NULL : g_strdup (is_current ? session->id : part);
  request->wipe = read_wipe (exchange, is_current);
  run (request, HUB_DB_READ_WRITE, end_work, ended_cb);
}

static const HubRoute routes[] = {
  { "POST", "/sessions", HUB_ROUTE_OPEN, sign_in_handler },
  { "GET", "/sessions", HUB_ROUTE_SIGNED_IN, list_handler },
  { "DELETE", "/sessions/{id}", HUB_ROUTE_SIGNED_IN | HUB_ROUTE_ANY_PASSWORD, end_handler },
};

void
hub_auth_routes_register (HubRouter *router, HubSessions *sessions)
{
  hub_router_add (router, routes, G_N_ELEMENTS (routes), sessions);
  hub_me_routes_register (router, sessions);
  hub_totp_routes_register (router, sessions);
}
