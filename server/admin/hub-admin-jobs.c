/* SPDX-License-Identifier: GPL-3.0-or-later */

/* HubAdminJobs: one job at a time and process. A step locks its job and skips it when another
 * process has it; the size of steps follows the time they take, so that none holds its rows, or the
 * feed of everybody, for long. Main thread, except the functions that end in _work. */

#define G_LOG_DOMAIN "hub-admin"

#include "server/admin/hub-admin-jobs.h"

#include "server/admin/hub-admin-queries.h"
#include "server/base/hub-log.h"
#include "server/customers/hub-portfolio.h"
#include "server/sync/hub-tickler.h"
#include "shared/base/crm-error.h"

#define LOOK_INTERVAL 15000 /* ms */
#define END_INTERVAL  (30 * G_TIME_SPAN_MINUTE)
#define FIRST_LIMIT   100
#define MAX_LIMIT     2000
#define SHORT_STEP    (300 * G_TIME_SPAN_MILLISECOND)
#define LONG_STEP     G_TIME_SPAN_SECOND
#define MAX_FAILURES  3

struct _HubAdminJobs
{
  grefcount refs;
  HubContext *context; /* (borrowed) */
  HubTickler *tickler; /* (owned) (nullable) */
  HubAdminProgressFunc progress;
  gpointer user_data;
  GSource *timer;   /* (owned) (nullable): until it is closed */
  GQueue waiting;   /* (element-type utf8): ids */
  gboolean is_busy; /* a step or a look is on its way */
  guint limit;
  guint n_failures; /* of the first job, one after the other */
  gint64 ended_at;  /* monotonic: shares that are over were ended */
};

enum
{
  COLUMN_KIND,
  COLUMN_ACTOR,
  COLUMN_DEVICE,
  COLUMN_PERSON,
  COLUMN_RECEIVER,
  COLUMN_REASON,
  COLUMN_DONE,
  COLUMN_TOTAL,
  COLUMN_BRANCH,
  COLUMN_IS_OPEN,
};

/* One step of one job. */
typedef struct
{
  HubAdminJobs *jobs; /* (owned) */
  char *id;           /* (owned) */
  guint limit;
  gint64 began;

  /* results */
  HubDbRows *row; /* (owned) (nullable): the job as it was; %NULL: not ours */
  const char *state;
  guint n_moved;
  HubTickle *tickle; /* (owned) */
} Step;

static void go_on (HubAdminJobs *self);

static void
jobs_unref (HubAdminJobs *self)
{
  if (!g_ref_count_dec (&self->refs))
    return;

  g_queue_clear_full (&self->waiting, g_free);
  g_free (self);
}

static void
step_free (gpointer data)
{
  Step *step = data;

  jobs_unref (step->jobs);
  g_free (step->id);
  g_clear_pointer (&step->row, hub_db_rows_free);
  hub_tickle_free (step->tickle);
  g_free (step);
}

/* Steps */

static gboolean
move (HubDb *db, Step *step, GError **error)
{
  HubPortfolioMove portfolio = {
    .actor = hub_db_rows_text (step->row, 0, COLUMN_ACTOR),
    .device = hub_db_rows_text (step->row, 0, COLUMN_DEVICE),
    .from = hub_db_rows_text (step->row, 0, COLUMN_PERSON),
    .to = hub_db_rows_text (step->row, 0, COLUMN_RECEIVER),
    .branch = hub_db_rows_text (step->row, 0, COLUMN_BRANCH),
    .reason = hub_db_rows_text (step->row, 0, COLUMN_REASON),
    .limit = step->limit,
    .tickle = step->tickle,
  };

  if (!hub_portfolio_move (db, &portfolio, error))
    return FALSE;
  step->n_moved = portfolio.n_moved;
  step->state = portfolio.n_moved < step->limit ? "done" : "running";
  return TRUE;
}

