/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/db/hub-db-queries.h"

G_BEGIN_DECLS

typedef enum
{
  HUB_FILES_STORE,
  HUB_FILES_LIST_NEEDED,
  HUB_FILES_LIST_STORED,
  HUB_FILES_N_QUERIES,
} HubFilesQuery;

const HubQuery *hub_files_query (HubFilesQuery query);

extern const HubQueryTable hub_files_queries;

G_END_DECLS
