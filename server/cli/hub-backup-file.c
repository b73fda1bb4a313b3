/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The file of a backup. Blocking; used by the command line only. */

#define G_LOG_DOMAIN "hub-cli"

#include "server/cli/hub-backup-file.h"

#include "shared/base/crm-error.h"
#include "shared/codec/crm-json.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <string.h>
#include <unistd.h>

#define FORMAT     "zontik-backup-1"
#define BLOCK_SIZE (256 * 1024)

void
hub_backup_manifest_clear (HubBackupManifest *self)
{
  g_clear_pointer (&self->epoch, g_free);
  g_clear_pointer (&self->created_at, g_free);
  g_clear_pointer (&self->postgres, g_free);
  g_clear_pointer (&self->checksum, g_free);
}

static gboolean
fail_file (GError **error, const char *path)
{
  int code = errno;

  return crm_fail (error, code == ENOSPC ? CRM_ERROR_FULL : CRM_ERROR_FAILED, "%s: %s", path,
                   g_strerror (code));
}

static gboolean
write_all (int fd, const void *data, gsize length)
{
  const guint8 *bytes = data;

  while (length > 0)
    {
      gssize n = write (fd, bytes, length);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return FALSE;
      bytes += n;
      length -= (gsize) n;
    }

  return TRUE;
}

static void
add_member (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

/* The page is padded with line ends, so that `head` shows it well. */
static void
fill_page (HubBackupManifest *manifest, char page[HUB_BACKUP_PAGE])
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *text = NULL;

  json_builder_begin_object (builder);
  add_member (builder, "format", FORMAT);
  add_member (builder, "version", ZONTIK_VERSION);
  add_member (builder, "created_at", manifest->created_at);
  add_member (builder, "epoch", manifest->epoch);
  add_member (builder, "postgres", manifest->postgres);
  json_builder_set_member_name (builder, "schema");
  json_builder_add_int_value (builder, manifest->schema);
  json_builder_set_member_name (builder, "size");
  json_builder_add_int_value (builder, (gint64) manifest->size);
  add_member (builder, "sha256", manifest->checksum);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  text = json_to_string (root, FALSE);

  memset (page, '\n', HUB_BACKUP_PAGE);
  memcpy (page, text, MIN (strlen (text), HUB_BACKUP_PAGE - 1));
}

static gboolean
copy_archive (int fd,
              const char *path,
              GInputStream *archive,
              HubBackupManifest *manifest,
              GError **error)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree guint8 *block = g_malloc (BLOCK_SIZE);
  gssize n;

  manifest->size = 0;
  while ((n = g_input_stream_read (archive, block, BLOCK_SIZE, NULL, error)) > 0)
    {
      g_checksum_update (checksum, block, n);
      manifest->size += (guint64) n;
      if (!write_all (fd, block, (gsize) n))
        return fail_file (error, path);
    }
  g_free (manifest->checksum);
  manifest->checksum = g_strdup (g_checksum_get_string (checksum));

  return n == 0;
}

static gboolean
write_file (int fd,
            const char *path,
            HubBackupManifest *manifest,
            GInputStream *archive,
            GError **error)
{
  char page[HUB_BACKUP_PAGE] = { 0 };

  if (!write_all (fd, page, sizeof page))
    return fail_file (error, path);
  if (!copy_archive (fd, path, archive, manifest, error))
    return FALSE;

  fill_page (manifest, page);
  if (pwrite (fd, page, sizeof page, 0) != (gssize) sizeof page || fsync (fd) != 0)
    return fail_file (error, path);

  return TRUE;
}

static void
sync_folder (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  if (fd < 0)
    return;
  fsync (fd);
  close (fd);
}

gboolean
hub_backup_file_write (const char *path,
                       HubBackupManifest *manifest,
                       GInputStream *archive,
                       HubBackupEnd end,
                       gpointer user_data,
                       GError **error)
{
  g_autofree char *partial = g_strconcat (path, ".partial", NULL);
  gboolean ok;
  int fd;

  /* Only into a file of our own making: what lies there may be read by somebody else. */
  g_unlink (partial);
  fd = open (partial, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (fd < 0)
    return fail_file (error, partial);

  ok =
      write_file (fd, partial, manifest, archive, error) && (end == NULL || end (user_data, error));
  close (fd);
  if (ok && g_rename (partial, path) != 0)
    ok = fail_file (error, path);
  if (!ok)
    g_unlink (partial);
  else
    sync_folder (path);

  return ok;
}

static gboolean
read_manifest (JsonObject *object, HubBackupManifest *manifest)
{
  const char *format, *epoch, *created_at, *postgres, *checksum;
  gint64 schema, size;

  if (!crm_json_get_string (object, "format", &format, NULL) || strcmp (format, FORMAT) != 0 ||
      !crm_json_get_string (object, "epoch", &epoch, NULL) ||
      !crm_json_get_string (object, "created_at", &created_at, NULL) ||
      !crm_json_get_string (object, "postgres", &postgres, NULL) ||
      !crm_json_get_string (object, "sha256", &checksum, NULL) ||
      !crm_json_get_integer (object, "schema", &schema, NULL) ||
      !crm_json_get_integer (object, "size", &size, NULL))
    return FALSE;

  manifest->epoch = g_strdup (epoch);
  manifest->created_at = g_strdup (created_at);
  manifest->postgres = g_strdup (postgres);
  manifest->checksum = g_strdup (checksum);
  manifest->schema = (guint) schema;
  manifest->size = (guint64) size;

  return TRUE;
}

static gboolean
parse_page (const char *path, const char *page, HubBackupManifest *manifest, GError **error)
{
  g_autoptr (JsonNode) node = crm_json_parse (page, HUB_BACKUP_PAGE, NULL);

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node) ||
      !read_manifest (json_node_get_object (node), manifest))
    return crm_fail (error, CRM_ERROR_CORRUPT, "%s is not a backup of this program.", path);

  return TRUE;
}

static gboolean
verify_archive (const char *path, GInputStream *stream, HubBackupManifest *manifest, GError **error)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree guint8 *block = g_malloc (BLOCK_SIZE);
  guint64 size = 0;
  gssize n;

  while ((n = g_input_stream_read (stream, block, BLOCK_SIZE, NULL, error)) > 0)
    {
      g_checksum_update (checksum, block, n);
      size += (guint64) n;
    }
  if (n < 0)
    return FALSE;
  if (size != manifest->size || strcmp (g_checksum_get_string (checksum), manifest->checksum) != 0)
    return crm_fail (error, CRM_ERROR_CORRUPT, "%s is damaged: its checksum is another.", path);

  return g_seekable_seek (G_SEEKABLE (stream), HUB_BACKUP_PAGE, G_SEEK_SET, NULL, error);
}

GInputStream *
hub_backup_file_open (const char *path, HubBackupManifest *manifest, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInputStream) stream = g_file_read (file, NULL, error);
  char page[HUB_BACKUP_PAGE];
  gsize n = 0;

  if (stream == NULL ||
      !g_input_stream_read_all (G_INPUT_STREAM (stream), page, sizeof page, &n, NULL, error))
    return NULL;
  if (n != sizeof page)
    {
      crm_fail (error, CRM_ERROR_CORRUPT, "%s is not a backup of this program.", path);
      return NULL;
    }
  if (!parse_page (path, page, manifest, error) ||
      !verify_archive (path, G_INPUT_STREAM (stream), manifest, error))
    return NULL;

  return G_INPUT_STREAM (g_steal_pointer (&stream));
}
