/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The server's way to its database, over the model. */

#define G_LOG_DOMAIN "sim"

#include "tests/sim/sim-pool.h"

#include "server/db/hub-db-error.h"
#include "server/db/hub-db-queries.h"

#include <string.h>

#define MAX_RETRIES 3

struct _HubDbRows
{
  SimResult *result;
};

typedef struct
{
  const HubQuery *query;
  SimValue *params;
  HubDbRows **rows; /* (nullable) */
} Sent;

struct _HubDb
{
  HubDbPool *pool;
  HubDbMode mode;
  SimTx *tx;    /* (nullable) */
  GArray *sent; /* (element-type Sent) */
  gboolean has_failed;
  gboolean is_lost;
  gboolean is_uncertain;
  gboolean is_retryable;
  char sqlstate[6];
  const char *constraint;
};

typedef struct
{
  HubDb db;
  HubDbWork work;
  gpointer data;
  GTask *task; /* (owned) */
  SimFiber *fiber;
  GError *error;
  gboolean ok;
} Job;

struct _HubDbPool
{
  GObject parent_instance;

  SimDb *model;
  const SimDbFaults *faults;
  guint n_connections;
  GPtrArray *running; /* (element-type Job) */
  GQueue waiting;     /* (element-type Job) */
  gboolean is_dead;
};

G_DEFINE_FINAL_TYPE (HubDbPool, hub_db_pool, G_TYPE_OBJECT)

static void
hub_db_pool_class_init (HubDbPoolClass *klass)
{
}

static void
hub_db_pool_init (HubDbPool *self)
{
  self->running = g_ptr_array_new ();
  g_queue_init (&self->waiting);
}

/* ---- queries -------------------------------------------------------------------------------- */

static SqlStatement *
read_sql (const char *name, const char *sql)
{
  SqlReader *reader = sql_reader_new (name, sql);
  SqlStatement *statement = sql_read_statement (reader);

  sql_reader_takes (reader, ";");
  if (!sql_reader_is_end (reader))
    sql_reader_refuse (reader, "more than one statement");
  return statement;
}

/* Texts are the program's own and never change. */
static GHashTable *
get_statements (SimSlot slot)
{
  GHashTable **statements = sim_world_get_slot (slot, sizeof *statements);

  if (*statements == NULL)
    *statements = g_hash_table_new (g_str_hash, g_str_equal);
  return *statements;
}

static SqlStatement *
find_statement (const char *name)
{
  GHashTable *statements = get_statements (SIM_SLOT_STATEMENTS);
  SqlStatement *statement;
  const char *sql;

  statement = g_hash_table_lookup (statements, name);
  if (statement != NULL)
    return statement;

  sql = hub_db_queries_get_sql (name, NULL);
  if (sql == NULL)
    sim_give_up ("there is no query %s", name);
  statement = read_sql (name, sql);
  g_hash_table_insert (statements, (gpointer) name, statement);
  return statement;
}

void
sim_pool_prepare_query (const char *name)
{
  if (!hub_db_queries_is_copy (hub_db_queries_get_sql (name, NULL)))
    find_statement (name);
}

void
sim_pool_check_query (const char *name)
{
  read_sql (name, hub_db_queries_get_sql (name, NULL));
}

/* ---- results -------------------------------------------------------------------------------- */

void
hub_db_rows_free (HubDbRows *self)
{
  g_free (self);
}

guint
hub_db_rows_count (HubDbRows *self)
{
  return self->result->rows->len;
}

guint
hub_db_rows_columns (HubDbRows *self)
{
  return self->result->names->len;
}

const char *
hub_db_rows_text (HubDbRows *self, guint row, guint column)
{
  g_assert (row < self->result->rows->len && column < self->result->names->len);
  return sim_to_text (((SimValue *) self->result->rows->pdata[row])[column]);
}

int
hub_db_rows_length (HubDbRows *self, guint row, guint column)
{
  const char *text = hub_db_rows_text (self, row, column);

  return text != NULL ? (int) strlen (text) : 0;
}

gint64
hub_db_rows_integer (HubDbRows *self, guint row, guint column)
{
  const char *text = hub_db_rows_text (self, row, column);

  return text != NULL ? g_ascii_strtoll (text, NULL, 10) : 0;
}

