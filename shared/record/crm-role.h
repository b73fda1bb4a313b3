/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "shared/record/crm-record.h"

G_BEGIN_DECLS

typedef enum
{
  CRM_ROLE_CODE,
  CRM_ROLE_NAME,
  CRM_ROLE_RIGHTS,
  CRM_ROLE_N_FIELDS,
} CrmRoleField;

#define CRM_TYPE_ROLE (crm_role_get_type ())
G_DECLARE_FINAL_TYPE (CrmRole, crm_role, CRM, ROLE, CrmRecord)

extern const CrmKind crm_role_kind;

G_END_DECLS
