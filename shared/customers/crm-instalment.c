/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A part of the premium and what was paid of it. What is kept of its state does not depend on the
 * day, see crm-instalment-state.h. */
#include "shared/customers/crm-instalment.h"

#include "shared/customers/crm-policy.h"

struct _CrmInstalment
{
  CrmRecord parent_instance;
};

G_DEFINE_FINAL_TYPE (CrmInstalment, crm_instalment, CRM_TYPE_RECORD)

static const char *const methods[] = { "cash", "card", "transfer", "online", "other", NULL };

static const char *const statuses[] = { "planned", "due",       "overdue", "partial",
                                        "paid",    "cancelled", NULL };

static const CrmField fields[] = {
  [CRM_INSTALMENT_POLICY] = { .name = "policy",
                              .column = "policy",
                              .group = "policy",
                              .type = CRM_FIELD_ID,
                              .flags = CRM_FIELD_FIXED },
  [CRM_INSTALMENT_POLICYHOLDER] = { .name = "policyholder",
                                    .column = "customer",
                                    .type = CRM_FIELD_ID,
                                    .flags = CRM_FIELD_READ_ONLY },
  [CRM_INSTALMENT_NO] = { .name = "no", .column = "no", .group = "no", .type = CRM_FIELD_INTEGER },
  [CRM_INSTALMENT_DUE_ON] = { .name = "due_on",
                              .column = "due_on",
                              .group = "due",
                              .type = CRM_FIELD_DATE },
  [CRM_INSTALMENT_AMOUNT_KOPECKS] = { .name = "amount_kopecks",
                                      .column = "amount_kopecks",
                                      .group = "amount",
                                      .type = CRM_FIELD_INTEGER },
  [CRM_INSTALMENT_PAID_KOPECKS] = { .name = "paid_kopecks",
                                    .column = "paid_kopecks",
                                    .group = "paid",
                                    .type = CRM_FIELD_INTEGER,
                                    .flags = CRM_FIELD_STRICT },
  [CRM_INSTALMENT_PAID_ON] = { .name = "paid_on",
                               .column = "paid_on",
                               .group = "paid",
                               .type = CRM_FIELD_DATE },
  [CRM_INSTALMENT_METHOD] = { .name = "method",
                              .column = "method",
                              .group = "paid",
                              .type = CRM_FIELD_ENUM,
                              .values = methods },
  [CRM_INSTALMENT_STATUS] = { .name = "status",
                              .column = "status",
                              .group = "status",
                              .type = CRM_FIELD_ENUM,
                              .values = statuses },
};

G_STATIC_ASSERT (G_N_ELEMENTS (fields) == CRM_INSTALMENT_N_FIELDS);

const CrmKind crm_instalment_kind = {
  .name = "instalment",
  .table = "instalment",
  .fields = fields,
  .n_fields = CRM_INSTALMENT_N_FIELDS,
  .flags = CRM_KIND_COMMANDS,
  .root = CRM_INSTALMENT_POLICYHOLDER,
  .get_type = crm_instalment_get_type,
  .subject = "policy",
  .above = &crm_policy_kind,
  .above_field = CRM_INSTALMENT_POLICY,
};

static void
crm_instalment_class_init (CrmInstalmentClass *klass)
{
  crm_record_class_set_kind (CRM_RECORD_CLASS (klass), &crm_instalment_kind);
}

static void
crm_instalment_init (CrmInstalment *self)
{
}
