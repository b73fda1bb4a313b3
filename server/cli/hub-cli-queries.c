/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Constant. Above the modules, because none of them may know the others. */

#define G_LOG_DOMAIN "hub-cli"

#include "server/cli/hub-cli-queries.h"

#include "server/admin/hub-admin-queries.h"
#include "server/audit/hub-audit-queries.h"
#include "server/auth/hub-auth-queries.h"
#include "server/cli/hub-cli-check.h"
#include "server/customers/hub-customers.h"
#include "server/customers/hub-duplicate-queries.h"
#include "server/customers/hub-import-queries.h"
#include "server/customers/hub-merge-queries.h"
#include "server/files/hub-files-queries.h"
#include "server/imports/hub-imports-queries.h"
#include "server/live/hub-live-queries.h"
#include "server/sync/hub-kinds.h"
#include "server/sync/hub-sync-queries.h"

#include <string.h>

const HubQueryTable *const hub_cli_queries[] = {
  &hub_auth_queries,   &hub_db_queries,      &hub_live_queries,      &hub_audit_queries,
  &hub_admin_queries,  &hub_sync_queries,    &hub_kinds_queries,     &hub_customers_queries,
  &hub_import_queries, &hub_merge_queries,   &hub_duplicate_queries, &hub_cli_check_queries,
  &hub_files_queries,  &hub_imports_queries,
};

const guint hub_cli_n_queries = G_N_ELEMENTS (hub_cli_queries);

const HubQuery *
hub_cli_queries_find (const char *name)
{
  for (guint i = 0; i < hub_cli_n_queries; i++)
    for (guint k = 0; k < hub_cli_queries[i]->n_queries; k++)
      if (strcmp (hub_cli_queries[i]->queries[k].name, name) == 0)
        return &hub_cli_queries[i]->queries[k];

  return NULL;
}
