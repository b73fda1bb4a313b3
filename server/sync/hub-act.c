/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What all commands have in common: their answer, the right to it, the conflict they decide, and
 * how a draft takes the place of its row. */

#define G_LOG_DOMAIN "hub-command"

#include "server/sync/hub-act.h"

#include "server/sync/hub-events.h"
#include "shared/codec/crm-json.h"
#include "shared/codec/crm-mask.h"
#include "shared/record/crm-conflict.h"

void
hub_act_clear (HubAct *self)
{
  g_clear_pointer (&self->set, crm_field_set_unref);
  g_clear_pointer (&self->absorbed, g_free);
  g_clear_pointer (&self->merge, g_free);
}

/* ---- results ------------------------------------------------------------------------------- */

CrmResult *
hub_act_answer (HubAct *self, CrmStatus status)
{
  g_clear_pointer (&self->item->result, crm_result_free);
  self->item->result = crm_result_new (self->item->id, status);
  self->item->is_final = TRUE;
  return self->item->result;
}

/* What might come right by itself (the parent arrives, the order is mended) is not remembered. */
void
hub_act_reject (HubAct *self, CrmProblem *problem)
{
  CrmError code = crm_problem_get_code (problem);

  hub_act_answer (self, CRM_STATUS_REJECTED)->problem = crm_problem_ref (problem);
  self->item->is_final = code != CRM_ERROR_NOT_FOUND && code != CRM_ERROR_WAITING;
}

void
hub_act_reject_with (HubAct *self,
                     CrmError code,
                     const char *pointer,
                     const char *word,
                     const char *detail)
{
  g_autoptr (CrmProblem) problem = crm_problem_new (code, detail);

  if (pointer != NULL)
    crm_problem_add (problem, pointer, word, "%s", detail);
  hub_act_reject (self, problem);
}

CrmResult *
hub_act_show (HubAct *self, CrmStatus status)
{
  CrmResult *result = hub_act_answer (self, status);

  /* What is there now has another id. */
  if (self->absorbed != NULL && self->row->kind->scope == HUB_SCOPE_CUSTOMER)
    return result;

  result->version = self->row->rev;
  if (!self->row->is_deleted && hub_unit_sees (self->unit, self->row))
    result->record = hub_row_to_json (self->row);
  return result;
}

/* ---- rights -------------------------------------------------------------------------------- */

static const char *const denials[CRM_N_ACTIONS] = {
  [CRM_ACTION_CREATE] = "you may not create this",
  [CRM_ACTION_EDIT] = "you may not change this record",
  [CRM_ACTION_DELETE] = "you may not delete this record",
  [CRM_ACTION_REASSIGN] = "you may not give this client to somebody else",
};

gboolean
hub_act_is_visible (HubAct *self)
{
  return self->row != NULL && hub_unit_sees (self->unit, self->row);
}

gboolean
hub_act_may (HubAct *self, CrmAction action, HubRow *row)
{
  if (hub_unit_allows (self->unit, row, action))
    return TRUE;

  hub_act_reject_with (self, CRM_ERROR_DENIED, NULL, NULL, denials[action]);
  return FALSE;
}

/* ---- conflicts ----------------------------------------------------------------------------- */

gboolean
hub_act_find_conflict (HubAct *self)
{
  const char *id = crm_command_get_argument (self->command, "conflict");
  HubRow *conflict;

  if (id == NULL)
    return TRUE;

  conflict = hub_unit_find (self->unit, &crm_conflict_kind, id);
  if (conflict == NULL || conflict->is_deleted || !hub_unit_sees (self->unit, conflict) ||
      g_strcmp0 (hub_row_get (conflict, CRM_CONFLICT_RECORD), self->item->record) != 0)
    {
      hub_act_reject_with (self, CRM_ERROR_INVALID, "/args/conflict", "unknown",
                           "there is no such conflict");
      return FALSE;
    }

  self->conflict = conflict;
  return hub_act_may (self, CRM_ACTION_EDIT, conflict);
}