static gboolean
step_work (HubDb *db, gpointer data, GError **error)
{
  Step *step = data;
  const char *params[] = { step->id };
  char moved[16];
  const char *update[] = { step->id, NULL, moved };
  g_autoptr (HubDbRows) rows = NULL;

  g_clear_pointer (&step->row, hub_db_rows_free);
  g_clear_pointer (&step->tickle, hub_tickle_free);
  step->tickle = hub_tickle_new ();
  step->n_moved = 0;
  rows = hub_db_select (db, hub_admin_query (HUB_ADMIN_LOCK_JOB), params, error);
  if (rows == NULL)
    return FALSE;
  if (hub_db_rows_count (rows) == 0)
    return TRUE;

  step->row = g_steal_pointer (&rows);
  step->state = "failed";
  if (hub_db_rows_boolean (step->row, 0, COLUMN_IS_OPEN) && !move (db, step, error))
    return FALSE;
  g_snprintf (moved, sizeof moved, "%u", step->n_moved);
  update[1] = step->state;
  return hub_db_queue (db, hub_admin_query (HUB_ADMIN_UPDATE_JOB), update, error);
}

static void
tell (HubAdminJobs *self, Step *step)
{
  HubAdminProgress progress = {
    .id = step->id,
    .kind = hub_db_rows_text (step->row, 0, COLUMN_KIND),
    .actor = hub_db_rows_text (step->row, 0, COLUMN_ACTOR),
    .state = step->state,
    .done = hub_db_rows_integer (step->row, 0, COLUMN_DONE) + step->n_moved,
  };

  progress.total = MAX (hub_db_rows_integer (step->row, 0, COLUMN_TOTAL), progress.done);
  if (self->tickler != NULL)
    hub_tickler_add (self->tickler, step->tickle);
  if (self->progress != NULL)
    self->progress (&progress, self->user_data);
  if (g_strcmp0 (step->state, "running") != 0)
    hub_log (G_LOG_LEVEL_MESSAGE, "job ended", "job", step->id, "state", step->state, NULL);
}

static void
adapt (HubAdminJobs *self, Step *step)
{
  gint64 time = g_get_monotonic_time () - step->began;

  if (time < SHORT_STEP && step->n_moved == step->limit)
    self->limit = MIN (self->limit * 2, MAX_LIMIT);
  else if (time > LONG_STEP)
    self->limit = MAX (self->limit / 2, 1);
}

/* The database may be away for a while; what fails again and again is left to the next look. */
static void
fail (HubAdminJobs *self, const GError *error)
{
  hub_log (G_LOG_LEVEL_MESSAGE, "a step of a job failed", "error", error->message, NULL);
  self->limit = FIRST_LIMIT;
  if (++self->n_failures < MAX_FAILURES)
    return;
  g_free (g_queue_pop_head (&self->waiting));
  self->n_failures = 0;
}

static void
stepped_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  HubAdminJobs *self = user_data;
  g_autoptr (GError) error = NULL;
  Step *step = hub_db_pool_run_finish (HUB_DB_POOL (source), result, &error);

  self->is_busy = FALSE;
  if (self->timer == NULL)
    {
      jobs_unref (self);
      return;
    }
  if (step == NULL)
    fail (self, error);
  else
    {
      self->n_failures = 0;
      adapt (self, step);
      if (step->row != NULL)
        tell (self, step);
      if (step->row == NULL || g_strcmp0 (step->state, "running") != 0)
        g_free (g_queue_pop_head (&self->waiting));
    }
  go_on (self);
  jobs_unref (self);
}

/* One transaction at a time, so that jobs leave the database to people. */
static void
go_on (HubAdminJobs *self)
{
  Step *step = NULL;

  if (self->is_busy || self->timer == NULL || g_queue_is_empty (&self->waiting))
    return;

  self->is_busy = TRUE;
  step = g_new0 (Step, 1);
  g_ref_count_inc (&self->refs);
  step->jobs = self;
  step->id = g_strdup (g_queue_peek_head (&self->waiting));
  step->limit = self->limit;
  step->began = g_get_monotonic_time ();
  g_ref_count_inc (&self->refs);
  hub_db_pool_run_async (self->context->pool, HUB_DB_READ_WRITE, step_work, step, step_free, NULL,
                         stepped_cb, self);
}

/* Looking for what somebody left behind */

