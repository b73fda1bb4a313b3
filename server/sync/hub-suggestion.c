/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Changes that came too late or clashed, on their way to whoever decides. Worker threads. */

#define G_LOG_DOMAIN "hub-command"

#include "server/sync/hub-suggestion.h"

#include "server/sync/hub-events.h"
#include "server/sync/hub-sync-queries.h"
#include "shared/codec/crm-json.h"
#include "shared/codec/crm-mask.h"
#include "shared/customers/crm-customer.h"
#include "shared/record/crm-conflict.h"

/* Whether @root (nullable) exists and was this person's to see before. The same question is asked
 * whether it exists or not, so that neither words nor time tell the difference. */
static gboolean
ask_whether_moved (HubAct *act, const char *root, gboolean *has_moved, GError **error)
{
  HubRights *rights = &act->unit->rights;
  /* What left the branch was seen by its head, not by every agent of it. */
  gboolean sees_branch =
      crm_rights_get (&rights->matrix, "customer", CRM_ACTION_SEE) >= CRM_SCOPE_BRANCH;
  const char *branch = sees_branch && *rights->branch != '\0' ? rights->branch : NULL;
  const char *params[] = { act->absorbed != NULL ? act->absorbed : root, rights->user, branch,
                           act->item->record };
  g_autoptr (HubDbRows) rows = NULL;

  rows = hub_db_select (act->unit->db, hub_sync_query (HUB_SYNC_WAS_VISIBLE), params, error);
  if (rows == NULL)
    return FALSE;

  *has_moved = hub_db_rows_boolean (rows, 0, 0);
  return TRUE;
}

void
hub_suggestion_keep (HubAct *act, HubRow *row)
{
  g_autoptr (JsonNode) node = crm_command_to_json (act->command);
  g_autofree char *text = json_to_string (node, FALSE);
  const char *params[] = { act->item->id,
                           hub_row_get_root (row),
                           crm_command_get_kind (act->command)->name,
                           act->item->record,
                           act->unit->rights.user,
                           act->unit->done_at,
                           text };

  hub_unit_add_step (act->unit, hub_sync_query (HUB_SYNC_INSERT_ORPHAN), params);
}

/* A business command that gives something a new value is shown as that value. */
static CrmFieldSet *
dup_wanted (HubAct *act)
{
  const CrmKind *kind = crm_command_get_kind (act->command);
  CrmFieldSet *set = crm_command_get_set (act->command);
  const char *owner = crm_command_get_argument (act->command, "owner");
  CrmFieldSet *wanted;

  if (set != NULL)
    {
      wanted = crm_field_set_copy (set);
      if (act->rules->normalise != NULL)
        act->rules->normalise (wanted, act->row);
      return wanted;
    }

  wanted = crm_field_set_new (kind);
  if (kind == &crm_customer_kind && owner != NULL)
    crm_field_set_put (wanted, CRM_CUSTOMER_OWNER, owner);
  return wanted;
}

/* @row: of the scope of its new owner. */
static void
suggest (HubAct *act, HubRow *row)
{
  g_autoptr (CrmFieldSet) wanted = dup_wanted (act);

  hub_suggestion_keep (act, row);
  hub_events_add_suggestion (act->unit, row, wanted);
  hub_act_reject_with (act, CRM_ERROR_MOVED, NULL, NULL, "the record belongs to somebody else now");
}

gboolean
hub_suggestion_answer_absent (HubAct *act, GError **error)
{
  g_autofree char *root =
      g_strdup (act->row != NULL ? hub_row_get_root (act->row) : act->item->record);
  HubRow *customer;
  gboolean has_moved = FALSE;

  if (!ask_whether_moved (act, root, &has_moved, error))
    return FALSE;

  customer = hub_unit_find (act->unit, &crm_customer_kind, root);
  if (act->row != NULL && has_moved && (customer == NULL || !hub_unit_sees (act->unit, customer)))
    suggest (act, act->row);
  else
    hub_act_reject_with (act, CRM_ERROR_NOT_FOUND, "/record", "unknown", "there is no such record");
  return TRUE;
}

