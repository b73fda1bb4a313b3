/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/http/hub-authority.h"
#include "server/http/hub-body.h"
#include "server/http/hub-exchange.h"
#include "server/http/hub-router.h"
#include "server/http/hub-stream.h"
#include "shared/codec/crm-json-gauge.h"

G_BEGIN_DECLS

/* What all exchanges of one server share; counted by g_rc_box, as an exchange may outlive it. */
typedef struct
{
  HubContext *context;     /* (borrowed) */
  HubRouter *router;       /* (borrowed) (nullable): of the server, while it lives */
  HubAuthority *authority; /* (borrowed) (nullable): nobody can sign in */
  HubLimits limits;
  HubMetric *answers[6]; /* by class of the status; 0 is unused */
  HubMetric *duration;
  void (*finished) (HubExchange *exchange, gpointer user_data);
  gpointer user_data;
} HubHttp;

typedef enum
{
  HUB_EXCHANGE_RECEIVING,
  HUB_EXCHANGE_HANDLING, /* the handler has it */
  HUB_EXCHANGE_ANSWERED,
  HUB_EXCHANGE_FINISHED, /* the last byte went, or the client did */
} HubExchangePhase;

/* A streamed answer. */
typedef struct
{
  HubExchangeNext next;
  gpointer user_data;
  GDestroyNotify free_data;
  guint status;
  goffset length;       /* -1: nobody knows */
  char *media_type;     /* (owned) (nullable): is in the headers */
  GConverter *gzip;     /* (owned) (nullable) */
  GPtrArray *pending;   /* (owned) (element-type GBytes): not given to the library yet */
  GSource *start_timer; /* (owned) (nullable) */
  guint in_flight;      /* chunks the library has not written */
  gboolean has_started; /* the headers are decided */
  gboolean has_ended;
} HubExchangeFlow;

struct _HubExchange
{
  GObject parent_instance;

  HubHttp *http;              /* (owned) */
  SoupServerMessage *message; /* (owned) */
  HubStream *stream;          /* (owned) */
  HubSession *session;        /* (owned) (nullable) */
  GHashTable *query;          /* (owned) (nullable) */
  HubRouteMatch match;
  HubBody *incoming; /* (owned) (nullable): the body on its way in */
  GBytes *body;      /* (owned) (nullable) */
  CrmJsonGauge gauge;
  const HubExchangeReceiver *receiver; /* (nullable): takes the body as it comes */
  gpointer receiver_data;
  GDestroyNotify receiver_free;
  char *range; /* (owned) (nullable) */
  char *correlation_id;
  HubExchangeFlow *flow; /* (owned) (nullable) */
  gint64 started;
  gsize content_length;
  gsize received; /* of a body that is passed on */
  gulong finished_id;
  HubExchangePhase phase;
  gboolean is_chunked;
  gboolean is_paused;
  gboolean is_in_handler;
};

HubExchange *
hub_exchange_new (HubHttp *http, SoupServerMessage *message, HubStream *stream, GHashTable *query);
/* The headers are here: checks route, limits and token, or answers at once. */
void hub_exchange_begin (HubExchange *self);
/* The connection became a WebSocket: nothing more will happen here. */
void hub_exchange_leave (HubExchange *self);
/* work_time is over. */
void hub_exchange_give_up (HubExchange *self);

/* Between the files of HubExchange. */
void hub_exchange_end_receiving (HubExchange *self);
CrmProblem *hub_exchange_describe (HubExchange *self, const GError *error);
void hub_exchange_reply_problem_as (HubExchange *self, CrmProblem *problem, guint status);
gboolean hub_exchange_start_answer (HubExchange *self, guint status);
void hub_exchange_pause (HubExchange *self);
void hub_exchange_resume (HubExchange *self);
void hub_exchange_flow_free (HubExchangeFlow *flow);

G_END_DECLS
