/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/base/hub-config.h"
#include "server/base/hub-metrics.h"
#include "server/db/hub-db-pool.h"

G_BEGIN_DECLS

/* The long-lived services of one server, made by main (or a test), handed down. */
typedef struct
{
  HubConfig *config;
  HubMetrics *metrics;
  HubDbPool *pool;      /* requests */
  HubDbPool *bulk_pool; /* snapshots, imports: cannot starve the others */
  char *epoch;
  GBytes *secret; /* 32 bytes from the database: signs cursors */
} HubContext;

G_END_DECLS
