/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules of offers from a file. Pure. */
#include <string.h>

#include "shared/base/crm-time.h"
#include "shared/codec/crm-json.h"
#include "shared/customers/crm-offer-engine.h"

#define MAX_TEXT 500

static const char *const members[] = { "code",     "product",   "title",   "reason", "conditions",
                                       "priority", "starts_on", "ends_on", "active" };

static void
refuse (CrmProblem *problem, const char *pointer, const char *name, const char *detail)
{
  g_autofree char *place = g_strconcat (pointer, "/", name, NULL);

  crm_problem_add (problem, place, "format", "%s", detail);
}

static char *
read_text (JsonObject *object, const char *name, const char *pointer, CrmProblem *problem)
{
  const char *text = crm_json_get_text (json_object_get_member (object, name));

  if (text == NULL || *text == '\0' || strlen (text) > MAX_TEXT)
    {
      refuse (problem, pointer, name, "a text is expected");
      return NULL;
    }
  return g_strdup (text);
}

static char *
read_date (JsonObject *object, const char *name, const char *pointer, CrmProblem *problem)
{
  JsonNode *node = json_object_get_member (object, name);
  const char *text = node != NULL ? crm_json_get_text (node) : NULL;

  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return NULL;
  if (!crm_date_is_valid (text))
    refuse (problem, pointer, name, "a date is expected");
  return g_strdup (text);
}

static void
read_options (CrmOfferSpec *self, JsonObject *object, const char *pointer, CrmProblem *problem)
{
  JsonNode *priority = json_object_get_member (object, "priority");
  JsonNode *active = json_object_get_member (object, "active");

  self->is_active = TRUE;
  if (priority != NULL &&
      (!JSON_NODE_HOLDS_VALUE (priority) || json_node_get_value_type (priority) != G_TYPE_INT64 ||
       json_node_get_int (priority) < 0 || json_node_get_int (priority) > 1000))
    refuse (problem, pointer, "priority", "a number up to 1000 is expected");
  else if (priority != NULL)
    self->priority = (int) json_node_get_int (priority);
  if (active != NULL &&
      (!JSON_NODE_HOLDS_VALUE (active) || json_node_get_value_type (active) != G_TYPE_BOOLEAN))
    refuse (problem, pointer, "active", "true or false is expected");
  else if (active != NULL)
    self->is_active = json_node_get_boolean (active);
}

static void
refuse_unknown (JsonObject *object, const char *pointer, CrmProblem *problem)
{
  g_autoptr (GList) names = json_object_get_members (object);

  for (GList *name = names; name != NULL; name = name->next)
    {
      gboolean is_known = FALSE;

      for (guint i = 0; i < G_N_ELEMENTS (members); i++)
        is_known |= strcmp (members[i], name->data) == 0;
      if (!is_known)
        refuse (problem, pointer, name->data, "there is no such member");
    }
}

/**
 * crm_offer_spec_read:
 * @node: an object
 * @pointer: its place
 * @problem: takes what is wrong
 *
 * Returns: (transfer full) (nullable): the rule
 */
CrmOfferSpec *
crm_offer_spec_read (JsonNode *node, const char *pointer, CrmProblem *problem)
{
  g_autoptr (CrmOfferSpec) self = g_new0 (CrmOfferSpec, 1);
  g_autofree char *place = g_strconcat (pointer, "/conditions", NULL);
  g_autoptr (GError) error = NULL;
  guint n_before = crm_problem_n_errors (problem);
  JsonNode *conditions;
  JsonObject *object;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      crm_problem_add (problem, pointer, "type", "an object is expected");
      return NULL;
    }

  object = json_node_get_object (node);
  conditions = json_object_get_member (object, "conditions");
  refuse_unknown (object, pointer, problem);
  self->code = read_text (object, "code", pointer, problem);
  self->product = read_text (object, "product", pointer, problem);
  self->title = read_text (object, "title", pointer, problem);
  self->reason = read_text (object, "reason", pointer, problem);
  self->starts_on = read_date (object, "starts_on", pointer, problem);
  self->ends_on = read_date (object, "ends_on", pointer, problem);
  read_options (self, object, pointer, problem);
  if (self->reason != NULL && !crm_offer_check_reason (self->reason, &error))
    refuse (problem, pointer, "reason", error->message);
  if (conditions == NULL)
    refuse (problem, pointer, "conditions", "they are expected");
  else
    self->conditions = crm_conditions_read (conditions, place, problem);

  /* A problem that is full counts no further. */
  if (crm_problem_n_errors (problem) > n_before || self->code == NULL || self->product == NULL ||
      self->title == NULL || self->reason == NULL || self->conditions == NULL)
    return NULL;
  return g_steal_pointer (&self);
}

static gboolean
has_code (GPtrArray *rules, const char *code)
{
  for (guint i = 0; i < rules->len; i++)
    if (strcmp (((CrmOfferSpec *) rules->pdata[i])->code, code) == 0)
      return TRUE;
  return FALSE;
}

/* @rules gets what is well up to the first mistake. */
static void
read_rules (GPtrArray *rules, JsonNode *node, CrmProblem *problem)
{
  JsonArray *array = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  if (array == NULL)
    crm_problem_add (problem, "", "type", "a list of rules is expected");
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      g_autofree char *pointer = g_strdup_printf ("/%u", i);
      g_autoptr (CrmOfferSpec) rule =
          crm_offer_spec_read (json_array_get_element (array, i), pointer, problem);

      if (rule == NULL)
        return;
      if (has_code (rules, rule->code))
        {
          refuse (problem, pointer, "code", "another rule has it");
          return;
        }
      g_ptr_array_add (rules, g_steal_pointer (&rule));
    }
}

/**
 * crm_offer_specs_parse:
 * @json: text
 * @length: its bytes, or -1
 * @error: CRM_ERROR_INVALID
 *
 * Returns: (transfer full) (nullable) (element-type CrmOfferSpec): the rules
 */
GPtrArray *
crm_offer_specs_parse (const char *json, gssize length, GError **error)
{
  g_autoptr (GPtrArray) rules =
      g_ptr_array_new_with_free_func ((GDestroyNotify) crm_offer_spec_free);
  g_autoptr (CrmProblem) problem = crm_problem_new (CRM_ERROR_INVALID, NULL);
  g_autoptr (JsonNode) node = crm_json_parse (json, length, error);

  if (node == NULL)
    return NULL;

  read_rules (rules, node, problem);
  if (crm_problem_n_errors (problem) > 0)
    {
      const CrmProblemError *first = crm_problem_get_error (problem, 0);

      crm_fail (error, CRM_ERROR_INVALID, "%s: %s", first->pointer, first->detail);
      return NULL;
    }
  return g_steal_pointer (&rules);
}

void
crm_offer_spec_free (CrmOfferSpec *self)
{
  g_clear_pointer (&self->conditions, crm_conditions_free);
  g_free (self->code);
  g_free (self->product);
  g_free (self->title);
  g_free (self->reason);
  g_free (self->starts_on);
  g_free (self->ends_on);
  g_free (self);
}
