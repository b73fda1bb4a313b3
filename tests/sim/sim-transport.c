/* SPDX-License-Identifier: GPL-3.0-or-later */

/* DeskTransport over the simulator's network to the simulator's server. */

#define G_LOG_DOMAIN "sim"

#include "tests/sim/sim-transport.h"

#include "shared/codec/crm-json.h"
#include "shared/protocol/crm-protocol.h"
#include "tests/sim/sim-answer.h"
#include "tests/sim/sim-stream.h"

#include <string.h>

#define PATIENCE (30 * G_TIME_SPAN_SECOND)

typedef struct
{
  SimTransport *transport; /* (owned) */
  GTask *task;             /* (nullable): a twin has none */
  const char *path;
  SimRequest request;
  HubExchange *exchange; /* (nullable) */
  SimStream *stream;     /* (nullable) */
  char *epoch;           /* (owned) (nullable): of the stream */
  gint64 last;           /* when the last piece arrives */
  gint64 left;           /* bytes until the stream is cut; -1 never */
  guint n_pending;       /* pieces on their way */
  gboolean is_given;     /* the client has the stream */
  gboolean is_sent;      /* the server may have it */
  gboolean is_untold;    /* it came while the rights of the person could not be told */
  gboolean is_over;
} Call;

struct _SimTransport
{
  GObject parent_instance;

  SimServer *server;
  const SimHost *host;
  const SimNetFaults *faults;
  HubSession *session; /* (owned) (nullable) */
  gboolean has_token;
  gboolean is_online;
  gboolean is_closed;
  gboolean wants_live;
  gboolean is_live;
  guint n_live_attempts;
  guint retry_after;
  guint n_requests;
  GPtrArray *calls; /* (element-type Call) */
};

static void transport_iface_init (DeskTransportInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SimTransport,
                               sim_transport,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (DESK_TYPE_TRANSPORT, transport_iface_init))

static gboolean
happens (guint once_in)
{
  return once_in > 0 && sim_one_in (once_in);
}

static gint64
pick_delay (void)
{
  return sim_one_in (30) ? sim_between (100000, 5 * G_TIME_SPAN_SECOND) : sim_between (500, 80000);
}

/* ---- the end of a call ---------------------------------------------------------------------- */

static void
free_call (Call *call)
{
  g_clear_object (&call->stream);
  g_clear_object (&call->task);
  hub_session_unref (call->request.session);
  g_clear_pointer (&call->request.body, g_bytes_unref);
  g_clear_pointer (&call->request.query, g_hash_table_unref);
  g_free (call->epoch);
  g_object_unref (call->transport);
  g_free (call);
}

static void
release_cb (gpointer data)
{
  free_call (data);
}

/* Events of it may still be under way: it is freed long after. */
static void
end_call (Call *call)
{
  if (call->is_over)
    return;
  call->is_over = TRUE;
  g_ptr_array_remove (call->transport->calls, call);
  if (call->exchange != NULL)
    sim_server_drop (call->transport->server, g_steal_pointer (&call->exchange));
  sim_after (G_TIME_SPAN_HOUR, NULL, NULL, release_cb, call);
}

static void
fail_call (Call *call)
{
  gboolean is_push = strcmp (call->path, "/commands") == 0;

  if (call->is_over)
    return;
  if (call->is_given)
    sim_stream_end (call->stream, FALSE);
  else if (call->task != NULL)
    g_task_return_new_error (call->task, CRM_ERROR,
                             is_push && call->is_sent ? CRM_ERROR_UNCERTAIN : CRM_ERROR_OFFLINE,
                             "the network failed");
  end_call (call);
}

static void
fail_cb (gpointer data)
{
  fail_call (data);
}

static void
fail_later (Call *call, gint64 delay)
{
  sim_after (delay, call->transport->host, NULL, fail_cb, call);
}

/* ---- answers -------------------------------------------------------------------------------- */

typedef struct
{
  Call *call;
  guint status;
  guint retry_after;
  GBytes *body; /* (owned) (nullable) */
} Answer;

/* As the server's own routes tell a device of an ended session. */
static gboolean
is_to_wipe (Call *call)
{
  HubSession *session = call->request.session;
  const char *params[] = { session != NULL ? session->id : "", NULL };

  return session != NULL && sim_db_execute (call->transport->server->db,
                                            "select id from session where id = $1 and wipe "
                                            "and ended_at is not null",
                                            params) != NULL;
}

