/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The transaction of one act of administration, the same for all kinds: one at a time (a lock), the
 * rights as they are now, the row, whether it may be, whether it is right, then everything that
 * follows and what is written down about it. What somebody may not see and what does not exist take
 * the same way and the same number of statements to the same answer. Worker threads. */

#define G_LOG_DOMAIN "hub-admin"

#include "server/admin/hub-admin-act.h"

#include "server/sync/hub-sync-queries.h"
#include "shared/customers/crm-customer.h"

#include <string.h>

HubAdminAct *
hub_admin_act_new (const HubAdminRules *rules, HubSession *session, CrmAction action)
{
  HubAdminAct *self = g_new0 (HubAdminAct, 1);

  self->rules = rules;
  self->session = hub_session_ref (session);
  self->action = action;
  self->problem = crm_problem_new (CRM_ERROR_INVALID, "it cannot be so");
  self->tickle = hub_tickle_new ();
  self->ended = g_ptr_array_new_with_free_func (g_free);
  return self;
}

static void
forget (HubAdminAct *self)
{
  hub_rights_clear (&self->rights);
  g_clear_pointer (&self->today, g_free);
  g_clear_pointer (&self->before, hub_admin_row_free);
  g_clear_pointer (&self->draft, hub_admin_row_free);
  g_clear_pointer (&self->tickle, hub_tickle_free);
  g_clear_pointer (&self->job, g_free);
  g_ptr_array_set_size (self->ended, 0);
  self->is_repeated = FALSE;
  self->is_restored = FALSE;
}

void
hub_admin_act_free (gpointer act)
{
  HubAdminAct *self = act;

  forget (self);
  hub_session_unref (self->session);
  g_free (self->id);
  g_clear_pointer (&self->set, crm_field_set_unref);
  g_clear_pointer (&self->problem, crm_problem_unref);
  g_ptr_array_unref (self->ended);
  g_free (self);
}

/* For the rules */

const char *
hub_admin_act_get (HubAdminAct *self, guint field)
{
  return self->draft->values[field];
}

gboolean
hub_admin_act_changes (HubAdminAct *self, guint field)
{
  return self->before == NULL ||
         g_strcmp0 (self->before->values[field], self->draft->values[field]) != 0;
}

gboolean
hub_admin_act_is_of_self (HubAdminAct *self, const char *user)
{
  return g_strcmp0 (user, self->rights.user) == 0;
}

void
hub_admin_act_complain (HubAdminAct *self, guint field, const char *code, const char *detail)
{
  g_autofree char *pointer = g_strconcat ("/set/", self->rules->kind->fields[field].name, NULL);

  if (crm_problem_find (self->problem, pointer) == NULL)
    crm_problem_add (self->problem, pointer, code, "%s", detail);
}

HubDbRows *
hub_admin_act_ask (HubAdminAct *self,
                   HubAdminQuery query,
                   const char *const *params,
                   GError **error)
{
  return hub_db_select (self->db, hub_admin_query (query), params, error);
}

/* Steps */

/* The lock before anything is looked at: each statement has a snapshot of its own. */
static gboolean
load (HubAdminAct *self, GError **error)
{
  const char *person[] = { self->session->user, self->session->id };
  const char *record[] = { self->id };
  const char *nothing[] = { NULL };
  const HubQuery *queries[] = { hub_admin_query (HUB_ADMIN_LOCK),
                                hub_sync_query (HUB_SYNC_READ_RIGHTS),
                                hub_admin_query (self->rules->load) };
  const char *const *const params[] = { nothing, person, record };
  HubDbRows *rows[3] = { NULL, NULL, NULL };
  gboolean ok;

  if (!hub_reach_open_all (self->db, error) ||
      !hub_db_select_many (self->db, G_N_ELEMENTS (rows), queries, params, rows, error))
    return FALSE;

  ok = hub_rights_read (&self->rights, self->session, rows[1], error);
  if (ok)
    self->before = hub_admin_row_new_loaded (self->rules->kind, rows[2]);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    hub_db_rows_free (rows[i]);
  return ok;
}

