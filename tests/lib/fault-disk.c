/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Taking over of libc's writing calls: see the header. Names of files change at once and for good,
 * as a journalling file system has them. Any thread. */

#include "tests/lib/fault-disk.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SECTOR 512

typedef enum
{
  CALL_WRITE,
  CALL_TRUNCATE,
  CALL_SYNC,
  CALL_RENAME,
  CALL_UNLINK,
  CALL_MARK,
} CallType;

typedef struct
{
  CallType type;
  char *path;   /* below the folder */
  GBytes *data; /* of a write; the new name of a rename */
  gint64 offset;
} Call;

typedef struct
{
  GMutex lock;
  char *folder;
  GPtrArray *calls; /* (nullable): recording */
  FaultKind kind;
  guint nth;
  guint times;
  guint n_calls;
} FaultDisk;

/* The program has one, as it has one libc: what stands in for its calls knows no other place. */
extern FaultDisk disk;
FaultDisk disk;

static void
free_call (gpointer data)
{
  Call *call = data;

  g_free (call->path);
  g_clear_pointer (&call->data, g_bytes_unref);
  g_free (call);
}

/* (nullable): the name below the folder of what is watched. */
static char *
find_name (const char *path)
{
  const gsize length = disk.folder != NULL ? strlen (disk.folder) : 0;

  if (length == 0 || strncmp (path, disk.folder, length) != 0 || path[length] != '/' ||
      g_str_has_suffix (path, "-shm") || g_str_has_suffix (path, "/reserve"))
    return NULL;
  return g_strdup (path + length + 1);
}

static char *
find_file (int fd)
{
  char link[64], path[PATH_MAX];
  struct stat info;
  gssize n;

  if (disk.folder == NULL || fstat (fd, &info) != 0 || !S_ISREG (info.st_mode))
    return NULL;
  g_snprintf (link, sizeof link, "/proc/self/fd/%d", fd);
  n = readlink (link, path, sizeof path - 1);
  if (n <= 0)
    return NULL;
  path[n] = '\0';
  return find_name (path);
}

/* Whether this call is to fail. */
static FaultKind
count_call (gboolean is_sync)
{
  const guint n = disk.n_calls++;

  if (disk.kind == FAULT_NONE || n < disk.nth || n >= disk.nth + disk.times)
    return FAULT_NONE;
  if ((disk.kind == FAULT_SYNC) != is_sync)
    return FAULT_NONE;
  return disk.kind;
}

/* @name (transfer full) */
static void
note_call (CallType type, char *name, const void *data, gsize length, gint64 offset)
{
  Call *call;

  if (disk.calls == NULL)
    {
      g_free (name);
      return;
    }
  call = g_new0 (Call, 1);
  call->type = type;
  call->path = name;
  call->data = data != NULL ? g_bytes_new (data, length) : NULL;
  call->offset = offset;
  g_ptr_array_add (disk.calls, call);
}

static int
fail_with (FaultKind kind)
{
  errno = kind == FAULT_EIO || kind == FAULT_SYNC ? EIO : ENOSPC;
  return -1;
}

static gssize
write_at (int fd, const void *data, gsize length, gint64 offset, gboolean at)
{
  static gssize (*real_pwrite) (int, const void *, gsize, gint64);
  static gssize (*real_write) (int, const void *, gsize);
  const int code = errno;
  g_autofree char *name = find_file (fd);
  FaultKind fault;
  gssize n;

  if (real_write == NULL)
    {
      real_pwrite = dlsym (RTLD_NEXT, "pwrite64");
      real_write = dlsym (RTLD_NEXT, "write");
    }
  errno = code;
  if (name == NULL)
    return at ? real_pwrite (fd, data, length, offset) : real_write (fd, data, length);
  g_mutex_lock (&disk.lock);
  fault = count_call (FALSE);
  if (fault == FAULT_SHORT)
    length = MAX (length / 2, 1);
  if (fault != FAULT_NONE && fault != FAULT_SHORT)
    n = fail_with (fault);
  else
    {
      if (!at)
        offset = lseek (fd, 0, (fcntl (fd, F_GETFL) & O_APPEND) != 0 ? SEEK_END : SEEK_CUR);
      n = at ? real_pwrite (fd, data, length, offset) : real_write (fd, data, length);
      if (n > 0)
        note_call (CALL_WRITE, g_steal_pointer (&name), data, (gsize) n, offset);
    }
  g_mutex_unlock (&disk.lock);
  return n;
}

