/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one list of all kinds, in the order in which they are synced. It stands above the modules, so
 * that nothing below knows them. */
#include "shared/codec/crm-field.h"
#include "shared/customers/crm-attachment.h"
#include "shared/customers/crm-bank-account.h"
#include "shared/customers/crm-beneficiary.h"
#include "shared/customers/crm-consent-text.h"
#include "shared/customers/crm-consent.h"
#include "shared/customers/crm-contact-point.h"
#include "shared/customers/crm-customer.h"
#include "shared/customers/crm-duplicate-record.h"
#include "shared/customers/crm-identity-document.h"
#include "shared/customers/crm-instalment.h"
#include "shared/customers/crm-insured-object.h"
#include "shared/customers/crm-merge.h"
#include "shared/customers/crm-note.h"
#include "shared/customers/crm-offer-rule.h"
#include "shared/customers/crm-offer.h"
#include "shared/customers/crm-policy.h"
#include "shared/customers/crm-product.h"
#include "shared/customers/crm-relation.h"
#include "shared/customers/crm-saved-view.h"
#include "shared/customers/crm-task.h"
#include "shared/record/crm-branch.h"
#include "shared/record/crm-conflict.h"
#include "shared/record/crm-deputy.h"
#include "shared/record/crm-history-event.h"
#include "shared/record/crm-right-exception.h"
#include "shared/record/crm-role.h"
#include "shared/record/crm-share.h"
#include "shared/record/crm-user.h"

static const CrmKind *const kinds[] = {
  &crm_branch_kind,        &crm_role_kind,
  &crm_user_kind,          &crm_right_exception_kind,
  &crm_deputy_kind,        &crm_customer_kind,
  &crm_contact_point_kind, &crm_identity_document_kind,
  &crm_bank_account_kind,  &crm_share_kind,
  &crm_conflict_kind,      &crm_history_event_kind,
  &crm_policy_kind,        &crm_insured_object_kind,
  &crm_beneficiary_kind,   &crm_instalment_kind,
  &crm_relation_kind,      &crm_consent_kind,
  &crm_consent_text_kind,  &crm_attachment_kind,
  &crm_duplicate_kind,     &crm_merge_kind,
  &crm_offer_kind,         &crm_offer_rule_kind,
  &crm_saved_view_kind,    &crm_note_kind,
  &crm_task_kind,          &crm_product_kind,
};

/**
 * crm_kinds:
 * @n_kinds: (out) (optional): how many there are
 *
 * Returns: (transfer none) (array length=n_kinds): the kinds, parents first
 */
const CrmKind *const *
crm_kinds (guint *n_kinds)
{
  if (n_kinds != NULL)
    *n_kinds = G_N_ELEMENTS (kinds);

  return kinds;
}

/**
 * crm_kind_find:
 * @name: (nullable): "contact-point"
 *
 * Returns: (transfer none) (nullable): the kind
 */
const CrmKind *
crm_kind_find (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_strcmp0 (kinds[i]->name, name) == 0)
      return kinds[i];

  return NULL;
}

/**
 * crm_kind_find_field:
 * @self: a kind
 * @name: (nullable): name on the wire
 *
 * Returns: index of the field, or -1
 */
int
crm_kind_find_field (const CrmKind *self, const char *name)
{
  g_return_val_if_fail (self != NULL, -1);

  for (guint i = 0; i < self->n_fields; i++)
    if (g_strcmp0 (self->fields[i].name, name) == 0)
      return (int) i;

  return -1;
}

/**
 * crm_kind_get_subject:
 * @self: a kind
 *
 * Returns: (transfer none): the subject of rights to its records, see crm_subjects()
 */
const char *
crm_kind_get_subject (const CrmKind *self)
{
  return self->subject != NULL ? self->subject : self->name;
}
