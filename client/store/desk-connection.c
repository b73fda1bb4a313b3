/* SPDX-License-Identifier: GPL-3.0-or-later */

/* DeskConnection: what one of the two threads of a database works with. The writer's transactions
 * span both files: first the log and outbox.db, which must not lose anything, then cache.db, which
 * is brought up to date again at the next start if that did not happen. Owned by DeskDatabase. */

#define G_LOG_DOMAIN "desk-store"

#include "client/store/desk-connection.h"

#include "client/store/desk-likeness.h"
#include "client/store/desk-record-store.h"
#include "client/store/desk-summary.h"
#include "client/store/desk-text-index.h"
#include "client/store/desk-text-near.h"
#include "shared/base/crm-error.h"

#include <glib/gstdio.h>

typedef struct
{
  const char *sql;
  gboolean outbox;
} FixedSql;

#define POLICY_FACTS     "customer, id, status, product, starts_on, ends_on, premium_kopecks"
#define INSTALMENT_FACTS "customer, policy, status, due_on, paid_on, amount_kopecks, paid_kopecks"

static const FixedSql fixed_sql[DESK_N_SQL] = {
  [DESK_SQL_META_GET] = { "SELECT value FROM meta WHERE key = ?1" },
  [DESK_SQL_META_PUT] = { "INSERT OR REPLACE INTO meta (key, value) VALUES (?1, ?2)" },
  [DESK_SQL_BASE_GET] = { "SELECT version, data FROM base WHERE kind = ?1 AND id = ?2" },
  [DESK_SQL_BASE_PUT] = { "INSERT OR REPLACE INTO base (kind, id, version, data) VALUES (?1, ?2, "
                          "?3, ?4)" },
  [DESK_SQL_BASE_DELETE] = { "DELETE FROM base WHERE kind = ?1 AND id = ?2" },
  [DESK_SQL_BASES] = { "SELECT kind, id FROM base" },
  [DESK_SQL_REVEALED_PUT] = { "INSERT OR REPLACE INTO revealed (kind, id, field, version, value)"
                              " VALUES (?1, ?2, ?3, ?4, ?5)" },
  [DESK_SQL_REVEALED_GET] = { "SELECT field, value FROM revealed WHERE kind = ?1 AND id = ?2"
                              " AND version = ?3" },
  [DESK_SQL_REVEALED_FORGET] = { "DELETE FROM revealed WHERE kind = ?1 AND id = ?2"
                                 " AND version <> ?3" },
  [DESK_SQL_REVEALED_DROP] = { "DELETE FROM revealed WHERE kind = ?1" },
  [DESK_SQL_GONE_PUT] = { "INSERT INTO load_gone (kind, id, children, last) VALUES (?1, ?2, ?3, "
                          "?4)" },
  [DESK_SQL_ORDER_OF] = { "SELECT pos FROM customer_order WHERE n = ?1" },
  [DESK_SQL_ORDER_FROM] = { "SELECT pos, n FROM customer_order WHERE pos >= ?1 ORDER BY pos LIMIT "
                            "?2" },
  [DESK_SQL_ORDER_BEFORE] = { "SELECT pos, n FROM customer_order WHERE pos < ?1 ORDER BY pos DESC "
                              "LIMIT ?2" },
  [DESK_SQL_ORDER_NAME] = { "SELECT o.pos, c.id, c.type, c.last_name, c.first_name, c.middle_name,"
                            " c.company_name FROM customer_order o JOIN customer c ON c.n = o.n"
                            " WHERE o.pos >= ?1 ORDER BY o.pos LIMIT 1" },
  [DESK_SQL_ORDER_PUT] = { "INSERT INTO customer_order (pos, n) VALUES (?1, ?2)" },
  [DESK_SQL_ORDER_DELETE] = { "DELETE FROM customer_order WHERE pos = ?1" },
  [DESK_SQL_ROW_OF_ORDER] = { "SELECT n FROM customer_order WHERE pos = ?1" },
  [DESK_SQL_TEXT_PUT] = { "INSERT INTO customer_text (rowid, text) VALUES (?1, ?2)" },
  [DESK_SQL_TEXT_DELETE] = { "INSERT INTO customer_text (customer_text, rowid, text) VALUES "
                             "('delete', ?1, ?2)" },
  [DESK_SQL_NEAR_MATCH] = { "SELECT 1 FROM customer_text WHERE customer_text MATCH ?1 LIMIT 1" },
  [DESK_SQL_NEAR_POLICY] = { DESK_NEAR_NUMBER ("policy", "number") },
  [DESK_SQL_NEAR_POLICY_END] = { DESK_NEAR_END ("policy", "number") },
  [DESK_SQL_NEAR_VIN] = { DESK_NEAR_NUMBER ("insured_object", "vin") },
  [DESK_SQL_NEAR_VIN_END] = { DESK_NEAR_END ("insured_object", "vin") },
  [DESK_SQL_NEAR_PLATE] = { DESK_NEAR_NUMBER ("insured_object", "plate") },
  [DESK_SQL_NEAR_PAPER] = { DESK_NEAR_PAPER (DESK_NEAR_WHOLE) },
  [DESK_SQL_NEAR_SERIES] = { DESK_NEAR_PAPER (DESK_NEAR_SERIES) },
  [DESK_SQL_NEAR_SHOWN] = { DESK_NEAR_PAPER (DESK_NEAR_SHOWN) },
  [DESK_SQL_CONTACTS] = { "SELECT type, value, is_primary FROM contact_point"
                          " WHERE customer = ?1 AND state <> 3 ORDER BY id" },
  [DESK_SQL_CONFLICT_OPEN] = { "SELECT 1 FROM conflict WHERE command = ?1 AND status = 'open'" },
  [DESK_SQL_SUMMARY_POLICIES] = { "SELECT " POLICY_FACTS " FROM policy"
                                  " WHERE customer = ?1 AND state <> 3 ORDER BY id" },
  [DESK_SQL_SUMMARY_INSTALMENTS] = { "SELECT " INSTALMENT_FACTS " FROM instalment"
                                     " WHERE customer = ?1 AND state <> 3 ORDER BY id" },
  [DESK_SQL_SUMMARY_CONTACTS] = { "SELECT customer, at FROM note WHERE customer = ?1"
                                  " AND state <> 3 UNION ALL SELECT customer, done_at FROM task"
                                  " WHERE customer = ?1 AND state <> 3" },
  [DESK_SQL_SUMMARY_ALL_POLICIES] = { "SELECT " POLICY_FACTS
                                      " FROM policy WHERE state <> 3 ORDER BY customer, id" },
  [DESK_SQL_SUMMARY_ALL_INSTALMENTS] = { "SELECT " INSTALMENT_FACTS " FROM instalment"
                                         " WHERE state <> 3 ORDER BY customer, id" },
  [DESK_SQL_SUMMARY_ALL_CONTACTS] = { "SELECT customer, max (at) FROM (SELECT customer, at FROM "
                                      "note"
                                      " WHERE state <> 3 UNION ALL SELECT customer, done_at FROM"
                                      " task WHERE state <> 3 AND customer IS NOT NULL)"
                                      " GROUP BY customer ORDER BY customer" },
  [DESK_SQL_SUMMARY_CUSTOMERS] = { "SELECT id, n FROM customer ORDER BY id" },
  [DESK_SQL_SUMMARY_GET] = { "SELECT standing, in_force, premium, paid, overdue, products,"
                             " next_event, next_on, next_sum, next_product, last_contact,"
                             " changes_on, ends_on FROM customer_summary WHERE n = ?1" },
  [DESK_SQL_SUMMARY_PUT] = { "INSERT OR REPLACE INTO customer_summary (n, standing, in_force,"
                             " premium, paid, overdue, products, next_event, next_on, next_sum,"
                             " next_product, last_contact, changes_on, ends_on) VALUES"
                             " (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)" },
  [DESK_SQL_SUMMARY_DELETE] = { "DELETE FROM customer_summary WHERE n = ?1" },
  [DESK_SQL_SUMMARY_OVER] = { "SELECT c.id FROM customer_summary s JOIN customer c ON c.n = s.n"
                              " WHERE s.changes_on <= ?1 OR ?2" },
  [DESK_SQL_LIKENESS_FIND] = { "SELECT n FROM customer_key WHERE hash = ?1 LIMIT ?2" },
  [DESK_SQL_LIKENESS_PUT] = { "INSERT OR IGNORE INTO customer_key (hash, n) VALUES (?1, ?2)" },
  [DESK_SQL_LIKENESS_DROP] = { "DELETE FROM customer_key WHERE n = ?1" },
  [DESK_SQL_LIKENESS_ROWS] = { "SELECT n FROM customer WHERE n > ?1 ORDER BY n LIMIT ?2" },
  [DESK_SQL_LIKENESS_OBJECTS] = { "SELECT coalesce (vin, plate) FROM insured_object"
                                  " WHERE customer = ?1 AND state <> 3"
                                  " AND coalesce (vin, plate) IS NOT NULL" },
  [DESK_SQL_LIKENESS_RECORDS] = { "SELECT customer, other, score, reasons, status, id, version FROM"
                                  " duplicate"
                                  " WHERE (customer = ?1 OR other = ?1) AND state <> 3" },
  [DESK_SQL_LIKENESS_OPEN] = { "SELECT customer, other, score, reasons, status, id, version FROM"
                               " duplicate"
                               " WHERE status = 'open' AND state <> 3"
                               " ORDER BY score DESC, id LIMIT ?1" },
  [DESK_SQL_ENTRY_PUT] = { "INSERT INTO entry (id, kind, record, root, state, body, problem, "
                           "version, at, settled_at, offered)"
                           " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
                           TRUE },
  [DESK_SQL_ENTRY_REPLACE] = { "UPDATE entry SET id = ?1, kind = ?2, record = ?3, root = ?4, state "
                               "= ?5, body = ?6,"
                               " problem = ?7, version = ?8, at = ?9, settled_at = ?10, offered = "
                               "?11 WHERE seq = ?12",
                               TRUE },
  [DESK_SQL_ENTRY_DELETE] = { "DELETE FROM entry WHERE seq = ?1", TRUE },
  [DESK_SQL_ENTRY_BY_ID] = { "SELECT " DESK_ENTRY_COLUMNS " FROM entry WHERE id = ?1", TRUE },
  [DESK_SQL_ENTRY_BY_SEQ] = { "SELECT " DESK_ENTRY_COLUMNS " FROM entry WHERE seq = ?1", TRUE },
  [DESK_SQL_ENTRIES_OPEN] = { "SELECT " DESK_ENTRY_COLUMNS
                              " FROM entry WHERE state <> 2 ORDER BY seq",
                              TRUE },
  [DESK_SQL_ENTRIES_OF_RECORD] = { "SELECT " DESK_ENTRY_COLUMNS
                                   " FROM entry WHERE record = ?1 AND state <> 2 ORDER BY seq",
                                   TRUE },
  [DESK_SQL_ENTRIES_OF_ROOT] = { "SELECT " DESK_ENTRY_COLUMNS
                                 " FROM entry WHERE root = ?1 AND state <> 2 ORDER BY seq",
                                 TRUE },
  [DESK_SQL_ENTRIES_ALL] = { "SELECT " DESK_ENTRY_COLUMNS " FROM entry ORDER BY seq", TRUE },
  [DESK_SQL_JOURNAL] = { "SELECT id FROM entry WHERE state IN (2, 3) ORDER BY seq", TRUE },
  [DESK_SQL_JOURNAL_PRUNE] = { "DELETE FROM entry WHERE state = 2 AND settled_at < "
                               "?1 - ?2 AND seq <= (SELECT seq FROM entry WHERE state = 2 "
                               "ORDER BY seq DESC LIMIT 1 OFFSET ?3)",
                               TRUE },
  [DESK_SQL_DRAFT_PUT] = { "INSERT OR REPLACE INTO draft (key, text, at) VALUES (?1, ?2, ?3)",
                           TRUE },
  [DESK_SQL_DRAFT_DELETE] = { "DELETE FROM draft WHERE key = ?1", TRUE },
  [DESK_SQL_DRAFTS] = { "SELECT key, text FROM draft", TRUE },
};

