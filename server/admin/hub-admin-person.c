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

/* What an exception takes away does not make a person less: it may end any time. */
static gboolean
add_exceptions (CrmRights *rights, const char *text, GError **error)
{
  g_auto (GStrv) cells = g_strsplit (text != NULL ? text : "", ",", -1);

  for (guint i = 0; cells[i] != NULL; i++)
    {
      g_auto (GStrv) words = g_strsplit (cells[i], " ", -1);
      CrmAction action;
      CrmScope scope;
      int subject;

      if (g_strv_length (words) != 3 || (subject = crm_subject_find (words[0])) < 0 ||
          !crm_action_from_text (words[1], &action) || !crm_scope_from_text (words[2], &scope))
        return crm_fail (error, CRM_ERROR_UNAVAILABLE, "an exception cannot be told");
      rights->scopes[subject][action] = MAX (rights->scopes[subject][action], scope);
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
  return hub_admin_rights_parse (&self->rights, hub_db_rows_text (rows, 0, 5), error) &&
         add_exceptions (&self->rights, hub_db_rows_text (rows, 0, 6), error);
}

gboolean
hub_admin_is_administrator (const HubRights *rights)
{
  return strcmp (rights->role, ADMINISTRATOR) == 0;
}

gboolean
hub_admin_may_give (const HubRights *mine, const CrmRights *before, const CrmRights *rights)
{
  guint n_subjects;

  if (hub_admin_is_administrator (mine))
    return TRUE;

  crm_subjects (&n_subjects);
  for (guint i = 0; i < n_subjects; i++)
    for (guint action = 0; action < CRM_N_ACTIONS; action++)
      if (rights->scopes[i][action] > mine->matrix.scopes[i][action] &&
          (before == NULL || rights->scopes[i][action] > before->scopes[i][action]))
        return FALSE;
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
