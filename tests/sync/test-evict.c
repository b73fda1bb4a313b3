/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The engine and a server that takes records away. */

#include "tests/lib/crm-test.h"
#include "tests/sync/sync-fixture.h"

static guint
get_evicting (SyncFixture *f)
{
  guint value;

  g_object_get (f->status, "evicting", &value, NULL);
  return value;
}

static void
take_range (SyncFixture *f, guint from, guint to)
{
  for (guint i = from; i < to; i++)
    fake_server_remove (f->server, &crm_customer_kind, g_ptr_array_index (f->ids, i),
                        CRM_CHANGE_SCOPE);
}

static void
take_away (SyncFixture *f, guint n)
{
  take_range (f, 0, n);
}

static gboolean
is_blocked (SyncFixture *f)
{
  return desk_sync_status_get_state (f->status) == DESK_SYNC_BLOCKED;
}

static gboolean
holds_more (SyncFixture *f)
{
  return is_blocked (f) && get_evicting (f) == 18;
}

static gboolean
has_less (SyncFixture *f)
{
  return sync_is_idle (f) && sync_fixture_count (f) < 20;
}

static void
test_few (void)
{
  g_autoptr (SyncFixture) f = sync_fixture_new ();

  sync_fixture_fill (f, 20);
  sync_fixture_settle (f);
  take_away (f, 10);
  desk_sync_engine_sync_now (f->engine);
  sync_fixture_wait (f, has_less);
  g_assert_cmpint (sync_fixture_count (f), ==, 10);
  g_assert_cmpuint (fake_transport_get_pulls (f->transport)->len, ==, 2);
}

/* Two answers that say the same and why are believed. */
static void
test_many_confirmed (void)
{
  g_autoptr (SyncFixture) f = sync_fixture_new ();
  GPtrArray *pulls = fake_transport_get_pulls (f->transport);

  sync_fixture_fill (f, 20);
  sync_fixture_settle (f);
  take_away (f, 15);
  desk_sync_engine_sync_now (f->engine);
  sync_fixture_wait (f, has_less);
  g_assert_cmpint (sync_fixture_count (f), ==, 5);
  g_assert_cmpuint (pulls->len, ==, 3);
  g_assert_cmpstr (g_ptr_array_index (pulls, 1), ==, g_ptr_array_index (pulls, 2));
}

static void
test_many_silent (void)
{
  g_autoptr (SyncFixture) f = sync_fixture_new ();
  g_autoptr (CrmCommand) typed = NULL;

  sync_fixture_fill (f, 20);
  sync_fixture_settle (f);
  fake_server_set_reason (f->server, NULL);
  take_away (f, 15);
  desk_sync_engine_sync_now (f->engine);
  sync_fixture_wait (f, is_blocked);
  g_assert_cmpuint (get_evicting (f), ==, 15);
  g_assert_nonnull (desk_sync_status_get_message (f->status));
  g_assert_false (desk_sync_engine_is_running (f->engine));
  g_assert_cmpint (sync_fixture_count (f), ==, 20);
  typed = sync_fixture_create (f, "Typed");
  g_assert_cmpint (sync_fixture_count (f), ==, 21);

  /* The administrator put it right; the person tries again. */
  fake_server_set_reason (f->server, "role-changed");
  desk_sync_engine_sync_now (f->engine);
  sync_fixture_wait (f, has_less);
  g_assert_cmpint (sync_fixture_count (f), ==, 6);
  g_assert_cmpuint (get_evicting (f), ==, 0);
}

static char *
dup_reason (SyncFixture *f)
{
  char *value;

  g_object_get (f->status, "evicting-reason", &value, NULL);
  return value;
}

static gboolean
is_kept (SyncFixture *f)
{
  gboolean value;

  g_object_get (f->status, "evicting-kept", &value, NULL);
  return value;
}

/* Twenty customers, of which the server wants fifteen back without a word. */
static SyncFixture *
hold_back (void)
{
  SyncFixture *f = sync_fixture_new ();

  sync_fixture_fill (f, 20);
  sync_fixture_settle (f);
  fake_server_backup (f->server);
  fake_server_set_reason (f->server, NULL);
  take_away (f, 15);
  desk_sync_engine_sync_now (f->engine);
  sync_fixture_wait (f, is_blocked);
  g_assert_cmpuint (get_evicting (f), ==, 15);
  return f;
}

