/* SPDX-License-Identifier: GPL-3.0-or-later */

/* HubImportRun: claims an import, then file by file reads batches on its own thread while two of
 * them are being written. One that the database refuses goes row by row, so that a bad row refuses
 * itself only. Main thread, except the functions that end in _work. */

#define G_LOG_DOMAIN "hub-imports"

#include "server/imports/hub-import-run.h"

#include <string.h>

#include "server/base/hub-log.h"
#include "server/imports/hub-import-claim.h"
#include "server/imports/hub-import-reader.h"
#include "server/imports/hub-imports-queries.h"
#include "shared/base/crm-worker.h"

#define MAX_IN_FLIGHT 2
#define BEAT_INTERVAL 1000 /* ms */
#define REVERT_LIMIT  2000

struct _HubImportRun
{
  grefcount refs;
  HubContext *context; /* (borrowed) */
  const HubImportRunFuncs *funcs;
  gpointer user_data;
  char *id;                /* (owned) */
  char *runner;            /* (owned) */
  CrmWorker *worker;       /* (owned) */
  HubImportJob *job;       /* (owned) (nullable): once it is claimed */
  HubImportReader *reader; /* (owned) (nullable) (worker): of the file at work */
  HubImportBatch *ready;   /* (owned) (nullable): read, to be written */
  GSource *beat;           /* (owned) (nullable) */
  GError *error;           /* (owned) (nullable): that ended it */
  guint file;
  guint n_in_flight;
  double fraction; /* of the file */
  gboolean is_reading;
  gboolean is_read;    /* the file, to its end */
  gboolean is_stopped; /* somebody paused it, or has it now */
  gboolean is_closed;
  gboolean is_ended;
};

static void advance (HubImportRun *self);

static HubImportRun *
ref (HubImportRun *self)
{
  g_ref_count_inc (&self->refs);
  return self;
}

void
hub_import_run_unref (HubImportRun *self)
{
  if (!g_ref_count_dec (&self->refs))
    return;

  crm_worker_stop (self->worker);
  g_clear_object (&self->worker);
  g_clear_pointer (&self->reader, hub_import_reader_free);
  g_clear_pointer (&self->ready, hub_import_batch_free);
  g_clear_pointer (&self->job, hub_import_job_unref);
  g_clear_error (&self->error);
  g_free (self->id);
  g_free (self->runner);
  g_free (self);
}

static void
stop_beat (HubImportRun *self)
{
  if (self->beat != NULL)
    g_source_destroy (self->beat);
  g_clear_pointer (&self->beat, g_source_unref);
}

static void
tell (HubImportRun *self, const char *state)
{
  if (!self->is_closed)
    self->funcs->moved (self, state, self->user_data);
}

/* It is over for this process, whatever became of the import. */
static void
leave (HubImportRun *self)
{
  stop_beat (self);
  self->is_ended = TRUE;
  if (!self->is_closed)
    self->funcs->ended (self, self->user_data);
}

static void
fail (HubImportRun *self, GError *error)
{
  if (self->error == NULL)
    self->error = error;
  else
    g_error_free (error);
}

/* ---- the end ------------------------------------------------------------------------------- */

typedef struct
{
  HubImportJob *job; /* (owned) */
  const char *state;
  char *problem; /* (owned) (nullable) */
} End;

static void
end_free (gpointer data)
{
  End *self = data;

  hub_import_job_unref (self->job);
  g_free (self->problem);
  g_free (self);
}

static gboolean
end_work (HubDb *db, gpointer data, GError **error)
{
  End *end = data;
  const char *lock[] = { end->job->id, "true" };
  const char *params[] = { end->job->id, end->job->runner, end->job->state, end->state,
                           end->problem };

  return hub_reach_open_all (db, error) &&
         hub_db_queue (db, hub_imports_query (HUB_IMPORTS_LOCK), lock, error) &&
         hub_db_queue (db, hub_imports_query (HUB_IMPORTS_END), params, error);
}

static void
ended_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HubImportRun) self = user_data;
  g_autoptr (GError) error = NULL;
  End *end = hub_db_pool_run_finish (HUB_DB_POOL (source), result, &error);

  if (end == NULL)
    hub_log (G_LOG_LEVEL_MESSAGE, "the end of an import is not written", "import", self->id,
             "error", error->message, NULL);
  else
    {
      hub_log (G_LOG_LEVEL_MESSAGE, "import ended", "import", self->id, "state", end->state, NULL);
      tell (self, end->state);
    }
  leave (self);
}

