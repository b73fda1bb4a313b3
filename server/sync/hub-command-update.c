/* SPDX-License-Identifier: GPL-3.0-or-later */

/* An update meets what others did since its author looked: it is merged by field group, or it waits
 * for a decision; and it is how conflicts are decided. Worker threads. */

#define G_LOG_DOMAIN "hub-command"

#include "server/sync/hub-command-private.h"
#include "server/sync/hub-events.h"
#include "server/sync/hub-suggestion.h"
#include "shared/codec/crm-mask.h"
#include "shared/customers/crm-customer.h"
#include "shared/record/crm-conflict.h"

static GStrv
copy_names (GPtrArray *names)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < names->len; i++)
    g_strv_builder_add (builder, g_ptr_array_index (names, i));
  return g_strv_builder_end (builder);
}

/* "As I made it" is the first version. */
gint64
hub_command_get_base (HubAct *act)
{
  gint64 base = crm_command_get_base (act->command);

  return base > 0 ? base : 1;
}

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

void
hub_command_restore (HubAct *act, CrmFieldSet *set)
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

  hub_act_put (act, g_steal_pointer (&draft), changed, act->row->is_deleted ? "restore" : "update",
               NULL);
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
    hub_command_restore (act, act->set);
  else
    {
      hub_act_close_conflict (act);
      hub_act_show (act, CRM_STATUS_DONE);
    }
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
    /* Of another record's versions nothing is known here. */
    .base = act->absorbed != NULL ? act->row->rev + 1 : hub_command_get_base (act),
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

/* Giving a customer away is a right of its own; to whom, its rules look at. */
static gboolean
may_update (HubAct *act)
{
  return (gives_only (act->set) && hub_unit_allows (act->unit, act->row, CRM_ACTION_REASSIGN)) ||
         hub_act_may (act, CRM_ACTION_EDIT, act->row);
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
is_suggested (HubAct *act)
{
  return act->row == NULL && act->conflict != NULL &&
         crm_command_get_kind (act->command)->root >= 0 &&
         g_strcmp0 (hub_row_get (act->conflict, CRM_CONFLICT_REASON), "moved") == 0;
}

gboolean
hub_command_update (HubAct *act, GError **error)
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
    return hub_command_create_suggested (act, error);
  if (!may_update (act))
    return TRUE;
  if (act->row->is_deleted)
    update_deleted (act);
  else
    update_row (act);
  return TRUE;
}
