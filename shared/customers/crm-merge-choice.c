/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values of a customer after a merge. Pure. */
#include "shared/customers/crm-merge-choice.h"

#include <string.h>

#include "shared/codec/crm-json.h"
#include "shared/customers/crm-customer.h"

static const char *const words[] = {
  [CRM_MERGE_TAKE_INTO] = "into",
  [CRM_MERGE_TAKE_OTHER] = "other",
  [CRM_MERGE_TAKE_BOTH] = "both",
};

const char *
crm_merge_take_to_word (CrmMergeTake take)
{
  return words[take];
}

gboolean
crm_merge_has_choice (guint field)
{
  const CrmField *self = &crm_customer_kind.fields[field];

  return self->group != NULL && (self->flags & (CRM_FIELD_READ_ONLY | CRM_FIELD_FIXED)) == 0 &&
         field != CRM_CUSTOMER_OWNER;
}

static gboolean
can_be_both (guint field)
{
  const CrmField *self = &crm_customer_kind.fields[field];

  return self->type == CRM_FIELD_LIST || (self->flags & CRM_FIELD_BOTH) != 0;
}

static gboolean
is_group_empty (const char *group, const char *const *values)
{
  for (guint i = 0; i < crm_customer_kind.n_fields; i++)
    if (g_strcmp0 (crm_customer_kind.fields[i].group, group) == 0 && values[i] != NULL)
      return FALSE;
  return TRUE;
}

/**
 * crm_merge_suggest:
 * @field: of a customer
 * @into: (array): values of the survivor
 * @other: (array): values of who is merged into him
 *
 * Returns: what is done when nobody chooses
 */
CrmMergeTake
crm_merge_suggest (guint field, const char *const *into, const char *const *other)
{
  if (can_be_both (field))
    return CRM_MERGE_TAKE_BOTH;
  return is_group_empty (crm_customer_kind.fields[field].group, into) ? CRM_MERGE_TAKE_OTHER
                                                                      : CRM_MERGE_TAKE_INTO;
}

static void
add_items (JsonArray *all, GHashTable *seen, JsonNode *list)
{
  JsonArray *items =
      list != NULL && JSON_NODE_HOLDS_ARRAY (list) ? json_node_get_array (list) : NULL;

  for (guint i = 0; items != NULL && i < json_array_get_length (items); i++)
    {
      const char *item = crm_json_get_text (json_array_get_element (items, i));

      if (item != NULL && g_hash_table_add (seen, g_strdup (item)))
        json_array_add_string_element (all, item);
    }
}

static char *
join_lists (const char *into, const char *other)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (JsonNode) first = json_from_string (into, NULL);
  g_autoptr (JsonNode) second = json_from_string (other, NULL);
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_ARRAY);
  JsonArray *all = json_array_new ();

  add_items (all, seen, first);
  add_items (all, seen, second);
  json_node_take_array (node, all);
  return crm_json_to_text (node);
}

static char *
join_texts (const char *into, const char *other)
{
  return strstr (into, other) != NULL ? g_strdup (into) : g_strconcat (into, "\n\n", other, NULL);
}

/**
 * crm_merge_value:
 * @field: of a customer
 * @take: whose value
 * @into: (array): values of the survivor
 * @other: (array): values of who is merged into him
 *
 * Returns: (transfer full) (nullable): the value
 */
char *
crm_merge_value (guint field, CrmMergeTake take, const char *const *into, const char *const *other)
{
  if (take == CRM_MERGE_TAKE_BOTH && into[field] != NULL && other[field] != NULL)
    return crm_customer_kind.fields[field].type == CRM_FIELD_LIST
               ? join_lists (into[field], other[field])
               : join_texts (into[field], other[field]);
  if (take == CRM_MERGE_TAKE_BOTH)
    return g_strdup (into[field] != NULL ? into[field] : other[field]);
  return g_strdup (take == CRM_MERGE_TAKE_OTHER ? other[field] : into[field]);
}

/* %FALSE: there is no such choice. */
static gboolean
read_choice (guint field, const char *word, CrmMergeTake *take)
{
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_strcmp0 (words[i], word) == 0)
      {
        *take = i;
        return i != CRM_MERGE_TAKE_BOTH || can_be_both (field);
      }
  return FALSE;
}

static void
refuse (CrmProblem *problem, const char *name, const char *code, const char *detail)
{
  g_autofree char *pointer = g_strconcat ("/args/choices/", name, NULL);

  crm_problem_add (problem, pointer, code, "%s", detail);
}

static void
check_names (JsonObject *choices, CrmProblem *problem)
{
  JsonObjectIter iter;
  const char *name;

  json_object_iter_init (&iter, choices);
  while (json_object_iter_next (&iter, &name, NULL))
    {
      int field = crm_kind_find_field (&crm_customer_kind, name);

      if (field < 0 || !crm_merge_has_choice ((guint) field))
        refuse (problem, name, "unknown", "there is nothing to choose");
    }
}

static void
choose_field (guint field,
              const char *const *into,
              const char *const *other,
              JsonObject *choices,
              CrmFieldSet *set,
              CrmProblem *problem)
{
  const CrmField *self = &crm_customer_kind.fields[field];
  JsonNode *node = choices != NULL ? json_object_get_member (choices, self->name) : NULL;
  CrmMergeTake take = crm_merge_suggest (field, into, other);
  g_autofree char *value = NULL;

  if (node != NULL && !read_choice (field, crm_json_get_text (node), &take))
    {
      refuse (problem, self->name, "format", "into, other or both");
      return;
    }

  value = crm_merge_value (field, take, into, other);
  if (g_strcmp0 (value, into[field]) == 0)
    return;
  if (value != NULL && take == CRM_MERGE_TAKE_BOTH && self->type == CRM_FIELD_TEXT &&
      g_utf8_strlen (value, -1) > (glong) (self->max_length > 0 ? self->max_length : 1000))
    refuse (problem, self->name, "length", "together they are too long");
  else
    crm_field_set_put (set, field, value);
}

/**
 * crm_merge_choose:
 * @into: (array): values of the survivor
 * @other: (array): values of who is merged into him
 * @choices: (nullable): by name of the field, whose value
 * @problem: takes what is wrong with @choices
 *
 * Returns: (transfer full): the fields that change
 */
CrmFieldSet *
crm_merge_choose (const char *const *into,
                  const char *const *other,
                  JsonObject *choices,
                  CrmProblem *problem)
{
  CrmFieldSet *set = crm_field_set_new (&crm_customer_kind);

  if (choices != NULL)
    check_names (choices, problem);
  for (guint i = 0; i < crm_customer_kind.n_fields; i++)
    if (crm_merge_has_choice (i))
      choose_field (i, into, other, choices, set, problem);
  return set;
}