static void
clear_changes (DeskChanges *changes)
{
  for (guint i = 0; i < DESK_MAX_KINDS; i++)
    g_clear_pointer (&changes->kinds[i].ids, g_hash_table_unref);
  g_clear_pointer (&changes->entries, g_hash_table_unref);
  *changes = (DeskChanges){ 0 };
}

DeskConnection *
desk_connection_new (const DeskSchema *schema, DeskLive *live)
{
  DeskConnection *self = g_new0 (DeskConnection, 1);

  self->schema = schema;
  self->live = live;
  self->open = g_hash_table_new_full (desk_id_hash, desk_id_equal, g_free, NULL);
  self->indexed = desk_text_index_new_table ();
  self->summed = g_hash_table_new_full (desk_id_hash, desk_id_equal, g_free, NULL);
  self->alike = g_hash_table_new_full (desk_id_hash, desk_id_equal, g_free, NULL);
  return self;
}

void
desk_connection_free (DeskConnection *self)
{
  desk_connection_forget (self);
  clear_changes (&self->changes);
  g_clear_pointer (&self->log, desk_outbox_log_close);
  g_hash_table_unref (self->open);
  g_hash_table_unref (self->indexed);
  g_hash_table_unref (self->summed);
  g_hash_table_unref (self->alike);
  if (sqlite3_close (self->cache) != SQLITE_OK || sqlite3_close (self->outbox) != SQLITE_OK)
    g_warning ("A statement of the database is still open");
  g_clear_pointer (&self->vault, desk_vault_unref);
  g_free (self->reserve);
  g_free (self);
}

