/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "server/base/hub-metrics.h"
#include "server/http/hub-limits.h"
#include "server/http/hub-tls.h"

G_BEGIN_DECLS

/* What a connection is busy with; each has its own deadline. */
typedef enum
{
  HUB_STREAM_HANDSHAKE,
  HUB_STREAM_IDLE,    /* nothing of the next request has come */
  HUB_STREAM_HEADERS, /* some of it has */
  HUB_STREAM_BODY,
  HUB_STREAM_WORK, /* the request is here, its answer is being made */
  HUB_STREAM_WRITE,
  HUB_STREAM_SOCKET, /* became a WebSocket */
} HubStreamState;

typedef enum
{
  HUB_STREAM_DONE,
  HUB_STREAM_WANTS_READ,
  HUB_STREAM_WANTS_WRITE,
  HUB_STREAM_FAILED,
} HubStreamStep;

#define HUB_TYPE_STREAM (hub_stream_get_type ())
G_DECLARE_FINAL_TYPE (HubStream, hub_stream, HUB, STREAM, GIOStream)

HubStream *hub_stream_new (GSocket *socket, HubTls *tls, const HubLimits *limits);
/* Counts the requests that are refused before anybody but the stream saw them. */
void hub_stream_count_refusals (HubStream *self, HubMetric *metric);
GSocket *hub_stream_get_socket (HubStream *self);
/* One step of the TLS handshake, never blocking. */
HubStreamStep hub_stream_handshake (HubStream *self);
HubStreamState hub_stream_get_state (HubStream *self);
/* Starts the deadline of @state. */
void hub_stream_set_state (HubStream *self, HubStreamState state);
gboolean hub_stream_is_late (HubStream *self, gint64 now);
/* What is written now is followed by more at once, so that it need not travel alone. */
void hub_stream_set_more (HubStream *self, gboolean has_more);
/* Answers by itself, past the HTTP library, which would first read all that the client sends; then
 * every read fails. @response is a whole HTTP response, or the last frame of a socket. */
void hub_stream_reject (HubStream *self, GBytes *response);
/* The same for a request that is not whole: nobody else counts it. */
void hub_stream_refuse (HubStream *self, GBytes *response);
gboolean hub_stream_is_rejected (HubStream *self);
/* Ends the connection under the HTTP library, which then notices. */
void hub_stream_cut (HubStream *self);

G_END_DECLS
