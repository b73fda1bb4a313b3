/* SPDX-License-Identifier: GPL-3.0-or-later */

/* DeskChangeApplier: the way of a change stream into the cache. A first load goes straight into the
 * tables; later changes are gathered up to the next safe point and applied in one transaction, so
 * that a command submitted in between never shares it. Main thread; the fields under `worker`
 * belong to the writer. */

#define G_LOG_DOMAIN "desk-store"

#include "client/store/desk-change-applier.h"

#include "client/store/desk-bulk-load.h"
#include "client/store/desk-database-private.h"
#include "client/store/desk-eviction.h"
#include "client/store/desk-overlay.h"
#include "client/store/desk-scrub.h"
#include "shared/base/crm-error.h"

/* Changes that may wait for the end of a stream once it takes records away. */
#define MAX_HELD 5000

#define MAX_IN_FLIGHT 2 /* one being applied, one waiting: the writer is never idle */

struct _DeskChangeApplier
{
  GObject parent_instance;

  DeskDatabase *database; /* (owned) */
  CrmChangeFormat format;
  guint in_flight;
  GTask *waiting; /* (owned) (nullable): a feed that is answered when one is done */
  GError *error;  /* (owned) (nullable): the first failure */
  guint64 rows;

  struct
  {
    CrmChangeReader *reader;
    GArray *page; /* (element-type Change) */
    DeskEviction eviction;
    guint64 rows;
    gboolean confirmed;
    guint64 allowed; /* customers that the person lets go */
    gboolean begun;
    gboolean bulk;
    gboolean ended;
    gboolean left; /* records were taken away */
  } worker;
};

G_DEFINE_FINAL_TYPE (DeskChangeApplier, desk_change_applier, G_TYPE_OBJECT)

/* A change that waits for its safe point. */
typedef struct
{
  CrmChangeType type;
  DeskRow *row; /* (owned) */
} Change;

/* What a job needs while the stream is read. */
typedef struct
{
  DeskChangeApplier *self;
  DeskConnection *connection;
} Reading;

typedef struct
{
  DeskChangeApplier *self; /* (owned) */
  GBytes *bytes;           /* (owned) (nullable): %NULL is the end */
  guint64 rows;            /* answer */
} Chunk;

static void
clear_change (gpointer data)
{
  desk_row_free (((Change *) data)->row);
}

static void
free_chunk (gpointer data)
{
  Chunk *chunk = data;

  g_object_unref (chunk->self);
  g_clear_pointer (&chunk->bytes, g_bytes_unref);
  g_free (chunk);
}

static gboolean
begin (DeskChangeApplier *self, DeskConnection *connection, GError **error)
{
  if (self->worker.begun)
    return TRUE;
  self->worker.begun = TRUE;
  self->worker.bulk = !connection->complete;
  return !self->worker.bulk || desk_bulk_load_begin (connection, error);
}

static void
keep_change (DeskChangeApplier *self, int kind, const CrmChange *change)
{
  const guint n = change->type == CRM_CHANGE_ROW ? change->kind->n_fields : 0;
  Change kept = { change->type, desk_row_new (kind, n, change->id) };

  kept.row->version = change->version;
  for (guint i = 0; i < n; i++)
    if (change->values[i] != NULL)
      kept.row->values[i] = g_strndup (change->values[i], (gsize) change->lengths[i]);
  g_array_append_val (self->worker.page, kept);
}

static gboolean
apply_change (DeskConnection *connection, const Change *change, GError **error)
{
  const DeskRow *row = change->row;

  switch (change->type)
    {
    case CRM_CHANGE_ROW:
      return desk_overlay_set_base (connection, row->kind, row->id, row->version,
                                    (const char *const *) row->values, error);
    case CRM_CHANGE_DELETED:
      return desk_overlay_set_base (connection, row->kind, row->id, row->version, NULL, error);
    case CRM_CHANGE_SCOPE:
      connection->scrub = TRUE;
      return desk_overlay_erase_scope (connection, row->kind, row->id, error);
    case CRM_CHANGE_CURSOR:
    case CRM_CHANGE_END:
    default:
      return TRUE;
    }
}

/* Everything since the last safe point, with the cursor; without reading on when the server takes
 * away more than one answer may. */
