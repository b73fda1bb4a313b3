/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the linker puts in the place of the system for all of our own objects (see meson.build):
 * time, chance, and the files below SIM_ROOT. */

#define G_LOG_DOMAIN "sim"

#include "tests/sim/sim-disk.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>

#define FIRST_FD 1000000
#define MAX_FDS  256

/* ---- time and chance ------------------------------------------------------------------------ */

gint64 __wrap_g_get_real_time (void);
gint64 __wrap_g_get_monotonic_time (void);
ssize_t __wrap_getrandom (void *buffer, size_t length, unsigned flags);
gint32 __wrap_g_random_int_range (gint32 begin, gint32 end);
double __wrap_g_random_double (void);

gint64
__wrap_g_get_real_time (void)
{
  const SimHost *host = sim_world ()->host;

  return SIM_START + sim_world ()->now + (host != NULL ? host->skew : 0);
}

gint64
__wrap_g_get_monotonic_time (void)
{
  return sim_world ()->now;
}

ssize_t
__wrap_getrandom (void *buffer, size_t length, unsigned flags)
{
  for (size_t i = 0; i < length; i++)
    ((guint8 *) buffer)[i] = (guint8) sim_random ();
  return (ssize_t) length;
}

gint32
__wrap_g_random_int_range (gint32 begin, gint32 end)
{
  return begin + (gint32) sim_pick ((guint) (end - begin));
}

double
__wrap_g_random_double (void)
{
  return (double) (sim_random () >> 11) / 9007199254740992.0;
}

/* ---- descriptors ---------------------------------------------------------------------------- */

typedef struct
{
  SimDisk *disk;
  SimFile *file;
  guint generation;
} Open;

static Open *
get_open (int fd)
{
  Open *table = sim_world_get_slot (SIM_SLOT_FILES, MAX_FDS * sizeof *table);

  return fd >= FIRST_FD && fd < FIRST_FD + MAX_FDS ? &table[fd - FIRST_FD] : NULL;
}

static int
answer (int code)
{
  if (code == 0)
    return 0;
  errno = code;
  return -1;
}

static gboolean
is_dead (const Open *open)
{
  return open->disk->is_dead || open->generation != open->disk->generation;
}

int __real_open (const char *path, int flags, ...);
int __wrap_open (const char *path, int flags, ...);
int __wrap_open64 (const char *path, int flags, ...);
int __real_close (int fd);
int __wrap_close (int fd);
ssize_t __real_write (int fd, const void *data, size_t length);
ssize_t __wrap_write (int fd, const void *data, size_t length);
int __real_fdatasync (int fd);
int __wrap_fdatasync (int fd);
int __wrap_ftruncate (int fd, off_t size);
int __wrap_ftruncate64 (int fd, off_t size);
int __wrap_flock (int fd, int operation);
int __wrap_posix_fallocate (int fd, off_t offset, off_t length);
int __wrap_posix_fallocate64 (int fd, off_t offset, off_t length);

static int
open_virtual (SimDisk *disk, const char *path, int flags)
{
  SimFile *file = sim_disk_open (disk, path, (flags & O_CREAT) != 0);

  if (file == NULL)
    return -1;
  for (int fd = FIRST_FD; fd < FIRST_FD + MAX_FDS; fd++)
    if (get_open (fd)->file == NULL)
      {
        *get_open (fd) = (Open){ disk, file, disk->generation };
        return fd;
      }
  return answer (EMFILE);
}

int
__wrap_open (const char *path, int flags, ...)
{
  const char *rest = NULL;
  SimDisk *disk = sim_disk_find (path, &rest);
  va_list arguments;
  mode_t mode;

  if (disk != NULL)
    return open_virtual (disk, rest, flags);
  va_start (arguments, flags);
  mode = (flags & O_CREAT) != 0 ? va_arg (arguments, mode_t) : 0;
  va_end (arguments);
  return __real_open (path, flags, mode);
}

int
__wrap_open64 (const char *path, int flags, ...)
{
  return __wrap_open (path, flags, 0600);
}

int
__wrap_close (int fd)
{
  Open *open = get_open (fd);

  if (open == NULL)
    return __real_close (fd);
  g_clear_pointer (&open->file, sim_file_unref);
  return 0;
}

/* Only appended to. */
ssize_t
__wrap_write (int fd, const void *data, size_t length)
{
  Open *open = get_open (fd);
  size_t part = length;

  if (open == NULL)
    return __real_write (fd, data, length);
  if (is_dead (open))
    return answer (EIO);
  /* A short write is no error. */
  if (length > 1 && sim_one_in (50))
    part = 1 + sim_pick ((guint) length - 1);
  if (answer (sim_disk_write (open->disk, open->file, open->file->data->len, data, part)) != 0)
    return -1;
  return (ssize_t) part;
}

int
__wrap_fdatasync (int fd)
{
  Open *open = get_open (fd);

  if (open == NULL)
    return __real_fdatasync (fd);
  return is_dead (open) ? answer (EIO) : answer (sim_disk_sync (open->disk, open->file));
}

int
__wrap_ftruncate (int fd, off_t size)
{
  Open *open = get_open (fd);

  if (open == NULL || is_dead (open))
    return answer (EIO);
  return answer (sim_disk_truncate (open->disk, open->file, size));
}

int
__wrap_ftruncate64 (int fd, off_t size)
{
  return __wrap_ftruncate (fd, size);
}

int
__wrap_flock (int fd, int operation)
{
  return 0;
}

/* Its size does not matter here, only that it is there. */
int
__wrap_posix_fallocate (int fd, off_t offset, off_t length)
{
  Open *open = get_open (fd);

  return open == NULL || is_dead (open) ? EIO : open->disk->is_full ? ENOSPC : 0;
}

