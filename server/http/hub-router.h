/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/http/hub-exchange.h"

G_BEGIN_DECLS

#define HUB_ROUTE_MAX_PARTS 4

typedef enum
{
  HUB_ROUTER_FOUND,
  HUB_ROUTER_NO_PATH,
  HUB_ROUTER_NO_METHOD, /* the path is there, for other methods */
} HubRouterAnswer;

typedef struct
{
  const HubRoute *route; /* of the one found */
  gpointer user_data;
  char *parts[HUB_ROUTE_MAX_PARTS]; /* (owned) (nullable) */
  char *allow;                      /* (owned) (nullable): for NO_METHOD: "GET, POST" */
} HubRouteMatch;

HubRouter *hub_router_new (void);
void hub_router_free (HubRouter *self);
HubRouterAnswer
hub_router_find (HubRouter *self, const char *method, const char *path, HubRouteMatch *match);
/* (transfer full): "GET /changes", as the modules wrote them. */
char **hub_router_list (HubRouter *self);
void hub_route_match_clear (HubRouteMatch *match);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HubRouter, hub_router_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HubRouteMatch, hub_route_match_clear)

G_END_DECLS
