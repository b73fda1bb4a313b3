/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Opening the two files of an account: migration, check after an unclean end, and what to do with a
 * damaged one. The cache may always be made again; the outbox is made again from its log, or left
 * untouched when that cannot be read either. Writer thread. */

#define G_LOG_DOMAIN "desk-store"

#include "client/store/desk-database-open.h"

#include "client/store/desk-folder.h"
#include "client/store/desk-outbox-compare.h"
#include "client/store/desk-outbox-tidy.h"
#include "client/store/desk-overlay.h"
#include "client/store/desk-summary.h"
#include "client/store/desk-wipe.h"
#include "shared/base/crm-error.h"

#include <unistd.h>

static const char *const outbox_migrations[] = {
  "outbox-001.sql",
  "outbox-002.sql",
};

DeskOpened *
desk_opened_new (void)
{
  DeskOpened *self = g_new0 (DeskOpened, 1);

  self->lock = -1;
  self->drafts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

void
desk_opened_free (DeskOpened *self)
{
  g_clear_pointer (&self->entries, g_ptr_array_unref);
  g_hash_table_unref (self->drafts);
  g_free (self->cursor);
  if (self->lock >= 0)
    close (self->lock);
  g_free (self);
}

static gboolean
run_migration (sqlite3 *db, guint index, GError **error)
{
  g_autofree char *version = g_strdup_printf ("PRAGMA user_version = %u", index + 1);

  if (!desk_sqlite_exec (db, "BEGIN IMMEDIATE", error))
    return FALSE;
  if (desk_sqlite_exec_resource (db, outbox_migrations[index], error) &&
      desk_sqlite_exec (db, version, error) && desk_sqlite_exec (db, "COMMIT", error))
    return TRUE;
  desk_sqlite_exec (db, "ROLLBACK", NULL);
  return FALSE;
}

static gboolean
migrate_outbox (sqlite3 *db, gboolean *is_new, GError **error)
{
  gint64 version = 0;

  if (!desk_sqlite_get_integer (db, "PRAGMA user_version", &version, error))
    return FALSE;
  if (version > (gint64) G_N_ELEMENTS (outbox_migrations))
    return crm_fail (error, CRM_ERROR_UPGRADE_REQUIRED,
                     "The outbox was written by a newer version of the program");
  *is_new = version == 0;
  for (guint i = (guint) version; i < G_N_ELEMENTS (outbox_migrations); i++)
    if (!run_migration (db, i, error))
      return FALSE;
  return TRUE;
}

/* Whose it is: a file that was put into the folder of another account is refused. */
static gboolean
check_owner (sqlite3 *db, const char *folder, GError **error)
{
  g_autofree char *owner = g_path_get_basename (folder);
  sqlite3_stmt *statement =
      desk_sqlite_prepare (db,
                           "SELECT coalesce (max (value), ?1) = ?1 FROM meta WHERE key = 'account'",
                           error);
  gboolean row = FALSE;
  gboolean same;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_text (statement, 1, owner, -1, SQLITE_STATIC);
  same = desk_sqlite_step (statement, &row, error);
  if (same && row && sqlite3_column_int (statement, 0) == 0)
    same = crm_fail (error, CRM_ERROR_CORRUPT, "The file belongs to another account");
  sqlite3_finalize (statement);
  if (!same)
    return FALSE;
  statement =
      desk_sqlite_prepare (db, "INSERT OR IGNORE INTO meta (key, value) VALUES ('account', ?1)",
                           error);
  if (statement == NULL)
    return FALSE;
  sqlite3_bind_text (statement, 1, owner, -1, SQLITE_STATIC);
  same = desk_sqlite_run (statement, error);
  sqlite3_finalize (statement);
  return same;
}

static gboolean
open_outbox_file (DeskConnection *connection,
                  const char *path,
                  gboolean check,
                  gboolean *is_new,
                  GError **error)
{
  if (!desk_folder_make_file (path, error))
    return FALSE;
  connection->outbox = desk_sqlite_open (path, DESK_FILE_OUTBOX, error);
  if (connection->outbox != NULL && (!check || desk_sqlite_check (connection->outbox, error)) &&
      migrate_outbox (connection->outbox, is_new, error))
    return TRUE;
  g_clear_pointer (&connection->outbox, sqlite3_close);
  return FALSE;
}

static int
compare_seq (gconstpointer a, gconstpointer b)
{
  const DeskEntry *x = *(DeskEntry *const *) a, *y = *(DeskEntry *const *) b;

  return x->seq < y->seq ? -1 : x->seq > y->seq;
}

static gboolean
put_draft (DeskConnection *connection, const char *key, const char *text, GError **error)
{
  g_autofree char *context = desk_outbox_log_dup_context (key);
  g_autofree char *sealed = desk_vault_seal (connection->vault, DESK_VAULT_OUTBOX, context, text);
  sqlite3_stmt *statement = desk_connection_get (connection, DESK_SQL_DRAFT_PUT, error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_text (statement, 1, key, -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, 2, sealed, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (statement, 3, g_get_real_time ());
  return desk_sqlite_run (statement, error);
}

/* New rows get new numbers, in the old order. */
static gboolean
restore_outbox (DeskConnection *connection, GHashTable *entries, GHashTable *drafts, GError **error)
{
  g_autoptr (GPtrArray) sorted = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, entries);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    g_ptr_array_add (sorted, value);
  g_ptr_array_sort (sorted, compare_seq);
  for (guint i = 0; i < sorted->len; i++)
    {
      DeskEntry *entry = g_ptr_array_index (sorted, i);

      entry->seq = 0;
      if (!desk_entry_store_put (connection, entry, error))
        return FALSE;
    }
  g_hash_table_iter_init (&iter, drafts);
  while (g_hash_table_iter_next (&iter, &key, &value))
    if (!put_draft (connection, key, value, error))
      return FALSE;
  g_message ("%u commands and %u drafts were taken from the log", sorted->len,
             g_hash_table_size (drafts));
  return TRUE;
}

static gboolean
restore_from_log (DeskConnection *connection, const char *log, GError **error)
{
  g_autoptr (GHashTable) entries = NULL;
  g_autoptr (GHashTable) drafts = NULL;

  if (!desk_outbox_log_read (log, connection->vault, &entries, &drafts, error))
    return FALSE;
  if (g_hash_table_size (entries) + g_hash_table_size (drafts) == 0)
    return TRUE;
  if (!desk_sqlite_exec (connection->outbox, "BEGIN IMMEDIATE", error))
    return FALSE;
  if (restore_outbox (connection, entries, drafts, error) &&
      desk_sqlite_exec (connection->outbox, "COMMIT", error))
    return TRUE;
  desk_sqlite_exec (connection->outbox, "ROLLBACK", NULL);
  return FALSE;
}

/* The damaged file is only set aside once the log proves to be readable. */
static gboolean
replace_outbox (DeskConnection *connection, const char *path, const char *log, GError **error)
{
  g_autoptr (GHashTable) entries = NULL;
  g_autoptr (GHashTable) drafts = NULL;
  gboolean is_new = FALSE;

  if (!desk_outbox_log_read (log, connection->vault, &entries, &drafts, error))
    return FALSE;
  desk_folder_set_aside (path);
  return open_outbox_file (connection, path, FALSE, &is_new, error);
}

/* What was written before there was a key, once. */
static gboolean
seal_old (DeskConnection *connection, GHashTable *drafts, gboolean *sealed, GError **error)
{
  g_autoptr (GPtrArray) entries = NULL;
  GHashTableIter iter;
  gpointer key, text;
  gint64 done = 0;

  *sealed = FALSE;
  if (connection->vault == NULL)
    return TRUE;
  if (!desk_sqlite_get_integer (connection->outbox,
                                "SELECT count(*) FROM meta WHERE key = 'sealed'", &done, error))
    return FALSE;
  if (done > 0)
    return TRUE;
  entries = desk_entry_store_list (connection, DESK_SQL_ENTRIES_ALL, NULL, error);
  if (entries == NULL || !desk_sqlite_exec (connection->outbox, "BEGIN IMMEDIATE", error))
    return FALSE;
  *sealed = TRUE;
  for (guint i = 0; *sealed && i < entries->len; i++)
    *sealed = desk_entry_store_put (connection, g_ptr_array_index (entries, i), error);
  g_hash_table_iter_init (&iter, drafts);
  while (*sealed && g_hash_table_iter_next (&iter, &key, &text))
    *sealed = put_draft (connection, key, text, error);
  *sealed =
      *sealed && desk_sqlite_exec (connection->outbox,
                                   "INSERT INTO meta (key, value) VALUES ('sealed', '1'); COMMIT;"
                                   "PRAGMA wal_checkpoint (TRUNCATE)",
                                   error);
  if (!*sealed)
    desk_sqlite_exec (connection->outbox, "ROLLBACK", NULL);
  return *sealed;
}

/* The two files of the outbox while they are opened. */
typedef struct
{
  char *path;
  char *log;
  gboolean check;
  gboolean is_new;  /* the log knows what belongs in the database */
  gboolean rewrite; /* the log is to be written anew */
} OutboxFiles;

static void
clear_files (OutboxFiles *files)
{
  g_free (files->path);
  g_free (files->log);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (OutboxFiles, clear_files)

/* A database that does not say what its mirror says is made anew from it. */
static gboolean
compare_outbox (DeskConnection *connection, OutboxFiles *files, GError **error)
{
  DeskOutboxDifference difference;

  if (!desk_outbox_compare (connection, files->log, &difference, error))
    return FALSE;
  desk_connection_forget (connection);
  files->rewrite = difference == DESK_LOG_WRONG;
  if (difference != DESK_OUTBOX_WRONG)
    return TRUE;
  g_clear_pointer (&connection->outbox, sqlite3_close);
  files->is_new = TRUE;
  return replace_outbox (connection, files->path, files->log, error);
}

static gboolean
open_outbox_checked (DeskConnection *connection, OutboxFiles *files, GError **error)
{
  g_autoptr (GError) failed = NULL;

  if (open_outbox_file (connection, files->path, files->check, &files->is_new, &failed) &&
      (!files->check || files->is_new || compare_outbox (connection, files, &failed)))
    return TRUE;
  desk_connection_forget (connection);
  g_clear_pointer (&connection->outbox, sqlite3_close);
  files->is_new = TRUE;
  if (g_error_matches (failed, CRM_ERROR, CRM_ERROR_CORRUPT) &&
      replace_outbox (connection, files->path, files->log, NULL))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failed));
  return FALSE;
}

static gboolean
open_outbox (DeskConnection *connection,
             const char *folder,
             gboolean check,
             DeskOpened *opened,
             GError **error)
{
  g_auto (OutboxFiles) files = { .check = check };
  gboolean restored = FALSE, sealed = FALSE;

  files.path = g_build_filename (folder, "outbox.db", NULL);
  files.log = g_build_filename (folder, "outbox.log", NULL);
  if (!open_outbox_checked (connection, &files, error) ||
      !check_owner (connection->outbox, folder, error))
    return FALSE;
  restored = files.is_new && g_file_test (files.log, G_FILE_TEST_EXISTS);
  connection->log = desk_outbox_log_open (files.log, connection->vault, error);
  if (connection->log == NULL || (restored && !restore_from_log (connection, files.log, error)) ||
      !desk_outbox_read_drafts (connection, opened->drafts, error) ||
      !seal_old (connection, opened->drafts, &sealed, error))
    return FALSE;
  desk_outbox_log_drop (connection->log);
  files.rewrite |= restored || sealed || desk_outbox_log_size (connection->log) == 0;
  if (!desk_outbox_prune_journal (connection, error) ||
      !desk_outbox_tidy_log (connection, files.rewrite, error))
    return FALSE;
  return desk_record_store_reload_open (connection, error);
}

static gboolean
create_cache (DeskConnection *connection, GError **error)
{
  return desk_sqlite_exec (connection->cache, "BEGIN IMMEDIATE", error) &&
         desk_schema_create (connection->schema, connection->cache, error) &&
         desk_connection_put_meta (connection, "schema", connection->schema->digest, error) &&
         desk_sqlite_exec (connection->cache, "COMMIT", error);
}

/* Whether the file was made for these field tables. */
static gboolean
is_current (DeskConnection *connection, gboolean *current, gboolean *empty, GError **error)
{
  gint64 tables = 0;
  g_autofree char *digest = NULL;

  if (!desk_sqlite_get_integer (connection->cache, "SELECT count(*) FROM sqlite_schema", &tables,
                                error))
    return FALSE;
  *empty = tables == 0;
  digest = *empty ? NULL : desk_connection_get_meta (connection, "schema");
  *current = g_strcmp0 (digest, connection->schema->digest) == 0;
  return TRUE;
}

static void
close_cache (DeskConnection *connection)
{
  desk_connection_forget (connection);
  g_clear_pointer (&connection->cache, sqlite3_close);
}

/* The quick check passes over pages of indexes, and what cannot be read cannot be mended. An index
 * that can be read and is wrong is made anew later. */
static gboolean
read_indexes (DeskConnection *connection, GError **error)
{
  sqlite3_stmt *statement =
      desk_sqlite_prepare (connection->cache, "PRAGMA integrity_check(1)", error);
  gboolean row = FALSE;
  gboolean done;

  if (statement == NULL)
    return FALSE;
  done = desk_sqlite_step (statement, &row, error);
  sqlite3_finalize (statement);
  return done;
}

/* A first load is written without waiting for the disk: cut by a power failure it is worth nothing,
 * even if nothing looks damaged. */
static gboolean
check_cache (DeskConnection *connection, GError **error)
{
  gint64 n_loading = 0;

  return desk_sqlite_check (connection->cache, error) &&
         (!connection->thorough || read_indexes (connection, error)) &&
         (!desk_sqlite_get_integer (
              connection->cache, "SELECT count(*) FROM meta WHERE key = 'loading' AND value = '1'",
              &n_loading, NULL) ||
          n_loading == 0 ||
          crm_fail (error, CRM_ERROR_CORRUPT, "The machine stopped during the first load"));
}

static gboolean
check_definitions (DeskConnection *connection, GError **error)
{
  g_autofree char *loading = desk_connection_get_meta (connection, "loading");

  return desk_schema_check (connection->schema, connection->cache, g_strcmp0 (loading, "1") == 0,
                            error);
}

static gboolean
open_cache_file (DeskConnection *connection,
                 const char *path,
                 const char *folder,
                 gboolean check,
                 GError **error)
{
  gboolean current = FALSE, empty = FALSE;

  if (!desk_folder_make_file (path, error))
    return FALSE;
  connection->cache = desk_sqlite_open (path, DESK_FILE_CACHE, error);
  if (connection->cache == NULL || (check && !check_cache (connection, error)) ||
      !is_current (connection, &current, &empty, error))
    return FALSE;
  if (!current && !empty)
    {
      g_message ("The tables of the cache changed; it is made anew");
      close_cache (connection);
      desk_folder_remove (path);
      return open_cache_file (connection, path, folder, FALSE, error);
    }
  return (!empty || create_cache (connection, error)) &&
         (!check || check_definitions (connection, error)) &&
         check_owner (connection->cache, folder, error);
}

static gboolean
open_cache (DeskConnection *connection, const char *folder, gboolean check, GError **error)
{
  g_autofree char *path = g_build_filename (folder, "cache.db", NULL);
  g_autoptr (GError) failed = NULL;

  if (open_cache_file (connection, path, folder, check, &failed))
    return TRUE;
  close_cache (connection);
  if (!g_error_matches (failed, CRM_ERROR, CRM_ERROR_CORRUPT))
    {
      g_propagate_error (error, g_steal_pointer (&failed));
      return FALSE;
    }
  desk_folder_set_aside (path);
  return open_cache_file (connection, path, folder, FALSE, error);
}

static gboolean
apply_outbox (DeskConnection *connection, GError **error)
{
  g_autofree char *complete = desk_connection_get_meta (connection, "complete");
  g_autofree char *loading = desk_connection_get_meta (connection, "loading");
  g_autofree char *today = desk_summary_dup_today ();

  connection->complete = g_strcmp0 (complete, "1") == 0;
  connection->loading = g_strcmp0 (loading, "1") == 0;
  if (connection->loading)
    return TRUE;
  if (!desk_connection_begin (connection, error))
    return FALSE;
  if (!desk_overlay_rebuild_all (connection, error) ||
      !desk_summary_roll (connection, today, error))
    {
      desk_connection_rollback (connection);
      return FALSE;
    }
  return desk_connection_commit (connection, error);
}

/* A damaged page may only come to light now. */
static gboolean
open_cache_with_outbox (DeskConnection *connection,
                        const char *folder,
                        gboolean check,
                        GError **error)
{
  g_autofree char *path = g_build_filename (folder, "cache.db", NULL);
  g_autoptr (GError) failed = NULL;

  if (!open_cache (connection, folder, check, error))
    return FALSE;
  if (apply_outbox (connection, &failed))
    return TRUE;
  if (!g_error_matches (failed, CRM_ERROR, CRM_ERROR_CORRUPT))
    {
      g_propagate_error (error, g_steal_pointer (&failed));
      return FALSE;
    }
  close_cache (connection);
  desk_folder_set_aside (path);
  return open_cache (connection, folder, FALSE, error) && apply_outbox (connection, error);
}

static gboolean
open_both (DeskConnection *connection, const char *folder, DeskOpened *opened, GError **error)
{
  g_autofree char *verified = NULL;

  if (!open_outbox (connection, folder, opened->unclean, opened, error) ||
      !open_cache_with_outbox (connection, folder, opened->unclean, error))
    return FALSE;
  opened->cursor = desk_connection_get_meta (connection, "cursor");
  verified = desk_connection_get_meta (connection, "verified");
  opened->verified = verified != NULL ? g_ascii_strtoll (verified, NULL, 10) : 0;
  opened->complete = connection->complete;
  opened->entries = desk_entry_store_list (connection, DESK_SQL_ENTRIES_OPEN, NULL, error);
  return opened->entries != NULL;
}

gboolean
desk_database_open_files (DeskConnection *connection,
                          const char *folder,
                          DeskOpened *opened,
                          GError **error)
{
  opened->lock = desk_folder_lock (folder, error);
  if (opened->lock < 0)
    return FALSE;
  desk_wipe_end (folder);
  opened->unclean = desk_folder_mark_open (folder);
  if (!open_both (connection, folder, opened, error))
    return FALSE;
  connection->reserve = desk_folder_make_reserve (folder);
  return TRUE;
}

gboolean
desk_database_reopen_files (DeskConnection *connection,
                            const char *folder,
                            DeskOpened *opened,
                            GError **error)
{
  gboolean done;

  if (connection->bulk)
    desk_connection_rollback (connection);
  close_cache (connection);
  g_clear_pointer (&connection->outbox, sqlite3_close);
  g_clear_pointer (&connection->log, desk_outbox_log_close);
  connection->stale = FALSE;
  opened->unclean = TRUE;
  connection->thorough = TRUE;
  done = open_both (connection, folder, opened, error);
  connection->thorough = FALSE;
  return done;
}

gboolean
desk_database_empty_cache (DeskConnection *connection, GError **error)
{
  desk_connection_forget (connection);
  if (!desk_sqlite_exec (connection->cache, "BEGIN IMMEDIATE", error))
    return FALSE;
  for (guint i = 0; i < connection->schema->n_kinds; i++)
    {
      g_autofree char *sql =
          g_strdup_printf ("DROP TABLE \"%s\"", connection->schema->kinds[i]->table);

      if (!desk_sqlite_exec (connection->cache, sql, error))
        return FALSE;
    }
  if (!desk_sqlite_exec (connection->cache,
                         "DROP TABLE customer_text; DROP TABLE customer_order;"
                         "DROP TABLE customer_summary; DROP TABLE customer_key; DROP TABLE base;"
                         "DROP TABLE revealed; DROP TABLE load_gone; DROP TABLE meta",
                         error) ||
      !desk_schema_create (connection->schema, connection->cache, error) ||
      !desk_connection_put_meta (connection, "schema", connection->schema->digest, error) ||
      !desk_sqlite_exec (connection->cache, "COMMIT", error))
    return FALSE;
  connection->complete = FALSE;
  connection->loading = FALSE;
  return TRUE;
}

void
desk_database_close_files (DeskConnection *connection, const char *folder, gboolean damaged)
{
  if (connection->bulk)
    desk_connection_rollback (connection);
  desk_connection_forget (connection);
  /* What a first load has written is not on the disk for certain. */
  if (!damaged && !connection->loading && connection->cache != NULL && connection->outbox != NULL)
    desk_folder_mark_closed (folder);
}
