/* SPDX-License-Identifier: GPL-3.0-or-later */

/* POST /reveal: the one way for a masked value out of the server, for one record at a time, with a
 * reason, written down in the transaction that reads it. */

#define G_LOG_DOMAIN "hub-reveal"

#include "server/sync/hub-reveal.h"

#include "server/audit/hub-audit.h"
#include "server/sync/hub-row.h"
#include "server/sync/hub-sync-private.h"
#include "server/sync/hub-sync-queries.h"
#include "shared/base/crm-id.h"
#include "shared/codec/crm-json.h"
#include "shared/codec/crm-mask.h"

#define MIN_REASON 3
#define MAX_REASON 500

/* ---- the question -------------------------------------------------------------------------- */

static const char *
read_text (JsonObject *object, const char *name, CrmProblem *problem)
{
  const char *text = crm_json_get_text (json_object_get_member (object, name));
  g_autofree char *pointer = g_strconcat ("/", name, NULL);

  if (text == NULL)
    crm_problem_add (problem, pointer, "required", "a string is expected");
  return text;
}

static void
read_field (HubReveal *self, JsonNode *node, CrmProblem *problem)
{
  const char *name = crm_json_get_text (node);
  int field = name != NULL ? crm_kind_find_field (self->kind, name) : -1;

  if (field < 0 || (self->kind->fields[field].flags & CRM_FIELD_MASKED) == 0)
    crm_problem_add (problem, "/fields", "unknown", "no such masked field");
  else
    crm_field_set_put (self->asked, (guint) field, NULL);
}

static void
read_fields (HubReveal *self, JsonObject *object, CrmProblem *problem)
{
  JsonNode *node = json_object_get_member (object, "fields");
  JsonArray *array;

  if (node == NULL || !JSON_NODE_HOLDS_ARRAY (node) ||
      json_array_get_length (json_node_get_array (node)) == 0)
    {
      crm_problem_add (problem, "/fields", "required", "a list of fields is expected");
      return;
    }

  array = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (array); i++)
    read_field (self, json_array_get_element (array, i), problem);
}

static void
read_reason (HubReveal *self, JsonObject *object, CrmProblem *problem)
{
  const char *text = read_text (object, "reason", problem);
  glong length;

  if (text == NULL)
    return;

  self->reason = g_strstrip (g_strdup (text));
  length = g_utf8_strlen (self->reason, -1);
  if (length < MIN_REASON || length > MAX_REASON)
    crm_problem_add (problem, "/reason", "length", "%d to %d characters", MIN_REASON, MAX_REASON);
}

HubReveal *
hub_reveal_parse (JsonNode *body, HubSession *session, CrmProblem *problem)
{
  g_autoptr (HubReveal) self = g_new0 (HubReveal, 1);
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (body) ? json_node_get_object (body) : NULL;
  const char *kind;
  const char *record;

  if (object == NULL)
    {
      crm_problem_add (problem, "", "type", "an object is expected");
      return NULL;
    }

  self->session = hub_session_ref (session);
  kind = read_text (object, "kind", problem);
  record = read_text (object, "record", problem);
  self->kind = crm_kind_find (kind);
  self->record = record != NULL ? g_ascii_strdown (record, -1) : NULL;
  if (kind != NULL && (self->kind == NULL || !crm_kind_has_masked (self->kind)))
    crm_problem_add (problem, "/kind", "unknown", "nothing of it is masked");
  if (record != NULL && !crm_id_is_valid (self->record))
    crm_problem_add (problem, "/record", "format", "not an id");
  read_reason (self, object, problem);
  if (crm_problem_n_errors (problem) > 0)
    return NULL;

  self->asked = crm_field_set_new (self->kind);
  read_fields (self, object, problem);
  return crm_problem_n_errors (problem) == 0 ? g_steal_pointer (&self) : NULL;
}

void
hub_reveal_free (HubReveal *self)
{
  g_clear_pointer (&self->session, hub_session_unref);
  g_clear_pointer (&self->asked, crm_field_set_unref);
  g_free (self->record);
  g_free (self->reason);
  g_free (self);
}

/* ---- the answer ---------------------------------------------------------------------------- */

/* (nullable) (transfer full): the row as it is, for whoever sees it. */
static gboolean
load (HubReveal *self, HubDb *db, const HubRights *rights, HubRow **found, GError **error)
{
  const HubKind *kind = hub_kinds_get (hub_kinds_find (self->kind));
  g_autofree char *ids = g_strdup_printf ("{%s}", self->record);
  const char *params[HUB_N_KINDS + 1] = { ids };
  g_autoptr (HubDbRows) rows = NULL;
  g_autoptr (HubRow) row = NULL;

  *found = NULL;
  if (!hub_reach_open_all (db, error))
    return FALSE;
  rows = hub_db_select (db, kind->load, params, error);
  if (rows == NULL)
    return FALSE;
  if (hub_db_rows_count (rows) == 0)
    return TRUE;

  row = hub_row_new_loaded (kind, rows, 0);
  if (!row->is_deleted && (hub_rights_sees (rights, self->kind, row->owner, row->branch) ||
                           hub_rights_sees_shared (rights, self->kind, hub_row_get_root (row))))
    *found = g_steal_pointer (&row);
  return TRUE;
}

