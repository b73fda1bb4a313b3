/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Streamed answers of HubExchange: one chunk is with the HTTP library at a time, the next is asked
 * for when it was written, so a slow reader costs one chunk of memory. An answer that ends before
 * its headers went is sent whole. Main thread of the server. */

#define G_LOG_DOMAIN "hub-http"

#include "server/http/hub-exchange-private.h"

/* A shorter whole answer is not worth packing. */
#define PACK_FROM  1024
#define GZIP_LEVEL 1
#define PACK_STEP  (64 * 1024)

void
hub_exchange_flow_free (HubExchangeFlow *flow)
{
  if (flow->start_timer != NULL)
    g_source_destroy (flow->start_timer);
  g_clear_pointer (&flow->start_timer, g_source_unref);
  if (flow->free_data != NULL)
    flow->free_data (flow->user_data);
  g_clear_object (&flow->gzip);
  g_ptr_array_unref (flow->pending);
  g_free (flow->media_type);
  g_free (flow);
}

/* (transfer full): all that the converter gives for @bytes (nullable). */
static GBytes *
pack (GConverter *gzip, GBytes *bytes, GConverterFlags flags)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();
  gsize size = 0;
  const guint8 *data = bytes != NULL ? g_bytes_get_data (bytes, &size) : NULL;
  const guint8 nothing = 0;
  GConverterResult result = G_CONVERTER_CONVERTED;

  while (result == G_CONVERTER_CONVERTED)
    {
      g_autoptr (GError) error = NULL;
      gsize used = 0, made = 0;
      guint begin = out->len;

      g_byte_array_set_size (out, begin + PACK_STEP);
      result = g_converter_convert (gzip, data != NULL ? data : &nothing, size, out->data + begin,
                                    PACK_STEP, flags, &used, &made, &error);
      g_byte_array_set_size (out, begin + (guint) made);
      if (data != NULL)
        data += used;
      size -= used;
      if (result == G_CONVERTER_ERROR && error->code != G_IO_ERROR_PARTIAL_INPUT)
        g_warning ("gzip: %s", error->message);
    }
  return g_byte_array_free_to_bytes (g_steal_pointer (&out));
}

static void
write_chunk (HubExchange *self, GBytes *chunk, GConverterFlags flags)
{
  g_autoptr (GBytes) packed = NULL;

  if (self->flow->gzip != NULL)
    packed = pack (self->flow->gzip, chunk, flags);
  else if (chunk != NULL)
    packed = g_bytes_ref (chunk);

  /* An empty chunk would end the body. */
  if (packed == NULL || g_bytes_get_size (packed) == 0)
    return;

  self->flow->in_flight++;
  soup_message_body_append_bytes (soup_server_message_get_response_body (self->message), packed);
}

static void
wrote_chunk_cb (SoupServerMessage *message, gpointer user_data)
{
  g_autoptr (HubExchange) self = g_object_ref (user_data);
  HubExchangeFlow *flow = self->flow;

  if (flow == NULL || flow->in_flight == 0)
    return;

  flow->in_flight--;
  if (flow->in_flight > 0 || flow->has_ended)
    return;

  /* The library stops by itself when it has nothing to write. */
  self->is_paused = TRUE;
  hub_stream_set_state (self->stream, HUB_STREAM_WORK);
  flow->next (self, flow->user_data);
}

static void
set_media_type (HubExchange *self)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (self->message);

  if (self->flow->media_type == NULL)
    return;
  soup_message_headers_set_content_type (headers, self->flow->media_type, NULL);
  soup_message_headers_replace (headers, "Vary", "Accept-Encoding, Accept");
}

static void
set_packed (HubExchange *self)
{
  soup_message_headers_replace (soup_server_message_get_response_headers (self->message),
                                "Content-Encoding", "gzip");
}

static void
start (HubExchange *self)
{
  HubExchangeFlow *flow = self->flow;
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (self->message);
  gboolean is_old = soup_server_message_get_http_version (self->message) == SOUP_HTTP_1_0;

  if (!hub_exchange_start_answer (self, flow->status))
    return;

  flow->has_started = TRUE;
  set_media_type (self);
  if (flow->gzip != NULL)
    set_packed (self);
  if (flow->length >= 0)
    soup_message_headers_set_content_length (headers, flow->length);
  else
    soup_message_headers_set_encoding (headers, is_old ? SOUP_ENCODING_EOF : SOUP_ENCODING_CHUNKED);
  soup_message_body_set_accumulate (soup_server_message_get_response_body (self->message), FALSE);
  g_signal_connect (self->message, "wrote-chunk", G_CALLBACK (wrote_chunk_cb), self);
  for (guint i = 0; i < flow->pending->len; i++)
    write_chunk (self, flow->pending->pdata[i], G_CONVERTER_FLUSH);
  g_ptr_array_set_size (flow->pending, 0);
  hub_exchange_resume (self);
}

static gboolean
start_cb (gpointer user_data)
{
  HubExchange *self = user_data;

  g_clear_pointer (&self->flow->start_timer, g_source_unref);
  start (self);
  return G_SOURCE_REMOVE;
}

