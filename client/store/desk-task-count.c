/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Counting the open tasks of many customers, for a preview. Main thread; the counting is the
 * reader's. */

#define G_LOG_DOMAIN "desk-store"

#include "client/store/desk-task-count.h"

#include "client/store/desk-database-private.h"
#include "client/store/desk-sqlite.h"

typedef struct
{
  GStrv customers;
  gint64 n;
} Count;

static void
free_count (gpointer data)
{
  Count *count = data;

  g_strfreev (count->customers);
  g_free (count);
}

static gboolean
count_work (DeskConnection *connection, gpointer data, GError **error)
{
  Count *count = data;
  sqlite3_stmt *statement =
      desk_sqlite_prepare (connection->cache,
                           "SELECT count (*) FROM task WHERE customer = ?1 AND done_at IS NULL"
                           " AND state <> 3",
                           error);
  gboolean done = statement != NULL;

  count->n = 0;
  for (guint i = 0; done && count->customers[i] != NULL; i++)
    {
      guint8 id[CRM_ID_BYTES];
      gboolean row = FALSE;

      if (!crm_id_to_bytes (count->customers[i], id))
        continue;
      desk_sqlite_bind_id (statement, 1, id);
      done = desk_sqlite_step (statement, &row, error);
      if (done && row)
        count->n += sqlite3_column_int64 (statement, 0);
      sqlite3_reset (statement);
    }
  sqlite3_finalize (statement);
  return done;
}

void
desk_task_count_async (DeskDatabase *database,
                       const char *const *customers,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  Count *count;

  g_return_if_fail (DESK_IS_DATABASE (database));
  count = g_new0 (Count, 1);
  count->customers = g_strdupv ((char **) customers);
  desk_database_read_async (database, DESK_PRIORITY_SCREEN, count_work, count, free_count, NULL,
                            callback, user_data);
}

gint64
desk_task_count_finish (GAsyncResult *result, GError **error)
{
  g_autoptr (GObject) database = g_async_result_get_source_object (result);
  Count *count = desk_database_work_finish (DESK_DATABASE (database), result, error);

  return count != NULL ? count->n : -1;
}
