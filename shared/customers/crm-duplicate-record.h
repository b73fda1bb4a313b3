/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "shared/record/crm-record.h"

G_BEGIN_DECLS

typedef enum
{
  CRM_DUPLICATE_CUSTOMER,
  CRM_DUPLICATE_OTHER,
  CRM_DUPLICATE_SCORE,
  CRM_DUPLICATE_REASONS,
  CRM_DUPLICATE_STATUS,
  CRM_DUPLICATE_N_FIELDS,
} CrmDuplicateField;

#define CRM_TYPE_DUPLICATE (crm_duplicate_get_type ())
G_DECLARE_FINAL_TYPE (CrmDuplicate, crm_duplicate, CRM, DUPLICATE, CrmRecord)

extern const CrmKind crm_duplicate_kind;

G_END_DECLS
