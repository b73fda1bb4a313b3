/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "shared/record/crm-record.h"

G_BEGIN_DECLS

typedef enum
{
  CRM_MERGE_CUSTOMER,
  CRM_MERGE_OTHER,
  CRM_MERGE_OTHER_NAME,
  CRM_MERGE_AT,
  CRM_MERGE_UNDONE_AT,
  CRM_MERGE_CHOICES,
  CRM_MERGE_N_FIELDS,
} CrmMergeField;

#define CRM_TYPE_MERGE (crm_merge_get_type ())
G_DECLARE_FINAL_TYPE (CrmMerge, crm_merge, CRM, MERGE, CrmRecord)

extern const CrmKind crm_merge_kind;

G_END_DECLS
