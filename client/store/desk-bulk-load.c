/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The first load. The same record may come twice (it changed while the snapshot was read, or the
 * stream was cut and begun again): the last row counts, which is found out once, at the end, when
 * the unique index is made. Writer thread. */

#define G_LOG_DOMAIN "desk-store"

#include "client/store/desk-bulk-load.h"

#include "client/store/desk-overlay.h"
#include "client/store/desk-row-seal.h"
#include "client/store/desk-summary.h"
#include "client/store/desk-text-index.h"

#include <malloc.h>

gboolean
desk_bulk_load_begin (DeskConnection *connection, GError **error)
{
  const DeskSchema *schema = connection->schema;

  /* A crash of the program loses nothing; after a power cut the file is checked and made anew. */
  if (!desk_sqlite_exec (connection->cache,
                         "PRAGMA synchronous = OFF; PRAGMA wal_autocheckpoint = 4000;"
                         "PRAGMA cache_size = -16000",
                         error))
    return FALSE;
  if (connection->loading)
    return TRUE;
  if (!desk_connection_begin (connection, error))
    return FALSE;
  desk_connection_forget (connection);
  for (guint i = 0; i < schema->n_kinds; i++)
    {
      g_autofree char *sql = g_strdup_printf ("DELETE FROM \"%s\"", schema->kinds[i]->table);

      if (!desk_sqlite_exec (connection->cache, sql, error))
        return FALSE;
    }
  if (!desk_sqlite_exec (connection->cache,
                         "DROP INDEX IF EXISTS customer_order_n; DELETE FROM customer_order;"
                         "DELETE FROM customer_summary; DELETE FROM customer_key;"
                         "DELETE FROM meta WHERE key = 'likeness';"
                         "INSERT INTO customer_text (customer_text) VALUES ('delete-all');"
                         "DELETE FROM base; DELETE FROM load_gone",
                         error) ||
      !desk_connection_put_meta (connection, "loading", "1", error))
    return FALSE;
  connection->loading = TRUE;
  connection->emptied = TRUE;
  for (guint i = 0; i < schema->n_kinds; i++)
    desk_connection_mark_all (connection, (int) i);
  if (!desk_connection_commit (connection, error))
    {
      connection->loading = FALSE;
      return FALSE;
    }
  return TRUE;
}

static gboolean
open_transaction (DeskConnection *connection, GError **error)
{
  if (connection->bulk)
    return TRUE;
  connection->bulk = desk_sqlite_exec (connection->cache, "BEGIN", error);
  connection->bulk_kinds = 0;
  return connection->bulk;
}

/* With its first row a kind loses its indexes until the end, also when an earlier try to end has
 * made them; most kinds have no row in most profiles. */
static gboolean
drop_indexes (DeskConnection *connection, int kind, GError **error)
{
  const guint32 bit = (guint32) 1 << kind;

  if ((connection->bulk_kinds & bit) != 0)
    return TRUE;
  if (!desk_sqlite_exec (connection->cache, connection->schema->drop_indexes[kind], error))
    return FALSE;
  connection->bulk_kinds |= bit;
  return TRUE;
}

static gboolean
add_row (DeskConnection *connection, int kind, const CrmChange *change, GError **error)
{
  const CrmKind *table = connection->schema->kinds[kind];
  sqlite3_stmt *statement;
  guint8 bytes[CRM_MAX_FIELDS][CRM_ID_BYTES];

  if (!drop_indexes (connection, kind, error))
    return FALSE;
  statement = desk_connection_get_kind (connection, kind, DESK_KIND_INSERT, error);
  if (statement == NULL)
    return FALSE;
  desk_sqlite_bind_id (statement, DESK_COLUMN_ID, change->id);
  sqlite3_bind_int64 (statement, DESK_COLUMN_VERSION, change->version);
  sqlite3_bind_int (statement, DESK_COLUMN_STATE, CRM_RECORD_SYNCED);
  for (guint i = 0; i < table->n_fields; i++)
    {
      g_autofree char *sealed =
          desk_row_seal_value (connection, kind, i, change->id, change->values[i]);

      if (sealed != NULL)
        sqlite3_bind_text (statement, DESK_COLUMN_FIELDS + (int) i, sealed, -1, SQLITE_TRANSIENT);
      else if (change->values[i] != NULL)
        desk_sqlite_bind_value (statement, DESK_COLUMN_FIELDS + (int) i, &table->fields[i],
                                change->values[i], change->lengths[i], bytes[i]);
    }
  return desk_sqlite_run (statement, error);
}

