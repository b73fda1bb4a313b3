/* SPDX-License-Identifier: GPL-3.0-or-later */

/* HubExchange: one request and its answer. The headers are checked before any of the body is taken;
 * the handler runs when all of it is here; the answer is given exactly once. Main thread of the
 * server; owned by the connection until the last byte went and by handlers that answer later. */

#define G_LOG_DOMAIN "hub-http"

#include <malloc.h>
#include <string.h>

#include "server/base/hub-log.h"
#include "server/http/hub-exchange-private.h"
#include "shared/base/crm-id.h"
#include "shared/codec/crm-json.h"

/* Freed memory of bodies larger than this is given back to the system. */
#define LARGE_BODY (1024 * 1024)

G_DEFINE_FINAL_TYPE (HubExchange, hub_exchange, G_TYPE_OBJECT)

static SoupMessageHeaders *
request_headers (HubExchange *self)
{
  return soup_server_message_get_request_headers (self->message);
}

void
hub_exchange_pause (HubExchange *self)
{
  if (self->is_paused || self->phase == HUB_EXCHANGE_FINISHED)
    return;

  self->is_paused = TRUE;
  soup_server_message_pause (self->message);
}

void
hub_exchange_resume (HubExchange *self)
{
  if (!self->is_paused || self->phase == HUB_EXCHANGE_FINISHED)
    return;

  self->is_paused = FALSE;
  soup_server_message_unpause (self->message);
}

/* The library takes the missing length for a body that ends with the connection. */
static void
wrote_empty_cb (SoupServerMessage *message, gpointer user_data)
{
  soup_message_headers_set_encoding (soup_server_message_get_response_headers (message),
                                     SOUP_ENCODING_NONE);
}

/* %FALSE: too late, nobody waits for this answer. */
gboolean
hub_exchange_start_answer (HubExchange *self, guint status)
{
  SoupMessageHeaders *headers = NULL;

  if (self->phase >= HUB_EXCHANGE_ANSWERED)
    return FALSE;

  /* The library answers when it has the whole body, which has no more time than any other. */
  hub_stream_set_state (self->stream,
                        self->phase == HUB_EXCHANGE_RECEIVING ? HUB_STREAM_BODY : HUB_STREAM_WRITE);
  self->phase = HUB_EXCHANGE_ANSWERED;
  g_clear_pointer (&self->incoming, hub_body_free);
  g_clear_pointer (&self->body, g_bytes_unref);
  soup_server_message_set_status (self->message, status,
                                  status == 429 ? "Too Many Requests" : NULL);
  headers = soup_server_message_get_response_headers (self->message);
  soup_message_headers_replace (headers, "Cache-Control", "no-store");
  if (status == 204)
    g_signal_connect (self->message, "wrote-headers", G_CALLBACK (wrote_empty_cb), self);
  hub_metric_add (self->http->answers[MIN (status / 100, 5)], 1);
  return TRUE;
}

static void
wrote_headers_cb (SoupServerMessage *message, gpointer user_data)
{
  HubExchange *self = user_data;

  hub_stream_set_more (self->stream, FALSE);
}

/* The library writes headers and body one after the other; they travel together. */
static void
send_together (HubExchange *self)
{
  if (strcmp (soup_server_message_get_method (self->message), SOUP_METHOD_HEAD) == 0)
    return;

  hub_stream_set_more (self->stream, TRUE);
  g_signal_connect (self->message, "wrote-headers", G_CALLBACK (wrote_headers_cb), self);
}

static void
send_whole (HubExchange *self, const char *media_type, GBytes *body)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (self->message);

  if (media_type != NULL)
    soup_message_headers_set_content_type (headers, media_type, NULL);
  if (body != NULL && g_bytes_get_size (body) > 0)
    {
      soup_message_body_append_bytes (soup_server_message_get_response_body (self->message), body);
      send_together (self);
    }
  hub_exchange_resume (self);
}

void
hub_exchange_reply_problem_as (HubExchange *self, CrmProblem *problem, guint status)
{
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (GBytes) bytes = NULL;
  char *text = NULL;

  crm_problem_set_correlation_id (problem, hub_exchange_get_correlation_id (self));
  node = crm_problem_to_json (problem);
  json_object_set_int_member (json_node_get_object (node), "status", status);
  text = crm_json_to_text (node);
  bytes = g_bytes_new_take (text, strlen (text));
  hub_exchange_reply_bytes (self, status, "application/problem+json", bytes);
}

