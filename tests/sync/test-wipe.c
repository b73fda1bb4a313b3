/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A device that is told to forget, and one that has not reached its server for too long. */

#include "client/store/desk-lease.h"
#include "client/store/desk-wipe.h"
#include "tests/lib/crm-test.h"
#include "tests/sync/sync-fixture.h"

#include <unistd.h>

#define DEADLINE 20000
#define DAY      G_TIME_SPAN_DAY

static void
count_cb (DeskSyncEngine *engine, guint *count)
{
  (*count)++;
}

static gboolean
is_signed_out (SyncFixture *f)
{
  return desk_sync_status_get_state (f->status) == DESK_SYNC_SIGNED_OUT;
}

static gboolean
is_refused (SyncFixture *f)
{
  return desk_sync_status_get_state (f->status) == DESK_SYNC_CERTIFICATE;
}

static gboolean
is_locked (SyncFixture *f)
{
  gboolean locked;

  g_object_get (f->status, "locked", &locked, NULL);
  return locked;
}

static gboolean
nothing_work (DeskConnection *connection, gpointer data, GError **error)
{
  return TRUE;
}

static gboolean
can_read (SyncFixture *f)
{
  GAsyncResult *pending = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  desk_database_read_async (f->database, DESK_PRIORITY_SCREEN, nothing_work, f, NULL, NULL,
                            crm_test_take_result, &pending);
  result = crm_test_wait_result (&pending, DEADLINE);
  desk_database_work_finish (f->database, result, &error);
  return error == NULL;
}

static void
test_told_by_answer (void)
{
  g_autoptr (SyncFixture) f = sync_fixture_new ();
  g_autoptr (CrmCommand) typed = NULL;
  guint count = 0;

  sync_fixture_fill (f, 5);
  sync_fixture_settle (f);
  g_signal_connect (f->engine, "wiped", G_CALLBACK (count_cb), &count);
  fake_transport_fail (f->transport, "push", 1, CRM_ERROR_WIPED, 0);
  typed = sync_fixture_create (f, "Typed");
  sync_fixture_wait (f, is_signed_out);
  g_assert_cmpuint (count, ==, 1);
  g_assert_cmpuint (desk_outbox_get_pending (f->outbox), ==, 1);
  g_assert_null (fake_transport_get_token (f->transport));
}

static void
test_told_live (void)
{
  g_autoptr (SyncFixture) f = sync_fixture_new ();
  guint count = 0;

  sync_fixture_settle (f);
  g_signal_connect (f->engine, "wiped", G_CALLBACK (count_cb), &count);
  desk_transport_emit_live (DESK_TRANSPORT (f->transport), DESK_LIVE_WIPED);
  g_assert_true (is_signed_out (f));
  g_assert_cmpuint (count, ==, 1);
}

/* The folder of an account with a cache, an outbox and what else lies there. */
static char *
make_account_folder (DeskAccount *account)
{
  static const char *const names[] = { "cache.db",  "cache.db-wal", "cache.db.bad-17",
                                       "outbox.db", "outbox.log",   "lease.ini" };
  char *folder;

  g_assert_true (desk_account_set (account, "server", "https://a:1", NULL));
  g_assert_true (desk_account_set (account, "login", "anna", NULL));
  g_assert_true (desk_account_set (account, "user-id", "0198", NULL));
  folder = desk_account_dup_database_folder (account);
  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (folder, names[i], NULL);

      g_assert_true (g_file_set_contents (path, "secret name", -1, NULL));
    }
  return folder;
}

static gboolean
has_file (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static void
test_files (void)
{
  g_autoptr (DeskAccount) account = desk_account_new ("wiped");
  g_autofree char *folder = make_account_folder (account);
  g_autofree char *other = g_build_filename (folder, "kept", NULL);
  g_autofree char *cache = g_build_filename (folder, "cache.db", NULL);
  g_autofree char *data = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *pending = NULL;

  /* Another name of the same file shows what was written over it. */
  g_assert_cmpint (link (cache, other), ==, 0);
  desk_wipe_async (account, NULL, crm_test_take_result, &pending);
  result = crm_test_wait_result (&pending, DEADLINE);
  g_assert_true (desk_wipe_finish (result, &error));
  g_assert_no_error (error);
  g_assert_false (has_file (folder, "cache.db"));
  g_assert_false (has_file (folder, "cache.db-wal"));
  g_assert_false (has_file (folder, "cache.db.bad-17"));
  g_assert_false (has_file (folder, "wiping"));
  g_assert_true (has_file (folder, "outbox.db"));
  g_assert_true (has_file (folder, "outbox.log"));
  g_assert_true (g_file_get_contents (other, &data, NULL, NULL));
  g_assert_cmpstr (data, ==, "");
}

/* Killed in the middle: the next start goes on before anything is shown. */
static void
test_interrupted (void)
{
  g_autoptr (SyncFixture) f = sync_fixture_new ();
  g_autofree char *marker = g_build_filename (f->folder, "wiping", NULL);

  sync_fixture_fill (f, 5);
  sync_fixture_settle (f);
  g_assert_true (g_file_set_contents (marker, "", 0, NULL));
  sync_fixture_restart (f);
  g_assert_cmpint (sync_fixture_count (f), ==, 0);
  g_assert_false (g_file_test (marker, G_FILE_TEST_EXISTS));
}

static void
test_lease (void)
{
  g_autoptr (SyncFixture) f = sync_fixture_new ();

  sync_fixture_fill (f, 5);
  sync_fixture_settle (f);
  fake_transport_fail (f->transport, "pull", 5, CRM_ERROR_OFFLINE, 0);
  fake_clock_advance (f->clock, 2 * 60 * G_TIME_SPAN_SECOND);
  sync_fixture_wait (f, sync_is_backing_off);
  g_assert_false (is_locked (f));
  fake_clock_advance (f->clock, 15 * DAY);
  sync_fixture_wait (f, sync_is_backing_off);
  g_assert_true (is_locked (f));
  g_assert_false (can_read (f));
  sync_fixture_settle (f);
  g_assert_false (is_locked (f));
  g_assert_true (can_read (f));
  g_assert_cmpint (sync_fixture_count (f), ==, 5);
}

/* Away for so long that the lease has ended and the cursor is refused as well. */
static void
test_lease_and_cursor (void)
{
  static const CrmError codes[] = { CRM_ERROR_RECONCILE, CRM_ERROR_EPOCH_CHANGED };

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      g_autoptr (SyncFixture) f = sync_fixture_new ();

      sync_fixture_fill (f, 5);
      sync_fixture_settle (f);
      fake_transport_fail (f->transport, "pull", 1, CRM_ERROR_OFFLINE, 0);
      fake_clock_advance (f->clock, 15 * DAY);
      sync_fixture_wait (f, sync_is_backing_off);
      g_assert_true (is_locked (f));

      fake_transport_fail (f->transport, "pull", 1, codes[i], 0);
      sync_fixture_settle (f);
      g_assert_false (is_locked (f));
      g_assert_cmpint (sync_fixture_count (f), ==, 5);
    }
}

