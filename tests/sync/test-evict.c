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
take_away (SyncFixture *f, guint n)
{
  for (guint i = 0; i < n; i++)
    fake_server_remove (f->server, &crm_customer_kind, g_ptr_array_index (f->ids, i),
                        CRM_CHANGE_SCOPE);
}

static gboolean
is_blocked (SyncFixture *f)
{
  return desk_sync_status_get_state (f->status) == DESK_SYNC_BLOCKED;
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
  g_test_add_func ("/evict/unavailable", test_unavailable);
  return g_test_run ();
}
