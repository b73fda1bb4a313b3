/* SPDX-License-Identifier: GPL-3.0-or-later */

/* POST /attachments: bytes go from the connection to the folder in pieces, through the thread of
 * files, which writes and digests them; the connection waits when the disk is slower. What has come
 * of a broken upload stays for a while and is gone on with. Main thread. */

#define G_LOG_DOMAIN "hub-files"

#include "server/base/hub-log.h"
#include "server/files/hub-file-ask.h"
#include "server/files/hub-file-part.h"
#include "server/files/hub-file-range.h"
#include "server/files/hub-files-private.h"

#include <string.h>

#define PIECE   (256 * 1024)
#define TOO_FAR (1024 * 1024) /* not written yet: the connection waits */

typedef struct
{
  grefcount refs;
  HubFiles *files;       /* (owned) */
  HubExchange *exchange; /* (owned) until it is answered or gone */
  char record[CRM_ID_LENGTH + 1];
  char *digest; /* (owned) */
  HubFileRange range;
  gboolean is_question; /* how much is here */
  goffset size;         /* of the whole file */
  HubFilePart *part;    /* (owned) (nullable): used by the worker while is_busy */
  GByteArray *waiting;  /* (owned): came and is not with the worker */
  goffset came;         /* bytes of this request */
  gboolean was_stored;  /* before this request */
  gboolean is_busy;     /* the worker has something */
  gboolean is_whole;    /* nothing more will come */
  gboolean is_over;     /* answered, or nobody is there */
} Upload;

static void
upload_unref (gpointer data)
{
  Upload *self = data;

  if (!g_ref_count_dec (&self->refs))
    return;
  g_clear_pointer (&self->part, hub_file_part_free);
  g_clear_object (&self->exchange);
  g_byte_array_unref (self->waiting);
  g_free (self->digest);
  hub_files_unref (self->files);
  g_free (self);
}

static Upload *
upload_ref (Upload *self)
{
  g_ref_count_inc (&self->refs);
  return self;
}

static void
refuse (Upload *self, const GError *error)
{
  if (self->is_over)
    return;
  self->is_over = TRUE;
  hub_files_refuse (self->exchange, error);
}

static void
answer (Upload *self, guint status, goffset received, const HubFileArrival *arrival)
{
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();

  if (self->is_over)
    return;
  self->is_over = TRUE;
  json_object_set_string_member (object, "record", self->record);
  json_object_set_int_member (object, "received", received);
  json_object_set_boolean_member (object, "stored", self->was_stored || arrival != NULL);
  if (arrival != NULL)
    {
      json_object_set_string_member (object, "sha256", self->digest);
      json_object_set_string_member (object, "media_type", arrival->media_type);
      json_object_set_int_member (object, "version", arrival->version);
    }
  json_node_take_object (root, object);
  hub_exchange_reply_json (self->exchange, status, root);
}

/* ---- the worker ----------------------------------------------------------------------------- */

/* Something for the thread of files; the part is its own until it is done. */
typedef struct
{
  Upload *upload;         /* (owned) */
  GBytes *bytes;          /* (owned) (nullable) */
  const char *media_type; /* (out) */
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  upload_unref (job->upload);
  g_clear_pointer (&job->bytes, g_bytes_unref);
  g_free (job);
}

static void
run (Upload *self, GTaskThreadFunc work, GAsyncReadyCallback callback, GBytes *bytes)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, self);
  Job *job = g_new0 (Job, 1);

  job->upload = upload_ref (self);
  job->bytes = bytes;
  g_task_set_source_tag (task, run);
  g_task_set_task_data (task, job, job_free);
  self->is_busy = TRUE;
  crm_worker_queue (self->files->worker, task, 0, work);
}

/* %FALSE: it failed, which is answered. */
static gboolean
end_run (Upload *self, GAsyncResult *result)
{
  g_autoptr (GError) error = NULL;

  self->is_busy = FALSE;
  if (g_task_propagate_boolean (G_TASK (result), &error))
    return TRUE;
  refuse (self, error);
  return FALSE;
}