static void
send_at_once (HubExchange *self)
{
  g_autoptr (GByteArray) all = NULL;
  g_autoptr (GBytes) body = NULL;
  HubExchangeFlow *flow = self->flow;

  if (flow->pending->len == 1)
    body = g_bytes_ref (flow->pending->pdata[0]);
  else
    {
      all = g_byte_array_new ();
      for (guint i = 0; i < flow->pending->len; i++)
        {
          gsize size;
          const guint8 *data = g_bytes_get_data (flow->pending->pdata[i], &size);

          g_byte_array_append (all, data, (guint) size);
        }
      body = g_byte_array_free_to_bytes (g_steal_pointer (&all));
    }

  set_media_type (self);
  if (flow->gzip != NULL && g_bytes_get_size (body) >= PACK_FROM)
    {
      GBytes *packed = pack (flow->gzip, body, G_CONVERTER_INPUT_AT_END);

      g_bytes_unref (body);
      body = packed;
      set_packed (self);
    }
  hub_exchange_reply_bytes (self, flow->status, NULL, body);
}

/* Not when the handler packs by itself and has said so. */
static gboolean
wants_gzip (HubExchange *self)
{
  SoupMessageHeaders *response = soup_server_message_get_response_headers (self->message);
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (self->message);

  return soup_message_headers_get_one (response, "Content-Encoding") == NULL &&
         soup_message_headers_header_contains (headers, "Accept-Encoding", "gzip");
}

/* (nullable): %NULL when it is answered already; @user_data is then freed. */
static HubExchangeFlow *
begin (HubExchange *self, HubExchangeNext next, gpointer user_data, GDestroyNotify free_data)
{
  HubExchangeFlow *flow = NULL;

  if (self->phase >= HUB_EXCHANGE_ANSWERED)
    {
      if (free_data != NULL)
        free_data (user_data);
      return NULL;
    }
  g_return_val_if_fail (self->flow == NULL, NULL);

  flow = g_new0 (HubExchangeFlow, 1);
  flow->status = 200;
  flow->length = -1;
  flow->next = next;
  flow->user_data = user_data;
  flow->free_data = free_data;
  flow->pending = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  self->flow = flow;
  return flow;
}

void
hub_exchange_begin_stream (HubExchange *self,
                           const char *media_type,
                           HubExchangeNext next,
                           gpointer user_data,
                           GDestroyNotify free_data)
{
  HubExchangeFlow *flow = begin (self, next, user_data, free_data);

  if (flow == NULL)
    return;
  flow->media_type = g_strdup (media_type);
  if (wants_gzip (self))
    flow->gzip = G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, GZIP_LEVEL));
}

void
hub_exchange_begin_sized_stream (HubExchange *self,
                                 guint status,
                                 goffset length,
                                 HubExchangeNext next,
                                 gpointer user_data,
                                 GDestroyNotify free_data)
{
  HubExchangeFlow *flow = begin (self, next, user_data, free_data);

  if (flow == NULL)
    return;
  flow->status = status;
  flow->length = length;
}

void
hub_exchange_push_chunk (HubExchange *self, GBytes *chunk)
{
  HubExchangeFlow *flow = self->flow;

  if (flow == NULL || flow->has_ended || self->phase == HUB_EXCHANGE_FINISHED)
    return;

  if (flow->has_started)
    {
      hub_stream_set_state (self->stream, HUB_STREAM_WRITE);
      write_chunk (self, chunk, G_CONVERTER_FLUSH);
      hub_exchange_resume (self);
      return;
    }

  g_ptr_array_add (flow->pending, g_bytes_ref (chunk));
  if (flow->start_timer == NULL)
    {
      flow->start_timer = g_timeout_source_new (0);
      g_source_set_callback (flow->start_timer, start_cb, self, NULL);
      g_source_attach (flow->start_timer, g_main_context_get_thread_default ());
    }
}

void
hub_exchange_end_stream (HubExchange *self)
{
  HubExchangeFlow *flow = self->flow;

  if (flow == NULL || flow->has_ended || self->phase == HUB_EXCHANGE_FINISHED)
    return;

  flow->has_ended = TRUE;
  if (!flow->has_started)
    {
      if (flow->start_timer != NULL)
        g_source_destroy (flow->start_timer);
      g_clear_pointer (&flow->start_timer, g_source_unref);
      send_at_once (self);
      return;
    }
  hub_stream_set_state (self->stream, HUB_STREAM_WRITE);
  write_chunk (self, NULL, G_CONVERTER_INPUT_AT_END);
  soup_message_body_complete (soup_server_message_get_response_body (self->message));
  hub_exchange_resume (self);
}

void
hub_exchange_abort_stream (HubExchange *self)
{
  if (self->flow == NULL || self->flow->has_ended || self->phase == HUB_EXCHANGE_FINISHED)
    return;

  self->flow->has_ended = TRUE;
  hub_stream_cut (self->stream);
  if (!self->flow->has_started)
    hub_exchange_start_answer (self, 500);
  /* The library finds the stream broken when it writes this. */
  soup_message_body_complete (soup_server_message_get_response_body (self->message));
  hub_exchange_resume (self);
}
