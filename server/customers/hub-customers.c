/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The module of customers, as the server sees it. */

#define G_LOG_DOMAIN "hub-customers"

#include "server/customers/hub-customers.h"

#include "server/customers/hub-customer-rules.h"

const HubKindRules *const hub_customers_rules[] = {
  &hub_customer_rules,
  &hub_contact_point_rules,
  &hub_identity_document_rules,
  &hub_bank_account_rules,
  &hub_policy_rules,
  &hub_insured_object_rules,
  &hub_beneficiary_rules,
  &hub_instalment_rules,
  &hub_relation_rules,
  &hub_consent_rules,
  &hub_attachment_rules,
  &hub_duplicate_rules,
  &hub_offer_rules,
  &hub_note_rules,
  &hub_task_rules,
  &hub_saved_view_rules,
  NULL,
};

void
hub_customers_register (HubSync *sync)
{
  for (guint i = 0; hub_customers_rules[i] != NULL; i++)
    hub_sync_add_rules (sync, hub_customers_rules[i]);
}
