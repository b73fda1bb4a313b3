/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/ui/desk-context.h"
#include "shared/customers/crm-instalment-state.h"
#include "shared/customers/crm-instalment.h"
#include "shared/customers/crm-policy-state.h"
#include "shared/customers/crm-policy.h"

G_BEGIN_DECLS

/* Policies and instalments in words. @today: "2026-11-23". */

/* A policy that ends within so many days is one to renew. */
#define DESK_POLICY_SOON_DAYS 30

/* Points into @policy. */
void desk_policy_read_facts (CrmRecord *policy, CrmPolicyFacts *facts);
/* Points into @instalment. */
void desk_instalment_read_facts (CrmRecord *instalment, CrmInstalmentFacts *facts);
CrmPolicyState desk_policy_get_state (CrmRecord *policy, const char *today);
/* Whether it belongs to the archive: it is over or was cancelled. */
gboolean desk_policy_is_archived (CrmRecord *policy, const char *today);
/* Those of today by their end, soonest first; the archive by its end, latest first. */
int desk_policy_compare (CrmRecord *a, CrmRecord *b, const char *today);
/* "ХХХ 0000005551". (transfer full) (nullable) */
char *desk_policy_dup_number (CrmRecord *policy);
/* "until 27.02.2026", "12 days", "cancelled". @tone (out) (nullable): CSS class of a tag; %NULL:
 * quiet words. (transfer full) */
char *desk_policy_dup_term (CrmRecord *policy, const char *today, const char **tone);
/* "28 Nov" of "2026-11-28". (transfer full) */
char *desk_day_format (const char *date, gint64 now);
/* "15 600 ₽"; kopecks only where there are any. (transfer full) */
char *desk_money_format (gint64 kopecks);
/* "paid", "due in 5 days", "overdue by 3 days". (transfer full) */
char *desk_instalment_dup_state (const CrmInstalmentFacts *facts, const char *today);
/* CSS class of its state. */
const char *desk_instalment_get_tone (CrmInstalmentState state);

G_END_DECLS
