/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A bad line to a server on 127.0.0.1: what the server says comes in small pieces and may be cut
 * after so many bytes. It accepts on the main context of the thread that made it, a thread for each
 * connection carries the bytes. */
typedef struct _CutRelay CutRelay;

CutRelay *cut_relay_new (guint16 port);
/* Cuts what is left and waits for its threads. */
void cut_relay_free (CutRelay *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CutRelay, cut_relay_free)

guint16 cut_relay_get_port (CutRelay *self);
/* All connections end when the server has said so many bytes from now on; -1: never. */
void cut_relay_cut_after (CutRelay *self, gint64 bytes);
/* Bytes of the server since it began. */
guint64 cut_relay_count (CutRelay *self);

G_END_DECLS
