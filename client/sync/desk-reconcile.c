/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Comparing and repairing by digest. One operation is data of its task; main thread only. */

#define G_LOG_DOMAIN "desk-sync"

#include "client/sync/desk-reconcile.h"

#include "client/store/desk-digest.h"
#include "client/store/desk-repair.h"
#include "shared/codec/crm-json.h"

/* A page of a server that keeps to the protocol is far below. */
#define MAX_PAGE (64 * 1024 * 1024)

/* How much of the work is over when the server's digest is there, and when ours is. */
#define PART_ANSWERED 0.1
#define PART_COMPUTED 0.3

typedef struct
{
  /* owned */
  DeskDatabase *database;
  DeskTransport *transport;
  JsonNode *answer;   /* (nullable) */
  DeskDigest *digest; /* (nullable): of the cache */
  DeskRepair *repair; /* (nullable): of the kind under way */
  DeskPull *page;     /* (nullable) */
  char *cursor;       /* (nullable): of the server's digest */

  guint kind; /* the next one */
  DeskReconciled outcome;
} Reconcile;

static void
reconcile_free (gpointer data)
{
  Reconcile *self = data;

  g_clear_object (&self->database);
  g_clear_object (&self->transport);
  g_clear_pointer (&self->answer, json_node_unref);
  g_clear_pointer (&self->digest, desk_digest_free);
  g_clear_pointer (&self->repair, desk_repair_free);
  g_clear_pointer (&self->page, desk_pull_free);
  g_free (self->cursor);
  g_free (self);
}

static void repair_next_kind (GTask *task);
static void get_page (GTask *task);
static void compute (GTask *task);

static void
tell_progress (Reconcile *self, double part)
{
  if (self->outcome.progress != NULL)
    self->outcome.progress (part, self->outcome.progress_data);
}

static void
write_step (GTask *task, DeskDatabaseWork work, gpointer data, GAsyncReadyCallback callback)
{
  Reconcile *self = g_task_get_task_data (task);

  desk_database_write_async (self->database, DESK_PRIORITY_SYNC, work, data, NULL,
                             g_task_get_cancellable (task), callback, g_object_ref (task));
}

static gboolean
finish_step (GTask *task, GObject *source, GAsyncResult *result)
{
  GError *error = NULL;

  desk_database_work_finish (DESK_DATABASE (source), result, &error);
  if (error != NULL)
    g_task_return_error (task, error);
  return error == NULL;
}

static void
moved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  if (finish_step (task, source, result))
    g_task_return_boolean (task, TRUE);
}

static void
cleared_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Reconcile *self = g_task_get_task_data (task);
  gboolean takes_others;

  if (!finish_step (task, source, result))
    return;
  self->outcome.rows += self->repair->rows;
  takes_others = self->repair->takes_others;
  g_clear_pointer (&self->repair, desk_repair_free);
  /* The history of a client that was deleted stays visible. */
  if (takes_others)
    compute (task);
  else
    repair_next_kind (task);
}

static void
repaired_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Reconcile *self = g_task_get_task_data (task);

  if (!finish_step (task, source, result))
    return;
  g_clear_pointer (&self->repair->page, g_bytes_unref);
  if (self->repair->cursor != NULL && *self->repair->cursor == '\0')
    g_task_return_new_error (task, CRM_ERROR, CRM_ERROR_OFFLINE, "a page of rows was cut");
  else if (self->repair->cursor != NULL)
    get_page (task);
  else
    write_step (task, desk_repair_rest_work, self->repair, cleared_cb);
}

/* A page that was cut has no end: what it lacks must not be taken for gone. */
static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Reconcile *self = g_task_get_task_data (task);
  GMemoryOutputStream *memory = G_MEMORY_OUTPUT_STREAM (source);
  GError *error = NULL;

  if (g_output_stream_splice_finish (G_OUTPUT_STREAM (source), result, &error) < 0)
    {
      g_task_return_error (task, error);
      return;
    }
  self->repair->format = self->page->format;
  self->repair->page = g_memory_output_stream_steal_as_bytes (memory);
  g_clear_pointer (&self->page, desk_pull_free);
  if (g_bytes_get_size (self->repair->page) > MAX_PAGE)
    g_task_return_new_error (task, CRM_ERROR, CRM_ERROR_CORRUPT, "a page of rows is too large");
  else
    write_step (task, desk_repair_page_work, self->repair, repaired_cb);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Reconcile *self = g_task_get_task_data (task);
  g_autoptr (GOutputStream) memory = NULL;
  GError *error = NULL;

  self->page = desk_transport_open_finish (DESK_TRANSPORT (source), result, &error);
  if (self->page == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  memory = g_memory_output_stream_new_resizable ();
  g_output_stream_splice_async (memory, self->page->stream,
                                G_OUTPUT_STREAM_SPLICE_CLOSE_SOURCE |
                                    G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET,
                                G_PRIORITY_DEFAULT, g_task_get_cancellable (task), read_cb,
                                g_object_ref (task));
}

static char *
make_path (const DeskRepair *repair)
{
  GString *path = g_string_new (NULL);
  const char *comma = "";

  g_string_append_printf (path, "/digest/rows?kind=%s&buckets=", repair->kind->name);
  for (guint i = 0; i < CRM_DIGEST_BUCKETS; i++)
    if (repair->buckets[i])
      {
        g_string_append_printf (path, "%s%02x", comma, i);
        comma = ",";
      }
  if (repair->cursor != NULL)
    {
      g_string_append (path, "&after=");
      g_string_append_uri_escaped (path, repair->cursor, NULL, FALSE);
    }
  return g_string_free (path, FALSE);
}

