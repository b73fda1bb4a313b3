/* SPDX-License-Identifier: GPL-3.0-or-later */

/* HubServer: joins the gate (connections), SoupServer (HTTP), the router and the exchanges. One
 * thread, which the handlers share; what blocks is done elsewhere and answered later. Owned by
 * `serve` or by a test. */

#define G_LOG_DOMAIN "hub-http"

#include "server/http/hub-server.h"

#include <sys/socket.h>
#include <unistd.h>

#include "server/http/hub-exchange-private.h"
#include "server/http/hub-gate.h"
#include "shared/protocol/crm-protocol.h"

#define DRAIN_CHECK 20 /* ms */
#define DRAIN_GRACE 15 /* checks */

/* One connection. */
typedef struct
{
  HubServer *server;     /* (borrowed) */
  HubStream *stream;     /* (borrowed): its end removes the peer */
  GSocketAddress *key;   /* (owned): the very object the library has as the remote address */
  HubExchange *exchange; /* (owned) (nullable) */
  gboolean is_seen;      /* the request that is under way came to us */
} Peer;

typedef struct
{
  HubServer *server; /* (borrowed) */
  HubRoute route;
  char *path; /* (owned) */
  HubSocketFunc func;
  gpointer user_data;
} Socket;

struct _HubServer
{
  GObject parent_instance;

  HubHttp *http;      /* (owned) */
  HubGate *gate;      /* (owned) */
  SoupServer *soup;   /* (owned) */
  GPtrArray *sockets; /* (owned) (element-type Socket) */
  GHashTable *peers;  /* (owned) (element-type GSocketAddress Peer): by the pointer */
  int anchor;         /* the other end of what the library believes to be a listener */
  GTask *drain;       /* (owned) (nullable) */
  gint64 drain_until;
  guint drain_waited; /* checks after the last exchange */
  guint collector;
};

G_DEFINE_FINAL_TYPE (HubServer, hub_server, G_TYPE_OBJECT)

static void
peer_free (gpointer data)
{
  Peer *peer = data;

  g_clear_object (&peer->exchange);
  g_object_unref (peer->key);
  g_free (peer);
}

static void
socket_free (gpointer data)
{
  Socket *socket = data;

  g_free ((char *) socket->route.path);
  g_free (socket->path);
  g_free (socket);
}

static Peer *
find_peer (HubServer *self, SoupServerMessage *message)
{
  return g_hash_table_lookup (self->peers, soup_server_message_get_remote_address (message));
}

static void
stream_gone_cb (gpointer user_data, GObject *stream)
{
  Peer *peer = user_data;

  g_hash_table_remove (peer->server->peers, peer->key);
}

static void
opened_cb (HubStream *stream, GSocketAddress *local, GSocketAddress *remote, gpointer user_data)
{
  HubServer *self = user_data;
  Peer *peer = g_new0 (Peer, 1);
  g_autoptr (GError) error = NULL;

  peer->server = self;
  peer->stream = stream;
  peer->key = g_object_ref (remote);
  hub_stream_count_refusals (stream, self->http->answers[4]);
  g_hash_table_insert (self->peers, remote, peer);
  g_object_weak_ref (G_OBJECT (stream), stream_gone_cb, peer);
  if (!soup_server_accept_iostream (self->soup, G_IO_STREAM (stream), local, remote, &error))
    {
      g_debug ("accept: %s", error->message);
      hub_stream_cut (stream);
    }
}

static void
late_cb (HubStream *stream, gpointer user_data)
{
  HubServer *self = user_data;
  GHashTableIter iter;
  gpointer peer;

  g_hash_table_iter_init (&iter, self->peers);
  while (g_hash_table_iter_next (&iter, NULL, &peer))
    if (((Peer *) peer)->stream == stream && ((Peer *) peer)->exchange != NULL)
      {
        g_autoptr (HubExchange) exchange = g_object_ref (((Peer *) peer)->exchange);

        hub_exchange_give_up (exchange);
        return;
      }
}

static void
exchange_finished_cb (HubExchange *exchange, gpointer user_data)
{
  HubServer *self = user_data;
  Peer *peer = find_peer (self, exchange->message);

  if (peer != NULL && peer->exchange == exchange)
    g_clear_object (&peer->exchange);
}

/* The connection waits for its next request, whoever answered this one: some the library answers by
 * itself. */
static void
start_waiting (Peer *peer)
{
  peer->is_seen = FALSE;
  if (!hub_stream_is_rejected (peer->stream))
    hub_stream_set_state (peer->stream, HUB_STREAM_IDLE);
}

