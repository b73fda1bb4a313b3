/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The first half of HubExchange: headers, token and body on their way in, up to the handler. What
 * is wrong is refused as early as it is known. Main thread of the server. */

#define G_LOG_DOMAIN "hub-http"

#include <string.h>

#include "server/base/hub-log.h"
#include "server/http/hub-exchange-private.h"
#include "server/http/hub-refusal.h"
#include "shared/protocol/crm-protocol.h"

/* A refused body up to this size is read and thrown away, so that the connection lives on. */
#define SMALL_BODY (64 * 1024)

static SoupMessageHeaders *
request_headers (HubExchange *self)
{
  return soup_server_message_get_request_headers (self->message);
}

/* Who asked whether to send a body, and is told no, may send it all the same: nobody knows then
 * where the next request begins. */
static gboolean
can_live_on (HubExchange *self)
{
  return !self->is_chunked && self->content_length <= SMALL_BODY &&
         (soup_message_headers_get_expectations (request_headers (self)) &
          SOUP_EXPECTATION_CONTINUE) == 0;
}

/* An answer before the body was read. Reading a large one to its end only to throw it away would be
 * the library's way; here the connection ends instead. */
static void
refuse (HubExchange *self, CrmError code, guint status, const char *title, const char *detail)
{
  g_autoptr (CrmProblem) problem = NULL;
  g_autoptr (GBytes) raw = NULL;

  if (self->phase >= HUB_EXCHANGE_ANSWERED)
    return;
  if (can_live_on (self))
    {
      problem = crm_problem_new (code, detail);
      hub_exchange_reply_problem_as (self, problem, status);
      return;
    }

  self->phase = HUB_EXCHANGE_ANSWERED;
  g_clear_pointer (&self->incoming, hub_body_free);
  hub_metric_add (self->http->answers[MIN (status / 100, 5)], 1);
  raw = hub_refusal_new (status, title, crm_error_code_to_string (code), detail);
  hub_stream_reject (self->stream, raw);
  hub_exchange_resume (self);
}

static void
refuse_large (HubExchange *self)
{
  refuse (self, CRM_ERROR_TOO_LARGE, 413, "Content Too Large", "the body is too large");
}

static void
refuse_unknown (HubExchange *self)
{
  soup_message_headers_replace (soup_server_message_get_response_headers (self->message),
                                "WWW-Authenticate", "Bearer");
  refuse (self, CRM_ERROR_UNAUTHENTICATED, 401, "Unauthorized", "sign in first");
}

/* A large body that comes along is cut off with the plain answer of refuse(); the next request is
 * told. */
static void
refuse_with (HubExchange *self, CrmProblem *problem)
{
  CrmError code = crm_problem_get_code (problem);

  if (!can_live_on (self))
    refuse (self, code, crm_error_code_to_status (code), "Refused",
            crm_problem_get_detail (problem));
  else if (self->phase < HUB_EXCHANGE_ANSWERED)
    hub_exchange_reply_problem (self, problem);
}

/* Who comes in with this session; what is wrong with it is answered. */
static void
admit (HubExchange *self)
{
  g_autoptr (CrmProblem) problem = NULL;

  if (self->session->is_ended)
    {
      problem = crm_problem_new (CRM_ERROR_UNAUTHENTICATED, "the session has ended");
      crm_problem_set_wipe (problem, self->session->wipe);
      soup_message_headers_replace (soup_server_message_get_response_headers (self->message),
                                    "WWW-Authenticate", "Bearer");
    }
  else if (self->session->must_change && (self->match.route->flags & HUB_ROUTE_ANY_PASSWORD) == 0)
    {
      problem = crm_problem_new (CRM_ERROR_DENIED, "change your password first");
      crm_problem_set_reason (problem, "must-change-password");
    }
  if (problem != NULL)
    refuse_with (self, problem);
}

static gboolean
is_streamed (HubExchange *self)
{
  return (self->match.route->flags & HUB_ROUTE_STREAMED) != 0;
}

static gsize
get_body_limit (HubExchange *self)
{
  if (is_streamed (self))
    return self->http->limits.max_file;
  if ((self->match.route->flags & HUB_ROUTE_SIGNED_IN) != 0)
    return self->http->limits.max_body;
  return self->http->limits.max_open_body;
}

/* Bodies that are not kept here */

void
hub_exchange_end_receiving (HubExchange *self)
{
  gpointer data = g_steal_pointer (&self->receiver_data);

  self->receiver = NULL;
  if (self->receiver_free != NULL)
    self->receiver_free (data);
  self->receiver_free = NULL;
}

