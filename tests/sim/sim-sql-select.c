/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Selects: nested loops over what is visible, then groups, order, limits, and locks. */

#define G_LOG_DOMAIN "sim"

#include "tests/sim/sim-db.h"

#include <string.h>

/* A row on its way to the result. */
typedef struct
{
  SimValue *values;
  SimValue *keys; /* (nullable): of the order */
  SimSource *sources;
  guint n; /* its place, so that equal rows stay in order */
} Row;

typedef struct
{
  SimRun *run;
  SqlSelect *select;
  SimScope *scope;
  SimSource *sources;
  GPtrArray *rows; /* (element-type Row) */
  SimResult *result;
} Job;

static void scan (Job *job, guint at);

/* ---- the sources ---------------------------------------------------------------------------- */

static void
name_source (Job *job, guint at, GPtrArray *names)
{
  SqlFrom *from = job->select->from->pdata[at];
  SimSource *source = &job->sources[at];
  const char **list = g_new0 (const char *, names->len + 1);

  for (guint i = 0; i < names->len; i++)
    list[i] = from->columns != NULL && i < from->columns->len ? from->columns->pdata[i]
              : from->call != NULL && names->len == 1         ? from->alias
                                                              : names->pdata[i];
  source->alias = from->alias;
  source->n_columns = names->len;
  source->names = list;
}

static void
name_table (SimSource *source, const SqlFrom *from, SimTable *table)
{
  guint n = table->columns->len;

  if (table->names == NULL)
    {
      table->names = g_new (const char *, n + 1);
      for (guint i = 0; i < n; i++)
        table->names[i] = ((SimColumn *) table->columns->pdata[i])->name;
    }
  source->alias = from->alias;
  source->n_columns = n;
  source->names = table->names;
}

static gboolean
take_source_row (Job *job, guint at, const SimValue *values, SimChain *chain)
{
  SqlFrom *from = job->select->from->pdata[at];

  job->sources[at].values = values;
  job->sources[at].chain = chain;
  job->scope->n = at + 1;
  if (from->on != NULL && !sim_eval_condition (job->run, from->on, job->scope))
    return FALSE;
  scan (job, at + 1);
  return TRUE;
}

static gboolean
scan_table (Job *job, guint at, SimTable *table)
{
  gboolean has_any = FALSE;
  guint n = table->chains->len;

  if (job->sources[at].names == NULL)
    name_table (&job->sources[at], job->select->from->pdata[at], table);
  for (guint i = 0; i < n && !sim_run_has_failed (job->run); i++)
    {
      SimChain *chain = table->chains->pdata[i];
      SimVersion *version = sim_chain_see (chain, job->run->tx);

      if (version != NULL)
        has_any |= take_source_row (job, at, version->values, chain);
    }
  return has_any;
}

static gboolean
scan_result (Job *job, guint at, SimResult *result)
{
  gboolean has_any = FALSE;

  name_source (job, at, result->names);
  for (guint i = 0; i < result->rows->len; i++)
    has_any |= take_source_row (job, at, result->rows->pdata[i], NULL);
  return has_any;
}

static gboolean
scan_source (Job *job, guint at)
{
  SqlFrom *from = job->select->from->pdata[at];
  SimResult *cte;
  SimTable *table;

  if (from->select != NULL)
    return scan_result (job, at, sim_run_select (job->run, from->select, job->scope));
  if (from->call != NULL)
    return scan_result (job, at, sim_call_set (job->run, from->call, job->scope));

  cte = job->run->ctes != NULL ? g_hash_table_lookup (job->run->ctes, from->table) : NULL;
  if (cte != NULL)
    return scan_result (job, at, cte);
  table = sim_db_find_table (job->run->db, from->table);
  if (table == NULL)
    sim_give_up ("%s: the model of the database has no table %s", job->run->what, from->table);
  return scan_table (job, at, table);
}

static void
keep_row (Job *job)
{
  guint n = job->select->from->len;
  Row *row = (Row *) (gpointer) sim_alloc (sizeof *row);

  row->values = NULL;
  row->keys = NULL;
  row->n = job->rows->len;
  row->sources = (SimSource *) (gpointer) sim_alloc ((n + 1) * sizeof *row->sources);
  if (n > 0)
    memcpy (row->sources, job->sources, n * sizeof *row->sources);
  g_ptr_array_add (job->rows, row);
}

