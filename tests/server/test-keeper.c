/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What happens without anybody asking: the horizon, the purge behind it, and days that begin. */

#define G_LOG_DOMAIN "test"

#include "server/sync/hub-keeper.h"
#include "shared/base/crm-time.h"
#include "tests/lib/crm-test.h"
#include "tests/server/sync-fixture.h"

#include <stdlib.h>
#include <string.h>

#define KEEP_DAYS 90

typedef struct
{
  SyncFixture *sync;
  HubSession *anna;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->sync = sync_fixture_new ((TempPostgres *) data, 2);
  f->anna = sync_fixture_add_user (f->sync, "anna", "agent", "Москва");
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  hub_session_unref (f->anna);
  sync_fixture_free (f->sync);
}

static guint
run (Fixture *f, HubDbWork work)
{
  HubPurge purge = { .keep_days = KEEP_DAYS };
  g_autoptr (GError) error = NULL;

  hub_db_pool_run_sync (f->sync->pool, HUB_DB_READ_WRITE, work, &purge, &error);
  g_assert_no_error (error);
  return purge.n_gone;
}

/* @days pass: what was noted is older now. */
static void
pass (Fixture *f, guint days)
{
  sync_fixture_sql (f->sync, "update sync_mark set day = day - %u", days);
}

static char *
add_point (Fixture *f, const char *customer)
{
  char *point = crm_id_new ();
  g_autoptr (JsonNode) result =
      sync_fixture_do (f->sync, f->anna, NULL,
                       "'kind':'contact-point.create','record':'%s','set':{'customer':'%s',"
                       "'type':'phone','value':'+79005550123'}",
                       point, customer);

  crm_test_assert_json_at (result, "status", "done");
  return point;
}

static void
drop_point (Fixture *f, const char *point)
{
  g_autoptr (JsonNode) result =
      sync_fixture_do (f->sync, f->anna, NULL,
                       "'kind':'contact-point.delete','record':'%s','base':1", point);

  crm_test_assert_json_at (result, "status", "done");
}

static char *
count_dead (Fixture *f)
{
  return sync_fixture_ask (f->sync, "select (select count (*) from contact_point where deleted)"
                                    " + (select count (*) from sync_exit)");
}

static void
test_horizon (Fixture *f, gconstpointer data)
{
  g_autofree char *customer = sync_fixture_create (f->sync, f->anna, "Клиент");
  g_autofree char *point = add_point (f, customer);
  g_autofree char *second = add_point (f, customer);
  g_autofree char *dead = NULL;
  g_autofree char *kept = NULL;
  g_autofree char *living = NULL;
  g_autoptr (SyncView) away = sync_view_new (f->sync, f->anna);

  drop_point (f, point);
  sync_fixture_sql (f->sync, "insert into sync_exit (level, scope, id, ver, kind) values"
                             " ('o', gen_random_uuid (), gen_random_uuid (), sync_ver (), 3)");
  /* Beginning takes a number too. */
  sync_view_pull (away);
  sync_view_pull (away);
  run (f, hub_keeper_mark_work);
  drop_point (f, second);

  /* Too young. */
  pass (f, KEEP_DAYS - 1);
  run (f, hub_keeper_mark_work);
  g_assert_cmpuint (run (f, hub_keeper_purge_work), ==, 0);

  pass (f, 1);
  run (f, hub_keeper_mark_work);
  dead = count_dead (f);
  g_assert_cmpstr (dead, ==, "3");
  while (run (f, hub_keeper_purge_work) > 0)
    continue;
  kept = count_dead (f);
  g_assert_cmpstr (kept, ==, "1");
  living = sync_fixture_ask (f->sync, "select count (*) from customer where not deleted");
  g_assert_cmpstr (living, ==, "1");

  /* Who had heard of what is forgotten now goes on. */
  sync_view_pull (away);
  g_assert_null (sync_view_find (away, "contact-point", second));
}

