/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The files themselves. Blocking calls for one worker; no state but the name of the folder. */

#define G_LOG_DOMAIN "desk-store"

#include "client/store/desk-blob-folder.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utime.h>

#include "shared/base/crm-error.h"
#include "shared/base/crm-id.h"
#include "shared/base/crm-media-type.h"

#define FOLDER    "files"
#define PIN       ".pin"
#define READ_SIZE (256 * 1024)

static const char *const part_names[DESK_BLOB_FOLDER_N] = { "waiting", "kept" };
static const DeskVaultPart keys[DESK_BLOB_FOLDER_N] = { DESK_VAULT_OUTBOX, DESK_VAULT_CACHE };

DeskBlobFolder *
desk_blob_folder_new (const char *account_folder, DeskVault *vault)
{
  DeskBlobFolder *self = g_new0 (DeskBlobFolder, 1);

  self->folder = g_build_filename (account_folder, FOLDER, NULL);
  self->vault = vault != NULL ? desk_vault_ref (vault) : NULL;
  return self;
}

void
desk_blob_folder_free (DeskBlobFolder *self)
{
  g_clear_pointer (&self->vault, desk_vault_unref);
  g_free (self->folder);
  g_free (self);
}

void
desk_blob_info_free (DeskBlobInfo *self)
{
  g_free (self->sha256);
  g_free (self);
}

static char *
get_path (DeskBlobFolder *self, DeskBlobFolderPart part, const char *id)
{
  return g_build_filename (self->folder, part_names[part], id, NULL);
}

static char *
get_pin (DeskBlobFolder *self, const char *id)
{
  g_autofree char *name = g_strconcat (id, PIN, NULL);

  return get_path (self, DESK_BLOB_FOLDER_KEPT, name);
}

static void
set_place (DeskBlobFolder *self,
           DeskBlobFolderPart part,
           const char *id,
           const char *path,
           DeskSealedPlace *place)
{
  place->path = path;
  place->vault = self->vault;
  place->part = keys[part];
  place->id = id;
}

/* ---- writing -------------------------------------------------------------------------------- */

static gboolean
copy (GInputStream *from,
      DeskSealedWriter *to,
      goffset limit,
      GChecksum *checksum,
      DeskBlobInfo *info,
      GError **error)
{
  g_autofree guint8 *buffer = g_malloc (READ_SIZE);

  for (;;)
    {
      gsize n = 0;

      if (!g_input_stream_read_all (from, buffer, READ_SIZE, &n, NULL, error))
        return FALSE;
      if (info->size == 0)
        info->media_type = crm_media_type_guess (buffer, n);
      info->size += (goffset) n;
      if (info->size > limit)
        return crm_fail (error, CRM_ERROR_TOO_LARGE, "more than %" G_GINT64_FORMAT " bytes",
                         (gint64) limit);
      g_checksum_update (checksum, buffer, (gssize) n);
      if (n > 0 && !desk_sealed_writer_add (to, buffer, n, error))
        return FALSE;
      if (n < READ_SIZE)
        return TRUE;
    }
}

DeskBlobInfo *
desk_blob_folder_take_file (DeskBlobFolder *self,
                            const char *id,
                            GInputStream *from,
                            goffset limit,
                            GError **error)
{
  g_autofree char *path = get_path (self, DESK_BLOB_FOLDER_WAITING, id);
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autoptr (DeskBlobInfo) info = g_new0 (DeskBlobInfo, 1);
  g_autoptr (DeskSealedWriter) writer = NULL;
  DeskSealedPlace place;

  set_place (self, DESK_BLOB_FOLDER_WAITING, id, path, &place);
  writer = desk_sealed_writer_new (&place, error);
  if (writer == NULL || !copy (from, writer, limit, checksum, info, error) ||
      !desk_sealed_writer_finish (writer, error))
    return NULL;
  info->sha256 = g_strdup (g_checksum_get_string (checksum));
  return g_steal_pointer (&info);
}

gboolean
desk_blob_folder_put (DeskBlobFolder *self,
                      DeskBlobFolderPart part,
                      const char *id,
                      GBytes *bytes,
                      GError **error)
{
  g_autofree char *path = get_path (self, part, id);
  g_autoptr (DeskSealedWriter) writer = NULL;
  DeskSealedPlace place;
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  set_place (self, part, id, path, &place);
  writer = desk_sealed_writer_new (&place, error);
  return writer != NULL && desk_sealed_writer_add (writer, data, size, error) &&
         desk_sealed_writer_finish (writer, error);
}

gboolean
desk_blob_folder_settle (DeskBlobFolder *self, const char *id, GError **error)
{
  g_autofree char *path = get_path (self, DESK_BLOB_FOLDER_WAITING, id);
  g_autoptr (GBytes) bytes = NULL;
  DeskSealedPlace place;

  /* A copy that was sent again. */
  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;
  set_place (self, DESK_BLOB_FOLDER_WAITING, id, path, &place);
  bytes = desk_sealed_file_read (&place, error);
  if (bytes == NULL || !desk_blob_folder_put (self, DESK_BLOB_FOLDER_KEPT, id, bytes, error))
    return FALSE;
  g_unlink (path);
  return TRUE;
}