static void
finished_cb (SoupServerMessage *message, gpointer user_data)
{
  HubExchange *self = user_data;

  self->phase = HUB_EXCHANGE_FINISHED;
  hub_metric_observe (self->http->duration, g_get_monotonic_time () - self->started);
  g_clear_pointer (&self->flow, hub_exchange_flow_free);
  hub_exchange_end_receiving (self);
  if (self->http->finished != NULL)
    self->http->finished (self, self->http->user_data);
}

void
hub_exchange_leave (HubExchange *self)
{
  self->phase = HUB_EXCHANGE_FINISHED;
  if (self->http->finished != NULL)
    self->http->finished (self, self->http->user_data);
}

void
hub_exchange_give_up (HubExchange *self)
{
  g_autoptr (CrmProblem) problem = NULL;

  if (self->flow != NULL && self->flow->has_started)
    {
      hub_exchange_abort_stream (self);
      return;
    }
  if (self->phase >= HUB_EXCHANGE_ANSWERED)
    return;
  hub_log (G_LOG_LEVEL_MESSAGE, "a request took too long", "path", self->match.route->path,
           "correlation_id", hub_exchange_get_correlation_id (self), NULL);
  g_clear_pointer (&self->flow, hub_exchange_flow_free);
  problem = crm_problem_new (CRM_ERROR_UNAVAILABLE, "the answer took too long");
  hub_exchange_refuse (self, problem);
}

/* GObject */

static void
hub_exchange_finalize (GObject *object)
{
  HubExchange *self = HUB_EXCHANGE (object);
  gboolean was_large = self->content_length > LARGE_BODY;

  g_signal_handlers_disconnect_by_data (self->message, self);
  g_clear_pointer (&self->flow, hub_exchange_flow_free);
  hub_exchange_end_receiving (self);
  g_clear_pointer (&self->incoming, hub_body_free);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_clear_pointer (&self->range, g_free);
  g_clear_pointer (&self->session, hub_session_unref);
  g_clear_pointer (&self->query, g_hash_table_unref);
  g_clear_pointer (&self->correlation_id, g_free);
  hub_route_match_clear (&self->match);
  g_clear_object (&self->message);
  g_clear_object (&self->stream);
  g_rc_box_release (self->http);
  if (was_large)
    malloc_trim (0);
  G_OBJECT_CLASS (hub_exchange_parent_class)->finalize (object);
}

static void
hub_exchange_class_init (HubExchangeClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hub_exchange_finalize;
}

static void
hub_exchange_init (HubExchange *self)
{
}

HubExchange *
hub_exchange_new (HubHttp *http, SoupServerMessage *message, HubStream *stream, GHashTable *query)
{
  HubExchange *self = g_object_new (HUB_TYPE_EXCHANGE, NULL);

  self->http = g_rc_box_acquire (http);
  self->message = g_object_ref (message);
  self->stream = g_object_ref (stream);
  self->query = query != NULL ? g_hash_table_ref (query) : NULL;
  self->started = g_get_monotonic_time ();
  g_signal_connect (message, "finished", G_CALLBACK (finished_cb), self);
  return self;
}

/* For handlers */

HubContext *
hub_exchange_get_context (HubExchange *self)
{
  return self->http->context;
}

SoupServerMessage *
hub_exchange_get_message (HubExchange *self)
{
  return self->message;
}

HubSession *
hub_exchange_get_session (HubExchange *self)
{
  return self->session;
}

const char *
hub_exchange_get_correlation_id (HubExchange *self)
{
  if (self->correlation_id == NULL)
    self->correlation_id = crm_id_new ();
  return self->correlation_id;
}

/* The address that the outermost of our proxies saw: the entries further left are the client's own
 * words. (transfer full) (nullable) */
static char *
find_forwarded (const char *list, guint proxies)
{
  g_auto (GStrv) addresses = g_strsplit (list, ",", -1);
  guint n = g_strv_length (addresses);
  g_autoptr (GInetAddress) address = NULL;

  if (n < proxies)
    return NULL;
  address = g_inet_address_new_from_string (g_strstrip (addresses[n - proxies]));
  return address != NULL ? g_inet_address_to_string (address) : NULL;
}

char *
hub_exchange_dup_address (HubExchange *self)
{
  HubConfig *config = self->http->context->config;
  const char *list = soup_message_headers_get_list (request_headers (self), "X-Forwarded-For");
  GSocketAddress *remote = soup_server_message_get_remote_address (self->message);
  char *forwarded = NULL;

  if (config != NULL && config->proxies > 0 && list != NULL)
    forwarded = find_forwarded (list, config->proxies);
  if (forwarded != NULL)
    return forwarded;
  return g_inet_address_to_string (
      g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (remote)));
}

const char *
hub_exchange_get_query (HubExchange *self, const char *name)
{
  return self->query != NULL ? g_hash_table_lookup (self->query, name) : NULL;
}

