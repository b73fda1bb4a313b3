/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The live connection to the server. Owned by DeskHttpTransport; main thread only. Nothing depends
 * on what comes over it: a lost message costs time, the data comes by pull. */

#define G_LOG_DOMAIN "desk-sync"

#include "client/sync/desk-event-stream.h"

#include "client/sync/desk-backoff.h"
#include "client/sync/desk-http-answer.h"
#include "client/sync/desk-live-message.h"
#include "shared/protocol/crm-protocol.h"

#define MAX_MESSAGE (64 * 1024)
/* Our own pings: their answers show that the way is open in both directions. */
#define PING_SECONDS 25
#define SILENCE      (70 * G_TIME_SPAN_SECOND)

struct _DeskEventStream
{
  GObject parent_instance;

  /* owned */
  SoupSession *session;
  DeskClock *clock;
  SoupWebsocketConnection *connection; /* (nullable) */
  GCancellable *cancellable;           /* (nullable): of the attempt under way */

  /* borrowed */
  DeskEventStreamRequest request;
  gpointer request_data;

  DeskBackoff backoff;
  gboolean started;
  guint retry_timer;
  guint silence_timer;
};

enum
{
  EVENT,
  NEWS,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* One try to connect: it may end after the stream was stopped and started again. */
typedef struct
{
  DeskEventStream *stream;
  SoupMessage *message;
  GCancellable *cancellable;
} Attempt;

static void
attempt_free (Attempt *attempt)
{
  g_clear_object (&attempt->stream);
  g_clear_object (&attempt->message);
  g_clear_object (&attempt->cancellable);
  g_free (attempt);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Attempt, attempt_free)

G_DEFINE_FINAL_TYPE (DeskEventStream, desk_event_stream, G_TYPE_OBJECT)

static void connect_live (DeskEventStream *self);

static void
emit_event (DeskEventStream *self, DeskLiveEvent event)
{
  g_signal_emit (self, signals[EVENT], 0, (int) event);
}

static void
clear_timer (DeskEventStream *self, guint *timer)
{
  if (*timer != 0)
    desk_clock_remove_timer (self->clock, *timer);
  *timer = 0;
}

static void
retry_cb (gpointer data)
{
  DeskEventStream *self = data;

  self->retry_timer = 0;
  connect_live (self);
}

static void
schedule_retry (DeskEventStream *self, guint retry_after)
{
  gint64 delay = desk_backoff_fail (&self->backoff, self->clock, retry_after);

  clear_timer (self, &self->retry_timer);
  self->retry_timer = desk_clock_add_timer (self->clock, delay, retry_cb, self);
}

/* Lets the connection go without waiting for the other side's farewell. */
static void
drop_connection (DeskEventStream *self)
{
  g_autoptr (SoupWebsocketConnection) connection = g_steal_pointer (&self->connection);

  clear_timer (self, &self->silence_timer);
  if (connection == NULL)
    return;
  g_signal_handlers_disconnect_by_data (connection, self);
  if (soup_websocket_connection_get_state (connection) == SOUP_WEBSOCKET_STATE_OPEN)
    soup_websocket_connection_close (connection, SOUP_WEBSOCKET_CLOSE_GOING_AWAY, NULL);
}

static void
lose_connection (DeskEventStream *self)
{
  drop_connection (self);
  schedule_retry (self, 0);
  emit_event (self, DESK_LIVE_DISCONNECTED);
}

static void
silence_cb (gpointer data)
{
  DeskEventStream *self = data;

  self->silence_timer = 0;
  g_debug ("live connection silent, given up");
  lose_connection (self);
}

static void
note_life (DeskEventStream *self)
{
  clear_timer (self, &self->silence_timer);
  self->silence_timer = desk_clock_add_timer (self->clock, SILENCE, silence_cb, self);
}

static void
pong_cb (SoupWebsocketConnection *connection, GBytes *payload, DeskEventStream *self)
{
  note_life (self);
}

static void
closed_cb (SoupWebsocketConnection *connection, DeskEventStream *self)
{
  lose_connection (self);
}

static void
message_cb (SoupWebsocketConnection *connection, int type, GBytes *bytes, DeskEventStream *self)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);
  g_auto (DeskLiveMessage) message = { 0 };

  note_life (self);
  if (type != SOUP_WEBSOCKET_DATA_TEXT)
    return;
  desk_live_message_read (&message, data, size);
  if (message.type == DESK_LIVE_MESSAGE_EVENT)
    emit_event (self, message.event);
  else if (message.type == DESK_LIVE_MESSAGE_NEWS)
    {
      JsonObject *news = json_node_get_object (message.news);

      g_signal_emit (self, signals[NEWS], 0, json_object_get_string_member (news, "type"), news);
    }
}

