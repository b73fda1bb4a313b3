/* SPDX-License-Identifier: GPL-3.0-or-later */

/* DeskQuery as SQL. Customers are found through the search index, whose row ids are their places in
 * the order of names, so the first page of a search costs a page and no sorting; conditions with
 * few values are words of that index. Names of tables and columns come from the field tables,
 * values are bound. Reader thread. */

#define G_LOG_DOMAIN "desk-store"

#include "client/store/desk-query-sql.h"

#include "client/store/desk-filter-sql.h"
#include "client/store/desk-query-private.h"
#include "client/store/desk-summary.h"
#include "client/store/desk-text-index.h"
#include "client/store/desk-text-near.h"
#include "shared/base/crm-text.h"
#include "shared/customers/crm-contact-point.h"
#include "shared/customers/crm-identity-document.h"
#include "shared/customers/crm-insured-object.h"
#include "shared/customers/crm-policy.h"

/* A query on its way to a statement. */
typedef struct
{
  const CrmKind *kind;
  gboolean customers;
  char *match;   /* (nullable): expression for the index */
  char *numbers; /* (nullable): places found by a number besides, a JSON list */
  GArray *where; /* (element-type DeskCondition): the rest, values unowned */
  DeskSqlPart filter;
  DeskSqlPart order; /* with a comma at its end */
} Plan;

static void
add_to_match (Plan *plan, const char *term)
{
  char *both =
      plan->match != NULL ? g_strdup_printf ("%s AND %s", plan->match, term) : g_strdup (term);

  g_free (plan->match);
  plan->match = both;
}

/* The index alone says who is found. */
static gboolean
is_indexed (const Plan *plan)
{
  return plan->match != NULL && plan->numbers == NULL;
}

/* What has nothing to sort by comes last, whichever way round. */
static void
add_order (Plan *plan, const char *key, gboolean descending)
{
  const gsize length = plan->order.sql->len;
  gboolean known;

  if (g_str_equal (key, "name"))
    {
      g_string_append_printf (plan->order.sql, "%s%s, ", is_indexed (plan) ? "t.rowid" : "o.pos",
                              descending ? " DESC" : "");
      return;
    }
  known = desk_sql_append_order (&plan->order, key);
  if (!known)
    return;
  g_string_append (plan->order.sql, " IS NULL, ");
  desk_sql_append_order (&plan->order, key);
  g_string_append_printf (plan->order.sql, "%s, ", descending ? " DESC" : "");
  g_assert (plan->order.sql->len > length);
}

static void
plan_parts (Plan *plan, DeskQuery *query)
{
  desk_sql_part_init (&plan->filter);
  desk_sql_part_init (&plan->order);
  if (!plan->customers)
    return;
  if (query->filter != NULL)
    {
      g_autofree char *today = desk_summary_dup_today ();

      desk_filter_compile (query->filter, today, &plan->filter);
    }
  if (query->group != NULL && desk_sql_append_group (&plan->order, query->group))
    {
      g_string_append (plan->order.sql, " IS NULL, ");
      desk_sql_append_group (&plan->order, query->group);
      g_string_append (plan->order.sql, ", ");
    }
  for (guint i = query->sorts->len; i-- > 0;)
    {
      const DeskSort *sort = &g_array_index (query->sorts, DeskSort, i);

      add_order (plan, sort->key, sort->descending);
    }
}

/* What the words of the index do not find as they were typed. Errors are left to the query. */
static char *
find_words (Plan *plan, DeskQuery *query, DeskConnection *connection)
{
  g_autofree char *words = crm_text_to_match (query->text);
  g_autofree char *near = NULL;
  gboolean exists = FALSE;

  if (query->text == NULL)
    return NULL;
  plan->numbers = desk_text_near_numbers (connection, query->text, NULL);
  if (words == NULL || plan->numbers != NULL ||
      !desk_text_near_exists (connection, words, &exists, NULL) || exists)
    return g_steal_pointer (&words);
  near = desk_text_near_match (connection, query->text, NULL);
  return near != NULL ? g_steal_pointer (&near) : g_steal_pointer (&words);
}

static void
make_plan (Plan *plan, DeskQuery *query, DeskConnection *connection)
{
  const DeskSchema *schema = connection->schema;
  g_autofree char *words = NULL;

  plan->kind = query->kind;
  plan->customers = schema->customer >= 0 && schema->kinds[schema->customer] == query->kind;
  plan->match = NULL;
  plan->numbers = NULL;
  plan->where = g_array_new (FALSE, FALSE, sizeof (DeskCondition));
  words = plan->customers ? find_words (plan, query, connection) : NULL;
  if (words != NULL)
    {
      g_autofree char *part = g_strdup_printf ("(%s)", words);

      add_to_match (plan, part);
    }
  for (guint i = 0; i < query->conditions->len; i++)
    {
      DeskCondition *condition = &g_array_index (query->conditions, DeskCondition, i);
      g_autofree char *mark = plan->customers && plan->numbers == NULL
                                  ? desk_text_index_dup_mark (condition->field, condition->value)
                                  : NULL;

      if (mark != NULL)
        {
          g_autofree char *term = g_strdup_printf ("\"%s\"", mark);

          add_to_match (plan, term);
        }
      else
        g_array_append_vals (plan->where, condition, 1);
    }
  plan_parts (plan, query);
}

