/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "shared/record/crm-record.h"

G_BEGIN_DECLS

typedef enum
{
  CRM_USER_LOGIN,
  CRM_USER_NAME,
  CRM_USER_ROLE, /* agent, head, director, administrator */
  CRM_USER_BRANCH,
  CRM_USER_SKILLS,
  CRM_USER_ACTIVE,
  CRM_USER_N_FIELDS,
} CrmUserField;

#define CRM_TYPE_USER (crm_user_get_type ())
G_DECLARE_FINAL_TYPE (CrmUser, crm_user, CRM, USER, CrmRecord)

extern const CrmKind crm_user_kind;

const char *crm_user_get_name (CrmUser *self);

G_END_DECLS
