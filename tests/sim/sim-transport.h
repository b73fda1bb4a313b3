/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/sync/desk-transport.h"
#include "tests/sim/sim-server.h"

G_BEGIN_DECLS

/* The network between one client and the server: late, lost, doubled, cut. */

typedef struct
{
  guint lose_request; /* once in so many; 0 never */
  guint lose_answer;
  guint twice; /* a push arrives twice */
  guint cut;   /* a stream is cut, at any byte */
  guint lose_news;
} SimNetFaults;

#define SIM_TYPE_TRANSPORT (sim_transport_get_type ())
G_DECLARE_FINAL_TYPE (SimTransport, sim_transport, SIM, TRANSPORT, GObject)

SimTransport *
sim_transport_new (SimServer *server, const SimHost *host, const SimNetFaults *faults);
/* @session (transfer full): who the server takes the client for. */
void sim_transport_set_session (SimTransport *self, HubSession *session);
void sim_transport_set_online (SimTransport *self, gboolean is_online);
gboolean sim_transport_is_online (SimTransport *self);
/* The live connection, if there is one, brings this. */
void sim_transport_tell (SimTransport *self, DeskLiveEvent event);
guint sim_transport_get_n_requests (SimTransport *self);
/* The process of the client is gone. */
void sim_transport_close (SimTransport *self);

G_END_DECLS
