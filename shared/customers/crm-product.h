/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "shared/record/crm-record.h"

G_BEGIN_DECLS

typedef enum
{
  CRM_PRODUCT_CODE,
  CRM_PRODUCT_NAME,
  CRM_PRODUCT_FAMILY,
  CRM_PRODUCT_ICON,
  CRM_PRODUCT_ACTIVE,
  CRM_PRODUCT_N_FIELDS,
} CrmProductField;

#define CRM_TYPE_PRODUCT (crm_product_get_type ())
G_DECLARE_FINAL_TYPE (CrmProduct, crm_product, CRM, PRODUCT, CrmRecord)

extern const CrmKind crm_product_kind;

G_END_DECLS
