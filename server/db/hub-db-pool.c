/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The pool: a bounded queue of jobs and N threads with a connection each. Jobs come from the main
 * thread (or, blocking, from any); a worker runs one, and its result goes back through one GSource
 * that the workers make ready, so a hundred results cost one wake-up and no reference is ever
 * dropped on a worker. Owned by HubContext. */

#define G_LOG_DOMAIN "hub-db"

#include "server/db/hub-db-private.h"

#include "shared/base/crm-worker.h"

#define MAX_RETRIES 3
/* How long a job waits for a connection when there is none at all. */
#define MAX_WAIT  (3 * G_TIME_SPAN_SECOND)
#define MIN_DELAY (50 * G_TIME_SPAN_MILLISECOND)
#define MAX_DELAY (2 * G_TIME_SPAN_SECOND)

typedef struct _Worker Worker;

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
} Job;

struct _Worker
{
  HubDbPool *pool; /* (unowned): joins the thread before it goes */
  GThread *thread;
  HubDb *db;             /* (worker) */
  guint n_failures;      /* (worker): to connect, in a row */
  gint64 next_attempt;   /* (worker) */
  gboolean is_connected; /* (worker) */
  GMutex cancel_lock;    /* held while a cancel is on its way, so that it cannot hit the next job */
  guint64 running;       /* (cancel_lock): serial, or 0 */
  PGcancel *cancel;      /* (cancel_lock) (nullable) */
};

typedef struct
{
  GSource source;
  HubDbPool *pool; /* (unowned) */
} DoneSource;

struct _HubDbPool
{
  GObject parent_instance;

  GSource *done_source; /* (owned) */
  Worker *workers;
  guint n_workers;
  guint max_queue;
  CrmWorker *canceller; /* (owned) (nullable): made when first needed */

  struct
  {
    GMutex lock;
    GCond work_cond; /* idle workers with a connection */
    GCond down_cond; /* workers without one */
    GCond done_cond; /* blocking callers */
    GQueue queue;    /* (element-type Job) */
    GQueue done;     /* (element-type Job) */
    guint64 last_serial;
    guint n_idle;
    gboolean is_closing;
    HubDbPoolStats stats;
  } shared;
};

G_DEFINE_FINAL_TYPE (HubDbPool, hub_db_pool, G_TYPE_OBJECT)

static void
free_job (Job *job)
{
  g_clear_object (&job->task);
  g_clear_object (&job->cancellable);
  g_clear_error (&job->error);
  g_free (job);
}

/* Under the lock. */
static void
end_job (HubDbPool *self, Job *job)
{
  self->shared.stats.jobs++;
  if (!job->ok)
    self->shared.stats.failures++;

  if (job->task == NULL)
    {
      job->is_done = TRUE;
      g_cond_broadcast (&self->shared.done_cond);
      return;
    }

  g_queue_push_tail (&self->shared.done, job);
  if (self->shared.done.length == 1)
    g_source_set_ready_time (self->done_source, 0);
}

/* Under the lock. */
static void
refuse_job (HubDbPool *self, Job *job, const char *reason)
{
  job->ok = FALSE;
  g_clear_error (&job->error);
  g_set_error_literal (&job->error, CRM_ERROR, CRM_ERROR_UNAVAILABLE, reason);
  self->shared.stats.refused++;
  end_job (self, job);
}

/* Under the lock: nobody has a connection, so nothing should wait for ever. */
static void
expire_jobs (HubDbPool *self)
{
  gint64 limit = g_get_monotonic_time () - MAX_WAIT;
  Job *job;

  while (self->shared.stats.connected == 0 &&
         (job = g_queue_peek_head (&self->shared.queue)) != NULL && job->queued_at <= limit)
    {
      g_queue_pop_head (&self->shared.queue);
      refuse_job (self, job, "The database is not reachable.");
    }
}

/* Under the lock. */
static void
wait_without_connection (HubDbPool *self, Worker *worker)
{
  Job *job = g_queue_peek_head (&self->shared.queue);
  gint64 until = worker->next_attempt;

  if (job != NULL && self->shared.stats.connected == 0)
    until = MIN (until, job->queued_at + MAX_WAIT);
  g_cond_wait_until (&self->shared.down_cond, &self->shared.lock, until);
}

