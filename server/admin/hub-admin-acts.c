/* SPDX-License-Identifier: GPL-3.0-or-later */

/* POST, PATCH and DELETE of records that only administration changes. Main thread. */

#define G_LOG_DOMAIN "hub-admin"

#include "server/admin/hub-admin-private.h"

#include <string.h>

#include "shared/codec/crm-json.h"
#include "shared/protocol/crm-protocol.h"

#define FOLDER CRM_API_BASE "/admin/"

static const HubAdminRules *const all_rules[] = {
  &hub_admin_user_rules,   &hub_admin_branch_rules,
  &hub_admin_role_rules,   &hub_admin_right_exception_rules,
  &hub_admin_deputy_rules, &hub_admin_share_rules,
};

typedef struct
{
  HubAdmin *admin;       /* (owned) */
  HubExchange *exchange; /* (owned) */
  HubAdminAct *act;      /* (owned) */
} Call;

static void
call_free (gpointer data)
{
  Call *call = data;

  hub_admin_unref (call->admin);
  g_object_unref (call->exchange);
  hub_admin_act_free (call->act);
  g_free (call);
}

static const HubAdminRules *
find_rules (HubExchange *exchange)
{
  const char *path =
      g_uri_get_path (soup_server_message_get_uri (hub_exchange_get_message (exchange)));
  const char *word = path + strlen (FOLDER);
  gsize length = strcspn (word, "/");

  for (guint i = 0; i < G_N_ELEMENTS (all_rules); i++)
    if (strlen (all_rules[i]->kind->name) == length &&
        strncmp (all_rules[i]->kind->name, word, length) == 0)
      return all_rules[i];
  g_return_val_if_reached (NULL);
}

/* Reading */

static void
read_set (HubAdminAct *act, JsonObject *body, CrmProblem *problem)
{
  JsonNode *node = json_object_get_member (body, "set");

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    crm_problem_add (problem, "/set", "required", "an object of fields is expected");
  else
    act->set =
        crm_json_read_fields (act->rules->kind, json_node_get_object (node), "/set", problem);
}

static void
read_id (HubAdminAct *act, JsonObject *body, CrmProblem *problem)
{
  const char *text = crm_json_get_text (json_object_get_member (body, "id"));
  g_autofree char *id = text != NULL ? g_ascii_strdown (text, -1) : NULL;

  if (id == NULL || !crm_id_is_valid (id))
    crm_problem_add (problem, "/id", "format", "the maker of a record gives it an id");
  else
    act->id = g_steal_pointer (&id);
}

static void
read_base (HubAdminAct *act, JsonObject *body, CrmProblem *problem)
{
  JsonNode *node = json_object_get_member (body, "base");

  if (node != NULL && json_node_get_value_type (node) == G_TYPE_INT64 &&
      json_node_get_int (node) > 0)
    act->base = json_node_get_int (node);
  else if (node != NULL || act->action == CRM_ACTION_EDIT)
    crm_problem_add (problem, "/base", node != NULL ? "type" : "required",
                     "the version that was changed");
}

static void
read_open (HubAdminAct *act, JsonObject *body)
{
  JsonNode *node = json_object_get_member (body, "open");

  act->is_open = node != NULL && json_node_get_value_type (node) == G_TYPE_BOOLEAN &&
                 json_node_get_boolean (node);
}

/* %FALSE: the exchange is answered. */
static gboolean
read_body (HubExchange *exchange, HubAdminAct *act)
{
  g_autoptr (JsonNode) body = NULL;
  g_autoptr (CrmProblem) problem = crm_problem_new (CRM_ERROR_INVALID, "it cannot be read");
  JsonObject *object = NULL;

  if (act->action == CRM_ACTION_DELETE && g_bytes_get_size (hub_exchange_get_body (exchange)) == 0)
    return TRUE;
  if ((body = hub_exchange_parse_body (exchange)) == NULL)
    return FALSE;

  if (!JSON_NODE_HOLDS_OBJECT (body))
    crm_problem_add (problem, "", "type", "an object is expected");
  else
    {
      object = json_node_get_object (body);
      read_open (act, object);
      if (act->action == CRM_ACTION_CREATE)
        read_id (act, object, problem);
      else
        read_base (act, object, problem);
      if (act->action != CRM_ACTION_DELETE)
        read_set (act, object, problem);
    }
  if (crm_problem_n_errors (problem) == 0)
    return TRUE;
  hub_exchange_reply_problem (exchange, problem);
  return FALSE;
}

