/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A paper that proves who a customer is. Series and number arrive masked. */
#include "shared/customers/crm-identity-document.h"

struct _CrmIdentityDocument
{
  CrmRecord parent_instance;
};

G_DEFINE_FINAL_TYPE (CrmIdentityDocument, crm_identity_document, CRM_TYPE_RECORD)

static const char *const types[] = {
  "passport", "foreign-passport",    "driving-licence",  "birth-certificate",  "snils", "inn",
  "oms",      "vehicle-certificate", "vehicle-passport", "e-vehicle-passport", "other", NULL,
};

static const CrmField fields[] = {
  [CRM_IDENTITY_DOCUMENT_CUSTOMER] = { .name = "customer",
                                       .column = "customer",
                                       .group = "customer",
                                       .type = CRM_FIELD_ID,
                                       .flags = CRM_FIELD_FIXED },
  [CRM_IDENTITY_DOCUMENT_TYPE] = { .name = "type",
                                   .column = "type",
                                   .group = "number",
                                   .type = CRM_FIELD_ENUM,
                                   .values = types },
  [CRM_IDENTITY_DOCUMENT_SERIES] = { .name = "series",
                                     .column = "series",
                                     .group = "number",
                                     .type = CRM_FIELD_TEXT,
                                     .flags = CRM_FIELD_MASKED,
                                     .max_length = 20 },
  [CRM_IDENTITY_DOCUMENT_NUMBER] = { .name = "number",
                                     .column = "number",
                                     .group = "number",
                                     .type = CRM_FIELD_TEXT,
                                     .flags = CRM_FIELD_MASKED,
                                     .max_length = 40 },
  [CRM_IDENTITY_DOCUMENT_ISSUED_BY] = { .name = "issued_by",
                                        .column = "issued_by",
                                        .group = "issue",
                                        .type = CRM_FIELD_TEXT,
                                        .max_length = 300 },
  [CRM_IDENTITY_DOCUMENT_ISSUER_CODE] = { .name = "issuer_code",
                                          .column = "issuer_code",
                                          .group = "issue",
                                          .type = CRM_FIELD_TEXT,
                                          .max_length = 20 },
  [CRM_IDENTITY_DOCUMENT_ISSUED_ON] = { .name = "issued_on",
                                        .column = "issued_on",
                                        .group = "issue",
                                        .type = CRM_FIELD_DATE },
  [CRM_IDENTITY_DOCUMENT_VALID_TO] = { .name = "valid_to",
                                       .column = "valid_to",
                                       .group = "valid-to",
                                       .type = CRM_FIELD_DATE },
};

G_STATIC_ASSERT (G_N_ELEMENTS (fields) == CRM_IDENTITY_DOCUMENT_N_FIELDS);

const CrmKind crm_identity_document_kind = {
  .name = "identity-document",
  .table = "identity_document",
  .fields = fields,
  .n_fields = CRM_IDENTITY_DOCUMENT_N_FIELDS,
  .flags = CRM_KIND_COMMANDS,
  .root = CRM_IDENTITY_DOCUMENT_CUSTOMER,
  .get_type = crm_identity_document_get_type,
};

static void
crm_identity_document_class_init (CrmIdentityDocumentClass *klass)
{
  crm_record_class_set_kind (CRM_RECORD_CLASS (klass), &crm_identity_document_kind);
}

static void
crm_identity_document_init (CrmIdentityDocument *self)
{
}
