/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Values of the model database and what operators make of them. */

#define G_LOG_DOMAIN "sim"

#include "tests/sim/sim-sql-ops.h"

#include "shared/base/crm-time.h"
#include "tests/sim/sim-world.h"

#include <json-glib/json-glib.h>
#include <string.h>

#define ARENA_SIZE (1024 * 1024)

const SimValue sim_null = { .type = SIM_NULL };

/* ---- memory --------------------------------------------------------------------------------- */

typedef struct
{
  char *at;
  gsize left;
} Arena;

static Arena *
get_arena (void)
{
  return sim_world_get_slot (SIM_SLOT_ARENA, sizeof (Arena));
}

char *
sim_alloc (gsize size)
{
  Arena *arena = get_arena ();
  char *memory;

  size = (size + 7) & ~(gsize) 7;
  if (size > arena->left)
    {
      arena->left = MAX (ARENA_SIZE, size);
      arena->at = g_malloc (arena->left);
    }
  memory = arena->at;
  arena->at += size;
  arena->left -= size;
  return memory;
}

const char *
sim_intern (const char *s, gsize length)
{
  char *copy = sim_alloc (length + 1);

  memcpy (copy, s, length);
  copy[length] = '\0';
  return copy;
}

SimValue
sim_bool (gboolean b)
{
  return (SimValue){ .type = SIM_BOOL, .i = b };
}

SimValue
sim_int (gint64 i)
{
  return (SimValue){ .type = SIM_INT, .i = i };
}

SimValue
sim_text (const char *s)
{
  return s != NULL ? (SimValue){ .type = SIM_TEXT, .s = s } : sim_null;
}

SimValue
sim_dup_text (const char *s)
{
  return s != NULL ? sim_text (sim_intern (s, strlen (s))) : sim_null;
}

SimValue
sim_array (guint n, const SimValue *values)
{
  SimArray *array = (SimArray *) (gpointer) sim_alloc (sizeof *array + n * sizeof *values);

  array->n = n;
  if (n > 0)
    memcpy (array->values, values, n * sizeof *values);
  return (SimValue){ .type = SIM_ARRAY, .a = array };
}

/* ---- comparing ------------------------------------------------------------------------------ */

static int
compare_arrays (const SimArray *a, const SimArray *b)
{
  for (guint i = 0; i < a->n && i < b->n; i++)
    {
      int order = sim_compare (a->values[i], b->values[i]);

      if (order != 0)
        return order;
    }
  return (a->n > b->n) - (a->n < b->n);
}

static gint64
to_int (SimValue value)
{
  return value.type == SIM_TEXT ? g_ascii_strtoll (value.s, NULL, 10) : value.i;
}

int
sim_compare (SimValue a, SimValue b)
{
  if (a.type == SIM_NULL || b.type == SIM_NULL)
    return (a.type == SIM_NULL) - (b.type == SIM_NULL);
  if (a.type == SIM_TEXT && b.type == SIM_TEXT)
    return strcmp (a.s, b.s);
  if (a.type >= SIM_ARRAY && b.type >= SIM_ARRAY)
    return compare_arrays (a.a, b.a);
  if (a.type == SIM_BOOL || b.type == SIM_BOOL)
    return sim_is_true (a) - sim_is_true (b);
  return (to_int (a) > to_int (b)) - (to_int (a) < to_int (b));
}

gboolean
sim_is_true (SimValue value)
{
  if (value.type == SIM_TEXT)
    return *value.s == 't' || *value.s == '1';
  return value.type != SIM_NULL && value.i != 0;
}

/* ---- texts ---------------------------------------------------------------------------------- */

static void
append_element (GString *text, SimValue value)
{
  const char *s = sim_to_text (value);

  if (s == NULL)
    {
      g_string_append (text, "NULL");
      return;
    }
  g_string_append_c (text, '"');
  for (; *s != '\0'; s++)
    {
      if (*s == '"' || *s == '\\')
        g_string_append_c (text, '\\');
      g_string_append_c (text, *s);
    }
  g_string_append_c (text, '"');
}

