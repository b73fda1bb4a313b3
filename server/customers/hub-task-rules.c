/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What commands may do to tasks and saved views, which hang on nothing: they belong to a person and
 * to the branch of that person. Worker threads, inside the transaction. */

#define G_LOG_DOMAIN "hub-customers"

#include "server/customers/hub-customer-rules.h"
#include "server/sync/hub-sync-queries.h"
#include "shared/customers/crm-card-rules.h"
#include "shared/customers/crm-saved-view.h"
#include "shared/customers/crm-task.h"

static const char *
get_own_branch (HubUnit *unit)
{
  return *unit->rights.branch != '\0' ? unit->rights.branch : NULL;
}

/* ---- tasks --------------------------------------------------------------------------------- */

static void
collect_task (HubNeeds *needs, CrmCommand *command)
{
  CrmFieldSet *set = crm_command_get_set (command);

  hub_needs_add_person (needs, set != NULL ? crm_field_set_get (set, CRM_TASK_ASSIGNEE) : NULL);
}

/* Tasks are given to colleagues of one's branch, or by who may create them there. */
static gboolean
may_assign (HubUnit *unit, HubPerson *person)
{
  const HubRights *rights = &unit->rights;

  return crm_rights_get (&rights->matrix, "task", CRM_ACTION_CREATE) == CRM_SCOPE_ALL ||
         (*rights->branch != '\0' && g_strcmp0 (person->branch, rights->branch) == 0);
}

/* Of somebody else; one's own are always possible. */
static void
assign (HubUnit *unit, HubRow *draft, const char *assignee, CrmProblem *problem)
{
  HubPerson *person = hub_unit_find_person (unit, assignee);

  if (person == NULL || !person->is_active)
    crm_problem_add (problem, "/set/assignee", "unknown", "there is no such person");
  else if (!may_assign (unit, person))
    {
      crm_problem_set_code (problem, CRM_ERROR_DENIED);
      crm_problem_add (problem, "/set/assignee", "denied", "you may not give tasks to this person");
    }
  else
    hub_row_set_scope (draft, person->id, person->branch);
}

static void
assign_to (HubUnit *unit, HubRow *draft, const char *assignee, CrmProblem *problem)
{
  g_autofree char *kept = g_strdup (assignee);

  if (kept == NULL || g_str_equal (kept, unit->rights.user))
    hub_row_set_scope (draft, unit->rights.user, get_own_branch (unit));
  else
    assign (unit, draft, kept, problem);
}

static void
prepare_task (HubUnit *unit, HubRow *draft, CrmProblem *problem)
{
  assign_to (unit, draft, hub_row_get (draft, CRM_TASK_ASSIGNEE), problem);
}

static void
change_task (HubUnit *unit, HubRow *before, HubRow *draft, CrmProblem *problem)
{
  const char *assignee = hub_row_get (draft, CRM_TASK_ASSIGNEE);

  if (g_strcmp0 (before->owner, assignee) != 0)
    assign_to (unit, draft, assignee, problem);
}

static void
check_task (HubUnit *unit, HubRow *draft, CrmProblem *problem)
{
  crm_task_check ((const char *const *) draft->values, problem);
}

static void
add_exit (HubUnit *unit, const char *level, const char *scope, HubRow *row)
{
  g_autofree char *kind = g_strdup_printf ("%u", hub_kinds_find (row->kind->kind));
  const char *params[] = { level, scope, row->id, "reassigned", kind };

  if (scope != NULL)
    hub_unit_add_step (unit, hub_sync_query (HUB_SYNC_INSERT_EXIT), params);
}

static void
changed_scope (HubUnit *unit, HubRow *before, HubRow *after)
{
  if (before == NULL)
    return;
  if (g_strcmp0 (before->owner, after->owner) != 0)
    add_exit (unit, "o", before->owner, after);
  if (g_strcmp0 (before->branch, after->branch) != 0)
    add_exit (unit, "b", before->branch, after);
}

/* ---- saved views --------------------------------------------------------------------------- */

/* Whose branch a view is in says who gets it: nobody else, one's colleagues, or everybody. Whoever
 * may create views for so many may share them so far. */
static void
share_view (HubUnit *unit, HubRow *draft, const char *owner, CrmProblem *problem)
{
  const char *sharing = hub_row_get (draft, CRM_SAVED_VIEW_SHARING);
  const CrmScope scope = crm_rights_get (&unit->rights.matrix, "saved-view", CRM_ACTION_CREATE);
  g_autofree char *kept = g_strdup (owner);

  if (g_strcmp0 (sharing, "all") == 0 && scope == CRM_SCOPE_ALL)
    hub_row_set_scope (draft, kept, HUB_NO_ID);
  else if (g_strcmp0 (sharing, "branch") == 0 && scope >= CRM_SCOPE_BRANCH &&
           get_own_branch (unit) != NULL)
    hub_row_set_scope (draft, kept, get_own_branch (unit));
  else if (g_strcmp0 (sharing, "own") == 0)
    hub_row_set_scope (draft, kept, NULL);
  else
    {
      crm_problem_set_code (problem, CRM_ERROR_DENIED);
      crm_problem_add (problem, "/set/sharing", "denied", "you may not share views so far");
    }
}

static void
prepare_view (HubUnit *unit, HubRow *draft, CrmProblem *problem)
{
  if (hub_row_get (draft, CRM_SAVED_VIEW_SHARING) == NULL)
    hub_row_set (draft, CRM_SAVED_VIEW_SHARING, "own");
  share_view (unit, draft, unit->rights.user, problem);
}

static void
change_view (HubUnit *unit, HubRow *before, HubRow *draft, CrmProblem *problem)
{
  if (g_strcmp0 (hub_row_get (before, CRM_SAVED_VIEW_SHARING),
                 hub_row_get (draft, CRM_SAVED_VIEW_SHARING)) != 0)
    share_view (unit, draft, before->owner, problem);
}

static void
check_view (HubUnit *unit, HubRow *draft, CrmProblem *problem)
{
  crm_saved_view_check ((const char *const *) draft->values, problem);
}

const HubKindRules hub_task_rules = {
  .kind = &crm_task_kind,
  .collect = collect_task,
  .prepare = prepare_task,
  .change = change_task,
  .check = check_task,
  .changed = changed_scope,
};

const HubKindRules hub_saved_view_rules = {
  .kind = &crm_saved_view_kind,
  .prepare = prepare_view,
  .change = change_view,
  .check = check_view,
  .changed = changed_scope,
};
