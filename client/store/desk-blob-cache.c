/* SPDX-License-Identifier: GPL-3.0-or-later */

/* DeskBlobCache: see the header. What is on the disk is the truth; the objects follow it. */

#define G_LOG_DOMAIN "desk-store"

#include "client/store/desk-blob-cache.h"

#include "client/store/desk-record-store.h"
#include "shared/base/crm-worker.h"
#include "shared/customers/crm-attachment.h"
#include "shared/protocol/crm-protocol.h"

struct _DeskBlobCache
{
  GObject parent_instance;

  DeskDatabase *database;    /* (owned) */
  CrmWorker *worker;         /* (owned) (nullable) */
  DeskBlobFolder *folder;    /* (owned) (nullable): of the worker while it runs */
  GHashTable *blobs;         /* (owned) (element-type utf8 DeskBlob) */
  GCancellable *cancellable; /* (owned) */
  gint64 limit;
  gboolean is_open;
};

enum
{
  QUEUED,
  WANTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (DeskBlobCache, desk_blob_cache, G_TYPE_OBJECT)

/* Something for the thread of the files. */
typedef struct
{
  DeskBlobCache *cache;                 /* (unowned): the task's source object */
  char *id;                             /* (owned) (nullable) */
  GInputStream *from;                   /* (owned) (nullable) */
  GBytes *bytes;                        /* (owned) (nullable) */
  GPtrArray *ids;                       /* (owned) (nullable) */
  GPtrArray *gone;                      /* (owned) (nullable) (out) */
  GPtrArray *lists[DESK_BLOB_FOLDER_N]; /* (owned) (out) */
  GPtrArray *pinned;                    /* (owned) (nullable) (out) */
  gboolean is_on;
  gint64 limit;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_free (job->id);
  g_clear_object (&job->from);
  g_clear_pointer (&job->bytes, g_bytes_unref);
  g_clear_pointer (&job->ids, g_ptr_array_unref);
  g_clear_pointer (&job->gone, g_ptr_array_unref);
  g_clear_pointer (&job->pinned, g_ptr_array_unref);
  for (guint i = 0; i < DESK_BLOB_FOLDER_N; i++)
    g_clear_pointer (&job->lists[i], g_ptr_array_unref);
  g_free (job);
}

static Job *
job_new (DeskBlobCache *self, const char *id)
{
  Job *job = g_new0 (Job, 1);

  job->cache = self;
  job->id = g_strdup (id);
  job->limit = self->limit;
  return job;
}

/* Takes @task and @job. */
static void
run (DeskBlobCache *self, GTask *task, Job *job, GTaskThreadFunc work)
{
  g_autoptr (GTask) owned = task;

  g_task_set_task_data (owned, job, job_free);
  if (self->worker == NULL)
    g_task_return_new_error (owned, CRM_ERROR, CRM_ERROR_UNAVAILABLE, "the files are closed");
  else
    crm_worker_queue (self->worker, owned, 0, work);
}

static void
run_quietly (DeskBlobCache *self, Job *job, GAsyncReadyCallback callback, GTaskThreadFunc work)
{
  GTask *task = g_task_new (self, NULL, callback, NULL);

  g_task_set_source_tag (task, run_quietly);
  run (self, task, job, work);
}

static DeskBlob *
find (DeskBlobCache *self, const char *id)
{
  DeskBlob *blob = g_hash_table_lookup (self->blobs, id);

  if (blob == NULL)
    {
      blob = desk_blob_new (id);
      g_hash_table_insert (self->blobs, g_strdup (id), blob);
    }
  return blob;
}

static void
mark_absent (DeskBlobCache *self, GPtrArray *ids)
{
  for (guint i = 0; ids != NULL && i < ids->len; i++)
    {
      DeskBlob *blob = g_hash_table_lookup (self->blobs, ids->pdata[i]);

      if (blob != NULL && desk_blob_get_state (blob) == DESK_BLOB_KEPT)
        desk_blob_set_state (blob, DESK_BLOB_ABSENT);
    }
}

/* ---- what has left -------------------------------------------------------------------------- */

typedef struct
{
  DeskBlobCache *cache;  /* (owned) */
  GPtrArray *ids;        /* (owned): of copies here */
  GPtrArray *gone;       /* (owned): those without a row */
  gboolean also_removed; /* by the person, which may be taken back */
} Look;

static void
look_free (gpointer data)
{
  Look *look = data;

  g_object_unref (look->cache);
  g_ptr_array_unref (look->ids);
  g_ptr_array_unref (look->gone);
  g_free (look);
}

static gboolean
look_work (DeskConnection *connection, gpointer data, GError **error)
{
  Look *look = data;
  const int kind = desk_schema_find (connection->schema, &crm_attachment_kind);

  g_ptr_array_set_size (look->gone, 0);
  for (guint i = 0; i < look->ids->len; i++)
    {
      guint8 id[CRM_ID_BYTES];
      DeskFound found = { 0 };

      if (!crm_id_to_bytes (look->ids->pdata[i], id) ||
          !desk_record_store_find (connection, kind, id, &found, error))
        return FALSE;
      if (found.n == 0 || (look->also_removed && found.state == CRM_RECORD_DELETED))
        g_ptr_array_add (look->gone, g_strdup (look->ids->pdata[i]));
    }
  return TRUE;
}

static void
drop_work (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;

  for (guint i = 0; i < job->ids->len; i++)
    desk_blob_folder_remove (job->cache->folder, DESK_BLOB_FOLDER_KEPT, job->ids->pdata[i]);
  g_task_return_boolean (task, TRUE);
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DeskBlobCache) self = user_data;
  g_autoptr (GError) error = NULL;
  Look *look = desk_database_work_finish (DESK_DATABASE (source), result, &error);
  Job *job;

