/* SPDX-License-Identifier: GPL-3.0-or-later */

/* HubRouter: a list of routes, compared one by one: there are few, and a comparison ends at the
 * first different letter. Filled before the server listens; owned by HubServer. */

#define G_LOG_DOMAIN "hub-http"

#include "server/http/hub-router.h"

#include <string.h>

#include "shared/protocol/crm-protocol.h"

typedef struct
{
  const HubRoute *route; /* (borrowed): a const table */
  char *path;            /* (owned): whole */
  gpointer user_data;
} Entry;

struct _HubRouter
{
  GArray *entries; /* (owned) (element-type Entry) */
};

static void
clear_entry (gpointer data)
{
  g_free (((Entry *) data)->path);
}

/* "{id}" takes everything up to the next slash, but not nothing. */
static gboolean
match_path (const char *pattern, const char *path, HubRouteMatch *match)
{
  guint n = 0;

  while (*pattern != '\0')
    if (*pattern == '{')
      {
        gsize length = strcspn (path, "/");

        if (length == 0 || n == HUB_ROUTE_MAX_PARTS)
          return FALSE;
        match->parts[n++] = g_strndup (path, length);
        path += length;
        pattern = strchr (pattern, '}') + 1;
      }
    else if (*pattern++ != *path++)
      return FALSE;
  return *path == '\0';
}

static void
add_allowed (HubRouteMatch *match, const char *method)
{
  g_autofree char *allowed = g_steal_pointer (&match->allow);

  match->allow = allowed == NULL ? g_strdup (method) : g_strconcat (allowed, ", ", method, NULL);
}

HubRouter *
hub_router_new (void)
{
  HubRouter *self = g_new0 (HubRouter, 1);

  self->entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  g_array_set_clear_func (self->entries, clear_entry);
  return self;
}

void
hub_router_free (HubRouter *self)
{
  g_array_unref (self->entries);
  g_free (self);
}

void
hub_router_add (HubRouter *self, const HubRoute *routes, guint n_routes, gpointer user_data)
{
  for (guint i = 0; i < n_routes; i++)
    {
      const char *path = routes[i].path;
      Entry entry = { &routes[i], NULL, user_data };

      if (g_str_has_prefix (path, "//"))
        entry.path = g_strdup (path + 1);
      else
        entry.path = g_strconcat (CRM_API_BASE, path, NULL);
      g_array_append_val (self->entries, entry);
    }
}

HubRouterAnswer
hub_router_find (HubRouter *self, const char *method, const char *path, HubRouteMatch *match)
{
  memset (match, 0, sizeof *match);
  for (guint i = 0; i < self->entries->len; i++)
    {
      const Entry *entry = &g_array_index (self->entries, Entry, i);

      if (match_path (entry->path, path, match))
        {
          if (strcmp (entry->route->method, method) == 0)
            {
              g_clear_pointer (&match->allow, g_free);
              match->route = entry->route;
              match->user_data = entry->user_data;
              return HUB_ROUTER_FOUND;
            }
          add_allowed (match, entry->route->method);
        }
      for (guint j = 0; j < HUB_ROUTE_MAX_PARTS; j++)
        g_clear_pointer (&match->parts[j], g_free);
    }
  return match->allow != NULL ? HUB_ROUTER_NO_METHOD : HUB_ROUTER_NO_PATH;
}

char **
hub_router_list (HubRouter *self)
{
  char **list = g_new0 (char *, self->entries->len + 1);

  for (guint i = 0; i < self->entries->len; i++)
    {
      const HubRoute *route = g_array_index (self->entries, Entry, i).route;

      list[i] = g_strconcat (route->method, " ", route->path, NULL);
    }
  return list;
}

void
hub_route_match_clear (HubRouteMatch *match)
{
  for (guint i = 0; i < HUB_ROUTE_MAX_PARTS; i++)
    g_clear_pointer (&match->parts[i], g_free);
  g_clear_pointer (&match->allow, g_free);
}
