/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A thread of the pool: keeps one connection alive, takes jobs from the queue, runs each in a
 * transaction, again where that is harmless, and hands the result back. Owned and joined by the
 * pool. */

#define G_LOG_DOMAIN "hub-db"

#include "server/db/hub-db-worker.h"

#define MAX_RETRIES     3
#define MAX_CANCELS     50
#define CANCEL_INTERVAL (100 * G_TIME_SPAN_MILLISECOND)
/* How long a job waits for a connection when there is none at all. */
#define MAX_WAIT  (3 * G_TIME_SPAN_SECOND)
#define MIN_DELAY (50 * G_TIME_SPAN_MILLISECOND)
#define MAX_DELAY (2 * G_TIME_SPAN_SECOND)

void
hub_db_job_free (HubDbJob *job)
{
  g_clear_object (&job->task);
  g_clear_object (&job->cancellable);
  g_clear_error (&job->error);
  g_free (job);
}

/* Under the lock: gives the job back to who asked. */
static void
end_job (HubDbPool *self, HubDbJob *job)
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

void
hub_db_job_refuse (HubDbPool *self, HubDbJob *job, const char *reason)
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
  HubDbJob *job;

  while (self->shared.stats.connected == 0 &&
         (job = g_queue_peek_head (&self->shared.queue)) != NULL && job->queued_at <= limit)
    {
      g_queue_pop_head (&self->shared.queue);
      hub_db_job_refuse (self, job, "The database is not reachable.");
    }
}

/* Under the lock. */
static void
wait_without_connection (HubDbPool *self, HubDbWorker *worker)
{
  HubDbJob *job = g_queue_peek_head (&self->shared.queue);
  gint64 until = worker->next_attempt;

  if (job != NULL && self->shared.stats.connected == 0)
    until = MIN (until, job->queued_at + MAX_WAIT);
  g_cond_wait_until (&self->shared.down_cond, &self->shared.lock, until);
}

/* Under the lock. All workers fail alike, so one of them says it. */
static void
note_attempt (HubDbPool *self, const char *failure)
{
  if (failure == NULL)
    {
      self->shared.stats.connected++;
      self->shared.stats.connects++;
    }
  if (self->shared.is_down == (failure != NULL))
    return;

  self->shared.is_down = failure != NULL;
  g_message ("%s", failure != NULL ? failure : "The database is reachable again.");
}

/* Under the lock, which is let go meanwhile. */
static void
try_connect (HubDbPool *self, HubDbWorker *worker)
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

  note_attempt (self, worker->is_connected ? NULL : error->message);
  if (worker->is_connected)
    {
      worker->n_failures = 0;
      return;
    }

  delay = MIN (MIN_DELAY << MIN (worker->n_failures, 10), MAX_DELAY);
  worker->n_failures++;
  worker->next_attempt =
      g_get_monotonic_time () + delay / 2 + g_random_int_range (0, (gint32) (delay / 2));
}

/* (nullable): the next job, once there is a connection for it; %NULL when the pool closes. */
static HubDbJob *
take_job (HubDbPool *self, HubDbWorker *worker)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->shared.lock);

  while (!self->shared.is_closing)
    {
      HubDbJob *job;

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
set_running (HubDbWorker *worker, guint64 serial)
{
  g_mutex_lock (&worker->cancel_lock);
  worker->running = serial;
  g_cond_broadcast (&worker->cancel_cond);
  g_mutex_unlock (&worker->cancel_lock);
}

gboolean
hub_db_job_is_cancelled (HubDbJob *job)
{
  return job->cancellable != NULL && g_cancellable_is_cancelled (job->cancellable);
}

static void
note_connection (HubDbWorker *worker)
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

/* Under the lock. */
static void
settle_run (HubDbWorker *worker, gint64 started_at)
{
  HubDbPoolStats *stats = &worker->pool->shared.stats;

  stats->busy--;
  stats->run_time += g_get_monotonic_time () - started_at;
  stats->round_trips += worker->db->n_round_trips - worker->n_counted;
  worker->n_counted = worker->db->n_round_trips;
  stats->statements += worker->db->n_statements - worker->n_statements;
  worker->n_statements = worker->db->n_statements;
}

static void
deliver_job (HubDbWorker *worker, HubDbJob *job, gint64 started_at)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&worker->pool->shared.lock);

  settle_run (worker, started_at);
  end_job (worker->pool, job);
}

