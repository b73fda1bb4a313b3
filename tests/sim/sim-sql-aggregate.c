/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Aggregates over the rows of a group. */

#define G_LOG_DOMAIN "sim"

#include "tests/sim/sim-db.h"

#include <string.h>

static gboolean
is_aggregate_name (const char *name)
{
  static const char *const names[] = { "count",    "sum",       "min",       "max",
                                       "bool_or",  "bool_and",  "bit_xor",   "string_agg",
                                       "json_agg", "jsonb_agg", "array_agg", NULL };

  return g_strv_contains (names, name);
}

gboolean
sim_is_aggregate (SqlExpr *expr)
{
  return expr->kind == SQL_CALL && is_aggregate_name (expr->name);
}

gboolean
sim_has_aggregate (SqlExpr *expr)
{
  if (sim_is_aggregate (expr))
    return TRUE;
  if (expr->operand != NULL && expr->kind == SQL_CASE && sim_has_aggregate (expr->operand))
    return TRUE;
  for (guint i = 0; i < expr->args->len; i++)
    if (sim_has_aggregate (expr->args->pdata[i]))
      return TRUE;
  return FALSE;
}

static int
compare_members (gconstpointer a, gconstpointer b, gpointer data)
{
  const SimValue *x = a, *y = b;

  return sim_compare (x[1], y[1]);
}

static SimValue
make_member_key (SimRun *run, SqlExpr *expr, SimScope *scope, SimValue value)
{
  SimValue keys[4];
  guint n = expr->order != NULL ? expr->order->len : 0;

  for (guint i = 0; i < n; i++)
    keys[i] = sim_eval (run, ((SqlOrder *) expr->order->pdata[i])->expr, scope);
  return n > 0 ? sim_array (n, keys) : value;
}

static gboolean
has_member (GArray *members, SimValue value)
{
  for (guint i = 0; i < members->len; i++)
    if (sim_compare (((SimValue *) (gpointer) members->data)[2 * i], value) == 0)
      return TRUE;
  return FALSE;
}

/* (element-type SimValue): pairs of the value and the key of its order. */
static GArray *
gather (SimRun *run, SqlExpr *expr, SimScope *scope)
{
  GArray *members = g_array_new (FALSE, FALSE, 2 * sizeof (SimValue));
  SimSource *before = scope->sources;
  GPtrArray *group = scope->group;

  scope->group = NULL;
  for (guint i = 0; i < group->len; i++)
    {
      SimValue pair[2] = { sim_int (1), sim_null };

      scope->sources = group->pdata[i];
      if (expr->operand != NULL && !sim_eval_condition (run, expr->operand, scope))
        continue;
      if (expr->args->len > 0 && ((SqlExpr *) expr->args->pdata[0])->kind != SQL_STAR)
        pair[0] = sim_eval (run, expr->args->pdata[0], scope);
      pair[1] = make_member_key (run, expr, scope, pair[0]);
      if (!expr->is_distinct || !has_member (members, pair[0]))
        g_array_append_vals (members, pair, 1);
    }
  scope->sources = before;
  scope->group = group;
  if (expr->order != NULL || expr->is_distinct)
    g_array_sort_with_data (members, compare_members, NULL);
  return members;
}

static SimValue
join_members (SimValue *members, guint n, const char *separator)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (n == 0)
    return sim_null;
  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? separator : "", sim_to_text (members[2 * i]));
  return sim_dup_text (text->str);
}

static SimValue
list_members (SimValue *members, guint n)
{
  g_autofree SimValue *values = g_new (SimValue, n + 1);

  if (n == 0)
    return sim_null;
  for (guint i = 0; i < n; i++)
    values[i] = members[2 * i];
  return sim_array (n, values);
}

static SimValue
fold_members (const char *name, SimValue *members, guint n)
{
  SimValue total = sim_null;

  for (guint i = 0; i < n; i++)
    {
      SimValue value = members[2 * i];

      if (value.type == SIM_NULL)
        continue;
      if (total.type == SIM_NULL)
        total = value;
      else if (strcmp (name, "sum") == 0)
        total.i += value.i;
      else if (strcmp (name, "bit_xor") == 0)
        total.i ^= value.i;
      else if (strcmp (name, "bool_or") == 0)
        total.i |= value.i;
      else if (strcmp (name, "bool_and") == 0)
        total.i &= value.i;
      else if ((strcmp (name, "max") == 0) == (sim_compare (value, total) > 0))
        total = value;
    }
  return total;
}

static SimValue
count_members (SqlExpr *expr, SimValue *members, guint n)
{
  gint64 count = 0;

  for (guint i = 0; i < n; i++)
    count += members[2 * i].type != SIM_NULL;
  return sim_int (count);
}

SimValue
sim_call_aggregate (SimRun *run, SqlExpr *expr, SimScope *scope)
{
  g_autoptr (GArray) array = NULL;
  SimValue *members;
  SimValue list;

  if (scope->group == NULL)
    sim_give_up ("%s: %s of no group", run->what, expr->name);
  array = gather (run, expr, scope);
  members = (SimValue *) (gpointer) array->data;
  if (strcmp (expr->name, "count") == 0)
    return count_members (expr, members, array->len);
  if (strcmp (expr->name, "string_agg") == 0)
    return join_members (members, array->len, sim_eval (run, expr->args->pdata[1], scope).s);
  if (strcmp (expr->name, "array_agg") == 0)
    return list_members (members, array->len);
  if (g_str_has_prefix (expr->name, "json"))
    {
      SqlExpr call = { .kind = SQL_CALL, .name = "to_json" };

      list = list_members (members, array->len);
      call.args = g_ptr_array_new ();
      {
        SqlExpr literal = { .kind = SQL_LITERAL, .value = list };

        g_ptr_array_add (call.args, &literal);
        list = sim_call (run, &call, scope);
      }
      g_ptr_array_unref (call.args);
      return list;
    }
  return fold_members (expr->name, members, array->len);
}
