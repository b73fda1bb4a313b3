/* SPDX-License-Identifier: GPL-3.0-or-later */
/* That two customers became one, and how to part them again. The server alone writes it. */
#include "shared/customers/crm-merge.h"

struct _CrmMerge
{
  CrmRecord parent_instance;
};

G_DEFINE_FINAL_TYPE (CrmMerge, crm_merge, CRM_TYPE_RECORD)

static const CrmField fields[] = {
  [CRM_MERGE_CUSTOMER] = { .name = "customer",
                           .column = "customer",
                           .type = CRM_FIELD_ID,
                           .flags = CRM_FIELD_READ_ONLY },
  [CRM_MERGE_OTHER] = { .name = "other",
                        .column = "other",
                        .type = CRM_FIELD_ID,
                        .flags = CRM_FIELD_READ_ONLY },
  [CRM_MERGE_OTHER_NAME] = { .name = "other_name",
                             .column = "other_name",
                             .type = CRM_FIELD_TEXT,
                             .flags = CRM_FIELD_READ_ONLY,
                             .max_length = 300 },
  [CRM_MERGE_AT] = { .name = "at",
                     .column = "at",
                     .type = CRM_FIELD_TIME,
                     .flags = CRM_FIELD_READ_ONLY },
  [CRM_MERGE_UNDONE_AT] = { .name = "undone_at",
                            .column = "undone_at",
                            .type = CRM_FIELD_TIME,
                            .flags = CRM_FIELD_READ_ONLY },
  [CRM_MERGE_CHOICES] = { .name = "choices",
                          .column = "choices",
                          .type = CRM_FIELD_OBJECT,
                          .flags = CRM_FIELD_READ_ONLY },
};

G_STATIC_ASSERT (G_N_ELEMENTS (fields) == CRM_MERGE_N_FIELDS);

const CrmKind crm_merge_kind = {
  .name = "merge",
  .table = "merge",
  .fields = fields,
  .n_fields = CRM_MERGE_N_FIELDS,
  .root = CRM_MERGE_CUSTOMER,
  .get_type = crm_merge_get_type,
  .subject = "customer",
};

static void
crm_merge_class_init (CrmMergeClass *klass)
{
  crm_record_class_set_kind (CRM_RECORD_CLASS (klass), &crm_merge_kind);
}

static void
crm_merge_init (CrmMerge *self)
{
}
