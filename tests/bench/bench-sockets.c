/* SPDX-License-Identifier: GPL-3.0-or-later */

/* bench-sockets ZONTIK-SERVER [SOCKETS]: memory of the server with so many live connections over
 * TLS, and how long after the commit of one person's write each of them is told. A thousand
 * desktops decrypt on a thousand machines, here they would share two cores with the server: so the
 * arrival is the time at which the kernel received the bytes, and they are decrypted after the
 * round, to see that they say what they should. */

#include "client/sync/desk-http-peer.h"
#include "shared/base/crm-id.h"
#include "shared/customers/crm-customer.h"
#include "shared/protocol/crm-protocol.h"
#include "tests/bench/bench-hub.h"
#include "tests/lib/crm-test.h"

#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>

#define DEADLINE 120000
#define ROUNDS   20
#define LOOK     10 /* ms between looks whether all have got theirs */

static const char news[] = "{\"type\":\"changes\"}";

/* Header of a TLS 1.3 record, header of a frame, the text, type of the record, seal. */
#define RECORD_SIZE (5 + 2 + sizeof news - 1 + 1 + 16)

typedef struct
{
  char *id; /* of the client that was written */
  gint64 at;
} Arrival;

/* All live sockets, on a main context of their own: it stands still while a round is measured. */
typedef struct
{
  DeskHttpPeer *peer;
  GMainContext *context;
  GPtrArray *sockets; /* (element-type SoupWebsocketConnection) */
  GPtrArray *raw;     /* (element-type GSocket): below their TLS */
  guint wanted;
  guint failed;
  guint told; /* in this round */
  guint others;
  GArray *arrivals; /* (element-type Arrival) */
  gboolean answered;
} Crowd;

static void
clear_arrival (gpointer data)
{
  g_free (((Arrival *) data)->id);
}

static void
message_cb (SoupWebsocketConnection *socket, int type, GBytes *bytes, Crowd *crowd)
{
  gsize size;
  const char *text = g_bytes_get_data (bytes, &size);

  if (size != sizeof news - 1 || memcmp (text, news, size) != 0)
    g_error ("a socket was told %.*s", (int) size, text);
  crowd->told++;
}

