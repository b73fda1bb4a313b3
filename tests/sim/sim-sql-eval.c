/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What an expression is for the rows at hand. */

#define G_LOG_DOMAIN "sim"

#include "tests/sim/sim-db.h"

#include <string.h>

gboolean
sim_run_fail (SimRun *run, const char *sqlstate, const char *constraint)
{
  if (*run->sqlstate == '\0')
    {
      g_strlcpy (run->sqlstate, sqlstate, sizeof run->sqlstate);
      run->constraint = constraint;
    }
  return FALSE;
}

gboolean
sim_run_has_failed (SimRun *run)
{
  return *run->sqlstate != '\0';
}

/* ---- columns -------------------------------------------------------------------------------- */

static gboolean
find_in_source (const SimSource *source, SqlExpr *expr)
{
  if (expr->qualifier != NULL && g_strcmp0 (expr->qualifier, source->alias) != 0)
    return FALSE;
  for (guint i = 0; i < source->n_columns; i++)
    if (strcmp (source->names[i], expr->name) == 0)
      {
        expr->column = i;
        return TRUE;
      }
  return FALSE;
}

static void
resolve (SimRun *run, SqlExpr *expr, SimScope *scope)
{
  guint depth = 0;

  for (SimScope *at = scope; at != NULL; at = at->outer, depth++)
    for (guint i = 0; i < at->n; i++)
      if (find_in_source (&at->sources[i], expr))
        {
          expr->depth = depth;
          expr->source = i;
          expr->is_resolved = TRUE;
          return;
        }
  sim_give_up ("%s: the model of the database finds no column %s%s%s", run->what,
               expr->qualifier != NULL ? expr->qualifier : "", expr->qualifier != NULL ? "." : "",
               expr->name);
}

static SimValue
eval_column (SimRun *run, SqlExpr *expr, SimScope *scope)
{
  const SimSource *source;

  if (!expr->is_resolved)
    resolve (run, expr, scope);
  for (guint i = 0; i < expr->depth; i++)
    scope = scope->outer;
  source = &scope->sources[expr->source];
  return source->values != NULL ? source->values[expr->column] : sim_null;
}

/* ---- logic ---------------------------------------------------------------------------------- */

/* @stop: the value that decides. */
static SimValue
eval_logic (SimRun *run, SqlExpr *expr, SimScope *scope, gboolean stop)
{
  gboolean has_null = FALSE;

  for (guint i = 0; i < expr->args->len; i++)
    {
      SimValue value = sim_eval (run, expr->args->pdata[i], scope);

      if (value.type == SIM_NULL)
        has_null = TRUE;
      else if (sim_is_true (value) == stop)
        return sim_bool (stop);
    }
  return has_null ? sim_null : sim_bool (!stop);
}

static SimValue
eval_is (SimRun *run, SqlExpr *expr, SimScope *scope)
{
  SimValue value = sim_eval (run, expr->args->pdata[0], scope);
  gboolean is;

  if (strcmp (expr->name, "distinct") == 0)
    is = sim_compare (value, sim_eval (run, expr->args->pdata[1], scope)) != 0;
  else if (strcmp (expr->name, "null") == 0)
    is = value.type == SIM_NULL;
  else
    is = value.type != SIM_NULL && sim_is_true (value) == (*expr->name == 't');
  return sim_bool (is != expr->is_negated);
}

/* "(a, b) in (select …)": all columns of the row. */
static gboolean
is_row (SimValue value, const SimResult *result, const SimValue *row)
{
  if (value.type == SIM_ROW)
    return sim_compare (value, sim_array (result->names->len, row)) == 0;
  return sim_compare (value, *row) == 0;
}

static SimValue
eval_in (SimRun *run, SqlExpr *expr, SimScope *scope)
{
  SimValue value = sim_eval (run, expr->args->pdata[0], scope);
  gboolean has_null = FALSE;

  if (value.type == SIM_NULL)
    return sim_null;
  if (expr->select != NULL)
    {
      SimResult *result = sim_run_select (run, expr->select, scope);

      for (guint i = 0; i < result->rows->len; i++)
        if (is_row (value, result, result->rows->pdata[i]))
          return sim_bool (TRUE);
      return sim_bool (FALSE);
    }
  for (guint i = 1; i < expr->args->len; i++)
    {
      SimValue other = sim_eval (run, expr->args->pdata[i], scope);

      if (other.type == SIM_NULL)
        has_null = TRUE;
      else if (sim_compare (value, other) == 0)
        return sim_bool (TRUE);
    }
  return has_null ? sim_null : sim_bool (FALSE);
}

static SimValue
eval_any (SimRun *run, SqlExpr *expr, SimScope *scope)
{
  SimValue value = sim_eval (run, expr->args->pdata[0], scope);
  SimValue list = sim_eval (run, expr->args->pdata[1], scope);

  if (value.type == SIM_NULL || list.type == SIM_NULL)
    return sim_null;
  if (list.type == SIM_TEXT)
    list = sim_cast (list, "text", TRUE, run->what);
  for (guint i = 0; i < list.a->n; i++)
    if (sim_is_true (sim_op_apply (expr->operator_code, value, list.a->values[i])))
      return sim_bool (TRUE);
  return sim_bool (FALSE);
}

