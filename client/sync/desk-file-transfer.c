/* SPDX-License-Identifier: GPL-3.0-or-later */

/* DeskFileTransfer: a queue of files and one job that is under way. All that must last is in the
 * folder of DeskBlobCache and in the outbox; a killed transfer is simply begun again. */

#define G_LOG_DOMAIN "desk-sync"

#include "client/sync/desk-file-transfer.h"

#include <string.h>

#include "client/sync/desk-backoff.h"
#include "shared/codec/crm-json.h"
#include "shared/customers/crm-attachment.h"
#include "shared/protocol/crm-problem.h"

#define PIECE     (1024 * 1024)
#define READ_SIZE (256 * 1024)

struct _DeskFileTransfer
{
  GObject parent_instance;

  DeskDatabase *database; /* (owned) */
  DeskBlobCache *cache;   /* (owned) */
  DeskSyncStatus *status; /* (owned) */
  DeskRemote *remote;     /* (owned) */
  DeskClock *clock;       /* (owned) */
  DeskBackoff backoff;
  guint timer; /* 0: none */

  GQueue wanted; /* (element-type DeskBlob) (owned): to be fetched */
  GQueue queued; /* (element-type DeskBlob) (owned): to be sent */

  /* the one that is under way */
  DeskBlob *blob;    /* (owned) (nullable) */
  CrmRecord *record; /* (owned) (nullable) */
  gboolean is_upload;
  gboolean is_waiting; /* its row is being read */
  GBytes *bytes;       /* (owned) (nullable): to be sent */
  goffset at;
  GByteArray *came;     /* (owned) (nullable) */
  GInputStream *stream; /* (owned) (nullable) */

  GCancellable *cancellable; /* (owned) */
};

G_DEFINE_FINAL_TYPE (DeskFileTransfer, desk_file_transfer, G_TYPE_OBJECT)

static void begin_next (DeskFileTransfer *self);

/* ---- the end of one ------------------------------------------------------------------------- */

static void row_changed_cb (DeskFileTransfer *self);

static void
clear_job (DeskFileTransfer *self)
{
  if (self->record != NULL)
    g_signal_handlers_disconnect_by_func (self->record, row_changed_cb, self);
  g_clear_object (&self->record);
  g_clear_object (&self->blob);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_clear_pointer (&self->came, g_byte_array_unref);
  g_clear_object (&self->stream);
  self->is_waiting = FALSE;
}

static void
timer_cb (gpointer user_data)
{
  DeskFileTransfer *self = user_data;

  self->timer = 0;
  begin_next (self);
}

static void
wait_a_while (DeskFileTransfer *self)
{
  gint64 delay = desk_backoff_fail (&self->backoff, self->clock, 0);

  if (self->timer == 0)
    self->timer = desk_clock_add_timer (self->clock, delay, timer_cb, self);
}

/* It goes by itself: the connection, or the server, comes back. */
static gboolean
is_passing (const GError *error)
{
  return error->domain == CRM_ERROR &&
         (error->code == CRM_ERROR_OFFLINE || error->code == CRM_ERROR_UNCERTAIN ||
          error->code == CRM_ERROR_UNAVAILABLE || error->code == CRM_ERROR_CONFLICT ||
          error->code == CRM_ERROR_TOO_MANY || error->code == CRM_ERROR_UNAUTHENTICATED);
}

static gboolean
is_server_full (const GError *error)
{
  CrmProblem *problem = crm_problem_find_of_error (error);
  const char *reason = problem != NULL ? crm_problem_get_reason (problem) : NULL;

  return g_strcmp0 (reason, "disk-full") == 0 || g_strcmp0 (reason, "lost") == 0;
}

/* Takes @error. */
static void
fail (DeskFileTransfer *self, GError *error)
{
  g_autoptr (GError) owned = error;
  gboolean passing = is_passing (error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->blob == NULL)
    return;
  g_message ("file %s: %s", desk_blob_get_id (self->blob), error->message);
  desk_blob_set_state (self->blob, self->is_upload ? DESK_BLOB_WAITING : DESK_BLOB_ABSENT);
  if (!passing || is_server_full (error))
    desk_blob_set_failure (self->blob, error);
  if (passing)
    {
      g_queue_push_tail (self->is_upload ? &self->queued : &self->wanted,
                         g_object_ref (self->blob));
      wait_a_while (self);
    }
  clear_job (self);
  begin_next (self);
}

