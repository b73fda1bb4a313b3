/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What commands may do to a contact point: it lives and is seen with its customer. Worker threads.
 */

#define G_LOG_DOMAIN "hub-customers"

#include "server/customers/hub-customer-rules.h"

#include "server/sync/hub-events.h"
#include "shared/customers/crm-contact-point.h"
#include "shared/customers/crm-customer-rules.h"
#include "shared/customers/crm-customer.h"

static void
collect (HubNeeds *needs, CrmCommand *command)
{
  CrmFieldSet *set = crm_command_get_set (command);
  const char *customer = set != NULL ? crm_field_set_get (set, CRM_CONTACT_POINT_CUSTOMER) : NULL;

  if (customer == NULL)
    return;

  hub_needs_add_parent (needs, &crm_customer_kind, customer);
  if (g_strcmp0 (crm_field_set_get (set, CRM_CONTACT_POINT_TYPE), "phone") == 0)
    hub_needs_add_coming_phone (needs, customer);
}

static void
normalise (CrmFieldSet *set, HubRow *row)
{
  crm_contact_point_normalise_set (set,
                                   row != NULL ? hub_row_get (row, CRM_CONTACT_POINT_TYPE) : NULL);
}

/* (nullable): the customer, if it is there for this person. */
static HubRow *
find_customer (HubUnit *unit, HubRow *draft)
{
  HubRow *customer =
      hub_unit_find (unit, &crm_customer_kind, hub_row_get (draft, CRM_CONTACT_POINT_CUSTOMER));

  return customer != NULL && !customer->is_deleted && hub_unit_sees (unit, customer) ? customer
                                                                                     : NULL;
}

static void
prepare (HubUnit *unit, HubRow *draft, CrmProblem *problem)
{
  HubRow *customer = find_customer (unit, draft);

  if (customer != NULL)
    hub_row_set_scope (draft, customer->owner, customer->branch);
}

static void
check (HubUnit *unit, HubRow *draft, CrmProblem *problem)
{
  crm_contact_point_check ((const char *const *) draft->values, problem);
  if (hub_row_get (draft, CRM_CONTACT_POINT_CUSTOMER) == NULL ||
      find_customer (unit, draft) != NULL)
    return;

  if (crm_problem_n_errors (problem) == 0)
    crm_problem_set_code (problem, CRM_ERROR_NOT_FOUND);
  crm_problem_add (problem, "/set/customer", "unknown", "there is no such customer");
}

/* The history of a customer begins with what he came with. */
static void
changed (HubUnit *unit, HubRow *before, HubRow *after)
{
  HubRow *customer = find_customer (unit, after);

  if (before == NULL && customer != NULL && customer->is_stored)
    hub_events_add_history (unit, NULL, after, "create", NULL);
}

const HubKindRules hub_contact_point_rules = {
  .kind = &crm_contact_point_kind,
  .collect = collect,
  .normalise = normalise,
  .prepare = prepare,
  .check = check,
  .changed = changed,
};
