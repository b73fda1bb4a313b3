/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The devices of other people: seen and sent away. Main thread, except the functions that end in
 * _work. */

#define G_LOG_DOMAIN "hub-admin"

#include "server/admin/hub-admin-call.h"

#include <string.h>

#include "server/auth/hub-account.h"

enum
{
  COLUMN_ID,
  COLUMN_USER,
  COLUMN_DEVICE,
  COLUMN_DEVICE_NAME,
  COLUMN_PLATFORM,
  COLUMN_CREATED_AT,
  COLUMN_SEEN_AT,
  COLUMN_EXPIRES_AT,
  COLUMN_IS_ENDED,
};

static JsonObject *
write_device (HubDbRows *rows, guint row)
{
  JsonObject *device = json_object_new ();
  const char *platform = hub_db_rows_text (rows, row, COLUMN_PLATFORM);

  json_object_set_string_member (device, "id", hub_db_rows_text (rows, row, COLUMN_DEVICE));
  json_object_set_string_member (device, "name", hub_db_rows_text (rows, row, COLUMN_DEVICE_NAME));
  if (platform != NULL)
    json_object_set_string_member (device, "platform", platform);
  return device;
}

static JsonObject *
write_session (HubDbRows *rows, guint row, const char *current)
{
  static const struct
  {
    const char *name;
    guint column;
  } texts[] = {
    { "id", COLUMN_ID },
    { "user", COLUMN_USER },
    { "created_at", COLUMN_CREATED_AT },
    { "seen_at", COLUMN_SEEN_AT },
    { "expires_at", COLUMN_EXPIRES_AT },
  };
  JsonObject *object = json_object_new ();

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    json_object_set_string_member (object, texts[i].name,
                                   hub_db_rows_text (rows, row, texts[i].column));
  json_object_set_object_member (object, "device", write_device (rows, row));
  json_object_set_boolean_member (object, "current",
                                  strcmp (hub_db_rows_text (rows, row, COLUMN_ID), current) == 0);
  if (hub_db_rows_boolean (rows, row, COLUMN_IS_ENDED))
    json_object_set_boolean_member (object, "ended", TRUE);
  return object;
}

/* @user (nullable): of all in scope. */
static gboolean
list (HubAdminCall *call, const char *user, GError **error)
{
  CrmScope scope = crm_rights_get (&call->rights.matrix, call->subject, call->action);
  const char *params[] = { user, crm_scope_to_text (scope), call->rights.user,
                           *call->rights.branch != '\0' ? call->rights.branch : NULL };
  g_autoptr (HubDbRows) rows =
      hub_db_select (call->db, hub_admin_query (HUB_ADMIN_LIST_SESSIONS), params, error);
  JsonArray *sessions = NULL;

  if (rows == NULL)
    return FALSE;
  sessions = json_array_new ();
  for (guint i = 0; i < hub_db_rows_count (rows); i++)
    json_array_add_object_element (sessions, write_session (rows, i, call->session->id));
  call->reply = json_object_new ();
  json_object_set_array_member (call->reply, "sessions", sessions);
  return TRUE;
}

static gboolean
list_of_one_work (HubDb *db, gpointer data, GError **error)
{
  HubAdminCall *call = data;

  return hub_admin_call_begin (call, db, TRUE, error) && list (call, call->id, error);
}

static gboolean
list_all_work (HubDb *db, gpointer data, GError **error)
{
  return hub_admin_call_begin (data, db, FALSE, error) && list (data, NULL, error);
}

void
hub_admin_sessions_handler (HubExchange *exchange, gpointer user_data)
{
  HubAdminCall *call = hub_admin_call_new (exchange, user_data, "device", CRM_ACTION_SEE);

  hub_admin_call_run (call, HUB_DB_READ_ONLY,
                      hub_exchange_get_part (exchange, 0) != NULL ? list_of_one_work
                                                                  : list_all_work);
}

/* Whoever takes somebody's session away does not leave him the clients on the disk. */
static gboolean
end_work (HubDb *db, gpointer data, GError **error)
{
  HubAdminCall *call = data;
  const HubAccountEnd end = { .user = call->id, .session = call->other, .wipe = TRUE };
  g_autofree char *details = hub_audit_details ("session", call->other, NULL);

  call->wipes = TRUE;
  if (!hub_admin_call_begin (call, db, TRUE, error) ||
      !hub_account_end_sessions (db, &end, call->ended, error))
    return FALSE;
  if (call->other != NULL && call->ended->len == 0)
    return crm_fail (error, CRM_ERROR_NOT_FOUND, "there is no such session");
  return hub_admin_call_write_down (call, HUB_AUDIT_SESSION_ENDED, details, error) &&
         hub_admin_call_write_down (call, HUB_AUDIT_DEVICE_WIPE, details, error);
}

void
hub_admin_end_sessions_handler (HubExchange *exchange, gpointer user_data)
{
  HubAdminCall *call = hub_admin_call_new (exchange, user_data, "device", CRM_ACTION_DELETE);
  const char *session = hub_exchange_get_part (exchange, 1);

  if (strcmp (session, "all") != 0)
    call->other = g_strdup (crm_id_is_valid (session) ? session : HUB_NO_ID);
  hub_admin_call_run (call, HUB_DB_READ_WRITE, end_work);
}
