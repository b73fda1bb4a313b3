/* SPDX-License-Identifier: GPL-3.0-or-later */

/* CrmWorker without a thread, in the place of shared/base/crm-worker.c: each job is an event, so
 * that the seed says when it runs. */

#define G_LOG_DOMAIN "sim"

#include "shared/base/crm-worker.h"

#include "tests/sim/sim-world.h"

typedef struct
{
  GTask *task; /* (owned) */
  int priority;
  GTaskThreadFunc work;
} Job;

struct _CrmWorker
{
  GObject parent_instance;

  const SimHost *host;
  GQueue jobs;
  SimEvent *event; /* (nullable): the next job */
  gboolean is_running;
  gboolean is_stopped;
};

G_DEFINE_FINAL_TYPE (CrmWorker, crm_worker, G_TYPE_OBJECT)

static void
crm_worker_finalize (GObject *object)
{
  crm_worker_stop (CRM_WORKER (object));
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
  g_queue_init (&self->jobs);
}

CrmWorker *
crm_worker_new (const char *name)
{
  CrmWorker *self = g_object_new (CRM_TYPE_WORKER, NULL);

  self->host = sim_world ()->host;
  return self;
}

static void
run_next (CrmWorker *self)
{
  Job *job = g_queue_pop_head (&self->jobs);

  self->is_running = TRUE;
  job->work (job->task, g_task_get_source_object (job->task), g_task_get_task_data (job->task),
             g_task_get_cancellable (job->task));
  self->is_running = FALSE;
  g_object_unref (job->task);
  g_free (job);
}

static void run_cb (gpointer data);

static void
expect_next (CrmWorker *self)
{
  gint64 delay = sim_one_in (100) ? sim_between (1000, 2000000) : sim_between (10, 2000);

  if (self->event == NULL && self->jobs.length > 0)
    self->event = sim_after (delay, self->host, NULL, run_cb, self);
}

static void
run_cb (gpointer data)
{
  g_autoptr (CrmWorker) self = g_object_ref (data);

  self->event = NULL;
  run_next (self);
  expect_next (self);
}

void
crm_worker_queue (CrmWorker *self, GTask *task, int priority, GTaskThreadFunc work)
{
  GList *after = self->jobs.tail;
  Job *job;

  if (self->is_stopped)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "the worker was stopped");
      return;
    }
  job = g_new0 (Job, 1);
  job->task = g_object_ref (task);
  job->priority = priority;
  job->work = work;
  while (after != NULL && ((Job *) after->data)->priority > priority)
    after = after->prev;
  if (after == NULL)
    g_queue_push_head (&self->jobs, job);
  else
    g_queue_insert_after (&self->jobs, after, job);
  expect_next (self);
}

gboolean
crm_worker_is_current (CrmWorker *self)
{
  return self->is_running;
}

guint
crm_worker_get_depth (CrmWorker *self)
{
  return self->jobs.length;
}

void
crm_worker_stop (CrmWorker *self)
{
  self->is_stopped = TRUE;
  if (self->event != NULL)
    sim_cancel (self->event);
  self->event = NULL;
  while (self->jobs.length > 0)
    run_next (self);
}
