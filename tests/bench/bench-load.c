/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How long a first load takes from a decoded stream to a cache that can be searched, beside a plain
 * program that puts the same rows from a file into the same tables, indexes and search index.
 *   bench-load [--customers N] [--keep FOLDER] */

#include "client/store/desk-schema.h"
#include "client/store/desk-text-index.h"
#include "shared/base/crm-text.h"
#include "shared/customers/crm-contact-point.h"
#include "shared/customers/crm-customer.h"
#include "tests/bench/bench-data.h"
#include "tests/lib/crm-test.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* The plain program keeps the words and the keys while it reads. */
typedef struct
{
  char *key;
  char *words;
  gint64 n;
} Line;

static void
write_values (FILE *file, const CrmKind *kind, const char *id, const char **values)
{
  fputs (id, file);
  for (guint i = 0; i < kind->n_fields; i++)
    fprintf (file, "\t%s", values[i] != NULL ? values[i] : "");
  fputc ('\n', file);
}

static void
write_file (const char *path, guint n_customers)
{
  g_autoptr (BenchData) data = bench_data_new (7);
  FILE *file = fopen (path, "w");

  for (guint i = 0; i < n_customers; i++)
    {
      bench_data_next (data);
      write_values (file, &crm_customer_kind, data->id, data->customer);
      write_values (file, &crm_contact_point_kind, data->phone_id, data->phone);
      write_values (file, &crm_contact_point_kind, data->email_id, data->email);
    }
  fclose (file);
}

static void
execute (sqlite3 *db, const char *sql)
{
  char *message = NULL;

  if (sqlite3_exec (db, sql, NULL, NULL, &message) != SQLITE_OK)
    g_error ("%s: %s", sql, message);
}

static void
put_line (sqlite3_stmt *statement, const CrmKind *kind, char **parts)
{
  guint8 bytes[CRM_MAX_FIELDS][16], id[16];

  crm_id_to_bytes (parts[0], id);
  sqlite3_bind_blob (statement, 1, id, 16, SQLITE_STATIC);
  sqlite3_bind_int (statement, 2, 1);
  sqlite3_bind_int (statement, 3, 0);
  for (guint i = 0; i < kind->n_fields; i++)
    desk_sqlite_bind_value (statement, 4 + (int) i, &kind->fields[i],
                            *parts[i + 1] != '\0' ? parts[i + 1] : NULL, -1, bytes[i]);
  sqlite3_step (statement);
  sqlite3_reset (statement);
}

static void
split (char *line, char **parts)
{
  guint n = 0;

  line[strcspn (line, "\n")] = '\0';
  while (line != NULL)
    parts[n++] = strsep (&line, "\t");
}

static void
make_line (Line *to, char **customer, const char *phone, const char *email, gint64 n)
{
  g_autoptr (GString) plain = g_string_new (email);
  g_autofree char *name = NULL;
  g_autofree char *tokens = crm_text_phone_tokens (phone);
  g_autofree char *normal = NULL;
  const char *values[CRM_MAX_FIELDS];

  for (guint i = 0; i < crm_customer_kind.n_fields; i++)
    {
      values[i] = *customer[i + 1] != '\0' ? customer[i + 1] : NULL;
      if (values[i] != NULL && (crm_customer_kind.fields[i].flags & CRM_FIELD_SEARCH) != 0)
        g_string_append_printf (plain, " %s", values[i]);
    }
  name = crm_customer_values_to_display_name (values);
  normal = crm_text_normalise (plain->str);
  to->key = crm_text_sort_key (name);
  to->words =
      g_strdup_printf (DESK_TEXT_MARK "o%s " DESK_TEXT_MARK "t%s " DESK_TEXT_MARK
                                      "s%s " DESK_TEXT_MARK "b%s %s %s",
                       values[CRM_CUSTOMER_OWNER], values[CRM_CUSTOMER_TYPE],
                       values[CRM_CUSTOMER_STATUS], values[CRM_CUSTOMER_BRANCH], tokens, normal);
  to->n = n;
}

static int
compare_lines (gconstpointer a, gconstpointer b)
{
  return strcmp (((const Line *) a)->key, ((const Line *) b)->key);
}

static void
put_index (sqlite3 *db, Line *lines, guint n)
{
  g_autoptr (GError) error = NULL;
  sqlite3_stmt *order =
      desk_sqlite_prepare (db, "INSERT INTO customer_order (pos, n) VALUES (?, ?)", &error);
  sqlite3_stmt *text =
      desk_sqlite_prepare (db, "INSERT INTO customer_text (rowid, text) VALUES (?, ?)", &error);

  qsort (lines, n, sizeof *lines, compare_lines);
  for (guint i = 0; i < n; i++)
    {
      const gint64 pos = (1 << 20) + (gint64) i * DESK_TEXT_GAP;

      sqlite3_bind_int64 (order, 1, pos);
      sqlite3_bind_int64 (order, 2, lines[i].n);
      sqlite3_step (order);
      sqlite3_reset (order);
      sqlite3_bind_int64 (text, 1, pos);
      sqlite3_bind_text (text, 2, lines[i].words, -1, SQLITE_STATIC);
      sqlite3_step (text);
      sqlite3_reset (text);
    }
  sqlite3_finalize (order);
  sqlite3_finalize (text);
}

