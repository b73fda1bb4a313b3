/* SPDX-License-Identifier: GPL-3.0-or-later */

/* DeskDatabase: the two threads of the store and what the main thread knows of their files. Main
 * thread only; the fields under `worker` belong to the threads. Owned by the context. */

#define G_LOG_DOMAIN "desk-store"

#include "client/store/desk-database.h"

#include "client/store/desk-change-applier.h"
#include "client/store/desk-check.h"
#include "client/store/desk-database-open.h"
#include "client/store/desk-database-private.h"
#include "client/store/desk-folder.h"
#include "client/store/desk-outbox-tidy.h"
#include "client/store/desk-overlay.h"
#include "client/store/desk-record-loader.h"
#include "client/store/desk-scrub.h"
#include "client/store/desk-write-files.h"
#include "shared/base/crm-error.h"
#include "shared/base/crm-util.h"
#include "shared/base/crm-worker.h"

#include <unistd.h>

#define PROGRESS_STEPS 2000 /* of SQLite's machine, well below a millisecond */

struct _DeskDatabase
{
  GObject parent_instance;

  char *folder;
  DeskVault *vault; /* (owned) (nullable) */
  GMainContext *context;
  DeskSchema *schema;
  DeskIdentityMap *map;
  CrmWorker *writer; /* (nullable) */
  CrmWorker *reader; /* (nullable) */
  gboolean open;
  gboolean locked; /* nothing may be read until the server was reached */
  int lock;
  GPtrArray *entries; /* (element-type DeskEntry): not done, by seq */
  GHashTable *drafts; /* key → text */
  char *cursor;       /* (nullable) */
  gboolean complete;
  gboolean unclean; /* the files were looked through when they were opened */
  gint64 verified;  /* µs: when the cache was last compared with the server */
  DeskRecordLoader *loader;
  int typed;   /* atomic: reads that a key press waits for, queued */
  int closing; /* atomic: reads are for nobody any more */
  int damaged; /* atomic: a page was found damaged; looked at when it is opened again */
  int renewed; /* atomic: the reader has a file that was replaced */

  struct
  {
    DeskConnection *write;
    DeskConnection *read;
  } worker;
};

enum
{
  PROP_0,
  PROP_FOLDER,
  N_PROPS
};

enum
{
  CHANGED,
  ENTRIES_CHANGED,
  REPLACED,
  VACATED,
  DAMAGED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (DeskDatabase, desk_database, G_TYPE_OBJECT)

/* One call that crosses to a thread. */
typedef struct
{
  DeskDatabaseWork work; /* (nullable): of write and read */
  DeskWriterJob job;     /* (nullable): of the folder's own jobs */
  gpointer data;
  GDestroyNotify data_free; /* (nullable) */
  DeskPriority priority;
} Call;

static void
free_call (gpointer data)
{
  Call *call = data;

  if (call->data_free != NULL)
    call->data_free (call->data);
  g_free (call);
}

static GTask *
make_task (DeskDatabase *self,
           GCancellable *cancellable,
           GAsyncReadyCallback callback,
           gpointer user_data,
           gpointer tag)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, tag);
  return task;
}

static void
set_call (GTask *task, Call call)
{
  g_task_set_task_data (task, g_memdup2 (&call, sizeof call), free_call);
}

static gboolean
check_open (DeskDatabase *self, GTask *task)
{
  if (self->open)
    return TRUE;
  g_task_return_new_error (task, CRM_ERROR, CRM_ERROR_UNAVAILABLE, "The database is not open");
  return FALSE;
}

static gboolean
check_unlocked (DeskDatabase *self, GTask *task)
{
  if (!self->locked)
    return TRUE;
  g_task_return_new_error (task, CRM_ERROR, CRM_ERROR_UNAVAILABLE, "The data is locked");
  return FALSE;
}

