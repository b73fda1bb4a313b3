/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Counting in a closed outbox: see the header. One operation is data of its task. */

#define G_LOG_DOMAIN "desk-store"

#include "client/store/desk-outbox-peek.h"

#include "client/store/desk-outbox.h"
#include "client/store/desk-sqlite.h"
#include "client/store/desk-vault.h"
#include "shared/base/crm-worker.h"

typedef struct
{
  char *path;        /* (nullable) */
  CrmWorker *worker; /* (nullable) */
  DeskOutboxPeek peek;
} Peek;

static void
peek_free (gpointer data)
{
  Peek *self = data;

  g_free (self->path);
  g_free (self);
}

static gboolean
count_entries (Peek *self, sqlite3 *db, GError **error)
{
  sqlite3_stmt *statement =
      desk_sqlite_prepare (db, "SELECT body FROM entry WHERE state <> ?1", error);
  gboolean row = FALSE;
  gboolean done = statement != NULL;

  if (statement != NULL)
    sqlite3_bind_int (statement, 1, DESK_ENTRY_DONE);
  while (done && (done = desk_sqlite_step (statement, &row, error)) && row)
    {
      self->peek.unsent++;
      self->peek.sealed += desk_vault_is_sealed ((const char *) sqlite3_column_text (statement, 0));
    }
  sqlite3_finalize (statement);
  return done;
}

static void
peek_work (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Peek *self = g_task_get_task_data (task_data);
  GError *error = NULL;
  gint64 drafts = 0;
  sqlite3 *db;

  if (self->path == NULL || !g_file_test (self->path, G_FILE_TEST_EXISTS))
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  db = desk_sqlite_open (self->path, DESK_FILE_OUTBOX, &error);
  if (db != NULL && count_entries (self, db, &error) &&
      desk_sqlite_get_integer (db, "SELECT count(*) FROM draft", &drafts, &error))
    {
      self->peek.drafts = (guint) drafts;
      g_task_return_boolean (task, TRUE);
    }
  else
    g_task_return_error (task, error);
  sqlite3_close (db);
}

static void
peeked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Peek *self = g_task_get_task_data (task);
  GError *error = NULL;

  crm_worker_stop (self->worker);
  g_clear_object (&self->worker);
  if (g_task_propagate_boolean (G_TASK (result), &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
desk_outbox_peek_async (DeskAccount *account,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autofree char *folder = NULL;
  g_autoptr (GTask) inner = NULL;
  GTask *task;
  Peek *self;

  g_return_if_fail (DESK_IS_ACCOUNT (account));
  task = g_task_new (account, cancellable, callback, user_data);
  g_task_set_source_tag (task, desk_outbox_peek_async);
  self = g_new0 (Peek, 1);
  g_task_set_task_data (task, self, peek_free);
  folder = desk_account_dup_database_folder (account);
  self->path = folder != NULL ? g_build_filename (folder, "outbox.db", NULL) : NULL;
  inner = g_task_new (account, NULL, peeked_cb, task);
  g_task_set_task_data (inner, g_object_ref (task), g_object_unref);
  self->worker = crm_worker_new ("peek");
  crm_worker_queue (self->worker, inner, 0, peek_work);
}

gboolean
desk_outbox_peek_finish (GAsyncResult *result, DeskOutboxPeek *peek, GError **error)
{
  *peek = ((Peek *) g_task_get_task_data (G_TASK (result)))->peek;
  return g_task_propagate_boolean (G_TASK (result), error);
}
