/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The SQL files of files. */

#define G_LOG_DOMAIN "hub-files"

#include "server/files/hub-files-queries.h"

static const HubQuery queries[] = {
  [HUB_FILES_STORE] = { "files/store", 2 },
  [HUB_FILES_LIST_NEEDED] = { "files/list-needed", 1 },
  [HUB_FILES_LIST_STORED] = { "files/list-stored", 2 },
};

G_STATIC_ASSERT (G_N_ELEMENTS (queries) == HUB_FILES_N_QUERIES);

const HubQueryTable hub_files_queries = { queries, G_N_ELEMENTS (queries) };

const HubQuery *
hub_files_query (HubFilesQuery query)
{
  g_return_val_if_fail (query < HUB_FILES_N_QUERIES, NULL);

  return &queries[query];
}