static void
clear_plan (Plan *plan)
{
  g_free (plan->match);
  g_free (plan->numbers);
  g_array_unref (plan->where);
  desk_sql_part_clear (&plan->filter);
  desk_sql_part_clear (&plan->order);
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

/* The tables that the parts need, and what holds of them. */
static void
append_sources (GString *sql, const Plan *plan, gboolean join)
{
  const gboolean summary = plan->filter.needs_summary || plan->order.needs_summary;
  const char *glue = plan->match != NULL || plan->numbers != NULL ? "AND" : "WHERE";

  g_string_append (sql, is_indexed (plan) ? "customer_text t" : "customer_order o");
  if (is_indexed (plan) && (join || summary))
    g_string_append (sql, " JOIN customer_order o ON o.pos = t.rowid");
  if (join)
    g_string_append (sql, " JOIN customer c ON c.n = o.n");
  if (summary)
    g_string_append (sql, " LEFT JOIN customer_summary s ON s.n = o.n");
  if (is_indexed (plan))
    g_string_append (sql, " WHERE customer_text MATCH ?");
  else if (plan->numbers != NULL)
    g_string_append_printf (sql, " WHERE (o.pos IN (SELECT value FROM json_each (?))%s)",
                            plan->match != NULL ? " OR o.pos IN (SELECT rowid FROM customer_text"
                                                  " WHERE customer_text MATCH ?)"
                                                : "");
  append_conditions (sql, plan, glue);
  if (plan->filter.sql->len > 0)
    g_string_append_printf (sql, " %s %s", plan->where->len > 0 ? "AND" : glue,
                            plan->filter.sql->str);
}

static gboolean
needs_customer (const Plan *plan, DeskQuery *query)
{
  return plan->where->len > 0 || query->order >= 0 || plan->filter.needs_customer ||
         plan->order.needs_customer;
}

static void
append_customers (GString *sql, const Plan *plan, DeskQuery *query)
{
  const char *key = is_indexed (plan) ? "t.rowid" : "o.pos";

  g_string_append_printf (sql, "SELECT %s AS k FROM ", key);
  append_sources (sql, plan, needs_customer (plan, query));
  g_string_append (sql, " ORDER BY ");
  g_string_append (sql, plan->order.sql->str);
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

  if (plan->numbers != NULL)
    sqlite3_bind_text (statement, index++, plan->numbers, -1, SQLITE_STATIC);
  if (plan->match != NULL)
    sqlite3_bind_text (statement, index++, plan->match, -1, SQLITE_STATIC);
  for (guint i = 0; i < plan->where->len; i++)
    {
      const DeskCondition *condition = &g_array_index (plan->where, DeskCondition, i);

      if (condition->value != NULL)
        desk_sqlite_bind_value (statement, index++, &plan->kind->fields[condition->field],
                                condition->value, -1, bytes[i % CRM_MAX_FIELDS]);
    }
  index = desk_sql_part_bind (&plan->filter, statement, index);
  return desk_sql_part_bind (&plan->order, statement, index);
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

  make_plan (&plan, query, connection);
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

  make_plan (&plan, query, connection);
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

void
desk_query_group_count_clear (gpointer data)
{
  g_free (((DeskGroupCount *) data)->value);
}

static gboolean
collect_groups (sqlite3_stmt *statement, GArray *counts, GError **error)
{
  gboolean row = FALSE;

  while (TRUE)
    {
      DeskGroupCount count;

      if (!desk_sqlite_step (statement, &row, error))
        return FALSE;
      if (!row)
        return TRUE;
      count.value = g_strdup ((const char *) sqlite3_column_text (statement, 0));
      count.n = sqlite3_column_int64 (statement, 1);
      g_array_append_val (counts, count);
    }
}

gboolean
desk_query_run_groups (DeskQuery *query, DeskConnection *connection, GArray *counts, GError **error)
{
  g_autoptr (GString) sql = g_string_new ("SELECT ");
  guint8 bytes[CRM_MAX_FIELDS][CRM_ID_BYTES];
  sqlite3_stmt *statement = NULL;
  gboolean done = FALSE;
  DeskSqlPart group;
  Plan plan;

  desk_sql_part_init (&group);
  make_plan (&plan, query, connection);
  if (!plan.customers || !desk_sql_append_group (&group, query->group))
    done = TRUE;
  else
    {
      g_string_append_printf (sql, "%s AS g, count (*) FROM ", group.sql->str);
      append_sources (sql, &plan, needs_customer (&plan, query));
      g_string_append (sql, " GROUP BY g ORDER BY g IS NULL, g");
      statement = desk_sqlite_prepare (connection->cache, sql->str, error);
    }
  if (statement != NULL)
    {
      bind_plan (statement, &plan, bytes);
      done = collect_groups (statement, counts, error);
      sqlite3_finalize (statement);
    }
  desk_sql_part_clear (&group);
  clear_plan (&plan);
  return done;
}

gboolean
desk_query_is_sorted (DeskQuery *query, const DeskSchema *schema)
{
  return schema->customer >= 0 && schema->kinds[schema->customer] == query->kind &&
         query->order < 0 && query->sorts->len == 0 && query->group == NULL;
}

gboolean
desk_query_depends_on (DeskQuery *query, const DeskSchema *schema, const CrmKind *kind)
{
  return kind == query->kind ||
         (query->text != NULL && schema->contact_point >= 0 &&
          kind == schema->kinds[schema->contact_point]) ||
         (query->filter != NULL && kind == &crm_contact_point_kind) ||
         (query->text != NULL && (kind == &crm_policy_kind || kind == &crm_insured_object_kind ||
                                  kind == &crm_identity_document_kind));
}