static void
fail_attempt (DeskEventStream *self, SoupMessage *message)
{
  if (soup_message_get_status (message) == SOUP_STATUS_UNAUTHORIZED)
    {
      self->started = FALSE;
      emit_event (self, DESK_LIVE_SIGNED_OUT);
      return;
    }
  schedule_retry (self, desk_http_answer_get_retry_after (message));
}

static void
connected_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Attempt) attempt = user_data;
  DeskEventStream *self = attempt->stream;
  g_autoptr (SoupWebsocketConnection) connection = NULL;
  g_autoptr (GError) error = NULL;

  connection = soup_session_websocket_connect_finish (SOUP_SESSION (source), result, &error);
  if (g_cancellable_is_cancelled (attempt->cancellable))
    return;
  g_clear_object (&self->cancellable);
  if (connection == NULL)
    {
      g_debug ("live connection: %s", error->message);
      fail_attempt (self, attempt->message);
      return;
    }
  self->connection = g_steal_pointer (&connection);
  soup_websocket_connection_set_max_incoming_payload_size (self->connection, MAX_MESSAGE);
  soup_websocket_connection_set_keepalive_interval (self->connection, PING_SECONDS);
  g_signal_connect (self->connection, "message", G_CALLBACK (message_cb), self);
  g_signal_connect (self->connection, "pong", G_CALLBACK (pong_cb), self);
  g_signal_connect (self->connection, "closed", G_CALLBACK (closed_cb), self);
  desk_backoff_succeed (&self->backoff, self->clock);
  note_life (self);
  emit_event (self, DESK_LIVE_CONNECTED);
}

static void
connect_live (DeskEventStream *self)
{
  char *protocols[] = { (char *) CRM_LIVE_PROTOCOL, NULL };

  g_autoptr (SoupMessage) message = self->request (self->request_data);
  Attempt *attempt;

  if (message == NULL)
    {
      schedule_retry (self, 0);
      return;
    }
  self->cancellable = g_cancellable_new ();
  attempt = g_new0 (Attempt, 1);
  attempt->stream = g_object_ref (self);
  attempt->message = g_steal_pointer (&message);
  attempt->cancellable = g_object_ref (self->cancellable);
  soup_session_websocket_connect_async (self->session, attempt->message, NULL, protocols,
                                        G_PRIORITY_DEFAULT, self->cancellable, connected_cb,
                                        attempt);
}

static void
desk_event_stream_dispose (GObject *object)
{
  DeskEventStream *self = DESK_EVENT_STREAM (object);

  if (self->clock != NULL)
    desk_event_stream_stop (self);
  g_clear_object (&self->session);
  g_clear_object (&self->clock);
  G_OBJECT_CLASS (desk_event_stream_parent_class)->dispose (object);
}

static void
desk_event_stream_class_init (DeskEventStreamClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = desk_event_stream_dispose;

  signals[EVENT] = g_signal_new ("event", DESK_TYPE_EVENT_STREAM, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 1, G_TYPE_INT);
  signals[NEWS] = g_signal_new ("news", DESK_TYPE_EVENT_STREAM, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 2, G_TYPE_STRING, JSON_TYPE_OBJECT);
}

static void
desk_event_stream_init (DeskEventStream *self)
{
}

DeskEventStream *
desk_event_stream_new (SoupSession *session,
                       DeskClock *clock,
                       DeskEventStreamRequest request,
                       gpointer user_data)
{
  DeskEventStream *self = g_object_new (DESK_TYPE_EVENT_STREAM, NULL);

  self->session = g_object_ref (session);
  self->clock = g_object_ref (clock);
  self->request = request;
  self->request_data = user_data;
  return self;
}

void
desk_event_stream_start (DeskEventStream *self)
{
  g_return_if_fail (DESK_IS_EVENT_STREAM (self));

  if (self->started)
    return;
  self->started = TRUE;
  connect_live (self);
}

void
desk_event_stream_stop (DeskEventStream *self)
{
  g_return_if_fail (DESK_IS_EVENT_STREAM (self));

  self->started = FALSE;
  clear_timer (self, &self->retry_timer);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  drop_connection (self);
}

gboolean
desk_event_stream_is_connected (DeskEventStream *self)
{
  g_return_val_if_fail (DESK_IS_EVENT_STREAM (self), FALSE);
  return self->connection != NULL;
}
