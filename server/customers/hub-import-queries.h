/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/db/hub-db-queries.h"

G_BEGIN_DECLS

typedef enum
{
  HUB_IMPORT_COPY_CUSTOMERS,
  HUB_IMPORT_COPY_CONTACT_POINTS,
  HUB_IMPORT_COPY_HISTORY,
  HUB_IMPORT_COPY_DOCUMENTS,
  HUB_IMPORT_COPY_ACCOUNTS,
  HUB_IMPORT_TAKE_VER,
  HUB_IMPORT_READ_PEOPLE,
  HUB_IMPORT_READ_EXTERNAL,
  HUB_IMPORT_READ_POINTS,
  HUB_IMPORT_NOTIFY,
  HUB_IMPORT_IS_EMPTY,
  HUB_IMPORT_N_QUERIES,
} HubImportQuery;

extern const HubQueryTable hub_import_queries;

const HubQuery *hub_import_query (HubImportQuery query);

G_END_DECLS
