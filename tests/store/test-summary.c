/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The table customer_summary: what it says of some plain people, that it follows every change as if
 * it were made anew each time, and that it goes with the calendar. */

#include "client/store/desk-database-private.h"
#include "client/store/desk-query-sql.h"
#include "client/store/desk-summary.h"
#include "client/store/desk-text-index.h"
#include "shared/customers/crm-instalment.h"
#include "shared/customers/crm-policy.h"
#include "tests/store/portfolio-fixture.h"

#include <string.h>

#define N_PEOPLE 60
#define N_ROUNDS 12

typedef struct
{
  char *before;
  char *after;
  const char *today;
} Tables;

static void
append_table (DeskConnection *connection, GString *text)
{
  g_autoptr (GError) error = NULL;
  sqlite3_stmt *statement = desk_sqlite_prepare (
      connection->cache,
      "SELECT n, standing, in_force, premium, paid, overdue, products,"
      " next_event, next_on, next_sum, next_product, last_contact, changes_on, ends_on"
      " FROM customer_summary ORDER BY n",
      &error);
  gboolean row = FALSE;

  g_assert_no_error (error);
  while (desk_sqlite_step (statement, &row, &error) && row)
    {
      for (int i = 0; i < sqlite3_column_count (statement); i++)
        g_string_append_printf (text, "%s ", (const char *) sqlite3_column_text (statement, i));
      g_string_append_c (text, '\n');
    }
  g_assert_no_error (error);
  sqlite3_finalize (statement);
}

static gboolean
compare_work (DeskConnection *connection, gpointer data, GError **error)
{
  Tables *tables = data;
  g_autoptr (GString) before = g_string_new (NULL);
  g_autoptr (GString) after = g_string_new (NULL);

  if (tables->today != NULL && !desk_summary_roll (connection, tables->today, error))
    return FALSE;
  append_table (connection, before);
  if (tables->today == NULL && !desk_summary_build (connection, error))
    return FALSE;
  append_table (connection, after);
  tables->before = g_string_free (g_steal_pointer (&before), FALSE);
  tables->after = g_string_free (g_steal_pointer (&after), FALSE);
  return TRUE;
}

static void
run (Store *store, Tables *tables)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  desk_database_write_async (store->database, DESK_PRIORITY_TYPED, compare_work, tables, NULL, NULL,
                             crm_test_take_result, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  desk_database_work_finish (store->database, result, &error);
  g_assert_no_error (error);
}

/* Says only which line differs. */
static void
assert_same (const char *a, const char *b)
{
  g_auto (GStrv) x = g_strsplit (a, "\n", -1);
  g_auto (GStrv) y = g_strsplit (b, "\n", -1);

  for (guint i = 0; x[i] != NULL && y[i] != NULL; i++)
    g_assert_cmpstr (x[i], ==, y[i]);
  g_assert_cmpuint (g_strv_length (x), ==, g_strv_length (y));
}

static guint
count_lines (const char *text)
{
  guint n = 0;

  for (; *text != '\0'; text++)
    n += *text == '\n';
  return n;
}

/* Whether what followed the changes is what is made from all rows. */
static void
assert_table (Store *store)
{
  Tables tables = { 0 };

  run (store, &tables);
  assert_same (tables.before, tables.after);
  g_assert_cmpuint (count_lines (tables.after), >, N_PEOPLE / 3);
  g_free (tables.before);
  g_free (tables.after);
}

