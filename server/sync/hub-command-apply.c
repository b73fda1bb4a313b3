/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One command against the rows of its transaction. Each function first decides everything on a
 * draft and only then puts the draft into the unit, so a rejected command changes nothing. Worker
 * threads. */

#define G_LOG_DOMAIN "hub-command"

#include "server/sync/hub-command-apply.h"

#include <string.h>

#include "server/sync/hub-events.h"
#include "server/sync/hub-suggestion.h"
#include "shared/codec/crm-mask.h"
#include "shared/customers/crm-customer.h"
#include "shared/record/crm-conflict.h"

static const HubKindRules no_rules = { NULL };

static GStrv
copy_names (GPtrArray *names)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < names->len; i++)
    g_strv_builder_add (builder, g_ptr_array_index (names, i));
  return g_strv_builder_end (builder);
}

/* ---- create -------------------------------------------------------------------------------- */

static void restore_row (HubAct *act, CrmFieldSet *set);

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
  if (hub_act_is_visible (act) && act->row->is_deleted && keeps_fixed (act->row, act->set))
    restore_row (act, act->set);
  else if (hub_act_is_visible (act) && has_all (act->row, act->set))
    hub_act_show (act, CRM_STATUS_DONE);
  else
    hub_act_reject_with (act, CRM_ERROR_INVALID, "/record", "format", "not an id");
  return TRUE;
}

/* What somebody else wanted to hang on a customer is taken over: its id is that of the suggestion.
 */
static gboolean
create_suggested (HubAct *act, GError **error)
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

static gboolean
is_suggested (HubAct *act)
{
  return act->row == NULL && act->conflict != NULL &&
         crm_command_get_kind (act->command)->root >= 0 &&
         g_strcmp0 (hub_row_get (act->conflict, CRM_CONFLICT_REASON), "moved") == 0;
}

/* ---- update -------------------------------------------------------------------------------- */

static GPtrArray *
list_groups (CrmFieldSet *set)
{
  const CrmKind *kind = crm_field_set_get_kind (set);
  GPtrArray *groups = g_ptr_array_new ();

  for (guint i = 0; i < kind->n_fields; i++)
    if (crm_field_set_has (set, i) && kind->fields[i].group != NULL &&
        !g_ptr_array_find_with_equal_func (groups, kind->fields[i].group, g_str_equal, NULL))
      g_ptr_array_add (groups, (gpointer) kind->fields[i].group);
  return groups;
}

static void
add_conflict (HubAct *act, GPtrArray *clashed, GPtrArray *merged, const char *reason)
{
  hub_events_add_conflict (act->unit, act->row, clashed, merged, reason);
  if (crm_kind_has_masked (act->row->kind->kind))
    hub_suggestion_keep (act, act->row);
}

/* Nothing is applied: the whole command waits for a decision. */
static void
refuse_by_conflict (HubAct *act, const char *reason, CrmProblem *problem)
{
  g_autoptr (GPtrArray) groups = list_groups (act->set);
  g_autoptr (GPtrArray) merged = g_ptr_array_new ();
  CrmResult *result;

  add_conflict (act, groups, merged, reason);
  hub_act_close_conflict (act);
  result = hub_act_show (act, CRM_STATUS_CONFLICT);
  result->conflicts = hub_events_describe_clashes (act->unit, act->row, groups);
  result->problem = problem != NULL ? crm_problem_ref (problem) : NULL;
}

/* The fields of @set that are not as in @row. */
static CrmFieldSet *
find_changed (HubRow *row, CrmFieldSet *set)
{
  CrmFieldSet *changed = crm_field_set_new (row->kind->kind);

  for (guint i = 0; i < row->kind->kind->n_fields; i++)
    if (crm_field_set_has (set, i) && g_strcmp0 (crm_field_set_get (set, i), row->values[i]) != 0)
      crm_field_set_put (changed, i, crm_field_set_get (set, i));
  return changed;
}

static void
restore_row (HubAct *act, CrmFieldSet *set)
{
  g_autoptr (CrmProblem) problem = crm_problem_new (CRM_ERROR_INVALID, "the record breaks a rule");
  g_autoptr (CrmFieldSet) changed = find_changed (act->row, set);
  g_autoptr (HubRow) draft = hub_row_copy (act->row);

  if (!hub_act_may (act, CRM_ACTION_CREATE, act->row))
    return;

  draft->is_deleted = FALSE;
  hub_row_apply (draft, set);
  hub_act_check (act, draft, problem);
  if (hub_act_is_refused (problem))
    {
      hub_act_reject (act, problem);
      return;
    }

  hub_act_put (act, g_steal_pointer (&draft), changed, "restore", NULL);
  hub_act_close_conflict (act);
  hub_act_show (act, CRM_STATUS_DONE);
}

