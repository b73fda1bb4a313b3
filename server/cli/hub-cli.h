/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/base/hub-context.h"
#include "server/cli/hub-cli-guard.h"
#include "server/db/hub-cluster.h"

G_BEGIN_DECLS

typedef enum
{
  HUB_EXIT_DONE = 0,
  HUB_EXIT_FAILED = 1,
  HUB_EXIT_USAGE = 2,
  HUB_EXIT_CONFIG = 3,
  HUB_EXIT_DATABASE = 4,
} HubExit;

/* One subcommand. @argv[0] is its name, the options common to all are already taken out. It reports
 * a failure by hub_cli_fail() and returns what that gives. */
typedef HubExit (*HubCliRun) (HubConfig *config, int argc, char **argv);

typedef struct
{
  const char *name;
  const char *arguments; /* for --help: "FILE" */
  const char *summary;
  HubCliRun run;
} HubCliCommand;

/* The whole program: options, subcommand, exit status. */
int hub_cli_main (int argc, char **argv);

/* One sentence on standard error and the exit status that fits @error. */
HubExit hub_cli_fail (const GError *error);
/* Makes *@error one that hub_cli_fail() answers with @exit. */
void hub_cli_set_exit (GError **error, HubExit exit);
HubExit hub_cli_usage (const char *format, ...) G_GNUC_PRINTF (1, 2);
/* Options of a subcommand: g_option parsing with our way of complaining; --help prints and exits.
 * Takes the options out of @argv, leaves argv[0] and the operands. %FALSE: return @exit. */
gboolean hub_cli_parse (const GOptionEntry *entries,
                        const char *arguments,
                        const char *summary,
                        int *argc,
                        char **argv,
                        HubExit *exit);

/* What a subcommand works with: the database (started when none runs), migrated, with pools, epoch
 * and secret. */
typedef struct
{
  HubCluster *cluster; /* (nullable): with --database */
  HubCliGuard *guard;  /* (nullable) */
  char *conninfo;
  HubContext context;
} HubCliSession;

typedef enum
{
  HUB_CLI_SERVER = 1 << 0,   /* the one server of this data folder */
  HUB_CLI_DATABASE = 1 << 1, /* only the database: no migration, no pools, no epoch */
} HubCliFlags;

HubCliSession *hub_cli_session_open (HubConfig *config, HubCliFlags flags, GError **error);
void hub_cli_session_close (HubCliSession *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HubCliSession, hub_cli_session_close)

/* The subcommands (@config is %NULL when they are only asked for --help), each in its own file
 * hub-cli-NAME.c. */
HubExit hub_cli_serve_run (HubConfig *config, int argc, char **argv);
HubExit hub_cli_migrate_run (HubConfig *config, int argc, char **argv);
HubExit hub_cli_check_run (HubConfig *config, int argc, char **argv);
HubExit hub_cli_backup_run (HubConfig *config, int argc, char **argv);
HubExit hub_cli_restore_run (HubConfig *config, int argc, char **argv);
HubExit hub_cli_user_run (HubConfig *config, int argc, char **argv);
HubExit hub_cli_import_run (HubConfig *config, int argc, char **argv);
HubExit hub_cli_duplicates_run (HubConfig *config, int argc, char **argv);
HubExit hub_cli_demo_run (HubConfig *config, int argc, char **argv);

G_END_DECLS
