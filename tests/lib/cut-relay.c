/* SPDX-License-Identifier: GPL-3.0-or-later */

/* CutRelay: what its threads share is under one lock. Owned by the test. */

#define G_LOG_DOMAIN "test"

#include "tests/lib/cut-relay.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/lib/crm-test.h"

#define THREADS  16
#define DEADLINE 20000
/* No divisor of anything. */
#define PIECE 1009

struct _CutRelay
{
  GSocketService *service;
  guint16 port;
  guint16 target;
  GMutex lock;
  GArray *fds;   /* (lock) (element-type int): open ends */
  gint64 left;   /* (lock) until the cut; -1: none */
  guint64 count; /* (lock) */
};

/* (lock) */
static void
cut_all (CutRelay *self)
{
  for (guint i = 0; i < self->fds->len; i++)
    shutdown (g_array_index (self->fds, int, i), SHUT_RDWR);
}

/* How many of @n bytes of the server may pass; fewer than @n when the line is cut now. */
static gsize
judge (CutRelay *self, gsize n)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (self->left >= 0 && (gint64) n >= self->left)
    {
      n = (gsize) self->left;
      self->left = -1;
      self->count += n;
      cut_all (self);
      return n;
    }
  if (self->left >= 0)
    self->left -= (gint64) n;
  self->count += n;
  return n;
}

static gboolean
pass_on (int from, int to, CutRelay *judged)
{
  char bytes[PIECE];
  gssize n = read (from, bytes, sizeof bytes);

  if (n <= 0 || (judged != NULL && judge (judged, (gsize) n) < (gsize) n))
    return FALSE;
  for (gssize sent = 0, done; sent < n; sent += done)
    {
      done = send (to, bytes + sent, (gsize) (n - sent), MSG_NOSIGNAL);
      if (done <= 0)
        return FALSE;
    }
  return TRUE;
}

static void
note_ends (CutRelay *self, int client, int server)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  g_array_append_val (self->fds, client);
  g_array_append_val (self->fds, server);
}

static void
forget_ends (CutRelay *self, int client, int server)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  for (guint i = self->fds->len; i > 0; i--)
    if (g_array_index (self->fds, int, i - 1) == client ||
        g_array_index (self->fds, int, i - 1) == server)
      g_array_remove_index_fast (self->fds, i - 1);
}

static gboolean
run_cb (GThreadedSocketService *service,
        GSocketConnection *connection,
        GObject *source,
        CutRelay *self)
{
  g_autoptr (GSocketClient) dialler = g_socket_client_new ();
  g_autoptr (GSocketConnection) other =
      g_socket_client_connect_to_host (dialler, "127.0.0.1", self->target, NULL, NULL);
  struct pollfd fds[2] = { { 0, POLLIN, 0 }, { 0, POLLIN, 0 } };
  gboolean go_on = other != NULL;

  if (!go_on)
    return TRUE;
  fds[0].fd = g_socket_get_fd (g_socket_connection_get_socket (connection));
  fds[1].fd = g_socket_get_fd (g_socket_connection_get_socket (other));
  note_ends (self, fds[0].fd, fds[1].fd);
  while (go_on && poll (fds, G_N_ELEMENTS (fds), -1) > 0)
    {
      if (fds[0].revents != 0)
        go_on = pass_on (fds[0].fd, fds[1].fd, NULL);
      if (go_on && fds[1].revents != 0)
        go_on = pass_on (fds[1].fd, fds[0].fd, self);
    }
  forget_ends (self, fds[0].fd, fds[1].fd);
  return TRUE;
}

static gboolean
is_quiet (gpointer data)
{
  CutRelay *self = data;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->fds->len == 0;
}

CutRelay *
cut_relay_new (guint16 port)
{
  CutRelay *self = g_new0 (CutRelay, 1);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) effective = NULL;
  g_autoptr (GError) error = NULL;

  self->target = port;
  self->left = -1;
  self->fds = g_array_new (FALSE, FALSE, sizeof (int));
  g_mutex_init (&self->lock);
  self->service = g_threaded_socket_service_new (THREADS);
  g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), address, G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_TCP, NULL, &effective, &error);
  g_assert_no_error (error);
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (effective));
  g_signal_connect (self->service, "run", G_CALLBACK (run_cb), self);
  return self;
}

void
cut_relay_free (CutRelay *self)
{
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_mutex_lock (&self->lock);
  cut_all (self);
  g_mutex_unlock (&self->lock);
  /* Closing a listener is heard by its main context. */
  crm_test_drain ();
  crm_test_wait_until (is_quiet, self, DEADLINE);
  g_signal_handlers_disconnect_by_data (self->service, self);
  g_object_unref (self->service);
  g_array_unref (self->fds);
  g_mutex_clear (&self->lock);
  g_free (self);
}

guint16
cut_relay_get_port (CutRelay *self)
{
  return self->port;
}

void
cut_relay_cut_after (CutRelay *self, gint64 bytes)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->left = bytes;
}

guint64
cut_relay_count (CutRelay *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->count;
}
