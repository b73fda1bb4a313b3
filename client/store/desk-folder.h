/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Files around the two databases of a folder. Writer thread. */

/* Makes the folder, private, and takes its lock: one program at a time. -1 with @error. */
int desk_folder_lock (const char *folder, GError **error);
/* A marker that is there while the databases are open. Answers whether they must be checked: they
 * were open when the machine stopped, or were found damaged. A program that was killed leaves them
 * as they should be, because the system keeps what it wrote. */
gboolean desk_folder_mark_open (const char *folder);
void desk_folder_mark_closed (const char *folder);
/* Any thread. */
void desk_folder_mark_damaged (const char *folder);
/* Makes an empty file that only its owner may read, if it is not there. */
gboolean desk_folder_make_file (const char *path, GError **error);
/* Moves a damaged database out of the way, as NAME.bad-TIME. */
void desk_folder_set_aside (const char *path);
/* Removes a database with its journal. */
void desk_folder_remove (const char *path);
/* (nullable) (transfer full): path of a file of 8 MiB that is given up when the disk is full. */
char *desk_folder_make_reserve (const char *folder);

G_END_DECLS
