/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A person as the rules of administration look at one. Worker threads. */

#define G_LOG_DOMAIN "hub-admin"

#include "server/admin/hub-admin-act.h"

#include <string.h>

#define ADMINISTRATOR "administrator"

void
hub_admin_person_clear (HubAdminPerson *self)
{
  g_clear_pointer (&self->branch, g_free);
  g_clear_pointer (&self->role, g_free);
}

gboolean
hub_admin_rights_parse (CrmRights *rights, const char *json, GError **error)
{
  if (json == NULL || !crm_rights_parse (rights, json, NULL))
    return crm_fail (error, CRM_ERROR_UNAVAILABLE, "the rights of a role cannot be told");
  return TRUE;
}

static gboolean
read_cell (const char *text, int *subject, CrmAction *action, CrmScope *scope, GError **error)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);

  return (g_strv_length (words) == 3 && (*subject = crm_subject_find (words[0])) >= 0 &&
          crm_action_from_text (words[1], action) && crm_scope_from_text (words[2], scope)) ||
         crm_fail (error, CRM_ERROR_UNAVAILABLE, "an exception cannot be told");
}

/* What an exception takes away does not make a person less: it may end any time. */
static gboolean
add_exceptions (CrmRights *rights, const char *text, gboolean takes_away, GError **error)
{
  g_auto (GStrv) cells = g_strsplit (text != NULL ? text : "", ",", -1);

  for (guint i = 0; cells[i] != NULL; i++)
    {
      CrmAction action = CRM_ACTION_SEE;
      CrmScope scope = CRM_SCOPE_NONE;
      int subject = -1;

      if (!read_cell (cells[i], &subject, &action, &scope, error))
        return FALSE;
      if (takes_away || scope > rights->scopes[subject][action])
        rights->scopes[subject][action] = (guint8) scope;
    }
  return TRUE;
}

gboolean
hub_admin_person_find (HubAdminPerson *self,
                       HubDb *db,
                       const char *id,
                       gboolean *is_found,
                       GError **error)
{
  const char *params[] = { id };
  g_autoptr (HubDbRows) rows =
      hub_db_select (db, hub_admin_query (HUB_ADMIN_FIND_PERSON), params, error);

  hub_admin_person_clear (self);
  if (rows == NULL)
    return FALSE;
  *is_found = hub_db_rows_count (rows) > 0;
  if (!*is_found)
    return TRUE;

  self->role = g_strdup (hub_db_rows_text (rows, 0, 2));
  self->branch = g_strdup (hub_db_rows_text (rows, 0, 3));
  self->is_active = hub_db_rows_boolean (rows, 0, 4);
  if (!hub_admin_rights_parse (&self->of_role, hub_db_rows_text (rows, 0, 5), error))
    return FALSE;
  self->rights = self->of_role;
  return add_exceptions (&self->rights, hub_db_rows_text (rows, 0, 6), FALSE, error);
}

gboolean
hub_admin_is_administrator (const HubRights *rights)
{
  return strcmp (rights->role, ADMINISTRATOR) == 0;
}

static gboolean
holds (const CrmRights *mine, const CrmRights *before, const CrmRights *rights)
{
  guint n_subjects;

  crm_subjects (&n_subjects);
  for (guint i = 0; i < n_subjects; i++)
    for (guint action = 0; action < CRM_N_ACTIONS; action++)
      if (rights->scopes[i][action] > mine->scopes[i][action] &&
          (before == NULL || rights->scopes[i][action] > before->scopes[i][action]))
        return FALSE;
  return TRUE;
}

gboolean
hub_admin_may_give (const HubRights *mine, const CrmRights *before, const CrmRights *rights)
{
  return hub_admin_is_administrator (mine) || holds (&mine->matrix, before, rights);
}

gboolean
hub_admin_act_may_give (HubAdminAct *act,
                        const CrmRights *before,
                        const CrmRights *rights,
                        const char *until,
                        gboolean *may,
                        GError **error)
{
  const char *params[] = { act->rights.user, act->today, until };
  g_autoptr (HubDbRows) rows = NULL;
  CrmRights lasting;

  *may = hub_admin_may_give (&act->rights, before, rights);
  if (!*may || hub_admin_is_administrator (&act->rights))
    return TRUE;

  rows = hub_admin_act_ask (act, HUB_ADMIN_FIND_LASTING, params, error);
  if (rows == NULL || !hub_admin_rights_parse (&lasting, hub_db_rows_text (rows, 0, 0), error) ||
      !add_exceptions (&lasting, hub_db_rows_text (rows, 0, 1), TRUE, error))
    return FALSE;
  crm_rights_clamp (&lasting);
  *may = holds (&lasting, before, rights);
  return TRUE;
}

gboolean
hub_admin_may_about (const HubRights *rights,
                     const char *subject,
                     CrmAction action,
                     const char *user,
                     const char *branch)
{
  CrmScope scope = crm_rights_get (&rights->matrix, subject, action);

  if (scope == CRM_SCOPE_ALL)
    return TRUE;
  if (scope != CRM_SCOPE_NONE && g_strcmp0 (user, rights->user) == 0)
    return TRUE;
  return scope == CRM_SCOPE_BRANCH && branch != NULL && strcmp (branch, rights->branch) == 0;
}
