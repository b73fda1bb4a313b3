/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The list of clients with policies and instalments behind it: what the summary costs a first load,
 * filters, groups and searches on the reader, and an act on many with its undo.
 *   bench-lists [--customers N] [--bulk N] */

#include "client/store/desk-change-applier.h"
#include "client/store/desk-database-private.h"
#include "client/store/desk-outbox.h"
#include "client/store/desk-query-sql.h"
#include "client/store/desk-summary.h"
#include "shared/base/crm-date.h"
#include "shared/customers/crm-customer.h"
#include "shared/customers/crm-instalment.h"
#include "shared/customers/crm-policy.h"
#include "tests/bench/bench-data.h"
#include "tests/lib/crm-test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#define CHUNK (256 * 1024)

typedef struct
{
  DeskDatabase *database;
  CrmChangeWriter *writer;
  DeskChangeApplier *applier;
  GPtrArray *customers; /* (element-type utf8) */
  guint64 seed;
  guint n_rows;
  int today;
} World;

static double
cpu_now (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return (double) (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
         (double) (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static void
await (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
}

static void
feed (World *world)
{
  g_autoptr (GBytes) bytes = crm_change_writer_take (world->writer);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  desk_change_applier_feed_async (world->applier, bytes, NULL, crm_test_take_result, &result);
  await (&result);
  desk_change_applier_feed_finish (world->applier, result, &error);
  g_assert_no_error (error);
}

static void
feed_when_full (World *world)
{
  if (crm_change_writer_size (world->writer) >= CHUNK)
    feed (world);
}

typedef struct
{
  CrmChange change;
  char texts[8][44];
  guint n;
} Row;

static void
put (Row *row, guint field, const char *value)
{
  g_strlcpy (row->texts[row->n], value, sizeof row->texts[0]);
  row->change.values[field] = row->texts[row->n];
  row->change.lengths[field] = (int) strlen (row->texts[row->n]);
  row->n++;
}

static void
put_day (World *world, Row *row, guint field, int days)
{
  g_autofree char *date = crm_date_from_days (world->today + days);

  put (row, field, date);
}

static void
begin_row (Row *row, const CrmKind *kind, char letter, guint n, char id[37])
{
  memset (row, 0, sizeof *row);
  row->change.type = CRM_CHANGE_ROW;
  row->change.kind = kind;
  row->change.version = 1;
  g_snprintf (id, 37, "01980000-0000-7000-800%c-%012x", letter, n);
  crm_id_to_bytes (id, row->change.id);
}

static void
write_instalment (World *world, const char *customer, const char *policy, guint n, int due)
{
  char id[37];
  Row row;

  begin_row (&row, &crm_instalment_kind, '3', n, id);
  put (&row, CRM_INSTALMENT_POLICY, policy);
  put (&row, CRM_INSTALMENT_POLICYHOLDER, customer);
  put (&row, CRM_INSTALMENT_STATUS, "planned");
  put_day (world, &row, CRM_INSTALMENT_DUE_ON, due);
  put (&row, CRM_INSTALMENT_AMOUNT_KOPECKS, "450000");
  put (&row, CRM_INSTALMENT_PAID_KOPECKS, due < -3 ? "450000" : "0");
  crm_change_writer_add (world->writer, &row.change);
  world->n_rows++;
  feed_when_full (world);
}

static void
write_policy (World *world, const char *customer, guint n)
{
  static const char *const products[] = { "osago", "kasko", "property", "dms", "vzr" };
  const int ends = (int) (crm_test_random (&world->seed) % 500) - 100;
  char id[37], number[20];
  Row row;

  begin_row (&row, &crm_policy_kind, '2', n, id);
  g_snprintf (number, sizeof number, "%010u", 5000000 + n);
  put (&row, CRM_POLICY_CUSTOMER, customer);
  put (&row, CRM_POLICY_PRODUCT, products[n % G_N_ELEMENTS (products)]);
  put (&row, CRM_POLICY_NUMBER, number);
  put (&row, CRM_POLICY_STATUS, "active");
  put_day (world, &row, CRM_POLICY_STARTS_ON, ends - 364);
  put_day (world, &row, CRM_POLICY_ENDS_ON, ends);
  put (&row, CRM_POLICY_PREMIUM_KOPECKS, "900000");
  crm_change_writer_add (world->writer, &row.change);
  world->n_rows++;
  feed_when_full (world);
}

static void
write_children (World *world)
{
  for (guint i = 0; i < 2 * world->customers->len; i++)
    write_policy (world, g_ptr_array_index (world->customers, i / 2), i);
  for (guint i = 0; i < 2 * world->customers->len; i++)
    for (guint j = 0; j < 2; j++)
      {
        char policy[37];

        g_snprintf (policy, sizeof policy, "01980000-0000-7000-8002-%012x", i);
        write_instalment (world, g_ptr_array_index (world->customers, i / 2), policy, i * 2 + j,
                          (int) (crm_test_random (&world->seed) % 400) - 200);
      }
}

static void
load (World *world, guint n_customers)
{
  g_autoptr (BenchData) data = bench_data_new (7);
  g_autoptr (GAsyncResult) ended = NULL;
  g_autoptr (GError) error = NULL;
  const double cpu = cpu_now ();
  const gint64 start = g_get_monotonic_time ();

  for (guint i = 0; i < n_customers; i++)
    {
      bench_data_next (data);
      bench_data_write (data, world->writer);
      g_ptr_array_add (world->customers, g_strdup (data->id));
      world->n_rows += 3;
      feed_when_full (world);
    }
  write_children (world);
  bench_data_write_cursor (world->writer, "end", TRUE);
  feed (world);
  desk_change_applier_end_async (world->applier, NULL, crm_test_take_result, &ended);
  await (&ended);
  g_assert_true (desk_change_applier_end_finish (world->applier, ended, &error));
  printf ("first load: %u rows, %.2f s, %.2f s of CPU with making the rows\n", world->n_rows,
          (double) (g_get_monotonic_time () - start) / 1e6, cpu_now () - cpu);
}

static void
run_work (World *world, DeskDatabaseWork work, gboolean write)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  if (write)
    desk_database_write_async (world->database, DESK_PRIORITY_TYPED, work, world, NULL, NULL,
                               crm_test_take_result, &result);
  else
    desk_database_read_async (world->database, DESK_PRIORITY_TYPED, work, world, NULL, NULL,
                              crm_test_take_result, &result);
  await (&result);
  desk_database_work_finish (world->database, result, &error);
  g_assert_no_error (error);
}

static gboolean
build_work (DeskConnection *connection, gpointer data, GError **error)
{
  const double cpu = cpu_now ();
  const gboolean done = desk_summary_build (connection, error);

  printf ("summary of all: %.2f s of CPU, a part of the first load\n", cpu_now () - cpu);
  return done;
}

static void
measure_query (DeskConnection *connection, const char *name, DeskQuery *query)
{
  double first[5], all[5];
  gint64 n = 0;

  for (guint i = 0; i < 5; i++)
    {
      g_autoptr (GArray) keys = g_array_new (FALSE, FALSE, sizeof (gint64));
      double cpu = cpu_now ();

      g_assert_true (desk_query_run (query, connection, 301, keys, NULL));
      first[i] = (cpu_now () - cpu) * 1000;
      g_array_set_size (keys, 0);
      cpu = cpu_now ();
      g_assert_true (desk_query_run (query, connection, 0, keys, NULL));
      all[i] = (cpu_now () - cpu) * 1000;
      n = keys->len;
    }
  qsort (first, 5, sizeof *first, bench_compare_doubles);
  qsort (all, 5, sizeof *all, bench_compare_doubles);
  printf ("%-34s first rows %7.2f ms, all %6" G_GINT64_FORMAT " rows %7.2f ms of CPU\n", name,
          first[2], n, all[2]);
}

typedef struct
{
  const char *field;
  DeskFilterOp op;
  const char *value;
} FilterCase;

static const FilterCase filters[] = {
  { "overdue", DESK_OP_YES, NULL },      { "ends", DESK_OP_WITHIN, "30" },
  { "product", DESK_OP_HAS, "kasko" },   { "premium", DESK_OP_AT_LEAST, "1500000" },
  { "birthday", DESK_OP_WITHIN, "7" },   { "contact", DESK_OP_HAS_NOT, "email" },
  { "city", DESK_OP_CONTAINS, "псков" }, { "tags", DESK_OP_HAS, "vip" },
  { "contacted", DESK_OP_PAST, "90" },   { "age", DESK_OP_AT_LEAST, "80" },
};

static gboolean
query_work (DeskConnection *connection, gpointer data, GError **error)
{
  static const char *const searches[] = { "капе",    "капелькин", "капелбкин",
                                          "0005001", "0123",      "а123вс" };
  g_autoptr (DeskQuery) all = desk_query_new (&crm_customer_kind);
  g_autoptr (DeskQuery) rich = desk_query_sort (all, "premium", TRUE);
  g_autoptr (DeskQuery) grouped = desk_query_group (all, "month");

  measure_query (connection, "everybody", all);
  for (guint i = 0; i < G_N_ELEMENTS (filters); i++)
    {
      g_autoptr (DeskFilter) filter =
          desk_filter_new_test (filters[i].field, filters[i].op, filters[i].value);
      g_autoptr (DeskQuery) query = desk_query_filter (all, filter);

      measure_query (connection, filters[i].field, query);
    }
  measure_query (connection, "order by premium", rich);
  measure_query (connection, "groups by month", grouped);
  for (guint i = 0; i < G_N_ELEMENTS (searches); i++)
    {
      g_autoptr (DeskQuery) query = desk_query_search (all, searches[i]);

      measure_query (connection, searches[i], query);
    }
  return TRUE;
}

static void
measure_bulk (World *world, guint n)
{
  g_autoptr (DeskOutbox) outbox = desk_outbox_new (world->database);
  g_autoptr (GPtrArray) commands =
      g_ptr_array_new_with_free_func ((GDestroyNotify) crm_command_unref);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) ids = NULL;
  g_auto (GStrv) taken = NULL;
  g_autoptr (GAsyncResult) submitted = NULL;
  g_autoptr (GAsyncResult) discarded = NULL;
  g_autoptr (GError) error = NULL;
  double cpu = cpu_now ();
  gint64 start = g_get_monotonic_time ();

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (CrmFieldSet) set = crm_field_set_new (&crm_customer_kind);
      g_autoptr (CrmFieldSet) was = crm_field_set_new (&crm_customer_kind);
      CrmCommand *command;

      crm_field_set_put (set, CRM_CUSTOMER_TAGS, "[\"vip\"]");
      crm_field_set_put (was, CRM_CUSTOMER_TAGS, NULL);
      command = crm_command_new_update (&crm_customer_kind, g_ptr_array_index (world->customers, i),
                                        1, set, was);
      g_ptr_array_add (commands, command);
      g_strv_builder_add (builder, crm_command_get_id (command));
    }
  ids = g_strv_builder_end (builder);
  desk_outbox_submit_async (outbox, commands, NULL, crm_test_take_result, &submitted);
  await (&submitted);
  g_assert_true (desk_outbox_submit_finish (outbox, submitted, &error));
  printf ("bulk edit of %u: %.2f s, %.2f s of CPU\n", n,
          (double) (g_get_monotonic_time () - start) / 1e6, cpu_now () - cpu);
  cpu = cpu_now ();
  start = g_get_monotonic_time ();
  desk_outbox_discard_async (outbox, (const char *const *) ids, NULL, crm_test_take_result,
                             &discarded);
  await (&discarded);
  taken = desk_outbox_discard_finish (outbox, discarded, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_strv_length (taken), ==, n);
  printf ("undo of it: %.2f s, %.2f s of CPU\n", (double) (g_get_monotonic_time () - start) / 1e6,
          cpu_now () - cpu);
}

