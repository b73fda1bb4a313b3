/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Expressions, by precedence as PostgreSQL has it. */

#define G_LOG_DOMAIN "sim"

#include "tests/sim/sim-sql.h"

#include "tests/sim/sim-sql-ops.h"

#include <string.h>

SqlExpr *
sql_expr_new (SqlKind kind)
{
  SqlExpr *self = g_new0 (SqlExpr, 1);

  self->kind = kind;
  self->args = g_ptr_array_new ();
  return self;
}

static SqlExpr *
new_with (SqlKind kind, SqlExpr *first, SqlExpr *second)
{
  SqlExpr *self = sql_expr_new (kind);

  g_ptr_array_add (self->args, first);
  if (second != NULL)
    g_ptr_array_add (self->args, second);
  return self;
}

static SqlExpr *
new_binary (const char *operator, SqlExpr * first, SqlExpr *second)
{
  SqlExpr *self = new_with (SQL_BINARY, first, second);

  self->name = operator;
  self->operator_code = sim_op_find (operator);
  return self;
}

GPtrArray *
sql_read_expr_list (SqlReader *reader)
{
  GPtrArray *list = g_ptr_array_new ();

  do
    g_ptr_array_add (list, sql_read_expr (reader));
  while (sql_reader_takes (reader, ","));
  return list;
}

GPtrArray *
sql_read_order (SqlReader *reader)
{
  GPtrArray *list = g_ptr_array_new ();

  do
    {
      SqlOrder *order = g_new0 (SqlOrder, 1);

      order->expr = sql_read_expr (reader);
      order->is_descending = sql_reader_takes (reader, "desc");
      if (!order->is_descending)
        sql_reader_takes (reader, "asc");
      if (!sql_reader_takes (reader, "nulls first"))
        sql_reader_takes (reader, "nulls last");
      g_ptr_array_add (list, order);
    }
  while (sql_reader_takes (reader, ","));
  return list;
}

/* ---- what stands alone ---------------------------------------------------------------------- */

static SqlExpr *
new_text (const char *text)
{
  SqlExpr *self = sql_expr_new (SQL_LITERAL);

  self->value = (SimValue){ .type = SIM_TEXT, .s = text };
  return self;
}

static SqlExpr *
read_case (SqlReader *reader)
{
  SqlExpr *self = sql_expr_new (SQL_CASE);

  if (!sql_reader_sees (reader, "when"))
    self->operand = sql_read_expr (reader);
  while (sql_reader_takes (reader, "when"))
    {
      g_ptr_array_add (self->args, sql_read_expr (reader));
      sql_reader_expect (reader, "then");
      g_ptr_array_add (self->args, sql_read_expr (reader));
    }
  if (sql_reader_takes (reader, "else"))
    g_ptr_array_add (self->args, sql_read_expr (reader));
  sql_reader_expect (reader, "end");
  return self;
}

static gboolean
sees_select (SqlReader *reader)
{
  return sql_reader_sees (reader, "select") || sql_reader_sees (reader, "with") ||
         sql_reader_sees (reader, "values");
}

static SqlExpr *
read_parenthesis (SqlReader *reader)
{
  SqlExpr *self;

  if (sees_select (reader))
    {
      self = sql_expr_new (SQL_SELECT);
      self->select = sql_read_select (reader);
    }
  else
    {
      self = sql_read_expr (reader);
      if (sql_reader_sees (reader, ","))
        {
          self = new_with (SQL_ROW, self, NULL);
          while (sql_reader_takes (reader, ","))
            g_ptr_array_add (self->args, sql_read_expr (reader));
        }
    }
  sql_reader_expect (reader, ")");
  return self;
}

