/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Two customers become one: the survivor takes over what was chosen and all that hangs on the other
 * or names him; of both is kept what an undo needs. Worker threads, inside the transaction. */

#define G_LOG_DOMAIN "hub-customers"

#include "server/customers/hub-customer-merge.h"

#include <string.h>

#include "server/customers/hub-merge-queries.h"
#include "server/sync/hub-events.h"
#include "server/sync/hub-sync-queries.h"
#include "shared/base/crm-id.h"
#include "shared/codec/crm-json.h"
#include "shared/customers/crm-customer.h"
#include "shared/customers/crm-merge-choice.h"
#include "shared/customers/crm-merge.h"
#include "shared/record/crm-history-event.h"

void
hub_customer_merge_collect (HubNeeds *needs, CrmCommand *command)
{
  const char *into = crm_command_get_argument (command, "into");
  const char *merge = crm_command_get_argument (command, "merge");

  if (into != NULL && crm_id_is_valid (into) &&
      strcmp (crm_command_get_name (command), "customer.merge") == 0)
    {
      hub_needs_add_record (needs, &crm_customer_kind, into);
      hub_needs_add_phones (needs, into);
      hub_needs_add_phones (needs, crm_command_get_record (command));
    }
  if (merge != NULL && strcmp (crm_command_get_name (command), "customer.unmerge") == 0)
    hub_needs_add_record (needs, &crm_merge_kind, merge);
}

/* ---- whether --------------------------------------------------------------------------------- */

/* (nullable): who survives; what is wrong with him is answered. */
static HubRow *
find_survivor (HubAct *act)
{
  const char *id = crm_command_get_argument (act->command, "into");
  HubRow *into = hub_unit_find (act->unit, &crm_customer_kind, id);

  if (id == NULL)
    hub_act_reject_with (act, CRM_ERROR_INVALID, "/args/into", "required", "into whom");
  else if (g_ascii_strcasecmp (id, act->row->id) == 0)
    hub_act_reject_with (act, CRM_ERROR_INVALID, "/args/into", "same", "it is the same client");
  else if (into == NULL || into->is_deleted || !hub_unit_sees (act->unit, into))
    hub_act_reject_with (act, CRM_ERROR_NOT_FOUND, "/args/into", "unknown",
                         "there is no such record");
  else if (g_strcmp0 (hub_row_get (into, CRM_CUSTOMER_TYPE),
                      hub_row_get (act->row, CRM_CUSTOMER_TYPE)) != 0)
    hub_act_reject_with (act, CRM_ERROR_INVALID, "/args/into", "type",
                         "a person and a company are never one");
  else if (hub_act_may (act, CRM_ACTION_DELETE, act->row) &&
           hub_act_may (act, CRM_ACTION_EDIT, into))
    return into;
  return NULL;
}

/* (nullable) (transfer full): what changes for the survivor; what forbids it is answered. */
static CrmFieldSet *
choose (HubAct *act, HubRow *into, HubRow *draft)
{
  g_autoptr (CrmProblem) problem = crm_problem_new (CRM_ERROR_INVALID, "the command breaks a rule");
  JsonObject *args = crm_command_get_args (act->command);
  JsonNode *node = json_object_get_member (args, "choices");
  JsonObject *choices =
      node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  g_autoptr (CrmFieldSet) set =
      crm_merge_choose ((const char *const *) into->values, (const char *const *) act->row->values,
                        choices, problem);

  if (node != NULL && choices == NULL)
    crm_problem_add (problem, "/args/choices", "type", "an object is expected");
  if (g_hash_table_contains (act->unit->phones, act->row->id))
    g_hash_table_add (act->unit->phones, g_strdup (into->id));
  hub_row_apply (draft, set);
  if (act->rules->check != NULL)
    act->rules->check (act->unit, draft, problem);
  if (!hub_act_is_refused (problem))
    return g_steal_pointer (&set);

  hub_act_reject (act, problem);
  return NULL;
}

/* ---- what both sides share ------------------------------------------------------------------- */

