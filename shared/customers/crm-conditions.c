/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Conditions of offers from JSON that an administrator wrote: every mistake with its place. Pure.
 */
#include <string.h>

#include "shared/base/crm-time.h"
#include "shared/codec/crm-json.h"
#include "shared/customers/crm-conditions-private.h"

#define MAX_AGE   200
#define MAX_DAYS  3660
#define MAX_WORD  100
#define MAX_WORDS 50

typedef struct
{
  CrmProblem *problem;
  guint n;
} Reader;

static CrmConditions *read_condition (Reader *reader, JsonNode *node, const char *at, guint depth);

/* ---- members ------------------------------------------------------------------------------- */

static gboolean
refuse (Reader *reader, const char *at, const char *code, const char *detail)
{
  crm_problem_add (reader->problem, at, code, "%s", detail);
  return FALSE;
}

static const char *
get_word (JsonNode *node)
{
  const char *text = node != NULL ? crm_json_get_text (node) : NULL;

  return text != NULL && *text != '\0' && strlen (text) <= MAX_WORD ? text : NULL;
}

static gboolean
read_word (Reader *reader, JsonNode *node, const char *at, char **word)
{
  const char *text = get_word (node);

  if (text == NULL)
    return refuse (reader, at, "type", "a word is expected");
  g_free (*word);
  *word = g_strdup (text);
  return TRUE;
}

/* "osago" or ["osago", "kasko"] */
static gboolean
read_words (Reader *reader, JsonNode *node, const char *at, char ***words)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (g_free);
  JsonArray *array = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  guint n = array != NULL ? json_array_get_length (array) : 1;

  if (n == 0 || n > MAX_WORDS)
    return refuse (reader, at, "length", "one to 50 words are expected");
  for (guint i = 0; i < n; i++)
    {
      const char *text = get_word (array != NULL ? json_array_get_element (array, i) : node);

      if (text == NULL)
        return refuse (reader, at, "type", "a word or a list of words is expected");
      g_ptr_array_add (list, g_strdup (text));
    }

  g_ptr_array_add (list, NULL);
  g_strfreev (*words);
  *words = (char **) g_ptr_array_free (g_steal_pointer (&list), FALSE);
  return TRUE;
}

static gboolean
read_number (Reader *reader, JsonNode *node, const char *at, int most, int *number)
{
  gint64 value;

  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_INT64)
    return refuse (reader, at, "type", "a whole number is expected");
  value = json_node_get_int (node);
  if (value < 0 || value > most)
    return refuse (reader, at, "range", "the number is too small or too large");
  *number = (int) value;
  return TRUE;
}

/* "02-29" is a day too. */
static gboolean
read_day (Reader *reader, JsonNode *node, const char *at, char **day)
{
  const char *text = get_word (node);
  g_autofree char *date = text != NULL ? g_strdup_printf ("2000-%s", text) : NULL;

  if (date == NULL || !crm_date_is_valid (date))
    return refuse (reader, at, "format", "a day like 05-31 is expected");
  g_free (*day);
  *day = g_strdup (text);
  return TRUE;
}

/* ---- conditions with members ---------------------------------------------------------------- */

typedef gboolean (*ReadMember) (Reader *reader,
                                CrmConditions *self,
                                const char *name,
                                JsonNode *node,
                                const char *at);

static gboolean
read_unknown (Reader *reader, const char *at)
{
  return refuse (reader, at, "unknown", "there is no such member");
}

static gboolean
read_member (Reader *reader, CrmConditions *self, const char *name, JsonNode *node, const char *at)
{
  if (strcmp (name, "min_age") == 0)
    return read_number (reader, node, at, MAX_AGE, &self->least);
  if (strcmp (name, "max_age") == 0)
    return read_number (reader, node, at, MAX_AGE, &self->most);
  if (strcmp (name, "holds") == 0 && self->type != CRM_CONDITION_PERSON)
    return read_words (reader, node, at, &self->holds);
  if (strcmp (name, "lacks") == 0 && self->type != CRM_CONDITION_PERSON)
    return read_words (reader, node, at, &self->lacks);
  if (strcmp (name, self->type == CRM_CONDITION_OBJECT   ? "type"
                    : self->type == CRM_CONDITION_FAMILY ? "relation"
                                                         : "sex") == 0)
    return read_word (reader, node, at, &self->word);
  return read_unknown (reader, at);
}

