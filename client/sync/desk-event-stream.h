/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "client/sync/desk-clock.h"
#include "client/sync/desk-transport.h"

G_BEGIN_DECLS

/* Makes the message that opens the live connection, with everything it needs (address, token,
 * certificate check). (transfer full) */
typedef SoupMessage *(*DeskEventStreamRequest) (gpointer user_data);

/* The live connection: a WebSocket that comes back by itself with back-off and is given up when it
 * was silent for 70 s. Main thread only.
 *
 * Signals "event" (DeskLiveEvent as int); "news" (type, JsonObject): what is for whoever asked. */
#define DESK_TYPE_EVENT_STREAM (desk_event_stream_get_type ())
G_DECLARE_FINAL_TYPE (DeskEventStream, desk_event_stream, DESK, EVENT_STREAM, GObject)

DeskEventStream *desk_event_stream_new (SoupSession *session,
                                        DeskClock *clock,
                                        DeskEventStreamRequest request,
                                        gpointer user_data);
void desk_event_stream_start (DeskEventStream *self);
void desk_event_stream_stop (DeskEventStream *self);
gboolean desk_event_stream_is_connected (DeskEventStream *self);

G_END_DECLS
