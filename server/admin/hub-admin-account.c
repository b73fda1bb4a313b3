/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A new password and no second factor for somebody who has lost his. Main thread, except the
 * functions that end in _work. */

#define G_LOG_DOMAIN "hub-admin"

#include "server/admin/hub-admin-call.h"

#include <string.h>

#include "server/auth/hub-account.h"
#include "server/auth/hub-password-rules.h"

/* Who knows the password of somebody is him: so only of those who may no more. */
static gboolean
begin (HubAdminCall *call, HubDb *db, GError **error)
{
  if (!hub_admin_call_begin (call, db, TRUE, error))
    return FALSE;
  if (strcmp (call->id, call->rights.user) == 0)
    return hub_admin_call_fail (call, "", "self", "your own account is changed elsewhere", error);
  if (!hub_admin_may_give (&call->rights, NULL, &call->person.rights))
    return crm_fail (error, CRM_ERROR_DENIED, "this person may more than you do");
  return TRUE;
}

static gboolean
password_work (HubDb *db, gpointer data, GError **error)
{
  HubAdminCall *call = data;
  const HubAccountEnd end = { .user = call->id };

  if (!begin (call, db, error) ||
      !hub_account_set_password (db, call->id, call->hash, NULL, TRUE, error) ||
      !hub_account_end_sessions (db, &end, call->ended, error) ||
      !hub_admin_call_write_down (call, HUB_AUDIT_PASSWORD, "{\"made\":\"by administration\"}",
                                  error))
    return FALSE;
  call->reply = json_object_new ();
  json_object_set_string_member (call->reply, "password", call->secret);
  return TRUE;
}

static void
hashed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HubAdminCall) call = user_data;
  g_autoptr (GError) error = NULL;

  call->hash = hub_passwords_hash_finish (HUB_PASSWORDS (source), result, &error);
  if (call->hash == NULL)
    hub_exchange_reply_error (call->exchange, error);
  else
    hub_admin_call_run (g_steal_pointer (&call), HUB_DB_READ_WRITE, password_work);
}

/* Asked before a password is hashed, which is dear, and again when it is written. */
static gboolean
may_work (HubDb *db, gpointer data, GError **error)
{
  return begin (data, db, error);
}

static void
hash (HubAdminCall *call)
{
  call->secret = hub_password_make ();
  hub_passwords_hash_async (hub_sessions_get_passwords (call->admin->sessions), call->secret,
                            hashed_cb, call);
}

void
hub_admin_password_handler (HubExchange *exchange, gpointer user_data)
{
  HubAdminCall *call = hub_admin_call_new (exchange, user_data, "user", CRM_ACTION_EDIT);

  hub_admin_call_run_then (call, HUB_DB_READ_ONLY, may_work, hash);
}

static gboolean
totp_work (HubDb *db, gpointer data, GError **error)
{
  HubAdminCall *call = data;
  gboolean had = FALSE;

  if (!begin (call, db, error) || !hub_account_reset_totp (db, call->id, &had, error))
    return FALSE;
  return !had || hub_admin_call_write_down (call, HUB_AUDIT_TOTP,
                                            "{\"reset\":\"by administration\"}", error);
}

void
hub_admin_totp_reset_handler (HubExchange *exchange, gpointer user_data)
{
  HubAdminCall *call = hub_admin_call_new (exchange, user_data, "user", CRM_ACTION_EDIT);

  hub_admin_call_run (call, HUB_DB_READ_WRITE, totp_work);
}
