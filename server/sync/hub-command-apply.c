/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One command against the rows of its transaction. Each function first decides everything on a
 * draft and only then puts the draft into the unit, so a rejected command changes nothing. Worker
 * threads. */

#define G_LOG_DOMAIN "hub-command"

#include "server/sync/hub-command-apply.h"

#include <string.h>

#include "server/sync/hub-command-private.h"
#include "server/sync/hub-events.h"
#include "server/sync/hub-suggestion.h"
#include "server/sync/hub-survivor.h"
#include "shared/customers/crm-customer.h"
#include "shared/record/crm-conflict.h"

static const HubKindRules no_rules = { NULL };

/* ---- create -------------------------------------------------------------------------------- */

static gboolean
create_row (HubAct *act, CrmFieldSet *more, GError **error)
{
  g_autoptr (CrmProblem) problem = crm_problem_new (CRM_ERROR_INVALID, "the record breaks a rule");
  g_autoptr (HubRow) draft = NULL;
  guint number = hub_kinds_find (crm_command_get_kind (act->command));

  draft = hub_row_new (hub_kinds_get (number), act->item->record);
  draft->rev = 1;
  if (more != NULL)
    hub_row_apply (draft, more);
  hub_row_apply (draft, act->set);
  if (!hub_survivor_adopt (act, draft, error))
    return FALSE;
  if (act->rules->prepare != NULL)
    act->rules->prepare (act->unit, draft, problem);
  hub_act_check (act, draft, problem);
  if (crm_problem_get_code (problem) == CRM_ERROR_NOT_FOUND)
    return hub_suggestion_answer_orphan (act, draft, problem, error);
  if (hub_act_is_refused (problem))
    {
      hub_act_reject (act, problem);
      return TRUE;
    }
  if (!hub_act_may (act, CRM_ACTION_CREATE, draft))
    return TRUE;

  hub_survivor_note (act, draft);
  hub_act_put_new (act, g_steal_pointer (&draft));
  hub_act_close_conflict (act);
  hub_act_show (act, CRM_STATUS_DONE);
  return TRUE;
}

static gboolean
has_all (HubRow *row, CrmFieldSet *set)
{
  for (guint i = 0; i < row->kind->kind->n_fields; i++)
    if (crm_field_set_has (set, i) && g_strcmp0 (crm_field_set_get (set, i), row->values[i]) != 0)
      return FALSE;
  return TRUE;
}

/* What may be said at the creation only is as it was then. */
static gboolean
keeps_fixed (HubRow *row, CrmFieldSet *set)
{
  const CrmKind *kind = row->kind->kind;

  for (guint i = 0; i < kind->n_fields; i++)
    if ((kind->fields[i].flags & CRM_FIELD_FIXED) != 0 && crm_field_set_has (set, i) &&
        g_strcmp0 (crm_field_set_get (set, i), row->values[i]) != 0)
      return FALSE;
  return TRUE;
}

/* An id that is taken looks like a bad id, whoever has it. Only a deleted record in one's own scope
 * comes back that way: it is the undo of the deletion; what came back with its customer is as it
 * should be. */
static gboolean
apply_create (HubAct *act, GError **error)
{
  if (!hub_act_normalise (act))
    return TRUE;
  if (act->row == NULL)
    return create_row (act, NULL, error);
  if (!hub_survivor_follow (act, error))
    return FALSE;
  if (act->absorbed != NULL && hub_act_is_visible (act))
    hub_act_reject_with (act, CRM_ERROR_INVALID, "/record", "merged",
                         "it was merged into another client");
  else if (hub_act_is_visible (act) && act->row->is_deleted && keeps_fixed (act->row, act->set))
    hub_command_restore (act, act->set);
  else if (hub_act_is_visible (act) && has_all (act->row, act->set))
    hub_act_show (act, CRM_STATUS_DONE);
  else if (hub_act_is_visible (act) && act->rules->has_own_ids && keeps_fixed (act->row, act->set))
    hub_command_restore (act, act->set);
  else
    hub_act_reject_with (act, CRM_ERROR_INVALID, "/record", "format", "not an id");
  return TRUE;
}

/* What somebody else wanted to hang on a customer is taken over: its id is that of the suggestion.
 */
gboolean
hub_command_create_suggested (HubAct *act, GError **error)
{
  const CrmKind *kind = crm_command_get_kind (act->command);
  g_autoptr (CrmFieldSet) parent = crm_field_set_new (kind);

  if (crm_field_set_size (act->set) == 0)
    {
      hub_act_close_conflict (act);
      hub_act_answer (act, CRM_STATUS_DONE);
      return TRUE;
    }

  crm_field_set_put (parent, kind->root, hub_row_get (act->conflict, CRM_CONFLICT_CUSTOMER));
  return create_row (act, parent, error);
}

/* ---- delete -------------------------------------------------------------------------------- */

static GPtrArray *
list_others (HubRow *row, gint64 base, const char *device)
{
  GPtrArray *groups = g_ptr_array_new ();
  const CrmKind *kind = row->kind->kind;

  for (guint i = 0; i < kind->n_fields; i++)
    {
      const char *group = kind->fields[i].group;
      HubGroupRev rev;

      if (group == NULL || g_ptr_array_find_with_equal_func (groups, group, g_str_equal, NULL))
        continue;
      hub_group_rev_read (row->revs, group, &rev);
      if (rev.rev > base && g_strcmp0 (rev.device, device) != 0)
        g_ptr_array_add (groups, (gpointer) group);
    }
  return groups;
}

