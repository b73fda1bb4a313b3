/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/store/desk-sqlite.h"

G_BEGIN_DECLS

#define DESK_MAX_KINDS 32

/* Columns before those of the field table, in tables and in results. */
enum
{
  DESK_COLUMN_N, /* row number: INTEGER PRIMARY KEY */
  DESK_COLUMN_ID,
  DESK_COLUMN_VERSION, /* 0: the server does not know it */
  DESK_COLUMN_STATE,   /* CrmRecordState */
  DESK_COLUMN_FIELDS,
};

typedef enum
{
  DESK_KIND_INSERT,   /* parameters as the columns, without n */
  DESK_KIND_UPDATE,   /* the same, the last is n */
  DESK_KIND_DELETE,   /* ?1 is n */
  DESK_KIND_FIND,     /* ?1 is id: n, version, state */
  DESK_KIND_BY_ID,    /* ?1 is id: all columns */
  DESK_KIND_BY_N,     /* ?1 is n: all columns */
  DESK_KIND_CHILDREN, /* ?1 is id of the root: n, id */
  DESK_KIND_SET_STATE,
  DESK_KIND_ALL, /* all columns of all rows */
  DESK_KIND_IDS, /* n, id of all rows the server knows */
  DESK_KIND_N_SQL,
} DeskKindSql;

/* The SQL of every kind, made once from the field tables. Immutable: any thread. */
typedef struct
{
  guint n_kinds;
  const CrmKind *const *kinds;
  char *tables[DESK_MAX_KINDS];
  char *indexes[DESK_MAX_KINDS];
  char *drop_indexes[DESK_MAX_KINDS];
  char *sql[DESK_MAX_KINDS][DESK_KIND_N_SQL]; /* %NULL where it makes no sense */
  gboolean masked[DESK_MAX_KINDS];            /* it has fields that arrive masked */
  int customer;                               /* index of the kind, or -1 */
  int contact_point;                          /* index of the kind, or -1 */
  int conflict;                               /* index of the kind, or -1 */
  char *digest;                               /* of all that a cache file depends on */
} DeskSchema;

#define DESK_ORDER_INDEX "CREATE UNIQUE INDEX customer_order_n ON customer_order (n)"

DeskSchema *desk_schema_new (void);
void desk_schema_free (DeskSchema *self);
/* Index of the kind, or -1. */
int desk_schema_find (const DeskSchema *self, const CrmKind *kind);
/* CRM_ERROR_CORRUPT when a definition in the file is not as it was made: one wrong letter there is
 * no damage to SQLite. While a first load runs there are no indexes. */
gboolean desk_schema_check (const DeskSchema *self, sqlite3 *db, gboolean loading, GError **error);
gboolean desk_schema_create (const DeskSchema *self, sqlite3 *db, GError **error);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DeskSchema, desk_schema_free)

G_END_DECLS
