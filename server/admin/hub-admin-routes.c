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
  { "GET", "/admin/sessions", HUB_ROUTE_SIGNED_IN, hub_admin_sessions_handler },
  { "GET", "/admin/user/{id}/sessions", HUB_ROUTE_SIGNED_IN, hub_admin_sessions_handler },
  { "DELETE", "/admin/user/{id}/sessions/{session}", HUB_ROUTE_SIGNED_IN,
    hub_admin_end_sessions_handler },
  { "POST", "/admin/user/{id}/password", HUB_ROUTE_SIGNED_IN, hub_admin_password_handler },
  { "POST", "/admin/user/{id}/totp-reset", HUB_ROUTE_SIGNED_IN, hub_admin_totp_reset_handler },
  { "POST", "/admin/user/{id}/hand-over", HUB_ROUTE_SIGNED_IN, hub_admin_hand_over_handler },
  { "POST", "/admin/duplicates/scan", HUB_ROUTE_SIGNED_IN, hub_admin_duplicates_handler },
  { "GET", "/admin/job/{id}", HUB_ROUTE_SIGNED_IN, hub_admin_job_handler },
  { "GET", "/admin/audit", HUB_ROUTE_SIGNED_IN, hub_admin_audit_handler },
  { "GET", "/admin/audit.csv", HUB_ROUTE_SIGNED_IN, hub_admin_audit_csv_handler },
};

void
hub_admin_routes_register (HubRouter *router, HubAdmin *self)
{
  hub_router_add (router, routes, G_N_ELEMENTS (routes), self);
}