static void
change_some (Portfolio *portfolio, Store *store, guint round)
{
  g_autoptr (CrmChangeWriter) writer = crm_change_writer_new (CRM_CHANGE_ROWS);
  g_autofree char *cursor = g_strdup_printf ("round-%u", round);

  for (guint i = 0; i < 10; i++)
    {
      const guint policy = portfolio_pick (portfolio, 2 * N_PEOPLE);
      const guint instalment = portfolio_pick (portfolio, 4 * N_PEOPLE);

      portfolio_write_policy (portfolio, writer, policy, policy / 2);
      portfolio_write_instalment (portfolio, writer, instalment, instalment / 2, instalment / 4);
    }
  for (guint i = 0; i < 3; i++)
    {
      portfolio_write_note (portfolio, writer, N_PEOPLE + round * 3 + i,
                            portfolio_pick (portfolio, N_PEOPLE));
      portfolio_write_task (portfolio, writer, portfolio_pick (portfolio, N_PEOPLE),
                            portfolio_pick (portfolio, N_PEOPLE));
    }
  for (guint i = 0; i < 4; i++)
    {
      change_gone (writer, &crm_policy_kind,
                   portfolio_id (portfolio, '2', portfolio_pick (portfolio, 2 * N_PEOPLE)),
                   ++portfolio->version, CRM_CHANGE_DELETED);
      change_gone (writer, &crm_instalment_kind,
                   portfolio_id (portfolio, '3', portfolio_pick (portfolio, 4 * N_PEOPLE)),
                   ++portfolio->version, CRM_CHANGE_DELETED);
    }
  change_gone (writer, &crm_customer_kind, portfolio_id (portfolio, '0', round),
               ++portfolio->version, round % 2 == 0 ? CRM_CHANGE_SCOPE : CRM_CHANGE_DELETED);
  if (round > 3)
    portfolio_write_customer (portfolio, writer, round - 3);
  change_cursor (writer, cursor, TRUE);
  g_assert_true (store_feed (store, writer, CRM_CHANGE_ROWS, 0));
}

static void
test_follows (void)
{
  g_autoptr (Store) store = store_new ();
  g_autoptr (Portfolio) portfolio = portfolio_new (11);
  g_autoptr (CrmChangeWriter) writer = crm_change_writer_new (CRM_CHANGE_ROWS);

  portfolio_write_all (portfolio, writer, N_PEOPLE);
  change_cursor (writer, "all", TRUE);
  g_assert_true (store_feed (store, writer, CRM_CHANGE_ROWS, 4096));
  assert_table (store);
  for (guint round = 0; round < N_ROUNDS; round++)
    {
      change_some (portfolio, store, round);
      assert_table (store);
    }
}

/* Each day of two years is as if the table were made on that day. */
static void
test_calendar (void)
{
  g_autoptr (Store) store = store_new ();
  g_autoptr (Portfolio) portfolio = portfolio_new (5);
  g_autoptr (CrmChangeWriter) writer = crm_change_writer_new (CRM_CHANGE_ROWS);
  g_autofree char *previous = NULL;
  guint n_changed = 0;

  portfolio_write_all (portfolio, writer, N_PEOPLE);
  change_cursor (writer, "all", TRUE);
  g_assert_true (store_feed (store, writer, CRM_CHANGE_ROWS, 0));
  for (int day = 1; day < 240; day++)
    {
      Tables rolled = { .today = portfolio_day (portfolio, day) };
      Tables again = { .today = portfolio_day (portfolio, day - 1) };

      run (store, &rolled);
      /* Back and forth: a clock that was set back sums all of them up. */
      run (store, &again);
      g_free (again.before);
      g_free (again.after);
      again = (Tables){ .today = "1999-01-01" };
      run (store, &again);
      g_free (again.before);
      g_free (again.after);
      again = (Tables){ .today = portfolio_day (portfolio, day) };
      run (store, &again);
      assert_same (rolled.after, again.after);
      n_changed += g_strcmp0 (previous, rolled.after) != 0;
      g_free (previous);
      previous = g_steal_pointer (&rolled.after);
      g_free (rolled.before);
      g_free (again.before);
      g_free (again.after);
    }
  g_assert_cmpuint (n_changed, >, 8);
}

static void
put (CrmChange *change, guint field, const char *value)
{
  change->values[field] = value;
  change->lengths[field] = (int) strlen (value);
}

static void
write_policy (Portfolio *portfolio, CrmChangeWriter *writer, guint n, const char *status, int ends)
{
  CrmChange change = { .type = CRM_CHANGE_ROW, .kind = &crm_policy_kind, .version = 1 };

  crm_id_to_bytes (portfolio_id (portfolio, '2', n), change.id);
  put (&change, CRM_POLICY_CUSTOMER, portfolio_id (portfolio, '0', 0));
  put (&change, CRM_POLICY_PRODUCT, n == 0 ? "kasko" : "osago");
  put (&change, CRM_POLICY_STATUS, status);
  put (&change, CRM_POLICY_STARTS_ON, portfolio_day (portfolio, ends - 364));
  put (&change, CRM_POLICY_ENDS_ON, portfolio_day (portfolio, ends));
  put (&change, CRM_POLICY_PREMIUM_KOPECKS, "1200000");
  crm_change_writer_add (writer, &change);
}

