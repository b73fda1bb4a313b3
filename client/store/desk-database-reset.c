/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Emptying a cache that cannot be gone on from, and opening damaged files again while the program
 * runs. Jobs of the writer. */

#define G_LOG_DOMAIN "desk-store"

#include "client/store/desk-change-applier.h"
#include "client/store/desk-check.h"
#include "client/store/desk-database-open.h"
#include "client/store/desk-database-private.h"
#include "client/store/desk-overlay.h"

/* The live objects keep what they show until the new rows come. */
static gboolean
tell_all (DeskConnection *connection, GError **error)
{
  gboolean done;

  for (guint i = 0; i < connection->schema->n_kinds; i++)
    desk_connection_mark_all (connection, (int) i);
  connection->changes.meta = TRUE;
  connection->emptied = TRUE;
  done = desk_connection_commit (connection, error);
  connection->emptied = FALSE;
  return done;
}

static void
reset_job (DeskConnection *connection, GTask *task, gpointer data)
{
  GError *error = NULL;

  if (connection->bulk)
    desk_connection_rollback (connection);
  if (!desk_database_empty_cache (connection, &error) ||
      !desk_connection_begin (connection, &error) || !desk_overlay_rebuild_all (connection, &error))
    {
      desk_connection_rollback (connection);
      g_task_return_error (task, error);
      return;
    }
  if (tell_all (connection, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
queue (DeskDatabase *self,
       DeskWriterJob job,
       GCancellable *cancellable,
       GAsyncReadyCallback callback,
       gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, queue);
  desk_database_queue_job (self, task, DESK_PRIORITY_SYNC, job, NULL, NULL);
}

void
desk_database_reset_cache_async (DeskDatabase *self,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_return_if_fail (DESK_IS_DATABASE (self));
  queue (self, reset_job, cancellable, callback, user_data);
}

gboolean
desk_database_reset_cache_finish (DeskDatabase *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

typedef struct
{
  DeskDatabase *database; /* (owned) */
  DeskOpened *opened;
} Found;

static void
free_found (gpointer data)
{
  Found *found = data;

  desk_opened_free (found->opened);
  g_object_unref (found->database);
  g_free (found);
}

static gboolean
found_cb (gpointer user_data)
{
  Found *found = user_data;

  desk_database_take_opened (found->database, found->opened);
  return G_SOURCE_REMOVE;
}

/* Pages that are whole may hold an index that is not of these rows, and no check finds it. */
static gboolean
make_index (DeskConnection *connection, GError **error)
{
  return !connection->complete || !desk_connection_has_rows (connection) ||
         desk_check_rebuild_index (connection, error);
}

/* What the files hold now is told before anything that is written after it. */
void
desk_database_repair_job (DeskConnection *connection, GTask *task, gpointer data)
{
  DeskDatabase *self = g_task_get_source_object (task);
  Found *found = g_new0 (Found, 1);
  GError *error = NULL;
  gboolean done;

  found->database = g_object_ref (self);
  found->opened = desk_opened_new ();
  desk_database_renew_reader (self);
  done = desk_database_reopen_files (connection, desk_database_get_folder (self), found->opened,
                                     &error);
  desk_database_renew_reader (self);
  if (!done)
    {
      free_found (found);
      g_task_return_error (task, error);
      return;
    }
  desk_database_note_repair (self);
  desk_database_tell (self, found_cb, found, free_found);
  if (desk_connection_begin (connection, &error) && make_index (connection, &error) &&
      tell_all (connection, &error))
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  desk_connection_rollback (connection);
  g_task_return_error (task, error);
}

void
desk_database_repair_async (DeskDatabase *self,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_return_if_fail (DESK_IS_DATABASE (self));
  queue (self, desk_database_repair_job, cancellable, callback, user_data);
}

gboolean
desk_database_repair_finish (DeskDatabase *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
