/* SPDX-License-Identifier: GPL-3.0-or-later */

/* HubGate: accepts connections and shows them to the HTTP library only after the TLS handshake. It
 * keeps a list of all open streams and twice a second cuts those whose time is over, because
 * libsoup 3.2 has no time-outs at all. Main thread of the server, owned by HubServer. */

#define G_LOG_DOMAIN "hub-http"

#include "server/http/hub-gate.h"

#include <errno.h>
#include <gio/gnetworking.h>
#include <glib-unix.h>

#include "server/http/hub-refusal.h"
#include "shared/base/crm-error.h"

#define SWEEP_INTERVAL 500 /* ms */
#define ACCEPT_BATCH   64
#define ACCEPT_PAUSE   100 /* ms, when the process has no descriptors left */
#define FORGOTTEN_TIME (10 * G_USEC_PER_SEC)
#define DRAIN_TIME     (2 * G_USEC_PER_SEC)
#define DRAIN_BYTES    (32 * 1024 * 1024)

/* One accepted connection. */
typedef struct
{
  HubGate *gate;     /* (borrowed) */
  HubStream *stream; /* (owned) */
  GSource *source;   /* (owned) (nullable): of the handshake, later of the drain */
  gint64 cut_at;     /* when its time was over */
  gint64 drain_until;
  gsize drained;
} Guest;

struct _HubGate
{
  GMainContext *context;   /* (owned) */
  HubTls *tls;             /* (borrowed) */
  const HubLimits *limits; /* (borrowed) */
  HubGateFuncs funcs;
  gpointer user_data;
  GSocket *listener;      /* (owned) (nullable) */
  GSource *accept_source; /* (owned) (nullable) */
  GSource *sweep_source;  /* (owned) */
  GHashTable *guests;     /* (owned) (element-type Guest Guest) */
  gboolean is_stopping;
};

static void
drop_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static void
guest_free (Guest *guest)
{
  drop_source (&guest->source);
  g_object_unref (guest->stream);
  g_free (guest);
}

static void
watch (Guest *guest, GIOCondition condition, GUnixFDSourceFunc callback)
{
  drop_source (&guest->source);
  guest->source =
      g_unix_fd_source_new (g_socket_get_fd (hub_stream_get_socket (guest->stream)), condition);
  g_source_set_callback (guest->source, G_SOURCE_FUNC (callback), guest, NULL);
  g_source_attach (guest->source, guest->gate->context);
}

static void
remove_guest (Guest *guest)
{
  GSocket *socket = hub_stream_get_socket (guest->stream);

  drop_source (&guest->source);
  if (!g_socket_is_closed (socket))
    g_socket_close (socket, NULL);
  g_hash_table_remove (guest->gate->guests, guest);
}

static gboolean
drain_cb (int fd, GIOCondition condition, gpointer user_data)
{
  Guest *guest = user_data;
  g_autofree char *rest = g_malloc (DRAIN_BYTES / 512);
  gssize n = recv (fd, rest, DRAIN_BYTES / 512, MSG_DONTWAIT);

  if (n < 0 && (errno == EAGAIN || errno == EINTR))
    return G_SOURCE_CONTINUE;
  if (n > 0 && (guest->drained += (gsize) n) < DRAIN_BYTES)
    return G_SOURCE_CONTINUE;

  remove_guest (guest);
  return G_SOURCE_REMOVE;
}

/* The HTTP library is done with the stream. */
static void
finish_guest (Guest *guest)
{
  if (hub_stream_is_rejected (guest->stream) &&
      !g_socket_is_closed (hub_stream_get_socket (guest->stream)))
    {
      guest->drain_until = g_get_monotonic_time () + DRAIN_TIME;
      watch (guest, G_IO_IN, drain_cb);
    }
  else
    remove_guest (guest);
}

static void
open_guest (Guest *guest)
{
  GSocket *socket = hub_stream_get_socket (guest->stream);
  g_autoptr (GSocketAddress) local = g_socket_get_local_address (socket, NULL);
  g_autoptr (GSocketAddress) remote = g_socket_get_remote_address (socket, NULL);

  drop_source (&guest->source);
  if (local == NULL || remote == NULL)
    remove_guest (guest);
  else
    guest->gate->funcs.opened (guest->stream, local, remote, guest->gate->user_data);
}

