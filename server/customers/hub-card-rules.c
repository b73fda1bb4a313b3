/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What commands may do to what hangs on a customer beside contacts, papers and policies. Worker
 * threads, inside the transaction. */

#define G_LOG_DOMAIN "hub-customers"

#include "server/customers/hub-child-rules.h"
#include "server/customers/hub-customer-rules.h"
#include "shared/customers/crm-attachment.h"
#include "shared/customers/crm-card-rules.h"
#include "shared/customers/crm-consent.h"
#include "shared/customers/crm-duplicate-record.h"
#include "shared/customers/crm-note.h"
#include "shared/customers/crm-offer.h"
#include "shared/customers/crm-relation.h"

#define DATE_LENGTH 10

static void
set_missing (HubRow *draft, guint field, const char *value)
{
  if (hub_row_get (draft, field) == NULL)
    hub_row_set (draft, field, value);
}

static void
normalise_relation (CrmFieldSet *set, HubRow *row)
{
  crm_relation_normalise_set (set);
}

static void
check_relation (HubUnit *unit, HubRow *draft, CrmProblem *problem)
{
  crm_relation_check ((const char *const *) draft->values, problem);
  hub_child_check (unit, draft, problem);
}

static void
prepare_consent (HubUnit *unit, HubRow *draft, CrmProblem *problem)
{
  hub_child_prepare (unit, draft, problem);
  hub_row_set (draft, CRM_CONSENT_AUTHOR, unit->rights.user);
}

static void
check_consent (HubUnit *unit, HubRow *draft, CrmProblem *problem)
{
  crm_consent_check ((const char *const *) draft->values, problem);
  hub_child_check (unit, draft, problem);
}

static void
check_attachment (HubUnit *unit, HubRow *draft, CrmProblem *problem)
{
  crm_attachment_check ((const char *const *) draft->values, problem);
  hub_child_check (unit, draft, problem);
}

static void
prepare_duplicate (HubUnit *unit, HubRow *draft, CrmProblem *problem)
{
  hub_child_prepare (unit, draft, problem);
  set_missing (draft, CRM_DUPLICATE_STATUS, "open");
}

static void
check_duplicate (HubUnit *unit, HubRow *draft, CrmProblem *problem)
{
  crm_duplicate_check ((const char *const *) draft->values, problem);
  hub_child_check (unit, draft, problem);
}

static void
prepare_offer (HubUnit *unit, HubRow *draft, CrmProblem *problem)
{
  g_autofree char *day = g_strndup (unit->done_at, DATE_LENGTH);

  hub_child_prepare (unit, draft, problem);
  set_missing (draft, CRM_OFFER_STATUS, "offered");
  set_missing (draft, CRM_OFFER_OFFERED_ON, day);
}

static void
check_offer (HubUnit *unit, HubRow *draft, CrmProblem *problem)
{
  crm_offer_check ((const char *const *) draft->values, problem);
  hub_child_check (unit, draft, problem);
}

static void
prepare_note (HubUnit *unit, HubRow *draft, CrmProblem *problem)
{
  hub_child_prepare (unit, draft, problem);
  hub_row_set (draft, CRM_NOTE_AUTHOR, unit->rights.user);
  hub_row_set (draft, CRM_NOTE_AT, unit->done_at);
}

static void
check_note (HubUnit *unit, HubRow *draft, CrmProblem *problem)
{
  crm_note_check ((const char *const *) draft->values, problem);
  hub_child_check (unit, draft, problem);
}

const HubKindRules hub_relation_rules = {
  .kind = &crm_relation_kind,
  .collect = hub_child_collect,
  .normalise = normalise_relation,
  .prepare = hub_child_prepare,
  .check = check_relation,
  .changed = hub_child_changed,
};

const HubKindRules hub_consent_rules = {
  .kind = &crm_consent_kind,
  .collect = hub_child_collect,
  .prepare = prepare_consent,
  .check = check_consent,
  .changed = hub_child_changed,
  .keeps = "a consent is withdrawn, never deleted: it proves what was allowed and until when",
};

const HubKindRules hub_attachment_rules = {
  .kind = &crm_attachment_kind,
  .collect = hub_child_collect,
  .prepare = hub_child_prepare,
  .check = check_attachment,
  .changed = hub_child_changed,
};

const HubKindRules hub_duplicate_rules = {
  .kind = &crm_duplicate_kind,
  .collect = hub_child_collect,
  .prepare = prepare_duplicate,
  .check = check_duplicate,
  .changed = hub_child_changed,
  .has_own_ids = TRUE,
};

const HubKindRules hub_offer_rules = {
  .kind = &crm_offer_kind,
  .collect = hub_child_collect,
  .prepare = prepare_offer,
  .check = check_offer,
  .changed = hub_child_changed,
};

const HubKindRules hub_note_rules = {
  .kind = &crm_note_kind,
  .collect = hub_child_collect,
  .prepare = prepare_note,
  .check = check_note,
  .changed = hub_child_changed,
};