static gboolean
find_last (DeskConnection *connection, guint kind, gint64 *last, GError **error)
{
  g_autofree char *sql =
      g_strdup_printf ("SELECT max (n) FROM \"%s\"", connection->schema->kinds[kind]->table);

  return desk_sqlite_get_integer (connection->cache, sql, last, error);
}

static gboolean
add_gone (DeskConnection *connection,
          guint kind,
          const CrmChange *change,
          gboolean children,
          GError **error)
{
  sqlite3_stmt *statement;
  gint64 last = 0;

  if (!find_last (connection, kind, &last, error))
    return FALSE;
  statement = desk_connection_get (connection, DESK_SQL_GONE_PUT, error);
  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int (statement, 1, (int) kind);
  desk_sqlite_bind_id (statement, 2, change->id);
  sqlite3_bind_int (statement, 3, children);
  sqlite3_bind_int64 (statement, 4, last);
  return desk_sqlite_run (statement, error);
}

gboolean
desk_bulk_load_add (DeskConnection *connection, const CrmChange *change, GError **error)
{
  const DeskSchema *schema = connection->schema;
  const int kind = desk_schema_find (schema, change->kind);

  if (kind < 0)
    return TRUE;
  if (!open_transaction (connection, error))
    return FALSE;
  if (change->type == CRM_CHANGE_ROW)
    return add_row (connection, kind, change, error);
  for (guint i = 0;
       kind == schema->customer && change->type == CRM_CHANGE_SCOPE && i < schema->n_kinds; i++)
    if (schema->kinds[i]->root >= 0 && !add_gone (connection, i, change, TRUE, error))
      return FALSE;
  return add_gone (connection, (guint) kind, change, FALSE, error);
}

gboolean
desk_bulk_load_commit (DeskConnection *connection, const char *cursor, GError **error)
{
  if (!open_transaction (connection, error) ||
      !desk_connection_put_meta (connection, "cursor", cursor, error))
    return FALSE;
  desk_connection_reset (connection);
  connection->bulk = FALSE;
  return desk_sqlite_exec (connection->cache, "COMMIT", error);
}

static gboolean
erase_gone (DeskConnection *connection, guint kind, GError **error)
{
  const CrmKind *table = connection->schema->kinds[kind];
  g_autofree char *own = g_strdup_printf (
      "DELETE FROM \"%s\" WHERE n IN (SELECT t.n FROM load_gone g JOIN \"%s\" t ON t.id = g.id"
      " WHERE g.kind = %u AND g.children = 0 AND t.n <= g.last)",
      table->table, table->table, kind);
  g_autofree char *children = NULL;

  if (!desk_sqlite_exec (connection->cache, own, error))
    return FALSE;
  if (table->root < 0)
    return TRUE;
  children = g_strdup_printf (
      "DELETE FROM \"%s\" WHERE n IN (SELECT t.n FROM load_gone g JOIN \"%s\" t ON t.\"%s\" = g.id"
      " WHERE g.kind = %u AND g.children = 1 AND t.n <= g.last)",
      table->table, table->table, table->fields[table->root].column, kind);
  return desk_sqlite_exec (connection->cache, children, error);
}

/* A unique index refuses records that came twice; then the earlier rows go. */
static gboolean
make_indexes (DeskConnection *connection, guint kind, GError **error)
{
  const char *table = connection->schema->kinds[kind]->table;
  const char *indexes = connection->schema->indexes[kind];
  g_autofree char *dedupe = NULL;

  if (!desk_sqlite_exec (connection->cache, indexes, NULL))
    {
      if ((sqlite3_errcode (connection->cache) & 0xff) != SQLITE_CONSTRAINT)
        return desk_sqlite_fail (connection->cache, error);
      dedupe = g_strdup_printf ("DELETE FROM \"%s\" WHERE n NOT IN"
                                " (SELECT max (n) FROM \"%s\" GROUP BY id)",
                                table, table);
      if (!desk_sqlite_exec (connection->cache, dedupe, error) ||
          !desk_sqlite_exec (connection->cache, indexes, error))
        return FALSE;
    }
  return TRUE;
}

/* They are dropped and made together, so one speaks for all of its kind. */
static gboolean
has_indexes (DeskConnection *connection, guint kind, gboolean *has, GError **error)
{
  g_autofree char *sql =
      g_strdup_printf ("SELECT count(*) FROM sqlite_schema WHERE type = 'index' AND name = '%s_id'",
                       connection->schema->kinds[kind]->table);
  gint64 n = 0;

  if (!desk_sqlite_get_integer (connection->cache, sql, &n, error))
    return FALSE;
  *has = n > 0;
  return TRUE;
}