static void
give_back (GTask *task, GError *error)
{
  if (error == NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
open_work (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Upload *self = ((Job *) data)->upload;
  GError *error = NULL;

  self->part = hub_file_part_open (self->files->store, self->record, &error);
  if (self->part != NULL && !self->is_question)
    hub_file_part_begin (self->part, self->range.first, self->size, &error);
  give_back (task, error);
}

static void
write_work (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  GError *error = NULL;

  hub_file_part_add (job->upload->part, job->bytes, &error);
  give_back (task, error);
}

static void
finish_work (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  GError *error = NULL;

  hub_file_part_finish (job->upload->part, job->upload->digest, &job->media_type, &error);
  give_back (task, error);
}

/* ---- the end -------------------------------------------------------------------------------- */

static void
arrived_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Upload *self = user_data;
  g_autoptr (GError) error = NULL;
  HubFileArrival *arrival = hub_db_pool_run_finish (HUB_DB_POOL (source), result, &error);

  if (arrival == NULL)
    refuse (self, error);
  else
    {
      g_autoptr (HubTickle) tickle = hub_tickle_new ();

      answer (self, 201, self->size, arrival);
      hub_tickle_add_owner (tickle, *arrival->owner != '\0' ? arrival->owner : NULL);
      hub_tickle_add_branch (tickle, *arrival->branch != '\0' ? arrival->branch : NULL);
      if (arrival->version > 0)
        self->files->func (tickle, self->files->user_data);
    }
  upload_unref (self);
}

static void
finished_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Upload *self = user_data;
  Job *job = g_task_get_task_data (G_TASK (result));
  HubFileArrival *arrival;

  if (!end_run (self, result))
    return;

  g_clear_pointer (&self->part, hub_file_part_free);
  arrival = g_new0 (HubFileArrival, 1);
  memcpy (arrival->record, self->record, sizeof arrival->record);
  arrival->media_type = job->media_type;
  hub_db_pool_run_async (self->files->context->pool, HUB_DB_READ_WRITE, hub_file_arrival_work,
                         arrival, g_free, NULL, arrived_cb, upload_ref (self));
}

static void
end (Upload *self)
{
  goffset received = self->range.first + self->came;

  if (received < self->size)
    answer (self, 202, received, NULL);
  else
    run (self, finish_work, finished_cb, NULL);
}

/* ---- pieces --------------------------------------------------------------------------------- */

static void pump (Upload *self);

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Upload *self = user_data;

  if (!end_run (self, result))
    return;
  if (!self->is_over)
    hub_exchange_go_on (self->exchange);
  pump (self);
}

/* What has come is written also when the connection is gone, so that less has to come again. */
static void
pump (Upload *self)
{
  if (self->is_busy)
    return;
  if (self->waiting->len >= PIECE || ((self->is_whole || self->is_over) && self->waiting->len > 0))
    {
      GBytes *bytes = g_byte_array_free_to_bytes (g_steal_pointer (&self->waiting));

      self->waiting = g_byte_array_new ();
      run (self, write_work, written_cb, bytes);
    }
  else if (self->is_whole && !self->is_over)
    end (self);
}

static void
chunk_cb (HubExchange *exchange, GBytes *chunk, gpointer user_data)
{
  Upload *self = user_data;
  gsize size;
  const guint8 *data = g_bytes_get_data (chunk, &size);
  goffset room = self->range.last + 1 - self->range.first - self->came;
  g_autoptr (GError) error = NULL;

  if ((goffset) size > room)
    {
      crm_fail (&error, CRM_ERROR_INVALID, "more bytes came than were announced");
      refuse (self, error);
      return;
    }
  self->came += (goffset) size;
  g_byte_array_append (self->waiting, data, (guint) size);
  if (self->waiting->len >= TOO_FAR && self->is_busy)
    hub_exchange_hold (exchange);
  pump (self);
}

static void
end_cb (HubExchange *exchange, gpointer user_data)
{
  Upload *self = user_data;
  g_autoptr (GError) error = NULL;

  if (self->is_question)
    {
      answer (self, 200, hub_file_part_get_size (self->part), NULL);
      return;
    }
  if (self->came != self->range.last + 1 - self->range.first)
    {
      crm_fail (&error, CRM_ERROR_INVALID, "fewer bytes came than were announced");
      refuse (self, error);
      return;
    }
  self->is_whole = TRUE;
  pump (self);
}

