/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Emptying the cache, for what cannot be gone on from. A job of the writer. */

#define G_LOG_DOMAIN "desk-store"

#include "client/store/desk-change-applier.h"
#include "client/store/desk-database-open.h"
#include "client/store/desk-database-private.h"
#include "client/store/desk-overlay.h"

/* The live objects keep what they show until the new rows come. */
static void
reset_job (DeskConnection *connection, GTask *task, gpointer data)
{
  GError *error = NULL;

  if (connection->bulk)
    desk_connection_rollback (connection);
  if (!desk_database_empty_cache (connection, &error) ||
      !desk_connection_begin (connection, &error))
    {
      desk_connection_rollback (connection);
      g_task_return_error (task, error);
      return;
    }
  if (!desk_overlay_rebuild_all (connection, &error))
    {
      desk_connection_rollback (connection);
      g_task_return_error (task, error);
      return;
    }
  for (guint i = 0; i < connection->schema->n_kinds; i++)
    desk_connection_mark_all (connection, (int) i);
  connection->changes.meta = TRUE;
  connection->emptied = TRUE;
  if (desk_connection_commit (connection, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
  connection->emptied = FALSE;
}

void
desk_database_reset_cache_async (DeskDatabase *self,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (DESK_IS_DATABASE (self));
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, desk_database_reset_cache_async);
  desk_database_queue_job (self, task, DESK_PRIORITY_SYNC, reset_job, NULL, NULL);
}

gboolean
desk_database_reset_cache_finish (DeskDatabase *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
