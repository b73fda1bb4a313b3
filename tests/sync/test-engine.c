/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The engine against a server in memory: every way in which an exchange can end. */

#include "tests/sync/sync-fixture.h"

#include "tests/lib/crm-test.h"

#define SECOND G_TIME_SPAN_SECOND

static guint
get_uint (SyncFixture *f, const char *property)
{
  guint value;

  g_object_get (f->status, property, &value, NULL);
  return value;
}

static gboolean
has_two_pulls (SyncFixture *f)
{
  return fake_transport_get_pulls (f->transport)->len >= 2 && sync_is_idle (f);
}

static gboolean
is_all_sent (SyncFixture *f)
{
  return desk_outbox_get_pending (f->outbox) == 0 && sync_is_idle (f);
}

static void
test_first_sync (void)
{
  g_autoptr (SyncFixture) f = sync_fixture_new ();

  sync_fixture_fill (f, 35);
  desk_sync_engine_start (f->engine);
  g_assert_cmpint (desk_sync_status_get_state (f->status), ==, DESK_SYNC_CONNECTING);
  sync_fixture_wait (f, sync_is_idle);
  g_assert_cmpint (sync_fixture_count (f), ==, 35);
  g_assert_true (fake_transport_is_live (f->transport));
  g_assert_cmpint (desk_sync_status_get_last_sync (f->status), ==,
                   desk_clock_get_time (DESK_CLOCK (f->clock)));
  g_assert_cmpint (desk_sync_status_get_next_try (f->status), ==, 0);
  g_assert_cmpuint (fake_transport_get_calls (f->transport, "push"), ==, 0);
}

static void
test_second_start_goes_on (void)
{
  g_autoptr (SyncFixture) f = sync_fixture_new ();
  GPtrArray *pulls = fake_transport_get_pulls (f->transport);

  sync_fixture_fill (f, 12);
  sync_fixture_settle (f);
  sync_fixture_restart (f);
  sync_fixture_settle (f);
  g_assert_cmpuint (pulls->len, ==, 2);
  g_assert_cmpstr (g_ptr_array_index (pulls, 1), ==, "1:12");
  g_assert_cmpuint (fake_server_get_rows_sent (f->server), ==, 12);
}

/* Whatever byte the first stream ends at, the second one brings the rest and repeats at most the
 * rows after the last safe point. */
static void
test_cut_anywhere (void)
{
  for (gsize bytes = 1; bytes < 2600; bytes += g_test_slow () ? 13 : 149)
    {
      g_autoptr (SyncFixture) f = sync_fixture_new ();

      sync_fixture_fill (f, 35);
      fake_server_cut_after (f->server, bytes);
      sync_fixture_settle (f);
      g_assert_cmpint (sync_fixture_count (f), ==, 35);
      g_assert_cmpuint (fake_server_get_rows_sent (f->server), <=, 35 + 35);
    }
}

/* Cut in the row behind each safe point: only that page comes again, without a pause. */
static void
test_cut_behind_safe_points (void)
{
  const guint cuts[] = { 1, 2, 3 };

  for (guint i = 0; i < G_N_ELEMENTS (cuts); i++)
    {
      g_autoptr (SyncFixture) f = sync_fixture_new ();
      g_autoptr (GBytes) bytes = NULL;
      g_autofree char *expected = g_strdup_printf ("1:%u", cuts[i] * 10);
      guint n;

      sync_fixture_fill (f, 35);
      bytes = fake_server_open (f->server, NULL, &n, NULL);
      fake_server_cut_after (f->server, g_bytes_get_size (bytes) * (10 * cuts[i] + 4) / 35);
      desk_sync_engine_start (f->engine);
      sync_fixture_wait (f, sync_is_idle);
      g_assert_cmpstr (g_ptr_array_index (fake_transport_get_pulls (f->transport), 1), ==,
                       expected);
      g_assert_cmpint (sync_fixture_count (f), ==, 35);
    }
}

