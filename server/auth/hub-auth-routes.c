/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Signing in, one's own devices, signing out (protocol.md, 2). Main thread, except the functions
 * that end in _work. */

#define G_LOG_DOMAIN "hub-auth"

#include "server/auth/hub-auth-routes.h"

#include <string.h>

#include "server/auth/hub-auth-queries.h"
#include "server/auth/hub-sign-in.h"
#include "server/base/hub-log.h"
#include "shared/base/crm-id.h"
#include "shared/codec/crm-json.h"

#define MAX_LOGIN       200
#define MAX_DEVICE_NAME 200

/* What a role may do, in the words clients know. */
static const struct
{
  const char *role;
  const char *permissions[8];
} roles[] = {
  { "agent", { "customer.read.own", "customer.write.own" } },
  { "head",
    { "customer.read.branch", "customer.write.branch", "customer.reassign.branch",
      "conflict.decide.branch" } },
  { "director",
    { "customer.read.all", "customer.write.all", "customer.reassign.all", "conflict.decide.all" } },
  { "administrator",
    { "customer.read.all", "customer.write.all", "customer.reassign.all", "conflict.decide.all",
      "user.manage" } },
};

static JsonArray *
list_permissions (const char *role)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    if (strcmp (roles[i].role, role) == 0)
      for (guint j = 0; roles[i].permissions[j] != NULL; j++)
        json_array_add_string_element (array, roles[i].permissions[j]);
  return array;
}

static void
reply_object (HubExchange *exchange, guint status, JsonObject *object)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);

  json_node_take_object (node, object);
  hub_exchange_reply_json (exchange, status, node);
}

/* Signing in */

static JsonObject *
write_person (HubSession *session)
{
  JsonObject *person = json_object_new ();

  json_object_set_string_member (person, "id", session->user);
  json_object_set_string_member (person, "name", session->name);
  json_object_set_string_member (person, "role", session->role);
  if (session->branch != NULL)
    json_object_set_string_member (person, "branch", session->branch);
  json_object_set_array_member (person, "permissions", list_permissions (session->role));
  return person;
}

static void
signed_in_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HubExchange) exchange = user_data;
  g_autoptr (GError) error = NULL;
  HubSignIn *sign_in = hub_sign_in_run_finish (result, &error);
  JsonObject *object = NULL;

  if (error != NULL)
    {
      SoupServerMessage *message = hub_exchange_get_message (exchange);
      g_autofree char *seconds = g_strdup_printf ("%u", MAX (sign_in->retry_after, 1));

      if (g_error_matches (error, CRM_ERROR, CRM_ERROR_TOO_MANY) ||
          g_error_matches (error, CRM_ERROR, CRM_ERROR_UNAVAILABLE))
        soup_message_headers_replace (soup_server_message_get_response_headers (message),
                                      "Retry-After", seconds);
      hub_exchange_reply_error (exchange, error);
      return;
    }
  object = json_object_new ();
  json_object_set_string_member (object, "token", sign_in->token);
  json_object_set_string_member (object, "expires_at", sign_in->expires_at);
  json_object_set_string_member (object, "epoch", hub_exchange_get_context (exchange)->epoch);
  json_object_set_object_member (object, "user", write_person (sign_in->session));
  reply_object (exchange, 201, object);
}

/* (transfer full): "" when something is wrong with it, which @problem then says. */
static char *
read_text (JsonObject *object,
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

static HubSignIn *
read_sign_in (JsonNode *node, CrmProblem *problem)
{
  g_autoptr (HubSignIn) sign_in = g_new0 (HubSignIn, 1);
  JsonObject *object = NULL;
  JsonNode *device = NULL;
  JsonObject *device_object = NULL;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      crm_problem_add (problem, "", "type", "must be an object");
      return NULL;
    }
  object = json_node_get_object (node);
  device = json_object_get_member (object, "device");
  if (device != NULL && JSON_NODE_HOLDS_OBJECT (device))
    device_object = json_node_get_object (device);
  sign_in->login = read_text (object, "login", "/login", MAX_LOGIN, problem);
  sign_in->password = read_text (object, "password", "/password", HUB_PASSWORD_MAX, problem);
  sign_in->device = read_text (device_object, "id", "/device/id", CRM_ID_LENGTH, problem);
  sign_in->device_name =
      read_text (device_object, "name", "/device/name", MAX_DEVICE_NAME * 4, problem);
  if (*sign_in->device != '\0' && !crm_id_is_valid (sign_in->device))
    crm_problem_add (problem, "/device/id", "format", "must be a UUID");
  return crm_problem_n_errors (problem) == 0 ? g_steal_pointer (&sign_in) : NULL;
}

