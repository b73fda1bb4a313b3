/* SPDX-License-Identifier: GPL-3.0-or-later */

/* HubLive: who is connected, and who is to be told that there is news. A socket carries no data, so
 * what it says may be late or lost; clients pull anyway. Inbound bytes are limited by HubStream,
 * which also notices a peer that does not answer pings. Main thread of the server; owned by
 * `serve`. */

#define G_LOG_DOMAIN "hub-live"

#include "server/live/hub-live.h"

#include <string.h>

#include "shared/protocol/crm-protocol.h"

#define MIN_INTERVAL (100 * G_TIME_SPAN_MILLISECOND)
#define PAYLOAD_MAX  1024

/* The branch of what is shared with all people. */
#define EVERYBODY "00000000-0000-0000-0000-000000000000"

/* A close frame with the code 1012, "service restart" (IANA registry of RFC 6455); libsoup only
 * sends the codes it knows. */
static const guint8 restart[] = { 0x88, 2, 1012 >> 8, 1012 & 0xff };

static const char changes[] = "{\"type\":\"changes\"}";
static const char signed_out[] = "{\"type\":\"signed-out\",\"wipe\":false}";
static const char wiped[] = "{\"type\":\"signed-out\",\"wipe\":true}";

/* Whose changes concern a session; kept while it has a socket. */
typedef struct
{
  char *session; /* (owned) */
  char **owners; /* (owned) (nullable): all */
  char *branch;  /* (owned) (nullable) */
  guint n_sockets;
} Interest;

typedef struct
{
  HubLive *live;                       /* (borrowed) */
  SoupWebsocketConnection *connection; /* (owned) */
  HubStream *stream;                   /* (owned) */
  HubSession *session;                 /* (owned) */
  gint64 told;                         /* monotonic: the last tickle */
  gboolean is_waiting;                 /* to be told when its interval is over */
  Interest *interest;                  /* (borrowed): of its session */
} Socket;

struct _HubLive
{
  HubServer *server;     /* (borrowed) */
  GHashTable *sockets;   /* (owned) (element-type Socket Socket) */
  GHashTable *interests; /* (owned) (element-type utf8 Interest): by session */
  GPtrArray *waiting;    /* (owned) (element-type Socket): borrowed */
  GSource *tell_timer;   /* (owned) (nullable) */
  HubMetric *gauge;
  HubMetric *told;
};

static void
socket_free (gpointer data)
{
  Socket *socket = data;

  g_signal_handlers_disconnect_by_data (socket->connection, socket);
  g_clear_object (&socket->connection);
  g_clear_object (&socket->stream);
  hub_session_unref (socket->session);
  g_free (socket);
}

static void
interest_free (gpointer data)
{
  Interest *interest = data;

  g_free (interest->session);
  g_strfreev (interest->owners);
  g_free (interest->branch);
  g_free (interest);
}

static Interest *
hold_interest (HubLive *self, const char *session)
{
  Interest *interest = g_hash_table_lookup (self->interests, session);

  if (interest == NULL)
    {
      interest = g_new0 (Interest, 1);
      interest->session = g_strdup (session);
      g_hash_table_insert (self->interests, interest->session, interest);
    }
  interest->n_sockets++;
  return interest;
}

static void
drop_interest (HubLive *self, Interest *interest)
{
  if (--interest->n_sockets == 0)
    g_hash_table_remove (self->interests, interest->session);
}

static void
drop_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static void
remove_socket (Socket *socket)
{
  HubLive *self = socket->live;

  g_ptr_array_remove_fast (self->waiting, socket);
  drop_interest (self, socket->interest);
  g_hash_table_remove (self->sockets, socket);
  hub_metric_set (self->gauge, g_hash_table_size (self->sockets));
}

static gboolean
is_open (Socket *socket)
{
  return soup_websocket_connection_get_state (socket->connection) == SOUP_WEBSOCKET_STATE_OPEN;
}

static void
tell (Socket *socket, gint64 now)
{
  socket->told = now;
  socket->is_waiting = FALSE;
  if (!is_open (socket))
    return;

  soup_websocket_connection_send_text (socket->connection, changes);
  hub_metric_add (socket->live->told, 1);
}

static void wait_for_next (HubLive *self, gint64 now);

static gboolean
tell_waiting_cb (gpointer user_data)
{
  HubLive *self = user_data;
  gint64 now = g_get_monotonic_time ();
  guint i = 0;

  while (i < self->waiting->len)
    {
      Socket *socket = self->waiting->pdata[i];

      if (socket->told + MIN_INTERVAL <= now)
        {
          g_ptr_array_remove_index_fast (self->waiting, i);
          tell (socket, now);
        }
      else
        i++;
    }
  drop_source (&self->tell_timer);
  if (self->waiting->len > 0)
    wait_for_next (self, now);
  return G_SOURCE_REMOVE;
}

static void
wait_for_next (HubLive *self, gint64 now)
{
  gint64 next = G_MAXINT64;

  for (guint i = 0; i < self->waiting->len; i++)
    next = MIN (next, ((Socket *) self->waiting->pdata[i])->told + MIN_INTERVAL);

  self->tell_timer = g_timeout_source_new ((guint) (MAX (next - now, 0) / 1000 + 1));
  g_source_set_callback (self->tell_timer, tell_waiting_cb, self, NULL);
  g_source_attach (self->tell_timer, g_main_context_get_thread_default ());
}