static void
emit_changed (DeskDatabase *self, guint kind, const DeskChangedIds *changed)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) ids = NULL;
  GHashTableIter iter;
  gpointer id;

  if (!changed->many && changed->ids == NULL)
    return;
  if (!changed->many)
    {
      g_hash_table_iter_init (&iter, changed->ids);
      while (g_hash_table_iter_next (&iter, &id, NULL))
        {
          char text[CRM_ID_LENGTH + 1];

          crm_id_from_bytes (id, text);
          g_strv_builder_add (builder, text);
        }
      ids = g_strv_builder_end (builder);
    }
  g_signal_emit (self, signals[CHANGED], 0, self->schema->kinds[kind], ids);
}

/* Main thread: live objects first, then the outbox, then all who listen. */
static void
deliver_commit (DeskDatabase *self, DeskCommit *commit)
{
  g_autoptr (GPtrArray) left_out = NULL;

  self->complete = commit->complete;
  if (commit->changes.meta)
    {
      g_free (self->cursor);
      self->cursor = g_strdup (commit->cursor);
    }
  for (guint i = 0; i < commit->rows->len; i++)
    desk_identity_map_apply (self->map, g_ptr_array_index (commit->rows, i), commit->generation);
  left_out = desk_identity_map_finish_commit (self->map, commit);
  for (guint i = 0; i < left_out->len; i++)
    desk_record_loader_want (self->loader, g_ptr_array_index (left_out, i));
  for (guint i = 0; i < commit->entries->len; i++)
    desk_entry_replace (self->entries, g_ptr_array_index (commit->entries, i));
  if (commit->entries->len > 0)
    g_signal_emit (self, signals[ENTRIES_CHANGED], 0);
  for (guint i = 0; i < self->schema->n_kinds; i++)
    emit_changed (self, i, &commit->changes.kinds[i]);
}

typedef struct
{
  DeskDatabase *database; /* (owned) */
  DeskCommit *commit;
} Delivery;

static void
free_delivery (gpointer data)
{
  Delivery *delivery = data;

  desk_commit_free (delivery->commit);
  g_object_unref (delivery->database);
  g_free (delivery);
}

static gboolean
deliver_cb (gpointer user_data)
{
  Delivery *delivery = user_data;

  deliver_commit (delivery->database, delivery->commit);
  return G_SOURCE_REMOVE;
}

/* The priority is above that of answers, so that who gets one sees its effect. */
void
desk_database_tell (DeskDatabase *self, GSourceFunc func, gpointer data, GDestroyNotify data_free)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_HIGH);
  g_source_set_static_name (source, "DeskDatabase");
  g_source_set_callback (source, func, data, data_free);
  g_source_attach (source, self->context);
}

/* Writer thread. */
static void
commit_work (DeskCommit *commit, gpointer data)
{
  Delivery *delivery = g_new0 (Delivery, 1);

  delivery->database = g_object_ref (data);
  delivery->commit = commit;
  desk_database_tell (data, deliver_cb, delivery, free_delivery);
}

static gboolean
damaged_cb (gpointer user_data)
{
  DeskDatabase *self = user_data;

  if (self->open && desk_database_is_damaged (self))
    g_signal_emit (self, signals[DAMAGED], 0);
  return G_SOURCE_REMOVE;
}

void
desk_database_note_damage (DeskDatabase *self)
{
  if (!g_atomic_int_compare_and_exchange (&self->damaged, 0, 1))
    return;
  desk_folder_mark_damaged (self->folder);
  desk_database_tell (self, damaged_cb, g_object_ref (self), g_object_unref);
}

void
desk_database_note_repair (DeskDatabase *self)
{
  desk_folder_mark_open (self->folder);
  g_atomic_int_set (&self->damaged, 0);
}

void
desk_database_renew_reader (DeskDatabase *self)
{
  g_atomic_int_set (&self->renewed, 1);
}

void
desk_database_answer_error (DeskDatabase *self, GTask *task, GError *error)
{
  if (g_error_matches (error, CRM_ERROR, CRM_ERROR_CORRUPT))
    desk_database_note_damage (self);
  g_task_return_error (task, error);
}

