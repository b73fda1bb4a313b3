/* SPDX-License-Identifier: GPL-3.0-or-later */

/* bench-sockets ZONTIK-SERVER [SOCKETS]: memory of the server with so many live connections over
 * TLS, and how long one person's write takes to be told to all of them. */

#include "client/sync/desk-http-peer.h"
#include "shared/base/crm-id.h"
#include "shared/customers/crm-customer.h"
#include "shared/protocol/crm-protocol.h"
#include "tests/bench/bench-hub.h"
#include "tests/lib/crm-test.h"

#include <stdlib.h>
#include <sys/resource.h>

#define DEADLINE 120000
#define ROUNDS   20

typedef struct
{
  GPtrArray *sockets; /* (element-type SoupWebsocketConnection) */
  guint wanted;
  guint failed;
  guint told; /* in this round */
  gint64 began;
  GArray *spans;
  gboolean answered;
} Crowd;

static void
message_cb (SoupWebsocketConnection *socket, int type, GBytes *bytes, Crowd *crowd)
{
  gint64 span = g_get_monotonic_time () - crowd->began;

  if (crowd->began == 0)
    return;
  crowd->told++;
  g_array_append_val (crowd->spans, span);
}

static void
connected_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Crowd *crowd = user_data;
  g_autoptr (GError) error = NULL;
  SoupWebsocketConnection *socket =
      soup_session_websocket_connect_finish (SOUP_SESSION (source), result, &error);

  if (socket == NULL)
    {
      g_printerr ("%s\n", error->message);
      crowd->failed++;
      return;
    }
  g_signal_connect (socket, "message", G_CALLBACK (message_cb), crowd);
  g_ptr_array_add (crowd->sockets, socket);
}

static gboolean
is_connected (gpointer data)
{
  Crowd *crowd = data;

  return crowd->sockets->len + crowd->failed >= crowd->wanted;
}

static void
connect_all (DeskHttpPeer *peer, Crowd *crowd, guint n)
{
  char *protocols[] = { (char *) CRM_LIVE_PROTOCOL, NULL };

  /* In small groups: a thousand handshakes at once are another measurement. */
  while (crowd->wanted < n)
    {
      for (guint i = 0; i < 20 && crowd->wanted < n; i++, crowd->wanted++)
        {
          g_autoptr (SoupMessage) message = desk_http_peer_new_message (peer, "GET", "/live");

          soup_session_websocket_connect_async (desk_http_peer_get_session (peer), message, NULL,
                                                protocols, G_PRIORITY_DEFAULT, NULL, connected_cb,
                                                crowd);
        }
      crm_test_wait_until (is_connected, crowd, DEADLINE);
    }
}

static void
pushed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Crowd *crowd = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) results =
      desk_transport_push_finish (DESK_TRANSPORT (source), result, &error);

  bench_check (error, "push");
  crowd->answered = TRUE;
}

static gboolean
is_round_over (gpointer data)
{
  Crowd *crowd = data;

  return crowd->answered && crowd->told >= crowd->sockets->len;
}

static gboolean
wake_cb (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

static void
run_round (DeskTransport *writer, Crowd *crowd)
{
  g_autoptr (GPtrArray) commands =
      g_ptr_array_new_with_free_func ((GDestroyNotify) crm_command_unref);
  g_autoptr (CrmFieldSet) set = crm_field_set_new (&crm_customer_kind);
  g_autofree char *id = crm_id_new ();
  gboolean over = FALSE;

  /* Longer than the time in which the server puts tickles together. */
  g_timeout_add (300, wake_cb, &over);
  crm_test_wait_for (&over, DEADLINE);
  crm_field_set_put (set, CRM_CUSTOMER_TYPE, "person");
  crm_field_set_put (set, CRM_CUSTOMER_LAST_NAME, "Ivanova");
  g_ptr_array_add (commands, crm_command_new_create (&crm_customer_kind, id, set));
  crowd->told = 0;
  crowd->answered = FALSE;
  crowd->began = g_get_monotonic_time ();
  desk_transport_push_async (writer, commands, NULL, pushed_cb, crowd);
  crm_test_wait_until (is_round_over, crowd, DEADLINE);
  crowd->began = 0;
}

static void
raise_limit (void)
{
  struct rlimit limit;

  getrlimit (RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit (RLIMIT_NOFILE, &limit);
}

static char *
dup_token (DeskAccount *account)
{
  GAsyncResult *pending = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  desk_account_load_token_async (account, NULL, crm_test_take_result, &pending);
  result = crm_test_wait_result (&pending, DEADLINE);
  return desk_account_load_token_finish (account, result, NULL);
}

int
main (int argc, char **argv)
{
  guint n = argc > 2 ? (guint) atoi (argv[2]) : 1000;
  g_autoptr (CrmTestDir) home = crm_test_make_dir ();
  g_autoptr (BenchHub) hub = NULL;
  g_autoptr (DeskAccount) account = NULL;
  g_autoptr (DeskTransport) writer = NULL;
  g_autoptr (DeskHttpPeer) peer = NULL;
  g_autofree char *token = NULL;
  Crowd crowd = { 0 };
  double before;

  raise_limit ();
  bench_set_home (home);
  hub = bench_hub_new (argv[1]);
  bench_hub_add_user (hub, "anna", "agent");
  writer = bench_transport_new (hub, "anna", &account);
  token = dup_token (account);
  peer = desk_http_peer_new (account, NULL, NULL);
  desk_http_peer_set_token (peer, token);
  crowd.sockets = g_ptr_array_new_with_free_func (g_object_unref);
  crowd.spans = g_array_new (FALSE, FALSE, sizeof (gint64));
  before = bench_hub_get_memory (hub);
  connect_all (peer, &crowd, n);
  g_print ("%u live sockets (%u refused): server %.1f MiB, %.1f MiB without them\n",
           crowd.sockets->len, crowd.failed, bench_hub_get_memory (hub), before);
  if (crowd.sockets->len == 0)
    return 1;
  for (guint i = 0; i < ROUNDS; i++)
    run_round (writer, &crowd);
  g_print ("write to tickle, %u rounds: p50 %.1f ms, p95 %.1f ms, p99 %.1f ms\n", ROUNDS,
           bench_get_quantile (crowd.spans, 0.5), bench_get_quantile (crowd.spans, 0.95),
           bench_get_quantile (crowd.spans, 0.99));
  g_ptr_array_unref (crowd.sockets);
  crm_test_drain ();
  g_array_unref (crowd.spans);
  return 0;
}