void
hub_exchange_receive (HubExchange *self,
                      const HubExchangeReceiver *receiver,
                      gpointer user_data,
                      GDestroyNotify free_data)
{
  g_return_if_fail (self->receiver == NULL);

  if (self->phase != HUB_EXCHANGE_RECEIVING)
    {
      free_data (user_data);
      return;
    }
  self->receiver = receiver;
  self->receiver_data = user_data;
  self->receiver_free = free_data;
  hub_exchange_go_on (self);
}

void
hub_exchange_hold (HubExchange *self)
{
  if (self->phase != HUB_EXCHANGE_RECEIVING)
    return;

  hub_stream_set_state (self->stream, HUB_STREAM_WORK);
  hub_exchange_pause (self);
}

void
hub_exchange_go_on (HubExchange *self)
{
  if (self->phase != HUB_EXCHANGE_RECEIVING)
    return;

  hub_stream_set_state (self->stream, HUB_STREAM_BODY);
  hub_exchange_resume (self);
}

void
hub_exchange_refuse (HubExchange *self, CrmProblem *problem)
{
  if (self->phase == HUB_EXCHANGE_RECEIVING)
    refuse_with (self, problem);
  else
    hub_exchange_reply_problem (self, problem);
}

void
hub_exchange_refuse_error (HubExchange *self, const GError *error)
{
  g_autoptr (CrmProblem) problem = NULL;

  if (self->phase >= HUB_EXCHANGE_ANSWERED)
    return;
  problem = hub_exchange_describe (self, error);
  hub_exchange_refuse (self, problem);
}

/* The session is good: who takes the body decides whether to. */
static void
offer_body (HubExchange *self)
{
  if (!is_streamed (self) || self->phase != HUB_EXCHANGE_RECEIVING)
    return;

  g_object_ref (self);
  self->match.route->handler (self, self->match.user_data);
  if (self->phase == HUB_EXCHANGE_RECEIVING && self->receiver == NULL)
    hub_exchange_hold (self);
  g_object_unref (self);
}

/* Counts what comes; %FALSE when it is more than may come. */
static gboolean
pass_on (HubExchange *self, GBytes *chunk)
{
  self->received += g_bytes_get_size (chunk);
  if (self->received > get_body_limit (self))
    return FALSE;
  if (self->receiver != NULL)
    self->receiver->chunk (self, chunk, self->receiver_data);
  return TRUE;
}

/* Callbacks of the message */

static void
got_chunk_cb (SoupServerMessage *message, GBytes *chunk, gpointer user_data)
{
  HubExchange *self = user_data;
  g_autoptr (GError) error = NULL;
  gsize size;
  const void *data = g_bytes_get_data (chunk, &size);
  const char *excess = NULL;

  if (self->phase != HUB_EXCHANGE_RECEIVING)
    return;
  if (is_streamed (self))
    {
      if (!pass_on (self, chunk))
        refuse_large (self);
      return;
    }

  /* Every other body is JSON. Keeping what cannot be read would cost more than looking at it now.
   */
  if ((excess = crm_json_gauge_add (&self->gauge, data, size)) != NULL)
    {
      refuse (self, CRM_ERROR_INVALID, 400, "Bad Request", excess);
      return;
    }
  if (self->incoming == NULL)
    self->incoming = hub_body_new (get_body_limit (self));
  if (hub_body_add (self->incoming, data, size, &error))
    {
      self->content_length = MAX (self->content_length, hub_body_get_size (self->incoming));
      return;
    }

  if (g_error_matches (error, CRM_ERROR, CRM_ERROR_TOO_LARGE))
    refuse_large (self);
  else
    {
      hub_log (G_LOG_LEVEL_MESSAGE, "cannot keep a request body", "error", error->message, NULL);
      refuse (self, CRM_ERROR_UNAVAILABLE, 503, "Service Unavailable", "the server is full");
    }
}

static void
got_body_cb (SoupServerMessage *message, gpointer user_data)
{
  HubExchange *self = user_data;

  if (self->phase == HUB_EXCHANGE_ANSWERED)
    hub_stream_set_state (self->stream, HUB_STREAM_WRITE);
  if (self->phase != HUB_EXCHANGE_RECEIVING || self->match.route->handler == NULL)
    return;

  self->phase = HUB_EXCHANGE_HANDLING;
  hub_stream_set_state (self->stream, HUB_STREAM_WORK);
  self->is_in_handler = TRUE;
  g_object_ref (self);
  if (!is_streamed (self))
    self->match.route->handler (self, self->match.user_data);
  else if (self->receiver != NULL)
    self->receiver->end (self, self->receiver_data);
  self->is_in_handler = FALSE;
  if (self->phase == HUB_EXCHANGE_HANDLING)
    hub_exchange_pause (self);
  g_object_unref (self);
}