static gboolean
handshake_cb (int fd, GIOCondition condition, gpointer user_data)
{
  Guest *guest = user_data;

  switch (hub_stream_handshake (guest->stream))
    {
    case HUB_STREAM_DONE:
      open_guest (guest);
      return G_SOURCE_REMOVE;
    case HUB_STREAM_WANTS_READ:
      watch (guest, G_IO_IN, handshake_cb);
      return G_SOURCE_REMOVE;
    case HUB_STREAM_WANTS_WRITE:
      watch (guest, G_IO_OUT, handshake_cb);
      return G_SOURCE_REMOVE;
    case HUB_STREAM_FAILED:
    default:
      remove_guest (guest);
      return G_SOURCE_REMOVE;
    }
}

static void
admit (HubGate *self, GSocket *socket)
{
  Guest *guest = NULL;

  if (g_hash_table_size (self->guests) >= self->limits->max_connections)
    {
      g_debug ("too many connections");
      g_socket_close (socket, NULL);
      return;
    }

  g_socket_set_option (socket, IPPROTO_TCP, TCP_NODELAY, TRUE, NULL);
  guest = g_new0 (Guest, 1);
  guest->gate = self;
  guest->stream = hub_stream_new (socket, self->tls, self->limits);
  g_hash_table_add (self->guests, guest);
  watch (guest, G_IO_IN, handshake_cb);
}

static void start_accepting (HubGate *self);

static gboolean
accept_again_cb (gpointer user_data)
{
  start_accepting (user_data);
  return G_SOURCE_REMOVE;
}

static gboolean
accept_cb (GSocket *listener, GIOCondition condition, gpointer user_data)
{
  HubGate *self = user_data;

  for (guint i = 0; i < ACCEPT_BATCH; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GSocket) socket = g_socket_accept (listener, NULL, &error);

      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
        return G_SOURCE_CONTINUE;
      if (socket == NULL)
        {
          g_warning ("cannot accept: %s", error->message);
          drop_source (&self->accept_source);
          self->accept_source = g_timeout_source_new (ACCEPT_PAUSE);
          g_source_set_callback (self->accept_source, accept_again_cb, self, NULL);
          g_source_attach (self->accept_source, self->context);
          return G_SOURCE_REMOVE;
        }
      g_socket_set_blocking (socket, FALSE);
      admit (self, socket);
    }
  return G_SOURCE_CONTINUE;
}

static void
start_accepting (HubGate *self)
{
  drop_source (&self->accept_source);
  self->accept_source = g_socket_create_source (self->listener, G_IO_IN, NULL);
  g_source_set_callback (self->accept_source, G_SOURCE_FUNC (accept_cb), self, NULL);
  g_source_attach (self->accept_source, self->context);
}

static void
refuse_slow (HubStream *stream)
{
  g_autoptr (GBytes) response =
      hub_refusal_new (408, "request timeout", "unavailable", "the request came too slowly");

  hub_stream_refuse (stream, response);
  /* Makes the library look at its stream, which then fails. */
  g_socket_shutdown (hub_stream_get_socket (stream), TRUE, FALSE, NULL);
}

static void
end_late (HubGate *self, Guest *guest, gint64 now)
{
  if (guest->cut_at == 0)
    guest->cut_at = now;
  else if (now > guest->cut_at + FORGOTTEN_TIME)
    {
      /* The library has not noticed the end of the connection in all this time: it does not look at
       * it any more. */
      g_io_stream_close (G_IO_STREAM (guest->stream), NULL, NULL);
      return;
    }
  switch (hub_stream_get_state (guest->stream))
    {
    case HUB_STREAM_HANDSHAKE:
      remove_guest (guest);
      break;
    case HUB_STREAM_HEADERS:
    case HUB_STREAM_BODY:
      refuse_slow (guest->stream);
      break;
    case HUB_STREAM_WORK:
      hub_stream_set_state (guest->stream, HUB_STREAM_WRITE);
      self->funcs.late (guest->stream, self->user_data);
      break;
    case HUB_STREAM_WRITE:
      hub_stream_cut (guest->stream);
      /* The library does not look while it waits for more to write. */
      self->funcs.late (guest->stream, self->user_data);
      break;
    case HUB_STREAM_IDLE:
    case HUB_STREAM_SOCKET:
    default:
      hub_stream_cut (guest->stream);
      break;
    }
}

