/* SPDX-License-Identifier: GPL-3.0-or-later */

/* DeskFilter as SQL. Every condition is one row of a table here: what it looks at and how its value
 * is bound; nothing that people typed becomes part of a statement. Reader thread. */

#define G_LOG_DOMAIN "desk-store"

#include "client/store/desk-filter-sql.h"

#include "shared/base/crm-date.h"
#include "shared/base/crm-text.h"
#include "shared/codec/crm-json.h"

#include <string.h>

static void
clear_value (gpointer data)
{
  g_free (((DeskSqlValue *) data)->text);
}

void
desk_sql_part_init (DeskSqlPart *self)
{
  self->sql = g_string_new (NULL);
  self->values = g_array_new (FALSE, TRUE, sizeof (DeskSqlValue));
  g_array_set_clear_func (self->values, clear_value);
  self->needs_customer = FALSE;
  self->needs_summary = FALSE;
}

void
desk_sql_part_clear (DeskSqlPart *self)
{
  g_string_free (self->sql, TRUE);
  g_array_unref (self->values);
}

int
desk_sql_part_bind (const DeskSqlPart *self, sqlite3_stmt *statement, int index)
{
  for (guint i = 0; i < self->values->len; i++)
    {
      const DeskSqlValue *value = &g_array_index (self->values, DeskSqlValue, i);

      if (value->type == DESK_SQL_VALUE_TEXT)
        sqlite3_bind_text (statement, index++, value->text, -1, SQLITE_STATIC);
      else if (value->type == DESK_SQL_VALUE_NUMBER)
        sqlite3_bind_int64 (statement, index++, value->number);
      else
        desk_sqlite_bind_id (statement, index++, value->id);
    }
  return index;
}

/* ---- values -------------------------------------------------------------------------------- */

/* Takes @text. */
static void
add_text (DeskSqlPart *part, char *text)
{
  const DeskSqlValue value = { .type = DESK_SQL_VALUE_TEXT, .text = text };

  g_array_append_val (part->values, value);
}

static void
add_number (DeskSqlPart *part, const char *text)
{
  const DeskSqlValue value = { .type = DESK_SQL_VALUE_NUMBER,
                               .number = g_ascii_strtoll (text, NULL, 10) };

  g_array_append_val (part->values, value);
}

static void
add_id (DeskSqlPart *part, const char *text)
{
  DeskSqlValue value = { .type = DESK_SQL_VALUE_ID };

  crm_id_to_bytes (text, value.id);
  g_array_append_val (part->values, value);
}

/* (transfer full): @days after @today; a filter may ask for any number. */
static char *
move_day (const char *today, gint64 days)
{
  int now = 0;

  crm_date_to_days (today, &now);
  return crm_date_from_days (now + (int) CLAMP (days, -36500, 36500));
}

static gint64
get_number (DeskFilter *test)
{
  return g_ascii_strtoll (desk_filter_get_value (test), NULL, 10);
}

/* ---- conditions ---------------------------------------------------------------------------- */

typedef struct
{
  const char *field;
  const char *expression;
  gboolean of_summary;
} Source;

static const Source sources[] = {
  { "type", "c.type", FALSE },
  { "status", "c.status", FALSE },
  { "agent", "c.owner", FALSE },
  { "branch", "c.branch", FALSE },
  { "tags", "nullif (c.tags, '[]')", FALSE },
  { "city", "c.address_city", FALSE },
  { "source", "c.source", FALSE },
  { "note", "c.note", FALSE },
  { "inn", "c.inn", FALSE },
  { "sex", "c.sex", FALSE },
  { "age", "c.birth_date", FALSE },
  { "birthday", "c.birth_date", FALSE },
  { "created", "c.created_at", FALSE },
  { "contact", "c.id", FALSE },
  { "product", "s.products", TRUE },
  { "policies", "s.in_force", TRUE },
  { "ends", "s.ends_on", TRUE },
  { "premium", "s.premium", TRUE },
  { "overdue", "s.overdue", TRUE },
  { "contacted", "s.last_contact", TRUE },
};

