/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Inserts, updates and deletes, as READ COMMITTED has them: who meets a row that somebody else is
 * changing waits for the end of that and looks again. */

#define G_LOG_DOMAIN "sim"

#include "tests/sim/sim-db.h"

#include <string.h>

typedef struct
{
  SimRun *run;
  SqlStatement *statement;
  SimTable *table;
  const char **names; /* of its columns */
  SimResult *result;  /* of returning */
} Change;

static const char **
list_names (SimTable *table)
{
  const char **names = g_new0 (const char *, table->columns->len + 1);

  for (guint i = 0; i < table->columns->len; i++)
    names[i] = ((SimColumn *) table->columns->pdata[i])->name;
  return names;
}

static guint
get_column (Change *change, const char *name)
{
  int column = sim_table_find_column (change->table, name);

  if (column < 0)
    sim_give_up ("%s: %s has no column %s", change->run->what, change->table->name, name);
  return (guint) column;
}

static SimValue
coerce (Change *change, guint column, SimValue value)
{
  SimColumn *definition = change->table->columns->pdata[column];

  return sim_cast (value, definition->type, definition->is_array, change->run->what);
}

/* ---- unique indexes ------------------------------------------------------------------------- */

static gboolean
make_index_key (Change *change, SimIndex *index, const SimValue *values, SimValue *keys)
{
  SimSource source = { change->table->name, change->table->columns->len, change->names, values,
                       NULL };
  SimScope scope = { .n = 1, .sources = &source };

  if (!sim_eval_condition (change->run, index->where, &scope))
    return FALSE;
  for (guint i = 0; i < index->exprs->len; i++)
    {
      keys[i] = sim_eval (change->run, index->exprs->pdata[i], &scope);
      if (keys[i].type == SIM_NULL)
        return FALSE;
    }
  return TRUE;
}

static gboolean
has_key (Change *change, SimIndex *index, const SimValue *values, const SimValue *keys)
{
  SimValue others[8];

  if (!make_index_key (change, index, values, others))
    return FALSE;
  for (guint i = 0; i < index->exprs->len; i++)
    if (sim_compare (keys[i], others[i]) != 0)
      return FALSE;
  return TRUE;
}

/* (nullable): the row that has the key of @values already; one that is being made or changed is
 * waited for. */
static SimChain *
find_twin (Change *change, SimIndex *index, const SimValue *values, SimChain *self)
{
  SimRun *run = change->run;
  SimValue keys[8];

  if (!make_index_key (change, index, values, keys))
    return NULL;
  for (guint i = 0; i < change->table->chains->len; i++)
    {
      SimChain *chain = change->table->chains->pdata[i];
      SimVersion *latest;

      if (chain == self || chain->newest == NULL ||
          !has_key (change, index, chain->newest->values, keys))
        continue;
      while (sim_chain_is_locked (chain, run->tx))
        {
          sim_tx_get_xid (run->db, run->tx);
          if (!sim_tx_wait (run->tx, chain->locker))
            {
              sim_run_fail (run, "40P01", NULL);
              return NULL;
            }
        }
      latest = sim_chain_get_latest (chain, run->tx);
      if (latest != NULL && has_key (change, index, latest->values, keys))
        return chain;
    }
  return NULL;
}

static SimChain *
find_any_twin (Change *change, const SimValue *values, SimChain *self, SimIndex **index)
{
  for (guint i = 0; i < change->table->indexes->len; i++)
    {
      SimChain *twin = find_twin (change, change->table->indexes->pdata[i], values, self);

      *index = change->table->indexes->pdata[i];
      if (twin != NULL || sim_run_has_failed (change->run))
        return twin;
    }
  return NULL;
}

/* ---- returning ------------------------------------------------------------------------------ */

static void
put_returning (Change *change, const SimScope *scope)
{
  GPtrArray *items = change->statement->returning;
  SimValue *values;

  if (items == NULL)
    return;
  values = (SimValue *) (gpointer) sim_alloc ((items->len + 1) * sizeof *values);
  for (guint i = 0; i < items->len; i++)
    {
      SqlItem *item = items->pdata[i];

      values[i] = sim_eval (change->run, item->expr, (SimScope *) scope);
      if (change->result->rows->len == 0)
        g_ptr_array_add (change->result->names,
                         (gpointer) (item->alias != NULL ? item->alias : item->expr->name));
    }
  g_ptr_array_add (change->result->rows, values);
}

