/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/db/hub-db.h"

G_BEGIN_DECLS

/* N worker threads, each with one connection. The pool begins and commits: %TRUE from the work
 * function commits, %FALSE rolls back. 40001 and 40P01 run it again, at most three times, so it has
 * no side effects besides SQL and what it writes into @data (which it must reset at its start). A
 * full queue is CRM_ERROR_UNAVAILABLE at once; a commit without an answer is CRM_ERROR_UNCERTAIN.
 * async calls: main thread. */
#define HUB_TYPE_DB_POOL (hub_db_pool_get_type ())
G_DECLARE_FINAL_TYPE (HubDbPool, hub_db_pool, HUB, DB_POOL, GObject)

typedef gboolean (*HubDbWork) (HubDb *db, gpointer data, GError **error);

typedef enum
{
  HUB_DB_READ_WRITE,     /* READ COMMITTED */
  HUB_DB_READ_ONLY,      /* REPEATABLE READ READ ONLY: one snapshot */
  HUB_DB_NO_TRANSACTION, /* single statements: one round trip each */
} HubDbMode;

HubDbPool *hub_db_pool_new (const char *conninfo, guint n_workers, guint max_queue);
/* Milliseconds a statement may take, 0 for ever; 30 s when not set. For connections made later, so
 * before the first job. */
void hub_db_pool_set_statement_timeout (HubDbPool *self, guint milliseconds);
/* The role of a server, for which row security holds; a pool without it works as the owner of the
 * tables. A word of SQL, before the first job. */
#define HUB_DB_APP_ROLE "zontik_app"
void hub_db_pool_set_role (HubDbPool *self, const char *role);
void hub_db_pool_run_async (HubDbPool *self,
                            HubDbMode mode,
                            HubDbWork work,
                            gpointer data,
                            GDestroyNotify data_free,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
/* (transfer none): the data of the call, alive as long as @result. */
gpointer hub_db_pool_run_finish (HubDbPool *self, GAsyncResult *result, GError **error);
/* Blocking, for the command line and tests. */
gboolean hub_db_pool_run_sync (HubDbPool *self,
                               HubDbMode mode,
                               HubDbWork work,
                               gpointer data,
                               GError **error);
typedef struct
{
  guint workers;
  guint connected;
  guint busy;
  guint queued;
  guint64 jobs;     /* finished, well or not */
  guint64 failures; /* of them not well */
  guint64 retries;
  guint64 refused; /* the queue was full, or no connection for too long */
  guint64 connects;
  guint64 round_trips; /* of finished jobs */
  guint64 statements;  /* the same, without begin and commit */
  gint64 wait_time;    /* microseconds in the queue, sum over jobs */
  gint64 run_time;     /* microseconds in work, sum over jobs */
} HubDbPoolStats;

void hub_db_pool_get_stats (HubDbPool *self, HubDbPoolStats *stats);
/* Waits for running work and closes the connections; blocks. */
void hub_db_pool_close (HubDbPool *self);

G_END_DECLS