static void
scan (Job *job, guint at)
{
  SqlFrom *from;

  job->scope->n = at;
  if (at == job->select->from->len)
    {
      if (sim_eval_condition (job->run, job->select->where, job->scope))
        keep_row (job);
      return;
    }
  from = job->select->from->pdata[at];
  if (!scan_source (job, at) && from->join == SQL_JOIN_LEFT)
    {
      job->sources[at].values = NULL;
      job->sources[at].chain = NULL;
      scan (job, at + 1);
    }
}

static void
look_at_items (SqlSelect *select)
{
  if (select->is_known)
    return;
  select->is_known = TRUE;
  select->is_grouped = select->group_by != NULL;
  for (guint i = 0; select->items != NULL && i < select->items->len; i++)
    {
      SqlExpr *expr = ((SqlItem *) select->items->pdata[i])->expr;

      select->is_grouped |= sim_has_aggregate (expr);
      select->has_star |= expr->kind == SQL_STAR;
    }
}

/* Nothing is in one of the tables that all rows need: most kinds have none in most worlds. */
static gboolean
is_empty (SimRun *run, SqlSelect *select)
{
  look_at_items (select);
  if (select->values != NULL || select->set_op != SQL_SET_NONE || select->ctes != NULL ||
      select->is_grouped || select->has_star)
    return FALSE;
  for (guint i = 0; i < select->from->len; i++)
    {
      SqlFrom *from = select->from->pdata[i];
      SimTable *table = from->table != NULL ? sim_db_find_table (run->db, from->table) : NULL;

      if (from->join != SQL_JOIN_LEFT &&
          ((from->select != NULL && is_empty (run, from->select)) ||
           (table != NULL && table->chains->len == 0 &&
            (run->ctes == NULL || !g_hash_table_contains (run->ctes, from->table)))))
        return TRUE;
    }
  return FALSE;
}

/* ---- rows to results ------------------------------------------------------------------------ */

static guint
count_star (const SimScope *scope, SqlExpr *expr)
{
  guint n = 0;

  for (guint i = 0; i < scope->n; i++)
    if (expr->qualifier == NULL || g_strcmp0 (expr->qualifier, scope->sources[i].alias) == 0)
      n += scope->sources[i].n_columns;
  return n;
}

static guint
put_star (const SimScope *scope, SqlExpr *expr, SimValue *values, GPtrArray *names)
{
  guint n = 0;

  for (guint i = 0; i < scope->n; i++)
    {
      const SimSource *source = &scope->sources[i];

      if (expr->qualifier != NULL && g_strcmp0 (expr->qualifier, source->alias) != 0)
        continue;
      for (guint j = 0; j < source->n_columns; j++)
        {
          if (names != NULL)
            g_ptr_array_add (names, (gpointer) source->names[j]);
          if (values != NULL)
            values[n] = source->values != NULL ? source->values[j] : sim_null;
          n++;
        }
    }
  return n;
}

static const char *
name_item (SqlItem *item)
{
  if (item->alias != NULL)
    return item->alias;
  if (item->expr->kind == SQL_COLUMN || item->expr->kind == SQL_CALL)
    return item->expr->name;
  return "?column?";
}

static void
name_items (Job *job)
{
  for (guint i = 0; i < job->select->items->len; i++)
    {
      SqlItem *item = job->select->items->pdata[i];

      if (item->expr->kind == SQL_STAR)
        put_star (job->scope, item->expr, NULL, job->result->names);
      else
        g_ptr_array_add (job->result->names, (gpointer) name_item (item));
    }
}

