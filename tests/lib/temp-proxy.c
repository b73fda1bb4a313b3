/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A relay of Unix sockets, one thread accepting and one a connection. What they share is under one
 * lock. Owned by the test. */

#define G_LOG_DOMAIN "test"

#include "tests/lib/temp-proxy.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define SOCKET_NAME ".s.PGSQL.5432"

struct _TempProxy
{
  char *folder;
  char *path;
  char *target;
  char *conninfo;
  int listener;
  int wake[2]; /* closing the second ends all threads */
  GThread *acceptor;
  GMutex lock;
  GPtrArray *threads; /* (lock) */
  GArray *clients;    /* (lock) (element-type int) */
  char *word;         /* (lock) (nullable) */
  TempProxyMode mode; /* (lock) */
  gboolean is_open;   /* (lock) */
  guint n_relays;     /* (lock) since it began */
};

typedef struct
{
  TempProxy *proxy;
  int client;
  int server;
} Relay;

static int
connect_to (const char *path)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  int fd = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

  g_strlcpy (address.sun_path, path, sizeof address.sun_path);
  if (connect (fd, (struct sockaddr *) &address, sizeof address) != 0)
    {
      close (fd);
      return -1;
    }

  return fd;
}

/* What to do with these bytes of the client; a cut happens once. */
static TempProxyMode
judge (TempProxy *self, const char *bytes, gsize length)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (self->word == NULL || memmem (bytes, length, self->word, strlen (self->word)) == NULL)
    return TEMP_PROXY_PASS;
  g_clear_pointer (&self->word, g_free);

  return self->mode;
}

static gboolean
pass_on (int from, int to, TempProxy *proxy)
{
  char bytes[16384];
  gssize n = read (from, bytes, sizeof bytes);
  TempProxyMode mode;

  if (n <= 0)
    return FALSE;

  mode = proxy != NULL ? judge (proxy, bytes, (gsize) n) : TEMP_PROXY_PASS;
  if (mode == TEMP_PROXY_CUT_BEFORE || send (to, bytes, (gsize) n, MSG_NOSIGNAL) != n)
    return FALSE;
  if (mode == TEMP_PROXY_CUT_AFTER)
    return read (to, bytes, sizeof bytes) < 0;

  return TRUE;
}

static gpointer
relay_thread (gpointer data)
{
  Relay *relay = data;
  struct pollfd fds[3] = { { relay->client, POLLIN, 0 },
                           { relay->server, POLLIN, 0 },
                           { relay->proxy->wake[0], POLLIN, 0 } };
  gboolean go_on = TRUE;

  while (go_on && poll (fds, G_N_ELEMENTS (fds), -1) > 0 && fds[2].revents == 0)
    {
      if (fds[0].revents != 0)
        go_on = pass_on (relay->client, relay->server, relay->proxy);
      if (go_on && fds[1].revents != 0)
        go_on = pass_on (relay->server, relay->client, NULL);
    }

  g_mutex_lock (&relay->proxy->lock);
  for (guint i = 0; i < relay->proxy->clients->len; i++)
    if (g_array_index (relay->proxy->clients, int, i) == relay->client)
      g_array_remove_index_fast (relay->proxy->clients, i);
  close (relay->client);
  close (relay->server);
  g_mutex_unlock (&relay->proxy->lock);
  g_free (relay);

  return NULL;
}

static void
start_relay (TempProxy *self, int client)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  int server = self->is_open ? connect_to (self->target) : -1;
  Relay *relay;

  if (server < 0)
    {
      close (client);
      return;
    }

  self->n_relays++;
  relay = g_new0 (Relay, 1);
  relay->proxy = self;
  relay->client = client;
  relay->server = server;
  g_array_append_val (self->clients, client);
  g_ptr_array_add (self->threads, g_thread_new ("relay", relay_thread, relay));
}

static gpointer
accept_thread (gpointer data)
{
  TempProxy *self = data;
  struct pollfd fds[2] = { { self->listener, POLLIN, 0 }, { self->wake[0], POLLIN, 0 } };

  while (poll (fds, G_N_ELEMENTS (fds), -1) > 0 && fds[1].revents == 0)
    {
      int client = accept4 (self->listener, NULL, NULL, SOCK_CLOEXEC);

      if (client >= 0)
        start_relay (self, client);
    }

  return NULL;
}

static void
start_listening (TempProxy *self)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };

  g_strlcpy (address.sun_path, self->path, sizeof address.sun_path);
  self->listener = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  g_assert_cmpint (bind (self->listener, (struct sockaddr *) &address, sizeof address), ==, 0);
  g_assert_cmpint (listen (self->listener, 64), ==, 0);
  g_assert_cmpint (pipe (self->wake), ==, 0);
  self->acceptor = g_thread_new ("proxy", accept_thread, self);
}

TempProxy *
temp_proxy_new (const char *conninfo)
{
  TempProxy *self = g_new0 (TempProxy, 1);
  const char *end = strstr (conninfo, "' ");
  g_autofree char *host = NULL;

  /* "host='FOLDER' port=…" */
  g_assert_true (g_str_has_prefix (conninfo, "host='"));
  host = g_strndup (conninfo + 6, (gsize) (end - conninfo - 6));
  self->folder = g_strdup ("/tmp/zontik-proxy-XXXXXX");
  g_assert_nonnull (g_mkdtemp (self->folder));
  self->path = g_build_filename (self->folder, SOCKET_NAME, NULL);
  self->target = g_build_filename (host, SOCKET_NAME, NULL);
  self->conninfo = g_strdup_printf ("host='%s%s", self->folder, end);

  g_mutex_init (&self->lock);
  self->threads = g_ptr_array_new ();
  self->clients = g_array_new (FALSE, FALSE, sizeof (int));
  self->is_open = TRUE;
  start_listening (self);

  return self;
}

void
temp_proxy_free (TempProxy *self)
{
  close (self->wake[1]);
  g_thread_join (self->acceptor);
  for (guint i = 0; i < self->threads->len; i++)
    g_thread_join (g_ptr_array_index (self->threads, i));
  close (self->wake[0]);
  close (self->listener);
  g_unlink (self->path);
  g_rmdir (self->folder);

  g_ptr_array_unref (self->threads);
  g_array_unref (self->clients);
  g_mutex_clear (&self->lock);
  g_free (self->word);
  g_free (self->folder);
  g_free (self->path);
  g_free (self->target);
  g_free (self->conninfo);
  g_free (self);
}

const char *
temp_proxy_get_conninfo (TempProxy *self)
{
  return self->conninfo;
}

guint
temp_proxy_count_connections (TempProxy *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->n_relays;
}

void
temp_proxy_cut_at (TempProxy *self, const char *word, TempProxyMode mode)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  g_free (self->word);
  self->word = g_strdup (word);
  self->mode = mode;
}

void
temp_proxy_set_open (TempProxy *self, gboolean is_open)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->is_open = is_open;
  for (guint i = 0; !is_open && i < self->clients->len; i++)
    shutdown (g_array_index (self->clients, int, i), SHUT_RDWR);
}
