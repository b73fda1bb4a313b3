/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One thing a person did to one record. Immutable after construction. */
#include "shared/protocol/crm-command.h"

#include <string.h>

#include "shared/base/crm-id.h"
#include "shared/base/crm-time.h"
#include "shared/codec/crm-json.h"

#define MAX_NAME 100

struct _CrmCommand
{
  gatomicrefcount ref_count;
  char *id;
  char *name; /* "customer.update" */
  const CrmKind *kind;
  CrmVerb verb;
  char *record;
  gint64 at; /* 0: not told, the server's time stands */
  gint64 base;
  CrmFieldSet *set; /* (nullable) */
  CrmFieldSet *was; /* (nullable) */
  JsonObject *args; /* (nullable) */
};

G_DEFINE_BOXED_TYPE (CrmCommand, crm_command, crm_command_ref, crm_command_unref)

static const char *const verb_words[] = {
  [CRM_VERB_CREATE] = "create",
  [CRM_VERB_UPDATE] = "update",
  [CRM_VERB_DELETE] = "delete",
};

static const CrmKindFlags verb_flags[] = {
  [CRM_VERB_CREATE] = CRM_KIND_CREATE,
  [CRM_VERB_UPDATE] = CRM_KIND_UPDATE,
  [CRM_VERB_DELETE] = CRM_KIND_DELETE,
};

