/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "shared/record/crm-record.h"

G_BEGIN_DECLS

typedef enum
{
  CRM_OFFER_RULE_CODE,
  CRM_OFFER_RULE_PRODUCT,
  CRM_OFFER_RULE_TITLE,
  CRM_OFFER_RULE_REASON,
  CRM_OFFER_RULE_CONDITIONS,
  CRM_OFFER_RULE_PRIORITY,
  CRM_OFFER_RULE_STARTS_ON,
  CRM_OFFER_RULE_ENDS_ON,
  CRM_OFFER_RULE_ACTIVE,
  CRM_OFFER_RULE_N_FIELDS,
} CrmOfferRuleField;

#define CRM_TYPE_OFFER_RULE (crm_offer_rule_get_type ())
G_DECLARE_FINAL_TYPE (CrmOfferRule, crm_offer_rule, CRM, OFFER_RULE, CrmRecord)

extern const CrmKind crm_offer_rule_kind;

G_END_DECLS
