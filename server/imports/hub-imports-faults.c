/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Rows that were not taken, to be mended, and what an import did. Main thread, except the functions
 * that end in _work. */

#define G_LOG_DOMAIN "hub-imports"

#include <string.h>

#include "server/imports/hub-import-plan.h"
#include "server/imports/hub-imports-call.h"
#include "server/imports/hub-imports-queries.h"
#include "server/sync/hub-kinds.h"
#include "shared/codec/crm-json.h"

#define PAGE     500
#define MAX_MEND 500

static char *
dup_number (HubExchange *exchange, const char *name, gint64 fallback)
{
  const char *text = hub_exchange_get_query (exchange, name);
  gint64 number = fallback;

  if (text != NULL && !g_ascii_string_to_signed (text, 10, -1, G_MAXINT64, &number, NULL))
    number = fallback;
  return g_strdup_printf ("%" G_GINT64_FORMAT, number);
}

static void
add_json (JsonObject *object, const char *name, const char *text)
{
  JsonNode *node = text != NULL ? crm_json_parse (text, -1, NULL) : NULL;

  if (node != NULL)
    json_object_set_member (object, name, node);
}

static JsonObject *
describe_fault (HubDbRows *rows, guint row)
{
  JsonObject *object = json_object_new ();

  json_object_set_int_member (object, "file", hub_db_rows_integer (rows, row, 0));
  json_object_set_int_member (object, "line", hub_db_rows_integer (rows, row, 1));
  add_json (object, "cells", hub_db_rows_text (rows, row, 2));
  add_json (object, "errors", hub_db_rows_text (rows, row, 3));
  if (hub_db_rows_text (rows, row, 4) != NULL)
    json_object_set_string_member (object, "decision", hub_db_rows_text (rows, row, 4));
  return object;
}

static void
take_list (HubImportsCall *self, const char *name, JsonArray *array)
{
  JsonObject *object = json_object_new ();

  json_object_set_array_member (object, name, array);
  self->answer = json_node_new (JSON_NODE_OBJECT);
  json_node_take_object (self->answer, object);
}

static gboolean
faults_work (HubImportsCall *self, HubDb *db, GError **error)
{
  g_auto (GStrv) place = g_strsplit (self->text, " ", 2);
  const char *params[] = { self->id, place[0], place[1], G_STRINGIFY (PAGE) };
  g_autoptr (HubDbRows) rows = NULL;
  JsonArray *array;

  if (!hub_imports_call_show (self, db, error))
    return FALSE;
  g_clear_pointer (&self->answer, json_node_unref);
  rows = hub_db_select (db, hub_imports_query (HUB_IMPORTS_LIST_FAULTS), params, error);
  if (rows == NULL)
    return FALSE;

  array = json_array_new ();
  for (guint i = 0; i < hub_db_rows_count (rows); i++)
    json_array_add_object_element (array, describe_fault (rows, i));
  take_list (self, "faults", array);
  return TRUE;
}

void
hub_imports_faults_handler (HubExchange *exchange, gpointer user_data)
{
  HubImportsCall *call = hub_imports_call_new (exchange, user_data, faults_work);
  g_autofree char *file = dup_number (exchange, "file", 0);
  g_autofree char *line = dup_number (exchange, "line", -1);

  call->text = g_strconcat (file, " ", line, NULL);
  hub_imports_call_run (call);
}

/* ---- mending ------------------------------------------------------------------------------- */

static gboolean
mend (HubImportsCall *self, HubDb *db, JsonObject *row, GError **error)
{
  JsonNode *cells = json_object_get_member (row, "cells");
  g_autofree char *text = cells != NULL ? crm_json_to_text (cells) : NULL;
  g_autofree char *file =
      g_strdup_printf ("%" G_GINT64_FORMAT,
                       json_object_get_int_member_with_default (row, "file", 0));
  g_autofree char *line =
      g_strdup_printf ("%" G_GINT64_FORMAT,
                       json_object_get_int_member_with_default (row, "line", 0));
  const char *params[] = { self->id, file, line, text,
                           crm_json_get_text (json_object_get_member (row, "decision")) };

  return hub_db_queue (db, hub_imports_query (HUB_IMPORTS_MEND), params, error);
}

