/* SPDX-License-Identifier: GPL-3.0-or-later */

/* DeskTransport over HTTPS: protocol.md put into calls. Owned by the application; main thread
 * only. */

#define G_LOG_DOMAIN "desk-sync"

#include "client/sync/desk-http-transport.h"

#include "client/store/desk-remote.h"
#include "client/sync/desk-event-stream.h"
#include "client/sync/desk-http-peer.h"
#include "shared/codec/crm-json.h"
#include "shared/protocol/crm-protocol.h"

struct _DeskHttpTransport
{
  GObject parent_instance;

  /* owned */
  DeskHttpPeer *peer;
  DeskEventStream *live;
  char *code; /* (owned) (nullable): of the second factor */
};

static SoupMessage *
make_live_message (gpointer user_data)
{
  DeskHttpTransport *self = user_data;

  return desk_http_peer_new_message (self->peer, SOUP_METHOD_GET, "/live");
}

static void
live_event_cb (DeskEventStream *stream, int event, DeskHttpTransport *self)
{
  desk_transport_emit_live (DESK_TRANSPORT (self), event);
}

static void
news_cb (DeskEventStream *stream, const char *type, JsonObject *news, DeskHttpTransport *self)
{
  desk_remote_emit_news (DESK_REMOTE (self), type, news);
}

static void
set_token (DeskTransport *transport, const char *token)
{
  desk_http_peer_set_token (DESK_HTTP_TRANSPORT (transport)->peer, token);
}

static gboolean
has_token (DeskTransport *transport)
{
  return desk_http_peer_has_token (DESK_HTTP_TRANSPORT (transport)->peer);
}

static guint
get_retry_after (DeskTransport *transport)
{
  return desk_http_peer_get_retry_after (DESK_HTTP_TRANSPORT (transport)->peer);
}

static const char *
get_fingerprint (DeskTransport *transport)
{
  return desk_http_peer_get_fingerprint (DESK_HTTP_TRANSPORT (transport)->peer);
}

static JsonNode *
build_sign_in (const char *login, const char *password, const char *code, const char *device_id)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "login");
  json_builder_add_string_value (builder, login);
  json_builder_set_member_name (builder, "password");
  json_builder_add_string_value (builder, password);
  if (code != NULL)
    {
      json_builder_set_member_name (builder, "totp");
      json_builder_add_string_value (builder, code);
    }
  json_builder_set_member_name (builder, "device");
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "id");
  json_builder_add_string_value (builder, device_id);
  json_builder_set_member_name (builder, "name");
  json_builder_add_string_value (builder, g_get_host_name ());
  json_builder_end_object (builder);
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}

static void
signed_in_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (JsonNode) node = NULL;
  GError *error = NULL;
  DeskSession *session = NULL;

  node = desk_http_peer_call_finish (DESK_HTTP_PEER (source), result, &error);
  if (error == NULL)
    session = desk_session_from_json (node, &error);
  /* A session nobody has the token of harms nobody: to the person it is a failed attempt. */
  if (g_error_matches (error, CRM_ERROR, CRM_ERROR_UNCERTAIN))
    error->code = CRM_ERROR_OFFLINE;
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, session, (GDestroyNotify) desk_session_free);
}

static void
sign_in_async (DeskTransport *transport,
               const char *login,
               const char *password,
               const char *device_id,
               GCancellable *cancellable,
               GAsyncReadyCallback callback,
               gpointer user_data)
{
  DeskHttpTransport *self = DESK_HTTP_TRANSPORT (transport);
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (JsonNode) body = build_sign_in (login, password, self->code, device_id);
  g_autoptr (SoupMessage) message =
      desk_http_peer_new_message (self->peer, SOUP_METHOD_POST, "/sessions");

  g_task_set_source_tag (task, sign_in_async);
  desk_http_peer_call_async (self->peer, message, body, cancellable, signed_in_cb, task);
}

static DeskSession *
sign_in_finish (DeskTransport *transport, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, transport), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
signed_out_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (JsonNode) node = NULL;
  GError *error = NULL;

  node = desk_http_peer_call_finish (DESK_HTTP_PEER (source), result, &error);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
sign_out_async (DeskTransport *transport,
                GCancellable *cancellable,
                GAsyncReadyCallback callback,
                gpointer user_data)
{
  DeskHttpTransport *self = DESK_HTTP_TRANSPORT (transport);
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (SoupMessage) message =
      desk_http_peer_new_message (self->peer, SOUP_METHOD_DELETE, "/sessions/current");

  g_task_set_source_tag (task, sign_out_async);
  desk_http_peer_call_async (self->peer, message, NULL, cancellable, signed_out_cb, task);
}

static gboolean
sign_out_finish (DeskTransport *transport, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, transport), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

