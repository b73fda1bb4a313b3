/* SPDX-License-Identifier: GPL-3.0-or-later */

/* HubStream: one accepted connection: TLS, byte counts, limits and the deadline of what it is
 * doing. The HTTP library reads and writes through it and knows nothing of limits. Main thread,
 * except that the library closes a chunked body from a helper thread, while the main thread leaves
 * it alone. Owned by the HTTP library and by the gate that accepted it. */

#define G_LOG_DOMAIN "hub-http"

#include "server/http/hub-stream.h"

#include <glib-unix.h>
#include <gnutls/gnutls.h>
#include <string.h>
#include <sys/socket.h>

#include "server/http/hub-head.h"
#include "server/http/hub-pace.h"
#include "server/http/hub-refusal.h"
#include "server/http/hub-stream-private.h"

#define MAX_RECORD 16384
#define MINUTE     (60 * G_USEC_PER_SEC)

struct _HubStream
{
  GIOStream parent_instance;

  GSocket *socket;          /* (owned) */
  gnutls_session_t session; /* (owned) */
  GInputStream *input;      /* (owned) */
  GOutputStream *output;    /* (owned) */
  const HubLimits *limits;  /* (borrowed) */
  HubMetric *refusals;      /* (borrowed) (nullable) */

  HubStreamState state;
  gint64 started;   /* the state */
  gint64 deadline;  /* monotonic */
  guint64 in_state; /* bytes read or written in it */
  HubHead head;     /* of the request that is coming */
  HubPace pace;     /* of what was written */
  guint64 received;
  gssize unsent; /* bytes GnuTLS took and could not send; it wants the same call again */
  gint64 budget;
  gint64 budget_time;
  gboolean is_rejected;
  gboolean is_broken;
  gboolean has_more; /* at once: the kernel waits for it before it sends */
};

G_DEFINE_FINAL_TYPE (HubStream, hub_stream, G_TYPE_IO_STREAM)

static gssize
fail (GError **error, int code, const char *message)
{
  g_set_error_literal (error, G_IO_ERROR, code, message);
  return -1;
}

static gboolean
is_usable (HubStream *self)
{
  return self != NULL && !self->is_broken && !g_io_stream_is_closed (G_IO_STREAM (self));
}

/* What the state allows at the most. */
static void
start_deadline (HubStream *self)
{
  const HubLimits *limits = self->limits;
  guint64 time = 0;

  switch (self->state)
    {
    case HUB_STREAM_HANDSHAKE:
      time = limits->handshake_time;
      break;
    case HUB_STREAM_IDLE:
      time = self->received == 0 ? limits->header_time : limits->idle_time;
      break;
    case HUB_STREAM_HEADERS:
      time = limits->header_time;
      break;
    case HUB_STREAM_BODY:
      time = limits->body_time;
      break;
    case HUB_STREAM_WORK:
      time = limits->work_time;
      break;
    case HUB_STREAM_WRITE:
      time = limits->work_time;
      break;
    case HUB_STREAM_SOCKET:
      time = limits->dead_time;
      break;
    default:
      g_return_if_reached ();
    }
  self->deadline = self->started + (gint64) time * 1000;
}

static void
enter (HubStream *self, HubStreamState state)
{
  self->state = state;
  self->in_state = 0;
  self->started = g_get_monotonic_time ();
  start_deadline (self);
}

/* A live socket has nothing to say but pongs; whoever sends more is cut, whatever the framing. */
static gboolean
spend_budget (HubStream *self, gssize n)
{
  gint64 now = g_get_monotonic_time ();
  gint64 gained = (now - self->budget_time) * self->limits->socket_budget / MINUTE;

  if (gained > 0)
    {
      self->budget = MIN (self->budget + gained, self->limits->socket_budget);
      self->budget_time = now;
    }
  self->budget -= n;
  return self->budget >= 0;
}

static void
reject_headers (HubStream *self)
{
  g_autoptr (GBytes) bytes = hub_refusal_new (431, "Request Header Fields Too Large", "too-large",
                                              "the headers of the request are too large");

  hub_stream_refuse (self, bytes);
}

/* The head of a request, or more of it. */
static gboolean
check_head (HubStream *self, const char *data, gsize size)
{
  g_autoptr (GBytes) bytes = NULL;

  if (hub_head_add (&self->head, data, size))
    return TRUE;

  bytes = hub_refusal_new (400, "Bad Request", "invalid", "this is not HTTP as we read it");
  hub_stream_refuse (self, bytes);
  return FALSE;
}

