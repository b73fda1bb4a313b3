/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "shared/record/crm-record.h"

G_BEGIN_DECLS

typedef enum
{
  CRM_IDENTITY_DOCUMENT_CUSTOMER,
  CRM_IDENTITY_DOCUMENT_TYPE,
  CRM_IDENTITY_DOCUMENT_SERIES,
  CRM_IDENTITY_DOCUMENT_NUMBER,
  CRM_IDENTITY_DOCUMENT_ISSUED_BY,
  CRM_IDENTITY_DOCUMENT_ISSUER_CODE,
  CRM_IDENTITY_DOCUMENT_ISSUED_ON,
  CRM_IDENTITY_DOCUMENT_VALID_TO,
  CRM_IDENTITY_DOCUMENT_N_FIELDS,
} CrmIdentityDocumentField;

#define CRM_TYPE_IDENTITY_DOCUMENT (crm_identity_document_get_type ())
G_DECLARE_FINAL_TYPE (CrmIdentityDocument, crm_identity_document, CRM, IDENTITY_DOCUMENT, CrmRecord)

extern const CrmKind crm_identity_document_kind;

G_END_DECLS
