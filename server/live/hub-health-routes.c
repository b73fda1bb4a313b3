/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What operators and tools ask: is the process alive, can it work, how is it doing, what does it
 * speak. Main thread, except the functions that end in _work. */

#define G_LOG_DOMAIN "hub-live"

#include "server/live/hub-health-routes.h"

#include <string.h>

#include "hub-openapi.h"
#include "server/db/hub-db-migrator.h"
#include "server/live/hub-live-queries.h"
#include "shared/base/crm-error.h"

static void
reply_text (HubExchange *exchange, guint status, const char *media_type, char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new_take (text, strlen (text));

  hub_exchange_reply_bytes (exchange, status, media_type, bytes);
}

static void
alive_handler (HubExchange *exchange, gpointer user_data)
{
  reply_text (exchange, 200, "text/plain; charset=utf-8", g_strdup ("alive\n"));
}

static gboolean
schema_work (HubDb *db, gpointer data, GError **error)
{
  gint64 *number = data;
  g_autoptr (HubDbRows) rows =
      hub_db_select (db, &hub_live_queries.queries[HUB_LIVE_READ_SCHEMA], NULL, error);

  if (rows == NULL)
    return FALSE;

  *number = hub_db_rows_integer (rows, 0, 0);
  return TRUE;
}

static gint64
get_newest_migration (void)
{
  g_autoptr (GPtrArray) list = hub_db_migrator_list (NULL);

  if (list == NULL || list->len == 0)
    return 0;
  return ((HubMigration *) list->pdata[list->len - 1])->number;
}

static void
ready_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HubExchange) exchange = user_data;
  g_autoptr (GError) error = NULL;
  gint64 *number = hub_db_pool_run_finish (HUB_DB_POOL (source), result, &error);

  if (number != NULL && *number < get_newest_migration ())
    crm_fail (&error, CRM_ERROR_UNAVAILABLE, "the database has an older schema");
  if (error != NULL)
    hub_exchange_reply_error (exchange, error);
  else
    reply_text (exchange, 200, "text/plain; charset=utf-8", g_strdup ("ready\n"));
}

static void
ready_handler (HubExchange *exchange, gpointer user_data)
{
  HubContext *context = hub_exchange_get_context (exchange);

  hub_db_pool_run_async (context->pool, HUB_DB_NO_TRANSACTION, schema_work, g_new0 (gint64, 1),
                         g_free, NULL, ready_cb, g_object_ref (exchange));
}

static gboolean
equals_in_constant_time (const char *a, const char *b)
{
  gsize length = strlen (a);
  guchar difference = strlen (b) == length ? 0 : 1;

  for (gsize i = 0; difference == 0 && i < length; i++)
    difference |= (guchar) (a[i] ^ b[i]);
  return difference == 0;
}

/* With a token in the configuration only those who have it, without one only this machine: not
 * what a proxy on this machine passes on for the world. */
static gboolean
may_see_metrics (HubExchange *exchange)
{
  SoupServerMessage *message = hub_exchange_get_message (exchange);
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  const char *token = hub_exchange_get_context (exchange)->config->metrics_token;
  const char *value = soup_message_headers_get_one (headers, "Authorization");
  GSocketAddress *remote = soup_server_message_get_remote_address (message);

  if (token != NULL)
    return value != NULL && g_str_has_prefix (value, "Bearer ") &&
           equals_in_constant_time (value + strlen ("Bearer "), token);
  return soup_message_headers_get_one (headers, "X-Forwarded-For") == NULL &&
         soup_message_headers_get_one (headers, "Forwarded") == NULL &&
         G_IS_INET_SOCKET_ADDRESS (remote) &&
         g_inet_address_get_is_loopback (
             g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (remote)));
}

static void
metrics_handler (HubExchange *exchange, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (may_see_metrics (exchange))
    reply_text (exchange, 200, "text/plain; version=0.0.4; charset=utf-8",
                hub_metrics_to_text (hub_exchange_get_context (exchange)->metrics));
  else
    {
      crm_fail (&error, CRM_ERROR_DENIED, "metrics are for this machine only");
      hub_exchange_reply_error (exchange, error);
    }
}

static void
openapi_handler (HubExchange *exchange, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) text =
      g_resource_lookup_data (hub_openapi_get_resource (), "/io/github/zontik/openapi.yaml",
                              G_RESOURCE_LOOKUP_FLAGS_NONE, &error);

  if (text != NULL)
    hub_exchange_reply_bytes (exchange, 200, "application/yaml", text);
  else
    hub_exchange_reply_error (exchange, error);
}

static const HubRoute routes[] = {
  { "GET", "//healthz", HUB_ROUTE_OPEN, alive_handler },
  { "GET", "//readyz", HUB_ROUTE_OPEN, ready_handler },
  { "GET", "//metrics", HUB_ROUTE_OPEN, metrics_handler },
  { "GET", "/openapi.yaml", HUB_ROUTE_OPEN, openapi_handler },
};

void
hub_health_routes_register (HubRouter *router)
{
  hub_router_add (router, routes, G_N_ELEMENTS (routes), NULL);
}