static SqlExpr *
read_array (SqlReader *reader)
{
  SqlExpr *self;

  if (sql_reader_takes (reader, "["))
    {
      self = sql_expr_new (SQL_ARRAY);
      if (!sql_reader_sees (reader, "]"))
        self->args = sql_read_expr_list (reader);
      sql_reader_expect (reader, "]");
      return self;
    }
  sql_reader_expect (reader, "(");
  self = sql_expr_new (SQL_ARRAY_SELECT);
  self->select = sql_read_select (reader);
  sql_reader_expect (reader, ")");
  return self;
}

/* "days => 1": the functions of the model know their arguments by place. */
static GPtrArray *
read_arguments (SqlReader *reader)
{
  GPtrArray *list = g_ptr_array_new ();

  do
    {
      if (strcmp (sql_reader_peek (reader, 1)->text, "=>") == 0)
        reader->at += 2;
      g_ptr_array_add (list, sql_read_expr (reader));
    }
  while (sql_reader_takes (reader, ","));
  return list;
}

static SqlExpr *
read_call (SqlReader *reader, const char *name)
{
  SqlExpr *self = sql_expr_new (SQL_CALL);

  self->name = name;
  self->is_distinct = sql_reader_takes (reader, "distinct");
  if (sql_reader_takes (reader, "*"))
    g_ptr_array_add (self->args, sql_expr_new (SQL_STAR));
  else if (!sql_reader_sees (reader, ")"))
    self->args = read_arguments (reader);
  if (strcmp (name, "extract") == 0 && sql_reader_takes (reader, "from"))
    g_ptr_array_add (self->args, sql_read_expr (reader));
  if (sql_reader_takes (reader, "order by"))
    self->order = sql_read_order (reader);
  sql_reader_expect (reader, ")");
  if (sql_reader_takes (reader, "filter ( where"))
    {
      self->operand = sql_read_expr (reader);
      sql_reader_expect (reader, ")");
    }
  return self;
}

static SqlExpr *
read_column (SqlReader *reader, const char *name)
{
  SqlExpr *self = sql_expr_new (SQL_COLUMN);

  self->name = name;
  while (sql_reader_takes (reader, "."))
    {
      self->qualifier = self->name;
      if (sql_reader_takes (reader, "*"))
        {
          self->kind = SQL_STAR;
          return self;
        }
      self->name = sql_reader_take_name (reader);
    }
  if (self->qualifier != NULL && sql_reader_takes (reader, "("))
    return read_call (reader, self->name);
  return self;
}

static SqlExpr *
read_today (void)
{
  SqlExpr *now = sql_expr_new (SQL_CALL);
  SqlExpr *self;

  now->name = "now";
  self = new_with (SQL_CAST, now, NULL);
  self->name = "date";
  return self;
}

static SqlExpr *
read_word (SqlReader *reader)
{
  const SqlToken *token = sql_reader_next (reader);
  const char *word = token->text;
  SqlExpr *self;

  if (token->kind == SQL_TOKEN_QUOTED)
    return read_column (reader, word);
  if (strcmp (word, "case") == 0)
    return read_case (reader);
  if (strcmp (word, "null") == 0)
    return sql_expr_new (SQL_LITERAL);
  if (strcmp (word, "true") == 0 || strcmp (word, "false") == 0)
    {
      self = sql_expr_new (SQL_LITERAL);
      self->value = (SimValue){ .type = SIM_BOOL, .i = *word == 't' };
      return self;
    }
  if (strcmp (word, "exists") == 0 && sql_reader_takes (reader, "("))
    {
      self = sql_expr_new (SQL_EXISTS);
      self->select = sql_read_select (reader);
      sql_reader_expect (reader, ")");
      return self;
    }
  if (strcmp (word, "array") == 0)
    return read_array (reader);
  if (strcmp (word, "current_date") == 0)
    return read_today ();
  if (sql_reader_peek (reader, 0)->kind == SQL_TOKEN_STRING)
    {
      /* interval '1 day', date '2026-01-01' */
      self = new_with (SQL_CAST, new_text (sql_reader_next (reader)->text), NULL);
      self->name = word;
      return self;
    }
  if (sql_reader_takes (reader, "("))
    return read_call (reader, word);
  return read_column (reader, word);
}

