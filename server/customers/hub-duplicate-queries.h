/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/db/hub-db-queries.h"

G_BEGIN_DECLS

typedef enum
{
  HUB_DUPLICATE_COUNT_CARDS,
  HUB_DUPLICATE_LIST_CARDS,
  HUB_DUPLICATE_SAVE_PAIRS,
  HUB_DUPLICATE_DROP_STALE,
  HUB_DUPLICATE_DECIDE,
  HUB_DUPLICATE_INSERT_JOB,
  HUB_DUPLICATE_LIST_JOBS,
  HUB_DUPLICATE_CLAIM_JOB,
  HUB_DUPLICATE_END_JOB,
  HUB_DUPLICATE_N_QUERIES,
} HubDuplicateQuery;

extern const HubQueryTable hub_duplicate_queries;

const HubQuery *hub_duplicate_query (HubDuplicateQuery query);

G_END_DECLS
