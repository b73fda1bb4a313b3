/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Every statement of the program is prepared against a freshly migrated database; what C declares
 * is compared with what is there, and no file is without a user. */

#define G_LOG_DOMAIN "test"

#include "server/cli/hub-cli-check.h"
#include "server/cli/hub-cli-queries.h"
#include "server/db/hub-db-pool.h"
#include "server/db/hub-db-queries.h"
#include "server/sync/hub-kinds.h"
#include "tests/lib/crm-test.h"
#include "tests/lib/temp-postgres.h"

#include <string.h>

/* NAMEDATALEN - 1: PostgreSQL cuts longer names of prepared statements. */
#define MAX_NAME 63

static gboolean
verify_work (HubDb *db, gpointer data, GError **error)
{
  return hub_db_verify (db, data, error);
}

static void
test_prepare (gconstpointer data)
{
  g_autofree char *conninfo = temp_postgres_create_database ((TempPostgres *) data);
  g_autoptr (HubDbPool) pool = hub_db_pool_new (conninfo, 1, 10);
  guint n_wrong = 0;

  for (guint i = 0; i < hub_cli_n_queries; i++)
    for (guint k = 0; k < hub_cli_queries[i]->n_queries; k++)
      {
        const HubQuery *query = &hub_cli_queries[i]->queries[k];
        g_autoptr (GError) error = NULL;

        if (hub_db_pool_run_sync (pool, HUB_DB_READ_WRITE, verify_work, (gpointer) query, &error))
          continue;
        n_wrong++;
        g_test_message ("%s", error->message);
      }

  g_assert_cmpuint (n_wrong, ==, 0);
  hub_db_pool_close (pool);
}

static void
test_names (void)
{
  g_auto (GStrv) names = hub_db_queries_list_names ();

  g_assert_cmpuint (g_strv_length (names), >, 0);
  for (gsize i = 0; names[i] != NULL; i++)
    {
      g_test_message ("%s", names[i]);
      g_assert_cmpuint (strlen (names[i]), <=, MAX_NAME);
      g_assert_nonnull (hub_cli_queries_find (names[i]));
    }
}

static void
test_declared (void)
{
  for (guint i = 0; i < hub_cli_n_queries; i++)
    for (guint k = 0; k < hub_cli_queries[i]->n_queries; k++)
      {
        g_autoptr (GError) error = NULL;

        hub_db_queries_get_sql (hub_cli_queries[i]->queries[k].name, &error);
        g_assert_no_error (error);
      }
}

/* The table of a kind is named after it; user is a word of SQL. */
static char *
dup_table (guint number)
{
  const char *name = hub_kinds_get (number)->kind->name;

  if (g_str_equal (name, "user"))
    return g_strdup ("app_user");
  return g_strdelimit (g_strdup (name), "-", '_');
}

/* server/sql/kinds.table and hub-kinds.c number the same kinds alike. */
static void
test_kinds (void)
{
  const char *sql = hub_db_queries_get_sql ("sync/list-all", NULL);

  for (guint i = 1; i <= HUB_N_KINDS; i++)
    {
      g_autofree char *table = dup_table (i);
      g_autofree char *arm = g_strdup_printf ("select ver, %u as kind, id from %s\n", i, table);

      g_test_message ("%s", table);
      g_assert_nonnull (strstr (sql, arm));
    }
}

typedef struct
{
  const HubQuery *query;
  guint n_rows;
} Invariant;

static gboolean
count_broken_work (HubDb *db, gpointer data, GError **error)
{
  Invariant *invariant = data;
  g_autoptr (HubDbRows) rows = hub_db_select (db, invariant->query, NULL, error);

  if (rows == NULL)
    return FALSE;
  g_assert_cmpuint (hub_db_rows_columns (rows), ==, 1);
  invariant->n_rows = hub_db_rows_count (rows);

  return TRUE;
}

static guint
count_broken (HubDbPool *pool, const char *name)
{
  Invariant invariant = { hub_cli_queries_find (name), 0 };
  g_autoptr (GError) error = NULL;

  hub_db_pool_run_sync (pool, HUB_DB_READ_ONLY, count_broken_work, &invariant, &error);
  g_assert_no_error (error);

  return invariant.n_rows;
}

#define ID(n)    "'00000000-0000-7000-8000-00000000000" n "'"
#define CUSTOMER "insert into customer (id, ver, type, owner, branch) values "
#define ACCOUNT  "insert into bank_account (id, ver, customer, owner) values "
#define DOCUMENT "insert into identity_document (id, ver, customer, type, owner) values "
#define CONTACT  "insert into contact_point (id, ver, customer, type, value, owner) values "

typedef struct
{
  const char *query;
  const char *sql;
} BrokenCase;

static const BrokenCase broken_cases[] = {
  { "check/orphan-children", CONTACT "(" ID ("1") ", 1, " ID ("2") ", 'phone', 'x', null)" },
  { "check/orphan-children", ACCOUNT "(" ID ("1") ", 1, " ID ("2") ", null)" },
  { "check/orphan-children", DOCUMENT "(" ID ("1") ", 1, " ID ("2") ", 'other', null)" },
  { "check/scope-of-children", CUSTOMER "(" ID ("1") ", 1, 'person', null, null);" ACCOUNT "(" ID (
                                   "2") ", 1, " ID ("1") ", " ID ("3") ")" },
  { "check/scope-of-children", CUSTOMER "(" ID ("1") ", 1, 'person', null, null);" DOCUMENT "(" ID (
                                   "2") ", 1, " ID ("1") ", 'other', " ID ("3") ")" },
  { "check/scope-of-children", CUSTOMER "(" ID ("1") ", 1, 'person', null, null);" CONTACT "(" ID (
                                   "2") ", 1, " ID ("1") ", 'phone', 'x', " ID ("3") ")" },
  { "check/owners", CUSTOMER "(" ID ("1") ", 1, 'person', " ID ("9") ", null)" },
  { "check/branches", CUSTOMER "(" ID ("1") ", 1, 'person', null, " ID ("9") ")" },
  { "check/versions", CUSTOMER "(" ID ("1") ", 9223372036854775807, 'person', null, null)" },
  { "check/epoch", "delete from sync_epoch" },
};

/* Each invariant holds in an empty database and is seen when it is broken. */
static void
test_invariants (gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (broken_cases); i++)
    {
      const BrokenCase *row = &broken_cases[i];
      g_autofree char *conninfo = temp_postgres_create_database ((TempPostgres *) data);
      g_autoptr (HubDbPool) pool = hub_db_pool_new (conninfo, 1, 10);

      g_test_message ("%s", row->query);
      if (i < G_N_ELEMENTS (broken_cases) - 1)
        g_assert_cmpuint (count_broken (pool, row->query), ==, 0);
      g_free (temp_postgres_query (conninfo, row->sql));
      g_assert_cmpuint (count_broken (pool, row->query), ==, 1);
      hub_db_pool_close (pool);
    }
}

int
main (int argc, char **argv)
{
  g_autoptr (TempPostgres) postgres = NULL;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sql/names", test_names);
  g_test_add_func ("/sql/declared", test_declared);
  g_test_add_func ("/sql/kinds", test_kinds);
  postgres = temp_postgres_new ();
  if (postgres == NULL)
    return 77;

  g_test_add_data_func ("/sql/prepare", postgres, test_prepare);
  g_test_add_data_func ("/sql/invariants", postgres, test_invariants);

  return g_test_run ();
}
