/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The devices on which somebody is signed in. Worker threads. */

#define G_LOG_DOMAIN "hub-admin"

#include "server/admin/hub-admin-session-list.h"

#include "server/auth/hub-auth-queries.h"

static JsonObject *
write_session (HubDbRows *rows, guint row, const char *current)
{
  JsonObject *object = json_object_new ();
  JsonObject *device = json_object_new ();
  const char *id = hub_db_rows_text (rows, row, 0);

  json_object_set_string_member (object, "id", id);
  json_object_set_string_member (device, "id", hub_db_rows_text (rows, row, 1));
  json_object_set_string_member (device, "name", hub_db_rows_text (rows, row, 2));
  json_object_set_object_member (object, "device", device);
  json_object_set_string_member (object, "created_at", hub_db_rows_text (rows, row, 3));
  json_object_set_string_member (object, "seen_at", hub_db_rows_text (rows, row, 4));
  json_object_set_string_member (object, "expires_at", hub_db_rows_text (rows, row, 5));
  json_object_set_boolean_member (object, "current", g_strcmp0 (id, current) == 0);
  return object;
}

JsonArray *
hub_admin_session_list_read (HubDb *db, const char *user, const char *current, GError **error)
{
  const char *params[] = { user };
  g_autoptr (HubDbRows) rows =
      hub_db_select (db, hub_auth_query (HUB_AUTH_LIST_SESSIONS), params, error);
  JsonArray *list = NULL;

  if (rows == NULL)
    return NULL;
  list = json_array_new ();
  for (guint i = 0; i < hub_db_rows_count (rows); i++)
    json_array_add_object_element (list, write_session (rows, i, current));
  return list;
}
