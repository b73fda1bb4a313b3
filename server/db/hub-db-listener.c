/* SPDX-License-Identifier: GPL-3.0-or-later */

/* LISTEN and NOTIFY on the main loop. Everything is non-blocking: the connection is made by
 * PQconnectPoll, statements wait in a queue and are sent one at a time. Main thread; owned by who
 * wants to be woken. */

#define G_LOG_DOMAIN "hub-db"

#include "server/db/hub-db-listener.h"

#include "server/db/hub-db-private.h"

#include <glib-unix.h>
#include <string.h>

#define MIN_DELAY 100 /* milliseconds */
#define MAX_DELAY 5000
#define MAX_QUEUE 1000

#define NOTIFY_SQL "select pg_notify($1, $2)"

typedef enum
{
  STATE_DOWN,       /* waits for the next attempt */
  STATE_CONNECTING, /* PQconnectPoll */
  STATE_STARTING,   /* LISTEN is on its way */
  STATE_LISTENING,
} State;

struct _HubDbListener
{
  GObject parent_instance;

  char *conninfo;
  char **channels;
  State state;
  PGconn *conn;     /* (nullable) */
  GSource *watch;   /* (owned) (nullable): on the socket */
  GSource *retry;   /* (owned) (nullable): timeout */
  guint delay;      /* milliseconds */
  gboolean is_busy; /* a statement waits for its answer */
  GQueue outgoing;  /* (element-type GStrv): channel and payload */
};

enum
{
  NOTIFIED,
  RESUMED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HubDbListener, hub_db_listener, G_TYPE_OBJECT)

static void start_connecting (HubDbListener *self);
static gboolean socket_cb (int fd, GIOCondition condition, gpointer user_data);