static void
stored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DeskFileTransfer) self = user_data;
  GError *error = NULL;

  if (!desk_blob_cache_stored_finish (DESK_BLOB_CACHE (source), result, &error))
    {
      fail (self, error);
      return;
    }
  desk_backoff_succeed (&self->backoff, self->clock);
  clear_job (self);
  begin_next (self);
}

/* ---- sending -------------------------------------------------------------------------------- */

static const char *
get_text (DeskFileTransfer *self, guint field)
{
  return crm_record_get_text (self->record, field);
}

/* "sha-256=:…:" of the record's hexadecimal digest. (transfer full) (nullable) */
static char *
make_digest (const char *hex)
{
  guint8 bytes[32];
  g_autofree char *base64 = NULL;

  if (hex == NULL || strlen (hex) != 2 * sizeof bytes)
    return NULL;
  for (guint i = 0; i < sizeof bytes; i++)
    bytes[i] =
        (guint8) (g_ascii_xdigit_value (hex[2 * i]) * 16 + g_ascii_xdigit_value (hex[2 * i + 1]));
  base64 = g_base64_encode (bytes, sizeof bytes);
  return g_strdup_printf ("sha-256=:%s:", base64);
}

static void sent_cb (GObject *source, GAsyncResult *result, gpointer user_data);

/* @length 0: only asks how much is there. */
static void
send_piece (DeskFileTransfer *self, gsize length)
{
  gsize total = g_bytes_get_size (self->bytes);
  g_autofree char *digest = make_digest (get_text (self, CRM_ATTACHMENT_SHA256));
  g_autofree char *path = g_strconcat ("/attachments?record=", desk_blob_get_id (self->blob), NULL);
  g_autofree char *part =
      g_strdup_printf ("%" G_GINT64_FORMAT "-%" G_GINT64_FORMAT, (gint64) self->at,
                       (gint64) self->at + (gint64) length - 1);
  g_autofree char *range =
      g_strdup_printf ("bytes %s/%" G_GSIZE_FORMAT, length > 0 ? part : "*", total);
  g_autoptr (GBytes) body = g_bytes_new_from_bytes (self->bytes, (gsize) self->at, length);
  /* An empty file has no parts. */
  const char *const headers[] = { "Repr-Digest", digest != NULL ? digest : "",
                                  total > 0 ? "Content-Range" : NULL, range, NULL };

  desk_remote_send_async (self->remote, path, headers, body, self->cancellable, sent_cb,
                          g_object_ref (self));
}

static gboolean
read_answer (JsonNode *node, goffset *received, gboolean *stored, GError **error)
{
  JsonObject *object =
      node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  gint64 number = 0;

  if (object == NULL)
    return crm_fail (error, CRM_ERROR_UNCERTAIN, "the answer cannot be read");
  if (!crm_json_get_integer (object, "received", &number, error))
    return FALSE;
  *received = (goffset) number;
  *stored = json_object_get_boolean_member_with_default (object, "stored", FALSE);
  return TRUE;
}

static void
go_on_sending (DeskFileTransfer *self, goffset received, gboolean stored)
{
  goffset total = (goffset) g_bytes_get_size (self->bytes);

  desk_blob_set_progress (self->blob,
                          total > 0 ? (double) MIN (received, total) / (double) total : 1);
  if (stored)
    {
      desk_blob_cache_settle_async (self->cache, desk_blob_get_id (self->blob), stored_cb,
                                    g_object_ref (self));
      return;
    }
  /* All of it and not stored: what came was not what the digest says. */
  self->at = received < total ? received : 0;
  send_piece (self, (gsize) MIN (PIECE, total - self->at));
}

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DeskFileTransfer) self = user_data;
  GError *error = NULL;
  g_autoptr (JsonNode) node = desk_remote_send_finish (DESK_REMOTE (source), result, &error);
  goffset received = 0;
  gboolean stored = FALSE;

  if (error != NULL || !read_answer (node, &received, &stored, &error))
    fail (self, error);
  else if (self->blob != NULL)
    go_on_sending (self, received, stored);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DeskFileTransfer) self = user_data;
  GError *error = NULL;

  self->bytes = desk_blob_cache_load_finish (DESK_BLOB_CACHE (source), result, &error);
  if (self->bytes == NULL)
    {
      fail (self, error);
      return;
    }
  self->at = 0;
  send_piece (self, 0);
}

/* ---- fetching ------------------------------------------------------------------------------- */

static void read_cb (GObject *source, GAsyncResult *result, gpointer user_data);

static void
read_more (DeskFileTransfer *self)
{
  g_input_stream_read_bytes_async (self->stream, READ_SIZE, G_PRIORITY_DEFAULT_IDLE,
                                   self->cancellable, read_cb, g_object_ref (self));
}

