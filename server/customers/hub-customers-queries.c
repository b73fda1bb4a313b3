/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The SQL files of customers. */

#define G_LOG_DOMAIN "hub-customers"

#include "server/customers/hub-customers-queries.h"

#include "server/customers/hub-customers.h"

static const HubQuery queries[] = {
  [HUB_CUSTOMERS_MOVE_CHILDREN] = { "customers/move-children", 3 },
  [HUB_CUSTOMERS_PICK_PORTFOLIO] = { "customers/pick-portfolio", 4 },
  [HUB_CUSTOMERS_MOVE_PORTFOLIO] = { "customers/move-portfolio", 8 },
  [HUB_CUSTOMERS_END_SHARES] = { "customers/end-shares", 0 },
  [HUB_CUSTOMERS_LOCK_PAPERS] = { "customers/lock-papers", 0 },
  [HUB_CUSTOMERS_LIST_PAPERS] = { "customers/list-papers", 3 },
  [HUB_CUSTOMERS_INSERT_PAPER_TASK] = { "customers/insert-paper-task", 8 },
  [HUB_CUSTOMERS_MOVE_PAPER_TASK] = { "customers/move-paper-task", 6 },
  [HUB_CUSTOMERS_END_PAPER_TASK] = { "customers/end-paper-task", 1 },
};

G_STATIC_ASSERT (G_N_ELEMENTS (queries) == HUB_CUSTOMERS_N_QUERIES);

const HubQueryTable hub_customers_queries = { queries, G_N_ELEMENTS (queries) };

const HubQuery *
hub_customers_query (HubCustomersQuery query)
{
  g_return_val_if_fail (query < HUB_CUSTOMERS_N_QUERIES, NULL);

  return &queries[query];
}
