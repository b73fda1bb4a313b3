/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One command against the rows of its transaction. Each function first decides everything on a
 * draft and only then puts the draft into the unit, so a rejected command changes nothing. Worker
 * threads. */

#define G_LOG_DOMAIN "hub-command"

#include "server/sync/hub-command-apply.h"

#include <string.h>

#include "server/sync/hub-events.h"
#include "shared/codec/crm-json.h"
#include "shared/customers/crm-customer.h"
#include "shared/record/crm-conflict.h"

static const HubKindRules no_rules = { NULL };

/* A command and what it works with; on the stack. */
typedef struct
{
  HubUnit *unit;
  const HubKindRules *rules;
  HubPushItem *item;
  CrmCommand *command;
  HubRow *row;      /* (nullable) (unowned): what the unit has */
  HubRow *conflict; /* (nullable) (unowned): that the command decides */
  CrmFieldSet *set; /* (nullable) (owned): normalised */
} Act;

static void
act_clear (Act *self)
{
  g_clear_pointer (&self->set, crm_field_set_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Act, act_clear)

/* ---- results ------------------------------------------------------------------------------- */

static CrmResult *
answer (Act *act, CrmStatus status)
{
  g_clear_pointer (&act->item->result, crm_result_free);
  act->item->result = crm_result_new (act->item->id, status);
  act->item->is_final = TRUE;
  return act->item->result;
}

/* What might come right by itself (the parent arrives, the order is mended) is not remembered. */
static void
reject (Act *act, CrmProblem *problem)
{
  CrmError code = crm_problem_get_code (problem);

  answer (act, CRM_STATUS_REJECTED)->problem = crm_problem_ref (problem);
  act->item->is_final = code != CRM_ERROR_NOT_FOUND && code != CRM_ERROR_WAITING;
}

static void
reject_with (Act *act, CrmError code, const char *pointer, const char *word, const char *detail)
{
  g_autoptr (CrmProblem) problem = crm_problem_new (code, detail);

  if (pointer != NULL)
    crm_problem_add (problem, pointer, word, "%s", detail);
  reject (act, problem);
}

static void
show_record (Act *act, CrmResult *result, HubRow *row)
{
  result->version = row->rev;
  if (!row->is_deleted && hub_unit_sees (act->unit, row))
    result->record = crm_json_write_values (row->kind->kind, (const char *const *) row->values);
}

static GStrv
copy_names (GPtrArray *names)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < names->len; i++)
    g_strv_builder_add (builder, g_ptr_array_index (names, i));
  return g_strv_builder_end (builder);
}

static gboolean
is_refused (CrmProblem *problem)
{
  return crm_problem_n_errors (problem) > 0 || crm_problem_get_code (problem) != CRM_ERROR_INVALID;
}

/* ---- finding the record -------------------------------------------------------------------- */

/* The customer went to somebody else while this was written: the words reach the new owner. */
static void
keep_orphan (Act *act, const char *customer)
{
  g_autoptr (JsonNode) node = crm_command_to_json (act->command);
  g_autofree char *text = json_to_string (node, FALSE);
  const char *params[] = { act->item->id,
                           customer,
                           crm_command_get_kind (act->command)->name,
                           act->item->record,
                           act->unit->rights.user,
                           act->unit->done_at,
                           text };

  hub_unit_add_step (act->unit, hub_sync_query (HUB_SYNC_INSERT_ORPHAN), params);
  reject_with (act, CRM_ERROR_MOVED, NULL, NULL, "the record belongs to somebody else now");
}

/* Whether @root (nullable) exists and was this person's to see before. The same question is asked
 * whether it exists or not, so that neither words nor time tell the difference. */
static gboolean
ask_whether_moved (Act *act, const char *root, gboolean *has_moved, GError **error)
{
  HubRights *rights = &act->unit->rights;
  /* What left the branch was seen by its head, not by every agent of it. */
  const char *branch = rights->reach.level == HUB_SCOPE_BRANCH ? rights->branch : NULL;
  const char *params[] = { root, rights->user, branch };
  g_autoptr (HubDbRows) rows = NULL;

  rows = hub_db_select (act->unit->db, hub_sync_query (HUB_SYNC_WAS_VISIBLE), params, error);
  if (rows == NULL)
    return FALSE;

  *has_moved = hub_db_rows_boolean (rows, 0, 0);
  return TRUE;
}

/* Answers for a record that is not there for this person. */
static gboolean
reject_absent (Act *act, GError **error)
{
  g_autofree char *root =
      g_strdup (act->row != NULL ? hub_row_get_root (act->row) : act->item->record);
  gboolean has_moved = FALSE;

  if (!ask_whether_moved (act, root, &has_moved, error))
    return FALSE;

  if (act->row != NULL && has_moved)
    keep_orphan (act, root);
  else
    reject_with (act, CRM_ERROR_NOT_FOUND, "/record", "unknown", "there is no such record");
  return TRUE;
}

