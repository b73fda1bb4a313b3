/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/sync/hub-act.h"

G_BEGIN_DECLS

/* Until when a merge can be undone. */
#define HUB_MERGE_DAYS 90

/* customer.merge {into, choices}: the record becomes part of another customer. */
void hub_customer_merge_collect (HubNeeds *needs, CrmCommand *command);
gboolean hub_customer_merge_apply (HubAct *act, GError **error);
/* customer.unmerge {merge, back}: the record is either of the two. */
gboolean hub_customer_unmerge_apply (HubAct *act, GError **error);

/* customer.distinct {other, status}: they are not the same, or nobody knows again (open). */
void hub_customer_distinct_collect (HubNeeds *needs, CrmCommand *command);
gboolean hub_customer_distinct_apply (HubAct *act, GError **error);

/* A row beside that of the command, changed as the command changes its own. (transfer full) */
void hub_customer_put_beside (HubAct *act, HubRow *before, HubRow *draft, CrmFieldSet *changed);
/* @row is not seen any more by whom the scope of @before says, if that is another one. */
void hub_customer_add_exits (HubUnit *unit, HubRow *before, HubRow *row, const char *reason);

G_END_DECLS
