/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* What only the server can do, for pages that ask it while somebody waits: shows a masked number,
 * changes a password. Everything that works offline goes through the outbox instead. Main thread.
 * Errors are of CRM_ERROR: OFFLINE when nothing was sent, the code of the problem when the server
 * refused.
 *
 * Signal "news" (JsonObject), detailed by its type: what the server says by itself of what was
 * asked, "job-progress". It may be late or lost. */
#define DESK_TYPE_REMOTE (desk_remote_get_type ())
G_DECLARE_INTERFACE (DeskRemote, desk_remote, DESK, REMOTE, GObject)

struct _DeskRemoteInterface
{
  GTypeInterface parent_iface;

  void (*call_async) (DeskRemote *self,
                      const char *method,
                      const char *path,
                      JsonNode *body,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data);
  JsonNode *(*call_finish) (DeskRemote *self, GAsyncResult *result, GError **error);
  void (*open_async) (DeskRemote *self,
                      const char *path,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data);
  GInputStream *(*open_finish) (DeskRemote *self, GAsyncResult *result, GError **error);
  void (*send_async) (DeskRemote *self,
                      const char *path,
                      const char *const *headers,
                      GBytes *body,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data);
};

/* @path: below the base of the API, "/reveal"; @body (nullable). */
void desk_remote_call_async (DeskRemote *self,
                             const char *method,
                             const char *path,
                             JsonNode *body,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
/* (transfer full) (nullable): %NULL without error for an answer without a body. */
JsonNode *desk_remote_call_finish (DeskRemote *self, GAsyncResult *result, GError **error);
/* What is no JSON, as it comes: a file to be saved. */
void desk_remote_open_async (DeskRemote *self,
                             const char *path,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
GInputStream *desk_remote_open_finish (DeskRemote *self, GAsyncResult *result, GError **error);
/* Posts bytes that are no JSON; @headers: names and values in turn. */
void desk_remote_send_async (DeskRemote *self,
                             const char *path,
                             const char *const *headers,
                             GBytes *body,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
/* (transfer full) (nullable): as of desk_remote_call_finish(). */
JsonNode *desk_remote_send_finish (DeskRemote *self, GAsyncResult *result, GError **error);
/* For implementations. */
void desk_remote_emit_news (DeskRemote *self, const char *type, JsonObject *news);

G_END_DECLS
