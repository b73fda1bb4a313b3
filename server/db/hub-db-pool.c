/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The pool: a bounded queue of jobs and N threads with a connection each. Jobs come from the main
 * thread (or, blocking, from any); a worker runs one, and its result goes back through one GSource
 * that the workers make ready, so a hundred results cost one wake-up and no reference is ever
 * dropped on a worker. Owned by HubContext. */

#define G_LOG_DOMAIN "hub-db"

#include "server/db/hub-db-worker.h"

typedef struct
{
  GSource source;
  HubDbPool *pool; /* (unowned) */
} DoneSource;

G_DEFINE_FINAL_TYPE (HubDbPool, hub_db_pool, G_TYPE_OBJECT)

static void
return_job (HubDbJob *job)
{
  if (job->cancel_id != 0)
    g_cancellable_disconnect (job->cancellable, job->cancel_id);

  if (job->ok)
    g_task_return_boolean (job->task, TRUE);
  else if (!hub_db_job_is_cancelled (job) && job->error != NULL)
    g_task_return_error (job->task, g_steal_pointer (&job->error));
  else
    g_task_return_new_error (job->task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled");
  hub_db_job_free (job);
}

static gboolean
dispatch_done_cb (GSource *source, GSourceFunc callback, gpointer user_data)
{
  g_autoptr (HubDbPool) self = g_object_ref (((DoneSource *) source)->pool);
  GQueue done;
  HubDbJob *job;

  g_source_set_ready_time (source, -1);
  g_mutex_lock (&self->shared.lock);
  done = self->shared.done;
  g_queue_init (&self->shared.done);
  g_mutex_unlock (&self->shared.lock);

  while ((job = g_queue_pop_head (&done)) != NULL)
    return_job (job);

  return G_SOURCE_CONTINUE;
}

static const GSourceFuncs done_source_funcs = { NULL, NULL, dispatch_done_cb, NULL, NULL, NULL };

typedef struct
{
  HubDbPool *pool; /* (unowned): joins the canceller before it goes */
  guint64 serial;
} CancelRequest;

static void
cancel_work (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  CancelRequest *request = task_data;

  for (guint i = 0; i < request->pool->n_workers; i++)
    hub_db_worker_cancel (&request->pool->workers[i], request->serial);
  g_task_return_boolean (task, TRUE);
}

/* PQcancel connects and waits, so it has a thread of its own. */
static void
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  HubDbJob *job = user_data;
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
  self->workers = g_new0 (HubDbWorker, self->n_workers);
  for (guint i = 0; i < self->n_workers; i++)
    {
      HubDbWorker *worker = &self->workers[i];

      worker->pool = self;
      worker->db = hub_db_new (conninfo);
      g_mutex_init (&worker->cancel_lock);
      g_cond_init (&worker->cancel_cond);
    }
}

/* Connections are made by the first job, so that settings can still be changed before it. */
static void
ensure_running (HubDbPool *self)
{
  for (guint i = 0; i < self->n_workers && self->workers[i].thread == NULL; i++)
    {
      g_autofree char *name = g_strdup_printf ("hub-db-%u", i);

      self->workers[i].thread = g_thread_new (name, hub_db_worker_thread, &self->workers[i]);
    }
}

/* Numbered before a cancellable knows of it: number 0 is what idle workers do. */
static HubDbJob *
make_job (HubDbPool *self, HubDbMode mode, HubDbWork work, gpointer data)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->shared.lock);
  HubDbJob *job = g_new0 (HubDbJob, 1);

  job->serial = ++self->shared.last_serial;
  job->mode = mode;
  job->work = work;
  job->data = data;
  return job;
}

/* When the queue is full or the pool closed the job is refused, in the same way as it would be
 * answered. */
static void
push_job (HubDbPool *self, HubDbJob *job)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->shared.lock);

  if (self->shared.is_closing)
    {
      hub_db_job_refuse (self, job, "The server is stopping.");
      return;
    }
  if (self->shared.queue.length >= self->max_queue)
    {
      hub_db_job_refuse (self, job, "The server is busy.");
      return;
    }

  ensure_running (self);
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
      g_cond_clear (&self->workers[i].cancel_cond);
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

  self->done_source = g_source_new ((GSourceFuncs *) &done_source_funcs, sizeof (DoneSource));
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
hub_db_pool_set_role (HubDbPool *self, const char *role)
{
  for (guint i = 0; i < self->n_workers; i++)
    {
      g_free (self->workers[i].db->role);
      self->workers[i].db->role = g_strdup (role);
    }
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
  HubDbJob *job = make_job (self, mode, work, data);

  job->task = g_task_new (self, cancellable, callback, user_data);
  /* What was committed is told as such, cancelled or not. */
  g_task_set_check_cancellable (job->task, FALSE);
  g_task_set_source_tag (job->task, hub_db_pool_run_async);
  g_task_set_task_data (job->task, data, data_free);

  /* Cancelled already: the worker sees it, there is no statement to be stopped. */
  if (cancellable != NULL)
    job->cancellable = g_object_ref (cancellable);
  if (cancellable != NULL && !g_cancellable_is_cancelled (cancellable))
    job->cancel_id = g_cancellable_connect (cancellable, G_CALLBACK (cancelled_cb), job, NULL);
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
  HubDbJob *job = make_job (self, mode, work, data);
  gboolean ok;

  push_job (self, job);

  g_mutex_lock (&self->shared.lock);
  while (!job->is_done)
    g_cond_wait (&self->shared.done_cond, &self->shared.lock);
  g_mutex_unlock (&self->shared.lock);

  ok = job->ok;
  if (!ok)
    g_propagate_error (error, g_steal_pointer (&job->error));
  hub_db_job_free (job);

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
  HubDbJob *job;

  g_mutex_lock (&self->shared.lock);
  self->shared.is_closing = TRUE;
  while ((job = g_queue_pop_head (&self->shared.queue)) != NULL)
    hub_db_job_refuse (self, job, "The server is stopping.");
  g_cond_broadcast (&self->shared.work_cond);
  g_cond_broadcast (&self->shared.down_cond);
  g_mutex_unlock (&self->shared.lock);

  for (guint i = 0; i < self->n_workers; i++)
    g_clear_pointer (&self->workers[i].thread, g_thread_join);
  if (self->canceller != NULL)
    crm_worker_stop (self->canceller);
}
