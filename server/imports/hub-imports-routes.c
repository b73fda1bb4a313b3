/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The routes of imports (data/openapi.yaml). Main thread, except the functions that end in _work.
 */

#define G_LOG_DOMAIN "hub-imports"

#include <string.h>

#include "server/imports/hub-import-plan.h"
#include "server/imports/hub-imports-call.h"
#include "server/imports/hub-imports-queries.h"
#include "shared/base/crm-id.h"
#include "shared/codec/crm-json.h"

#define MAX_PART (8 * 1024 * 1024)

static const HubRoute routes[] = {
  { "GET", "/imports", HUB_ROUTE_SIGNED_IN, hub_imports_list_handler },
  { "POST", "/imports", HUB_ROUTE_SIGNED_IN, hub_imports_create_handler },
  { "GET", "/imports/{id}", HUB_ROUTE_SIGNED_IN, hub_imports_show_handler },
  { "PATCH", "/imports/{id}", HUB_ROUTE_SIGNED_IN, hub_imports_change_handler },
  { "DELETE", "/imports/{id}", HUB_ROUTE_SIGNED_IN, hub_imports_delete_handler },
  { "POST", "/imports/{id}/files/{file}", HUB_ROUTE_SIGNED_IN | HUB_ROUTE_STREAMED,
    hub_imports_part_handler },
  { "POST", "/imports/{id}/{act}", HUB_ROUTE_SIGNED_IN, hub_imports_act_handler },
  { "GET", "/imports/{id}/faults", HUB_ROUTE_SIGNED_IN, hub_imports_faults_handler },
  { "PATCH", "/imports/{id}/faults", HUB_ROUTE_SIGNED_IN, hub_imports_mend_handler },
  { "GET", "/imports/{id}/rows", HUB_ROUTE_SIGNED_IN, hub_imports_rows_handler },
  { "POST", "/exports", HUB_ROUTE_SIGNED_IN, hub_imports_export_handler },
};

/* What may be done in which states. */
static const struct
{
  const char *word;
  const char *from;
  const char *to;
  HubAuditAction action;
} acts[] = {
  { "check", "{draft,checked,failed}", "checking", HUB_AUDIT_N_ACTIONS },
  { "run", "{draft,checked,paused,failed,done,cancelled}", "running", HUB_AUDIT_UPDATE },
  { "pause", "{running}", "paused", HUB_AUDIT_N_ACTIONS },
  { "cancel", "{running,paused,failed}", "cancelled", HUB_AUDIT_UPDATE },
  { "stop-check", "{checking}", "draft", HUB_AUDIT_N_ACTIONS },
  { "revert", "{done,cancelled,paused,failed}", "reverting", HUB_AUDIT_DELETE },
};

/* ---- making and changing ------------------------------------------------------------------- */

static gboolean
create_work (HubImportsCall *self, HubDb *db, GError **error)
{
  const char *params[] = { self->id, self->session->user, self->session->device, self->word,
                           self->text };
  g_autofree char *details = hub_audit_details ("title", self->word, NULL);
  g_autoptr (HubDbRows) rows =
      hub_db_select (db, hub_imports_query (HUB_IMPORTS_INSERT), params, error);

  if (rows == NULL)
    return FALSE;
  /* A repeat: the answer to the first may be lost. */
  if (hub_db_rows_count (rows) > 0 &&
      !hub_imports_call_audit (self, db, HUB_AUDIT_CREATE, details, error))
    return FALSE;
  return hub_imports_call_show (self, db, error);
}

static gboolean
change_work (HubImportsCall *self, HubDb *db, GError **error)
{
  const char *params[] = { self->id, self->session->user, self->text };
  const char *clear[] = { self->id, "true" };
  g_autoptr (HubDbRows) rows = NULL;

  if (!hub_imports_call_show (self, db, error))
    return FALSE;
  g_clear_pointer (&self->answer, json_node_unref);
  rows = hub_db_select (db, hub_imports_query (HUB_IMPORTS_UPDATE_PLAN), params, error);
  if (rows == NULL)
    return FALSE;
  if (hub_db_rows_count (rows) == 0)
    return crm_fail (error, CRM_ERROR_CONFLICT, "it has begun");
  return hub_db_queue (db, hub_imports_query (HUB_IMPORTS_CLEAR_CHECK), clear, error) &&
         hub_imports_call_show (self, db, error);
}