static void
test_push (void)
{
  g_autoptr (SyncFixture) f = sync_fixture_new ();
  g_autoptr (CrmCommand) before = sync_fixture_create (f, "Before");
  g_autoptr (CrmCommand) after = NULL;

  g_assert_cmpuint (get_uint (f, "pending"), ==, 1);
  sync_fixture_settle (f);
  g_assert_cmpuint (get_uint (f, "pending"), ==, 0);
  after = sync_fixture_create (f, "After");
  sync_fixture_wait (f, is_all_sent);
  g_assert_cmpuint (fake_server_get_effects (f->server, crm_command_get_id (before)), ==, 1);
  g_assert_cmpuint (fake_server_get_effects (f->server, crm_command_get_id (after)), ==, 1);
  g_assert_cmpstr (fake_server_get (f->server, crm_command_get_record (after),
                                    CRM_CUSTOMER_LAST_NAME),
                   ==, "After");
}

static void
test_many_pages (void)
{
  g_autoptr (SyncFixture) f = sync_fixture_new ();
  g_autoptr (GPtrArray) commands =
      g_ptr_array_new_with_free_func ((GDestroyNotify) crm_command_unref);

  for (guint i = 0; i < 501; i++)
    {
      g_autofree char *name = g_strdup_printf ("Name %u", i);

      g_ptr_array_add (commands, sync_fixture_create (f, name));
    }
  sync_fixture_settle (f);
  g_assert_cmpuint (fake_transport_get_calls (f->transport, "push"), ==, 2);
  for (guint i = 0; i < commands->len; i++)
    g_assert_cmpuint (fake_server_get_effects (f->server, crm_command_get_id (
                                                              g_ptr_array_index (commands, i))),
                      ==, 1);
  g_assert_cmpint (sync_fixture_count (f), ==, 501);
}

/* What one command meets on its way, and what must be true when everything is quiet again. */
typedef struct
{
  const char *name;
  CrmError failure; /* of the first push; CRM_ERROR_FAILED is none */
  int verdict;
  guint pushes; /* 0: any number */
  guint effects;
  guint to_decide;
  gboolean shown; /* what was typed is still on the screen */
} PushCase;

static const PushCase push_cases[] = {
  { .name = "accepted",
    .failure = CRM_ERROR_FAILED,
    .verdict = CRM_STATUS_DONE,
    .pushes = 1,
    .effects = 1,
    .shown = TRUE },
  { .name = "merged",
    .failure = CRM_ERROR_FAILED,
    .verdict = CRM_STATUS_MERGED,
    .pushes = 1,
    .effects = 1,
    .shown = TRUE },
  { .name = "rejected",
    .failure = CRM_ERROR_FAILED,
    .verdict = CRM_STATUS_REJECTED,
    .pushes = 1,
    .to_decide = 1,
    .shown = TRUE },
  { .name = "conflict",
    .failure = CRM_ERROR_FAILED,
    .verdict = CRM_STATUS_CONFLICT,
    .pushes = 1,
    .effects = 1,
    .to_decide = 1 },
  { .name = "answer-lost",
    .failure = CRM_ERROR_UNCERTAIN,
    .verdict = CRM_STATUS_DONE,
    .pushes = 2,
    .effects = 1,
    .shown = TRUE },
  { .name = "answer-lost-rejected",
    .failure = CRM_ERROR_UNCERTAIN,
    .verdict = CRM_STATUS_REJECTED,
    .pushes = 2,
    .to_decide = 1,
    .shown = TRUE },
  { .name = "answer-lost-conflict",
    .failure = CRM_ERROR_UNCERTAIN,
    .verdict = CRM_STATUS_CONFLICT,
    .pushes = 2,
    .effects = 1,
    .to_decide = 1 },
  { .name = "not-sent",
    .failure = CRM_ERROR_OFFLINE,
    .verdict = CRM_STATUS_DONE,
    .pushes = 2,
    .effects = 1,
    .shown = TRUE },
  { .name = "server-busy",
    .failure = CRM_ERROR_UNAVAILABLE,
    .verdict = CRM_STATUS_DONE,
    .pushes = 2,
    .effects = 1,
    .shown = TRUE },
  { .name = "page-refused",
    .failure = CRM_ERROR_FAILED,
    .verdict = -2,
    .effects = 0,
    .to_decide = 1,
    .shown = TRUE },
  { .name = "page-chokes",
    .failure = CRM_ERROR_FAILED,
    .verdict = -1,
    .effects = 0,
    .to_decide = 1,
    .shown = TRUE },
};