/* After @n bytes came. */
static gssize
count_input (HubStream *self, const char *data, gssize n, GError **error)
{
  self->received += (guint64) n;
  if (self->state == HUB_STREAM_IDLE)
    {
      enter (self, HUB_STREAM_HEADERS);
      self->head = (HubHead){ 0 };
    }
  if (self->state == HUB_STREAM_HEADERS && !check_head (self, data, (gsize) n))
    return fail (error, G_IO_ERROR_CONNECTION_CLOSED, "the head is not clean");
  self->in_state += (guint64) n;

  if (self->state == HUB_STREAM_BODY)
    self->deadline = hub_pace_gain (self->deadline, g_get_monotonic_time (), (guint64) n,
                                    self->limits->body_time, self->limits->body_rate);
  if (self->state == HUB_STREAM_SOCKET)
    enter (self, HUB_STREAM_SOCKET);
  if (self->state == HUB_STREAM_SOCKET && !spend_budget (self, n))
    {
      g_debug ("a live socket sent more than its budget");
      self->is_broken = TRUE;
      return fail (error, G_IO_ERROR_CONNECTION_CLOSED, "the socket sent too much");
    }
  return n;
}

/* libsoup 3.2.3 forgets a kept connection that ends before the first byte of its next request: it
 * neither closes it nor looks at it again. So the end comes to it as a request that it cannot read,
 * after which it closes. */
static gssize
say_farewell (HubStream *self, void *buffer, gsize count)
{
  static const char farewell[] = "!\r\n\r\n";
  gsize n = MIN (count, sizeof farewell - 1);

  self->is_broken = TRUE;
  enter (self, HUB_STREAM_HEADERS);
  memcpy (buffer, farewell, n);
  return (gssize) n;
}

gssize
hub_stream_receive (HubStream *self, void *buffer, gsize count, GError **error)
{
  gssize n;

  if (self != NULL && self->is_broken && self->state == HUB_STREAM_IDLE &&
      !g_io_stream_is_closed (G_IO_STREAM (self)))
    return say_farewell (self, buffer, count);
  if (!is_usable (self))
    return fail (error, G_IO_ERROR_CLOSED, "the connection is closed");
  if (self->state == HUB_STREAM_HEADERS && self->in_state >= self->limits->max_headers)
    {
      reject_headers (self);
      return fail (error, G_IO_ERROR_CONNECTION_CLOSED, "the headers are too large");
    }

  n = gnutls_record_recv (self->session, buffer, count);
  if (n > 0)
    return count_input (self, buffer, n, error);
  if (n == GNUTLS_E_AGAIN || n == GNUTLS_E_INTERRUPTED ||
      (n < 0 && n != GNUTLS_E_REHANDSHAKE && gnutls_error_is_fatal ((int) n) == 0))
    return fail (error, G_IO_ERROR_WOULD_BLOCK, "nothing to read yet");
  if (self->state == HUB_STREAM_IDLE)
    return say_farewell (self, buffer, count);
  if (n == 0 || n == GNUTLS_E_PREMATURE_TERMINATION)
    return 0;

  self->is_broken = TRUE;
  return fail (error, G_IO_ERROR_CONNECTION_CLOSED, gnutls_strerror ((int) n));
}

gssize
hub_stream_send (HubStream *self, const void *buffer, gsize count, GError **error)
{
  gssize n;

  if (!is_usable (self) || self->is_rejected)
    return fail (error, G_IO_ERROR_CLOSED, "the connection is closed");

  if (self->unsent > 0)
    n = gnutls_record_send (self->session, NULL, 0);
  else
    n = gnutls_record_send (self->session, buffer, MIN (count, MAX_RECORD));

  if (n == GNUTLS_E_AGAIN || n == GNUTLS_E_INTERRUPTED)
    {
      if (self->unsent == 0)
        self->unsent = (gssize) MIN (count, MAX_RECORD);
      return fail (error, G_IO_ERROR_WOULD_BLOCK, "the other side reads slowly");
    }
  if (n < 0)
    {
      self->is_broken = TRUE;
      return fail (error, G_IO_ERROR_BROKEN_PIPE, gnutls_strerror ((int) n));
    }

  if (self->unsent > 0)
    n = self->unsent;
  self->unsent = 0;
  hub_pace_send (&self->pace, (gsize) n, self->limits->write_time);
  if (self->state == HUB_STREAM_WRITE)
    enter (self, HUB_STREAM_WRITE);
  return n;
}

