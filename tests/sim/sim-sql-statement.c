/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Select, insert, update, delete. */

#define G_LOG_DOMAIN "sim"

#include "tests/sim/sim-sql.h"

#include <string.h>

/* Words that end an item and so are no alias. */
static gboolean
is_reserved (const char *word)
{
  static const char *const words[] = {
    "from",      "where",  "group", "having", "order", "limit", "offset", "for",   "union",
    "intersect", "except", "on",    "left",   "inner", "cross", "join",   "as",    "set",
    "returning", "values", "then",  "when",   "else",  "end",   "and",    "or",    "window",
    "using",     "full",   "right", "select", "is",    "do",    "not",    "fetch", NULL,
  };

  return g_strv_contains (words, word);
}

static const char *
take_alias (SqlReader *reader)
{
  const SqlToken *token = sql_reader_peek (reader, 0);

  if (sql_reader_takes (reader, "as"))
    return sql_reader_take_name (reader);
  if (token->kind == SQL_TOKEN_QUOTED ||
      (token->kind == SQL_TOKEN_WORD && !is_reserved (token->text)))
    {
      reader->at++;
      return token->text;
    }
  return NULL;
}

static GPtrArray *
read_items (SqlReader *reader)
{
  GPtrArray *items = g_ptr_array_new ();

  do
    {
      SqlItem *item = g_new0 (SqlItem, 1);

      item->expr = sql_read_expr (reader);
      item->alias = take_alias (reader);
      g_ptr_array_add (items, item);
    }
  while (sql_reader_takes (reader, ","));
  return items;
}

/* ---- from ----------------------------------------------------------------------------------- */

static SqlFrom *
read_source (SqlReader *reader)
{
  SqlFrom *self = g_new0 (SqlFrom, 1);

  sql_reader_takes (reader, "lateral");
  if (sql_reader_takes (reader, "("))
    {
      self->select = sql_read_select (reader);
      sql_reader_expect (reader, ")");
    }
  else if (sql_reader_peek (reader, 1)->kind == SQL_TOKEN_SIGN &&
           strcmp (sql_reader_peek (reader, 1)->text, "(") == 0)
    {
      self->alias = sql_reader_peek (reader, 0)->text;
      self->call = sql_read_expr (reader);
    }
  else
    self->alias = self->table = sql_reader_take_name (reader);
  if (sql_reader_takes (reader, "with ordinality"))
    sql_reader_refuse (reader, "ordinality");
  {
    const char *alias = take_alias (reader);

    if (alias != NULL)
      self->alias = alias;
  }
  if (sql_reader_sees (reader, "("))
    self->columns = sql_reader_take_names (reader);
  return self;
}

static gboolean
read_join (SqlReader *reader, SqlJoin *join)
{
  if (sql_reader_takes (reader, "left join") || sql_reader_takes (reader, "left outer join"))
    *join = SQL_JOIN_LEFT;
  else if (sql_reader_takes (reader, "cross join") || sql_reader_takes (reader, ","))
    *join = SQL_JOIN_CROSS;
  else if (sql_reader_takes (reader, "join") || sql_reader_takes (reader, "inner join"))
    *join = SQL_JOIN_INNER;
  else
    return FALSE;
  return TRUE;
}

static GPtrArray *
read_from (SqlReader *reader)
{
  GPtrArray *list = g_ptr_array_new ();
  SqlJoin join = SQL_JOIN_CROSS;

  do
    {
      SqlFrom *from = read_source (reader);

      from->join = join;
      if (join != SQL_JOIN_CROSS)
        {
          sql_reader_expect (reader, "on");
          from->on = sql_read_expr (reader);
        }
      g_ptr_array_add (list, from);
    }
  while (read_join (reader, &join));
  return list;
}

/* ---- with ----------------------------------------------------------------------------------- */

