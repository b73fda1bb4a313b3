/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  CRM_POLICY_DRAFT,
  CRM_POLICY_ISSUED, /* begins later */
  CRM_POLICY_ACTIVE,
  CRM_POLICY_EXPIRED,
  CRM_POLICY_CANCELLED,
  CRM_POLICY_SUSPENDED,
} CrmPolicyState;

/* What is kept of a policy. */
typedef struct
{
  const char *status;
  const char *product;   /* (nullable) */
  const char *starts_on; /* (nullable): from ever */
  const char *ends_on;   /* (nullable): the last day; for ever */
  gint64 premium;        /* kopecks, for the whole term */
} CrmPolicyFacts;

/* Draft, cancelled and suspended are decisions of people and stay; whether an issued policy has
 * begun or is over is what the date says, whatever was kept. */
CrmPolicyState crm_policy_state_get (const CrmPolicyFacts *facts, const char *today);
/* "active": as in the record. */
const char *crm_policy_state_get_name (CrmPolicyState state);
/* Days of its term, both ends counted; 0 when it has no end. */
int crm_policy_state_get_term (const CrmPolicyFacts *facts);
/* What it brings in a year: the premium of a term of up to 366 days, else the part of 365 days. */
gint64 crm_policy_state_get_yearly_premium (const CrmPolicyFacts *facts);

G_END_DECLS
