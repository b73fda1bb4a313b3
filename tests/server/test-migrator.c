/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Migrations against a real PostgreSQL: order, checksums, failure half-way, two at once. */

#define G_LOG_DOMAIN "test"

#include "server/db/hub-db-migrator.h"
#include "shared/base/crm-error.h"
#include "tests/lib/crm-test.h"
#include "tests/lib/temp-postgres.h"

#define COUNT_SQL "select count(*) from schema_migration"

typedef struct
{
  char *conninfo;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer postgres)
{
  fixture->conninfo = temp_postgres_create_empty_database ((TempPostgres *) postgres);
}

static void
tear_down (Fixture *fixture, gconstpointer postgres)
{
  g_free (fixture->conninfo);
}

static GPtrArray *
make_list (const char *first_name, ...)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) hub_migration_free);
  va_list args;

  va_start (args, first_name);
  for (const char *name = first_name; name != NULL; name = va_arg (args, const char *))
    {
      const char *sql = va_arg (args, const char *);
      g_autoptr (GError) error = NULL;
      HubMigration *migration = hub_migration_new (name, sql, &error);

      g_assert_no_error (error);
      g_ptr_array_add (list, migration);
    }
  va_end (args);

  return list;
}

static void
assert_query (Fixture *fixture, const char *sql, const char *expected)
{
  g_autofree char *value = temp_postgres_query (fixture->conninfo, sql);

  g_assert_cmpstr (value, ==, expected);
}

static guint
must_run (Fixture *fixture, GPtrArray *list)
{
  g_autoptr (GError) error = NULL;
  guint n = 0;

  hub_db_migrator_run (fixture->conninfo, list, &n, &error);
  g_assert_no_error (error);

  return n;
}

static void
must_fail (Fixture *fixture, GPtrArray *list, const char *word)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (hub_db_migrator_run (fixture->conninfo, list, NULL, &error));
  g_test_message ("%s", error->message);
  g_assert_error (error, CRM_ERROR, CRM_ERROR_FAILED);
  g_assert_nonnull (g_strrstr (error->message, word));
}

