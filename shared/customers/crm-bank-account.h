/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "shared/record/crm-record.h"

G_BEGIN_DECLS

typedef enum
{
  CRM_BANK_ACCOUNT_CUSTOMER,
  CRM_BANK_ACCOUNT_BIC,
  CRM_BANK_ACCOUNT_ACCOUNT,
  CRM_BANK_ACCOUNT_BANK_NAME,
  CRM_BANK_ACCOUNT_CORRESPONDENT_ACCOUNT,
  CRM_BANK_ACCOUNT_RECIPIENT,
  CRM_BANK_ACCOUNT_PRIMARY,
  CRM_BANK_ACCOUNT_N_FIELDS,
} CrmBankAccountField;

#define CRM_TYPE_BANK_ACCOUNT (crm_bank_account_get_type ())
G_DECLARE_FINAL_TYPE (CrmBankAccount, crm_bank_account, CRM, BANK_ACCOUNT, CrmRecord)

extern const CrmKind crm_bank_account_kind;

G_END_DECLS
