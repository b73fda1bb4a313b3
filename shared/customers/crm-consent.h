/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "shared/record/crm-record.h"

G_BEGIN_DECLS

typedef enum
{
  CRM_CONSENT_CUSTOMER,
  CRM_CONSENT_PURPOSE,
  CRM_CONSENT_CHANNEL,
  CRM_CONSENT_TEXT_ID,
  CRM_CONSENT_GIVEN_AT,
  CRM_CONSENT_EVIDENCE,
  CRM_CONSENT_EVIDENCE_NOTE,
  CRM_CONSENT_ATTACHMENT,
  CRM_CONSENT_VALID_TO,
  CRM_CONSENT_WITHDRAWN_AT,
  CRM_CONSENT_WITHDRAWN_CHANNEL,
  CRM_CONSENT_AUTHOR,
  CRM_CONSENT_N_FIELDS,
} CrmConsentField;

#define CRM_TYPE_CONSENT (crm_consent_get_type ())
G_DECLARE_FINAL_TYPE (CrmConsent, crm_consent, CRM, CONSENT, CrmRecord)

extern const CrmKind crm_consent_kind;

G_END_DECLS
