/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "shared/record/crm-record.h"

G_BEGIN_DECLS

typedef enum
{
  CRM_CONSENT_TEXT_PURPOSE,
  CRM_CONSENT_TEXT_VERSION,
  CRM_CONSENT_TEXT_TITLE,
  CRM_CONSENT_TEXT_TEXT,
  CRM_CONSENT_TEXT_SHA256,
  CRM_CONSENT_TEXT_VALID_FROM,
  CRM_CONSENT_TEXT_N_FIELDS,
} CrmConsentTextField;

#define CRM_TYPE_CONSENT_TEXT (crm_consent_text_get_type ())
G_DECLARE_FINAL_TYPE (CrmConsentText, crm_consent_text, CRM, CONSENT_TEXT, CrmRecord)

extern const CrmKind crm_consent_text_kind;

G_END_DECLS
