/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The routes of administration (data/openapi.yaml). */

#define G_LOG_DOMAIN "hub-admin"

#include "server/admin/hub-admin-private.h"

static const HubRoute routes[] = {
  { "POST", "/admin/user", HUB_ROUTE_SIGNED_IN, hub_admin_create_handler },
  { "PATCH", "/admin/user/{id}", HUB_ROUTE_SIGNED_IN, hub_admin_change_handler },
  { "POST", "/admin/branch", HUB_ROUTE_SIGNED_IN, hub_admin_create_handler },
  { "PATCH", "/admin/branch/{id}", HUB_ROUTE_SIGNED_IN, hub_admin_change_handler },
  { "DELETE", "/admin/branch/{id}", HUB_ROUTE_SIGNED_IN, hub_admin_delete_handler },
  { "PATCH", "/admin/role/{id}", HUB_ROUTE_SIGNED_IN, hub_admin_change_handler },
  { "POST", "/admin/right-exception", HUB_ROUTE_SIGNED_IN, hub_admin_create_handler },
  { "DELETE", "/admin/right-exception/{id}", HUB_ROUTE_SIGNED_IN, hub_admin_delete_handler },
  { "POST", "/admin/deputy", HUB_ROUTE_SIGNED_IN, hub_admin_create_handler },
  { "DELETE", "/admin/deputy/{id}", HUB_ROUTE_SIGNED_IN, hub_admin_delete_handler },
  { "POST", "/admin/share", HUB_ROUTE_SIGNED_IN, hub_admin_create_handler },
  { "DELETE", "/admin/share/{id}", HUB_ROUTE_SIGNED_IN, hub_admin_delete_handler },
};

void
hub_admin_routes_register (HubRouter *router, HubAdmin *self)
{
  hub_router_add (router, routes, G_N_ELEMENTS (routes), self);
}