/* Under the lock, which is let go meanwhile. */
static void
try_connect (HubDbPool *self, Worker *worker)
{
  g_autoptr (GError) error = NULL;
  PGcancel *cancel = NULL;
  gint64 delay;

  g_mutex_unlock (&self->shared.lock);
  worker->is_connected = hub_db_connect (worker->db, &error);
  if (worker->is_connected)
    cancel = PQgetCancel (worker->db->conn);

  g_mutex_lock (&worker->cancel_lock);
  g_clear_pointer (&worker->cancel, PQfreeCancel);
  worker->cancel = cancel;
  g_mutex_unlock (&worker->cancel_lock);
  g_mutex_lock (&self->shared.lock);

  if (worker->is_connected)
    {
      self->shared.stats.connected++;
      self->shared.stats.connects++;
      worker->n_failures = 0;
      return;
    }

  if (worker->n_failures == 0)
    g_message ("%s", error->message);
  delay = MIN (MIN_DELAY << MIN (worker->n_failures, 10), MAX_DELAY);
  worker->n_failures++;
  worker->next_attempt =
      g_get_monotonic_time () + delay / 2 + g_random_int_range (0, (gint32) (delay / 2));
}

/* (nullable): the next job, once there is a connection for it; %NULL when the pool closes. */
static Job *
take_job (HubDbPool *self, Worker *worker)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->shared.lock);

  while (!self->shared.is_closing)
    {
      Job *job;

      if (!worker->is_connected)
        {
          expire_jobs (self);
          if (g_get_monotonic_time () >= worker->next_attempt)
            try_connect (self, worker);
          else
            wait_without_connection (self, worker);
          continue;
        }

      job = g_queue_pop_head (&self->shared.queue);
      if (job != NULL)
        {
          self->shared.stats.busy++;
          self->shared.stats.wait_time += g_get_monotonic_time () - job->queued_at;
          return job;
        }

      self->shared.n_idle++;
      g_cond_wait (&self->shared.work_cond, &self->shared.lock);
      self->shared.n_idle--;
    }

  return NULL;
}

static void
set_running (Worker *worker, guint64 serial)
{
  g_mutex_lock (&worker->cancel_lock);
  worker->running = serial;
  g_mutex_unlock (&worker->cancel_lock);
}

static gboolean
is_cancelled (Job *job)
{
  return job->cancellable != NULL && g_cancellable_is_cancelled (job->cancellable);
}

static void
note_connection (Worker *worker)
{
  HubDbPool *self = worker->pool;

  if (!worker->is_connected || hub_db_is_connected (worker->db))
    return;

  worker->is_connected = FALSE;
  worker->next_attempt = 0;
  g_mutex_lock (&self->shared.lock);
  self->shared.stats.connected--;
  g_mutex_unlock (&self->shared.lock);
}

static void
deliver_job (HubDbPool *self, Job *job, gint64 started_at)
{
  g_mutex_lock (&self->shared.lock);
  self->shared.stats.busy--;
  self->shared.stats.run_time += g_get_monotonic_time () - started_at;
  end_job (self, job);
  g_mutex_unlock (&self->shared.lock);
}

/* The connection broke before anything could have happened: the job waits for the next one. */
static void
requeue_job (HubDbPool *self, Job *job, gint64 started_at)
{
  g_clear_error (&job->error);
  g_mutex_lock (&self->shared.lock);
  self->shared.stats.busy--;
  self->shared.stats.retries++;
  self->shared.stats.run_time += g_get_monotonic_time () - started_at;
  if (self->shared.is_closing)
    {
      refuse_job (self, job, "The server is stopping.");
    }
  else
    {
      g_queue_push_head (&self->shared.queue, job);
      g_cond_signal (&self->shared.work_cond);
    }
  g_mutex_unlock (&self->shared.lock);
}

/* One run; %TRUE when the same should be tried again on this connection. */
static gboolean
run_once (HubDbPool *self, Worker *worker, Job *job, gint64 started_at)
{
  HubDb *db = worker->db;

  hub_db_start (db, job->mode);
  db->cancellable = job->cancellable;
  job->n_runs++;
  job->ok = job->work (db, job->data, &job->error);

  /* What was only read is complete now; its snapshot is let go behind the reader's back. */
  if (job->ok && job->mode == HUB_DB_READ_ONLY && !db->has_failed && db->sent->len == 0)
    {
      deliver_job (self, job, started_at);
      hub_db_finish (db, TRUE, NULL);
      return FALSE;
    }

  job->ok = hub_db_finish (db, job->ok, &job->error);
  if (!job->ok && job->n_runs <= MAX_RETRIES && hub_db_may_retry (db) && !is_cancelled (job))
    {
      if (hub_db_is_connected (db))
        return TRUE;
      requeue_job (self, job, started_at);
      return FALSE;
    }

  deliver_job (self, job, started_at);

  return FALSE;
}

static void
run_job (HubDbPool *self, Worker *worker, Job *job)
{
  gint64 started_at = g_get_monotonic_time ();

  set_running (worker, job->serial);
  if (is_cancelled (job))
    {
      job->ok = FALSE;
      deliver_job (self, job, started_at);
    }
  else
    {
      while (run_once (self, worker, job, started_at))
        {
          g_clear_error (&job->error);
          g_mutex_lock (&self->shared.lock);
          self->shared.stats.retries++;
          g_mutex_unlock (&self->shared.lock);
          g_usleep ((gulong) g_random_int_range (500, 5000) * job->n_runs);
        }
    }
  set_running (worker, 0);
}

