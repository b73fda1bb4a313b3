/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where money of a customer goes. The account number arrives masked. */
#include "shared/customers/crm-bank-account.h"

struct _CrmBankAccount
{
  CrmRecord parent_instance;
};

G_DEFINE_FINAL_TYPE (CrmBankAccount, crm_bank_account, CRM_TYPE_RECORD)

static const CrmField fields[] = {
  [CRM_BANK_ACCOUNT_CUSTOMER] = { .name = "customer",
                                  .column = "customer",
                                  .group = "customer",
                                  .type = CRM_FIELD_ID,
                                  .flags = CRM_FIELD_FIXED },
  [CRM_BANK_ACCOUNT_BIC] = { .name = "bic",
                             .column = "bic",
                             .group = "account",
                             .type = CRM_FIELD_TEXT,
                             .max_length = 40 },
  [CRM_BANK_ACCOUNT_ACCOUNT] = { .name = "account",
                                 .column = "account",
                                 .group = "account",
                                 .type = CRM_FIELD_TEXT,
                                 .flags = CRM_FIELD_MASKED,
                                 .max_length = 40 },
  [CRM_BANK_ACCOUNT_BANK_NAME] = { .name = "bank_name",
                                   .column = "bank_name",
                                   .group = "bank",
                                   .type = CRM_FIELD_TEXT,
                                   .max_length = 200 },
  [CRM_BANK_ACCOUNT_CORRESPONDENT_ACCOUNT] = { .name = "correspondent_account",
                                               .column = "correspondent_account",
                                               .group = "bank",
                                               .type = CRM_FIELD_TEXT,
                                               .max_length = 40 },
  [CRM_BANK_ACCOUNT_RECIPIENT] = { .name = "recipient",
                                   .column = "recipient",
                                   .group = "recipient",
                                   .type = CRM_FIELD_TEXT,
                                   .max_length = 200 },
  [CRM_BANK_ACCOUNT_PRIMARY] = { .name = "primary",
                                 .column = "is_primary",
                                 .group = "primary",
                                 .type = CRM_FIELD_BOOLEAN },
};

G_STATIC_ASSERT (G_N_ELEMENTS (fields) == CRM_BANK_ACCOUNT_N_FIELDS);

const CrmKind crm_bank_account_kind = {
  .name = "bank-account",
  .table = "bank_account",
  .fields = fields,
  .n_fields = CRM_BANK_ACCOUNT_N_FIELDS,
  .flags = CRM_KIND_COMMANDS,
  .root = CRM_BANK_ACCOUNT_CUSTOMER,
  .get_type = crm_bank_account_get_type,
};

static void
crm_bank_account_class_init (CrmBankAccountClass *klass)
{
  crm_record_class_set_kind (CRM_RECORD_CLASS (klass), &crm_bank_account_kind);
}

static void
crm_bank_account_init (CrmBankAccount *self)
{
}
