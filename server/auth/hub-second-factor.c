/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Using a code of the second factor: each one once. Worker threads. */

#define G_LOG_DOMAIN "hub-auth"

#include "server/auth/hub-second-factor.h"

#include <sodium.h>

#include "server/auth/hub-auth-queries.h"
#include "server/auth/hub-totp.h"

static gboolean
use (HubDb *db,
     HubAuthQuery query,
     const char *user,
     const char *what,
     gboolean *is_used,
     GError **error)
{
  const char *params[] = { user, what };
  g_autoptr (HubDbRows) rows = hub_db_select (db, hub_auth_query (query), params, error);

  *is_used = rows != NULL && hub_db_rows_count (rows) > 0;
  return rows != NULL;
}

static gboolean
use_totp (HubDb *db, const HubFactorPerson *person, gint64 step, HubFactor *factor, GError **error)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, step);
  gboolean is_used = FALSE;

  if (!use (db, HUB_AUTH_USE_TOTP, person->user, text, &is_used, error))
    return FALSE;
  *factor = is_used ? HUB_FACTOR_TOTP : HUB_FACTOR_WRONG;
  return TRUE;
}

gboolean
hub_second_factor_use (HubDb *db,
                       const HubFactorPerson *person,
                       const char *code,
                       HubFactor *factor,
                       GError **error)
{
  guint8 secret[HUB_TOTP_SECRET_BYTES];
  char hash[HUB_RECOVERY_HASH_TEXT];
  gboolean is_open = hub_totp_open (person->key, person->user, person->sealed, secret);
  gboolean is_code, is_used = FALSE;
  gint64 step = 0;

  *factor = HUB_FACTOR_WRONG;
  if (!is_open)
    g_warning ("the second factor of a person cannot be read: user=%s", person->user);
  is_code = is_open && hub_totp_check (secret, code, g_get_real_time () / G_USEC_PER_SEC, &step);
  sodium_memzero (secret, sizeof secret);
  if (is_code)
    return use_totp (db, person, step, factor, error);

  hub_recovery_code_hash (person->key, person->user, code, hash);
  if (!use (db, HUB_AUTH_USE_RECOVERY_CODE, person->user, hash, &is_used, error))
    return FALSE;
  if (is_used)
    *factor = HUB_FACTOR_RECOVERY;
  return TRUE;
}
