/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One named thread with a queue of tasks, so that blocking work has an address. Owned by whoever
 * made it; the tasks are given back to the context of the maker, so that neither they nor what they
 * hold are ever freed on the worker's thread. */
#include "shared/base/crm-worker.h"

#include "shared/base/crm-error.h"

typedef struct
{
  GTask *task; /* (owned) */
  int priority;
  GTaskThreadFunc work;
} Job;

struct _CrmWorker
{
  GObject parent_instance;

  GThread *thread;       /* (owned), %NULL after stop */
  GMainContext *context; /* (owned): where finished tasks are released */

  /* shared, under the lock */
  GMutex lock;
  GCond cond;
  GQueue jobs;      /* of Job, by priority */
  GPtrArray *done;  /* (element-type GTask): finished, to be released */
  GSource *release; /* (owned) (nullable): pending release of done */
  gboolean stopping;
};

G_DEFINE_FINAL_TYPE (CrmWorker, crm_worker, G_TYPE_OBJECT)

static Job *
take_job (CrmWorker *self)
{
  Job *job;

  g_mutex_lock (&self->lock);
  while (g_queue_is_empty (&self->jobs) && !self->stopping)
    g_cond_wait (&self->cond, &self->lock);
  job = g_queue_pop_head (&self->jobs);
  g_mutex_unlock (&self->lock);

  return job;
}

/* Any thread; drops the references outside the lock, because that may run anybody's code. */
static void
release_done (CrmWorker *self)
{
  GPtrArray *done;
  GSource *release;

  g_mutex_lock (&self->lock);
  done = g_steal_pointer (&self->done);
  self->done = g_ptr_array_new_with_free_func (g_object_unref);
  release = g_steal_pointer (&self->release);
  g_mutex_unlock (&self->lock);

  if (release != NULL)
    {
      g_source_destroy (release);
      g_source_unref (release);
    }
  g_ptr_array_unref (done);
}

static gboolean
release_cb (gpointer user_data)
{
  release_done (user_data);
  return G_SOURCE_REMOVE;
}

static void
give_back (CrmWorker *self, Job *job)
{
  g_mutex_lock (&self->lock);
  g_ptr_array_add (self->done, job->task);
  if (self->release == NULL)
    {
      self->release = g_idle_source_new ();
      g_source_set_priority (self->release, G_PRIORITY_DEFAULT);
      g_source_set_static_name (self->release, "CrmWorker release");
      g_source_set_callback (self->release, release_cb, self, NULL);
      g_source_attach (self->release, self->context);
    }
  g_mutex_unlock (&self->lock);

  g_free (job);
}

static gpointer
run_jobs_work (gpointer data)
{
  CrmWorker *self = data;
  Job *job;

  while ((job = take_job (self)) != NULL)
    {
      job->work (job->task, g_task_get_source_object (job->task), g_task_get_task_data (job->task),
                 g_task_get_cancellable (job->task));
      give_back (self, job);
    }

  return NULL;
}

static void
crm_worker_finalize (GObject *object)
{
  CrmWorker *self = CRM_WORKER (object);

  crm_worker_stop (self);
  g_ptr_array_unref (self->done);
  g_main_context_unref (self->context);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->cond);

  G_OBJECT_CLASS (crm_worker_parent_class)->finalize (object);
}

static void
crm_worker_class_init (CrmWorkerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = crm_worker_finalize;
}

static void
crm_worker_init (CrmWorker *self)
{
  g_mutex_init (&self->lock);
  g_cond_init (&self->cond);
  g_queue_init (&self->jobs);
  self->done = g_ptr_array_new_with_free_func (g_object_unref);
  self->context = g_main_context_ref_thread_default ();
}

/**
 * crm_worker_new:
 * @name: name of the thread, at most 15 characters
 *
 * Returns: (transfer full): a running worker
 */
CrmWorker *
crm_worker_new (const char *name)
{
  CrmWorker *self = g_object_new (CRM_TYPE_WORKER, NULL);

  self->thread = g_thread_new (name, run_jobs_work, self);
  return self;
}

/* Before the first job of a greater priority; most jobs go to the end at once. */
static void
insert_job (GQueue *jobs, Job *job)
{
  GList *after = jobs->tail;

  while (after != NULL && ((Job *) after->data)->priority > job->priority)
    after = after->prev;

  if (after == NULL)
    g_queue_push_head (jobs, job);
  else
    g_queue_insert_after (jobs, after, job);
}

/**
 * crm_worker_queue:
 * @self: a worker
 * @task: has the data of the work; answered by @work
 * @priority: smaller is sooner
 * @work: runs on the worker's thread and calls one of g_task_return_*()
 */
void
crm_worker_queue (CrmWorker *self, GTask *task, int priority, GTaskThreadFunc work)
{
  gboolean stopping;

  g_return_if_fail (CRM_IS_WORKER (self));
  g_return_if_fail (G_IS_TASK (task));

  g_mutex_lock (&self->lock);
  stopping = self->stopping;
  if (!stopping)
    {
      Job *job = g_new (Job, 1);

      job->task = g_object_ref (task);
      job->priority = priority;
      job->work = work;
      insert_job (&self->jobs, job);
      g_cond_signal (&self->cond);
    }
  g_mutex_unlock (&self->lock);

  if (stopping)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "the worker was stopped");
}

/**
 * crm_worker_is_current:
 * @self: a worker
 *
 * Returns: whether the caller is on the worker's thread
 */
gboolean
crm_worker_is_current (CrmWorker *self)
{
  g_return_val_if_fail (CRM_IS_WORKER (self), FALSE);

  return g_thread_self () == self->thread;
}

/**
 * crm_worker_get_depth:
 * @self: a worker
 *
 * Returns: how many tasks wait, without the one that runs
 */
guint
crm_worker_get_depth (CrmWorker *self)
{
  guint depth;

  g_return_val_if_fail (CRM_IS_WORKER (self), 0);

  g_mutex_lock (&self->lock);
  depth = self->jobs.length;
  g_mutex_unlock (&self->lock);

  return depth;
}

/**
 * crm_worker_stop:
 * @self: a worker
 *
 * Finishes what is queued and joins the thread. Afterwards nothing of the worker holds a task. May
 * be called twice; not from the worker's own thread.
 */
void
crm_worker_stop (CrmWorker *self)
{
  g_return_if_fail (CRM_IS_WORKER (self));

  g_mutex_lock (&self->lock);
  self->stopping = TRUE;
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->lock);

  if (self->thread != NULL)
    {
      g_assert (!crm_worker_is_current (self));
      /* Not g_clear_pointer(): the last jobs still ask whose thread this is. */
      g_thread_join (self->thread);
      self->thread = NULL;
    }
  release_done (self);
}
