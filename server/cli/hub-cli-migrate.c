/* SPDX-License-Identifier: GPL-3.0-or-later */

/* `migrate`: what a server does at its start, for those who want to do it before. */

#define G_LOG_DOMAIN "hub-cli"

#include "server/cli/hub-cli.h"
#include "server/db/hub-db-migrator.h"

HubExit
hub_cli_migrate_run (HubConfig *config, int argc, char **argv)
{
  g_autoptr (HubCliSession) session = NULL;
  g_autoptr (GError) error = NULL;
  guint n_applied = 0;
  HubExit exit;

  if (!hub_cli_parse (NULL, "", "bring the database to this version's schema", &argc, argv, &exit))
    return exit;
  if (argc > 1)
    return hub_cli_usage ("migrate takes no arguments");

  session = hub_cli_session_open (config, HUB_CLI_DATABASE, &error);
  if (session == NULL || !hub_db_migrator_run (session->conninfo, NULL, &n_applied, &error))
    return hub_cli_fail (error);

  if (n_applied == 0)
    g_print ("The database is up to date.\n");
  else
    g_print ("Applied %u migration%s.\n", n_applied, n_applied == 1 ? "" : "s");

  return HUB_EXIT_DONE;
}
