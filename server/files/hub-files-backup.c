/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Files beside a backup of the database: copied once, as none ever changes, and compared with their
 * digests on the way. Blocking, for the command line. */

#define G_LOG_DOMAIN "hub-files"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "server/files/hub-file-part.h"
#include "server/files/hub-files-private.h"
#include "server/files/hub-files-queries.h"
#include "shared/base/crm-error.h"

#define READ_SIZE (256 * 1024)

static gboolean
has_file (HubFileStore *store, const char *digest)
{
  g_autofree char *path = hub_file_store_get_path (store, digest);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static gboolean
pump (int fd, HubFilePart *part, GError **error)
{
  for (;;)
    {
      g_autofree guint8 *buffer = g_malloc (READ_SIZE);
      gssize n = read (fd, buffer, READ_SIZE);
      g_autoptr (GBytes) bytes = NULL;

      if (n == 0)
        return TRUE;
      if (n < 0)
        return crm_fail (error, CRM_ERROR_CORRUPT, "%s", g_strerror (errno));
      bytes = g_bytes_new_take (g_steal_pointer (&buffer), (gsize) n);
      if (!hub_file_part_add (part, bytes, error))
        return FALSE;
    }
}

static gboolean
copy_file (HubFileStore *from, HubFileStore *to, const char *digest, GError **error)
{
  const char *media_type = NULL;
  goffset size = 0;
  int fd = hub_file_store_open (from, digest, &size, error);
  g_autoptr (HubFilePart) part = fd >= 0 ? hub_file_part_open (to, digest, error) : NULL;
  gboolean ok = part != NULL && hub_file_part_begin (part, 0, size, error) &&
                pump (fd, part, error) && hub_file_part_finish (part, digest, &media_type, error);

  if (fd >= 0)
    close (fd);
  return ok;
}

/* A full disk ends it; what is missing or wrong is counted, the others are copied. */
static gboolean
take (HubFileStore *from,
      HubFileStore *to,
      const char *digest,
      HubFilesVerdict *verdict,
      GError **error)
{
  g_autoptr (GError) local = NULL;

  verdict->n_files++;
  if (has_file (to, digest) || copy_file (from, to, digest, &local))
    return TRUE;
  if (verdict->first == NULL)
    verdict->first = g_strdup (local->message);
  if (g_error_matches (local, CRM_ERROR, CRM_ERROR_NOT_FOUND))
    verdict->n_missing++;
  else if (g_error_matches (local, CRM_ERROR, CRM_ERROR_INVALID) ||
           g_error_matches (local, CRM_ERROR, CRM_ERROR_CORRUPT))
    verdict->n_wrong++;
  else
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  return TRUE;
}

gboolean
hub_files_back_up (HubDbPool *pool,
                   const char *data_dir,
                   const char *folder,
                   HubFilesVerdict *verdict,
                   GError **error)
{
  g_autoptr (HubFileStore) from = hub_file_store_new (data_dir);
  g_autoptr (HubFileStore) to = hub_file_store_new (folder);
  g_autoptr (GPtrArray) digests = g_ptr_array_new_with_free_func (g_free);
  char after[HUB_FILES_DIGEST + 1] = "";

  do
    {
      if (!hub_files_list_stored (pool, after, digests, error))
        return FALSE;
      for (guint i = 0; i < digests->len; i++)
        if (!take (from, to, digests->pdata[i], verdict, error))
          return FALSE;
    }
  while (digests->len > 0);
  return TRUE;
}

gboolean
hub_files_bring_back (const char *folder,
                      const char *data_dir,
                      HubFilesVerdict *verdict,
                      GError **error)
{
  g_autoptr (HubFileStore) from = hub_file_store_new (folder);
  g_autoptr (HubFileStore) to = hub_file_store_new (data_dir);
  g_autoptr (GPtrArray) digests = hub_file_store_list (from, 0);

  for (guint i = 0; i < digests->len; i++)
    if (!take (from, to, digests->pdata[i], verdict, error))
      return FALSE;
  return TRUE;
}