static double
run_floor (const char *input, const char *output, guint n_customers)
{
  g_autoptr (DeskSchema) schema = desk_schema_new ();
  g_autoptr (GError) error = NULL;
  g_autofree Line *lines = g_new0 (Line, n_customers);
  const int c = schema->customer, p = schema->contact_point;
  FILE *file = fopen (input, "r");
  char *buffers[3] = { NULL, NULL, NULL };
  size_t sizes[3] = { 0, 0, 0 };
  char *parts[3][CRM_MAX_FIELDS + 2];
  const gint64 start = g_get_monotonic_time ();
  sqlite3_stmt *customer, *contact;
  sqlite3 *db = NULL;
  double seconds;

  sqlite3_open (output, &db);
  execute (db, "PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA cache_size = -16000;"
               "PRAGMA wal_autocheckpoint = 4000; PRAGMA temp_store = MEMORY");
  desk_schema_create (schema, db, &error);
  for (guint i = 0; i < schema->n_kinds; i++)
    execute (db, schema->drop_indexes[i]);
  execute (db, "DROP INDEX customer_order_n; INSERT INTO customer_text (customer_text, rank)"
               " VALUES ('automerge', 0), ('hashsize', 8388608); BEGIN");
  customer = desk_sqlite_prepare (db, schema->sql[c][DESK_KIND_INSERT], &error);
  contact = desk_sqlite_prepare (db, schema->sql[p][DESK_KIND_INSERT], &error);
  for (guint i = 0; i < n_customers; i++)
    {
      for (guint j = 0; j < 3; j++)
        {
          if (getline (&buffers[j], &sizes[j], file) < 0)
            g_error ("The file is too short");
          split (buffers[j], parts[j]);
          put_line (j == 0 ? customer : contact, schema->kinds[j == 0 ? c : p], parts[j]);
        }
      make_line (&lines[i], parts[0], parts[1][1 + CRM_CONTACT_POINT_VALUE],
                 parts[2][1 + CRM_CONTACT_POINT_VALUE], i + 1);
    }
  execute (db, "COMMIT; BEGIN");
  for (guint i = 0; i < schema->n_kinds; i++)
    execute (db, schema->indexes[i]);
  put_index (db, lines, n_customers);
  execute (db, DESK_ORDER_INDEX "; COMMIT; PRAGMA wal_checkpoint (TRUNCATE)");
  seconds = (double) (g_get_monotonic_time () - start) / 1e6;
  sqlite3_finalize (customer);
  sqlite3_finalize (contact);
  sqlite3_close (db);
  fclose (file);
  return seconds;
}

static double
get_clock (clockid_t clock)
{
  struct timespec time;

  clock_gettime (clock, &time);
  return (double) time.tv_sec + (double) time.tv_nsec / 1e9;
}

/* In a child each, so that one's memory is not the other's. */
static void
run_child (gboolean is_floor, const char *folder, const char *input, guint n)
{
  const gint64 before = bench_memory ("VmRSS:");
  g_autofree char *plain = g_build_filename (folder, "plain.db", NULL);
  g_autofree char *path = g_build_filename (folder, "db-load", NULL);
  const double seconds = is_floor ? run_floor (input, plain, n) : bench_fill (path, n);
  /* The main thread only makes the stream when the other one applies it. */
  const double cpu =
      get_clock (CLOCK_PROCESS_CPUTIME_ID) - (is_floor ? 0 : get_clock (CLOCK_THREAD_CPUTIME_ID));

  printf ("%-8s %8u rows, %7.3f s, processor %7.3f s, %9.0f rows/s of processor,"
          " memory at most +%.1f MB, at the end +%.1f MB\n",
          is_floor ? "plain" : "applier", n * 3, seconds, cpu, n * 3 / cpu,
          (double) (bench_memory ("VmHWM:") - before) / 1024,
          (double) (bench_memory ("VmRSS:") - before) / 1024);
  fflush (stdout);
  _exit (0);
}

/* Rows that come later, into a cache that is complete: order and index follow each page. */
static void
run_later (const char *folder, guint n)
{
  g_autofree char *path = g_build_filename (folder, "db-load", NULL);
  const double before = get_clock (CLOCK_PROCESS_CPUTIME_ID);
  const double seconds = bench_apply (path, n, 11);
  const double cpu = get_clock (CLOCK_PROCESS_CPUTIME_ID) - before;

  printf ("later    %8u rows, %7.3f s, processor %7.3f s, %9.0f rows/s of processor\n", n * 3,
          seconds, cpu, n * 3 / cpu);
}

static void
measure (gboolean is_floor, const char *folder, const char *input, guint n)
{
  const pid_t child = fork ();

  if (child == 0)
    run_child (is_floor, folder, input, n);
  waitpid (child, NULL, 0);
}

int
main (int argc, char **argv)
{
  g_autofree char *keep = NULL;
  int n_customers = 100000;
  const GOptionEntry options[] = {
    { "customers", 0, 0, G_OPTION_ARG_INT, &n_customers, "How many", "N" },
    { "keep", 0, 0, G_OPTION_ARG_FILENAME, &keep, "Only fill this database folder", "FOLDER" },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (CrmTestDir) folder = NULL;
  g_autofree char *input = NULL;

  g_option_context_add_main_entries (context, options, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    {
      fprintf (stderr, "%s\n", error->message);
      return 2;
    }
  if (keep != NULL)
    {
      printf ("%d customers in %.1f s\n", n_customers, bench_fill (keep, (guint) n_customers));
      return 0;
    }
  folder = crm_test_make_dir ();
  input = g_build_filename (folder, "rows.tsv", NULL);
  write_file (input, (guint) n_customers);
  measure (TRUE, folder, input, (guint) n_customers);
  measure (FALSE, folder, input, (guint) n_customers);
  run_later (folder, (guint) n_customers / 10);
  return 0;
}
