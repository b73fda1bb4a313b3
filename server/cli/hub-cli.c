/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The command line: takes out the options that all subcommands share, makes the configuration of
 * them, and calls one subcommand. Main thread, before and without a main loop. */

#define G_LOG_DOMAIN "hub-cli"

#include "server/cli/hub-cli.h"

#include "shared/base/crm-error.h"

#include <locale.h>
#include <string.h>

#define PROGRAM "zontik-server"

/* The domain of errors that already know the exit status they mean; the code is a HubExit. */
static G_DEFINE_QUARK (hub_cli_exit, hub_cli_exit)

    static const HubCliCommand commands[] = {
      { "serve", "", "serve clients; what happens without a command", hub_cli_serve_run },
      { "user", "add | password | disable | list", "manage people", hub_cli_user_run },
      { "migrate", "", "bring the database to this version's schema", hub_cli_migrate_run },
      { "check", "", "verify schema, statements and invariants", hub_cli_check_run },
      { "backup", "FILE", "write everything into FILE", hub_cli_backup_run },
      { "import", "KIND FILE.csv", "bring customers, policies … in from a file",
        hub_cli_import_run },
      { "duplicates", "scan", "look for customers who are there twice", hub_cli_duplicates_run },
      { "demo", "", "fill an empty database with invented data", hub_cli_demo_run },
      { "restore", "FILE", "put the database back from FILE; the server must not run",
        hub_cli_restore_run },
    };

typedef struct
{
  char *data_dir;
  char *database;
  char *listen;
  char *tls_cert;
  char *tls_key;
  char *config;
  char *log_format;
  gboolean version;
} Options;

static void
clear_options (Options *options)
{
  g_free (options->data_dir);
  g_free (options->database);
  g_free (options->listen);
  g_free (options->tls_cert);
  g_free (options->tls_key);
  g_free (options->config);
  g_free (options->log_format);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, clear_options)

static void
print_help (void)
{
  g_autofree char *data_dir = hub_config_default_data_dir ();

  g_print ("Usage: " PROGRAM " [COMMAND] [OPTION…]\n\nCommands:\n");
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      g_autofree char *name = g_strjoin (" ", commands[i].name, commands[i].arguments, NULL);

      g_print ("  %-36s %s\n", name, commands[i].summary);
    }
  g_print ("\nOptions of all commands:\n"
           "  --data-dir DIR       where everything is kept (%s)\n"
           "  --database CONNINFO  use this PostgreSQL instead of a private one in DIR\n"
           "  --listen ADDR:PORT   serve there (127.0.0.1:8443); port 0 is any free one\n"
           "  --tls-cert FILE      certificate chain, PEM; without it one is made in DIR\n"
           "  --tls-key FILE       its key, PEM\n"
           "  --config FILE        settings (DIR/server.conf when it is there)\n"
           "  --log-format FORMAT  text or json\n"
           "  --help, --version\n\n"
           "Exit status: 0 done, 1 failed, 2 usage, 3 configuration, 4 database unreachable.\n",
           data_dir);
}

HubExit
hub_cli_fail (const GError *error)
{
  g_printerr (PROGRAM ": %s\n", error->message);

  if (error->domain == hub_cli_exit_quark ())
    return (HubExit) error->code;
  if (g_error_matches (error, CRM_ERROR, CRM_ERROR_UNAVAILABLE))
    return HUB_EXIT_DATABASE;

  return HUB_EXIT_FAILED;
}

HubExit
hub_cli_usage (const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  g_printerr (PROGRAM ": %s\n", message);

  return HUB_EXIT_USAGE;
}

void
hub_cli_set_exit (GError **error, HubExit exit)
{
  g_autoptr (GError) old = *error;

  *error = g_error_new_literal (hub_cli_exit_quark (), (int) exit, old->message);
}

gboolean
hub_cli_parse (const GOptionEntry *entries,
               const char *arguments,
               const char *summary,
               int *argc,
               char **argv,
               HubExit *exit)
{
  gboolean help = FALSE;
  const GOptionEntry own[] = { { "help", 'h', 0, G_OPTION_ARG_NONE, &help, "this text", NULL },
                               { NULL } };
  g_autofree char *name = g_strconcat (PROGRAM " ", argv[0], NULL);
  g_autofree char *usage = g_strdup_printf ("%s — %s", arguments, summary);
  g_autoptr (GOptionContext) context = g_option_context_new (usage);
  g_autoptr (GError) error = NULL;

  g_set_prgname (name);
  g_option_context_set_help_enabled (context, FALSE);
  if (entries != NULL)
    g_option_context_add_main_entries (context, entries, NULL);
  g_option_context_add_main_entries (context, own, NULL);

  if (!g_option_context_parse (context, argc, &argv, &error))
    {
      *exit = hub_cli_usage ("%s: %s", argv[0], error->message);
      return FALSE;
    }
  if (help)
    {
      g_autofree char *text = g_option_context_get_help (context, TRUE, NULL);

      g_print ("%s", text);
      *exit = HUB_EXIT_DONE;
      return FALSE;
    }

  return TRUE;
}