static void
test_push_case (gconstpointer data)
{
  const PushCase *c = data;
  g_autoptr (SyncFixture) f = sync_fixture_new ();
  g_autoptr (CrmCommand) good = NULL;
  g_autoptr (CrmCommand) command = NULL;
  g_autoptr (CrmCommand) late = NULL;
  g_autofree char *name = NULL;

  fake_server_set_verdict (f->server, "Special", c->verdict);
  if (c->failure != CRM_ERROR_FAILED)
    fake_transport_fail (f->transport, "push", 1, c->failure, 0);
  good = sync_fixture_create (f, "Good");
  command = sync_fixture_create (f, "Special");
  late = sync_fixture_create (f, "Late");
  sync_fixture_settle (f);
  g_assert_cmpuint (fake_server_get_effects (f->server, crm_command_get_id (good)), ==, 1);
  g_assert_cmpuint (fake_server_get_effects (f->server, crm_command_get_id (command)), ==,
                    c->effects);
  g_assert_cmpuint (fake_server_get_effects (f->server, crm_command_get_id (late)), ==, 1);
  if (c->pushes > 0)
    g_assert_cmpuint (fake_transport_get_calls (f->transport, "push"), ==, c->pushes);
  g_assert_cmpuint (desk_outbox_get_pending (f->outbox), ==, 0);
  while (get_uint (f, "to-decide") != c->to_decide)
    g_main_context_iteration (NULL, TRUE);
  if (!c->shown)
    return;
  name = sync_fixture_dup_name (f, crm_command_get_record (command));
  g_assert_cmpstr (name, ==, "Special");
}

static gboolean
is_one_to_decide (SyncFixture *f)
{
  return get_uint (f, "to-decide") == 1;
}

static gboolean
are_two_to_decide (SyncFixture *f)
{
  return get_uint (f, "to-decide") == 2;
}

/* What was refused alone, and what waits for a decision, is counted at once and after a start. */
static void
test_decide_after_start (void)
{
  g_autoptr (SyncFixture) f = sync_fixture_new ();
  g_autoptr (CrmCommand) refused = NULL;
  g_autoptr (CrmCommand) clashing = NULL;

  sync_fixture_settle (f);
  fake_server_set_verdict (f->server, "Refused", CRM_STATUS_REJECTED);
  fake_server_set_verdict (f->server, "Clashing", CRM_STATUS_CONFLICT);
  refused = sync_fixture_create (f, "Refused");
  sync_fixture_wait (f, is_one_to_decide);
  clashing = sync_fixture_create (f, "Clashing");
  sync_fixture_wait (f, are_two_to_decide);
  sync_fixture_restart (f);
  sync_fixture_wait (f, are_two_to_decide);
}

/* The program ends while the answer is on its way: the next life offers the same ids. */
static void
test_ended_during_push (void)
{
  g_autoptr (SyncFixture) f = sync_fixture_new ();
  g_autoptr (CrmCommand) command = sync_fixture_create (f, "Twice");

  fake_transport_hold (f->transport, "push");
  desk_sync_engine_start (f->engine);
  sync_fixture_wait (f, sync_is_holding);
  desk_sync_engine_stop (f->engine);
  fake_transport_release (f->transport);
  sync_fixture_restart (f);
  g_assert_cmpuint (desk_outbox_get_pending (f->outbox), ==, 1);
  sync_fixture_settle (f);
  g_assert_cmpuint (desk_outbox_get_pending (f->outbox), ==, 0);
  g_assert_cmpuint (fake_server_get_effects (f->server, crm_command_get_id (command)), ==, 1);
}

static void
test_retry_after (void)
{
  g_autoptr (SyncFixture) f = sync_fixture_new ();

  fake_transport_fail (f->transport, "pull", 1, CRM_ERROR_UNAVAILABLE, 17);
  desk_sync_engine_start (f->engine);
  sync_fixture_wait (f, sync_is_offline);
  g_assert_nonnull (desk_sync_status_get_message (f->status));
  g_assert_cmpint (fake_clock_get_next (f->clock), >=, 17 * SECOND);
  g_assert_cmpint (fake_clock_get_next (f->clock), <=, 18 * SECOND);
  g_assert_cmpint (desk_sync_status_get_next_try (f->status), ==,
                   desk_clock_get_time (DESK_CLOCK (f->clock)) + fake_clock_get_next (f->clock));
  fake_clock_advance (f->clock, 16 * SECOND);
  g_assert_cmpuint (fake_transport_get_calls (f->transport, "pull"), ==, 1);
  fake_clock_advance (f->clock, 2 * SECOND);
  sync_fixture_wait (f, sync_is_idle);
  g_assert_null (desk_sync_status_get_message (f->status));
}

