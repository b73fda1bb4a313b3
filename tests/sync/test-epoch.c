/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The engine and a server that was restored. */

#include "tests/sync/sync-fixture.h"

#include "tests/lib/crm-test.h"

static gboolean
is_all_sent (SyncFixture *f)
{
  return desk_outbox_get_pending (f->outbox) == 0 && sync_is_idle (f);
}

/* A backup is restored: what it does not know comes back from the client, once. */
static void
test_new_epoch (void)
{
  g_autoptr (SyncFixture) f = sync_fixture_new ();
  g_autoptr (CrmCommand) old = sync_fixture_create (f, "Old");
  g_autoptr (CrmCommand) lost = NULL;
  g_autoptr (CrmCommand) unsent = NULL;
  g_autofree char *name = NULL;

  sync_fixture_fill (f, 15);
  sync_fixture_settle (f);
  fake_server_backup (f->server);
  lost = sync_fixture_create (f, "Lost");
  sync_fixture_wait (f, is_all_sent);
  fake_server_restore (f->server);
  g_assert_null (
      fake_server_get (f->server, crm_command_get_record (lost), CRM_CUSTOMER_LAST_NAME));
  unsent = sync_fixture_create (f, "Unsent");
  sync_fixture_wait (f, is_all_sent);
  /* When the first pull tells who acknowledged what was pushed before it, when the cursor is
   * refused, and once more when the new epoch has answered a pull. */
  g_assert_cmpuint (fake_transport_get_calls (f->transport, "known"), ==, 3);
  g_assert_cmpuint (fake_server_get_effects (f->server, crm_command_get_id (old)), ==, 0);
  g_assert_cmpuint (fake_server_get_effects (f->server, crm_command_get_id (lost)), ==, 1);
  g_assert_cmpuint (fake_server_get_effects (f->server, crm_command_get_id (unsent)), ==, 1);
  g_assert_cmpint (sync_fixture_count (f), ==, fake_server_get_n_records (f->server));
  name = sync_fixture_dup_name (f, crm_command_get_record (lost));
  g_assert_cmpstr (name, ==, "Lost");
}

/* What was acknowledged and is lost goes before what was not sent: nobody clashes with himself. */
static void
test_new_epoch_in_order (void)
{
  g_autoptr (SyncFixture) f = sync_fixture_new ();
  g_autoptr (CrmCommand) created = NULL;
  g_autoptr (CrmCommand) lost = NULL;
  g_autoptr (CrmCommand) unsent = NULL;
  const char *record;

  sync_fixture_settle (f);
  created = sync_fixture_create (f, "First");
  record = crm_command_get_record (created);
  sync_fixture_wait (f, is_all_sent);
  fake_server_backup (f->server);
  lost = sync_fixture_rename (f, record, "Second");
  sync_fixture_wait (f, is_all_sent);
  fake_server_restore (f->server);
  unsent = sync_fixture_rename (f, record, "Third");
  sync_fixture_wait (f, is_all_sent);
  g_assert_cmpstr (fake_server_get (f->server, record, CRM_CUSTOMER_LAST_NAME), ==, "Third");
  g_assert_cmpuint (fake_server_get_effects (f->server, crm_command_get_id (lost)), ==, 1);
  g_assert_cmpuint (fake_server_get_effects (f->server, crm_command_get_id (unsent)), ==, 1);
}

/* The connection dies between the questions: nothing is forgotten, the next try does it all. */
static void
test_new_epoch_interrupted (void)
{
  g_autoptr (SyncFixture) f = sync_fixture_new ();
  g_autoptr (CrmCommand) lost = NULL;

  sync_fixture_settle (f);
  fake_server_backup (f->server);
  lost = sync_fixture_create (f, "Lost");
  sync_fixture_wait (f, is_all_sent);
  fake_server_restore (f->server);
  fake_transport_fail (f->transport, "known", 2, CRM_ERROR_OFFLINE, 0);
  fake_transport_fail (f->transport, "push", 1, CRM_ERROR_UNCERTAIN, 0);
  desk_sync_engine_sync_now (f->engine);
  sync_fixture_wait (f, sync_is_offline);
  sync_fixture_restart (f);
  sync_fixture_settle (f);
  g_assert_cmpuint (fake_server_get_effects (f->server, crm_command_get_id (lost)), ==, 1);
  g_assert_cmpuint (desk_outbox_get_pending (f->outbox), ==, 0);
  g_assert_cmpint (sync_fixture_count (f), ==, 1);
}

int
main (int argc, char **argv)
{
  g_autoptr (CrmTestDir) home = crm_test_make_dir ();

  g_setenv ("XDG_DATA_HOME", home, TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/epoch/restored", test_new_epoch);
  g_test_add_func ("/epoch/in-order", test_new_epoch_in_order);
  g_test_add_func ("/epoch/interrupted", test_new_epoch_interrupted);
  return g_test_run ();
}
