/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How much would move, and what came since. Only kinds that the person sees are told. Main thread,
 * except the functions that end in _work. */

#define G_LOG_DOMAIN "hub-customers"

#include "server/customers/hub-merge-routes.h"

#include "server/customers/hub-merge-queries.h"
#include "server/sync/hub-row.h"
#include "server/sync/hub-sync-queries.h"
#include "shared/base/crm-id.h"
#include "shared/customers/crm-customer.h"
#include "shared/customers/crm-merge.h"

#define MAX_ADDED "1000"

/* One question. Made and freed on the main thread, filled by the worker. */
typedef struct
{
  HubExchange *exchange; /* (owned) */
  HubSession *session;   /* (owned) */
  char *id;              /* (owned) */
  char *into;            /* (owned) */
  JsonObject *reply;     /* (owned) (nullable) */

  /* of the transaction */
  HubDb *db;
  HubRights rights;
} Look;

static void
look_free (gpointer data)
{
  Look *look = data;

  hub_rights_clear (&look->rights);
  g_clear_pointer (&look->reply, json_object_unref);
  g_object_unref (look->exchange);
  hub_session_unref (look->session);
  g_free (look->id);
  g_free (look->into);
  g_free (look);
}

static gboolean
begin (Look *look, HubDb *db, GError **error)
{
  const char *params[] = { look->session->user, look->session->id };
  g_autoptr (HubDbRows) rows = NULL;

  hub_rights_clear (&look->rights);
  g_clear_pointer (&look->reply, json_object_unref);
  look->db = db;
  return hub_reach_open_all (db, error) &&
         (rows = hub_db_select (db, hub_sync_query (HUB_SYNC_READ_RIGHTS), params, error)) !=
             NULL &&
         hub_rights_read (&look->rights, look->session, rows, error);
}

static gboolean
sees (Look *look, HubRow *row)
{
  const CrmKind *kind = row->kind->kind;

  return hub_rights_sees (&look->rights, kind, row->owner, row->branch) ||
         hub_rights_sees_shared (&look->rights, kind, hub_row_get_root (row));
}

/* (transfer full): CRM_ERROR_NOT_FOUND when the person does not see it. */
static HubRow *
find (Look *look, const CrmKind *kind, const char *id, GError **error)
{
  g_autofree char *ids = g_strdup_printf ("{%s}", id);
  const HubKind *table = hub_kinds_get (hub_kinds_find (kind));
  const char *params[HUB_N_KINDS + 1] = { ids };
  g_autoptr (HubDbRows) rows = hub_db_select (look->db, table->load, params, error);
  g_autoptr (HubRow) row = NULL;

  if (rows == NULL)
    return NULL;
  if (hub_db_rows_count (rows) > 0)
    row = hub_row_new_loaded (table, rows, 0);
  if (row != NULL && !row->is_deleted && sees (look, row))
    return g_steal_pointer (&row);
  crm_fail (error, CRM_ERROR_NOT_FOUND, "there is no such record");
  return NULL;
}

static gboolean
sees_kind (Look *look, HubRow *customer, const CrmKind *kind)
{
  return hub_rights_sees (&look->rights, kind, customer->owner, customer->branch) ||
         hub_rights_sees_shared (&look->rights, kind, customer->id);
}

/* ---- before ---------------------------------------------------------------------------------- */

static gboolean
preview_work (HubDb *db, gpointer data, GError **error)
{
  Look *look = data;
  const char *params[] = { look->id, look->into };
  g_autoptr (HubRow) record = NULL;
  g_autoptr (HubRow) into = NULL;
  g_autoptr (HubDbRows) rows = NULL;
  JsonArray *list;

  if (!begin (look, db, error) ||
      (record = find (look, &crm_customer_kind, look->id, error)) == NULL ||
      (into = find (look, &crm_customer_kind, look->into, error)) == NULL ||
      (rows = hub_db_select (db, hub_merge_query (HUB_MERGE_COUNT_CHILDREN), params, error)) ==
          NULL)
    return FALSE;

  list = json_array_new ();
  for (guint i = 0; i < hub_db_rows_count (rows); i++)
    {
      const CrmKind *kind = hub_kinds_get ((guint) hub_db_rows_integer (rows, i, 0))->kind;
      JsonObject *item;

      if (!sees_kind (look, record, kind) || !sees_kind (look, into, kind))
        continue;
      item = json_object_new ();
      json_object_set_string_member (item, "kind", kind->name);
      json_object_set_int_member (item, "record", hub_db_rows_integer (rows, i, 1));
      json_object_set_int_member (item, "into", hub_db_rows_integer (rows, i, 2));
      json_array_add_object_element (list, item);
    }
  look->reply = json_object_new ();
  json_object_set_array_member (look->reply, "children", list);
  return TRUE;
}

