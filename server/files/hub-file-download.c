/* SPDX-License-Identifier: GPL-3.0-or-later */

/* GET /attachments/{id}: one piece is read when the last was taken, so a slow reader costs one
 * piece of memory. Main thread; reading on the thread of files. */

#define G_LOG_DOMAIN "hub-files"

#include <errno.h>
#include <unistd.h>

#include "server/base/hub-log.h"
#include "server/files/hub-file-ask.h"
#include "server/files/hub-file-range.h"
#include "server/files/hub-files-private.h"

#define PIECE (256 * 1024)

typedef struct
{
  grefcount refs;
  HubFiles *files;       /* (owned) */
  HubExchange *exchange; /* (owned) */
  char *digest;          /* (owned) */
  char *name;            /* (owned) */
  char *media_type;      /* (owned) (nullable) */
  int fd;
  goffset size;
  goffset at;
  goffset end;
} Download;

static void
download_unref (gpointer data)
{
  Download *self = data;

  if (!g_ref_count_dec (&self->refs))
    return;
  if (self->fd >= 0)
    close (self->fd);
  g_free (self->digest);
  g_free (self->name);
  g_free (self->media_type);
  g_object_unref (self->exchange);
  hub_files_unref (self->files);
  g_free (self);
}

static Download *
download_ref (Download *self)
{
  g_ref_count_inc (&self->refs);
  return self;
}

static void
run (Download *self, GTaskThreadFunc work, GAsyncReadyCallback callback)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, self);

  g_task_set_source_tag (task, run);
  g_task_set_task_data (task, download_ref (self), download_unref);
  crm_worker_queue (self->files->worker, task, 0, work);
}

/* ---- pieces --------------------------------------------------------------------------------- */

static void
read_work (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Download *self = data;
  gsize size = (gsize) MIN (PIECE, self->end - self->at);
  g_autofree guint8 *buffer = g_malloc (size);
  gssize n = pread (self->fd, buffer, size, self->at);

  if (n <= 0)
    {
      g_task_return_new_error (task, CRM_ERROR, CRM_ERROR_FAILED, "%s: %s", self->digest,
                               n < 0 ? g_strerror (errno) : "it is shorter than it was");
      return;
    }
  g_task_return_pointer (task, g_bytes_new_take (g_steal_pointer (&buffer), (gsize) n),
                         (GDestroyNotify) g_bytes_unref);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Download *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = g_task_propagate_pointer (G_TASK (result), &error);

  if (bytes == NULL)
    {
      hub_log (G_LOG_LEVEL_WARNING, "cannot read a file", "error", error->message, NULL);
      hub_exchange_abort_stream (self->exchange);
      return;
    }
  self->at += (goffset) g_bytes_get_size (bytes);
  if (!hub_exchange_is_gone (self->exchange))
    hub_exchange_push_chunk (self->exchange, bytes);
}

static void
next_cb (HubExchange *exchange, gpointer user_data)
{
  Download *self = user_data;

  if (self->at >= self->end)
    hub_exchange_end_stream (exchange);
  else
    run (self, read_work, read_cb);
}

/* ---- headers -------------------------------------------------------------------------------- */

/* Names are foreign texts, and of any script (RFC 6266, RFC 8187). */
static char *
make_disposition (const char *name)
{
  g_autofree char *escaped = g_uri_escape_string (name, NULL, FALSE);

  return g_strdup_printf ("attachment; filename*=UTF-8''%s", escaped);
}

static void
set_headers (Download *self, HubFileRangeAnswer kind, const HubFileRange *range)
{
  SoupMessageHeaders *headers =
      soup_server_message_get_response_headers (hub_exchange_get_message (self->exchange));
  g_autofree char *disposition = make_disposition (self->name != NULL ? self->name : self->digest);
  g_autofree char *tag = g_strdup_printf ("\"%s\"", self->digest);
  g_autofree char *content =
      g_strdup_printf ("bytes %" G_GINT64_FORMAT "-%" G_GINT64_FORMAT "/%" G_GINT64_FORMAT,
                       (gint64) range->first, (gint64) range->last, (gint64) self->size);

  soup_message_headers_replace (headers, "Content-Type",
                                self->media_type != NULL ? self->media_type
                                                         : "application/octet-stream");
  soup_message_headers_replace (headers, "Content-Disposition", disposition);
  soup_message_headers_replace (headers, "X-Content-Type-Options", "nosniff");
  soup_message_headers_replace (headers, "Accept-Ranges", "bytes");
  soup_message_headers_replace (headers, "ETag", tag);
  if (kind == HUB_FILE_RANGE_PART)
    soup_message_headers_replace (headers, "Content-Range", content);
}

