/* SPDX-License-Identifier: GPL-3.0-or-later */

/* DeskFilter: a tree of conditions and the table of what can be asked. Turning it into SQL is the
 * work of desk-filter-sql.c. Immutable, any thread. */

#define G_LOG_DOMAIN "desk-store"

#include "client/store/desk-filter.h"

#include "shared/base/crm-error.h"
#include "shared/base/crm-id.h"

#include <string.h>

#define MAX_TEXT   200
#define MAX_DAYS   36500
#define MAX_NUMBER G_GINT64_CONSTANT (1000000000000000)

struct _DeskFilter
{
  int references;
  const DeskFilterField *field; /* (nullable): of a condition */
  DeskFilterOp op;
  char *value;      /* (nullable) */
  gboolean any;     /* of a group */
  GPtrArray *parts; /* (nullable) (element-type DeskFilter): of a group */
  guint depth;
  guint n_tests;
};

#define IS_OPS    (DESK_OP_BIT (DESK_OP_IS) | DESK_OP_BIT (DESK_OP_IS_NOT))
#define EMPTY_OPS (DESK_OP_BIT (DESK_OP_EMPTY) | DESK_OP_BIT (DESK_OP_FILLED))
#define HAS_OPS   (DESK_OP_BIT (DESK_OP_HAS) | DESK_OP_BIT (DESK_OP_HAS_NOT))
#define SIZE_OPS  (DESK_OP_BIT (DESK_OP_AT_LEAST) | DESK_OP_BIT (DESK_OP_AT_MOST))
#define AGO_OPS   (DESK_OP_BIT (DESK_OP_PAST) | DESK_OP_BIT (DESK_OP_RECENT))
#define YES_OPS   (DESK_OP_BIT (DESK_OP_YES) | DESK_OP_BIT (DESK_OP_NO))
#define TEXT_OPS  (DESK_OP_BIT (DESK_OP_CONTAINS) | EMPTY_OPS)

static const char *const types[] = { "person", "company", NULL };
static const char *const sexes[] = { "male", "female", NULL };
static const char *const statuses[] = { "lead", "client", "former", NULL };
static const char *const contacts[] = { "phone", "email", "messenger", "other", NULL };

static const DeskFilterField all_fields[] = {
  { "type", DESK_VALUE_ENUM, IS_OPS, types },
  { "status", DESK_VALUE_ENUM, IS_OPS, statuses },
  { "agent", DESK_VALUE_PERSON, IS_OPS | EMPTY_OPS },
  { "branch", DESK_VALUE_BRANCH, IS_OPS | EMPTY_OPS },
  { "tags", DESK_VALUE_TAG, HAS_OPS | EMPTY_OPS },
  { "city", DESK_VALUE_TEXT, TEXT_OPS },
  { "source", DESK_VALUE_TEXT, TEXT_OPS },
  { "note", DESK_VALUE_TEXT, TEXT_OPS },
  { "inn", DESK_VALUE_TEXT, EMPTY_OPS },
  { "sex", DESK_VALUE_ENUM, IS_OPS | EMPTY_OPS, sexes },
  { "age", DESK_VALUE_NUMBER, SIZE_OPS },
  { "birthday", DESK_VALUE_DAYS, DESK_OP_BIT (DESK_OP_WITHIN) | EMPTY_OPS },
  { "created", DESK_VALUE_DAYS, AGO_OPS },
  { "contact", DESK_VALUE_ENUM, HAS_OPS, contacts },
  { "product", DESK_VALUE_PRODUCT, HAS_OPS },
  { "policies", DESK_VALUE_NUMBER, SIZE_OPS },
  { "ends", DESK_VALUE_DAYS, DESK_OP_BIT (DESK_OP_WITHIN) },
  { "premium", DESK_VALUE_MONEY, SIZE_OPS },
  { "overdue", DESK_VALUE_NONE, YES_OPS },
  { "contacted", DESK_VALUE_DAYS, AGO_OPS },
};

static const char *const op_names[DESK_N_OPS] = {
  [DESK_OP_IS] = "is",
  [DESK_OP_IS_NOT] = "is-not",
  [DESK_OP_HAS] = "has",
  [DESK_OP_HAS_NOT] = "has-not",
  [DESK_OP_CONTAINS] = "contains",
  [DESK_OP_EMPTY] = "empty",
  [DESK_OP_FILLED] = "filled",
  [DESK_OP_AT_LEAST] = "at-least",
  [DESK_OP_AT_MOST] = "at-most",
  [DESK_OP_WITHIN] = "within",
  [DESK_OP_RECENT] = "recent",
  [DESK_OP_PAST] = "past",
  [DESK_OP_YES] = "yes",
  [DESK_OP_NO] = "no",
};