static const char *
find_end (HubImportRun *self)
{
  if (self->error != NULL)
    return "failed";
  if (strcmp (self->job->state, "reverting") == 0)
    return "reverted";
  return hub_import_job_is_trial (self->job) ? "checked" : "done";
}

/* What the database cannot do now is left to the next run; what can never work fails. */
static gboolean
is_lasting (const GError *error)
{
  return error == NULL ||
         (error->domain == CRM_ERROR && error->code != CRM_ERROR_UNAVAILABLE &&
          error->code != CRM_ERROR_UNCERTAIN && error->code != CRM_ERROR_EPOCH_CHANGED);
}

static void
finish (HubImportRun *self)
{
  End *end = NULL;

  if (self->is_stopped || self->is_closed || !is_lasting (self->error))
    {
      leave (self);
      return;
    }
  end = g_new0 (End, 1);
  end->job = hub_import_job_ref (self->job);
  end->state = find_end (self);
  end->problem = self->error != NULL ? g_strdup (self->error->message) : NULL;
  hub_db_pool_run_async (self->context->pool, HUB_DB_READ_WRITE, end_work, end, end_free, NULL,
                         ended_cb, ref (self));
}

/* ---- writing ------------------------------------------------------------------------------- */

static gboolean
is_fault_of_rows (const GError *error)
{
  return error->domain == CRM_ERROR &&
         (error->code == CRM_ERROR_CONFLICT || error->code == CRM_ERROR_INVALID);
}

static void write_part (HubImportRun *self, HubImportBatch *batch);

typedef struct
{
  HubImportRun *run; /* (owned) */
  HubImportBatch *batch;
} Written;

/* A row that the database refuses, with what it says of it. */
static void
refuse_row (HubImportBatch *batch)
{
  HubImportItem *item = batch->items->pdata[batch->first];

  g_free (item->errors);
  item->errors = hub_import_print_error (-1, "", "refused", "the database refuses it");
}

/* The row behind the one at work that is not done yet, and in the end that all are. */
static void
begin_singly (HubImportBatch *batch)
{
  do
    batch->part++;
  while (batch->part < (int) batch->items->len &&
         hub_import_job_has_done (batch->job, batch->file, batch->number, batch->part));
  batch->first = (guint) batch->part;
  batch->n = 1;
  if (batch->part < (int) batch->items->len)
    return;
  batch->part = HUB_IMPORT_WHOLE;
  batch->first = batch->n = 0;
}

static gboolean
go_on_singly (HubImportBatch *batch)
{
  if (batch->part == HUB_IMPORT_WHOLE)
    return FALSE;

  begin_singly (batch);
  return TRUE;
}

/* The server ended while it went row by row. */
static gboolean
was_begun (HubImportBatch *batch)
{
  if (g_hash_table_size (batch->job->done) == 0)
    return FALSE;
  for (guint i = 0; i < batch->items->len; i++)
    if (hub_import_job_has_done (batch->job, batch->file, batch->number, (int) i))
      return TRUE;
  return FALSE;
}

/* %TRUE: there is more of the batch to write. */
static gboolean
take_result (HubImportRun *self, HubImportBatch *batch, GError *error)
{
  if (error == NULL)
    {
      self->is_stopped = self->is_stopped || batch->is_stopped;
      tell (self, NULL);
      return !batch->is_stopped && go_on_singly (batch);
    }
  if (is_fault_of_rows (error) && batch->n > 1)
    {
      batch->part = 0;
      batch->first = 0;
      batch->n = 1;
      return TRUE;
    }
  if (is_fault_of_rows (error) && batch->n == 1 &&
      ((HubImportItem *) batch->items->pdata[batch->first])->errors == NULL)
    {
      refuse_row (batch);
      return TRUE;
    }
  fail (self, g_error_copy (error));
  return FALSE;
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Written *written = user_data;
  g_autoptr (HubImportRun) self = written->run;
  HubImportBatch *batch = written->batch;
  g_autoptr (GError) error = NULL;

  g_free (written);
  hub_db_pool_run_finish (HUB_DB_POOL (source), result, &error);
  if (take_result (self, batch, error) && !self->is_closed)
    {
      write_part (self, batch);
      return;
    }
  hub_import_batch_free (batch);
  self->n_in_flight--;
  advance (self);
}

