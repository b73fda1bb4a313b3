/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/sync/hub-kind-rules.h"

G_BEGIN_DECLS

extern const HubKindRules hub_customer_rules;
extern const HubKindRules hub_contact_point_rules;
extern const HubKindRules hub_identity_document_rules;
extern const HubKindRules hub_bank_account_rules;
extern const HubKindRules hub_policy_rules;
extern const HubKindRules hub_insured_object_rules;
extern const HubKindRules hub_beneficiary_rules;
extern const HubKindRules hub_instalment_rules;
extern const HubKindRules hub_relation_rules;
extern const HubKindRules hub_consent_rules;
extern const HubKindRules hub_attachment_rules;
extern const HubKindRules hub_duplicate_rules;
extern const HubKindRules hub_offer_rules;
extern const HubKindRules hub_note_rules;
extern const HubKindRules hub_task_rules;
extern const HubKindRules hub_saved_view_rules;

/* Those of the whole module, ended by %NULL. */
extern const HubKindRules *const hub_customers_rules[];

G_END_DECLS