  if (look == NULL || look->gone->len == 0 || self->worker == NULL)
    return;
  job = job_new (self, NULL);
  job->ids = g_ptr_array_ref (look->gone);
  mark_absent (self, look->gone);
  run_quietly (self, job, NULL, drop_work);
}

static Look *
look_new (DeskBlobCache *self, GPtrArray *ids)
{
  Look *look = g_new0 (Look, 1);

  look->cache = g_object_ref (self);
  look->ids = ids;
  look->gone = g_ptr_array_new_with_free_func (g_free);
  return look;
}

static void
checked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  Look *look = desk_database_work_finish (DESK_DATABASE (source), result, &error);

  if (look == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, look->gone->len == 0);
}

void
desk_blob_cache_check_async (DeskBlobCache *self,
                             const char *id,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  GTask *task = g_task_new (self, self->cancellable, callback, user_data);
  GPtrArray *ids = g_ptr_array_new_with_free_func (g_free);
  Look *look = look_new (self, ids);

  g_task_set_source_tag (task, desk_blob_cache_check_async);
  g_ptr_array_add (ids, g_strdup (id));
  look->also_removed = TRUE;
  desk_database_read_async (self->database, DESK_PRIORITY_SYNC, look_work, look, look_free,
                            self->cancellable, checked_cb, task);
}

gboolean
desk_blob_cache_check_finish (DeskBlobCache *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Takes @ids. */
static void
look_for_gone (DeskBlobCache *self, GPtrArray *ids)
{
  desk_database_read_async (self->database, DESK_PRIORITY_SYNC, look_work, look_new (self, ids),
                            look_free, self->cancellable, looked_cb, g_object_ref (self));
}

static void
changed_cb (DeskBlobCache *self, const CrmKind *kind, GStrv ids)
{
  g_autoptr (GPtrArray) kept = g_ptr_array_new_with_free_func (g_free);
  GHashTableIter iter;
  gpointer id, blob;

  if (kind != &crm_attachment_kind || !self->is_open)
    return;
  g_hash_table_iter_init (&iter, self->blobs);
  while (g_hash_table_iter_next (&iter, &id, &blob))
    if (desk_blob_get_state (blob) == DESK_BLOB_KEPT &&
        (ids == NULL || g_strv_contains ((const char *const *) ids, id)))
      g_ptr_array_add (kept, g_strdup (id));
  if (kept->len > 0)
    look_for_gone (self, g_steal_pointer (&kept));
}

/* ---- the beginning -------------------------------------------------------------------------- */

static void
list_work (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  DeskBlobFolder *folder = job->cache->folder;

  for (guint part = 0; part < DESK_BLOB_FOLDER_N; part++)
    job->lists[part] = desk_blob_folder_list (folder, part);
  job->pinned = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < job->lists[DESK_BLOB_FOLDER_KEPT]->len; i++)
    if (desk_blob_folder_is_pinned (folder, job->lists[DESK_BLOB_FOLDER_KEPT]->pdata[i]))
      g_ptr_array_add (job->pinned, g_strdup (job->lists[DESK_BLOB_FOLDER_KEPT]->pdata[i]));
  job->gone = desk_blob_folder_trim (folder, job->limit, NULL);
  g_task_return_boolean (task, TRUE);
}