static const Source *
find_source (const char *field)
{
  for (guint i = 0; i < G_N_ELEMENTS (sources); i++)
    if (strcmp (sources[i].field, field) == 0)
      return &sources[i];
  g_return_val_if_reached (NULL);
}

static void
append (DeskSqlPart *part, const char *format, const char *expression)
{
  g_auto (GStrv) pieces = g_strsplit (format, "@", -1);

  for (guint i = 0; pieces[i] != NULL; i++)
    {
      if (i > 0)
        g_string_append (part->sql, expression);
      g_string_append (part->sql, pieces[i]);
    }
}

static void
compile_is (DeskFilter *test, const Source *source, DeskSqlPart *part)
{
  const DeskValueType type = desk_filter_get_field (test)->type;

  append (part, desk_filter_get_op (test) == DESK_OP_IS ? "@ IS ?" : "@ IS NOT ?",
          source->expression);
  if (type == DESK_VALUE_PERSON || type == DESK_VALUE_BRANCH)
    add_id (part, desk_filter_get_value (test));
  else
    add_text (part, g_strdup (desk_filter_get_value (test)));
}

/* (transfer full): how a text stands in the compact JSON of a list. */
static char *
quote_item (const char *text)
{
  g_autoptr (JsonNode) node = json_node_init_string (json_node_alloc (), text);

  return crm_json_to_text (node);
}

static void
compile_has (DeskFilter *test, const Source *source, DeskSqlPart *part)
{
  const gboolean has = desk_filter_get_op (test) == DESK_OP_HAS;
  const char *value = desk_filter_get_value (test);

  switch (desk_filter_get_field (test)->type)
    {
    case DESK_VALUE_TAG:
      append (part, has ? "instr (coalesce (@, ''), ?) > 0" : "instr (coalesce (@, ''), ?) = 0",
              source->expression);
      add_text (part, quote_item (value));
      return;
    case DESK_VALUE_PRODUCT:
      append (part, has ? "instr (coalesce (@, ''), ?) > 0" : "instr (coalesce (@, ''), ?) = 0",
              source->expression);
      add_text (part, g_strdup_printf (",%s,", value));
      return;
    default:
      append (part,
              has ? "EXISTS (SELECT 1 FROM contact_point p WHERE p.customer = @ AND p.state <> 3"
                    " AND p.type = ?)"
                  : "NOT EXISTS (SELECT 1 FROM contact_point p WHERE p.customer = @ AND"
                    " p.state <> 3 AND p.type = ?)",
              source->expression);
      add_text (part, g_strdup (value));
    }
}

static void
compile_contains (DeskFilter *test, const Source *source, DeskSqlPart *part)
{
  append (part, "instr (coalesce (desk_fold (@), ''), ?) > 0", source->expression);
  add_text (part, crm_text_normalise (desk_filter_get_value (test)));
}

/* Born on that day or before: so many years old. The 29th of February counts from the 1st of March
 * where there is none. */
static char *
find_birth (const char *today, gint64 years)
{
  g_autofree char *birth = crm_date_add_years (today, -(int) MIN (years, 300));

  if (birth != NULL && g_str_has_suffix (today, "02-29") && !g_str_has_suffix (birth, "02-29"))
    {
      g_autofree char *last = g_strdup_printf ("%.4s-02-28", birth);

      return g_steal_pointer (&last);
    }
  return birth != NULL ? g_steal_pointer (&birth) : g_strdup ("0000-00-00");
}

static void
compile_size (DeskFilter *test, const Source *source, const char *today, DeskSqlPart *part)
{
  const gboolean least = desk_filter_get_op (test) == DESK_OP_AT_LEAST;

  if (g_str_equal (source->field, "age"))
    {
      append (part, least ? "coalesce (@ <= ?, 0)" : "coalesce (@ > ?, 0)", source->expression);
      add_text (part, find_birth (today, get_number (test) + (least ? 0 : 1)));
      return;
    }
  append (part, least ? "coalesce (@, 0) >= ?" : "coalesce (@, 0) <= ?", source->expression);
  add_number (part, desk_filter_get_value (test));
}