static char *
list_fields (HubReveal *self)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  for (guint i = 0; i < self->kind->n_fields; i++)
    if (crm_field_set_has (self->asked, i))
      g_ptr_array_add (names, (gpointer) self->kind->fields[i].name);
  g_ptr_array_add (names, NULL);
  return g_strjoinv (",", (char **) names->pdata);
}

static gboolean
write_down (HubReveal *self, HubDb *db, GError **error)
{
  g_autofree char *fields = list_fields (self);
  g_autofree char *details =
      hub_audit_details ("fields", fields, "reason", self->reason, "refused",
                         self->is_refused ? crm_error_code_to_string (self->refusal) : NULL, NULL);
  HubAuditEvent event = { .action = self->is_refused ? HUB_AUDIT_DENIED : HUB_AUDIT_REVEAL,
                          .actor = self->session->user,
                          .device = self->session->device,
                          .kind = self->kind->name,
                          .record = self->record,
                          .details = details };

  return hub_audit_add (db, &event, error);
}

static void
decide (HubReveal *self, const HubRights *rights, HubRow *row)
{
  self->is_refused = TRUE;
  if (row == NULL)
    self->refusal = CRM_ERROR_NOT_FOUND;
  else if (!hub_rights_allow (rights, self->kind, CRM_ACTION_REVEAL, row->owner, row->branch))
    self->refusal = CRM_ERROR_DENIED;
  else
    self->is_refused = FALSE;

  for (guint i = 0; !self->is_refused && i < self->kind->n_fields; i++)
    if (crm_field_set_has (self->asked, i))
      crm_field_set_put (self->asked, i, hub_row_get (row, i));
}

static gboolean
read_rights (HubReveal *self, HubDb *db, HubRights *rights, GError **error)
{
  const char *params[] = { self->session->user, self->session->id };
  g_autoptr (HubDbRows) rows =
      hub_db_select (db, hub_sync_query (HUB_SYNC_READ_RIGHTS), params, error);

  return rows != NULL && hub_rights_read (rights, self->session, rows, error);
}

gboolean
hub_reveal_work (HubDb *db, gpointer data, GError **error)
{
  HubReveal *self = data;
  HubRights rights = { 0 };
  g_autoptr (HubRow) row = NULL;
  gboolean ok = read_rights (self, db, &rights, error) && load (self, db, &rights, &row, error);

  if (ok)
    decide (self, &rights, row);
  hub_rights_clear (&rights);
  return ok && write_down (self, db, error);
}

/* ---- the route ----------------------------------------------------------------------------- */

static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HubExchange) exchange = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) root = NULL;
  JsonObject *object;
  HubReveal *reveal = hub_db_pool_run_finish (HUB_DB_POOL (source), result, &error);

  if (reveal == NULL)
    {
      hub_exchange_reply_error (exchange, error);
      return;
    }
  if (reveal->is_refused)
    {
      g_autoptr (CrmProblem) problem =
          crm_problem_new (reveal->refusal, reveal->refusal == CRM_ERROR_DENIED
                                                ? "you may not see it whole"
                                                : "there is no such record");

      hub_exchange_reply_problem (exchange, problem);
      return;
    }

  root = json_node_new (JSON_NODE_OBJECT);
  object = json_object_new ();
  json_object_set_object_member (object, "values", crm_json_write_set (reveal->asked));
  json_node_take_object (root, object);
  hub_exchange_reply_json (exchange, 200, root);
}

void
hub_reveal_post (HubExchange *exchange, gpointer user_data)
{
  HubSync *sync = user_data;
  g_autoptr (JsonNode) body = hub_exchange_parse_body (exchange);
  g_autoptr (CrmProblem) problem =
      crm_problem_new (CRM_ERROR_INVALID, "the question cannot be read");
  HubReveal *reveal;

  if (body == NULL)
    return;

  reveal = hub_reveal_parse (body, hub_exchange_get_session (exchange), problem);
  if (reveal == NULL)
    {
      hub_exchange_reply_problem (exchange, problem);
      return;
    }
  hub_db_pool_run_async (sync->context->pool, HUB_DB_READ_WRITE, hub_reveal_work, reveal,
                         (GDestroyNotify) hub_reveal_free, NULL, done_cb, g_object_ref (exchange));
}
