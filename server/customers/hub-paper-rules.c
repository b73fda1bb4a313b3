/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What commands may do to documents and bank accounts of a customer. Worker threads. */

#define G_LOG_DOMAIN "hub-customers"

#include "server/customers/hub-child-rules.h"
#include "server/customers/hub-customer-rules.h"
#include "shared/customers/crm-account-rules.h"
#include "shared/customers/crm-bank-account.h"
#include "shared/customers/crm-document-rules.h"
#include "shared/customers/crm-identity-document.h"

static void
normalise_document (CrmFieldSet *set, HubRow *row)
{
  crm_identity_document_normalise_set (set, row != NULL
                                                ? hub_row_get (row, CRM_IDENTITY_DOCUMENT_TYPE)
                                                : NULL);
}

static void
check_document (HubUnit *unit, HubRow *draft, CrmProblem *problem)
{
  crm_identity_document_check ((const char *const *) draft->values, problem);
  hub_child_check (unit, draft, problem);
}

static void
normalise_account (CrmFieldSet *set, HubRow *row)
{
  crm_bank_account_normalise_set (set);
}

static void
check_account (HubUnit *unit, HubRow *draft, CrmProblem *problem)
{
  crm_bank_account_check ((const char *const *) draft->values, problem);
  hub_child_check (unit, draft, problem);
}

const HubKindRules hub_identity_document_rules = {
  .kind = &crm_identity_document_kind,
  .collect = hub_child_collect,
  .normalise = normalise_document,
  .prepare = hub_child_prepare,
  .check = check_document,
  .changed = hub_child_changed,
};

const HubKindRules hub_bank_account_rules = {
  .kind = &crm_bank_account_kind,
  .collect = hub_child_collect,
  .normalise = normalise_account,
  .prepare = hub_child_prepare,
  .check = check_account,
  .changed = hub_child_changed,
};
