/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A search of the whole base for customers who are there twice, by a job. Main thread, except the
 * functions that end in _work. */

#define G_LOG_DOMAIN "hub-admin"

#include "server/admin/hub-admin-call.h"

#include "server/customers/hub-duplicate-queries.h"

/* Whoever looks through everybody's customers may change everybody's. */
static gboolean
scan_work (HubDb *db, gpointer data, GError **error)
{
  HubAdminCall *call = data;
  g_autofree char *id = crm_id_new ();
  const char *params[] = { id, call->session->user, call->session->device };
  g_autoptr (HubDbRows) rows = NULL;

  if (!hub_admin_call_begin (call, db, FALSE, error))
    return FALSE;
  if (crm_rights_get (&call->rights.matrix, "customer", CRM_ACTION_EDIT) != CRM_SCOPE_ALL)
    return crm_fail (error, CRM_ERROR_DENIED, "you may not do that");
  rows = hub_db_select (db, hub_duplicate_query (HUB_DUPLICATE_INSERT_JOB), params, error);
  if (rows == NULL)
    return FALSE;

  g_free (call->job);
  call->job = g_strdup (hub_db_rows_text (rows, 0, 0));
  return TRUE;
}

static void
start (HubAdminCall *taken)
{
  g_autoptr (HubAdminCall) call = taken;
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *reply = json_object_new ();

  json_object_set_string_member (reply, "job", call->job);
  json_node_take_object (node, reply);
  if (call->admin->scan != NULL)
    hub_admin_scan_start (call->admin->scan, call->job);
  hub_exchange_reply_json (call->exchange, 202, node);
}

void
hub_admin_duplicates_handler (HubExchange *exchange, gpointer user_data)
{
  HubAdminCall *call = hub_admin_call_new (exchange, user_data, "customer", CRM_ACTION_EDIT);

  hub_admin_call_run_then (call, HUB_DB_READ_WRITE, scan_work, start);
}
