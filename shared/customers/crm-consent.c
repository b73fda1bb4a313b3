/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a customer allowed, for what and by which way, with what proves it; and that it is over. */
#include "shared/customers/crm-consent.h"

struct _CrmConsent
{
  CrmRecord parent_instance;
};

G_DEFINE_FINAL_TYPE (CrmConsent, crm_consent, CRM_TYPE_RECORD)

static const char *const purposes[] = { "processing", "advertising", "transfer",
                                        "health",     "calls",       NULL };

static const char *const channels[] = { "any", "email", "sms", "phone", "messenger", NULL };

static const char *const evidences[] = {
  "paper", "web", "sms-code", "call-recording", "other", NULL
};

static const char *const withdrawn_channels[] = { "email", "sms", "phone", "messenger",
                                                  "paper", "web", "other", NULL };

static const CrmField fields[] = {
  [CRM_CONSENT_CUSTOMER] = { .name = "customer",
                             .column = "customer",
                             .group = "customer",
                             .type = CRM_FIELD_ID,
                             .flags = CRM_FIELD_FIXED },
  [CRM_CONSENT_PURPOSE] = { .name = "purpose",
                            .column = "purpose",
                            .group = "purpose",
                            .type = CRM_FIELD_ENUM,
                            .flags = CRM_FIELD_FIXED,
                            .values = purposes },
  [CRM_CONSENT_CHANNEL] = { .name = "channel",
                            .column = "channel",
                            .group = "channel",
                            .type = CRM_FIELD_ENUM,
                            .flags = CRM_FIELD_FIXED,
                            .values = channels },
  [CRM_CONSENT_TEXT_ID] = { .name = "text",
                            .column = "consent_text",
                            .group = "text",
                            .type = CRM_FIELD_ID,
                            .flags = CRM_FIELD_FIXED },
  [CRM_CONSENT_GIVEN_AT] = { .name = "given_at",
                             .column = "given_at",
                             .group = "given",
                             .type = CRM_FIELD_TIME,
                             .flags = CRM_FIELD_FIXED },
  [CRM_CONSENT_EVIDENCE] = { .name = "evidence",
                             .column = "evidence",
                             .group = "evidence",
                             .type = CRM_FIELD_ENUM,
                             .values = evidences },
  [CRM_CONSENT_EVIDENCE_NOTE] = { .name = "evidence_note",
                                  .column = "evidence_note",
                                  .group = "evidence",
                                  .type = CRM_FIELD_TEXT,
                                  .max_length = 1000 },
  [CRM_CONSENT_ATTACHMENT] = { .name = "attachment",
                               .column = "attachment",
                               .group = "evidence",
                               .type = CRM_FIELD_ID },
  [CRM_CONSENT_VALID_TO] = { .name = "valid_to",
                             .column = "valid_to",
                             .group = "valid-to",
                             .type = CRM_FIELD_DATE },
  [CRM_CONSENT_WITHDRAWN_AT] = { .name = "withdrawn_at",
                                 .column = "withdrawn_at",
                                 .group = "withdrawn",
                                 .type = CRM_FIELD_TIME },
  [CRM_CONSENT_WITHDRAWN_CHANNEL] = { .name = "withdrawn_channel",
                                      .column = "withdrawn_channel",
                                      .group = "withdrawn",
                                      .type = CRM_FIELD_ENUM,
                                      .values = withdrawn_channels },
  [CRM_CONSENT_AUTHOR] = { .name = "author",
                           .column = "author",
                           .type = CRM_FIELD_ID,
                           .flags = CRM_FIELD_READ_ONLY },
};

G_STATIC_ASSERT (G_N_ELEMENTS (fields) == CRM_CONSENT_N_FIELDS);

const CrmKind crm_consent_kind = {
  .name = "consent",
  .table = "consent",
  .fields = fields,
  .n_fields = CRM_CONSENT_N_FIELDS,
  .flags = CRM_KIND_COMMANDS,
  .root = CRM_CONSENT_CUSTOMER,
  .get_type = crm_consent_get_type,
  .subject = "customer",
};

static void
crm_consent_class_init (CrmConsentClass *klass)
{
  crm_record_class_set_kind (CRM_RECORD_CLASS (klass), &crm_consent_kind);
}

static void
crm_consent_init (CrmConsent *self)
{
}
