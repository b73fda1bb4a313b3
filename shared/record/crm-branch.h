/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "shared/record/crm-record.h"

G_BEGIN_DECLS

typedef enum
{
  CRM_BRANCH_NAME,
  CRM_BRANCH_PARENT,
  CRM_BRANCH_TIME_ZONE,
  CRM_BRANCH_N_FIELDS,
} CrmBranchField;

#define CRM_TYPE_BRANCH (crm_branch_get_type ())
G_DECLARE_FINAL_TYPE (CrmBranch, crm_branch, CRM, BRANCH, CrmRecord)

extern const CrmKind crm_branch_kind;

G_END_DECLS
