/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The interface only; the way to the server is DeskHttpTransport's. */

#include "client/store/desk-remote.h"

enum
{
  NEWS,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_INTERFACE (DeskRemote, desk_remote, G_TYPE_OBJECT)

static void
desk_remote_default_init (DeskRemoteInterface *iface)
{
  signals[NEWS] = g_signal_new ("news", DESK_TYPE_REMOTE, G_SIGNAL_RUN_LAST | G_SIGNAL_DETAILED, 0,
                                NULL, NULL, NULL, G_TYPE_NONE, 1, JSON_TYPE_OBJECT);
}

void
desk_remote_call_async (DeskRemote *self,
                        const char *method,
                        const char *path,
                        JsonNode *body,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_return_if_fail (DESK_IS_REMOTE (self));
  DESK_REMOTE_GET_IFACE (self)->call_async (self, method, path, body, cancellable, callback,
                                            user_data);
}

JsonNode *
desk_remote_call_finish (DeskRemote *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (DESK_IS_REMOTE (self), NULL);
  return DESK_REMOTE_GET_IFACE (self)->call_finish (self, result, error);
}

void
desk_remote_open_async (DeskRemote *self,
                        const char *path,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_return_if_fail (DESK_IS_REMOTE (self));
  DESK_REMOTE_GET_IFACE (self)->open_async (self, path, cancellable, callback, user_data);
}

GInputStream *
desk_remote_open_finish (DeskRemote *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (DESK_IS_REMOTE (self), NULL);
  return DESK_REMOTE_GET_IFACE (self)->open_finish (self, result, error);
}

void
desk_remote_send_async (DeskRemote *self,
                        const char *path,
                        const char *const *headers,
                        GBytes *body,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_return_if_fail (DESK_IS_REMOTE (self));
  DESK_REMOTE_GET_IFACE (self)->send_async (self, path, headers, body, cancellable, callback,
                                            user_data);
}

JsonNode *
desk_remote_send_finish (DeskRemote *self, GAsyncResult *result, GError **error)
{
  return desk_remote_call_finish (self, result, error);
}

void
desk_remote_emit_news (DeskRemote *self, const char *type, JsonObject *news)
{
  g_return_if_fail (DESK_IS_REMOTE (self));
  g_signal_emit (self, signals[NEWS], g_quark_from_string (type), news);
}
