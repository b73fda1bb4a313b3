/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Something to be done by somebody. It is its assignee whose it is. */
#include "shared/customers/crm-task.h"

struct _CrmTask
{
  CrmRecord parent_instance;
};

G_DEFINE_FINAL_TYPE (CrmTask, crm_task, CRM_TYPE_RECORD)

static const CrmField fields[] = {
  [CRM_TASK_TEXT] = { .name = "text",
                      .column = "text",
                      .group = "text",
                      .type = CRM_FIELD_TEXT,
                      .max_length = 2000 },
  [CRM_TASK_CUSTOMER] = { .name = "customer",
                          .column = "customer",
                          .group = "about",
                          .type = CRM_FIELD_ID },
  [CRM_TASK_POLICY] = { .name = "policy",
                        .column = "policy",
                        .group = "about",
                        .type = CRM_FIELD_ID },
  [CRM_TASK_ASSIGNEE] = { .name = "assignee",
                          .column = "owner",
                          .group = "assignee",
                          .type = CRM_FIELD_ID,
                          .flags = CRM_FIELD_STRICT },
  [CRM_TASK_BRANCH] = { .name = "branch",
                        .column = "branch",
                        .type = CRM_FIELD_ID,
                        .flags = CRM_FIELD_READ_ONLY },
  [CRM_TASK_DUE_AT] = { .name = "due_at",
                        .column = "due_at",
                        .group = "due",
                        .type = CRM_FIELD_TIME },
  [CRM_TASK_DONE_AT] = { .name = "done_at",
                         .column = "done_at",
                         .group = "done",
                         .type = CRM_FIELD_TIME },
  [CRM_TASK_OUTCOME] = { .name = "outcome",
                         .column = "outcome",
                         .group = "done",
                         .type = CRM_FIELD_TEXT,
                         .max_length = 2000 },
  [CRM_TASK_SOURCE] = { .name = "source",
                        .column = "source",
                        .group = "source",
                        .type = CRM_FIELD_TEXT,
                        .flags = CRM_FIELD_FIXED,
                        .max_length = 40 },
};

G_STATIC_ASSERT (G_N_ELEMENTS (fields) == CRM_TASK_N_FIELDS);

const CrmKind crm_task_kind = {
  .name = "task",
  .table = "task",
  .fields = fields,
  .n_fields = CRM_TASK_N_FIELDS,
  .flags = CRM_KIND_COMMANDS,
  .root = -1,
  .get_type = crm_task_get_type,
};

static void
crm_task_class_init (CrmTaskClass *klass)
{
  crm_record_class_set_kind (CRM_RECORD_CLASS (klass), &crm_task_kind);
}

static void
crm_task_init (CrmTask *self)
{
}