static gboolean
has_timer (SyncFixture *f)
{
  return fake_clock_get_next (f->clock) >= 0;
}

static void
test_back_off_grows (void)
{
  const gint64 ceilings[] = { 1, 2, 4, 8, 16, 32, 60, 60, 60 };
  g_autoptr (SyncFixture) f = sync_fixture_new ();

  fake_clock_set_random (f->clock, 0.75);
  fake_transport_fail (f->transport, "pull", G_N_ELEMENTS (ceilings), CRM_ERROR_OFFLINE, 0);
  desk_sync_engine_start (f->engine);
  for (guint i = 0; i < G_N_ELEMENTS (ceilings); i++)
    {
      sync_fixture_wait (f, has_timer);
      g_assert_cmpint (fake_clock_get_next (f->clock), ==, ceilings[i] * SECOND * 3 / 4);
      g_assert_true (sync_is_offline (f));
      fake_clock_advance (f->clock, fake_clock_get_next (f->clock));
    }
  sync_fixture_wait (f, sync_is_idle);
  /* Health of less than a minute does not make it forget. */
  fake_transport_fail (f->transport, "pull", 1, CRM_ERROR_OFFLINE, 0);
  fake_clock_advance (f->clock, 50 * SECOND);
  desk_sync_engine_sync_now (f->engine);
  sync_fixture_wait (f, sync_is_offline);
  g_assert_cmpint (fake_clock_get_next (f->clock), ==, 45 * SECOND);
  desk_sync_engine_sync_now (f->engine);
  sync_fixture_wait (f, sync_is_idle);
  /* A minute does. */
  fake_clock_set_random (f->clock, 0.99);
  fake_clock_advance (f->clock, 70 * SECOND);
  sync_fixture_wait (f, sync_is_idle);
  fake_transport_fail (f->transport, "pull", 1, CRM_ERROR_OFFLINE, 0);
  desk_sync_engine_sync_now (f->engine);
  sync_fixture_wait (f, sync_is_offline);
  g_assert_cmpint (fake_clock_get_next (f->clock), <=, SECOND);
}

/* Offline, a person's new change does not hammer the server; the person's wish does go at once. */
static void
test_offline_waits (void)
{
  g_autoptr (SyncFixture) f = sync_fixture_new ();
  g_autoptr (CrmCommand) command = NULL;

  fake_transport_fail (f->transport, "pull", 1, CRM_ERROR_OFFLINE, 0);
  desk_sync_engine_start (f->engine);
  sync_fixture_wait (f, sync_is_offline);
  command = sync_fixture_create (f, "Offline");
  g_assert_cmpuint (fake_transport_get_calls (f->transport, "push"), ==, 0);
  desk_sync_engine_sync_now (f->engine);
  sync_fixture_wait (f, is_all_sent);
  g_assert_cmpuint (fake_server_get_effects (f->server, crm_command_get_id (command)), ==, 1);
}

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

static void
test_signed_out (void)
{
  g_autoptr (SyncFixture) f = sync_fixture_new ();
  g_autoptr (CrmCommand) command = sync_fixture_create (f, "Kept");
  guint count = 0;

  g_signal_connect (f->engine, "signed-out", G_CALLBACK (count_cb), &count);
  fake_transport_fail (f->transport, "push", 1, CRM_ERROR_UNAUTHENTICATED, 0);
  desk_sync_engine_start (f->engine);
  sync_fixture_wait (f, is_signed_out);
  g_assert_cmpuint (count, ==, 1);
  g_assert_false (desk_sync_engine_is_running (f->engine));
  g_assert_cmpuint (fake_clock_get_n_timers (f->clock), ==, 1); /* of the lease */
  g_assert_null (fake_transport_get_token (f->transport));
  g_assert_cmpuint (desk_outbox_get_pending (f->outbox), ==, 1);
  desk_transport_set_token (DESK_TRANSPORT (f->transport), "new");
  sync_fixture_settle (f);
  g_assert_cmpuint (fake_server_get_effects (f->server, crm_command_get_id (command)), ==, 1);
}

