/* SPDX-License-Identifier: GPL-3.0-or-later */

/* From a key press to the first change of the list, over a cache of many customers, with the main
 * loop running as in the program; beside it the same question asked of SQLite directly. With the
 * option --full each customer has two policies, two vehicles, four instalments and a paper, and
 * each class of what is typed is measured by itself.
 *   bench-search [--customers N] [--folder FOLDER] [--queries N] [--full] */

#include "client/store/desk-record-list.h"
#include "client/store/desk-search.h"
#include "client/store/desk-sqlite.h"
#include "shared/base/crm-text.h"
#include "shared/customers/crm-customer.h"
#include "tests/bench/bench-data.h"
#include "tests/lib/crm-test.h"

#include <malloc.h>
#include <stdio.h>

static void
await (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
}

static DeskDatabase *
open_database (const char *folder)
{
  DeskDatabase *database = desk_database_new (folder);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  desk_database_open_async (database, NULL, crm_test_take_result, &result);
  await (&result);
  desk_database_open_finish (database, result, &error);
  g_assert_no_error (error);
  return database;
}

/* What people type, letter by letter: every prefix of what they look for. */
static GPtrArray *
make_queries (guint n)
{
  GPtrArray *queries = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (BenchData) data = bench_data_new (7);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  while (queries->len < n)
    {
      bench_data_next (data);
      for (guint length = 1; length <= 10 && queries->len < n; length++)
        {
          char *query = bench_data_dup_query (data, length);

          g_ptr_array_add (queries, query);
          g_hash_table_add (seen, query);
        }
    }
  printf ("%u queries, %u of them different\n", queries->len, g_hash_table_size (seen));
  return queries;
}

static void
print_line (const char *name, GArray *times)
{
  g_array_sort (times, bench_compare_doubles);
  printf ("%-34s p50 %7.3f  p95 %7.3f  p99 %7.3f  max %7.3f ms\n", name,
          g_array_index (times, double, times->len / 2),
          g_array_index (times, double, times->len * 95 / 100),
          g_array_index (times, double, times->len * 99 / 100),
          g_array_index (times, double, times->len - 1));
}

static double
since (gint64 start)
{
  return (double) (g_get_monotonic_time () - start) / 1000.0;
}

/* @whole: the list may finish before the next letter; else the next comes at once. */
static void
measure_list (DeskRecordList *list, GPtrArray *queries, gboolean whole)
{
  g_autoptr (DeskQuery) all = desk_query_new (&crm_customer_kind);
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) full = g_array_new (FALSE, FALSE, sizeof (double));

  for (guint i = 0; i < queries->len; i++)
    {
      g_autoptr (DeskQuery) query = desk_query_search (all, g_ptr_array_index (queries, i));
      const gint64 start = g_get_monotonic_time ();
      double time;

      if (desk_query_equal (query, desk_record_list_get_query (list)))
        continue;
      desk_record_list_set_query (list, query);
      while (desk_record_list_is_loading (list))
        g_main_context_iteration (NULL, TRUE);
      time = since (start);
      g_array_append_val (times, time);
      while (whole && !desk_record_list_is_complete (list))
        g_main_context_iteration (NULL, TRUE);
      time = since (start);
      g_array_append_val (full, time);
    }
  print_line (whole ? "first rows, list was complete" : "first rows, list was still filling",
              times);
  if (whole)
    print_line ("all rows", full);
}

static void
measure_floor (const char *folder, GPtrArray *queries)
{
  g_autofree char *path = g_build_filename (folder, "cache.db", NULL);
  g_autoptr (GError) error = NULL;
  sqlite3 *db = desk_sqlite_open (path, DESK_FILE_READER, &error);
  sqlite3_stmt *statement =
      desk_sqlite_prepare (db,
                           "SELECT rowid FROM customer_text WHERE customer_text MATCH ?"
                           " ORDER BY rowid LIMIT 301",
                           &error);
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double));

  for (guint i = 0; i < queries->len; i++)
    {
      g_autofree char *match = crm_text_to_match (g_ptr_array_index (queries, i));
      const gint64 start = g_get_monotonic_time ();
      double time;

      sqlite3_bind_text (statement, 1, match, -1, SQLITE_STATIC);
      while (sqlite3_step (statement) == SQLITE_ROW)
        ;
      sqlite3_reset (statement);
      time = since (start);
      g_array_append_val (times, time);
    }
  print_line ("SQLite alone", times);
  sqlite3_finalize (statement);
  sqlite3_close (db);
}

/* Written as the cache has it, not through the applier: only the search is measured here. */
static void
fill_children (const char *folder)
{
  static const char sql[] =
      "BEGIN;"
      "INSERT INTO policy (id, version, state, customer, product, number, status)"
      " SELECT randomblob (16), 1, 0, c.id, 'osago', printf ('%010d', 5000000 + c.n * 2 + p.value),"
      " 'active' FROM customer c, json_each ('[0, 1]') p;"
      "INSERT INTO insured_object (id, version, state, customer, type, vin, plate)"
      " SELECT randomblob (16), 1, 0, c.id, 'vehicle',"
      " printf ('XTA2109904%07d', (c.n * 2 + p.value) * 7919 % 10000000),"
      " printf ('А%03dВС%d', c.n % 1000, 77 + p.value) FROM customer c, json_each ('[0, 1]') p;"
      "INSERT INTO instalment (id, version, state, policy, customer, no, status)"
      " SELECT randomblob (16), 1, 0, x.id, x.customer, i.value, 'planned'"
      " FROM policy x, json_each ('[1, 2]') i;"
      "INSERT INTO identity_document (id, version, state, customer, type, series, number)"
      " SELECT randomblob (16), 1, 0, id, 'passport', printf ('•%03d', n * 31 % 1000),"
      " printf ('•••%03d', n * 7 % 1000) FROM customer;"
      "COMMIT; ANALYZE";
  g_autofree char *path = g_build_filename (folder, "cache.db", NULL);
  g_autoptr (GError) error = NULL;
  sqlite3 *db = desk_sqlite_open (path, DESK_FILE_CACHE, &error);

  g_assert_no_error (error);
  desk_sqlite_exec (db, sql, &error);
  g_assert_no_error (error);
  sqlite3_close (db);
}