gboolean
hub_db_rows_boolean (HubDbRows *self, guint row, guint column)
{
  const char *text = hub_db_rows_text (self, row, column);

  return text != NULL && *text == 't';
}

/* ---- failures ------------------------------------------------------------------------------- */

static gboolean
fail_sql (HubDb *self,
          const char *name,
          const char *sqlstate,
          const char *constraint,
          GError **error)
{
  self->has_failed = TRUE;
  self->is_retryable = hub_db_error_is_retryable (sqlstate);
  g_strlcpy (self->sqlstate, sqlstate, sizeof self->sqlstate);
  self->constraint = constraint;
  sim_trace ("sql %s failed: %s %s", name, sqlstate, constraint != NULL ? constraint : "");
  return crm_fail (error, hub_db_error_from_sqlstate (sqlstate), "%s: %s", name, sqlstate);
}

static gboolean
fail_connection (HubDb *self, gboolean is_uncertain, GError **error)
{
  self->has_failed = TRUE;
  self->is_lost = TRUE;
  self->is_uncertain |= is_uncertain;
  sim_trace ("connection lost%s", is_uncertain ? " in a commit" : "");
  return crm_fail (error, is_uncertain ? CRM_ERROR_UNCERTAIN : CRM_ERROR_UNAVAILABLE,
                   "the connection to the database was lost");
}

static gboolean
happens (guint once_in)
{
  return once_in > 0 && sim_one_in (once_in);
}

/* The journey there; %FALSE when it does not arrive. */
static gboolean
travel (HubDb *self, gboolean is_committing, GError **error)
{
  const SimDbFaults *faults = self->pool->faults;
  gint64 delay = sim_between (50, 3000);

  if (happens (faults->stall))
    delay = sim_between (G_TIME_SPAN_SECOND, 10 * G_TIME_SPAN_SECOND);
  sim_fiber_sleep (delay);
  if (self->is_lost || happens (faults->lost_connection))
    return fail_connection (self, is_committing, error);
  return TRUE;
}

/* ---- statements ----------------------------------------------------------------------------- */

static SimTx *
ensure_tx (HubDb *self)
{
  if (self->tx == NULL)
    self->tx = sim_tx_new (self->pool->model, self->mode == HUB_DB_READ_ONLY);
  return self->tx;
}

static gboolean
run_sent (HubDb *self, const Sent *sent, GError **error)
{
  SimRun run = { .db = self->pool->model,
                 .tx = ensure_tx (self),
                 .what = sent->query->name,
                 .params = sent->params,
                 .n_params = sent->query->n_params };
  SimResult *result;

  sim_tx_take_snapshot (run.db, run.tx);
  result = sim_run_statement (&run, find_statement (sent->query->name));
  if (self->is_lost)
    return fail_connection (self, FALSE, error);
  if (sim_run_has_failed (&run))
    return fail_sql (self, sent->query->name, run.sqlstate, run.constraint, error);
  sim_trace ("sql %s %u", sent->query->name, result->rows->len);
  if (sent->rows != NULL)
    {
      *sent->rows = g_new0 (HubDbRows, 1);
      (*sent->rows)->result = result;
    }
  return TRUE;
}

/* Between two statements of one journey others get their turn too. */
static gboolean
flush (HubDb *self, gboolean is_committing, GError **error)
{
  gboolean ok;

  if (self->sent->len == 0)
    return TRUE;
  ok = travel (self, is_committing, error);
  for (guint i = 0; ok && i < self->sent->len; i++)
    {
      if (i > 0)
        sim_fiber_sleep (sim_between (10, 400));
      ok = self->is_lost ? fail_connection (self, is_committing, error)
                         : run_sent (self, &g_array_index (self->sent, Sent, i), error);
    }
  g_array_set_size (self->sent, 0);
  if (self->mode == HUB_DB_NO_TRANSACTION && self->tx != NULL)
    {
      if (ok)
        sim_tx_commit (self->pool->model, self->tx);
      else
        sim_tx_abort (self->pool->model, self->tx);
      self->tx = NULL;
    }
  return ok;
}

