/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A file is a mark, the header of the stream, then pieces; the last has a tag of its own, so that a
 * cut file does not open. Worker threads. */

#define G_LOG_DOMAIN "desk-store"

#include "client/store/desk-sealed-file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sodium.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "shared/base/crm-error.h"

#define PIECE        (64 * 1024)
#define SEALED_PIECE (PIECE + crypto_secretstream_xchacha20poly1305_ABYTES)
#define HEADER       crypto_secretstream_xchacha20poly1305_HEADERBYTES
#define MARK_LENGTH  4
#define SEALED_MARK  "ZKF1"
#define PLAIN_MARK   "ZKP1"

struct _DeskSealedWriter
{
  crypto_secretstream_xchacha20poly1305_state state;
  gboolean is_sealed;
  char *path;  /* (owned) */
  char *draft; /* (owned): its name until it is finished */
  int fd;
  guint8 waiting[PIECE];
  gsize n_waiting;
  gboolean is_finished;
};

static gboolean
derive (const DeskSealedPlace *place, guint8 key[DESK_VAULT_KEY])
{
  g_autofree char *context = g_strconcat ("file:", place->id, NULL);

  return desk_vault_derive (place->vault, place->part, context, key);
}

static gboolean
fail (GError **error, const char *path)
{
  gboolean is_full = errno == ENOSPC || errno == EDQUOT || errno == EFBIG;

  return crm_fail (error, is_full ? CRM_ERROR_FULL : CRM_ERROR_FAILED, "%s: %s", path,
                   g_strerror (errno));
}

static gboolean
write_all (DeskSealedWriter *self, const guint8 *data, gsize size, GError **error)
{
  while (size > 0)
    {
      gssize n = write (self->fd, data, size);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return fail (error, self->draft);
      data += n;
      size -= (gsize) n;
    }
  return TRUE;
}

static gboolean
write_head (DeskSealedWriter *self, const DeskSealedPlace *place, GError **error)
{
  guint8 key[DESK_VAULT_KEY];
  guint8 header[HEADER];

  self->is_sealed = derive (place, key);
  if (!self->is_sealed)
    return write_all (self, (const guint8 *) PLAIN_MARK, MARK_LENGTH, error);

  crypto_secretstream_xchacha20poly1305_init_push (&self->state, header, key);
  sodium_memzero (key, sizeof key);
  return write_all (self, (const guint8 *) SEALED_MARK, MARK_LENGTH, error) &&
         write_all (self, header, sizeof header, error);
}

DeskSealedWriter *
desk_sealed_writer_new (const DeskSealedPlace *place, GError **error)
{
  g_autoptr (DeskSealedWriter) self = g_new0 (DeskSealedWriter, 1);
  g_autofree char *folder = g_path_get_dirname (place->path);

  self->path = g_strdup (place->path);
  self->draft = g_strconcat (place->path, ".tmp", NULL);
  self->fd = -1;
  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      fail (error, folder);
      return NULL;
    }
  self->fd = g_open (self->draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (self->fd < 0)
    {
      fail (error, self->draft);
      return NULL;
    }
  return write_head (self, place, error) ? g_steal_pointer (&self) : NULL;
}

static gboolean
write_piece (DeskSealedWriter *self, gboolean is_last, GError **error)
{
  g_autofree guint8 *sealed = NULL;
  unsigned long long length = 0;

  if (!self->is_sealed)
    {
      gboolean ok = write_all (self, self->waiting, self->n_waiting, error);

      self->n_waiting = 0;
      return ok;
    }
  sealed = g_malloc (SEALED_PIECE);
  crypto_secretstream_xchacha20poly1305_push (
      &self->state, sealed, &length, self->waiting, self->n_waiting, NULL, 0,
      is_last ? crypto_secretstream_xchacha20poly1305_TAG_FINAL
              : crypto_secretstream_xchacha20poly1305_TAG_MESSAGE);
  self->n_waiting = 0;
  return write_all (self, sealed, (gsize) length, error);
}

