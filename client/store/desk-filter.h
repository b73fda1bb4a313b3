/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* What somebody asks of customers and of what hangs on them: conditions, joined by "and" or "or" in
 * groups. Immutable, reference counted, so that it can be handed to a worker and kept in a view. */
typedef struct _DeskFilter DeskFilter;

typedef enum
{
  DESK_OP_IS,
  DESK_OP_IS_NOT,
  DESK_OP_HAS,
  DESK_OP_HAS_NOT,
  DESK_OP_CONTAINS,
  DESK_OP_EMPTY,
  DESK_OP_FILLED,
  DESK_OP_AT_LEAST,
  DESK_OP_AT_MOST,
  DESK_OP_WITHIN, /* in the next days, today included */
  DESK_OP_RECENT, /* in the last days, today included */
  DESK_OP_PAST,   /* longer ago than so many days, or never */
  DESK_OP_YES,
  DESK_OP_NO,
  DESK_N_OPS,
} DeskFilterOp;

/* What kind of value a condition has, for whoever lets people choose one. */
typedef enum
{
  DESK_VALUE_NONE,
  DESK_VALUE_ENUM,
  DESK_VALUE_TEXT,
  DESK_VALUE_TAG,
  DESK_VALUE_PERSON,
  DESK_VALUE_BRANCH,
  DESK_VALUE_PRODUCT,
  DESK_VALUE_NUMBER,
  DESK_VALUE_MONEY, /* kopecks */
  DESK_VALUE_DAYS,
} DeskValueType;

#define DESK_FILTER_MAX_DEPTH 4
#define DESK_FILTER_MAX_TESTS 40
#define DESK_OP_BIT(op)       (1u << (op))

typedef struct
{
  const char *id;
  DeskValueType type;
  guint ops;                 /* bits of DeskFilterOp */
  const char *const *values; /* of an enum, %NULL-terminated */
} DeskFilterField;

const DeskFilterField *desk_filter_list_fields (guint *n_fields);
/* (nullable) */
const DeskFilterField *desk_filter_find_field (const char *id);
/* "at-least" */
const char *desk_filter_op_get_name (DeskFilterOp op);
/* What a condition with this operator has for a value. */
DeskValueType desk_filter_field_get_value (const DeskFilterField *field, DeskFilterOp op);

#define DESK_TYPE_FILTER (desk_filter_get_type ())
GType desk_filter_get_type (void);
/* (nullable): %NULL when there is no such condition or the value is none of its values. */
DeskFilter *desk_filter_new_test (const char *field, DeskFilterOp op, const char *value);
/* @parts (element-type DeskFilter). An empty group asks for nothing. (nullable): too deep or too
 * many. */
DeskFilter *desk_filter_new_group (gboolean any, GPtrArray *parts);
DeskFilter *desk_filter_ref (DeskFilter *self);
void desk_filter_unref (DeskFilter *self);
gboolean desk_filter_equal (DeskFilter *a, DeskFilter *b);
/* Whether it asks for nothing at all. */
gboolean desk_filter_is_empty (DeskFilter *self);
gboolean desk_filter_is_group (DeskFilter *self);
gboolean desk_filter_is_any (DeskFilter *self);
guint desk_filter_get_n_parts (DeskFilter *self);
DeskFilter *desk_filter_get_part (DeskFilter *self, guint i);
const DeskFilterField *desk_filter_get_field (DeskFilter *self);
DeskFilterOp desk_filter_get_op (DeskFilter *self);
/* (nullable) */
const char *desk_filter_get_value (DeskFilter *self);

/* {"all":[{"field":"tags","op":"has","value":"vip"},{"any":[…]}]} (transfer full) */
JsonNode *desk_filter_to_json (DeskFilter *self);
/* (nullable): CRM_ERROR_INVALID; a newer program may know more. */
DeskFilter *desk_filter_from_json (JsonNode *node, GError **error);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DeskFilter, desk_filter_unref)

G_END_DECLS
