/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The journal and the log stay small. Writer thread; no state but the connection's. */

#define G_LOG_DOMAIN "desk-store"

#include "client/store/desk-outbox-tidy.h"

#include "client/store/desk-entry-store.h"
#include "client/store/desk-outbox-log.h"
#include "shared/protocol/crm-protocol.h"

gboolean
desk_outbox_read_drafts (DeskConnection *connection, GHashTable *drafts, GError **error)
{
  sqlite3_stmt *statement = desk_connection_get (connection, DESK_SQL_DRAFTS, error);
  gboolean row = FALSE;
  gboolean done = statement != NULL;

  while (done && (done = desk_sqlite_step (statement, &row, error)) && row)
    {
      const char *key = (const char *) sqlite3_column_text (statement, 0);
      const char *text = (const char *) sqlite3_column_text (statement, 1);
      g_autofree char *context = desk_outbox_log_dup_context (key);
      char *opened = desk_vault_open (connection->vault, DESK_VAULT_OUTBOX, context, text);

      /* One that cannot be read is kept, but not shown. */
      g_hash_table_replace (drafts, g_strdup (key), opened != NULL ? opened : g_strdup (text));
    }
  return done;
}

/* A clock that jumped ahead, also one that was ahead for some time, must not empty the journal. */
gboolean
desk_outbox_prune_journal (DeskConnection *connection, GError **error)
{
  sqlite3_stmt *statement = desk_connection_get (connection, DESK_SQL_JOURNAL_PRUNE, error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, g_get_real_time ());
  sqlite3_bind_int64 (statement, 2, CRM_JOURNAL_DAYS * G_TIME_SPAN_DAY);
  sqlite3_bind_int64 (statement, 3, CRM_JOURNAL_LEAST);
  return desk_sqlite_run (statement, error);
}

gboolean
desk_outbox_tidy_log (DeskConnection *connection, gboolean force, GError **error)
{
  g_autoptr (GHashTable) drafts = NULL;
  g_autoptr (GPtrArray) entries = NULL;

  if (!force && !desk_outbox_log_is_long (connection->log))
    return TRUE;
  drafts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  if (!desk_outbox_read_drafts (connection, drafts, error))
    return FALSE;
  entries = desk_entry_store_list (connection, DESK_SQL_ENTRIES_ALL, NULL, error);
  return entries != NULL && desk_outbox_log_compact (connection->log, entries, drafts, error);
}
