/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/http/hub-stream.h"

G_BEGIN_DECLS

/* The two ends of a stream, made by it; they may outlive it and then only fail. (transfer full) */
GInputStream *hub_stream_input_new (HubStream *stream);
void hub_stream_input_detach (GInputStream *input);
GOutputStream *hub_stream_output_new (HubStream *stream);
void hub_stream_output_detach (GOutputStream *output);

/* What they do; @self is nullable. Never block: G_IO_ERROR_WOULD_BLOCK. */
gssize hub_stream_receive (HubStream *self, void *buffer, gsize count, GError **error);
gssize hub_stream_send (HubStream *self, const void *buffer, gsize count, GError **error);
GSource *hub_stream_new_source (HubStream *self,
                                gpointer pollable,
                                GIOCondition condition,
                                GCancellable *cancellable);
gboolean hub_stream_is_ready (HubStream *self, GIOCondition condition);

G_END_DECLS