static gboolean
concerns (const HubTickle *tickle, const Interest *interest)
{
  if (tickle->all || interest->owners == NULL ||
      g_hash_table_contains (tickle->branches, EVERYBODY) ||
      (interest->branch != NULL && g_hash_table_contains (tickle->branches, interest->branch)))
    return TRUE;
  for (guint i = 0; interest->owners[i] != NULL; i++)
    if (g_hash_table_contains (tickle->owners, interest->owners[i]))
      return TRUE;
  return FALSE;
}

static void
closed_cb (SoupWebsocketConnection *connection, gpointer user_data)
{
  remove_socket (user_data);
}

/* Clients have nothing to say. */
static void
message_cb (SoupWebsocketConnection *connection, int type, GBytes *message, gpointer user_data)
{
  soup_websocket_connection_close (connection, SOUP_WEBSOCKET_CLOSE_POLICY_VIOLATION, NULL);
}

static void
opened_cb (SoupWebsocketConnection *connection,
           HubStream *stream,
           HubSession *session,
           gpointer user_data)
{
  HubLive *self = user_data;
  Socket *socket = g_new0 (Socket, 1);

  socket->live = self;
  socket->connection = g_object_ref (connection);
  socket->stream = g_object_ref (stream);
  socket->session = hub_session_ref (session);
  socket->interest = hold_interest (self, session->id);
  g_hash_table_add (self->sockets, socket);
  soup_websocket_connection_set_max_incoming_payload_size (connection, PAYLOAD_MAX);
  soup_websocket_connection_set_keepalive_interval (connection, CRM_PING_INTERVAL);
  g_signal_connect (connection, "closed", G_CALLBACK (closed_cb), socket);
  g_signal_connect (connection, "message", G_CALLBACK (message_cb), socket);
  hub_metric_set (self->gauge, g_hash_table_size (self->sockets));
}

HubLive *
hub_live_new (HubServer *server, HubMetrics *metrics)
{
  HubLive *self = g_new0 (HubLive, 1);

  self->server = server;
  self->sockets = g_hash_table_new_full (NULL, NULL, socket_free, NULL);
  self->interests = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, interest_free);
  self->waiting = g_ptr_array_new ();
  self->gauge = hub_metrics_gauge (metrics, "zontik_live_sockets", NULL, "Open live sockets.");
  self->told = hub_metrics_counter (metrics, "zontik_live_tickles_total", NULL,
                                    "Times a live socket was told of news.");
  hub_server_add_socket (server, "/live", opened_cb, self);
  return self;
}

void
hub_live_free (HubLive *self)
{
  drop_source (&self->tell_timer);
  g_ptr_array_unref (self->waiting);
  g_hash_table_unref (self->sockets);
  g_hash_table_unref (self->interests);
  g_free (self);
}

void
hub_live_tickle (HubLive *self, const HubTickle *tickle)
{
  GHashTableIter iter;
  gpointer data;
  gint64 now = g_get_monotonic_time ();

  g_hash_table_iter_init (&iter, self->sockets);
  while (g_hash_table_iter_next (&iter, &data, NULL))
    {
      Socket *socket = data;

      if (socket->is_waiting || !concerns (tickle, socket->interest))
        continue;
      if (socket->told + MIN_INTERVAL <= now)
        tell (socket, now);
      else
        {
          socket->is_waiting = TRUE;
          g_ptr_array_add (self->waiting, socket);
        }
    }
  if (self->waiting->len > 0 && self->tell_timer == NULL)
    wait_for_next (self, now);
}

void
hub_live_set_interest (HubLive *self,
                       const char *session,
                       const char *const *owners,
                       const char *branch)
{
  Interest *interest = g_hash_table_lookup (self->interests, session);

  if (interest == NULL || (owners != NULL && interest->owners != NULL &&
                           g_strv_equal (owners, (const char *const *) interest->owners) &&
                           g_strcmp0 (branch, interest->branch) == 0))
    return;

  g_strfreev (interest->owners);
  g_free (interest->branch);
  interest->owners = g_strdupv ((char **) owners);
  interest->branch = g_strdup (branch);
}

void
hub_live_send (HubLive *self, const char *user, const char *text)
{
  GHashTableIter iter;
  gpointer data;

  g_hash_table_iter_init (&iter, self->sockets);
  while (g_hash_table_iter_next (&iter, &data, NULL))
    {
      Socket *socket = data;

      if (strcmp (socket->session->user, user) == 0 && is_open (socket))
        soup_websocket_connection_send_text (socket->connection, text);
    }
}

void
hub_live_end_session (HubLive *self, const char *session, gboolean wipe)
{
  g_autofree gpointer *sockets = NULL;
  guint n = 0;

  sockets = g_hash_table_get_keys_as_array (self->sockets, &n);
  for (guint i = 0; i < n; i++)
    {
      Socket *socket = sockets[i];

      if (strcmp (socket->session->id, session) != 0 || !is_open (socket))
        continue;
      soup_websocket_connection_send_text (socket->connection, wipe ? wiped : signed_out);
      soup_websocket_connection_close (socket->connection, SOUP_WEBSOCKET_CLOSE_NORMAL, NULL);
    }
}

void
hub_live_close_all (HubLive *self)
{
  GHashTableIter iter;
  gpointer socket;
  g_autoptr (GBytes) frame = g_bytes_new_static (restart, sizeof restart);

  g_hash_table_iter_init (&iter, self->sockets);
  while (g_hash_table_iter_next (&iter, &socket, NULL))
    if (is_open (socket))
      hub_stream_reject (((Socket *) socket)->stream, frame);
}
