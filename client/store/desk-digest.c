/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Digests of the cache: see the header. Computed on the reader thread from one snapshot. */

#define G_LOG_DOMAIN "desk-store"

#include "client/store/desk-digest.h"

#include "client/store/desk-record-store.h"

static DeskDigest *
make_digest (void)
{
  DeskDigest *self = g_new0 (DeskDigest, 1);

  self->kinds = crm_kinds (&self->n_kinds);
  self->digests = g_new0 (CrmDigest, self->n_kinds);
  return self;
}

void
desk_digest_free (DeskDigest *self)
{
  g_free (self->digests);
  g_free (self);
}

static void
add_row (DeskDigest *self, const DeskRow *row)
{
  const guint64 hash = crm_digest_hash (self->kinds[row->kind], row->id, row->version,
                                        (const char *const *) row->values, NULL);

  crm_digest_add (&self->digests[row->kind], row->id, hash);
}

/* Records with open commands: what the server said of them is kept beside. */
static gboolean
add_bases (DeskDigest *self, DeskConnection *connection, GHashTable *with_base, GError **error)
{
  sqlite3_stmt *statement = desk_connection_get (connection, DESK_SQL_BASES, error);
  gboolean found = FALSE;
  gboolean done = statement != NULL;

  while (done && (done = desk_sqlite_step (statement, &found, error)) && found)
    {
      const int kind = sqlite3_column_int (statement, 0);
      g_autoptr (DeskRow) base = NULL;
      guint8 id[CRM_ID_BYTES];

      if (kind < 0 || (guint) kind >= self->n_kinds || !desk_sqlite_get_id (statement, 1, id))
        continue;
      if (!desk_record_store_get_base (connection, kind, id, &base, error))
        return FALSE;
      g_hash_table_add (with_base, desk_id_copy (id));
      if (base != NULL && base->version != 0)
        add_row (self, base);
    }
  return done;
}

static gboolean
add_kind (DeskDigest *self,
          DeskConnection *connection,
          int kind,
          GHashTable *with_base,
          GError **error)
{
  sqlite3_stmt *statement = desk_connection_get_kind (connection, kind, DESK_KIND_ALL, error);
  gboolean found = FALSE;
  gboolean done = statement != NULL;

  while (done && (done = desk_sqlite_step (statement, &found, error)) && found)
    {
      g_autoptr (DeskRow) row = desk_record_store_take (connection, kind, statement);

      if (!g_hash_table_contains (with_base, row->id))
        add_row (self, row);
    }
  return done;
}

static gboolean
compute_work (DeskConnection *connection, gpointer data, GError **error)
{
  DeskDigest **answer = data;
  g_autoptr (GHashTable) with_base =
      g_hash_table_new_full (desk_id_hash, desk_id_equal, g_free, NULL);

  g_clear_pointer (answer, desk_digest_free);
  *answer = make_digest ();
  if (!add_bases (*answer, connection, with_base, error))
    return FALSE;
  for (guint i = 0; i < (*answer)->n_kinds; i++)
    if (!add_kind (*answer, connection, (int) i, with_base, error))
      return FALSE;
  return TRUE;
}

static void
free_answer (gpointer data)
{
  DeskDigest **answer = data;

  g_clear_pointer (answer, desk_digest_free);
  g_free (answer);
}

void
desk_digest_compute_async (DeskDatabase *database,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  desk_database_read_async (database, DESK_PRIORITY_IDLE, compute_work, g_new0 (DeskDigest *, 1),
                            free_answer, cancellable, callback, user_data);
}

DeskDigest *
desk_digest_compute_finish (DeskDatabase *database, GAsyncResult *result, GError **error)
{
  DeskDigest **answer = desk_database_work_finish (database, result, error);

  return answer != NULL ? g_steal_pointer (answer) : NULL;
}