static void
sign_in_handler (HubExchange *exchange, gpointer user_data)
{
  HubSessions *sessions = user_data;
  g_autoptr (JsonNode) body = hub_exchange_parse_body (exchange);
  g_autoptr (CrmProblem) problem = NULL;
  g_autoptr (HubSignIn) sign_in = NULL;

  if (body == NULL)
    return;

  problem = crm_problem_new (CRM_ERROR_INVALID, "this is not a sign-in");
  if ((sign_in = read_sign_in (body, problem)) == NULL)
    {
      hub_exchange_reply_problem (exchange, problem);
      return;
    }
  sign_in->address = hub_exchange_dup_address (exchange);
  hub_sign_in_run_async (hub_exchange_get_context (exchange), hub_sessions_get_passwords (sessions),
                         g_steal_pointer (&sign_in), signed_in_cb, g_object_ref (exchange));
}

/* One's own devices */

typedef struct
{
  HubExchange *exchange; /* (owned) */
  HubSessions *sessions; /* (owned) */
  HubSession *session;   /* (owned): who asks */
  char *id;              /* (owned) (nullable): the session to end */
  JsonArray *list;       /* (owned) (nullable): the answer */
  gboolean has_ended;
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
  g_free (request);
}

static Request *
request_new (HubExchange *exchange, HubSessions *sessions)
{
  Request *request = g_new0 (Request, 1);

  request->exchange = g_object_ref (exchange);
  request->sessions = g_object_ref (sessions);
  request->session = hub_session_ref (hub_exchange_get_session (exchange));
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
  const char *params[] = { request->session->user };
  g_autoptr (HubDbRows) rows =
      hub_db_select (db, hub_auth_query (HUB_AUTH_LIST_SESSIONS), params, error);

  if (rows == NULL)
    return FALSE;

  g_clear_pointer (&request->list, json_array_unref);
  request->list = json_array_new ();
  for (guint i = 0; i < hub_db_rows_count (rows); i++)
    {
      JsonObject *object = json_object_new ();
      JsonObject *device = json_object_new ();
      const char *id = hub_db_rows_text (rows, i, 0);

      json_object_set_string_member (object, "id", id);
      json_object_set_string_member (device, "id", hub_db_rows_text (rows, i, 1));
      json_object_set_string_member (device, "name", hub_db_rows_text (rows, i, 2));
      json_object_set_object_member (object, "device", device);
      json_object_set_string_member (object, "created_at", hub_db_rows_text (rows, i, 3));
      json_object_set_string_member (object, "seen_at", hub_db_rows_text (rows, i, 4));
      json_object_set_string_member (object, "expires_at", hub_db_rows_text (rows, i, 5));
      json_object_set_boolean_member (object, "current", strcmp (id, request->session->id) == 0);
      json_array_add_object_element (request->list, object);
    }
  return TRUE;
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
  reply_object (exchange, 200, object);
}

static void
list_handler (HubExchange *exchange, gpointer user_data)
{
  run (request_new (exchange, user_data), HUB_DB_NO_TRANSACTION, list_work, listed_cb);
}

static gboolean
end_work (HubDb *db, gpointer data, GError **error)
{
  Request *request = data;
  const char *params[] = { request->id, request->session->user };
  g_autoptr (HubDbRows) rows =
      hub_db_select (db, hub_auth_query (HUB_AUTH_END_SESSION), params, error);

  if (rows == NULL)
    return FALSE;

  request->has_ended = hub_db_rows_count (rows) > 0;
  return TRUE;
}

static void
ended_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HubExchange) exchange = user_data;
  g_autoptr (GError) error = NULL;
  Request *request = hub_db_pool_run_finish (HUB_DB_POOL (source), result, &error);

  if (request == NULL)
    hub_exchange_reply_error (exchange, error);
  else if (!request->has_ended)
    {
      crm_fail (&error, CRM_ERROR_NOT_FOUND, "you have no such session");
      hub_exchange_reply_error (exchange, error);
    }
  else
    {
      hub_log (G_LOG_LEVEL_MESSAGE, "signed out", "user", request->session->user, "session",
               request->id, NULL);
      hub_sessions_end (request->sessions, request->id);
      hub_exchange_reply_empty (exchange, 204);
    }
}

static void
end_handler (HubExchange *exchange, gpointer user_data)
{
  const char *part = hub_exchange_get_part (exchange, 0);
  g_autoptr (GError) error = NULL;
  Request *request = NULL;

  if (strcmp (part, "current") != 0 && !crm_id_is_valid (part))
    {
      crm_fail (&error, CRM_ERROR_NOT_FOUND, "you have no such session");
      hub_exchange_reply_error (exchange, error);
      return;
    }
  request = request_new (exchange, user_data);
  request->id = g_strdup (strcmp (part, "current") == 0 ? request->session->id : part);
  run (request, HUB_DB_READ_WRITE, end_work, ended_cb);
}

static const HubRoute routes[] = {
  { "POST", "/sessions", HUB_ROUTE_OPEN, sign_in_handler },
  { "GET", "/sessions", HUB_ROUTE_SIGNED_IN, list_handler },
  { "DELETE", "/sessions/{id}", HUB_ROUTE_SIGNED_IN, end_handler },
};

void
hub_auth_routes_register (HubRouter *router, HubSessions *sessions)
{
  hub_router_add (router, routes, G_N_ELEMENTS (routes), sessions);
}