static gboolean
is_visible (Act *act)
{
  return act->row != NULL && hub_unit_sees (act->unit, act->row);
}

static gboolean
find_conflict (Act *act)
{
  const char *id = crm_command_get_argument (act->command, "conflict");
  HubRow *conflict;

  if (id == NULL)
    return TRUE;

  conflict = hub_unit_find (act->unit, &crm_conflict_kind, id);
  if (conflict == NULL || conflict->is_deleted || !hub_unit_sees (act->unit, conflict) ||
      g_strcmp0 (hub_row_get (conflict, CRM_CONFLICT_RECORD), act->item->record) != 0)
    {
      reject_with (act, CRM_ERROR_INVALID, "/args/conflict", "unknown",
                   "there is no such conflict");
      return FALSE;
    }

  act->conflict = conflict;
  return TRUE;
}

static void
close_conflict (Act *act)
{
  HubRow *closed;

  if (act->conflict == NULL ||
      g_strcmp0 (hub_row_get (act->conflict, CRM_CONFLICT_STATUS), "resolved") == 0)
    return;

  closed = hub_row_copy (act->conflict);
  closed->rev++;
  hub_row_set (closed, CRM_CONFLICT_STATUS, "resolved");
  hub_unit_put (act->unit, closed);
}

/* ---- putting it down ----------------------------------------------------------------------- */

static CrmFieldSet *
copy_set (CrmFieldSet *set, const CrmKind *kind)
{
  CrmFieldSet *copy = crm_field_set_new (kind);

  for (guint i = 0; set != NULL && i < kind->n_fields; i++)
    if (crm_field_set_has (set, i))
      crm_field_set_put (copy, i, crm_field_set_get (set, i));
  return copy;
}

static void
normalise (Act *act)
{
  act->set = copy_set (crm_command_get_set (act->command), crm_command_get_kind (act->command));
  if (act->rules->normalise != NULL)
    act->rules->normalise (act->set, act->row);
}

static void
check (Act *act, HubRow *draft, CrmProblem *problem)
{
  if (act->rules->change != NULL && act->row != NULL)
    act->rules->change (act->unit, act->row, draft, problem);
  if (act->rules->check != NULL)
    act->rules->check (act->unit, draft, problem);
}

static void
touch (Act *act, HubRow *draft)
{
  g_free (draft->changed_by);
  draft->changed_by = g_strdup (act->unit->rights.user);
  if (act->rules->touch != NULL)
    act->rules->touch (act->unit, draft);
}

/* The draft (transfer full) is good: it takes the place of the row, with its history. @changed is
 * %NULL when nothing but the row as a whole went. */
static void
put_draft (Act *act, HubRow *draft, CrmFieldSet *changed, const char *action, const char *reason)
{
  HubUnit *unit = act->unit;
  g_autoptr (HubRow) before = hub_row_copy (act->row);

  draft->rev++;
  if (changed != NULL)
    hub_row_stamp (draft, changed, unit->session->device, unit->rights.user, unit->now_text);
  if (draft->is_deleted != before->is_deleted)
    hub_row_stamp_whole (draft, unit->session->device, unit->rights.user, unit->now_text);
  touch (act, draft);
  hub_unit_put (unit, draft);
  act->row = draft;
  hub_events_add_history (unit, before, draft, action, reason);
  if (act->rules->changed != NULL)
    act->rules->changed (unit, before, draft);
  if (act->rules->removed != NULL && draft->is_deleted && !before->is_deleted)
    act->rules->removed (unit, before, draft);
  if (act->rules->restored != NULL && !draft->is_deleted && before->is_deleted)
    act->rules->restored (unit, before, draft);
}

/* ---- create -------------------------------------------------------------------------------- */

static void restore_row (Act *act, CrmFieldSet *set);

/* What was to hang on a customer who is not there: maybe because he went to somebody else. */
static gboolean
reject_child (Act *act, HubRow *draft, CrmProblem *problem, GError **error)
{
  const char *customer = hub_row_get_root (draft);
  gboolean is_stored = hub_unit_find (act->unit, &crm_customer_kind, customer) != NULL;
  gboolean has_moved = FALSE;

  if (!ask_whether_moved (act, customer, &has_moved, error))
    return FALSE;

  if (is_stored && has_moved)
    keep_orphan (act, customer);
  else
    reject (act, problem);
  return TRUE;
}

