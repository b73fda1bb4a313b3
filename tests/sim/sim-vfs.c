/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The files of SQLite on the disks of the simulator. All connections are of this process and none
 * runs while another is in the middle of a call, so locks only count. */

#define G_LOG_DOMAIN "sim"

#include "tests/sim/sim-disk.h"

#include <errno.h>
#include <sqlite3.h>
#include <string.h>

#define REGION_SIZE (32 * 1024)

typedef struct
{
  GPtrArray *regions; /* (owned) */
  guint n_shared[SQLITE_SHM_NLOCK];
  gpointer exclusive[SQLITE_SHM_NLOCK];
} Shm;

typedef struct
{
  sqlite3_file base;
  SimDisk *disk;
  SimFile *file; /* (owned) */
  char *path;    /* (owned) (nullable): removed when closed */
  guint generation;
  int level;
  gboolean has_shm;
  guint8 shared_locks;
} File;

static gboolean
is_dead (File *self)
{
  return self->disk->is_dead || self->generation != self->disk->generation;
}

static int
translate (int code, int otherwise)
{
  return code == 0 ? SQLITE_OK : code == ENOSPC ? SQLITE_FULL : otherwise;
}

static int
file_close (sqlite3_file *base)
{
  File *self = (File *) base;

  if (self->path != NULL && !is_dead (self))
    sim_disk_remove (self->disk, self->path);
  if (self->file->handles != NULL)
    g_ptr_array_remove (self->file->handles, self);
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->file, sim_file_unref);
  return SQLITE_OK;
}

static int
file_read (sqlite3_file *base, void *to, int amount, sqlite3_int64 offset)
{
  File *self = (File *) base;
  GByteArray *data = self->file->data;
  gint64 have = CLAMP ((gint64) data->len - offset, 0, amount);

  if (is_dead (self))
    return SQLITE_IOERR_READ;
  if (have > 0)
    memcpy (to, data->data + offset, (gsize) have);
  if (have == amount)
    return SQLITE_OK;
  memset ((char *) to + have, 0, (gsize) (amount - have));
  return SQLITE_IOERR_SHORT_READ;
}

static int
file_write (sqlite3_file *base, const void *from, int amount, sqlite3_int64 offset)
{
  File *self = (File *) base;

  if (is_dead (self))
    return SQLITE_IOERR_WRITE;
  return translate (sim_disk_write (self->disk, self->file, offset, from, (gsize) amount),
                    SQLITE_IOERR_WRITE);
}

static int
file_truncate (sqlite3_file *base, sqlite3_int64 size)
{
  File *self = (File *) base;

  if (is_dead (self))
    return SQLITE_IOERR_TRUNCATE;
  return translate (sim_disk_truncate (self->disk, self->file, size), SQLITE_IOERR_TRUNCATE);
}

static int
file_sync (sqlite3_file *base, int flags)
{
  File *self = (File *) base;

  if (is_dead (self))
    return SQLITE_IOERR_FSYNC;
  return translate (sim_disk_sync (self->disk, self->file), SQLITE_IOERR_FSYNC);
}

static int
file_size (sqlite3_file *base, sqlite3_int64 *size)
{
  *size = ((File *) base)->file->data->len;
  return SQLITE_OK;
}

/* Whether another handle of the file holds @level or more. */
static gboolean
is_held (File *self, int level)
{
  for (guint i = 0; i < self->file->handles->len; i++)
    {
      File *other = self->file->handles->pdata[i];

      if (other != self && other->level >= level)
        return TRUE;
    }
  return FALSE;
}

static int
file_lock (sqlite3_file *base, int level)
{
  File *self = (File *) base;

  if (is_dead (self))
    return SQLITE_IOERR_LOCK;
  if (self->level >= level)
    return SQLITE_OK;
  if ((level == SQLITE_LOCK_SHARED && is_held (self, SQLITE_LOCK_PENDING)) ||
      (level == SQLITE_LOCK_RESERVED && is_held (self, SQLITE_LOCK_RESERVED)) ||
      (level == SQLITE_LOCK_EXCLUSIVE && is_held (self, SQLITE_LOCK_SHARED)))
    return SQLITE_BUSY;
  self->level = level;
  return SQLITE_OK;
}

