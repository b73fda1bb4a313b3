/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A merge is undone: both customers are what they were, but for what people changed since. Worker
 * threads, inside the transaction. */

#define G_LOG_DOMAIN "hub-customers"

#include "server/customers/hub-customer-merge.h"

#include "server/customers/hub-merge-queries.h"
#include "server/sync/hub-array.h"
#include "server/sync/hub-events.h"
#include "server/sync/hub-survivor.h"
#include "shared/base/crm-id.h"
#include "shared/codec/crm-json.h"
#include "shared/customers/crm-customer.h"
#include "shared/customers/crm-merge.h"

#define MAX_BACK 10000

enum
{
  COLUMN_SURVIVOR,
  COLUMN_OTHER,
  COLUMN_INTO_WAS,
  COLUMN_INTO_NOW,
  COLUMN_OTHER_WAS,
  COLUMN_BRANCH,
  COLUMN_IS_OPEN,
};

/* One undo. Everything is borrowed but @kept. */
typedef struct
{
  HubRow *merge;
  HubRow *into;
  HubRow *other;   /* a tombstone */
  HubDbRows *kept; /* (owned) */
} Undo;

static void
undo_clear (Undo *self)
{
  g_clear_pointer (&self->kept, hub_db_rows_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Undo, undo_clear)

/* ---- whether --------------------------------------------------------------------------------- */

static void
refuse (HubAct *act, const char *word, const char *detail)
{
  hub_act_reject_with (act, CRM_ERROR_INVALID, "/args/merge", word, detail);
}

static gboolean
read_kept (HubAct *act, Undo *undo, GError **error)
{
  const char *params[] = { undo->merge->id };

  undo->kept = hub_db_select (act->unit->db, hub_merge_query (HUB_MERGE_FIND_KEPT), params, error);
  return undo->kept != NULL &&
         hub_survivor_load (act->unit, &crm_customer_kind,
                            hub_row_get (undo->merge, CRM_MERGE_CUSTOMER), &undo->into, error) &&
         hub_survivor_load (act->unit, &crm_customer_kind,
                            hub_row_get (undo->merge, CRM_MERGE_OTHER), &undo->other, error);
}

/* Whose he becomes again: his owner of then, where that one works now. */
static void
set_scope (HubRow *draft, Undo *undo, JsonObject *was)
{
  const char *owner = crm_json_get_text (json_object_get_member (was, "owner"));

  hub_row_set_scope (draft, owner,
                     owner != NULL ? hub_db_rows_text (undo->kept, 0, COLUMN_BRANCH)
                                   : crm_json_get_text (json_object_get_member (was, "branch")));
}

static JsonObject *
parse (Undo *undo, guint column)
{
  g_autoptr (JsonNode) node = json_from_string (hub_db_rows_text (undo->kept, 0, column), NULL);

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_dup_object (node)
                                                       : json_object_new ();
}

static gboolean
may_undo (HubAct *act, Undo *undo)
{
  g_autoptr (JsonObject) was = parse (undo, COLUMN_OTHER_WAS);
  g_autoptr (HubRow) other = hub_row_copy (undo->other);

  set_scope (other, undo, was);
  return hub_act_may (act, CRM_ACTION_EDIT, undo->into) &&
         hub_act_may (act, CRM_ACTION_DELETE, other);
}

/* %FALSE: it is answered why not. */
static gboolean
check (HubAct *act, Undo *undo)
{
  if (hub_row_get (undo->merge, CRM_MERGE_UNDONE_AT) != NULL)
    refuse (act, "undone", "it was undone already");
  else if (hub_db_rows_count (undo->kept) == 0 ||
           !hub_db_rows_boolean (undo->kept, 0, COLUMN_IS_OPEN))
    refuse (act, "too-old", "it cannot be undone any more");
  else if (undo->into == NULL || undo->into->is_deleted || undo->other == NULL ||
           !undo->other->is_deleted)
    refuse (act, "gone", "one of the two is not there any more");
  else
    return may_undo (act, undo);
  return FALSE;
}

static HubRow *
find_merge (HubAct *act)
{
  const char *id = crm_command_get_argument (act->command, "merge");
  HubRow *merge = hub_unit_find (act->unit, &crm_merge_kind, id);

  if (id == NULL)
    hub_act_reject_with (act, CRM_ERROR_INVALID, "/args/merge", "required", "which one");
  else if (merge == NULL || merge->is_deleted || !hub_unit_sees (act->unit, merge) ||
           (g_strcmp0 (act->row->id, hub_row_get (merge, CRM_MERGE_CUSTOMER)) != 0 &&
            g_strcmp0 (act->row->id, hub_row_get (merge, CRM_MERGE_OTHER)) != 0))
    hub_act_reject_with (act, CRM_ERROR_NOT_FOUND, "/args/merge", "unknown",
                         "there is no such merge");
  else
    return merge;
  return NULL;
}

/* (nullable) (transfer full): ids of what was added since and goes to the other one. */
static HubArray *
read_back (HubAct *act)
{
  JsonNode *node = json_object_get_member (crm_command_get_args (act->command), "back");
  JsonArray *list =
      node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  HubArray *back;

  if ((node != NULL && list == NULL) || (list != NULL && json_array_get_length (list) > MAX_BACK))
    {
      hub_act_reject_with (act, CRM_ERROR_INVALID, "/args/back", "type", "a list of ids");
      return NULL;
    }
  back = hub_array_new ();
  for (guint i = 0; list != NULL && i < json_array_get_length (list); i++)
    {
      const char *id = crm_json_get_text (json_array_get_element (list, i));

      if (id == NULL || !crm_id_is_valid (id))
        {
          hub_act_reject_with (act, CRM_ERROR_INVALID, "/args/back", "format", "not an id");
          hub_array_free (back);
          return NULL;
        }
      hub_array_add (back, id);
    }
  return back;
}

/* ---- doing it -------------------------------------------------------------------------------- */

static HubRow *
restore_other (HubAct *act, Undo *undo)
{
  g_autoptr (JsonObject) was = parse (undo, COLUMN_OTHER_WAS);
  g_autoptr (HubRow) before = hub_row_copy (undo->other);
  const CrmKind *kind = before->kind->kind;
  HubRow *draft = hub_row_copy (undo->other);

  draft->is_deleted = FALSE;
  for (guint i = 0; i < kind->n_fields; i++)
    hub_row_set (draft, i,
                 crm_json_get_text (json_object_get_member (was, kind->fields[i].column)));
  set_scope (draft, undo, was);
  hub_customer_put_beside (act, before, draft, NULL);
  return draft;
}

/* What the merge gave to the survivor and nobody changed since is taken back. */
static CrmFieldSet *
take_back (Undo *undo, HubRow *draft)
{
  g_autoptr (JsonObject) was = parse (undo, COLUMN_INTO_WAS);
  g_autoptr (JsonObject) now = parse (undo, COLUMN_INTO_NOW);
  const CrmKind *kind = draft->kind->kind;
  CrmFieldSet *changed = crm_field_set_new (kind);

  if (g_strcmp0 (hub_db_rows_text (undo->kept, 0, COLUMN_SURVIVOR), draft->id) != 0)
    return changed;
  for (guint i = 0; i < kind->n_fields; i++)
    {
      const char *column = kind->fields[i].column;
      const char *before = crm_json_get_text (json_object_get_member (was, column));
      const char *after = crm_json_get_text (json_object_get_member (now, column));

      if (g_strcmp0 (before, after) != 0 && g_strcmp0 (hub_row_get (draft, i), after) == 0)
        crm_field_set_put (changed, i, before);
    }
  hub_row_apply (draft, changed);
  return changed;
}

static void
add_steps (HubUnit *unit, Undo *undo, HubRow *other, const char *back)
{
  const char *children[] = { undo->merge->id, other->id, undo->into->id,    other->owner,
                             other->branch,   back,      undo->into->owner, undo->into->branch };
  const char *pointers[] = { undo->merge->id, other->id, undo->into->id };

  hub_unit_add_step (unit, hub_merge_query (HUB_MERGE_BACK_CHILDREN), children);
  hub_unit_add_step (unit, hub_merge_query (HUB_MERGE_BACK_ROWS), children);
  hub_unit_add_step (unit, hub_merge_query (HUB_MERGE_BACK_VALUES), children);
  hub_unit_add_step (unit, hub_merge_query (HUB_MERGE_BACK_POINTERS), pointers);
}

static void
close_merge (HubUnit *unit, Undo *undo)
{
  HubRow *draft = hub_row_copy (undo->merge);

  draft->rev++;
  hub_row_set (draft, CRM_MERGE_UNDONE_AT, unit->now_text);
  hub_unit_put (unit, draft);
}

static void
part (HubAct *act, Undo *undo, const char *back)
{
  HubUnit *unit = act->unit;
  gboolean is_other = act->row == undo->other;
  g_autoptr (HubRow) before = hub_row_copy (undo->into);
  HubRow *other = restore_other (act, undo);
  HubRow *draft = hub_row_copy (undo->into);
  g_autoptr (CrmFieldSet) changed = take_back (undo, draft);
  g_autofree char *name = crm_customer_values_to_display_name ((const char *const *) other->values);

  add_steps (unit, undo, other, back);
  close_merge (unit, undo);
  hub_customer_put_beside (act, before, draft, changed);
  act->row = is_other ? other : draft;
  hub_events_add_history (unit, before, draft, "unmerge", name);
  hub_events_add_history (unit, other, other, "unmerge", NULL);
}

gboolean
hub_customer_unmerge_apply (HubAct *act, GError **error)
{
  g_auto (Undo) undo = { .merge = find_merge (act) };
  HubArray *back;

  if (undo.merge == NULL)
    return TRUE;
  if (!read_kept (act, &undo, error))
    return FALSE;
  if (!check (act, &undo))
    return TRUE;
  back = read_back (act);
  if (back == NULL)
    return TRUE;

  part (act, &undo, hub_array_end (back));
  hub_array_free (back);
  hub_act_show (act, CRM_STATUS_DONE);
  return TRUE;
}