void
hub_customer_put_beside (HubAct *act, HubRow *before, HubRow *draft, CrmFieldSet *changed)
{
  HubUnit *unit = act->unit;

  draft->rev++;
  if (changed != NULL)
    hub_row_stamp (draft, changed, unit->session->device, unit->rights.user, unit->now_text);
  if (draft->is_deleted != before->is_deleted)
    hub_row_stamp_whole (draft, unit->session->device, unit->rights.user, unit->now_text);
  g_free (draft->changed_by);
  draft->changed_by = g_strdup (unit->rights.user);
  hub_row_set (draft, CRM_CUSTOMER_CHANGED_AT, unit->now_text);
  hub_unit_put (unit, draft);
}

static void
add_exit (HubUnit *unit, const char *level, const char *scope, HubRow *row, const char *reason)
{
  g_autofree char *kind = g_strdup_printf ("%u", hub_kinds_find (&crm_customer_kind));
  const char *params[] = { level, scope, row->id, reason, kind };

  if (scope != NULL)
    hub_unit_add_step (unit, hub_sync_query (HUB_SYNC_INSERT_EXIT), params);
}

void
hub_customer_add_exits (HubUnit *unit, HubRow *before, HubRow *row, const char *reason)
{
  if (g_strcmp0 (before->owner, row->owner) != 0)
    add_exit (unit, "o", before->owner, row, reason);
  if (g_strcmp0 (before->branch, row->branch) != 0)
    add_exit (unit, "b", before->branch, row, reason);
}

/* ---- doing it -------------------------------------------------------------------------------- */

static char *
print_row (HubRow *row)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);

  for (guint i = 0; i < row->kind->kind->n_fields; i++)
    if (row->values[i] != NULL)
      json_object_set_string_member (object, row->kind->kind->fields[i].column, row->values[i]);
  json_node_set_object (node, object);
  return json_to_string (node, FALSE);
}

static void
add_keep (HubUnit *unit, const char *merge, HubRow *other, HubRow *into, HubRow *draft)
{
  g_autofree char *into_was = print_row (into);
  g_autofree char *into_now = print_row (draft);
  g_autofree char *other_was = print_row (other);
  const char *params[] = {
    merge, into->id, other->id, unit->now_text, into_was, into_now, other_was
  };

  hub_unit_add_step (unit, hub_merge_query (HUB_MERGE_KEEP), params);
}

static void
add_steps (HubUnit *unit, const char *merge, HubRow *other, HubRow *into)
{
  const char *twins[] = {
    merge, other->id, into->id, unit->session->device, unit->rights.user, unit->now_text
  };
  const char *pair[] = { merge, other->id, into->id };
  const char *children[] = { merge, other->id, into->id, into->owner, into->branch };
  const char *shown[] = { merge, into->id };

  hub_unit_add_step (unit, hub_merge_query (HUB_MERGE_DROP_TWINS), twins);
  hub_unit_add_step (unit, hub_merge_query (HUB_MERGE_DECIDE_PAIR), pair);
  hub_unit_add_step (unit, hub_merge_query (HUB_MERGE_MOVE_CHILDREN), children);
  hub_unit_add_step (unit, hub_merge_query (HUB_MERGE_MOVE_POINTERS), pair);
  hub_unit_add_step (unit, hub_merge_query (HUB_MERGE_SHOW_SHARED), shown);
}

static void
note_new (HubUnit *unit, const char *merge, HubRow *row, const char *act)
{
  g_autofree char *kind = g_strdup_printf ("%u", hub_kinds_find (row->kind->kind));
  const char *params[] = { merge, kind, row->id, act };

  hub_unit_add_step (unit, hub_sync_query (HUB_SYNC_NOTE_MOVED), params);
}