static void
test_signed_out_by_live (void)
{
  g_autoptr (SyncFixture) f = sync_fixture_new ();
  guint count = 0;

  g_signal_connect (f->engine, "signed-out", G_CALLBACK (count_cb), &count);
  sync_fixture_settle (f);
  desk_transport_emit_live (DESK_TRANSPORT (f->transport), DESK_LIVE_SIGNED_OUT);
  g_assert_true (is_signed_out (f));
  g_assert_cmpuint (count, ==, 1);
  g_assert_false (fake_transport_is_live (f->transport));
}

static gboolean
is_refused (SyncFixture *f)
{
  return desk_sync_status_get_state (f->status) == DESK_SYNC_CERTIFICATE;
}

static void
test_certificate (void)
{
  g_autoptr (SyncFixture) f = sync_fixture_new ();

  fake_transport_fail (f->transport, "pull", 1, CRM_ERROR_CERTIFICATE, 0);
  desk_sync_engine_start (f->engine);
  sync_fixture_wait (f, is_refused);
  g_assert_cmpuint (fake_clock_get_n_timers (f->clock), ==, 1); /* of the lease */
  desk_sync_engine_sync_now (f->engine);
  sync_fixture_wait (f, sync_is_idle);
}

static gboolean
is_blocked (SyncFixture *f)
{
  return desk_sync_status_get_state (f->status) == DESK_SYNC_BLOCKED;
}

static void
check_blocked_by (CrmError code)
{
  g_autoptr (SyncFixture) f = sync_fixture_new ();

  fake_transport_fail (f->transport, "pull", 1, code, 0);
  desk_sync_engine_start (f->engine);
  sync_fixture_wait (f, is_blocked);
  g_assert_nonnull (desk_sync_status_get_message (f->status));
  g_assert_cmpint (fake_clock_get_next (f->clock), >=, 0);
  fake_clock_advance (f->clock, fake_clock_get_next (f->clock));
  sync_fixture_wait (f, sync_is_idle);
}

static void
test_upgrade_required (void)
{
  check_blocked_by (CRM_ERROR_UPGRADE_REQUIRED);
}

/* A password to be changed first is refused like this: people are told, and asked for a new one. */
static void
test_denied (void)
{
  check_blocked_by (CRM_ERROR_DENIED);
}

static void
test_tickle (void)
{
  g_autoptr (SyncFixture) f = sync_fixture_new ();

  sync_fixture_settle (f);
  sync_fixture_fill (f, 1);
  desk_transport_emit_live (DESK_TRANSPORT (f->transport), DESK_LIVE_CHANGES);
  sync_fixture_wait (f, has_two_pulls);
  g_assert_cmpint (sync_fixture_count (f), ==, 1);
}

static gboolean
has_three_pulls (SyncFixture *f)
{
  return fake_transport_get_pulls (f->transport)->len >= 3 && sync_is_idle (f);
}

/* News during a pull, however much, is one more pull after it. */
static void
test_tickles_during_pull (void)
{
  g_autoptr (SyncFixture) f = sync_fixture_new ();

  sync_fixture_settle (f);
  fake_transport_hold (f->transport, "pull");
  desk_sync_engine_sync_now (f->engine);
  sync_fixture_wait (f, sync_is_holding);
  for (guint i = 0; i < 5; i++)
    desk_transport_emit_live (DESK_TRANSPORT (f->transport), DESK_LIVE_CHANGES);
  fake_transport_release (f->transport);
  sync_fixture_wait (f, has_three_pulls);
  crm_test_drain ();
  g_assert_cmpuint (fake_transport_get_pulls (f->transport)->len, ==, 3);
}