static gboolean
apply_page (DeskChangeApplier *self, DeskConnection *connection, const char *cursor, GError **error)
{
  g_autofree char *before = desk_connection_get_meta (connection, "cursor");
  gboolean done = TRUE;

  if (self->worker.page->len == 0 && g_strcmp0 (before, cursor) == 0)
    return TRUE;
  if (!desk_connection_begin (connection, error))
    return FALSE;
  for (guint i = 0; done && i < self->worker.page->len; i++)
    done = apply_change (connection, &g_array_index (self->worker.page, Change, i), error);
  done = done && desk_connection_put_meta (connection, "cursor", cursor, error) &&
         (!connection->scrub || desk_scrub_note (connection, error));
  g_array_set_size (self->worker.page, 0);
  connection->changes.meta = TRUE;
  if (done)
    return desk_connection_commit (connection, error);
  desk_connection_rollback (connection);
  return FALSE;
}

/* All that a stream takes away is looked at together, so that it is done or not as a whole. */
static gboolean
is_held (DeskChangeApplier *self, const CrmChange *safe)
{
  return safe->type == CRM_CHANGE_CURSOR && self->worker.eviction.roots > 0 &&
         self->worker.page->len < MAX_HELD;
}

static gboolean
take_safe_point (DeskChangeApplier *self,
                 DeskConnection *connection,
                 const CrmChange *change,
                 GError **error)
{
  if (self->worker.bulk)
    return desk_bulk_load_commit (connection, change->cursor, error);
  if (is_held (self, change))
    return TRUE;
  return desk_eviction_check (&self->worker.eviction, self->worker.confirmed, self->worker.allowed,
                              error) &&
         apply_page (self, connection, change->cursor, error);
}

static gboolean
take_change (const CrmChange *change, gpointer user_data, GError **error)
{
  Reading *reading = user_data;
  DeskChangeApplier *self = reading->self;
  DeskConnection *connection = reading->connection;
  const gboolean safe = change->type == CRM_CHANGE_CURSOR || change->type == CRM_CHANGE_END;
  int kind;

  if (!begin (self, connection, error))
    return FALSE;
  self->worker.ended |= change->type == CRM_CHANGE_END;
  self->worker.rows += !safe;
  if (safe)
    return take_safe_point (self, connection, change, error);
  if (self->worker.bulk)
    return desk_bulk_load_add (connection, change, error);
  kind = desk_schema_find (connection->schema, change->kind);
  if (kind < 0)
    return TRUE;
  keep_change (self, kind, change);
  return desk_eviction_note (&self->worker.eviction, connection, change, error);
}

static void
feed_job (DeskConnection *connection, GTask *task, gpointer data)
{
  Chunk *chunk = data;
  DeskChangeApplier *self = chunk->self;
  Reading reading = { self, connection };
  GError *error = NULL;
  gsize length;
  const guint8 *bytes = g_bytes_get_data (chunk->bytes, &length);

  if (!crm_change_reader_feed (self->worker.reader, bytes, length, take_change, &reading, &error))
    {
      desk_connection_rollback (connection);
      desk_database_answer_error (g_task_get_source_object (task), task, error);
      return;
    }
  chunk->rows = self->worker.rows;
  g_task_return_pointer (task, chunk, NULL);
}

/* A cut stream loses what came after the last safe point; it comes again. */
static void
end_job (DeskConnection *connection, GTask *task, gpointer data)
{
  Chunk *chunk = data;
  DeskChangeApplier *self = chunk->self;
  GError *error = NULL;

  g_array_set_size (self->worker.page, 0);
  if (connection->bulk)
    desk_connection_rollback (connection);
  if (self->worker.ended && self->worker.bulk && !desk_bulk_load_finish (connection, &error))
    {
      desk_database_answer_error (g_task_get_source_object (task), task, error);
      return;
    }
  if (self->worker.bulk && !self->worker.ended)
    desk_connection_tell_cursor (connection);
  self->worker.left = connection->scrub;
  g_task_return_boolean (task, self->worker.ended);
}

static void
answer_waiting (DeskChangeApplier *self)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->waiting);

  if (task == NULL)
    return;
  if (self->error != NULL)
    g_task_return_error (task, g_error_copy (self->error));
  else
    g_task_return_boolean (task, TRUE);
}

static void
fed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DeskChangeApplier) self = user_data;
  g_autoptr (GError) error = NULL;
  Chunk *chunk = g_task_propagate_pointer (G_TASK (result), &error);

  self->in_flight--;
  if (chunk != NULL)
    self->rows = chunk->rows;
  else if (self->error == NULL)
    self->error = g_steal_pointer (&error);
  answer_waiting (self);
}

static void
ended_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  DeskChangeApplier *self = g_task_get_source_object (task);
  GError *error = NULL;
  const gboolean ended = g_task_propagate_boolean (G_TASK (result), &error);

  if (self->worker.left)
    desk_scrub_start (self->database);
  if (error != NULL)
    g_task_return_error (task, error);
  else if (self->error != NULL)
    g_task_return_error (task, g_error_copy (self->error));
  else
    g_task_return_boolean (task, ended);
}

