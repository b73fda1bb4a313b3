/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When to offer what: data, so that a company writes its own, see crm-offer-engine.h. */
#include "shared/customers/crm-offer-rule.h"

struct _CrmOfferRule
{
  CrmRecord parent_instance;
};

G_DEFINE_FINAL_TYPE (CrmOfferRule, crm_offer_rule, CRM_TYPE_RECORD)

static const CrmField fields[] = {
  [CRM_OFFER_RULE_CODE] = { .name = "code",
                            .column = "code",
                            .group = "code",
                            .type = CRM_FIELD_TEXT,
                            .max_length = 80 },
  [CRM_OFFER_RULE_PRODUCT] = { .name = "product",
                               .column = "product",
                               .group = "product",
                               .type = CRM_FIELD_TEXT,
                               .max_length = 40 },
  [CRM_OFFER_RULE_TITLE] = { .name = "title",
                             .column = "title",
                             .group = "title",
                             .type = CRM_FIELD_TEXT,
                             .max_length = 200 },
  [CRM_OFFER_RULE_REASON] = { .name = "reason",
                              .column = "reason",
                              .group = "reason",
                              .type = CRM_FIELD_TEXT,
                              .max_length = 500 },
  [CRM_OFFER_RULE_CONDITIONS] = { .name = "conditions",
                                  .column = "conditions",
                                  .group = "conditions",
                                  .type = CRM_FIELD_OBJECT },
  [CRM_OFFER_RULE_PRIORITY] = { .name = "priority",
                                .column = "priority",
                                .group = "priority",
                                .type = CRM_FIELD_INTEGER },
  [CRM_OFFER_RULE_STARTS_ON] = { .name = "starts_on",
                                 .column = "starts_on",
                                 .group = "term",
                                 .type = CRM_FIELD_DATE },
  [CRM_OFFER_RULE_ENDS_ON] = { .name = "ends_on",
                               .column = "ends_on",
                               .group = "term",
                               .type = CRM_FIELD_DATE },
  [CRM_OFFER_RULE_ACTIVE] = { .name = "active",
                              .column = "active",
                              .group = "active",
                              .type = CRM_FIELD_BOOLEAN },
};

G_STATIC_ASSERT (G_N_ELEMENTS (fields) == CRM_OFFER_RULE_N_FIELDS);

const CrmKind crm_offer_rule_kind = {
  .name = "offer-rule",
  .table = "offer_rule",
  .fields = fields,
  .n_fields = CRM_OFFER_RULE_N_FIELDS,
  .root = -1,
  .get_type = crm_offer_rule_get_type,
  .subject = "settings",
};

static void
crm_offer_rule_class_init (CrmOfferRuleClass *klass)
{
  crm_record_class_set_kind (CRM_RECORD_CLASS (klass), &crm_offer_rule_kind);
}

static void
crm_offer_rule_init (CrmOfferRule *self)
{
}
