/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Repair of the cache by buckets: see the header. Writer thread. */

#define G_LOG_DOMAIN "desk-store"

#include "client/store/desk-repair.h"

#include "client/store/desk-eviction.h"
#include "client/store/desk-overlay.h"
#include "client/store/desk-scrub.h"
#include "shared/base/crm-error.h"

typedef struct
{
  DeskRepair *repair;
  DeskConnection *connection;
  int kind;
} Page;

DeskRepair *
desk_repair_new (const CrmKind *kind)
{
  DeskRepair *self = g_new0 (DeskRepair, 1);

  self->kind = kind;
  self->ids = g_hash_table_new_full (desk_id_hash, desk_id_equal, g_free, NULL);
  return self;
}

void
desk_repair_free (DeskRepair *self)
{
  g_clear_pointer (&self->page, g_bytes_unref);
  g_hash_table_unref (self->ids);
  g_free (self->cursor);
  g_free (self);
}

/* What the server last said, as the cache has it; %NULL when it has nothing. */
static gboolean
read_known (DeskConnection *connection,
            int kind,
            const guint8 id[CRM_ID_BYTES],
            DeskRow **known,
            GError **error)
{
  if (!desk_record_store_get_base (connection, kind, id, known, error))
    return FALSE;
  if (*known == NULL && !desk_record_store_read (connection, kind, id, known, error))
    return FALSE;
  if (*known != NULL && (*known)->version == 0)
    g_clear_pointer (known, desk_row_free);
  return TRUE;
}

static DeskRow *
make_row (int kind, const CrmChange *change)
{
  DeskRow *row = desk_row_new (kind, change->kind->n_fields, change->id);

  row->version = change->version;
  for (guint i = 0; i < change->kind->n_fields; i++)
    if (change->values[i] != NULL)
      row->values[i] = g_strndup (change->values[i], (gsize) change->lengths[i]);
  return row;
}

static guint64
hash_row (const CrmKind *kind, const DeskRow *row)
{
  return crm_digest_hash (kind, row->id, row->version, (const char *const *) row->values, NULL);
}

static gboolean
put_right (Page *page, const CrmChange *change, GError **error)
{
  DeskConnection *connection = page->connection;
  g_autoptr (DeskRow) row = make_row (page->kind, change);
  g_autoptr (DeskRow) known = NULL;

  if (!read_known (connection, page->kind, change->id, &known, error))
    return FALSE;
  if (known != NULL && hash_row (change->kind, known) == hash_row (change->kind, row))
    return TRUE;
  page->repair->rows++;
  return desk_overlay_set_base (connection, page->kind, row->id, row->version,
                                (const char *const *) row->values, error);
}

static gboolean
take_change (const CrmChange *change, gpointer user_data, GError **error)
{
  Page *page = user_data;
  DeskRepair *repair = page->repair;

  switch (change->type)
    {
    case CRM_CHANGE_ROW:
      if (change->kind != repair->kind || !repair->buckets[change->id[CRM_ID_BYTES - 1]])
        return TRUE;
      g_hash_table_add (repair->ids, desk_id_copy (change->id));
      return put_right (page, change, error);
    case CRM_CHANGE_CURSOR:
      g_free (repair->cursor);
      repair->cursor = g_strdup (change->cursor);
      return TRUE;
    case CRM_CHANGE_END:
      g_clear_pointer (&repair->cursor, g_free);
      return TRUE;
    case CRM_CHANGE_DELETED:
    case CRM_CHANGE_SCOPE:
    default:
      return TRUE;
    }
}

static gboolean
read_page (Page *page, GError **error)
{
  g_autoptr (CrmChangeReader) reader = crm_change_reader_new (page->repair->format);
  gsize length;
  const guint8 *bytes = g_bytes_get_data (page->repair->page, &length);

  return crm_change_reader_feed (reader, bytes, length, take_change, page, error);
}

gboolean
desk_repair_page_work (DeskConnection *connection, gpointer data, GError **error)
{
  DeskRepair *self = data;
  Page page = { self, connection, desk_schema_find (connection->schema, self->kind) };
  gboolean done;

  if (!desk_connection_has_rows (connection))
    return crm_fail (error, CRM_ERROR_UNAVAILABLE, "The cache is not complete");
  connection->repairs = TRUE;
  done = read_page (&page, error);
  connection->repairs = FALSE;
  return done;
}

/* (element-type guint8[16]): in the buckets and not on the server. */
static GArray *
list_extra (DeskRepair *self, DeskConnection *connection, int kind, GError **error)
{
  g_autoptr (GArray) extra = g_array_new (FALSE, FALSE, CRM_ID_BYTES);
  sqlite3_stmt *statement = desk_connection_get_kind (connection, kind, DESK_KIND_IDS, error);
  gboolean found = FALSE;
  gboolean done = statement != NULL;

  while (done && (done = desk_sqlite_step (statement, &found, error)) && found)
    {
      guint8 id[CRM_ID_BYTES];

      /* An id that is none can only be damage. */
      if (desk_sqlite_get_id (statement, 1, id) && self->buckets[id[CRM_ID_BYTES - 1]] &&
          !g_hash_table_contains (self->ids, id))
        g_array_append_vals (extra, id, 1);
    }
  return done ? g_steal_pointer (&extra) : NULL;
}

static gboolean
check_loss (DeskRepair *self, DeskConnection *connection, guint n, GError **error)
{
  DeskEviction eviction = { .roots = n, .silent = FALSE };
  gint64 cached = 0;

  if (self->kind != connection->schema->kinds[connection->schema->customer])
    return TRUE;
  if (!desk_sqlite_get_integer (connection->cache, "SELECT count(*) FROM customer", &cached, error))
    return FALSE;
  eviction.cached = (guint64) cached;
  return desk_eviction_check (&eviction, self->confirmed, 0, error);
}

gboolean
desk_repair_rest_work (DeskConnection *connection, gpointer data, GError **error)
{
  DeskRepair *self = data;
  const int kind = desk_schema_find (connection->schema, self->kind);
  g_autoptr (GArray) extra = NULL;

  if (!desk_connection_has_rows (connection))
    return crm_fail (error, CRM_ERROR_UNAVAILABLE, "The cache is not complete");
  extra = list_extra (self, connection, kind, error);
  if (extra == NULL || !check_loss (self, connection, extra->len, error))
    return FALSE;
  for (guint i = 0; i < extra->len; i++)
    if (!desk_overlay_erase_scope (connection, kind,
                                   (const guint8 *) extra->data + i * CRM_ID_BYTES, error))
      return FALSE;
  self->rows += extra->len;
  self->takes_others = extra->len > 0 && kind == connection->schema->customer;
  return extra->len == 0 || desk_scrub_note (connection, error);
}

gboolean
desk_repair_cursor_work (DeskConnection *connection, gpointer data, GError **error)
{
  connection->changes.meta = TRUE;
  return desk_connection_put_meta (connection, "cursor", data, error);
}