static void
look_after (HubGate *self, Guest *guest, gint64 now)
{
  if (guest->drain_until != 0)
    {
      if (now > guest->drain_until)
        remove_guest (guest);
    }
  else if (g_io_stream_is_closed (G_IO_STREAM (guest->stream)))
    finish_guest (guest);
  else if (hub_stream_is_late (guest->stream, now))
    end_late (self, guest, now);
  else
    guest->cut_at = 0;
}

static gboolean
sweep_cb (gpointer user_data)
{
  HubGate *self = user_data;
  g_autofree gpointer *guests = NULL;
  guint n = 0;
  gint64 now = g_get_monotonic_time ();

  if (g_hash_table_size (self->guests) == 0)
    return G_SOURCE_CONTINUE;

  guests = g_hash_table_get_keys_as_array (self->guests, &n);
  for (guint i = 0; i < n; i++)
    if (g_hash_table_contains (self->guests, guests[i]))
      look_after (self, guests[i], now);
  return G_SOURCE_CONTINUE;
}

HubGate *
hub_gate_new (HubTls *tls, const HubLimits *limits, const HubGateFuncs *funcs, gpointer user_data)
{
  HubGate *self = g_new0 (HubGate, 1);

  self->context = g_main_context_ref_thread_default ();
  self->tls = tls;
  self->limits = limits;
  self->funcs = *funcs;
  self->user_data = user_data;
  self->guests = g_hash_table_new_full (NULL, NULL, (GDestroyNotify) guest_free, NULL);
  self->sweep_source = g_timeout_source_new (SWEEP_INTERVAL);
  g_source_set_callback (self->sweep_source, sweep_cb, self, NULL);
  g_source_attach (self->sweep_source, self->context);
  return self;
}

void
hub_gate_free (HubGate *self)
{
  hub_gate_stop (self);
  drop_source (&self->sweep_source);
  g_hash_table_unref (self->guests);
  g_main_context_unref (self->context);
  g_free (self);
}

gboolean
hub_gate_listen (HubGate *self, const char *host, guint16 port, GError **error)
{
  const char *numeric = g_strcmp0 (host, "localhost") == 0 ? "127.0.0.1" : host;
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new_from_string (numeric, port);
  g_autoptr (GSocket) socket = NULL;

  if (address == NULL)
    return crm_fail (error, CRM_ERROR_INVALID, "cannot listen on “%s”: not an address", host);

  socket = g_socket_new (g_socket_address_get_family (address), G_SOCKET_TYPE_STREAM,
                         G_SOCKET_PROTOCOL_TCP, error);
  if (socket == NULL)
    return FALSE;
  g_socket_set_blocking (socket, FALSE);
  g_socket_set_listen_backlog (socket, 1024);
  if (!g_socket_bind (socket, address, TRUE, error) || !g_socket_listen (socket, error))
    {
      g_prefix_error (error, "cannot listen on %s:%u: ", host, port);
      return FALSE;
    }
  self->listener = g_steal_pointer (&socket);
  start_accepting (self);
  return TRUE;
}

guint16
hub_gate_get_port (HubGate *self)
{
  g_autoptr (GSocketAddress) address = NULL;

  if (self->listener == NULL ||
      (address = g_socket_get_local_address (self->listener, NULL)) == NULL)
    return 0;
  return g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address));
}

guint
hub_gate_get_size (HubGate *self)
{
  return g_hash_table_size (self->guests);
}

void
hub_gate_stop (HubGate *self)
{
  GHashTableIter iter;
  gpointer guest;

  self->is_stopping = TRUE;
  drop_source (&self->accept_source);
  if (self->listener != NULL)
    g_socket_close (self->listener, NULL);
  g_clear_object (&self->listener);

  g_hash_table_iter_init (&iter, self->guests);
  while (g_hash_table_iter_next (&iter, &guest, NULL))
    if (hub_stream_get_state (((Guest *) guest)->stream) <= HUB_STREAM_IDLE)
      hub_stream_cut (((Guest *) guest)->stream);
}

guint
hub_gate_count_busy (HubGate *self)
{
  GHashTableIter iter;
  gpointer guest;
  guint n = 0;

  g_hash_table_iter_init (&iter, self->guests);
  while (g_hash_table_iter_next (&iter, &guest, NULL))
    {
      HubStream *stream = ((Guest *) guest)->stream;
      HubStreamState state = hub_stream_get_state (stream);

      if (state >= HUB_STREAM_HEADERS && state <= HUB_STREAM_WRITE &&
          !g_io_stream_is_closed (G_IO_STREAM (stream)))
        n++;
    }
  return n;
}