static gboolean
has_summary (gpointer data)
{
  return crm_customer_get_summary (data)->n_in_force > 0;
}

/* The live object of a list has it, and follows. */
static void
test_live (void)
{
  g_autoptr (Store) store = store_new_loaded ();
  g_autoptr (Portfolio) portfolio = portfolio_new (1);
  g_autoptr (CrmChangeWriter) writer = crm_change_writer_new (CRM_CHANGE_ROWS);
  g_autoptr (CrmRecord) record = NULL;
  const CrmCustomerSummary *summary;

  portfolio_write_customer (portfolio, writer, 0);
  write_policy (portfolio, writer, 0, "active", 20);
  write_policy (portfolio, writer, 1, "issued", 40);
  write_policy (portfolio, writer, 2, "cancelled", 40);
  change_cursor (writer, "one", TRUE);
  record = desk_database_ref_record (store->database, &crm_customer_kind,
                                     portfolio_id (portfolio, '0', 0));
  g_assert_true (store_feed (store, writer, CRM_CHANGE_ROWS, 0));
  crm_test_wait_until (has_summary, record, 20000);
  summary = crm_customer_get_summary (CRM_CUSTOMER (record));
  g_assert_cmpint (summary->standing, ==, CRM_STANDING_CLIENT);
  g_assert_cmpuint (summary->n_in_force, ==, 2);
  g_assert_cmpint (summary->premium, ==, 2400000);
  g_assert_cmpstr (summary->products, ==, ",kasko,osago,");
  g_assert_cmpint (summary->next_event, ==, CRM_NEXT_POLICY_ENDS);
  g_assert_cmpstr (summary->next_on, ==, portfolio_day (portfolio, 20));
  g_assert_cmpstr (summary->ends_on, ==, portfolio_day (portfolio, 20));
  g_assert_cmpstr (summary->next_product, ==, "kasko");
  g_assert_cmpstr (summary->changes_on, ==, portfolio_day (portfolio, 21));
}

/* Rich ones first, those without anything last, whichever way round. */
static gboolean
sort_work (DeskConnection *connection, gpointer data, GError **error)
{
  for (guint descending = 0; descending < 2; descending++)
    {
      g_autoptr (DeskQuery) all = desk_query_new (&crm_customer_kind);
      g_autoptr (DeskQuery) named = desk_query_sort (all, "name", TRUE);
      g_autoptr (DeskQuery) query = desk_query_sort (named, "premium", descending == 1);
      g_autoptr (GArray) keys = g_array_new (FALSE, FALSE, sizeof (gint64));
      gint64 before = -1, key_before = G_MAXINT64;

      if (!desk_query_run (query, connection, 0, keys, error))
        return FALSE;
      for (guint i = 0; i < keys->len; i++)
        {
          const gint64 key = g_array_index (keys, gint64, i);
          g_autofree CrmCustomerSummary *summary = NULL;
          gint64 n = 0, premium;

          desk_text_index_get_row (connection, key, &n, error);
          desk_summary_read (connection, n, &summary, error);
          premium = summary != NULL ? summary->premium : 0;
          if (before >= 0 && premium == before)
            g_assert_cmpint (key, <, key_before);
          else if (before == 0)
            g_assert_not_reached ();
          else if (before > 0 && premium > 0)
            g_assert_true (descending == 1 ? premium < before : premium > before);
          before = premium;
          key_before = key;
        }
    }
  return TRUE;
}

static void
test_sort (void)
{
  g_autoptr (Store) store = store_new ();
  g_autoptr (Portfolio) portfolio = portfolio_new (3);
  g_autoptr (CrmChangeWriter) writer = crm_change_writer_new (CRM_CHANGE_ROWS);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  portfolio_write_all (portfolio, writer, N_PEOPLE);
  change_cursor (writer, "all", TRUE);
  g_assert_true (store_feed (store, writer, CRM_CHANGE_ROWS, 0));
  desk_database_read_async (store->database, DESK_PRIORITY_TYPED, sort_work, store, NULL, NULL,
                            crm_test_take_result, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  desk_database_work_finish (store->database, result, &error);
  g_assert_no_error (error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/summary/follows", test_follows);
  g_test_add_func ("/summary/calendar", test_calendar);
  g_test_add_func ("/summary/sort", test_sort);
  g_test_add_func ("/summary/live", test_live);
  return g_test_run ();
}
