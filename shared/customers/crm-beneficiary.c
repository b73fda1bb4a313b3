/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who gets what part of the insurance sum. The policyholder is the one of the policy. */
#include "shared/customers/crm-beneficiary.h"

#include "shared/customers/crm-policy.h"

struct _CrmBeneficiary
{
  CrmRecord parent_instance;
};

G_DEFINE_FINAL_TYPE (CrmBeneficiary, crm_beneficiary, CRM_TYPE_RECORD)

static const CrmField fields[] = {
  [CRM_BENEFICIARY_POLICY] = { .name = "policy",
                               .column = "policy",
                               .group = "policy",
                               .type = CRM_FIELD_ID,
                               .flags = CRM_FIELD_FIXED },
  [CRM_BENEFICIARY_POLICYHOLDER] = { .name = "policyholder",
                                     .column = "customer",
                                     .type = CRM_FIELD_ID,
                                     .flags = CRM_FIELD_READ_ONLY },
  [CRM_BENEFICIARY_INSURED_OBJECT] = { .name = "insured_object",
                                       .column = "insured_object",
                                       .group = "object",
                                       .type = CRM_FIELD_ID },
  [CRM_BENEFICIARY_CUSTOMER] = { .name = "customer",
                                 .column = "beneficiary",
                                 .group = "who",
                                 .type = CRM_FIELD_ID },
  [CRM_BENEFICIARY_NAME] = { .name = "name",
                             .column = "name",
                             .group = "who",
                             .type = CRM_FIELD_TEXT,
                             .max_length = 300 },
  [CRM_BENEFICIARY_SHARE] = { .name = "share",
                              .column = "share",
                              .group = "share",
                              .type = CRM_FIELD_DECIMAL },
  [CRM_BENEFICIARY_ORDER] = { .name = "order",
                              .column = "place",
                              .group = "share",
                              .type = CRM_FIELD_INTEGER },
  [CRM_BENEFICIARY_STARTS_ON] = { .name = "starts_on",
                                  .column = "starts_on",
                                  .group = "term",
                                  .type = CRM_FIELD_DATE },
  [CRM_BENEFICIARY_ENDS_ON] = { .name = "ends_on",
                                .column = "ends_on",
                                .group = "term",
                                .type = CRM_FIELD_DATE },
  [CRM_BENEFICIARY_DOCUMENT] = { .name = "document",
                                 .column = "document",
                                 .group = "document",
                                 .type = CRM_FIELD_ID },
};

G_STATIC_ASSERT (G_N_ELEMENTS (fields) == CRM_BENEFICIARY_N_FIELDS);

const CrmKind crm_beneficiary_kind = {
  .name = "beneficiary",
  .table = "beneficiary",
  .fields = fields,
  .n_fields = CRM_BENEFICIARY_N_FIELDS,
  .flags = CRM_KIND_COMMANDS,
  .root = CRM_BENEFICIARY_POLICYHOLDER,
  .get_type = crm_beneficiary_get_type,
  .subject = "policy",
  .above = &crm_policy_kind,
  .above_field = CRM_BENEFICIARY_POLICY,
};

static void
crm_beneficiary_class_init (CrmBeneficiaryClass *klass)
{
  crm_record_class_set_kind (CRM_RECORD_CLASS (klass), &crm_beneficiary_kind);
}

static void
crm_beneficiary_init (CrmBeneficiary *self)
{
}