static SimValue *
make_values (Job *job)
{
  GPtrArray *items = job->select->items;
  guint n = 0;
  SimValue *values;

  for (guint i = 0; i < items->len; i++)
    {
      SqlExpr *expr = ((SqlItem *) items->pdata[i])->expr;

      n += expr->kind == SQL_STAR ? count_star (job->scope, expr) : 1;
    }
  values = (SimValue *) (gpointer) sim_alloc ((n + 1) * sizeof *values);
  n = 0;
  for (guint i = 0; i < items->len; i++)
    {
      SqlExpr *expr = ((SqlItem *) items->pdata[i])->expr;

      if (expr->kind == SQL_STAR)
        n += put_star (job->scope, expr, values + n, NULL);
      else
        values[n++] = sim_eval (job->run, expr, job->scope);
    }
  return values;
}

/* A name of the result, its number, or anything of the row. */
static SimValue
make_key (Job *job, SqlExpr *expr, const SimValue *values)
{
  if (expr->kind == SQL_LITERAL && expr->value.type == SIM_INT)
    return values[expr->value.i - 1];
  if (expr->kind == SQL_COLUMN && expr->qualifier == NULL)
    for (guint i = 0; i < job->result->names->len; i++)
      if (strcmp (job->result->names->pdata[i], expr->name) == 0)
        return values[i];
  return sim_eval (job->run, expr, job->scope);
}

static void
make_keys (Job *job, Row *row)
{
  GPtrArray *order = job->select->order;

  if (order == NULL)
    return;
  row->keys = (SimValue *) (gpointer) sim_alloc (order->len * sizeof *row->keys);
  for (guint i = 0; i < order->len; i++)
    row->keys[i] = make_key (job, ((SqlOrder *) order->pdata[i])->expr, row->values);
}

static void
make_rows (Job *job)
{
  job->scope->n = job->select->from->len;
  for (guint i = 0; i < job->rows->len; i++)
    {
      Row *row = job->rows->pdata[i];

      job->scope->sources = row->sources;
      row->values = make_values (job);
      make_keys (job, row);
    }
}

/* ---- groups --------------------------------------------------------------------------------- */

static gboolean
is_same_group (Job *job, SimSource *a, SimSource *b)
{
  GPtrArray *by = job->select->group_by;

  for (guint i = 0; by != NULL && i < by->len; i++)
    {
      SimValue x, y;

      job->scope->sources = a;
      x = sim_eval (job->run, by->pdata[i], job->scope);
      job->scope->sources = b;
      y = sim_eval (job->run, by->pdata[i], job->scope);
      if (sim_compare (x, y) != 0)
        return FALSE;
    }
  return TRUE;
}

static void
add_to_group (Job *job, GPtrArray *groups, SimSource *sources)
{
  GPtrArray *group;

  for (guint i = 0; i < groups->len; i++)
    {
      group = groups->pdata[i];
      if (is_same_group (job, group->pdata[0], sources))
        {
          g_ptr_array_add (group, sources);
          return;
        }
    }
  group = g_ptr_array_new ();
  g_ptr_array_add (group, sources);
  g_ptr_array_add (groups, group);
}

static void
group_rows (Job *job)
{
  g_autoptr (GPtrArray) groups =
      g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  GPtrArray *rows = job->rows;

  job->scope->n = job->select->from->len;
  for (guint i = 0; i < rows->len; i++)
    add_to_group (job, groups, ((Row *) rows->pdata[i])->sources);
  if (groups->len == 0 && job->select->group_by == NULL)
    g_ptr_array_add (groups, g_ptr_array_new ());

  job->rows = g_ptr_array_new ();
  for (guint i = 0; i < groups->len; i++)
    {
      GPtrArray *group = groups->pdata[i];

      job->scope->sources = group->len > 0 ? group->pdata[0] : job->sources;
      job->scope->group = group;
      if (sim_eval_condition (job->run, job->select->having, job->scope))
        {
          Row *row = (Row *) (gpointer) sim_alloc (sizeof *row);

          row->n = i;
          row->sources = job->scope->sources;
          row->keys = NULL;
          row->values = make_values (job);
          make_keys (job, row);
          g_ptr_array_add (job->rows, row);
        }
      job->scope->group = NULL;
    }
  g_ptr_array_unref (rows);
}

/* ---- order, distinct, limit ----------------------------------------------------------------- */