static SqlExpr *
read_primary (SqlReader *reader)
{
  const SqlToken *token = sql_reader_peek (reader, 0);
  SqlExpr *self;

  switch (token->kind)
    {
    case SQL_TOKEN_STRING:
      reader->at++;
      return new_text (token->text);
    case SQL_TOKEN_NUMBER:
      reader->at++;
      self = sql_expr_new (SQL_LITERAL);
      self->value = (SimValue){ .type = SIM_INT, .i = g_ascii_strtoll (token->text, NULL, 10) };
      return self;
    case SQL_TOKEN_PARAM:
      reader->at++;
      self = sql_expr_new (SQL_PARAM);
      self->number = (guint) g_ascii_strtoull (token->text, NULL, 10);
      return self;
    case SQL_TOKEN_WORD:
    case SQL_TOKEN_QUOTED:
      return read_word (reader);
    default:
      if (sql_reader_takes (reader, "("))
        return read_parenthesis (reader);
      if (sql_reader_takes (reader, "-"))
        {
          self = sql_expr_new (SQL_LITERAL);
          self->value = (SimValue){ .type = SIM_INT, .i = 0 };
          return new_binary ("-", self, read_primary (reader));
        }
      if (sql_reader_takes (reader, "*"))
        return sql_expr_new (SQL_STAR);
      sql_reader_refuse (reader, "an expression is expected");
    }
}

static SqlExpr *
read_postfix (SqlReader *reader)
{
  SqlExpr *self = read_primary (reader);

  for (;;)
    if (sql_reader_takes (reader, "::"))
      {
        self = new_with (SQL_CAST, self, NULL);
        self->name = sql_reader_take_type (reader, &self->is_array);
      }
    else if (sql_reader_takes (reader, "["))
      {
        self = new_binary ("[]", self, sql_read_expr (reader));
        sql_reader_expect (reader, "]");
      }
    else if (sql_reader_takes (reader, "at time zone"))
      {
        SqlExpr *call = new_with (SQL_CALL, self, read_primary (reader));

        call->name = "timezone";
        self = call;
      }
    else if (sql_reader_takes (reader, "collate"))
      sql_reader_take_name (reader);
    else
      return self;
}

/* ---- operators ------------------------------------------------------------------------------ */

static SqlExpr *
read_operators (SqlReader *reader,
                const char *const *operators,
                SqlExpr *(*next) (SqlReader *reader))
{
  SqlExpr *self = next (reader);

  for (;;)
    {
      const char *found = NULL;

      for (guint i = 0; operators[i] != NULL && found == NULL; i++)
        if (sql_reader_takes (reader, operators[i]))
          found = operators[i];
      if (found == NULL)
        return self;
      self = new_binary (found, self, next (reader));
    }
}

static SqlExpr *
read_product (SqlReader *reader)
{
  static const char *const operators[] = { "*", "/", "%", NULL };

  return read_operators (reader, operators, read_postfix);
}

static SqlExpr *
read_sum (SqlReader *reader)
{
  static const char *const operators[] = { "+", "-", NULL };

  return read_operators (reader, operators, read_product);
}

static SqlExpr *
read_other (SqlReader *reader)
{
  static const char *const operators[] = { "||", "->>", "->", "#>>", "<<", ">>", "|",
                                           "&",  "@>",  "<@", "&&",  "?",  NULL };

  return read_operators (reader, operators, read_sum);
}

static SqlExpr *
read_in (SqlReader *reader, SqlExpr *operand)
{
  SqlExpr *self = new_with (SQL_IN, operand, NULL);

  sql_reader_expect (reader, "(");
  if (sees_select (reader))
    self->select = sql_read_select (reader);
  else
    do
      g_ptr_array_add (self->args, sql_read_expr (reader));
    while (sql_reader_takes (reader, ","));
  sql_reader_expect (reader, ")");
  return self;
}

