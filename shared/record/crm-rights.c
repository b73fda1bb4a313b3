/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rights as a matrix; the same on the desktop, which shows what is possible, and on the server,
 * which decides. Pure. */
#include "shared/record/crm-rights.h"

#include <string.h>

#include "shared/base/crm-error.h"
#include "shared/codec/crm-json.h"

#define SEE      (1 << CRM_ACTION_SEE)
#define CREATE   (1 << CRM_ACTION_CREATE)
#define EDIT     (1 << CRM_ACTION_EDIT)
#define DELETE   (1 << CRM_ACTION_DELETE)
#define EXPORT   (1 << CRM_ACTION_EXPORT)
#define REASSIGN (1 << CRM_ACTION_REASSIGN)
#define REVEAL   (1 << CRM_ACTION_REVEAL)
#define MASS     (1 << CRM_ACTION_MASS_CHANGE)

static const CrmSubject subjects[] = {
  { "customer", SEE | CREATE | EDIT | DELETE | EXPORT | REASSIGN | MASS, FALSE },
  { "contact-point", SEE | CREATE | EDIT | DELETE | EXPORT, FALSE },
  { "identity-document", SEE | CREATE | EDIT | DELETE | EXPORT | REVEAL, FALSE },
  { "bank-account", SEE | CREATE | EDIT | DELETE | EXPORT | REVEAL, FALSE },
  { "share", SEE | CREATE | DELETE, FALSE },
  { "conflict", SEE | EDIT, FALSE },
  { "history-event", SEE | EXPORT, FALSE },
  { "user", SEE | CREATE | EDIT, TRUE },
  { "branch", SEE | CREATE | EDIT | DELETE, TRUE },
  { "role", SEE | EDIT, TRUE },
  { "right-exception", SEE | CREATE | DELETE, FALSE },
  { "deputy", SEE | CREATE | DELETE, FALSE },
  { "device", SEE | DELETE, FALSE },
  { "audit", SEE | EXPORT, FALSE },
  { "policy", SEE | CREATE | EDIT | DELETE | EXPORT, FALSE },
  { "task", SEE | CREATE | EDIT | DELETE, FALSE },
  { "saved-view", SEE | CREATE | EDIT | DELETE, FALSE },
  { "settings", SEE | EDIT, TRUE },
};

G_STATIC_ASSERT (G_N_ELEMENTS (subjects) <= CRM_MAX_SUBJECTS);

static const char *const actions[] = { "see",    "create",   "edit",   "delete",
                                       "export", "reassign", "reveal", "mass-change" };
static const char *const scopes[] = { "none", "own", "branch", "all" };

G_STATIC_ASSERT (G_N_ELEMENTS (actions) == CRM_N_ACTIONS);
G_STATIC_ASSERT (G_N_ELEMENTS (scopes) == CRM_N_SCOPES);

const CrmSubject *
crm_subjects (guint *n_subjects)
{
  if (n_subjects != NULL)
    *n_subjects = G_N_ELEMENTS (subjects);
  return subjects;
}

int
crm_subject_find (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (subjects); i++)
    if (g_strcmp0 (subjects[i].name, name) == 0)
      return (int) i;
  return -1;
}

static gboolean
find_word (const char *const *words, guint n_words, const char *text, guint *index)
{
  for (guint i = 0; i < n_words; i++)
    if (g_strcmp0 (words[i], text) == 0)
      {
        *index = i;
        return TRUE;
      }
  return FALSE;
}

const char *
crm_action_to_text (CrmAction action)
{
  g_return_val_if_fail (action < CRM_N_ACTIONS, NULL);

  return actions[action];
}

gboolean
crm_action_from_text (const char *text, CrmAction *action)
{
  guint index;

  if (!find_word (actions, CRM_N_ACTIONS, text, &index))
    return FALSE;
  *action = index;
  return TRUE;
}

const char *
crm_scope_to_text (CrmScope scope)
{
  g_return_val_if_fail (scope < CRM_N_SCOPES, NULL);

  return scopes[scope];
}

gboolean
crm_scope_from_text (const char *text, CrmScope *scope)
{
  guint index;

  if (!find_word (scopes, CRM_N_SCOPES, text, &index))
    return FALSE;
  *scope = index;
  return TRUE;
}

