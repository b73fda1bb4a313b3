/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reading and writing rows of the outbox. Writer thread, inside its transaction. */

#define G_LOG_DOMAIN "desk-store"

#include "client/store/desk-entry-store.h"

static void
bind_entry (sqlite3_stmt *statement, const DeskEntry *entry, DeskVault *vault)
{
  g_autofree char *body = desk_entry_dup_stored (entry, vault, entry->body);
  g_autofree char *problem = desk_entry_dup_stored (entry, vault, entry->problem);

  sqlite3_bind_text (statement, 1, entry->id, -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, 2, entry->kind_name, -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, 3, entry->record, -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, 4, entry->root, -1, SQLITE_STATIC);
  sqlite3_bind_int (statement, 5, entry->state);
  sqlite3_bind_text (statement, 6, body, -1, SQLITE_TRANSIENT);
  sqlite3_bind_text (statement, 7, problem, -1, SQLITE_TRANSIENT);
  sqlite3_bind_int64 (statement, 8, entry->version);
  sqlite3_bind_int64 (statement, 9, entry->at);
  if (entry->settled_at != 0)
    sqlite3_bind_int64 (statement, 10, entry->settled_at);
  sqlite3_bind_int (statement, 11, entry->offered);
}

gboolean
desk_entry_store_put (DeskConnection *connection, DeskEntry *entry, GError **error)
{
  const DeskSql sql = entry->seq == 0 ? DESK_SQL_ENTRY_PUT : DESK_SQL_ENTRY_REPLACE;
  sqlite3_stmt *statement = desk_connection_get (connection, sql, error);
  guint8 id[CRM_ID_BYTES];

  if (statement == NULL)
    return FALSE;
  bind_entry (statement, entry, connection->vault);
  if (entry->seq != 0)
    sqlite3_bind_int64 (statement, 12, entry->seq);
  if (!desk_sqlite_run (statement, error))
    return FALSE;
  if (entry->seq == 0)
    entry->seq = sqlite3_last_insert_rowid (connection->outbox);
  if (entry->state != DESK_ENTRY_DONE && desk_entry_get_record (entry, id))
    g_hash_table_add (connection->open, desk_id_copy (id));
  desk_outbox_log_put_entry (connection->log, entry);
  desk_connection_mark_entry (connection, entry->seq);
  return TRUE;
}

gboolean
desk_entry_store_delete (DeskConnection *connection, const DeskEntry *entry, GError **error)
{
  sqlite3_stmt *statement = desk_connection_get (connection, DESK_SQL_ENTRY_DELETE, error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, entry->seq);
  if (!desk_sqlite_run (statement, error))
    return FALSE;
  desk_outbox_log_delete_entry (connection->log, entry->seq);
  desk_connection_mark_entry (connection, entry->seq);
  return TRUE;
}

static DeskEntry *
take_one (sqlite3_stmt *statement, DeskVault *vault)
{
  gboolean row = FALSE;
  DeskEntry *entry = NULL;

  if (desk_sqlite_step (statement, &row, NULL) && row)
    {
      entry = desk_entry_new_from_row (statement, vault);
      sqlite3_reset (statement);
    }
  return entry;
}

DeskEntry *
desk_entry_store_find (DeskConnection *connection, const char *id)
{
  sqlite3_stmt *statement = desk_connection_get (connection, DESK_SQL_ENTRY_BY_ID, NULL);

  if (statement == NULL)
    return NULL;
  sqlite3_bind_text (statement, 1, id, -1, SQLITE_STATIC);
  return take_one (statement, connection->vault);
}

DeskEntry *
desk_entry_store_find_seq (DeskConnection *connection, gint64 seq)
{
  sqlite3_stmt *statement = desk_connection_get (connection, DESK_SQL_ENTRY_BY_SEQ, NULL);
  DeskEntry *entry = NULL;

  if (statement != NULL)
    {
      sqlite3_bind_int64 (statement, 1, seq);
      entry = take_one (statement, connection->vault);
    }
  if (entry == NULL)
    {
      entry = g_atomic_rc_box_new0 (DeskEntry);
      entry->seq = seq;
      entry->state = DESK_ENTRY_DONE;
    }
  return entry;
}

GPtrArray *
desk_entry_store_list (DeskConnection *connection, DeskSql sql, const char *key, GError **error)
{
  g_autoptr (GPtrArray) entries =
      g_ptr_array_new_with_free_func ((GDestroyNotify) desk_entry_unref);
  sqlite3_stmt *statement = desk_connection_get (connection, sql, error);
  gboolean row = FALSE;

  if (statement == NULL)
    return NULL;
  if (key != NULL)
    sqlite3_bind_text (statement, 1, key, -1, SQLITE_STATIC);
  while (TRUE)
    {
      if (!desk_sqlite_step (statement, &row, error))
        return NULL;
      if (!row)
        break;
      g_ptr_array_add (entries, desk_entry_new_from_row (statement, connection->vault));
    }
  return g_steal_pointer (&entries);
}
