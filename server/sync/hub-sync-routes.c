/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The paths of protocol.md, 3 and 4. */

#define G_LOG_DOMAIN "hub-sync"

#include "server/sync/hub-sync-routes.h"

#include "server/sync/hub-sync-private.h"

static const HubRoute routes[] = {
  { "GET", "/changes", HUB_ROUTE_SIGNED_IN, hub_changes_get },
  { "GET", "/digest", HUB_ROUTE_SIGNED_IN, hub_digest_get },
  { "GET", "/digest/rows", HUB_ROUTE_SIGNED_IN, hub_digest_rows_get },
  { "POST", "/commands", HUB_ROUTE_SIGNED_IN, hub_commands_post },
  { "POST", "/commands/known", HUB_ROUTE_SIGNED_IN, hub_commands_known },
  { "POST", "/reveal", HUB_ROUTE_SIGNED_IN, hub_reveal_post },
};

void
hub_sync_routes_register (HubRouter *router, HubSync *sync)
{
  hub_router_add (router, routes, G_N_ELEMENTS (routes), sync);
}