ssize_t
write (int fd, const void *data, size_t length)
{
  return write_at (fd, data, length, 0, FALSE);
}

ssize_t
pwrite (int fd, const void *data, size_t length, off_t offset)
{
  return write_at (fd, data, length, offset, TRUE);
}

static int
cut_file (int fd, gint64 length)
{
  static int (*real_ftruncate) (int, gint64);
  g_autofree char *name = find_file (fd);
  FaultKind fault;
  int n;

  if (real_ftruncate == NULL)
    real_ftruncate = dlsym (RTLD_NEXT, "ftruncate64");
  if (name == NULL)
    return real_ftruncate (fd, length);
  g_mutex_lock (&disk.lock);
  fault = count_call (FALSE);
  if (fault != FAULT_NONE)
    n = fail_with (FAULT_EIO);
  else
    {
      n = real_ftruncate (fd, length);
      note_call (CALL_TRUNCATE, g_steal_pointer (&name), NULL, 0, length);
    }
  g_mutex_unlock (&disk.lock);
  return n;
}

int
ftruncate (int fd, off_t length)
{
  return cut_file (fd, length);
}

/* The real thing is not asked to wait for the disk: nothing here outlives the test. */
static int
sync_file (int fd)
{
  g_autofree char *name = find_file (fd);
  FaultKind fault;

  if (name == NULL)
    return 0;
  g_mutex_lock (&disk.lock);
  fault = count_call (TRUE);
  if (fault == FAULT_NONE)
    note_call (CALL_SYNC, g_steal_pointer (&name), NULL, 0, 0);
  g_mutex_unlock (&disk.lock);
  return fault == FAULT_NONE ? 0 : fail_with (fault);
}

int
fsync (int fd)
{
  return sync_file (fd);
}

int
fdatasync (int fd)
{
  return sync_file (fd);
}

int
rename (const char *from, const char *to)
{
  static int (*real_rename) (const char *, const char *);
  g_autofree char *name = find_name (from);
  g_autofree char *new_name = find_name (to);
  int n;

  if (real_rename == NULL)
    real_rename = dlsym (RTLD_NEXT, "rename");
  n = real_rename (from, to);
  if (n != 0 || name == NULL || new_name == NULL)
    return n;
  g_mutex_lock (&disk.lock);
  note_call (CALL_RENAME, g_steal_pointer (&name), new_name, strlen (new_name) + 1, 0);
  g_mutex_unlock (&disk.lock);
  return n;
}

int
unlink (const char *path)
{
  static int (*real_unlink) (const char *);
  g_autofree char *name = find_name (path);
  int n;

  if (real_unlink == NULL)
    real_unlink = dlsym (RTLD_NEXT, "unlink");
  n = real_unlink (path);
  if (n != 0 || name == NULL)
    return n;
  g_mutex_lock (&disk.lock);
  note_call (CALL_UNLINK, g_steal_pointer (&name), NULL, 0, 0);
  g_mutex_unlock (&disk.lock);
  return n;
}

void
fault_disk_stop (void)
{
  g_mutex_lock (&disk.lock);
  g_clear_pointer (&disk.folder, g_free);
  disk.kind = FAULT_NONE;
  g_mutex_unlock (&disk.lock);
}

static void
begin (const char *folder)
{
  fault_disk_stop ();
  g_clear_pointer (&disk.calls, g_ptr_array_unref);
  disk.n_calls = 0;
  disk.folder = g_strdup (folder);
}

void
fault_disk_record (const char *folder)
{
  begin (folder);
  disk.calls = g_ptr_array_new_with_free_func (free_call);
}

void
fault_disk_fail (const char *folder, FaultKind kind, guint nth, guint times)
{
  begin (folder);
  disk.nth = nth;
  disk.times = times;
  disk.kind = kind;
}

void
fault_disk_mark (guint number)
{
  g_mutex_lock (&disk.lock);
  note_call (CALL_MARK, NULL, NULL, 0, number);
  g_mutex_unlock (&disk.lock);
}

guint
fault_disk_get_n_calls (void)
{
  return disk.calls != NULL ? disk.calls->len : disk.n_calls;
}

/* A file while the record is played. */
typedef struct
{
  GByteArray *durable;
  GPtrArray *pending; /* (element-type Call) (unowned) */
} File;

static void
free_file (gpointer data)
{
  File *file = data;

  g_byte_array_unref (file->durable);
  g_ptr_array_unref (file->pending);
  g_free (file);
}