static void
name_returning (Change *change)
{
  GPtrArray *items = change->statement->returning;

  for (guint i = 0; items != NULL && change->result->names->len < items->len; i++)
    {
      SqlItem *item = items->pdata[i];

      g_ptr_array_add (change->result->names,
                       (gpointer) (item->alias != NULL ? item->alias : item->expr->name));
    }
}

/* ---- set ------------------------------------------------------------------------------------ */

static SimValue *
make_updated (Change *change, const SimValue *before, SimScope *scope)
{
  guint n = change->table->columns->len;
  SimValue *values = (SimValue *) (gpointer) sim_alloc (n * sizeof *values);

  memcpy (values, before, n * sizeof *values);
  for (guint i = 0; i < change->statement->sets->len; i++)
    {
      SqlAssignment *set = change->statement->sets->pdata[i];
      SimValue value = sim_eval (change->run, set->value, scope);

      for (guint k = 0; k < set->columns->len; k++)
        {
          guint column = get_column (change, set->columns->pdata[k]);

          values[column] =
              coerce (change, column, set->columns->len > 1 ? value.a->values[k] : value);
        }
    }
  return values;
}

static void
update_chain (Change *change, SimChain *chain, SimValue *values)
{
  SimIndex *index = NULL;

  if (find_any_twin (change, values, chain, &index) != NULL)
    sim_run_fail (change->run, "23505", index->name);
  if (!sim_run_has_failed (change->run))
    sim_chain_update (change->run->db, change->table, chain, change->run->tx, values);
}

/* ---- insert --------------------------------------------------------------------------------- */

static void
settle_conflict (Change *change, SimChain *twin, const SimValue *wanted)
{
  SimRun *run = change->run;
  SimVersion *latest;
  SimSource sources[2] = {
    { change->statement->alias, change->table->columns->len, change->names, NULL, NULL },
    { "excluded", change->table->columns->len, change->names, wanted, NULL },
  };
  SimScope scope = { .n = 2, .sources = sources };

  if (!change->statement->does_update)
    return;
  if (!sim_chain_lock (run->db, twin, run->tx))
    {
      sim_run_fail (run, "40P01", NULL);
      return;
    }
  latest = sim_chain_get_latest (twin, run->tx);
  if (latest == NULL)
    return;
  sources[0].values = latest->values;
  if (!sim_eval_condition (run, change->statement->conflict_where, &scope))
    return;
  update_chain (change, twin, make_updated (change, latest->values, &scope));
  sources[0].values = twin->newest->values;
  put_returning (change, &scope);
}

static SimValue *
make_inserted (Change *change, const SimValue *given, guint n_given)
{
  guint n = change->table->columns->len;
  SimValue *values = (SimValue *) (gpointer) sim_alloc (n * sizeof *values);
  g_autofree gboolean *has = g_new0 (gboolean, n);
  SimScope empty = { 0 };

  for (guint i = 0; i < n_given; i++)
    {
      guint column = change->statement->columns != NULL
                         ? get_column (change, change->statement->columns->pdata[i])
                         : i;

      has[column] = TRUE;
      values[column] = coerce (change, column, given[i]);
    }
  for (guint i = 0; i < n; i++)
    if (!has[i])
      {
        SqlExpr *fallback = ((SimColumn *) change->table->columns->pdata[i])->fallback;

        values[i] = fallback != NULL ? coerce (change, i, sim_eval (change->run, fallback, &empty))
                                     : sim_null;
      }
  return values;
}

static void
insert_row (Change *change, SimValue *values)
{
  SimRun *run = change->run;
  SimIndex *index = NULL;
  SimChain *twin = find_any_twin (change, values, NULL, &index);
  SimSource source = { change->statement->alias, change->table->columns->len, change->names, values,
                       NULL };
  SimScope scope = { .n = 1, .sources = &source };

  if (sim_run_has_failed (run))
    return;
  if (twin != NULL && change->statement->has_conflict)
    settle_conflict (change, twin, values);
  else if (twin != NULL)
    sim_run_fail (run, "23505", index->name);
  else
    {
      sim_table_insert (run->db, change->table, run->tx, values);
      put_returning (change, &scope);
    }
}