static void
refuse_range (Download *self)
{
  SoupMessageHeaders *headers =
      soup_server_message_get_response_headers (hub_exchange_get_message (self->exchange));
  g_autofree char *content = g_strdup_printf ("bytes */%" G_GINT64_FORMAT, (gint64) self->size);

  soup_message_headers_replace (headers, "Content-Range", content);
  hub_exchange_reply_empty (self->exchange, 416);
}

static void
begin (Download *self)
{
  HubFileRange range;
  HubFileRangeAnswer kind =
      hub_file_range_read (hub_exchange_get_range (self->exchange), self->size, &range);

  if (kind == HUB_FILE_RANGE_OUTSIDE)
    {
      refuse_range (self);
      return;
    }
  self->at = range.first;
  self->end = range.last + 1;
  set_headers (self, kind, &range);
  if (self->at >= self->end)
    {
      hub_exchange_reply_empty (self->exchange, 200);
      return;
    }
  hub_exchange_begin_sized_stream (self->exchange, kind == HUB_FILE_RANGE_PART ? 206 : 200,
                                   self->end - self->at, next_cb, download_ref (self),
                                   download_unref);
  run (self, read_work, read_cb);
}

/* ---- the beginning -------------------------------------------------------------------------- */

static void
open_work (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Download *self = data;
  GError *error = NULL;

  self->fd = hub_file_store_open (self->files->store, self->digest, &self->size, &error);
  if (self->fd >= 0)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* The database says that it is here: that is for whoever runs the server, not for who asks. */
static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Download *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CrmProblem) problem = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    {
      begin (self);
      return;
    }
  hub_log (G_LOG_LEVEL_WARNING, "a file is missing", "error", error->message, NULL);
  problem = crm_problem_new (CRM_ERROR_UNAVAILABLE, "the server does not find the file");
  crm_problem_set_reason (problem, "lost");
  hub_exchange_reply_problem (self->exchange, problem);
}

static void
refuse (HubExchange *exchange, const HubFileAsk *ask)
{
  g_autoptr (CrmProblem) problem =
      crm_problem_new (CRM_ERROR_NOT_FOUND,
                       ask->is_refused ? "there is no such record" : "it has not been sent yet");

  if (!ask->is_refused)
    crm_problem_set_reason (problem, "not-stored");
  hub_exchange_reply_problem (exchange, problem);
}

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Download *self = user_data;
  g_autoptr (GError) error = NULL;
  HubFileAsk *ask = hub_db_pool_run_finish (HUB_DB_POOL (source), result, &error);

  if (ask == NULL)
    hub_exchange_reply_error (self->exchange, error);
  else if (ask->is_refused || !ask->is_stored)
    refuse (self->exchange, ask);
  else
    {
      self->digest = g_strdup (ask->digest);
      self->name = g_strdup (ask->name);
      self->media_type = g_strdup (ask->media_type);
      run (self, open_work, opened_cb);
    }
  download_unref (self);
}

void
hub_file_download_get (HubExchange *exchange, gpointer user_data)
{
  HubFiles *files = user_data;
  const char *record = hub_exchange_get_part (exchange, 0);
  g_autoptr (CrmProblem) problem = NULL;
  Download *self;

  if (!crm_id_is_valid (record))
    {
      problem = crm_problem_new (CRM_ERROR_NOT_FOUND, "there is no such record");
      hub_exchange_reply_problem (exchange, problem);
      return;
    }
  self = g_new0 (Download, 1);
  g_ref_count_init (&self->refs);
  self->files = hub_files_ref (files);
  self->exchange = g_object_ref (exchange);
  self->fd = -1;
  hub_db_pool_run_async (files->context->pool, HUB_DB_READ_WRITE, hub_file_ask_work,
                         hub_file_ask_new (hub_exchange_get_session (exchange), record, FALSE),
                         (GDestroyNotify) hub_file_ask_free, NULL, asked_cb, self);
}
