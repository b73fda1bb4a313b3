/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The folder DIR/attachments: files named by the SHA-256 of what is in them, so the same bytes are
 * there once and none is ever written again; in incoming/ lies what has not come whole. Immutable,
 * any thread; what it does blocks. */
typedef struct _HubFileStore HubFileStore;

HubFileStore *hub_file_store_new (const char *data_dir);
HubFileStore *hub_file_store_ref (HubFileStore *self);
void hub_file_store_unref (HubFileStore *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HubFileStore, hub_file_store_unref)

/* (transfer full): where the bytes of this digest are or will be. */
char *hub_file_store_get_path (HubFileStore *self, const char *digest);
char *hub_file_store_get_part_path (HubFileStore *self, const char *record);
/* Makes the folders of @path. */
gboolean hub_file_store_make_folder (HubFileStore *self, const char *path, GError **error);
/* -1 with CRM_ERROR_NOT_FOUND when they are not here. */
int hub_file_store_open (HubFileStore *self, const char *digest, goffset *size, GError **error);
/* Reads all of it: CRM_ERROR_NOT_FOUND, or CRM_ERROR_CORRUPT when it is something else. */
gboolean hub_file_store_verify (HubFileStore *self, const char *digest, GError **error);
gboolean hub_file_store_has_room (HubFileStore *self, goffset size);
/* (transfer full) (element-type utf8): digests of the files that nobody has touched for @seconds.
 */
GPtrArray *hub_file_store_list (HubFileStore *self, guint seconds);
void hub_file_store_remove (HubFileStore *self, const char *digest);
/* Uploads that nobody went on with for @seconds; gives how many were removed. */
guint hub_file_store_drop_parts (HubFileStore *self, guint seconds);

G_END_DECLS
