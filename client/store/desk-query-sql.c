/* SPDX-License-Identifier: GPL-3.0-or-later */

/* DeskQuery as SQL. Customers are found through the search index, whose row ids are their places in
 * the order of names, so the first page of a search costs a page and no sorting; conditions with
 * few values are words of that index. Names of tables and columns come from the field tables,
 * values are bound. Reader thread. */

#define G_LOG_DOMAIN "desk-store"

#include "client/store/desk-query-sql.h"

#include "client/store/desk-query-private.h"
#include "client/store/desk-text-index.h"
#include "shared/base/crm-text.h"

/* A query on its way to a statement. */
typedef struct
{
  const CrmKind *kind;
  gboolean customers;
  char *match;   /* (nullable): expression for the index */
  GArray *where; /* (element-type DeskCondition): the rest, values unowned */
} Plan;

static void
add_to_match (Plan *plan, const char *term)
{
  char *both =
      plan->match != NULL ? g_strdup_printf ("%s AND %s", plan->match, term) : g_strdup (term);

  g_free (plan->match);
  plan->match = both;
}

static void
make_plan (Plan *plan, DeskQuery *query, const DeskSchema *schema)
{
  g_autofree char *words = NULL;

  plan->kind = query->kind;
  plan->customers = schema->customer >= 0 && schema->kinds[schema->customer] == query->kind;
  plan->match = NULL;
  plan->where = g_array_new (FALSE, FALSE, sizeof (DeskCondition));
  words = plan->customers ? crm_text_to_match (query->text) : NULL;
  if (words != NULL)
    {
      g_autofree char *part = g_strdup_printf ("(%s)", words);

      add_to_match (plan, part);
    }
  for (guint i = 0; i < query->conditions->len; i++)
    {
      DeskCondition *condition = &g_array_index (query->conditions, DeskCondition, i);
      g_autofree char *mark =
          plan->customers ? desk_text_index_dup_mark (condition->field, condition->value) : NULL;

      if (mark != NULL)
        {
          g_autofree char *term = g_strdup_printf ("\"%s\"", mark);

          add_to_match (plan, term);
        }
      else
        g_array_append_vals (plan->where, condition, 1);
    }
}

static void
clear_plan (Plan *plan)
{
  g_free (plan->match);
  g_array_unref (plan->where);
}

static void
append_conditions (GString *sql, const Plan *plan, const char *glue)
{
  for (guint i = 0; i < plan->where->len; i++)
    {
      const DeskCondition *condition = &g_array_index (plan->where, DeskCondition, i);

      g_string_append_printf (sql, " %s c.\"%s\" %s", i == 0 ? glue : "AND",
                              plan->kind->fields[condition->field].column,
                              condition->value != NULL ? "= ?" : "IS NULL");
    }
}

static void
append_customers (GString *sql, const Plan *plan, DeskQuery *query)
{
  const gboolean join = plan->where->len > 0 || query->order >= 0;
  const char *key = plan->match != NULL ? "t.rowid" : "o.pos";

  g_string_append_printf (sql, "SELECT %s AS k FROM ", key);
  if (plan->match != NULL)
    g_string_append (sql, "customer_text t");
  if (plan->match != NULL && join)
    g_string_append (sql, " JOIN customer_order o ON o.pos = t.rowid");
  else if (plan->match == NULL)
    g_string_append (sql, "customer_order o");
  if (join)
    g_string_append (sql, " JOIN customer c ON c.n = o.n");
  if (plan->match != NULL)
    g_string_append (sql, " WHERE customer_text MATCH ?");
  append_conditions (sql, plan, plan->match != NULL ? "AND" : "WHERE");
  g_string_append (sql, " ORDER BY ");
  if (query->order >= 0)
    g_string_append_printf (sql, "c.\"%s\"%s, ", plan->kind->fields[query->order].column,
                            query->descending ? " DESC" : "");
  g_string_append (sql, key);
}