static int
compare_rows (gconstpointer a, gconstpointer b, gpointer data)
{
  const Row *x = *(Row *const *) a, *y = *(Row *const *) b;
  GPtrArray *order = data;

  for (guint i = 0; i < order->len; i++)
    {
      int result = sim_compare (x->keys[i], y->keys[i]);

      if (result != 0)
        return ((SqlOrder *) order->pdata[i])->is_descending ? -result : result;
    }
  return (x->n > y->n) - (x->n < y->n);
}

static gboolean
is_equal (const SimValue *a, const SimValue *b, guint n)
{
  for (guint i = 0; i < n; i++)
    if (sim_compare (a[i], b[i]) != 0)
      return FALSE;
  return TRUE;
}

static gboolean
holds (GPtrArray *rows, guint n_rows, const SimValue *values, guint n)
{
  for (guint i = 0; i < n_rows; i++)
    if (is_equal (rows->pdata[i], values, n))
      return TRUE;
  return FALSE;
}

static void
remove_twins (SimResult *result)
{
  guint n = 0;

  for (guint i = 0; i < result->rows->len; i++)
    if (!holds (result->rows, n, result->rows->pdata[i], result->names->len))
      result->rows->pdata[n++] = result->rows->pdata[i];
  g_ptr_array_set_size (result->rows, (int) n);
}

static gint64
eval_limit (Job *job, SqlExpr *expr, gint64 otherwise)
{
  SimValue value = expr != NULL ? sim_eval (job->run, expr, job->scope->outer) : sim_null;

  return value.type == SIM_NULL ? otherwise : value.i;
}

/* "distinct on" keeps the first of those that are equal. */
static gboolean
is_repeated (Job *job, guint at)
{
  GPtrArray *on = job->select->distinct_on;

  for (guint i = 0; on != NULL && i < at; i++)
    {
      gboolean is_same = TRUE;

      for (guint k = 0; k < on->len && is_same; k++)
        is_same = sim_compare (((Row *) job->rows->pdata[i])->keys[k],
                               ((Row *) job->rows->pdata[at])->keys[k]) == 0;
      if (is_same)
        return TRUE;
    }
  return FALSE;
}

/* Locked in the order of the result; a row that changed meanwhile is looked at again. */
static gboolean
lock_row (Job *job, Row *row)
{
  SimRun *run = job->run;

  for (guint i = 0; i < job->select->from->len; i++)
    {
      SimChain *chain = row->sources[i].chain;
      SimVersion *latest;

      if (chain == NULL)
        continue;
      if (job->select->skips_locked && sim_chain_is_locked (chain, run->tx))
        return FALSE;
      if (!sim_chain_lock (run->db, chain, run->tx))
        return sim_run_fail (run, "40P01", NULL);
      latest = sim_chain_get_latest (chain, run->tx);
      if (latest == NULL)
        return FALSE;
      if (latest->values == row->sources[i].values)
        continue;
      row->sources[i].values = latest->values;
    }
  job->scope->sources = row->sources;
  if (!sim_eval_condition (run, job->select->where, job->scope))
    return FALSE;
  row->values = make_values (job);
  return TRUE;
}

static void
finish (Job *job)
{
  SqlSelect *select = job->select;
  gint64 limit = eval_limit (job, select->limit, G_MAXINT64);
  gint64 offset = eval_limit (job, select->offset, 0);

  if (select->order != NULL)
    g_ptr_array_sort_with_data (job->rows, compare_rows, select->order);
  for (guint i = 0; i < job->rows->len && (gint64) job->result->rows->len < limit; i++)
    {
      Row *row = job->rows->pdata[i];

      if ((gint64) i < offset || is_repeated (job, i) ||
          (select->is_locking && !lock_row (job, row)))
        continue;
      g_ptr_array_add (job->result->rows, row->values);
      if (select->is_distinct)
        remove_twins (job->result);
    }
}

/* ---- the whole ------------------------------------------------------------------------------ */

