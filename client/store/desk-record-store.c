/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Put, get and erase for records of any kind. The reader thread uses the reading half on its own
 * connection, the writer thread all of it. */

#define G_LOG_DOMAIN "desk-store"

#include "client/store/desk-record-store.h"

#include "client/store/desk-likeness.h"
#include "client/store/desk-revealed.h"
#include "client/store/desk-row-seal.h"
#include "client/store/desk-summary.h"
#include "client/store/desk-text-index.h"

DeskRow *
desk_record_store_take (DeskConnection *connection, int kind, sqlite3_stmt *statement)
{
  const CrmKind *table = connection->schema->kinds[kind];
  guint8 id[CRM_ID_BYTES] = { 0 };
  DeskRow *row;

  desk_sqlite_get_id (statement, DESK_COLUMN_ID, id);
  row = desk_row_new (kind, table->n_fields, id);
  row->n = sqlite3_column_int64 (statement, DESK_COLUMN_N);
  row->version = sqlite3_column_int64 (statement, DESK_COLUMN_VERSION);
  row->state = sqlite3_column_int (statement, DESK_COLUMN_STATE);
  for (guint i = 0; i < table->n_fields; i++)
    row->values[i] =
        desk_sqlite_dup_value (statement, DESK_COLUMN_FIELDS + (int) i, &table->fields[i]);
  desk_row_open (connection, row);
  return row;
}

static gboolean
read_one (DeskConnection *connection,
          int kind,
          sqlite3_stmt *statement,
          DeskRow **row,
          GError **error)
{
  gboolean found = FALSE;

  *row = NULL;
  if (!desk_sqlite_step (statement, &found, error))
    return FALSE;
  if (found)
    {
      *row = desk_record_store_take (connection, kind, statement);
      sqlite3_reset (statement);
    }
  return TRUE;
}

gboolean
desk_record_store_read (DeskConnection *connection,
                        int kind,
                        const guint8 id[CRM_ID_BYTES],
                        DeskRow **row,
                        GError **error)
{
  sqlite3_stmt *statement = desk_connection_get_kind (connection, kind, DESK_KIND_BY_ID, error);

  if (statement == NULL)
    return FALSE;
  desk_sqlite_bind_id (statement, 1, id);
  return read_one (connection, kind, statement, row, error);
}

gboolean
desk_record_store_read_n (DeskConnection *connection,
                          int kind,
                          gint64 n,
                          DeskRow **row,
                          GError **error)
{
  sqlite3_stmt *statement = desk_connection_get_kind (connection, kind, DESK_KIND_BY_N, error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, n);
  return read_one (connection, kind, statement, row, error);
}

/* The primary phone and e-mail of a customer, or else its first ones. */
static gboolean
read_contacts (DeskConnection *connection, DeskRow *row, GError **error)
{
  sqlite3_stmt *statement = desk_connection_get (connection, DESK_SQL_CONTACTS, error);
  gboolean found = FALSE;

  if (statement == NULL)
    return FALSE;
  desk_sqlite_bind_id (statement, 1, row->id);
  while (TRUE)
    {
      const char *type;
      gboolean primary;
      char **target;

      if (!desk_sqlite_step (statement, &found, error))
        return FALSE;
      if (!found)
        return TRUE;
      type = (const char *) sqlite3_column_text (statement, 0);
      primary = sqlite3_column_type (statement, 2) != SQLITE_NULL;
      if (g_strcmp0 (type, "phone") == 0)
        target = &row->phone;
      else if (g_strcmp0 (type, "email") == 0)
        target = &row->email;
      else
        continue;
      if (*target != NULL && !primary)
        continue;
      g_free (*target);
      *target = g_strdup ((const char *) sqlite3_column_text (statement, 1));
    }
}

static gboolean
add_live_parts (DeskConnection *connection, DeskRow *row, GError **error)
{
  if (row->kind != connection->schema->customer)
    {
      row->key = row->state == CRM_RECORD_DELETED ? 0 : row->n;
      return TRUE;
    }
  return desk_text_index_find (connection, row->n, &row->key, error) &&
         desk_summary_read (connection, row->n, &row->summary, error) &&
         read_contacts (connection, row, error);
}

gboolean
desk_record_store_read_live (DeskConnection *connection,
                             int kind,
                             const guint8 id[CRM_ID_BYTES],
                             DeskRow **row,
                             GError **error)
{
  if (!desk_record_store_read (connection, kind, id, row, error))
    return FALSE;
  if (*row == NULL)
    {
      *row = desk_row_new (kind, 0, id);
      return TRUE;
    }
  return add_live_parts (connection, *row, error);
}

