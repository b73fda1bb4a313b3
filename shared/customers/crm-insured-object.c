/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Something or somebody that can be insured, whether a policy names it or not. */
#include "shared/customers/crm-insured-object.h"

struct _CrmInsuredObject
{
  CrmRecord parent_instance;
};

G_DEFINE_FINAL_TYPE (CrmInsuredObject, crm_insured_object, CRM_TYPE_RECORD)

static const char *const types[] = { "vehicle", "property", "person", "other", NULL };

static const CrmField fields[] = {
  [CRM_INSURED_OBJECT_CUSTOMER] = { .name = "customer",
                                    .column = "customer",
                                    .group = "customer",
                                    .type = CRM_FIELD_ID,
                                    .flags = CRM_FIELD_FIXED },
  [CRM_INSURED_OBJECT_TYPE] = { .name = "type",
                                .column = "type",
                                .group = "type",
                                .type = CRM_FIELD_ENUM,
                                .values = types },
  [CRM_INSURED_OBJECT_TITLE] = { .name = "title",
                                 .column = "title",
                                 .group = "title",
                                 .type = CRM_FIELD_TEXT,
                                 .max_length = 200 },
  [CRM_INSURED_OBJECT_VIN] = { .name = "vin",
                               .column = "vin",
                               .group = "vin",
                               .type = CRM_FIELD_TEXT,
                               .max_length = 40 },
  [CRM_INSURED_OBJECT_BODY_NUMBER] = { .name = "body_number",
                                       .column = "body_number",
                                       .group = "body-number",
                                       .type = CRM_FIELD_TEXT,
                                       .max_length = 40 },
  [CRM_INSURED_OBJECT_PLATE] = { .name = "plate",
                                 .column = "plate",
                                 .group = "plate",
                                 .type = CRM_FIELD_TEXT,
                                 .max_length = 20 },
  [CRM_INSURED_OBJECT_MAKE] = { .name = "make",
                                .column = "make",
                                .group = "model",
                                .type = CRM_FIELD_TEXT,
                                .max_length = 100 },
  [CRM_INSURED_OBJECT_MODEL] = { .name = "model",
                                 .column = "model",
                                 .group = "model",
                                 .type = CRM_FIELD_TEXT,
                                 .max_length = 100 },
  [CRM_INSURED_OBJECT_YEAR] = { .name = "year",
                                .column = "year",
                                .group = "model",
                                .type = CRM_FIELD_INTEGER },
  [CRM_INSURED_OBJECT_POWER_HP] = { .name = "power_hp",
                                    .column = "power_hp",
                                    .group = "power",
                                    .type = CRM_FIELD_DECIMAL },
  [CRM_INSURED_OBJECT_CADASTRAL_NUMBER] = { .name = "cadastral_number",
                                            .column = "cadastral_number",
                                            .group = "cadastral-number",
                                            .type = CRM_FIELD_TEXT,
                                            .max_length = 60 },
  [CRM_INSURED_OBJECT_ADDRESS] = { .name = "address",
                                   .column = "address",
                                   .group = "address",
                                   .type = CRM_FIELD_TEXT,
                                   .max_length = 500 },
  [CRM_INSURED_OBJECT_PERSON] = { .name = "person",
                                  .column = "person",
                                  .group = "person",
                                  .type = CRM_FIELD_ID },
  [CRM_INSURED_OBJECT_EXTERNAL_ID] = { .name = "external_id",
                                       .column = "external_id",
                                       .group = "external-id",
                                       .type = CRM_FIELD_TEXT,
                                       .max_length = 200 },
  [CRM_INSURED_OBJECT_NOTE] = { .name = "note",
                                .column = "note",
                                .group = "note",
                                .type = CRM_FIELD_TEXT,
                                .flags = CRM_FIELD_BOTH,
                                .max_length = 4000 },
};

G_STATIC_ASSERT (G_N_ELEMENTS (fields) == CRM_INSURED_OBJECT_N_FIELDS);

const CrmKind crm_insured_object_kind = {
  .name = "insured-object",
  .table = "insured_object",
  .fields = fields,
  .n_fields = CRM_INSURED_OBJECT_N_FIELDS,
  .flags = CRM_KIND_COMMANDS,
  .root = CRM_INSURED_OBJECT_CUSTOMER,
  .get_type = crm_insured_object_get_type,
  .subject = "customer",
};

static void
crm_insured_object_class_init (CrmInsuredObjectClass *klass)
{
  crm_record_class_set_kind (CRM_RECORD_CLASS (klass), &crm_insured_object_kind);
}

static void
crm_insured_object_init (CrmInsuredObject *self)
{
}