static void
drop_source (GSource **source)
{
  if (*source == NULL)
    return;

  g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static gboolean
retry_cb (gpointer user_data)
{
  HubDbListener *self = user_data;

  drop_source (&self->retry);
  start_connecting (self);

  return G_SOURCE_REMOVE;
}

static void
drop_connection (HubDbListener *self)
{
  drop_source (&self->watch);
  g_clear_pointer (&self->conn, PQfinish);
  g_queue_clear_full (&self->outgoing, (GDestroyNotify) g_strfreev);
  self->is_busy = FALSE;
  self->state = STATE_DOWN;
}

static void
fail_connection (HubDbListener *self)
{
  if (self->delay == MIN_DELAY)
    {
      g_autofree char *message = hub_db_dup_message (self->conn);

      g_message ("listening: %s", message);
    }
  drop_connection (self);

  self->retry =
      g_timeout_source_new (self->delay + (guint) g_random_int_range (0, (gint32) self->delay));
  g_source_set_callback (self->retry, retry_cb, self, NULL);
  g_source_attach (self->retry, g_main_context_get_thread_default ());
  self->delay = MIN (self->delay * 2, MAX_DELAY);
}

static void
watch_socket (HubDbListener *self, GIOCondition condition)
{
  drop_source (&self->watch);
  self->watch = g_unix_fd_source_new (PQsocket (self->conn), condition);
  g_source_set_callback (self->watch, G_SOURCE_FUNC (socket_cb), self, NULL);
  g_source_attach (self->watch, g_main_context_get_thread_default ());
}

static void
start_connecting (HubDbListener *self)
{
  static const char *const keys[] = { "connect_timeout",
                                      "keepalives_idle",
                                      "keepalives_interval",
                                      "keepalives_count",
                                      "dbname",
                                      "application_name",
                                      NULL };
  const char *const values[] = { "5", "10", "5", "3", self->conninfo, "zontik-listener", NULL };

  self->conn = PQconnectStartParams (keys, values, 1);
  if (self->conn == NULL || PQstatus (self->conn) == CONNECTION_BAD)
    {
      fail_connection (self);
      return;
    }

  self->state = STATE_CONNECTING;
  watch_socket (self, G_IO_OUT);
}

/* One simple query with all the LISTENs. */
static void
start_listening (HubDbListener *self)
{
  g_autoptr (GString) sql = g_string_new ("set statement_timeout = 30000");

  for (gsize i = 0; self->channels[i] != NULL; i++)
    {
      char *name = PQescapeIdentifier (self->conn, self->channels[i], strlen (self->channels[i]));

      g_string_append_printf (sql, "; listen %s", name);
      PQfreemem (name);
    }

  PQsetnonblocking (self->conn, 1);
  PQsetNoticeProcessor (self->conn, hub_db_log_notice_cb, NULL);
  self->state = STATE_STARTING;
  self->is_busy = TRUE;
  if (PQsendQuery (self->conn, sql->str) != 1)
    fail_connection (self);
  else
    watch_socket (self, PQflush (self->conn) == 1 ? G_IO_IN | G_IO_OUT : G_IO_IN);
}

static void
continue_connecting (HubDbListener *self)
{
  switch (PQconnectPoll (self->conn))
    {
    case PGRES_POLLING_OK:
      start_listening (self);
      break;
    case PGRES_POLLING_READING:
      watch_socket (self, G_IO_IN);
      break;
    case PGRES_POLLING_WRITING:
      watch_socket (self, G_IO_OUT);
      break;
    case PGRES_POLLING_FAILED:
    case PGRES_POLLING_ACTIVE:
    default:
      fail_connection (self);
      break;
    }
}

static void
send_next (HubDbListener *self)
{
  g_auto (GStrv) params = NULL;

  if (self->state != STATE_LISTENING || self->is_busy)
    return;

  params = g_queue_pop_head (&self->outgoing);
  if (params == NULL)
    return;

  self->is_busy = TRUE;
  if (PQsendQueryParams (self->conn, NOTIFY_SQL, 2, NULL, (const char *const *) params, NULL, NULL,
                         0) != 1)
    fail_connection (self);
  else
    watch_socket (self, PQflush (self->conn) == 1 ? G_IO_IN | G_IO_OUT : G_IO_IN);
}

/* %FALSE: the connection is gone. */
static gboolean
take_results (HubDbListener *self)
{
  while (self->is_busy && !PQisBusy (self->conn))
    {
      PGresult *result = PQgetResult (self->conn);
      gboolean ok = result == NULL || PQresultStatus (result) == PGRES_COMMAND_OK ||
                    PQresultStatus (result) == PGRES_TUPLES_OK;

      PQclear (result);
      if (!ok)
        return FALSE;
      if (result == NULL)
        self->is_busy = FALSE;
    }

  return PQstatus (self->conn) == CONNECTION_OK;
}

static void
emit_notifications (HubDbListener *self)
{
  PGnotify *notify;

  while (self->conn != NULL && (notify = PQnotifies (self->conn)) != NULL)
    {
      if (notify->be_pid != PQbackendPID (self->conn))
        g_signal_emit (self, signals[NOTIFIED], 0, notify->relname, notify->extra);
      PQfreemem (notify);
    }
}

static void
read_socket (HubDbListener *self)
{
  if (PQconsumeInput (self->conn) != 1 || !take_results (self))
    {
      fail_connection (self);
      return;
    }

  if (self->state == STATE_STARTING && !self->is_busy)
    {
      self->state = STATE_LISTENING;
      self->delay = MIN_DELAY;
      g_signal_emit (self, signals[RESUMED], 0);
    }
  emit_notifications (self);
  if (self->conn != NULL)
    send_next (self);
}

static gboolean
socket_cb (int fd, GIOCondition condition, gpointer user_data)
{
  g_autoptr (HubDbListener) self = g_object_ref (user_data);
  GSource *watch = self->watch;

  if (self->state == STATE_CONNECTING)
    {
      continue_connecting (self);
      return self->watch == watch ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
    }

  if ((condition & G_IO_OUT) != 0 && PQflush (self->conn) == 0)
    watch_socket (self, G_IO_IN);
  if ((condition & (G_IO_IN | G_IO_HUP | G_IO_ERR)) != 0)
    read_socket (self);

  return self->watch == watch ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static void
hub_db_listener_dispose (GObject *object)
{
  hub_db_listener_close (HUB_DB_LISTENER (object));

  G_OBJECT_CLASS (hub_db_listener_parent_class)->dispose (object);
}

static void
hub_db_listener_finalize (GObject *object)
{
  HubDbListener *self = HUB_DB_LISTENER (object);

  g_free (self->conninfo);
  g_strfreev (self->channels);

  G_OBJECT_CLASS (hub_db_listener_parent_class)->finalize (object);
}

static void
hub_db_listener_class_init (HubDbListenerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = hub_db_listener_dispose;
  G_OBJECT_CLASS (klass)->finalize = hub_db_listener_finalize;

  signals[NOTIFIED] = g_signal_new ("notified", HUB_TYPE_DB_LISTENER, G_SIGNAL_RUN_LAST, 0, NULL,
                                    NULL, NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);
  signals[RESUMED] = g_signal_new ("resumed", HUB_TYPE_DB_LISTENER, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
hub_db_listener_init (HubDbListener *self)
{
  g_queue_init (&self->outgoing);
  self->delay = MIN_DELAY;
}

HubDbListener *
hub_db_listener_new (const char *conninfo, const char *const *channels)
{
  HubDbListener *self = g_object_new (HUB_TYPE_DB_LISTENER, NULL);

  self->conninfo = g_strdup (conninfo);
  self->channels = g_strdupv ((char **) channels);
  start_connecting (self);

  return self;
}

gboolean
hub_db_listener_is_listening (HubDbListener *self)
{
  return self->state == STATE_LISTENING;
}

void
hub_db_listener_notify (HubDbListener *self, const char *channel, const char *payload)
{
  const char *const params[] = { channel, payload, NULL };

  if (self->state != STATE_LISTENING || self->outgoing.length >= MAX_QUEUE)
    return;

  g_queue_push_tail (&self->outgoing, g_strdupv ((GStrv) params));
  send_next (self);
}

void
hub_db_listener_close (HubDbListener *self)
{
  drop_source (&self->retry);
  drop_connection (self);
}