static gboolean
send (HubDb *self,
      const HubQuery *query,
      const char *const *params,
      HubDbRows **rows,
      GError **error)
{
  Sent sent = { query, NULL, rows };

  if (self->has_failed)
    return crm_fail (error, CRM_ERROR_INTERNAL, "the transaction has already failed");
  sent.params = (SimValue *) (gpointer) sim_alloc ((query->n_params + 1) * sizeof *sent.params);
  for (guint i = 0; i < query->n_params; i++)
    sent.params[i] = sim_dup_text (params[i]);
  g_array_append_val (self->sent, sent);
  return TRUE;
}

HubDbRows *
hub_db_select (HubDb *self, const HubQuery *query, const char *const *params, GError **error)
{
  HubDbRows *rows = NULL;

  return send (self, query, params, &rows, error) && flush (self, FALSE, error) ? rows : NULL;
}

gboolean
hub_db_run (HubDb *self, const HubQuery *query, const char *const *params, GError **error)
{
  return send (self, query, params, NULL, error) && flush (self, FALSE, error);
}

gboolean
hub_db_queue (HubDb *self, const HubQuery *query, const char *const *params, GError **error)
{
  return send (self, query, params, NULL, error);
}

gboolean
hub_db_sync (HubDb *self, GError **error)
{
  return flush (self, FALSE, error);
}

gboolean
hub_db_select_many (HubDb *self,
                    guint n,
                    const HubQuery *const *queries,
                    const char *const *const *params,
                    HubDbRows **results,
                    GError **error)
{
  for (guint i = 0; i < n; i++)
    results[i] = NULL;
  for (guint i = 0; i < n; i++)
    if (!send (self, queries[i], params[i], &results[i], error))
      return FALSE;
  if (flush (self, FALSE, error))
    return TRUE;
  for (guint i = 0; i < n; i++)
    g_clear_pointer (&results[i], hub_db_rows_free);
  return FALSE;
}

const char *
hub_db_get_sqlstate (HubDb *self)
{
  return self->sqlstate;
}

const char *
hub_db_get_constraint (HubDb *self)
{
  return self->constraint;
}

/* ---- jobs ----------------------------------------------------------------------------------- */

static void
start_db (HubDb *self)
{
  self->tx = NULL;
  g_array_set_size (self->sent, 0);
  self->has_failed = FALSE;
  self->is_lost = FALSE;
  self->is_uncertain = FALSE;
  self->is_retryable = FALSE;
  self->sqlstate[0] = '\0';
  self->constraint = NULL;
}

/* The commit goes out with what is still queued; it may arrive without its answer. */
static gboolean
commit (HubDb *self, GError **error)
{
  const SimDbFaults *faults = self->pool->faults;
  gboolean is_writing = self->mode == HUB_DB_READ_WRITE;

  if (!flush (self, is_writing, error))
    return FALSE;
  if (self->tx == NULL)
    return TRUE;
  sim_fiber_sleep (sim_between (10, 600));
  if (self->is_lost)
    return fail_connection (self, is_writing, error);
  if (is_writing && self->tx->xid != 0 && happens (faults->failed_commit))
    return fail_sql (self, "commit", "40001", NULL, error);
  sim_trace ("commit %" G_GUINT64_FORMAT, self->tx->xid);
  sim_tx_commit (self->pool->model, self->tx);
  if (is_writing && self->tx->xid != 0 && happens (faults->lost_commit))
    return fail_connection (self, TRUE, error);
  return TRUE;
}

static gboolean
finish_db (HubDb *self, gboolean ok, GError **error)
{
  if (ok)
    ok = commit (self, error);
  if (!ok && self->tx != NULL)
    sim_tx_abort (self->pool->model, self->tx);
  self->tx = NULL;
  g_array_set_size (self->sent, 0);
  return ok;
}

static void begin_jobs (HubDbPool *self);

static void
answer (gpointer data)
{
  Job *job = data;
  HubDbPool *self = job->db.pool;

  if (self->is_dead)
    return;
  g_ptr_array_remove (self->running, job);
  begin_jobs (self);
  if (job->ok)
    g_task_return_pointer (job->task, job->data, NULL);
  else if (job->error != NULL)
    g_task_return_error (job->task, job->error);
  else
    g_task_return_new_error (job->task, CRM_ERROR, CRM_ERROR_INTERNAL, "the work failed silently");
  g_object_unref (job->task);
  g_array_unref (job->db.sent);
  g_free (job);
}

