/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/auth/hub-sessions.h"
#include "server/http/hub-exchange.h"

G_BEGIN_DECLS

/* /sessions and /me. @sessions outlives the router. */
void hub_auth_routes_register (HubRouter *router, HubSessions *sessions);

G_END_DECLS