/* The connection broke before anything could have happened: the job waits for the next one. */
static void
requeue_job (HubDbWorker *worker, HubDbJob *job, gint64 started_at)
{
  HubDbPool *self = worker->pool;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->shared.lock);

  g_clear_error (&job->error);
  settle_run (worker, started_at);
  self->shared.stats.retries++;
  if (self->shared.is_closing)
    {
      hub_db_job_refuse (self, job, "The server is stopping.");
      return;
    }

  g_queue_push_head (&self->shared.queue, job);
  g_cond_signal (&self->shared.work_cond);
}

/* One run; %TRUE when the same should be tried again on this connection. */
static gboolean
run_once (HubDbWorker *worker, HubDbJob *job, gint64 started_at)
{
  HubDb *db = worker->db;

  hub_db_start (db, job->mode);
  db->cancellable = job->cancellable;
  job->n_runs++;
  job->ok = job->work (db, job->data, &job->error);

  /* What was only read is complete now; its snapshot is let go behind the reader's back. */
  if (job->ok && job->mode == HUB_DB_READ_ONLY && !db->has_failed && db->sent->len == 0)
    {
      deliver_job (worker, job, started_at);
      hub_db_finish (db, TRUE, NULL);
      return FALSE;
    }

  job->ok = hub_db_finish (db, job->ok, &job->error);
  if (!job->ok && job->n_runs <= MAX_RETRIES && hub_db_may_retry (db) &&
      !hub_db_job_is_cancelled (job))
    {
      if (hub_db_is_connected (db))
        return TRUE;
      requeue_job (worker, job, started_at);
      return FALSE;
    }

  deliver_job (worker, job, started_at);

  return FALSE;
}

/* So that the two that met do not meet again; a closing pool does not wait for it. */
static void
pause_before_retry (HubDbPool *self, HubDbJob *job)
{
  gint64 until = g_get_monotonic_time () + (gint64) g_random_int_range (500, 5000) * job->n_runs;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->shared.lock);

  g_clear_error (&job->error);
  self->shared.stats.retries++;
  while (!self->shared.is_closing &&
         g_cond_wait_until (&self->shared.down_cond, &self->shared.lock, until))
    ;
}

static void
run_job (HubDbPool *self, HubDbWorker *worker, HubDbJob *job)
{
  gint64 started_at = g_get_monotonic_time ();

  set_running (worker, job->serial);
  if (hub_db_job_is_cancelled (job))
    {
      job->ok = FALSE;
      deliver_job (worker, job, started_at);
    }
  else if (!hub_db_check_alive (worker->db))
    {
      hub_db_disconnect (worker->db);
      requeue_job (worker, job, started_at);
    }
  else
    {
      while (run_once (worker, job, started_at))
        pause_before_retry (self, job);
    }
  set_running (worker, 0);
}

gpointer
hub_db_worker_thread (gpointer data)
{
  HubDbWorker *worker = data;
  HubDbJob *job;

  while ((job = take_job (worker->pool, worker)) != NULL)
    {
      run_job (worker->pool, worker, job);
      note_connection (worker);
    }
  hub_db_disconnect (worker->db);

  return NULL;
}

/* PostgreSQL ignores a cancel that comes before the statement, so it is repeated until the job
 * ends. */
void
hub_db_worker_cancel (HubDbWorker *worker, guint64 serial)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&worker->cancel_lock);
  char message[256];

  for (guint i = 0; i < MAX_CANCELS && worker->running == serial && worker->cancel != NULL; i++)
    {
      gint64 until = g_get_monotonic_time () + CANCEL_INTERVAL;

      PQcancel (worker->cancel, message, sizeof message);
      while (worker->running == serial &&
             g_cond_wait_until (&worker->cancel_cond, &worker->cancel_lock, until))
        ;
    }
}
