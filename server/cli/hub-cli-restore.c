/* SPDX-License-Identifier: GPL-3.0-or-later */

/* `restore FILE`: into a database beside the real one, which it replaces in one step when
 * everything is there: restored, brought to this version's schema, and in a new epoch, so that
 * clients take a new snapshot and offer again what the backup does not know. A given --database
 * must be empty instead. */

#define G_LOG_DOMAIN "hub-cli"

#include "server/audit/hub-audit.h"
#include "server/cli/hub-backup-file.h"
#include "server/cli/hub-cli.h"
#include "server/db/hub-db-migrator.h"
#include "server/db/hub-db-queries.h"
#include "server/files/hub-files.h"
#include "server/sync/hub-epoch.h"
#include "shared/base/crm-error.h"

#define RESTORED "zontik_restore"

static gboolean
check_empty_work (HubDb *db, gpointer data, GError **error)
{
  static const HubQuery count_tables = { "db/count-tables", 0 };
  g_autoptr (HubDbRows) rows = hub_db_select (db, &count_tables, NULL, error);

  if (rows == NULL)
    return FALSE;
  if (hub_db_rows_integer (rows, 0, 0) > 0)
    return crm_fail (error, CRM_ERROR_FAILED,
                     "The database is not empty; restore into an empty one.");

  return TRUE;
}

static gboolean
check_empty (const char *conninfo, GError **error)
{
  g_autoptr (HubDbPool) pool = hub_db_pool_new (conninfo, 1, 1);
  gboolean ok = hub_db_pool_run_sync (pool, HUB_DB_NO_TRANSACTION, check_empty_work, NULL, error);

  hub_db_pool_close (pool);

  return ok;
}

static gboolean
renew_epoch (const char *conninfo, GError **error)
{
  g_autoptr (HubDbPool) pool = hub_db_pool_new (conninfo, 1, 1);
  gboolean ok = hub_epoch_renew (pool, error);

  hub_db_pool_close (pool);

  return ok;
}

/* The archive goes through a pipe, because it does not begin at the beginning of its file. */
static gboolean
feed_archive (GSubprocess *process, GInputStream *archive, GError **error)
{
  g_autoptr (GError) local = NULL;
  gboolean is_fed = g_output_stream_splice (g_subprocess_get_stdin_pipe (process), archive,
                                            G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET, NULL, &local) >= 0;

  /* When it ended before the archive did, its own complaint says more. */
  if (!g_subprocess_wait_check (process, NULL, NULL))
    return crm_fail (error, CRM_ERROR_FAILED, "pg_restore failed.");
  if (!is_fed)
    g_propagate_error (error, g_steal_pointer (&local));

  return is_fed;
}

static gboolean
run_restore (const char *bin_dir, const char *conninfo, GInputStream *archive, GError **error)
{
  g_autofree char *program = hub_cluster_find_program (bin_dir, "pg_restore", error);
  g_auto (GStrv) environment = program != NULL ? hub_db_make_environment (conninfo, error) : NULL;
  g_autoptr (GSubprocessLauncher) launcher =
      g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_PIPE);
  g_autoptr (GSubprocess) process = NULL;
  const char *database = environment != NULL ? g_environ_getenv (environment, "PGDATABASE") : NULL;

  if (environment == NULL)
    return FALSE;

  g_subprocess_launcher_set_environ (launcher, environment);
  process = g_subprocess_launcher_spawn (launcher, error, program, "--no-owner", "--no-privileges",
                                         "--exit-on-error", "--single-transaction", "--no-password",
                                         "--dbname", database != NULL ? database : "", NULL);

  return process != NULL && feed_archive (process, archive, error);
}

/* In the new epoch: what came after the backup is missing for a reason. */
static gboolean
write_down_work (HubDb *db, gpointer data, GError **error)
{
  g_autofree char *details = hub_audit_details ("backup", data, NULL);
  const HubAuditEvent event = { .action = HUB_AUDIT_RESTORE, .details = details };

  return hub_audit_add (db, &event, error);
}

static gboolean
write_down (const char *conninfo, const char *backup, GError **error)
{
  g_autoptr (HubDbPool) pool = hub_db_pool_new (conninfo, 1, 1);
  gboolean ok =
      hub_db_pool_run_sync (pool, HUB_DB_READ_WRITE, write_down_work, (gpointer) backup, error);

  hub_db_pool_close (pool);
  return ok;
}

/* A backup on its way into a database. Plain struct with borrowed members. */
typedef struct
{
  GInputStream *archive;
  const char *created_at;
} Source;

static gboolean
fill_database (const char *bin_dir, const char *conninfo, const Source *source, GError **error)
{
  return run_restore (bin_dir, conninfo, source->archive, error) &&
         hub_db_migrator_run (conninfo, NULL, NULL, error) && renew_epoch (conninfo, error) &&
         write_down (conninfo, source->created_at, error);
}

static gboolean
restore_private (HubCluster *cluster, const Source *source, GError **error)
{
  g_autofree char *conninfo = hub_cluster_dup_conninfo (cluster, RESTORED);

  return hub_cluster_create_database (cluster, RESTORED, error) &&
         fill_database (hub_cluster_get_bin_dir (cluster), conninfo, source, error) &&
         hub_cluster_swap_database (cluster, RESTORED, error);
}

static gboolean
restore (HubConfig *config, HubCliSession *session, const Source *source, GError **error)
{
  if (session->cluster != NULL)
    return restore_private (session->cluster, source, error);

  return check_empty (session->conninfo, error) &&
         fill_database (config->postgres_bin, session->conninfo, source, error);
}

static gboolean
bring_files (HubConfig *config, const char *path, GError **error)
{
  g_autofree char *folder = g_strconcat (path, ".files", NULL);
  g_auto (HubFilesVerdict) verdict = { 0 };

  if (!hub_files_bring_back (folder, config->data_dir, &verdict, error))
    return FALSE;
  if (verdict.n_wrong + verdict.n_missing > 0)
    return crm_fail (error, CRM_ERROR_CORRUPT, "%s: %s.", folder, verdict.first);
  return TRUE;
}

HubExit
hub_cli_restore_run (HubConfig *config, int argc, char **argv)
{
  g_auto (HubBackupManifest) manifest = { 0 };
  g_autoptr (GInputStream) archive = NULL;
  Source source;
  g_autoptr (HubCliSession) session = NULL;
  g_autoptr (GError) error = NULL;
  HubExit exit;

  if (!hub_cli_parse (NULL, "FILE", "put the database back from FILE", &argc, argv, &exit))
    return exit;
  if (argc != 2)
    return hub_cli_usage ("restore takes one FILE");

  archive = hub_backup_file_open (argv[1], &manifest, &error);
  if (archive == NULL)
    return hub_cli_fail (error);
  source = (Source){ archive, manifest.created_at };

  /* As the server of this folder, so that none runs meanwhile. */
  session = hub_cli_session_open (config, HUB_CLI_DATABASE | HUB_CLI_SERVER, &error);
  if (session == NULL || !bring_files (config, argv[1], &error) ||
      !restore (config, session, &source, &error))
    return hub_cli_fail (error);

  g_print ("Restored the backup of %s (schema %u). Clients will take a new snapshot.\n",
           manifest.created_at, manifest.schema);

  return HUB_EXIT_DONE;
}
