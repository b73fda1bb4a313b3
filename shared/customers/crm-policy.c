/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A policy of the company, or of another one that its customer has. Whether it is in force today
 * follows from its dates, see crm-policy-state.h. */
#include "shared/customers/crm-policy.h"

struct _CrmPolicy
{
  CrmRecord parent_instance;
};

G_DEFINE_FINAL_TYPE (CrmPolicy, crm_policy, CRM_TYPE_RECORD)

static const char *const statuses[] = { "draft",     "issued",    "active", "expired",
                                        "cancelled", "suspended", NULL };

static const CrmField fields[] = {
  [CRM_POLICY_CUSTOMER] = { .name = "customer",
                            .column = "customer",
                            .group = "customer",
                            .type = CRM_FIELD_ID,
                            .flags = CRM_FIELD_FIXED },
  [CRM_POLICY_PRODUCT] = { .name = "product",
                           .column = "product",
                           .group = "product",
                           .type = CRM_FIELD_TEXT,
                           .max_length = 40 },
  [CRM_POLICY_SERIES] = { .name = "series",
                          .column = "series",
                          .group = "number",
                          .type = CRM_FIELD_TEXT,
                          .max_length = 20 },
  [CRM_POLICY_NUMBER] = { .name = "number",
                          .column = "number",
                          .group = "number",
                          .type = CRM_FIELD_TEXT,
                          .max_length = 40 },
  [CRM_POLICY_INSURER] = { .name = "insurer",
                           .column = "insurer",
                           .group = "insurer",
                           .type = CRM_FIELD_TEXT,
                           .max_length = 200 },
  [CRM_POLICY_STARTS_ON] = { .name = "starts_on",
                             .column = "starts_on",
                             .group = "term",
                             .type = CRM_FIELD_DATE },
  [CRM_POLICY_ENDS_ON] = { .name = "ends_on",
                           .column = "ends_on",
                           .group = "term",
                           .type = CRM_FIELD_DATE },
  [CRM_POLICY_ISSUED_ON] = { .name = "issued_on",
                             .column = "issued_on",
                             .group = "issue",
                             .type = CRM_FIELD_DATE },
  [CRM_POLICY_PREMIUM_KOPECKS] = { .name = "premium_kopecks",
                                   .column = "premium_kopecks",
                                   .group = "premium",
                                   .type = CRM_FIELD_INTEGER },
  [CRM_POLICY_SUM_INSURED_KOPECKS] = { .name = "sum_insured_kopecks",
                                       .column = "sum_insured_kopecks",
                                       .group = "sum",
                                       .type = CRM_FIELD_INTEGER },
  [CRM_POLICY_STATUS] = { .name = "status",
                          .column = "status",
                          .group = "status",
                          .type = CRM_FIELD_ENUM,
                          .values = statuses },
  [CRM_POLICY_AGENT] = { .name = "agent",
                         .column = "agent",
                         .group = "agent",
                         .type = CRM_FIELD_ID },
  [CRM_POLICY_OBJECTS] = { .name = "objects",
                           .column = "objects",
                           .group = "objects",
                           .type = CRM_FIELD_LIST },
  [CRM_POLICY_EXTERNAL_ID] = { .name = "external_id",
                               .column = "external_id",
                               .group = "external-id",
                               .type = CRM_FIELD_TEXT,
                               .max_length = 200 },
  [CRM_POLICY_NOTE] = { .name = "note",
                        .column = "note",
                        .group = "note",
                        .type = CRM_FIELD_TEXT,
                        .flags = CRM_FIELD_BOTH,
                        .max_length = 4000 },
};

G_STATIC_ASSERT (G_N_ELEMENTS (fields) == CRM_POLICY_N_FIELDS);

const CrmKind crm_policy_kind = {
  .name = "policy",
  .table = "policy",
  .fields = fields,
  .n_fields = CRM_POLICY_N_FIELDS,
  .flags = CRM_KIND_COMMANDS,
  .root = CRM_POLICY_CUSTOMER,
  .get_type = crm_policy_get_type,
};

static void
crm_policy_class_init (CrmPolicyClass *klass)
{
  crm_record_class_set_kind (CRM_RECORD_CLASS (klass), &crm_policy_kind);
}

static void
crm_policy_init (CrmPolicy *self)
{
}
