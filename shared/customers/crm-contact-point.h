/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "shared/record/crm-record.h"

G_BEGIN_DECLS

typedef enum
{
  CRM_CONTACT_POINT_CUSTOMER,
  CRM_CONTACT_POINT_TYPE, /* phone, email, messenger, other */
  CRM_CONTACT_POINT_VALUE,
  CRM_CONTACT_POINT_LABEL,
  CRM_CONTACT_POINT_PRIMARY,
  CRM_CONTACT_POINT_INVALID,
  CRM_CONTACT_POINT_OPTED_OUT,
  CRM_CONTACT_POINT_N_FIELDS,
} CrmContactPointField;

#define CRM_TYPE_CONTACT_POINT (crm_contact_point_get_type ())
G_DECLARE_FINAL_TYPE (CrmContactPoint, crm_contact_point, CRM, CONTACT_POINT, CrmRecord)

extern const CrmKind crm_contact_point_kind;

G_END_DECLS