/* (transfer full): the day it is where the person works. */
static char *
print_today (const HubRights *rights)
{
  GDate day;
  char text[16];

  g_date_clear (&day, 1);
  g_date_set_dmy (&day, 1, G_DATE_JANUARY, 2000);
  g_date_add_days (&day, (guint) MAX (rights->day, 0));
  g_date_strftime (text, sizeof text, "%Y-%m-%d", &day);
  return g_strdup (text);
}

/* What is not there for this person. */
static gboolean
fail_absent (HubAdminAct *self, GError **error)
{
  return crm_fail (error, CRM_ERROR_NOT_FOUND, "there is no such %s", self->rules->kind->name);
}

static gboolean
is_in_scope (HubAdminAct *self, HubAdminRow *row)
{
  const CrmKind *kind = self->rules->kind;

  /* Nobody shows, or takes away, a customer that he does not see himself. */
  if (self->rules->is_of_customer)
    return hub_rights_allow (&self->rights, kind, self->action, row->owner, row->branch) &&
           hub_rights_sees (&self->rights, &crm_customer_kind, row->owner, row->branch);
  return hub_admin_may_about (&self->rights, kind->name, self->action, row->owner, row->branch);
}

static void
check_base (HubAdminAct *self, GError **error)
{
  if (self->base != 0 && self->base != self->before->rev)
    crm_fail (error, CRM_ERROR_CONFLICT, "it was changed meanwhile");
}

/* The id is taken: by the same act, when that was done before (%FALSE without an error then), or by
 * what was deleted since and now comes back as it was; the rules look at that as at a new one. */
static gboolean
repeat_create (HubAdminAct *self, GError **error)
{
  gboolean is_same;

  self->draft = hub_admin_row_copy (self->before);
  if (self->rules->find_scope != NULL && !self->rules->find_scope (self, error))
    return FALSE;

  is_same = is_in_scope (self, self->draft) && hub_admin_row_holds (self->before, self->set);
  self->is_repeated = is_same && !self->before->is_deleted;
  self->is_restored = is_same && self->before->is_deleted;
  if (self->is_repeated)
    return FALSE;
  g_clear_pointer (&self->before, hub_admin_row_free);
  if (!self->is_restored)
    return crm_fail (error, CRM_ERROR_CONFLICT, "this id is in use");

  self->draft->is_deleted = FALSE;
  self->draft->rev++;
  return TRUE;
}

/* %FALSE without an error: it is done already. */
static gboolean
begin_create (HubAdminAct *self, GError **error)
{
  if (self->before != NULL)
    return repeat_create (self, error);

  self->draft = hub_admin_row_new (self->rules->kind, self->id);
  self->draft->rev = 1;
  hub_admin_row_apply (self->draft, self->set);
  if (self->rules->prepare != NULL)
    self->rules->prepare (self);
  return TRUE;
}

/* Looks at as much for what is not there as for what is foreign: not even the time tells. */
static gboolean
begin_change (HubAdminAct *self, GError **error)
{
  GError *stale = NULL;

  self->draft = self->before != NULL ? hub_admin_row_copy (self->before)
                                     : hub_admin_row_new (self->rules->kind, self->id);
  if (self->rules->find_scope != NULL && !self->rules->find_scope (self, error))
    return FALSE;
  if (self->before == NULL || self->before->is_deleted || !is_in_scope (self, self->draft))
    {
      g_clear_pointer (&self->before, hub_admin_row_free);
      return fail_absent (self, error);
    }

  check_base (self, &stale);
  if (stale != NULL)
    {
      g_propagate_error (error, stale);
      return FALSE;
    }
  if (self->action == CRM_ACTION_DELETE)
    self->draft->is_deleted = TRUE;
  else
    hub_admin_row_apply (self->draft, self->set);
  self->draft->rev++;
  return TRUE;
}

static void
check_fields (HubAdminAct *self)
{
  for (guint i = 0; i < self->rules->kind->n_fields; i++)
    {
      guint64 bit = G_GUINT64_CONSTANT (1) << i;

      if ((self->rules->required & bit) != 0 && self->draft->values[i] == NULL)
        hub_admin_act_complain (self, i, "required", "it is missing");
      if ((self->rules->fixed & bit) != 0 && self->before != NULL &&
          hub_admin_act_changes (self, i))
        hub_admin_act_complain (self, i, "read-only", "it cannot be changed");
    }
}

