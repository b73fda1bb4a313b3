/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two customers who may be the same, and what people decided about them. It hangs on the one with
 * the smaller id. */
#include "shared/customers/crm-duplicate-record.h"

struct _CrmDuplicate
{
  CrmRecord parent_instance;
};

G_DEFINE_FINAL_TYPE (CrmDuplicate, crm_duplicate, CRM_TYPE_RECORD)

static const char *const statuses[] = { "open", "distinct", "merged", NULL };

static const CrmField fields[] = {
  [CRM_DUPLICATE_CUSTOMER] = { .name = "customer",
                               .column = "customer",
                               .group = "customer",
                               .type = CRM_FIELD_ID,
                               .flags = CRM_FIELD_FIXED },
  [CRM_DUPLICATE_OTHER] = { .name = "other",
                            .column = "other",
                            .group = "other",
                            .type = CRM_FIELD_ID,
                            .flags = CRM_FIELD_FIXED },
  [CRM_DUPLICATE_SCORE] = { .name = "score",
                            .column = "score",
                            .type = CRM_FIELD_INTEGER,
                            .flags = CRM_FIELD_READ_ONLY },
  [CRM_DUPLICATE_REASONS] = { .name = "reasons",
                              .column = "reasons",
                              .type = CRM_FIELD_LIST,
                              .flags = CRM_FIELD_READ_ONLY },
  [CRM_DUPLICATE_STATUS] = { .name = "status",
                             .column = "status",
                             .group = "status",
                             .type = CRM_FIELD_ENUM,
                             .values = statuses },
};

G_STATIC_ASSERT (G_N_ELEMENTS (fields) == CRM_DUPLICATE_N_FIELDS);

const CrmKind crm_duplicate_kind = {
  .name = "duplicate",
  .table = "duplicate",
  .fields = fields,
  .n_fields = CRM_DUPLICATE_N_FIELDS,
  .flags = CRM_KIND_COMMANDS,
  .root = CRM_DUPLICATE_CUSTOMER,
  .get_type = crm_duplicate_get_type,
  .subject = "customer",
};

static void
crm_duplicate_class_init (CrmDuplicateClass *klass)
{
  crm_record_class_set_kind (CRM_RECORD_CLASS (klass), &crm_duplicate_kind);
}

static void
crm_duplicate_init (CrmDuplicate *self)
{
}
