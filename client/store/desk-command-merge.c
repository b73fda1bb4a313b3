/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Correct and send again: one command made of a rejected one and its correction. Pure. */

#define G_LOG_DOMAIN "desk-store"

#include "client/store/desk-command-merge.h"

#include "shared/base/crm-id.h"
#include "shared/codec/crm-json.h"

static CrmFieldSet *
join_sets (const CrmKind *kind, CrmFieldSet *below, CrmFieldSet *above)
{
  CrmFieldSet *set = crm_field_set_new (kind);

  for (guint i = 0; i < kind->n_fields; i++)
    {
      if (above != NULL && crm_field_set_has (above, i))
        crm_field_set_put (set, i, crm_field_set_get (above, i));
      else if (below != NULL && crm_field_set_has (below, i))
        crm_field_set_put (set, i, crm_field_set_get (below, i));
    }
  return set;
}

static gboolean
is_edit (CrmCommand *command)
{
  return crm_command_get_verb (command) == CRM_VERB_CREATE ||
         crm_command_get_verb (command) == CRM_VERB_UPDATE;
}

static void
put_set (JsonObject *object, const char *member, CrmFieldSet *set)
{
  if (crm_field_set_size (set) > 0)
    json_object_set_object_member (object, member, crm_json_write_set (set));
}

CrmCommand *
desk_command_merge (CrmCommand *older, CrmCommand *newer)
{
  const CrmKind *kind = crm_command_get_kind (older);
  const gboolean create = crm_command_get_verb (older) == CRM_VERB_CREATE;
  g_autoptr (CrmProblem) problem = crm_problem_new (CRM_ERROR_INVALID, NULL);
  g_autoptr (CrmFieldSet) set = NULL;
  g_autoptr (CrmFieldSet) was = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *id = crm_id_new ();
  JsonObject *object;

  if (kind == NULL || kind != crm_command_get_kind (newer) || !is_edit (older) || !is_edit (newer))
    return NULL;
  set = join_sets (kind, crm_command_get_set (older), crm_command_get_set (newer));
  was = join_sets (kind, crm_command_get_was (newer), crm_command_get_was (older));
  node = crm_command_to_json (newer);
  object = json_node_get_object (node);
  /* Neither the one that was refused nor the newer, which could be taken back without the other. */
  json_object_set_string_member (object, "id", id);
  json_object_remove_member (object, "was");
  json_object_remove_member (object, "base");
  json_object_set_object_member (object, "set", crm_json_write_set (set));
  if (create)
    json_object_set_string_member (object, "kind", crm_command_get_name (older));
  else
    {
      json_object_set_string_member (object, "kind", crm_command_get_name (newer));
      json_object_set_int_member (object, "base", crm_command_get_base (older));
      put_set (object, "was", was);
    }
  return crm_command_from_json (node, problem);
}
