/* SPDX-License-Identifier: GPL-3.0-or-later */

/* GET /admin/audit: a page of what happened, newest first. Main thread, except the functions that
 * end in _work. */

#define G_LOG_DOMAIN "hub-admin"

#include "server/admin/hub-admin-audit-filter.h"

#include "shared/codec/crm-json.h"

#define MAX_LIMIT 500

static void
filter_free (gpointer data)
{
  hub_audit_filter_clear (data);
  g_free (data);
}

static void
set_text (JsonObject *object, const char *name, HubDbRows *rows, guint row, guint column)
{
  const char *text = hub_db_rows_text (rows, row, column);

  if (text != NULL)
    json_object_set_string_member (object, name, text);
}

static void
set_changed (JsonObject *object, const char *text)
{
  g_auto (GStrv) names = g_strsplit (text, ",", -1);
  JsonArray *array = json_array_new ();

  for (guint i = 0; names[i] != NULL; i++)
    json_array_add_string_element (array, names[i]);
  json_object_set_array_member (object, "changed", array);
}

static void
set_extras (JsonObject *object, HubDbRows *rows, guint row)
{
  const char *version = hub_db_rows_text (rows, row, HUB_AUDIT_COLUMN_VERSION);
  const char *changed = hub_db_rows_text (rows, row, HUB_AUDIT_COLUMN_CHANGED);
  const char *details = hub_db_rows_text (rows, row, HUB_AUDIT_COLUMN_DETAILS);
  JsonNode *node = details != NULL ? crm_json_parse (details, -1, NULL) : NULL;

  if (hub_db_rows_boolean (rows, row, HUB_AUDIT_COLUMN_IS_OFFLINE))
    json_object_set_boolean_member (object, "offline", TRUE);
  if (version != NULL && hub_db_rows_integer (rows, row, HUB_AUDIT_COLUMN_VERSION) > 0)
    json_object_set_int_member (object, "version",
                                hub_db_rows_integer (rows, row, HUB_AUDIT_COLUMN_VERSION));
  if (changed != NULL)
    set_changed (object, changed);
  if (node != NULL)
    json_object_set_member (object, "details", node);
}

static JsonObject *
write_event (HubDbRows *rows, guint row)
{
  static const struct
  {
    const char *name;
    guint column;
  } texts[] = {
    { "id", HUB_AUDIT_COLUMN_ID },
    { "at", HUB_AUDIT_COLUMN_AT },
    { "done_at", HUB_AUDIT_COLUMN_DONE_AT },
    { "actor", HUB_AUDIT_COLUMN_ACTOR },
    { "actor_name", HUB_AUDIT_COLUMN_ACTOR_NAME },
    { "device", HUB_AUDIT_COLUMN_DEVICE },
    { "action", HUB_AUDIT_COLUMN_ACTION },
    { "kind", HUB_AUDIT_COLUMN_KIND },
    { "record", HUB_AUDIT_COLUMN_RECORD },
    { "status", HUB_AUDIT_COLUMN_STATUS },
    { "problem", HUB_AUDIT_COLUMN_PROBLEM },
  };
  JsonObject *object = json_object_new ();

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    set_text (object, texts[i].name, rows, row, texts[i].column);
  set_extras (object, rows, row);
  return object;
}

static gboolean
list_work (HubDb *db, gpointer data, GError **error)
{
  HubAdminCall *call = data;
  /* Run again, it begins where it began. */
  HubAuditFilter filter = *(HubAuditFilter *) call->data;
  g_autoptr (HubDbRows) rows = NULL;
  g_autofree char *cursor = NULL;
  JsonArray *events = NULL;

  if (!hub_admin_call_begin (call, db, FALSE, error) ||
      (rows = hub_audit_filter_select (&filter, call, error)) == NULL)
    return FALSE;

  events = json_array_new ();
  for (guint i = 0; i < hub_db_rows_count (rows); i++)
    json_array_add_object_element (events, write_event (rows, i));
  call->reply = json_object_new ();
  json_object_set_array_member (call->reply, "events", events);
  if (hub_db_rows_count (rows) < filter.limit)
    return TRUE;

  hub_audit_filter_advance (&filter, rows);
  cursor = hub_audit_filter_dup_cursor (&filter, call->admin->context->secret, call->session->user);
  json_object_set_string_member (call->reply, "cursor", cursor);
  return TRUE;
}

void
hub_admin_audit_handler (HubExchange *exchange, gpointer user_data)
{
  g_autoptr (CrmProblem) problem = crm_problem_new (CRM_ERROR_INVALID, "it cannot be read");
  HubAuditFilter *filter = g_new0 (HubAuditFilter, 1);
  HubAdminCall *call = NULL;

  hub_audit_filter_read (filter, exchange, MAX_LIMIT, problem);
  if (crm_problem_n_errors (problem) > 0)
    {
      filter_free (filter);
      hub_exchange_reply_problem (exchange, problem);
      return;
    }
  call = hub_admin_call_new (exchange, user_data, "audit", CRM_ACTION_SEE);
  call->data = filter;
  call->data_free = filter_free;
  hub_admin_call_run (call, HUB_DB_READ_ONLY, list_work);
}