static gpointer
worker_thread (gpointer data)
{
  Worker *worker = data;
  Job *job;

  while ((job = take_job (worker->pool, worker)) != NULL)
    {
      run_job (worker->pool, worker, job);
      note_connection (worker);
    }
  hub_db_disconnect (worker->db);

  return NULL;
}

static void
return_job (Job *job)
{
  if (job->cancel_id != 0)
    g_cancellable_disconnect (job->cancellable, job->cancel_id);

  if (job->ok)
    g_task_return_boolean (job->task, TRUE);
  else if (!is_cancelled (job) && job->error != NULL)
    g_task_return_error (job->task, g_steal_pointer (&job->error));
  else
    g_task_return_new_error (job->task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled");
  free_job (job);
}

static gboolean
dispatch_done_cb (GSource *source, GSourceFunc callback, gpointer user_data)
{
  g_autoptr (HubDbPool) self = g_object_ref (((DoneSource *) source)->pool);
  GQueue done;
  Job *job;

  g_source_set_ready_time (source, -1);
  g_mutex_lock (&self->shared.lock);
  done = self->shared.done;
  g_queue_init (&self->shared.done);
  g_mutex_unlock (&self->shared.lock);

  while ((job = g_queue_pop_head (&done)) != NULL)
    return_job (job);

  return G_SOURCE_CONTINUE;
}

static GSourceFuncs done_source_funcs = { NULL, NULL, dispatch_done_cb, NULL, NULL, NULL };

typedef struct
{
  HubDbPool *pool; /* (unowned): joins the canceller before it goes */
  guint64 serial;
} CancelRequest;

static void
cancel_work (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  CancelRequest *request = task_data;
  char message[256];

  for (guint i = 0; i < request->pool->n_workers; i++)
    {
      Worker *worker = &request->pool->workers[i];

      g_mutex_lock (&worker->cancel_lock);
      if (worker->running == request->serial && worker->cancel != NULL)
        PQcancel (worker->cancel, message, sizeof message);
      g_mutex_unlock (&worker->cancel_lock);
    }
  g_task_return_boolean (task, TRUE);
}

/* PQcancel connects and waits, so it has a thread of its own. */
static void
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  Job *job = user_data;
  HubDbPool *self = g_task_get_source_object (job->task);
  g_autoptr (GTask) task = g_task_new (NULL, NULL, NULL, NULL);
  CancelRequest *request = g_new0 (CancelRequest, 1);

  request->pool = self;
  request->serial = job->serial;
  g_task_set_task_data (task, request, g_free);
  if (self->canceller == NULL)
    self->canceller = crm_worker_new ("hub-db-cancel");
  crm_worker_queue (self->canceller, task, 0, cancel_work);
}

static void
start_workers (HubDbPool *self, const char *conninfo)
{
  self->workers = g_new0 (Worker, self->n_workers);
  for (guint i = 0; i < self->n_workers; i++)
    {
      Worker *worker = &self->workers[i];

      worker->pool = self;
      worker->db = hub_db_new (conninfo);
      g_mutex_init (&worker->cancel_lock);
    }
}

/* Connections are made by the first job, so that settings can still be changed before it. */
static void
ensure_running (HubDbPool *self)
{
  for (guint i = 0; i < self->n_workers && self->workers[i].thread == NULL; i++)
    {
      g_autofree char *name = g_strdup_printf ("hub-db-%u", i);

      self->workers[i].thread = g_thread_new (name, worker_thread, &self->workers[i]);
    }
}

/* When the queue is full or the pool closed the job is refused, in the same way as it would be
 * answered. */
static void
push_job (HubDbPool *self, Job *job)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->shared.lock);

  if (self->shared.is_closing)
    {
      refuse_job (self, job, "The server is stopping.");
      return;
    }
  if (self->shared.queue.length >= self->max_queue)
    {
      refuse_job (self, job, "The server is busy.");
      return;
    }

  ensure_running (self);
  job->serial = ++self->shared.last_serial;
  job->queued_at = g_get_monotonic_time ();
  g_queue_push_tail (&self->shared.queue, job);
  if (self->shared.n_idle > 0)
    g_cond_signal (&self->shared.work_cond);
  else if (self->shared.stats.connected == 0)
    g_cond_signal (&self->shared.down_cond);
}

static void
hub_db_pool_dispose (GObject *object)
{
  HubDbPool *self = HUB_DB_POOL (object);

  hub_db_pool_close (self);
  g_clear_object (&self->canceller);

  G_OBJECT_CLASS (hub_db_pool_parent_class)->dispose (object);
}