sqlite3_stmt *
desk_connection_get (DeskConnection *self, DeskSql sql, GError **error)
{
  sqlite3_stmt **statement = &self->fixed[sql];

  if (*statement == NULL)
    *statement = desk_sqlite_prepare (fixed_sql[sql].outbox ? self->outbox : self->cache,
                                      fixed_sql[sql].sql, error);
  if (*statement != NULL)
    {
      sqlite3_reset (*statement);
      sqlite3_clear_bindings (*statement);
    }
  return *statement;
}

sqlite3_stmt *
desk_connection_get_kind (DeskConnection *self, int kind, DeskKindSql sql, GError **error)
{
  sqlite3_stmt **statement = &self->by_kind[kind][sql];

  if (*statement == NULL)
    *statement = desk_sqlite_prepare (self->cache, self->schema->sql[kind][sql], error);
  if (*statement != NULL)
    {
      sqlite3_reset (*statement);
      sqlite3_clear_bindings (*statement);
    }
  return *statement;
}

void
desk_connection_forget (DeskConnection *self)
{
  for (guint i = 0; i < DESK_N_SQL; i++)
    g_clear_pointer (&self->fixed[i], sqlite3_finalize);
  for (guint i = 0; i < DESK_MAX_KINDS; i++)
    for (guint j = 0; j < DESK_KIND_N_SQL; j++)
      g_clear_pointer (&self->by_kind[i][j], sqlite3_finalize);
}

