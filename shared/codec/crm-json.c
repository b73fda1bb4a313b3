/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JSON text and field values. Pure, any thread. Parsing is in crm-json-parser.c. */
#include "shared/codec/crm-json.h"

#include <string.h>

#include "shared/base/crm-error.h"
#include "shared/codec/crm-json-text.h"
#include "shared/protocol/crm-problem.h"

static void append_node (GString *to, JsonNode *node);

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (a, b);
}

static void
append_object (GString *to, JsonObject *object)
{
  g_autoptr (GList) names = g_list_sort (json_object_get_members (object), compare_names);

  g_string_append_c (to, '{');
  for (GList *at = names; at != NULL; at = at->next)
    {
      if (at != names)
        g_string_append_c (to, ',');
      crm_json_append_string (to, at->data, strlen (at->data));
      g_string_append_c (to, ':');
      append_node (to, json_object_get_member (object, at->data));
    }
  g_string_append_c (to, '}');
}

static void
append_array (GString *to, JsonArray *array)
{
  guint length = json_array_get_length (array);

  g_string_append_c (to, '[');
  for (guint i = 0; i < length; i++)
    {
      if (i > 0)
        g_string_append_c (to, ',');
      append_node (to, json_array_get_element (array, i));
    }
  g_string_append_c (to, ']');
}

static void
append_scalar (GString *to, JsonNode *node)
{
  char digits[G_ASCII_DTOSTR_BUF_SIZE];
  const char *text;

  switch (json_node_get_value_type (node))
    {
    case G_TYPE_STRING:
      text = json_node_get_string (node);
      crm_json_append_string (to, text, strlen (text));
      break;
    case G_TYPE_BOOLEAN:
      g_string_append (to, json_node_get_boolean (node) ? "true" : "false");
      break;
    case G_TYPE_DOUBLE:
      g_string_append (to, g_ascii_dtostr (digits, sizeof digits, json_node_get_double (node)));
      break;
    default:
      g_string_append_printf (to, "%" G_GINT64_FORMAT, json_node_get_int (node));
    }
}

static void
append_node (GString *to, JsonNode *node)
{
  switch (json_node_get_node_type (node))
    {
    case JSON_NODE_OBJECT:
      append_object (to, json_node_get_object (node));
      break;
    case JSON_NODE_ARRAY:
      append_array (to, json_node_get_array (node));
      break;
    case JSON_NODE_VALUE:
      append_scalar (to, node);
      break;
    default:
      g_string_append (to, "null");
    }
}

/**
 * crm_json_to_text:
 * @node: any value
 *
 * The same value gives the same text, whoever made it: digests are made of this.
 *
 * Returns: (transfer full): compact text, members sorted
 */
char *
crm_json_to_text (JsonNode *node)
{
  g_autoptr (GString) to = g_string_sized_new (256);

  append_node (to, node);
  return g_string_free (g_steal_pointer (&to), FALSE);
}

static JsonObject *
copy_object (JsonObject *object)
{
  JsonObject *copy = json_object_new ();
  JsonObjectIter iter;
  const char *name;
  JsonNode *member;

  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &member))
    json_object_set_member (copy, name, crm_json_copy (member));

  return copy;
}

static JsonArray *
copy_array (JsonArray *array)
{
  guint length = json_array_get_length (array);
  JsonArray *copy = json_array_sized_new (length);

  for (guint i = 0; i < length; i++)
    json_array_add_element (copy, crm_json_copy (json_array_get_element (array, i)));

  return copy;
}

/**
 * crm_json_copy:
 * @node: any value
 *
 * Returns: (transfer full): the same value, sharing nothing
 */
JsonNode *
crm_json_copy (JsonNode *node)
{
  JsonNode *copy;

  switch (json_node_get_node_type (node))
    {
    case JSON_NODE_OBJECT:
      copy = json_node_new (JSON_NODE_OBJECT);
      json_node_take_object (copy, copy_object (json_node_get_object (node)));
      return copy;
    case JSON_NODE_ARRAY:
      copy = json_node_new (JSON_NODE_ARRAY);
      json_node_take_array (copy, copy_array (json_node_get_array (node)));
      return copy;
    default:
      return json_node_copy (node);
    }
}

/**
 * crm_json_get_text:
 * @node: (nullable): any node
 *
 * Returns: (nullable) (transfer none): its text, %NULL when it is no string
 */
const char *
crm_json_get_text (JsonNode *node)
{
  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) ||
      json_node_get_value_type (node) != G_TYPE_STRING)
    return NULL;
  return json_node_get_string (node);
}

/**
 * crm_json_get_string:
 * @object: an object
 * @member: name
 * @value: (out) (transfer none): its string
 * @error: CRM_ERROR_INVALID
 */
