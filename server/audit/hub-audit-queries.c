/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The statements of the audit; a constant table. */

#include "server/audit/hub-audit-queries.h"

static const HubQuery queries[] = {
  [HUB_AUDIT_FIND_END] = { "audit/find-end", 3 },
  [HUB_AUDIT_FIND_SEAL] = { "audit/find-seal", 1 },
  [HUB_AUDIT_INSERT_EVENT] = { "audit/insert-event", 8 },
  [HUB_AUDIT_INSERT_SEAL] = { "audit/insert-seal", 6 },
  [HUB_AUDIT_LIST_COMMANDS] = { "audit/list-commands", 4 },
  [HUB_AUDIT_LIST_EVENTS] = { "audit/list-events", 4 },
  [HUB_AUDIT_LIST_SEALS] = { "audit/list-seals", 2 },
  [HUB_AUDIT_LOCK] = { "audit/lock", 0 },
  [HUB_AUDIT_LOOK] = { "audit/look", 0 },
  [HUB_AUDIT_OPEN_REACH] = { "audit/open-reach", 0 },
  [HUB_AUDIT_WAS_RESTORED] = { "audit/was-restored", 1 },
};

const HubQueryTable hub_audit_queries = { queries, G_N_ELEMENTS (queries) };

const HubQuery *
hub_audit_query (HubAuditQuery query)
{
  g_return_val_if_fail (query < HUB_AUDIT_N_QUERIES, NULL);

  return &queries[query];
}