int
main (int argc, char **argv)
{
  int n_customers = 100000, n_bulk = 10000;
  const GOptionEntry options[] = {
    { "customers", 0, 0, G_OPTION_ARG_INT, &n_customers, "How many", "N" },
    { "bulk", 0, 0, G_OPTION_ARG_INT, &n_bulk, "How many at once", "N" },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (CrmTestDir) made = crm_test_make_dir ();
  g_autofree char *folder = g_build_filename (made, "db-lists", NULL);
  g_autofree char *today = desk_summary_dup_today ();
  g_autoptr (GAsyncResult) opened = NULL;
  World world = { .seed = 3 };

  g_option_context_add_main_entries (context, options, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    {
      fprintf (stderr, "%s\n", error->message);
      return 2;
    }
  crm_date_to_days (today, &world.today);
  world.customers = g_ptr_array_new_with_free_func (g_free);
  world.database = desk_database_new (folder);
  desk_database_open_async (world.database, NULL, crm_test_take_result, &opened);
  await (&opened);
  desk_database_open_finish (world.database, opened, &error);
  g_assert_no_error (error);
  world.writer = crm_change_writer_new (CRM_CHANGE_ROWS);
  world.applier = desk_change_applier_new (world.database, CRM_CHANGE_ROWS);
  load (&world, (guint) n_customers);
  run_work (&world, build_work, TRUE);
  run_work (&world, query_work, FALSE);
  measure_bulk (&world, (guint) n_bulk);
  g_object_unref (world.applier);
  crm_change_writer_free (world.writer);
  desk_database_close (world.database);
  crm_test_drain ();
  g_object_unref (world.database);
  g_ptr_array_unref (world.customers);
  return 0;
}
