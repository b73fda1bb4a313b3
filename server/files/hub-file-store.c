/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The folder of files. Blocking calls for worker threads; no state beside the names of folders. */

#define G_LOG_DOMAIN "hub-files"

#include "server/files/hub-file-store.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "shared/base/crm-error.h"

#define DIGEST_LENGTH 64
#define READ_SIZE     (256 * 1024)
/* What an upload leaves free: the database lies on the same disk. */
#define RESERVE (64 * 1024 * 1024)
#define PART    ".part"

struct _HubFileStore
{
  gatomicrefcount refs;
  char *dir;      /* (owned) */
  char *incoming; /* (owned) */
};

HubFileStore *
hub_file_store_new (const char *data_dir)
{
  HubFileStore *self = g_new0 (HubFileStore, 1);

  g_atomic_ref_count_init (&self->refs);
  self->dir = g_build_filename (data_dir, "attachments", NULL);
  self->incoming = g_build_filename (self->dir, "incoming", NULL);
  return self;
}

HubFileStore *
hub_file_store_ref (HubFileStore *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
hub_file_store_unref (HubFileStore *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  g_free (self->dir);
  g_free (self->incoming);
  g_free (self);
}

char *
hub_file_store_get_path (HubFileStore *self, const char *digest)
{
  char first[3] = { digest[0], digest[1], '\0' };

  return g_build_filename (self->dir, first, digest, NULL);
}

char *
hub_file_store_get_part_path (HubFileStore *self, const char *record)
{
  g_autofree char *name = g_strconcat (record, PART, NULL);

  return g_build_filename (self->incoming, name, NULL);
}

gboolean
hub_file_store_make_folder (HubFileStore *self, const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);

  if (g_mkdir_with_parents (folder, 0700) == 0)
    return TRUE;
  return crm_fail (error, errno == ENOSPC ? CRM_ERROR_FULL : CRM_ERROR_FAILED, "%s: %s", folder,
                   g_strerror (errno));
}

int
hub_file_store_open (HubFileStore *self, const char *digest, goffset *size, GError **error)
{
  g_autofree char *path = hub_file_store_get_path (self, digest);
  struct stat info;
  int fd = g_open (path, O_RDONLY | O_CLOEXEC, 0);

  if (fd >= 0 && fstat (fd, &info) == 0)
    {
      *size = info.st_size;
      return fd;
    }
  crm_fail (error, errno == ENOENT ? CRM_ERROR_NOT_FOUND : CRM_ERROR_FAILED, "%s: %s", path,
            g_strerror (errno));
  if (fd >= 0)
    close (fd);
  return -1;
}

gboolean
hub_file_store_verify (HubFileStore *self, const char *digest, GError **error)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree guint8 *buffer = g_malloc (READ_SIZE);
  goffset size;
  int fd = hub_file_store_open (self, digest, &size, error);
  gssize n;

  if (fd < 0)
    return FALSE;
  while ((n = read (fd, buffer, READ_SIZE)) > 0)
    g_checksum_update (checksum, buffer, n);
  close (fd);
  if (n < 0)
    return crm_fail (error, CRM_ERROR_CORRUPT, "%s cannot be read", digest);
  if (strcmp (g_checksum_get_string (checksum), digest) != 0)
    return crm_fail (error, CRM_ERROR_CORRUPT, "%s holds something else", digest);
  return TRUE;
}

gboolean
hub_file_store_has_room (HubFileStore *self, goffset size)
{
  struct statvfs info;

  if (statvfs (self->dir, &info) != 0)
    return TRUE;
  return (guint64) info.f_bavail * info.f_frsize >= (guint64) size + RESERVE;
}

/* ---- what nobody needs --------------------------------------------------------------------- */

static gboolean
is_older (const char *path, guint seconds)
{
  struct stat info;

  return g_stat (path, &info) == 0 &&
         info.st_mtime + (gint64) seconds <= g_get_real_time () / G_USEC_PER_SEC;
}

static void
list_folder (GPtrArray *list, const char *folder, guint seconds)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (strlen (name) == DIGEST_LENGTH && is_older (path, seconds))
        g_ptr_array_add (list, g_strdup (name));
    }
}

GPtrArray *
hub_file_store_list (HubFileStore *self, guint seconds)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) dir = g_dir_open (self->dir, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (strlen (name) == 2)
      {
        g_autofree char *folder = g_build_filename (self->dir, name, NULL);

        list_folder (list, folder, seconds);
      }
  return list;
}

void
hub_file_store_remove (HubFileStore *self, const char *digest)
{
  g_autofree char *path = hub_file_store_get_path (self, digest);

  g_unlink (path);
}

/* Whoever writes it has it locked. */
static gboolean
drop_part (const char *path)
{
  int fd = g_open (path, O_RDWR | O_CLOEXEC, 0);
  gboolean is_free = fd >= 0 && flock (fd, LOCK_EX | LOCK_NB) == 0;

  if (is_free)
    g_unlink (path);
  if (fd >= 0)
    close (fd);
  return is_free;
}

guint
hub_file_store_drop_parts (HubFileStore *self, guint seconds)
{
  g_autoptr (GDir) dir = g_dir_open (self->incoming, 0, NULL);
  const char *name;
  guint n = 0;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (self->incoming, name, NULL);

      if (g_str_has_suffix (name, PART) && is_older (path, seconds) && drop_part (path))
        n++;
    }
  return n;
}