static void
network_event_cb (SoupMessage *message, GSocketClientEvent event, GIOStream *stream, Crowd *crowd)
{
  GSocket *socket;
  g_autoptr (GError) error = NULL;

  if (event != G_SOCKET_CLIENT_CONNECTED)
    return;
  socket = g_socket_connection_get_socket (G_SOCKET_CONNECTION (stream));
  g_socket_set_option (socket, SOL_SOCKET, SO_TIMESTAMPNS, TRUE, &error);
  bench_check (error, "SO_TIMESTAMPNS");
  g_ptr_array_add (crowd->raw, g_object_ref (socket));
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
connect_all (Crowd *crowd, guint n)
{
  char *protocols[] = { (char *) CRM_LIVE_PROTOCOL, NULL };

  /* In small groups: a thousand handshakes at once are another measurement. */
  while (crowd->wanted < n)
    {
      for (guint i = 0; i < 20 && crowd->wanted < n; i++, crowd->wanted++)
        {
          g_autoptr (SoupMessage) message =
              desk_http_peer_new_message (crowd->peer, "GET", "/live");

          g_signal_connect (message, "network-event", G_CALLBACK (network_event_cb), crowd);
          soup_session_websocket_connect_async (desk_http_peer_get_session (crowd->peer), message,
                                                NULL, protocols, G_PRIORITY_DEFAULT, NULL,
                                                connected_cb, crowd);
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
has_all_arrived (gpointer data)
{
  Crowd *crowd = data;

  if (!crowd->answered)
    return FALSE;
  for (guint i = 0; i < crowd->raw->len; i++)
    if (g_socket_get_available_bytes (crowd->raw->pdata[i]) < (gssize) RECORD_SIZE)
      return FALSE;
  return TRUE;
}

/* µs of real time at which the kernel received what lies in the socket; 0 when it is something else
 * than one tickle. */
static gint64
read_arrival (GSocket *socket)
{
  char bytes[1024];
  union
  {
    struct cmsghdr align;
    char bytes[256];
  } control;
  struct iovec vector = { bytes, sizeof bytes };
  struct msghdr message = {
    .msg_iov = &vector, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control
  };
  gssize n = recvmsg (g_socket_get_fd (socket), &message, MSG_PEEK | MSG_DONTWAIT);
  struct timespec at;

  if (n != (gssize) RECORD_SIZE)
    return 0;
  for (struct cmsghdr *c = CMSG_FIRSTHDR (&message); c != NULL; c = CMSG_NXTHDR (&message, c))
    if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_TIMESTAMPNS)
      {
        memcpy (&at, CMSG_DATA (c), sizeof at);
        return (gint64) at.tv_sec * G_USEC_PER_SEC + at.tv_nsec / 1000;
      }
  g_error ("the kernel gives no time of arrival");
}

static void
note_arrivals (Crowd *crowd, const char *id)
{
  for (guint i = 0; i < crowd->raw->len; i++)
    {
      gint64 at = read_arrival (crowd->raw->pdata[i]);
      Arrival arrival = { NULL, at };

      if (at == 0)
        {
          crowd->others++;
          continue;
        }
      arrival.id = g_strdup (id);
      g_array_append_val (crowd->arrivals, arrival);
    }
}

static gboolean
is_everybody_told (gpointer data)
{
  Crowd *crowd = data;

  return crowd->told >= crowd->sockets->len;
}

static gboolean
wake_cb (gpointer data)
{
  if (data != NULL)
    *(gboolean *) data = TRUE;
  return data != NULL ? G_SOURCE_REMOVE : G_SOURCE_CONTINUE;
}

static void
run_round (DeskTransport *writer, Crowd *crowd)
{
  g_autoptr (GPtrArray) commands =
      g_ptr_array_new_with_free_func ((GDestroyNotify) crm_command_unref);
  g_autoptr (CrmFieldSet) set = crm_field_set_new (&crm_customer_kind);
  g_autofree char *id = crm_id_new ();
  gboolean over = FALSE;
  guint look;

  /* Longer than the time in which the server puts tickles together. */
  g_timeout_add (300, wake_cb, &over);
  crm_test_wait_for (&over, DEADLINE);
  /* What a ping begins must stay on this context, or the round would be read while it runs. */
  g_main_context_push_thread_default (crowd->context);
  crm_test_drain ();
  g_main_context_pop_thread_default (crowd->context);
  crm_field_set_put (set, CRM_CUSTOMER_TYPE, "person");
  crm_field_set_put (set, CRM_CUSTOMER_LAST_NAME, "Ivanova");
  g_ptr_array_add (commands, crm_command_new_create (&crm_customer_kind, id, set));
  crowd->told = 0;
  crowd->answered = FALSE;
  desk_transport_push_async (writer, commands, NULL, NULL, pushed_cb, crowd);
  look = g_timeout_add (LOOK, wake_cb, NULL);
  crm_test_wait_until (has_all_arrived, crowd, DEADLINE);
  g_source_remove (look);
  note_arrivals (crowd, id);
  g_main_context_push_thread_default (crowd->context);
  crm_test_wait_until (is_everybody_told, crowd, DEADLINE);
  g_main_context_pop_thread_default (crowd->context);
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

static void
open_crowd (Crowd *crowd, BenchHub *hub, DeskAccount *account, guint n)
{
  g_autofree char *token = dup_token (account);
  double before = bench_hub_get_memory (hub);

  crowd->context = g_main_context_new ();
  crowd->sockets = g_ptr_array_new_with_free_func (g_object_unref);
  crowd->raw = g_ptr_array_new_with_free_func (g_object_unref);
  crowd->arrivals = g_array_new (FALSE, FALSE, sizeof (Arrival));
  g_array_set_clear_func (crowd->arrivals, clear_arrival);
  g_main_context_push_thread_default (crowd->context);
  crowd->peer = desk_http_peer_new (account, NULL, NULL);
  desk_http_peer_set_token (crowd->peer, token);
  connect_all (crowd, n);
  g_main_context_pop_thread_default (crowd->context);
  g_print ("%u live sockets (%u refused): server %.1f MiB, %.1f MiB without them\n",
           crowd->sockets->len, crowd->failed, bench_hub_get_memory (hub), before);
  if (crowd->sockets->len == 0 || crowd->raw->len != crowd->sockets->len)
    exit (1);
}

static void
close_crowd (Crowd *crowd)
{
  g_main_context_push_thread_default (crowd->context);
  g_ptr_array_unref (crowd->sockets);
  g_clear_object (&crowd->peer);
  crm_test_drain ();
  g_main_context_pop_thread_default (crowd->context);
  g_ptr_array_unref (crowd->raw);
  g_array_unref (crowd->arrivals);
  g_main_context_unref (crowd->context);
}

static void
print_spans (Crowd *crowd, BenchHub *hub, double processor)
{
  g_autoptr (GHashTable) commits = bench_hub_read_commits (hub);
  g_autoptr (GArray) spans = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; i < crowd->arrivals->len; i++)
    {
      Arrival *arrival = &g_array_index (crowd->arrivals, Arrival, i);
      gint64 *commit = g_hash_table_lookup (commits, arrival->id);
      gint64 span;

      if (commit == NULL)
        g_error ("client %s was told of and is not there", arrival->id);
      span = arrival->at - *commit;
      g_array_append_val (spans, span);
    }
  g_print ("commit to arrival at the socket, %u rounds, %u arrivals (%u with a ping left out): p50 "
           "%.1f ms, p95 %.1f ms, p99 %.1f ms, longest %.1f ms\n",
           ROUNDS, spans->len, crowd->others, bench_get_quantile (spans, 0.5),
           bench_get_quantile (spans, 0.95), bench_get_quantile (spans, 0.99),
           bench_get_quantile (spans, 1));
  g_print ("processor of the server: %.1f ms a round\n", processor / ROUNDS);
}

int
main (int argc, char **argv)
{
  guint n = argc > 2 ? (guint) atoi (argv[2]) : 1000;
  g_autoptr (CrmTestDir) home = crm_test_make_dir ();
  g_autoptr (BenchHub) hub = NULL;
  g_autoptr (DeskAccount) account = NULL;
  g_autoptr (DeskTransport) writer = NULL;
  Crowd crowd = { 0 };
  double before;

  raise_limit ();
  bench_set_home (home);
  hub = bench_hub_new_stamping (argv[1]);
  bench_hub_add_user (hub, "anna", "agent");
  writer = bench_transport_new (hub, "anna", &account);
  open_crowd (&crowd, hub, account, n);
  before = bench_hub_get_processor (hub);
  for (guint i = 0; i < ROUNDS; i++)
    run_round (writer, &crowd);
  print_spans (&crowd, hub, bench_hub_get_processor (hub) - before);
  close_crowd (&crowd);
  crm_test_drain ();
  return 0;
}