/* (nullable): the plan of the body, which is answered otherwise. */
static HubImportPlan *
read_plan (HubImportsCall *self)
{
  g_autoptr (CrmProblem) problem = crm_problem_new (CRM_ERROR_INVALID, "the plan cannot be read");
  HubImportPlan *plan;

  self->body = hub_exchange_parse_body (self->exchange);
  if (self->body == NULL)
    return NULL;
  plan = hub_import_plan_parse (self->body, problem);
  if (plan == NULL)
    hub_exchange_reply_problem (self->exchange, problem);
  return plan;
}

void
hub_imports_create_handler (HubExchange *exchange, gpointer user_data)
{
  g_autoptr (HubImportsCall) call = hub_imports_call_new (exchange, user_data, create_work);
  g_autoptr (HubImportPlan) plan = read_plan (call);
  const char *id;

  if (plan == NULL)
    return;
  id = crm_json_get_text (json_object_get_member (json_node_get_object (call->body), "id"));
  if (id == NULL || !crm_id_is_valid (id))
    {
      g_autoptr (CrmProblem) problem = crm_problem_new (CRM_ERROR_INVALID, "an id is expected");

      crm_problem_add (problem, "/id", "required", "an id is expected");
      hub_exchange_reply_problem (exchange, problem);
      return;
    }
  call->id = g_strdup (id);
  call->word = g_strdup (plan->title);
  call->text = crm_json_to_text (call->body);
  call->status = 201;
  hub_imports_call_run (g_steal_pointer (&call));
}

void
hub_imports_change_handler (HubExchange *exchange, gpointer user_data)
{
  g_autoptr (HubImportsCall) call = hub_imports_call_new (exchange, user_data, change_work);
  g_autoptr (HubImportPlan) plan = read_plan (call);

  if (plan == NULL)
    return;
  call->text = crm_json_to_text (call->body);
  hub_imports_call_run (g_steal_pointer (&call));
}

/* ---- bytes --------------------------------------------------------------------------------- */

static gboolean
add_part (HubImportsCall *self, HubDb *db, GError **error)
{
  g_autofree char *start = g_strdup_printf ("%" G_GINT64_FORMAT, self->number);
  const char *params[] = { self->id, self->word, start, self->text };
  const char *drop[] = { self->id, self->word };

  if (self->number == 0 &&
      !hub_db_queue (db, hub_imports_query (HUB_IMPORTS_DROP_FILE), drop, error))
    return FALSE;
  return hub_db_queue (db, hub_imports_query (HUB_IMPORTS_INSERT_PART), params, error);
}

static gint64
find_received (HubImportsCall *self)
{
  JsonArray *files = json_object_get_array_member (json_node_get_object (self->answer), "files");
  const guint64 index = g_ascii_strtoull (self->word, NULL, 10);
  JsonObject *file;

  if (index >= json_array_get_length (files))
    return -1;
  file = json_array_get_object_element (files, (guint) index);
  return json_object_get_int_member_with_default (file, "received", 0);
}

static gboolean
part_work (HubImportsCall *self, HubDb *db, GError **error)
{
  gint64 received;

  if (!hub_imports_call_show (self, db, error))
    return FALSE;
  received = find_received (self);
  if (received < 0)
    return crm_fail (error, CRM_ERROR_NOT_FOUND, "there is no such file");
  if (self->number != 0 && self->number != received)
    return crm_fail (error, CRM_ERROR_CONFLICT, "%" G_GINT64_FORMAT " bytes are here", received);
  g_clear_pointer (&self->answer, json_node_unref);
  return add_part (self, db, error) && hub_imports_call_show (self, db, error);
}

