/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the build and a migration make of a line in the table of kinds, for every sort of kind: of
 * one on which another hangs, of a loose one, of one that everybody sees. */

#define G_LOG_DOMAIN "test"

#include "tests/lib/crm-test.h"
#include "tests/lib/temp-postgres.h"

#define ID(n)    "00000000-0000-7000-8000-0000000000" n
#define CUSTOMER ID ("01")
#define CONTRACT ID ("02")
#define OTHER    ID ("03")
#define SLICE    ID ("04")
#define SECOND   ID ("05")
#define OWNER    ID ("0a")
#define BRANCH   ID ("0b")

typedef struct
{
  char *conninfo; /* (owned) */
  char *folder;   /* (owned): filled-in statements */
} Fixture;

static char *
read_file (const char *path)
{
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "kinds", "tables.sql", NULL);
  g_autofree char *tables = read_file (path);

  f->conninfo = temp_postgres_create_database ((TempPostgres *) data);
  f->folder = g_test_build_filename (G_TEST_BUILT, "kinds-sql", NULL);
  g_free (temp_postgres_query (f->conninfo, tables));
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_free (f->conninfo);
  g_free (f->folder);
}

static void
execute (Fixture *f, const char *sql)
{
  g_free (temp_postgres_query (f->conninfo, sql));
}

static void
assert_query (Fixture *f, const char *sql, const char *expected)
{
  g_autofree char *found = temp_postgres_query (f->conninfo, sql);

  g_assert_cmpstr (found, ==, expected);
}

static char *
dup_statement (Fixture *f, const char *name)
{
  g_autofree char *file = g_strconcat (name, ".sql", NULL);
  g_autofree char *path = g_build_filename (f->folder, "queries", file, NULL);
  g_autofree char *text = read_file (path);

  return g_strconcat ("prepare one as ", text, ";", NULL);
}

/* (transfer full) (nullable): the first field. */
static char *
run (Fixture *f, const char *name, const char *params)
{
  g_autofree char *statement = dup_statement (f, name);
  g_autofree char *sql = params != NULL
                             ? g_strconcat (statement, "execute one (", params, ")", NULL)
                             : g_strconcat (statement, "execute one", NULL);

  return temp_postgres_query (f->conninfo, sql);
}

static void
assert_run (Fixture *f, const char *name, const char *params, const char *expected)
{
  g_autofree char *found = run (f, name, params);

  g_test_message ("%s", name);
  g_assert_cmpstr (found, ==, expected);
}

static void
assert_gone (Fixture *f, const char *expected)
{
  assert_query (
      f,
      "select string_agg(case when deleted then 'gone' else 'there' end, ' ' order by id)"
      " from (select id, deleted from contract union all select id, deleted from slice) x",
      expected);
}

/* A customer with two contracts, and a slice of each. */
static void
fill (Fixture *f)
{
  execute (f, "insert into customer (id, ver, type, owner, branch)"
              " values ('" CUSTOMER "', 1, 'person', '" OWNER "', '" BRANCH "');"
              "insert into contract (id, ver, customer, owner, branch, number) values"
              " ('" CONTRACT "', 1, '" CUSTOMER "', '" OWNER "', '" BRANCH "', '12345'),"
              " ('" OTHER "', 1, '" CUSTOMER "', '" OWNER "', '" BRANCH "', null);"
              "insert into slice (id, ver, customer, owner, branch, contract) values"
              " ('" SLICE "', 1, '" CUSTOMER "', '" OWNER "', '" BRANCH "', '" CONTRACT "'),"
              " ('" SECOND "', 1, '" CUSTOMER "', '" OWNER "', '" BRANCH "', '" OTHER "')");
}

/* ---- tests --------------------------------------------------------------------------------- */

static void
test_prepare (Fixture *f, gconstpointer data)
{
  g_autofree char *path = g_test_build_filename (G_TEST_BUILT, "kinds-sql.list", NULL);
  g_autofree char *list = read_file (path);
  g_auto (GStrv) lines = g_strsplit (g_strchomp (list), "\n", -1);

  g_assert_cmpuint (g_strv_length (lines), >, 40);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autofree char *text = read_file (lines[i]);
      g_autofree char *sql = g_strconcat ("prepare one as ", text, NULL);

      g_test_message ("%s", lines[i]);
      execute (f, sql);
    }
}

/* What goes with a row comes back with it, and nothing else does. */
static void
test_below (Fixture *f, gconstpointer data)
{
  fill (f);
  g_free (run (f, "sync/remove-below-contract", "'" CONTRACT "'"));
  assert_gone (f, "there there gone there");
  g_free (run (f, "sync/restore-below-contract", "'" CONTRACT "'"));
  assert_gone (f, "there there there there");

  /* The first contract by itself, the rest with the customer. */
  g_free (run (f, "sync/remove-below-contract", "'" CONTRACT "'"));
  execute (f,
           "update contract set deleted = true, rev = 2, revs = '{\"*\":[2]}' where id = '" CONTRACT
           "'");
  g_free (run (f, "sync/remove-below-customer", "'" CUSTOMER "'"));
  assert_gone (f, "gone gone gone gone");
  g_free (run (f, "sync/restore-below-customer", "'" CUSTOMER "'"));
  assert_gone (f, "gone there gone there");
}