G_DEFINE_BOXED_TYPE (DeskFilter, desk_filter, desk_filter_ref, desk_filter_unref)

const DeskFilterField *
desk_filter_list_fields (guint *n_fields)
{
  *n_fields = G_N_ELEMENTS (all_fields);
  return all_fields;
}

const DeskFilterField *
desk_filter_find_field (const char *id)
{
  for (guint i = 0; i < G_N_ELEMENTS (all_fields); i++)
    if (g_strcmp0 (all_fields[i].id, id) == 0)
      return &all_fields[i];
  return NULL;
}

const char *
desk_filter_op_get_name (DeskFilterOp op)
{
  g_return_val_if_fail (op < DESK_N_OPS, NULL);
  return op_names[op];
}

DeskValueType
desk_filter_field_get_value (const DeskFilterField *field, DeskFilterOp op)
{
  return (DESK_OP_BIT (op) & (EMPTY_OPS | YES_OPS)) != 0 ? DESK_VALUE_NONE : field->type;
}

static gboolean
is_number (const char *value, gint64 max)
{
  gint64 number;

  return g_ascii_string_to_signed (value, 10, 0, max, &number, NULL);
}

static gboolean
is_value (const DeskFilterField *field, DeskFilterOp op, const char *value)
{
  guint8 id[CRM_ID_BYTES];

  if (desk_filter_field_get_value (field, op) == DESK_VALUE_NONE)
    return value == NULL;
  if (value == NULL || *value == '\0' || !g_utf8_validate (value, -1, NULL) ||
      g_utf8_strlen (value, -1) > MAX_TEXT)
    return FALSE;
  switch (field->type)
    {
    case DESK_VALUE_ENUM:
      return g_strv_contains (field->values, value);
    case DESK_VALUE_PERSON:
    case DESK_VALUE_BRANCH:
      return crm_id_to_bytes (value, id);
    case DESK_VALUE_NUMBER:
    case DESK_VALUE_DAYS:
      return is_number (value, MAX_DAYS);
    case DESK_VALUE_MONEY:
      return is_number (value, MAX_NUMBER);
    case DESK_VALUE_PRODUCT:
      return strchr (value, ',') == NULL;
    case DESK_VALUE_NONE:
    case DESK_VALUE_TEXT:
    case DESK_VALUE_TAG:
    default:
      return TRUE;
    }
}

DeskFilter *
desk_filter_new_test (const char *field, DeskFilterOp op, const char *value)
{
  const DeskFilterField *found = desk_filter_find_field (field);
  DeskFilter *self;

  if (found == NULL || op >= DESK_N_OPS || (found->ops & DESK_OP_BIT (op)) == 0 ||
      !is_value (found, op, value))
    return NULL;
  self = g_new0 (DeskFilter, 1);
  self->references = 1;
  self->field = found;
  self->op = op;
  self->value = g_strdup (value);
  self->n_tests = 1;
  return self;
}

DeskFilter *
desk_filter_new_group (gboolean any, GPtrArray *parts)
{
  g_autoptr (DeskFilter) self = g_new0 (DeskFilter, 1);

  self->references = 1;
  self->any = any;
  self->depth = 1;
  self->parts = g_ptr_array_new_with_free_func ((GDestroyNotify) desk_filter_unref);
  for (guint i = 0; parts != NULL && i < parts->len; i++)
    {
      DeskFilter *part = g_ptr_array_index (parts, i);

      g_ptr_array_add (self->parts, desk_filter_ref (part));
      self->depth = MAX (self->depth, part->depth + 1);
      self->n_tests += part->n_tests;
    }
  if (self->depth > DESK_FILTER_MAX_DEPTH || self->n_tests > DESK_FILTER_MAX_TESTS)
    return NULL;
  return g_steal_pointer (&self);
}

DeskFilter *
desk_filter_ref (DeskFilter *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_atomic_int_inc (&self->references);
  return self;
}

void
desk_filter_unref (DeskFilter *self)
{
  g_return_if_fail (self != NULL);
  if (!g_atomic_int_dec_and_test (&self->references))
    return;
  g_clear_pointer (&self->parts, g_ptr_array_unref);
  g_free (self->value);
  g_free (self);
}