static gboolean
parse_cell (CrmRights *self, guint subject, const char *name, JsonNode *node, GError **error)
{
  CrmAction action;
  CrmScope scope;

  if (!crm_action_from_text (name, &action) || (subjects[subject].actions & (1 << action)) == 0)
    return crm_fail (error, CRM_ERROR_INVALID, "/%s/%s: no such action", subjects[subject].name,
                     name);
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING ||
      !crm_scope_from_text (json_node_get_string (node), &scope))
    return crm_fail (error, CRM_ERROR_INVALID, "/%s/%s: not a scope", subjects[subject].name, name);
  if (subjects[subject].is_plain && scope != CRM_SCOPE_NONE && scope != CRM_SCOPE_ALL)
    return crm_fail (error, CRM_ERROR_INVALID, "/%s/%s: none or all", subjects[subject].name, name);

  self->scopes[subject][action] = scope;
  return TRUE;
}

static gboolean
parse_subject (CrmRights *self, const char *name, JsonNode *node, GError **error)
{
  int subject = crm_subject_find (name);
  JsonObjectIter iter;
  const char *action;
  JsonNode *cell;

  if (subject < 0)
    return crm_fail (error, CRM_ERROR_INVALID, "/%s: nothing of this name has rights", name);
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return crm_fail (error, CRM_ERROR_INVALID, "/%s: not an object", name);

  json_object_iter_init (&iter, json_node_get_object (node));
  while (json_object_iter_next (&iter, &action, &cell))
    if (!parse_cell (self, subject, action, cell, error))
      return FALSE;
  return TRUE;
}

gboolean
crm_rights_parse (CrmRights *self, const char *json, GError **error)
{
  g_autoptr (JsonNode) node = crm_json_parse (json, -1, error);
  JsonObjectIter iter;
  const char *name;
  JsonNode *member;

  memset (self, 0, sizeof *self);
  if (node == NULL)
    return FALSE;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return crm_fail (error, CRM_ERROR_INVALID, "rights are an object");

  json_object_iter_init (&iter, json_node_get_object (node));
  while (json_object_iter_next (&iter, &name, &member))
    if (!parse_subject (self, name, member, error))
      return FALSE;
  crm_rights_clamp (self);
  return TRUE;
}

char *
crm_rights_to_text (const CrmRights *self)
{
  GString *text = g_string_new ("{");

  for (guint i = 0; i < G_N_ELEMENTS (subjects); i++)
    {
      gboolean is_first = TRUE;

      for (guint action = 0; action < CRM_N_ACTIONS; action++)
        if (self->scopes[i][action] != CRM_SCOPE_NONE)
          {
            if (is_first)
              g_string_append_printf (text, "%s\"%s\":{", text->len > 1 ? "," : "",
                                      subjects[i].name);
            g_string_append_printf (text, "%s\"%s\":\"%s\"", is_first ? "" : ",", actions[action],
                                    scopes[self->scopes[i][action]]);
            is_first = FALSE;
          }
      if (!is_first)
        g_string_append_c (text, '}');
    }
  g_string_append_c (text, '}');
  return g_string_free (text, FALSE);
}

CrmScope
crm_rights_get (const CrmRights *self, const char *subject, CrmAction action)
{
  int index = crm_subject_find (subject);

  g_return_val_if_fail (action < CRM_N_ACTIONS, CRM_SCOPE_NONE);

  return index < 0 ? CRM_SCOPE_NONE : self->scopes[index][action];
}

void
crm_rights_set (CrmRights *self, guint subject, CrmAction action, CrmScope scope)
{
  g_return_if_fail (subject < G_N_ELEMENTS (subjects));
  g_return_if_fail (action < CRM_N_ACTIONS && scope < CRM_N_SCOPES);

  self->scopes[subject][action] = scope;
}

void
crm_rights_clamp (CrmRights *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (subjects); i++)
    for (guint action = CRM_ACTION_SEE + 1; action < CRM_N_ACTIONS; action++)
      self->scopes[i][action] = MIN (self->scopes[i][action], self->scopes[i][CRM_ACTION_SEE]);
}
