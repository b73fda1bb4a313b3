/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/db/hub-db-queries.h"

G_BEGIN_DECLS

typedef enum
{
  HUB_AUDIT_INSERT_EVENT,
  HUB_AUDIT_N_QUERIES,
} HubAuditQuery;

extern const HubQueryTable hub_audit_queries;

const HubQuery *hub_audit_query (HubAuditQuery query);

G_END_DECLS
