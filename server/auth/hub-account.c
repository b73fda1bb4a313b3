/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Passwords, second factors and sessions of a person. Worker threads. */

#define G_LOG_DOMAIN "hub-auth"

#include "server/auth/hub-account.h"

#include <string.h>

#include "server/auth/hub-auth-queries.h"

gboolean
hub_account_end_sessions (HubDb *db, const HubAccountEnd *end, GPtrArray *ended, GError **error)
{
  const char *params[] = { end->user, end->session, end->except, end->wipe ? "true" : "false" };
  g_autoptr (HubDbRows) rows =
      hub_db_select (db, hub_auth_query (HUB_AUTH_END_SESSIONS), params, error);

  for (guint i = 0; rows != NULL && i < hub_db_rows_count (rows); i++)
    g_ptr_array_add (ended, g_strdup (hub_db_rows_text (rows, i, 0)));
  return rows != NULL;
}

gboolean
hub_account_set_password (HubDb *db,
                          const char *user,
                          const char *hash,
                          const char *before,
                          gboolean must_change,
                          GError **error)
{
  const char *params[] = { user, hash, before, must_change ? "true" : "false" };
  g_autoptr (HubDbRows) rows =
      hub_db_select (db, hub_auth_query (HUB_AUTH_CHANGE_PASSWORD), params, error);

  if (rows == NULL)
    return FALSE;
  return hub_db_rows_count (rows) > 0 ||
         crm_fail (error, CRM_ERROR_NOT_FOUND, "there is no such person");
}

gboolean
hub_account_reset_totp (HubDb *db, const char *user, gboolean *had, GError **error)
{
  const char *params[] = { user };
  g_autoptr (HubDbRows) rows = NULL;

  if (!hub_db_queue (db, hub_auth_query (HUB_AUTH_DROP_RECOVERY_CODES), params, error))
    return FALSE;
  rows = hub_db_select (db, hub_auth_query (HUB_AUTH_DROP_TOTP), params, error);
  if (rows != NULL && had != NULL)
    *had = hub_db_rows_count (rows) > 0;
  return rows != NULL;
}

static JsonObject *
write_device (HubDbRows *rows, guint row)
{
  JsonObject *device = json_object_new ();
  const char *platform = hub_db_rows_text (rows, row, 3);

  json_object_set_string_member (device, "id", hub_db_rows_text (rows, row, 1));
  json_object_set_string_member (device, "name", hub_db_rows_text (rows, row, 2));
  if (platform != NULL)
    json_object_set_string_member (device, "platform", platform);
  return device;
}

static JsonObject *
write_session (HubDbRows *rows, guint row, const char *current)
{
  JsonObject *object = json_object_new ();
  const char *id = hub_db_rows_text (rows, row, 0);

  json_object_set_string_member (object, "id", id);
  json_object_set_object_member (object, "device", write_device (rows, row));
  json_object_set_string_member (object, "created_at", hub_db_rows_text (rows, row, 4));
  json_object_set_string_member (object, "seen_at", hub_db_rows_text (rows, row, 5));
  json_object_set_string_member (object, "expires_at", hub_db_rows_text (rows, row, 6));
  json_object_set_boolean_member (object, "current", g_strcmp0 (id, current) == 0);
  if (hub_db_rows_boolean (rows, row, 7))
    json_object_set_boolean_member (object, "ended", TRUE);
  return object;
}

JsonArray *
hub_account_list_sessions (HubDb *db, const char *user, const char *current, GError **error)
{
  const char *params[] = { user };
  g_autoptr (HubDbRows) rows =
      hub_db_select (db, hub_auth_query (HUB_AUTH_LIST_SESSIONS), params, error);
  JsonArray *list = NULL;

  if (rows == NULL)
    return NULL;
  list = json_array_new ();
  for (guint i = 0; i < hub_db_rows_count (rows); i++)
    if (current == NULL || !hub_db_rows_boolean (rows, i, 7))
      json_array_add_object_element (list, write_session (rows, i, current));
  return list;
}
