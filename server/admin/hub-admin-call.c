/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The frame of requests of administration that are no changes of records. */

#define G_LOG_DOMAIN "hub-admin"

#include "server/admin/hub-admin-call.h"

#include <string.h>

#include "server/sync/hub-sync-queries.h"

HubAdminCall *
hub_admin_call_new (HubExchange *exchange, HubAdmin *admin, const char *subject, CrmAction action)
{
  HubAdminCall *self = g_new0 (HubAdminCall, 1);
  const char *part = hub_exchange_get_part (exchange, 0);
  g_autofree char *id = part != NULL ? g_ascii_strdown (part, -1) : NULL;

  self->admin = hub_admin_ref (admin);
  self->exchange = g_object_ref (exchange);
  self->session = hub_session_ref (hub_exchange_get_session (exchange));
  self->subject = subject;
  self->action = action;
  self->id = g_strdup (id != NULL && crm_id_is_valid (id) ? id : HUB_NO_ID);
  self->ended = g_ptr_array_new_with_free_func (g_free);
  self->status = 200;
  return self;
}

static void
forget (HubAdminCall *self)
{
  hub_rights_clear (&self->rights);
  hub_admin_person_clear (&self->person);
  g_clear_pointer (&self->problem, crm_problem_unref);
  g_clear_pointer (&self->reply, json_object_unref);
  g_ptr_array_set_size (self->ended, 0);
}

void
hub_admin_call_free (gpointer call)
{
  HubAdminCall *self = call;

  forget (self);
  hub_admin_unref (self->admin);
  g_object_unref (self->exchange);
  hub_session_unref (self->session);
  g_free (self->id);
  g_free (self->other);
  g_free (self->reason);
  g_free (self->hash);
  if (self->secret != NULL)
    explicit_bzero (self->secret, strlen (self->secret));
  g_free (self->secret);
  g_free (self->job);
  if (self->data_free != NULL)
    self->data_free (self->data);
  g_ptr_array_unref (self->ended);
  g_free (self);
}

static void
reply_failure (HubAdminCall *self, const GError *error)
{
  if (g_error_matches (error, CRM_ERROR, CRM_ERROR_DENIED))
    hub_admin_note_denied (self->admin, self->session, self->subject, self->action);
  if (g_error_matches (error, CRM_ERROR, CRM_ERROR_INVALID) && self->problem != NULL &&
      crm_problem_n_errors (self->problem) > 0)
    hub_exchange_reply_problem (self->exchange, self->problem);
  else
    hub_exchange_reply_error (self->exchange, error);
}

static void
reply (HubAdminCall *self)
{
  g_autoptr (JsonNode) node = NULL;

  hub_admin_tell (self->admin, NULL, self->ended, self->wipes);
  if (self->job != NULL && self->admin->jobs != NULL && self->status == 202)
    hub_admin_jobs_start (self->admin->jobs, self->job);
  if (self->reply == NULL)
    {
      hub_exchange_reply_empty (self->exchange, 204);
      return;
    }
  node = json_node_new (JSON_NODE_OBJECT);
  json_node_take_object (node, g_steal_pointer (&self->reply));
  hub_exchange_reply_json (self->exchange, self->status, node);
}

static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HubAdminCall) self = user_data;
  g_autoptr (GError) error = NULL;
  HubAdminCallFunc next = self->next;

  if (hub_db_pool_run_finish (HUB_DB_POOL (source), result, &error) == NULL)
    reply_failure (self, error);
  else if (next != NULL)
    next (g_steal_pointer (&self));
  else
    reply (self);
}

void
hub_admin_call_run_then (HubAdminCall *self, HubDbMode mode, HubDbWork work, HubAdminCallFunc next)
{
  self->next = next;
  hub_db_pool_run_async (self->admin->context->pool, mode, work, self, NULL, NULL, done_cb, self);
}

void
hub_admin_call_run (HubAdminCall *self, HubDbMode mode, HubDbWork work)
{
  hub_admin_call_run_then (self, mode, work, NULL);
}

static gboolean
read_person (HubAdminCall *self, GError **error)
{
  gboolean is_found = FALSE;

  if (!hub_admin_person_find (&self->person, self->db, self->id, &is_found, error))
    return FALSE;
  if (!is_found || !hub_admin_may_about (&self->rights, self->subject, self->action, self->id,
                                         self->person.branch))
    return crm_fail (error, CRM_ERROR_NOT_FOUND, "there is no such user");
  return TRUE;
}

gboolean
hub_admin_call_begin (HubAdminCall *self, HubDb *db, gboolean needs_person, GError **error)
{
  const char *params[] = { self->session->user, self->session->id };
  g_autoptr (HubDbRows) rows = NULL;

  forget (self);
  self->problem = crm_problem_new (CRM_ERROR_INVALID, "it cannot be so");
  self->db = db;
  if (!hub_reach_open_all (db, error) ||
      (rows = hub_db_select (db, hub_sync_query (HUB_SYNC_READ_RIGHTS), params, error)) == NULL ||
      !hub_rights_read (&self->rights, self->session, rows, error))
    return FALSE;
  if (crm_rights_get (&self->rights.matrix, self->subject, self->action) == CRM_SCOPE_NONE)
    return crm_fail (error, CRM_ERROR_DENIED, "you may not do that");
  return !needs_person || read_person (self, error);
}

gboolean
hub_admin_call_fail (HubAdminCall *self,
                     const char *pointer,
                     const char *code,
                     const char *detail,
                     GError **error)
{
  crm_problem_add (self->problem, pointer, code, "%s", detail);
  return crm_fail (error, CRM_ERROR_INVALID, "%s", detail);
}

gboolean
hub_admin_call_write_down (HubAdminCall *self,
                           HubAuditAction action,
                           const char *details,
                           GError **error)
{
  const HubAuditEvent event = { .action = action,
                                .actor = self->rights.user,
                                .device = self->session->device,
                                .kind = "user",
                                .record = self->id,
                                .details = details };

  return hub_audit_add (self->db, &event, error);
}
