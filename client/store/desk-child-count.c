/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What hangs on two customers, by kind. Main thread; the counting is the reader's. */

#define G_LOG_DOMAIN "desk-store"

#include "client/store/desk-child-count.h"

#include "client/store/desk-connection.h"

typedef struct
{
  guint8 ids[2][CRM_ID_BYTES];
  GArray *counts; /* (owned) (element-type DeskChildCount) */
} Count;

static void
count_free (gpointer data)
{
  Count *count = data;

  g_array_unref (count->counts);
  g_free (count);
}

static gboolean
count_rows (DeskConnection *connection,
            const CrmKind *kind,
            const guint8 *id,
            guint *n,
            GError **error)
{
  g_autofree char *sql =
      g_strdup_printf ("SELECT count(*) FROM \"%s\" WHERE \"%s\" = ?1 AND state <> %d", kind->table,
                       kind->fields[kind->root].column, CRM_RECORD_DELETED);
  sqlite3_stmt *statement = desk_sqlite_prepare (connection->cache, sql, error);
  gboolean row = FALSE;
  gboolean done;

  if (statement == NULL)
    return FALSE;
  desk_sqlite_bind_id (statement, 1, id);
  done = desk_sqlite_step (statement, &row, error);
  *n = done && row ? (guint) sqlite3_column_int64 (statement, 0) : 0;
  sqlite3_finalize (statement);
  return done;
}

static gboolean
count_work (DeskConnection *connection, gpointer data, GError **error)
{
  Count *count = data;
  const DeskSchema *schema = connection->schema;

  g_array_set_size (count->counts, 0);
  for (guint i = 0; i < schema->n_kinds; i++)
    {
      DeskChildCount item = { schema->kinds[i] };

      if (item.kind->root < 0 || item.kind->flags == 0)
        continue;
      if (!count_rows (connection, item.kind, count->ids[0], &item.first, error) ||
          !count_rows (connection, item.kind, count->ids[1], &item.second, error))
        return FALSE;
      if (item.first > 0 || item.second > 0)
        g_array_append_val (count->counts, item);
    }
  return TRUE;
}

void
desk_child_count_async (DeskDatabase *database,
                        const char *first,
                        const char *second,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  Count *count = g_new0 (Count, 1);

  count->counts = g_array_new (FALSE, FALSE, sizeof (DeskChildCount));
  crm_id_to_bytes (first, count->ids[0]);
  crm_id_to_bytes (second, count->ids[1]);
  desk_database_read_async (database, DESK_PRIORITY_SCREEN, count_work, count, count_free,
                            cancellable, callback, user_data);
}

GArray *
desk_child_count_finish (DeskDatabase *database, GAsyncResult *result, GError **error)
{
  Count *count = desk_database_work_finish (database, result, error);

  return count != NULL ? g_array_ref (count->counts) : NULL;
}