const char *
sim_to_text (SimValue value)
{
  char buffer[32];

  switch (value.type)
    {
    case SIM_NULL:
      return NULL;
    case SIM_BOOL:
      return value.i != 0 ? "t" : "f";
    case SIM_INT:
      g_snprintf (buffer, sizeof buffer, "%" G_GINT64_FORMAT, value.i);
      return sim_intern (buffer, strlen (buffer));
    case SIM_TEXT:
      return value.s;
    default:
      {
        g_autoptr (GString) text = g_string_new ("{");

        for (guint i = 0; i < value.a->n; i++)
          {
            if (i > 0)
              g_string_append_c (text, ',');
            append_element (text, value.a->values[i]);
          }
        g_string_append_c (text, '}');
        return sim_intern (text->str, text->len);
      }
    }
}

gint64
sim_parse_time (const char *text)
{
  g_autofree char *wire = g_strdup (text);
  gint64 time = 0;

  if (strlen (wire) == 10)
    {
      g_free (wire);
      wire = g_strconcat (text, "T00:00:00.000000Z", NULL);
    }
  if (!crm_time_parse (wire, &time, NULL))
    sim_give_up ("the model of the database does not know the time %s", text);
  return time;
}

const char *
sim_print_time (gint64 time)
{
  g_autofree char *text = crm_time_to_string (time);

  return sim_intern (text, strlen (text));
}

/* "{a,"b",NULL}" */
static SimValue
parse_array (const char *text, const char *type, const char *what)
{
  g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (SimValue));
  const char *at = text + 1;

  while (*at != '}' && *at != '\0')
    {
      g_autoptr (GString) element = g_string_new (NULL);
      gboolean is_quoted = *at == '"';
      SimValue value;

      at += is_quoted;
      while (*at != '\0' && (is_quoted ? *at != '"' : *at != ',' && *at != '}'))
        {
          at += *at == '\\';
          g_string_append_c (element, *at++);
        }
      at += is_quoted;
      at += *at == ',';
      value = !is_quoted && g_ascii_strcasecmp (element->str, "null") == 0
                  ? sim_null
                  : sim_cast (sim_dup_text (element->str), type, FALSE, what);
      g_array_append_val (values, value);
    }
  return sim_array (values->len, (const SimValue *) (gpointer) values->data);
}

static SimValue
cast_array (SimValue value, const char *type, const char *what)
{
  g_autofree SimValue *values = NULL;

  if (value.type == SIM_TEXT)
    return parse_array (value.s, type, what);
  values = g_new (SimValue, value.a->n + 1);
  for (guint i = 0; i < value.a->n; i++)
    values[i] = sim_cast (value.a->values[i], type, FALSE, what);
  return sim_array (value.a->n, values);
}

static SimValue
cast_date (SimValue value)
{
  return strlen (value.s) > 10 ? sim_text (sim_intern (value.s, 10)) : value;
}

SimValue
sim_cast (SimValue value, const char *type, gboolean is_array, const char *what)
{
  static const char *const texts[] = { "text",    "uuid", "json",     "jsonb", "bytea",
                                       "char",    "inet", "interval", "name",  "varchar",
                                       "numeric", "xid8", NULL };
  static const char *const integers[] = { "bigint", "integer", "int",  "smallint",
                                          "oid",    "int8",    "int4", NULL };

  if (value.type == SIM_NULL)
    return value;
  if (is_array)
    return cast_array (value, type, what);
  if (g_strv_contains (texts, type))
    return value.type == SIM_TEXT ? value : sim_text (sim_to_text (value));
  if (g_strv_contains (integers, type))
    return sim_int (to_int (value));
  /* A place in the log is a number; "0/0" is its beginning. */
  if (strcmp (type, "pg_lsn") == 0)
    return sim_int (to_int (value));
  if (strcmp (type, "boolean") == 0)
    return sim_bool (sim_is_true (value));
  if (strcmp (type, "date") == 0)
    return cast_date (value);
  if (strcmp (type, "timestamptz") == 0 || strcmp (type, "timestamp") == 0)
    return strlen (value.s) == 27 ? value : sim_text (sim_print_time (sim_parse_time (value.s)));
  sim_give_up ("%s: the model of the database does not know the type %s", what, type);
}

/* ---- operators ------------------------------------------------------------------------------ */

