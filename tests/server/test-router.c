/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The router's verdict on paths and methods, without a server. */

#include "server/http/hub-router.h"
#include "tests/lib/crm-test.h"

static void
never_handler (HubExchange *exchange, gpointer user_data)
{
  g_assert_not_reached ();
}

static const HubRoute routes[] = {
  { "GET", "/changes", HUB_ROUTE_SIGNED_IN, never_handler },
  { "POST", "/commands", HUB_ROUTE_SIGNED_IN, never_handler },
  { "POST", "/commands/known", HUB_ROUTE_SIGNED_IN, never_handler },
  { "POST", "/sessions", HUB_ROUTE_OPEN, never_handler },
  { "GET", "/sessions", HUB_ROUTE_SIGNED_IN, never_handler },
  { "DELETE", "/sessions/{id}", HUB_ROUTE_SIGNED_IN, never_handler },
  { "GET", "/a/{b}/c/{d}", HUB_ROUTE_OPEN, never_handler },
  { "GET", "//healthz", HUB_ROUTE_OPEN, never_handler },
};

typedef struct
{
  const char *name;
  const char *method;
  const char *path;
  HubRouterAnswer answer;
  int route; /* index in routes[], when found */
  const char *first;
  const char *second;
  const char *allow;
} Case;

static const Case cases[] = {
  { "plain", "GET", "/api/v1/changes", HUB_ROUTER_FOUND, 0 },
  { "longer", "POST", "/api/v1/commands/known", HUB_ROUTER_FOUND, 2 },
  { "one-part", "DELETE", "/api/v1/sessions/current", HUB_ROUTER_FOUND, 5, "current" },
  { "two-parts", "GET", "/api/v1/a/1/c/2", HUB_ROUTER_FOUND, 6, "1", "2" },
  { "outside-of-the-api", "GET", "/healthz", HUB_ROUTER_FOUND, 7 },
  { "same-path-other-method", "GET", "/api/v1/sessions", HUB_ROUTER_FOUND, 4 },
  { "no-method", "PUT", "/api/v1/sessions", HUB_ROUTER_NO_METHOD, .allow = "POST, GET" },
  { "no-method-with-part", "GET", "/api/v1/sessions/1", HUB_ROUTER_NO_METHOD, .allow = "DELETE" },
  { "no-path", "GET", "/api/v1/nothing", HUB_ROUTER_NO_PATH },
  { "empty-part", "DELETE", "/api/v1/sessions/", HUB_ROUTER_NO_PATH },
  { "too-long", "GET", "/api/v1/changes/1", HUB_ROUTER_NO_PATH },
  { "too-short", "GET", "/api/v1/change", HUB_ROUTER_NO_PATH },
  { "slash-at-the-end", "GET", "/api/v1/changes/", HUB_ROUTER_NO_PATH },
  { "without-the-base", "GET", "/changes", HUB_ROUTER_NO_PATH },
  { "root", "GET", "/", HUB_ROUTER_NO_PATH },
  { "empty", "GET", "", HUB_ROUTER_NO_PATH },
};

static void
test_find (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (HubRouter) router = hub_router_new ();
  g_auto (HubRouteMatch) match = { NULL };
  int user_data = 0;

  hub_router_add (router, routes, G_N_ELEMENTS (routes), &user_data);
  g_assert_cmpint (hub_router_find (router, c->method, c->path, &match), ==, c->answer);
  g_assert_cmpstr (match.allow, ==, c->allow);
  g_assert_cmpstr (match.parts[0], ==, c->first);
  g_assert_cmpstr (match.parts[1], ==, c->second);
  if (c->answer == HUB_ROUTER_FOUND)
    {
      g_assert_true (match.route == &routes[c->route]);
      g_assert_true (match.user_data == &user_data);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  crm_test_add_cases ("/router/find", cases, sizeof cases[0], G_N_ELEMENTS (cases), test_find);
  return g_test_run ();
}
