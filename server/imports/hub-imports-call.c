/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A request about imports. Only who made an import sees it. Main thread, except what ends in _work
 * and what that calls. */

#define G_LOG_DOMAIN "hub-imports"

#include "server/imports/hub-imports-call.h"

#include <string.h>

#include "server/imports/hub-imports-queries.h"
#include "server/sync/hub-sync-queries.h"
#include "shared/base/crm-id.h"
#include "shared/codec/crm-json.h"
#include "shared/customers/crm-customer.h"

enum
{
  COLUMN_ID,
  COLUMN_TITLE,
  COLUMN_PLAN,
  COLUMN_STATE,
  COLUMN_IS_CHECKED,
  COLUMN_PROBLEM,
  COLUMN_CREATED_AT,
  COLUMN_CHANGED_AT,
};

HubImportsCall *
hub_imports_call_new (HubExchange *exchange, HubImports *imports, HubImportsWork work)
{
  HubImportsCall *self = g_new0 (HubImportsCall, 1);

  self->imports = imports;
  self->exchange = g_object_ref (exchange);
  self->session = hub_session_ref (hub_exchange_get_session (exchange));
  self->work = work;
  self->id = g_strdup (hub_exchange_get_part (exchange, 0));
  self->word = self->id != NULL ? g_strdup (hub_exchange_get_part (exchange, 1)) : NULL;
  self->status = 200;
  return self;
}

void
hub_imports_call_free (gpointer data)
{
  HubImportsCall *self = data;

  g_clear_object (&self->exchange);
  hub_session_unref (self->session);
  hub_rights_clear (&self->rights);
  g_clear_pointer (&self->body, json_node_unref);
  g_clear_pointer (&self->answer, json_node_unref);
  g_free (self->id);
  g_free (self->word);
  g_free (self->text);
  g_free (self);
}

/* Who may bring in or take out at all: customers, many at once. */
static gboolean
check_rights (HubImportsCall *self, HubDb *db, GError **error)
{
  const char *params[] = { self->session->user, self->session->id };
  const char *subject = crm_customer_kind.name;
  g_autoptr (HubDbRows) rows =
      hub_db_select (db, hub_sync_query (HUB_SYNC_READ_RIGHTS), params, error);

  if (rows == NULL || !hub_rights_read (&self->rights, self->session, rows, error))
    return FALSE;
  if (self->is_export)
    return crm_rights_get (&self->rights.matrix, subject, CRM_ACTION_EXPORT) != CRM_SCOPE_NONE ||
           crm_fail (error, CRM_ERROR_DENIED, "you may not take clients out");
  if (crm_rights_get (&self->rights.matrix, subject, CRM_ACTION_CREATE) == CRM_SCOPE_NONE ||
      crm_rights_get (&self->rights.matrix, subject, CRM_ACTION_MASS_CHANGE) == CRM_SCOPE_NONE)
    return crm_fail (error, CRM_ERROR_DENIED, "you may not bring in files");
  return TRUE;
}

static gboolean
call_work (HubDb *db, gpointer data, GError **error)
{
  HubImportsCall *self = data;

  g_clear_pointer (&self->answer, json_node_unref);
  hub_rights_clear (&self->rights);
  self->starts = FALSE;
  return check_rights (self, db, error) && hub_reach_open_all (db, error) &&
         self->work (self, db, error);
}

static void
add_fraction (HubImportsCall *self)
{
  double fraction = hub_imports_get_fraction (self->imports, self->id);

  if (fraction >= 0 && JSON_NODE_HOLDS_OBJECT (self->answer))
    json_object_set_double_member (json_node_get_object (self->answer), "fraction", fraction);
}

static void
called_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HubExchange) exchange = user_data;
  g_autoptr (GError) error = NULL;
  HubImportsCall *self = hub_db_pool_run_finish (HUB_DB_POOL (source), result, &error);

  if (self == NULL)
    {
      hub_exchange_reply_error (exchange, error);
      return;
    }
  if (self->starts)
    hub_imports_start (self->imports, self->id);
  if (self->answer == NULL)
    {
      hub_exchange_reply_empty (exchange, 204);
      return;
    }
  if (self->id != NULL)
    add_fraction (self);
  hub_exchange_reply_json (exchange, self->status, self->answer);
}

void
hub_imports_call_run (HubImportsCall *self)
{
  if (self->id != NULL && !crm_id_is_valid (self->id))
    {
      g_autoptr (CrmProblem) problem =
          crm_problem_new (CRM_ERROR_NOT_FOUND, "there is no such import");

      hub_exchange_reply_problem (self->exchange, problem);
      hub_imports_call_free (self);
      return;
    }
  hub_db_pool_run_async (self->imports->context->pool, HUB_DB_READ_WRITE, call_work, self,
                         hub_imports_call_free, NULL, called_cb, g_object_ref (self->exchange));
}

