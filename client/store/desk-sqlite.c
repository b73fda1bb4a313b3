/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The few calls of SQLite that the store uses, with GError. Any thread that owns the connection. */

#define G_LOG_DOMAIN "desk-store"

#include "client/store/desk-sqlite.h"

#include "client/store/desk-filter-sql.h"
#include "client/store/desk-store-resources.h"
#include "shared/base/crm-error.h"
#include "shared/codec/crm-mask.h"

#include <string.h>

#define SQL_FOLDER "/io/github/zontik/Zontik/store/sql/"

static CrmError
translate_code (int code)
{
  switch (code & 0xff)
    {
    case SQLITE_FULL:
      return CRM_ERROR_FULL;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_FORMAT:
      return CRM_ERROR_CORRUPT;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return CRM_ERROR_UNAVAILABLE;
    default:
      return CRM_ERROR_FAILED;
    }
}

/* A full disk may also come as a failed write (quotas, limits of file size). */
static gboolean
is_write_failure (int extended)
{
  return extended == SQLITE_IOERR_WRITE || extended == SQLITE_IOERR_TRUNCATE ||
         extended == SQLITE_IOERR_SHMSIZE || extended == SQLITE_IOERR_FSYNC;
}

gboolean
desk_sqlite_fail (sqlite3 *db, GError **error)
{
  int code = sqlite3_extended_errcode (db);

  if ((code & 0xff) == SQLITE_INTERRUPT)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "Operation was cancelled");
      return FALSE;
    }
  return crm_fail (error, is_write_failure (code) ? CRM_ERROR_FULL : translate_code (code),
                   "SQLite: %s (%d)", sqlite3_errmsg (db), code);
}

static gboolean
set_pragmas (sqlite3 *db, DeskFileRole role, GError **error)
{
  static const char common[] =
      "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA temp_store = MEMORY;"
      "PRAGMA mmap_size = 0; PRAGMA secure_delete = ON;";
  static const char *const roles[] = {
    [DESK_FILE_CACHE] = "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;"
                        "PRAGMA journal_size_limit = 67108864; PRAGMA cache_size = -2000;",
    [DESK_FILE_OUTBOX] = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                         "PRAGMA journal_size_limit = 67108864; PRAGMA cache_size = -500;",
    [DESK_FILE_READER] = "PRAGMA query_only = ON; PRAGMA wal_autocheckpoint = 0;"
                         "PRAGMA cache_size = -4000;",
  };

  return desk_sqlite_exec (db, common, error) && desk_sqlite_exec (db, roles[role], error);
}

sqlite3 *
desk_sqlite_open (const char *path, DeskFileRole role, GError **error)
{
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE |
                    (role == DESK_FILE_READER ? 0 : SQLITE_OPEN_CREATE);
  sqlite3 *db = NULL;

  if (sqlite3_open_v2 (path, &db, flags, NULL) != SQLITE_OK)
    {
      desk_sqlite_fail (db, error);
      sqlite3_close (db);
      return NULL;
    }
  sqlite3_busy_timeout (db, DESK_BUSY_TIMEOUT);
  sqlite3_extended_result_codes (db, 1);
  if (!set_pragmas (db, role, error) ||
      (role != DESK_FILE_OUTBOX && !desk_filter_install (db, error)))
    {
      sqlite3_close (db);
      return NULL;
    }
  return db;
}

gboolean
desk_sqlite_exec (sqlite3 *db, const char *sql, GError **error)
{
  if (sqlite3_exec (db, sql, NULL, NULL, NULL) != SQLITE_OK)
    return desk_sqlite_fail (db, error);
  return TRUE;
}

gboolean
desk_sqlite_exec_resource (sqlite3 *db, const char *name, GError **error)
{
  g_autofree char *path = g_strconcat (SQL_FOLDER, name, NULL);
  g_autoptr (GBytes) bytes = g_resource_lookup_data (desk_store_get_resource (), path, 0, error);

  return bytes != NULL && desk_sqlite_exec (db, g_bytes_get_data (bytes, NULL), error);
}

