/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A backup is one file: a page of 4096 bytes with a line of JSON that says what it is, then the
 * archive of pg_dump in its custom format (`tail -c +4097 FILE | pg_restore -l` reads it without
 * us). */
#define HUB_BACKUP_PAGE 4096

typedef struct
{
  char *epoch;
  char *created_at;
  char *postgres; /* version of the server it came from */
  guint schema;   /* number of the newest migration */
  guint64 size;   /* of the archive */
  char *checksum; /* SHA-256 of the archive, hex */
} HubBackupManifest;

void hub_backup_manifest_clear (HubBackupManifest *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HubBackupManifest, hub_backup_manifest_clear)

/* Takes all of @archive into FILE.partial and renames it when it is complete and on the disk; fills
 * @size and @checksum. @end (nullable) is asked between the last byte and the rename: %FALSE drops
 * it. */
typedef gboolean (*HubBackupEnd) (gpointer user_data, GError **error);
gboolean hub_backup_file_write (const char *path,
                                HubBackupManifest *manifest,
                                GInputStream *archive,
                                HubBackupEnd end,
                                gpointer user_data,
                                GError **error);
/* (nullable) (transfer full): at the first byte of the archive, whose checksum is already compared.
 */
GInputStream *hub_backup_file_open (const char *path, HubBackupManifest *manifest, GError **error);

G_END_DECLS
