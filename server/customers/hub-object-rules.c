/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What commands may do to insured objects. Worker threads. */

#define G_LOG_DOMAIN "hub-customers"

#include "server/customers/hub-child-rules.h"
#include "server/customers/hub-customer-rules.h"
#include "shared/customers/crm-insured-object.h"
#include "shared/customers/crm-object-rules.h"

static void
normalise (CrmFieldSet *set, HubRow *row)
{
  crm_insured_object_normalise_set (set);
}

static void
check (HubUnit *unit, HubRow *draft, CrmProblem *problem)
{
  crm_insured_object_check ((const char *const *) draft->values, problem);
  hub_child_check (unit, draft, problem);
}

const HubKindRules hub_insured_object_rules = {
  .kind = &crm_insured_object_kind,
  .collect = hub_child_collect,
  .normalise = normalise,
  .prepare = hub_child_prepare,
  .check = check,
  .changed = hub_child_changed,
};