static void
checked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HubExchange) self = user_data;
  g_autoptr (GError) error = NULL;

  self->session = hub_authority_check_finish (HUB_AUTHORITY (source), result, &error);
  if (self->phase != HUB_EXCHANGE_RECEIVING)
    return;

  if (self->session != NULL)
    {
      hub_stream_set_state (self->stream, HUB_STREAM_BODY);
      admit (self);
      if (self->phase == HUB_EXCHANGE_RECEIVING && !is_streamed (self))
        hub_exchange_resume (self);
      offer_body (self);
    }
  else if (g_error_matches (error, CRM_ERROR, CRM_ERROR_UNAUTHENTICATED))
    refuse_unknown (self);
  else
    {
      hub_log (G_LOG_LEVEL_MESSAGE, "cannot check a token", "error", error->message, NULL);
      refuse (self, CRM_ERROR_UNAVAILABLE, 503, "Service Unavailable", "the database is away");
    }
}

/* Before the body */

static void
authenticate (HubExchange *self)
{
  const char *value = soup_message_headers_get_one (request_headers (self), "Authorization");
  const char *token = NULL;

  if (value != NULL && g_ascii_strncasecmp (value, "Bearer ", 7) == 0)
    token = value + 7;
  if (token == NULL || self->http->authority == NULL)
    {
      refuse_unknown (self);
      return;
    }
  if (!hub_authority_peek (self->http->authority, token, &self->session))
    {
      hub_stream_set_state (self->stream, HUB_STREAM_WORK);
      hub_exchange_pause (self);
      hub_authority_check_async (self->http->authority, token, checked_cb, g_object_ref (self));
    }
  else if (self->session == NULL)
    refuse_unknown (self);
  else
    {
      admit (self);
      offer_body (self);
    }
}

static gboolean
check_body (HubExchange *self)
{
  const char *coding = soup_message_headers_get_one (request_headers (self), "Content-Encoding");

  if (self->content_length > get_body_limit (self))
    refuse_large (self);
  else if (coding != NULL && g_ascii_strcasecmp (coding, "identity") != 0)
    refuse (self, CRM_ERROR_INVALID, 415, "Unsupported Media Type",
            "a request body must not be compressed");
  else
    return TRUE;
  return FALSE;
}

static gboolean
find_route (HubExchange *self)
{
  const char *path = g_uri_get_path (soup_server_message_get_uri (self->message));
  const char *method = soup_server_message_get_method (self->message);

  switch (hub_router_find (self->http->router, method, path, &self->match))
    {
    case HUB_ROUTER_FOUND:
      return TRUE;
    case HUB_ROUTER_NO_METHOD:
      soup_message_headers_replace (soup_server_message_get_response_headers (self->message),
                                    "Allow", self->match.allow);
      refuse (self, CRM_ERROR_INVALID, 405, "Method Not Allowed", "this path has other methods");
      return FALSE;
    case HUB_ROUTER_NO_PATH:
    default:
      refuse (self, CRM_ERROR_NOT_FOUND, 404, "Not Found", "there is nothing at this path");
      return FALSE;
    }
}

/* The request asks for a live socket in the way we speak it. */
static gboolean
is_upgrade (HubExchange *self)
{
  SoupMessageHeaders *headers = request_headers (self);

  return soup_message_headers_header_equals (headers, "Upgrade", "websocket") &&
         soup_message_headers_header_contains (headers, "Connection", "upgrade") &&
         soup_message_headers_header_contains (headers, "Sec-WebSocket-Protocol",
                                               CRM_LIVE_PROTOCOL);
}

void
hub_exchange_begin (HubExchange *self)
{
  SoupMessageHeaders *headers = request_headers (self);
  SoupEncoding encoding = soup_message_headers_get_encoding (headers);

  g_signal_connect (self->message, "got-chunk", G_CALLBACK (got_chunk_cb), self);
  g_signal_connect (self->message, "got-body", G_CALLBACK (got_body_cb), self);
  self->is_chunked = encoding == SOUP_ENCODING_CHUNKED;
  if (encoding == SOUP_ENCODING_CONTENT_LENGTH)
    self->content_length = (gsize) MAX (soup_message_headers_get_content_length (headers), 0);
  /* The library would answer ranges of any reply, as many as the client can name. */
  self->range = g_strdup (soup_message_headers_get_one (headers, "Range"));
  soup_message_headers_remove (headers, "Range");
  soup_message_body_set_accumulate (soup_server_message_get_request_body (self->message), FALSE);
  hub_stream_set_state (self->stream, HUB_STREAM_BODY);

  if (!find_route (self) || !check_body (self))
    return;
  if (self->match.route->handler == NULL && !is_upgrade (self))
    refuse (self, CRM_ERROR_INVALID, 400, "Bad Request",
            "this path wants a WebSocket of the subprotocol " CRM_LIVE_PROTOCOL);
  else if ((self->match.route->flags & HUB_ROUTE_SIGNED_IN) != 0)
    authenticate (self);
}
