/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "shared/record/crm-record.h"

G_BEGIN_DECLS

typedef enum
{
  CRM_INSTALMENT_POLICY,
  CRM_INSTALMENT_POLICYHOLDER,
  CRM_INSTALMENT_NO,
  CRM_INSTALMENT_DUE_ON,
  CRM_INSTALMENT_AMOUNT_KOPECKS,
  CRM_INSTALMENT_PAID_KOPECKS,
  CRM_INSTALMENT_PAID_ON,
  CRM_INSTALMENT_METHOD,
  CRM_INSTALMENT_STATUS,
  CRM_INSTALMENT_N_FIELDS,
} CrmInstalmentField;

#define CRM_TYPE_INSTALMENT (crm_instalment_get_type ())
G_DECLARE_FINAL_TYPE (CrmInstalment, crm_instalment, CRM, INSTALMENT, CrmRecord)

extern const CrmKind crm_instalment_kind;

G_END_DECLS