gboolean
desk_sealed_writer_add (DeskSealedWriter *self, const guint8 *data, gsize size, GError **error)
{
  while (size > 0)
    {
      gsize n = MIN (size, PIECE - self->n_waiting);

      if (self->n_waiting == PIECE)
        {
          if (!write_piece (self, FALSE, error))
            return FALSE;
          continue;
        }
      memcpy (self->waiting + self->n_waiting, data, n);
      self->n_waiting += n;
      data += n;
      size -= n;
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

gboolean
desk_sealed_writer_finish (DeskSealedWriter *self, GError **error)
{
  if (!write_piece (self, TRUE, error))
    return FALSE;
  if (fsync (self->fd) != 0 || g_rename (self->draft, self->path) != 0)
    return fail (error, self->path);
  self->is_finished = TRUE;
  return flush_folder (self->path, error);
}

void
desk_sealed_writer_free (DeskSealedWriter *self)
{
  if (self->fd >= 0)
    close (self->fd);
  if (self->fd >= 0 && !self->is_finished)
    g_unlink (self->draft);
  sodium_memzero (self->waiting, sizeof self->waiting);
  g_free (self->path);
  g_free (self->draft);
  g_free (self);
}

/* ---- reading -------------------------------------------------------------------------------- */

static gboolean
open_pieces (const DeskSealedPlace *place, const guint8 *data, gsize size, GByteArray *out)
{
  crypto_secretstream_xchacha20poly1305_state state;
  guint8 key[DESK_VAULT_KEY];
  guint8 tag = 0;

  if (size < HEADER || !derive (place, key))
    return FALSE;
  if (crypto_secretstream_xchacha20poly1305_init_pull (&state, data, key) != 0)
    return FALSE;
  sodium_memzero (key, sizeof key);
  data += HEADER;
  size -= HEADER;
  while (size > 0 && tag != crypto_secretstream_xchacha20poly1305_TAG_FINAL)
    {
      gsize n = MIN (size, SEALED_PIECE);
      unsigned long long length = 0;
      guint begin = out->len;

      if (n < crypto_secretstream_xchacha20poly1305_ABYTES)
        return FALSE;
      g_byte_array_set_size (out, begin + PIECE);
      if (crypto_secretstream_xchacha20poly1305_pull (&state, out->data + begin, &length, &tag,
                                                      data, n, NULL, 0) != 0)
        return FALSE;
      g_byte_array_set_size (out, begin + (guint) length);
      data += n;
      size -= n;
    }
  return size == 0 && tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL;
}

GBytes *
desk_sealed_file_read (const DeskSealedPlace *place, GError **error)
{
  g_autoptr (GMappedFile) file = g_mapped_file_new (place->path, FALSE, NULL);
  g_autoptr (GByteArray) out = g_byte_array_new ();
  const guint8 *data = file != NULL ? (const guint8 *) g_mapped_file_get_contents (file) : NULL;
  gsize size = file != NULL ? g_mapped_file_get_length (file) : 0;

  if (file == NULL)
    {
      crm_fail (error, CRM_ERROR_NOT_FOUND, "%s is not here", place->id);
      return NULL;
    }
  if (size >= MARK_LENGTH && memcmp (data, PLAIN_MARK, MARK_LENGTH) == 0)
    return g_bytes_new (data + MARK_LENGTH, size - MARK_LENGTH);
  if (size >= MARK_LENGTH && memcmp (data, SEALED_MARK, MARK_LENGTH) == 0 &&
      open_pieces (place, data + MARK_LENGTH, size - MARK_LENGTH, out))
    return g_byte_array_free_to_bytes (g_steal_pointer (&out));

  crm_fail (error, CRM_ERROR_CORRUPT, "%s cannot be read", place->id);
  return NULL;
}
