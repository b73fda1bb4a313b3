/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What became of a command. A plain struct, owned by whoever holds it. */
#include "shared/base/crm-error.h"
#include "shared/codec/crm-json.h"
#include "shared/protocol/crm-command.h"

static const char *const status_words[] = {
  [CRM_STATUS_DONE] = "done",
  [CRM_STATUS_MERGED] = "merged",
  [CRM_STATUS_CONFLICT] = "conflict",
  [CRM_STATUS_REJECTED] = "rejected",
};

/**
 * crm_result_new:
 * @id: (nullable): id of the command
 * @status: what became of it
 *
 * Returns: (transfer full): a result without the rest
 */
CrmResult *
crm_result_new (const char *id, CrmStatus status)
{
  CrmResult *self = g_new0 (CrmResult, 1);

  self->id = g_strdup (id);
  self->status = status;
  return self;
}

void
crm_result_free (CrmResult *self)
{
  g_free (self->id);
  g_clear_pointer (&self->record, json_object_unref);
  g_strfreev (self->applied);
  g_clear_pointer (&self->conflicts, json_node_unref);
  g_clear_pointer (&self->problem, crm_problem_unref);
  g_free (self);
}

static JsonArray *
strings_to_json (const char *const *strings)
{
  JsonArray *array = json_array_new ();

  for (; *strings != NULL; strings++)
    json_array_add_string_element (array, *strings);

  return array;
}

/**
 * crm_result_to_json:
 * @self: a result
 *
 * Returns: (transfer full): one member of `results`
 */
JsonNode *
crm_result_to_json (CrmResult *self)
{
  JsonNode *node = json_node_alloc ();
  g_autoptr (JsonObject) object = json_object_new ();

  if (self->id != NULL)
    json_object_set_string_member (object, "id", self->id);
  json_object_set_string_member (object, "status", status_words[self->status]);
  if (self->repeated)
    json_object_set_boolean_member (object, "repeated", TRUE);
  if (self->version != 0)
    json_object_set_int_member (object, "version", self->version);
  if (self->record != NULL)
    json_object_set_object_member (object, "record", json_object_ref (self->record));
  if (self->applied != NULL)
    json_object_set_array_member (object, "applied",
                                  strings_to_json ((const char *const *) self->applied));
  if (self->conflicts != NULL)
    json_object_set_member (object, "conflicts", json_node_ref (self->conflicts));
  if (self->problem != NULL)
    json_object_set_member (object, "problem", crm_problem_to_json (self->problem));

  return json_node_init_object (node, object);
}

static gboolean
read_status (JsonObject *object, CrmStatus *status, GError **error)
{
  const char *word;

  if (!crm_json_get_string (object, "status", &word, error))
    return FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (status_words); i++)
    if (g_str_equal (status_words[i], word))
      {
        *status = i;
        return TRUE;
      }

  return crm_fail (error, CRM_ERROR_INVALID, "“status” is not known");
}

static gboolean
read_applied (CrmResult *self, JsonNode *node, GError **error)
{
  g_autoptr (GStrvBuilder) groups = g_strv_builder_new ();
  JsonArray *array;

  if (!JSON_NODE_HOLDS_ARRAY (node))
    return crm_fail (error, CRM_ERROR_INVALID, "“applied” is not a list");

  array = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      const char *group = crm_json_get_text (json_array_get_element (array, i));

      if (group == NULL)
        return crm_fail (error, CRM_ERROR_INVALID, "“applied” is not a list of groups");
      g_strv_builder_add (groups, group);
    }

  self->applied = g_strv_builder_end (groups);
  return TRUE;
}

/* The members that are not always there. Copied: results go to another thread than the reply. */
static gboolean
read_rest (CrmResult *self, JsonObject *object, GError **error)
{
  JsonNode *repeated = json_object_get_member (object, "repeated");
  JsonNode *record = json_object_get_member (object, "record");
  JsonNode *applied = json_object_get_member (object, "applied");
  JsonNode *conflicts = json_object_get_member (object, "conflicts");
  JsonNode *problem = json_object_get_member (object, "problem");

  if (json_object_has_member (object, "version") &&
      !crm_json_get_integer (object, "version", &self->version, error))
    return FALSE;
  if (applied != NULL && !read_applied (self, applied, error))
    return FALSE;

  self->repeated = repeated != NULL && json_node_get_value_type (repeated) == G_TYPE_BOOLEAN &&
                   json_node_get_boolean (repeated);
  if (record != NULL && JSON_NODE_HOLDS_OBJECT (record))
    {
      g_autoptr (JsonNode) copy = crm_json_copy (record);

      self->record = json_node_dup_object (copy);
    }
  if (conflicts != NULL && JSON_NODE_HOLDS_ARRAY (conflicts))
    self->conflicts = crm_json_copy (conflicts);
  if (problem != NULL)
    self->problem = crm_problem_new_from_json (problem);
  return TRUE;
}

/**
 * crm_result_from_json:
 * @node: one member of `results`
 * @error: CRM_ERROR_INVALID
 *
 * Returns: (transfer full): the result
 */
CrmResult *
crm_result_from_json (JsonNode *node, GError **error)
{
  CrmResult *self;
  const char *id;
  JsonObject *object;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      crm_fail (error, CRM_ERROR_INVALID, "a result is an object");
      return NULL;
    }

  object = json_node_get_object (node);
  if (!crm_json_get_string (object, "id", &id, error))
    return NULL;

  self = crm_result_new (id, CRM_STATUS_DONE);
  if (!read_status (object, &self->status, error) || !read_rest (self, object, error))
    {
      crm_result_free (self);
      return NULL;
    }

  return self;
}
