/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/sync/hub-act.h"

G_BEGIN_DECLS

/* The row with this id, locked, beside those that were asked for; %NULL when there is none. */
gboolean hub_survivor_load (HubUnit *unit,
                            const CrmKind *kind,
                            const char *id,
                            HubRow **row,
                            GError **error);

/* What was written to a customer who was merged into another one meanwhile reaches that one: its
 * row takes the place of the act's. */
gboolean hub_survivor_follow (HubAct *act, GError **error);
/* The same for what is to hang on him. */
gboolean hub_survivor_adopt (HubAct *act, HubRow *draft, GError **error);
/* It is made now, and goes with whom it was meant for should they part again. */
void hub_survivor_note (HubAct *act, HubRow *draft);

G_END_DECLS
