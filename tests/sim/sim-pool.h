/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/db/hub-db-pool.h"
#include "tests/sim/sim-db.h"

G_BEGIN_DECLS

/* What stands behind server/db/hub-db.h and hub-db-pool.h here: each job is a fiber with a
 * connection to the model database, put aside at every round trip. */

typedef struct
{
  guint lost_connection; /* once in so many round trips; 0 never */
  guint lost_commit;     /* once in so many commits the answer is lost */
  guint failed_commit;   /* once in so many commits: serialization failure */
  guint stall;           /* once in so many round trips it takes seconds */
} SimDbFaults;

HubDbPool *sim_pool_new (SimDb *db, guint n_connections, const SimDbFaults *faults);
/* The process of the server is gone: nothing of its jobs goes on. */
void sim_pool_kill (HubDbPool *self);
/* The database went away and came back: every connection is lost. */
void sim_pool_break_connections (HubDbPool *self);
/* Reads all of @query, for a test. */
void sim_pool_check_query (const char *name);
/* Reads it once, before it is needed. */
void sim_pool_prepare_query (const char *name);
/* Outside of any server: one statement in a transaction of its own. (transfer none): text of the
 * first column of the first row, or %NULL. */
const char *sim_db_execute (SimDb *db, const char *sql, const char *const *params);
SimResult *sim_db_query (SimDb *db, const char *sql, const char *const *params);

G_END_DECLS