/* Answering */

static void
reply_record (Call *call)
{
  HubAdminAct *act = call->act;
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  gboolean is_new = act->action == CRM_ACTION_CREATE && !act->is_repeated;

  json_node_take_object (node, hub_admin_row_to_json (act->draft));
  if (act->job != NULL)
    {
      json_object_set_string_member (json_node_get_object (node), "job", act->job);
      hub_admin_jobs_start (call->admin->jobs, act->job);
    }
  hub_exchange_reply_json (call->exchange, is_new ? 201 : 200, node);
}

/* With what the record is now. */
static void
reply_stale (Call *call, const GError *error)
{
  g_autoptr (CrmProblem) problem = crm_problem_new (CRM_ERROR_CONFLICT, error->message);
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (JsonObject) now = hub_admin_row_to_json (call->act->before);
  JsonObject *object = NULL;
  char *text = NULL;
  g_autoptr (GBytes) bytes = NULL;

  crm_problem_set_correlation_id (problem, hub_exchange_get_correlation_id (call->exchange));
  node = crm_problem_to_json (problem);
  object = json_node_get_object (node);
  json_object_set_int_member (object, "version", call->act->before->rev);
  json_object_set_member (object, "record",
                          json_node_copy (json_object_get_member (now, "record")));
  text = crm_json_to_text (node);
  bytes = g_bytes_new_take (text, strlen (text));
  hub_exchange_reply_bytes (call->exchange, 409, "application/problem+json", bytes);
}

static void
reply_failure (Call *call, const GError *error)
{
  HubAdminAct *act = call->act;

  if (g_error_matches (error, CRM_ERROR, CRM_ERROR_DENIED))
    hub_admin_note_denied (call->admin, act->session, act->rules->kind->name, act->action);
  if (g_error_matches (error, CRM_ERROR, CRM_ERROR_INVALID) &&
      crm_problem_n_errors (act->problem) > 0)
    hub_exchange_reply_problem (call->exchange, act->problem);
  else if (g_error_matches (error, CRM_ERROR, CRM_ERROR_CONFLICT) && act->before != NULL &&
           !act->before->is_deleted)
    reply_stale (call, error);
  else
    hub_exchange_reply_error (call->exchange, error);
}

static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Call *call = user_data;
  g_autoptr (GError) error = NULL;

  if (hub_db_pool_run_finish (HUB_DB_POOL (source), result, &error) == NULL)
    reply_failure (call, error);
  else
    {
      hub_admin_tell (call->admin, call->act->tickle, call->act->ended, TRUE);
      reply_record (call);
    }
  call_free (call);
}

static void
start (HubExchange *exchange, HubAdmin *self, CrmAction action)
{
  const HubAdminRules *rules = find_rules (exchange);
  g_autoptr (HubAdminAct) act =
      hub_admin_act_new (rules, hub_exchange_get_session (exchange), action);
  const char *part = hub_exchange_get_part (exchange, 0);
  Call *call = NULL;

  if (!read_body (exchange, act))
    return;
  if (action != CRM_ACTION_CREATE)
    act->id = g_ascii_strdown (part, -1);
  if (!crm_id_is_valid (act->id))
    {
      /* What cannot exist takes the way of what does not. */
      g_free (act->id);
      act->id = g_strdup (HUB_NO_ID);
    }

  call = g_new0 (Call, 1);
  call->admin = hub_admin_ref (self);
  call->exchange = g_object_ref (exchange);
  call->act = g_steal_pointer (&act);
  hub_db_pool_run_async (self->context->pool, HUB_DB_READ_WRITE, hub_admin_act_work, call->act,
                         NULL, NULL, done_cb, call);
}

void
hub_admin_create_handler (HubExchange *exchange, gpointer user_data)
{
  start (exchange, user_data, CRM_ACTION_CREATE);
}

void
hub_admin_change_handler (HubExchange *exchange, gpointer user_data)
{
  start (exchange, user_data, CRM_ACTION_EDIT);
}

void
hub_admin_delete_handler (HubExchange *exchange, gpointer user_data)
{
  start (exchange, user_data, CRM_ACTION_DELETE);
}
