/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The SQL files of imports. */

#define G_LOG_DOMAIN "hub-import"

#include "server/customers/hub-import-queries.h"

static const HubQuery queries[] = {
  [HUB_IMPORT_COPY_CUSTOMERS] = { "import/copy-customers", 0 },
  [HUB_IMPORT_COPY_CONTACT_POINTS] = { "import/copy-contact-points", 0 },
  [HUB_IMPORT_COPY_HISTORY] = { "import/copy-history", 0 },
  [HUB_IMPORT_COPY_DOCUMENTS] = { "import/copy-documents", 0 },
  [HUB_IMPORT_COPY_ACCOUNTS] = { "import/copy-accounts", 0 },
  [HUB_IMPORT_TAKE_VER] = { "import/take-ver", 0 },
  [HUB_IMPORT_READ_PEOPLE] = { "import/read-people", 0 },
  [HUB_IMPORT_READ_EXTERNAL] = { "import/read-external", 1 },
  [HUB_IMPORT_READ_POINTS] = { "import/read-points", 1 },
  [HUB_IMPORT_NOTIFY] = { "import/notify", 0 },
  [HUB_IMPORT_IS_EMPTY] = { "import/is-empty", 0 },
};

G_STATIC_ASSERT (G_N_ELEMENTS (queries) == HUB_IMPORT_N_QUERIES);

const HubQueryTable hub_import_queries = { queries, G_N_ELEMENTS (queries) };

const HubQuery *
hub_import_query (HubImportQuery query)
{
  g_return_val_if_fail (query < HUB_IMPORT_N_QUERIES, NULL);

  return &queries[query];
}
