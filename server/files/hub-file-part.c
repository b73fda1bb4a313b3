/* SPDX-License-Identifier: GPL-3.0-or-later */

/* HubFilePart: a file that has not come whole, with the digest of what has. Worker threads, one at
 * a time; owned by its upload. */

#define G_LOG_DOMAIN "hub-files"

#include "server/files/hub-file-part.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "shared/base/crm-error.h"
#include "shared/base/crm-media-type.h"

#define READ_SIZE (256 * 1024)

struct _HubFilePart
{
  HubFileStore *store; /* (owned) */
  char *path;          /* (owned) */
  int fd;
  goffset size;
  GChecksum *checksum; /* (owned): of the first size bytes, once begun */
};

static gboolean
fail (GError **error, const char *path)
{
  gboolean is_full = errno == ENOSPC || errno == EDQUOT || errno == EFBIG;

  return crm_fail (error, is_full ? CRM_ERROR_FULL : CRM_ERROR_FAILED, "%s: %s", path,
                   g_strerror (errno));
}

/* A full disk is needed for other things than half a file. */
static gboolean
give_up (HubFilePart *self, GError **error)
{
  int saved = errno;

  g_unlink (self->path);
  errno = saved;
  return fail (error, self->path);
}

/* Locked, and still the file of that name: whoever had it may have finished it meanwhile. */
static gboolean
lock (HubFilePart *self, GError **error)
{
  struct stat mine, named;

  if (flock (self->fd, LOCK_EX | LOCK_NB) != 0 || fstat (self->fd, &mine) != 0 ||
      g_stat (self->path, &named) != 0 || mine.st_ino != named.st_ino)
    return crm_fail (error, CRM_ERROR_CONFLICT, "this file is being sent by somebody else");
  self->size = mine.st_size;
  return TRUE;
}

HubFilePart *
hub_file_part_open (HubFileStore *store, const char *record, GError **error)
{
  g_autoptr (HubFilePart) self = g_new0 (HubFilePart, 1);

  self->store = hub_file_store_ref (store);
  self->path = hub_file_store_get_part_path (store, record);
  self->checksum = g_checksum_new (G_CHECKSUM_SHA256);
  self->fd = -1;
  if (!hub_file_store_make_folder (store, self->path, error))
    return NULL;
  self->fd = g_open (self->path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (self->fd < 0)
    {
      fail (error, self->path);
      return NULL;
    }
  return lock (self, error) ? g_steal_pointer (&self) : NULL;
}

void
hub_file_part_free (HubFilePart *self)
{
  if (self->fd >= 0)
    close (self->fd);
  g_checksum_free (self->checksum);
  hub_file_store_unref (self->store);
  g_free (self->path);
  g_free (self);
}

goffset
hub_file_part_get_size (HubFilePart *self)
{
  return self->size;
}

/* What came before is read again: nobody kept the state of its digest. */
static gboolean
digest_begin (HubFilePart *self, goffset offset, GError **error)
{
  g_autofree guint8 *buffer = g_malloc (READ_SIZE);
  goffset at = 0;

  while (at < offset)
    {
      gssize n = pread (self->fd, buffer, (gsize) MIN (READ_SIZE, offset - at), at);

      if (n <= 0)
        return fail (error, self->path);
      g_checksum_update (self->checksum, buffer, n);
      at += n;
    }
  return TRUE;
}

gboolean
hub_file_part_begin (HubFilePart *self, goffset offset, goffset size, GError **error)
{
  if (offset > self->size)
    return crm_fail (error, CRM_ERROR_CONFLICT, "only %" G_GINT64_FORMAT " bytes have come",
                     (gint64) self->size);
  if (!hub_file_store_has_room (self->store, size - offset))
    return crm_fail (error, CRM_ERROR_FULL, "there is no room for %" G_GINT64_FORMAT " bytes",
                     (gint64) size);

  g_checksum_reset (self->checksum);
  if (!digest_begin (self, offset, error))
    return FALSE;
  if (ftruncate (self->fd, offset) != 0 || lseek (self->fd, offset, SEEK_SET) < 0)
    return fail (error, self->path);
  self->size = offset;
  return TRUE;
}

gboolean
hub_file_part_add (HubFilePart *self, GBytes *bytes, GError **error)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  g_checksum_update (self->checksum, data, (gssize) size);
  while (size > 0)
    {
      gssize n = write (self->fd, data, size);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return give_up (self, error);
      data += n;
      size -= (gsize) n;
      self->size += n;
    }
  return TRUE;
}

static gboolean
flush_folder (const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int fd = g_open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
  gboolean ok = fd >= 0 && fsync (fd) == 0;

  if (!ok)
    fail (error, folder);
  if (fd >= 0)
    close (fd);
  return ok;
}

/* The same bytes of another record are replaced by these, which is no change; it is again as young
 * as if it had come now, so that nobody takes it for forgotten. */
static gboolean
put_in_place (HubFilePart *self, const char *digest, GError **error)
{
  g_autofree char *path = hub_file_store_get_path (self->store, digest);
  g_autofree char *folder = g_path_get_dirname (path);

  if (!hub_file_store_make_folder (self->store, path, error))
    return FALSE;
  if (fsync (self->fd) != 0 || fchmod (self->fd, 0400) != 0)
    return give_up (self, error);
  if (g_rename (self->path, path) != 0)
    return fail (error, path);
  return flush_folder (path, error) && flush_folder (folder, error);
}

gboolean
hub_file_part_finish (HubFilePart *self,
                      const char *digest,
                      const char **media_type,
                      GError **error)
{
  guint8 head[CRM_MEDIA_TYPE_BYTES];
  gssize n;

  if (strcmp (g_checksum_get_string (self->checksum), digest) != 0)
    {
      g_unlink (self->path);
      return crm_fail (error, CRM_ERROR_INVALID, "the bytes are not those of the digest");
    }
  n = pread (self->fd, head, sizeof head, 0);
  if (n < 0)
    return fail (error, self->path);
  *media_type = crm_media_type_guess (head, (gsize) n);
  return put_in_place (self, digest, error);
}
