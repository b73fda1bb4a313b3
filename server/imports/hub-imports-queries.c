/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The statements of imports; a constant table. */

#include "server/imports/hub-imports-queries.h"

static const HubQuery queries[] = {
  [HUB_IMPORTS_ADD_FAULTS] = { "imports/add-faults", 6 },
  [HUB_IMPORTS_BEAT] = { "imports/beat", 2 },
  [HUB_IMPORTS_CLAIM] = { "imports/claim", 2 },
  [HUB_IMPORTS_CLEAR_CHECK] = { "imports/clear-check", 2 },
  [HUB_IMPORTS_CLOSE_BATCH] = { "imports/close-batch", 11 },
  [HUB_IMPORTS_COPY_ROWS] = { "imports/copy-rows", 0 },
  [HUB_IMPORTS_COUNT_FAULTS] = { "imports/count-faults", 1 },
  [HUB_IMPORTS_COUNT_RECEIVED] = { "imports/count-received", 1 },
  [HUB_IMPORTS_COUNT_ROWS] = { "imports/count-rows", 1 },
  [HUB_IMPORTS_COUNT] = { "imports/count", 1 },
  [HUB_IMPORTS_DELETE] = { "imports/delete", 2 },
  [HUB_IMPORTS_DROP_FAULT] = { "imports/drop-fault", 3 },
  [HUB_IMPORTS_DROP_FILE] = { "imports/drop-file", 2 },
  [HUB_IMPORTS_END] = { "imports/end", 5 },
  [HUB_IMPORTS_FIND] = { "imports/find", 2 },
  [HUB_IMPORTS_FORGET_EXTERNAL] = { "imports/forget-external", 1 },
  [HUB_IMPORTS_INSERT_PART] = { "imports/insert-part", 4 },
  [HUB_IMPORTS_INSERT] = { "imports/insert", 5 },
  [HUB_IMPORTS_LIST_BATCHES] = { "imports/list-batches", 2 },
  [HUB_IMPORTS_LIST_BUSY] = { "imports/list-busy", 0 },
  [HUB_IMPORTS_LIST_FAULTS] = { "imports/list-faults", 4 },
  [HUB_IMPORTS_LIST_GROWN] = { "imports/list-grown", 2 },
  [HUB_IMPORTS_LIST_LEFT] = { "imports/list-left", 2 },
  [HUB_IMPORTS_LIST_MENDED] = { "imports/list-mended", 1 },
  [HUB_IMPORTS_LIST_ROWS] = { "imports/list-rows", 4 },
  [HUB_IMPORTS_LIST] = { "imports/list", 1 },
  [HUB_IMPORTS_LOCK] = { "imports/lock", 2 },
  [HUB_IMPORTS_MATCH_CUSTOMERS] = { "imports/match-customers", 7 },
  [HUB_IMPORTS_MEND] = { "imports/mend", 5 },
  [HUB_IMPORTS_MOVE] = { "imports/move", 4 },
  [HUB_IMPORTS_OPEN_BATCH] = { "imports/open-batch", 6 },
  [HUB_IMPORTS_READ_PART] = { "imports/read-part", 3 },
  [HUB_IMPORTS_READ_RIGHTS] = { "imports/read-rights", 1 },
  [HUB_IMPORTS_REMOVE_BELOW] = { "imports/remove-below", 1 },
  [HUB_IMPORTS_SET_FATES] = { "imports/set-fates", 4 },
  [HUB_IMPORTS_UPDATE_PLAN] = { "imports/update-plan", 3 },
  [HUB_IMPORTS_WORK_AS_OWNER] = { "imports/work-as-owner", 0 },
};

G_STATIC_ASSERT (G_N_ELEMENTS (queries) == HUB_IMPORTS_N_QUERIES);

const HubQueryTable hub_imports_queries = { queries, G_N_ELEMENTS (queries) };

const HubQuery *
hub_imports_query (HubImportsQuery query)
{
  g_return_val_if_fail (query < HUB_IMPORTS_N_QUERIES, NULL);

  return &queries[query];
}