static void
test_apply (Fixture *fixture, gconstpointer postgres)
{
  g_autoptr (GPtrArray) one = make_list ("0001-a", "create table a (x int)", NULL);
  g_autoptr (GPtrArray) two =
      make_list ("0001-a", "create table a (x int)", "0002-b",
                 "insert into a values (1); insert into a values (2);", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_false (hub_db_migrator_check (fixture->conninfo, one, &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_FAILED);
  g_clear_error (&error);

  g_assert_cmpuint (must_run (fixture, one), ==, 1);
  g_assert_cmpuint (must_run (fixture, one), ==, 0);
  g_assert_true (hub_db_migrator_check (fixture->conninfo, one, NULL));
  g_assert_false (hub_db_migrator_check (fixture->conninfo, two, NULL));
  g_assert_cmpuint (must_run (fixture, two), ==, 1);
  g_assert_cmpuint (must_run (fixture, two), ==, 0);
  assert_query (fixture, "select sum(x) from a", "3");
}

/* An older program beside a newer database goes on: newer steps only add. */
static void
test_newer_database (Fixture *fixture, gconstpointer postgres)
{
  g_autoptr (GPtrArray) old = make_list ("0001-a", "create table a (x int)", NULL);
  g_autoptr (GPtrArray) new =
      make_list ("0001-a", "create table a (x int)", "0002-b", "alter table a add y int", NULL);

  must_run (fixture, new);
  g_assert_cmpuint (must_run (fixture, old), ==, 0);
  g_assert_true (hub_db_migrator_check (fixture->conninfo, old, NULL));
}

static void
test_changed (Fixture *fixture, gconstpointer postgres)
{
  g_autoptr (GPtrArray) before = make_list ("0001-a", "create table a (x int)", NULL);
  g_autoptr (GPtrArray) after = make_list ("0001-a", "create table a (x int, y int)", "0002-b",
                                           "create table b (x int)", NULL);

  must_run (fixture, before);
  must_fail (fixture, after, "0001-a");
  assert_query (fixture, COUNT_SQL, "1");
}

static void
test_gap (Fixture *fixture, gconstpointer postgres)
{
  g_autoptr (GPtrArray) before = make_list ("0002-b", "create table b (x int)", NULL);
  g_autoptr (GPtrArray) after =
      make_list ("0001-a", "create table a (x int)", "0002-b", "create table b (x int)", NULL);

  must_run (fixture, before);
  must_fail (fixture, after, "0001-a");
}

static void
test_failure (Fixture *fixture, gconstpointer postgres)
{
  g_autoptr (GPtrArray) bad = make_list ("0001-a", "create table a (x int)", "0002-b",
                                         "create table b (x int); insert into nowhere values (1)",
                                         "0003-c", "create table c (x int)", NULL);
  g_autoptr (GPtrArray) good =
      make_list ("0001-a", "create table a (x int)", "0002-b", "create table b (x int)", NULL);

  must_fail (fixture, bad, "nowhere");
  assert_query (fixture, COUNT_SQL, "1");
  assert_query (fixture, "select to_regclass('b') is null", "t");

  /* A step that was never applied may be mended. */
  g_assert_cmpuint (must_run (fixture, good), ==, 1);
}

typedef struct
{
  const char *conninfo;
  GPtrArray *list;
  guint n_applied;
} Race;

static gpointer
race_thread (gpointer data)
{
  Race *race = data;
  g_autoptr (GError) error = NULL;

  hub_db_migrator_run (race->conninfo, race->list, &race->n_applied, &error);
  g_assert_no_error (error);

  return NULL;
}

static void
test_race (Fixture *fixture, gconstpointer postgres)
{
  g_autoptr (GPtrArray) list = make_list ("0001-a", "create table a (x int); select pg_sleep(0.05)",
                                          "0002-b", "create table b (x int)", NULL);
  Race races[4];
  GThread *threads[4];
  guint n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (races); i++)
    {
      races[i] = (Race){ fixture->conninfo, list, 0 };
      threads[i] = g_thread_new ("race", race_thread, &races[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (races); i++)
    {
      g_thread_join (threads[i]);
      n += races[i].n_applied;
    }

  g_assert_cmpuint (n, ==, 2);
}

static void
test_unreachable (void)
{
  g_autoptr (GPtrArray) list = make_list ("0001-a", "select 1", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_false (hub_db_migrator_run ("host='/nonexistent'", list, NULL, &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_UNAVAILABLE);
}

static void
test_names (void)
{
  static const char *const bad[] = { "", "1-a", "0001", "0001_a", "abcd-e", "00001-a" };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (hub_migration_new (bad[i], "select 1", &error));
      g_assert_error (error, CRM_ERROR, CRM_ERROR_INTERNAL);
    }
}

static void
test_embedded (Fixture *fixture, gconstpointer postgres)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) list = hub_db_migrator_list (&error);

  g_assert_no_error (error);
  for (guint i = 0; i < list->len; i++)
    g_assert_cmpuint (((HubMigration *) g_ptr_array_index (list, i))->number, ==, i + 1);
  g_assert_cmpuint (must_run (fixture, NULL), ==, list->len);
  g_assert_true (hub_db_migrator_check (fixture->conninfo, NULL, NULL));
}

#define ADD(name, func) g_test_add ("/migrator/" name, Fixture, postgres, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_autoptr (TempPostgres) postgres = NULL;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/migrator/names", test_names);
  g_test_add_func ("/migrator/unreachable", test_unreachable);
  postgres = temp_postgres_new ();
  if (postgres == NULL)
    return 77;

  ADD ("apply", test_apply);
  ADD ("newer-database", test_newer_database);
  ADD ("changed", test_changed);
  ADD ("gap", test_gap);
  ADD ("failure", test_failure);
  ADD ("race", test_race);
  ADD ("embedded", test_embedded);

  return g_test_run ();
}
