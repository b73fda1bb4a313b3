/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "shared/record/crm-record.h"

G_BEGIN_DECLS

typedef enum
{
  CRM_TASK_TEXT,
  CRM_TASK_CUSTOMER,
  CRM_TASK_POLICY,
  CRM_TASK_ASSIGNEE,
  CRM_TASK_BRANCH,
  CRM_TASK_DUE_AT,
  CRM_TASK_DONE_AT,
  CRM_TASK_OUTCOME,
  CRM_TASK_SOURCE,
  CRM_TASK_N_FIELDS,
} CrmTaskField;

#define CRM_TYPE_TASK (crm_task_get_type ())
G_DECLARE_FINAL_TYPE (CrmTask, crm_task, CRM, TASK, CrmRecord)

extern const CrmKind crm_task_kind;

G_END_DECLS
