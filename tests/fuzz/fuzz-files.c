/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that an administrator hands to the server, after a first byte that chooses: a configuration
 * or a backup. An error names what is wrong; nothing else happens. */
#include <sys/mman.h>
#include <unistd.h>

#include "server/base/hub-config.h"
#include "server/cli/hub-backup-file.h"
#include "shared/base/crm-error.h"
#include "tests/fuzz/fuzz-target.h"

static void
read_config (const char *path)
{
  g_autoptr (HubConfig) config = hub_config_new ();
  g_autoptr (GError) error = NULL;

  if (!hub_config_load_file (config, path, &error))
    {
      g_assert_error (error, CRM_ERROR, CRM_ERROR_INVALID);
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
      return;
    }
  g_assert_cmpuint (config->pool_workers, >, 0);
  g_assert_cmpuint (config->max_body, >, 0);
  g_assert_cmpuint (config->max_connections, >, 0);
  g_assert_cmpuint (config->session_days, >, 0);
}

static void
read_backup (const char *path)
{
  g_auto (HubBackupManifest) manifest = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GInputStream) archive = hub_backup_file_open (path, &manifest, &error);

  g_assert_true ((archive == NULL) == (error != NULL));
  if (archive != NULL)
    g_assert_nonnull (manifest.epoch);
}

static void
read_address (const uint8_t *data, size_t size)
{
  g_autoptr (HubConfig) config = hub_config_new ();
  g_autofree char *text = g_strndup ((const char *) data, size);

  hub_config_set_listen (config, text, NULL);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *path = NULL;
  int fd;

  if (size == 0)
    return 0;
  fd = memfd_create ("file", MFD_CLOEXEC);
  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (write (fd, data + 1, size - 1), ==, (gssize) size - 1);
  path = g_strdup_printf ("/proc/self/fd/%d", fd);
  if (data[0] == 'b')
    read_backup (path);
  else if (data[0] == 'a')
    read_address (data + 1, size - 1);
  else
    read_config (path);
  close (fd);
  return 0;
}
