/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The input and the output of HubStream: what GIO wants of pollable streams, and nothing else. The
 * blocking calls are for the library's helper thread that closes a chunked body; all others come
 * from the main thread. Owned by the stream and by whoever reads or writes. */

#define G_LOG_DOMAIN "hub-http"

#include "server/http/hub-stream-private.h"

struct _HubStreamInput
{
  GInputStream parent_instance;
  HubStream *stream; /* (borrowed) (nullable) */
};

struct _HubStreamOutput
{
  GOutputStream parent_instance;
  HubStream *stream; /* (borrowed) (nullable) */
};

#define HUB_TYPE_STREAM_INPUT (hub_stream_input_get_type ())
G_DECLARE_FINAL_TYPE (HubStreamInput, hub_stream_input, HUB, STREAM_INPUT, GInputStream)
#define HUB_TYPE_STREAM_OUTPUT (hub_stream_output_get_type ())
G_DECLARE_FINAL_TYPE (HubStreamOutput, hub_stream_output, HUB, STREAM_OUTPUT, GOutputStream)

static void hub_stream_input_pollable_init (GPollableInputStreamInterface *iface);
static void hub_stream_output_pollable_init (GPollableOutputStreamInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (HubStreamInput,
                               hub_stream_input,
                               G_TYPE_INPUT_STREAM,
                               G_IMPLEMENT_INTERFACE (G_TYPE_POLLABLE_INPUT_STREAM,
                                                      hub_stream_input_pollable_init))
G_DEFINE_FINAL_TYPE_WITH_CODE (HubStreamOutput,
                               hub_stream_output,
                               G_TYPE_OUTPUT_STREAM,
                               G_IMPLEMENT_INTERFACE (G_TYPE_POLLABLE_OUTPUT_STREAM,
                                                      hub_stream_output_pollable_init))

/* GInputStream and GPollableInputStream */

static gssize
hub_stream_input_read_nonblocking (GPollableInputStream *stream,
                                   void *buffer,
                                   gsize count,
                                   GError **error)
{
  return hub_stream_receive (HUB_STREAM_INPUT (stream)->stream, buffer, count, error);
}

static gssize
hub_stream_input_read (GInputStream *stream,
                       void *buffer,
                       gsize count,
                       GCancellable *cancellable,
                       GError **error)
{
  HubStream *self = HUB_STREAM_INPUT (stream)->stream;
  g_autoptr (GError) again = NULL;
  gssize n = hub_stream_receive (self, buffer, count, &again);

  while (n < 0 && g_error_matches (again, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK) &&
         g_socket_condition_wait (hub_stream_get_socket (self), G_IO_IN, cancellable, error))
    {
      g_clear_error (&again);
      n = hub_stream_receive (self, buffer, count, &again);
    }
  if (again != NULL && error != NULL && *error == NULL)
    g_propagate_error (error, g_steal_pointer (&again));
  return n;
}

static GSource *
hub_stream_input_create_source (GPollableInputStream *stream, GCancellable *cancellable)
{
  return hub_stream_new_source (HUB_STREAM_INPUT (stream)->stream, stream, G_IO_IN, cancellable);
}

static gboolean
hub_stream_input_is_readable (GPollableInputStream *stream)
{
  return hub_stream_is_ready (HUB_STREAM_INPUT (stream)->stream, G_IO_IN);
}

static void
hub_stream_input_pollable_init (GPollableInputStreamInterface *iface)
{
  iface->read_nonblocking = hub_stream_input_read_nonblocking;
  iface->create_source = hub_stream_input_create_source;
  iface->is_readable = hub_stream_input_is_readable;
}

static void
hub_stream_input_class_init (HubStreamInputClass *klass)
{
  G_INPUT_STREAM_CLASS (klass)->read_fn = hub_stream_input_read;
}

static void
hub_stream_input_init (HubStreamInput *self)
{
}

/* GOutputStream and GPollableOutputStream */

static gssize
hub_stream_output_write_nonblocking (GPollableOutputStream *stream,
                                     const void *buffer,
                                     gsize count,
                                     GError **error)
{
  return hub_stream_send (HUB_STREAM_OUTPUT (stream)->stream, buffer, count, error);
}

static gssize
hub_stream_output_write (GOutputStream *stream,
                         const void *buffer,
                         gsize count,
                         GCancellable *cancellable,
                         GError **error)
{
  HubStream *self = HUB_STREAM_OUTPUT (stream)->stream;
  g_autoptr (GError) again = NULL;
  gssize n = hub_stream_send (self, buffer, count, &again);

  while (n < 0 && g_error_matches (again, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK) &&
         g_socket_condition_wait (hub_stream_get_socket (self), G_IO_OUT, cancellable, error))
    {
      g_clear_error (&again);
      n = hub_stream_send (self, buffer, count, &again);
    }
  if (again != NULL && error != NULL && *error == NULL)
    g_propagate_error (error, g_steal_pointer (&again));
  return n;
}

static GSource *
hub_stream_output_create_source (GPollableOutputStream *stream, GCancellable *cancellable)
{
  return hub_stream_new_source (HUB_STREAM_OUTPUT (stream)->stream, stream, G_IO_OUT, cancellable);
}

static gboolean
hub_stream_output_is_writable (GPollableOutputStream *stream)
{
  return hub_stream_is_ready (HUB_STREAM_OUTPUT (stream)->stream, G_IO_OUT);
}

static void
hub_stream_output_pollable_init (GPollableOutputStreamInterface *iface)
{
  iface->write_nonblocking = hub_stream_output_write_nonblocking;
  iface->create_source = hub_stream_output_create_source;
  iface->is_writable = hub_stream_output_is_writable;
}

static void
hub_stream_output_class_init (HubStreamOutputClass *klass)
{
  G_OUTPUT_STREAM_CLASS (klass)->write_fn = hub_stream_output_write;
}

static void
hub_stream_output_init (HubStreamOutput *self)
{
}

GInputStream *
hub_stream_input_new (HubStream *stream)
{
  HubStreamInput *self = g_object_new (HUB_TYPE_STREAM_INPUT, NULL);

  self->stream = stream;
  return G_INPUT_STREAM (self);
}

void
hub_stream_input_detach (GInputStream *input)
{
  HUB_STREAM_INPUT (input)->stream = NULL;
}

GOutputStream *
hub_stream_output_new (HubStream *stream)
{
  HubStreamOutput *self = g_object_new (HUB_TYPE_STREAM_OUTPUT, NULL);

  self->stream = stream;
  return G_OUTPUT_STREAM (self);
}

void
hub_stream_output_detach (GOutputStream *output)
{
  HUB_STREAM_OUTPUT (output)->stream = NULL;
}