static void
request_finished_cb (SoupServer *soup, SoupServerMessage *message, gpointer user_data)
{
  HubServer *self = user_data;
  Peer *peer = find_peer (self, message);

  if (peer == NULL)
    return;
  if (!peer->is_seen)
    hub_metric_add (self->http->answers[MIN (soup_server_message_get_status (message) / 100, 5)],
                    1);
  start_waiting (peer);
}

static void
request_aborted_cb (SoupServer *soup, SoupServerMessage *message, gpointer user_data)
{
  Peer *peer = find_peer (user_data, message);

  if (peer != NULL)
    start_waiting (peer);
}

static void
headers_cb (SoupServer *soup,
            SoupServerMessage *message,
            const char *path,
            GHashTable *query,
            gpointer user_data)
{
  HubServer *self = user_data;
  Peer *peer = find_peer (self, message);

  g_return_if_fail (peer != NULL);

  peer->is_seen = TRUE;
  g_clear_object (&peer->exchange);
  peer->exchange = hub_exchange_new (self->http, message, peer->stream, query);
  if (self->drain != NULL)
    soup_message_headers_replace (soup_server_message_get_response_headers (message), "Connection",
                                  "close");
  hub_exchange_begin (peer->exchange);
}

static void
upgraded_cb (SoupServer *soup,
             SoupServerMessage *message,
             const char *path,
             SoupWebsocketConnection *connection,
             gpointer user_data)
{
  Socket *socket = user_data;
  Peer *peer = find_peer (socket->server, message);
  g_autoptr (HubExchange) exchange = NULL;

  g_return_if_fail (peer != NULL && peer->exchange != NULL);

  exchange = g_object_ref (peer->exchange);
  hub_stream_set_state (peer->stream, HUB_STREAM_SOCKET);
  socket->func (connection, peer->stream, exchange->session, socket->user_data);
  hub_exchange_leave (exchange);
}

static void
collect_cb (HubMetrics *metrics, gpointer user_data)
{
  HubServer *self = user_data;

  hub_metric_set (hub_metrics_gauge (metrics, "zontik_http_connections", NULL, "Open connections."),
                  hub_gate_get_size (self->gate));
}

static void
set_up_metrics (HubServer *self)
{
  static const char *const classes[] = { NULL, "1xx", "2xx", "3xx", "4xx", "5xx" };
  HubMetrics *metrics = self->http->context->metrics;

  for (guint i = 1; i < G_N_ELEMENTS (classes); i++)
    {
      g_autofree char *labels = g_strdup_printf ("class=\"%s\"", classes[i]);

      self->http->answers[i] = hub_metrics_counter (metrics, "zontik_http_requests_total", labels,
                                                    "Requests answered, by class of the status.");
    }
  self->http->duration =
      hub_metrics_histogram (metrics, "zontik_http_request_seconds", NULL,
                             "From the headers of a request to the last byte of its answer.");
  self->collector = hub_metrics_add_collector (metrics, collect_cb, self);
}

/* SoupServer keeps connections alive only while it has a listener, but ours is the gate's. One end
 * of a socket pair, of which nothing ever comes, is listener enough. */
static void
set_up_soup (HubServer *self)
{
  g_autoptr (GSocket) socket = NULL;
  g_autoptr (GError) error = NULL;
  int pair[2] = { -1, -1 };

  self->soup = soup_server_new (NULL, NULL);
  soup_server_remove_websocket_extension (self->soup, SOUP_TYPE_WEBSOCKET_EXTENSION_DEFLATE);
  soup_server_add_early_handler (self->soup, NULL, headers_cb, self, NULL);
  soup_server_add_early_handler (self->soup, "*", headers_cb, self, NULL);
  g_signal_connect (self->soup, "request-finished", G_CALLBACK (request_finished_cb), self);
  g_signal_connect (self->soup, "request-aborted", G_CALLBACK (request_aborted_cb), self);

  if (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) == 0)
    socket = g_socket_new_from_fd (pair[0], &error);
  self->anchor = pair[1];
  if (socket == NULL || !soup_server_listen_socket (self->soup, socket, 0, &error))
    g_warning ("connections will not be kept alive: %s",
               error != NULL ? error->message : "socketpair");
}

static void
finish_drain (HubServer *self, gboolean whole)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->drain);

  g_task_return_boolean (task, whole);
}

static gboolean
drain_cb (gpointer user_data)
{
  HubServer *self = user_data;
  gboolean is_late = g_get_monotonic_time () > self->drain_until;

  if (hub_gate_count_busy (self->gate) > 0 && !is_late)
    return G_SOURCE_CONTINUE;
  /* Those who were told to go may do it in order. */
  if (hub_gate_get_size (self->gate) > 0 && self->drain_waited++ < DRAIN_GRACE)
    return G_SOURCE_CONTINUE;

  finish_drain (self, !is_late);
  return G_SOURCE_REMOVE;
}