GSource *
hub_stream_new_source (HubStream *self,
                       gpointer pollable,
                       GIOCondition condition,
                       GCancellable *cancellable)
{
  g_autoptr (GSource) child = NULL;

  if (!is_usable (self) ||
      (condition == G_IO_IN && gnutls_record_check_pending (self->session) > 0))
    child = g_timeout_source_new (0);
  else
    child = g_unix_fd_source_new (g_socket_get_fd (self->socket), condition);
  return g_pollable_source_new_full (pollable, child, cancellable);
}

gboolean
hub_stream_is_ready (HubStream *self, GIOCondition condition)
{
  if (!is_usable (self) ||
      (condition == G_IO_IN && gnutls_record_check_pending (self->session) > 0))
    return TRUE;
  return (g_socket_condition_check (self->socket, condition) & condition) != 0;
}

/* GIOStream */

static GInputStream *
hub_stream_get_input (GIOStream *stream)
{
  return HUB_STREAM (stream)->input;
}

static GOutputStream *
hub_stream_get_output (GIOStream *stream)
{
  return HUB_STREAM (stream)->output;
}

/* A rejected client is still sending: a full close would reset the connection and take the answer
 * with it, so only our direction ends here; the gate drains the rest. */
static gboolean
hub_stream_close (GIOStream *stream, GCancellable *cancellable, GError **error)
{
  HubStream *self = HUB_STREAM (stream);

  if (!self->is_broken && self->state != HUB_STREAM_HANDSHAKE)
    gnutls_bye (self->session, GNUTLS_SHUT_WR);
  if (self->is_rejected)
    return g_socket_shutdown (self->socket, FALSE, TRUE, NULL);
  return g_socket_close (self->socket, NULL);
}

static void
hub_stream_close_async (GIOStream *stream,
                        int priority,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (stream, cancellable, callback, user_data);

  g_task_set_source_tag (task, hub_stream_close_async);
  g_task_set_priority (task, priority);
  hub_stream_close (stream, NULL, NULL);
  g_task_return_boolean (task, TRUE);
}

