/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A whole HTTP response with a problem as its body, for connections that end with it. The words are
 * ours, never the client's. (transfer full) */
GBytes *hub_refusal_new (guint status, const char *title, const char *code, const char *detail);

G_END_DECLS
