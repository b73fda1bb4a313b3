/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A long list as a view uses it: jumping about and waiting for the rows around a place, beside the
 * same rows read by SQLite directly; and from submitting a change to the list that has it.
 *   bench-list [--customers N] [--folder FOLDER] */

#include "client/store/desk-outbox.h"
#include "client/store/desk-record-list.h"
#include "client/store/desk-sqlite.h"
#include "shared/customers/crm-customer.h"
#include "tests/bench/bench-data.h"
#include "tests/lib/crm-test.h"

#include <malloc.h>
#include <stdio.h>

/* A column view of GTK 4.8 keeps so many around what is seen. */
#define WINDOW 205
#define JUMPS  300
#define EDITS  100

static void
await (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
}

static void
print_line (const char *name, GArray *times)
{
  g_array_sort (times, bench_compare_doubles);
  printf ("%-34s p50 %7.3f  p95 %7.3f  max %7.3f ms\n", name,
          g_array_index (times, double, times->len / 2),
          g_array_index (times, double, times->len * 95 / 100),
          g_array_index (times, double, times->len - 1));
}

static void
add_time (GArray *times, gint64 start)
{
  const double time = (double) (g_get_monotonic_time () - start) / 1000.0;

  g_array_append_val (times, time);
}

static void
wait_loaded (GPtrArray *items)
{
  for (guint i = 0; i < items->len; i++)
    while (!crm_record_is_loaded (g_ptr_array_index (items, i)))
      g_main_context_iteration (NULL, TRUE);
}

static void
measure_jumps (GListModel *model)
{
  g_autoptr (GArray) asked = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double));
  guint64 seed = 3;

  for (guint i = 0; i < JUMPS; i++)
    {
      g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
      const guint from = crm_test_random (&seed) % (g_list_model_get_n_items (model) - WINDOW);
      const gint64 start = g_get_monotonic_time ();

      for (guint j = 0; j < WINDOW; j++)
        g_ptr_array_add (items, g_list_model_get_item (model, from + j));
      add_time (asked, start);
      wait_loaded (items);
      add_time (times, start);
    }
  print_line ("205 objects are given out", asked);
  print_line ("205 objects are loaded", times);
}

static void
measure_floor (const char *folder, guint n)
{
  g_autofree char *path = g_build_filename (folder, "cache.db", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double));
  sqlite3 *db = desk_sqlite_open (path, DESK_FILE_READER, &error);
  sqlite3_stmt *statement =
      desk_sqlite_prepare (db,
                           "SELECT c.*, (SELECT value FROM contact_point WHERE customer = c.id)"
                           " FROM customer_order o JOIN customer c ON c.n = o.n"
                           " WHERE o.pos >= ? ORDER BY o.pos LIMIT ?",
                           &error);
  guint64 seed = 3;

  for (guint i = 0; i < JUMPS; i++)
    {
      const gint64 from = (1 << 20) + (gint64) (crm_test_random (&seed) % n) * 64;
      const gint64 start = g_get_monotonic_time ();

      sqlite3_bind_int64 (statement, 1, from);
      sqlite3_bind_int (statement, 2, WINDOW);
      while (sqlite3_step (statement) == SQLITE_ROW)
        for (int j = 0; j < sqlite3_column_count (statement); j++)
          sqlite3_column_text (statement, j);
      sqlite3_reset (statement);
      add_time (times, start);
    }
  print_line ("SQLite alone", times);
  sqlite3_finalize (statement);
  sqlite3_close (db);
}

static void
submit_name (DeskOutbox *outbox, const char *id, guint number)
{
  g_autoptr (GPtrArray) commands =
      g_ptr_array_new_with_free_func ((GDestroyNotify) crm_command_unref);
  g_autoptr (CrmFieldSet) set = crm_field_set_new (&crm_customer_kind);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *name = g_strdup_printf ("Новый%u", number);

  crm_field_set_put (set, CRM_CUSTOMER_TYPE, "person");
  crm_field_set_put (set, CRM_CUSTOMER_LAST_NAME, name);
  g_ptr_array_add (commands, crm_command_new_create (&crm_customer_kind, id, set));
  desk_outbox_submit_async (outbox, commands, NULL, crm_test_take_result, &result);
  await (&result);
  desk_outbox_submit_finish (outbox, result, &error);
  g_assert_no_error (error);
}

static void
measure_edits (DeskDatabase *database, GListModel *model)
{
  g_autoptr (DeskOutbox) outbox = desk_outbox_new (database);
  g_autoptr (GArray) answered = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) shown = g_array_new (FALSE, FALSE, sizeof (double));

  for (guint i = 0; i < EDITS; i++)
    {
      g_autofree char *id = crm_id_new ();
      const guint n = g_list_model_get_n_items (model);
      const gint64 start = g_get_monotonic_time ();

      submit_name (outbox, id, i);
      add_time (answered, start);
      while (g_list_model_get_n_items (model) == n)
        g_main_context_iteration (NULL, TRUE);
      add_time (shown, start);
    }
  print_line ("submitted and safe on the disk", answered);
  print_line ("the list has the new row", shown);
}

static void
measure_all (const char *folder)
{
  g_autoptr (DeskDatabase) database = desk_database_new (folder);
  g_autoptr (DeskQuery) query = desk_query_new (&crm_customer_kind);
  g_autoptr (DeskRecordList) list = NULL;
  g_autoptr (GAsyncResult) opened = NULL;
  g_autoptr (GError) error = NULL;
  gint64 before;

  desk_database_open_async (database, NULL, crm_test_take_result, &opened);
  await (&opened);
  desk_database_open_finish (database, opened, &error);
  g_assert_no_error (error);
  malloc_trim (0);
  before = bench_memory ("VmRSS:");
  list = desk_record_list_new (database, query);
  while (!desk_record_list_is_complete (list))
    g_main_context_iteration (NULL, TRUE);
  crm_test_drain ();
  malloc_trim (0);
  printf ("%u customers in the list, memory +%.1f MB\n",
          g_list_model_get_n_items (G_LIST_MODEL (list)),
          (double) (bench_memory ("VmRSS:") - before) / 1024);
  measure_floor (folder, g_list_model_get_n_items (G_LIST_MODEL (list)) - WINDOW);
  measure_jumps (G_LIST_MODEL (list));
  measure_edits (database, G_LIST_MODEL (list));
  desk_database_close (database);
  crm_test_drain ();
}

int
main (int argc, char **argv)
{
  int n_customers = 100000;
  g_autofree char *given = NULL;
  const GOptionEntry options[] = {
    { "customers", 0, 0, G_OPTION_ARG_INT, &n_customers, "How many", "N" },
    { "folder", 0, 0, G_OPTION_ARG_FILENAME, &given, "A folder made by bench-load", "FOLDER" },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (CrmTestDir) made = NULL;
  g_autofree char *folder = NULL;

  g_option_context_add_main_entries (context, options, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    {
      fprintf (stderr, "%s\n", error->message);
      return 2;
    }
  if (given == NULL)
    {
      made = crm_test_make_dir ();
      folder = g_build_filename (made, "db-list", NULL);
      bench_fill (folder, (guint) n_customers);
    }
  measure_all (given != NULL ? given : folder);
  return 0;
}
