/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>
#include <libsoup/soup.h>

#include "server/auth/hub-session.h"
#include "server/base/hub-context.h"
#include "shared/protocol/crm-problem.h"

G_BEGIN_DECLS

/* One request: paused when made, answered exactly once, with a deadline of its own (libsoup 3.2
 * does not notice that a paused client has gone). Reference counted; main thread. */
#define HUB_TYPE_EXCHANGE (hub_exchange_get_type ())
G_DECLARE_FINAL_TYPE (HubExchange, hub_exchange, HUB, EXCHANGE, GObject)

HubContext *hub_exchange_get_context (HubExchange *self);
SoupServerMessage *hub_exchange_get_message (HubExchange *self);
/* (nullable): who asks, once the router has checked the token. */
HubSession *hub_exchange_get_session (HubExchange *self);
const char *hub_exchange_get_correlation_id (HubExchange *self);
/* (transfer full): of the client, numeric; what our own proxies in front say of it, if there are
 * any in the configuration. */
char *hub_exchange_dup_address (HubExchange *self);
const char *hub_exchange_get_query (HubExchange *self, const char *name);
/* (nullable): the i-th {part} of the route's path. */
const char *hub_exchange_get_part (HubExchange *self, guint index);
GBytes *hub_exchange_get_body (HubExchange *self);
/* (nullable) (transfer full): the body as JSON; on failure the exchange is already answered. */
JsonNode *hub_exchange_parse_body (HubExchange *self);
void hub_exchange_reply_json (HubExchange *self, guint status, JsonNode *body);
void
hub_exchange_reply_bytes (HubExchange *self, guint status, const char *media_type, GBytes *body);
void hub_exchange_reply_empty (HubExchange *self, guint status);
void hub_exchange_reply_problem (HubExchange *self, CrmProblem *problem);
void hub_exchange_reply_error (HubExchange *self, const GError *error);
/* A streamed answer with back-pressure: @next is called when the last chunk was written and gives
 * the next through hub_exchange_push_chunk() or ends with hub_exchange_end_stream(). */
typedef void (*HubExchangeNext) (HubExchange *self, gpointer user_data);
void hub_exchange_begin_stream (HubExchange *self,
                                const char *media_type,
                                HubExchangeNext next,
                                gpointer user_data,
                                GDestroyNotify free_data);
/* The same of an answer whose length is known, 200 or 206; it is never packed. */
void hub_exchange_begin_sized_stream (HubExchange *self,
                                      guint status,
                                      goffset length,
                                      HubExchangeNext next,
                                      gpointer user_data,
                                      GDestroyNotify free_data);
void hub_exchange_push_chunk (HubExchange *self, GBytes *chunk);
void hub_exchange_end_stream (HubExchange *self);
/* Cut without a last line: something failed half-way. */
void hub_exchange_abort_stream (HubExchange *self);
gboolean hub_exchange_is_gone (HubExchange *self);

/* A request whose body is too large to be held: its route is HUB_ROUTE_STREAMED, so the handler is
 * called before any of it was taken, and either refuses or receives it. */
typedef struct
{
  /* Some of it, in order. */
  void (*chunk) (HubExchange *self, GBytes *chunk, gpointer user_data);
  /* All of it is here: time to answer. */
  void (*end) (HubExchange *self, gpointer user_data);
} HubExchangeReceiver;

/* @user_data is freed when nothing more will come, also because the client went. */
void hub_exchange_receive (HubExchange *self,
                           const HubExchangeReceiver *receiver,
                           gpointer user_data,
                           GDestroyNotify free_data);
/* No chunks until hub_exchange_go_on(): what came is more than can be kept up with. */
void hub_exchange_hold (HubExchange *self);
void hub_exchange_go_on (HubExchange *self);
/* As hub_exchange_reply_error() and _problem(), while the body may still be on its way: a large one
 * is not read to its end but the connection ends. */
void hub_exchange_refuse_error (HubExchange *self, const GError *error);
void hub_exchange_refuse (HubExchange *self, CrmProblem *problem);
/* (nullable): the Range that was asked for; the handler answers it or not. */
const char *hub_exchange_get_range (HubExchange *self);

typedef void (*HubHandler) (HubExchange *exchange, gpointer user_data);

typedef enum
{
  HUB_ROUTE_OPEN = 0,
  HUB_ROUTE_SIGNED_IN = 1 << 0,
  HUB_ROUTE_ANY_PASSWORD = 1 << 1, /* also for those who first have to change theirs */
  HUB_ROUTE_STREAMED = 1 << 2,     /* the body goes to hub_exchange_receive() */
} HubRouteFlags;

typedef struct
{
  const char *method;
  const char *path; /* below /api/v1 unless it starts with "//"; {x} is one part */
  HubRouteFlags flags;
  HubHandler handler;
} HubRoute;

typedef struct _HubRouter HubRouter;
void hub_router_add (HubRouter *self, const HubRoute *routes, guint n_routes, gpointer user_data);

G_END_DECLS
