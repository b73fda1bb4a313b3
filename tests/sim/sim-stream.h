/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What of a change stream has arrived at a client. */
#define SIM_TYPE_STREAM (sim_stream_get_type ())
G_DECLARE_FINAL_TYPE (SimStream, sim_stream, SIM, STREAM, GInputStream)

SimStream *sim_stream_new (void);
void sim_stream_push (SimStream *self, const void *data, gsize length);
/* @is_whole: as the server ended it; else it was cut. */
void sim_stream_end (SimStream *self, gboolean is_whole);
gboolean sim_stream_is_closed (SimStream *self);

G_END_DECLS
