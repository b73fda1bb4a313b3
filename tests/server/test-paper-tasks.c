/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A document that ends soon makes one task; it moves with the end and is done when the document is
 * renewed or gone. */

#define G_LOG_DOMAIN "test"

#include "server/customers/hub-paper-tasks.h"
#include "shared/base/crm-date.h"
#include "tests/lib/crm-test.h"
#include "tests/server/sync-fixture.h"

#define TODAY    "2026-03-01"
#define CUSTOMER "0198a3c2-0000-7000-8000-0000000000c1"
#define PAPER    "0198a3c2-0000-7000-8000-0000000000d1"

typedef struct
{
  SyncFixture *sync;
  HubSession *anna;
  HubSession *petr;
  HubPaperPage page; /* of the last run */
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->sync = sync_fixture_new ((TempPostgres *) data, 2);
  f->anna = sync_fixture_add_user (f->sync, "anna", "agent", "Москва");
  f->petr = sync_fixture_add_user (f->sync, "petr", "agent", "Москва");
  sync_fixture_sql (f->sync,
                    "insert into customer (id, ver, type, last_name, birth_date, owner, branch)"
                    " select '" CUSTOMER "', sync_ver(), 'person', 'Тестов', '1980-12-05', id,"
                    " branch from app_user where id = '%s'",
                    f->anna->user);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  hub_session_unref (f->anna);
  hub_session_unref (f->petr);
  sync_fixture_free (f->sync);
}

static void
add_paper (Fixture *f, const char *type, const char *issued_on, const char *valid_to)
{
  sync_fixture_sql (f->sync,
                    "insert into identity_document (id, ver, owner, branch, customer, type, number,"
                    " issued_on, valid_to) select '" PAPER "', sync_ver(), owner, branch, id, '%s',"
                    " '123456', nullif('%s', '')::date, nullif('%s', '')::date from customer",
                    type, issued_on, valid_to);
}

static void
change_paper (Fixture *f, const char *set)
{
  sync_fixture_sql (f->sync, "update identity_document set %s, ver = sync_ver()", set);
}

static void
run_on (Fixture *f, const char *today, gint64 since)
{
  g_autoptr (HubTickle) tickle = hub_tickle_new ();
  g_autoptr (GError) error = NULL;

  f->page = (HubPaperPage){ .days_ahead = 30, .limit = 10, .since = since, .tickle = tickle };
  g_assert_true (crm_date_to_days (today, &f->page.today));
  hub_db_pool_run_sync (f->sync->pool, HUB_DB_READ_WRITE, hub_paper_tasks_work, &f->page, &error);
  g_assert_no_error (error);
  g_assert_true (f->page.is_mine);
  f->page.tickle = NULL;
}

static void
assert_tasks (Fixture *f, const char *expected)
{
  g_autofree char *found = sync_fixture_ask (
      f->sync,
      "select coalesce(string_agg(concat_ws(' ', text, to_char(due_at at time zone 'UTC',"
      " 'MM-DD'), u.login, source, outcome, case when done_at is null then 'open' else 'done' end),"
      " '; ' order by t.id), '') from task t join app_user u on u.id = t.owner");

  g_assert_cmpstr (found, ==, expected);
}

static void
test_once (Fixture *f, gconstpointer data)
{
  add_paper (f, "foreign-passport", "", "2026-03-20");
  run_on (f, "2026-02-01", 0);
  assert_tasks (f, "");
  run_on (f, TODAY, 0);
  g_assert_cmpuint (f->page.n_made, ==, 1);
  assert_tasks (f, "Заканчивается загранпаспорт: 20.03.2026 03-01 anna document-expiry open");
  run_on (f, TODAY, 0);
  run_on (f, "2026-03-25", 0);
  assert_tasks (f, "Заканчивается загранпаспорт: 20.03.2026 03-01 anna document-expiry open");

  /* Who has done it is not asked again. */
  sync_fixture_sql (f->sync, "update task set done_at = now()");
  run_on (f, "2026-03-26", 0);
  assert_tasks (f, "Заканчивается загранпаспорт: 20.03.2026 03-01 anna document-expiry done");
}