static void
test_poll (void)
{
  const struct
  {
    double random;
    gint64 seconds;
  } cases[] = { { 0, 48 }, { 0.5, 60 }, { 0.999, 72 } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (SyncFixture) f = sync_fixture_new ();

      fake_clock_set_random (f->clock, cases[i].random);
      sync_fixture_settle (f);
      g_assert_cmpint (ABS (fake_clock_get_next (f->clock) - cases[i].seconds * SECOND), <,
                       SECOND / 10);
      fake_clock_advance (f->clock, fake_clock_get_next (f->clock));
      sync_fixture_wait (f, has_two_pulls);
    }
}

/* The live connection is lost: the server is asked soon, not at once by everybody. */
static void
test_live_lost (void)
{
  g_autoptr (SyncFixture) f = sync_fixture_new ();

  sync_fixture_settle (f);
  desk_transport_emit_live (DESK_TRANSPORT (f->transport), DESK_LIVE_DISCONNECTED);
  g_assert_cmpint (fake_clock_get_next (f->clock), ==, SECOND / 2);
  fake_transport_fail (f->transport, "pull", 1, CRM_ERROR_OFFLINE, 0);
  fake_clock_advance (f->clock, SECOND);
  sync_fixture_wait (f, sync_is_offline);
  g_assert_false (fake_transport_is_live (f->transport));
  fake_clock_advance (f->clock, SECOND);
  sync_fixture_wait (f, sync_is_idle);
  g_assert_true (fake_transport_is_live (f->transport));
}

/* A stop in the middle of a stream; the next start goes on behind the last safe point. */
static void
test_stop_and_start (void)
{
  g_autoptr (SyncFixture) f = sync_fixture_new ();

  sync_fixture_fill (f, 35);
  fake_transport_hold (f->transport, "pull");
  desk_sync_engine_start (f->engine);
  sync_fixture_wait (f, sync_is_holding);
  desk_sync_engine_stop (f->engine);
  fake_transport_release (f->transport);
  crm_test_drain ();
  g_assert_cmpint (sync_fixture_count (f), ==, 0);
  g_assert_cmpuint (fake_clock_get_n_timers (f->clock), ==, 0);
  sync_fixture_settle (f);
  g_assert_cmpint (sync_fixture_count (f), ==, 35);
}

static gboolean
has_pump (SyncFixture *f)
{
  return fake_server_get_rows_sent (f->server) > 0;
}

/* Stopped and started while a stream is being applied: the two do not mix. */
static void
test_stop_and_start_at_once (void)
{
  g_autoptr (SyncFixture) f = sync_fixture_new ();

  sync_fixture_fill (f, 3000);
  fake_server_set_page (f->server, 1000);
  desk_sync_engine_start (f->engine);
  sync_fixture_wait (f, has_pump);
  for (guint i = 0; i < 5; i++)
    {
      desk_sync_engine_stop (f->engine);
      desk_sync_engine_start (f->engine);
      g_main_context_iteration (NULL, TRUE);
    }
  sync_fixture_wait (f, sync_is_idle);
  g_assert_cmpint (sync_fixture_count (f), ==, 3000);
}

/* The network is back: one try at once, whatever the back-off. */
static void
test_network_changed (void)
{
  g_autoptr (SyncFixture) f = sync_fixture_new ();

  fake_transport_fail (f->transport, "pull", 2, CRM_ERROR_OFFLINE, 0);
  desk_sync_engine_start (f->engine);
  sync_fixture_wait (f, sync_is_backing_off);
  g_signal_emit_by_name (g_network_monitor_get_default (), "network-changed", FALSE);
  g_assert_true (sync_is_backing_off (f));
  g_signal_emit_by_name (g_network_monitor_get_default (), "network-changed", TRUE);
  sync_fixture_wait (f, sync_is_backing_off);
  g_assert_cmpuint (fake_transport_get_calls (f->transport, "pull"), ==, 2);
  g_signal_emit_by_name (g_network_monitor_get_default (), "network-changed", TRUE);
  sync_fixture_wait (f, sync_is_idle);
}

/* The screens do not flicker: a short exchange is not shown, a long one is. */
static void
test_shown_state (void)
{
  g_autoptr (SyncFixture) f = sync_fixture_new ();

  sync_fixture_settle (f);
  fake_transport_hold (f->transport, "pull");
  desk_sync_engine_sync_now (f->engine);
  sync_fixture_wait (f, sync_is_holding);
  g_assert_cmpint (desk_sync_status_get_state (f->status), ==, DESK_SYNC_IDLE);
  fake_clock_advance (f->clock, SECOND);
  g_assert_cmpint (desk_sync_status_get_state (f->status), ==, DESK_SYNC_PULLING);
  fake_transport_release (f->transport);
  sync_fixture_wait (f, sync_is_idle);
}

