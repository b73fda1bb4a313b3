/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/http/hub-exchange.h"
#include "tests/sim/sim-world.h"

G_BEGIN_DECLS

/* HubExchange without a network below: what the handlers answer goes to whoever made it. */

typedef struct
{
  void (*answered) (guint status, GBytes *body, guint retry_after, gpointer data);
  void (*begun) (const char *media_type, gpointer data);
  void (*chunk) (GBytes *chunk, gpointer data);
  void (*ended) (gboolean is_whole, gpointer data);
  /* The process that was to answer died. */
  void (*lost) (gpointer data);
} SimPeer;

typedef struct
{
  HubSession *session; /* (owned) */
  GBytes *body;        /* (owned) (nullable) */
  GHashTable *query;   /* (owned) (nullable) */
  const char *accept;
} SimRequest;

HubExchange *sim_exchange_new (const SimRequest *request, const SimPeer *peer, gpointer data);
/* (nullable): a header of the answer. */
const char *sim_exchange_get_header (HubExchange *self, const char *name);
/* The peer has taken the last chunk. */
void sim_exchange_continue (HubExchange *self);
/* The peer is gone: nothing more is told to it. */
void sim_exchange_lose (HubExchange *self);
/* The process is gone. */
void sim_exchange_break (HubExchange *self);

G_END_DECLS
