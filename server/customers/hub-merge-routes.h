/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/base/hub-context.h"
#include "server/http/hub-router.h"

G_BEGIN_DECLS

/* What somebody looks at before he merges or parts: GET /customers/{id}/merge?into=ID, GET
 * /merges/{id}. @context is borrowed. */
void hub_merge_routes_register (HubRouter *router, HubContext *context);

G_END_DECLS
