/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The part of PostgreSQL's SQL that the server's files use, as a tree. What is not understood is an
 * error and ends the program, so that no query runs as something else than it says. Trees are made
 * once and live as long as the process. */

typedef enum
{
  SIM_NULL,
  SIM_BOOL,
  SIM_INT,
  SIM_TEXT, /* also uuid, json, date, instants in wire form, bytes in hex */
  SIM_ARRAY,
  SIM_ROW,
} SimType;

typedef struct _SimArray SimArray;

typedef struct
{
  SimType type;
  union
  {
    gint64 i;
    const char *s;
    const SimArray *a;
  };
} SimValue;

struct _SimArray
{
  guint n;
  SimValue values[];
};

typedef enum
{
  SQL_LITERAL,
  SQL_PARAM,
  SQL_COLUMN,
  SQL_STAR,
  SQL_NOT,
  SQL_AND,
  SQL_OR,
  SQL_BINARY,
  SQL_IS,  /* name: null, true, false, distinct */
  SQL_IN,  /* args[0] in the others, or in the select */
  SQL_ANY, /* args[0] op any (args[1]) */
  SQL_EXISTS,
  SQL_CASE, /* pairs, then the else; operand in `operand` */
  SQL_CALL,
  SQL_CAST,
  SQL_ROW,
  SQL_SELECT,       /* scalar */
  SQL_ARRAY_SELECT, /* array (select …) */
  SQL_ARRAY,        /* array[…] */
} SqlKind;

typedef struct _SqlExpr SqlExpr;
typedef struct _SqlSelect SqlSelect;
typedef struct _SqlStatement SqlStatement;

struct _SqlExpr
{
  SqlKind kind;
  const char *name; /* of a column, function, type, operator */
  const char *qualifier;
  SimValue value;
  guint number;     /* of a parameter */
  GPtrArray *args;  /* (element-type SqlExpr) */
  GPtrArray *order; /* (element-type SqlOrder) (nullable): in an aggregate */
  SqlExpr *operand; /* of a case; the filter of an aggregate */
  SqlSelect *select;
  gboolean is_negated;
  gboolean is_distinct;
  gboolean is_array;
  int operator_code;
  int function; /* index + 1 of the table of functions, once known */
  /* where a column is, once known */
  gboolean is_resolved;
  guint depth;
  guint source;
  guint column;
};

typedef struct
{
  SqlExpr *expr;
  gboolean is_descending;
} SqlOrder;

typedef struct
{
  SqlExpr *expr;
  const char *alias; /* (nullable) */
} SqlItem;

typedef enum
{
  SQL_JOIN_CROSS,
  SQL_JOIN_INNER,
  SQL_JOIN_LEFT,
} SqlJoin;

typedef struct
{
  const char *table;  /* (nullable) */
  SqlSelect *select;  /* (nullable) */
  SqlExpr *call;      /* (nullable) */
  const char *alias;  /* what it is called */
  GPtrArray *columns; /* (element-type utf8) (nullable): renamed */
  SqlJoin join;
  SqlExpr *on; /* (nullable) */
} SqlFrom;

typedef struct
{
  const char *name;
  GPtrArray *columns; /* (nullable) */
  SqlStatement *statement;
} SqlCte;

typedef enum
{
  SQL_SET_NONE,
  SQL_UNION,
  SQL_UNION_ALL,
  SQL_INTERSECT,
  SQL_EXCEPT,
} SqlSetOp;

struct _SqlSelect
{
  GPtrArray *ctes; /* (nullable) */
  GPtrArray *items;
  gboolean is_distinct;
  GPtrArray *distinct_on; /* (nullable) */
  GPtrArray *from;
  SqlExpr *where;
  GPtrArray *group_by; /* (nullable) */
  SqlExpr *having;
  GPtrArray *order; /* (nullable) */
  SqlExpr *limit;
  SqlExpr *offset;
  gboolean is_locking;
  gboolean skips_locked;
  GPtrArray *values; /* (nullable) (element-type GPtrArray) */
  SqlSetOp set_op;
  SqlSelect *left;
  SqlSelect *right;
  /* once it was asked for */
  gboolean is_known;
  gboolean is_grouped;
  gboolean has_star;
};

typedef struct
{
  GPtrArray *columns; /* (element-type utf8) */
  SqlExpr *value;     /* a row when there are several */
} SqlAssignment;

typedef enum
{
  SQL_STATEMENT_SELECT,
  SQL_STATEMENT_INSERT,
  SQL_STATEMENT_UPDATE,
  SQL_STATEMENT_DELETE,
} SqlStatementKind;

struct _SqlStatement
{
  SqlStatementKind kind;
  GPtrArray *ctes; /* (nullable): of insert, update, delete */
  SqlSelect *select;
  const char *table;
  const char *alias;
  GPtrArray *columns; /* (nullable) */
  GPtrArray *sets;    /* (element-type SqlAssignment) */
  GPtrArray *from;
  SqlExpr *where;
  GPtrArray *returning; /* (nullable) */
  gboolean has_conflict;
  gboolean does_update; /* on conflict */
  GPtrArray *conflict_columns;
  SqlExpr *conflict_where; /* of the update */
};

/* ---- reading ------------------------------------------------------------------------------- */

typedef enum
{
  SQL_TOKEN_END,
  SQL_TOKEN_WORD,   /* lower case */
  SQL_TOKEN_QUOTED, /* "…" */
  SQL_TOKEN_STRING,
  SQL_TOKEN_NUMBER,
  SQL_TOKEN_PARAM,
  SQL_TOKEN_SIGN,
} SqlTokenKind;

typedef struct
{
  SqlTokenKind kind;
  const char *text;
} SqlToken;

typedef struct
{
  const char *what; /* for messages: the name of the query */
  GArray *tokens;
  guint at;
} SqlReader;

/* All that cannot be read ends the program with @reader's name and place. */
G_NORETURN void sql_reader_refuse (SqlReader *reader, const char *why);
SqlReader *sql_reader_new (const char *what, const char *sql);
gboolean sql_reader_is_end (SqlReader *reader);
/* Whether the next tokens are these words or signs, separated by spaces. */
gboolean sql_reader_sees (SqlReader *reader, const char *words);
/* The same, and goes behind them. */
gboolean sql_reader_takes (SqlReader *reader, const char *words);
void sql_reader_expect (SqlReader *reader, const char *words);
const char *sql_reader_take_name (SqlReader *reader);
const SqlToken *sql_reader_peek (SqlReader *reader, guint ahead);
const SqlToken *sql_reader_next (SqlReader *reader);
/* (element-type utf8): "(a, b)" */
GPtrArray *sql_reader_take_names (SqlReader *reader);
/* Goes behind a type: "double precision", "uuid[]"; gives its name. */
const char *sql_reader_take_type (SqlReader *reader, gboolean *is_array);
/* Behind the ";" that ends the statement, or to the end. */
void sql_reader_skip_statement (SqlReader *reader);

SqlExpr *sql_expr_new (SqlKind kind);
SqlExpr *sql_read_expr (SqlReader *reader);
GPtrArray *sql_read_expr_list (SqlReader *reader);
GPtrArray *sql_read_order (SqlReader *reader);
SqlSelect *sql_read_select (SqlReader *reader);
SqlStatement *sql_read_statement (SqlReader *reader);

G_END_DECLS
