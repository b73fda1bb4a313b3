/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An office; a tree by parent. */
#include "shared/record/crm-branch.h"

struct _CrmBranch
{
  CrmRecord parent_instance;
};

G_DEFINE_FINAL_TYPE (CrmBranch, crm_branch, CRM_TYPE_RECORD)

static const CrmField fields[] = {
  [CRM_BRANCH_NAME] = { .name = "name",
                        .column = "name",
                        .type = CRM_FIELD_TEXT,
                        .flags = CRM_FIELD_READ_ONLY | CRM_FIELD_SEARCH,
                        .max_length = 200 },
  [CRM_BRANCH_PARENT] = { .name = "parent",
                          .column = "parent",
                          .type = CRM_FIELD_ID,
                          .flags = CRM_FIELD_READ_ONLY },
  [CRM_BRANCH_TIME_ZONE] = { .name = "time_zone",
                             .column = "time_zone",
                             .type = CRM_FIELD_TEXT,
                             .flags = CRM_FIELD_READ_ONLY,
                             .max_length = 64 },
};

G_STATIC_ASSERT (G_N_ELEMENTS (fields) == CRM_BRANCH_N_FIELDS);

const CrmKind crm_branch_kind = {
  .name = "branch",
  .table = "branch",
  .fields = fields,
  .n_fields = CRM_BRANCH_N_FIELDS,
  .flags = 0,
  .root = -1,
  .get_type = crm_branch_get_type,
};

static void
crm_branch_class_init (CrmBranchClass *klass)
{
  crm_record_class_set_kind (CRM_RECORD_CLASS (klass), &crm_branch_kind);
}

static void
crm_branch_init (CrmBranch *self)
{
}