static void
test_reconcile (Fixture *f, gconstpointer data)
{
  g_autofree char *customer = sync_fixture_create (f->sync, f->anna, "Клиент");
  g_autofree char *point = add_point (f, customer);
  g_autoptr (SyncView) view = sync_view_new (f->sync, f->anna);
  g_autoptr (SyncView) fresh = sync_view_new (f->sync, f->anna);
  g_autoptr (GError) error = NULL;
  gboolean is_end;

  sync_view_pull (view);
  drop_point (f, point);
  run (f, hub_keeper_mark_work);
  pass (f, KEEP_DAYS);
  run (f, hub_keeper_mark_work);
  g_assert_cmpuint (run (f, hub_keeper_purge_work), ==, 1);

  g_assert_false (sync_view_pull_page (view, 100, &is_end, &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_RECONCILE);
  sync_view_pull (fresh);
  g_assert_cmpuint (sync_view_count (fresh, "contact-point"), ==, 0);
}

static gpointer
forget_thread (gpointer conninfo)
{
  /* Once a page waits for the lock, having seen the old horizon. */
  g_free (temp_postgres_query (
      conninfo, "do $$ begin"
                "  lock table customer in access exclusive mode;"
                "  while not exists (select from pg_locks where relation = 'customer'::regclass"
                "                    and not granted) loop"
                "    perform pg_sleep (0.01);"
                "  end loop;"
                "  update sync_epoch set horizon_ver = sync_ver ();"
                "  delete from contact_point where deleted;"
                "end $$"));
  return NULL;
}

static gboolean
is_locked (gpointer data)
{
  Fixture *f = data;
  g_autofree char *n = sync_fixture_ask (f->sync, "select count (*) from pg_locks where granted"
                                                  " and relation = 'customer'::regclass"
                                                  " and mode = 'AccessExclusiveLock'");

  return strcmp (n, "1") == 0;
}

/* What a page was about to tell is forgotten just then. */
static void
test_forgotten_meanwhile (Fixture *f, gconstpointer data)
{
  g_autofree char *customer = sync_fixture_create (f->sync, f->anna, "Клиент");
  g_autofree char *point = add_point (f, customer);
  g_autoptr (SyncView) view = sync_view_new (f->sync, f->anna);
  g_autoptr (GError) error = NULL;
  gboolean is_end = FALSE;
  GThread *thread;

  sync_view_pull (view);
  drop_point (f, point);
  thread = g_thread_new ("forget", forget_thread, f->sync->conninfo);
  crm_test_wait_until (is_locked, f, 20000);
  g_assert_false (sync_view_pull_page (view, 100, &is_end, &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_RECONCILE);
  g_thread_join (thread);
}

static void
test_sessions (Fixture *f, gconstpointer data)
{
  g_autofree char *left = NULL;
  HubSession *old = sync_fixture_add_device (f->sync, f->anna);
  HubSession *recent = sync_fixture_add_device (f->sync, f->anna);

  sync_fixture_sql (f->sync,
                    "update session set ended_at = now () - interval '91 days' where id = '%s';"
                    "update session set ended_at = now () - interval '89 days' where id = '%s'",
                    old->id, recent->id);
  g_assert_cmpuint (run (f, hub_keeper_purge_work), ==, 1);
  left = sync_fixture_ask (f->sync, "select count (*) from session");
  g_assert_cmpstr (left, ==, "2");
  hub_session_unref (old);
  hub_session_unref (recent);
}

/* Nobody is signed in who would open it by a pull. */
static void
test_epoch (Fixture *f, gconstpointer data)
{
  static const char count[] = "select count (*) from sync_epoch";
  g_autofree char *before = NULL;
  g_autofree char *opened = NULL;
  g_autofree char *after = NULL;

  sync_fixture_sql (f->sync, "update sync_epoch set timeline = '000000FF'");
  before = sync_fixture_ask (f->sync, count);
  run (f, hub_keeper_epoch_work);
  opened = sync_fixture_ask (f->sync, count);
  g_assert_cmpint (atoi (opened), ==, atoi (before) + 1);
  sync_fixture_sql (f->sync, "update app_user set ver = sync_ver ()");
  run (f, hub_keeper_epoch_work);
  after = sync_fixture_ask (f->sync, count);
  g_assert_cmpstr (after, ==, opened);
}

static gboolean
has_news (Fixture *f, const char *since)
{
  HubNewDay day = { 0 };
  g_autoptr (GError) error = NULL;

  g_assert_true (crm_time_parse (since, &day.since, NULL));
  hub_db_pool_run_sync (f->sync->pool, HUB_DB_READ_ONLY, hub_keeper_look_work, &day, &error);
  g_assert_no_error (error);
  return day.has_news;
}

/* A minute after midnight in Москва (21:01 UTC) and in Владивосток (14:01 UTC). */
static void
test_days (Fixture *f, gconstpointer data)
{
  HubSession *olga = sync_fixture_add_user (f->sync, "olga", "agent", "Владивосток");

  sync_fixture_sql (f->sync,
                    "create table test_now (now timestamptz);"
                    "insert into test_now values ('2026-11-23 21:01:00Z');"
                    "grant select on test_now to zontik_app;"
                    "create or replace function app_now () returns timestamptz language sql stable"
                    " as $$ select now from test_now $$;"
                    "update branch set time_zone = 'Asia/Vladivostok' where name = 'Владивосток'");
  g_assert_false (has_news (f, "2026-11-23T20:59:00.000000Z"));
  sync_fixture_sql (f->sync,
                    "insert into deputy (id, ver, absent, deputy, starts_on, ends_on) values"
                    " (gen_random_uuid (), sync_ver (), '%s', '%s', '2026-11-24', '2026-11-24')",
                    olga->user, f->anna->user);
  g_assert_true (has_news (f, "2026-11-23T20:59:00.000000Z"));
  g_assert_false (has_news (f, "2026-11-23T21:00:30.000000Z"));

  sync_fixture_sql (f->sync, "update test_now set now = '2026-11-24 14:01:00Z'");
  g_assert_true (has_news (f, "2026-11-24T13:59:00.000000Z"));
  sync_fixture_sql (f->sync, "update test_now set now = '2026-11-24 13:59:00Z'");
  g_assert_false (has_news (f, "2026-11-24T13:30:00.000000Z"));
  hub_session_unref (olga);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/keeper/" name, Fixture, postgres, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_autoptr (TempPostgres) postgres = NULL;

  g_test_init (&argc, &argv, NULL);
  postgres = temp_postgres_new ();
  if (postgres == NULL)
    return 77;

  ADD ("horizon", test_horizon);
  ADD ("reconcile", test_reconcile);
  ADD ("forgotten-meanwhile", test_forgotten_meanwhile);
  ADD ("sessions", test_sessions);
  ADD ("epoch", test_epoch);
  ADD ("days", test_days);
  return g_test_run ();
}