static GPtrArray *
read_ctes (SqlReader *reader)
{
  GPtrArray *list = g_ptr_array_new ();

  if (!sql_reader_takes (reader, "with"))
    return NULL;
  if (sql_reader_takes (reader, "recursive"))
    sql_reader_refuse (reader, "recursive");
  do
    {
      SqlCte *cte = g_new0 (SqlCte, 1);

      cte->name = sql_reader_take_name (reader);
      if (sql_reader_sees (reader, "("))
        cte->columns = sql_reader_take_names (reader);
      sql_reader_expect (reader, "as");
      if (!sql_reader_takes (reader, "materialized"))
        sql_reader_takes (reader, "not materialized");
      sql_reader_expect (reader, "(");
      cte->statement = sql_read_statement (reader);
      sql_reader_expect (reader, ")");
      g_ptr_array_add (list, cte);
    }
  while (sql_reader_takes (reader, ","));
  return list;
}

/* ---- select --------------------------------------------------------------------------------- */

static SqlSelect *
read_values (SqlReader *reader)
{
  SqlSelect *self = g_new0 (SqlSelect, 1);

  self->values = g_ptr_array_new ();
  do
    {
      sql_reader_expect (reader, "(");
      g_ptr_array_add (self->values, sql_read_expr_list (reader));
      sql_reader_expect (reader, ")");
    }
  while (sql_reader_takes (reader, ","));
  return self;
}

static SqlSelect *
read_core (SqlReader *reader)
{
  SqlSelect *self;

  if (sql_reader_takes (reader, "("))
    {
      self = sql_read_select (reader);
      sql_reader_expect (reader, ")");
      return self;
    }
  if (sql_reader_takes (reader, "values"))
    return read_values (reader);

  sql_reader_expect (reader, "select");
  self = g_new0 (SqlSelect, 1);
  if (sql_reader_takes (reader, "distinct on ("))
    {
      self->distinct_on = sql_read_expr_list (reader);
      sql_reader_expect (reader, ")");
    }
  self->is_distinct = sql_reader_takes (reader, "distinct");
  self->items = sql_reader_sees (reader, "from") || sql_reader_sees (reader, "where")
                    ? g_ptr_array_new ()
                    : read_items (reader);
  self->from = sql_reader_takes (reader, "from") ? read_from (reader) : g_ptr_array_new ();
  if (sql_reader_takes (reader, "where"))
    self->where = sql_read_expr (reader);
  if (sql_reader_takes (reader, "group by"))
    self->group_by = sql_read_expr_list (reader);
  if (sql_reader_takes (reader, "having"))
    self->having = sql_read_expr (reader);
  return self;
}

static SqlSetOp
read_set_op (SqlReader *reader)
{
  if (sql_reader_takes (reader, "union all"))
    return SQL_UNION_ALL;
  if (sql_reader_takes (reader, "union"))
    return SQL_UNION;
  if (sql_reader_takes (reader, "intersect"))
    return SQL_INTERSECT;
  if (sql_reader_takes (reader, "except"))
    return SQL_EXCEPT;
  return SQL_SET_NONE;
}

static void
read_locking (SqlReader *reader, SqlSelect *self)
{
  while (sql_reader_takes (reader, "for update") ||
         sql_reader_takes (reader, "for no key update") || sql_reader_takes (reader, "for share") ||
         sql_reader_takes (reader, "for key share"))
    {
      self->is_locking = TRUE;
      if (sql_reader_takes (reader, "of"))
        do
          sql_reader_take_name (reader);
        while (sql_reader_takes (reader, ","));
      self->skips_locked = sql_reader_takes (reader, "skip locked");
    }
}

SqlSelect *
sql_read_select (SqlReader *reader)
{
  GPtrArray *ctes = read_ctes (reader);
  SqlSelect *self = read_core (reader);
  SqlSetOp op;

  while ((op = read_set_op (reader)) != SQL_SET_NONE)
    {
      SqlSelect *both = g_new0 (SqlSelect, 1);

      both->set_op = op;
      both->left = self;
      both->right = read_core (reader);
      self = both;
    }
  if (ctes != NULL)
    self->ctes = ctes;
  if (sql_reader_takes (reader, "order by"))
    self->order = sql_read_order (reader);
  if (sql_reader_takes (reader, "limit"))
    self->limit = sql_read_expr (reader);
  if (sql_reader_takes (reader, "offset"))
    self->offset = sql_read_expr (reader);
  read_locking (reader, self);
  return self;
}