gboolean
desk_filter_equal (DeskFilter *a, DeskFilter *b)
{
  if (a == b)
    return TRUE;
  if (a == NULL || b == NULL || a->field != b->field)
    return FALSE;
  if (a->field != NULL)
    return a->op == b->op && g_strcmp0 (a->value, b->value) == 0;
  if (a->any != b->any || a->parts->len != b->parts->len)
    return FALSE;
  for (guint i = 0; i < a->parts->len; i++)
    if (!desk_filter_equal (desk_filter_get_part (a, i), desk_filter_get_part (b, i)))
      return FALSE;
  return TRUE;
}

gboolean
desk_filter_is_empty (DeskFilter *self)
{
  return self == NULL || self->n_tests == 0;
}

gboolean
desk_filter_is_group (DeskFilter *self)
{
  g_return_val_if_fail (self != NULL, FALSE);
  return self->field == NULL;
}

gboolean
desk_filter_is_any (DeskFilter *self)
{
  g_return_val_if_fail (self != NULL, FALSE);
  return self->any;
}

guint
desk_filter_get_n_parts (DeskFilter *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return self->parts != NULL ? self->parts->len : 0;
}

DeskFilter *
desk_filter_get_part (DeskFilter *self, guint i)
{
  g_return_val_if_fail (self != NULL && i < desk_filter_get_n_parts (self), NULL);
  return g_ptr_array_index (self->parts, i);
}

const DeskFilterField *
desk_filter_get_field (DeskFilter *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->field;
}

DeskFilterOp
desk_filter_get_op (DeskFilter *self)
{
  g_return_val_if_fail (self != NULL, DESK_OP_IS);
  return self->op;
}

const char *
desk_filter_get_value (DeskFilter *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->value;
}

JsonNode *
desk_filter_to_json (DeskFilter *self)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (JsonArray) parts = NULL;
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);

  if (self->field != NULL)
    {
      json_object_set_string_member (object, "field", self->field->id);
      json_object_set_string_member (object, "op", op_names[self->op]);
      if (self->value != NULL)
        json_object_set_string_member (object, "value", self->value);
      json_node_set_object (node, object);
      return node;
    }
  parts = json_array_new ();
  for (guint i = 0; i < self->parts->len; i++)
    json_array_add_element (parts, desk_filter_to_json (desk_filter_get_part (self, i)));
  json_object_set_array_member (object, self->any ? "any" : "all", g_steal_pointer (&parts));
  json_node_set_object (node, object);
  return node;
}

static DeskFilter *read_node (JsonNode *node, guint depth);

static DeskFilter *
read_group (JsonNode *list, gboolean any, guint depth)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func ((GDestroyNotify) desk_filter_unref);
  JsonArray *array;

  if (list == NULL || !JSON_NODE_HOLDS_ARRAY (list) || depth >= DESK_FILTER_MAX_DEPTH)
    return NULL;
  array = json_node_get_array (list);
  if (json_array_get_length (array) > DESK_FILTER_MAX_TESTS)
    return NULL;
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      DeskFilter *part = read_node (json_array_get_element (array, i), depth + 1);

      if (part == NULL)
        return NULL;
      g_ptr_array_add (parts, part);
    }
  return desk_filter_new_group (any, parts);
}

/* (nullable) */
static const char *
get_text (JsonObject *object, const char *member)
{
  JsonNode *node = json_object_get_member (object, member);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) &&
                 json_node_get_value_type (node) == G_TYPE_STRING
             ? json_node_get_string (node)
             : NULL;
}

static DeskFilter *
read_node (JsonNode *node, guint depth)
{
  JsonObject *object;
  const char *op;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return NULL;
  object = json_node_get_object (node);
  if (json_object_has_member (object, "any"))
    return read_group (json_object_get_member (object, "any"), TRUE, depth);
  if (json_object_has_member (object, "all"))
    return read_group (json_object_get_member (object, "all"), FALSE, depth);
  op = get_text (object, "op");
  for (guint i = 0; i < DESK_N_OPS; i++)
    if (g_strcmp0 (op, op_names[i]) == 0)
      return desk_filter_new_test (get_text (object, "field"), i, get_text (object, "value"));
  return NULL;
}

DeskFilter *
desk_filter_from_json (JsonNode *node, GError **error)
{
  DeskFilter *self = read_node (node, 0);

  if (self == NULL)
    crm_fail (error, CRM_ERROR_INVALID, "No filter, or one of a newer program");
  return self;
}
