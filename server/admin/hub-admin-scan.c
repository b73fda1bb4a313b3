/* SPDX-License-Identifier: GPL-3.0-or-later */

/* HubAdminScan: one search at a time and process. The job is held by a lease that each bit of
 * progress renews, so of several processes one does it. Main thread, except the functions that end
 * in _work and what they call. */

#define G_LOG_DOMAIN "hub-admin"

#include "server/admin/hub-admin-scan.h"

#include "server/base/hub-log.h"
#include "server/customers/hub-duplicate-queries.h"
#include "server/customers/hub-duplicate-scan.h"
#include "shared/base/crm-worker.h"

#define LOOK_INTERVAL 15000 /* ms */
#define ALL           1000
#define STEP          20 /* thousandths between two words about the progress */

struct _HubAdminScan
{
  HubContext *context; /* (borrowed) */
  CrmWorker *worker;   /* (owned) */
  HubAdminProgressFunc progress;
  gpointer user_data;
  GSource *timer;            /* (owned) */
  GCancellable *cancellable; /* (owned): when it is closed */
  GMainContext *main;        /* (owned) */
  gboolean is_busy;
};

/* One job. Freed by its task on the main thread. */
typedef struct
{
  HubDbPool *pool; /* (owned) */
  GMainContext *main;
  GCancellable *cancellable;
  HubAdminProgressFunc progress;
  gpointer user_data;
  char *id;    /* (owned) (nullable): asked for, else any */
  char *actor; /* (owned) (nullable) */
  gboolean is_ours;
  guint done;
  guint told;
  const char *state;
  char *found; /* (owned) (nullable) */
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_object_unref (job->pool);
  g_object_unref (job->cancellable);
  g_free (job->id);
  g_free (job->actor);
  g_free (job->found);
  g_free (job);
}

/* ---- telling --------------------------------------------------------------------------------- */

/* On its way to the main thread. */
typedef struct
{
  HubAdminProgressFunc progress;
  gpointer user_data;
  GCancellable *cancellable; /* (owned): nobody listens any more */
  char *id;
  char *actor;
  const char *state;
  guint done;
} Word;

static void
word_free (gpointer data)
{
  Word *word = data;

  g_object_unref (word->cancellable);
  g_free (word->id);
  g_free (word->actor);
  g_free (word);
}

static gboolean
word_cb (gpointer user_data)
{
  Word *word = user_data;
  const HubAdminProgress progress = { word->id,    "duplicates", word->actor,
                                      word->state, word->done,   ALL };

  if (!g_cancellable_is_cancelled (word->cancellable))
    word->progress (&progress, word->user_data);
  return G_SOURCE_REMOVE;
}

static void
tell (Job *job, const char *state)
{
  Word *word;

  if (job->progress == NULL || job->actor == NULL)
    return;
  word = g_new0 (Word, 1);
  word->progress = job->progress;
  word->user_data = job->user_data;
  word->cancellable = g_object_ref (job->cancellable);
  word->id = g_strdup (job->id);
  word->actor = g_strdup (job->actor);
  word->state = state;
  word->done = job->done;
  g_main_context_invoke_full (job->main, G_PRIORITY_DEFAULT, word_cb, word, word_free);
}

/* ---- the job --------------------------------------------------------------------------------- */

static gboolean
pick_work (HubDb *db, gpointer data, GError **error)
{
  Job *job = data;
  g_autoptr (HubDbRows) rows =
      hub_db_select (db, hub_duplicate_query (HUB_DUPLICATE_LIST_JOBS), NULL, error);

  if (rows == NULL)
    return FALSE;
  g_clear_pointer (&job->id, g_free);
  if (hub_db_rows_count (rows) > 0)
    job->id = g_strdup (hub_db_rows_text (rows, 0, 0));
  return TRUE;
}

static gboolean
claim_work (HubDb *db, gpointer data, GError **error)
{
  Job *job = data;
  char done[16];
  const char *params[] = { job->id, job->is_ours ? "true" : "false", done, G_STRINGIFY (ALL) };
  g_autoptr (HubDbRows) rows = NULL;

  g_snprintf (done, sizeof done, "%u", job->done);
  rows = hub_db_select (db, hub_duplicate_query (HUB_DUPLICATE_CLAIM_JOB), params, error);
  if (rows == NULL)
    return FALSE;
  g_clear_pointer (&job->actor, g_free);
  if (hub_db_rows_count (rows) > 0)
    job->actor = g_strdup (hub_db_rows_text (rows, 0, 0));
  return TRUE;
}