/* The person is told that the server does not say why, and lets them go. */
static void
test_agreed (void)
{
  g_autoptr (SyncFixture) f = hold_back ();
  g_autofree char *reason = dup_reason (f);

  g_assert_null (reason);
  desk_sync_engine_remove_evicted (f->engine);
  sync_fixture_wait (f, has_less);
  g_assert_cmpint (sync_fixture_count (f), ==, 5);
  g_assert_cmpuint (get_evicting (f), ==, 0);
}

/* Who agreed to fifteen did not agree to eighteen. */
static void
test_agreed_to_less (void)
{
  g_autoptr (SyncFixture) f = hold_back ();

  take_range (f, 15, 18);
  desk_sync_engine_remove_evicted (f->engine);
  sync_fixture_wait (f, holds_more);
  g_assert_cmpint (sync_fixture_count (f), ==, 20);
}

static gboolean
has_sent (SyncFixture *f)
{
  return is_blocked (f) && desk_outbox_get_pending (f->outbox) == 0;
}

/* All stays; what is typed goes to the server, and nothing of it is read. */
static void
test_kept (void)
{
  g_autoptr (SyncFixture) f = hold_back ();
  const guint pulls = fake_transport_get_pulls (f->transport)->len;
  g_autoptr (CrmCommand) typed = NULL;

  desk_sync_engine_keep_evicted (f->engine);
  g_assert_true (is_kept (f));
  typed = sync_fixture_create (f, "Typed");
  sync_fixture_wait (f, has_sent);
  g_assert_cmpuint (fake_server_get_effects (f->server, crm_command_get_id (typed)), ==, 1);
  g_assert_cmpuint (fake_transport_get_pulls (f->transport)->len, ==, pulls);
  g_assert_cmpint (sync_fixture_count (f), ==, 21);
  g_assert_cmpuint (get_evicting (f), ==, 15);
  g_assert_true (is_kept (f));
  g_assert_false (desk_sync_engine_is_running (f->engine));

  desk_sync_engine_remove_evicted (f->engine);
  sync_fixture_wait (f, has_less);
  g_assert_cmpint (sync_fixture_count (f), ==, 6);
  g_assert_false (is_kept (f));
}

static gboolean
is_in_step (SyncFixture *f)
{
  return sync_is_idle (f) && desk_outbox_get_pending (f->outbox) == 0;
}

/* In another epoch nothing is to go: what was kept is not asked for any more, and work goes on. */
static void
test_kept_restored (void)
{
  g_autoptr (SyncFixture) f = hold_back ();
  g_autoptr (CrmCommand) typed = NULL;

  desk_sync_engine_keep_evicted (f->engine);
  fake_server_restore (f->server);
  typed = sync_fixture_create (f, "Typed");
  sync_fixture_wait (f, is_in_step);
  g_assert_cmpuint (fake_server_get_effects (f->server, crm_command_get_id (typed)), ==, 1);
  g_assert_cmpint (sync_fixture_count (f), ==, 21);
  g_assert_false (is_kept (f));
}

/* A server that cannot tell what a person may see says so; that is no answer to remove by. */
static void
test_unavailable (void)
{
  g_autoptr (SyncFixture) f = sync_fixture_new ();

  sync_fixture_fill (f, 20);
  sync_fixture_settle (f);
  take_away (f, 15);
  fake_transport_fail (f->transport, "pull", 1000, CRM_ERROR_UNAVAILABLE, 0);
  desk_sync_engine_sync_now (f->engine);
  for (guint i = 0; i < 30; i++)
    {
      sync_fixture_wait (f, sync_is_backing_off);
      fake_clock_advance (f->clock, fake_clock_get_next (f->clock));
    }
  g_assert_cmpint (sync_fixture_count (f), ==, 20);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/evict/few", test_few);
  g_test_add_func ("/evict/many-confirmed", test_many_confirmed);
  g_test_add_func ("/evict/many-silent", test_many_silent);
  g_test_add_func ("/evict/agreed", test_agreed);
  g_test_add_func ("/evict/agreed-to-less", test_agreed_to_less);
  g_test_add_func ("/evict/kept", test_kept);
  g_test_add_func ("/evict/kept-restored", test_kept_restored);
  g_test_add_func ("/evict/unavailable", test_unavailable);
  return g_test_run ();
}
