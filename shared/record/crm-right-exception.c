/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One cell of the matrix that is different for one person, until a day. */
#include "shared/record/crm-right-exception.h"

struct _CrmRightException
{
  CrmRecord parent_instance;
};

G_DEFINE_FINAL_TYPE (CrmRightException, crm_right_exception, CRM_TYPE_RECORD)

static const char *const scopes[] = { "none", "own", "branch", "all", NULL };

static const CrmField fields[] = {
  [CRM_RIGHT_EXCEPTION_USER] = { .name = "user",
                                 .column = "user_id",
                                 .type = CRM_FIELD_ID,
                                 .flags = CRM_FIELD_READ_ONLY },
  [CRM_RIGHT_EXCEPTION_SUBJECT] = { .name = "subject",
                                    .column = "subject",
                                    .type = CRM_FIELD_TEXT,
                                    .flags = CRM_FIELD_READ_ONLY,
                                    .max_length = 64 },
  [CRM_RIGHT_EXCEPTION_ACTION] = { .name = "action",
                                   .column = "action",
                                   .type = CRM_FIELD_TEXT,
                                   .flags = CRM_FIELD_READ_ONLY,
                                   .max_length = 32 },
  [CRM_RIGHT_EXCEPTION_SCOPE] = { .name = "scope",
                                  .column = "scope",
                                  .type = CRM_FIELD_ENUM,
                                  .flags = CRM_FIELD_READ_ONLY,
                                  .values = scopes },
  [CRM_RIGHT_EXCEPTION_STARTS_ON] = { .name = "starts_on",
                                      .column = "starts_on",
                                      .type = CRM_FIELD_DATE,
                                      .flags = CRM_FIELD_READ_ONLY },
  [CRM_RIGHT_EXCEPTION_ENDS_ON] = { .name = "ends_on",
                                    .column = "ends_on",
                                    .type = CRM_FIELD_DATE,
                                    .flags = CRM_FIELD_READ_ONLY },
  [CRM_RIGHT_EXCEPTION_REASON] = { .name = "reason",
                                   .column = "reason",
                                   .type = CRM_FIELD_TEXT,
                                   .flags = CRM_FIELD_READ_ONLY,
                                   .max_length = 500 },
};

G_STATIC_ASSERT (G_N_ELEMENTS (fields) == CRM_RIGHT_EXCEPTION_N_FIELDS);

const CrmKind crm_right_exception_kind = {
  .name = "right-exception",
  .table = "right_exception",
  .fields = fields,
  .n_fields = CRM_RIGHT_EXCEPTION_N_FIELDS,
  .flags = 0,
  .root = -1,
  .get_type = crm_right_exception_get_type,
};

static void
crm_right_exception_class_init (CrmRightExceptionClass *klass)
{
  crm_record_class_set_kind (CRM_RECORD_CLASS (klass), &crm_right_exception_kind);
}

static void
crm_right_exception_init (CrmRightException *self)
{
}