static JsonNode *
build_push (GPtrArray *commands, const char *epoch)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();
  JsonArray *array = json_array_sized_new (commands->len);

  for (guint i = 0; i < commands->len; i++)
    json_array_add_element (array, crm_command_to_json (g_ptr_array_index (commands, i)));
  json_object_set_array_member (object, "commands", array);
  if (epoch != NULL)
    json_object_set_string_member (object, "epoch", epoch);
  json_node_take_object (node, object);
  return node;
}

/* One result for each command, in its order: anything else is no answer to what was sent. */
static GPtrArray *
read_results (JsonNode *node, GPtrArray *commands, GError **error)
{
  g_autoptr (GPtrArray) results = g_ptr_array_new_with_free_func ((GDestroyNotify) crm_result_free);
  JsonNode *member = NULL;
  JsonArray *array;

  if (node != NULL && JSON_NODE_HOLDS_OBJECT (node))
    member = json_object_get_member (json_node_get_object (node), "results");
  if (member == NULL || !JSON_NODE_HOLDS_ARRAY (member) ||
      json_array_get_length (json_node_get_array (member)) != commands->len)
    {
      crm_fail (error, CRM_ERROR_UNCERTAIN, "the answer has no result for each command");
      return NULL;
    }
  array = json_node_get_array (member);
  for (guint i = 0; i < commands->len; i++)
    {
      const char *id = crm_command_get_id (g_ptr_array_index (commands, i));
      CrmResult *result = crm_result_from_json (json_array_get_element (array, i), error);

      if (result == NULL)
        {
          g_prefix_error (error, "result %u: ", i);
          return NULL;
        }
      g_ptr_array_add (results, result);
      if (g_strcmp0 (result->id, id) != 0)
        {
          crm_fail (error, CRM_ERROR_UNCERTAIN, "result %u is of another command", i);
          return NULL;
        }
    }
  return g_steal_pointer (&results);
}

static void
pushed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (JsonNode) node = NULL;
  GPtrArray *results = NULL;
  GError *error = NULL;

  node = desk_http_peer_call_finish (DESK_HTTP_PEER (source), result, &error);
  if (error == NULL)
    {
      results = read_results (node, g_task_get_task_data (task), &error);
      /* Whatever is wrong with the answer, the commands may have been applied. */
      if (error != NULL && error->domain == CRM_ERROR)
        error->code = CRM_ERROR_UNCERTAIN;
    }
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, results, (GDestroyNotify) g_ptr_array_unref);
}

static void
push_async (DeskTransport *transport,
            GPtrArray *commands,
            const char *epoch,
            GCancellable *cancellable,
            GAsyncReadyCallback callback,
            gpointer user_data)
{
  DeskHttpTransport *self = DESK_HTTP_TRANSPORT (transport);
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (JsonNode) body = build_push (commands, epoch);
  g_autoptr (SoupMessage) message =
      desk_http_peer_new_message (self->peer, SOUP_METHOD_POST, "/commands");

  /* Commands have ids. Without this the library makes a connection of its own for every one. */
  soup_message_add_flags (message, SOUP_MESSAGE_IDEMPOTENT);
  g_task_set_source_tag (task, push_async);
  g_task_set_task_data (task, g_ptr_array_ref (commands), (GDestroyNotify) g_ptr_array_unref);
  desk_http_peer_call_async (self->peer, message, body, cancellable, pushed_cb, task);
}

static GPtrArray *
push_finish (DeskTransport *transport, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, transport), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* `{"known":[id…]}`. */
static GStrv
read_known (JsonNode *node, GError **error)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  JsonNode *member = NULL;
  JsonArray *array;

  if (node != NULL && JSON_NODE_HOLDS_OBJECT (node))
    member = json_object_get_member (json_node_get_object (node), "known");
  if (member == NULL || !JSON_NODE_HOLDS_ARRAY (member))
    {
      crm_fail (error, CRM_ERROR_INVALID, "the answer has no list of known commands");
      return NULL;
    }
  array = json_node_get_array (member);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      const char *id = crm_json_get_text (json_array_get_element (array, i));

      if (id != NULL)
        g_strv_builder_add (builder, id);
    }
  return g_strv_builder_end (builder);
}

static void
known_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (JsonNode) node = NULL;
  GError *error = NULL;
  GStrv known = NULL;

  node = desk_http_peer_call_finish (DESK_HTTP_PEER (source), result, &error);
  if (error == NULL)
    known = read_known (node, &error);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, known, (GDestroyNotify) g_strfreev);
}

