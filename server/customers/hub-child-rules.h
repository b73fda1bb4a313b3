/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/sync/hub-kind-rules.h"

G_BEGIN_DECLS

/* What everything that hangs on a customer has in common, be it through another record: it lives
 * and is seen with him. Members of HubKindRules for kinds whose root is a customer. */

/* Its customer, and what else it hangs on, is needed when it is made. */
void hub_child_collect (HubNeeds *needs, CrmCommand *command);
/* Copies the scope of the customer; a root that is read only, from what else it hangs on. */
void hub_child_prepare (HubUnit *unit, HubRow *draft, CrmProblem *problem);
/* For their check: the customer is there for this person, and what else it hangs on is there and
 * his. */
void hub_child_check (HubUnit *unit, HubRow *draft, CrmProblem *problem);
/* What people wrote below it goes and comes back with it: of a kind on which another one hangs. */
void hub_child_removed (HubUnit *unit, HubRow *before, HubRow *after);
void hub_child_restored (HubUnit *unit, HubRow *before, HubRow *after);
/* The history of a customer begins with what he came with; what is added later is told. */
void hub_child_changed (HubUnit *unit, HubRow *before, HubRow *after);

G_END_DECLS