static void
write_part (HubImportRun *self, HubImportBatch *batch)
{
  Written *written = g_new0 (Written, 1);

  written->run = ref (self);
  written->batch = batch;
  hub_db_pool_run_async (self->context->bulk_pool, HUB_DB_READ_WRITE, hub_import_batch_write_work,
                         batch, NULL, NULL, written_cb, written);
}

static void
send_ready (HubImportRun *self)
{
  const guint limit = self->ready != NULL && self->ready->is_exclusive ? 1 : MAX_IN_FLIGHT;
  HubImportBatch *batch = NULL;

  if (self->ready == NULL || self->n_in_flight >= limit)
    return;

  batch = g_steal_pointer (&self->ready);
  self->n_in_flight++;
  if (was_begun (batch))
    {
      batch->part = -1;
      begin_singly (batch);
    }
  else
    {
      batch->part = HUB_IMPORT_WHOLE;
      batch->first = 0;
      batch->n = batch->items->len;
    }
  write_part (self, batch);
}

/* ---- reading ------------------------------------------------------------------------------- */

static void
read_work (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  HubImportRun *self = data;
  GError *error = NULL;
  HubImportBatch *batch = hub_import_reader_read (self->reader, &error);

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, batch,
                           batch != NULL ? (GDestroyNotify) hub_import_batch_free : NULL);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HubImportRun) self = user_data;
  GError *error = NULL;

  self->is_reading = FALSE;
  self->ready = g_task_propagate_pointer (G_TASK (result), &error);
  if (error != NULL)
    fail (self, error);
  self->is_read = self->ready == NULL;
  if (self->reader != NULL)
    self->fraction = hub_import_reader_get_fraction (self->reader);
  advance (self);
}

static void
read_next (HubImportRun *self)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, read_cb, ref (self));

  self->is_reading = TRUE;
  g_task_set_task_data (task, self, NULL);
  crm_worker_queue (self->worker, task, 0, read_work);
}

static void
fetched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HubImportRun) self = user_data;
  GError *error = NULL;
  HubImportFetch *fetch = hub_db_pool_run_finish (HUB_DB_POOL (source), result, &error);

  self->is_reading = FALSE;
  if (fetch != NULL)
    self->reader = hub_import_reader_new (self->job, self->file, fetch->stream, &error);
  if (error != NULL)
    {
      g_prefix_error (&error, "%s: ", hub_import_plan_get_file (self->job->plan, self->file)->name);
      fail (self, error);
    }
  advance (self);
}

static void
fetch (HubImportRun *self)
{
  self->is_reading = TRUE;
  self->is_read = FALSE;
  self->fraction = 0;
  hub_db_pool_run_async (self->context->bulk_pool, HUB_DB_READ_WRITE, hub_import_fetch_work,
                         hub_import_fetch_new (self->job, self->file), hub_import_fetch_free, NULL,
                         fetched_cb, ref (self));
}

/* ---- taking back --------------------------------------------------------------------------- */

static void
revert_free (gpointer data)
{
  HubImportRevert *self = data;

  hub_import_job_unref (self->job);
  g_free (self);
}

static void
reverted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HubImportRun) self = user_data;
  GError *error = NULL;
  HubImportRevert *revert = hub_db_pool_run_finish (HUB_DB_POOL (source), result, &error);

  self->n_in_flight--;
  if (revert == NULL)
    fail (self, error);
  else
    {
      self->is_stopped = revert->is_stopped;
      self->is_read = revert->n_done == 0;
      tell (self, NULL);
    }
  advance (self);
}

static void
revert_some (HubImportRun *self)
{
  HubImportRevert *revert = g_new0 (HubImportRevert, 1);

  revert->job = hub_import_job_ref (self->job);
  revert->limit = REVERT_LIMIT;
  self->n_in_flight++;
  hub_db_pool_run_async (self->context->bulk_pool, HUB_DB_READ_WRITE, hub_import_revert_work,
                         revert, revert_free, NULL, reverted_cb, ref (self));
}

/* ---- one step after the other -------------------------------------------------------------- */

