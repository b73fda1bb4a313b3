/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/store/desk-filter.h"
#include "client/store/desk-sqlite.h"

G_BEGIN_DECLS

/* A filter, an order or a grouping as SQL over `customer c`, `customer_summary s` and
 * `customer_order o`; values are bound. */
typedef struct
{
  GString *sql;
  GArray *values;          /* (element-type DeskSqlValue) */
  gboolean needs_customer; /* c */
  gboolean needs_summary;  /* s */
} DeskSqlPart;

typedef struct
{
  enum
  {
    DESK_SQL_VALUE_TEXT,
    DESK_SQL_VALUE_NUMBER,
    DESK_SQL_VALUE_ID,
  } type;
  char *text;
  gint64 number;
  guint8 id[CRM_ID_BYTES];
} DeskSqlValue;

void desk_sql_part_init (DeskSqlPart *self);
void desk_sql_part_clear (DeskSqlPart *self);
/* Gives the next index. The part must live until the statement ran. */
int desk_sql_part_bind (const DeskSqlPart *self, sqlite3_stmt *statement, int index);

/* Appends a condition that is true or false, never NULL. @today: a local date. */
void desk_filter_compile (DeskFilter *filter, const char *today, DeskSqlPart *part);
/* What lists can be ordered and grouped by: "name", "premium", "agent" … (array
 * zero-terminated=1) */
const char *const *desk_sql_list_orders (void);
const char *const *desk_sql_list_groups (void);
/* Appends an expression whose values sort as people expect; %FALSE when there is no such key. */
gboolean desk_sql_append_order (DeskSqlPart *part, const char *key);
/* Appends the expression that a group has in common. */
gboolean desk_sql_append_group (DeskSqlPart *part, const char *key);
/* For a new connection: the functions that compiled filters call. */
gboolean desk_filter_install (sqlite3 *db, GError **error);

G_END_DECLS