gboolean
crm_json_get_string (JsonObject *object, const char *member, const char **value, GError **error)
{
  JsonNode *node = json_object_get_member (object, member);
  const char *text = crm_json_get_text (node);

  if (node == NULL)
    return crm_fail (error, CRM_ERROR_INVALID, "“%s” is missing", member);
  if (text == NULL)
    return crm_fail (error, CRM_ERROR_INVALID, "“%s” is not a string", member);

  *value = text;
  return TRUE;
}

/**
 * crm_json_get_integer:
 * @object: an object
 * @member: name
 * @value: (out): its number
 * @error: CRM_ERROR_INVALID
 */
gboolean
crm_json_get_integer (JsonObject *object, const char *member, gint64 *value, GError **error)
{
  JsonNode *node = json_object_get_member (object, member);

  if (node == NULL)
    return crm_fail (error, CRM_ERROR_INVALID, "“%s” is missing", member);
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_INT64)
    return crm_fail (error, CRM_ERROR_INVALID, "“%s” is not a whole number", member);

  *value = json_node_get_int (node);
  return TRUE;
}

/* The JSON type that a field of this type has: of a value the GType, else the node type. */
static gboolean
type_fits (CrmFieldType type, JsonNode *node)
{
  JsonNodeType node_type = json_node_get_node_type (node);

  switch (type)
    {
    case CRM_FIELD_LIST:
      return node_type == JSON_NODE_ARRAY;
    case CRM_FIELD_OBJECT:
      return node_type == JSON_NODE_OBJECT;
    case CRM_FIELD_INTEGER:
      return node_type == JSON_NODE_VALUE && json_node_get_value_type (node) == G_TYPE_INT64;
    case CRM_FIELD_BOOLEAN:
      return node_type == JSON_NODE_VALUE && json_node_get_value_type (node) == G_TYPE_BOOLEAN;
    default:
      return node_type == JSON_NODE_VALUE && json_node_get_value_type (node) == G_TYPE_STRING;
    }
}

gboolean
crm_json_read_value (const CrmField *field, JsonNode *node, char **text)
{
  *text = NULL;
  if (JSON_NODE_HOLDS_NULL (node))
    return TRUE;
  if (!type_fits (field->type, node))
    return FALSE;

  switch (field->type)
    {
    case CRM_FIELD_LIST:
    case CRM_FIELD_OBJECT:
      *text = crm_json_to_text (node);
      break;
    case CRM_FIELD_INTEGER:
      *text = g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));
      break;
    case CRM_FIELD_BOOLEAN:
      *text = json_node_get_boolean (node) ? g_strdup ("true") : NULL;
      break;
    default:
      *text = g_strdup (json_node_get_string (node));
    }

  return TRUE;
}

static const char *
problem_word (CrmFieldType type)
{
  return type == CRM_FIELD_TEXT || type == CRM_FIELD_LIST ? "length" : "format";
}

/* Adds one member to @set, or what is wrong with it to @problem. */
static void
read_field (CrmFieldSet *set, guint index, JsonNode *node, const char *pointer, CrmProblem *problem)
{
  const CrmField *field = &crm_field_set_get_kind (set)->fields[index];
  g_autofree char *text = NULL;
  g_autofree char *canonical = NULL;
  g_autoptr (GError) error = NULL;

  if (!crm_json_read_value (field, node, &text))
    crm_problem_add (problem, pointer, "type", "another type is expected");
  else if (!crm_field_canonical (field, text, &canonical, &error))
    {
      gboolean too_long = strstr (error->message, "longer") != NULL;

      crm_problem_add (problem, pointer, too_long ? problem_word (field->type) : "format", "%s",
                       error->message);
    }
  else
    crm_field_set_put (set, index, canonical);
}

/* Whether fields like "address.city" exist for member "address". */
static gboolean
is_parent (const CrmKind *kind, const char *member)
{
  gsize length = strlen (member);

  for (guint i = 0; i < kind->n_fields; i++)
    if (strncmp (kind->fields[i].name, member, length) == 0 && kind->fields[i].name[length] == '.')
      return TRUE;

  return FALSE;
}

/* Null for the parent clears all its members. */
static void
clear_members (CrmFieldSet *set, const char *parent)
{
  const CrmKind *kind = crm_field_set_get_kind (set);
  gsize length = strlen (parent);

  for (guint i = 0; i < kind->n_fields; i++)
    if (strncmp (kind->fields[i].name, parent, length) == 0 && kind->fields[i].name[length] == '.')
      crm_field_set_put (set, i, NULL);
}

/* A member name inside a JSON pointer: ~ and / are written otherwise (RFC 6901), and what a
 * stranger made up is cut. */
static char *
escape_pointer (const char *member)
{
  g_autoptr (GString) to = g_string_new (NULL);
  guint n = 0;

  for (const char *at = member; *at != '\0' && n < 64; at = g_utf8_next_char (at), n++)
    if (*at == '~')
      g_string_append (to, "~0");
    else if (*at == '/')
      g_string_append (to, "~1");
    else
      g_string_append_unichar (to, g_utf8_get_char (at));

  return g_string_free (g_steal_pointer (&to), FALSE);
}

