/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The statements of readiness; a constant table. */

#include "server/live/hub-live-queries.h"

static const HubQuery queries[] = {
  [HUB_LIVE_READ_SCHEMA] = { "live/read-schema", 0 },
};

const HubQueryTable hub_live_queries = { queries, G_N_ELEMENTS (queries) };
