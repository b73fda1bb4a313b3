/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the company sells. */
#include "shared/customers/crm-product.h"

struct _CrmProduct
{
  CrmRecord parent_instance;
};

G_DEFINE_FINAL_TYPE (CrmProduct, crm_product, CRM_TYPE_RECORD)

static const CrmField fields[] = {
  [CRM_PRODUCT_CODE] = { .name = "code",
                         .column = "code",
                         .group = "code",
                         .type = CRM_FIELD_TEXT,
                         .max_length = 40 },
  [CRM_PRODUCT_NAME] = { .name = "name",
                         .column = "name",
                         .group = "name",
                         .type = CRM_FIELD_TEXT,
                         .max_length = 200 },
  [CRM_PRODUCT_FAMILY] = { .name = "family",
                           .column = "family",
                           .group = "family",
                           .type = CRM_FIELD_TEXT,
                           .max_length = 40 },
  [CRM_PRODUCT_ICON] = { .name = "icon",
                         .column = "icon",
                         .group = "icon",
                         .type = CRM_FIELD_TEXT,
                         .max_length = 60 },
  [CRM_PRODUCT_ACTIVE] = { .name = "active",
                           .column = "active",
                           .group = "active",
                           .type = CRM_FIELD_BOOLEAN },
};

G_STATIC_ASSERT (G_N_ELEMENTS (fields) == CRM_PRODUCT_N_FIELDS);

const CrmKind crm_product_kind = {
  .name = "product",
  .table = "product",
  .fields = fields,
  .n_fields = CRM_PRODUCT_N_FIELDS,
  .root = -1,
  .get_type = crm_product_get_type,
  .subject = "settings",
};

static void
crm_product_class_init (CrmProductClass *klass)
{
  crm_record_class_set_kind (CRM_RECORD_CLASS (klass), &crm_product_kind);
}

static void
crm_product_init (CrmProduct *self)
{
}
