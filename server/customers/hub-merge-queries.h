/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/db/hub-db-queries.h"

G_BEGIN_DECLS

typedef enum
{
  HUB_MERGE_KEEP,
  HUB_MERGE_DROP_TWINS,
  HUB_MERGE_DECIDE_PAIR,
  HUB_MERGE_MOVE_CHILDREN,
  HUB_MERGE_MOVE_POINTERS,
  HUB_MERGE_SHOW_SHARED,
  HUB_MERGE_FIND_KEPT,
  HUB_MERGE_BACK_CHILDREN,
  HUB_MERGE_BACK_ROWS,
  HUB_MERGE_BACK_VALUES,
  HUB_MERGE_BACK_POINTERS,
  HUB_MERGE_LIST_ADDED,
  HUB_MERGE_COUNT_CHILDREN,
  HUB_MERGE_N_QUERIES,
} HubMergeQuery;

extern const HubQueryTable hub_merge_queries;

const HubQuery *hub_merge_query (HubMergeQuery query);

G_END_DECLS