void
hub_act_close_conflict (HubAct *self)
{
  HubRow *closed;

  if (self->conflict == NULL ||
      g_strcmp0 (hub_row_get (self->conflict, CRM_CONFLICT_STATUS), "resolved") == 0)
    return;

  closed = hub_row_copy (self->conflict);
  closed->rev++;
  hub_row_set (closed, CRM_CONFLICT_STATUS, "resolved");
  hub_unit_put (self->unit, closed);
}

/* ---- values -------------------------------------------------------------------------------- */

/* %FALSE when nothing masked is to be written; else it is answered. */
static gboolean
refuse_masked (HubAct *self)
{
  const CrmKind *kind = crm_field_set_get_kind (self->set);
  g_autoptr (CrmProblem) problem = NULL;

  for (guint i = 0; i < kind->n_fields; i++)
    if ((kind->fields[i].flags & CRM_FIELD_MASKED) != 0 &&
        crm_text_is_masked (crm_field_set_get (self->set, i)))
      {
        g_autofree char *pointer = g_strconcat ("/set/", kind->fields[i].name, NULL);

        if (problem == NULL)
          problem = crm_problem_new (CRM_ERROR_INVALID, "the record breaks a rule");
        crm_problem_add (problem, pointer, "masked", "a hidden number cannot be written");
      }
  if (problem != NULL)
    hub_act_reject (self, problem);
  return problem != NULL;
}

gboolean
hub_act_normalise (HubAct *self)
{
  CrmFieldSet *set = crm_command_get_set (self->command);

  if (self->set == NULL)
    self->set = set != NULL ? crm_field_set_copy (set)
                            : crm_field_set_new (crm_command_get_kind (self->command));
  if (refuse_masked (self))
    return FALSE;

  if (self->rules->normalise != NULL)
    self->rules->normalise (self->set, self->row);
  return TRUE;
}

void
hub_act_check (HubAct *self, HubRow *draft, CrmProblem *problem)
{
  if (self->rules->change != NULL && self->row != NULL)
    self->rules->change (self->unit, self->row, draft, problem);
  if (self->rules->check != NULL)
    self->rules->check (self->unit, draft, problem);
}

gboolean
hub_act_is_refused (CrmProblem *problem)
{
  return crm_problem_n_errors (problem) > 0 || crm_problem_get_code (problem) != CRM_ERROR_INVALID;
}

/* ---- putting it down ----------------------------------------------------------------------- */

static void
touch (HubAct *self, HubRow *draft)
{
  g_free (draft->changed_by);
  draft->changed_by = g_strdup (self->unit->rights.user);
  if (self->rules->touch != NULL)
    self->rules->touch (self->unit, draft);
}

void
hub_act_put (HubAct *self,
             HubRow *draft,
             CrmFieldSet *changed,
             const char *action,
             const char *reason)
{
  HubUnit *unit = self->unit;
  g_autoptr (HubRow) before = hub_row_copy (self->row);

  draft->rev++;
  if (changed != NULL)
    hub_row_stamp (draft, changed, unit->session->device, unit->rights.user, unit->now_text);
  if (draft->is_deleted != before->is_deleted)
    hub_row_stamp_whole (draft, unit->session->device, unit->rights.user, unit->now_text);
  touch (self, draft);
  hub_unit_put (unit, draft);
  self->row = draft;
  hub_events_add_history (unit, before, draft, action, reason);
  if (self->rules->changed != NULL)
    self->rules->changed (unit, before, draft);
  if (self->rules->removed != NULL && draft->is_deleted && !before->is_deleted)
    self->rules->removed (unit, before, draft);
  if (self->rules->restored != NULL && !draft->is_deleted && before->is_deleted)
    self->rules->restored (unit, before, draft);
}

void
hub_act_put_new (HubAct *self, HubRow *draft)
{
  touch (self, draft);
  self->row = draft;
  hub_unit_put (self->unit, draft);
  if (self->rules->changed != NULL)
    self->rules->changed (self->unit, NULL, draft);
}