static gboolean
read_expires_member (Reader *reader,
                     CrmConditions *self,
                     const char *name,
                     JsonNode *node,
                     const char *at)
{
  if (strcmp (name, "product") == 0)
    return read_word (reader, node, at, &self->word);
  if (strcmp (name, "within_days") == 0)
    return read_number (reader, node, at, MAX_DAYS, &self->most);
  return read_unknown (reader, at);
}

static gboolean
read_season_member (Reader *reader,
                    CrmConditions *self,
                    const char *name,
                    JsonNode *node,
                    const char *at)
{
  if (strcmp (name, "from") == 0)
    return read_day (reader, node, at, &self->from);
  if (strcmp (name, "to") == 0)
    return read_day (reader, node, at, &self->to);
  return read_unknown (reader, at);
}

static gboolean
read_members (Reader *reader, CrmConditions *self, JsonNode *node, const char *at, ReadMember read)
{
  g_autoptr (GList) names = NULL;
  JsonObject *object;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return refuse (reader, at, "type", "an object is expected");

  object = json_node_get_object (node);
  names = json_object_get_members (object);
  for (GList *name = names; name != NULL; name = name->next)
    {
      g_autofree char *place = g_strconcat (at, "/", (const char *) name->data, NULL);

      if (!read (reader, self, name->data, json_object_get_member (object, name->data), place))
        return FALSE;
    }
  if (self->least > self->most)
    return refuse (reader, at, "range", "min_age is above max_age");
  return TRUE;
}

/* ---- conditions made of others -------------------------------------------------------------- */

static gboolean
read_parts (Reader *reader, CrmConditions *self, JsonNode *node, const char *at, guint depth)
{
  gboolean is_list = self->type != CRM_CONDITION_NOT;
  JsonArray *array = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  guint n = array != NULL ? json_array_get_length (array) : 1;

  if (is_list && (array == NULL || n == 0))
    return refuse (reader, at, "type", "a list of conditions is expected");

  self->parts = g_ptr_array_new_with_free_func ((GDestroyNotify) crm_conditions_free);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *place = is_list ? g_strdup_printf ("%s/%u", at, i) : g_strdup (at);
      CrmConditions *part =
          read_condition (reader, is_list ? json_array_get_element (array, i) : node, place,
                          depth + 1);

      if (part == NULL)
        return FALSE;
      g_ptr_array_add (self->parts, part);
    }
  return TRUE;
}

static gboolean
read_company (Reader *reader, CrmConditions *self, JsonNode *node, const char *at)
{
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_BOOLEAN)
    return refuse (reader, at, "type", "true or false is expected");
  self->expected = json_node_get_boolean (node);
  return TRUE;
}

static gboolean
read_standing (Reader *reader, CrmConditions *self, JsonNode *node, const char *at)
{
  static const char *const standings[] = { "lead", "client", "former", NULL };

  if (!read_words (reader, node, at, &self->words))
    return FALSE;
  for (guint i = 0; self->words[i] != NULL; i++)
    if (!g_strv_contains (standings, self->words[i]))
      return refuse (reader, at, "unknown", "lead, client or former is expected");
  return TRUE;
}

static gboolean
read_season (Reader *reader, CrmConditions *self, JsonNode *node, const char *at)
{
  if (!read_members (reader, self, node, at, read_season_member))
    return FALSE;
  return (self->from != NULL && self->to != NULL) ||
         refuse (reader, at, "required", "from and to are expected");
}

static gboolean
read_expires (Reader *reader, CrmConditions *self, JsonNode *node, const char *at)
{
  if (!read_members (reader, self, node, at, read_expires_member))
    return FALSE;
  return self->most < G_MAXINT || refuse (reader, at, "required", "within_days is expected");
}

static gboolean
read_body (Reader *reader, CrmConditions *self, JsonNode *node, const char *at, guint depth)
{
  switch (self->type)
    {
    case CRM_CONDITION_ALL:
    case CRM_CONDITION_ANY:
    case CRM_CONDITION_NOT:
      return read_parts (reader, self, node, at, depth);
    case CRM_CONDITION_HOLDS:
    case CRM_CONDITION_LACKS:
      return read_words (reader, node, at, &self->words);
    case CRM_CONDITION_EXPIRES:
      return read_expires (reader, self, node, at);
    case CRM_CONDITION_SEASON:
      return read_season (reader, self, node, at);
    case CRM_CONDITION_STANDING:
      return read_standing (reader, self, node, at);
    case CRM_CONDITION_COMPANY:
      return read_company (reader, self, node, at);
    default:
      return read_members (reader, self, node, at, read_member);
    }
}