void
desk_blob_folder_remove (DeskBlobFolder *self, DeskBlobFolderPart part, const char *id)
{
  g_autofree char *path = get_path (self, part, id);
  g_autofree char *pin = get_pin (self, id);

  g_unlink (path);
  if (part == DESK_BLOB_FOLDER_KEPT)
    g_unlink (pin);
}

void
desk_blob_folder_pin (DeskBlobFolder *self, const char *id, gboolean pinned)
{
  g_autofree char *path = get_pin (self, id);
  g_autofree char *folder = g_path_get_dirname (path);

  if (!pinned)
    g_unlink (path);
  else if (g_mkdir_with_parents (folder, 0700) == 0)
    g_file_set_contents (path, "", 0, NULL);
}

gboolean
desk_blob_folder_is_pinned (DeskBlobFolder *self, const char *id)
{
  g_autofree char *path = get_pin (self, id);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

/* ---- reading -------------------------------------------------------------------------------- */

GBytes *
desk_blob_folder_read (DeskBlobFolder *self, const char *id, GError **error)
{
  for (guint part = 0; part < DESK_BLOB_FOLDER_N; part++)
    {
      g_autofree char *path = get_path (self, part, id);
      DeskSealedPlace place;

      if (!g_file_test (path, G_FILE_TEST_EXISTS))
        continue;
      set_place (self, part, id, path, &place);
      if (part == DESK_BLOB_FOLDER_KEPT)
        g_utime (path, NULL);
      return desk_sealed_file_read (&place, error);
    }
  crm_fail (error, CRM_ERROR_NOT_FOUND, "%s is not here", id);
  return NULL;
}

GPtrArray *
desk_blob_folder_list (DeskBlobFolder *self, DeskBlobFolderPart part)
{
  GPtrArray *ids = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *path = g_build_filename (self->folder, part_names[part], NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (crm_id_is_valid (name))
      g_ptr_array_add (ids, g_strdup (name));
  return ids;
}

/* ---- how much ------------------------------------------------------------------------------- */

typedef struct
{
  char *id; /* (owned) */
  gint64 size;
  gint64 used_at;
} Copy;

static void
copy_clear (gpointer data)
{
  g_free (((Copy *) data)->id);
}

static int
compare_ages (gconstpointer a, gconstpointer b)
{
  const Copy *first = a;
  const Copy *second = b;

  return (first->used_at > second->used_at) - (first->used_at < second->used_at);
}

static GArray *
list_copies (DeskBlobFolder *self, gint64 *total)
{
  g_autoptr (GPtrArray) ids = desk_blob_folder_list (self, DESK_BLOB_FOLDER_KEPT);
  GArray *copies = g_array_new (FALSE, FALSE, sizeof (Copy));

  g_array_set_clear_func (copies, copy_clear);
  *total = 0;
  for (guint i = 0; i < ids->len; i++)
    {
      g_autofree char *path = get_path (self, DESK_BLOB_FOLDER_KEPT, ids->pdata[i]);
      GStatBuf info;
      Copy copy = { NULL, 0, 0 };

      if (g_stat (path, &info) != 0)
        continue;
      copy.id = g_strdup (ids->pdata[i]);
      copy.size = info.st_size;
      copy.used_at = (gint64) info.st_mtim.tv_sec * G_USEC_PER_SEC + info.st_mtim.tv_nsec / 1000;
      *total += copy.size;
      g_array_append_val (copies, copy);
    }
  g_array_sort (copies, compare_ages);
  return copies;
}

GPtrArray *
desk_blob_folder_trim (DeskBlobFolder *self, goffset limit, const char *spare)
{
  GPtrArray *gone = g_ptr_array_new_with_free_func (g_free);
  gint64 total;
  g_autoptr (GArray) copies = list_copies (self, &total);

  for (guint i = 0; i < copies->len && total > limit; i++)
    {
      Copy *copy = &g_array_index (copies, Copy, i);

      if (g_strcmp0 (copy->id, spare) == 0 || desk_blob_folder_is_pinned (self, copy->id))
        continue;
      desk_blob_folder_remove (self, DESK_BLOB_FOLDER_KEPT, copy->id);
      total -= copy->size;
      g_ptr_array_add (gone, g_strdup (copy->id));
    }
  return gone;
}

/* The key is destroyed as well; without one there is only this. */
static void
shred_file (const char *path)
{
  const int fd = g_open (path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW, 0);
  g_autofree guint8 *zeros = g_malloc0 (READ_SIZE);
  struct stat info;

  if (fd >= 0 && fstat (fd, &info) == 0)
    {
      for (off_t left = info.st_size; left > 0; left -= READ_SIZE)
        if (write (fd, zeros, (gsize) MIN (left, READ_SIZE)) <= 0)
          break;
      fdatasync (fd);
    }
  if (fd >= 0)
    close (fd);
  g_unlink (path);
}

void
desk_blob_folder_shred (const char *account_folder)
{
  g_autofree char *folder =
      g_build_filename (account_folder, FOLDER, part_names[DESK_BLOB_FOLDER_KEPT], NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      shred_file (path);
    }
}