/* The size is the record's; a server that goes on for ever is not listened to. */
static gint64
get_size (DeskFileTransfer *self)
{
  return crm_record_get_integer (self->record, CRM_ATTACHMENT_SIZE);
}

static void
keep (DeskFileTransfer *self)
{
  g_autoptr (GBytes) bytes = g_byte_array_free_to_bytes (g_steal_pointer (&self->came));
  g_autofree char *digest = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);

  if (g_strcmp0 (digest, get_text (self, CRM_ATTACHMENT_SHA256)) != 0)
    {
      fail (self, g_error_new (CRM_ERROR, CRM_ERROR_CORRUPT, "it is not what was stored"));
      return;
    }
  desk_blob_cache_keep_async (self->cache, desk_blob_get_id (self->blob), bytes, stored_cb,
                              g_object_ref (self));
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DeskFileTransfer) self = user_data;
  GError *error = NULL;
  g_autoptr (GBytes) bytes =
      g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, &error);
  gsize size;
  const guint8 *data;

  if (bytes == NULL)
    {
      if (error->domain != CRM_ERROR && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        {
          g_clear_error (&error);
          error = g_error_new (CRM_ERROR, CRM_ERROR_OFFLINE, "the connection was cut");
        }
      fail (self, error);
      return;
    }
  if (self->came == NULL)
    return;
  data = g_bytes_get_data (bytes, &size);
  g_byte_array_append (self->came, data, (guint) size);
  desk_blob_set_progress (self->blob, (double) MIN ((gint64) self->came->len, get_size (self)) /
                                          (double) MAX (get_size (self), 1));
  if (size > 0 && (gint64) self->came->len <= get_size (self))
    read_more (self);
  else if ((gint64) self->came->len < get_size (self))
    fail (self, g_error_new (CRM_ERROR, CRM_ERROR_OFFLINE, "the connection was cut"));
  else
    keep (self);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DeskFileTransfer) self = user_data;
  GError *error = NULL;

  self->stream = desk_remote_open_finish (DESK_REMOTE (source), result, &error);
  if (self->stream == NULL)
    {
      fail (self, error);
      return;
    }
  self->came = g_byte_array_new ();
  read_more (self);
}

/* ---- the beginning of one ------------------------------------------------------------------- */

static void
begin_transfer (DeskFileTransfer *self)
{
  g_autofree char *path = g_strconcat ("/attachments/", desk_blob_get_id (self->blob), NULL);

  self->is_waiting = FALSE;
  g_signal_handlers_disconnect_by_func (self->record, row_changed_cb, self);
  desk_blob_set_progress (self->blob, 0);
  desk_blob_set_failure (self->blob, NULL);
  desk_blob_set_state (self->blob, self->is_upload ? DESK_BLOB_SENDING : DESK_BLOB_FETCHING);
  if (self->is_upload)
    desk_blob_cache_load_async (self->cache, desk_blob_get_id (self->blob), self->cancellable,
                                loaded_cb, g_object_ref (self));
  else
    desk_remote_open_async (self->remote, path, self->cancellable, opened_cb, g_object_ref (self));
}

/* Its turn comes when its command was sent: see changed_cb(). */
static void
put_off (DeskFileTransfer *self)
{
  clear_job (self);
  begin_next (self);
}

static void
row_changed_cb (DeskFileTransfer *self)
{
  if (!self->is_waiting || !crm_record_is_loaded (self->record))
    return;
  if (crm_record_get_version (self->record) > 0)
    begin_transfer (self);
  else
    put_off (self);
}

static gboolean
is_connected (DeskFileTransfer *self)
{
  switch (desk_sync_status_get_state (self->status))
    {
    case DESK_SYNC_PUSHING:
    case DESK_SYNC_PULLING:
    case DESK_SYNC_IDLE:
      return TRUE;
    default:
      return FALSE;
    }
}

/* What was removed meanwhile would never be read. */
static void
checked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DeskFileTransfer) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean is_there = desk_blob_cache_check_finish (DESK_BLOB_CACHE (source), result, &error);

  if (self->blob == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (!is_there)
    {
      put_off (self);
      return;
    }
  self->is_waiting = TRUE;
  self->record = desk_database_ref_record (self->database, &crm_attachment_kind,
                                           desk_blob_get_id (self->blob));
  g_signal_connect_object (self->record, "notify::loaded", G_CALLBACK (row_changed_cb), self,
                           G_CONNECT_SWAPPED);
  row_changed_cb (self);
}

