/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What commands may do to policies, and to the beneficiaries and instalments that hang on them.
 * Whoever has a policy locked has all of these. Worker threads, inside the transaction. */

#define G_LOG_DOMAIN "hub-customers"

#include "server/customers/hub-child-rules.h"
#include "server/customers/hub-customer-rules.h"
#include "server/sync/hub-events.h"
#include "shared/customers/crm-beneficiary.h"
#include "shared/customers/crm-instalment.h"
#include "shared/customers/crm-policy-rules.h"
#include "shared/customers/crm-policy.h"

#include <string.h>

#define DATE_LENGTH 10

/* (nullable): an argument of the command at work, as the canonical text of @field. */
static char *
read_argument (HubUnit *unit, const CrmField *field, const char *name, CrmProblem *problem)
{
  const char *text = crm_command_get_argument (unit->command, name);
  g_autofree char *pointer = g_strconcat ("/args/", name, NULL);
  g_autoptr (GError) error = NULL;
  char *canonical = NULL;

  if (text != NULL && !crm_field_canonical (field, text, &canonical, &error))
    crm_problem_add (problem, pointer, "format", "%s", error->message);
  return canonical;
}

/* The day on which the person did it. */
static char *
dup_day (HubUnit *unit)
{
  return g_strndup (unit->done_at, DATE_LENGTH);
}

static void
put (HubRow *draft, CrmFieldSet *changed, guint field, const char *value)
{
  hub_row_set (draft, field, value);
  crm_field_set_put (changed, field, value);
}

/* (transfer container) (element-type HubRow): what hangs on @policy, as far as the unit has it. */
static GPtrArray *
list_below (HubUnit *unit, const CrmKind *kind, HubRow *policy)
{
  GPtrArray *found = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer row;

  g_hash_table_iter_init (&iter, unit->rows[hub_kinds_find (kind)]);
  while (g_hash_table_iter_next (&iter, NULL, &row))
    if (!((HubRow *) row)->is_deleted &&
        g_strcmp0 (hub_row_get (row, kind->above_field), policy->id) == 0)
      g_ptr_array_add (found, row);
  return found;
}

/* ---- policies ------------------------------------------------------------------------------ */

static gboolean
is_about_status (CrmCommand *command)
{
  CrmFieldSet *set = crm_command_get_set (command);

  return crm_command_get_verb (command) == CRM_VERB_OTHER ||
         (crm_command_get_verb (command) == CRM_VERB_UPDATE && set != NULL &&
          crm_field_set_has (set, CRM_POLICY_STATUS));
}

static void
collect_policy (HubNeeds *needs, CrmCommand *command)
{
  hub_child_collect (needs, command);
  if (!is_about_status (command))
    return;

  hub_needs_add_below (needs, &crm_beneficiary_kind, crm_command_get_record (command));
  hub_needs_add_below (needs, &crm_instalment_kind, crm_command_get_record (command));
}

static void
prepare_policy (HubUnit *unit, HubRow *draft, CrmProblem *problem)
{
  hub_child_prepare (unit, draft, problem);
  if (hub_row_get (draft, CRM_POLICY_STATUS) == NULL)
    hub_row_set (draft, CRM_POLICY_STATUS, "draft");
  if (hub_row_get (draft, CRM_POLICY_AGENT) == NULL)
    hub_row_set (draft, CRM_POLICY_AGENT, unit->rights.user);
}

static void
check_shares (HubUnit *unit, HubRow *policy, CrmProblem *problem)
{
  g_autoptr (GPtrArray) rows = list_below (unit, &crm_beneficiary_kind, policy);
  g_autofree CrmBenefit *benefits = g_new0 (CrmBenefit, rows->len + 1);
  g_autoptr (GArray) gaps = NULL;

  for (guint i = 0; i < rows->len; i++)
    {
      HubRow *row = g_ptr_array_index (rows, i);

      crm_beneficiary_get_benefit ((const char *const *) row->values, &benefits[i]);
    }
  gaps = crm_benefit_find_gaps (benefits, rows->len);
  for (guint i = 0; i < gaps->len; i++)
    {
      const CrmBenefitGap *gap = &g_array_index (gaps, CrmBenefitGap, i);
      g_autofree char *total = crm_benefit_format_share (gap->total);

      crm_problem_add (problem, "/set/status", "shares",
                       "the shares of the beneficiaries come to %s %%", total);
    }
}