/* Whoever deletes must have seen what he deletes; his own changes he has seen. */
static gboolean
is_seen_whole (HubAct *act, gint64 base)
{
  return base <= act->row->rev &&
         !hub_merge_has_others (act->row->revs, act->row->rev, base, act->unit->session->device);
}

static void
delete_row (HubAct *act)
{
  g_autoptr (HubRow) draft = hub_row_copy (act->row);

  draft->is_deleted = TRUE;
  hub_act_put (act, g_steal_pointer (&draft), NULL, "delete", NULL);
  hub_act_show (act, CRM_STATUS_DONE);
}

/* Somebody changed what was to be deleted: the author sees what, and decides. */
static void
refuse_delete (HubAct *act, gint64 base)
{
  g_autoptr (GPtrArray) groups = list_others (act->row, base, act->unit->session->device);
  g_autoptr (GPtrArray) merged = g_ptr_array_new ();
  CrmResult *result = hub_act_show (act, CRM_STATUS_CONFLICT);

  hub_events_add_conflict (act->unit, act->row, groups, merged, "fields");
  result->conflicts = hub_events_describe_clashes (act->unit, act->row, groups);
}

static gboolean
apply_delete (HubAct *act, GError **error)
{
  gint64 base = hub_command_get_base (act);

  if (!hub_act_is_visible (act))
    return hub_suggestion_answer_absent (act, error);
  if (!hub_act_may (act, CRM_ACTION_DELETE, act->row))
    return TRUE;

  if (act->row->is_deleted)
    hub_act_show (act, CRM_STATUS_DONE);
  else if (act->rules->keeps != NULL)
    hub_act_reject_with (act, CRM_ERROR_INVALID, "/kind", "kept", act->rules->keeps);
  else if (is_seen_whole (act, base))
    delete_row (act);
  else
    refuse_delete (act, base);
  return TRUE;
}

/* ---- business commands --------------------------------------------------------------------- */

static const HubCommandRule *
find_rule (HubAct *act)
{
  const HubCommandRule *rule = act->rules->commands;

  for (; rule != NULL && rule->name != NULL; rule++)
    if (strcmp (rule->name, crm_command_get_name (act->command)) == 0)
      return rule;
  return NULL;
}

static const char *
get_reason (CrmCommand *command)
{
  const char *reason = crm_command_get_argument (command, "reason");

  return reason != NULL && *reason != '\0' ? reason : NULL;
}

static void
run_rule (HubAct *act, const HubCommandRule *rule)
{
  g_autoptr (CrmProblem) problem = crm_problem_new (CRM_ERROR_INVALID, "the command breaks a rule");
  g_autoptr (CrmFieldSet) changed = crm_field_set_new (act->row->kind->kind);
  g_autoptr (HubRow) draft = hub_row_copy (act->row);

  rule->run (act->unit, draft, changed, problem);
  if (!hub_act_is_refused (problem))
    hub_act_check (act, draft, problem);
  if (hub_act_is_refused (problem))
    {
      hub_act_reject (act, problem);
      return;
    }

  hub_act_put (act, g_steal_pointer (&draft), changed, rule->action, get_reason (act->command));
  hub_act_show (act, CRM_STATUS_DONE);
}

static gboolean
apply_other (HubAct *act, GError **error)
{
  const HubCommandRule *rule = find_rule (act);

  if (rule == NULL)
    hub_act_reject_with (act, CRM_ERROR_INVALID, "/kind", "unknown", "no such command");
  else if (!hub_act_is_visible (act))
    return hub_suggestion_answer_absent (act, error);
  else if (rule->apply != NULL)
    return rule->apply (act, error);
  else if (act->row->is_deleted)
    hub_act_reject_with (act, CRM_ERROR_NOT_FOUND, "/record", "unknown", "there is no such record");
  else if (hub_act_may (act, rule->right, act->row))
    run_rule (act, rule);
  return TRUE;
}

gboolean
hub_command_apply (HubUnit *unit, const HubKindRules *rules, HubPushItem *item, GError **error)
{
  g_auto (HubAct) act = { unit, rules != NULL ? rules : &no_rules, item, item->command };
  const CrmKind *kind = crm_command_get_kind (item->command);

  hub_unit_begin_command (unit, item->command);
  if (rules == NULL)
    {
      hub_act_reject_with (&act, CRM_ERROR_INVALID, "/kind", "unknown", "no such command");
      return TRUE;
    }

  act.row = hub_unit_find (unit, kind, item->record);
  switch (crm_command_get_verb (item->command))
    {
    case CRM_VERB_CREATE:
      return apply_create (&act, error);
    case CRM_VERB_UPDATE:
      return hub_survivor_follow (&act, error) && hub_command_update (&act, error);
    case CRM_VERB_DELETE:
      return apply_delete (&act, error);
    case CRM_VERB_OTHER:
    default:
      return apply_other (&act, error);
    }
}

void
hub_command_collect (HubNeeds *needs, const HubKindRules *rules, CrmCommand *command)
{
  const char *conflict = crm_command_get_argument (command, "conflict");
  const CrmKind *kind = crm_command_get_kind (command);

  if (crm_command_get_verb (command) == CRM_VERB_CREATE)
    hub_needs_add_new_record (needs, kind, crm_command_get_record (command));
  else
    hub_needs_add_record (needs, kind, crm_command_get_record (command));
  if (conflict != NULL)
    hub_needs_add_record (needs, &crm_conflict_kind, conflict);
  if (rules != NULL && rules->collect != NULL)
    rules->collect (needs, command);
}
