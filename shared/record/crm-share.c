/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One customer shown to one more person, until a day. */
#include "shared/record/crm-share.h"

struct _CrmShare
{
  CrmRecord parent_instance;
};

G_DEFINE_FINAL_TYPE (CrmShare, crm_share, CRM_TYPE_RECORD)

static const CrmField fields[] = {
  [CRM_SHARE_CUSTOMER] = { .name = "customer",
                           .column = "customer",
                           .type = CRM_FIELD_ID,
                           .flags = CRM_FIELD_READ_ONLY },
  [CRM_SHARE_USER] = { .name = "user",
                       .column = "user_id",
                       .type = CRM_FIELD_ID,
                       .flags = CRM_FIELD_READ_ONLY },
  [CRM_SHARE_ENDS_ON] = { .name = "ends_on",
                          .column = "ends_on",
                          .type = CRM_FIELD_DATE,
                          .flags = CRM_FIELD_READ_ONLY },
  [CRM_SHARE_REASON] = { .name = "reason",
                         .column = "reason",
                         .type = CRM_FIELD_TEXT,
                         .flags = CRM_FIELD_READ_ONLY,
                         .max_length = 500 },
};

G_STATIC_ASSERT (G_N_ELEMENTS (fields) == CRM_SHARE_N_FIELDS);

const CrmKind crm_share_kind = {
  .name = "share",
  .table = "share",
  .fields = fields,
  .n_fields = CRM_SHARE_N_FIELDS,
  .flags = 0,
  .root = CRM_SHARE_CUSTOMER,
  .get_type = crm_share_get_type,
};

static void
crm_share_class_init (CrmShareClass *klass)
{
  crm_record_class_set_kind (CRM_RECORD_CLASS (klass), &crm_share_kind);
}

static void
crm_share_init (CrmShare *self)
{
}
