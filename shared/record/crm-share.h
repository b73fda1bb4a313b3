/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "shared/record/crm-record.h"

G_BEGIN_DECLS

typedef enum
{
  CRM_SHARE_CUSTOMER,
  CRM_SHARE_USER,
  CRM_SHARE_ENDS_ON,
  CRM_SHARE_REASON,
  CRM_SHARE_N_FIELDS,
} CrmShareField;

#define CRM_TYPE_SHARE (crm_share_get_type ())
G_DECLARE_FINAL_TYPE (CrmShare, crm_share, CRM, SHARE, CrmRecord)

extern const CrmKind crm_share_kind;

G_END_DECLS
