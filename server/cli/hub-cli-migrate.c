/* SPDX-License-Identifier: GPL-3.0-or-later */

/* `migrate`: what a server does at its start, for those who want to do it before. */

#define G_LOG_DOMAIN "hub-cli"

#include "server/cli/hub-cli.h"
#include "server/db/hub-db-migrator.h"
#include "server/sync/hub-epoch.h"

/* After pg_upgrade or a dump that went to another cluster with nobody at work. */
static gboolean
keep_cursors (const char *conninfo, GError **error)
{
  g_autoptr (HubDbPool) pool = hub_db_pool_new (conninfo, 1, 1);
  g_autofree char *epoch = NULL;
  g_autoptr (GBytes) secret = NULL;
  gboolean ok =
      hub_epoch_open (pool, &epoch, &secret, error) && hub_epoch_set_lossless (pool, error);

  hub_db_pool_close (pool);
  return ok;
}

HubExit
hub_cli_migrate_run (HubConfig *config, int argc, char **argv)
{
  g_autoptr (HubCliSession) session = NULL;
  g_autoptr (GError) error = NULL;
  gboolean is_lossless = FALSE;
  const GOptionEntry entries[] = {
    { "lossless", 0, 0, G_OPTION_ARG_NONE, &is_lossless,
      "All data of the database before is here: clients go on where they were", NULL },
    G_OPTION_ENTRY_NULL
  };
  guint n_applied = 0;
  HubExit exit;

  if (!hub_cli_parse (entries, "", "bring the database to this version's schema", &argc, argv,
                      &exit))
    return exit;
  if (argc > 1)
    return hub_cli_usage ("migrate takes no arguments");

  session = hub_cli_session_open (config, HUB_CLI_DATABASE, &error);
  if (session == NULL || !hub_db_migrator_run (session->conninfo, NULL, &n_applied, &error) ||
      (is_lossless && !keep_cursors (session->conninfo, &error)))
    return hub_cli_fail (error);

  if (n_applied == 0)
    g_print ("The database is up to date.\n");
  else
    g_print ("Applied %u migration%s.\n", n_applied, n_applied == 1 ? "" : "s");

  return HUB_EXIT_DONE;
}