static void
run_job (gpointer data)
{
  Job *job = data;

  for (guint n_runs = 1;; n_runs++)
    {
      g_clear_error (&job->error);
      start_db (&job->db);
      job->ok = job->work (&job->db, job->data, &job->error);
      job->ok = finish_db (&job->db, job->ok, &job->error);
      if (job->ok || n_runs > MAX_RETRIES || job->db.is_uncertain ||
          !(job->db.is_retryable || job->db.is_lost))
        break;
      sim_fiber_sleep (sim_between (500, 5000) * n_runs);
    }
  job->fiber = NULL;
  sim_after (0, NULL, NULL, answer, job);
}

static void
begin_jobs (HubDbPool *self)
{
  while (self->running->len < self->n_connections && self->waiting.length > 0)
    {
      Job *job = g_queue_pop_head (&self->waiting);

      g_ptr_array_add (self->running, job);
      job->fiber = sim_fiber_start (sim_between (0, 500), run_job, job);
    }
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

  job->task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_task_data (job->task, data, data_free);
  job->work = work;
  job->data = data;
  job->db.pool = self;
  job->db.mode = mode;
  job->db.sent = g_array_new (FALSE, FALSE, sizeof (Sent));
  g_queue_push_tail (&self->waiting, job);
  begin_jobs (self);
}

gpointer
hub_db_pool_run_finish (HubDbPool *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* The start of a server: nobody else runs meanwhile. */
gboolean
hub_db_pool_run_sync (HubDbPool *self,
                      HubDbMode mode,
                      HubDbWork work,
                      gpointer data,
                      GError **error)
{
  static const SimDbFaults none;
  HubDb db = { .pool = self, .mode = mode, .sent = g_array_new (FALSE, FALSE, sizeof (Sent)) };
  const SimDbFaults *faults = self->faults;
  gboolean ok;

  self->faults = &none;
  start_db (&db);
  ok = work (&db, data, error);
  ok = finish_db (&db, ok, error);
  self->faults = faults;
  g_array_unref (db.sent);
  return ok;
}

/* ---- life ----------------------------------------------------------------------------------- */

HubDbPool *
sim_pool_new (SimDb *db, guint n_connections, const SimDbFaults *faults)
{
  HubDbPool *self = g_object_new (HUB_TYPE_DB_POOL, NULL);

  self->model = db;
  self->n_connections = n_connections;
  self->faults = faults;
  return self;
}

void
sim_pool_kill (HubDbPool *self)
{
  self->is_dead = TRUE;
  for (guint i = 0; i < self->running->len; i++)
    {
      Job *job = self->running->pdata[i];

      if (job->fiber != NULL)
        sim_fiber_kill (job->fiber);
      if (job->db.tx != NULL)
        sim_tx_abort (self->model, job->db.tx);
    }
}

void
sim_pool_break_connections (HubDbPool *self)
{
  for (guint i = 0; i < self->running->len; i++)
    ((Job *) self->running->pdata[i])->db.is_lost = TRUE;
}

/* ---- from outside --------------------------------------------------------------------------- */

SimResult *
sim_db_query (SimDb *db, const char *sql, const char *const *params)
{
  GHashTable *statements = get_statements (SIM_SLOT_TEXTS);
  SimRun run = { .db = db, .what = "simulator", .tx = sim_tx_new (db, FALSE) };
  SimValue values[32];
  SqlStatement *statement;
  SimResult *result;

  statement = g_hash_table_lookup (statements, sql);
  if (statement == NULL)
    {
      statement = read_sql ("simulator", sql);
      g_hash_table_insert (statements, g_strdup (sql), statement);
    }
  for (guint i = 0; params != NULL && params[i] != NULL; i++)
    values[run.n_params++] = *params[i] != '\0' ? sim_dup_text (params[i]) : sim_null;
  run.params = values;
  sim_tx_take_snapshot (db, run.tx);
  result = sim_run_statement (&run, statement);
  if (sim_run_has_failed (&run))
    {
      sim_trace ("simulator's own %s failed: %s", sql, run.sqlstate);
      sim_tx_abort (db, run.tx);
      return sim_result_new ();
    }
  sim_tx_commit (db, run.tx);
  return result;
}

const char *
sim_db_execute (SimDb *db, const char *sql, const char *const *params)
{
  SimResult *result = sim_db_query (db, sql, params);

  return result->rows->len > 0 ? sim_to_text (*(SimValue *) result->rows->pdata[0]) : NULL;
}
