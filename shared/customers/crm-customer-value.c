/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a customer is and is worth, from policies and instalments. The server keeps the standing by
 * it, the client its summary, so both agree. Pure. */
#include "shared/customers/crm-customer-value.h"

#include <glib/gi18n.h>
#include <string.h>

#include "shared/base/crm-date.h"

static const CrmValueFormula formulas[] = {
  { "premium-in-force", N_ ("Premium in force"),
    N_ ("The sum of the premiums of all policies in force today. Of a policy for more than a year, "
        "the "
        "part of 365 days.") },
  { "paid-total", N_ ("Paid in all"),
    N_ ("The sum of everything received for the instalments of all policies.") },
  { "tenure", N_ ("With us"),
    N_ ("From the first day of the first policy to today; for a former client, to the last day of "
        "the last policy. Drafts and cancelled policies do not count.") },
  { "loss-ratio", N_ ("Loss ratio"),
    N_ ("Claims paid, divided by the premium earned: of each policy that began, the part of its "
        "premium for the days that have passed. Cancelled policies do not count.") },
  { "in-time", N_ ("Pays in time"),
    N_ ("Instalments paid in full by their date, divided by all instalments whose date has "
        "passed.") },
};

static const char *const standings[] = {
  [CRM_STANDING_LEAD] = "lead",
  [CRM_STANDING_CLIENT] = "client",
  [CRM_STANDING_FORMER] = "former",
};

const char *
crm_standing_get_name (CrmStanding standing)
{
  return standings[standing];
}

const CrmValueFormula *
crm_value_get_formulas (guint *n)
{
  *n = G_N_ELEMENTS (formulas);
  return formulas;
}

const CrmValueFormula *
crm_value_find_formula (const char *code)
{
  for (guint i = 0; i < G_N_ELEMENTS (formulas); i++)
    if (g_strcmp0 (formulas[i].code, code) == 0)
      return &formulas[i];

  return NULL;
}

/**
 * crm_value_get_percent:
 * @numerator: not negative
 * @denominator: not negative
 *
 * Returns: percent, or -1
 */
int
crm_value_get_percent (gint64 numerator, gint64 denominator)
{
  __int128 percent;

  if (denominator <= 0)
    return -1;
  percent = ((__int128) numerator * 200 + denominator) / ((__int128) denominator * 2);
  return (int) CLAMP (percent, 0, G_MAXINT);
}

/* ---- standing ------------------------------------------------------------------------------ */

static gboolean
has_begun (const CrmPolicyFacts *policy, int today)
{
  int day;

  return !crm_date_to_days (policy->starts_on, &day) || day <= today;
}

static CrmStanding
judge_policy (const CrmPolicyFacts *policy, const char *today, int now)
{
  switch (crm_policy_state_get (policy, today))
    {
    case CRM_POLICY_ISSUED:
    case CRM_POLICY_ACTIVE:
    case CRM_POLICY_SUSPENDED:
      return CRM_STANDING_CLIENT;
    case CRM_POLICY_EXPIRED:
      return CRM_STANDING_FORMER;
    case CRM_POLICY_CANCELLED:
      return has_begun (policy, now) ? CRM_STANDING_FORMER : CRM_STANDING_LEAD;
    default:
      return CRM_STANDING_LEAD;
    }
}

/* ---- policies ------------------------------------------------------------------------------ */

static gint64
get_earned (const CrmPolicyFacts *policy, int now)
{
  int first, last, term = crm_policy_state_get_term (policy);

  if (term == 0 || !crm_date_to_days (policy->starts_on, &first) || first > now ||
      !crm_date_to_days (policy->ends_on, &last))
    return 0;
  return (gint64) ((__int128) policy->premium * (MIN (now, last) - first + 1) / term);
}

