/* SPDX-License-Identifier: GPL-3.0-or-later */

/* All customers of one person given to another: everything arrives there, nothing stays behind,
 * also when it is cut between two steps. ZONTIK_PORTFOLIO=10000 says how large it is; the rate is
 * in the output. */

#define G_LOG_DOMAIN "test"

#include "server/customers/hub-portfolio.h"
#include "shared/base/crm-id.h"
#include "tests/lib/crm-test.h"
#include "tests/server/sync-fixture.h"

#include <string.h>

#define N_CUSTOMERS 120
#define STEP        50

typedef struct
{
  SyncFixture *sync;
  HubSession *anna;
  HubSession *petr;
  HubSession *vera; /* elsewhere */
  HubSession *diana;
  char *moscow;
  char *kazan;
  guint n;
} Fixture;

static char *
find_branch (Fixture *f, const char *name)
{
  return sync_fixture_ask (f->sync, "select id from branch where name = '%s'", name);
}

/* Each customer with two phones, a document, an account and two lines of history. */
static void
fill (Fixture *f)
{
  sync_fixture_sql (
      f->sync,
      "insert into customer (id, ver, type, last_name, owner, branch) select gen_random_uuid(), "
      "sync_ver(), 'person', 'Тестов ' || n, u.id, u.branch from generate_series(1, %u) n, "
      "app_user "
      "u where u.login = 'anna'",
      f->n);
  sync_fixture_sql (
      f->sync, "insert into contact_point (id, ver, owner, branch, customer, type, value) "
               "select gen_random_uuid(), ver, owner, branch, id, 'phone', '+79005550123' from "
               "customer, generate_series(1, 2)");
  sync_fixture_sql (
      f->sync, "insert into identity_document (id, ver, owner, branch, customer, type, number) "
               "select gen_random_uuid(), ver, owner, branch, id, 'other', '1' from customer");
  sync_fixture_sql (f->sync,
                    "insert into bank_account (id, ver, owner, branch, customer, bic) select "
                    "gen_random_uuid(), ver, owner, branch, id, '044525225' from customer");
  sync_fixture_sql (
      f->sync, "insert into history_event (id, ver, owner, branch, customer, record_kind, "
               "record, action, at, done_at) select gen_random_uuid(), ver, owner, branch, id, "
               "'customer', id, 'update', now(), now() from customer, generate_series(1, 2)");
  sync_fixture_sql (
      f->sync, "analyze customer, contact_point, identity_document, bank_account, history_event");
}

static void
set_up (Fixture *f, gconstpointer data)
{
  const char *asked = g_getenv ("ZONTIK_PORTFOLIO");

  f->n = asked != NULL ? (guint) g_ascii_strtoull (asked, NULL, 10) : N_CUSTOMERS;
  f->sync = sync_fixture_new ((TempPostgres *) data, 2);
  f->anna = sync_fixture_add_user (f->sync, "anna", "agent", "Москва");
  f->petr = sync_fixture_add_user (f->sync, "petr", "agent", "Москва");
  f->vera = sync_fixture_add_user (f->sync, "vera", "agent", "Казань");
  f->diana = sync_fixture_add_user (f->sync, "diana", "director", "Москва");
  f->moscow = find_branch (f, "Москва");
  f->kazan = find_branch (f, "Казань");
  fill (f);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  hub_session_unref (f->anna);
  hub_session_unref (f->petr);
  hub_session_unref (f->vera);
  hub_session_unref (f->diana);
  g_free (f->moscow);
  g_free (f->kazan);
  sync_fixture_free (f->sync);
}

static gboolean
move_work (HubDb *db, gpointer data, GError **error)
{
  return hub_portfolio_move (db, data, error);
}

static gboolean
fail_work (HubDb *db, gpointer data, GError **error)
{
  return hub_portfolio_move (db, data, error) &&
         crm_fail (error, CRM_ERROR_INTERNAL, "cut before the commit");
}

static void
step (Fixture *f, HubPortfolioMove *move)
{
  g_autoptr (GError) error = NULL;

  hub_db_pool_run_sync (f->sync->pool, HUB_DB_READ_WRITE, move_work, move, &error);
  g_assert_no_error (error);
}

/* Milliseconds of the longest step. */
static double
move_all (Fixture *f, HubPortfolioMove *move)
{
  double longest = 0;

  do
    {
      gint64 begin = g_get_monotonic_time ();

      step (f, move);
      longest = MAX (longest, (double) (g_get_monotonic_time () - begin) / 1000);
    }
  while (move->n_moved == move->limit);
  return longest;
}

static void
assert_scopes (Fixture *f)
{
  g_autofree char *wrong = sync_fixture_ask (
      f->sync,
      "select count(*) from customer c, lateral (select owner, branch from contact_point where "
      "customer = c.id union all select owner, branch from identity_document where customer = c.id "
      "union all select owner, branch from bank_account where customer = c.id union all select "
      "owner, branch from history_event where customer = c.id) t where (t.owner, t.branch) is "
      "distinct from (c.owner, c.branch)");

  g_assert_cmpstr (wrong, ==, "0");
}