static void
known_async (DeskTransport *transport,
             const char *const *ids,
             GCancellable *cancellable,
             GAsyncReadyCallback callback,
             gpointer user_data)
{
  DeskHttpTransport *self = DESK_HTTP_TRANSPORT (transport);
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (JsonNode) body = json_node_new (JSON_NODE_OBJECT);
  g_autoptr (SoupMessage) message =
      desk_http_peer_new_message (self->peer, SOUP_METHOD_POST, "/commands/known");
  JsonObject *object = json_object_new ();
  JsonArray *array = json_array_new ();

  g_task_set_source_tag (task, known_async);
  for (guint i = 0; ids[i] != NULL; i++)
    json_array_add_string_element (array, ids[i]);
  json_object_set_array_member (object, "ids", array);
  json_node_take_object (body, object);
  desk_http_peer_call_async (self->peer, message, body, cancellable, known_cb, task);
}

static GStrv
known_finish (DeskTransport *transport, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, transport), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  SoupMessage *message = g_task_get_task_data (task);
  SoupMessageHeaders *headers;
  GError *error = NULL;
  GInputStream *stream;
  DeskPull *pull;
  const char *type, *rows;

  stream = desk_http_peer_open_finish (DESK_HTTP_PEER (source), result, &error);
  if (stream == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  headers = soup_message_get_response_headers (message);
  type = soup_message_headers_get_content_type (headers, NULL);
  rows = soup_message_headers_get_one (headers, "X-Zontik-Rows");
  pull = g_new0 (DeskPull, 1);
  pull->stream = stream;
  pull->format = g_strcmp0 (type, CRM_MEDIA_ROWS) == 0 ? CRM_CHANGE_ROWS : CRM_CHANGE_NDJSON;
  pull->epoch = g_strdup (soup_message_headers_get_one (headers, CRM_EPOCH_HEADER));
  if (rows != NULL)
    pull->rows = g_ascii_strtoull (rows, NULL, 10);
  g_task_return_pointer (task, pull, (GDestroyNotify) desk_pull_free);
}

static void
called_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  JsonNode *node = desk_http_peer_call_finish (DESK_HTTP_PEER (source), result, &error);

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, node, (GDestroyNotify) json_node_unref);
}

static void
call_async (DeskRemote *remote,
            const char *method,
            const char *path,
            JsonNode *body,
            GCancellable *cancellable,
            GAsyncReadyCallback callback,
            gpointer user_data)
{
  DeskHttpTransport *self = DESK_HTTP_TRANSPORT (remote);
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (SoupMessage) message = desk_http_peer_new_message (self->peer, method, path);

  g_task_set_source_tag (task, call_async);
  desk_http_peer_call_async (self->peer, message, body, cancellable, called_cb, task);
}

static JsonNode *
call_finish (DeskRemote *remote, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, remote), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
send_async (DeskRemote *remote,
            const char *path,
            const char *const *headers,
            GBytes *body,
            GCancellable *cancellable,
            GAsyncReadyCallback callback,
            gpointer user_data)
{
  DeskHttpTransport *self = DESK_HTTP_TRANSPORT (remote);
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (SoupMessage) message = desk_http_peer_new_message (self->peer, SOUP_METHOD_POST, path);

  g_task_set_source_tag (task, send_async);
  for (guint i = 0; message != NULL && headers[i] != NULL; i += 2)
    soup_message_headers_replace (soup_message_get_request_headers (message), headers[i],
                                  headers[i + 1]);
  if (message != NULL)
    soup_message_set_request_body_from_bytes (message, "application/octet-stream", body);
  desk_http_peer_call_async (self->peer, message, NULL, cancellable, called_cb, task);
}

static void
get_async (DeskTransport *transport,
           const char *path,
           GCancellable *cancellable,
           GAsyncReadyCallback callback,
           gpointer user_data)
{
  call_async (DESK_REMOTE (transport), SOUP_METHOD_GET, path, NULL, cancellable, callback,
              user_data);
}

static JsonNode *
get_finish (DeskTransport *transport, GAsyncResult *result, GError **error)
{
  return call_finish (DESK_REMOTE (transport), result, error);
}

static void
open_async (DeskTransport *transport,
            const char *path,
            GCancellable *cancellable,
            GAsyncReadyCallback callback,
            gpointer user_data)
{
  DeskHttpTransport *self = DESK_HTTP_TRANSPORT (transport);
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  SoupMessage *message = desk_http_peer_new_message (self->peer, SOUP_METHOD_GET, path);

  g_task_set_source_tag (task, open_async);
  if (message != NULL)
    {
      soup_message_headers_replace (soup_message_get_request_headers (message), "Accept",
                                    CRM_MEDIA_ROWS ", " CRM_MEDIA_NDJSON ";q=0.5");
      g_task_set_task_data (task, message, g_object_unref);
    }
  desk_http_peer_open_async (self->peer, message, cancellable, opened_cb, task);
}