gboolean
desk_record_store_read_key (DeskConnection *connection,
                            int kind,
                            gint64 key,
                            DeskRow **row,
                            GError **error)
{
  gint64 n = key;

  *row = NULL;
  if (kind == connection->schema->customer && !desk_text_index_get_row (connection, key, &n, error))
    return FALSE;
  if (n == 0)
    return TRUE;
  if (!desk_record_store_read_n (connection, kind, n, row, error))
    return FALSE;
  return *row == NULL || add_live_parts (connection, *row, error);
}

gboolean
desk_record_store_find (DeskConnection *connection,
                        int kind,
                        const guint8 id[CRM_ID_BYTES],
                        DeskFound *found,
                        GError **error)
{
  sqlite3_stmt *statement = desk_connection_get_kind (connection, kind, DESK_KIND_FIND, error);
  gboolean row = FALSE;

  *found = (DeskFound){ 0 };
  if (statement == NULL)
    return FALSE;
  desk_sqlite_bind_id (statement, 1, id);
  if (!desk_sqlite_step (statement, &row, error))
    return FALSE;
  if (row)
    {
      found->n = sqlite3_column_int64 (statement, 0);
      found->version = sqlite3_column_int64 (statement, 1);
      found->state = sqlite3_column_int (statement, 2);
      sqlite3_reset (statement);
    }
  return TRUE;
}

/* The customer whose search text holds this row: itself, or the one a contact hangs on. */
static gboolean
note_index (DeskConnection *connection, const DeskRow *row, GError **error)
{
  const DeskSchema *schema = connection->schema;
  guint8 customer[CRM_ID_BYTES];

  if (row->kind == schema->customer)
    return desk_text_index_note (connection, row->id, error);
  if (row->kind == schema->contact_point)
    {
      const char *root = row->values[schema->kinds[row->kind]->root];

      if (root == NULL || !crm_id_to_bytes (root, customer))
        return TRUE;
      desk_connection_mark (connection, schema->customer, customer);
      return desk_text_index_note (connection, customer, error);
    }
  return TRUE;
}

/* A contact point could be moved to another customer: the one it leaves changes too. */
static gboolean
note_previous (DeskConnection *connection, const DeskRow *row, GError **error)
{
  g_autoptr (DeskRow) previous = NULL;

  if (row->kind != connection->schema->contact_point || row->n == 0)
    return TRUE;
  if (!desk_record_store_read_n (connection, row->kind, row->n, &previous, error))
    return FALSE;
  return previous == NULL || note_index (connection, previous, error);
}

gboolean
desk_record_store_write (DeskConnection *connection, DeskRow *row, GError **error)
{
  const CrmKind *table = connection->schema->kinds[row->kind];
  const DeskKindSql sql = row->n == 0 ? DESK_KIND_INSERT : DESK_KIND_UPDATE;
  guint8 bytes[CRM_MAX_FIELDS][CRM_ID_BYTES];
  g_autoptr (DeskRow) sealed = NULL;
  const DeskRow *stored = desk_row_seal (connection, row, &sealed);
  sqlite3_stmt *statement;

  desk_likeness_note (connection, row);
  if (!note_previous (connection, row, error) || !note_index (connection, row, error) ||
      !desk_summary_note (connection, row, error) ||
      !desk_revealed_forget (connection, row->kind, row->id, row->version, error))
    return FALSE;
  statement = desk_connection_get_kind (connection, row->kind, sql, error);
  if (statement == NULL)
    return FALSE;
  desk_sqlite_bind_id (statement, DESK_COLUMN_ID, row->id);
  sqlite3_bind_int64 (statement, DESK_COLUMN_VERSION, row->version);
  sqlite3_bind_int (statement, DESK_COLUMN_STATE, row->state);
  for (guint i = 0; i < table->n_fields; i++)
    desk_sqlite_bind_value (statement, DESK_COLUMN_FIELDS + (int) i, &table->fields[i],
                            stored->values[i], -1, bytes[i]);
  if (row->n != 0)
    sqlite3_bind_int64 (statement, DESK_COLUMN_FIELDS + (int) table->n_fields, row->n);
  if (!desk_sqlite_run (statement, error))
    return FALSE;
  if (row->n == 0)
    row->n = sqlite3_last_insert_rowid (connection->cache);
  desk_connection_mark (connection, row->kind, row->id);
  return TRUE;
}

