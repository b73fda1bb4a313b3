/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/base/hub-tickle.h"
#include "server/http/hub-server.h"

G_BEGIN_DECLS

/* All live sockets of one server (GET /live). Main thread. */
typedef struct _HubLive HubLive;

/* Adds the socket's route; both are borrowed and outlive it. */
HubLive *hub_live_new (HubServer *server, HubMetrics *metrics);
void hub_live_free (HubLive *self);
/* Tells those whom @tickle concerns that a pull would bring something: at once, then at most every
 * tenth of a second each. */
void hub_live_tickle (HubLive *self, const HubTickle *tickle);
/* Whose changes concern a session from now on: @owners (array zero-terminated=1) and @branch (both
 * nullable). Until it is said, everything concerns it; @owners of %NULL is everything again. */
void hub_live_set_interest (HubLive *self,
                            const char *session,
                            const char *const *owners,
                            const char *branch);
/* Sends @text, a JSON object, to all sockets of the user. */
void hub_live_send (HubLive *self, const char *user, const char *text);
/* The session is over: says so to its sockets, and whether their device is to wipe what it has, and
 * closes them. */
void hub_live_end_session (HubLive *self, const char *session, gboolean wipe);
/* The server goes away (1012): clients come back by themselves. */
void hub_live_close_all (HubLive *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HubLive, hub_live_free)

G_END_DECLS
