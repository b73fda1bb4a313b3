/* SPDX-License-Identifier: GPL-3.0-or-later */

/* All customers of somebody go to somebody else, by a job. Main thread, except the functions that
 * end in _work. */

#define G_LOG_DOMAIN "hub-admin"

#include "server/admin/hub-admin-call.h"

#include <string.h>

#include "shared/codec/crm-json.h"

#define MAX_REASON 500

/* Hand-over */

static gboolean
check_receiver (HubAdminCall *call, GError **error)
{
  g_auto (HubAdminPerson) person = { NULL };
  gboolean is_found = FALSE;

  if (!hub_admin_person_find (&person, call->db, call->other, &is_found, error))
    return FALSE;
  if (!is_found ||
      !hub_admin_may_about (&call->rights, call->subject, call->action, call->other, person.branch))
    return hub_admin_call_fail (call, "/to", "unknown", "there is no such record", error);
  if (!person.is_active)
    return hub_admin_call_fail (call, "/to", "disabled", "this person does not work here", error);
  if (strcmp (call->other, call->id) == 0)
    return hub_admin_call_fail (call, "/to", "same", "he has them already", error);
  return TRUE;
}

/* Acts of administration go one by one, so no two of them begin at once. Nobody receives while his
 * own customers leave: of two that are opposite, or of a round, none would ever end. */
static gboolean
check_others (HubAdminCall *call, GError **error)
{
  const char *params[] = { call->id, call->other };
  g_autoptr (HubDbRows) locked =
      hub_db_select (call->db, hub_admin_query (HUB_ADMIN_LOCK), NULL, error);
  g_autoptr (HubDbRows) rows = NULL;

  if (locked == NULL || (rows = hub_db_select (call->db, hub_admin_query (HUB_ADMIN_FIND_HAND_OVER),
                                               params, error)) == NULL)
    return FALSE;
  if (hub_db_rows_boolean (rows, 0, 0))
    return hub_admin_call_fail (call, "", "busy", "his customers are being handed over already",
                                error);
  if (hub_db_rows_boolean (rows, 0, 1))
    return hub_admin_call_fail (call, "/to", "busy", "his own customers are being handed over",
                                error);
  return TRUE;
}

static gboolean
hand_over_work (HubDb *db, gpointer data, GError **error)
{
  HubAdminCall *call = data;
  const HubAdminJob job = { .id = call->job,
                            .kind = "hand-over",
                            .actor = call->session->user,
                            .device = call->session->device,
                            .person = call->id,
                            .receiver = call->other,
                            .reason = call->reason };
  g_autofree char *details =
      hub_audit_details ("to", call->other, "reason", call->reason, "job", call->job, NULL);

  if (!hub_admin_call_begin (call, db, TRUE, error) || !check_receiver (call, error) ||
      !check_others (call, error) || !hub_admin_job_add (db, &job, error) ||
      !hub_admin_call_write_down (call, HUB_AUDIT_HAND_OVER, details, error))
    return FALSE;
  call->status = 202;
  call->reply = json_object_new ();
  json_object_set_string_member (call->reply, "job", call->job);
  return TRUE;
}

static gboolean
read_hand_over (HubAdminCall *call, JsonNode *body, CrmProblem *problem)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (body) ? json_node_get_object (body) : NULL;
  const char *to =
      object != NULL ? crm_json_get_text (json_object_get_member (object, "to")) : NULL;
  JsonNode *reason = object != NULL ? json_object_get_member (object, "reason") : NULL;

  if (to == NULL || !crm_id_is_valid (to))
    crm_problem_add (problem, "/to", "format", "to whom");
  if (reason != NULL && crm_json_get_text (reason) == NULL)
    crm_problem_add (problem, "/reason", "type", "a text is expected");
  else if (reason != NULL && g_utf8_strlen (crm_json_get_text (reason), -1) > MAX_REASON)
    crm_problem_add (problem, "/reason", "length", "longer than %d characters", MAX_REASON);
  if (crm_problem_n_errors (problem) > 0)
    return FALSE;

  call->other = g_ascii_strdown (to, -1);
  call->reason = reason != NULL ? g_strdup (crm_json_get_text (reason)) : NULL;
  return TRUE;
}

void
hub_admin_hand_over_handler (HubExchange *exchange, gpointer user_data)
{
  g_autoptr (JsonNode) body = hub_exchange_parse_body (exchange);
  g_autoptr (CrmProblem) problem = crm_problem_new (CRM_ERROR_INVALID, "it cannot be read");
  g_autoptr (HubAdminCall) call = NULL;

  if (body == NULL)
    return;
  call = hub_admin_call_new (exchange, user_data, "customer", CRM_ACTION_REASSIGN);
  if (!read_hand_over (call, body, problem))
    {
      hub_exchange_reply_problem (exchange, problem);
      return;
    }
  call->job = crm_id_new ();
  hub_admin_call_run (g_steal_pointer (&call), HUB_DB_READ_WRITE, hand_over_work);
}

/* Jobs */

/* Whoever made it, and who may do the same. */
static gboolean
sees_job (HubAdminCall *call, HubDbRows *rows)
{
  const char *actor = hub_db_rows_text (rows, 0, 2);

  return strcmp (actor, call->rights.user) == 0 ||
         crm_rights_get (&call->rights.matrix, "customer", CRM_ACTION_REASSIGN) == CRM_SCOPE_ALL;
}

static gboolean
job_work (HubDb *db, gpointer data, GError **error)
{
  static const char *const names[] = { "id",     "kind",  "actor", "user", "to",
                                       "reason", "state", "done",  "total" };
  HubAdminCall *call = data;
  const char *params[] = { call->id };
  g_autoptr (HubDbRows) rows = NULL;

  if (!hub_admin_call_begin (call, db, FALSE, error) ||
      (rows = hub_db_select (db, hub_admin_query (HUB_ADMIN_FIND_JOB), params, error)) == NULL)
    return FALSE;
  if (hub_db_rows_count (rows) == 0 || !sees_job (call, rows))
    return crm_fail (error, CRM_ERROR_NOT_FOUND, "there is no such job");

  call->reply = json_object_new ();
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (i >= 7)
      json_object_set_int_member (call->reply, names[i], hub_db_rows_integer (rows, 0, i));
    else if (hub_db_rows_text (rows, 0, i) != NULL)
      json_object_set_string_member (call->reply, names[i], hub_db_rows_text (rows, 0, i));
  json_object_set_string_member (call->reply, "created_at", hub_db_rows_text (rows, 0, 9));
  return TRUE;
}

void
hub_admin_job_handler (HubExchange *exchange, gpointer user_data)
{
  HubAdminCall *call = hub_admin_call_new (exchange, user_data, "customer", CRM_ACTION_SEE);

  hub_admin_call_run (call, HUB_DB_READ_ONLY, job_work);
}