/* Rows of a first load past its last safe point may stay: what comes again replaces them. */
static gboolean
end_bulk (DeskConnection *self, GError **error)
{
  if (!self->bulk)
    return TRUE;
  self->bulk = FALSE;
  return desk_sqlite_exec (self->cache, "COMMIT", error);
}

/* Statements that were left in the middle of their rows would hold the transaction open. */
void
desk_connection_reset (DeskConnection *self)
{
  for (guint i = 0; i < DESK_N_SQL; i++)
    if (self->fixed[i] != NULL)
      sqlite3_reset (self->fixed[i]);
  for (guint i = 0; i < self->schema->n_kinds; i++)
    for (guint j = 0; j < DESK_KIND_N_SQL; j++)
      if (self->by_kind[i][j] != NULL)
        sqlite3_reset (self->by_kind[i][j]);
}

gboolean
desk_connection_begin (DeskConnection *self, GError **error)
{
  if (!end_bulk (self, error))
    return FALSE;
  if (!desk_sqlite_exec (self->outbox, "BEGIN", error))
    return FALSE;
  if (desk_sqlite_exec (self->cache, "BEGIN", error))
    return TRUE;
  desk_sqlite_exec (self->outbox, "ROLLBACK", NULL);
  return FALSE;
}

void
desk_connection_rollback (DeskConnection *self)
{
  desk_connection_reset (self);
  if (!sqlite3_get_autocommit (self->outbox))
    desk_sqlite_exec (self->outbox, "ROLLBACK", NULL);
  if (!sqlite3_get_autocommit (self->cache))
    desk_sqlite_exec (self->cache, "ROLLBACK", NULL);
  self->bulk = FALSE;
  desk_outbox_log_drop (self->log);
  clear_changes (&self->changes);
  g_hash_table_remove_all (self->indexed);
  g_hash_table_remove_all (self->summed);
  g_hash_table_remove_all (self->alike);
  desk_record_store_reload_open (self, NULL);
}