gboolean
hub_imports_call_audit (HubImportsCall *self,
                        HubDb *db,
                        HubAuditAction action,
                        const char *details,
                        GError **error)
{
  const HubAuditEvent event = { .action = action,
                                .actor = self->session->user,
                                .device = self->session->device,
                                .kind = "import",
                                .record = self->id,
                                .details = details };

  return hub_audit_add (db, &event, error);
}

/* ---- an import as JSON --------------------------------------------------------------------- */

static JsonObject *
get_file (JsonArray *files, HubDbRows *rows, guint row, guint column)
{
  const gint64 index = hub_db_rows_integer (rows, row, column);

  return index < json_array_get_length (files)
             ? json_array_get_object_element (files, (guint) index)
             : NULL;
}

static void
add_received (JsonArray *files, HubDbRows *rows)
{
  for (guint i = 0; i < hub_db_rows_count (rows); i++)
    {
      JsonObject *file = get_file (files, rows, i, 0);

      if (file != NULL)
        json_object_set_int_member (file, "received", hub_db_rows_integer (rows, i, 1));
    }
}

static void
add_counts (JsonArray *files, HubDbRows *rows)
{
  static const char *const names[] = { "read", "new", "updated", "unchanged", "rejected", "twins" };

  for (guint i = 0; i < hub_db_rows_count (rows); i++)
    {
      JsonObject *file = get_file (files, rows, i, 1);
      JsonObject *counts = json_object_new ();

      for (guint k = 0; k < G_N_ELEMENTS (names); k++)
        json_object_set_int_member (counts, names[k], hub_db_rows_integer (rows, i, 2 + k));
      if (file != NULL)
        json_object_set_object_member (file, hub_db_rows_text (rows, i, 0), counts);
      else
        json_object_unref (counts);
    }
}

static JsonNode *
make_answer (HubDbRows *found, HubDbRows *const *more)
{
  g_autoptr (JsonNode) root = crm_json_parse (hub_db_rows_text (found, 0, COLUMN_PLAN), -1, NULL);
  JsonObject *object = root != NULL ? json_node_get_object (root) : NULL;
  JsonObject *fates = json_object_new ();

  if (object == NULL)
    {
      json_object_unref (fates);
      return NULL;
    }
  json_object_set_string_member (object, "id", hub_db_rows_text (found, 0, COLUMN_ID));
  json_object_set_string_member (object, "state", hub_db_rows_text (found, 0, COLUMN_STATE));
  json_object_set_boolean_member (object, "checked",
                                  hub_db_rows_boolean (found, 0, COLUMN_IS_CHECKED));
  json_object_set_string_member (object, "created_at",
                                 hub_db_rows_text (found, 0, COLUMN_CREATED_AT));
  if (hub_db_rows_text (found, 0, COLUMN_PROBLEM) != NULL)
    json_object_set_string_member (object, "problem", hub_db_rows_text (found, 0, COLUMN_PROBLEM));
  add_received (json_object_get_array_member (object, "files"), more[0]);
  add_counts (json_object_get_array_member (object, "files"), more[1]);
  json_object_set_int_member (object, "faults", hub_db_rows_integer (more[2], 0, 0));
  for (guint i = 0; i < hub_db_rows_count (more[3]); i++)
    json_object_set_int_member (fates, hub_db_rows_text (more[3], i, 0),
                                hub_db_rows_integer (more[3], i, 1));
  json_object_set_object_member (object, "fates", fates);
  return g_steal_pointer (&root);
}

gboolean
hub_imports_call_show (HubImportsCall *self, HubDb *db, GError **error)
{
  const char *params[] = { self->id, self->session->user };
  const HubQuery *queries[] = { hub_imports_query (HUB_IMPORTS_COUNT_RECEIVED),
                                hub_imports_query (HUB_IMPORTS_COUNT),
                                hub_imports_query (HUB_IMPORTS_COUNT_FAULTS),
                                hub_imports_query (HUB_IMPORTS_COUNT_ROWS) };
  const char *const *lists[] = { params, params, params, params };
  HubDbRows *more[G_N_ELEMENTS (queries)] = { NULL };
  g_autoptr (HubDbRows) found =
      hub_db_select (db, hub_imports_query (HUB_IMPORTS_FIND), params, error);

  if (found == NULL)
    return FALSE;
  if (hub_db_rows_count (found) == 0)
    return crm_fail (error, CRM_ERROR_NOT_FOUND, "there is no such import");
  if (!hub_db_select_many (db, G_N_ELEMENTS (queries), queries, lists, more, error))
    return FALSE;

  self->answer = make_answer (found, more);
  for (guint i = 0; i < G_N_ELEMENTS (more); i++)
    g_clear_pointer (&more[i], hub_db_rows_free);
  return self->answer != NULL || crm_fail (error, CRM_ERROR_INTERNAL, "the plan cannot be read");
}
