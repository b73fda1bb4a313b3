/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The statements of the audit; a constant table. */

#include "server/audit/hub-audit-queries.h"

static const HubQuery queries[] = {
  [HUB_AUDIT_INSERT_EVENT] = { "audit/insert-event", 8 },
};

const HubQueryTable hub_audit_queries = { queries, G_N_ELEMENTS (queries) };

const HubQuery *
hub_audit_query (HubAuditQuery query)
{
  g_return_val_if_fail (query < HUB_AUDIT_N_QUERIES, NULL);

  return &queries[query];
}