static void
begin_next (DeskFileTransfer *self)
{
  DeskBlob *blob;

  if (self->blob != NULL || self->timer != 0 || !is_connected (self) ||
      g_cancellable_is_cancelled (self->cancellable))
    return;
  blob = g_queue_pop_head (&self->wanted);
  self->is_upload = blob == NULL;
  if (blob == NULL)
    blob = g_queue_pop_head (&self->queued);
  if (blob == NULL)
    return;

  self->blob = blob;
  desk_blob_cache_check_async (self->cache, desk_blob_get_id (blob), checked_cb,
                               g_object_ref (self));
}

static void
add (DeskFileTransfer *self, GQueue *queue, DeskBlob *blob)
{
  if (blob != self->blob && g_queue_find (queue, blob) == NULL)
    g_queue_push_tail (queue, g_object_ref (blob));
  begin_next (self);
}

static void
queued_cb (DeskFileTransfer *self, DeskBlob *blob)
{
  add (self, &self->queued, blob);
}

static void
wanted_cb (DeskFileTransfer *self, DeskBlob *blob)
{
  add (self, &self->wanted, blob);
}

/* Commands about files were answered: what waited for them may go. */
static void
changed_cb (DeskFileTransfer *self, const CrmKind *kind, GStrv ids)
{
  g_autoptr (GPtrArray) waiting = NULL;

  if (kind != &crm_attachment_kind)
    return;
  waiting = desk_blob_cache_list_waiting (self->cache);
  for (guint i = 0; i < waiting->len; i++)
    {
      CrmError code;
      const char *reason;

      if (!desk_blob_get_failure (waiting->pdata[i], &code, &reason))
        queued_cb (self, waiting->pdata[i]);
    }
}

static void
state_changed_cb (DeskFileTransfer *self)
{
  if (desk_sync_status_get_state (self->status) != DESK_SYNC_IDLE)
    return;
  if (self->timer != 0)
    desk_clock_remove_timer (self->clock, self->timer);
  self->timer = 0;
  begin_next (self);
}

/* ---- the object ----------------------------------------------------------------------------- */

void
desk_file_transfer_stop (DeskFileTransfer *self)
{
  g_cancellable_cancel (self->cancellable);
  if (self->timer != 0)
    desk_clock_remove_timer (self->clock, self->timer);
  self->timer = 0;
  clear_job (self);
}

static void
desk_file_transfer_dispose (GObject *object)
{
  DeskFileTransfer *self = DESK_FILE_TRANSFER (object);

  if (self->clock != NULL)
    desk_file_transfer_stop (self);
  g_queue_clear_full (&self->wanted, g_object_unref);
  g_queue_clear_full (&self->queued, g_object_unref);
  g_clear_object (&self->database);
  g_clear_object (&self->cache);
  g_clear_object (&self->status);
  g_clear_object (&self->remote);
  g_clear_object (&self->clock);
  G_OBJECT_CLASS (desk_file_transfer_parent_class)->dispose (object);
}

static void
desk_file_transfer_finalize (GObject *object)
{
  g_object_unref (DESK_FILE_TRANSFER (object)->cancellable);
  G_OBJECT_CLASS (desk_file_transfer_parent_class)->finalize (object);
}

static void
desk_file_transfer_class_init (DeskFileTransferClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = desk_file_transfer_dispose;
  object_class->finalize = desk_file_transfer_finalize;
}

static void
desk_file_transfer_init (DeskFileTransfer *self)
{
  g_queue_init (&self->wanted);
  g_queue_init (&self->queued);
  self->cancellable = g_cancellable_new ();
}

DeskFileTransfer *
desk_file_transfer_new (DeskDatabase *database,
                        DeskBlobCache *cache,
                        DeskSyncStatus *status,
                        DeskRemote *remote)
{
  DeskFileTransfer *self = g_object_new (DESK_TYPE_FILE_TRANSFER, NULL);

  self->database = g_object_ref (database);
  self->cache = g_object_ref (cache);
  self->status = g_object_ref (status);
  self->remote = g_object_ref (remote);
  self->clock = desk_system_clock_new ();
  g_signal_connect_object (cache, "queued", G_CALLBACK (queued_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (cache, "wanted", G_CALLBACK (wanted_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (database, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (status, "notify::state", G_CALLBACK (state_changed_cb), self,
                           G_CONNECT_SWAPPED);
  return self;
}

void
desk_file_transfer_set_clock (DeskFileTransfer *self, DeskClock *clock)
{
  g_set_object (&self->clock, clock);
}
