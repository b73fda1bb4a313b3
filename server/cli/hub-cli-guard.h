/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/db/hub-cluster.h"

G_BEGIN_DECLS

/* While a subcommand blocks in its work, a thread waits for SIGINT, SIGTERM and SIGHUP: it leaves
 * the cluster in order (stops it unless somebody else uses it) and ends the program. What was not
 * committed is rolled back by the database. */
typedef struct _HubCliGuard HubCliGuard;

HubCliGuard *hub_cli_guard_new (HubCluster *cluster);
void hub_cli_guard_free (HubCliGuard *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HubCliGuard, hub_cli_guard_free)

G_END_DECLS
