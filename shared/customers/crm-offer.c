/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was offered to a customer, why, and what he said. */
#include "shared/customers/crm-offer.h"

struct _CrmOffer
{
  CrmRecord parent_instance;
};

G_DEFINE_FINAL_TYPE (CrmOffer, crm_offer, CRM_TYPE_RECORD)

static const char *const statuses[] = { "offered", "won", "refused", NULL };

static const CrmField fields[] = {
  [CRM_OFFER_CUSTOMER] = { .name = "customer",
                           .column = "customer",
                           .group = "customer",
                           .type = CRM_FIELD_ID,
                           .flags = CRM_FIELD_FIXED },
  [CRM_OFFER_BY_RULE] = { .name = "rule",
                          .column = "rule",
                          .group = "rule",
                          .type = CRM_FIELD_TEXT,
                          .flags = CRM_FIELD_FIXED,
                          .max_length = 80 },
  [CRM_OFFER_PRODUCT] = { .name = "product",
                          .column = "product",
                          .group = "product",
                          .type = CRM_FIELD_TEXT,
                          .flags = CRM_FIELD_FIXED,
                          .max_length = 40 },
  [CRM_OFFER_OBJECT] = { .name = "object",
                         .column = "object",
                         .group = "object",
                         .type = CRM_FIELD_ID,
                         .flags = CRM_FIELD_FIXED },
  [CRM_OFFER_STATUS] = { .name = "status",
                         .column = "status",
                         .group = "status",
                         .type = CRM_FIELD_ENUM,
                         .values = statuses },
  [CRM_OFFER_REASON] = { .name = "reason",
                         .column = "reason",
                         .group = "reason",
                         .type = CRM_FIELD_TEXT,
                         .flags = CRM_FIELD_FIXED,
                         .max_length = 1000 },
  [CRM_OFFER_OFFERED_ON] = { .name = "offered_on",
                             .column = "offered_on",
                             .group = "offered",
                             .type = CRM_FIELD_DATE,
                             .flags = CRM_FIELD_FIXED },
  [CRM_OFFER_DECIDED_ON] = { .name = "decided_on",
                             .column = "decided_on",
                             .group = "status",
                             .type = CRM_FIELD_DATE },
  [CRM_OFFER_SILENT_UNTIL] = { .name = "silent_until",
                               .column = "silent_until",
                               .group = "status",
                               .type = CRM_FIELD_DATE },
  [CRM_OFFER_PREMIUM_KOPECKS] = { .name = "premium_kopecks",
                                  .column = "premium_kopecks",
                                  .group = "premium",
                                  .type = CRM_FIELD_INTEGER },
};

G_STATIC_ASSERT (G_N_ELEMENTS (fields) == CRM_OFFER_N_FIELDS);

const CrmKind crm_offer_kind = {
  .name = "offer",
  .table = "offer",
  .fields = fields,
  .n_fields = CRM_OFFER_N_FIELDS,
  .flags = CRM_KIND_COMMANDS,
  .root = CRM_OFFER_CUSTOMER,
  .get_type = crm_offer_get_type,
  .subject = "customer",
};

static void
crm_offer_class_init (CrmOfferClass *klass)
{
  crm_record_class_set_kind (CRM_RECORD_CLASS (klass), &crm_offer_kind);
}

static void
crm_offer_init (CrmOffer *self)
{
}
