/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "shared/customers/crm-instalment-state.h"
#include "shared/customers/crm-policy-state.h"

G_BEGIN_DECLS

typedef enum
{
  CRM_STANDING_LEAD,   /* no policy of theirs ever began */
  CRM_STANDING_CLIENT, /* a policy is in force, suspended, or begins later */
  CRM_STANDING_FORMER, /* all are over */
} CrmStanding;

typedef enum
{
  CRM_NEXT_NOTHING,
  CRM_NEXT_INSTALMENT,
  CRM_NEXT_POLICY_ENDS,
} CrmNextEvent;

/* All of one customer. Instalments of cancelled policies are to be left out. */
typedef struct
{
  const CrmPolicyFacts *policies;
  guint n_policies;
  const CrmInstalmentFacts *instalments;
  guint n_instalments;
  gint64 claims_paid; /* kopecks */
} CrmCustomerFacts;

/* What a customer is worth, with both sides of every ratio. Sums are kopecks. */
typedef struct
{
  CrmStanding standing;
  guint n_in_force;
  gint64 premium_in_force; /* of a year */
  gint64 paid_total;
  int tenure_days;
  gint64 loss_numerator;     /* claims paid */
  gint64 loss_denominator;   /* premium earned */
  guint in_time_numerator;   /* instalments paid in time */
  guint in_time_denominator; /* instalments whose day is over */
  CrmNextEvent next_event;
  guint next_index; /* of an instalment or a policy */
  char next_on[11];
  gint64 next_sum;
} CrmCustomerValue;

/* How each of them is counted, to be shown beside it; in English for gettext. */
typedef struct
{
  const char *code; /* "premium-in-force", "paid-total", "tenure", "loss-ratio", "in-time" */
  const char *title;
  const char *formula;
} CrmValueFormula;

void crm_customer_value_compute (const CrmCustomerFacts *facts,
                                 const char *today,
                                 CrmCustomerValue *value);
/* "client": as in the record. */
const char *crm_standing_get_name (CrmStanding standing);
/* Whole percent, rounded half up; -1 when there is nothing to divide by. */
int crm_value_get_percent (gint64 numerator, gint64 denominator);
/* (nullable) */
const CrmValueFormula *crm_value_find_formula (const char *code);
const CrmValueFormula *crm_value_get_formulas (guint *n);
/* The products in force, each once, in the order of the policies. (transfer container) (array
 * zero-terminated=1) */
const char **crm_customer_value_list_products (const CrmCustomerFacts *facts, const char *today);

G_END_DECLS