/* Days of the year from "11-20" to "01-05" are those behind the one or before the other. In a year
 * without it the 29th of February is kept with the 28th. */
static void
compile_birthday (DeskFilter *test, const char *today, DeskSqlPart *part)
{
  const gint64 days = get_number (test);
  g_autofree char *last = move_day (today, days);
  const char *from = today + 5, *to = last + 5;

  if (days >= 365)
    {
      g_string_append (part->sql, "c.birth_date IS NOT NULL");
      return;
    }
  append (part,
          strcmp (from, to) <= 0 ? "coalesce (@ >= ? AND @ <= ?, 0)"
                                 : "coalesce (@ >= ? OR @ <= ?, 0)",
          "substr (c.birth_date, 6, 5)");
  add_text (part, g_strdup (from));
  add_text (part, g_strdup (strcmp (to, "02-28") == 0 ? "02-29" : to));
}

/* What is in force today and ends in time. */
static void
compile_ends (DeskFilter *test, const Source *source, const char *today, DeskSqlPart *part)
{
  append (part, "coalesce (@ <= ?, 0)", source->expression);
  add_text (part, move_day (today, get_number (test)));
}

static void
compile_ago (DeskFilter *test, const Source *source, const char *today, DeskSqlPart *part)
{
  append (part,
          desk_filter_get_op (test) == DESK_OP_PAST ? "coalesce (@, '') < ?"
                                                    : "coalesce (@, '') >= ?",
          source->expression);
  add_text (part, move_day (today, -get_number (test)));
}

static void
compile_test (DeskFilter *test, const char *today, DeskSqlPart *part)
{
  const Source *source = find_source (desk_filter_get_field (test)->id);

  part->needs_customer |= !source->of_summary;
  part->needs_summary |= source->of_summary;
  switch (desk_filter_get_op (test))
    {
    case DESK_OP_IS:
    case DESK_OP_IS_NOT:
      return compile_is (test, source, part);
    case DESK_OP_HAS:
    case DESK_OP_HAS_NOT:
      return compile_has (test, source, part);
    case DESK_OP_CONTAINS:
      return compile_contains (test, source, part);
    case DESK_OP_EMPTY:
      return append (part, "@ IS NULL", source->expression);
    case DESK_OP_FILLED:
      return append (part, "@ IS NOT NULL", source->expression);
    case DESK_OP_AT_LEAST:
    case DESK_OP_AT_MOST:
      return compile_size (test, source, today, part);
    case DESK_OP_WITHIN:
      if (g_str_equal (source->field, "birthday"))
        return compile_birthday (test, today, part);
      return compile_ends (test, source, today, part);
    case DESK_OP_RECENT:
    case DESK_OP_PAST:
      return compile_ago (test, source, today, part);
    case DESK_OP_YES:
      return append (part, "coalesce (@, 0) > 0", source->expression);
    case DESK_OP_NO:
      return append (part, "coalesce (@, 0) = 0", source->expression);
    case DESK_N_OPS:
    default:
      g_return_if_reached ();
    }
}

void
desk_filter_compile (DeskFilter *filter, const char *today, DeskSqlPart *part)
{
  const char *glue;
  guint n = 0;

  if (!desk_filter_is_group (filter))
    {
      compile_test (filter, today, part);
      return;
    }
  glue = desk_filter_is_any (filter) ? " OR " : " AND ";
  g_string_append_c (part->sql, '(');
  for (guint i = 0; i < desk_filter_get_n_parts (filter); i++)
    {
      DeskFilter *inner = desk_filter_get_part (filter, i);

      /* A group without conditions is one that somebody has not filled in yet. */
      if (desk_filter_is_empty (inner))
        continue;
      if (n++ > 0)
        g_string_append (part->sql, glue);
      desk_filter_compile (inner, today, part);
    }
  g_string_append (part->sql, n > 0 ? ")" : "1)");
}