typedef struct
{
  const char *name;
  const char *before;
  guint digits; /* between the two */
  const char *after;
  guint shortest;  /* letters of the first query */
  gboolean ending; /* whole at once, not letter by letter */
} Class;

static const Class classes[] = {
  { "policy, letter by letter", "00050", 5, "", 4, FALSE },
  { "end of a policy", "", 4, "", 4, TRUE },
  { "longer end of a policy", "5", 6, "", 4, TRUE },
  { "VIN, letter by letter", "XTA21099040", 6, "", 4, FALSE },
  { "plate, letter by letter", "а", 3, "вс77", 4, FALSE },
  { "passport", "45", 2, " 123456", 4, TRUE },
  { "end of a paper as shown", "•••", 3, "", 4, TRUE },
  { "phone, letter by letter", "+7916", 6, "", 5, FALSE },
  { "one wrong key", "капелбкин", 0, "", 9, FALSE },
};

static char *
make_text (const Class *class, guint64 *seed)
{
  GString *text = g_string_new (class->before);

  for (guint i = 0; i < class->digits; i++)
    g_string_append_c (text, (char) ('0' + crm_test_random (seed) % 10));
  g_string_append (text, class->after);
  return g_string_free (text, FALSE);
}

static void
measure_class (DeskRecordList *list, const Class *class)
{
  g_autoptr (DeskQuery) all = desk_query_new (&crm_customer_kind);
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double));
  guint64 seed = 5;

  for (guint i = 0; i < 100; i++)
    {
      g_autofree char *text = make_text (class, &seed);
      const guint length = (guint) g_utf8_strlen (text, -1);

      for (guint n = class->ending ? length : class->shortest; n <= length; n++)
        {
          g_autofree char *typed = g_utf8_substring (text, 0, n);
          g_autoptr (DeskQuery) query = desk_query_search (all, typed);
          const gint64 start = g_get_monotonic_time ();
          double time;

          desk_record_list_set_query (list, query);
          while (desk_record_list_is_loading (list))
            g_main_context_iteration (NULL, TRUE);
          time = since (start);
          g_array_append_val (times, time);
        }
    }
  print_line (class->name, times);
}

/* As the palette asks. */
static void
measure_ranked (DeskDatabase *database, GPtrArray *queries)
{
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double));

  for (guint i = 0; i < queries->len; i++)
    {
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) hits = NULL;
      const gint64 start = g_get_monotonic_time ();
      double time;

      desk_search_async (database, g_ptr_array_index (queries, i), NULL, NULL, crm_test_take_result,
                         &result);
      await (&result);
      hits = desk_search_finish (database, result, &error);
      g_assert_no_error (error);
      time = since (start);
      g_array_append_val (times, time);
    }
  print_line ("ranked, for the palette", times);
}

int
main (int argc, char **argv)
{
  int n_customers = 100000, n_queries = 2000;
  gboolean full = FALSE;
  g_autofree char *given = NULL;
  const GOptionEntry options[] = {
    { "customers", 0, 0, G_OPTION_ARG_INT, &n_customers, "How many", "N" },
    { "queries", 0, 0, G_OPTION_ARG_INT, &n_queries, "How many", "N" },
    { "full", 0, 0, G_OPTION_ARG_NONE, &full, "Fill all tables", NULL },
    { "folder", 0, 0, G_OPTION_ARG_FILENAME, &given, "A folder made by bench-load", "FOLDER" },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (CrmTestDir) made = NULL;
  g_autofree char *folder = NULL;
  g_autoptr (GPtrArray) queries = NULL;
  g_autoptr (DeskDatabase) database = NULL;
  g_autoptr (DeskRecordList) list = NULL;
  g_autoptr (DeskQuery) all = NULL;
  gint64 before;

  g_option_context_add_main_entries (context, options, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    {
      fprintf (stderr, "%s\n", error->message);
      return 2;
    }
  if (given == NULL)
    {
      made = crm_test_make_dir ();
      folder = g_build_filename (made, "db-search", NULL);
      bench_fill (folder, (guint) n_customers);
      if (full)
        fill_children (folder);
    }
  else
    folder = g_strdup (given);
  queries = make_queries ((guint) n_queries);
  database = open_database (folder);
  all = desk_query_new (&crm_customer_kind);
  malloc_trim (0);
  before = bench_memory ("VmRSS:");
  list = desk_record_list_new (database, all);
  while (!desk_record_list_is_complete (list))
    g_main_context_iteration (NULL, TRUE);
  crm_test_drain ();
  malloc_trim (0);
  printf ("%u customers in the list, memory +%.1f MB\n",
          g_list_model_get_n_items (G_LIST_MODEL (list)),
          (double) (bench_memory ("VmRSS:") - before) / 1024);
  measure_floor (folder, queries);
  measure_list (list, queries, TRUE);
  measure_list (list, queries, FALSE);
  measure_ranked (database, queries);
  for (guint i = 0; full && i < G_N_ELEMENTS (classes); i++)
    measure_class (list, &classes[i]);
  g_clear_object (&list);
  desk_database_close (database);
  crm_test_drain ();
  return 0;
}
