/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Looking the cache through: pages on the reader thread, the search index on the writer's. One
 * operation is data of its task. */

#define G_LOG_DOMAIN "desk-store"

#include "client/store/desk-check.h"

#include "client/store/desk-database-private.h"
#include "client/store/desk-folder.h"
#include "client/store/desk-summary.h"
#include "client/store/desk-text-index.h"
#include "shared/base/crm-error.h"

#define CHECK_INDEX "INSERT INTO customer_text (customer_text) VALUES ('integrity-check')"
#define CLEAR_INDEX                                                                                \
  "DROP INDEX IF EXISTS customer_order_n; DELETE FROM customer_order;"                             \
  "INSERT INTO customer_text (customer_text) VALUES ('delete-all')"
/* Customers that are shown and have no place in the order of names, and places of none. */
#define COUNT_LOST                                                                                 \
  "SELECT (SELECT count(*) FROM customer WHERE state <> 3 AND n NOT IN"                            \
  " (SELECT n FROM customer_order)) + (SELECT count(*) FROM customer_order WHERE n NOT IN"         \
  " (SELECT n FROM customer WHERE state <> 3))"

/* The quick check takes the indexes' word; a wrong one hides rows. */
static gboolean
compare_indexes (DeskConnection *connection, gboolean *lost, GError **error)
{
  sqlite3_stmt *statement =
      desk_sqlite_prepare (connection->cache, "PRAGMA integrity_check(1)", error);
  gboolean row = FALSE;
  gboolean done;

  if (statement == NULL)
    return FALSE;
  done = desk_sqlite_step (statement, &row, error);
  *lost = row && g_strcmp0 ((const char *) sqlite3_column_text (statement, 0), "ok") != 0;
  sqlite3_finalize (statement);
  return done;
}

/* Of records that are there twice the later row stays: the comparison with the server puts it
 * right. */
static gboolean
make_indexes (DeskConnection *connection, GError **error)
{
  const DeskSchema *schema = connection->schema;

  desk_connection_forget (connection);
  for (guint i = 0; i < schema->n_kinds; i++)
    {
      const char *table = schema->kinds[i]->table;
      g_autofree char *dedupe = g_strdup_printf ("DELETE FROM \"%s\" WHERE n NOT IN"
                                                 " (SELECT max (n) FROM \"%s\" GROUP BY id)",
                                                 table, table);

      if (!desk_sqlite_exec (connection->cache, schema->drop_indexes[i], error) ||
          !desk_sqlite_exec (connection->cache, dedupe, error) ||
          !desk_sqlite_exec (connection->cache, schema->indexes[i], error))
        return FALSE;
      desk_connection_mark_all (connection, (int) i);
    }
  return TRUE;
}

static gboolean
read_pages_work (DeskConnection *connection, gpointer data, GError **error)
{
  DeskCheck *check = data;
  g_autoptr (GError) failed = NULL;

  check->damaged = FALSE;
  if (desk_sqlite_check (connection->cache, &failed) &&
      compare_indexes (connection, &check->lost, &failed))
    return TRUE;
  check->damaged = g_error_matches (failed, CRM_ERROR, CRM_ERROR_CORRUPT);
  if (!check->damaged)
    g_propagate_error (error, g_steal_pointer (&failed));
  return check->damaged;
}

gboolean
desk_check_rebuild_index (DeskConnection *connection, GError **error)
{
  desk_connection_forget (connection);
  desk_connection_mark_all (connection, connection->schema->customer);
  return desk_sqlite_exec (connection->cache, CLEAR_INDEX, error) &&
         desk_text_index_build (connection, error) && desk_summary_build (connection, error) &&
         desk_sqlite_exec (connection->cache, DESK_ORDER_INDEX, error);
}

static gboolean
check_index_work (DeskConnection *connection, gpointer data, GError **error)
{
  DeskCheck *check = data;
  gint64 lost = 0;

  if (!desk_connection_has_rows (connection) || !connection->complete)
    return TRUE;
  if (!check->lost && desk_sqlite_exec (connection->cache, CHECK_INDEX, NULL) &&
      desk_sqlite_get_integer (connection->cache, COUNT_LOST, &lost, NULL) && lost == 0)
    return TRUE;
  check->rebuilt = TRUE;
  return (!check->lost || make_indexes (connection, error)) &&
         desk_check_rebuild_index (connection, error);
}

static void
checked_index_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  DeskCheck *check = g_task_get_task_data (task);
  GError *error = NULL;

  if (desk_database_work_finish (DESK_DATABASE (source), result, &error) == NULL)
    {
      /* Pages that the quick check passes over may still not do to make indexes from. */
      check->damaged = g_error_matches (error, CRM_ERROR, CRM_ERROR_CORRUPT);
      if (!check->damaged)
        {
          g_task_return_error (task, error);
          return;
        }
      g_clear_error (&error);
      desk_database_note_damage (DESK_DATABASE (source));
    }
  g_task_return_boolean (task, TRUE);
}

static void
read_pages_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  DeskDatabase *database = DESK_DATABASE (source);
  DeskCheck *check = g_task_get_task_data (task);
  GError *error = NULL;

  if (desk_database_work_finish (database, result, &error) == NULL)
    g_task_return_error (task, error);
  else if (check->damaged)
    {
      desk_database_note_damage (database);
      g_task_return_boolean (task, TRUE);
    }
  else
    desk_database_write_async (database, DESK_PRIORITY_IDLE, check_index_work, check, NULL,
                               g_task_get_cancellable (task), checked_index_cb,
                               g_object_ref (task));
}

void
desk_check_async (DeskDatabase *database,
                  GCancellable *cancellable,
                  GAsyncReadyCallback callback,
                  gpointer user_data)
{
  GTask *task = g_task_new (database, cancellable, callback, user_data);
  DeskCheck *check = g_new0 (DeskCheck, 1);

  g_task_set_source_tag (task, desk_check_async);
  g_task_set_task_data (task, check, g_free);
  desk_database_read_async (database, DESK_PRIORITY_IDLE, read_pages_work, check, NULL, cancellable,
                            read_pages_cb, task);
}

gboolean
desk_check_finish (GAsyncResult *result, DeskCheck *check, GError **error)
{
  *check = *(DeskCheck *) g_task_get_task_data (G_TASK (result));
  return g_task_propagate_boolean (G_TASK (result), error);
}
