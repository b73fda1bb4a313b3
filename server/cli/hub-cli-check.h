/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/db/hub-db-queries.h"

G_BEGIN_DECLS

/* The invariants that `check` asks for: each query gives the rows that break one. */
extern const HubQueryTable hub_cli_check_queries;

G_END_DECLS