gboolean
desk_record_store_erase (DeskConnection *connection, const DeskRow *row, GError **error)
{
  sqlite3_stmt *statement;

  if (!note_index (connection, row, error) || !desk_summary_erase (connection, row, error) ||
      !desk_likeness_erase (connection, row, error) ||
      !desk_revealed_forget (connection, row->kind, row->id, 0, error))
    return FALSE;
  statement = desk_connection_get_kind (connection, row->kind, DESK_KIND_DELETE, error);
  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, row->n);
  desk_connection_mark (connection, row->kind, row->id);
  return desk_sqlite_run (statement, error);
}

gboolean
desk_record_store_set_state (DeskConnection *connection,
                             const DeskRow *row,
                             CrmRecordState state,
                             GError **error)
{
  sqlite3_stmt *statement;

  if (row->state == state)
    return TRUE;
  desk_likeness_note (connection, row);
  if (!note_index (connection, row, error) || !desk_summary_note (connection, row, error))
    return FALSE;
  statement = desk_connection_get_kind (connection, row->kind, DESK_KIND_SET_STATE, error);
  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, row->n);
  sqlite3_bind_int (statement, 2, state);
  desk_connection_mark (connection, row->kind, row->id);
  return desk_sqlite_run (statement, error);
}

GArray *
desk_record_store_list_children (DeskConnection *connection,
                                 int kind,
                                 const guint8 root[CRM_ID_BYTES],
                                 GError **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, CRM_ID_BYTES);
  sqlite3_stmt *statement = desk_connection_get_kind (connection, kind, DESK_KIND_CHILDREN, error);
  gboolean found = FALSE;

  if (statement == NULL)
    return NULL;
  desk_sqlite_bind_id (statement, 1, root);
  while (TRUE)
    {
      guint8 id[CRM_ID_BYTES];

      if (!desk_sqlite_step (statement, &found, error))
        return NULL;
      if (!found)
        return g_steal_pointer (&ids);
      if (desk_sqlite_get_id (statement, 1, id))
        g_array_append_vals (ids, id, 1);
    }
}

gboolean
desk_record_store_get_base (DeskConnection *connection,
                            int kind,
                            const guint8 id[CRM_ID_BYTES],
                            DeskRow **row,
                            GError **error)
{
  sqlite3_stmt *statement = desk_connection_get (connection, DESK_SQL_BASE_GET, error);
  gboolean found = FALSE;

  *row = NULL;
  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int (statement, 1, kind);
  desk_sqlite_bind_id (statement, 2, id);
  if (!desk_sqlite_step (statement, &found, error))
    return FALSE;
  if (!found)
    return TRUE;
  *row = desk_row_new (kind, connection->schema->kinds[kind]->n_fields, id);
  (*row)->version = sqlite3_column_int64 (statement, 0);
  desk_row_unpack (*row, sqlite3_column_blob (statement, 1),
                   (gsize) sqlite3_column_bytes (statement, 1));
  desk_row_open (connection, *row);
  sqlite3_reset (statement);
  return TRUE;
}

gboolean
desk_record_store_put_base (DeskConnection *connection, DeskRow *row, GError **error)
{
  sqlite3_stmt *statement = desk_connection_get (connection, DESK_SQL_BASE_PUT, error);
  g_autoptr (DeskRow) sealed = NULL;
  g_autoptr (GBytes) data = desk_row_pack (desk_row_seal (connection, row, &sealed));

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int (statement, 1, row->kind);
  desk_sqlite_bind_id (statement, 2, row->id);
  sqlite3_bind_int64 (statement, 3, row->version);
  sqlite3_bind_blob (statement, 4, g_bytes_get_data (data, NULL), (int) g_bytes_get_size (data),
                     SQLITE_TRANSIENT);
  return desk_sqlite_run (statement, error);
}

gboolean
desk_record_store_delete_base (DeskConnection *connection,
                               int kind,
                               const guint8 id[CRM_ID_BYTES],
                               GError **error)
{
  sqlite3_stmt *statement = desk_connection_get (connection, DESK_SQL_BASE_DELETE, error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int (statement, 1, kind);
  desk_sqlite_bind_id (statement, 2, id);
  return desk_sqlite_run (statement, error);
}

gboolean
desk_record_store_reload_open (DeskConnection *connection, GError **error)
{
  g_autoptr (GPtrArray) entries =
      desk_entry_store_list (connection, DESK_SQL_ENTRIES_OPEN, NULL, error);

  if (entries == NULL)
    return FALSE;
  g_hash_table_remove_all (connection->open);
  for (guint i = 0; i < entries->len; i++)
    {
      guint8 id[CRM_ID_BYTES];

      if (desk_entry_get_record (g_ptr_array_index (entries, i), id))
        g_hash_table_add (connection->open, desk_id_copy (id));
    }
  return TRUE;
}