static gboolean
fail_problem (HubAdminAct *self, GError **error)
{
  return crm_fail (error, CRM_ERROR_INVALID, "%s", crm_problem_get_detail (self->problem));
}

/* What lies outside of the person's scope is not there for him. */
static gboolean
check_scope (HubAdminAct *self, GError **error)
{
  if (self->rules->find_scope == NULL)
    return TRUE;
  if (!self->rules->find_scope (self, error))
    return FALSE;
  if (!is_in_scope (self, self->draft))
    hub_admin_act_complain (self, self->rules->scope_field, "unknown", "there is no such record");
  return TRUE;
}

static gboolean
check (HubAdminAct *self, GError **error)
{
  if (self->action != CRM_ACTION_DELETE)
    check_fields (self);
  if (crm_problem_n_errors (self->problem) > 0)
    return fail_problem (self, error);
  if (self->action == CRM_ACTION_CREATE && !check_scope (self, error))
    return FALSE;
  if (crm_problem_n_errors (self->problem) > 0)
    return fail_problem (self, error);
  if (self->rules->check != NULL && !self->rules->check (self, error))
    return FALSE;
  return crm_problem_n_errors (self->problem) == 0 || fail_problem (self, error);
}

static gboolean
write_down (HubAdminAct *self, GError **error)
{
  static const HubAuditAction actions[] = {
    [CRM_ACTION_CREATE] = HUB_AUDIT_CREATE,
    [CRM_ACTION_EDIT] = HUB_AUDIT_UPDATE,
    [CRM_ACTION_DELETE] = HUB_AUDIT_DELETE,
  };
  g_autofree char *details =
      hub_admin_row_print_change (self->action == CRM_ACTION_DELETE ? NULL : self->before,
                                  self->draft);
  const HubAuditEvent event = {
    .action = self->is_restored ? HUB_AUDIT_RESTORE : actions[self->action],
    .actor = self->rights.user,
    .device = self->session->device,
    .kind = self->rules->kind->name,
    .record = self->id,
    .details = details,
  };

  return hub_audit_add (self->db, &event, error);
}

static void
tell (HubAdminAct *self)
{
  if (!self->rules->is_private)
    self->tickle->all = TRUE;
  if (self->before != NULL)
    {
      hub_tickle_add_owner (self->tickle, self->before->owner);
      hub_tickle_add_branch (self->tickle, self->before->branch);
    }
  hub_tickle_add_owner (self->tickle, self->draft->owner);
  hub_tickle_add_branch (self->tickle, self->draft->branch);
}

static gboolean
store (HubAdminAct *self, GError **error)
{
  if (!hub_admin_row_save (self->draft, self->db, hub_admin_query (self->rules->save),
                           self->rules->has_scope, error) ||
      (self->rules->changed != NULL && !self->rules->changed (self, error)) ||
      !write_down (self, error))
    return FALSE;
  if (self->rules->verify != NULL && !self->rules->verify (self, error))
    return FALSE;
  if (crm_problem_n_errors (self->problem) > 0)
    return fail_problem (self, error);
  tell (self);
  return TRUE;
}

static gboolean
begin (HubAdminAct *self, GError **error)
{
  if (crm_rights_get (&self->rights.matrix, self->rules->kind->name, self->action) ==
      CRM_SCOPE_NONE)
    return crm_fail (error, CRM_ERROR_DENIED, "you may not do that");
  return self->action == CRM_ACTION_CREATE ? begin_create (self, error)
                                           : begin_change (self, error);
}

gboolean
hub_admin_act_work (HubDb *db, gpointer data, GError **error)
{
  HubAdminAct *self = data;
  g_autoptr (GError) local = NULL;

  forget (self);
  g_clear_pointer (&self->problem, crm_problem_unref);
  self->problem = crm_problem_new (CRM_ERROR_INVALID, "it cannot be so");
  self->tickle = hub_tickle_new ();
  self->db = db;
  if (!load (self, error))
    return FALSE;
  self->today = print_today (&self->rights);
  if (!begin (self, &local))
    {
      if (local == NULL)
        return TRUE;
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (!check (self, error))
    return FALSE;
  if (self->before != NULL && hub_admin_row_equal (self->before, self->draft))
    {
      self->draft->rev = self->before->rev;
      return TRUE;
    }
  return store (self, error);
}