/* Nobody listens any more. */
static void
gone_cb (gpointer user_data)
{
  Upload *self = user_data;

  self->is_over = TRUE;
  if (self->part != NULL)
    pump (self);
  upload_unref (self);
}

/* ---- the beginning -------------------------------------------------------------------------- */

static const HubExchangeReceiver receiver = { chunk_cb, end_cb };

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Upload *self = user_data;

  if (end_run (self, result))
    hub_exchange_receive (self->exchange, &receiver, upload_ref (self), gone_cb);
}

/* The whole of it, when no range is given. */
static gboolean
fit_range (Upload *self, const HubFileAsk *ask, GError **error)
{
  self->size = ask->size;
  if (self->range.total < 0 && !self->is_question)
    {
      self->range.total = ask->size;
      if (self->range.last < 0)
        self->range.last = ask->size - 1;
    }
  if (g_strcmp0 (ask->digest, self->digest) != 0)
    return crm_fail (error, CRM_ERROR_INVALID, "the digest is not that of the record");
  if ((self->range.total >= 0 && self->range.total != ask->size) || self->range.last >= ask->size)
    return crm_fail (error, CRM_ERROR_INVALID, "the record is of %" G_GINT64_FORMAT " bytes",
                     (gint64) ask->size);
  if ((guint64) ask->size > self->files->max_size)
    return crm_fail (error, CRM_ERROR_TOO_LARGE, "files may have %" G_GUINT64_FORMAT " bytes",
                     self->files->max_size);
  return TRUE;
}

static gboolean
check (Upload *self, const HubFileAsk *ask, GError **error)
{
  if (ask->is_refused)
    return crm_fail (error, ask->refusal,
                     ask->refusal == CRM_ERROR_DENIED ? "you may not send this file"
                                                      : "there is no such record");
  return fit_range (self, ask, error);
}

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Upload *self = user_data;
  g_autoptr (GError) error = NULL;
  HubFileAsk *ask = hub_db_pool_run_finish (HUB_DB_POOL (source), result, &error);

  if (ask == NULL || !check (self, ask, &error))
    refuse (self, error);
  else if (ask->is_stored)
    {
      self->was_stored = TRUE;
      answer (self, 200, self->size, NULL);
    }
  else
    run (self, open_work, opened_cb, NULL);
  upload_unref (self);
}

static gboolean
read_headers (Upload *self, HubExchange *exchange, GError **error)
{
  SoupMessageHeaders *headers =
      soup_server_message_get_request_headers (hub_exchange_get_message (exchange));
  const char *digest = soup_message_headers_get_one (headers, "Repr-Digest");
  const char *range = soup_message_headers_get_one (headers, "Content-Range");
  const char *record = hub_exchange_get_query (exchange, "record");

  self->range.first = 0;
  self->range.last = self->range.total = -1;
  if (record == NULL || !crm_id_is_valid (record))
    return crm_fail (error, CRM_ERROR_INVALID, "the query names no record");
  g_strlcpy (self->record, record, sizeof self->record);
  self->digest = hub_file_digest_read (digest);
  if (self->digest == NULL)
    return crm_fail (error, CRM_ERROR_INVALID, "Repr-Digest has no sha-256");
  if (range != NULL && !hub_file_range_read_content (range, &self->range))
    return crm_fail (error, CRM_ERROR_INVALID, "Content-Range cannot be read");
  self->is_question = range != NULL && self->range.last < 0;
  return TRUE;
}

void
hub_file_upload_post (HubExchange *exchange, gpointer user_data)
{
  Upload *self = g_new0 (Upload, 1);
  g_autoptr (GError) error = NULL;

  g_ref_count_init (&self->refs);
  self->files = hub_files_ref (user_data);
  self->exchange = g_object_ref (exchange);
  self->waiting = g_byte_array_new ();
  if (!read_headers (self, exchange, &error))
    refuse (self, error);
  else
    hub_db_pool_run_async (self->files->context->pool, HUB_DB_READ_WRITE, hub_file_ask_work,
                           hub_file_ask_new (hub_exchange_get_session (exchange), self->record,
                                             TRUE),
                           (GDestroyNotify) hub_file_ask_free, NULL, asked_cb, upload_ref (self));
  upload_unref (self);
}