static void
change_policy (HubUnit *unit, HubRow *before, HubRow *draft, CrmProblem *problem)
{
  if (!crm_policy_status_is_issued (hub_row_get (before, CRM_POLICY_STATUS)) &&
      crm_policy_status_is_issued (hub_row_get (draft, CRM_POLICY_STATUS)))
    check_shares (unit, draft, problem);
}

static void
check_policy (HubUnit *unit, HubRow *draft, CrmProblem *problem)
{
  crm_policy_check ((const char *const *) draft->values, problem);
  hub_child_check (unit, draft, problem);
}

static void
cancel_instalment (HubUnit *unit, HubRow *row)
{
  g_autoptr (CrmFieldSet) changed = crm_field_set_new (&crm_instalment_kind);
  g_autoptr (HubRow) before = hub_row_copy (row);
  HubRow *after = hub_row_copy (row);

  put (after, changed, CRM_INSTALMENT_STATUS, "cancelled");
  after->rev++;
  hub_row_stamp (after, changed, unit->session->device, unit->rights.user, unit->now_text);
  hub_unit_put (unit, after);
  hub_events_add_history (unit, before, after, "update", NULL);
}

/* Nobody is asked for the rest of the premium of a cancelled policy. */
static void
changed_policy (HubUnit *unit, HubRow *before, HubRow *after)
{
  g_autoptr (GPtrArray) rows = NULL;

  hub_child_changed (unit, before, after);
  if (before == NULL || g_strcmp0 (hub_row_get (after, CRM_POLICY_STATUS), "cancelled") != 0 ||
      g_strcmp0 (hub_row_get (before, CRM_POLICY_STATUS), "cancelled") == 0)
    return;

  rows = list_below (unit, &crm_instalment_kind, after);
  for (guint i = 0; i < rows->len; i++)
    {
      HubRow *row = g_ptr_array_index (rows, i);
      const char *status = crm_instalment_get_kept_status ((const char *const *) row->values);

      if (strcmp (status, "paid") != 0 && strcmp (status, "cancelled") != 0)
        cancel_instalment (unit, row);
    }
}

static void
issue (HubUnit *unit, HubRow *draft, CrmFieldSet *changed, CrmProblem *problem)
{
  const CrmField *fields = crm_policy_kind.fields;
  g_autofree char *number = read_argument (unit, &fields[CRM_POLICY_NUMBER], "number", problem);
  g_autofree char *issued_on =
      read_argument (unit, &fields[CRM_POLICY_ISSUED_ON], "issued_on", problem);

  if (g_strcmp0 (hub_row_get (draft, CRM_POLICY_STATUS), "draft") != 0)
    crm_problem_add (problem, "/set/status", "status", "only a draft can be issued");
  if (hub_row_get (draft, CRM_POLICY_PREMIUM_KOPECKS) == NULL)
    crm_problem_add (problem, "/set/premium_kopecks", "required", "it may not be empty");
  if (number != NULL)
    put (draft, changed, CRM_POLICY_NUMBER, number);
  if (issued_on == NULL && hub_row_get (draft, CRM_POLICY_ISSUED_ON) == NULL)
    issued_on = dup_day (unit);
  if (issued_on != NULL)
    put (draft, changed, CRM_POLICY_ISSUED_ON, issued_on);
  put (draft, changed, CRM_POLICY_STATUS, "issued");
}

static void
cancel (HubUnit *unit, HubRow *draft, CrmFieldSet *changed, CrmProblem *problem)
{
  if (g_strcmp0 (hub_row_get (draft, CRM_POLICY_STATUS), "cancelled") == 0)
    crm_problem_add (problem, "/set/status", "status", "it is cancelled already");
  put (draft, changed, CRM_POLICY_STATUS, "cancelled");
}

/* ---- beneficiaries ------------------------------------------------------------------------- */

static void
check_beneficiary (HubUnit *unit, HubRow *draft, CrmProblem *problem)
{
  crm_beneficiary_check ((const char *const *) draft->values, problem);
  hub_child_check (unit, draft, problem);
}