static void
hub_db_pool_finalize (GObject *object)
{
  HubDbPool *self = HUB_DB_POOL (object);

  g_source_destroy (self->done_source);
  g_source_unref (self->done_source);
  for (guint i = 0; i < self->n_workers; i++)
    {
      hub_db_free (self->workers[i].db);
      g_clear_pointer (&self->workers[i].cancel, PQfreeCancel);
      g_mutex_clear (&self->workers[i].cancel_lock);
    }
  g_free (self->workers);
  g_mutex_clear (&self->shared.lock);
  g_cond_clear (&self->shared.work_cond);
  g_cond_clear (&self->shared.down_cond);
  g_cond_clear (&self->shared.done_cond);

  G_OBJECT_CLASS (hub_db_pool_parent_class)->finalize (object);
}

static void
hub_db_pool_class_init (HubDbPoolClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = hub_db_pool_dispose;
  G_OBJECT_CLASS (klass)->finalize = hub_db_pool_finalize;
}

static void
hub_db_pool_init (HubDbPool *self)
{
  g_mutex_init (&self->shared.lock);
  g_cond_init (&self->shared.work_cond);
  g_cond_init (&self->shared.down_cond);
  g_cond_init (&self->shared.done_cond);
  g_queue_init (&self->shared.queue);
  g_queue_init (&self->shared.done);

  self->done_source = g_source_new (&done_source_funcs, sizeof (DoneSource));
  ((DoneSource *) self->done_source)->pool = self;
  g_source_set_static_name (self->done_source, "hub-db-pool");
  g_source_attach (self->done_source, g_main_context_get_thread_default ());
}

HubDbPool *
hub_db_pool_new (const char *conninfo, guint n_workers, guint max_queue)
{
  HubDbPool *self = g_object_new (HUB_TYPE_DB_POOL, NULL);

  self->n_workers = n_workers;
  self->max_queue = max_queue;
  self->shared.stats.workers = n_workers;
  start_workers (self, conninfo);

  return self;
}

void
hub_db_pool_set_statement_timeout (HubDbPool *self, guint milliseconds)
{
  for (guint i = 0; i < self->n_workers; i++)
    self->workers[i].db->statement_timeout = milliseconds;
}

void
hub_db_pool_run_async (HubDbPool *self,
                       HubDbMode mode,
                       HubDbWork work,
                       gpointer data,
                       GDestroyNotify data_free,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  Job *job = g_new0 (Job, 1);

  job->mode = mode;
  job->work = work;
  job->data = data;
  job->task = g_task_new (self, cancellable, callback, user_data);
  /* What was committed is told as such, cancelled or not. */
  g_task_set_check_cancellable (job->task, FALSE);
  g_task_set_source_tag (job->task, hub_db_pool_run_async);
  g_task_set_task_data (job->task, data, data_free);

  if (cancellable != NULL)
    {
      job->cancellable = g_object_ref (cancellable);
      job->cancel_id = g_cancellable_connect (cancellable, G_CALLBACK (cancelled_cb), job, NULL);
    }
  push_job (self, job);
}

gpointer
hub_db_pool_run_finish (HubDbPool *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;

  return g_task_get_task_data (G_TASK (result));
}

gboolean
hub_db_pool_run_sync (HubDbPool *self,
                      HubDbMode mode,
                      HubDbWork work,
                      gpointer data,
                      GError **error)
{
  Job *job = g_new0 (Job, 1);
  gboolean ok;

  job->mode = mode;
  job->work = work;
  job->data = data;
  push_job (self, job);

  g_mutex_lock (&self->shared.lock);
  while (!job->is_done)
    g_cond_wait (&self->shared.done_cond, &self->shared.lock);
  g_mutex_unlock (&self->shared.lock);

  ok = job->ok;
  if (!ok)
    g_propagate_error (error, g_steal_pointer (&job->error));
  free_job (job);

  return ok;
}

void
hub_db_pool_get_stats (HubDbPool *self, HubDbPoolStats *stats)
{
  g_mutex_lock (&self->shared.lock);
  *stats = self->shared.stats;
  stats->queued = self->shared.queue.length;
  g_mutex_unlock (&self->shared.lock);
}

void
hub_db_pool_close (HubDbPool *self)
{
  Job *job;

  g_mutex_lock (&self->shared.lock);
  self->shared.is_closing = TRUE;
  while ((job = g_queue_pop_head (&self->shared.queue)) != NULL)
    refuse_job (self, job, "The server is stopping.");
  g_cond_broadcast (&self->shared.work_cond);
  g_cond_broadcast (&self->shared.down_cond);
  g_mutex_unlock (&self->shared.lock);

  for (guint i = 0; i < self->n_workers; i++)
    g_clear_pointer (&self->workers[i].thread, g_thread_join);
  if (self->canceller != NULL)
    crm_worker_stop (self->canceller);
}
