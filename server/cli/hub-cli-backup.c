/* SPDX-License-Identifier: GPL-3.0-or-later */

/* `backup FILE`: pg_dump beside a running server; one snapshot, nobody waits. */

#define G_LOG_DOMAIN "hub-cli"

#include "server/cli/hub-backup-file.h"
#include "server/cli/hub-cli.h"
#include "server/db/hub-db-queries.h"
#include "server/files/hub-files.h"
#include "shared/base/crm-error.h"

static gboolean
read_state_work (HubDb *db, gpointer data, GError **error)
{
  static const HubQuery read_state = { "db/read-state", 0 };
  HubBackupManifest *manifest = data;
  g_autoptr (HubDbRows) rows = hub_db_select (db, &read_state, NULL, error);

  if (rows == NULL)
    return FALSE;

  hub_backup_manifest_clear (manifest);
  manifest->epoch = g_strdup (hub_db_rows_text (rows, 0, 0));
  manifest->schema = (guint) hub_db_rows_integer (rows, 0, 1);
  manifest->postgres = g_strdup (hub_db_rows_text (rows, 0, 2));
  manifest->created_at = g_strdup (hub_db_rows_text (rows, 0, 3));

  return TRUE;
}

static gboolean
read_state (const char *conninfo, HubBackupManifest *manifest, GError **error)
{
  g_autoptr (HubDbPool) pool = hub_db_pool_new (conninfo, 1, 1);
  gboolean ok =
      hub_db_pool_run_sync (pool, HUB_DB_NO_TRANSACTION, read_state_work, manifest, error);

  hub_db_pool_close (pool);

  return ok;
}

/* pg_dump must have ended well before its output counts as a backup. */
static gboolean
end_dump_cb (gpointer user_data, GError **error)
{
  g_autoptr (GError) local = NULL;

  if (g_subprocess_wait_check (user_data, NULL, &local))
    return TRUE;

  return crm_fail (error, CRM_ERROR_FAILED, "pg_dump failed: %s", local->message);
}

static gboolean
dump (HubCliSession *session,
      const char *bin_dir,
      const char *path,
      HubBackupManifest *manifest,
      GError **error)
{
  g_autofree char *program = hub_cluster_find_program (bin_dir, "pg_dump", error);
  g_auto (GStrv) environment =
      program != NULL ? hub_db_make_environment (session->conninfo, error) : NULL;
  g_autoptr (GSubprocessLauncher) launcher =
      g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autoptr (GSubprocess) process = NULL;

  if (environment == NULL || !read_state (session->conninfo, manifest, error))
    return FALSE;

  g_subprocess_launcher_set_environ (launcher, environment);
  process = g_subprocess_launcher_spawn (launcher, error, program, "--format=custom", "--no-owner",
                                         "--no-privileges", "--no-comments", "--no-password", NULL);
  if (process == NULL)
    return FALSE;

  return hub_backup_file_write (path, manifest, g_subprocess_get_stdout_pipe (process), end_dump_cb,
                                process, error);
}

/* Into FILE.files, where those of an earlier backup of that name stay as they are. */
static gboolean
copy_files (HubConfig *config, const char *conninfo, const char *path, GError **error)
{
  g_autofree char *folder = g_strconcat (path, ".files", NULL);
  HubDbPool *pool = hub_db_pool_new (conninfo, 1, 1);
  g_auto (HubFilesVerdict) verdict = { 0 };
  gboolean ok = hub_files_back_up (pool, config->data_dir, folder, &verdict, error);

  hub_db_pool_close (pool);
  g_object_unref (pool);
  if (!ok)
    return FALSE;
  if (verdict.n_missing + verdict.n_wrong > 0)
    return crm_fail (error, CRM_ERROR_FAILED,
                     "%" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT
                     " files are missing or damaged (%s); the rest is in %s and %s.",
                     verdict.n_missing + verdict.n_wrong, verdict.n_files, verdict.first, path,
                     folder);
  if (verdict.n_files > 0)
    g_print ("%" G_GUINT64_FORMAT " files are in %s.\n", verdict.n_files, folder);
  return TRUE;
}

HubExit
hub_cli_backup_run (HubConfig *config, int argc, char **argv)
{
  g_auto (HubBackupManifest) manifest = { 0 };
  g_autoptr (HubCliSession) session = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *size = NULL;
  const char *bin_dir;
  HubExit exit;

  if (!hub_cli_parse (NULL, "FILE", "write everything into FILE", &argc, argv, &exit))
    return exit;
  if (argc != 2)
    return hub_cli_usage ("backup takes one FILE");

  session = hub_cli_session_open (config, HUB_CLI_DATABASE, &error);
  if (session == NULL)
    return hub_cli_fail (error);

  bin_dir =
      session->cluster != NULL ? hub_cluster_get_bin_dir (session->cluster) : config->postgres_bin;
  if (!dump (session, bin_dir, argv[1], &manifest, &error) ||
      !copy_files (config, session->conninfo, argv[1], &error))
    return hub_cli_fail (error);

  size = g_format_size (manifest.size + HUB_BACKUP_PAGE);
  g_print ("Wrote %s: %s, schema %u, epoch %s.\n", argv[1], size, manifest.schema, manifest.epoch);

  return HUB_EXIT_DONE;
}