/* ---- instalments --------------------------------------------------------------------------- */

static void
check_instalment (HubUnit *unit, HubRow *draft, CrmProblem *problem)
{
  crm_instalment_check ((const char *const *) draft->values, problem);
  hub_child_check (unit, draft, problem);
}

static void
touch_instalment (HubUnit *unit, HubRow *draft)
{
  hub_row_set (draft, CRM_INSTALMENT_STATUS,
               crm_instalment_get_kept_status ((const char *const *) draft->values));
}

/* 0 when there is none. */
static gint64
read_amount (HubUnit *unit)
{
  JsonObject *args = crm_command_get_args (unit->command);
  JsonNode *node = args != NULL ? json_object_get_member (args, "amount_kopecks") : NULL;

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) &&
                 json_node_get_value_type (node) == G_TYPE_INT64
             ? json_node_get_int (node)
             : 0;
}

static gint64
get_amount (HubRow *row, guint field)
{
  const char *text = hub_row_get (row, field);

  return text != NULL ? g_ascii_strtoll (text, NULL, 10) : 0;
}

/* Adds to what was paid before: two who both take the same money at the same time are told. */
static void
receive (HubUnit *unit, HubRow *draft, CrmFieldSet *changed, CrmProblem *problem)
{
  const CrmField *fields = crm_instalment_kind.fields;
  const gint64 amount = read_amount (unit);
  const gint64 paid = get_amount (draft, CRM_INSTALMENT_PAID_KOPECKS);
  const gint64 rest = get_amount (draft, CRM_INSTALMENT_AMOUNT_KOPECKS) - paid;
  g_autofree char *paid_on =
      read_argument (unit, &fields[CRM_INSTALMENT_PAID_ON], "paid_on", problem);
  g_autofree char *method = read_argument (unit, &fields[CRM_INSTALMENT_METHOD], "method", problem);
  g_autofree char *total = NULL;

  if (g_strcmp0 (hub_row_get (draft, CRM_INSTALMENT_STATUS), "cancelled") == 0)
    crm_problem_add (problem, "/set/status", "status", "it is cancelled");
  if (amount <= 0)
    crm_problem_add (problem, "/args/amount_kopecks", "required", "how much was paid");
  else if (amount > rest)
    crm_problem_add (problem, "/args/amount_kopecks", "range", "more than is left to pay");
  if (crm_problem_n_errors (problem) > 0)
    return;

  total = g_strdup_printf ("%" G_GINT64_FORMAT, paid + amount);
  if (paid_on == NULL)
    paid_on = dup_day (unit);
  put (draft, changed, CRM_INSTALMENT_PAID_KOPECKS, total);
  put (draft, changed, CRM_INSTALMENT_PAID_ON, paid_on);
  put (draft, changed, CRM_INSTALMENT_METHOD, method);
}

/* ---- tables -------------------------------------------------------------------------------- */

static const HubCommandRule policy_commands[] = {
  { "policy.issue", "issue", CRM_ACTION_EDIT, issue },
  { "policy.cancel", "cancel", CRM_ACTION_EDIT, cancel },
  { NULL },
};

static const HubCommandRule instalment_commands[] = {
  { "instalment.receive", "receive", CRM_ACTION_EDIT, receive },
  { NULL },
};

const HubKindRules hub_policy_rules = {
  .kind = &crm_policy_kind,
  .collect = collect_policy,
  .prepare = prepare_policy,
  .change = change_policy,
  .check = check_policy,
  .changed = changed_policy,
  .removed = hub_child_removed,
  .restored = hub_child_restored,
  .commands = policy_commands,
};

const HubKindRules hub_beneficiary_rules = {
  .kind = &crm_beneficiary_kind,
  .collect = hub_child_collect,
  .prepare = hub_child_prepare,
  .check = check_beneficiary,
  .changed = hub_child_changed,
};

const HubKindRules hub_instalment_rules = {
  .kind = &crm_instalment_kind,
  .collect = hub_child_collect,
  .prepare = hub_child_prepare,
  .check = check_instalment,
  .changed = hub_child_changed,
  .touch = touch_instalment,
  .commands = instalment_commands,
};