static void
take_list (DeskBlobCache *self, GPtrArray *ids, DeskBlobState state)
{
  for (guint i = 0; i < ids->len; i++)
    {
      DeskBlob *blob = find (self, ids->pdata[i]);

      if (desk_blob_get_state (blob) == DESK_BLOB_ABSENT)
        desk_blob_set_state (blob, state);
    }
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  DeskBlobCache *self = DESK_BLOB_CACHE (source);
  Job *job = g_task_get_task_data (G_TASK (result));

  if (!g_task_propagate_boolean (G_TASK (result), NULL))
    return;
  take_list (self, job->lists[DESK_BLOB_FOLDER_WAITING], DESK_BLOB_WAITING);
  take_list (self, job->lists[DESK_BLOB_FOLDER_KEPT], DESK_BLOB_KEPT);
  mark_absent (self, job->gone);
  for (guint i = 0; i < job->pinned->len; i++)
    desk_blob_set_pinned (find (self, job->pinned->pdata[i]), TRUE);
  self->is_open = TRUE;
  changed_cb (self, &crm_attachment_kind, NULL);
  for (guint i = 0; i < job->lists[DESK_BLOB_FOLDER_WAITING]->len; i++)
    g_signal_emit (self, signals[QUEUED], 0,
                   find (self, job->lists[DESK_BLOB_FOLDER_WAITING]->pdata[i]));
}

void
desk_blob_cache_open (DeskBlobCache *self, DeskVault *vault)
{
  g_return_if_fail (DESK_IS_BLOB_CACHE (self) && self->worker == NULL);

  self->folder = desk_blob_folder_new (desk_database_get_folder (self->database), vault);
  self->worker = crm_worker_new ("files");
  run_quietly (self, job_new (self, NULL), listed_cb, list_work);
}

gboolean
desk_blob_cache_is_open (DeskBlobCache *self)
{
  return self->is_open;
}

void
desk_blob_cache_close (DeskBlobCache *self)
{
  g_cancellable_cancel (self->cancellable);
  if (self->worker != NULL)
    crm_worker_stop (self->worker);
  g_clear_object (&self->worker);
  self->is_open = FALSE;
}

void
desk_blob_cache_set_limit (DeskBlobCache *self, gint64 limit)
{
  self->limit = limit;
}

/* ---- objects -------------------------------------------------------------------------------- */

DeskBlob *
desk_blob_cache_ref_blob (DeskBlobCache *self, const char *id)
{
  return g_object_ref (find (self, id));
}

GPtrArray *
desk_blob_cache_list_waiting (DeskBlobCache *self)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (g_object_unref);
  GHashTableIter iter;
  gpointer blob;

  g_hash_table_iter_init (&iter, self->blobs);
  while (g_hash_table_iter_next (&iter, NULL, &blob))
    if (desk_blob_get_state (blob) == DESK_BLOB_WAITING)
      g_ptr_array_add (list, g_object_ref (blob));
  return list;
}

/* ---- in ------------------------------------------------------------------------------------- */

static void
add_work (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  GError *error = NULL;
  DeskBlobInfo *info =
      desk_blob_folder_take_file (job->cache->folder, job->id, job->from, CRM_MAX_FILE, &error);

  if (info != NULL)
    g_task_return_pointer (task, info, (GDestroyNotify) desk_blob_info_free);
  else
    g_task_return_error (task, error);
}

void
desk_blob_cache_add_async (DeskBlobCache *self,
                           const char *id,
                           GInputStream *from,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Job *job = job_new (self, id);

  g_task_set_source_tag (task, desk_blob_cache_add_async);
  job->from = g_object_ref (from);
  run (self, task, job, add_work);
}

DeskBlobInfo *
desk_blob_cache_add_finish (DeskBlobCache *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
desk_blob_cache_queue (DeskBlobCache *self, const char *id)
{
  DeskBlob *blob = find (self, id);

  desk_blob_set_failure (blob, NULL);
  desk_blob_set_progress (blob, 0);
  desk_blob_set_state (blob, DESK_BLOB_WAITING);
  g_signal_emit (self, signals[QUEUED], 0, blob);
}

static void
discard_work (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;

  desk_blob_folder_remove (job->cache->folder, DESK_BLOB_FOLDER_WAITING, job->id);
  g_task_return_boolean (task, TRUE);
}

void
desk_blob_cache_discard (DeskBlobCache *self, const char *id)
{
  desk_blob_set_state (find (self, id), DESK_BLOB_ABSENT);
  run_quietly (self, job_new (self, id), NULL, discard_work);
}

/* ---- out ------------------------------------------------------------------------------------ */

static void
load_work (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  GError *error = NULL;
  GBytes *bytes = desk_blob_folder_read (job->cache->folder, job->id, &error);

  if (bytes != NULL)
    g_task_return_pointer (task, bytes, (GDestroyNotify) g_bytes_unref);
  else
    g_task_return_error (task, error);
}

void
desk_blob_cache_load_async (DeskBlobCache *self,
                            const char *id,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, desk_blob_cache_load_async);
  run (self, task, job_new (self, id), load_work);
}