static SimValue
eval_case (SimRun *run, SqlExpr *expr, SimScope *scope)
{
  SimValue operand = expr->operand != NULL ? sim_eval (run, expr->operand, scope) : sim_null;
  guint i;

  for (i = 0; i + 1 < expr->args->len; i += 2)
    {
      SimValue test = sim_eval (run, expr->args->pdata[i], scope);

      if (expr->operand != NULL ? operand.type != SIM_NULL && test.type != SIM_NULL &&
                                      sim_compare (operand, test) == 0
                                : sim_is_true (test))
        return sim_eval (run, expr->args->pdata[i + 1], scope);
    }
  return i < expr->args->len ? sim_eval (run, expr->args->pdata[i], scope) : sim_null;
}

/* ---- selects inside ------------------------------------------------------------------------- */

static SimValue
eval_scalar (SimRun *run, SqlExpr *expr, SimScope *scope)
{
  SimResult *result = sim_run_select (run, expr->select, scope);

  if (result->rows->len == 0)
    return sim_null;
  if (result->rows->len > 1)
    sim_run_fail (run, "21000", NULL);
  return *(SimValue *) result->rows->pdata[0];
}

static SimValue
eval_array_select (SimRun *run, SqlExpr *expr, SimScope *scope)
{
  SimResult *result = sim_run_select (run, expr->select, scope);
  g_autofree SimValue *values = g_new (SimValue, result->rows->len + 1);

  for (guint i = 0; i < result->rows->len; i++)
    values[i] = *(SimValue *) result->rows->pdata[i];
  return sim_array (result->rows->len, values);
}

static SimValue
eval_list (SimRun *run, SqlExpr *expr, SimScope *scope, SimType type)
{
  g_autofree SimValue *values = g_new (SimValue, expr->args->len + 1);
  SimValue list;

  for (guint i = 0; i < expr->args->len; i++)
    values[i] = sim_eval (run, expr->args->pdata[i], scope);
  list = sim_array (expr->args->len, values);
  list.type = type;
  return list;
}

static SimValue
eval_select (SimRun *run, SqlExpr *expr, SimScope *scope)
{
  switch (expr->kind)
    {
    case SQL_EXISTS:
      return sim_bool (sim_run_select (run, expr->select, scope)->rows->len > 0);
    case SQL_SELECT:
      return eval_scalar (run, expr, scope);
    default:
      return eval_array_select (run, expr, scope);
    }
}

static SimValue
eval_param (SimRun *run, SqlExpr *expr)
{
  if (expr->number == 0 || expr->number > run->n_params)
    sim_give_up ("%s: there is no $%u", run->what, expr->number);
  return run->params[expr->number - 1];
}

static SimValue
eval_not (SimRun *run, SqlExpr *expr, SimScope *scope)
{
  SimValue value = sim_eval (run, expr->args->pdata[0], scope);

  return value.type == SIM_NULL ? value : sim_bool (!sim_is_true (value));
}

/* A row with a null is unknown to an operator, unless what comes before decides. */
static SimValue
eval_binary (SimRun *run, SqlExpr *expr, SimScope *scope)
{
  SimValue first = sim_eval (run, expr->args->pdata[0], scope);
  SimValue second = sim_eval (run, expr->args->pdata[1], scope);

  return sim_op_apply (expr->operator_code, first, second);
}

SimValue
sim_eval (SimRun *run, SqlExpr *expr, SimScope *scope)
{
  switch (expr->kind)
    {
    case SQL_LITERAL:
      return expr->value;
    case SQL_PARAM:
      return eval_param (run, expr);
    case SQL_COLUMN:
      return eval_column (run, expr, scope);
    case SQL_NOT:
      return eval_not (run, expr, scope);
    case SQL_AND:
      return eval_logic (run, expr, scope, FALSE);
    case SQL_OR:
      return eval_logic (run, expr, scope, TRUE);
    case SQL_BINARY:
      return eval_binary (run, expr, scope);
    case SQL_IS:
      return eval_is (run, expr, scope);
    case SQL_IN:
      return eval_in (run, expr, scope);
    case SQL_ANY:
      return eval_any (run, expr, scope);
    case SQL_CASE:
      return eval_case (run, expr, scope);
    case SQL_CALL:
      return sim_call (run, expr, scope);
    case SQL_CAST:
      return sim_cast (sim_eval (run, expr->args->pdata[0], scope), expr->name, expr->is_array,
                       run->what);
    case SQL_ROW:
      return eval_list (run, expr, scope, SIM_ROW);
    case SQL_ARRAY:
      return eval_list (run, expr, scope, SIM_ARRAY);
    case SQL_EXISTS:
    case SQL_SELECT:
    case SQL_ARRAY_SELECT:
      return eval_select (run, expr, scope);
    case SQL_STAR:
    default:
      sim_give_up ("%s: a star where none can be", run->what);
    }
}

gboolean
sim_eval_condition (SimRun *run, SqlExpr *expr, SimScope *scope)
{
  return expr == NULL || sim_is_true (sim_eval (run, expr, scope));
}
