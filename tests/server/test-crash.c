/* SPDX-License-Identifier: GPL-3.0-or-later */

/* PostgreSQL crashes and gives numbers of transactions again: those that were rolled back shortly
 * before, of which nothing had reached the disk. Whoever read past them must not miss what is then
 * committed under them. */

#define G_LOG_DOMAIN "test"

#include "tests/lib/crm-test.h"
#include "tests/server/sync-fixture.h"

#define MAX_TRIES 50

typedef struct
{
  TempPostgres *postgres;
  SyncFixture *sync;
  HubSession *anna;
} Fixture;

static void
administer (Fixture *f, const char *sql)
{
  g_free (temp_postgres_administer (f->postgres, sql));
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->postgres = (TempPostgres *) data;
  f->sync = sync_fixture_new (f->postgres, 2);
  f->anna = sync_fixture_add_user (f->sync, "anna", "agent", "Москва");
  /* Nothing but a commit takes the log to the disk, and each of them does. */
  administer (f, "alter system set wal_writer_delay = '10s'");
  administer (f, "alter system set synchronous_commit = 'on'");
  administer (f, "select pg_reload_conf ()");
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  hub_session_unref (f->anna);
  sync_fixture_free (f->sync);
}

static guint64
ask_number (Fixture *f, const char *sql)
{
  g_autofree char *text = temp_postgres_query (f->sync->conninfo, sql);

  return g_ascii_strtoull (text, NULL, 10);
}

/* Takes a number, writes, and takes it back. Gives the number that is the next. */
static guint64
roll_back (Fixture *f)
{
  return ask_number (f, "begin; update customer set note = 'never'; rollback;"
                        "select pg_snapshot_xmax (pg_current_snapshot ())");
}

static gboolean
is_on_disk (Fixture *f)
{
  return ask_number (f, "select (pg_current_wal_flush_lsn () >="
                        " pg_current_wal_insert_lsn ())::integer") == 1;
}

/* Reads past a number of which the disk knows nothing; then all is lost. %FALSE: it was on
 * the disk in the end. */
static gboolean
lose_number (Fixture *f, SyncView *view)
{
  guint64 next = roll_back (f);
  gboolean was_in_memory = !is_on_disk (f);
  guint64 again;

  sync_view_catch_up (view);
  if (!was_in_memory || is_on_disk (f))
    return FALSE;
  temp_postgres_crash (f->postgres);
  again = ask_number (f, "select pg_snapshot_xmax (pg_current_snapshot ())");
  return again < next;
}

/* @is_new: somebody who downloads everything just then. */
static void
test_number (Fixture *f, gconstpointer data, gboolean is_new)
{
  g_autofree char *customer = sync_fixture_create (f->sync, f->anna, "Клиент");
  g_autoptr (SyncView) view = sync_view_new (f->sync, f->anna);
  gboolean is_lost = FALSE;

  sync_view_pull (view);
  for (guint i = 0; i < MAX_TRIES && !is_lost; i++)
    {
      if (is_new)
        sync_view_reset (view);
      is_lost = lose_number (f, view);
    }
  if (!is_lost && !is_new)
    g_test_skip ("no number was given again");
  sync_fixture_sql (f->sync,
                    "update customer set last_name = 'Волков', rev = rev + 1, ver = sync_ver ()");
  sync_view_pull (view);
  g_assert_cmpstr (sync_view_get (view, "customer", customer, "last_name"), ==, "Волков");
}

static void
test_idle (Fixture *f, gconstpointer data)
{
  test_number (f, data, FALSE);
}

static void
test_new (Fixture *f, gconstpointer data)
{
  test_number (f, data, TRUE);
}

int
main (int argc, char *argv[])
{
  g_autoptr (TempPostgres) postgres = NULL;

  g_test_init (&argc, &argv, NULL);
  postgres = temp_postgres_new ();
  if (postgres == NULL)
    return 77;

  g_test_add ("/crash/idle", Fixture, postgres, set_up, test_idle, tear_down);
  g_test_add ("/crash/new", Fixture, postgres, set_up, test_new, tear_down);
  return g_test_run ();
}