static void
test_moves (Fixture *f, gconstpointer data)
{
  add_paper (f, "foreign-passport", "", "2026-03-20");
  run_on (f, TODAY, 0);
  sync_fixture_sql (f->sync, "update customer set owner = '%s'", f->petr->user);
  change_paper (f, "valid_to = '2026-03-15'");
  run_on (f, "2026-03-02", f->page.seen);
  g_assert_cmpuint (f->page.n_moved, ==, 1);
  assert_tasks (f, "Заканчивается загранпаспорт: 15.03.2026 03-02 petr document-expiry open");
}

static void
test_renewed (Fixture *f, gconstpointer data)
{
  add_paper (f, "foreign-passport", "", "2026-03-20");
  run_on (f, TODAY, 0);
  change_paper (f, "valid_to = '2036-03-20'");
  run_on (f, TODAY, f->page.seen);
  g_assert_cmpuint (f->page.n_ended, ==, 1);
  assert_tasks (
      f,
      "Заканчивается загранпаспорт: 20.03.2026 03-01 anna document-expiry document-changed done");
  run_on (f, "2036-03-01", 0);
  g_assert_cmpuint (f->page.n_made, ==, 1);
}

static void
test_gone (Fixture *f, gconstpointer data)
{
  add_paper (f, "driving-licence", "2016-03-05", "");
  run_on (f, TODAY, 0);
  g_assert_cmpuint (f->page.n_made, ==, 1);
  change_paper (f, "deleted = true");
  run_on (f, TODAY, f->page.seen);
  g_assert_cmpuint (f->page.n_ended, ==, 1);
  run_on (f, TODAY, 0);
  g_assert_cmpuint (f->page.n_ended + f->page.n_made, ==, 0);
}

/* The age of its owner ends a passport; one that ended long ago is no news. */
static void
test_by_law (Fixture *f, gconstpointer data)
{
  add_paper (f, "passport", "2001-01-10", "");
  run_on (f, "2026-02-01", 0);
  g_assert_cmpuint (f->page.n_made, ==, 0);
  run_on (f, "2026-05-01", 0);
  g_assert_cmpuint (f->page.n_made, ==, 0);
  run_on (f, TODAY, 0);
  assert_tasks (f, "Заканчивается паспорт: 05.03.2026 03-01 anna document-expiry open");
}

/* Pages go on behind the last document. */
static void
test_pages (Fixture *f, gconstpointer data)
{
  g_autoptr (HubTickle) tickle = hub_tickle_new ();
  guint n_made = 0, n_read = 0;

  sync_fixture_sql (f->sync,
                    "insert into identity_document (id, ver, owner, branch, customer, type, number,"
                    " valid_to) select gen_random_uuid(), sync_ver(), owner, branch, id, 'other',"
                    " '1', '2026-03-10' from customer, generate_series(1, 25)");
  f->page = (HubPaperPage){ .days_ahead = 30, .limit = 10, .tickle = tickle };
  g_assert_true (crm_date_to_days (TODAY, &f->page.today));
  do
    {
      g_assert_true (hub_db_pool_run_sync (f->sync->pool, HUB_DB_READ_WRITE, hub_paper_tasks_work,
                                           &f->page, NULL));
      n_made += f->page.n_made;
      n_read += f->page.n_read;
    }
  while (f->page.n_read == f->page.limit);
  g_assert_cmpuint (n_made, ==, 25);
  g_assert_cmpuint (n_read, ==, 25);
  g_assert_false (hub_tickle_is_empty (tickle));
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*test) (Fixture *f, gconstpointer data);
  } tests[] = {
    { "/paper-tasks/once", test_once },       { "/paper-tasks/moves", test_moves },
    { "/paper-tasks/renewed", test_renewed }, { "/paper-tasks/gone", test_gone },
    { "/paper-tasks/by-law", test_by_law },   { "/paper-tasks/pages", test_pages },
  };
  g_autoptr (TempPostgres) postgres = NULL;

  g_test_init (&argc, &argv, NULL);
  postgres = temp_postgres_new ();
  if (postgres == NULL)
    return 77;
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, postgres, set_up, tests[i].test, tear_down);
  return g_test_run ();
}