static void
get_page (GTask *task)
{
  Reconcile *self = g_task_get_task_data (task);
  g_autofree char *path = make_path (self->repair);

  /* Without its last line a page is no answer. */
  g_free (self->repair->cursor);
  self->repair->cursor = g_strdup ("");
  desk_transport_open_async (self->transport, path, g_task_get_cancellable (task), opened_cb,
                             g_object_ref (task));
}

/* What the server says of a kind; one it does not tell has no rows. */
static gboolean
read_digest (Reconcile *self, const CrmKind *kind, CrmDigest *digest, GError **error)
{
  JsonObject *kinds = json_object_get_object_member (json_node_get_object (self->answer), "kinds");

  *digest = (CrmDigest){ 0 };
  return !json_object_has_member (kinds, kind->name) ||
         crm_digest_from_json (digest, json_object_get_member (kinds, kind->name), error);
}

static void
mark_buckets (Reconcile *self, const CrmDigest *theirs, const CrmDigest *ours)
{
  for (guint i = 0; i < CRM_DIGEST_BUCKETS; i++)
    {
      self->repair->buckets[i] = theirs->buckets[i].hash != ours->buckets[i].hash ||
                                 theirs->buckets[i].count != ours->buckets[i].count;
      self->outcome.buckets += self->repair->buckets[i];
    }
}

static void
end_repair (GTask *task)
{
  Reconcile *self = g_task_get_task_data (task);

  if (self->outcome.moves)
    write_step (task, desk_repair_cursor_work, self->cursor, moved_cb);
  else
    g_task_return_boolean (task, TRUE);
}

static void
repair_next_kind (GTask *task)
{
  Reconcile *self = g_task_get_task_data (task);
  GError *error = NULL;

  tell_progress (self,
                 PART_COMPUTED + (1 - PART_COMPUTED) * self->kind / MAX (self->digest->n_kinds, 1));
  for (; self->kind < self->digest->n_kinds; self->kind++)
    {
      const CrmDigest *ours = &self->digest->digests[self->kind];
      CrmDigest theirs;

      if (!read_digest (self, self->digest->kinds[self->kind], &theirs, &error))
        {
          g_task_return_error (task, error);
          return;
        }
      if (crm_digest_equal (&theirs, ours))
        continue;
      self->repair = desk_repair_new (self->digest->kinds[self->kind++]);
      self->repair->confirmed = self->outcome.confirms;
      mark_buckets (self, &theirs, ours);
      get_page (task);
      return;
    }
  end_repair (task);
}

static void
computed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Reconcile *self = g_task_get_task_data (task);
  GError *error = NULL;

  g_clear_pointer (&self->digest, desk_digest_free);
  self->digest = desk_digest_compute_finish (DESK_DATABASE (source), result, &error);
  if (self->digest == NULL)
    g_task_return_error (task, error);
  else
    repair_next_kind (task);
}

static void
compute (GTask *task)
{
  Reconcile *self = g_task_get_task_data (task);

  desk_digest_compute_async (self->database, g_task_get_cancellable (task), computed_cb,
                             g_object_ref (task));
}

static gboolean
check_answer (Reconcile *self)
{
  JsonObject *object;
  JsonNode *kinds;

  if (self->answer == NULL || !JSON_NODE_HOLDS_OBJECT (self->answer))
    return FALSE;
  object = json_node_get_object (self->answer);
  kinds = json_object_get_member (object, "kinds");
  if (json_object_has_member (object, "cursor"))
    self->cursor = g_strdup (crm_json_get_text (json_object_get_member (object, "cursor")));
  return self->cursor != NULL && kinds != NULL && JSON_NODE_HOLDS_OBJECT (kinds);
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Reconcile *self = g_task_get_task_data (task);
  GError *error = NULL;

  self->answer = desk_transport_get_finish (DESK_TRANSPORT (source), result, &error);
  if (error != NULL)
    g_task_return_error (task, error);
  else if (!check_answer (self))
    g_task_return_new_error (task, CRM_ERROR, CRM_ERROR_CORRUPT, "this is no digest");
  else
    {
      tell_progress (self, PART_ANSWERED);
      compute (task);
    }
}

void
desk_reconcile_async (DeskDatabase *database,
                      DeskTransport *transport,
                      const DeskReconciled *how,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Reconcile *self = g_new0 (Reconcile, 1);

  g_task_set_source_tag (task, desk_reconcile_async);
  g_task_set_task_data (task, self, reconcile_free);
  self->database = g_object_ref (database);
  self->transport = g_object_ref (transport);
  self->outcome = *how;
  self->outcome.rows = 0;
  self->outcome.buckets = 0;
  desk_transport_get_async (transport, "/digest", cancellable, answered_cb, task);
}

gboolean
desk_reconcile_finish (GAsyncResult *result, DeskReconciled *outcome, GError **error)
{
  Reconcile *self;

  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);
  self = g_task_get_task_data (G_TASK (result));
  *outcome = self->outcome;
  return g_task_propagate_boolean (G_TASK (result), error);
}