GBytes *
desk_blob_cache_load_finish (DeskBlobCache *self, GAsyncResult *result, GError **error)
{
  Job *job;
  GError *local = NULL;
  GBytes *bytes;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  job = g_task_get_task_data (G_TASK (result));
  bytes = g_task_propagate_pointer (G_TASK (result), &local);
  /* A damaged copy is as good as none: it can come again. */
  if (bytes == NULL && desk_blob_get_state (find (self, job->id)) == DESK_BLOB_KEPT &&
      local->domain == CRM_ERROR)
    desk_blob_set_state (find (self, job->id), DESK_BLOB_ABSENT);
  if (local != NULL)
    g_propagate_error (error, local);
  return bytes;
}

void
desk_blob_cache_want (DeskBlobCache *self, const char *id)
{
  DeskBlob *blob = find (self, id);

  if (desk_blob_get_state (blob) == DESK_BLOB_WAITING)
    desk_blob_cache_queue (self, id);
  else if (desk_blob_get_state (blob) == DESK_BLOB_ABSENT)
    {
      desk_blob_set_failure (blob, NULL);
      g_signal_emit (self, signals[WANTED], 0, blob);
    }
}

static void
pin_work (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;

  desk_blob_folder_pin (job->cache->folder, job->id, job->is_on);
  g_task_return_boolean (task, TRUE);
}

void
desk_blob_cache_set_pinned (DeskBlobCache *self, const char *id, gboolean pinned)
{
  Job *job = job_new (self, id);

  job->is_on = pinned;
  desk_blob_set_pinned (find (self, id), pinned);
  run_quietly (self, job, NULL, pin_work);
  if (pinned)
    desk_blob_cache_want (self, id);
}

/* ---- on the server -------------------------------------------------------------------------- */

static void
keep_work (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  DeskBlobFolder *folder = job->cache->folder;
  GError *error = NULL;
  gboolean ok = job->bytes != NULL ? desk_blob_folder_put (folder, DESK_BLOB_FOLDER_KEPT, job->id,
                                                           job->bytes, &error)
                                   : desk_blob_folder_settle (folder, job->id, &error);

  if (!ok)
    {
      g_task_return_error (task, error);
      return;
    }
  job->gone = desk_blob_folder_trim (folder, job->limit, job->id);
  g_task_return_boolean (task, TRUE);
}

void
desk_blob_cache_keep_async (DeskBlobCache *self,
                            const char *id,
                            GBytes *bytes,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);
  Job *job = job_new (self, id);

  g_task_set_source_tag (task, desk_blob_cache_keep_async);
  job->bytes = g_bytes_ref (bytes);
  run (self, task, job, keep_work);
}

void
desk_blob_cache_settle_async (DeskBlobCache *self,
                              const char *id,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, desk_blob_cache_settle_async);
  run (self, task, job_new (self, id), keep_work);
}

gboolean
desk_blob_cache_stored_finish (DeskBlobCache *self, GAsyncResult *result, GError **error)
{
  Job *job;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  job = g_task_get_task_data (G_TASK (result));
  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  mark_absent (self, job->gone);
  desk_blob_set_state (find (self, job->id), DESK_BLOB_KEPT);
  desk_blob_set_failure (find (self, job->id), NULL);
  return TRUE;
}

/* ---- the object ----------------------------------------------------------------------------- */

static void
desk_blob_cache_dispose (GObject *object)
{
  DeskBlobCache *self = DESK_BLOB_CACHE (object);

  desk_blob_cache_close (self);
  g_clear_pointer (&self->folder, desk_blob_folder_free);
  g_clear_object (&self->database);
  G_OBJECT_CLASS (desk_blob_cache_parent_class)->dispose (object);
}

static void
desk_blob_cache_finalize (GObject *object)
{
  g_hash_table_unref (DESK_BLOB_CACHE (object)->blobs);
  g_object_unref (DESK_BLOB_CACHE (object)->cancellable);
  G_OBJECT_CLASS (desk_blob_cache_parent_class)->finalize (object);
}

static void
desk_blob_cache_class_init (DeskBlobCacheClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = desk_blob_cache_dispose;
  object_class->finalize = desk_blob_cache_finalize;
  signals[QUEUED] = g_signal_new ("queued", DESK_TYPE_BLOB_CACHE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 1, DESK_TYPE_BLOB);
  signals[WANTED] = g_signal_new ("wanted", DESK_TYPE_BLOB_CACHE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 1, DESK_TYPE_BLOB);
}

static void
desk_blob_cache_init (DeskBlobCache *self)
{
  self->blobs = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->cancellable = g_cancellable_new ();
  self->limit = DESK_BLOB_DEFAULT_LIMIT;
}

DeskBlobCache *
desk_blob_cache_new (DeskDatabase *database)
{
  DeskBlobCache *self = g_object_new (DESK_TYPE_BLOB_CACHE, NULL);

  self->database = g_object_ref (database);
  g_signal_connect_object (database, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  return self;
}
