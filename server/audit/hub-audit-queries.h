/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/db/hub-db-queries.h"

G_BEGIN_DECLS

typedef enum
{
  HUB_AUDIT_FIND_END,
  HUB_AUDIT_FIND_SEAL,
  HUB_AUDIT_INSERT_EVENT,
  HUB_AUDIT_INSERT_SEAL,
  HUB_AUDIT_LIST_COMMANDS,
  HUB_AUDIT_LIST_EVENTS,
  HUB_AUDIT_LIST_SEALS,
  HUB_AUDIT_LOCK,
  HUB_AUDIT_LOOK,
  HUB_AUDIT_OPEN_REACH,
  HUB_AUDIT_WAS_RESTORED,
  HUB_AUDIT_N_QUERIES,
} HubAuditQuery;

extern const HubQueryTable hub_audit_queries;

const HubQuery *hub_audit_query (HubAuditQuery query);

G_END_DECLS
