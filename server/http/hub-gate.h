/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/http/hub-stream.h"

G_BEGIN_DECLS

/* The front door: listens, makes the TLS handshakes, keeps the number of connections and their
 * deadlines. Main thread of the server; owned by it. */
typedef struct _HubGate HubGate;

typedef struct
{
  /* A connection is ready for its first request. The addresses are new objects, one of each a
   * connection. */
  void (*opened) (HubStream *stream,
                  GSocketAddress *local,
                  GSocketAddress *remote,
                  gpointer user_data);
  /* Its request takes longer than work_time. */
  void (*late) (HubStream *stream, gpointer user_data);
} HubGateFuncs;

HubGate *
hub_gate_new (HubTls *tls, const HubLimits *limits, const HubGateFuncs *funcs, gpointer user_data);
void hub_gate_free (HubGate *self);
/* Numeric address or "localhost"; port 0 is any. */
gboolean hub_gate_listen (HubGate *self, const char *host, guint16 port, GError **error);
guint16 hub_gate_get_port (HubGate *self);
guint hub_gate_get_size (HubGate *self);
/* Accepts nothing more; connections that are between two requests end. */
void hub_gate_stop (HubGate *self);
/* The number of connections with a request that is not answered yet. */
guint hub_gate_count_busy (HubGate *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HubGate, hub_gate_free)

G_END_DECLS