static void
run_insert (Change *change)
{
  SimResult *rows = sim_run_select (change->run, change->statement->select, NULL);

  for (guint i = 0; i < rows->rows->len && !sim_run_has_failed (change->run); i++)
    {
      SimValue *values = make_inserted (change, rows->rows->pdata[i], rows->names->len);

      if (!sim_run_has_failed (change->run))
        insert_row (change, values);
    }
}

/* ---- update and delete ---------------------------------------------------------------------- */

/* "select * from T, FROM where …" with the places of the rows. */
typedef struct
{
  GPtrArray *chains;
  GPtrArray *sources; /* (element-type SimSource): arrays of 1 + from */
} Matches;

static void
match_rows (Change *change, SimSource *sources, guint at, Matches *matches)
{
  GPtrArray *from = change->statement->from;
  SimScope scope = { .n = at, .sources = sources };
  SimResult *result;
  SqlFrom *source;
  SqlSelect all = { 0 };

  if (at > from->len)
    {
      if (sim_eval_condition (change->run, change->statement->where, &scope))
        {
          g_ptr_array_add (matches->chains, sources[0].chain);
          g_ptr_array_add (matches->sources, g_memdup2 (sources, at * sizeof *sources));
        }
      return;
    }
  source = from->pdata[at - 1];
  all.items = g_ptr_array_new ();
  all.from = g_ptr_array_new ();
  g_ptr_array_add (all.from, source);
  {
    SqlItem star = { sql_expr_new (SQL_STAR), NULL };

    g_ptr_array_add (all.items, &star);
    result = sim_run_select (change->run, &all, NULL);
  }
  sources[at] = (SimSource){ source->alias, result->names->len,
                             (const char *const *) result->names->pdata, NULL, NULL };
  for (guint i = 0; i < result->rows->len; i++)
    {
      sources[at].values = result->rows->pdata[i];
      match_rows (change, sources, at + 1, matches);
    }
}

static void
find_matches (Change *change, Matches *matches)
{
  SimSource *sources = g_new0 (SimSource, change->statement->from->len + 1);

  sources[0] = (SimSource){ change->statement->alias, change->table->columns->len, change->names,
                            NULL, NULL };
  for (guint i = 0; i < change->table->chains->len; i++)
    {
      SimChain *chain = change->table->chains->pdata[i];
      SimVersion *version = sim_chain_see (chain, change->run->tx);

      if (version == NULL)
        continue;
      sources[0].values = version->values;
      sources[0].chain = chain;
      match_rows (change, sources, 1, matches);
    }
}

static void
change_row (Change *change, SimChain *chain, SimSource *sources)
{
  SimRun *run = change->run;
  SimScope scope = { .n = change->statement->from->len + 1, .sources = sources };
  SimVersion *latest;

  if (!sim_chain_lock (run->db, chain, run->tx))
    {
      sim_run_fail (run, "40P01", NULL);
      return;
    }
  latest = sim_chain_get_latest (chain, run->tx);
  if (latest == NULL)
    return;
  if (latest->values != sources[0].values)
    {
      sources[0].values = latest->values;
      if (!sim_eval_condition (run, change->statement->where, &scope))
        return;
    }
  if (change->statement->kind == SQL_STATEMENT_DELETE)
    sim_chain_delete (run->db, change->table, chain, run->tx);
  else
    {
      SimValue *values = make_updated (change, latest->values, &scope);

      if (!sim_run_has_failed (run))
        update_chain (change, chain, values);
      sources[0].values = values;
    }
  put_returning (change, &scope);
}

static void
run_changes (Change *change)
{
  Matches matches = { g_ptr_array_new (), g_ptr_array_new () };

  find_matches (change, &matches);
  for (guint i = 0; i < matches.chains->len && !sim_run_has_failed (change->run); i++)
    change_row (change, matches.chains->pdata[i], matches.sources->pdata[i]);
}

SimResult *
sim_run_statement (SimRun *run, SqlStatement *statement)
{
  Change change = { .run = run, .statement = statement, .result = sim_result_new () };

  if (statement->kind == SQL_STATEMENT_SELECT)
    return sim_run_select (run, statement->select, NULL);

  sim_run_ctes (run, statement->ctes);
  change.table = sim_db_find_table (run->db, statement->table);
  if (change.table == NULL)
    sim_give_up ("%s: there is no table %s", run->what, statement->table);
  change.names = list_names (change.table);
  if (statement->kind == SQL_STATEMENT_INSERT)
    run_insert (&change);
  else
    run_changes (&change);
  name_returning (&change);
  return change.result;
}