/* @got is the number of customers twice, with @tail. */
static void
assert_twice (Fixture *f, const char *got, const char *tail)
{
  g_autofree char *expected = g_strdup_printf ("%u %u%s", f->n, f->n, tail);

  g_assert_cmpstr (got, ==, expected);
}

static void
test_move (Fixture *f, gconstpointer data)
{
  g_autoptr (HubTickle) tickle = hub_tickle_new ();
  g_autoptr (SyncView) anna = sync_view_new (f->sync, f->anna);
  g_autoptr (SyncView) vera = sync_view_new (f->sync, f->vera);
  HubPortfolioMove move = { .actor = f->diana->user,
                            .device = f->diana->device,
                            .from = f->anna->user,
                            .to = f->vera->user,
                            .branch = f->kazan,
                            .reason = "уход в отпуск",
                            .limit = STEP,
                            .tickle = tickle };
  g_autofree char *told = NULL;
  g_autofree char *exits = NULL;
  gint64 begin;
  double longest;
  double seconds;

  sync_view_pull (anna);
  sync_view_pull (vera);
  g_assert_cmpuint (sync_view_count (anna, "customer"), ==, f->n);
  if (f->n > N_CUSTOMERS)
    move.limit = 500;
  begin = g_get_monotonic_time ();
  longest = move_all (f, &move);
  seconds = (double) (g_get_monotonic_time () - begin) / G_USEC_PER_SEC;
  g_test_message ("%u customers with 7 rows each in %.2f s: %.0f rows/s, longest step %.0f ms",
                  f->n, seconds, 8 * f->n / seconds, longest);
  assert_scopes (f);

  sync_view_pull (anna);
  sync_view_pull (vera);
  g_assert_cmpuint (sync_view_count (anna, "customer"), ==, 0);
  g_assert_cmpuint (sync_view_count (anna, "contact-point"), ==, 0);
  g_assert_cmpuint (sync_view_count (anna, "bank-account"), ==, 0);
  g_assert_cmpuint (sync_view_count (vera, "customer"), ==, f->n);
  g_assert_cmpuint (sync_view_count (vera, "contact-point"), ==, 2 * f->n);
  g_assert_cmpuint (sync_view_count (vera, "identity-document"), ==, f->n);
  g_assert_cmpuint (sync_view_count (vera, "history-event"), ==, 3 * f->n);
  told =
      sync_fixture_ask (f->sync,
                        "select count(*) from history_event where action = 'reassign' and actor = "
                        "'%s' and changes->'reason'->>'now' = 'уход в отпуск' and "
                        "changes->'owner'->>'now' = '%s'",
                        f->diana->user, f->vera->user);
  exits = sync_fixture_ask (f->sync,
                            "select count(*) filter (where level = 'o' and scope = '%s') || ' ' || "
                            "count(*) filter (where level = 'b' and scope = '%s') from sync_exit",
                            f->anna->user, f->moscow);
  g_assert_cmpuint ((guint) g_ascii_strtoull (told, NULL, 10), ==, f->n);
  assert_twice (f, exits, "");
  g_assert_true (g_hash_table_contains (tickle->owners, f->vera->user));
  g_assert_true (g_hash_table_contains (tickle->branches, f->moscow));
}

/* Cut in the middle of a step, begun again: what was moved stays moved, the rest follows. */
static void
test_resume (Fixture *f, gconstpointer data)
{
  g_autoptr (HubTickle) tickle = hub_tickle_new ();
  g_autoptr (GError) error = NULL;
  HubPortfolioMove move = { .actor = f->diana->user,
                            .from = f->anna->user,
                            .to = f->petr->user,
                            .branch = f->moscow,
                            .limit = STEP,
                            .tickle = tickle };
  HubPortfolioMove again = move;
  g_autofree char *left = NULL;
  g_autofree char *told = NULL;

  step (f, &move);
  g_assert_cmpuint (move.n_moved, ==, STEP);
  hub_db_pool_run_sync (f->sync->pool, HUB_DB_READ_WRITE, fail_work, &move, &error);
  g_assert_error (error, CRM_ERROR, CRM_ERROR_INTERNAL);

  left =
      sync_fixture_ask (f->sync, "select count(*) from customer where owner = '%s'", f->anna->user);
  g_assert_cmpuint ((guint) g_ascii_strtoull (left, NULL, 10), ==, f->n - STEP);
  move_all (f, &again);
  step (f, &again);
  g_assert_cmpuint (again.n_moved, ==, 0);
  assert_scopes (f);
  told = sync_fixture_ask (f->sync, "select count(*) from history_event where action = 'reassign'");
  g_assert_cmpuint ((guint) g_ascii_strtoull (told, NULL, 10), ==, f->n);
}