static gboolean
parse_common (Options *options, int *argc, char ***argv, GError **error)
{
  const GOptionEntry entries[] = {
    { "data-dir", 0, 0, G_OPTION_ARG_FILENAME, &options->data_dir, NULL, NULL },
    { "database", 0, 0, G_OPTION_ARG_STRING, &options->database, NULL, NULL },
    { "listen", 0, 0, G_OPTION_ARG_STRING, &options->listen, NULL, NULL },
    { "tls-cert", 0, 0, G_OPTION_ARG_FILENAME, &options->tls_cert, NULL, NULL },
    { "tls-key", 0, 0, G_OPTION_ARG_FILENAME, &options->tls_key, NULL, NULL },
    { "config", 0, 0, G_OPTION_ARG_FILENAME, &options->config, NULL, NULL },
    { "log-format", 0, 0, G_OPTION_ARG_STRING, &options->log_format, NULL, NULL },
    { "version", 0, 0, G_OPTION_ARG_NONE, &options->version, NULL, NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);

  g_option_context_set_help_enabled (context, FALSE);
  g_option_context_set_ignore_unknown_options (context, TRUE);
  g_option_context_add_main_entries (context, entries, NULL);

  return g_option_context_parse (context, argc, argv, error);
}

static void
override_text (char **field, char **value)
{
  if (*value == NULL)
    return;

  g_free (*field);
  *field = g_steal_pointer (value);
}

static gboolean
load_file (HubConfig *config, Options *options, GError **error)
{
  g_autofree char *path =
      g_build_filename (options->data_dir != NULL ? options->data_dir : config->data_dir,
                        "server.conf", NULL);

  if (options->config != NULL)
    return hub_config_load_file (config, options->config, error);

  return !g_file_test (path, G_FILE_TEST_EXISTS) || hub_config_load_file (config, path, error);
}

/* (nullable): defaults, then the file, then the command line. */
static HubConfig *
make_config (Options *options, GError **error)
{
  g_autoptr (HubConfig) config = hub_config_new ();

  if (!load_file (config, options, error))
    return NULL;

  override_text (&config->data_dir, &options->data_dir);
  override_text (&config->database, &options->database);
  override_text (&config->tls_cert, &options->tls_cert);
  override_text (&config->tls_key, &options->tls_key);
  if (options->listen != NULL && !hub_config_set_listen (config, options->listen, error))
    return NULL;
  if (g_strcmp0 (options->log_format, "json") == 0)
    config->log_format = HUB_LOG_JSON;
  else if (g_strcmp0 (options->log_format, "text") == 0)
    config->log_format = HUB_LOG_TEXT;
  else if (options->log_format != NULL &&
           !crm_fail (error, CRM_ERROR_INVALID, "--log-format is text or json."))
    return NULL;

  return hub_config_check (config, error) ? g_steal_pointer (&config) : NULL;
}

static const HubCliCommand *
find_command (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    if (strcmp (commands[i].name, name) == 0)
      return &commands[i];

  return NULL;
}

static gboolean
wants_help (int argc, char **argv)
{
  for (int i = 1; i < argc; i++)
    if (strcmp (argv[i], "--help") == 0 || strcmp (argv[i], "-h") == 0)
      return TRUE;

  return FALSE;
}

static HubExit
run_command (const HubCliCommand *command, Options *options, int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HubConfig) config = NULL;
  HubExit exit;

  /* Help is there even where the configuration is broken. */
  if (wants_help (argc, argv))
    return command->run (NULL, argc, argv);

  config = make_config (options, &error);
  if (config == NULL)
    {
      hub_cli_fail (error);
      return HUB_EXIT_CONFIG;
    }

  hub_log_init (config->log_format);
  exit = command->run (config, argc, argv);

  return exit;
}

int
hub_cli_main (int argc, char **argv)
{
  g_auto (Options) options = { 0 };
  g_autoptr (GError) error = NULL;
  const HubCliCommand *command;
  const char *name;

  setlocale (LC_ALL, "");
  if (!parse_common (&options, &argc, &argv, &error))
    return hub_cli_usage ("%s", error->message);
  if (options.version)
    {
      g_print (PROGRAM " " ZONTIK_VERSION "\n");
      return HUB_EXIT_DONE;
    }

  name = argc > 1 && *argv[1] != '-' ? argv[1] : NULL;
  if (name == NULL && wants_help (argc, argv))
    {
      print_help ();
      return HUB_EXIT_DONE;
    }
  command = find_command (name != NULL ? name : "serve");
  if (command == NULL)
    return hub_cli_usage ("there is no command “%s”; see --help", name != NULL ? name : "serve");

  /* Without a name the program's own stands for it. */
  return name != NULL ? run_command (command, &options, argc - 1, argv + 1)
                      : run_command (command, &options, argc, argv);
}