/* With the disk full the person's typing goes first: the file kept for this is given up. */
static gboolean
give_up_reserve (DeskConnection *self, const GError *error)
{
  if (self->reserve == NULL || !g_error_matches (error, CRM_ERROR, CRM_ERROR_FULL))
    return FALSE;
  g_message ("The disk is full: the reserve is given up");
  g_unlink (self->reserve);
  g_clear_pointer (&self->reserve, g_free);
  return TRUE;
}

static gboolean
commit_outbox (DeskConnection *self, GError **error)
{
  g_autoptr (GError) failed = NULL;

  if (!desk_outbox_log_flush (self->log, &failed))
    {
      if (!give_up_reserve (self, failed) || !desk_outbox_log_flush (self->log, NULL))
        {
          g_propagate_error (error, g_steal_pointer (&failed));
          return FALSE;
        }
      g_clear_error (&failed);
    }
  if (desk_sqlite_exec (self->outbox, "COMMIT", &failed))
    return TRUE;
  if (give_up_reserve (self, failed) && !sqlite3_get_autocommit (self->outbox) &&
      desk_sqlite_exec (self->outbox, "COMMIT", NULL))
    return TRUE;
  desk_outbox_log_undo (self->log);
  g_propagate_error (error, g_steal_pointer (&failed));
  return FALSE;
}

static void
load_live_rows (DeskConnection *self, DeskCommit *commit)
{
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, CRM_ID_BYTES);
  g_autoptr (GArray) kinds = g_array_new (FALSE, FALSE, sizeof (int));
  GHashTableIter iter;
  gpointer id, kind;

  g_mutex_lock (&self->live->lock);
  g_hash_table_iter_init (&iter, self->live->ids);
  while (g_hash_table_iter_next (&iter, &id, &kind))
    {
      const int index = GPOINTER_TO_INT (kind) - 1;
      const DeskChangedIds *changed = &commit->changes.kinds[index];

      if (!changed->many && (changed->ids == NULL || !g_hash_table_contains (changed->ids, id)))
        continue;
      g_array_append_vals (found, id, 1);
      g_array_append_val (kinds, index);
    }
  g_mutex_unlock (&self->live->lock);

  for (guint i = 0; i < found->len; i++)
    {
      const guint8 *bytes = (const guint8 *) found->data + i * CRM_ID_BYTES;
      DeskRow *row = NULL;

      if (!desk_record_store_read_live (self, g_array_index (kinds, int, i), bytes, &row, NULL))
        continue;
      if (row->n == 0 && self->emptied)
        desk_row_free (row);
      else
        g_ptr_array_add (commit->rows, row);
    }
}

static void
load_entries (DeskConnection *self, DeskCommit *commit)
{
  GHashTableIter iter;
  gpointer key;

  if (commit->changes.entries == NULL)
    return;
  g_hash_table_iter_init (&iter, commit->changes.entries);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      DeskEntry *entry = desk_entry_store_find_seq (self, *(gint64 *) key);

      g_ptr_array_add (commit->entries, entry);
    }
}