static void
open_job (DeskConnection *connection, GTask *task, gpointer data)
{
  DeskDatabase *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (desk_database_open_files (connection, self->folder, data, &error))
    g_task_return_pointer (task, data, NULL);
  else
    g_task_return_error (task, error);
}

static void
write_work (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  DeskDatabase *self = source;
  DeskConnection *connection = self->worker.write;
  Call *call = task_data;
  gboolean damaged = FALSE;
  gboolean written;
  GError *error = NULL;

  g_assert (crm_worker_is_current (self->writer));
  if (g_task_return_error_if_cancelled (task))
    return;
  /* They could not be made whole. */
  if (call->job != open_job && call->job != desk_database_repair_job &&
      (connection->cache == NULL || connection->outbox == NULL))
    {
      g_task_return_new_error (task, CRM_ERROR, CRM_ERROR_CORRUPT, "The files are damaged");
      return;
    }
  if (call->job != NULL)
    {
      call->job (connection, task, call->data);
      return;
    }
  written = desk_write_files (connection, call->work, call->data, &damaged, &error);
  if (damaged)
    desk_database_note_damage (self);
  if (!written)
    {
      desk_database_answer_error (self, task, error);
      return;
    }
  g_task_return_pointer (task, call->data, NULL);
  if (!desk_outbox_tidy_log (connection, FALSE, &error))
    {
      g_message ("The outbox log stays long: %s", error->message);
      g_error_free (error);
    }
}

/* Ends a read that nobody wants any more, and one that keeps a key press waiting. */
static int
progress_work (gpointer data)
{
  DeskConnection *connection = data;

  return g_cancellable_is_cancelled (connection->cancellable) ||
         (connection->typed != NULL && g_atomic_int_get (connection->typed) > 0);
}

static gboolean
open_reader (DeskDatabase *self, GError **error)
{
  g_autofree char *path = g_build_filename (self->folder, "cache.db", NULL);

  if (g_atomic_int_compare_and_exchange (&self->renewed, 1, 0))
    {
      desk_connection_forget (self->worker.read);
      g_clear_pointer (&self->worker.read->cache, sqlite3_close);
    }
  if (self->worker.read->cache != NULL)
    return TRUE;
  self->worker.read->cache = desk_sqlite_open (path, DESK_FILE_READER, error);
  if (self->worker.read->cache == NULL)
    return FALSE;
  sqlite3_progress_handler (self->worker.read->cache, PROGRESS_STEPS, progress_work,
                            self->worker.read);
  return TRUE;
}

/* It was ended for a key press only: it begins anew after that. */
static gboolean
must_yield (DeskDatabase *self, const Call *call, const GError *error, GCancellable *cancellable)
{
  return g_atomic_int_get (&self->closing) == 0 && call->priority > DESK_PRIORITY_TYPED &&
         !g_cancellable_is_cancelled (cancellable) &&
         g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
read_work (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  DeskDatabase *self = source;
  DeskConnection *connection = self->worker.read;
  Call *call = task_data;
  GError *error = NULL;
  gboolean done;

  g_assert (crm_worker_is_current (self->reader));
  if (call->priority == DESK_PRIORITY_TYPED)
    g_atomic_int_add (&self->typed, -1);
  if (g_task_return_error_if_cancelled (task))
    return;
  if (g_atomic_int_get (&self->closing) != 0)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "The database is closing");
      return;
    }
  if (!open_reader (self, &error) || !desk_sqlite_exec (connection->cache, "BEGIN", &error))
    {
      desk_database_answer_error (self, task, error);
      return;
    }
  connection->cancellable = cancellable;
  connection->typed = call->priority > DESK_PRIORITY_TYPED ? &self->typed : NULL;
  done = call->work (connection, call->data, &error);
  connection->cancellable = NULL;
  connection->typed = NULL;
  desk_connection_reset (connection);
  desk_sqlite_exec (connection->cache, "ROLLBACK", NULL);
  if (done)
    g_task_return_pointer (task, call->data, NULL);
  else if (must_yield (self, call, error, cancellable))
    {
      g_clear_error (&error);
      crm_worker_queue (self->reader, task, (int) call->priority, read_work);
    }
  else
    desk_database_answer_error (self, task, error);
}

