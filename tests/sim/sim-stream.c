/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A stream that gives what the network has brought; without threads, and not pollable, so that
 * every piece is seen as it came. */

#define G_LOG_DOMAIN "sim"

#include "tests/sim/sim-stream.h"

#include "shared/base/crm-error.h"

#include <string.h>

struct _SimStream
{
  GInputStream parent_instance;

  GByteArray *data;
  gboolean is_over;
  gboolean is_whole;
  gboolean is_closed;
  GTask *waiting; /* (nullable) */
  void *buffer;   /* of what waits */
  gsize size;
};

G_DEFINE_FINAL_TYPE (SimStream, sim_stream, G_TYPE_INPUT_STREAM)

static gssize
take (SimStream *self, void *buffer, gsize size, GError **error)
{
  gsize n = MIN (size, self->data->len);

  if (n == 0 && !self->is_whole)
    {
      crm_fail (error, CRM_ERROR_OFFLINE, "the connection was cut");
      return -1;
    }
  memcpy (buffer, self->data->data, n);
  g_byte_array_remove_range (self->data, 0, (guint) n);
  return (gssize) n;
}

static gssize
sim_stream_read (GInputStream *stream,
                 void *buffer,
                 gsize size,
                 GCancellable *cancellable,
                 GError **error)
{
  return take (SIM_STREAM (stream), buffer, size, error);
}

static void
answer (SimStream *self, GTask *task, void *buffer, gsize size)
{
  GError *error = NULL;
  gssize n = take (self, buffer, size, &error);

  if (n < 0)
    g_task_return_error (task, error);
  else
    g_task_return_int (task, n);
}

static void
answer_waiting (SimStream *self)
{
  g_autoptr (GTask) task = NULL;

  if (self->waiting == NULL || (self->data->len == 0 && !self->is_over))
    return;
  task = g_steal_pointer (&self->waiting);
  answer (self, task, self->buffer, self->size);
}

static void
sim_stream_read_async (GInputStream *stream,
                       void *buffer,
                       gsize size,
                       int priority,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  SimStream *self = SIM_STREAM (stream);

  self->waiting = g_task_new (self, cancellable, callback, user_data);
  self->buffer = buffer;
  self->size = size;
  answer_waiting (self);
}

static gssize
sim_stream_read_finish (GInputStream *stream, GAsyncResult *result, GError **error)
{
  return g_task_propagate_int (G_TASK (result), error);
}

static void
sim_stream_close_async (GInputStream *stream,
                        int priority,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (stream, cancellable, callback, user_data);

  SIM_STREAM (stream)->is_closed = TRUE;
  g_task_return_boolean (task, TRUE);
}

static gboolean
sim_stream_close_finish (GInputStream *stream, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
sim_stream_finalize (GObject *object)
{
  g_byte_array_unref (SIM_STREAM (object)->data);
  G_OBJECT_CLASS (sim_stream_parent_class)->finalize (object);
}

static void
sim_stream_class_init (SimStreamClass *klass)
{
  GInputStreamClass *stream_class = G_INPUT_STREAM_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = sim_stream_finalize;
  stream_class->read_fn = sim_stream_read;
  stream_class->read_async = sim_stream_read_async;
  stream_class->read_finish = sim_stream_read_finish;
  stream_class->close_async = sim_stream_close_async;
  stream_class->close_finish = sim_stream_close_finish;
}

static void
sim_stream_init (SimStream *self)
{
  self->data = g_byte_array_new ();
}

SimStream *
sim_stream_new (void)
{
  return g_object_new (SIM_TYPE_STREAM, NULL);
}

void
sim_stream_push (SimStream *self, const void *data, gsize length)
{
  if (self->is_over)
    return;
  g_byte_array_append (self->data, data, (guint) length);
  answer_waiting (self);
}

void
sim_stream_end (SimStream *self, gboolean is_whole)
{
  if (self->is_over)
    return;
  self->is_over = TRUE;
  self->is_whole = is_whole;
  answer_waiting (self);
}

gboolean
sim_stream_is_closed (SimStream *self)
{
  return self->is_closed;
}
