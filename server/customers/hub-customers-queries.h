/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/db/hub-db-queries.h"

G_BEGIN_DECLS

typedef enum
{
  HUB_CUSTOMERS_MOVE_CHILDREN,
  HUB_CUSTOMERS_PICK_PORTFOLIO,
  HUB_CUSTOMERS_MOVE_PORTFOLIO,
  HUB_CUSTOMERS_END_SHARES,
  HUB_CUSTOMERS_N_QUERIES,
} HubCustomersQuery;

const HubQuery *hub_customers_query (HubCustomersQuery query);

G_END_DECLS