static int
file_unlock (sqlite3_file *base, int level)
{
  ((File *) base)->level = level;
  return SQLITE_OK;
}

static int
file_check_lock (sqlite3_file *base, int *is_reserved)
{
  *is_reserved = 0;
  return SQLITE_OK;
}

static int
file_control (sqlite3_file *base, int op, void *argument)
{
  return SQLITE_NOTFOUND;
}

static int
file_sector_size (sqlite3_file *base)
{
  return 4096;
}

static int
file_characteristics (sqlite3_file *base)
{
  return SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

/* ---- the index of the WAL ------------------------------------------------------------------- */

static Shm *
get_shm (File *self)
{
  if (self->file->shm == NULL)
    {
      Shm *shm = g_new0 (Shm, 1);

      shm->regions = g_ptr_array_new ();
      self->file->shm = shm;
    }
  return self->file->shm;
}

static int
shm_map (sqlite3_file *base, int page, int size, int may_extend, void volatile **memory)
{
  File *self = (File *) base;
  Shm *shm;

  if (is_dead (self))
    return SQLITE_IOERR_SHMMAP;
  shm = get_shm (self);
  self->has_shm = TRUE;
  *memory = NULL;
  if ((guint) page >= shm->regions->len && !may_extend)
    return SQLITE_OK;
  while ((guint) page >= shm->regions->len)
    g_ptr_array_add (shm->regions, g_malloc0 ((gsize) size));
  *memory = shm->regions->pdata[page];
  return SQLITE_OK;
}

static int
shm_lock_one (File *self, Shm *shm, int slot, int flags)
{
  guint8 bit = (guint8) (1 << slot);
  guint mine = (self->shared_locks & bit) != 0;

  if ((flags & SQLITE_SHM_UNLOCK) != 0)
    {
      if (shm->exclusive[slot] == self)
        shm->exclusive[slot] = NULL;
      if (mine)
        shm->n_shared[slot]--;
      self->shared_locks &= (guint8) ~bit;
      return SQLITE_OK;
    }
  if (shm->exclusive[slot] != NULL && shm->exclusive[slot] != self)
    return SQLITE_BUSY;
  if ((flags & SQLITE_SHM_EXCLUSIVE) != 0)
    {
      if (shm->n_shared[slot] > mine)
        return SQLITE_BUSY;
      shm->exclusive[slot] = self;
      return SQLITE_OK;
    }
  if (!mine)
    shm->n_shared[slot]++;
  self->shared_locks |= bit;
  return SQLITE_OK;
}

static int
shm_lock (sqlite3_file *base, int offset, int n, int flags)
{
  File *self = (File *) base;
  Shm *shm;

  if (is_dead (self))
    return SQLITE_IOERR_SHMLOCK;
  shm = get_shm (self);
  for (int i = offset; i < offset + n; i++)
    {
      int code = shm_lock_one (self, shm, i, flags);

      if (code != SQLITE_OK)
        return code;
    }
  return SQLITE_OK;
}

static void
shm_barrier (sqlite3_file *base)
{
}

static int
shm_unmap (sqlite3_file *base, int is_deleted)
{
  File *self = (File *) base;

  if (is_dead (self))
    return SQLITE_OK;
  for (int i = 0; i < SQLITE_SHM_NLOCK; i++)
    shm_lock_one (self, get_shm (self), i, SQLITE_SHM_UNLOCK);
  if (is_deleted)
    self->file->shm = NULL;
  return SQLITE_OK;
}

static const sqlite3_io_methods methods = {
  .iVersion = 2,
  .xClose = file_close,
  .xRead = file_read,
  .xWrite = file_write,
  .xTruncate = file_truncate,
  .xSync = file_sync,
  .xFileSize = file_size,
  .xLock = file_lock,
  .xUnlock = file_unlock,
  .xCheckReservedLock = file_check_lock,
  .xFileControl = file_control,
  .xSectorSize = file_sector_size,
  .xDeviceCharacteristics = file_characteristics,
  .xShmMap = shm_map,
  .xShmLock = shm_lock,
  .xShmBarrier = shm_barrier,
  .xShmUnmap = shm_unmap,
};

/* ---- the file system ------------------------------------------------------------------------ */

static int
vfs_open (sqlite3_vfs *vfs, const char *name, sqlite3_file *base, int flags, int *out_flags)
{
  File *self = (File *) base;
  const char *path = NULL;

  memset (self, 0, sizeof *self);
  self->disk = sim_disk_find (name, &path);
  if (self->disk == NULL)
    return SQLITE_CANTOPEN;
  self->file = sim_disk_open (self->disk, path, (flags & SQLITE_OPEN_CREATE) != 0);
  if (self->file == NULL)
    return SQLITE_CANTOPEN;
  self->generation = self->disk->generation;
  if (self->file->handles == NULL)
    self->file->handles = g_ptr_array_new ();
  g_ptr_array_add (self->file->handles, self);
  if ((flags & SQLITE_OPEN_DELETEONCLOSE) != 0)
    self->path = g_strdup (path);
  if (out_flags != NULL)
    *out_flags = flags;
  self->base.pMethods = &methods;
  return SQLITE_OK;
}

static int
vfs_delete (sqlite3_vfs *vfs, const char *name, int sync)
{
  const char *path = NULL;
  SimDisk *disk = sim_disk_find (name, &path);
  int code = sim_disk_remove (disk, path);

  return code == ENOENT ? SQLITE_IOERR_DELETE_NOENT : translate (code, SQLITE_IOERR_DELETE);
}

static int
vfs_access (sqlite3_vfs *vfs, const char *name, int flags, int *result)
{
  const char *path = NULL;
  SimDisk *disk = sim_disk_find (name, &path);
  SimFile *file = disk != NULL ? sim_disk_lookup (disk, path) : NULL;

  *result = file != NULL && (flags != SQLITE_ACCESS_EXISTS || file->data->len > 0);
  return SQLITE_OK;
}

static int
vfs_full_pathname (sqlite3_vfs *vfs, const char *name, int size, char *out)
{
  g_strlcpy (out, name, (gsize) size);
  return SQLITE_OK;
}

static int
vfs_randomness (sqlite3_vfs *vfs, int amount, char *out)
{
  for (int i = 0; i < amount; i++)
    out[i] = (char) sim_random ();
  return amount;
}

static int
vfs_sleep (sqlite3_vfs *vfs, int microseconds)
{
  return microseconds;
}

static int
vfs_current_time (sqlite3_vfs *vfs, double *out)
{
  *out = 2461042.0 + (double) sim_world ()->now / (86400.0 * G_USEC_PER_SEC);
  return SQLITE_OK;
}

static int
vfs_last_error (sqlite3_vfs *vfs, int size, char *out)
{
  return 0;
}

static const sqlite3_vfs sim_vfs = {
  .iVersion = 1,
  .szOsFile = sizeof (File),
  .mxPathname = 512,
  .zName = "sim",
  .xOpen = vfs_open,
  .xDelete = vfs_delete,
  .xAccess = vfs_access,
  .xFullPathname = vfs_full_pathname,
  .xRandomness = vfs_randomness,
  .xSleep = vfs_sleep,
  .xCurrentTime = vfs_current_time,
  .xGetLastError = vfs_last_error,
};

void
sim_vfs_register (void)
{
  sqlite3_vfs_register (g_memdup2 (&sim_vfs, sizeof sim_vfs), 1);
}
