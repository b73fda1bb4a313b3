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
  [HUB_IMPORT_COPY_POLICIES] = { "import/copy-policies", 0 },
  [HUB_IMPORT_COPY_OBJECTS] = { "import/copy-objects", 0 },
  [HUB_IMPORT_COPY_BENEFICIARIES] = { "import/copy-beneficiaries", 0 },
  [HUB_IMPORT_COPY_INSTALMENTS] = { "import/copy-instalments", 0 },
  [HUB_IMPORT_COPY_RELATIONS] = { "import/copy-relations", 0 },
  [HUB_IMPORT_FIND_CUSTOMERS] = { "import/find-customers", 1 },
  [HUB_IMPORT_FIND_POLICIES] = { "import/find-policies", 1 },
  [HUB_IMPORT_LIST_POLICIES] = { "import/list-policies", 1 },
  [HUB_IMPORT_LIST_OBJECTS] = { "import/list-objects", 1 },
  [HUB_IMPORT_LIST_INSTALMENTS] = { "import/list-instalments", 1 },
  [HUB_IMPORT_LIST_POINTS] = { "import/list-points", 1 },
  [HUB_IMPORT_LIST_DOCUMENTS] = { "import/list-documents", 1 },
  [HUB_IMPORT_COPY_POINT_ROWS] = { "import/copy-point-rows", 0 },
  [HUB_IMPORT_COPY_DOCUMENT_ROWS] = { "import/copy-document-rows", 0 },
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
