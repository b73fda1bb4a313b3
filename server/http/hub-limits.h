/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What one server lets foreign people do to it. Times in milliseconds. libsoup 3.2 has none of
 * these limits, so HubStream and HubExchange keep them. */
typedef struct
{
  gsize max_body;      /* of a signed-in person */
  gsize max_open_body; /* of anyone */
  gsize max_file;      /* of a signed-in person, kept in a folder */
  gsize max_headers;
  guint max_connections;
  guint handshake_time;
  guint header_time; /* from its first byte to its last */
  guint body_time;   /* without bytes; those that come slower than body_rate use it up */
  guint body_rate;   /* bytes a second */
  guint work_time;   /* until an answer begins */
  guint write_time;  /* the same of what the other side takes */
  guint write_rate;
  guint idle_time;     /* between two requests */
  guint dead_time;     /* of a live socket without a sign of life */
  guint socket_budget; /* bytes a live socket may send a minute */
} HubLimits;

extern const HubLimits hub_limits_default;

G_END_DECLS
