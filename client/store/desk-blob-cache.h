/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/store/desk-blob-folder.h"
#include "client/store/desk-blob.h"
#include "client/store/desk-database.h"

G_BEGIN_DECLS

/* The bytes of attachments on this computer: those that wait to be sent, and copies for work
 * offline. What leaves the person's reach leaves here. Main thread; a thread of its own for the
 * files; owned by the workspace.
 *
 * Signals "queued" (DeskBlob): there is something to send, or it is to be tried again. "wanted"
 * (DeskBlob): it is to be fetched. */
#define DESK_TYPE_BLOB_CACHE (desk_blob_cache_get_type ())
G_DECLARE_FINAL_TYPE (DeskBlobCache, desk_blob_cache, DESK, BLOB_CACHE, GObject)

#define DESK_BLOB_DEFAULT_LIMIT (G_GINT64_CONSTANT (512) * 1024 * 1024)

DeskBlobCache *desk_blob_cache_new (DeskDatabase *database);
/* With the database, which is open. @vault (nullable) */
void desk_blob_cache_open (DeskBlobCache *self, DeskVault *vault);
gboolean desk_blob_cache_is_open (DeskBlobCache *self);
/* Blocks until what was begun is on the disk. */
void desk_blob_cache_close (DeskBlobCache *self);
/* Bytes of copies, beside those that are pinned. */
void desk_blob_cache_set_limit (DeskBlobCache *self, gint64 limit);

/* (transfer full): the one object of this attachment. */
DeskBlob *desk_blob_cache_ref_blob (DeskBlobCache *self, const char *id);
/* (transfer full) (element-type DeskBlob): to be sent. */
GPtrArray *desk_blob_cache_list_waiting (DeskBlobCache *self);

/* Copies @from into the profile under the id of an attachment that is about to be made: when it is
 * finished nothing can lose it any more. */
void desk_blob_cache_add_async (DeskBlobCache *self,
                                const char *id,
                                GInputStream *from,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
/* (transfer full) (nullable) */
DeskBlobInfo *
desk_blob_cache_add_finish (DeskBlobCache *self, GAsyncResult *result, GError **error);
/* The attachment was made: now it may be sent. */
void desk_blob_cache_queue (DeskBlobCache *self, const char *id);
/* (transfer full) (nullable): all of it; CRM_ERROR_NOT_FOUND when it is not on this computer. */
void desk_blob_cache_load_async (DeskBlobCache *self,
                                 const char *id,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
GBytes *desk_blob_cache_load_finish (DeskBlobCache *self, GAsyncResult *result, GError **error);
/* Somebody wants to see it, or tries again what failed. */
void desk_blob_cache_want (DeskBlobCache *self, const char *id);
void desk_blob_cache_set_pinned (DeskBlobCache *self, const char *id, gboolean pinned);
/* What was not sent is given up. */
void desk_blob_cache_discard (DeskBlobCache *self, const char *id);

/* For DeskFileTransfer. */
/* Whether there is still a record of it. */
void desk_blob_cache_check_async (DeskBlobCache *self,
                                  const char *id,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
gboolean desk_blob_cache_check_finish (DeskBlobCache *self, GAsyncResult *result, GError **error);
/* It came: kept as a copy. */
void desk_blob_cache_keep_async (DeskBlobCache *self,
                                 const char *id,
                                 GBytes *bytes,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
/* The server has it. */
void desk_blob_cache_settle_async (DeskBlobCache *self,
                                   const char *id,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
gboolean desk_blob_cache_stored_finish (DeskBlobCache *self, GAsyncResult *result, GError **error);

G_END_DECLS
