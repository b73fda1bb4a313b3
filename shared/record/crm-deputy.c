/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who stands in for somebody absent: he sees what that person owns, from day to day, both included.
 */
#include "shared/record/crm-deputy.h"

struct _CrmDeputy
{
  CrmRecord parent_instance;
};

G_DEFINE_FINAL_TYPE (CrmDeputy, crm_deputy, CRM_TYPE_RECORD)

static const CrmField fields[] = {
  [CRM_DEPUTY_ABSENT] = { .name = "absent",
                          .column = "absent",
                          .type = CRM_FIELD_ID,
                          .flags = CRM_FIELD_READ_ONLY },
  [CRM_DEPUTY_DEPUTY] = { .name = "deputy",
                          .column = "deputy",
                          .type = CRM_FIELD_ID,
                          .flags = CRM_FIELD_READ_ONLY },
  [CRM_DEPUTY_STARTS_ON] = { .name = "starts_on",
                             .column = "starts_on",
                             .type = CRM_FIELD_DATE,
                             .flags = CRM_FIELD_READ_ONLY },
  [CRM_DEPUTY_ENDS_ON] = { .name = "ends_on",
                           .column = "ends_on",
                           .type = CRM_FIELD_DATE,
                           .flags = CRM_FIELD_READ_ONLY },
  [CRM_DEPUTY_REASON] = { .name = "reason",
                          .column = "reason",
                          .type = CRM_FIELD_TEXT,
                          .flags = CRM_FIELD_READ_ONLY,
                          .max_length = 500 },
};

G_STATIC_ASSERT (G_N_ELEMENTS (fields) == CRM_DEPUTY_N_FIELDS);

const CrmKind crm_deputy_kind = {
  .name = "deputy",
  .table = "deputy",
  .fields = fields,
  .n_fields = CRM_DEPUTY_N_FIELDS,
  .flags = 0,
  .root = -1,
  .get_type = crm_deputy_get_type,
};

static void
crm_deputy_class_init (CrmDeputyClass *klass)
{
  crm_record_class_set_kind (CRM_RECORD_CLASS (klass), &crm_deputy_kind);
}

static void
crm_deputy_init (CrmDeputy *self)
{
}