/* Restore and drop are the choices of a conflict; everybody else makes one. */
static void
update_deleted (HubAct *act)
{
  if (act->conflict == NULL)
    refuse_by_conflict (act, "deleted", NULL);
  else if (crm_field_set_size (act->set) > 0)
    restore_row (act, act->set);
  else
    {
      hub_act_close_conflict (act);
      hub_act_show (act, CRM_STATUS_DONE);
    }
}

/* "As I made it" is the first version. */
static gint64
get_base (HubAct *act)
{
  gint64 base = crm_command_get_base (act->command);

  return base > 0 ? base : 1;
}

static char *
make_author_line (HubUnit *unit)
{
  g_auto (GStrv) date = g_strsplit (unit->done_at, "T", 2);
  g_auto (GStrv) parts = g_strsplit (date[0], "-", 3);

  return g_strdup_printf ("— %s, %s.%s.%s:", unit->rights.name, parts[2], parts[1], parts[0]);
}

static HubMerge *
merge (HubAct *act)
{
  g_autofree char *author_line = make_author_line (act->unit);
  HubMergeInput input = {
    .kind = act->row->kind->kind,
    .current = (const char *const *) act->row->values,
    .rev = act->row->rev,
    .revs = act->row->revs,
    .set = act->set,
    .was = crm_command_get_was (act->command),
    .base = get_base (act),
    .device = act->unit->session->device,
    .author_line = author_line,
  };

  return hub_merge_run (&input);
}

static gboolean
gives_only (CrmFieldSet *set)
{
  return crm_field_set_get_kind (set) == &crm_customer_kind && crm_field_set_size (set) == 1 &&
         crm_field_set_has (set, CRM_CUSTOMER_OWNER);
}

/* Giving a customer away is a right of its own, which its rules look at. */
static gboolean
may_update (HubAct *act)
{
  return gives_only (act->set) || hub_act_may (act, CRM_ACTION_EDIT, act->row);
}

static void
answer_merge (HubAct *act, HubMerge *merged, JsonNode *clashes)
{
  CrmResult *result = hub_act_show (act, clashes != NULL      ? CRM_STATUS_CONFLICT
                                         : merged->has_others ? CRM_STATUS_MERGED
                                                              : CRM_STATUS_DONE);

  if (result->status != CRM_STATUS_DONE)
    result->applied = copy_names (merged->applied);
  result->conflicts = clashes;
}

static void
apply_merge (HubAct *act, HubMerge *merged)
{
  g_autoptr (CrmProblem) problem = crm_problem_new (CRM_ERROR_INVALID, "the record breaks a rule");
  g_autoptr (HubRow) draft = hub_row_copy (act->row);
  JsonNode *clashes = NULL;

  hub_row_apply (draft, merged->apply);
  hub_act_check (act, draft, problem);
  if (hub_act_is_refused (problem) && merged->has_others &&
      crm_problem_get_code (problem) == CRM_ERROR_INVALID)
    {
      refuse_by_conflict (act, "fields", problem);
      return;
    }
  if (hub_act_is_refused (problem))
    {
      hub_act_reject (act, problem);
      return;
    }

  if (merged->clashed->len > 0)
    {
      clashes = hub_events_describe_clashes (act->unit, act->row, merged->clashed);
      add_conflict (act, merged->clashed, merged->applied, "fields");
    }
  if (crm_field_set_size (merged->apply) > 0)
    hub_act_put (act, g_steal_pointer (&draft), merged->apply,
                 gives_only (merged->apply) ? "reassign" : "update", NULL);
  hub_act_close_conflict (act);
  answer_merge (act, merged, clashes);
}

static void
update_row (HubAct *act)
{
  g_autoptr (HubMerge) merged = merge (act);

  if (merged->is_strict)
    refuse_by_conflict (act, "strict", NULL);
  else
    apply_merge (act, merged);
}

static gboolean
apply_update (HubAct *act, GError **error)
{
  gboolean is_visible = hub_act_is_visible (act);

  if (!is_visible && act->row != NULL)
    return hub_suggestion_answer_absent (act, error);
  if (!hub_act_find_conflict (act))
    return TRUE;
  if (!is_visible && !is_suggested (act))
    return hub_suggestion_answer_absent (act, error);
  if (!hub_suggestion_unmask (act, error))
    return FALSE;
  if (!hub_act_normalise (act))
    return TRUE;

  if (!is_visible)
    return create_suggested (act, error);
  if (!may_update (act))
    return TRUE;
  if (act->row->is_deleted)
    update_deleted (act);
  else
    update_row (act);
  return TRUE;
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
  gint64 base = get_base (act);

  if (!hub_act_is_visible (act))
    return hub_suggestion_answer_absent (act, error);
  if (!hub_act_may (act, CRM_ACTION_DELETE, act->row))
    return TRUE;

  if (act->row->is_deleted)
    hub_act_show (act, CRM_STATUS_DONE);
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
      return apply_update (&act, error);
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
