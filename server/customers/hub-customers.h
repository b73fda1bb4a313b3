/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/db/hub-db-queries.h"
#include "server/sync/hub-sync.h"

G_BEGIN_DECLS

extern const HubQueryTable hub_customers_queries;

/* Makes customers and what hangs on them writable by commands. */
void hub_customers_register (HubSync *sync);

G_END_DECLS