static void
deliver_cb (gpointer data)
{
  Answer *answer = data;
  Call *call = answer->call;

  if (!call->is_over)
    {
      call->transport->retry_after = answer->retry_after;
      sim_trace ("answer %u", answer->status);
      if (answer->status >= 300 && is_to_wipe (call))
        g_task_return_new_error (call->task, CRM_ERROR, CRM_ERROR_WIPED, "to be wiped");
      else
        sim_answer_return (call->task, call->path, answer->status, answer->body);
      end_call (call);
    }
  g_clear_pointer (&answer->body, g_bytes_unref);
  g_free (answer);
}

static void begun (const char *media_type, gpointer data);
static void chunk (GBytes *bytes, gpointer data);
static void ended (gboolean is_whole, gpointer data);

static void
answered (guint status, GBytes *body, guint retry_after, gpointer data)
{
  Call *call = data;
  Answer *answer;

  call->transport->server->told (body, call->transport->server->live_data);
  if (status < 300 && strcmp (call->path, "/commands") == 0)
    call->transport->server->replied (body, call->transport->server->live_data);
  if (call->task == NULL)
    {
      end_call (call);
      return;
    }
  if (status < 300 && strcmp (call->path, "/digest/rows") == 0)
    {
      begun (NULL, call);
      chunk (body, call);
      ended (TRUE, call);
      return;
    }
  if (happens (call->transport->faults->lose_answer))
    {
      sim_trace ("answer lost");
      fail_later (call, PATIENCE);
      return;
    }
  answer = g_new0 (Answer, 1);
  answer->call = call;
  answer->status = status;
  answer->retry_after = retry_after;
  answer->body = body != NULL ? g_bytes_ref (body) : NULL;
  sim_after (pick_delay (), call->transport->host, NULL, deliver_cb, answer);
}

/* ---- streams -------------------------------------------------------------------------------- */

typedef struct
{
  Call *call;
  GBytes *bytes;    /* (owned) (nullable): the end */
  gboolean is_last; /* of its chunk */
  gboolean is_whole;
} Piece;

static CrmChangeFormat
get_format (Call *call)
{
  return call->request.accept != NULL ? CRM_CHANGE_ROWS : CRM_CHANGE_NDJSON;
}

static void
begun_cb (gpointer data)
{
  Call *call = data;
  DeskPull *pull;

  if (call->is_over)
    return;
  call->is_given = TRUE;
  pull = g_new0 (DeskPull, 1);
  pull->stream = g_object_ref (G_INPUT_STREAM (call->stream));
  pull->format = get_format (call);
  pull->epoch = g_strdup (call->epoch);
  g_task_return_pointer (call->task, pull, (GDestroyNotify) desk_pull_free);
}

/* The order may have failed, or a restore may have undone it. */
static gboolean
is_still_untold (Call *call)
{
  SimServer *server = call->transport->server;
  const char *params[] = { call->request.session->user, NULL };

  return g_strcmp0 (server->broken_user, params[0]) == 0 &&
         g_strcmp0 (sim_db_execute (server->db, "select role from app_user where id = $1", params),
                    "nobody") == 0;
}

static gint64
next_delay (Call *call)
{
  call->last = MAX (call->last, sim_world ()->now) + sim_between (100, 20000);
  return call->last - sim_world ()->now;
}

static void
begun (const char *media_type, gpointer data)
{
  Call *call = data;

  if (call->is_untold && is_still_untold (call))
    sim_fail ("%s was answered although nobody can tell what %s may see", call->path,
              call->request.session->user);
  call->stream = sim_stream_new ();
  call->epoch = g_strdup (sim_exchange_get_header (call->exchange, CRM_EPOCH_HEADER));
  call->left = happens (call->transport->faults->cut) ? sim_between (0, 6000) : -1;
  sim_after (next_delay (call), call->transport->host, NULL, begun_cb, call);
}

