/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words people agree to; a new version is a new record. */
#include "shared/customers/crm-consent-text.h"

struct _CrmConsentText
{
  CrmRecord parent_instance;
};

G_DEFINE_FINAL_TYPE (CrmConsentText, crm_consent_text, CRM_TYPE_RECORD)

static const char *const purposes[] = { "processing", "advertising", "transfer",
                                        "health",     "calls",       NULL };

static const CrmField fields[] = {
  [CRM_CONSENT_TEXT_PURPOSE] = { .name = "purpose",
                                 .column = "purpose",
                                 .group = "purpose",
                                 .type = CRM_FIELD_ENUM,
                                 .values = purposes },
  [CRM_CONSENT_TEXT_VERSION] = { .name = "version",
                                 .column = "text_version",
                                 .group = "version",
                                 .type = CRM_FIELD_INTEGER },
  [CRM_CONSENT_TEXT_TITLE] = { .name = "title",
                               .column = "title",
                               .group = "title",
                               .type = CRM_FIELD_TEXT,
                               .max_length = 200 },
  [CRM_CONSENT_TEXT_TEXT] = { .name = "text",
                              .column = "text",
                              .group = "text",
                              .type = CRM_FIELD_TEXT,
                              .max_length = 20000 },
  [CRM_CONSENT_TEXT_SHA256] = { .name = "sha256",
                                .column = "digest",
                                .type = CRM_FIELD_TEXT,
                                .flags = CRM_FIELD_READ_ONLY,
                                .max_length = 64 },
  [CRM_CONSENT_TEXT_VALID_FROM] = { .name = "valid_from",
                                    .column = "valid_from",
                                    .group = "valid-from",
                                    .type = CRM_FIELD_DATE },
};

G_STATIC_ASSERT (G_N_ELEMENTS (fields) == CRM_CONSENT_TEXT_N_FIELDS);

const CrmKind crm_consent_text_kind = {
  .name = "consent-text",
  .table = "consent_text",
  .fields = fields,
  .n_fields = CRM_CONSENT_TEXT_N_FIELDS,
  .root = -1,
  .get_type = crm_consent_text_get_type,
  .subject = "settings",
};

static void
crm_consent_text_class_init (CrmConsentTextClass *klass)
{
  crm_record_class_set_kind (CRM_RECORD_CLASS (klass), &crm_consent_text_kind);
}

static void
crm_consent_text_init (CrmConsentText *self)
{
}
