/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "shared/record/crm-record.h"

G_BEGIN_DECLS

typedef enum
{
  CRM_DEPUTY_ABSENT,
  CRM_DEPUTY_DEPUTY,
  CRM_DEPUTY_STARTS_ON,
  CRM_DEPUTY_ENDS_ON,
  CRM_DEPUTY_REASON,
  CRM_DEPUTY_N_FIELDS,
} CrmDeputyField;

#define CRM_TYPE_DEPUTY (crm_deputy_get_type ())
G_DECLARE_FINAL_TYPE (CrmDeputy, crm_deputy, CRM, DEPUTY, CrmRecord)

extern const CrmKind crm_deputy_kind;

G_END_DECLS
