/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The statements of sign-in, sessions and people; a constant table. */

#include "server/auth/hub-auth-queries.h"

static const HubQuery queries[] = {
  [HUB_AUTH_ADD_FAILURE] = { "auth/add-failure", 2 },
  [HUB_AUTH_BEGIN_TOTP] = { "auth/begin-totp", 2 },
  [HUB_AUTH_CHANGE_PASSWORD] = { "auth/change-password", 4 },
  [HUB_AUTH_CLEAR_TRY] = { "auth/clear-try", 1 },
  [HUB_AUTH_CONFIRM_TOTP] = { "auth/confirm-totp", 3 },
  [HUB_AUTH_DISABLE_USER] = { "auth/disable-user", 1 },
  [HUB_AUTH_DROP_RECOVERY_CODES] = { "auth/drop-recovery-codes", 1 },
  [HUB_AUTH_DROP_TOTP] = { "auth/drop-totp", 1 },
  [HUB_AUTH_END_SESSIONS] = { "auth/end-sessions", 4 },
  [HUB_AUTH_FIND_ACCOUNT] = { "auth/find-account", 1 },
  [HUB_AUTH_FIND_BRANCH] = { "auth/find-branch", 1 },
  [HUB_AUTH_FIND_LOGIN] = { "auth/find-login", 2 },
  [HUB_AUTH_FIND_ROLE] = { "auth/find-role", 1 },
  [HUB_AUTH_FIND_SESSION] = { "auth/find-session", 1 },
  [HUB_AUTH_FIND_USER] = { "auth/find-user", 1 },
  [HUB_AUTH_INSERT_BRANCH] = { "auth/insert-branch", 2 },
  [HUB_AUTH_INSERT_RECOVERY_CODE] = { "auth/insert-recovery-code", 2 },
  [HUB_AUTH_INSERT_SESSION] = { "auth/insert-session", 8 },
  [HUB_AUTH_INSERT_USER] = { "auth/insert-user", 6 },
  [HUB_AUTH_LIST_ENDED] = { "auth/list-ended", 1 },
  [HUB_AUTH_LIST_SESSIONS] = { "auth/list-sessions", 1 },
  [HUB_AUTH_LIST_USERS] = { "auth/list-users", 0 },
  [HUB_AUTH_LOCK_TRY] = { "auth/lock-try", 1 },
  [HUB_AUTH_NOTIFY] = { "auth/notify", 2 },
  [HUB_AUTH_PURGE_TRIES] = { "auth/purge-tries", 0 },
  [HUB_AUTH_RELEASE_TRY] = { "auth/release-try", 1 },
  [HUB_AUTH_TAKE_TRY] = { "auth/take-try", 4 },
  [HUB_AUTH_TELL_WIPE] = { "auth/tell-wipe", 1 },
  [HUB_AUTH_TOUCH_SESSION] = { "auth/touch-session", 2 },
  [HUB_AUTH_USE_RECOVERY_CODE] = { "auth/use-recovery-code", 2 },
  [HUB_AUTH_USE_TOTP] = { "auth/use-totp", 2 },
};

const HubQueryTable hub_auth_queries = { queries, G_N_ELEMENTS (queries) };

const HubQuery *
hub_auth_query (HubAuthQuery query)
{
  g_return_val_if_fail (query < HUB_AUTH_N_QUERIES, NULL);

  return &queries[query];
}