static void
take_next (CrmCustomerValue *value, CrmNextEvent event, guint index, const char *on, gint64 sum)
{
  if (on == NULL || strlen (on) < 10 ||
      (value->next_event != CRM_NEXT_NOTHING && strcmp (value->next_on, on) <= 0))
    return;

  value->next_event = event;
  value->next_index = index;
  value->next_sum = sum;
  g_strlcpy (value->next_on, on, sizeof value->next_on);
}

static void
add_policies (CrmCustomerValue *value, const CrmCustomerFacts *facts, const char *today, int now)
{
  gboolean was_client = FALSE;
  int first = G_MAXINT, last = G_MININT, day;

  for (guint i = 0; i < facts->n_policies; i++)
    {
      const CrmPolicyFacts *policy = &facts->policies[i];
      CrmPolicyState state = crm_policy_state_get (policy, today);
      CrmStanding standing = judge_policy (policy, today, now);

      was_client |= standing == CRM_STANDING_FORMER;
      if (standing == CRM_STANDING_CLIENT)
        value->standing = CRM_STANDING_CLIENT;
      if (state == CRM_POLICY_DRAFT || state == CRM_POLICY_CANCELLED)
        continue;

      if (crm_date_to_days (policy->starts_on, &day) && day <= now)
        first = MIN (first, day);
      last = MAX (last, crm_date_to_days (policy->ends_on, &day) ? day : G_MAXINT);
      value->loss_denominator += get_earned (policy, now);
      if (state != CRM_POLICY_ACTIVE)
        continue;

      value->n_in_force++;
      value->premium_in_force += crm_policy_state_get_yearly_premium (policy);
      take_next (value, CRM_NEXT_POLICY_ENDS, i, policy->ends_on, policy->premium);
    }

  if (value->standing == CRM_STANDING_LEAD && was_client)
    value->standing = CRM_STANDING_FORMER;
  if (first != G_MAXINT)
    value->tenure_days = MIN (now, last) - first + 1;
}

/* ---- instalments --------------------------------------------------------------------------- */

static void
add_instalments (CrmCustomerValue *value, const CrmCustomerFacts *facts, const char *today)
{
  for (guint i = 0; i < facts->n_instalments; i++)
    {
      const CrmInstalmentFacts *instalment = &facts->instalments[i];
      gint64 rest = crm_instalment_get_rest (instalment);
      int days;

      value->paid_total += instalment->paid;
      if (crm_instalment_get_state (instalment, today) == CRM_INSTALMENT_CANCELLED)
        continue;
      if (crm_instalment_get_days (instalment, today, &days) && days < 0)
        {
          value->in_time_denominator++;
          value->in_time_numerator += crm_instalment_was_in_time (instalment);
        }
      if (rest > 0)
        take_next (value, CRM_NEXT_INSTALMENT, i, instalment->due_on, rest);
    }
}

/**
 * crm_customer_value_compute:
 * @facts: all of one customer
 * @today: a date
 * @value: (out): what follows
 */
void
crm_customer_value_compute (const CrmCustomerFacts *facts,
                            const char *today,
                            CrmCustomerValue *value)
{
  int now = 0;

  memset (value, 0, sizeof *value);
  g_return_if_fail (crm_date_to_days (today, &now));

  value->loss_numerator = facts->claims_paid;
  add_instalments (value, facts, today);
  add_policies (value, facts, today, now);
}

/**
 * crm_customer_value_list_products:
 * @facts: all of one customer
 * @today: a date
 *
 * Returns: (transfer container) (array zero-terminated=1): codes of the products in force
 */
const char **
crm_customer_value_list_products (const CrmCustomerFacts *facts, const char *today)
{
  const char **products = g_new0 (const char *, facts->n_policies + 1);
  guint n = 0;

  for (guint i = 0; i < facts->n_policies; i++)
    if (facts->policies[i].product != NULL &&
        crm_policy_state_get (&facts->policies[i], today) == CRM_POLICY_ACTIVE &&
        !g_strv_contains (products, facts->policies[i].product))
      products[n++] = facts->policies[i].product;
  return products;
}
