/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Folders of the simulated disks, for what looks through them. */

#define G_LOG_DOMAIN "sim"

#include "tests/sim/sim-disk.h"

#include <string.h>

/* The first word of a real one is an address. */
#define MARK G_GUINT64_CONSTANT (0x53696d446972)

typedef struct
{
  guint64 mark;
  GPtrArray *names; /* (owned) */
  guint at;
} SimDir;

GDir *__real_g_dir_open (const char *path, guint flags, GError **error);
GDir *__wrap_g_dir_open (const char *path, guint flags, GError **error);
const char *__real_g_dir_read_name (GDir *dir);
const char *__wrap_g_dir_read_name (GDir *dir);
void __real_g_dir_close (GDir *dir);
void __wrap_g_dir_close (GDir *dir);

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

GDir *
__wrap_g_dir_open (const char *path, guint flags, GError **error)
{
  const char *rest = NULL;
  SimDisk *disk = sim_disk_find (path, &rest);
  g_autofree char *prefix = g_strconcat (rest, "/", NULL);
  GHashTableIter iter;
  gpointer name;
  SimDir *self;

  if (disk == NULL)
    return __real_g_dir_open (path, flags, error);
  self = g_new0 (SimDir, 1);
  self->mark = MARK;
  self->names = g_ptr_array_new_with_free_func (g_free);
  g_hash_table_iter_init (&iter, disk->files);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    if (g_str_has_prefix (name, prefix))
      g_ptr_array_add (self->names, g_strdup ((const char *) name + strlen (prefix)));
  g_ptr_array_sort (self->names, compare_names);
  return (GDir *) (gpointer) self;
}

static SimDir *
get_own (GDir *dir)
{
  SimDir *self = (SimDir *) (gpointer) dir;

  return self->mark == MARK ? self : NULL;
}

const char *
__wrap_g_dir_read_name (GDir *dir)
{
  SimDir *self = get_own (dir);

  if (self == NULL)
    return __real_g_dir_read_name (dir);
  return self->at < self->names->len ? self->names->pdata[self->at++] : NULL;
}

void
__wrap_g_dir_close (GDir *dir)
{
  SimDir *self = get_own (dir);

  if (self == NULL)
    {
      __real_g_dir_close (dir);
      return;
    }
  g_ptr_array_unref (self->names);
  g_free (self);
}