/* Whoever moves to another branch takes his customers with him. */
static void
test_branch (Fixture *f, gconstpointer data)
{
  g_autoptr (HubTickle) tickle = hub_tickle_new ();
  HubPortfolioMove move = { .actor = f->diana->user,
                            .from = f->anna->user,
                            .branch = f->kazan,
                            .limit = STEP,
                            .tickle = tickle };
  g_autofree char *state = NULL;

  move_all (f, &move);
  assert_scopes (f);
  state =
      sync_fixture_ask (f->sync,
                        "select count(*) || ' ' || count(*) filter (where branch = '%s') || ' ' "
                        "|| (select count(*) from sync_exit where level = 'o') from customer "
                        "where owner = '%s'",
                        f->kazan, f->anna->user);
  assert_twice (f, state, " 0");
}

/* What somebody did not know of yet does not fall through: his edit of before reaches the other. */
static void
test_late_edit (Fixture *f, gconstpointer data)
{
  g_autoptr (HubTickle) tickle = hub_tickle_new ();
  HubPortfolioMove move = { .actor = f->diana->user,
                            .from = f->anna->user,
                            .to = f->petr->user,
                            .branch = f->moscow,
                            .limit = f->n + 1,
                            .tickle = tickle };
  g_autofree char *customer = sync_fixture_ask (f->sync, "select id from customer limit 1");
  g_autoptr (JsonNode) late = NULL;
  g_autofree char *owner = NULL;

  step (f, &move);
  late = sync_fixture_do (f->sync, f->anna, NULL,
                          "'kind':'customer.update','record':'%s','base':1,'set':{'note':'x'}",
                          customer);
  crm_test_assert_json_at (late, "problem.code", "moved");
  owner = sync_fixture_ask (f->sync, "select owner from conflict where reason = 'moved'");
  g_assert_cmpstr (owner, ==, f->petr->user);
}

static gboolean
end_work (HubDb *db, gpointer data, GError **error)
{
  return hub_portfolio_end_shares (db, data, error);
}

static void
test_end_shares (Fixture *f, gconstpointer data)
{
  g_autoptr (HubTickle) tickle = hub_tickle_new ();
  g_autoptr (SyncView) vera = sync_view_new (f->sync, f->vera);
  g_autoptr (GError) error = NULL;
  g_autofree char *left = NULL;

  sync_fixture_sql (f->sync,
                    "insert into share (id, ver, owner, branch, customer, user_id, ends_on) select "
                    "gen_random_uuid(), sync_ver(), owner, branch, id, '%s', (now() at time zone "
                    "'Europe/Moscow')::date + case when n = 1 then -1 else n::integer end from "
                    "(select *, row_number() over (order by id) as n from customer limit 3) c",
                    f->vera->user);
  hub_db_pool_run_sync (f->sync->pool, HUB_DB_READ_WRITE, end_work, tickle, &error);
  g_assert_no_error (error);
  left = sync_fixture_ask (f->sync, "select count(*) filter (where deleted) || ' ' || (select "
                                    "count(*) from sync_exit where level = 's') from share");
  g_assert_cmpstr (left, ==, "1 1");
  g_assert_true (g_hash_table_contains (tickle->owners, f->vera->user));
  sync_view_pull (vera);
  g_assert_cmpuint (sync_view_count (vera, "customer"), ==, 2);
}

/* The last day is over where the receiver works, not in Moscow. Whatever the time is, one of the
 * two has another date than Moscow. */
static void
test_end_shares_by_zone (Fixture *f, gconstpointer data)
{
  g_autoptr (HubTickle) tickle = hub_tickle_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *left = NULL;

  sync_fixture_sql (f->sync,
                    "update branch set ver = sync_ver(), time_zone = case when id = '%s' then "
                    "'Etc/GMT+12' else 'Etc/GMT-14' end",
                    f->kazan);
  sync_fixture_sql (f->sync,
                    "insert into share (id, ver, owner, branch, customer, user_id, ends_on) select "
                    "gen_random_uuid(), sync_ver(), owner, branch, id, u.user_id, u.ends_on from "
                    "(select * from customer limit 1) c, (values ('%s'::uuid, (now() at time zone "
                    "'Etc/GMT+12')::date), ('%s', (now() at time zone 'Etc/GMT-14')::date - 1)) as "
                    "u (user_id, ends_on)",
                    f->vera->user, f->petr->user);
  hub_db_pool_run_sync (f->sync->pool, HUB_DB_READ_WRITE, end_work, tickle, &error);
  g_assert_no_error (error);
  left = sync_fixture_ask (f->sync, "select string_agg(user_id::text, ' ') from share where "
                                    "not deleted");
  g_assert_cmpstr (left, ==, f->vera->user);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/portfolio/" name, Fixture, postgres, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_autoptr (TempPostgres) postgres = NULL;

  g_test_init (&argc, &argv, NULL);
  postgres = temp_postgres_new ();
  if (postgres == NULL)
    return 77;

  ADD ("move", test_move);
  ADD ("resume", test_resume);
  ADD ("branch", test_branch);
  ADD ("late-edit", test_late_edit);
  ADD ("end-shares", test_end_shares);
  ADD ("end-shares-by-zone", test_end_shares_by_zone);
  return g_test_run ();
}