static const char *const op_names[] = { "=",  "<>", "<",  "<=", ">",  ">=",   "+",  "-",  "*",
                                        "/",  "%",  "|",  "&",  "<<", ">>",   "||", "->", "->>",
                                        "@>", "<@", "&&", "[]", "!=", "like", NULL };

enum
{
  OP_EQUAL,
  OP_DIFFERENT,
  OP_LESS,
  OP_LESS_EQUAL,
  OP_GREATER,
  OP_GREATER_EQUAL,
  OP_PLUS,
  OP_MINUS,
  OP_TIMES,
  OP_DIVIDE,
  OP_MODULO,
  OP_OR,
  OP_AND,
  OP_LEFT,
  OP_RIGHT,
  OP_JOIN,
  OP_MEMBER,
  OP_MEMBER_TEXT,
  OP_HOLDS,
  OP_HELD,
  OP_OVERLAPS,
  OP_ELEMENT,
  OP_UNEQUAL,
  OP_LIKE,
};

int
sim_op_find (const char *name)
{
  for (int i = 0; op_names[i] != NULL; i++)
    if (strcmp (op_names[i], name) == 0)
      return i;
  sim_give_up ("the model of the database does not know the operator %s", name);
}

static gboolean
is_object (SimValue value)
{
  return value.type == SIM_TEXT && *value.s == '{' && g_str_has_suffix (value.s, "}");
}

static SimValue
merge_objects (SimValue a, SimValue b)
{
  g_autoptr (JsonNode) first = json_from_string (a.s, NULL);
  g_autoptr (JsonNode) second = json_from_string (b.s, NULL);
  JsonObjectIter iter;
  const char *name;
  JsonNode *member;
  g_autofree char *text = NULL;

  json_object_iter_init (&iter, json_node_get_object (second));
  while (json_object_iter_next (&iter, &name, &member))
    json_object_set_member (json_node_get_object (first), name, json_node_copy (member));
  text = json_to_string (first, FALSE);
  return sim_dup_text (text);
}

static SimValue
join (SimValue a, SimValue b)
{
  g_autofree char *text = NULL;

  if (is_object (a) && is_object (b))
    return merge_objects (a, b);

  if (a.type == SIM_ARRAY || b.type == SIM_ARRAY)
    {
      g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (SimValue));

      if (a.type == SIM_ARRAY)
        g_array_append_vals (values, a.a->values, a.a->n);
      else
        g_array_append_val (values, a);
      if (b.type == SIM_ARRAY)
        g_array_append_vals (values, b.a->values, b.a->n);
      else
        g_array_append_val (values, b);
      return sim_array (values->len, (const SimValue *) (gpointer) values->data);
    }
  text = g_strconcat (sim_to_text (a), sim_to_text (b), NULL);
  return sim_dup_text (text);
}

