/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/http/hub-exchange.h"
#include "server/sync/hub-sync.h"

G_BEGIN_DECLS

/* GET /changes, POST /commands, POST /commands/known. */
void hub_sync_routes_register (HubRouter *router, HubSync *sync);

G_END_DECLS