static void
hub_server_dispose (GObject *object)
{
  HubServer *self = HUB_SERVER (object);
  GHashTableIter iter;
  gpointer peer;

  if (self->collector != 0)
    hub_metrics_remove_collector (self->http->context->metrics, self->collector);
  self->collector = 0;
  if (self->soup != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->soup, self);
      soup_server_disconnect (self->soup);
    }
  g_clear_object (&self->soup);
  if (self->peers != NULL)
    {
      g_hash_table_iter_init (&iter, self->peers);
      while (g_hash_table_iter_next (&iter, NULL, &peer))
        g_object_weak_unref (G_OBJECT (((Peer *) peer)->stream), stream_gone_cb, peer);
    }
  g_clear_pointer (&self->peers, g_hash_table_unref);
  g_clear_pointer (&self->gate, hub_gate_free);
  if (self->http != NULL)
    {
      self->http->finished = NULL;
      g_clear_pointer (&self->http->router, hub_router_free);
    }
  g_clear_pointer (&self->http, g_rc_box_release);
  g_clear_pointer (&self->sockets, g_ptr_array_unref);
  if (self->anchor >= 0)
    close (self->anchor);
  self->anchor = -1;
  G_OBJECT_CLASS (hub_server_parent_class)->dispose (object);
}

static void
hub_server_class_init (HubServerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = hub_server_dispose;
}

static void
hub_server_init (HubServer *self)
{
  self->anchor = -1;
  self->sockets = g_ptr_array_new_with_free_func (socket_free);
  self->peers = g_hash_table_new_full (NULL, NULL, NULL, peer_free);
  self->http = g_rc_box_new0 (HubHttp);
  self->http->router = hub_router_new ();
  self->http->finished = exchange_finished_cb;
  self->http->user_data = self;
}

HubServer *
hub_server_new (HubContext *context, HubTls *tls, HubAuthority *authority, const HubLimits *limits)
{
  static const HubGateFuncs funcs = { opened_cb, late_cb };
  HubServer *self = g_object_new (HUB_TYPE_SERVER, NULL);

  self->http->context = context;
  self->http->authority = authority;
  self->http->limits = *limits;
  self->gate = hub_gate_new (tls, &self->http->limits, &funcs, self);
  set_up_metrics (self);
  set_up_soup (self);
  return self;
}

HubRouter *
hub_server_get_router (HubServer *self)
{
  return self->http->router;
}

void
hub_server_add_socket (HubServer *self, const char *path, HubSocketFunc func, gpointer user_data)
{
  const char *protocols[] = { CRM_LIVE_PROTOCOL, NULL };
  Socket *socket = g_new0 (Socket, 1);

  socket->server = self;
  socket->path = g_strconcat (CRM_API_BASE, path, NULL);
  socket->route.method = "GET";
  socket->route.path = g_strdup (path);
  socket->route.flags = HUB_ROUTE_SIGNED_IN;
  socket->func = func;
  socket->user_data = user_data;
  g_ptr_array_add (self->sockets, socket);
  hub_router_add (self->http->router, &socket->route, 1, NULL);
  soup_server_add_early_handler (self->soup, socket->path, headers_cb, self, NULL);
  soup_server_add_websocket_handler (self->soup, socket->path, NULL, (char **) protocols,
                                     upgraded_cb, socket, NULL);
}

gboolean
hub_server_listen (HubServer *self, const char *host, guint16 port, GError **error)
{
  return hub_gate_listen (self->gate, host, port, error);
}

guint16
hub_server_get_port (HubServer *self)
{
  return hub_gate_get_port (self->gate);
}

guint
hub_server_count_connections (HubServer *self)
{
  return hub_gate_get_size (self->gate);
}

void
hub_server_drain_async (HubServer *self,
                        guint seconds,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GSource) timer = g_timeout_source_new (DRAIN_CHECK);

  g_return_if_fail (self->drain == NULL);

  self->drain = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (self->drain, hub_server_drain_async);
  self->drain_until = g_get_monotonic_time () + (gint64) seconds * G_USEC_PER_SEC;
  hub_gate_stop (self->gate);
  g_source_set_callback (timer, drain_cb, self, NULL);
  g_source_attach (timer, g_main_context_get_thread_default ());
}

gboolean
hub_server_drain_finish (HubServer *self, GAsyncResult *result)
{
  return g_task_propagate_boolean (G_TASK (result), NULL);
}