static SimValue
node_to_value (JsonNode *node, gboolean is_text)
{
  g_autofree char *text = NULL;

  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return sim_null;
  if (is_text && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    return sim_dup_text (json_node_get_string (node));
  text = json_to_string (node, FALSE);
  return sim_dup_text (text);
}

static SimValue
get_member (SimValue a, SimValue b, gboolean is_text)
{
  g_autoptr (JsonNode) node = json_from_string (a.s, NULL);

  if (node == NULL)
    return sim_null;
  if (b.type == SIM_INT && JSON_NODE_HOLDS_ARRAY (node))
    {
      JsonArray *array = json_node_get_array (node);

      return b.i < json_array_get_length (array)
                 ? node_to_value (json_array_get_element (array, (guint) b.i), is_text)
                 : sim_null;
    }
  if (b.type == SIM_TEXT && JSON_NODE_HOLDS_OBJECT (node))
    return node_to_value (json_object_get_member (json_node_get_object (node), b.s), is_text);
  return sim_null;
}

static gboolean
has_element (const SimArray *array, SimValue value)
{
  for (guint i = 0; i < array->n; i++)
    if (sim_compare (array->values[i], value) == 0)
      return TRUE;
  return FALSE;
}

static SimValue
compare_sets (int op, const SimArray *a, const SimArray *b)
{
  guint n_common = 0;

  for (guint i = 0; i < a->n; i++)
    n_common += has_element (b, a->values[i]);
  if (op == OP_OVERLAPS)
    return sim_bool (n_common > 0);
  return op == OP_HOLDS ? compare_sets (OP_HELD, b, a) : sim_bool (n_common == a->n);
}

/* An instant and "N days": intervals stay text. */
static SimValue
add_interval (int op, SimValue a, SimValue b)
{
  gint64 n = g_ascii_strtoll (b.s, NULL, 10);
  gint64 unit = strstr (b.s, "day") != NULL      ? G_TIME_SPAN_DAY
                : strstr (b.s, "hour") != NULL   ? G_TIME_SPAN_HOUR
                : strstr (b.s, "minute") != NULL ? G_TIME_SPAN_MINUTE
                                                 : G_TIME_SPAN_SECOND;
  gint64 time = sim_parse_time (a.s);

  return sim_text (sim_print_time (op == OP_PLUS ? time + n * unit : time - n * unit));
}

static SimValue
shift_date (SimValue a, gint64 days)
{
  return cast_date (sim_text (sim_print_time (sim_parse_time (a.s) + days * G_TIME_SPAN_DAY)));
}

static gboolean
is_date (SimValue value)
{
  return value.type == SIM_TEXT && strlen (value.s) == 10 && value.s[4] == '-';
}

static SimValue
calculate (int op, SimValue a, SimValue b)
{
  gint64 x, y;

  if (op == OP_MINUS && is_date (a) && is_date (b))
    return sim_int ((sim_parse_time (a.s) - sim_parse_time (b.s)) / G_TIME_SPAN_DAY);
  if ((op == OP_PLUS || op == OP_MINUS) && a.type == SIM_TEXT && b.type == SIM_TEXT)
    return add_interval (op, a, b);
  if ((op == OP_PLUS || op == OP_MINUS) && a.type == SIM_TEXT && strchr (a.s, '-') != NULL)
    return shift_date (a, op == OP_PLUS ? b.i : -b.i);

  x = to_int (a);
  y = to_int (b);
  switch (op)
    {
    case OP_PLUS:
      return sim_int (x + y);
    case OP_MINUS:
      return sim_int (x - y);
    case OP_TIMES:
      return sim_int (x * y);
    case OP_DIVIDE:
      return sim_int (y != 0 ? x / y : 0);
    case OP_MODULO:
      return sim_int (y != 0 ? x % y : 0);
    case OP_OR:
      return sim_int (x | y);
    case OP_AND:
      return sim_int (x & y);
    case OP_LEFT:
      return sim_int (x << y);
    default:
      return sim_int (x >> y);
    }
}

static SimValue
compare (int op, SimValue a, SimValue b)
{
  int order = sim_compare (a, b);

  switch (op)
    {
    case OP_EQUAL:
      return sim_bool (order == 0);
    case OP_DIFFERENT:
    case OP_UNEQUAL:
      return sim_bool (order != 0);
    case OP_LESS:
      return sim_bool (order < 0);
    case OP_LESS_EQUAL:
      return sim_bool (order <= 0);
    case OP_GREATER:
      return sim_bool (order > 0);
    default:
      return sim_bool (order >= 0);
    }
}

SimValue
sim_op_apply (int op, SimValue a, SimValue b)
{
  if (a.type == SIM_NULL || b.type == SIM_NULL)
    return sim_null;
  switch (op)
    {
    case OP_JOIN:
      return join (a, b);
    case OP_MEMBER:
    case OP_MEMBER_TEXT:
      return get_member (a, b, op == OP_MEMBER_TEXT);
    case OP_HOLDS:
    case OP_HELD:
    case OP_OVERLAPS:
      return compare_sets (op, a.a, b.a);
    case OP_ELEMENT:
      return b.i >= 1 && b.i <= a.a->n ? a.a->values[b.i - 1] : sim_null;
    case OP_LIKE:
      return sim_bool (strcmp (a.s, b.s) == 0);
    case OP_PLUS:
    case OP_MINUS:
    case OP_TIMES:
    case OP_DIVIDE:
    case OP_MODULO:
    case OP_OR:
    case OP_AND:
    case OP_LEFT:
    case OP_RIGHT:
      return calculate (op, a, b);
    default:
      return compare (op, a, b);
    }
}
