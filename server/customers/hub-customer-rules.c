/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What commands may do to a customer: whose it becomes, who may give it to whom, and what follows
 * for everything that hangs on it. Worker threads, inside the transaction. */

#define G_LOG_DOMAIN "hub-customers"

#include "server/customers/hub-customer-rules.h"

#include <string.h>

#include "server/customers/hub-child-rules.h"
#include "server/customers/hub-customer-merge.h"
#include "server/customers/hub-customers-queries.h"
#include "server/sync/hub-sync-queries.h"
#include "shared/customers/crm-customer-rules.h"
#include "shared/customers/crm-customer.h"

#define MAX_REASON 1000

/* Who may give away what is his own or his branch's gives it to colleagues of his branch. */
static gboolean
may_give (HubUnit *unit, HubRow *row, HubPerson *person)
{
  const HubRights *rights = &unit->rights;

  if (!hub_unit_allows (unit, row, CRM_ACTION_REASSIGN))
    return FALSE;
  if (crm_rights_get (&rights->matrix, "customer", CRM_ACTION_REASSIGN) == CRM_SCOPE_ALL)
    return TRUE;
  return person != NULL && *rights->branch != '\0' &&
         g_strcmp0 (person->branch, rights->branch) == 0;
}

static const char *
get_owner_pointer (HubUnit *unit)
{
  return crm_command_get_verb (unit->command) == CRM_VERB_OTHER ? "/args/owner" : "/set/owner";
}

static void
deny_owner (HubUnit *unit, CrmProblem *problem)
{
  crm_problem_set_code (problem, CRM_ERROR_DENIED);
  crm_problem_add (problem, get_owner_pointer (unit), "denied",
                   "you may not give a customer to this person");
}

/* ---- gathering ----------------------------------------------------------------------------- */

static void
collect (HubNeeds *needs, CrmCommand *command)
{
  CrmFieldSet *set = crm_command_get_set (command);

  if (crm_command_get_verb (command) == CRM_VERB_CREATE)
    needs->n_numbers++;
  /* One that is made may be one that comes back. */
  if (crm_command_get_verb (command) == CRM_VERB_UPDATE ||
      (crm_command_get_verb (command) == CRM_VERB_CREATE && !needs->is_trusting))
    hub_needs_add_phones (needs, crm_command_get_record (command));
  hub_customer_merge_collect (needs, command);
  hub_customer_distinct_collect (needs, command);
  hub_needs_add_person (needs, set != NULL ? crm_field_set_get (set, CRM_CUSTOMER_OWNER)
                                           : crm_command_get_argument (command, "owner"));
}

/* ---- a new customer ------------------------------------------------------------------------ */

/* Whoever makes a customer has it, or makes it for somebody within his right. */
static void
prepare_scope (HubUnit *unit, HubRow *draft, CrmProblem *problem)
{
  const char *owner = hub_row_get (draft, CRM_CUSTOMER_OWNER);
  HubPerson *person = hub_unit_find_person (unit, owner);
  const HubRights *rights = &unit->rights;

  if (owner == NULL || strcmp (owner, rights->user) == 0)
    {
      hub_row_set_scope (draft, rights->user, *rights->branch != '\0' ? rights->branch : NULL);
      return;
    }
  if (person == NULL || !person->is_active)
    {
      crm_problem_add (problem, "/set/owner", "unknown", "there is no such person");
      return;
    }

  hub_row_set_scope (draft, person->id, person->branch);
  if (!hub_unit_allows (unit, draft, CRM_ACTION_CREATE))
    deny_owner (unit, problem);
}

static void
prepare (HubUnit *unit, HubRow *draft, CrmProblem *problem)
{
  g_autofree char *number = g_queue_pop_head (&unit->numbers);

  prepare_scope (unit, draft, problem);
  hub_row_set (draft, CRM_CUSTOMER_NUMBER, number);
  hub_row_set (draft, CRM_CUSTOMER_STATUS, "lead");
  hub_row_set (draft, CRM_CUSTOMER_CREATED_AT, unit->done_at);
  hub_row_set (draft, CRM_CUSTOMER_CREATED_BY, unit->rights.user);
}

static void
touch (HubUnit *unit, HubRow *draft)
{
  hub_row_set (draft, CRM_CUSTOMER_CHANGED_AT, unit->now_text);
}

/* ---- a changed one ------------------------------------------------------------------------- */

