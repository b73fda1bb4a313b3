/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/http/hub-exchange.h"

G_BEGIN_DECLS

/* GET /healthz, /readyz, /metrics and /api/v1/openapi.yaml; what they need is in the context. */
void hub_health_routes_register (HubRouter *router);

G_END_DECLS