static void
append_records (GString *sql, const Plan *plan, DeskQuery *query)
{
  const char *direction = query->descending ? " DESC" : "";

  g_string_append_printf (sql, "SELECT c.n AS k FROM \"%s\" c WHERE c.state <> %d",
                          plan->kind->table, CRM_RECORD_DELETED);
  append_conditions (sql, plan, "AND");
  g_string_append (sql, " ORDER BY ");
  if (query->order >= 0)
    g_string_append_printf (sql, "c.\"%s\"%s, ", plan->kind->fields[query->order].column,
                            direction);
  g_string_append_printf (sql, "c.id%s", direction);
}

static int
bind_plan (sqlite3_stmt *statement, const Plan *plan, guint8 bytes[CRM_MAX_FIELDS][CRM_ID_BYTES])
{
  int index = 1;

  if (plan->match != NULL)
    sqlite3_bind_text (statement, index++, plan->match, -1, SQLITE_STATIC);
  for (guint i = 0; i < plan->where->len; i++)
    {
      const DeskCondition *condition = &g_array_index (plan->where, DeskCondition, i);

      if (condition->value != NULL)
        desk_sqlite_bind_value (statement, index++, &plan->kind->fields[condition->field],
                                condition->value, -1, bytes[i % CRM_MAX_FIELDS]);
    }
  return index;
}

static gboolean
collect_keys (sqlite3_stmt *statement, GArray *keys, GError **error)
{
  gboolean row = FALSE;

  while (TRUE)
    {
      gint64 key;

      if (!desk_sqlite_step (statement, &row, error))
        return FALSE;
      if (!row)
        return TRUE;
      key = sqlite3_column_int64 (statement, 0);
      g_array_append_val (keys, key);
    }
}

gboolean
desk_query_run (DeskQuery *query,
                DeskConnection *connection,
                guint limit,
                GArray *keys,
                GError **error)
{
  g_autoptr (GString) sql = g_string_sized_new (256);
  guint8 bytes[CRM_MAX_FIELDS][CRM_ID_BYTES];
  sqlite3_stmt *statement;
  gboolean done = FALSE;
  Plan plan;

  make_plan (&plan, query, connection->schema);
  if (plan.customers)
    append_customers (sql, &plan, query);
  else
    append_records (sql, &plan, query);
  if (limit > 0)
    g_string_append_printf (sql, " LIMIT %u", limit);
  statement = desk_sqlite_prepare (connection->cache, sql->str, error);
  if (statement != NULL)
    {
      bind_plan (statement, &plan, bytes);
      done = collect_keys (statement, keys, error);
      sqlite3_finalize (statement);
    }
  clear_plan (&plan);
  return done;
}

gboolean
desk_query_run_count (DeskQuery *query, DeskConnection *connection, gint64 *count, GError **error)
{
  g_autoptr (GString) sql = g_string_new ("SELECT count(*) FROM (");
  guint8 bytes[CRM_MAX_FIELDS][CRM_ID_BYTES];
  sqlite3_stmt *statement;
  gboolean row = FALSE;
  gboolean done = FALSE;
  Plan plan;

  make_plan (&plan, query, connection->schema);
  if (plan.customers)
    append_customers (sql, &plan, query);
  else
    append_records (sql, &plan, query);
  g_string_append_c (sql, ')');
  statement = desk_sqlite_prepare (connection->cache, sql->str, error);
  if (statement != NULL)
    {
      bind_plan (statement, &plan, bytes);
      done = desk_sqlite_step (statement, &row, error);
      *count = row ? sqlite3_column_int64 (statement, 0) : 0;
      sqlite3_finalize (statement);
    }
  clear_plan (&plan);
  return done;
}

gboolean
desk_query_is_sorted (DeskQuery *query, const DeskSchema *schema)
{
  return schema->customer >= 0 && schema->kinds[schema->customer] == query->kind &&
         query->order < 0;
}

gboolean
desk_query_depends_on (DeskQuery *query, const DeskSchema *schema, const CrmKind *kind)
{
  return kind == query->kind || (query->text != NULL && schema->contact_point >= 0 &&
                                 kind == schema->kinds[schema->contact_point]);
}