/* Whoever changes a slice has its contract and its customer locked. */
static void
test_load (Fixture *f, gconstpointer data)
{
  fill (f);
  assert_run (f, "sync/load-slice", "'{" SLICE "}'", SLICE);
  assert_run (f, "sync/load-contract", "null, '{" SECOND "}'", OTHER);
  assert_run (f, "sync/load-customer", "null, null, null, null, null, '{" SLICE "}'", CUSTOMER);
  assert_run (f, "sync/load-customer", "null, null, null, null, '{" OTHER "}', null", CUSTOMER);
}

static void
test_move (Fixture *f, gconstpointer data)
{
  fill (f);
  assert_run (f, "check/scope-of-children", NULL, NULL);
  execute (f, "update customer set owner = null, branch = null");
  g_free (run (f, "customers/move-children", "'{" CUSTOMER "}', null, null"));
  assert_run (f, "check/scope-of-children", NULL, NULL);
  assert_query (f, "select count(*) from slice where owner is null and ver > 1", "2");

  execute (f, "update slice set ver = 1");
  g_free (run (f, "admin/bump-customer", "'" CUSTOMER "'"));
  assert_query (f, "select count(*) from slice where ver > 1", "2");
}

static void
test_orphans (Fixture *f, gconstpointer data)
{
  fill (f);
  assert_run (f, "check/orphan-children", NULL, NULL);
  execute (f, "update contract set deleted = true where id = '" OTHER "'");
  assert_run (f, "check/orphan-children", NULL, SECOND);
  execute (f, "update contract set deleted = false, customer = '" OWNER "' where id = '" OTHER "'");
  execute (f, "insert into customer (id, ver, type) values ('" OWNER "', 1, 'person')");
  assert_run (f, "check/orphan-children", NULL, SECOND);
}

/* As it is delivered: masked, in the words of the protocol. */
static void
test_shown (Fixture *f, gconstpointer data)
{
  g_autofree char *statement = NULL;
  g_autofree char *sql = NULL;

  fill (f);
  execute (
      f, "update contract set premium = 100, rate = 0.50, starts_on = '2026-03-01', renewed = true,"
         " signed_at = '2026-03-01 12:00:00+03', words = '[\"a\"]' where id = '" CONTRACT "'");
  statement = dup_statement (f, "sync/rows-contract");
  sql = g_strconcat (
      statement,
      "create temp table shown as execute one ('{" CONTRACT "}', true, 3, null, null, null);"
      "select concat_ws(' ', number, premium, rate, starts_on, signed_at, renewed, words)"
      " from shown",
      NULL);
  assert_query (f, sql, "••345 100 0.50 2026-03-01 2026-03-01T09:00:00.000000Z true [\"a\"]");
}

/* The second belt holds for tables that were made in one line, too. */
static void
test_security (Fixture *f, gconstpointer data)
{
  fill (f);
  execute (f, "insert into label (id, ver, name) values ('" SLICE "', 1, 'x');"
              "insert into pinned_view (id, ver, owner) values ('" SLICE "', 1, '" OWNER "')");
  assert_query (
      f,
      "set role zontik_app; select (select count(*) from contract) || ' ' || (select count(*) from "
      "slice)"
      " || ' ' || (select count(*) from pinned_view) || ' ' || (select count(*) from label)",
      "0 0 0 1");
  assert_query (f,
                "set role zontik_app; select set_config('zontik.owners', '{" OWNER "}', false),"
                " set_config('zontik.reach', '00000001110', false);"
                "select (select count(*) from contract) || ' ' || (select count(*) from slice)"
                " || ' ' || (select count(*) from pinned_view)",
                "2 2 1");
}

static void
test_rights (Fixture *f, gconstpointer data)
{
  execute (
      f,
      "update role set rights = '{\"customer\":{\"see\":\"own\"},\"share\":{}}' where code = "
      "'agent';"
      "update role set rev = 1, ver = 1;"
      "select app_give_rights('contract', '{\"agent\": {\"see\": \"own\", \"edit\": \"own\"}}')");
  assert_query (f, "select rights from role where code = 'agent'",
                "{\"contract\":{\"edit\":\"own\",\"see\":\"own\"},\"customer\":{\"see\":\"own\"}}");
  assert_query (f, "select string_agg(code, ' ') from role where ver > 1 and rev = 2", "agent");
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *name;
    void (*func) (Fixture *f, gconstpointer data);
  } tests[] = {
    { "prepare", test_prepare },   { "below", test_below },     { "load", test_load },
    { "move", test_move },         { "orphans", test_orphans }, { "shown", test_shown },
    { "security", test_security }, { "rights", test_rights },
  };
  g_autoptr (TempPostgres) postgres = NULL;

  g_test_init (&argc, &argv, NULL);
  postgres = temp_postgres_new ();
  if (postgres == NULL)
    return 77;

  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strconcat ("/kinds/", tests[i].name, NULL);

      g_test_add (path, Fixture, postgres, set_up, tests[i].func, tear_down);
    }
  return g_test_run ();
}