static void
read_member (CrmFieldSet *set,
             const char *name,
             JsonNode *node,
             const char *pointer,
             CrmProblem *problem)
{
  const CrmKind *kind = crm_field_set_get_kind (set);
  int index = crm_kind_find_field (kind, name);

  if (index >= 0)
    read_field (set, index, node, pointer, problem);
  else
    crm_problem_add (problem, pointer, "unknown", "%s has no such field", kind->name);
}

static void
read_parent (CrmFieldSet *set,
             const char *parent,
             JsonNode *node,
             const char *pointer,
             CrmProblem *problem)
{
  g_autoptr (GList) names = NULL;

  if (JSON_NODE_HOLDS_NULL (node))
    {
      clear_members (set, parent);
      return;
    }
  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      crm_problem_add (problem, pointer, "type", "an object is expected");
      return;
    }

  names = json_object_get_members (json_node_get_object (node));
  for (GList *at = names; at != NULL; at = at->next)
    {
      g_autofree char *escaped = escape_pointer (at->data);
      g_autofree char *name = g_strconcat (parent, ".", at->data, NULL);
      g_autofree char *inner = g_strconcat (pointer, "/", escaped, NULL);

      read_member (set, name, json_object_get_member (json_node_get_object (node), at->data), inner,
                   problem);
    }
}

/**
 * crm_json_read_fields:
 * @kind: a kind
 * @object: `set` or `was` of a command, a record
 * @prefix: "/set"
 * @problem: takes what is wrong
 *
 * Returns: (transfer full): the good fields, in canonical form
 */
CrmFieldSet *
crm_json_read_fields (const CrmKind *kind,
                      JsonObject *object,
                      const char *prefix,
                      CrmProblem *problem)
{
  g_autoptr (CrmFieldSet) set = crm_field_set_new (kind);
  g_autoptr (GList) names = json_object_get_members (object);

  for (GList *at = names; at != NULL; at = at->next)
    {
      JsonNode *node = json_object_get_member (object, at->data);
      g_autofree char *escaped = escape_pointer (at->data);
      g_autofree char *pointer = g_strconcat (prefix, "/", escaped, NULL);

      if (is_parent (kind, at->data))
        read_parent (set, at->data, node, pointer, problem);
      else if (strchr (at->data, '.') != NULL)
        crm_problem_add (problem, pointer, "unknown", "%s has no such field", kind->name);
      else
        read_member (set, at->data, node, pointer, problem);
    }

  return g_steal_pointer (&set);
}

/* (transfer full): what canonical text is in JSON. */
static JsonNode *
value_to_node (const CrmField *field, const char *value)
{
  JsonNode *node = NULL;

  if (value == NULL)
    return json_node_new (JSON_NODE_NULL);

  switch (field->type)
    {
    case CRM_FIELD_LIST:
    case CRM_FIELD_OBJECT:
      node = crm_json_parse (value, -1, NULL);
      return node != NULL ? node : json_node_new (JSON_NODE_NULL);
    case CRM_FIELD_INTEGER:
      return json_node_init_int (json_node_alloc (), g_ascii_strtoll (value, NULL, 10));
    case CRM_FIELD_BOOLEAN:
      return json_node_init_boolean (json_node_alloc (), TRUE);
    default:
      return json_node_init_string (json_node_alloc (), value);
    }
}

static void
write_field (JsonObject *object, const CrmField *field, const char *value)
{
  const char *dot = strchr (field->name, '.');
  g_autofree char *parent = NULL;

  if (dot == NULL)
    {
      json_object_set_member (object, field->name, value_to_node (field, value));
      return;
    }

  parent = g_strndup (field->name, dot - field->name);
  if (!json_object_has_member (object, parent))
    json_object_set_object_member (object, parent, json_object_new ());
  json_object_set_member (json_object_get_object_member (object, parent), dot + 1,
                          value_to_node (field, value));
}

/**
 * crm_json_write_values:
 * @kind: a kind
 * @values: (array): n_fields canonical texts
 *
 * Returns: (transfer full): an object of those that are not empty
 */
JsonObject *
crm_json_write_values (const CrmKind *kind, const char *const *values)
{
  JsonObject *object = json_object_new ();

  for (guint i = 0; i < kind->n_fields; i++)
    if (values[i] != NULL)
      write_field (object, &kind->fields[i], values[i]);

  return object;
}

/**
 * crm_json_write_set:
 * @set: a set
 *
 * Returns: (transfer full): an object of its fields, empty ones as null
 */
JsonObject *
crm_json_write_set (CrmFieldSet *set)
{
  const CrmKind *kind = crm_field_set_get_kind (set);
  JsonObject *object = json_object_new ();

  for (guint i = 0; i < kind->n_fields; i++)
    if (crm_field_set_has (set, i))
      write_field (object, &kind->fields[i], crm_field_set_get (set, i));

  return object;
}