static CrmCommand *
new_empty (void)
{
  CrmCommand *self = g_new0 (CrmCommand, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->verb = CRM_VERB_OTHER;
  return self;
}

static CrmCommand *
new_ordinary (const CrmKind *kind, CrmVerb verb, const char *record, gint64 base)
{
  CrmCommand *self = new_empty ();

  self->id = crm_id_new ();
  self->at = crm_time_now ();
  self->kind = kind;
  self->verb = verb;
  self->name = g_strconcat (kind->name, ".", verb_words[verb], NULL);
  self->record = g_strdup (record);
  self->base = base;
  return self;
}

/**
 * crm_command_new_create:
 * @kind: a kind
 * @record: its new id
 * @set: its values
 *
 * Returns: (transfer full): a command with a new id, made now
 */
CrmCommand *
crm_command_new_create (const CrmKind *kind, const char *record, CrmFieldSet *set)
{
  CrmCommand *self;

  g_return_val_if_fail (kind != NULL && record != NULL && set != NULL, NULL);

  self = new_ordinary (kind, CRM_VERB_CREATE, record, 0);
  self->set = crm_field_set_ref (set);
  return self;
}

/**
 * crm_command_new_update:
 * @kind: a kind
 * @record: its id
 * @base: the version the person saw
 * @set: new values
 * @was: (nullable): what the person saw in these fields
 *
 * Returns: (transfer full): a command with a new id, made now
 */
CrmCommand *
crm_command_new_update (const CrmKind *kind,
                        const char *record,
                        gint64 base,
                        CrmFieldSet *set,
                        CrmFieldSet *was)
{
  CrmCommand *self;

  g_return_val_if_fail (kind != NULL && record != NULL && set != NULL, NULL);

  self = new_ordinary (kind, CRM_VERB_UPDATE, record, base);
  self->set = crm_field_set_ref (set);
  self->was = was != NULL ? crm_field_set_ref (was) : NULL;
  return self;
}

/**
 * crm_command_new_delete:
 * @kind: a kind
 * @record: its id
 * @base: the version the person saw
 *
 * Returns: (transfer full): a command with a new id, made now
 */
CrmCommand *
crm_command_new_delete (const CrmKind *kind, const char *record, gint64 base)
{
  g_return_val_if_fail (kind != NULL && record != NULL, NULL);

  return new_ordinary (kind, CRM_VERB_DELETE, record, base);
}

/* Kind and verb out of a name like "contact-point.update"; %FALSE when the kind is unknown. */
static gboolean
take_name (CrmCommand *self, const char *name)
{
  const char *dot = strchr (name, '.');
  g_autofree char *kind_name = dot != NULL ? g_strndup (name, dot - name) : NULL;

  self->kind = kind_name != NULL && dot[1] != '\0' ? crm_kind_find (kind_name) : NULL;
  if (self->kind == NULL)
    return FALSE;

  self->name = g_strdup (name);
  self->verb = CRM_VERB_OTHER;
  for (guint i = 0; i < G_N_ELEMENTS (verb_words); i++)
    if (g_str_equal (verb_words[i], dot + 1))
      self->verb = i;

  return TRUE;
}

/**
 * crm_command_new:
 * @name: "customer.reassign"
 * @record: id of the record
 * @args: (nullable): what the command wants to know
 *
 * Returns: (transfer full): a business command with a new id, made now
 */
CrmCommand *
crm_command_new (const char *name, const char *record, JsonObject *args)
{
  g_autoptr (CrmCommand) self = new_empty ();

  g_return_val_if_fail (take_name (self, name), NULL);
  g_return_val_if_fail (record != NULL, NULL);

  self->id = crm_id_new ();
  self->at = crm_time_now ();
  self->record = g_strdup (record);
  self->args = args != NULL ? json_object_ref (args) : NULL;
  return g_steal_pointer (&self);
}

/**
 * crm_command_new_resolve:
 * @kind: a kind
 * @record: its id
 * @base: the version the person saw
 * @set: the values chosen, maybe none
 * @conflict: id of the conflict that this decides
 *
 * Returns: (transfer full): an update that also closes a conflict
 */
CrmCommand *
crm_command_new_resolve (const CrmKind *kind,
                         const char *record,
                         gint64 base,
                         CrmFieldSet *set,
                         const char *conflict)
{
  CrmCommand *self = crm_command_new_update (kind, record, base, set, NULL);

  self->args = json_object_new ();
  json_object_set_string_member (self->args, "conflict", conflict);
  return self;
}

CrmCommand *
crm_command_ref (CrmCommand *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
crm_command_unref (CrmCommand *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_free (self->id);
  g_free (self->name);
  g_free (self->record);
  g_clear_pointer (&self->set, crm_field_set_unref);
  g_clear_pointer (&self->was, crm_field_set_unref);
  g_clear_pointer (&self->args, json_object_unref);
  g_free (self);
}

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
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
    {
      crm_problem_add (problem, pointer, "type", "a string is expected");
      return NULL;
    }

  return json_node_get_string (node);
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

  if (strlen (name) > MAX_NAME || !take_name (self, name))
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
  JsonNode *node = self->args != NULL ? json_object_get_member (self->args, "conflict") : NULL;

  return node != NULL && json_node_get_value_type (node) == G_TYPE_STRING;
}

/* What the command says about the record, by its verb. */
static void
read_content (CrmCommand *self, JsonObject *object, CrmProblem *problem)
{
  JsonObject *args = read_object (object, "args", problem);

  self->args = args != NULL ? json_object_ref (args) : NULL;
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
  g_autoptr (CrmCommand) self = new_empty ();
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
    json_object_set_object_member (object, "args", json_object_ref (self->args));

  return json_node_init_object (node, object);
}

const char *
crm_command_get_id (CrmCommand *self)
{
  return self->id;
}

const char *
crm_command_get_name (CrmCommand *self)
{
  return self->name;
}

const CrmKind *
crm_command_get_kind (CrmCommand *self)
{
  return self->kind;
}

CrmVerb
crm_command_get_verb (CrmCommand *self)
{
  return self->verb;
}

const char *
crm_command_get_record (CrmCommand *self)
{
  return self->record;
}

gint64
crm_command_get_at (CrmCommand *self)
{
  return self->at;
}

gint64
crm_command_get_base (CrmCommand *self)
{
  return self->base;
}

/**
 * crm_command_get_set:
 * @self: a command
 *
 * Returns: (transfer none) (nullable): of a creation or an update
 */
CrmFieldSet *
crm_command_get_set (CrmCommand *self)
{
  return self->set;
}

/**
 * crm_command_get_was:
 * @self: a command
 *
 * Returns: (transfer none) (nullable): what the person saw
 */
CrmFieldSet *
crm_command_get_was (CrmCommand *self)
{
  return self->was;
}

/**
 * crm_command_get_args:
 * @self: a command
 *
 * Returns: (transfer none) (nullable): not to be changed
 */
JsonObject *
crm_command_get_args (CrmCommand *self)
{
  return self->args;
}

/**
 * crm_command_with_base:
 * @self: a command that was not sent yet
 * @base: another base version
 *
 * Returns: (transfer full): the same act with the same id
 */
CrmCommand *
crm_command_with_base (CrmCommand *self, gint64 base)
{
  CrmCommand *copy = new_empty ();

  copy->id = g_strdup (self->id);
  copy->name = g_strdup (self->name);
  copy->kind = self->kind;
  copy->verb = self->verb;
  copy->record = g_strdup (self->record);
  copy->at = self->at;
  copy->base = base;
  copy->set = self->set != NULL ? crm_field_set_ref (self->set) : NULL;
  copy->was = self->was != NULL ? crm_field_set_ref (self->was) : NULL;
  copy->args = self->args != NULL ? json_object_ref (self->args) : NULL;
  return copy;
}

/**
 * crm_command_dup_digest:
 * @self: a command
 *
 * Returns: (transfer full): SHA-256 in hex of the canonical body
 */
char *
crm_command_dup_digest (CrmCommand *self)
{
  g_autoptr (JsonNode) node = crm_command_to_json (self);
  g_autofree char *text = crm_json_to_text (node);

  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
}