static gboolean
hub_stream_close_finish (GIOStream *stream, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
hub_stream_dispose (GObject *object)
{
  HubStream *self = HUB_STREAM (object);

  G_OBJECT_CLASS (hub_stream_parent_class)->dispose (object);
  if (self->input != NULL)
    hub_stream_input_detach (self->input);
  if (self->output != NULL)
    hub_stream_output_detach (self->output);
  g_clear_object (&self->input);
  g_clear_object (&self->output);
}

static void
hub_stream_finalize (GObject *object)
{
  HubStream *self = HUB_STREAM (object);

  g_clear_pointer (&self->session, gnutls_deinit);
  g_clear_object (&self->socket);
  G_OBJECT_CLASS (hub_stream_parent_class)->finalize (object);
}

static void
hub_stream_class_init (HubStreamClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GIOStreamClass *stream_class = G_IO_STREAM_CLASS (klass);

  object_class->dispose = hub_stream_dispose;
  object_class->finalize = hub_stream_finalize;
  stream_class->get_input_stream = hub_stream_get_input;
  stream_class->get_output_stream = hub_stream_get_output;
  stream_class->close_fn = hub_stream_close;
  stream_class->close_async = hub_stream_close_async;
  stream_class->close_finish = hub_stream_close_finish;
}

static void
hub_stream_init (HubStream *self)
{
  self->input = hub_stream_input_new (self);
  self->output = hub_stream_output_new (self);
}

/* As GnuTLS does it by itself, but for MSG_MORE. */
static ssize_t
push (gnutls_transport_ptr_t data, const giovec_t *parts, int n_parts)
{
  HubStream *self = data;
  struct msghdr message = { .msg_iov = (struct iovec *) parts, .msg_iovlen = (size_t) n_parts };

  return sendmsg (g_socket_get_fd (self->socket), &message,
                  MSG_NOSIGNAL | (self->has_more ? MSG_MORE : 0));
}

static void
connect_session (HubStream *self)
{
  int fd = g_socket_get_fd (self->socket);

  gnutls_transport_set_ptr2 (self->session, GINT_TO_POINTER (fd), self);
  gnutls_transport_set_vec_push_function (self->session, push);
}

HubStream *
hub_stream_new (GSocket *socket, HubTls *tls, const HubLimits *limits)
{
  HubStream *self = g_object_new (HUB_TYPE_STREAM, NULL);

  self->socket = g_object_ref (socket);
  self->session = hub_tls_new_session (tls);
  self->limits = limits;
  self->is_broken = self->session == NULL;
  if (self->session != NULL)
    connect_session (self);
  enter (self, HUB_STREAM_HANDSHAKE);
  return self;
}

void
hub_stream_count_refusals (HubStream *self, HubMetric *metric)
{
  self->refusals = metric;
}

GSocket *
hub_stream_get_socket (HubStream *self)
{
  return self->socket;
}

HubStreamStep
hub_stream_handshake (HubStream *self)
{
  int code = GNUTLS_E_AGAIN;

  if (self->is_broken)
    return HUB_STREAM_FAILED;

  code = gnutls_handshake (self->session);
  while (code < 0 && code != GNUTLS_E_AGAIN && gnutls_error_is_fatal (code) == 0)
    code = gnutls_handshake (self->session);

  if (code == GNUTLS_E_AGAIN)
    return gnutls_record_get_direction (self->session) == 0 ? HUB_STREAM_WANTS_READ
                                                            : HUB_STREAM_WANTS_WRITE;
  if (code < 0)
    {
      g_debug ("handshake: %s", gnutls_strerror (code));
      self->is_broken = TRUE;
      return HUB_STREAM_FAILED;
    }
  enter (self, HUB_STREAM_IDLE);
  return HUB_STREAM_DONE;
}

HubStreamState
hub_stream_get_state (HubStream *self)
{
  return self->state;
}

void
hub_stream_set_state (HubStream *self, HubStreamState state)
{
  if (state == HUB_STREAM_SOCKET)
    {
      self->budget = self->limits->socket_budget;
      self->budget_time = g_get_monotonic_time ();
    }
  enter (self, state);
}

/* A live socket may be silent for longer, and whoever sends a body need not listen meanwhile. */
static gboolean
is_read (HubStream *self, gint64 now)
{
  const HubLimits *limits = self->limits;

  return self->state < HUB_STREAM_IDLE || self->state == HUB_STREAM_BODY ||
         self->state == HUB_STREAM_SOCKET ||
         !hub_pace_is_stuck (&self->pace, self->socket, now, limits->write_time,
                             limits->write_rate);
}

/* What it does not read would stay in the kernel after the end. */
static void
drop_unread (HubStream *self)
{
  const struct linger none = { .l_onoff = 1, .l_linger = 0 };

  setsockopt (g_socket_get_fd (self->socket), SOL_SOCKET, SO_LINGER, &none, sizeof none);
}

gboolean
hub_stream_is_late (HubStream *self, gint64 now)
{
  if (!is_read (self, now))
    {
      drop_unread (self);
      /* Whatever it waits for, it is the reader that is late. */
      self->deadline = 0;
      if (self->state == HUB_STREAM_WORK)
        self->state = HUB_STREAM_WRITE;
    }
  return now > self->deadline;
}

void
hub_stream_set_more (HubStream *self, gboolean has_more)
{
  self->has_more = has_more;
}

void
hub_stream_reject (HubStream *self, GBytes *response)
{
  if (!is_usable (self) || self->is_rejected)
    return;

  self->has_more = FALSE;
  /* A connection whose send buffer is full already gets no answer: it has not read the last one. */
  if (self->unsent == 0)
    gnutls_record_send (self->session, g_bytes_get_data (response, NULL),
                        g_bytes_get_size (response));
  gnutls_bye (self->session, GNUTLS_SHUT_WR);
  self->is_rejected = TRUE;
  self->is_broken = TRUE;
}

void
hub_stream_refuse (HubStream *self, GBytes *response)
{
  if (self->refusals != NULL && self->state == HUB_STREAM_HEADERS && !self->is_rejected)
    hub_metric_add (self->refusals, 1);
  hub_stream_reject (self, response);
}

gboolean
hub_stream_is_rejected (HubStream *self)
{
  return self->is_rejected;
}

void
hub_stream_cut (HubStream *self)
{
  self->is_broken = TRUE;
  g_socket_shutdown (self->socket, TRUE, TRUE, NULL);
}
