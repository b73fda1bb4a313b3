/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The SQL files about customers who are there twice. */

#define G_LOG_DOMAIN "hub-customers"

#include "server/customers/hub-duplicate-queries.h"

static const HubQuery queries[] = {
  [HUB_DUPLICATE_COUNT_CARDS] = { "duplicates/count-cards", 0 },
  [HUB_DUPLICATE_LIST_CARDS] = { "duplicates/list-cards", 2 },
  [HUB_DUPLICATE_SAVE_PAIRS] = { "duplicates/save-pairs", 5 },
  [HUB_DUPLICATE_DROP_STALE] = { "duplicates/drop-stale", 4 },
  [HUB_DUPLICATE_DECIDE] = { "duplicates/decide", 4 },
  [HUB_DUPLICATE_INSERT_JOB] = { "duplicates/insert-job", 3 },
  [HUB_DUPLICATE_LIST_JOBS] = { "duplicates/list-jobs", 0 },
  [HUB_DUPLICATE_CLAIM_JOB] = { "duplicates/claim-job", 4 },
  [HUB_DUPLICATE_END_JOB] = { "duplicates/end-job", 3 },
};

G_STATIC_ASSERT (G_N_ELEMENTS (queries) == HUB_DUPLICATE_N_QUERIES);

const HubQueryTable hub_duplicate_queries = { queries, G_N_ELEMENTS (queries) };

const HubQuery *
hub_duplicate_query (HubDuplicateQuery query)
{
  g_return_val_if_fail (query < HUB_DUPLICATE_N_QUERIES, NULL);

  return &queries[query];
}