static char *
to_hex (GByteArray *bytes)
{
  static const char digits[] = "0123456789abcdef";
  char *text = g_malloc (2 * (gsize) bytes->len + 1);

  for (guint i = 0; i < bytes->len; i++)
    {
      text[2 * (gsize) i] = digits[bytes->data[i] >> 4];
      text[2 * (gsize) i + 1] = digits[bytes->data[i] & 15];
    }
  text[2 * (gsize) bytes->len] = '\0';
  return text;
}

/* A part on its way in: bytes of any sort, so it is no body like others. */
typedef struct
{
  HubImportsCall *call; /* (owned) (nullable): until it is at work or refused */
  GByteArray *bytes;    /* (owned) */
} Part;

static void
part_free (gpointer data)
{
  Part *part = data;

  g_clear_pointer (&part->call, hub_imports_call_free);
  g_byte_array_unref (part->bytes);
  g_free (part);
}

static void
refuse_part (HubExchange *exchange, CrmError code, const char *detail)
{
  g_autoptr (CrmProblem) problem = crm_problem_new (code, detail);

  hub_exchange_refuse (exchange, problem);
}

static void
part_chunk_cb (HubExchange *exchange, GBytes *chunk, gpointer user_data)
{
  Part *part = user_data;
  gsize size;
  const guint8 *data = g_bytes_get_data (chunk, &size);

  if (part->call == NULL)
    return;
  if (part->bytes->len + size > MAX_PART)
    {
      g_clear_pointer (&part->call, hub_imports_call_free);
      refuse_part (exchange, CRM_ERROR_TOO_LARGE, "8 MiB at the most");
      return;
    }
  g_byte_array_append (part->bytes, data, (guint) size);
}

static void
part_end_cb (HubExchange *exchange, gpointer user_data)
{
  Part *part = user_data;

  if (part->call == NULL)
    return;
  if (part->bytes->len == 0)
    {
      g_clear_pointer (&part->call, hub_imports_call_free);
      refuse_part (exchange, CRM_ERROR_INVALID, "there are no bytes");
      return;
    }
  part->call->text = to_hex (part->bytes);
  hub_imports_call_run (g_steal_pointer (&part->call));
}

static const HubExchangeReceiver part_receiver = { part_chunk_cb, part_end_cb };

void
hub_imports_part_handler (HubExchange *exchange, gpointer user_data)
{
  g_autoptr (HubImportsCall) call = hub_imports_call_new (exchange, user_data, part_work);
  const char *start = hub_exchange_get_query (exchange, "start");
  Part *part = NULL;
  guint64 at = 0;

  if (start != NULL && !g_ascii_string_to_unsigned (start, 10, 0, HUB_IMPORT_MAX_SIZE, &at, NULL))
    {
      refuse_part (exchange, CRM_ERROR_INVALID, "start is a number of bytes");
      return;
    }
  if (!g_ascii_string_to_unsigned (call->word, 10, 0, HUB_IMPORT_MAX_FILES, NULL, NULL))
    {
      refuse_part (exchange, CRM_ERROR_NOT_FOUND, "there is no such file");
      return;
    }
  part = g_new0 (Part, 1);
  part->call = g_steal_pointer (&call);
  part->call->number = (gint64) at;
  part->bytes = g_byte_array_new ();
  hub_exchange_receive (exchange, &part_receiver, part, part_free);
}

/* ---- looking and acting -------------------------------------------------------------------- */

void
hub_imports_show_handler (HubExchange *exchange, gpointer user_data)
{
  hub_imports_call_run (hub_imports_call_new (exchange, user_data, hub_imports_call_show));
}

static gboolean
list_work (HubImportsCall *self, HubDb *db, GError **error)
{
  const char *params[] = { self->session->user };
  g_autoptr (HubDbRows) rows =
      hub_db_select (db, hub_imports_query (HUB_IMPORTS_LIST), params, error);
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();

  if (rows == NULL)
    return FALSE;
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "imports");
  json_builder_begin_array (builder);
  for (guint i = 0; i < hub_db_rows_count (rows); i++)
    {
      json_builder_begin_object (builder);
      json_builder_set_member_name (builder, "id");
      json_builder_add_string_value (builder, hub_db_rows_text (rows, i, 0));
      json_builder_set_member_name (builder, "title");
      json_builder_add_string_value (builder, hub_db_rows_text (rows, i, 1));
      json_builder_set_member_name (builder, "state");
      json_builder_add_string_value (builder, hub_db_rows_text (rows, i, 3));
      json_builder_set_member_name (builder, "created_at");
      json_builder_add_string_value (builder, hub_db_rows_text (rows, i, 6));
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  self->answer = json_builder_get_root (builder);
  return TRUE;
}

