/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/sync/hub-sync.h"
#include "tests/sim/sim-exchange.h"
#include "tests/sim/sim-pool.h"

G_BEGIN_DECLS

/* The machine of the server: its process, which comes and goes, and the database behind it. */

typedef void (*SimLiveFunc) (const HubTickle *tickle, gpointer data);

typedef struct
{
  SimHost host;
  SimDb *db;
  SimDbFaults faults;
  gboolean is_up;
  guint generation; /* of the process */
  HubContext context;
  HubSync *sync;
  GPtrArray *exchanges; /* (element-type HubExchange): not answered yet, or streaming */
  SimLiveFunc live;
  /* Listen on the wire. */
  void (*pushed) (GBytes *body, gpointer data);
  void (*replied) (GBytes *body, gpointer data);
  void (*told) (GBytes *body, gpointer data); /* anything */
  gpointer live_data;
  const char *broken_user; /* (nullable): whose rights cannot be told, for some time now */
} SimServer;

/* Makes the database and reads the queries; once for all seeds that are forked from here. */
void sim_server_prepare (void);
SimServer *sim_server_new (void);
void sim_server_start (SimServer *self);
/* kill -9 */
void sim_server_kill (SimServer *self);
/* The primary is lost with what it committed behind @position; a standby goes on. */
/* The server of the database dies and is up again at once. */
void sim_server_crash_database (SimServer *self);
void sim_server_fail_over (SimServer *self, guint position);
/* The administrator restores what a backup holds and starts the server on it. */
void sim_server_restore (SimServer *self, guint position);
/* @path: "/commands", "/changes", …. (transfer full): the exchange, until it is lost or over.
 */
HubExchange *sim_server_handle (SimServer *self,
                                const char *path,
                                const SimRequest *request,
                                const SimPeer *peer,
                                gpointer data);
/* The connection is over. (transfer full) */
void sim_server_drop (SimServer *self, HubExchange *exchange);

G_END_DECLS
