/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Who may see what, written a second time from the papers and not from the server's code. */

#define G_LOG_DOMAIN "sim"

#include "shared/customers/crm-customer.h"
#include "tests/sim/sim-seed.h"

#include <string.h>

static gboolean
is_of_customers (const CrmKind *kind)
{
  return kind == &crm_customer_kind || kind->root >= 0;
}

gboolean
sim_rights_see (SimSeed *self,
                const char *user,
                const CrmKind *kind,
                const SimValue *values,
                SimTable *table)
{
  const char *params[] = { user, NULL };
  const char *role =
      sim_db_execute (self->server->db, "select role from app_user where id = $1", params);
  const char *branch =
      sim_db_execute (self->server->db, "select branch from app_user where id = $1", params);
  SimValue owner, owner_branch;

  if (!is_of_customers (kind))
    return TRUE;
  if (strcmp (role, "director") == 0 || strcmp (role, "administrator") == 0)
    return TRUE;
  owner = values[sim_table_find_column (table, "owner")];
  owner_branch = values[sim_table_find_column (table, "branch")];
  if (strcmp (role, "head") == 0 && branch != NULL)
    return owner_branch.type == SIM_TEXT && strcmp (owner_branch.s, branch) == 0;
  return owner.type == SIM_TEXT && strcmp (owner.s, user) == 0;
}