static void
report_commit (DeskConnection *self)
{
  DeskCommit *commit = g_new0 (DeskCommit, 1);

  commit->changes = self->changes;
  self->changes = (DeskChanges){ 0 };
  commit->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) desk_row_free);
  commit->entries = g_ptr_array_new_with_free_func ((GDestroyNotify) desk_entry_unref);
  commit->generation = g_atomic_int_add (&self->live->generation, 1) + 1;
  commit->complete = self->complete;
  if (commit->changes.meta)
    commit->cursor = desk_connection_get_meta (self, "cursor");
  load_live_rows (self, commit);
  load_entries (self, commit);
  self->committed (commit, self->committed_data);
}

void
desk_connection_tell_cursor (DeskConnection *self)
{
  self->changes.meta = TRUE;
  report_commit (self);
}

gboolean
desk_connection_commit (DeskConnection *self, GError **error)
{
  g_autoptr (GError) failed = NULL;

  if (!desk_text_index_flush (self, error) || !desk_summary_flush (self, error) ||
      !desk_likeness_flush (self, error))
    {
      desk_connection_rollback (self);
      return FALSE;
    }
  desk_connection_reset (self);
  if (!commit_outbox (self, error))
    {
      desk_connection_rollback (self);
      return FALSE;
    }
  if (!desk_sqlite_exec (self->cache, "COMMIT", &failed))
    {
      if (self->changes.entries == NULL)
        {
          g_propagate_error (error, g_steal_pointer (&failed));
          desk_connection_rollback (self);
          return FALSE;
        }
      /* The outbox has it, so the answer is yes; the cache follows at the next occasion. */
      g_warning ("The cache could not be written: %s", failed->message);
      desk_sqlite_exec (self->cache, "ROLLBACK", NULL);
      self->stale = TRUE;
    }
  report_commit (self);
  return TRUE;
}

void
desk_connection_mark (DeskConnection *self, int kind, const guint8 id[CRM_ID_BYTES])
{
  DeskChangedIds *changed = &self->changes.kinds[kind];

  if (changed->many)
    return;
  if (changed->ids == NULL)
    changed->ids = g_hash_table_new_full (desk_id_hash, desk_id_equal, g_free, NULL);
  if (g_hash_table_size (changed->ids) >= DESK_MAX_CHANGED)
    desk_connection_mark_all (self, kind);
  else
    g_hash_table_add (changed->ids, desk_id_copy (id));
}

void
desk_connection_mark_all (DeskConnection *self, int kind)
{
  g_clear_pointer (&self->changes.kinds[kind].ids, g_hash_table_unref);
  self->changes.kinds[kind].many = TRUE;
}

void
desk_connection_mark_entry (DeskConnection *self, gint64 seq)
{
  if (self->changes.entries == NULL)
    self->changes.entries = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  g_hash_table_add (self->changes.entries, g_memdup2 (&seq, sizeof seq));
}

gboolean
desk_connection_has_rows (DeskConnection *self)
{
  return !self->loading && !self->leaves_cache;
}

char *
desk_connection_get_meta (DeskConnection *self, const char *key)
{
  sqlite3_stmt *statement = desk_connection_get (self, DESK_SQL_META_GET, NULL);
  gboolean row = FALSE;
  char *value;

  if (statement == NULL)
    return NULL;
  sqlite3_bind_text (statement, 1, key, -1, SQLITE_STATIC);
  desk_sqlite_step (statement, &row, NULL);
  value = row ? g_strdup ((const char *) sqlite3_column_text (statement, 0)) : NULL;
  sqlite3_reset (statement);
  return value;
}

gboolean
desk_connection_put_meta (DeskConnection *self, const char *key, const char *value, GError **error)
{
  sqlite3_stmt *statement = desk_connection_get (self, DESK_SQL_META_PUT, error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_text (statement, 1, key, -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, 2, value, -1, SQLITE_STATIC);
  return desk_sqlite_run (statement, error);
}

void
desk_commit_free (DeskCommit *self)
{
  clear_changes (&self->changes);
  g_ptr_array_unref (self->rows);
  g_ptr_array_unref (self->entries);
  g_free (self->cursor);
  g_free (self);
}
