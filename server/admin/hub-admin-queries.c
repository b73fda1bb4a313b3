/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The statements of administration; a constant table. */

#include "server/admin/hub-admin-queries.h"

static const HubQuery queries[] = {
  [HUB_ADMIN_BUMP_CUSTOMER] = { "admin/bump-customer", 1 },
  [HUB_ADMIN_COUNT_ADMINISTRATORS] = { "admin/count-administrators", 0 },
  [HUB_ADMIN_COUNT_OF_BRANCH] = { "admin/count-of-branch", 1 },
  [HUB_ADMIN_FIND_BRANCH] = { "admin/find-branch", 1 },
  [HUB_ADMIN_FIND_BRANCH_NAME] = { "admin/find-branch-name", 2 },
  [HUB_ADMIN_FIND_CUSTOMER] = { "admin/find-customer", 1 },
  [HUB_ADMIN_FIND_HAND_OVER] = { "admin/find-hand-over", 2 },
  [HUB_ADMIN_FIND_JOB] = { "admin/find-job", 1 },
  [HUB_ADMIN_FIND_LASTING] = { "admin/find-lasting", 3 },
  [HUB_ADMIN_FIND_LOGIN] = { "admin/find-login", 2 },
  [HUB_ADMIN_FIND_PERSON] = { "admin/find-person", 1 },
  [HUB_ADMIN_FIND_ROLE] = { "admin/find-role", 1 },
  [HUB_ADMIN_FIND_SHARE] = { "admin/find-share", 2 },
  [HUB_ADMIN_INSERT_JOB] = { "admin/insert-job", 7 },
  [HUB_ADMIN_LIST_ANCESTORS] = { "admin/list-ancestors", 1 },
  [HUB_ADMIN_LIST_AUDIT] = { "admin/list-audit", 12 },
  [HUB_ADMIN_LIST_AUDIT_ACTOR] = { "admin/list-audit-actor", 12 },
  [HUB_ADMIN_LIST_AUDIT_RECORD] = { "admin/list-audit-record", 12 },
  [HUB_ADMIN_LIST_DEPUTIES] = { "admin/list-deputies", 4 },
  [HUB_ADMIN_LIST_EXCEPTIONS] = { "admin/list-exceptions", 6 },
  [HUB_ADMIN_LIST_JOBS] = { "admin/list-jobs", 0 },
  [HUB_ADMIN_LIST_SESSIONS] = { "admin/list-sessions", 4 },
  [HUB_ADMIN_LOAD_BRANCH] = { "admin/load-branch", 1 },
  [HUB_ADMIN_LOAD_DEPUTY] = { "admin/load-deputy", 1 },
  [HUB_ADMIN_LOAD_RIGHT_EXCEPTION] = { "admin/load-right-exception", 1 },
  [HUB_ADMIN_LOAD_ROLE] = { "admin/load-role", 1 },
  [HUB_ADMIN_LOAD_SHARE] = { "admin/load-share", 1 },
  [HUB_ADMIN_LOAD_USER] = { "admin/load-user", 1 },
  [HUB_ADMIN_LOCK] = { "admin/lock", 0 },
  [HUB_ADMIN_LOCK_JOB] = { "admin/lock-job", 1 },
  [HUB_ADMIN_MOVE_EXCEPTIONS] = { "admin/move-exceptions", 2 },
  [HUB_ADMIN_SAVE_BRANCH] = { "admin/save-branch", 6 },
  [HUB_ADMIN_SAVE_DEPUTY] = { "admin/save-deputy", 8 },
  [HUB_ADMIN_SAVE_RIGHT_EXCEPTION] = { "admin/save-right-exception", 12 },
  [HUB_ADMIN_SAVE_ROLE] = { "admin/save-role", 6 },
  [HUB_ADMIN_SAVE_SHARE] = { "admin/save-share", 9 },
  [HUB_ADMIN_SAVE_USER] = { "admin/save-user", 9 },
  [HUB_ADMIN_UPDATE_JOB] = { "admin/update-job", 3 },
};

const HubQueryTable hub_admin_queries = { queries, G_N_ELEMENTS (queries) };

const HubQuery *
hub_admin_query (HubAdminQuery query)
{
  g_return_val_if_fail (query < HUB_ADMIN_N_QUERIES, NULL);

  return &queries[query];
}
