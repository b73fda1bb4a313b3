/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Disks that forget what was not synced. */

#define G_LOG_DOMAIN "sim"

#include "tests/sim/sim-disk.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define SECTOR    512
#define MAX_DISKS 64

static SimDisk **
get_disks (void)
{
  static SimDisk
      *disks[MAX_DISKS]; /* lint: static the wrapped calls of the system know paths only */

  return disks;
}

static void
clear_piece (gpointer data)
{
  g_free (((SimPiece *) data)->data);
}

static SimFile *
file_new (void)
{
  SimFile *self = g_new0 (SimFile, 1);

  self->n_refs = 1;
  self->data = g_byte_array_new ();
  self->durable = g_byte_array_new ();
  self->pending = g_array_new (FALSE, FALSE, sizeof (SimPiece));
  g_array_set_clear_func (self->pending, clear_piece);
  return self;
}

SimFile *
sim_file_ref (SimFile *self)
{
  self->n_refs++;
  return self;
}

void
sim_file_unref (SimFile *self)
{
  if (--self->n_refs > 0)
    return;
  g_byte_array_unref (self->data);
  g_byte_array_unref (self->durable);
  g_array_unref (self->pending);
  g_free (self);
}

SimDisk *
sim_disk_new (guint number)
{
  SimDisk *self = g_new0 (SimDisk, 1);

  g_assert (number < MAX_DISKS);
  self->number = number;
  self->files =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) sim_file_unref);
  get_disks ()[number] = self;
  return self;
}

SimDisk *
sim_disk_find (const char *path, const char **rest)
{
  char *end = NULL;
  gulong number;

  if (path == NULL || !g_str_has_prefix (path, SIM_ROOT))
    return NULL;
  number = strtoul (path + strlen (SIM_ROOT), &end, 10);
  if (rest != NULL)
    *rest = end;
  return number < MAX_DISKS ? get_disks ()[number] : NULL;
}

void
sim_disk_copy_files (SimDisk *self, SimDisk *from)
{
  GHashTableIter iter;
  gpointer path, data;

  g_hash_table_iter_init (&iter, from->files);
  while (g_hash_table_iter_next (&iter, &path, &data))
    {
      SimFile *source = data;
      SimFile *file = file_new ();

      g_byte_array_append (file->data, source->data->data, source->data->len);
      g_byte_array_append (file->durable, source->data->data, source->data->len);
      g_hash_table_replace (self->files, g_strdup (path), file);
    }
}

/* ---- bytes ---------------------------------------------------------------------------------- */

static void
put_bytes (GByteArray *to, gint64 offset, const guint8 *data, gint64 length)
{
  if (length < 0)
    {
      guint before = to->len;

      g_byte_array_set_size (to, (guint) offset);
      if (to->len > before)
        memset (to->data + before, 0, to->len - before);
      return;
    }
  if (offset + length > to->len)
    {
      guint before = to->len;

      g_byte_array_set_size (to, (guint) (offset + length));
      memset (to->data + before, 0, to->len - before);
    }
  if (length > 0)
    memcpy (to->data + offset, data, (gsize) length);
}

/* Anything may have reached the platters: all of a write, a part of it up to a sector, nothing. */
static void
lose_some (SimFile *file)
{
  guint kind = sim_pick (4);

  for (guint i = 0; i < file->pending->len; i++)
    {
      SimPiece *piece = &g_array_index (file->pending, SimPiece, i);
      gboolean is_kept = kind == 0 || (kind == 1 ? sim_one_in (2) : sim_pick (8) > 0);

      if (kind == 3 && !is_kept)
        break;
      if (!is_kept && piece->length > SECTOR && sim_one_in (2))
        put_bytes (file->durable, piece->offset, piece->data,
                   SECTOR * (1 + sim_pick ((guint) (piece->length / SECTOR))));
      else if (is_kept)
        put_bytes (file->durable, piece->offset, piece->data, piece->length);
    }
  g_array_set_size (file->pending, 0);
  g_byte_array_set_size (file->data, 0);
  g_byte_array_append (file->data, file->durable->data, file->durable->len);
}

