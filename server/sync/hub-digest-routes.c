/* SPDX-License-Identifier: GPL-3.0-or-later */

/* GET /digest and GET /digest/rows. Long reads, so they take the places of snapshots and their
 * pool. Main thread. */

#define G_LOG_DOMAIN "hub-digest"

#include "server/sync/hub-digest.h"
#include "server/sync/hub-sync-private.h"
#include "shared/protocol/crm-protocol.h"

#include <string.h>

#define RETRY_FROM 2
#define RETRY_TO   20

typedef struct
{
  HubSync *sync;         /* (owned) */
  HubExchange *exchange; /* (owned) */
} Call;

static Call *
call_new (HubSync *sync, HubExchange *exchange)
{
  Call *self = g_new0 (Call, 1);

  self->sync = hub_sync_ref (sync);
  self->exchange = g_object_ref (exchange);
  hub_sync_add_snapshots (sync, 1);
  return self;
}

static void
call_free (Call *self)
{
  hub_sync_add_snapshots (self->sync, -1);
  hub_sync_unref (self->sync);
  g_object_unref (self->exchange);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Call, call_free)

static void
set_header (HubExchange *exchange, const char *name, const char *value)
{
  soup_message_headers_replace (soup_server_message_get_response_headers (
                                    hub_exchange_get_message (exchange)),
                                name, value);
}

static gboolean
is_full (HubSync *sync, HubExchange *exchange)
{
  g_autoptr (CrmProblem) problem = NULL;
  g_autofree char *seconds = NULL;

  if (sync->n_snapshots < sync->max_snapshots)
    return FALSE;
  problem = crm_problem_new (CRM_ERROR_UNAVAILABLE, "too many downloads at once");
  seconds = g_strdup_printf ("%d", g_random_int_range (RETRY_FROM, RETRY_TO + 1));
  set_header (exchange, "Retry-After", seconds);
  hub_exchange_reply_problem (exchange, problem);
  return TRUE;
}

static JsonNode *
print_digest (HubDigest *digest, GBytes *secret)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *root = json_object_new ();
  JsonObject *kinds = json_object_new ();
  g_autofree char *cursor = hub_cursor_to_text (&digest->cursor, secret);

  /* What is not told has no rows. */
  for (guint i = 1; i <= HUB_N_KINDS; i++)
    if (digest->digests[i] != NULL && !crm_digest_is_empty (digest->digests[i]))
      json_object_set_member (kinds, hub_kinds_get (i)->kind->name,
                              crm_digest_to_json (digest->digests[i]));
  json_object_set_string_member (root, "cursor", cursor);
  json_object_set_object_member (root, "kinds", kinds);
  json_node_take_object (node, root);
  return node;
}

static void
summed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Call) call = user_data;
  g_autoptr (GError) error = NULL;
  HubDigest *digest = hub_db_pool_run_finish (HUB_DB_POOL (source), result, &error);
  g_autoptr (JsonNode) node = NULL;

  if (hub_exchange_is_gone (call->exchange))
    return;
  if (digest == NULL)
    {
      hub_exchange_reply_error (call->exchange, error);
      return;
    }
  node = print_digest (digest, call->sync->context->secret);
  set_header (call->exchange, CRM_EPOCH_HEADER, digest->epoch);
  hub_exchange_reply_json (call->exchange, 200, node);
}

void
hub_digest_get (HubExchange *exchange, gpointer user_data)
{
  HubSync *sync = user_data;

  if (!is_full (sync, exchange))
    hub_db_pool_run_async (sync->context->bulk_pool, HUB_DB_READ_ONLY, hub_digest_work,
                           hub_digest_new (hub_exchange_get_session (exchange)),
                           (GDestroyNotify) hub_digest_free, NULL, summed_cb,
                           call_new (sync, exchange));
}

static void
rows_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Call) call = user_data;
  g_autoptr (GError) error = NULL;
  HubDigestRows *rows = hub_db_pool_run_finish (HUB_DB_POOL (source), result, &error);

  if (hub_exchange_is_gone (call->exchange))
    return;
  if (rows == NULL)
    hub_exchange_reply_error (call->exchange, error);
  else
    hub_exchange_reply_bytes (call->exchange, 200,
                              rows->format == CRM_CHANGE_ROWS ? CRM_MEDIA_ROWS : CRM_MEDIA_NDJSON,
                              rows->chunk);
}

static gboolean
parse_rows (HubDigestRows *rows, HubExchange *exchange, GError **error)
{
  const char *kind = hub_exchange_get_query (exchange, "kind");
  const char *buckets = hub_exchange_get_query (exchange, "buckets");
  const char *after = hub_exchange_get_query (exchange, "after");
  const char *accept = soup_message_headers_get_list (soup_server_message_get_request_headers (
                                                          hub_exchange_get_message (exchange)),
                                                      "Accept");
  const CrmKind *found = kind != NULL ? crm_kind_find (kind) : NULL;

  rows->format = accept != NULL && strstr (accept, CRM_MEDIA_ROWS) != NULL ? CRM_CHANGE_ROWS
                                                                           : CRM_CHANGE_NDJSON;
  rows->kind = found != NULL ? hub_kinds_find (found) : 0;
  if (rows->kind == 0)
    return crm_fail (error, CRM_ERROR_INVALID, "kind is the name of a kind");
  if (buckets == NULL || !hub_digest_rows_parse_buckets (rows, buckets))
    return crm_fail (error, CRM_ERROR_INVALID, "buckets are numbers of two hexadecimal digits");
  rows->has_cursor = after != NULL;
  return after == NULL || hub_cursor_parse (&rows->at, after, rows->secret, error);
}

void
hub_digest_rows_get (HubExchange *exchange, gpointer user_data)
{
  HubSync *sync = user_data;
  g_autoptr (HubDigestRows) rows =
      hub_digest_rows_new (hub_exchange_get_session (exchange), sync->context->secret);
  g_autoptr (GError) error = NULL;

  if (!parse_rows (rows, exchange, &error))
    hub_exchange_reply_error (exchange, error);
  else if (!is_full (sync, exchange))
    hub_db_pool_run_async (sync->context->bulk_pool, HUB_DB_NO_TRANSACTION, hub_digest_rows_work,
                           g_steal_pointer (&rows), (GDestroyNotify) hub_digest_rows_free, NULL,
                           rows_read_cb, call_new (sync, exchange));
}