int
__wrap_posix_fallocate64 (int fd, off_t offset, off_t length)
{
  return __wrap_posix_fallocate (fd, offset, length);
}

/* ---- paths ---------------------------------------------------------------------------------- */

int __real_g_mkdir_with_parents (const char *path, int mode);
int __wrap_g_mkdir_with_parents (const char *path, int mode);
int __real_chmod (const char *path, mode_t mode);
int __wrap_chmod (const char *path, mode_t mode);
int __real_rename (const char *from, const char *to);
int __wrap_rename (const char *from, const char *to);
int __real_g_unlink (const char *path);
int __wrap_g_unlink (const char *path);
gboolean __real_g_file_test (const char *path, GFileTest test);
gboolean __wrap_g_file_test (const char *path, GFileTest test);
gboolean
__real_g_file_get_contents (const char *path, char **contents, gsize *length, GError **error);
gboolean
__wrap_g_file_get_contents (const char *path, char **contents, gsize *length, GError **error);
gboolean __wrap_g_file_set_contents_full (const char *path,
                                          const char *contents,
                                          gssize length,
                                          GFileSetContentsFlags flags,
                                          int mode,
                                          GError **error);

gboolean __wrap_g_key_file_load_from_file (GKeyFile *self,
                                           const char *path,
                                           GKeyFileFlags flags,
                                           GError **error);

int
__wrap_g_mkdir_with_parents (const char *path, int mode)
{
  SimDisk *disk = sim_disk_find (path, NULL);

  if (disk == NULL)
    return __real_g_mkdir_with_parents (path, mode);
  return disk->is_dead ? answer (EIO) : 0;
}

int
__wrap_chmod (const char *path, mode_t mode)
{
  return sim_disk_find (path, NULL) != NULL ? 0 : __real_chmod (path, mode);
}

int
__wrap_rename (const char *from, const char *to)
{
  const char *rest = NULL, *target = NULL;
  SimDisk *disk = sim_disk_find (from, &rest);

  if (disk == NULL)
    return __real_rename (from, to);
  sim_disk_find (to, &target);
  return answer (sim_disk_rename (disk, rest, target));
}

int
__wrap_g_unlink (const char *path)
{
  const char *rest = NULL;
  SimDisk *disk = sim_disk_find (path, &rest);

  if (disk == NULL)
    return __real_g_unlink (path);
  /* The reserve for a full disk makes room. */
  if (g_str_has_suffix (path, "/reserve"))
    disk->is_full = FALSE;
  return answer (sim_disk_remove (disk, rest));
}

gboolean
__wrap_g_file_test (const char *path, GFileTest test)
{
  const char *rest = NULL;
  SimDisk *disk = sim_disk_find (path, &rest);

  return disk != NULL ? sim_disk_lookup (disk, rest) != NULL : __real_g_file_test (path, test);
}

static gboolean
give (const char *data, gsize n, char **contents, gsize *length)
{
  *contents = g_malloc (n + 1);
  if (n > 0)
    memcpy (*contents, data, n);
  (*contents)[n] = '\0';
  if (length != NULL)
    *length = n;
  return TRUE;
}

static gboolean
give_boot (char **contents, gsize *length)
{
  const SimHost *host = sim_world ()->host;
  g_autofree char *text =
      g_strdup_printf ("boot-%" G_GUINT64_FORMAT, host != NULL ? host->boot : 0);

  return give (text, strlen (text), contents, length);
}

gboolean
__wrap_g_file_get_contents (const char *path, char **contents, gsize *length, GError **error)
{
  const char *rest = NULL;
  SimDisk *disk = sim_disk_find (path, &rest);
  SimFile *file;

  if (strcmp (path, "/proc/sys/kernel/random/boot_id") == 0)
    return give_boot (contents, length);
  if (disk == NULL)
    return __real_g_file_get_contents (path, contents, length, error);
  file = sim_disk_lookup (disk, rest);
  if (file != NULL && !disk->is_dead)
    return give ((const char *) file->data->data, file->data->len, contents, length);
  g_set_error (error, G_FILE_ERROR, disk->is_dead ? G_FILE_ERROR_IO : G_FILE_ERROR_NOENT, "%s",
               path);
  return FALSE;
}

gboolean
__wrap_g_key_file_load_from_file (GKeyFile *self,
                                  const char *path,
                                  GKeyFileFlags flags,
                                  GError **error)
{
  g_autofree char *data = NULL;
  gsize length = 0;

  return __wrap_g_file_get_contents (path, &data, &length, error) &&
         g_key_file_load_from_data (self, data, length, flags, error);
}

gboolean
__wrap_g_file_set_contents_full (const char *path,
                                 const char *contents,
                                 gssize length,
                                 GFileSetContentsFlags flags,
                                 int mode,
                                 GError **error)
{
  const char *rest = NULL;
  SimDisk *disk = sim_disk_find (path, &rest);
  g_autofree char *fresh = g_strconcat (rest, ".new", NULL);
  gsize n = length >= 0 ? (gsize) length : strlen (contents);
  SimFile *file = sim_disk_open (disk, fresh, TRUE);
  int code = file == NULL ? EIO : sim_disk_truncate (disk, file, 0);

  if (code == 0)
    code = sim_disk_write (disk, file, 0, contents, n);
  if (code == 0)
    code = sim_disk_sync (disk, file);
  if (code == 0)
    code = sim_disk_rename (disk, fresh, rest);
  g_clear_pointer (&file, sim_file_unref);
  if (code == 0)
    return TRUE;
  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (code), "%s", path);
  return FALSE;
}