static void
pull_async (DeskTransport *transport,
            const char *after,
            GCancellable *cancellable,
            GAsyncReadyCallback callback,
            gpointer user_data)
{
  g_autofree char *escaped = NULL;
  g_autofree char *path = NULL;

  if (after != NULL)
    escaped = g_uri_escape_string (after, NULL, FALSE);
  path = after != NULL ? g_strconcat ("/changes?after=", escaped, NULL) : g_strdup ("/changes");
  open_async (transport, path, cancellable, callback, user_data);
}

static DeskPull *
pull_finish (DeskTransport *transport, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, transport), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
start_live (DeskTransport *transport)
{
  desk_event_stream_start (DESK_HTTP_TRANSPORT (transport)->live);
}

static void
stop_live (DeskTransport *transport)
{
  desk_event_stream_stop (DESK_HTTP_TRANSPORT (transport)->live);
}

static void
transport_iface_init (DeskTransportInterface *iface)
{
  iface->set_token = set_token;
  iface->has_token = has_token;
  iface->get_retry_after = get_retry_after;
  iface->get_fingerprint = get_fingerprint;
  iface->sign_in_async = sign_in_async;
  iface->sign_in_finish = sign_in_finish;
  iface->sign_out_async = sign_out_async;
  iface->sign_out_finish = sign_out_finish;
  iface->push_async = push_async;
  iface->push_finish = push_finish;
  iface->known_async = known_async;
  iface->known_finish = known_finish;
  iface->pull_async = pull_async;
  iface->pull_finish = pull_finish;
  iface->get_async = get_async;
  iface->get_finish = get_finish;
  iface->open_async = open_async;
  iface->open_finish = pull_finish;
  iface->start_live = start_live;
  iface->stop_live = stop_live;
}

static void
remote_open_async (DeskRemote *remote,
                   const char *path,
                   GCancellable *cancellable,
                   GAsyncReadyCallback callback,
                   gpointer user_data)
{
  open_async (DESK_TRANSPORT (remote), path, cancellable, callback, user_data);
}

static GInputStream *
remote_open_finish (DeskRemote *remote, GAsyncResult *result, GError **error)
{
  g_autoptr (DeskPull) pull = pull_finish (DESK_TRANSPORT (remote), result, error);

  return pull != NULL ? g_steal_pointer (&pull->stream) : NULL;
}

static void
remote_iface_init (DeskRemoteInterface *iface)
{
  iface->call_async = call_async;
  iface->call_finish = call_finish;
  iface->open_async = remote_open_async;
  iface->open_finish = remote_open_finish;
  iface->send_async = send_async;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (DeskHttpTransport,
                               desk_http_transport,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (DESK_TYPE_TRANSPORT, transport_iface_init)
                                   G_IMPLEMENT_INTERFACE (DESK_TYPE_REMOTE, remote_iface_init))

static void
desk_http_transport_finalize (GObject *object)
{
  g_free (DESK_HTTP_TRANSPORT (object)->code);
  G_OBJECT_CLASS (desk_http_transport_parent_class)->finalize (object);
}

static void
desk_http_transport_dispose (GObject *object)
{
  DeskHttpTransport *self = DESK_HTTP_TRANSPORT (object);

  if (self->live != NULL)
    desk_event_stream_stop (self->live);
  g_clear_object (&self->live);
  g_clear_object (&self->peer);
  G_OBJECT_CLASS (desk_http_transport_parent_class)->dispose (object);
}

static void
desk_http_transport_class_init (DeskHttpTransportClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = desk_http_transport_dispose;
  G_OBJECT_CLASS (klass)->finalize = desk_http_transport_finalize;
}

static void
desk_http_transport_init (DeskHttpTransport *self)
{
}

static DeskTransport *
new_with_peer (DeskHttpPeer *peer)
{
  DeskHttpTransport *self = g_object_new (DESK_TYPE_HTTP_TRANSPORT, NULL);
  g_autoptr (DeskClock) clock = desk_system_clock_new ();

  self->peer = peer;
  self->live =
      desk_event_stream_new (desk_http_peer_get_session (peer), clock, make_live_message, self);
  g_signal_connect_object (self->live, "event", G_CALLBACK (live_event_cb), self, 0);
  g_signal_connect_object (self->live, "news", G_CALLBACK (news_cb), self, 0);
  return DESK_TRANSPORT (self);
}

DeskTransport *
desk_http_transport_new (DeskAccount *account)
{
  return new_with_peer (desk_http_peer_new (account, NULL, NULL));
}

DeskTransport *
desk_http_transport_new_for_server (const char *server, const char *fingerprint)
{
  return new_with_peer (desk_http_peer_new (NULL, server, fingerprint));
}

void
desk_http_transport_set_code (DeskHttpTransport *self, const char *code)
{
  g_return_if_fail (DESK_IS_HTTP_TRANSPORT (self));

  g_free (self->code);
  self->code = g_strdup (code);
}
