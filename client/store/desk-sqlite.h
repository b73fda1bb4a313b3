/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <sqlite3.h>

#include "shared/base/crm-id.h"
#include "shared/codec/crm-field.h"

G_BEGIN_DECLS

typedef enum
{
  DESK_FILE_CACHE,  /* written without waiting for the disk: disposable */
  DESK_FILE_OUTBOX, /* every commit is on the disk */
  DESK_FILE_READER, /* the cache, never written */
} DeskFileRole;

/* Milliseconds that a statement waits for another connection. */
#define DESK_BUSY_TIMEOUT 5000

/* Sets @error from what SQLite said last; always %FALSE. */
gboolean desk_sqlite_fail (sqlite3 *db, GError **error);
/* (nullable): opened with the pragmas of its role. */
sqlite3 *desk_sqlite_open (const char *path, DeskFileRole role, GError **error);
gboolean desk_sqlite_exec (sqlite3 *db, const char *sql, GError **error);
gboolean desk_sqlite_exec_resource (sqlite3 *db, const char *name, GError **error);
/* One number. */
gboolean desk_sqlite_get_integer (sqlite3 *db, const char *sql, gint64 *value, GError **error);
sqlite3_stmt *desk_sqlite_prepare (sqlite3 *db, const char *sql, GError **error);
/* Steps a statement without rows to its end and resets it. */
gboolean desk_sqlite_run (sqlite3_stmt *statement, GError **error);
/* Steps to the next row; at the end, or when it fails, the statement is reset. */
gboolean desk_sqlite_step (sqlite3_stmt *statement, gboolean *row, GError **error);
/* CRM_ERROR_CORRUPT when pages of the file contradict each other. */
gboolean desk_sqlite_check (sqlite3 *db, GError **error);

/* Values are text outside; ids are kept as 16 bytes. @bytes must live until the statement ran. */
void desk_sqlite_bind_value (sqlite3_stmt *statement,
                             int index,
                             const CrmField *field,
                             const char *value,
                             int length,
                             guint8 bytes[CRM_ID_BYTES]);
void desk_sqlite_bind_id (sqlite3_stmt *statement, int index, const guint8 id[CRM_ID_BYTES]);
/* (transfer full) (nullable) */
char *desk_sqlite_dup_value (sqlite3_stmt *statement, int column, const CrmField *field);
gboolean desk_sqlite_get_id (sqlite3_stmt *statement, int column, guint8 id[CRM_ID_BYTES]);

G_END_DECLS