/* The steps move what is in the database; this, what the unit will write over it. */
static void
move_rows (HubUnit *unit, const char *merge, HubRow *other, HubRow *into)
{
  for (guint number = 1; number <= HUB_N_KINDS; number++)
    {
      GHashTableIter iter;
      gpointer data;

      g_hash_table_iter_init (&iter, unit->rows[number]);
      while (g_hash_table_iter_next (&iter, NULL, &data))
        {
          HubRow *row = data;

          if (row->kind->kind->root < 0 || (row->is_stored && !row->is_dirty))
            continue;
          if (!row->is_stored && g_strcmp0 (hub_row_get_root (row), into->id) == 0)
            note_new (unit, merge, row, "s");
          if (g_strcmp0 (hub_row_get_root (row), other->id) != 0)
            continue;
          if (!row->is_stored)
            note_new (unit, merge, row, "m");
          else if (!row->is_deleted)
            row->rev++;
          hub_row_set (row, (guint) row->kind->kind->root, into->id);
          hub_row_set_scope (row, into->owner, into->branch);
        }
    }
  for (guint i = 0; i < unit->added->len; i++)
    {
      HubRow *row = g_ptr_array_index (unit->added, i);

      if (g_strcmp0 (hub_row_get_root (row), other->id) != 0)
        continue;
      hub_row_set (row, (guint) row->kind->kind->root, into->id);
      hub_row_set_scope (row, into->owner, into->branch);
      note_new (unit, merge, row, "m");
    }
}

/* Its id is that of the command, so that whoever gave it can take it back before he hears more. */
static void
put_merge (HubAct *act, HubRow *other, HubRow *into)
{
  HubUnit *unit = act->unit;
  JsonNode *choices = json_object_get_member (crm_command_get_args (act->command), "choices");
  g_autofree char *name = crm_customer_values_to_display_name ((const char *const *) other->values);
  g_autofree char *text = choices != NULL ? crm_json_to_text (choices) : NULL;
  HubRow *merge = hub_row_new (hub_kinds_get (hub_kinds_find (&crm_merge_kind)), act->item->id);

  merge->rev = 1;
  hub_row_set (merge, CRM_MERGE_CUSTOMER, into->id);
  hub_row_set (merge, CRM_MERGE_OTHER, other->id);
  hub_row_set (merge, CRM_MERGE_OTHER_NAME, name);
  hub_row_set (merge, CRM_MERGE_AT, unit->now_text);
  hub_row_set (merge, CRM_MERGE_CHOICES, text);
  hub_row_set_scope (merge, into->owner, into->branch);
  hub_unit_put (unit, merge);
}

/* The other one's row stays as a tombstone that goes with the survivor. */
static void
absorb (HubAct *act, HubRow *into)
{
  g_autoptr (HubRow) before = hub_row_copy (act->row);
  HubRow *draft = hub_row_copy (act->row);

  draft->is_deleted = TRUE;
  hub_row_set_scope (draft, into->owner, into->branch);
  hub_customer_put_beside (act, before, draft, NULL);
  act->row = draft;
  hub_customer_add_exits (act->unit, before, draft, "merged");
}

static void
merge (HubAct *act, HubRow *into, HubRow *draft, CrmFieldSet *changed)
{
  HubUnit *unit = act->unit;
  const char *id = act->item->id;
  g_autoptr (HubRow) other = hub_row_copy (act->row);
  g_autoptr (HubRow) was = hub_row_copy (into);
  g_autofree char *name = crm_customer_values_to_display_name ((const char *const *) other->values);

  add_keep (unit, id, other, was, draft);
  add_steps (unit, id, other, was);
  absorb (act, was);
  hub_customer_put_beside (act, was, draft, changed);
  move_rows (unit, id, other, draft);
  put_merge (act, other, draft);
  hub_events_add_history (unit, was, draft, "merge", name);
}

gboolean
hub_customer_merge_apply (HubAct *act, GError **error)
{
  g_autoptr (HubRow) draft = NULL;
  g_autoptr (CrmFieldSet) changed = NULL;
  HubRow *into;

  if (act->row->is_deleted)
    {
      hub_act_reject_with (act, CRM_ERROR_NOT_FOUND, "/record", "unknown",
                           "there is no such record");
      return TRUE;
    }
  into = find_survivor (act);
  if (into == NULL)
    return TRUE;

  draft = hub_row_copy (into);
  changed = choose (act, into, draft);
  if (changed == NULL)
    return TRUE;

  merge (act, into, g_steal_pointer (&draft), changed);
  hub_act_show (act, CRM_STATUS_DONE);
  return TRUE;
}
