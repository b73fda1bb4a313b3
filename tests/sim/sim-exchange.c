/* SPDX-License-Identifier: GPL-3.0-or-later */

/* In the place of server/http/hub-exchange*.c. */

#define G_LOG_DOMAIN "sim"

#include "tests/sim/sim-exchange.h"

#include "shared/codec/crm-json.h"

#include <stdlib.h>
#include <string.h>

struct _HubExchange
{
  GObject parent_instance;

  SimRequest request;
  const SimPeer *peer;
  gpointer data;
  SoupMessageHeaders *request_headers;
  SoupMessageHeaders *response_headers;
  HubExchangeNext next;
  gpointer next_data;
  GDestroyNotify free_next_data;
  gboolean is_answered;
  gboolean is_gone;
};

G_DEFINE_FINAL_TYPE (HubExchange, hub_exchange, G_TYPE_OBJECT)

static void
drop_stream (HubExchange *self)
{
  GDestroyNotify free_data = self->free_next_data;
  gpointer data = self->next_data;

  self->next = NULL;
  self->free_next_data = NULL;
  self->next_data = NULL;
  if (free_data != NULL)
    free_data (data);
}

static void
hub_exchange_finalize (GObject *object)
{
  HubExchange *self = HUB_EXCHANGE (object);

  drop_stream (self);
  hub_session_unref (self->request.session);
  g_clear_pointer (&self->request.body, g_bytes_unref);
  g_clear_pointer (&self->request.query, g_hash_table_unref);
  soup_message_headers_unref (self->request_headers);
  soup_message_headers_unref (self->response_headers);
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
  self->request_headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_REQUEST);
  self->response_headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_RESPONSE);
}

HubExchange *
sim_exchange_new (const SimRequest *request, const SimPeer *peer, gpointer data)
{
  HubExchange *self = g_object_new (HUB_TYPE_EXCHANGE, NULL);

  self->request.session = hub_session_ref (request->session);
  self->request.body = request->body != NULL ? g_bytes_ref (request->body) : NULL;
  self->request.query = request->query != NULL ? g_hash_table_ref (request->query) : NULL;
  if (request->accept != NULL)
    soup_message_headers_append (self->request_headers, "Accept", request->accept);
  self->peer = peer;
  self->data = data;
  return self;
}

const char *
sim_exchange_get_header (HubExchange *self, const char *name)
{
  return soup_message_headers_get_one (self->response_headers, name);
}

void
sim_exchange_continue (HubExchange *self)
{
  if (!self->is_gone && self->next != NULL)
    self->next (self, self->next_data);
}

void
sim_exchange_lose (HubExchange *self)
{
  self->is_gone = TRUE;
  drop_stream (self);
}

void
sim_exchange_break (HubExchange *self)
{
  if (self->is_gone)
    return;
  self->is_gone = TRUE;
  self->peer->lost (self->data);
}

/* ---- what the linker wraps for it ------------------------------------------------------------ */

SoupMessageHeaders *__wrap_soup_server_message_get_request_headers (gpointer message);
SoupMessageHeaders *__wrap_soup_server_message_get_response_headers (gpointer message);

SoupMessageHeaders *
__wrap_soup_server_message_get_request_headers (gpointer message)
{
  return HUB_EXCHANGE (message)->request_headers;
}

SoupMessageHeaders *
__wrap_soup_server_message_get_response_headers (gpointer message)
{
  return HUB_EXCHANGE (message)->response_headers;
}

/* ---- hub-exchange.h -------------------------------------------------------------------------- */

SoupServerMessage *
hub_exchange_get_message (HubExchange *self)
{
  return (SoupServerMessage *) (gpointer) self;
}

HubSession *
hub_exchange_get_session (HubExchange *self)
{
  return self->request.session;
}

const char *
hub_exchange_get_query (HubExchange *self, const char *name)
{
  return self->request.query != NULL ? g_hash_table_lookup (self->request.query, name) : NULL;
}

GBytes *
hub_exchange_get_body (HubExchange *self)
{
  return self->request.body;
}

JsonNode *
hub_exchange_parse_body (HubExchange *self)
{
  g_autoptr (GError) error = NULL;
  gsize size = 0;
  const char *data = g_bytes_get_data (self->request.body, &size);
  JsonNode *node = crm_json_parse (data, (gssize) size, &error);

  if (node == NULL)
    hub_exchange_reply_error (self, error);
  return node;
}

void
hub_exchange_reply_bytes (HubExchange *self, guint status, const char *media_type, GBytes *body)
{
  const char *text = soup_message_headers_get_one (self->response_headers, "Retry-After");

  if (self->is_answered || self->is_gone)
    return;
  self->is_answered = TRUE;
  self->peer->answered (status, body, text != NULL ? (guint) atoi (text) : 0, self->data);
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
  g_autoptr (JsonNode) node = crm_problem_to_json (problem);
  char *text = crm_json_to_text (node);
  g_autoptr (GBytes) bytes = g_bytes_new_take (text, strlen (text));

  hub_exchange_reply_bytes (self, 400, "application/problem+json", bytes);
}

void
hub_exchange_reply_error (HubExchange *self, const GError *error)
{
  g_autoptr (CrmProblem) problem = crm_problem_new_from_error (error);

  sim_trace ("server answers %s", error->message);
  if (error->domain == CRM_ERROR &&
      (error->code == CRM_ERROR_UNCERTAIN || error->code == CRM_ERROR_OFFLINE))
    crm_problem_set_code (problem, CRM_ERROR_UNAVAILABLE);
  else if (error->domain != CRM_ERROR || error->code == CRM_ERROR_FULL ||
           error->code == CRM_ERROR_CORRUPT)
    crm_problem_set_code (problem, CRM_ERROR_INTERNAL);
  hub_exchange_reply_problem (self, problem);
}

void
hub_exchange_begin_stream (HubExchange *self,
                           const char *media_type,
                           HubExchangeNext next,
                           gpointer user_data,
                           GDestroyNotify free_data)
{
  self->is_answered = TRUE;
  self->next = next;
  self->next_data = user_data;
  self->free_next_data = free_data;
  if (!self->is_gone)
    self->peer->begun (media_type, self->data);
}

void
hub_exchange_push_chunk (HubExchange *self, GBytes *chunk)
{
  if (!self->is_gone)
    self->peer->chunk (chunk, self->data);
}

void
hub_exchange_end_stream (HubExchange *self)
{
  if (!self->is_gone)
    self->peer->ended (TRUE, self->data);
  drop_stream (self);
}

void
hub_exchange_abort_stream (HubExchange *self)
{
  if (!self->is_gone)
    self->peer->ended (FALSE, self->data);
  drop_stream (self);
}

gboolean
hub_exchange_is_gone (HubExchange *self)
{
  return self->is_gone;
}