/* ---- changes -------------------------------------------------------------------------------- */

static GPtrArray *
read_sets (SqlReader *reader)
{
  GPtrArray *list = g_ptr_array_new ();

  do
    {
      SqlAssignment *set = g_new0 (SqlAssignment, 1);

      if (sql_reader_sees (reader, "("))
        set->columns = sql_reader_take_names (reader);
      else
        {
          set->columns = g_ptr_array_new ();
          g_ptr_array_add (set->columns, (gpointer) sql_reader_take_name (reader));
        }
      sql_reader_expect (reader, "=");
      set->value = sql_read_expr (reader);
      g_ptr_array_add (list, set);
    }
  while (sql_reader_takes (reader, ","));
  return list;
}

static void
read_conflict (SqlReader *reader, SqlStatement *self)
{
  self->has_conflict = TRUE;
  if (sql_reader_sees (reader, "("))
    self->conflict_columns = sql_reader_take_names (reader);
  if (sql_reader_takes (reader, "where"))
    sql_read_expr (reader);
  sql_reader_expect (reader, "do");
  if (sql_reader_takes (reader, "nothing"))
    return;
  sql_reader_expect (reader, "update set");
  self->does_update = TRUE;
  self->sets = read_sets (reader);
  if (sql_reader_takes (reader, "where"))
    self->conflict_where = sql_read_expr (reader);
}

static void
read_insert (SqlReader *reader, SqlStatement *self)
{
  self->kind = SQL_STATEMENT_INSERT;
  self->alias = self->table = sql_reader_take_name (reader);
  if (sql_reader_takes (reader, "as"))
    self->alias = sql_reader_take_name (reader);
  if (sql_reader_sees (reader, "("))
    self->columns = sql_reader_take_names (reader);
  self->select = sql_read_select (reader);
  if (sql_reader_takes (reader, "on conflict"))
    read_conflict (reader, self);
}

static void
read_update (SqlReader *reader, SqlStatement *self)
{
  const char *alias;

  self->kind = SQL_STATEMENT_UPDATE;
  self->alias = self->table = sql_reader_take_name (reader);
  alias = take_alias (reader);
  if (alias != NULL)
    self->alias = alias;
  sql_reader_expect (reader, "set");
  self->sets = read_sets (reader);
  self->from = sql_reader_takes (reader, "from") ? read_from (reader) : g_ptr_array_new ();
  if (sql_reader_takes (reader, "where"))
    self->where = sql_read_expr (reader);
}

static void
read_delete (SqlReader *reader, SqlStatement *self)
{
  const char *alias;

  self->kind = SQL_STATEMENT_DELETE;
  self->alias = self->table = sql_reader_take_name (reader);
  alias = take_alias (reader);
  if (alias != NULL)
    self->alias = alias;
  self->from = sql_reader_takes (reader, "using") ? read_from (reader) : g_ptr_array_new ();
  if (sql_reader_takes (reader, "where"))
    self->where = sql_read_expr (reader);
}

SqlStatement *
sql_read_statement (SqlReader *reader)
{
  SqlStatement *self = g_new0 (SqlStatement, 1);
  guint start = reader->at;

  self->ctes = read_ctes (reader);
  if (sql_reader_takes (reader, "insert into"))
    read_insert (reader, self);
  else if (sql_reader_takes (reader, "update"))
    read_update (reader, self);
  else if (sql_reader_takes (reader, "delete from"))
    read_delete (reader, self);
  else
    {
      reader->at = start;
      self->ctes = NULL;
      self->kind = SQL_STATEMENT_SELECT;
      self->select = sql_read_select (reader);
    }
  if (self->kind != SQL_STATEMENT_SELECT && sql_reader_takes (reader, "returning"))
    self->returning = read_items (reader);
  return self;
}
