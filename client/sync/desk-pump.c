/* SPDX-License-Identifier: GPL-3.0-or-later */

/* From the network to the store with back-pressure. One operation is data of its task; main thread
 * only. */

#define G_LOG_DOMAIN "desk-sync"

#include "client/sync/desk-pump.h"

#define READ_SIZE (64 * 1024)
/* While a piece is being applied more is read: then the next is larger. */
#define MAX_WAITING (256 * 1024)

typedef struct
{
  GInputStream *stream;
  DeskChangeApplier *applier;
  DeskPumpProgress progress;
  gpointer progress_data;
  GByteArray *waiting;
  guint8 *chunk;    /* what a read under way writes to */
  gboolean feeding; /* the applier has not asked for the next piece yet */
  gboolean reading;
  gboolean ended; /* nothing more will be read */
  gboolean finished;
  GError *error; /* of applying */
} Pump;

static void
pump_free (gpointer data)
{
  Pump *pump = data;

  g_clear_object (&pump->stream);
  g_clear_object (&pump->applier);
  g_clear_pointer (&pump->waiting, g_byte_array_unref);
  g_clear_pointer (&pump->chunk, g_free);
  g_clear_error (&pump->error);
  g_free (pump);
}

static void move_on (GTask *task);

static void
tell_progress (GTask *task)
{
  Pump *pump = g_task_get_task_data (task);

  if (pump->progress != NULL && !g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    pump->progress (desk_change_applier_get_rows (pump->applier), pump->progress_data);
}

static void
end_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Pump *pump = g_task_get_task_data (task);
  GError *error = NULL;
  gboolean complete;

  complete = desk_change_applier_end_finish (DESK_CHANGE_APPLIER (source), result, &error);
  if (pump->error == NULL)
    pump->error = g_steal_pointer (&error);
  g_clear_error (&error);
  if (g_task_return_error_if_cancelled (task))
    return;
  tell_progress (task);
  if (pump->error != NULL)
    g_task_return_error (task, g_steal_pointer (&pump->error));
  else
    g_task_return_int (task, complete ? DESK_PUMP_COMPLETE : DESK_PUMP_CUT);
}

static void
fed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Pump *pump = g_task_get_task_data (task);
  GError *error = NULL;

  pump->feeding = FALSE;
  if (!desk_change_applier_feed_finish (pump->applier, result, &error))
    {
      if (pump->error == NULL)
        pump->error = error;
      else
        g_error_free (error);
    }
  else
    tell_progress (task);
  move_on (task);
}

static void
feed (GTask *task)
{
  Pump *pump = g_task_get_task_data (task);
  g_autoptr (GBytes) bytes = g_byte_array_free_to_bytes (g_steal_pointer (&pump->waiting));

  pump->waiting = g_byte_array_new ();
  pump->feeding = TRUE;
  desk_change_applier_feed_async (pump->applier, bytes, g_task_get_cancellable (task), fed_cb,
                                  g_object_ref (task));
}

/* What has arrived already is taken at once, without a turn of the main loop for each record of
 * TLS. */
static void
read_more_now (Pump *pump)
{
  gssize n = 1;

  if (!G_IS_POLLABLE_INPUT_STREAM (pump->stream) ||
      !g_pollable_input_stream_can_poll (G_POLLABLE_INPUT_STREAM (pump->stream)))
    return;
  while (n > 0 && pump->waiting->len < MAX_WAITING)
    {
      g_autoptr (GError) error = NULL;

      n = g_pollable_input_stream_read_nonblocking (G_POLLABLE_INPUT_STREAM (pump->stream),
                                                    pump->chunk, READ_SIZE, NULL, &error);
      if (n > 0)
        g_byte_array_append (pump->waiting, pump->chunk, (guint) n);
      else if (n == 0 || !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
        pump->ended = TRUE;
    }
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Pump *pump = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  gssize n;

  pump->reading = FALSE;
  n = g_input_stream_read_finish (pump->stream, result, &error);
  if (n > 0)
    {
      g_byte_array_append (pump->waiting, pump->chunk, (guint) n);
      read_more_now (pump);
    }
  else
    pump->ended = TRUE;
  if (error != NULL)
    g_debug ("change stream: %s", error->message);
  move_on (task);
}

/* Also after a failure and when cancelled: the applier must know that nothing more comes. */
static void
finish (GTask *task)
{
  Pump *pump = g_task_get_task_data (task);

  pump->finished = TRUE;
  /* Closed without waiting: an unread rest is nobody's concern. */
  g_input_stream_close_async (pump->stream, G_PRIORITY_DEFAULT, g_task_get_cancellable (task), NULL,
                              NULL);
  desk_change_applier_end_async (pump->applier, NULL, end_cb, g_object_ref (task));
}

/* The only place that decides what comes next. */
static void
move_on (GTask *task)
{
  Pump *pump = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  gboolean failed = pump->error != NULL || g_cancellable_is_cancelled (cancellable);

  if (pump->finished)
    return;
  if (!failed && pump->waiting->len > 0 && !pump->feeding)
    feed (task);
  if (!failed && !pump->reading && !pump->ended && pump->waiting->len < MAX_WAITING)
    {
      pump->reading = TRUE;
      g_input_stream_read_async (pump->stream, pump->chunk, READ_SIZE, G_PRIORITY_DEFAULT,
                                 cancellable, read_cb, g_object_ref (task));
    }
  if (!pump->reading && !pump->feeding && (failed || pump->ended))
    finish (task);
}

void
desk_pump_async (GInputStream *stream,
                 DeskChangeApplier *applier,
                 DeskPumpProgress progress,
                 gpointer progress_data,
                 GCancellable *cancellable,
                 GAsyncReadyCallback callback,
                 gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Pump *pump = g_new0 (Pump, 1);

  g_task_set_source_tag (task, desk_pump_async);
  pump->stream = g_object_ref (stream);
  pump->applier = g_object_ref (applier);
  pump->progress = progress;
  pump->progress_data = progress_data;
  pump->waiting = g_byte_array_new ();
  pump->chunk = g_malloc (READ_SIZE);
  g_task_set_task_data (task, pump, pump_free);
  move_on (task);
}

DeskPumpResult
desk_pump_finish (GAsyncResult *result, GError **error)
{
  gssize value;

  g_return_val_if_fail (g_task_is_valid (result, NULL), DESK_PUMP_FAILED);
  value = g_task_propagate_int (G_TASK (result), error);
  return value < 0 ? DESK_PUMP_FAILED : (DeskPumpResult) value;
}
