/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules of a policy and of what hangs on it. Whether the shares of its beneficiaries make a whole
 * is asked when it is issued; until then people are half-way. Pure. */
#include "shared/customers/crm-policy-rules.h"

#include <string.h>

#include "shared/customers/crm-beneficiary.h"
#include "shared/customers/crm-instalment-state.h"
#include "shared/customers/crm-instalment.h"
#include "shared/customers/crm-policy.h"

static void
require (const char *value, const char *pointer, CrmProblem *problem)
{
  if (value == NULL)
    crm_problem_add (problem, pointer, "required", "it may not be empty");
}

static void
check_amount (const char *value, const char *pointer, CrmProblem *problem)
{
  if (value != NULL && *value == '-')
    crm_problem_add (problem, pointer, "range", "it is less than nothing");
}

static void
check_term (const char *starts_on, const char *ends_on, CrmProblem *problem)
{
  if (starts_on != NULL && ends_on != NULL && strcmp (ends_on, starts_on) < 0)
    crm_problem_add (problem, "/set/ends_on", "range", "it ends before it begins");
}

gboolean
crm_policy_status_is_issued (const char *status)
{
  return status != NULL && strcmp (status, "draft") != 0 && strcmp (status, "cancelled") != 0;
}

/**
 * crm_policy_check:
 * @values: (array): canonical values of the whole policy
 * @problem: takes what is wrong
 */
void
crm_policy_check (const char *const *values, CrmProblem *problem)
{
  require (values[CRM_POLICY_CUSTOMER], "/set/customer", problem);
  require (values[CRM_POLICY_PRODUCT], "/set/product", problem);
  if (crm_policy_status_is_issued (values[CRM_POLICY_STATUS]))
    {
      require (values[CRM_POLICY_NUMBER], "/set/number", problem);
      require (values[CRM_POLICY_STARTS_ON], "/set/starts_on", problem);
    }
  check_term (values[CRM_POLICY_STARTS_ON], values[CRM_POLICY_ENDS_ON], problem);
  check_amount (values[CRM_POLICY_PREMIUM_KOPECKS], "/set/premium_kopecks", problem);
  check_amount (values[CRM_POLICY_SUM_INSURED_KOPECKS], "/set/sum_insured_kopecks", problem);
}

static gint64
read_amount (const char *text)
{
  return text != NULL ? g_ascii_strtoll (text, NULL, 10) : 0;
}

/**
 * crm_instalment_check:
 * @values: (array): canonical values of the whole instalment
 * @problem: takes what is wrong
 */
void
crm_instalment_check (const char *const *values, CrmProblem *problem)
{
  require (values[CRM_INSTALMENT_POLICY], "/set/policy", problem);
  require (values[CRM_INSTALMENT_DUE_ON], "/set/due_on", problem);
  require (values[CRM_INSTALMENT_AMOUNT_KOPECKS], "/set/amount_kopecks", problem);
  check_amount (values[CRM_INSTALMENT_AMOUNT_KOPECKS], "/set/amount_kopecks", problem);
  check_amount (values[CRM_INSTALMENT_PAID_KOPECKS], "/set/paid_kopecks", problem);
  if (values[CRM_INSTALMENT_NO] != NULL && read_amount (values[CRM_INSTALMENT_NO]) < 1)
    crm_problem_add (problem, "/set/no", "range", "the first one is number 1");
}

const char *
crm_instalment_get_kept_status (const char *const *values)
{
  const CrmInstalmentFacts facts = {
    .status = values[CRM_INSTALMENT_STATUS],
    .amount = read_amount (values[CRM_INSTALMENT_AMOUNT_KOPECKS]),
    .paid = read_amount (values[CRM_INSTALMENT_PAID_KOPECKS]),
  };

  /* Without a date it is neither due nor overdue. */
  return crm_instalment_state_get_name (crm_instalment_get_state (&facts, NULL));
}

/**
 * crm_beneficiary_check:
 * @values: (array): canonical values of the whole beneficiary
 * @problem: takes what is wrong
 */
void
crm_beneficiary_check (const char *const *values, CrmProblem *problem)
{
  const char *share = values[CRM_BENEFICIARY_SHARE];
  const char *order = values[CRM_BENEFICIARY_ORDER];
  int parsed;

  require (values[CRM_BENEFICIARY_POLICY], "/set/policy", problem);
  if (values[CRM_BENEFICIARY_CUSTOMER] == NULL && values[CRM_BENEFICIARY_NAME] == NULL)
    crm_problem_add (problem, "/set/name", "required", "who is it");
  if (share == NULL)
    crm_problem_add (problem, "/set/share", "required", "it may not be empty");
  else if (!crm_benefit_parse_share (share, &parsed))
    crm_problem_add (problem, "/set/share", "range", "a percentage with at most two decimals");
  if (order != NULL && read_amount (order) < 1)
    crm_problem_add (problem, "/set/order", "range", "the first order is 1");
  check_term (values[CRM_BENEFICIARY_STARTS_ON], values[CRM_BENEFICIARY_ENDS_ON], problem);
}

void
crm_beneficiary_get_benefit (const char *const *values, CrmBenefit *benefit)
{
  const char *order = values[CRM_BENEFICIARY_ORDER];

  benefit->object = values[CRM_BENEFICIARY_INSURED_OBJECT];
  benefit->order = order != NULL ? (int) read_amount (order) : 1;
  benefit->starts_on = values[CRM_BENEFICIARY_STARTS_ON];
  benefit->ends_on = values[CRM_BENEFICIARY_ENDS_ON];
  if (!crm_benefit_parse_share (values[CRM_BENEFICIARY_SHARE], &benefit->share))
    benefit->share = 0;
}