static gboolean
is_over (HubImportRun *self)
{
  return self->error != NULL || self->is_stopped || self->is_closed;
}

static void
next_file (HubImportRun *self)
{
  g_clear_pointer (&self->reader, hub_import_reader_free);
  self->file++;
  if (self->file < self->job->plan->files->len)
    fetch (self);
  else
    finish (self);
}

static void
advance (HubImportRun *self)
{
  if (self->is_ended)
    return;
  if (is_over (self))
    {
      if (self->n_in_flight == 0 && !self->is_reading)
        finish (self);
      return;
    }
  if (strcmp (self->job->state, "reverting") == 0)
    {
      if (self->is_read)
        finish (self);
      else
        revert_some (self);
      return;
    }

  send_ready (self);
  if (self->ready == NULL && !self->is_reading && !self->is_read)
    read_next (self);
  else if (self->is_read && self->n_in_flight == 0 && !self->is_reading)
    next_file (self);
}

/* ---- the claim ----------------------------------------------------------------------------- */

typedef struct
{
  char *id;
  char *runner;
} Beat;

static void
beat_free (gpointer data)
{
  Beat *self = data;

  g_free (self->id);
  g_free (self->runner);
  g_free (self);
}

static gboolean
beat_work (HubDb *db, gpointer data, GError **error)
{
  Beat *beat = data;
  const char *params[] = { beat->id, beat->runner };
  g_autoptr (HubDbRows) rows = NULL;

  if (!hub_reach_open_all (db, error))
    return FALSE;
  rows = hub_db_select (db, hub_imports_query (HUB_IMPORTS_BEAT), params, error);
  return rows != NULL;
}

static gboolean
beat_cb (gpointer user_data)
{
  HubImportRun *self = user_data;
  Beat *beat = g_new0 (Beat, 1);

  beat->id = g_strdup (self->id);
  beat->runner = g_strdup (self->runner);
  hub_db_pool_run_async (self->context->pool, HUB_DB_READ_WRITE, beat_work, beat, beat_free, NULL,
                         NULL, NULL);
  return G_SOURCE_CONTINUE;
}

static void
claimed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HubImportRun) self = user_data;
  g_autoptr (GError) error = NULL;
  HubImportClaim *claim = hub_db_pool_run_finish (HUB_DB_POOL (source), result, &error);

  if (claim == NULL || claim->job == NULL || self->is_closed)
    {
      if (error != NULL)
        hub_log (G_LOG_LEVEL_MESSAGE, "an import cannot be taken", "import", self->id, "error",
                 error->message, NULL);
      leave (self);
      return;
    }

  self->job = g_steal_pointer (&claim->job);
  self->beat = g_timeout_source_new (BEAT_INTERVAL);
  g_source_set_callback (self->beat, beat_cb, self, NULL);
  g_source_attach (self->beat, g_main_context_get_thread_default ());
  tell (self, self->job->state);
  if (strcmp (self->job->state, "reverting") == 0)
    advance (self);
  else
    fetch (self);
}

HubImportRun *
hub_import_run_new (HubContext *context,
                    const char *id,
                    const char *runner,
                    const HubImportRunFuncs *funcs,
                    gpointer user_data)
{
  HubImportRun *self = g_new0 (HubImportRun, 1);

  g_ref_count_init (&self->refs);
  self->context = context;
  self->funcs = funcs;
  self->user_data = user_data;
  self->id = g_strdup (id);
  self->runner = g_strdup (runner);
  self->worker = crm_worker_new ("import");
  hub_db_pool_run_async (context->pool, HUB_DB_READ_WRITE, hub_import_claim_work,
                         hub_import_claim_new (id, runner), hub_import_claim_free, NULL, claimed_cb,
                         ref (self));
  return self;
}

void
hub_import_run_close (HubImportRun *self)
{
  self->is_closed = TRUE;
  stop_beat (self);
}

const char *
hub_import_run_get_id (HubImportRun *self)
{
  return self->id;
}

const char *
hub_import_run_get_actor (HubImportRun *self)
{
  return self->job != NULL ? self->job->session->user : NULL;
}

double
hub_import_run_get_fraction (HubImportRun *self)
{
  const guint n = self->job != NULL ? self->job->plan->files->len : 0;

  return n > 0 ? (MIN (self->file, n) + (self->file < n ? self->fraction : 0)) / n : 0;
}