static void
note_progress_cb (DeskSyncStatus *status, GParamSpec *pspec, gint64 *most)
{
  gint64 rows;

  g_object_get (status, "progress-total", &rows, NULL);
  *most = MAX (*most, rows);
}

static void
test_progress (void)
{
  g_autoptr (SyncFixture) f = sync_fixture_new ();
  gint64 most = 0, left;

  sync_fixture_fill (f, 35);
  fake_transport_set_rows_known (f->transport, TRUE);
  g_signal_connect (f->status, "notify::progress-total", G_CALLBACK (note_progress_cb), &most);
  sync_fixture_settle (f);
  g_assert_cmpint (most, ==, 35);
  g_object_get (f->status, "progress-total", &left, NULL);
  g_assert_cmpint (left, ==, 0);
}

/* What leaves the person's scope or is deleted leaves the cache. */
static void
test_gone (void)
{
  g_autoptr (SyncFixture) f = sync_fixture_new ();
  g_autoptr (CrmCommand) first = sync_fixture_create (f, "First");
  g_autoptr (CrmCommand) second = sync_fixture_create (f, "Second");

  sync_fixture_settle (f);
  fake_server_remove (f->server, &crm_customer_kind, crm_command_get_record (first),
                      CRM_CHANGE_SCOPE);
  fake_server_remove (f->server, &crm_customer_kind, crm_command_get_record (second),
                      CRM_CHANGE_DELETED);
  desk_transport_emit_live (DESK_TRANSPORT (f->transport), DESK_LIVE_CHANGES);
  sync_fixture_wait (f, has_two_pulls);
  g_assert_cmpint (sync_fixture_count (f), ==, 0);
}

int
main (int argc, char **argv)
{
  g_autoptr (CrmTestDir) home = crm_test_make_dir ();

  g_setenv ("XDG_DATA_HOME", home, TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/first-sync", test_first_sync);
  g_test_add_func ("/engine/second-start", test_second_start_goes_on);
  g_test_add_func ("/engine/cut/anywhere", test_cut_anywhere);
  g_test_add_func ("/engine/cut/behind-safe-points", test_cut_behind_safe_points);
  g_test_add_func ("/engine/push/simple", test_push);
  g_test_add_func ("/engine/push/pages", test_many_pages);
  crm_test_add_cases ("/engine/push", push_cases, sizeof push_cases[0], G_N_ELEMENTS (push_cases),
                      test_push_case);
  g_test_add_func ("/engine/push/ended", test_ended_during_push);
  g_test_add_func ("/engine/push/decide-after-start", test_decide_after_start);
  g_test_add_func ("/engine/failure/retry-after", test_retry_after);
  g_test_add_func ("/engine/failure/back-off", test_back_off_grows);
  g_test_add_func ("/engine/failure/offline-waits", test_offline_waits);
  g_test_add_func ("/engine/failure/signed-out", test_signed_out);
  g_test_add_func ("/engine/failure/signed-out-by-live", test_signed_out_by_live);
  g_test_add_func ("/engine/failure/certificate", test_certificate);
  g_test_add_func ("/engine/failure/upgrade-required", test_upgrade_required);
  g_test_add_func ("/engine/failure/denied", test_denied);
  g_test_add_func ("/engine/live/tickle", test_tickle);
  g_test_add_func ("/engine/live/tickles-during-pull", test_tickles_during_pull);
  g_test_add_func ("/engine/live/lost", test_live_lost);
  g_test_add_func ("/engine/poll", test_poll);
  g_test_add_func ("/engine/stop-and-start", test_stop_and_start);
  g_test_add_func ("/engine/stop-and-start-at-once", test_stop_and_start_at_once);
  g_test_add_func ("/engine/network-changed", test_network_changed);
  g_test_add_func ("/engine/shown-state", test_shown_state);
  g_test_add_func ("/engine/progress", test_progress);
  g_test_add_func ("/engine/gone", test_gone);
  return g_test_run ();
}
