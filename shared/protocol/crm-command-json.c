/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands as they travel and are kept in the outbox; reading them is strict. Pure, any thread. */
#include "shared/protocol/crm-command-private.h"

#include <string.h>

#include "shared/base/crm-id.h"
#include "shared/base/crm-time.h"
#include "shared/codec/crm-json.h"

#define MAX_NAME 100

static const CrmKindFlags verb_flags[] = {
  [CRM_VERB_CREATE] = CRM_KIND_CREATE,
  [CRM_VERB_UPDATE] = CRM_KIND_UPDATE,
  [CRM_VERB_DELETE] = CRM_KIND_DELETE,
};

/* The string member @name; what is wrong goes to @problem under "/name". */
static const char *
read_string (JsonObject *object, const char *name, gboolean required, CrmProblem *problem)
{
  JsonNode *node = json_object_get_member (object, name);
  g_autofree char *pointer = g_strconcat ("/", name, NULL);

  if (node == NULL)
    {
      if (required)
        crm_problem_add (problem, pointer, "required", "it is missing");
      return NULL;
    }
  if (crm_json_get_text (node) == NULL)
    crm_problem_add (problem, pointer, "type", "a string is expected");
  return crm_json_get_text (node);
}

static char *
read_id (JsonObject *object, const char *name, CrmProblem *problem)
{
  const char *text = read_string (object, name, TRUE, problem);
  g_autofree char *id = text != NULL ? g_ascii_strdown (text, -1) : NULL;
  g_autofree char *pointer = g_strconcat ("/", name, NULL);

  if (id != NULL && !crm_id_is_valid (id))
    crm_problem_add (problem, pointer, "format", "not an id");

  return g_steal_pointer (&id);
}

/* Whether the command exists at all. */
static gboolean
read_name (CrmCommand *self, JsonObject *object, CrmProblem *problem)
{
  const char *name = read_string (object, "kind", TRUE, problem);

  if (name == NULL)
    return FALSE;

  if (strlen (name) > MAX_NAME || !crm_command_take_name (self, name))
    {
      crm_problem_add (problem, "/kind", "unknown", "no such command");
      return FALSE;
    }
  if (self->verb != CRM_VERB_OTHER && (self->kind->flags & verb_flags[self->verb]) == 0)
    {
      crm_problem_add (problem, "/kind", "unknown", "%s has no such command", self->kind->name);
      return FALSE;
    }

  return TRUE;
}

static void
read_at (CrmCommand *self, JsonObject *object, CrmProblem *problem)
{
  const char *text = read_string (object, "at", FALSE, problem);

  if (text != NULL && !crm_time_parse (text, &self->at, NULL))
    crm_problem_add (problem, "/at", "format", "not a time");
}

static void
read_base (CrmCommand *self, JsonObject *object, CrmProblem *problem)
{
  JsonNode *node = json_object_get_member (object, "base");
  gboolean needed = self->verb == CRM_VERB_UPDATE || self->verb == CRM_VERB_DELETE;

  if (node == NULL)
    {
      if (needed)
        crm_problem_add (problem, "/base", "required", "it is missing");
      return;
    }
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_INT64)
    {
      crm_problem_add (problem, "/base", "type", "a whole number is expected");
      return;
    }

  self->base = json_node_get_int (node);
  if (self->base < 0)
    crm_problem_add (problem, "/base", "range", "it is negative");
}

/* (transfer none) (nullable): an object member. */
static JsonObject *
read_object (JsonObject *object, const char *name, CrmProblem *problem)
{
  JsonNode *node = json_object_get_member (object, name);
  g_autofree char *pointer = g_strconcat ("/", name, NULL);

  if (node == NULL)
    return NULL;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      crm_problem_add (problem, pointer, "type", "an object is expected");
      return NULL;
    }

  return json_node_get_object (node);
}

