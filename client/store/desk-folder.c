/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The folder of an account: lock, marker of an unclean end, reserve for a full disk. */

#define G_LOG_DOMAIN "desk-store"

#include "client/store/desk-folder.h"

#include "shared/base/crm-error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/file.h>
#include <unistd.h>

/* Given up on a full disk: room for what is typed until the person has made some. */
#define RESERVE_SIZE (8 * 1024 * 1024)

static gboolean
fail_errno (GError **error, const char *path)
{
  const int code = errno;

  return crm_fail (error, code == ENOSPC || code == EDQUOT ? CRM_ERROR_FULL : CRM_ERROR_FAILED,
                   "%s: %s", path, g_strerror (code));
}

int
desk_folder_lock (const char *folder, GError **error)
{
  g_autofree char *path = g_build_filename (folder, "lock", NULL);
  int fd;

  if (g_mkdir_with_parents (folder, 0700) != 0 || g_chmod (folder, 0700) != 0)
    {
      fail_errno (error, folder);
      return -1;
    }
  fd = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0)
    {
      fail_errno (error, path);
      return -1;
    }
  if (flock (fd, LOCK_EX | LOCK_NB) != 0)
    {
      crm_fail (error, CRM_ERROR_UNAVAILABLE, "%s is open in another program", folder);
      close (fd);
      return -1;
    }
  return fd;
}

static gboolean
write_marker (const char *folder, const char *text)
{
  g_autofree char *path = g_build_filename (folder, "open", NULL);
  g_autoptr (GError) error = NULL;

  if (g_file_set_contents_full (path, text, -1,
                                G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600,
                                &error))
    return TRUE;
  g_info ("%s", error->message);
  return FALSE;
}

gboolean
desk_folder_mark_open (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "open", NULL);
  g_autofree char *left = NULL;
  g_autofree char *boot = NULL;

  /* Another one after each start of the machine. */
  if (!g_file_get_contents ("/proc/sys/kernel/random/boot_id", &boot, NULL, NULL))
    boot = g_strdup ("unknown");
  g_file_get_contents (path, &left, NULL, NULL);
  if (g_strcmp0 (left, boot) == 0)
    return g_str_equal (boot, "unknown");
  write_marker (folder, boot);
  return left != NULL;
}

void
desk_folder_mark_damaged (const char *folder)
{
  write_marker (folder, "damaged");
}

void
desk_folder_mark_closed (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "open", NULL);

  g_unlink (path);
}

gboolean
desk_folder_make_file (const char *path, GError **error)
{
  const int fd = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

  if (fd < 0)
    return fail_errno (error, path);
  close (fd);
  return TRUE;
}

static void
move_part (const char *path, const char *suffix, gint64 time)
{
  g_autofree char *from = g_strconcat (path, suffix, NULL);
  g_autofree char *to = g_strdup_printf ("%s.bad-%" G_GINT64_FORMAT "%s", path, time, suffix);

  if (g_rename (from, to) != 0 && errno != ENOENT)
    g_warning ("%s could not be set aside: %s", from, g_strerror (errno));
}

void
desk_folder_set_aside (const char *path)
{
  const gint64 time = g_get_real_time () / G_USEC_PER_SEC;

  g_message ("%s is damaged; it is kept beside the new one", path);
  move_part (path, "", time);
  move_part (path, "-wal", time);
  g_autofree char *shm = g_strconcat (path, "-shm", NULL);
  g_unlink (shm);
}

void
desk_folder_remove (const char *path)
{
  g_autofree char *wal = g_strconcat (path, "-wal", NULL);
  g_autofree char *shm = g_strconcat (path, "-shm", NULL);

  g_unlink (path);
  g_unlink (wal);
  g_unlink (shm);
}

char *
desk_folder_make_reserve (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "reserve", NULL);
  const int fd = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  int code;

  if (fd < 0)
    return NULL;
  code = posix_fallocate (fd, 0, RESERVE_SIZE);
  close (fd);
  if (code == 0)
    return g_steal_pointer (&path);
  g_info ("No reserve for a full disk: %s", g_strerror (code));
  g_unlink (path);
  return NULL;
}