/* It ends between the refusal and what puts the cache right. */
static void
test_lease_after_refusal (void)
{
  g_autoptr (SyncFixture) f = sync_fixture_new ();

  sync_fixture_fill (f, 5);
  sync_fixture_settle (f);
  fake_transport_fail (f->transport, "pull", 1, CRM_ERROR_RECONCILE, 0);
  fake_transport_fail (f->transport, "get", 2, CRM_ERROR_OFFLINE, 0);
  desk_sync_engine_sync_now (f->engine);
  sync_fixture_wait (f, sync_is_backing_off);
  fake_clock_advance (f->clock, 15 * DAY);
  sync_fixture_wait (f, sync_is_backing_off);
  g_assert_true (is_locked (f));

  sync_fixture_settle (f);
  g_assert_false (is_locked (f));
  g_assert_cmpint (sync_fixture_count (f), ==, 5);
}

/* Nothing is exchanged any more, and nothing else happens either: it is locked all the same. */
static void
test_halted_lease (void)
{
  g_autoptr (SyncFixture) f = sync_fixture_new ();

  sync_fixture_fill (f, 5);
  sync_fixture_settle (f);
  fake_transport_fail (f->transport, "pull", 1, CRM_ERROR_CERTIFICATE, 0);
  desk_sync_engine_sync_now (f->engine);
  sync_fixture_wait (f, is_refused);
  fake_clock_advance (f->clock, 13 * DAY);
  g_assert_false (is_locked (f));
  g_assert_true (can_read (f));
  fake_clock_advance (f->clock, 2 * DAY);
  g_assert_true (is_locked (f));
  g_assert_false (can_read (f));

  desk_sync_engine_sync_now (f->engine);
  sync_fixture_wait (f, sync_is_idle);
  g_assert_false (is_locked (f));
  g_assert_cmpint (sync_fixture_count (f), ==, 5);
}

/* Numbers alone: what a clock may do. */
static void
test_clock (void)
{
  g_autofree char *folder = crm_test_make_dir ();
  const gint64 now = 1800000000 * G_TIME_SPAN_SECOND;
  DeskLease *lease = desk_lease_new (folder);

  desk_lease_renew (lease, now, DAY, 14);
  g_assert_false (desk_lease_is_over (lease, now + 13 * DAY, 14 * DAY));
  g_assert_true (desk_lease_is_over (lease, now + 15 * DAY, 16 * DAY));
  /* Back to the day of the contact: it ran longer than that. */
  g_assert_true (desk_lease_is_over (lease, now, 16 * DAY));
  desk_lease_free (lease);
  /* Another start with the clock set back: the latest time is known. */
  lease = desk_lease_new (folder);
  g_assert_true (desk_lease_is_over (lease, now, DAY));
  g_assert_true (desk_lease_is_over (lease, now - 400 * DAY, DAY));
  /* Ahead, and back again: only the server ends it. */
  desk_lease_renew (lease, now, DAY, 14);
  g_assert_true (desk_lease_is_over (lease, now + 400 * DAY, DAY));
  g_assert_true (desk_lease_is_over (lease, now + DAY, DAY));
  desk_lease_renew (lease, now + DAY, DAY, 14);
  g_assert_false (desk_lease_is_over (lease, now + 2 * DAY, 2 * DAY));
  /* The clock stands still; the program ran all the while. */
  g_assert_true (desk_lease_is_over (lease, now + DAY, 20 * DAY));
  desk_lease_free (lease);
  crm_test_remove_dir (g_steal_pointer (&folder));
}

int
main (int argc, char **argv)
{
  char *home = crm_test_make_dir ();
  int failed;

  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent", TRUE);
  g_setenv ("XDG_DATA_HOME", home, TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/wipe/told-by-answer", test_told_by_answer);
  g_test_add_func ("/wipe/told-live", test_told_live);
  g_test_add_func ("/wipe/files", test_files);
  g_test_add_func ("/wipe/interrupted", test_interrupted);
  g_test_add_func ("/wipe/lease", test_lease);
  g_test_add_func ("/wipe/lease-and-cursor", test_lease_and_cursor);
  g_test_add_func ("/wipe/lease-after-refusal", test_lease_after_refusal);
  g_test_add_func ("/wipe/lease-while-halted", test_halted_lease);
  g_test_add_func ("/wipe/clock", test_clock);
  failed = g_test_run ();
  crm_test_remove_dir (home);
  return failed;
}