/* a between b and c */
static SqlExpr *
read_between (SqlReader *reader, SqlExpr *operand)
{
  SqlExpr *low = read_other (reader);

  sql_reader_expect (reader, "and");
  return new_with (SQL_AND, new_binary (">=", operand, low),
                   new_binary ("<=", operand, read_other (reader)));
}

static SqlExpr *
read_comparison_tail (SqlReader *reader, SqlExpr *self, const char *operator)
{
  SqlExpr *any;

  if (!sql_reader_takes (reader, "any") && !sql_reader_takes (reader, "some"))
    return new_binary (operator, self, read_other (reader));

  any = new_binary (operator, self, NULL);
  any->kind = SQL_ANY;
  sql_reader_expect (reader, "(");
  if (sees_select (reader))
    {
      SqlExpr *list = sql_expr_new (SQL_ARRAY_SELECT);

      list->select = sql_read_select (reader);
      g_ptr_array_add (any->args, list);
    }
  else
    g_ptr_array_add (any->args, sql_read_expr (reader));
  sql_reader_expect (reader, ")");
  return any;
}

static SqlExpr *
read_is (SqlReader *reader, SqlExpr *operand)
{
  SqlExpr *self = new_with (SQL_IS, operand, NULL);

  self->is_negated = sql_reader_takes (reader, "not");
  if (sql_reader_takes (reader, "distinct from"))
    {
      self->name = "distinct";
      g_ptr_array_add (self->args, read_other (reader));
      return self;
    }
  self->name = sql_reader_take_name (reader);
  if (strcmp (self->name, "null") != 0 && strcmp (self->name, "true") != 0 &&
      strcmp (self->name, "false") != 0)
    sql_reader_refuse (reader, "is what");
  return self;
}

static SqlExpr *
negate (SqlExpr *expr, gboolean is_negated)
{
  return is_negated ? new_with (SQL_NOT, expr, NULL) : expr;
}

static SqlExpr *
read_comparison (SqlReader *reader)
{
  static const char *const operators[] = { "=", "<>", "!=", "<=", ">=", "<", ">", NULL };
  SqlExpr *self = read_other (reader);

  for (;;)
    {
      gboolean is_negated = sql_reader_sees (reader, "not in") ||
                            sql_reader_sees (reader, "not like") ||
                            sql_reader_sees (reader, "not between");
      const char *found = NULL;

      if (is_negated)
        reader->at++;
      for (guint i = 0; operators[i] != NULL && found == NULL; i++)
        if (sql_reader_takes (reader, operators[i]))
          found = operators[i];
      if (found != NULL)
        self = read_comparison_tail (reader, self, found);
      else if (sql_reader_takes (reader, "is"))
        self = read_is (reader, self);
      else if (sql_reader_takes (reader, "in"))
        self = negate (read_in (reader, self), is_negated);
      else if (sql_reader_takes (reader, "between"))
        self = negate (read_between (reader, self), is_negated);
      else if (sql_reader_takes (reader, "like"))
        self = negate (new_binary ("like", self, read_other (reader)), is_negated);
      else
        return self;
    }
}

static SqlExpr *
read_not (SqlReader *reader)
{
  if (sql_reader_takes (reader, "not"))
    return new_with (SQL_NOT, read_not (reader), NULL);
  return read_comparison (reader);
}

static SqlExpr *
read_and (SqlReader *reader)
{
  SqlExpr *self = read_not (reader);

  while (sql_reader_takes (reader, "and"))
    self = new_with (SQL_AND, self, read_not (reader));
  return self;
}

SqlExpr *
sql_read_expr (SqlReader *reader)
{
  SqlExpr *self = read_and (reader);

  while (sql_reader_takes (reader, "or"))
    self = new_with (SQL_OR, self, read_and (reader));
  return self;
}