static void
add (HubAdminJobs *self, const char *id)
{
  if (g_queue_find_custom (&self->waiting, id, (GCompareFunc) g_strcmp0) == NULL)
    g_queue_push_tail (&self->waiting, g_strdup (id));
}

typedef struct
{
  GPtrArray *ids;    /* (owned) (element-type utf8) */
  HubTickle *tickle; /* (owned) */
  gboolean ends_shares;
} Look;

static void
look_free (gpointer data)
{
  Look *look = data;

  g_clear_pointer (&look->ids, g_ptr_array_unref);
  g_clear_pointer (&look->tickle, hub_tickle_free);
  g_free (look);
}

static gboolean
look_work (HubDb *db, gpointer data, GError **error)
{
  Look *look = data;
  g_autoptr (HubDbRows) rows = NULL;

  g_clear_pointer (&look->ids, g_ptr_array_unref);
  g_clear_pointer (&look->tickle, hub_tickle_free);
  look->ids = g_ptr_array_new_with_free_func (g_free);
  look->tickle = hub_tickle_new ();
  rows = hub_db_select (db, hub_admin_query (HUB_ADMIN_LIST_JOBS), NULL, error);
  if (rows == NULL)
    return FALSE;
  for (guint i = 0; i < hub_db_rows_count (rows); i++)
    g_ptr_array_add (look->ids, g_strdup (hub_db_rows_text (rows, i, 0)));
  return !look->ends_shares || hub_portfolio_end_shares (db, look->tickle, error);
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  HubAdminJobs *self = user_data;
  g_autoptr (GError) error = NULL;
  Look *look = hub_db_pool_run_finish (HUB_DB_POOL (source), result, &error);

  if (look == NULL)
    g_debug ("cannot look for jobs: %s", error->message);
  else if (self->timer != NULL)
    {
      if (look->ends_shares)
        self->ended_at = g_get_monotonic_time ();
      if (self->tickler != NULL)
        hub_tickler_add (self->tickler, look->tickle);
      for (guint i = 0; i < look->ids->len; i++)
        add (self, look->ids->pdata[i]);
      go_on (self);
    }
  jobs_unref (self);
}

static void
look (HubAdminJobs *self)
{
  Look *job = g_new0 (Look, 1);

  job->ends_shares = self->ended_at == 0 || g_get_monotonic_time () - self->ended_at > END_INTERVAL;
  g_ref_count_inc (&self->refs);
  hub_db_pool_run_async (self->context->pool, HUB_DB_READ_WRITE, look_work, job, look_free, NULL,
                         looked_cb, self);
}

static gboolean
look_cb (gpointer user_data)
{
  look (user_data);
  return G_SOURCE_CONTINUE;
}

HubAdminJobs *
hub_admin_jobs_new (HubContext *context,
                    HubTickleFunc tickle,
                    HubAdminProgressFunc progress,
                    gpointer user_data)
{
  HubAdminJobs *self = g_new0 (HubAdminJobs, 1);

  g_ref_count_init (&self->refs);
  self->context = context;
  self->progress = progress;
  self->user_data = user_data;
  self->limit = FIRST_LIMIT;
  if (tickle != NULL)
    self->tickler = hub_tickler_new (context->pool, tickle, user_data);
  g_queue_init (&self->waiting);
  self->timer = g_timeout_source_new (LOOK_INTERVAL);
  g_source_set_callback (self->timer, look_cb, self, NULL);
  g_source_attach (self->timer, g_main_context_get_thread_default ());
  look (self);
  return self;
}

void
hub_admin_jobs_close (HubAdminJobs *self)
{
  g_source_destroy (self->timer);
  g_clear_pointer (&self->timer, g_source_unref);
  g_clear_pointer (&self->tickler, hub_tickler_close);
  jobs_unref (self);
}

void
hub_admin_jobs_start (HubAdminJobs *self, const char *id)
{
  add (self, id);
  go_on (self);
}

gboolean
hub_admin_job_add (HubDb *db, const HubAdminJob *job, GError **error)
{
  const char *params[] = { job->id,     job->kind,     job->actor, job->device,
                           job->person, job->receiver, job->reason };

  return hub_db_queue (db, hub_admin_query (HUB_ADMIN_INSERT_JOB), params, error);
}
