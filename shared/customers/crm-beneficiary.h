/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "shared/record/crm-record.h"

G_BEGIN_DECLS

typedef enum
{
  CRM_BENEFICIARY_POLICY,
  CRM_BENEFICIARY_POLICYHOLDER,
  CRM_BENEFICIARY_INSURED_OBJECT,
  CRM_BENEFICIARY_CUSTOMER,
  CRM_BENEFICIARY_NAME,
  CRM_BENEFICIARY_SHARE,
  CRM_BENEFICIARY_ORDER,
  CRM_BENEFICIARY_STARTS_ON,
  CRM_BENEFICIARY_ENDS_ON,
  CRM_BENEFICIARY_DOCUMENT,
  CRM_BENEFICIARY_N_FIELDS,
} CrmBeneficiaryField;

#define CRM_TYPE_BENEFICIARY (crm_beneficiary_get_type ())
G_DECLARE_FINAL_TYPE (CrmBeneficiary, crm_beneficiary, CRM, BENEFICIARY, CrmRecord)

extern const CrmKind crm_beneficiary_kind;

G_END_DECLS