/* ---- order and groups ---------------------------------------------------------------------- */

typedef struct
{
  const char *key;
  const char *expression;
  gboolean of_customer;
  gboolean of_summary;
} Key;

#define AGENT_NAME  "(SELECT u.name FROM app_user u WHERE u.id = c.owner)"
#define BRANCH_NAME "(SELECT b.name FROM branch b WHERE b.id = c.branch)"

static const Key orders[] = {
  { "name", "o.pos", FALSE, FALSE },
  { "status", "c.status", TRUE, FALSE },
  { "agent", AGENT_NAME, TRUE, FALSE },
  { "branch", BRANCH_NAME, TRUE, FALSE },
  { "place", "c.address_city", TRUE, FALSE },
  { "birthday", "substr (c.birth_date, 6, 5)", TRUE, FALSE },
  { "created", "c.created_at", TRUE, FALSE },
  { "changed", "c.changed_at", TRUE, FALSE },
  { "policies", "nullif (s.in_force, 0)", FALSE, TRUE },
  { "premium", "nullif (s.premium, 0)", FALSE, TRUE },
  { "overdue", "nullif (s.overdue, 0)", FALSE, TRUE },
  { "next", "s.next_on", FALSE, TRUE },
  { "contacted", "s.last_contact", FALSE, TRUE },
};

/* The value of a group is what is shown of it, or a code that has words of its own. */
static const Key groups[] = {
  { "agent", AGENT_NAME, TRUE, FALSE },
  { "status", "c.status", TRUE, FALSE },
  { "branch", BRANCH_NAME, TRUE, FALSE },
  { "product", "s.products", FALSE, TRUE },
  { "month", "substr (s.ends_on, 1, 7)", FALSE, TRUE },
};

static const char *const order_keys[] = { "name",     "status",  "agent",     "branch",   "place",
                                          "birthday", "created", "changed",   "policies", "premium",
                                          "overdue",  "next",    "contacted", NULL };
static const char *const group_keys[] = { "agent", "status", "branch", "product", "month", NULL };

G_STATIC_ASSERT (G_N_ELEMENTS (order_keys) == G_N_ELEMENTS (orders) + 1);
G_STATIC_ASSERT (G_N_ELEMENTS (group_keys) == G_N_ELEMENTS (groups) + 1);

const char *const *
desk_sql_list_orders (void)
{
  return order_keys;
}

const char *const *
desk_sql_list_groups (void)
{
  return group_keys;
}

static gboolean
append_key (DeskSqlPart *part, const Key *keys, guint n_keys, const char *key)
{
  for (guint i = 0; i < n_keys; i++)
    if (g_strcmp0 (keys[i].key, key) == 0)
      {
        g_string_append (part->sql, keys[i].expression);
        part->needs_customer |= keys[i].of_customer;
        part->needs_summary |= keys[i].of_summary;
        return TRUE;
      }
  return FALSE;
}

gboolean
desk_sql_append_order (DeskSqlPart *part, const char *key)
{
  return append_key (part, orders, G_N_ELEMENTS (orders), key);
}

gboolean
desk_sql_append_group (DeskSqlPart *part, const char *key)
{
  return append_key (part, groups, G_N_ELEMENTS (groups), key);
}

static void
fold (sqlite3_context *context, int n_arguments, sqlite3_value **arguments)
{
  const char *text = (const char *) sqlite3_value_text (arguments[0]);

  if (text != NULL)
    sqlite3_result_text (context, crm_text_normalise (text), -1, g_free);
}

gboolean
desk_filter_install (sqlite3 *db, GError **error)
{
  const int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;

  if (sqlite3_create_function_v2 (db, "desk_fold", 1, flags, NULL, fold, NULL, NULL, NULL) !=
      SQLITE_OK)
    return desk_sqlite_fail (db, error);
  return TRUE;
}