static gboolean
find_type (const char *name, CrmConditionType *type)
{
  static const char *const names[] = { "all",     "any",    "not",      "holds",
                                       "lacks",   "object", "person",   "family",
                                       "expires", "season", "standing", "company" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (strcmp (names[i], name) == 0)
      {
        *type = (CrmConditionType) i;
        return TRUE;
      }
  return FALSE;
}

/* The only member of @node; its name is (transfer none). */
static const char *
get_only_member (JsonNode *node, JsonNode **value)
{
  JsonObjectIter iter;
  const char *name;

  if (!JSON_NODE_HOLDS_OBJECT (node) || json_object_get_size (json_node_get_object (node)) != 1)
    return NULL;
  json_object_iter_init (&iter, json_node_get_object (node));
  return json_object_iter_next (&iter, &name, value) ? name : NULL;
}

static CrmConditions *
read_condition (Reader *reader, JsonNode *node, const char *at, guint depth)
{
  g_autoptr (CrmConditions) self = g_new0 (CrmConditions, 1);
  JsonNode *value = NULL;
  const char *name = get_only_member (node, &value);
  g_autofree char *place = NULL;

  self->most = G_MAXINT;
  if (name == NULL)
    {
      refuse (reader, at, "type", "an object with one condition is expected");
      return NULL;
    }

  place = g_strconcat (at, "/", name, NULL);
  if (!find_type (name, &self->type))
    {
      refuse (reader, place, "unknown", "there is no such condition");
      return NULL;
    }
  if (depth > CRM_CONDITIONS_MAX_DEPTH || ++reader->n > CRM_CONDITIONS_MAX)
    {
      refuse (reader, place, "length", "there are too many conditions");
      return NULL;
    }
  return read_body (reader, self, value, place, depth) ? g_steal_pointer (&self) : NULL;
}

/* ---- public -------------------------------------------------------------------------------- */

/**
 * crm_conditions_read:
 * @node: what stands there
 * @pointer: its place
 * @problem: takes the first mistake
 *
 * Returns: (transfer full) (nullable): the conditions
 */
CrmConditions *
crm_conditions_read (JsonNode *node, const char *pointer, CrmProblem *problem)
{
  Reader reader = { problem, 0 };

  return read_condition (&reader, node, pointer, 1);
}

/**
 * crm_conditions_new:
 * @json: text
 * @length: its bytes, or -1
 * @error: CRM_ERROR_INVALID
 *
 * Returns: (transfer full) (nullable): the conditions
 */
CrmConditions *
crm_conditions_new (const char *json, gssize length, GError **error)
{
  g_autoptr (CrmProblem) problem = crm_problem_new (CRM_ERROR_INVALID, NULL);
  g_autoptr (JsonNode) node = crm_json_parse (json, length, error);
  CrmConditions *self = node != NULL ? crm_conditions_read (node, "", problem) : NULL;

  if (self == NULL && node != NULL)
    {
      const CrmProblemError *first = crm_problem_get_error (problem, 0);

      crm_fail (error, CRM_ERROR_INVALID, "%s: %s", first->pointer, first->detail);
    }
  return self;
}

void
crm_conditions_free (CrmConditions *self)
{
  g_clear_pointer (&self->parts, g_ptr_array_unref);
  g_strfreev (self->words);
  g_strfreev (self->holds);
  g_strfreev (self->lacks);
  g_free (self->word);
  g_free (self->from);
  g_free (self->to);
  g_free (self);
}

static gboolean
has_type (const CrmConditions *self, CrmConditionType type)
{
  if (self->type == type)
    return TRUE;
  for (guint i = 0; self->parts != NULL && i < self->parts->len; i++)
    if (has_type (self->parts->pdata[i], type))
      return TRUE;
  return FALSE;
}

gboolean
crm_conditions_use_objects (const CrmConditions *self)
{
  return has_type (self, CRM_CONDITION_OBJECT);
}

gboolean
crm_conditions_use_family (const CrmConditions *self)
{
  return has_type (self, CRM_CONDITION_FAMILY);
}