const char *
hub_exchange_get_range (HubExchange *self)
{
  return self->range;
}

const char *
hub_exchange_get_part (HubExchange *self, guint index)
{
  return index < HUB_ROUTE_MAX_PARTS ? self->match.parts[index] : NULL;
}

GBytes *
hub_exchange_get_body (HubExchange *self)
{
  g_autoptr (GError) error = NULL;

  if (self->body == NULL && self->incoming != NULL)
    {
      self->body = hub_body_finish (self->incoming, &error);
      if (self->body == NULL)
        hub_log (G_LOG_LEVEL_MESSAGE, "lost a request body", "error", error->message, NULL);
      g_clear_pointer (&self->incoming, hub_body_free);
    }
  if (self->body == NULL)
    self->body = g_bytes_new_static ("", 0);
  return self->body;
}

JsonNode *
hub_exchange_parse_body (HubExchange *self)
{
  g_autoptr (GError) error = NULL;
  gsize size;
  const char *data = g_bytes_get_data (hub_exchange_get_body (self), &size);
  JsonNode *node = crm_json_parse (data, (gssize) size, &error);

  if (node == NULL)
    hub_exchange_reply_error (self, error);
  return node;
}

void
hub_exchange_reply_bytes (HubExchange *self, guint status, const char *media_type, GBytes *body)
{
  if (hub_exchange_start_answer (self, status))
    send_whole (self, media_type, body);
}

void
hub_exchange_reply_json (HubExchange *self, guint status, JsonNode *body)
{
  char *text = crm_json_to_text (body);
  g_autoptr (GBytes) bytes = g_bytes_new_take (text, strlen (text));

  hub_exchange_reply_bytes (self, status, "application/json", bytes);
}

void
hub_exchange_reply_empty (HubExchange *self, guint status)
{
  hub_exchange_reply_bytes (self, status, NULL, NULL);
}

void
hub_exchange_reply_problem (HubExchange *self, CrmProblem *problem)
{
  hub_exchange_reply_problem_as (self, problem,
                                 crm_error_code_to_status (crm_problem_get_code (problem)));
}

/* What the database said ends with its SQLSTATE: "… (23505)". */
static gboolean
is_of_database (const char *message)
{
  gsize length = strlen (message);
  const char *end = message + length;

  if (length < 7 || end[-1] != ')' || end[-7] != '(')
    return FALSE;
  for (const char *p = end - 6; p < end - 1; p++)
    if (!g_ascii_isdigit (*p) && !g_ascii_isupper (*p))
      return FALSE;
  return TRUE;
}

static gboolean
is_away (const GError *error)
{
  return g_error_matches (error, CRM_ERROR, CRM_ERROR_UNAVAILABLE) ||
         g_error_matches (error, CRM_ERROR, CRM_ERROR_OFFLINE) ||
         g_error_matches (error, CRM_ERROR, CRM_ERROR_UNCERTAIN);
}

/* Words of a failure that is ours stay in the log; only the code travels. */
static gboolean
is_of_client (const GError *error)
{
  if (error->domain != CRM_ERROR)
    return FALSE;
  return error->code <= CRM_ERROR_TOO_MANY || error->code == CRM_ERROR_EPOCH_CHANGED ||
         error->code == CRM_ERROR_UPGRADE_REQUIRED;
}

/* (transfer full) */
CrmProblem *
hub_exchange_describe (HubExchange *self, const GError *error)
{
  gboolean of_client = is_of_client (error);
  gboolean of_database = is_of_database (error->message);

  if (!of_client || of_database)
    hub_log (of_client || is_away (error) ? G_LOG_LEVEL_MESSAGE : G_LOG_LEVEL_WARNING,
             "a request failed", "path", self->match.route != NULL ? self->match.route->path : NULL,
             "error", error->message, "correlation_id", hub_exchange_get_correlation_id (self),
             NULL);
  if (of_client)
    return crm_problem_new ((CrmError) error->code, of_database ? NULL : error->message);
  if (is_away (error))
    return crm_problem_new (CRM_ERROR_UNAVAILABLE, "try again later");
  return crm_problem_new (CRM_ERROR_INTERNAL, "the server failed");
}

void
hub_exchange_reply_error (HubExchange *self, const GError *error)
{
  g_autoptr (CrmProblem) problem = NULL;

  if (self->phase >= HUB_EXCHANGE_ANSWERED)
    return;
  problem = hub_exchange_describe (self, error);
  hub_exchange_reply_problem (self, problem);
}

gboolean
hub_exchange_is_gone (HubExchange *self)
{
  return self->phase == HUB_EXCHANGE_FINISHED || g_io_stream_is_closed (G_IO_STREAM (self->stream));
}
