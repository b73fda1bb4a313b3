/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Field groups that clashed, until someone decides. */
#include "shared/record/crm-conflict.h"

struct _CrmConflict
{
  CrmRecord parent_instance;
};

G_DEFINE_FINAL_TYPE (CrmConflict, crm_conflict, CRM_TYPE_RECORD)

static const char *const reasons[] = { "fields", "strict", "deleted", "moved", NULL };
static const char *const statuses[] = { "open", "resolved", NULL };

static const CrmField fields[] = {
  [CRM_CONFLICT_CUSTOMER] = { .name = "customer",
                              .column = "customer",
                              .type = CRM_FIELD_ID,
                              .flags = CRM_FIELD_READ_ONLY },
  [CRM_CONFLICT_RECORD_KIND] = { .name = "record_kind",
                                 .column = "record_kind",
                                 .type = CRM_FIELD_TEXT,
                                 .flags = CRM_FIELD_READ_ONLY,
                                 .max_length = 64 },
  [CRM_CONFLICT_RECORD] = { .name = "record",
                            .column = "record",
                            .type = CRM_FIELD_ID,
                            .flags = CRM_FIELD_READ_ONLY },
  [CRM_CONFLICT_COMMAND] = { .name = "command",
                             .column = "command",
                             .type = CRM_FIELD_ID,
                             .flags = CRM_FIELD_READ_ONLY },
  [CRM_CONFLICT_AUTHOR] = { .name = "author",
                            .column = "author",
                            .type = CRM_FIELD_ID,
                            .flags = CRM_FIELD_READ_ONLY },
  [CRM_CONFLICT_DONE_AT] = { .name = "done_at",
                             .column = "done_at",
                             .type = CRM_FIELD_TIME,
                             .flags = CRM_FIELD_READ_ONLY },
  [CRM_CONFLICT_OTHER] = { .name = "other",
                           .column = "other",
                           .type = CRM_FIELD_ID,
                           .flags = CRM_FIELD_READ_ONLY },
  [CRM_CONFLICT_OTHER_AT] = { .name = "other_at",
                              .column = "other_at",
                              .type = CRM_FIELD_TIME,
                              .flags = CRM_FIELD_READ_ONLY },
  [CRM_CONFLICT_REASON] = { .name = "reason",
                            .column = "reason",
                            .type = CRM_FIELD_ENUM,
                            .flags = CRM_FIELD_READ_ONLY,
                            .values = reasons },
  [CRM_CONFLICT_GROUPS] = { .name = "groups",
                            .column = "groups",
                            .type = CRM_FIELD_OBJECT,
                            .flags = CRM_FIELD_READ_ONLY },
  [CRM_CONFLICT_MERGED] = { .name = "merged",
                            .column = "merged",
                            .type = CRM_FIELD_LIST,
                            .flags = CRM_FIELD_READ_ONLY },
  [CRM_CONFLICT_STATUS] = { .name = "status",
                            .column = "status",
                            .type = CRM_FIELD_ENUM,
                            .flags = CRM_FIELD_READ_ONLY,
                            .values = statuses },
};

G_STATIC_ASSERT (G_N_ELEMENTS (fields) == CRM_CONFLICT_N_FIELDS);

const CrmKind crm_conflict_kind = {
  .name = "conflict",
  .table = "conflict",
  .fields = fields,
  .n_fields = CRM_CONFLICT_N_FIELDS,
  .flags = 0,
  .root = CRM_CONFLICT_CUSTOMER,
  .get_type = crm_conflict_get_type,
};

static void
crm_conflict_class_init (CrmConflictClass *klass)
{
  crm_record_class_set_kind (CRM_RECORD_CLASS (klass), &crm_conflict_kind);
}

static void
crm_conflict_init (CrmConflict *self)
{
}
