/* SPDX-License-Identifier: GPL-3.0-or-later */

/* DeskEventStream against a WebSocket that behaves as the test wants. */

#include "client/sync/desk-event-stream.h"
#include "client/sync/desk-http-peer.h"
#include "tests/lib/crm-test.h"
#include "tests/lib/fake-clock.h"
#include "tests/sync/soup-peer.h"

#define DEADLINE 30000
#define SECOND   G_TIME_SPAN_SECOND

typedef struct
{
  SoupPeer *peer;
  DeskHttpPeer *http;
  FakeClock *clock;
  DeskEventStream *stream;
  GArray *events; /* (element-type int) */
  guint wanted;   /* of wait_events() */
} Fixture;

static SoupMessage *
make_message (gpointer user_data)
{
  Fixture *f = user_data;

  return desk_http_peer_new_message (f->http, "GET", "/live");
}

static void
event_cb (DeskEventStream *stream, int event, Fixture *f)
{
  g_array_append_val (f->events, event);
}

static Fixture *
fixture_new (void)
{
  Fixture *f = g_new0 (Fixture, 1);

  f->peer = soup_peer_new ();
  f->http = desk_http_peer_new (NULL, f->peer->url, f->peer->fingerprint);
  desk_http_peer_set_token (f->http, "secret");
  f->clock = fake_clock_new ();
  f->stream = desk_event_stream_new (desk_http_peer_get_session (f->http), DESK_CLOCK (f->clock),
                                     make_message, f);
  f->events = g_array_new (FALSE, FALSE, sizeof (int));
  g_signal_connect (f->stream, "event", G_CALLBACK (event_cb), f);
  return f;
}

static void
fixture_free (Fixture *f)
{
  desk_event_stream_stop (f->stream);
  g_assert_cmpuint (fake_clock_get_n_timers (f->clock), ==, 0);
  crm_test_drain ();
  crm_test_assert_finalized (f->stream);
  g_clear_object (&f->http);
  soup_peer_free (f->peer);
  g_object_unref (f->clock);
  g_array_unref (f->events);
  g_free (f);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Fixture, fixture_free)

static gboolean
has_events (gpointer data)
{
  Fixture *f = data;

  return f->events->len >= f->wanted;
}

/* Waits for the @n-th event and checks that it is @event. */
static void
wait_event (Fixture *f, guint n, DeskLiveEvent event)
{
  f->wanted = n;
  crm_test_wait_until (has_events, f, DEADLINE);
  g_assert_cmpint (g_array_index (f->events, int, n - 1), ==, event);
}

static gboolean
has_timer (gpointer data)
{
  return fake_clock_get_next (((Fixture *) data)->clock) >= 0;
}

static gboolean
has_socket (gpointer data)
{
  return ((Fixture *) data)->peer->socket != NULL;
}

static void
connect_live (Fixture *f)
{
  desk_event_stream_start (f->stream);
  wait_event (f, 1, DESK_LIVE_CONNECTED);
  crm_test_wait_until (has_socket, f, DEADLINE);
}

static void
test_messages (void)
{
  g_autoptr (Fixture) f = fixture_new ();

  connect_live (f);
  g_assert_cmpstr (f->peer->token, ==, "Bearer secret");
  g_assert_true (desk_event_stream_is_connected (f->stream));
  soup_websocket_connection_send_text (f->peer->socket, "{\"type\":\"changes\"}");
  wait_event (f, 2, DESK_LIVE_CHANGES);
  /* What is not understood is passed over. */
  soup_websocket_connection_send_text (f->peer->socket, "{\"type\":\"presence\"}");
  soup_websocket_connection_send_text (f->peer->socket, "{\"type\":7}");
  soup_websocket_connection_send_text (f->peer->socket, "[]");
  soup_websocket_connection_send_text (f->peer->socket, "{");
  soup_websocket_connection_send_text (f->peer->socket, "");
  soup_websocket_connection_send_binary (f->peer->socket, "\1\2", 2);
  soup_websocket_connection_send_text (f->peer->socket, "{\"type\":\"signed-out\"}");
  wait_event (f, 3, DESK_LIVE_SIGNED_OUT);
}

