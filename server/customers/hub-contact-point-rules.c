/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What commands may do to a contact point. Worker threads. */

#define G_LOG_DOMAIN "hub-customers"

#include "server/customers/hub-child-rules.h"
#include "server/customers/hub-customer-rules.h"
#include "shared/customers/crm-contact-point.h"
#include "shared/customers/crm-customer-rules.h"

static void
collect (HubNeeds *needs, CrmCommand *command)
{
  CrmFieldSet *set = crm_command_get_set (command);
  const char *customer = set != NULL ? crm_field_set_get (set, CRM_CONTACT_POINT_CUSTOMER) : NULL;

  hub_child_collect (needs, command);
  if (customer != NULL && g_strcmp0 (crm_field_set_get (set, CRM_CONTACT_POINT_TYPE), "phone") == 0)
    hub_needs_add_coming_phone (needs, customer);
}

static void
normalise (CrmFieldSet *set, HubRow *row)
{
  crm_contact_point_normalise_set (set,
                                   row != NULL ? hub_row_get (row, CRM_CONTACT_POINT_TYPE) : NULL);
}

static void
check (HubUnit *unit, HubRow *draft, CrmProblem *problem)
{
  crm_contact_point_check ((const char *const *) draft->values, problem);
  hub_child_check (unit, draft, problem);
}

const HubKindRules hub_contact_point_rules = {
  .kind = &crm_contact_point_kind,
  .collect = collect,
  .normalise = normalise,
  .prepare = hub_child_prepare,
  .check = check,
  .changed = hub_child_changed,
};
