/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/db/hub-db-queries.h"

G_BEGIN_DECLS

typedef enum
{
  HUB_LIVE_READ_SCHEMA,
  HUB_LIVE_N_QUERIES,
} HubLiveQuery;

extern const HubQueryTable hub_live_queries;

G_END_DECLS