/* ---- since ----------------------------------------------------------------------------------- */

static JsonArray *
list_added (Look *look, HubRow *customer, HubDbRows *rows)
{
  JsonArray *list = json_array_new ();

  for (guint i = 0; i < hub_db_rows_count (rows); i++)
    {
      const CrmKind *kind = hub_kinds_get ((guint) hub_db_rows_integer (rows, i, 0))->kind;
      JsonObject *item;

      if (!sees_kind (look, customer, kind))
        continue;
      item = json_object_new ();
      json_object_set_string_member (item, "kind", kind->name);
      json_object_set_string_member (item, "id", hub_db_rows_text (rows, i, 1));
      json_array_add_object_element (list, item);
    }
  return list;
}

static gboolean
added_work (HubDb *db, gpointer data, GError **error)
{
  Look *look = data;
  const char *kept[] = { look->id };
  const char *params[] = { look->id, NULL, MAX_ADDED };
  g_autoptr (HubRow) merge = NULL;
  g_autoptr (HubRow) customer = NULL;
  g_autoptr (HubDbRows) known = NULL;
  g_autoptr (HubDbRows) rows = NULL;

  if (!begin (look, db, error) || (merge = find (look, &crm_merge_kind, look->id, error)) == NULL)
    return FALSE;
  params[1] = hub_row_get (merge, CRM_MERGE_CUSTOMER);
  if ((customer = find (look, &crm_customer_kind, params[1], error)) == NULL ||
      (known = hub_db_select (db, hub_merge_query (HUB_MERGE_FIND_KEPT), kept, error)) == NULL ||
      (rows = hub_db_select (db, hub_merge_query (HUB_MERGE_LIST_ADDED), params, error)) == NULL)
    return FALSE;

  look->reply = json_object_new ();
  json_object_set_string_member (look->reply, "customer", params[1]);
  json_object_set_string_member (look->reply, "other", hub_row_get (merge, CRM_MERGE_OTHER));
  json_object_set_boolean_member (look->reply, "open",
                                  hub_row_get (merge, CRM_MERGE_UNDONE_AT) == NULL &&
                                      hub_db_rows_count (known) > 0 &&
                                      hub_db_rows_boolean (known, 0, 6));
  json_object_set_array_member (look->reply, "added", list_added (look, customer, rows));
  return TRUE;
}

/* ---- the routes ------------------------------------------------------------------------------ */

static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HubExchange) exchange = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = NULL;
  Look *look = hub_db_pool_run_finish (HUB_DB_POOL (source), result, &error);

  if (look == NULL)
    {
      hub_exchange_reply_error (exchange, error);
      return;
    }
  node = json_node_new (JSON_NODE_OBJECT);
  json_node_take_object (node, g_steal_pointer (&look->reply));
  hub_exchange_reply_json (exchange, 200, node);
}

/* What is no id is nobody's. */
static char *
read_id (const char *text)
{
  g_autofree char *id = text != NULL ? g_ascii_strdown (text, -1) : NULL;

  return g_strdup (crm_id_is_valid (id) ? id : HUB_NO_ID);
}

static void
look (HubExchange *exchange, HubContext *context, HubDbWork work)
{
  Look *self = g_new0 (Look, 1);

  self->exchange = g_object_ref (exchange);
  self->session = hub_session_ref (hub_exchange_get_session (exchange));
  self->id = read_id (hub_exchange_get_part (exchange, 0));
  self->into = read_id (hub_exchange_get_query (exchange, "into"));
  hub_db_pool_run_async (context->pool, HUB_DB_READ_WRITE, work, self, look_free, NULL, done_cb,
                         g_object_ref (exchange));
}

static void
preview_handler (HubExchange *exchange, gpointer user_data)
{
  look (exchange, user_data, preview_work);
}

static void
added_handler (HubExchange *exchange, gpointer user_data)
{
  look (exchange, user_data, added_work);
}

static const HubRoute routes[] = {
  { "GET", "/customers/{id}/merge", HUB_ROUTE_SIGNED_IN, preview_handler },
  { "GET", "/merges/{id}", HUB_ROUTE_SIGNED_IN, added_handler },
};

void
hub_merge_routes_register (HubRouter *router, HubContext *context)
{
  hub_router_add (router, routes, G_N_ELEMENTS (routes), context);
}