void
hub_imports_list_handler (HubExchange *exchange, gpointer user_data)
{
  hub_imports_call_run (hub_imports_call_new (exchange, user_data, list_work));
}

static gboolean
delete_work (HubImportsCall *self, HubDb *db, GError **error)
{
  const char *params[] = { self->id, self->session->user };
  g_autoptr (HubDbRows) rows = NULL;

  if (!hub_imports_call_show (self, db, error))
    return FALSE;
  g_clear_pointer (&self->answer, json_node_unref);
  rows = hub_db_select (db, hub_imports_query (HUB_IMPORTS_DELETE), params, error);
  if (rows == NULL)
    return FALSE;
  if (hub_db_rows_count (rows) == 0)
    return crm_fail (error, CRM_ERROR_CONFLICT, "it is at work");
  return TRUE;
}

void
hub_imports_delete_handler (HubExchange *exchange, gpointer user_data)
{
  hub_imports_call_run (hub_imports_call_new (exchange, user_data, delete_work));
}

static gboolean
is_complete (HubImportsCall *self)
{
  JsonArray *files = json_object_get_array_member (json_node_get_object (self->answer), "files");

  for (guint i = 0; i < json_array_get_length (files); i++)
    {
      JsonObject *file = json_array_get_object_element (files, i);
      const gint64 upload = json_object_get_int_member_with_default (file, "upload", i);

      if (upload == i && json_object_get_int_member_with_default (file, "received", 0) <
                             json_object_get_int_member_with_default (file, "size", 1))
        return FALSE;
    }
  return TRUE;
}

static gboolean
act_work (HubImportsCall *self, HubDb *db, GError **error)
{
  const char *lock[] = { self->id, "true" };
  const char *params[] = { self->id, self->session->user, acts[self->number].from,
                           acts[self->number].to };
  g_autofree char *details = hub_audit_details ("act", acts[self->number].word, NULL);
  g_autoptr (HubDbRows) rows = NULL;

  if (!hub_imports_call_show (self, db, error))
    return FALSE;
  if (!is_complete (self))
    return crm_fail (error, CRM_ERROR_CONFLICT, "not all of the files is here");
  g_clear_pointer (&self->answer, json_node_unref);
  if (!hub_db_queue (db, hub_imports_query (HUB_IMPORTS_LOCK), lock, error))
    return FALSE;
  rows = hub_db_select (db, hub_imports_query (HUB_IMPORTS_MOVE), params, error);
  if (rows == NULL)
    return FALSE;
  if (hub_db_rows_count (rows) == 0)
    return crm_fail (error, CRM_ERROR_CONFLICT, "that cannot be done now");

  self->starts = g_str_has_suffix (acts[self->number].to, "ing");
  return (acts[self->number].action == HUB_AUDIT_N_ACTIONS ||
          hub_imports_call_audit (self, db, acts[self->number].action, details, error)) &&
         hub_imports_call_show (self, db, error);
}

void
hub_imports_act_handler (HubExchange *exchange, gpointer user_data)
{
  g_autoptr (HubImportsCall) call = hub_imports_call_new (exchange, user_data, act_work);

  for (guint i = 0; i < G_N_ELEMENTS (acts); i++)
    if (strcmp (acts[i].word, call->word) == 0)
      {
        call->number = i;
        hub_imports_call_run (g_steal_pointer (&call));
        return;
      }
  {
    g_autoptr (CrmProblem) problem = crm_problem_new (CRM_ERROR_NOT_FOUND, "there is no such act");

    hub_exchange_reply_problem (exchange, problem);
  }
}

void
hub_imports_register (HubRouter *router, HubImports *self)
{
  hub_router_add (router, routes, G_N_ELEMENTS (routes), self);
}
