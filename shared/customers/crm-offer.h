/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "shared/record/crm-record.h"

G_BEGIN_DECLS

typedef enum
{
  CRM_OFFER_CUSTOMER,
  CRM_OFFER_BY_RULE,
  CRM_OFFER_PRODUCT,
  CRM_OFFER_OBJECT,
  CRM_OFFER_STATUS,
  CRM_OFFER_REASON,
  CRM_OFFER_OFFERED_ON,
  CRM_OFFER_DECIDED_ON,
  CRM_OFFER_SILENT_UNTIL,
  CRM_OFFER_PREMIUM_KOPECKS,
  CRM_OFFER_N_FIELDS,
} CrmOfferField;

#define CRM_TYPE_OFFER (crm_offer_get_type ())
G_DECLARE_FINAL_TYPE (CrmOffer, crm_offer, CRM, OFFER, CrmRecord)

extern const CrmKind crm_offer_kind;

G_END_DECLS
