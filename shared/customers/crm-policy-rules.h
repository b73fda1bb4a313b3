/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "shared/customers/crm-benefit-shares.h"
#include "shared/protocol/crm-problem.h"

G_BEGIN_DECLS

/* What a policy, an instalment and a beneficiary may be; the same on the desktop while they are
 * typed, in an import, and on the server. @values are canonical, of the whole record. */
void crm_policy_check (const char *const *values, CrmProblem *problem);
void crm_instalment_check (const char *const *values, CrmProblem *problem);
void crm_beneficiary_check (const char *const *values, CrmProblem *problem);
/* What is kept of the state of an instalment: "planned", "partial", "paid" or "cancelled". */
const char *crm_instalment_get_kept_status (const char *const *values);
/* Points into @values, which must outlive it. */
void crm_beneficiary_get_benefit (const char *const *values, CrmBenefit *benefit);
/* Whether somebody wants a policy of this status to be in force, now or later or once. */
gboolean crm_policy_status_is_issued (const char *status);

G_END_DECLS