static void
piece_cb (gpointer data)
{
  Piece *piece = data;
  Call *call = piece->call;
  gsize size = 0;
  const char *bytes = piece->bytes != NULL ? g_bytes_get_data (piece->bytes, &size) : NULL;

  if (!call->is_over && call->left >= 0 && (gint64) size >= call->left)
    {
      sim_trace ("stream cut");
      sim_stream_push (call->stream, bytes, (gsize) call->left);
      fail_call (call);
    }
  else if (!call->is_over && piece->bytes != NULL)
    {
      call->left -= call->left >= 0 ? (gint64) size : 0;
      sim_stream_push (call->stream, bytes, size);
      if (piece->is_last && call->exchange != NULL)
        sim_exchange_continue (call->exchange);
    }
  else if (!call->is_over)
    {
      sim_stream_end (call->stream, piece->is_whole);
      end_call (call);
    }
  g_clear_pointer (&piece->bytes, g_bytes_unref);
  g_free (piece);
}

static void
send_piece (Call *call, GBytes *bytes, gboolean is_last, gboolean is_whole)
{
  Piece *piece = g_new0 (Piece, 1);

  piece->call = call;
  piece->bytes = bytes;
  piece->is_last = is_last;
  piece->is_whole = is_whole;
  sim_after (next_delay (call), call->transport->host, NULL, piece_cb, piece);
}

static void
chunk (GBytes *bytes, gpointer data)
{
  SimServer *server = ((Call *) data)->transport->server;
  gsize size = g_bytes_get_size (bytes);
  gsize at = 0;

  server->told (bytes, server->live_data);
  while (at < size)
    {
      gsize n = sim_one_in (3) ? 1 + sim_pick (200) : 4096;

      n = MIN (n, size - at);
      send_piece (data, g_bytes_new_from_bytes (bytes, at, n), at + n == size, FALSE);
      at += n;
    }
}

static void
ended (gboolean is_whole, gpointer data)
{
  send_piece (data, NULL, TRUE, is_whole);
}

static void
lost (gpointer data)
{
  Call *call = data;

  g_clear_object (&call->exchange);
  fail_later (call, sim_one_in (3) ? PATIENCE : pick_delay ());
}

static const SimPeer peer = { answered, begun, chunk, ended, lost };

/* ---- the way there -------------------------------------------------------------------------- */

static void
arrive_cb (gpointer data)
{
  Call *call = data;
  SimTransport *self = call->transport;

  if (call->is_over)
    return;
  if (!self->server->is_up)
    {
      fail_later (call, pick_delay ());
      return;
    }
  call->is_sent = TRUE;
  call->is_untold = g_strcmp0 (self->server->broken_user, call->request.session->user) == 0;
  if (strcmp (call->path, "/commands") == 0)
    self->server->pushed (call->request.body, self->server->live_data);
  sim_trace ("%s of %s%s", call->path, call->request.session->device,
             call->request.query != NULL ? " goes on" : "");
  call->exchange = sim_server_handle (self->server, call->path, &call->request, &peer, call);
  if (call->is_over)
    g_clear_object (&call->exchange);
}

/* @path: with its query. */
static Call *
new_call (SimTransport *self, const char *path, GBytes *body)
{
  Call *call = g_new0 (Call, 1);
  g_auto (GStrv) parts = g_strsplit (path, "?", 2);

  call->transport = g_object_ref (self);
  call->path = g_intern_string (parts[0]);
  call->left = -1;
  call->request.session = hub_session_ref (self->session);
  call->request.body = body != NULL ? g_bytes_ref (body) : NULL;
  if (parts[1] != NULL)
    call->request.query = g_uri_parse_params (parts[1], -1, "&", G_URI_PARAMS_NONE, NULL);
  call->request.accept = sim_one_in (4) ? NULL : CRM_MEDIA_ROWS;
  g_ptr_array_add (self->calls, call);
  return call;
}

/* @task (transfer full) */
static void
begin_call (SimTransport *self, GTask *task, const char *path, GBytes *body)
{
  Call *call = new_call (self, path, body);

  call->task = task;
  self->n_requests++;
  self->retry_after = 0;
  if (!self->is_online)
    fail_later (call, pick_delay ());
  else if (happens (self->faults->lose_request))
    {
      call->is_sent = TRUE;
      fail_later (call, PATIENCE);
    }
  else
    sim_after (pick_delay (), NULL, NULL, arrive_cb, call);
  if (body != NULL && self->is_online && strcmp (path, "/commands") == 0 &&
      happens (self->faults->twice))
    sim_after (pick_delay () * (1 + sim_pick (20)), NULL, "twin", arrive_cb,
               new_call (self, path, body));
}