static gboolean
index_kind (DeskConnection *connection, guint kind, gboolean has_gone, GError **error)
{
  gboolean has = FALSE;

  if (!has_indexes (connection, kind, &has, error))
    return FALSE;
  if (has && !has_gone)
    return TRUE;
  return desk_sqlite_exec (connection->cache, "BEGIN", error) &&
         (has || make_indexes (connection, kind, error)) &&
         (!has_gone || erase_gone (connection, kind, error)) &&
         desk_sqlite_exec (connection->cache, "COMMIT", error);
}

static gboolean
build_all (DeskConnection *connection, GError **error)
{
  const DeskSchema *schema = connection->schema;
  gint64 n_gone = 0;

  desk_connection_forget (connection);
  if (!desk_sqlite_get_integer (connection->cache, "SELECT count(*) FROM load_gone", &n_gone,
                                error))
    return FALSE;
  for (guint i = 0; i < schema->n_kinds; i++)
    if (!index_kind (connection, i, n_gone > 0, error))
      return FALSE;
  return desk_sqlite_exec (connection->cache, "BEGIN", error) &&
         desk_sqlite_exec (connection->cache, "DROP INDEX IF EXISTS customer_order_n", error) &&
         desk_text_index_build (connection, error) && desk_summary_build (connection, error) &&
         desk_sqlite_exec (connection->cache, DESK_ORDER_INDEX, error) &&
         desk_sqlite_exec (connection->cache, "COMMIT", error);
}

/* Conflicts that were decided while this cache was away. */
static gboolean
close_conflicts (DeskConnection *connection, GError **error)
{
  g_autoptr (GPtrArray) entries =
      desk_entry_store_list (connection, DESK_SQL_ENTRIES_OPEN, NULL, error);

  for (guint i = 0; entries != NULL && i < entries->len; i++)
    {
      DeskEntry *entry = g_ptr_array_index (entries, i);
      sqlite3_stmt *statement;
      gboolean row = FALSE;
      guint8 id[CRM_ID_BYTES];

      if (entry->state != DESK_ENTRY_CONFLICT || !crm_id_to_bytes (entry->id, id))
        continue;
      statement = desk_connection_get (connection, DESK_SQL_CONFLICT_OPEN, error);
      if (statement == NULL)
        return FALSE;
      desk_sqlite_bind_id (statement, 1, id);
      if (!desk_sqlite_step (statement, &row, error))
        return FALSE;
      sqlite3_reset (statement);
      if (row)
        continue;
      entry->state = DESK_ENTRY_DONE;
      entry->settled_at = g_get_real_time ();
      if (!desk_entry_store_put (connection, entry, error))
        return FALSE;
    }
  return entries != NULL && desk_record_store_reload_open (connection, error);
}

static gboolean
finish_transaction (DeskConnection *connection, GError **error)
{
  if (!desk_connection_put_meta (connection, "complete", "1", error) ||
      !desk_connection_put_meta (connection, "loading", "0", error) ||
      !desk_sqlite_exec (connection->cache, "DELETE FROM load_gone", error) ||
      !close_conflicts (connection, error) || !desk_overlay_rebuild_all (connection, error))
    return FALSE;
  for (guint i = 0; i < connection->schema->n_kinds; i++)
    desk_connection_mark_all (connection, (int) i);
  connection->changes.meta = TRUE;
  return TRUE;
}

gboolean
desk_bulk_load_finish (DeskConnection *connection, GError **error)
{
  gboolean done;

  /* "complete" is only said of rows that are there: commits wait for the disk again, and the
   * checkpoint takes with it what was written before. */
  if (!build_all (connection, error) ||
      !desk_sqlite_exec (connection->cache, "PRAGMA synchronous = NORMAL", error) ||
      !desk_connection_begin (connection, error) || !finish_transaction (connection, error))
    {
      desk_connection_rollback (connection);
      return FALSE;
    }
  connection->loading = FALSE;
  connection->complete = TRUE;
  connection->emptied = FALSE;
  if (!desk_connection_commit (connection, error))
    {
      connection->loading = TRUE;
      connection->complete = FALSE;
      return FALSE;
    }
  desk_connection_forget (connection);
  done = desk_sqlite_exec (connection->cache,
                           "PRAGMA wal_checkpoint (TRUNCATE);"
                           "PRAGMA wal_autocheckpoint = 1000; PRAGMA cache_size = -2000;"
                           "PRAGMA shrink_memory",
                           error);
#ifdef __GLIBC__
  /* What the load needed is not needed again. */
  malloc_trim (0);
#endif
  return done;
}
