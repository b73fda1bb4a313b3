/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "shared/record/crm-record.h"

G_BEGIN_DECLS

typedef enum
{
  CRM_RIGHT_EXCEPTION_USER,
  CRM_RIGHT_EXCEPTION_SUBJECT,
  CRM_RIGHT_EXCEPTION_ACTION,
  CRM_RIGHT_EXCEPTION_SCOPE,
  CRM_RIGHT_EXCEPTION_STARTS_ON,
  CRM_RIGHT_EXCEPTION_ENDS_ON,
  CRM_RIGHT_EXCEPTION_REASON,
  CRM_RIGHT_EXCEPTION_N_FIELDS,
} CrmRightExceptionField;

#define CRM_TYPE_RIGHT_EXCEPTION (crm_right_exception_get_type ())
G_DECLARE_FINAL_TYPE (CrmRightException, crm_right_exception, CRM, RIGHT_EXCEPTION, CrmRecord)

extern const CrmKind crm_right_exception_kind;

G_END_DECLS