static GTask *
new_task (DeskTransport *self,
          GCancellable *cancellable,
          GAsyncReadyCallback callback,
          gpointer user_data)
{
  return g_task_new (self, cancellable, callback, user_data);
}

/* @array (transfer full) */
static GBytes *
print_body (const char *member, JsonArray *array, const char *epoch)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();
  char *text;

  json_object_set_array_member (object, member, array);
  if (epoch != NULL)
    json_object_set_string_member (object, "epoch", epoch);
  json_node_take_object (node, object);
  text = crm_json_to_text (node);
  return g_bytes_new_take (text, strlen (text));
}

static void
push_async (DeskTransport *transport,
            GPtrArray *commands,
            const char *epoch,
            GCancellable *cancellable,
            GAsyncReadyCallback callback,
            gpointer user_data)
{
  JsonArray *array = json_array_new ();
  g_autoptr (GBytes) body = NULL;

  for (guint i = 0; i < commands->len; i++)
    json_array_add_element (array, crm_command_to_json (commands->pdata[i]));
  body = print_body ("commands", array, epoch);
  begin_call (SIM_TRANSPORT (transport), new_task (transport, cancellable, callback, user_data),
              "/commands", body);
}

static GPtrArray *
push_finish (DeskTransport *transport, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
known_async (DeskTransport *transport,
             const char *const *ids,
             GCancellable *cancellable,
             GAsyncReadyCallback callback,
             gpointer user_data)
{
  JsonArray *array = json_array_new ();
  g_autoptr (GBytes) body = NULL;

  for (guint i = 0; ids[i] != NULL; i++)
    json_array_add_string_element (array, ids[i]);
  body = print_body ("ids", array, NULL);
  begin_call (SIM_TRANSPORT (transport), new_task (transport, cancellable, callback, user_data),
              "/commands/known", body);
}

static GStrv
known_finish (DeskTransport *transport, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
pull_async (DeskTransport *transport,
            const char *after,
            GCancellable *cancellable,
            GAsyncReadyCallback callback,
            gpointer user_data)
{
  g_autofree char *path = after != NULL ? g_strconcat ("/changes?after=", after, NULL) : NULL;

  begin_call (SIM_TRANSPORT (transport), new_task (transport, cancellable, callback, user_data),
              path != NULL ? path : "/changes", NULL);
}

static DeskPull *
pull_finish (DeskTransport *transport, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
get_async (DeskTransport *transport,
           const char *path,
           GCancellable *cancellable,
           GAsyncReadyCallback callback,
           gpointer user_data)
{
  begin_call (SIM_TRANSPORT (transport), new_task (transport, cancellable, callback, user_data),
              path, NULL);
}

static JsonNode *
get_finish (DeskTransport *transport, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* ---- live ----------------------------------------------------------------------------------- */

static void
attempt_cb (gpointer data)
{
  g_autoptr (SimTransport) self = data;

  if (self->is_closed || !self->wants_live || self->is_live || --self->n_live_attempts > 0)
    return;
  if (self->is_online && self->server->is_up && self->session != NULL)
    {
      self->is_live = TRUE;
      desk_transport_emit_live (DESK_TRANSPORT (self), DESK_LIVE_CONNECTED);
    }
  else
    {
      self->n_live_attempts++;
      sim_after (sim_between (1, 60) * G_TIME_SPAN_SECOND, self->host, NULL, attempt_cb,
                 g_object_ref (self));
    }
}

static void
begin_attempt (SimTransport *self, gint64 delay)
{
  self->n_live_attempts++;
  sim_after (delay, self->host, NULL, attempt_cb, g_object_ref (self));
}

static void
start_live (DeskTransport *transport)
{
  SimTransport *self = SIM_TRANSPORT (transport);

  if (self->wants_live)
    return;
  self->wants_live = TRUE;
  begin_attempt (self, pick_delay ());
}

static void
stop_live (DeskTransport *transport)
{
  SimTransport *self = SIM_TRANSPORT (transport);

  self->wants_live = FALSE;
  self->is_live = FALSE;
}

typedef struct
{
  SimTransport *transport; /* (owned) */
  DeskLiveEvent event;
} News;

static void
news_cb (gpointer data)
{
  News *news = data;
  SimTransport *self = news->transport;

  if (!self->is_closed && self->wants_live)
    desk_transport_emit_live (DESK_TRANSPORT (self), news->event);
  if (news->event == DESK_LIVE_DISCONNECTED && self->wants_live)
    begin_attempt (self, sim_between (G_TIME_SPAN_SECOND, 20 * G_TIME_SPAN_SECOND));
  g_object_unref (self);
  g_free (news);
}

static void
send_news (SimTransport *self, DeskLiveEvent event)
{
  News *news = g_new0 (News, 1);

  news->transport = g_object_ref (self);
  news->event = event;
  sim_after (pick_delay (), self->host, NULL, news_cb, news);
}

void
sim_transport_tell (SimTransport *self, DeskLiveEvent event)
{
  if (!self->is_live)
    return;
  if (event == DESK_LIVE_DISCONNECTED)
    self->is_live = FALSE;
  else if (happens (self->faults->lose_news))
    return;
  send_news (self, event);
}

/* ---- what the simulator says ---------------------------------------------------------------- */

void
sim_transport_set_online (SimTransport *self, gboolean is_online)
{
  self->is_online = is_online;
  if (is_online)
    return;
  sim_transport_tell (self, DESK_LIVE_DISCONNECTED);
  for (guint i = self->calls->len; i > 0; i--)
    fail_later (self->calls->pdata[i - 1], sim_one_in (2) ? PATIENCE : pick_delay ());
}

gboolean
sim_transport_is_online (SimTransport *self)
{
  return self->is_online;
}

void
sim_transport_set_session (SimTransport *self, HubSession *session)
{
  g_clear_pointer (&self->session, hub_session_unref);
  self->session = session;
  self->has_token = session != NULL;
}

guint
sim_transport_get_n_requests (SimTransport *self)
{
  return self->n_requests;
}

void
sim_transport_close (SimTransport *self)
{
  self->is_closed = TRUE;
  self->is_live = FALSE;
  self->wants_live = FALSE;
  while (self->calls->len > 0)
    {
      Call *call = self->calls->pdata[self->calls->len - 1];

      if (call->task != NULL && !call->is_given)
        g_task_return_new_error (call->task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "closed");
      if (call->is_given)
        sim_stream_end (call->stream, FALSE);
      end_call (call);
    }
}

/* ---- GObject -------------------------------------------------------------------------------- */

static void
set_token (DeskTransport *transport, const char *token)
{
  SIM_TRANSPORT (transport)->has_token = token != NULL;
}

static gboolean
has_token (DeskTransport *transport)
{
  return SIM_TRANSPORT (transport)->has_token;
}

static guint
get_retry_after (DeskTransport *transport)
{
  return SIM_TRANSPORT (transport)->retry_after;
}

static void
transport_iface_init (DeskTransportInterface *iface)
{
  iface->set_token = set_token;
  iface->has_token = has_token;
  iface->get_retry_after = get_retry_after;
  iface->push_async = push_async;
  iface->push_finish = push_finish;
  iface->known_async = known_async;
  iface->known_finish = known_finish;
  iface->pull_async = pull_async;
  iface->pull_finish = pull_finish;
  iface->get_async = get_async;
  iface->get_finish = get_finish;
  iface->open_async = get_async;
  iface->open_finish = pull_finish;
  iface->start_live = start_live;
  iface->stop_live = stop_live;
}

static void
sim_transport_finalize (GObject *object)
{
  SimTransport *self = SIM_TRANSPORT (object);

  g_clear_pointer (&self->session, hub_session_unref);
  g_ptr_array_unref (self->calls);
  G_OBJECT_CLASS (sim_transport_parent_class)->finalize (object);
}

static void
sim_transport_class_init (SimTransportClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sim_transport_finalize;
}

static void
sim_transport_init (SimTransport *self)
{
  self->calls = g_ptr_array_new ();
  self->is_online = TRUE;
}

SimTransport *
sim_transport_new (SimServer *server, const SimHost *host, const SimNetFaults *faults)
{
  SimTransport *self = g_object_new (SIM_TYPE_TRANSPORT, NULL);

  self->server = server;
  self->host = host;
  self->faults = faults;
  return self;
}
