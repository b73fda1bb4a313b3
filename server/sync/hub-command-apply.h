/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/sync/hub-kind-rules.h"
#include "server/sync/hub-push.h"

G_BEGIN_DECLS

/* Applies the command of @item to the unit and gives the item its result. @rules (nullable): of its
 * kind. %FALSE only when the database failed. */
gboolean
hub_command_apply (HubUnit *unit, const HubKindRules *rules, HubPushItem *item, GError **error);
/* What it will look at. */
void hub_command_collect (HubNeeds *needs, const HubKindRules *rules, CrmCommand *command);

G_END_DECLS
