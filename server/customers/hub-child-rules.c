/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What hangs on a customer. Worker threads, inside the transaction. */

#define G_LOG_DOMAIN "hub-customers"

#include "server/customers/hub-child-rules.h"

#include "server/sync/hub-events.h"
#include "shared/customers/crm-customer.h"

void
hub_child_collect (HubNeeds *needs, CrmCommand *command)
{
  CrmFieldSet *set = crm_command_get_set (command);
  const char *customer =
      set != NULL ? crm_field_set_get (set, crm_command_get_kind (command)->root) : NULL;

  if (customer != NULL)
    hub_needs_add_parent (needs, &crm_customer_kind, customer);
}

/* (nullable): the customer, if he is there for this person. */
static HubRow *
find_customer (HubUnit *unit, HubRow *draft)
{
  HubRow *customer = hub_unit_find (unit, &crm_customer_kind, hub_row_get_root (draft));

  return customer != NULL && !customer->is_deleted && hub_unit_sees (unit, customer) ? customer
                                                                                     : NULL;
}

void
hub_child_prepare (HubUnit *unit, HubRow *draft, CrmProblem *problem)
{
  HubRow *customer = find_customer (unit, draft);

  if (customer != NULL)
    hub_row_set_scope (draft, customer->owner, customer->branch);
}

void
hub_child_check (HubUnit *unit, HubRow *draft, CrmProblem *problem)
{
  if (hub_row_get_root (draft) == NULL || find_customer (unit, draft) != NULL)
    return;

  if (crm_problem_n_errors (problem) == 0)
    crm_problem_set_code (problem, CRM_ERROR_NOT_FOUND);
  crm_problem_add (problem, "/set/customer", "unknown", "there is no such customer");
}

void
hub_child_changed (HubUnit *unit, HubRow *before, HubRow *after)
{
  HubRow *customer = find_customer (unit, after);

  if (before == NULL && customer != NULL && customer->is_stored)
    hub_events_add_history (unit, NULL, after, "create", NULL);
}