static void
desk_change_applier_dispose (GObject *object)
{
  DeskChangeApplier *self = DESK_CHANGE_APPLIER (object);

  g_clear_object (&self->waiting);
  g_clear_object (&self->database);
  G_OBJECT_CLASS (desk_change_applier_parent_class)->dispose (object);
}

static void
desk_change_applier_finalize (GObject *object)
{
  DeskChangeApplier *self = DESK_CHANGE_APPLIER (object);

  g_clear_pointer (&self->worker.reader, crm_change_reader_free);
  g_array_unref (self->worker.page);
  g_clear_error (&self->error);
  G_OBJECT_CLASS (desk_change_applier_parent_class)->finalize (object);
}

static void
desk_change_applier_class_init (DeskChangeApplierClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = desk_change_applier_dispose;
  G_OBJECT_CLASS (klass)->finalize = desk_change_applier_finalize;
}

static void
desk_change_applier_init (DeskChangeApplier *self)
{
  self->worker.page = g_array_new (FALSE, FALSE, sizeof (Change));
  g_array_set_clear_func (self->worker.page, clear_change);
}

DeskChangeApplier *
desk_change_applier_new (DeskDatabase *database, CrmChangeFormat format)
{
  DeskChangeApplier *self;

  g_return_val_if_fail (DESK_IS_DATABASE (database), NULL);
  self = g_object_new (DESK_TYPE_CHANGE_APPLIER, NULL);
  self->database = g_object_ref (database);
  self->format = format;
  self->worker.reader = crm_change_reader_new (format);
  return self;
}

static Chunk *
make_chunk (DeskChangeApplier *self, GBytes *bytes)
{
  Chunk *chunk = g_new0 (Chunk, 1);

  chunk->self = g_object_ref (self);
  chunk->bytes = bytes != NULL ? g_bytes_ref (bytes) : NULL;
  return chunk;
}

void
desk_change_applier_feed_async (DeskChangeApplier *self,
                                GBytes *bytes,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (GTask) inner = NULL;

  g_return_if_fail (DESK_IS_CHANGE_APPLIER (self) && bytes != NULL);
  g_return_if_fail (self->waiting == NULL);
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, desk_change_applier_feed_async);
  if (self->error != NULL)
    {
      g_task_return_error (task, g_error_copy (self->error));
      return;
    }
  self->in_flight++;
  inner = g_task_new (self->database, NULL, fed_cb, g_object_ref (self));
  desk_database_queue_job (self->database, inner, DESK_PRIORITY_SYNC, feed_job,
                           make_chunk (self, bytes), free_chunk);
  if (self->in_flight < MAX_IN_FLIGHT)
    g_task_return_boolean (task, TRUE);
  else
    self->waiting = g_steal_pointer (&task);
}

gboolean
desk_change_applier_feed_finish (DeskChangeApplier *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
desk_change_applier_end_async (DeskChangeApplier *self,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_autoptr (GTask) inner = NULL;
  GTask *task;

  g_return_if_fail (DESK_IS_CHANGE_APPLIER (self));
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, desk_change_applier_end_async);
  inner = g_task_new (self->database, NULL, ended_cb, task);
  desk_database_queue_job (self->database, inner, DESK_PRIORITY_SYNC, end_job,
                           make_chunk (self, NULL), free_chunk);
}

gboolean
desk_change_applier_end_finish (DeskChangeApplier *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
desk_change_applier_confirm (DeskChangeApplier *self)
{
  g_return_if_fail (DESK_IS_CHANGE_APPLIER (self) && self->in_flight == 0);
  self->worker.confirmed = TRUE;
}

void
desk_change_applier_allow (DeskChangeApplier *self, guint64 roots)
{
  g_return_if_fail (DESK_IS_CHANGE_APPLIER (self) && self->in_flight == 0);
  self->worker.allowed = roots;
}

guint64
desk_change_applier_get_evicting (DeskChangeApplier *self, const char **reason)
{
  g_return_val_if_fail (DESK_IS_CHANGE_APPLIER (self), 0);
  *reason = NULL;
  if (!g_error_matches (self->error, CRM_ERROR, CRM_ERROR_UNCONFIRMED))
    return 0;
  if (*self->worker.eviction.reason != '\0')
    *reason = self->worker.eviction.reason;
  return self->worker.eviction.roots;
}

guint64
desk_change_applier_get_rows (DeskChangeApplier *self)
{
  g_return_val_if_fail (DESK_IS_CHANGE_APPLIER (self), 0);
  return self->rows;
}