gboolean
hub_suggestion_answer_orphan (HubAct *act, HubRow *draft, CrmProblem *problem, GError **error)
{
  const char *root = hub_row_get_root (draft);
  HubRow *customer = hub_unit_find (act->unit, &crm_customer_kind, root);
  g_autoptr (HubRow) empty = NULL;
  gboolean has_moved = FALSE;

  if (!ask_whether_moved (act, root, &has_moved, error))
    return FALSE;

  if (customer != NULL && has_moved)
    {
      empty = hub_row_new (draft->kind, draft->id);
      hub_row_set (empty, draft->kind->kind->root, root);
      hub_row_set_scope (empty, customer->owner, customer->branch);
      suggest (act, empty);
    }
  else
    hub_act_reject (act, problem);
  return TRUE;
}

/* ---- taking it over ------------------------------------------------------------------------ */

/* (nullable) (transfer full): the values of the command that led to the conflict. */
static gboolean
read_kept (HubAct *act, CrmFieldSet **kept, GError **error)
{
  const char *params[] = { hub_row_get (act->conflict, CRM_CONFLICT_COMMAND) };
  g_autoptr (CrmProblem) problem = crm_problem_new (CRM_ERROR_INVALID, NULL);
  g_autoptr (HubDbRows) rows = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (CrmCommand) command = NULL;
  CrmFieldSet *set;

  rows = hub_db_select (act->unit->db, hub_sync_query (HUB_SYNC_READ_ORPHAN), params, error);
  if (rows == NULL)
    return FALSE;

  if (hub_db_rows_count (rows) > 0)
    node = json_from_string (hub_db_rows_text (rows, 0, 0), NULL);
  command = node != NULL ? crm_command_from_json (node, problem) : NULL;
  set = command != NULL ? crm_command_get_set (command) : NULL;
  *kept = set != NULL ? crm_field_set_ref (set) : NULL;
  return TRUE;
}

static gboolean
has_masked (CrmFieldSet *set)
{
  const CrmKind *kind = set != NULL ? crm_field_set_get_kind (set) : NULL;

  for (guint i = 0; kind != NULL && i < kind->n_fields; i++)
    if ((kind->fields[i].flags & CRM_FIELD_MASKED) != 0 &&
        crm_text_is_masked (crm_field_set_get (set, i)))
      return TRUE;
  return FALSE;
}

static gboolean
looks_like (const CrmField *field, const char *masked, const char *real)
{
  g_autofree char *shown = crm_field_mask (field, real);

  return crm_text_is_masked (masked) && g_strcmp0 (shown, masked) == 0;
}

/* What is masked in @set and looks like what was kept is what was kept: as it was typed, or in its
 * canonical form. */
static CrmFieldSet *
unmask (HubAct *act, CrmFieldSet *set, CrmFieldSet *kept)
{
  const CrmKind *kind = crm_field_set_get_kind (set);
  g_autoptr (CrmFieldSet) canonical = crm_field_set_copy (kept);
  CrmFieldSet *whole = crm_field_set_copy (set);

  if (act->rules->normalise != NULL)
    act->rules->normalise (canonical, act->row);
  for (guint i = 0; i < kind->n_fields; i++)
    {
      const CrmField *field = &kind->fields[i];
      const char *value = crm_field_set_get (set, i);

      if (looks_like (field, value, crm_field_set_get (canonical, i)))
        crm_field_set_put (whole, i, crm_field_set_get (canonical, i));
      else if (looks_like (field, value, crm_field_set_get (kept, i)))
        crm_field_set_put (whole, i, crm_field_set_get (kept, i));
    }
  return whole;
}

gboolean
hub_suggestion_unmask (HubAct *act, GError **error)
{
  CrmFieldSet *set = crm_command_get_set (act->command);
  g_autoptr (CrmFieldSet) kept = NULL;

  if (act->conflict == NULL || !has_masked (set))
    return TRUE;
  if (!read_kept (act, &kept, error))
    return FALSE;

  if (kept != NULL)
    act->set = unmask (act, set, kept);
  return TRUE;
}
