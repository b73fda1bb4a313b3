/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Forgetting: see the header. Files on a worker, keys on the main thread. */

#define G_LOG_DOMAIN "desk-store"

#include "client/store/desk-wipe.h"

#include "client/store/desk-blob-folder.h"
#include "client/store/desk-keys.h"
#include "shared/base/crm-error.h"
#include "shared/base/crm-worker.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define MARKER "wiping"
#define BLOCK  (1024 * 1024)

typedef struct
{
  char *folder;
  CrmWorker *worker;
} Wipe;

static void
wipe_free (gpointer data)
{
  Wipe *wipe = data;

  g_free (wipe->folder);
  g_free (wipe);
}

static void
overwrite (int fd)
{
  g_autofree guint8 *zeros = g_malloc0 (BLOCK);
  struct stat info;
  off_t left;

  if (fstat (fd, &info) != 0)
    return;
  for (left = info.st_size; left > 0;)
    {
      const gssize n = write (fd, zeros, (gsize) MIN (left, BLOCK));

      if (n <= 0 && errno != EINTR)
        return;
      left -= MAX (n, 0);
    }
  fdatasync (fd);
}

/* Overwritten first: names are not sealed, and a removed file stays on the disk for a while. */
static void
shred (const char *path)
{
  const int fd = g_open (path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW, 0);

  if (fd < 0)
    return;
  overwrite (fd);
  close (fd);
  if (g_unlink (path) != 0)
    g_warning ("%s: %s", path, g_strerror (errno));
}

static void
shred_cache (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_prefix (name, "cache.db"))
      {
        g_autofree char *path = g_build_filename (folder, name, NULL);

        shred (path);
      }
}

static gboolean
put_marker (const char *folder, GError **error)
{
  g_autofree char *marker = g_build_filename (folder, MARKER, NULL);

  return g_file_set_contents_full (marker, "", 0,
                                   G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                   0600, error);
}

void
desk_wipe_end (const char *folder)
{
  g_autofree char *marker = g_build_filename (folder, MARKER, NULL);
  g_autofree char *lease = g_build_filename (folder, "lease.ini", NULL);

  if (!g_file_test (marker, G_FILE_TEST_EXISTS))
    return;
  shred_cache (folder);
  desk_blob_folder_shred (folder);
  g_unlink (lease);
  g_unlink (marker);
}

static void
wipe_work (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const char *folder = task_data;
  GError *error = NULL;

  if (!put_marker (folder, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  desk_wipe_end (folder);
  g_task_return_boolean (task, TRUE);
}

static void
forgotten_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  if (!desk_account_save_token_finish (DESK_ACCOUNT (source), result, &error))
    g_message ("the token stays in the keyring: %s", error->message);
  g_task_return_boolean (task, TRUE);
}

/* Without a Secret Service there was no key in it. */
static void
destroyed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  DeskAccount *account = DESK_ACCOUNT (source);
  g_autoptr (GError) error = NULL;

  if (!desk_keys_destroy_cache_finish (result, &error))
    g_message ("the key of the cache stays: %s", error->message);
  desk_account_save_token_async (account, NULL, g_task_get_cancellable (task), forgotten_cb, task);
}

static void
wiped_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Wipe *wipe = g_task_get_task_data (task);
  GError *error = NULL;

  crm_worker_stop (wipe->worker);
  g_clear_object (&wipe->worker);
  if (g_task_propagate_boolean (G_TASK (result), &error))
    {
      desk_keys_destroy_cache_async (DESK_ACCOUNT (source), g_task_get_cancellable (task),
                                     destroyed_cb, task);
      return;
    }
  g_task_return_error (task, error);
  g_object_unref (task);
}

void
desk_wipe_async (DeskAccount *account,
                 GCancellable *cancellable,
                 GAsyncReadyCallback callback,
                 gpointer user_data)
{
  g_autoptr (GTask) inner = NULL;
  GTask *task;
  Wipe *wipe;

  g_return_if_fail (DESK_IS_ACCOUNT (account));
  task = g_task_new (account, cancellable, callback, user_data);
  g_task_set_source_tag (task, desk_wipe_async);
  wipe = g_new0 (Wipe, 1);
  wipe->folder = desk_account_dup_database_folder (account);
  wipe->worker = crm_worker_new ("wipe");
  g_task_set_task_data (task, wipe, wipe_free);
  inner = g_task_new (account, NULL, wiped_cb, task);
  g_task_set_task_data (inner, g_strdup (wipe->folder), g_free);
  crm_worker_queue (wipe->worker, inner, 0, wipe_work);
}

gboolean
desk_wipe_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
