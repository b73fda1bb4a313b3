/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The interface only; the way to the server is DeskHttpTransport's. */

#include "client/store/desk-remote.h"

G_DEFINE_INTERFACE (DeskRemote, desk_remote, G_TYPE_OBJECT)

static void
desk_remote_default_init (DeskRemoteInterface *iface)
{
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
