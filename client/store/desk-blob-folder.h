/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/store/desk-sealed-file.h"

G_BEGIN_DECLS

/* Files of attachments in the folder of an account: waiting/ID is to be sent and sealed with the
 * key of what was typed, kept/ID is a copy of what the server has, with that of the cache, kept/
 * ID.pin says that it is kept whatever its age. Blocking; the worker of DeskBlobCache. */
typedef enum
{
  DESK_BLOB_FOLDER_WAITING,
  DESK_BLOB_FOLDER_KEPT,
  DESK_BLOB_FOLDER_N,
} DeskBlobFolderPart;

typedef struct
{
  char *folder;     /* (owned) */
  DeskVault *vault; /* (owned) (nullable) */
} DeskBlobFolder;

DeskBlobFolder *desk_blob_folder_new (const char *account_folder, DeskVault *vault);
void desk_blob_folder_free (DeskBlobFolder *self);

/* What a file is. */
typedef struct
{
  goffset size;
  char *sha256;           /* (owned) */
  const char *media_type; /* by what is in it */
} DeskBlobInfo;

void desk_blob_info_free (DeskBlobInfo *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DeskBlobInfo, desk_blob_info_free)

/* (transfer full) (nullable): copies @from into waiting/ID. CRM_ERROR_TOO_LARGE, FULL. */
DeskBlobInfo *desk_blob_folder_take_file (DeskBlobFolder *self,
                                          const char *id,
                                          GInputStream *from,
                                          goffset limit,
                                          GError **error);
gboolean desk_blob_folder_put (DeskBlobFolder *self,
                               DeskBlobFolderPart part,
                               const char *id,
                               GBytes *bytes,
                               GError **error);
/* (transfer full) (nullable): from wherever it is; a kept copy becomes young again. */
GBytes *desk_blob_folder_read (DeskBlobFolder *self, const char *id, GError **error);
/* It is on the server now: becomes a kept copy. */
gboolean desk_blob_folder_settle (DeskBlobFolder *self, const char *id, GError **error);
void desk_blob_folder_remove (DeskBlobFolder *self, DeskBlobFolderPart part, const char *id);
void desk_blob_folder_pin (DeskBlobFolder *self, const char *id, gboolean pinned);
gboolean desk_blob_folder_is_pinned (DeskBlobFolder *self, const char *id);
/* (transfer full) (element-type utf8): ids. */
GPtrArray *desk_blob_folder_list (DeskBlobFolder *self, DeskBlobFolderPart part);
/* Removes the oldest copies beyond @limit bytes, but those that are pinned and @spare (nullable);
 * gives their ids. (transfer full) (element-type utf8) */
GPtrArray *desk_blob_folder_trim (DeskBlobFolder *self, goffset limit, const char *spare);
/* All copies, overwritten: the device is told to forget. Any thread. */
void desk_blob_folder_shred (const char *account_folder);

G_END_DECLS