static void
change (HubUnit *unit, HubRow *before, HubRow *draft, CrmProblem *problem)
{
  const char *owner = hub_row_get (draft, CRM_CUSTOMER_OWNER);
  g_autofree char *kept = g_strdup (owner);
  HubPerson *person = hub_unit_find_person (unit, owner);

  if (g_strcmp0 (before->owner, owner) == 0)
    return;
  if (owner != NULL && (person == NULL || !person->is_active))
    {
      crm_problem_add (problem, get_owner_pointer (unit), "unknown", "there is no such person");
      return;
    }
  if (!may_give (unit, before, person))
    {
      deny_owner (unit, problem);
      return;
    }

  hub_row_set_scope (draft, kept, person != NULL ? person->branch : before->branch);
}

static void
check (HubUnit *unit, HubRow *draft, CrmProblem *problem)
{
  crm_customer_check ((const char *const *) draft->values,
                      g_hash_table_contains (unit->phones, draft->id), problem);
}

static void
add_exit (HubUnit *unit, const char *level, const char *scope, HubRow *row)
{
  g_autofree char *kind = g_strdup_printf ("%u", hub_kinds_find (&crm_customer_kind));
  const char *params[] = { level, scope, row->id, "reassigned", kind };

  if (scope != NULL)
    hub_unit_add_step (unit, hub_sync_query (HUB_SYNC_INSERT_EXIT), params);
}

static void
move_row (HubRow *child, HubRow *customer)
{
  if (g_strcmp0 (hub_row_get_root (child), customer->id) == 0)
    hub_row_set_scope (child, customer->owner, customer->branch);
}

/* The steps move what is in the database; this, what the unit will write over it. */
static void
move_children (HubUnit *unit, HubRow *customer)
{
  for (guint number = 1; number <= HUB_N_KINDS; number++)
    {
      GHashTableIter iter;
      gpointer row;

      g_hash_table_iter_init (&iter, unit->rows[number]);
      while (g_hash_table_iter_next (&iter, NULL, &row))
        if (row != customer && ((HubRow *) row)->kind->kind->root >= 0)
          move_row (row, customer);
    }
  for (guint i = 0; i < unit->added->len; i++)
    move_row (g_ptr_array_index (unit->added, i), customer);
}

static void
changed (HubUnit *unit, HubRow *before, HubRow *after)
{
  g_autofree char *ids = g_strdup_printf ("{%s}", after->id);
  const char *params[] = { ids, after->owner, after->branch };

  if (before == NULL || (g_strcmp0 (before->owner, after->owner) == 0 &&
                         g_strcmp0 (before->branch, after->branch) == 0))
    return;

  if (g_strcmp0 (before->owner, after->owner) != 0)
    add_exit (unit, "o", before->owner, after);
  if (g_strcmp0 (before->branch, after->branch) != 0)
    add_exit (unit, "b", before->branch, after);
  hub_unit_add_step (unit, hub_customers_query (HUB_CUSTOMERS_MOVE_CHILDREN), params);
  move_children (unit, after);
}

/* ---- business commands --------------------------------------------------------------------- */

static void
reassign (HubUnit *unit, HubRow *draft, CrmFieldSet *set, CrmProblem *problem)
{
  const char *owner = crm_command_get_argument (unit->command, "owner");
  const char *reason = crm_command_get_argument (unit->command, "reason");

  if (owner == NULL)
    crm_problem_add (problem, "/args/owner", "required", "to whom");
  if (reason != NULL && g_utf8_strlen (reason, -1) > MAX_REASON)
    crm_problem_add (problem, "/args/reason", "length", "longer than %d characters", MAX_REASON);

  hub_row_set (draft, CRM_CUSTOMER_OWNER, owner);
  crm_field_set_put (set, CRM_CUSTOMER_OWNER, owner);
}

static const HubCommandRule commands[] = {
  { "customer.reassign", "reassign", CRM_ACTION_REASSIGN, reassign },
  { .name = "customer.merge", .apply = hub_customer_merge_apply },
  { .name = "customer.unmerge", .apply = hub_customer_unmerge_apply },
  { .name = "customer.distinct", .apply = hub_customer_distinct_apply },
  { NULL },
};

const HubKindRules hub_customer_rules = {
  .kind = &crm_customer_kind,
  .collect = collect,
  .prepare = prepare,
  .change = change,
  .check = check,
  .changed = changed,
  .removed = hub_child_removed,
  .restored = hub_child_restored,
  .touch = touch,
  .commands = commands,
};