static gboolean
end_work (HubDb *db, gpointer data, GError **error)
{
  Job *job = data;
  const char *params[] = { job->id, job->state, job->found };

  return hub_db_run (db, hub_duplicate_query (HUB_DUPLICATE_END_JOB), params, error);
}

/* What cannot be written down now is written down with the next bit. */
static gboolean
progressed (guint done, gpointer user_data)
{
  Job *job = user_data;

  job->done = done;
  if (done >= job->told + STEP)
    {
      job->told = done;
      if (hub_db_pool_run_sync (job->pool, HUB_DB_READ_WRITE, claim_work, job, NULL))
        job->is_ours = job->actor != NULL;
      tell (job, "running");
    }
  return job->is_ours && !g_cancellable_is_cancelled (job->cancellable);
}

static gboolean
claim (Job *job, GError **error)
{
  if (job->id == NULL &&
      !hub_db_pool_run_sync (job->pool, HUB_DB_READ_WRITE, pick_work, job, error))
    return FALSE;
  if (job->id == NULL)
    return TRUE;
  if (!hub_db_pool_run_sync (job->pool, HUB_DB_READ_WRITE, claim_work, job, error))
    return FALSE;
  job->is_ours = job->actor != NULL;
  return TRUE;
}

static gboolean
scan (Job *job, GError **error)
{
  HubDuplicateScan scan = { .pool = job->pool, .progress = progressed, .user_data = job };
  g_autoptr (GError) local = NULL;

  job->state = "done";
  if (hub_duplicate_scan_run (&scan, &local))
    job->found = g_strdup_printf ("%u", scan.n_pairs);
  else if (g_error_matches (local, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return TRUE;
  else
    job->state = "failed";
  if (local != NULL)
    hub_log (G_LOG_LEVEL_MESSAGE, "a search for duplicates failed", "error", local->message, NULL);
  job->done = ALL;
  if (!hub_db_pool_run_sync (job->pool, HUB_DB_READ_WRITE, end_work, job, error))
    return FALSE;
  tell (job, job->state);
  hub_log (G_LOG_LEVEL_MESSAGE, "job ended", "job", job->id, "state", job->state, NULL);
  return TRUE;
}

static void
job_work (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Job *job = task_data;
  g_autoptr (GError) error = NULL;

  if (!claim (job, &error) || (job->is_ours && !scan (job, &error)))
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_boolean (task, job->is_ours);
}

/* ---- when ------------------------------------------------------------------------------------ */

static void
ended_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  HubAdminScan *self = user_data;
  g_autoptr (GError) error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error) && error != NULL)
    g_debug ("cannot look for duplicates: %s", error->message);
  if (!g_cancellable_is_cancelled (g_task_get_cancellable (G_TASK (result))))
    self->is_busy = FALSE;
}

static void
run (HubAdminScan *self, const char *id)
{
  g_autoptr (GTask) task = NULL;
  Job *job;

  if (self->is_busy)
    return;
  self->is_busy = TRUE;
  job = g_new0 (Job, 1);
  job->pool = g_object_ref (self->context->bulk_pool);
  job->main = self->main;
  job->cancellable = g_object_ref (self->cancellable);
  job->progress = self->progress;
  job->user_data = self->user_data;
  job->id = g_strdup (id);
  task = g_task_new (NULL, self->cancellable, ended_cb, self);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, job, job_free);
  crm_worker_queue (self->worker, task, 0, job_work);
}

static gboolean
look_cb (gpointer user_data)
{
  run (user_data, NULL);
  return G_SOURCE_CONTINUE;
}

HubAdminScan *
hub_admin_scan_new (HubContext *context, HubAdminProgressFunc progress, gpointer user_data)
{
  HubAdminScan *self = g_new0 (HubAdminScan, 1);

  self->context = context;
  self->progress = progress;
  self->user_data = user_data;
  self->worker = crm_worker_new ("duplicates");
  self->cancellable = g_cancellable_new ();
  self->main = g_main_context_ref_thread_default ();
  self->timer = g_timeout_source_new (LOOK_INTERVAL);
  g_source_set_callback (self->timer, look_cb, self, NULL);
  g_source_attach (self->timer, self->main);
  run (self, NULL);
  return self;
}

void
hub_admin_scan_close (HubAdminScan *self)
{
  g_source_destroy (self->timer);
  g_source_unref (self->timer);
  g_cancellable_cancel (self->cancellable);
  crm_worker_stop (self->worker);
  g_object_unref (self->worker);
  g_object_unref (self->cancellable);
  g_main_context_unref (self->main);
  g_free (self);
}

void
hub_admin_scan_start (HubAdminScan *self, const char *id)
{
  run (self, id);
}