static void
test_comes_back (void)
{
  g_autoptr (Fixture) f = fixture_new ();

  connect_live (f);
  soup_websocket_connection_close (f->peer->socket, SOUP_WEBSOCKET_CLOSE_GOING_AWAY, NULL);
  wait_event (f, 2, DESK_LIVE_DISCONNECTED);
  g_assert_false (desk_event_stream_is_connected (f->stream));
  g_assert_cmpint (fake_clock_get_next (f->clock), ==, SECOND / 2);
  fake_clock_advance (f->clock, SECOND);
  wait_event (f, 3, DESK_LIVE_CONNECTED);
}

/* A half-open connection: nothing comes, not even an answer to a ping. */
static void
test_silence (void)
{
  g_autoptr (Fixture) f = fixture_new ();

  connect_live (f);
  fake_clock_advance (f->clock, 69 * SECOND);
  g_assert_true (desk_event_stream_is_connected (f->stream));
  soup_websocket_connection_send_text (f->peer->socket, "{\"type\":\"changes\"}");
  wait_event (f, 2, DESK_LIVE_CHANGES);
  fake_clock_advance (f->clock, 69 * SECOND);
  g_assert_true (desk_event_stream_is_connected (f->stream));
  fake_clock_advance (f->clock, SECOND);
  wait_event (f, 3, DESK_LIVE_DISCONNECTED);
}

static void
test_too_large (void)
{
  g_autoptr (Fixture) f = fixture_new ();
  g_autofree char *text = g_strnfill (100000, ' ');

  connect_live (f);
  soup_websocket_connection_send_text (f->peer->socket, text);
  wait_event (f, 2, DESK_LIVE_DISCONNECTED);
}

static void
test_refused (void)
{
  g_autoptr (Fixture) f = fixture_new ();

  soup_peer_answer (f->peer, 503, NULL, NULL);
  f->peer->header = "Retry-After: 9";
  desk_event_stream_start (f->stream);
  crm_test_wait_until (has_timer, f, DEADLINE);
  g_assert_cmpint (fake_clock_get_next (f->clock), >=, 9 * SECOND);
  g_assert_cmpuint (f->events->len, ==, 0);
  soup_peer_answer (f->peer, 0, NULL, NULL);
  f->peer->header = NULL;
  fake_clock_advance (f->clock, 10 * SECOND);
  wait_event (f, 1, DESK_LIVE_CONNECTED);
}

static void
test_signed_out (void)
{
  g_autoptr (Fixture) f = fixture_new ();

  soup_peer_answer (f->peer, 401, NULL, NULL);
  desk_event_stream_start (f->stream);
  wait_event (f, 1, DESK_LIVE_SIGNED_OUT);
  g_assert_cmpuint (fake_clock_get_n_timers (f->clock), ==, 0);
}

static void
test_offline_backs_off (void)
{
  const gint64 ceilings[] = { 1, 2, 4, 8 };
  g_autoptr (Fixture) f = fixture_new ();

  soup_peer_stop (f->peer);
  desk_event_stream_start (f->stream);
  for (guint i = 0; i < G_N_ELEMENTS (ceilings); i++)
    {
      crm_test_wait_until (has_timer, f, DEADLINE);
      g_assert_cmpint (fake_clock_get_next (f->clock), ==, ceilings[i] * SECOND / 2);
      fake_clock_advance (f->clock, fake_clock_get_next (f->clock));
    }
  crm_test_wait_until (has_timer, f, DEADLINE);
}

/* Stopped while connecting, and started again before the first attempt has ended. */
static void
test_stop_and_start (void)
{
  g_autoptr (Fixture) f = fixture_new ();

  desk_event_stream_start (f->stream);
  desk_event_stream_stop (f->stream);
  desk_event_stream_start (f->stream);
  wait_event (f, 1, DESK_LIVE_CONNECTED);
  crm_test_drain ();
  g_assert_cmpuint (f->events->len, ==, 1);
  desk_event_stream_stop (f->stream);
  crm_test_drain ();
  g_assert_cmpuint (f->events->len, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/live/messages", test_messages);
  g_test_add_func ("/live/comes-back", test_comes_back);
  g_test_add_func ("/live/silence", test_silence);
  g_test_add_func ("/live/too-large", test_too_large);
  g_test_add_func ("/live/refused", test_refused);
  g_test_add_func ("/live/signed-out", test_signed_out);
  g_test_add_func ("/live/offline", test_offline_backs_off);
  g_test_add_func ("/live/stop-and-start", test_stop_and_start);
  return g_test_run ();
}
