/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people of one role may do; its rights are the matrix of kinds and actions. */
#include "shared/record/crm-role.h"

struct _CrmRole
{
  CrmRecord parent_instance;
};

G_DEFINE_FINAL_TYPE (CrmRole, crm_role, CRM_TYPE_RECORD)

static const CrmField fields[] = {
  [CRM_ROLE_CODE] = { .name = "code",
                      .column = "code",
                      .type = CRM_FIELD_TEXT,
                      .flags = CRM_FIELD_READ_ONLY,
                      .max_length = 32 },
  [CRM_ROLE_NAME] = { .name = "name",
                      .column = "name",
                      .type = CRM_FIELD_TEXT,
                      .flags = CRM_FIELD_READ_ONLY | CRM_FIELD_SEARCH,
                      .max_length = 100 },
  [CRM_ROLE_RIGHTS] = { .name = "rights",
                        .column = "rights",
                        .type = CRM_FIELD_OBJECT,
                        .flags = CRM_FIELD_READ_ONLY },
};

G_STATIC_ASSERT (G_N_ELEMENTS (fields) == CRM_ROLE_N_FIELDS);

const CrmKind crm_role_kind = {
  .name = "role",
  .table = "role",
  .fields = fields,
  .n_fields = CRM_ROLE_N_FIELDS,
  .flags = 0,
  .root = -1,
  .get_type = crm_role_get_type,
};

static void
crm_role_class_init (CrmRoleClass *klass)
{
  crm_record_class_set_kind (CRM_RECORD_CLASS (klass), &crm_role_kind);
}

static void
crm_role_init (CrmRole *self)
{
}