static File *
find_played (GHashTable *files, const char *name)
{
  File *file = g_hash_table_lookup (files, name);

  if (file == NULL)
    {
      file = g_new0 (File, 1);
      file->durable = g_byte_array_new ();
      file->pending = g_ptr_array_new ();
      g_hash_table_insert (files, g_strdup (name), file);
    }
  return file;
}

static void
grow (GByteArray *bytes, gsize length)
{
  const guint before = bytes->len;

  if (length <= before)
    return;
  g_byte_array_set_size (bytes, (guint) length);
  memset (bytes->data + before, 0, length - before);
}

/* @from, @to: which of its bytes arrive. */
static void
apply_call (GByteArray *bytes, const Call *call, gsize from, gsize to)
{
  const guint8 *data;

  if (call->type == CALL_TRUNCATE)
    {
      grow (bytes, (gsize) call->offset);
      g_byte_array_set_size (bytes, (guint) call->offset);
      return;
    }
  data = g_bytes_get_data (call->data, NULL);
  if (from >= to)
    return;
  grow (bytes, (gsize) call->offset + to);
  memcpy (bytes->data + call->offset + from, data + from, to - from);
}

static void
apply_all (File *file)
{
  for (guint i = 0; i < file->pending->len; i++)
    {
      const Call *call = g_ptr_array_index (file->pending, i);

      apply_call (file->durable, call, 0, call->data != NULL ? g_bytes_get_size (call->data) : 0);
    }
  g_ptr_array_set_size (file->pending, 0);
}

/* Unflushed writes reach the disk in any order, whole, in part or not. */
static void
apply_some (File *file, GRand *random)
{
  for (guint i = 0; i + 1 < file->pending->len && g_rand_boolean (random); i++)
    {
      const guint j = (guint) g_rand_int_range (random, (gint32) i, (gint32) file->pending->len);
      gpointer call = file->pending->pdata[i];

      file->pending->pdata[i] = file->pending->pdata[j];
      file->pending->pdata[j] = call;
    }
  for (guint i = 0; i < file->pending->len; i++)
    {
      const Call *call = g_ptr_array_index (file->pending, i);
      const gsize length = call->data != NULL ? g_bytes_get_size (call->data) : 0;
      const int fate = g_rand_int_range (random, 0, 4);
      const gsize cut =
          SECTOR * (gsize) g_rand_int_range (random, 0, 1 + (gint32) (length / SECTOR));

      if (fate == 0)
        continue;
      apply_call (file->durable, call, fate == 1 ? cut : 0, fate == 2 ? cut : length);
    }
  g_ptr_array_set_size (file->pending, 0);
}

static void
play (GHashTable *files, const Call *call)
{
  switch (call->type)
    {
    case CALL_WRITE:
    case CALL_TRUNCATE:
      g_ptr_array_add (find_played (files, call->path)->pending, (gpointer) call);
      break;
    case CALL_SYNC:
      apply_all (find_played (files, call->path));
      break;
    case CALL_RENAME:
      {
        char *old = NULL;
        File *file = NULL;

        find_played (files, call->path);
        g_hash_table_steal_extended (files, call->path, (gpointer *) &old, (gpointer *) &file);
        g_free (old);
        g_hash_table_replace (files, g_strdup (g_bytes_get_data (call->data, NULL)), file);
        break;
      }
    case CALL_UNLINK:
      g_hash_table_remove (files, call->path);
      break;
    case CALL_MARK:
    default:
      break;
    }
}

static void
write_image (GHashTable *files, GRand *random, const char *folder)
{
  GHashTableIter iter;
  gpointer name, data;

  g_hash_table_iter_init (&iter, files);
  while (g_hash_table_iter_next (&iter, &name, &data))
    {
      File *file = data;
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autoptr (GError) error = NULL;

      apply_some (file, random);
      g_file_set_contents_full (path, (const char *) file->durable->data, file->durable->len,
                                G_FILE_SET_CONTENTS_NONE, 0600, &error);
      g_assert_no_error (error);
    }
}

guint
fault_disk_make_image (guint n, GRand *random, const char *folder)
{
  g_autoptr (GHashTable) files = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_file);
  guint marks = 0;

  for (guint i = 0; i < n && i < disk.calls->len; i++)
    {
      const Call *call = g_ptr_array_index (disk.calls, i);

      if (call->type == CALL_MARK)
        marks = (guint) call->offset;
      else
        play (files, call);
    }
  write_image (files, random, folder);
  return marks;
}