static void
emit_replaced (int kind, gint64 key, gpointer data)
{
  g_signal_emit (data, signals[REPLACED], 0, kind, key);
}

static void
emit_vacated (int kind, gint64 key, gpointer data)
{
  g_signal_emit (data, signals[VACATED], 0, kind, key);
}

static void
desk_database_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  DeskDatabase *self = DESK_DATABASE (object);

  switch (id)
    {
    case PROP_FOLDER:
      self->folder = g_value_dup_string (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
desk_database_finalize (GObject *object)
{
  DeskDatabase *self = DESK_DATABASE (object);

  desk_database_close (self);
  desk_record_loader_free (self->loader);
  g_ptr_array_unref (self->entries);
  g_hash_table_unref (self->drafts);
  desk_identity_map_free (self->map);
  desk_schema_free (self->schema);
  g_main_context_unref (self->context);
  g_free (self->cursor);
  g_clear_pointer (&self->vault, desk_vault_unref);
  g_free (self->folder);
  G_OBJECT_CLASS (desk_database_parent_class)->finalize (object);
}

static void
desk_database_class_init (DeskDatabaseClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->set_property = desk_database_set_property;
  object_class->finalize = desk_database_finalize;

  properties[PROP_FOLDER] =
      g_param_spec_string ("folder", NULL, NULL, NULL,
                           G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[CHANGED] = g_signal_new ("changed", DESK_TYPE_DATABASE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 2, G_TYPE_POINTER, G_TYPE_STRV);
  signals[ENTRIES_CHANGED] = g_signal_new ("entries-changed", DESK_TYPE_DATABASE, G_SIGNAL_RUN_LAST,
                                           0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[REPLACED] = g_signal_new ("replaced", DESK_TYPE_DATABASE, G_SIGNAL_RUN_LAST, 0, NULL,
                                    NULL, NULL, G_TYPE_NONE, 2, G_TYPE_INT, G_TYPE_INT64);
  signals[DAMAGED] = g_signal_new ("damaged", DESK_TYPE_DATABASE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
  signals[VACATED] = g_signal_new ("vacated", DESK_TYPE_DATABASE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 2, G_TYPE_INT, G_TYPE_INT64);
}

static void
desk_database_init (DeskDatabase *self)
{
  self->context = g_main_context_ref_thread_default ();
  self->schema = desk_schema_new ();
  self->map = desk_identity_map_new (self->schema);
  desk_identity_map_set_listeners (self->map, emit_replaced, emit_vacated, self);
  self->entries = g_ptr_array_new_with_free_func ((GDestroyNotify) desk_entry_unref);
  self->drafts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->loader = desk_record_loader_new (self);
  self->lock = -1;
}

DeskDatabase *
desk_database_new (const char *folder)
{
  return g_object_new (DESK_TYPE_DATABASE, "folder", folder, NULL);
}

void
desk_database_set_vault (DeskDatabase *self, DeskVault *vault)
{
  g_return_if_fail (DESK_IS_DATABASE (self) && self->writer == NULL);
  g_clear_pointer (&self->vault, desk_vault_unref);
  self->vault = vault != NULL ? desk_vault_ref (vault) : NULL;
}

void
desk_database_take_opened (DeskDatabase *self, DeskOpened *opened)
{
  g_ptr_array_unref (self->entries);
  self->entries = g_ptr_array_ref (opened->entries);
  g_hash_table_unref (self->drafts);
  self->drafts = g_hash_table_ref (opened->drafts);
  crm_set_string (&self->cursor, opened->cursor);
  self->complete = opened->complete;
  self->unclean = opened->unclean;
  self->verified = opened->verified;
  g_signal_emit (self, signals[ENTRIES_CHANGED], 0);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  DeskDatabase *self = DESK_DATABASE (source);
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  DeskOpened *opened = g_task_propagate_pointer (G_TASK (result), &error);

  if (opened == NULL)
    {
      desk_database_close (self);
      g_task_return_error (task, error);
      return;
    }
  self->open = TRUE;
  self->lock = opened->lock;
  opened->lock = -1;
  desk_database_take_opened (self, opened);
  desk_record_loader_start (self->loader);
  desk_scrub_start (self);
  g_task_return_boolean (task, TRUE);
}

void
desk_database_open_async (DeskDatabase *self,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (GTask) inner = NULL;

  g_return_if_fail (DESK_IS_DATABASE (self));
  task = make_task (self, cancellable, callback, user_data, desk_database_open_async);
  if (self->writer != NULL)
    {
      g_task_return_new_error (task, CRM_ERROR, CRM_ERROR_UNAVAILABLE, "It is open already");
      return;
    }
  self->writer = crm_worker_new ("store-writer");
  self->reader = crm_worker_new ("store-reader");
  self->worker.write = desk_connection_new (self->schema, desk_identity_map_get_live (self->map));
  self->worker.write->committed = commit_work;
  self->worker.write->committed_data = self;
  self->worker.read = desk_connection_new (self->schema, desk_identity_map_get_live (self->map));
  if (self->vault != NULL)
    {
      self->worker.write->vault = desk_vault_ref (self->vault);
      self->worker.read->vault = desk_vault_ref (self->vault);
    }
  inner = g_task_new (self, NULL, opened_cb, g_object_ref (task));
  desk_database_queue_job (self, inner, DESK_PRIORITY_TYPED, open_job, desk_opened_new (),
                           (GDestroyNotify) desk_opened_free);
}

gboolean
desk_database_open_finish (DeskDatabase *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
desk_database_close (DeskDatabase *self)
{
  g_return_if_fail (DESK_IS_DATABASE (self));
  desk_record_loader_stop (self->loader);
  self->open = FALSE;
  if (self->writer == NULL)
    return;
  /* What is being read ends as it would for a key press, what waits does not begin; what is typed
   * is written to the end. */
  g_atomic_int_set (&self->closing, 1);
  g_atomic_int_inc (&self->typed);
  crm_worker_stop (self->reader);
  g_atomic_int_add (&self->typed, -1);
  g_atomic_int_set (&self->closing, 0);
  crm_worker_stop (self->writer);
  g_clear_pointer (&self->worker.read, desk_connection_free);
  desk_database_close_files (self->worker.write, self->folder,
                             g_atomic_int_get (&self->damaged) != 0);
  g_clear_pointer (&self->worker.write, desk_connection_free);
  g_clear_object (&self->reader);
  g_clear_object (&self->writer);
  if (self->lock >= 0)
    close (self->lock);
  self->lock = -1;
}

const char *
desk_database_get_folder (DeskDatabase *self)
{
  g_return_val_if_fail (DESK_IS_DATABASE (self), NULL);
  return self->folder;
}

void
desk_database_write_async (DeskDatabase *self,
                           DeskPriority priority,
                           DeskDatabaseWork work,
                           gpointer data,
                           GDestroyNotify data_free,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (DESK_IS_DATABASE (self));
  task = make_task (self, cancellable, callback, user_data, desk_database_write_async);
  set_call (task, (Call){ .work = work, .data = data, .data_free = data_free });
  if (check_open (self, task))
    crm_worker_queue (self->writer, task, (int) priority, write_work);
}

void
desk_database_read_async (DeskDatabase *self,
                          DeskPriority priority,
                          DeskDatabaseWork work,
                          gpointer data,
                          GDestroyNotify data_free,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (DESK_IS_DATABASE (self));
  task = make_task (self, cancellable, callback, user_data, desk_database_read_async);
  set_call (task,
            (Call){ .work = work, .data = data, .data_free = data_free, .priority = priority });
  if (!check_open (self, task) || !check_unlocked (self, task))
    return;
  if (priority == DESK_PRIORITY_TYPED)
    g_atomic_int_inc (&self->typed);
  crm_worker_queue (self->reader, task, (int) priority, read_work);
}

gpointer
desk_database_work_finish (DeskDatabase *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
desk_database_queue_job (DeskDatabase *self,
                         GTask *task,
                         DeskPriority priority,
                         DeskWriterJob job,
                         gpointer data,
                         GDestroyNotify data_free)
{
  set_call (task, (Call){ .job = job, .data = data, .data_free = data_free });
  if (job == open_job || check_open (self, task))
    crm_worker_queue (self->writer, task, (int) priority, write_work);
}

CrmRecord *
desk_database_ref_record (DeskDatabase *self, const CrmKind *kind, const char *id)
{
  const int index = kind != NULL ? desk_schema_find (self->schema, kind) : -1;
  guint8 bytes[CRM_ID_BYTES];
  gboolean is_new = FALSE;
  CrmRecord *record;

  g_return_val_if_fail (DESK_IS_DATABASE (self) && index >= 0, NULL);
  g_return_val_if_fail (id != NULL && crm_id_to_bytes (id, bytes), NULL);
  record = desk_identity_map_ref (self->map, index, bytes, &is_new);
  if (is_new)
    desk_record_loader_want (self->loader, record);
  return record;
}

const DeskSchema *
desk_database_get_schema (DeskDatabase *self)
{
  return self->schema;
}

DeskIdentityMap *
desk_database_get_identity_map (DeskDatabase *self)
{
  return self->map;
}

int
desk_database_get_generation (DeskDatabase *self)
{
  return g_atomic_int_get (&desk_identity_map_get_live (self->map)->generation);
}

GPtrArray *
desk_database_get_entries (DeskDatabase *self)
{
  return self->entries;
}

GHashTable *
desk_database_get_drafts (DeskDatabase *self)
{
  return self->drafts;
}

char *
desk_database_dup_cursor (DeskDatabase *self)
{
  g_return_val_if_fail (DESK_IS_DATABASE (self), NULL);
  return g_strdup (self->cursor);
}

gboolean
desk_database_is_open (DeskDatabase *self)
{
  g_return_val_if_fail (DESK_IS_DATABASE (self), FALSE);
  return self->open;
}

gboolean
desk_database_is_complete (DeskDatabase *self)
{
  g_return_val_if_fail (DESK_IS_DATABASE (self), FALSE);
  return self->complete;
}

gboolean
desk_database_was_unclean (DeskDatabase *self)
{
  g_return_val_if_fail (DESK_IS_DATABASE (self), FALSE);
  return self->unclean;
}

gboolean
desk_database_is_damaged (DeskDatabase *self)
{
  g_return_val_if_fail (DESK_IS_DATABASE (self), FALSE);
  return g_atomic_int_get (&self->damaged) != 0;
}

gint64
desk_database_get_verified (DeskDatabase *self)
{
  g_return_val_if_fail (DESK_IS_DATABASE (self), 0);
  return self->verified;
}

static gboolean
put_verified_work (DeskConnection *connection, gpointer data, GError **error)
{
  return desk_connection_put_meta (connection, "verified", data, error);
}

void
desk_database_set_verified (DeskDatabase *self, gint64 at)
{
  g_return_if_fail (DESK_IS_DATABASE (self));
  self->verified = at;
  desk_database_write_async (self, DESK_PRIORITY_IDLE, put_verified_work,
                             g_strdup_printf ("%" G_GINT64_FORMAT, at), g_free, NULL, NULL, NULL);
}

void
desk_database_set_locked (DeskDatabase *self, gboolean locked)
{
  g_return_if_fail (DESK_IS_DATABASE (self));
  if (self->locked == locked)
    return;
  self->locked = locked;
  for (guint i = 0; !locked && i < self->schema->n_kinds; i++)
    g_signal_emit (self, signals[CHANGED], 0, self->schema->kinds[i], NULL);
}

gboolean
desk_database_is_locked (DeskDatabase *self)
{
  g_return_val_if_fail (DESK_IS_DATABASE (self), FALSE);
  return self->locked;
}
