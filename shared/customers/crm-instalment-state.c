/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where an instalment stands. It is never kept, because it changes at midnight without anybody
 * writing. Pure. */
#include "shared/customers/crm-instalment-state.h"

#include <string.h>

#include "shared/base/crm-date.h"

static const char *const names[] = {
  [CRM_INSTALMENT_PLANNED] = "planned", [CRM_INSTALMENT_DUE] = "due",
  [CRM_INSTALMENT_OVERDUE] = "overdue", [CRM_INSTALMENT_PARTIAL] = "partial",
  [CRM_INSTALMENT_PAID] = "paid",       [CRM_INSTALMENT_CANCELLED] = "cancelled",
};

const char *
crm_instalment_state_get_name (CrmInstalmentState state)
{
  return names[state];
}

/**
 * crm_instalment_get_state:
 * @facts: what is kept of it
 * @today: a date
 *
 * Returns: where it stands
 */
CrmInstalmentState
crm_instalment_get_state (const CrmInstalmentFacts *facts, const char *today)
{
  int days;

  if (g_strcmp0 (facts->status, "cancelled") == 0)
    return CRM_INSTALMENT_CANCELLED;
  if (facts->paid >= facts->amount)
    return CRM_INSTALMENT_PAID;
  if (crm_instalment_get_days (facts, today, &days) && days < 0)
    return CRM_INSTALMENT_OVERDUE;
  if (facts->paid > 0)
    return CRM_INSTALMENT_PARTIAL;
  return crm_instalment_get_days (facts, today, &days) && days <= CRM_INSTALMENT_DUE_DAYS
             ? CRM_INSTALMENT_DUE
             : CRM_INSTALMENT_PLANNED;
}

gint64
crm_instalment_get_rest (const CrmInstalmentFacts *facts)
{
  if (g_strcmp0 (facts->status, "cancelled") == 0)
    return 0;
  return MAX (facts->amount - facts->paid, 0);
}

gboolean
crm_instalment_get_days (const CrmInstalmentFacts *facts, const char *today, int *days)
{
  int due, now;

  if (!crm_date_to_days (facts->due_on, &due) || !crm_date_to_days (today, &now))
    return FALSE;
  *days = due - now;
  return TRUE;
}

gboolean
crm_instalment_was_in_time (const CrmInstalmentFacts *facts)
{
  int due, paid;

  return facts->paid >= facts->amount && crm_date_to_days (facts->due_on, &due) &&
         crm_date_to_days (facts->paid_on, &paid) && paid <= due;
}

/**
 * crm_instalment_add_up:
 * @facts: (array length=n): the instalments of a policy
 * @n: how many
 * @today: a date
 * @totals: (out): what they come to
 */
void
crm_instalment_add_up (const CrmInstalmentFacts *facts,
                       guint n,
                       const char *today,
                       CrmInstalmentTotals *totals)
{
  *totals = (CrmInstalmentTotals){ .next = -1 };

  for (guint i = 0; i < n; i++)
    {
      CrmInstalmentState state = crm_instalment_get_state (&facts[i], today);
      gint64 rest = crm_instalment_get_rest (&facts[i]);

      if (state == CRM_INSTALMENT_CANCELLED)
        continue;
      totals->total += facts[i].amount;
      totals->paid += facts[i].paid;
      if (state == CRM_INSTALMENT_OVERDUE)
        totals->overdue += rest;
      if (state == CRM_INSTALMENT_OVERDUE || state == CRM_INSTALMENT_DUE)
        totals->due += rest;
      if (rest > 0 &&
          (totals->next < 0 || g_strcmp0 (facts[i].due_on, facts[totals->next].due_on) < 0))
        totals->next = (int) i;
    }
}