static gboolean
mend_work (HubImportsCall *self, HubDb *db, GError **error)
{
  const char *lock[] = { self->id, "true" };
  JsonArray *rows = json_object_get_array_member (json_node_get_object (self->body), "rows");

  if (!hub_imports_call_show (self, db, error))
    return FALSE;
  if (g_str_has_suffix (json_object_get_string_member (json_node_get_object (self->answer),
                                                       "state"),
                        "ing"))
    return crm_fail (error, CRM_ERROR_CONFLICT, "it is at work");
  g_clear_pointer (&self->answer, json_node_unref);
  if (!hub_db_queue (db, hub_imports_query (HUB_IMPORTS_LOCK), lock, error))
    return FALSE;
  for (guint i = 0; i < json_array_get_length (rows); i++)
    if (!mend (self, db, json_array_get_object_element (rows, i), error))
      return FALSE;
  return hub_imports_call_show (self, db, error);
}

static gboolean
is_row (JsonNode *node)
{
  JsonObject *row = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  JsonNode *cells = row != NULL ? json_object_get_member (row, "cells") : NULL;
  const char *decision =
      row != NULL ? crm_json_get_text (json_object_get_member (row, "decision")) : NULL;
  HubTwins twins;
  gint64 number;

  return row != NULL && crm_json_get_integer (row, "file", &number, NULL) && number >= 0 &&
         number < HUB_IMPORT_MAX_FILES && crm_json_get_integer (row, "line", &number, NULL) &&
         (cells == NULL || JSON_NODE_HOLDS_ARRAY (cells)) &&
         (decision == NULL || hub_twins_from_text (decision, &twins));
}

static gboolean
are_rows (JsonNode *body)
{
  JsonNode *node = JSON_NODE_HOLDS_OBJECT (body)
                       ? json_object_get_member (json_node_get_object (body), "rows")
                       : NULL;
  JsonArray *array =
      node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  if (array == NULL || json_array_get_length (array) > MAX_MEND)
    return FALSE;
  for (guint i = 0; i < json_array_get_length (array); i++)
    if (!is_row (json_array_get_element (array, i)))
      return FALSE;
  return TRUE;
}

void
hub_imports_mend_handler (HubExchange *exchange, gpointer user_data)
{
  g_autoptr (HubImportsCall) call = hub_imports_call_new (exchange, user_data, mend_work);

  call->body = hub_exchange_parse_body (exchange);
  if (call->body == NULL)
    return;
  if (!are_rows (call->body))
    {
      g_autoptr (CrmProblem) problem = crm_problem_new (CRM_ERROR_INVALID, "rows are expected");

      crm_problem_add (problem, "/rows", "format", "file, line, cells and decision of each");
      hub_exchange_reply_problem (exchange, problem);
      return;
    }
  hub_imports_call_run (g_steal_pointer (&call));
}

/* ---- what it did --------------------------------------------------------------------------- */

static JsonObject *
describe_row (HubDbRows *rows, guint row)
{
  JsonObject *object = json_object_new ();
  const guint kind = (guint) hub_db_rows_integer (rows, row, 1);

  json_object_set_int_member (object, "n", hub_db_rows_integer (rows, row, 0));
  json_object_set_string_member (object, "kind", hub_kinds_get (kind)->kind->name);
  json_object_set_string_member (object, "record", hub_db_rows_text (rows, row, 2));
  json_object_set_int_member (object, "file", hub_db_rows_integer (rows, row, 3));
  json_object_set_boolean_member (object, "new", hub_db_rows_boolean (rows, row, 4));
  if (hub_db_rows_text (rows, row, 5) != NULL)
    json_object_set_string_member (object, "fate", hub_db_rows_text (rows, row, 5));
  return object;
}

static gboolean
rows_work (HubImportsCall *self, HubDb *db, GError **error)
{
  g_auto (GStrv) place = g_strsplit (self->text, " ", 2);
  const char *params[] = { self->id, place[0], place[1], G_STRINGIFY (PAGE) };
  g_autoptr (HubDbRows) rows = NULL;
  JsonArray *array;

  if (!hub_imports_call_show (self, db, error))
    return FALSE;
  g_clear_pointer (&self->answer, json_node_unref);
  rows = hub_db_select (db, hub_imports_query (HUB_IMPORTS_LIST_ROWS), params, error);
  if (rows == NULL)
    return FALSE;

  array = json_array_new ();
  for (guint i = 0; i < hub_db_rows_count (rows); i++)
    json_array_add_object_element (array, describe_row (rows, i));
  take_list (self, "rows", array);
  return TRUE;
}

void
hub_imports_rows_handler (HubExchange *exchange, gpointer user_data)
{
  HubImportsCall *call = hub_imports_call_new (exchange, user_data, rows_work);
  g_autofree char *after = dup_number (exchange, "after", 0);
  const char *fate = hub_exchange_get_query (exchange, "fate");

  call->text = g_strconcat (after, " ", fate != NULL ? fate : "", NULL);
  hub_imports_call_run (call);
}
