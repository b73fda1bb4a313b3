/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What another person is to a customer, be it a customer too or somebody with a name only. Kept on
 * one of the two cards, see crm-relation-rules.h. */
#include "shared/customers/crm-relation.h"

struct _CrmRelation
{
  CrmRecord parent_instance;
};

G_DEFINE_FINAL_TYPE (CrmRelation, crm_relation, CRM_TYPE_RECORD)

static const char *const types[] = { "spouse",   "parent",   "child",    "sibling",
                                     "relative", "guardian", "employer", "contact-person",
                                     "friend",   "other",    NULL };

static const CrmField fields[] = {
  [CRM_RELATION_CUSTOMER] = { .name = "customer",
                              .column = "customer",
                              .group = "customer",
                              .type = CRM_FIELD_ID,
                              .flags = CRM_FIELD_FIXED },
  [CRM_RELATION_OTHER] = { .name = "other",
                           .column = "other",
                           .group = "other",
                           .type = CRM_FIELD_ID },
  [CRM_RELATION_NAME] = { .name = "name",
                          .column = "name",
                          .group = "person",
                          .type = CRM_FIELD_TEXT,
                          .max_length = 300 },
  [CRM_RELATION_PHONE] = { .name = "phone",
                           .column = "phone",
                           .group = "person",
                           .type = CRM_FIELD_TEXT,
                           .max_length = 40 },
  [CRM_RELATION_EMAIL] = { .name = "email",
                           .column = "email",
                           .group = "person",
                           .type = CRM_FIELD_TEXT,
                           .max_length = 200 },
  [CRM_RELATION_TYPE] = { .name = "type",
                          .column = "type",
                          .group = "type",
                          .type = CRM_FIELD_ENUM,
                          .values = types },
  [CRM_RELATION_POSITION] = { .name = "position",
                              .column = "job",
                              .group = "position",
                              .type = CRM_FIELD_TEXT,
                              .max_length = 200 },
  [CRM_RELATION_HOUSEHOLD] = { .name = "household",
                               .column = "household",
                               .group = "household",
                               .type = CRM_FIELD_BOOLEAN },
};

G_STATIC_ASSERT (G_N_ELEMENTS (fields) == CRM_RELATION_N_FIELDS);

const CrmKind crm_relation_kind = {
  .name = "relation",
  .table = "relation",
  .fields = fields,
  .n_fields = CRM_RELATION_N_FIELDS,
  .flags = CRM_KIND_COMMANDS,
  .root = CRM_RELATION_CUSTOMER,
  .get_type = crm_relation_get_type,
  .subject = "customer",
};

static void
crm_relation_class_init (CrmRelationClass *klass)
{
  crm_record_class_set_kind (CRM_RECORD_CLASS (klass), &crm_relation_kind);
}

static void
crm_relation_init (CrmRelation *self)
{
}
