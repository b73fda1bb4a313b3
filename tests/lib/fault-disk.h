/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Stands between a program and its disk: the calls that write (write, pwrite, ftruncate, fsync,
 * fdatasync, rename, unlink) are taken over for the files below one folder. They are recorded in
 * order, so that the disk as a power cut leaves it can be made for every moment; or one of them is
 * made to fail. Link it into the test program itself. */

typedef enum
{
  FAULT_NONE,
  FAULT_ENOSPC,
  FAULT_EIO,
  FAULT_SHORT, /* half of it is written, then the disk is full */
  FAULT_SYNC,  /* the flush fails; the next write does not */
  FAULT_N_KINDS,
} FaultKind;

/* From now on; what was recorded before is forgotten. */
void fault_disk_record (const char *folder);
/* Something that the disk must remember from here on. */
void fault_disk_mark (guint number);
/* From the @nth call on @times of them fail. */
void fault_disk_fail (const char *folder, FaultKind kind, guint nth, guint times);
void fault_disk_stop (void);
/* Calls since record or fail. */
guint fault_disk_get_n_calls (void);

/* The machine stops before call @n: the files go to @folder, each unflushed write there, not there
 * or torn, as @random says. Answers how many marks lie before it. */
guint fault_disk_make_image (guint n, GRand *random, const char *folder);

G_END_DECLS
