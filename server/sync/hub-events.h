/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/sync/hub-merge.h"
#include "server/sync/hub-unit.h"

G_BEGIN_DECLS

/* The rows that the server writes about what people did to others: history and conflicts. */

/* What changed between two states of one row (@before is %NULL for a new one); @reason (nullable).
 */
void hub_events_add_history (HubUnit *unit,
                             HubRow *before,
                             HubRow *after,
                             const char *action,
                             const char *reason);
/* In all of these, masked fields are masked.
 *
 * The command at work clashed in the groups @clashed with @row. @reason: fields, strict, deleted.
 */
void hub_events_add_conflict (HubUnit *unit,
                              HubRow *row,
                              GPtrArray *clashed,
                              GPtrArray *merged,
                              const char *reason);
/* The command at work came after @row went to somebody else, who finds in a conflict what @wanted
 * says. */
void hub_events_add_suggestion (HubUnit *unit, HubRow *row, CrmFieldSet *wanted);
/* The member "conflicts" of a result. (transfer full) */
JsonNode *hub_events_describe_clashes (HubUnit *unit, HubRow *row, GPtrArray *clashed);

G_END_DECLS
