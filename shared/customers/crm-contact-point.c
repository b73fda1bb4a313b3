/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One way to reach a customer. */
#include "shared/customers/crm-contact-point.h"

struct _CrmContactPoint
{
  CrmRecord parent_instance;
};

G_DEFINE_FINAL_TYPE (CrmContactPoint, crm_contact_point, CRM_TYPE_RECORD)

static const char *const types[] = { "phone", "email", "messenger", "other", NULL };

static const CrmField fields[] = {
  [CRM_CONTACT_POINT_CUSTOMER] = { .name = "customer",
                                   .column = "customer",
                                   .group = "customer",
                                   .type = CRM_FIELD_ID,
                                   .flags = CRM_FIELD_FIXED },
  [CRM_CONTACT_POINT_TYPE] = { .name = "type",
                               .column = "type",
                               .group = "value",
                               .type = CRM_FIELD_ENUM,
                               .values = types },
  [CRM_CONTACT_POINT_VALUE] = { .name = "value",
                                .column = "value",
                                .group = "value",
                                .type = CRM_FIELD_TEXT,
                                .flags = CRM_FIELD_SEARCH,
                                .max_length = 320 },
  [CRM_CONTACT_POINT_LABEL] = { .name = "label",
                                .column = "label",
                                .group = "label",
                                .type = CRM_FIELD_TEXT,
                                .max_length = 100 },
  [CRM_CONTACT_POINT_PRIMARY] = { .name = "primary",
                                  .column = "is_primary",
                                  .group = "primary",
                                  .type = CRM_FIELD_BOOLEAN },
  [CRM_CONTACT_POINT_INVALID] = { .name = "invalid",
                                  .column = "invalid",
                                  .group = "invalid",
                                  .type = CRM_FIELD_BOOLEAN },
  [CRM_CONTACT_POINT_OPTED_OUT] = { .name = "opted_out",
                                    .column = "opted_out",
                                    .group = "opted-out",
                                    .type = CRM_FIELD_BOOLEAN },
};

G_STATIC_ASSERT (G_N_ELEMENTS (fields) == CRM_CONTACT_POINT_N_FIELDS);

const CrmKind crm_contact_point_kind = {
  .name = "contact-point",
  .table = "contact_point",
  .fields = fields,
  .n_fields = CRM_CONTACT_POINT_N_FIELDS,
  .flags = CRM_KIND_COMMANDS,
  .root = CRM_CONTACT_POINT_CUSTOMER,
  .get_type = crm_contact_point_get_type,
};

static void
crm_contact_point_class_init (CrmContactPointClass *klass)
{
  crm_record_class_set_kind (CRM_RECORD_CLASS (klass), &crm_contact_point_kind);
}

static void
crm_contact_point_init (CrmContactPoint *self)
{
}
