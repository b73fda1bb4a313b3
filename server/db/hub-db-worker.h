/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/db/hub-db-private.h"
#include "shared/base/crm-worker.h"

G_BEGIN_DECLS

/* Inside server/db only: what the pool and its threads share. */

typedef struct _Worker HubDbWorker;

typedef struct
{
  guint64 serial;
  HubDbMode mode;
  HubDbWork work;
  gpointer data;
  GTask *task;               /* (owned) (nullable): %NULL for a blocking call */
  GCancellable *cancellable; /* (owned) (nullable) */
  gulong cancel_id;
  gint64 queued_at;
  guint n_runs;
  gboolean is_done; /* under the lock; blocking calls */
  gboolean ok;
  GError *error;
} HubDbJob;

struct _Worker
{
  HubDbPool *pool; /* (unowned): joins the thread before it goes */
  GThread *thread;
  HubDb *db;             /* (worker) */
  guint n_failures;      /* (worker): to connect, in a row */
  gint64 next_attempt;   /* (worker) */
  guint64 n_counted;     /* (worker): round trips already in the statistics */
  guint64 n_statements;  /* (worker): the same for statements */
  gboolean is_connected; /* (worker) */
  GMutex cancel_lock;    /* held while a cancel is on its way, so that it cannot hit the next job */
  GCond cancel_cond;     /* a job has ended */
  guint64 running;       /* (cancel_lock): serial, or 0 */
  PGcancel *cancel;      /* (cancel_lock) (nullable) */
};

struct _HubDbPool
{
  GObject parent_instance;

  GSource *done_source; /* (owned) */
  HubDbWorker *workers;
  guint n_workers;
  guint max_queue;
  CrmWorker *canceller; /* (owned) (nullable): made when first needed */

  struct
  {
    GMutex lock;
    GCond work_cond; /* idle workers with a connection */
    GCond down_cond; /* workers without one */
    GCond done_cond; /* blocking callers */
    GQueue queue;    /* (element-type HubDbJob) */
    GQueue done;     /* (element-type HubDbJob) */
    guint64 last_serial;
    guint n_idle;
    gboolean is_down; /* which was said in the log */
    gboolean is_closing;
    HubDbPoolStats stats;
  } shared;
};

void hub_db_job_free (HubDbJob *job);
gboolean hub_db_job_is_cancelled (HubDbJob *job);
/* Under the lock: the same without having run it. */
void hub_db_job_refuse (HubDbPool *pool, HubDbJob *job, const char *reason);
/* The thread of a HubDbWorker. */
gpointer hub_db_worker_thread (gpointer data);
/* Cancels what the worker runs if it is still that job; blocks until it has ended. */
void hub_db_worker_cancel (HubDbWorker *worker, guint64 serial);

G_END_DECLS
