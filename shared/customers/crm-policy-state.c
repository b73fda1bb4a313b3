/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a policy stands on a day. Pure. */
#include "shared/customers/crm-policy-state.h"

#include "shared/base/crm-date.h"

#define DAYS_OF_YEAR 365

static const char *const names[] = {
  [CRM_POLICY_DRAFT] = "draft",         [CRM_POLICY_ISSUED] = "issued",
  [CRM_POLICY_ACTIVE] = "active",       [CRM_POLICY_EXPIRED] = "expired",
  [CRM_POLICY_CANCELLED] = "cancelled", [CRM_POLICY_SUSPENDED] = "suspended",
};

const char *
crm_policy_state_get_name (CrmPolicyState state)
{
  return names[state];
}

/**
 * crm_policy_state_get:
 * @facts: what is kept of it
 * @today: a date
 *
 * Returns: where it stands; a suspended policy expires like any other
 */
CrmPolicyState
crm_policy_state_get (const CrmPolicyFacts *facts, const char *today)
{
  int now, day;
  gboolean has_today = crm_date_to_days (today, &now);

  if (facts->status == NULL || g_strcmp0 (facts->status, "draft") == 0)
    return CRM_POLICY_DRAFT;
  if (g_strcmp0 (facts->status, "cancelled") == 0)
    return CRM_POLICY_CANCELLED;
  if (has_today && crm_date_to_days (facts->ends_on, &day) && day < now)
    return CRM_POLICY_EXPIRED;
  if (g_strcmp0 (facts->status, "suspended") == 0)
    return CRM_POLICY_SUSPENDED;
  if (has_today && crm_date_to_days (facts->starts_on, &day) && day > now)
    return CRM_POLICY_ISSUED;
  return CRM_POLICY_ACTIVE;
}

int
crm_policy_state_get_term (const CrmPolicyFacts *facts)
{
  int first, last;

  if (!crm_date_to_days (facts->starts_on, &first) || !crm_date_to_days (facts->ends_on, &last))
    return 0;
  return MAX (last - first + 1, 0);
}

gint64
crm_policy_state_get_yearly_premium (const CrmPolicyFacts *facts)
{
  int term = crm_policy_state_get_term (facts);

  if (term <= DAYS_OF_YEAR + 1)
    return facts->premium;
  return facts->premium / term * DAYS_OF_YEAR + facts->premium % term * DAYS_OF_YEAR / term;
}
