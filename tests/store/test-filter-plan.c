/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How filters are looked up: what is asked of every customer is answered by an index alone. */

#include "client/store/desk-database-private.h"
#include "client/store/desk-filter-sql.h"
#include "tests/store/store-fixture.h"

#include <string.h>

/* How SQLite goes about a filter on customers. (transfer full) */
static char *
explain (DeskConnection *connection, DeskFilter *filter)
{
  g_autoptr (GString) plan = g_string_new (NULL);
  g_autoptr (GString) sql = g_string_new ("EXPLAIN QUERY PLAN SELECT c.n FROM customer c WHERE ");
  g_autoptr (GError) error = NULL;
  DeskSqlPart part;
  sqlite3_stmt *statement;
  gboolean row = FALSE;

  desk_sql_part_init (&part);
  desk_filter_compile (filter, "2030-01-01", &part);
  g_string_append (sql, part.sql->str);
  statement = desk_sqlite_prepare (connection->cache, sql->str, &error);
  g_assert_no_error (error);
  desk_sql_part_bind (&part, statement, 1);
  while (desk_sqlite_step (statement, &row, &error) && row)
    g_string_append_printf (plan, "%s\n", (const char *) sqlite3_column_text (statement, 3));
  g_assert_no_error (error);
  sqlite3_finalize (statement);
  desk_sql_part_clear (&part);
  return g_string_free (g_steal_pointer (&plan), FALSE);
}

/* Of every customer something is asked here: no row of a contact may be read for it. */
static gboolean
plan_work (DeskConnection *connection, gpointer data, GError **error)
{
  static const DeskFilterOp ops[] = { DESK_OP_HAS, DESK_OP_HAS_NOT };

  for (guint i = 0; i < G_N_ELEMENTS (ops); i++)
    {
      g_autoptr (DeskFilter) filter = desk_filter_new_test ("contact", ops[i], "email");
      g_autofree char *plan = explain (connection, filter);

      g_test_message ("%s", plan);
      g_assert_nonnull (strstr (plan, "USING COVERING INDEX contact_point_type"));
    }
  return TRUE;
}

static void
read_store (Store *store, DeskDatabaseWork work, gpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  desk_database_read_async (store->database, DESK_PRIORITY_TYPED, work, data, NULL, NULL,
                            crm_test_take_result, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  desk_database_work_finish (store->database, result, &error);
  g_assert_no_error (error);
}

static void
test_contact_plan (void)
{
  g_autoptr (Store) store = store_new_loaded ();

  read_store (store, plan_work, NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/filter-plan/contact", test_contact_plan);
  return g_test_run ();
}