static SimResult *
run_values (SimRun *run, SqlSelect *select, SimScope *outer)
{
  SimResult *self = sim_result_new ();

  for (guint i = 0; i < select->values->len; i++)
    {
      GPtrArray *exprs = select->values->pdata[i];
      SimValue *values = (SimValue *) (gpointer) sim_alloc (exprs->len * sizeof *values);

      for (guint j = 0; j < exprs->len; j++)
        {
          values[j] = sim_eval (run, exprs->pdata[j], outer);
          if (i == 0)
            {
              g_autofree char *name = g_strdup_printf ("column%u", j + 1);

              g_ptr_array_add (self->names, (gpointer) g_intern_string (name));
            }
        }
      g_ptr_array_add (self->rows, values);
    }
  return self;
}

static SimResult *
combine (SimRun *run, SqlSelect *select, SimScope *outer)
{
  SimResult *left = sim_run_select (run, select->left, outer);
  SimResult *right = sim_run_select (run, select->right, outer);
  SimResult *self = sim_result_new ();
  guint n = left->names->len;

  self->names = left->names;
  for (guint i = 0; i < left->rows->len; i++)
    {
      gboolean is_both = select->set_op >= SQL_INTERSECT &&
                         holds (right->rows, right->rows->len, left->rows->pdata[i], n);

      if (select->set_op < SQL_INTERSECT || is_both == (select->set_op == SQL_INTERSECT))
        g_ptr_array_add (self->rows, left->rows->pdata[i]);
    }
  for (guint i = 0; select->set_op < SQL_INTERSECT && i < right->rows->len; i++)
    g_ptr_array_add (self->rows, right->rows->pdata[i]);
  if (select->set_op != SQL_UNION_ALL)
    remove_twins (self);
  return self;
}

/* What stands around a union or a list of values: order and limit by the names of the result. */
static SimResult *
order_result (SimRun *run, SqlSelect *select, SimScope *outer, SimResult *inner)
{
  SimScope scope = { .outer = outer };
  Job job = { run, select, &scope, NULL, g_ptr_array_new (), sim_result_new () };

  if (select->order == NULL && select->limit == NULL && select->offset == NULL)
    return inner;
  job.result->names = inner->names;
  for (guint i = 0; i < inner->rows->len; i++)
    {
      Row *row = (Row *) (gpointer) sim_alloc (sizeof *row);

      row->values = inner->rows->pdata[i];
      row->n = i;
      row->keys = NULL;
      make_keys (&job, row);
      g_ptr_array_add (job.rows, row);
    }
  finish (&job);
  g_ptr_array_unref (job.rows);
  return job.result;
}

void
sim_run_ctes (SimRun *run, GPtrArray *ctes)
{
  for (guint i = 0; ctes != NULL && i < ctes->len; i++)
    {
      SqlCte *cte = ctes->pdata[i];
      SimResult *result = sim_run_statement (run, cte->statement);

      if (run->ctes == NULL)
        run->ctes = g_hash_table_new (g_str_hash, g_str_equal);
      if (result != NULL && cte->columns != NULL)
        result->names = cte->columns;
      if (result != NULL)
        g_hash_table_insert (run->ctes, (gpointer) cte->name, result);
    }
}

SimResult *
sim_run_select (SimRun *run, SqlSelect *select, SimScope *outer)
{
  SimScope scope = { .outer = outer };
  Job job = { run, select, &scope, NULL, NULL, NULL };
  g_autofree SimSource *sources = NULL;

  sim_run_ctes (run, select->ctes);
  if (select->values != NULL)
    return order_result (run, select, outer, run_values (run, select, outer));
  if (select->set_op != SQL_SET_NONE)
    return order_result (run, select, outer, combine (run, select, outer));

  job.result = sim_result_new ();
  if (is_empty (run, select))
    {
      name_items (&job);
      return job.result;
    }
  job.sources = sources = g_new0 (SimSource, select->from->len + 1);
  job.rows = g_ptr_array_new ();
  scope.sources = job.sources;
  scan (&job, 0);
  scope.n = select->from->len;
  scope.sources = job.sources;
  name_items (&job);
  if (select->is_grouped)
    group_rows (&job);
  else
    make_rows (&job);
  scope.sources = job.sources;
  finish (&job);
  g_ptr_array_unref (job.rows);
  return job.result;
}
