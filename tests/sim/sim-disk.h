/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tests/sim/sim-world.h"

G_BEGIN_DECLS

/* The disk of one client, in memory. What was not synced may be lost or torn when the power goes;
 * files are made, renamed and removed at once, as a journalling file system has it after a sync.
 * Its files are those below "/sim/N/". */

typedef struct
{
  gint64 offset;
  gint64 length; /* -1: the file was cut at offset */
  guint8 *data;  /* (owned) (nullable) */
} SimPiece;

typedef struct
{
  guint n_refs;
  GByteArray *data;    /* as the system shows it */
  GByteArray *durable; /* as the platters have it */
  GArray *pending;     /* (element-type SimPiece): not synced */
  gpointer shm;        /* (nullable): of SQLite */
  GPtrArray *handles;  /* (nullable): of SQLite: who may hold a lock */
} SimFile;

typedef struct
{
  guint number;
  GHashTable *files; /* (owned): path below the root, SimFile */
  guint generation;  /* grows with each crash: handles of before are dead */
  gboolean is_dead;  /* the process is gone, what it still tries has no effect */
  gboolean is_full;
  guint eio;         /* once in so many writes and syncs; 0 never */
  guint crash_in;    /* writes until the process dies; 0 never */
  gboolean is_power; /* then with the whole machine */
  guint64 n_writes;
} SimDisk;

#define SIM_ROOT "/sim/"

SimDisk *sim_disk_new (guint number);
/* (nullable): of a path below SIM_ROOT; @rest: the path on it. */
SimDisk *sim_disk_find (const char *path, const char **rest);
void sim_disk_copy_files (SimDisk *self, SimDisk *from);
/* The process dies; @is_power: so does the machine, with what was not synced. */
void sim_disk_crash (SimDisk *self, gboolean is_power);
void sim_disk_revive (SimDisk *self);

/* (nullable): errno is set. */
SimFile *sim_disk_open (SimDisk *self, const char *path, gboolean may_create);
SimFile *sim_file_ref (SimFile *self);
void sim_file_unref (SimFile *self);
/* 0 or an errno. */
int sim_disk_write (SimDisk *self, SimFile *file, gint64 offset, const void *data, gsize length);
int sim_disk_truncate (SimDisk *self, SimFile *file, gint64 size);
int sim_disk_sync (SimDisk *self, SimFile *file);
int sim_disk_remove (SimDisk *self, const char *path);
int sim_disk_rename (SimDisk *self, const char *from, const char *to);
SimFile *sim_disk_lookup (SimDisk *self, const char *path);

/* Makes SQLite use these disks for everything. */
void sim_vfs_register (void);

G_END_DECLS