static int
compare_paths (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

void
sim_disk_crash (SimDisk *self, gboolean is_power)
{
  g_autoptr (GPtrArray) paths = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer path, file;

  sim_trace ("disk %u: %s", self->number, is_power ? "power cut" : "killed");
  self->is_dead = TRUE;
  self->generation++;
  self->crash_in = 0;
  g_hash_table_iter_init (&iter, self->files);
  while (g_hash_table_iter_next (&iter, &path, &file))
    {
      ((SimFile *) file)->shm = NULL;
      ((SimFile *) file)->handles = NULL;
      g_ptr_array_add (paths, path);
    }
  if (!is_power)
    return;
  g_ptr_array_sort (paths, compare_paths);
  for (guint i = 0; i < paths->len; i++)
    lose_some (g_hash_table_lookup (self->files, paths->pdata[i]));
}

void
sim_disk_revive (SimDisk *self)
{
  self->is_dead = FALSE;
  self->is_full = FALSE;
  self->eio = 0;
}

/* ---- calls ---------------------------------------------------------------------------------- */

static int
begin_change (SimDisk *self)
{
  if (self->is_dead)
    return EIO;
  self->n_writes++;
  if (self->crash_in > 0 && --self->crash_in == 0)
    {
      sim_disk_crash (self, self->is_power);
      return EIO;
    }
  if (self->eio > 0 && sim_one_in (self->eio))
    {
      sim_trace ("disk %u: EIO", self->number);
      return EIO;
    }
  return 0;
}

SimFile *
sim_disk_lookup (SimDisk *self, const char *path)
{
  return g_hash_table_lookup (self->files, path);
}

SimFile *
sim_disk_open (SimDisk *self, const char *path, gboolean may_create)
{
  SimFile *file = sim_disk_lookup (self, path);

  if (self->is_dead)
    {
      errno = EIO;
      return NULL;
    }
  if (file == NULL && !may_create)
    {
      errno = ENOENT;
      return NULL;
    }
  if (file == NULL)
    {
      file = file_new ();
      g_hash_table_insert (self->files, g_strdup (path), file);
    }
  return sim_file_ref (file);
}

static void
add_piece (SimFile *file, gint64 offset, const void *data, gint64 length)
{
  SimPiece piece = { offset, length, length > 0 ? g_memdup2 (data, (gsize) length) : NULL };

  g_array_append_val (file->pending, piece);
}

int
sim_disk_write (SimDisk *self, SimFile *file, gint64 offset, const void *data, gsize length)
{
  int code = begin_change (self);

  if (code != 0)
    return code;
  if (self->is_full && offset + (gint64) length > file->data->len)
    return ENOSPC;
  put_bytes (file->data, offset, data, (gint64) length);
  add_piece (file, offset, data, (gint64) length);
  return 0;
}

int
sim_disk_truncate (SimDisk *self, SimFile *file, gint64 size)
{
  int code = begin_change (self);

  if (code != 0)
    return code;
  put_bytes (file->data, size, NULL, -1);
  add_piece (file, size, NULL, -1);
  return 0;
}

int
sim_disk_sync (SimDisk *self, SimFile *file)
{
  int code = begin_change (self);

  if (code != 0)
    return code;
  for (guint i = 0; i < file->pending->len; i++)
    {
      SimPiece *piece = &g_array_index (file->pending, SimPiece, i);

      put_bytes (file->durable, piece->offset, piece->data, piece->length);
    }
  g_array_set_size (file->pending, 0);
  return 0;
}

int
sim_disk_remove (SimDisk *self, const char *path)
{
  if (self->is_dead)
    return EIO;
  return g_hash_table_remove (self->files, path) ? 0 : ENOENT;
}

int
sim_disk_rename (SimDisk *self, const char *from, const char *to)
{
  SimFile *file = sim_disk_lookup (self, from);
  int code = begin_change (self);

  if (code != 0 || file == NULL)
    return code != 0 ? code : ENOENT;
  sim_file_ref (file);
  g_hash_table_remove (self->files, from);
  g_hash_table_replace (self->files, g_strdup (to), file);
  return 0;
}
