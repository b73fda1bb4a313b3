/* SPDX-License-Identifier: GPL-3.0-or-later */

/* See the header. The functions in _work run on the worker. */

#include "client/imports/desk-import-table.h"

#include "shared/base/crm-error.h"
#include "shared/codec/crm-table.h"

typedef struct
{
  GFile *file; /* (owned) */
  char *charset;
  char delimiter;
} Question;

static void
free_question (gpointer data)
{
  Question *question = data;

  g_object_unref (question->file);
  g_free (question->charset);
  g_free (question);
}

void
desk_import_table_free (DeskImportTable *self)
{
  g_free (self->charset);
  g_ptr_array_unref (self->rows);
  g_free (self);
}

static GStrv
copy_row (GPtrArray *row)
{
  GStrv cells = g_new0 (char *, row->len + 1);

  for (guint i = 0; i < row->len; i++)
    cells[i] = g_strdup (row->pdata[i]);
  return cells;
}

static gboolean
read_rows (DeskImportTable *self, CrmTable *table, GError **error)
{
  GError *local = NULL;
  GPtrArray *row;

  while (self->rows->len <= DESK_IMPORT_PREVIEW && (row = crm_table_read (table, &local)) != NULL)
    g_ptr_array_add (self->rows, copy_row (row));
  if (local != NULL)
    {
      g_propagate_error (error, local);
      return FALSE;
    }
  return self->rows->len > 0 || crm_fail (error, CRM_ERROR_INVALID, "the file is empty");
}

static DeskImportTable *
read_table (Question *question, GError **error)
{
  g_autoptr (DeskImportTable) self = g_new0 (DeskImportTable, 1);
  g_autoptr (GFileInputStream) stream = NULL;
  g_autoptr (CrmTable) table = NULL;

  self->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  stream = g_file_read (question->file, NULL, error);
  if (stream == NULL || !g_seekable_seek (G_SEEKABLE (stream), 0, G_SEEK_END, NULL, error))
    return NULL;
  self->size = g_seekable_tell (G_SEEKABLE (stream));
  if (!g_seekable_seek (G_SEEKABLE (stream), 0, G_SEEK_SET, NULL, error))
    return NULL;
  table = crm_table_new (G_INPUT_STREAM (stream), error);
  if (table == NULL || !crm_table_set_form (table, question->charset, question->delimiter, error) ||
      !read_rows (self, table, error))
    return NULL;

  self->charset = g_strdup (crm_table_get_charset (table));
  self->delimiter = crm_table_get_delimiter (table);
  self->is_cards = crm_table_is_cards (table);
  return g_steal_pointer (&self);
}

static void
read_work (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  DeskImportTable *table = read_table (data, &error);

  if (table != NULL)
    g_task_return_pointer (task, table, (GDestroyNotify) desk_import_table_free);
  else
    g_task_return_error (task, error);
}

void
desk_import_table_read_async (CrmWorker *worker,
                              GFile *file,
                              const char *charset,
                              char delimiter,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);
  Question *question = g_new0 (Question, 1);

  question->file = g_object_ref (file);
  question->charset = g_strdup (charset);
  question->delimiter = delimiter;
  g_task_set_task_data (task, question, free_question);
  crm_worker_queue (worker, task, 0, read_work);
}

DeskImportTable *
desk_import_table_read_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