gboolean
desk_sqlite_get_integer (sqlite3 *db, const char *sql, gint64 *value, GError **error)
{
  sqlite3_stmt *statement = desk_sqlite_prepare (db, sql, error);
  gboolean row = FALSE;
  gboolean done;

  if (statement == NULL)
    return FALSE;
  done = desk_sqlite_step (statement, &row, error);
  *value = row ? sqlite3_column_int64 (statement, 0) : 0;
  sqlite3_finalize (statement);
  return done;
}

sqlite3_stmt *
desk_sqlite_prepare (sqlite3 *db, const char *sql, GError **error)
{
  sqlite3_stmt *statement = NULL;

  if (sqlite3_prepare_v3 (db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL) != SQLITE_OK)
    {
      desk_sqlite_fail (db, error);
      return NULL;
    }
  return statement;
}

gboolean
desk_sqlite_run (sqlite3_stmt *statement, GError **error)
{
  int code = sqlite3_step (statement);

  if (code != SQLITE_DONE && code != SQLITE_ROW)
    {
      desk_sqlite_fail (sqlite3_db_handle (statement), error);
      sqlite3_reset (statement);
      return FALSE;
    }
  sqlite3_reset (statement);
  return TRUE;
}

gboolean
desk_sqlite_step (sqlite3_stmt *statement, gboolean *row, GError **error)
{
  int code = sqlite3_step (statement);

  *row = code == SQLITE_ROW;
  if (code == SQLITE_ROW)
    return TRUE;
  if (code != SQLITE_DONE)
    desk_sqlite_fail (sqlite3_db_handle (statement), error);
  sqlite3_reset (statement);
  return code == SQLITE_DONE;
}

gboolean
desk_sqlite_check (sqlite3 *db, GError **error)
{
  sqlite3_stmt *statement = desk_sqlite_prepare (db, "PRAGMA quick_check(1)", error);
  gboolean row = FALSE;
  gboolean done;

  if (statement == NULL)
    return FALSE;
  done = desk_sqlite_step (statement, &row, error);
  if (row && g_strcmp0 ((const char *) sqlite3_column_text (statement, 0), "ok") != 0)
    done = crm_fail (error, CRM_ERROR_CORRUPT, "%s",
                     (const char *) sqlite3_column_text (statement, 0));
  sqlite3_finalize (statement);
  return done;
}

void
desk_sqlite_bind_id (sqlite3_stmt *statement, int index, const guint8 id[CRM_ID_BYTES])
{
  sqlite3_bind_blob (statement, index, id, CRM_ID_BYTES, SQLITE_STATIC);
}

void
desk_sqlite_bind_value (sqlite3_stmt *statement,
                        int index,
                        const CrmField *field,
                        const char *value,
                        int length,
                        guint8 bytes[CRM_ID_BYTES])
{
  if (value == NULL)
    sqlite3_bind_null (statement, index);
  else if (field->type == CRM_FIELD_ID && crm_id_to_bytes (value, bytes))
    sqlite3_bind_blob (statement, index, bytes, CRM_ID_BYTES, SQLITE_STATIC);
  else
    sqlite3_bind_text (statement, index, value, length, SQLITE_STATIC);
}

char *
desk_sqlite_dup_value (sqlite3_stmt *statement, int column, const CrmField *field)
{
  const char *text;

  if (field->type == CRM_FIELD_ID && sqlite3_column_type (statement, column) == SQLITE_BLOB)
    {
      guint8 bytes[CRM_ID_BYTES];
      char id[CRM_ID_LENGTH + 1];

      if (!desk_sqlite_get_id (statement, column, bytes))
        return NULL;
      crm_id_from_bytes (bytes, id);
      return g_strdup (id);
    }
  text = (const char *) sqlite3_column_text (statement, column);
  /* The first byte of a sealed value is gone: that is not an empty one. */
  if (text != NULL && *text == '\0' && sqlite3_column_bytes (statement, column) > 0)
    return g_strdup (CRM_MASK CRM_MASK CRM_MASK);
  return g_strdup (text);
}

gboolean
desk_sqlite_get_id (sqlite3_stmt *statement, int column, guint8 id[CRM_ID_BYTES])
{
  const void *blob = sqlite3_column_blob (statement, column);

  if (blob == NULL || sqlite3_column_bytes (statement, column) != CRM_ID_BYTES)
    return FALSE;
  memcpy (id, blob, CRM_ID_BYTES);
  return TRUE;
}
