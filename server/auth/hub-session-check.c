/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Whose is this token, in the database. Worker threads. */

#define G_LOG_DOMAIN "hub-auth"

#include "server/auth/hub-session-check.h"

#include "server/audit/hub-audit.h"
#include "server/auth/hub-auth-queries.h"

void
hub_session_check_free (gpointer data)
{
  HubSessionCheck *check = data;

  g_clear_pointer (&check->session, hub_session_unref);
  g_free (check);
}

static HubSession *
read_session (HubDbRows *rows)
{
  HubSession *session = hub_session_new ();

  session->id = g_strdup (hub_db_rows_text (rows, 0, 0));
  session->user = g_strdup (hub_db_rows_text (rows, 0, 1));
  session->device = g_strdup (hub_db_rows_text (rows, 0, 2));
  session->name = g_strdup (hub_db_rows_text (rows, 0, 3));
  session->role = g_strdup (hub_db_rows_text (rows, 0, 4));
  session->branch = g_strdup (hub_db_rows_text (rows, 0, 5));
  session->expires_at = hub_db_rows_integer (rows, 0, 6);
  session->is_ended = !hub_db_rows_boolean (rows, 0, 8);
  session->wipe = session->is_ended && hub_db_rows_boolean (rows, 0, 9);
  session->must_change = hub_db_rows_boolean (rows, 0, 11);
  session->login = g_strdup (hub_db_rows_text (rows, 0, 12));
  return session;
}

/* The device came and is told to wipe itself; every time, as the answer may be lost, but written
 * down once. */
static gboolean
note_wipe (HubDb *db, const HubSession *session, GError **error)
{
  const char *params[] = { session->id };
  const HubAuditEvent event = { .action = HUB_AUDIT_DEVICE_WIPE,
                                .actor = session->user,
                                .device = session->device,
                                .kind = "user",
                                .record = session->user };

  return hub_db_queue (db, hub_auth_query (HUB_AUTH_TELL_WIPE), params, error) &&
         hub_audit_add (db, &event, error) && hub_db_sync (db, error);
}

static gboolean
touch (HubDb *db, const HubSession *session, guint days, GError **error)
{
  char text[16];
  const char *params[] = { session->id, text };

  g_snprintf (text, sizeof text, "%u", days);
  return hub_db_run (db, hub_auth_query (HUB_AUTH_TOUCH_SESSION), params, error);
}

gboolean
hub_session_check_work (HubDb *db, gpointer data, GError **error)
{
  HubSessionCheck *check = data;
  char text[HUB_TOKEN_HASH_TEXT];
  const char *params[] = { text };
  g_autoptr (HubDbRows) rows = NULL;

  g_clear_pointer (&check->session, hub_session_unref);
  hub_token_hash_to_text (check->hash, text);
  if ((rows = hub_db_select (db, hub_auth_query (HUB_AUTH_FIND_SESSION), params, error)) == NULL)
    return FALSE;
  if (hub_db_rows_count (rows) == 0)
    return TRUE;

  check->session = read_session (rows);
  if (check->session->wipe)
    return hub_db_rows_boolean (rows, 0, 10) || note_wipe (db, check->session, error);
  return check->session->is_ended || !hub_db_rows_boolean (rows, 0, 7) ||
         touch (db, check->session, check->days, error);
}
