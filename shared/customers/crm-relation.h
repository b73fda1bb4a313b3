/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "shared/record/crm-record.h"

G_BEGIN_DECLS

typedef enum
{
  CRM_RELATION_CUSTOMER,
  CRM_RELATION_OTHER,
  CRM_RELATION_NAME,
  CRM_RELATION_PHONE,
  CRM_RELATION_EMAIL,
  CRM_RELATION_TYPE,
  CRM_RELATION_POSITION,
  CRM_RELATION_HOUSEHOLD,
  CRM_RELATION_N_FIELDS,
} CrmRelationField;

#define CRM_TYPE_RELATION (crm_relation_get_type ())
G_DECLARE_FINAL_TYPE (CrmRelation, crm_relation, CRM, RELATION, CrmRecord)

extern const CrmKind crm_relation_kind;

G_END_DECLS