static gboolean
create_row (Act *act, GError **error)
{
  g_autoptr (CrmProblem) problem = crm_problem_new (CRM_ERROR_INVALID, "the record breaks a rule");
  g_autoptr (HubRow) draft = NULL;
  guint number = hub_kinds_find (crm_command_get_kind (act->command));

  draft = hub_row_new (hub_kinds_get (number), act->item->record);
  draft->rev = 1;
  hub_row_apply (draft, act->set);
  if (act->rules->prepare != NULL)
    act->rules->prepare (act->unit, draft, problem);
  check (act, draft, problem);
  if (crm_problem_get_code (problem) == CRM_ERROR_NOT_FOUND)
    return reject_child (act, draft, problem, error);
  if (is_refused (problem))
    {
      reject (act, problem);
      return TRUE;
    }

  touch (act, draft);
  act->row = draft;
  hub_unit_put (act->unit, g_steal_pointer (&draft));
  if (act->rules->changed != NULL)
    act->rules->changed (act->unit, NULL, act->row);
  show_record (act, answer (act, CRM_STATUS_DONE), act->row);
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
apply_create (Act *act, GError **error)
{
  normalise (act);
  if (act->row == NULL)
    return create_row (act, error);
  if (is_visible (act) && act->row->is_deleted && keeps_fixed (act->row, act->set))
    restore_row (act, act->set);
  else if (is_visible (act) && has_all (act->row, act->set))
    show_record (act, answer (act, CRM_STATUS_DONE), act->row);
  else
    reject_with (act, CRM_ERROR_INVALID, "/record", "format", "not an id");
  return TRUE;
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

/* Nothing is applied: the whole command waits for a decision. */
static void
refuse_by_conflict (Act *act, const char *reason, CrmProblem *problem)
{
  g_autoptr (GPtrArray) groups = list_groups (act->set);
  g_autoptr (GPtrArray) merged = g_ptr_array_new ();
  CrmResult *result = answer (act, CRM_STATUS_CONFLICT);

  hub_events_add_conflict (act->unit, act->row, groups, merged, reason);
  close_conflict (act);
  result->conflicts = hub_events_describe_clashes (act->unit, act->row, groups);
  result->problem = problem != NULL ? crm_problem_ref (problem) : NULL;
  show_record (act, result, act->row);
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
restore_row (Act *act, CrmFieldSet *set)
{
  g_autoptr (CrmProblem) problem = crm_problem_new (CRM_ERROR_INVALID, "the record breaks a rule");
  g_autoptr (CrmFieldSet) changed = find_changed (act->row, set);
  g_autoptr (HubRow) draft = hub_row_copy (act->row);

  draft->is_deleted = FALSE;
  hub_row_apply (draft, set);
  check (act, draft, problem);
  if (is_refused (problem))
    {
      reject (act, problem);
      return;
    }

  put_draft (act, g_steal_pointer (&draft), changed, "restore", NULL);
  close_conflict (act);
  show_record (act, answer (act, CRM_STATUS_DONE), act->row);
}

/* Restore and drop are the choices of a conflict; everybody else makes one. */
static void
update_deleted (Act *act)
{
  if (act->conflict == NULL)
    refuse_by_conflict (act, "deleted", NULL);
  else if (crm_field_set_size (act->set) > 0)
    restore_row (act, act->set);
  else
    {
      close_conflict (act);
      show_record (act, answer (act, CRM_STATUS_DONE), act->row);
    }
}

/* "As I made it" is the first version. */
static gint64
get_base (Act *act)
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
merge (Act *act)
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

static const char *
name_action (CrmFieldSet *changed)
{
  const CrmKind *kind = crm_field_set_get_kind (changed);

  return kind == &crm_customer_kind && crm_field_set_size (changed) == 1 &&
                 crm_field_set_has (changed, CRM_CUSTOMER_OWNER)
             ? "reassign"
             : "update";
}

static void
answer_merge (Act *act, HubMerge *merged, JsonNode *clashes)
{
  CrmResult *result = answer (act, clashes != NULL      ? CRM_STATUS_CONFLICT
                                   : merged->has_others ? CRM_STATUS_MERGED
                                                        : CRM_STATUS_DONE);

  if (result->status != CRM_STATUS_DONE)
    result->applied = copy_names (merged->applied);
  result->conflicts = clashes;
  show_record (act, result, act->row);
}

static void
apply_merge (Act *act, HubMerge *merged)
{
  g_autoptr (CrmProblem) problem = crm_problem_new (CRM_ERROR_INVALID, "the record breaks a rule");
  g_autoptr (HubRow) draft = hub_row_copy (act->row);
  JsonNode *clashes = NULL;

  hub_row_apply (draft, merged->apply);
  check (act, draft, problem);
  if (is_refused (problem) && merged->has_others &&
      crm_problem_get_code (problem) == CRM_ERROR_INVALID)
    {
      refuse_by_conflict (act, "fields", problem);
      return;
    }
  if (is_refused (problem))
    {
      reject (act, problem);
      return;
    }

  if (merged->clashed->len > 0)
    {
      clashes = hub_events_describe_clashes (act->unit, act->row, merged->clashed);
      hub_events_add_conflict (act->unit, act->row, merged->clashed, merged->applied, "fields");
    }
  if (crm_field_set_size (merged->apply) > 0)
    put_draft (act, g_steal_pointer (&draft), merged->apply, name_action (merged->apply), NULL);
  close_conflict (act);
  answer_merge (act, merged, clashes);
}

static gboolean
apply_update (Act *act, GError **error)
{
  g_autoptr (HubMerge) merged = NULL;

  if (!is_visible (act))
    return reject_absent (act, error);
  if (!find_conflict (act))
    return TRUE;

  normalise (act);
  if (act->row->is_deleted)
    {
      update_deleted (act);
      return TRUE;
    }

  merged = merge (act);
  if (merged->is_strict)
    refuse_by_conflict (act, "strict", NULL);
  else
    apply_merge (act, merged);
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
is_seen_whole (Act *act, gint64 base)
{
  return base <= act->row->rev &&
         !hub_merge_has_others (act->row->revs, act->row->rev, base, act->unit->session->device);
}

static void
delete_row (Act *act)
{
  g_autoptr (HubRow) draft = hub_row_copy (act->row);

  draft->is_deleted = TRUE;
  put_draft (act, g_steal_pointer (&draft), NULL, "delete", NULL);
  show_record (act, answer (act, CRM_STATUS_DONE), act->row);
}

/* Somebody changed what was to be deleted: the author sees what, and decides. */
static void
refuse_delete (Act *act, gint64 base)
{
  g_autoptr (GPtrArray) groups = list_others (act->row, base, act->unit->session->device);
  g_autoptr (GPtrArray) merged = g_ptr_array_new ();
  CrmResult *result = answer (act, CRM_STATUS_CONFLICT);

  hub_events_add_conflict (act->unit, act->row, groups, merged, "fields");
  result->conflicts = hub_events_describe_clashes (act->unit, act->row, groups);
  show_record (act, result, act->row);
}

static gboolean
apply_delete (Act *act, GError **error)
{
  gint64 base = get_base (act);

  if (!is_visible (act))
    return reject_absent (act, error);

  if (act->row->is_deleted)
    show_record (act, answer (act, CRM_STATUS_DONE), act->row);
  else if (is_seen_whole (act, base))
    delete_row (act);
  else
    refuse_delete (act, base);
  return TRUE;
}

/* ---- business commands --------------------------------------------------------------------- */

static const HubCommandRule *
find_rule (Act *act)
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
run_rule (Act *act, const HubCommandRule *rule)
{
  g_autoptr (CrmProblem) problem = crm_problem_new (CRM_ERROR_INVALID, "the command breaks a rule");
  g_autoptr (CrmFieldSet) changed = crm_field_set_new (act->row->kind->kind);
  g_autoptr (HubRow) draft = hub_row_copy (act->row);

  rule->run (act->unit, draft, changed, problem);
  if (!is_refused (problem))
    check (act, draft, problem);
  if (is_refused (problem))
    {
      reject (act, problem);
      return;
    }

  put_draft (act, g_steal_pointer (&draft), changed, rule->action, get_reason (act->command));
  show_record (act, answer (act, CRM_STATUS_DONE), act->row);
}

static gboolean
apply_other (Act *act, GError **error)
{
  const HubCommandRule *rule = find_rule (act);

  if (rule == NULL)
    reject_with (act, CRM_ERROR_INVALID, "/kind", "unknown", "no such command");
  else if (!is_visible (act))
    return reject_absent (act, error);
  else if (act->row->is_deleted)
    reject_with (act, CRM_ERROR_NOT_FOUND, "/record", "unknown", "there is no such record");
  else
    run_rule (act, rule);
  return TRUE;
}

gboolean
hub_command_apply (HubUnit *unit, const HubKindRules *rules, HubPushItem *item, GError **error)
{
  g_auto (Act) act = { unit, rules != NULL ? rules : &no_rules, item, item->command };
  const CrmKind *kind = crm_command_get_kind (item->command);

  hub_unit_begin_command (unit, item->command);
  if (rules == NULL)
    {
      reject_with (&act, CRM_ERROR_INVALID, "/kind", "unknown", "no such command");
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