/* What only the server writes, or what only a creation may say. */
static void
refuse_read_only (CrmCommand *self, CrmProblem *problem)
{
  for (guint i = 0; i < self->kind->n_fields; i++)
    {
      const CrmField *field = &self->kind->fields[i];
      CrmFieldFlags flags =
          CRM_FIELD_READ_ONLY | (self->verb == CRM_VERB_UPDATE ? CRM_FIELD_FIXED : 0);
      g_autofree char *path = NULL;
      g_autofree char *pointer = NULL;

      if ((field->flags & flags) == 0 || !crm_field_set_has (self->set, i))
        continue;

      path = g_strdelimit (g_strdup (field->name), ".", '/');
      pointer = g_strconcat ("/set/", path, NULL);
      crm_problem_add (problem, pointer, "read-only", "it cannot be changed");
    }
}

static void
read_sets (CrmCommand *self, JsonObject *object, CrmProblem *problem)
{
  JsonObject *set = read_object (object, "set", problem);
  JsonObject *was = read_object (object, "was", problem);

  if (set != NULL)
    {
      self->set = crm_json_read_fields (self->kind, set, "/set", problem);
      refuse_read_only (self, problem);
    }
  else if (!json_object_has_member (object, "set"))
    crm_problem_add (problem, "/set", "required", "it is missing");

  if (was != NULL)
    self->was = crm_json_read_fields (self->kind, was, "/was", problem);
}

static gboolean
decides_conflict (CrmCommand *self)
{
  return crm_command_get_argument (self, "conflict") != NULL;
}

/* What the command says about the record, by its verb. */
static void
read_content (CrmCommand *self, JsonObject *object, CrmProblem *problem)
{
  JsonObject *args = read_object (object, "args", problem);

  self->args = args != NULL ? crm_command_copy_args (args) : NULL;
  read_base (self, object, problem);
  if (self->verb == CRM_VERB_CREATE || self->verb == CRM_VERB_UPDATE)
    read_sets (self, object, problem);

  if (self->set != NULL && crm_field_set_size (self->set) == 0 && !decides_conflict (self) &&
      crm_problem_n_errors (problem) == 0)
    crm_problem_add (problem, "/set", "required", "it says nothing");
}

/**
 * crm_command_from_json:
 * @node: one member of `commands`
 * @problem: takes what is wrong with it
 *
 * Returns: (transfer full) (nullable): the command
 */
CrmCommand *
crm_command_from_json (JsonNode *node, CrmProblem *problem)
{
  g_autoptr (CrmCommand) self = crm_command_new_empty ();
  guint before = crm_problem_n_errors (problem);
  JsonObject *object;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      crm_problem_add (problem, "", "type", "a command is an object");
      return NULL;
    }

  object = json_node_get_object (node);
  self->id = read_id (object, "id", problem);
  self->record = read_id (object, "record", problem);
  read_at (self, object, problem);
  if (read_name (self, object, problem))
    read_content (self, object, problem);

  /* A full problem takes no more, so it cannot tell whether this command is good. */
  if (before == CRM_PROBLEM_MAX_ERRORS || crm_problem_n_errors (problem) != before)
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * crm_command_to_json:
 * @self: a command
 *
 * Returns: (transfer full): an object that crm_command_from_json() reads
 */
JsonNode *
crm_command_to_json (CrmCommand *self)
{
  JsonNode *node = json_node_alloc ();
  g_autoptr (JsonObject) object = json_object_new ();

  json_object_set_string_member (object, "id", self->id);
  json_object_set_string_member (object, "kind", self->name);
  json_object_set_string_member (object, "record", self->record);
  if (self->at != 0)
    {
      g_autofree char *at = crm_time_to_string (self->at);

      json_object_set_string_member (object, "at", at);
    }
  if (self->base != 0 || self->verb == CRM_VERB_UPDATE || self->verb == CRM_VERB_DELETE)
    json_object_set_int_member (object, "base", self->base);
  if (self->set != NULL)
    json_object_set_object_member (object, "set", crm_json_write_set (self->set));
  if (self->was != NULL)
    json_object_set_object_member (object, "was", crm_json_write_set (self->was));
  if (self->args != NULL)
    json_object_set_member (object, "args", crm_json_copy (self->args));

  return json_node_init_object (node, object);
}
