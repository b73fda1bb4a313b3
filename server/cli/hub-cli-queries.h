/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/db/hub-db-queries.h"

G_BEGIN_DECLS

/* The query tables of all modules, so that one test and `check` see every statement of the program.
 */
extern const HubQueryTable *const hub_cli_queries[];
extern const guint hub_cli_n_queries;

/* (nullable): the declaration of the query @name. */
const HubQuery *hub_cli_queries_find (const char *name);

G_END_DECLS
