/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The SQL files of merging customers. */

#define G_LOG_DOMAIN "hub-customers"

#include "server/customers/hub-merge-queries.h"

static const HubQuery queries[] = {
  [HUB_MERGE_KEEP] = { "merge/keep", 7 },
  [HUB_MERGE_DROP_TWINS] = { "merge/drop-twins", 6 },
  [HUB_MERGE_DECIDE_PAIR] = { "merge/decide-pair", 3 },
  [HUB_MERGE_MOVE_CHILDREN] = { "merge/move-children", 5 },
  [HUB_MERGE_MOVE_POINTERS] = { "merge/move-pointers", 3 },
  [HUB_MERGE_SHOW_SHARED] = { "merge/show-shared", 2 },
  [HUB_MERGE_FIND_KEPT] = { "merge/find-kept", 1 },
  [HUB_MERGE_BACK_CHILDREN] = { "merge/back-children", 8 },
  [HUB_MERGE_BACK_ROWS] = { "merge/back-rows", 1 },
  [HUB_MERGE_BACK_VALUES] = { "merge/back-values", 1 },
  [HUB_MERGE_BACK_POINTERS] = { "merge/back-pointers", 3 },
  [HUB_MERGE_LIST_ADDED] = { "merge/list-added", 3 },
  [HUB_MERGE_COUNT_CHILDREN] = { "merge/count-children", 2 },
};

G_STATIC_ASSERT (G_N_ELEMENTS (queries) == HUB_MERGE_N_QUERIES);

const HubQueryTable hub_merge_queries = { queries, G_N_ELEMENTS (queries) };

const HubQuery *
hub_merge_query (HubMergeQuery query)
{
  g_return_val_if_fail (query < HUB_MERGE_N_QUERIES, NULL);

  return &queries[query];
}
