/* SPDX-License-Identifier: GPL-3.0-or-later */

/* `import KIND FILE.csv`: beside a running server or without one. Main thread. */

#define G_LOG_DOMAIN "hub-cli"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "server/cli/hub-cli.h"
#include "server/customers/hub-customers-import.h"
#include "server/customers/hub-import-report.h"
#include "server/customers/hub-record-import.h"

#define WHAT "customer|contact-point|identity-document|policy|instalment|insured-object"

typedef struct
{
  gint64 started_at;
  gboolean is_terminal;
} Progress;

static void
progress_cb (const HubImportCounts *counts, gpointer user_data)
{
  Progress *self = user_data;
  double seconds = (g_get_monotonic_time () - self->started_at) / 1e6;

  fprintf (stderr, "%s%" G_GUINT64_FORMAT " records, %.0f %%, %.0f a second%s",
           self->is_terminal ? "\r" : "", counts->n_read, counts->fraction * 100,
           seconds > 0 ? counts->n_read / seconds : 0,
           self->is_terminal && counts->fraction < 1 ? "   " : "\n");
}

static void
print_counts (const HubImportCounts *counts, gboolean is_dry_run, const char *path)
{
  g_autofree char *report = hub_import_report_get_path (path);

  printf ("%s%" G_GUINT64_FORMAT " read, %" G_GUINT64_FORMAT " new, %" G_GUINT64_FORMAT
          " updated, %" G_GUINT64_FORMAT " unchanged, %" G_GUINT64_FORMAT " rejected\n",
          is_dry_run ? "dry run: " : "", counts->n_read, counts->n_new, counts->n_updated,
          counts->n_unchanged, counts->n_rejected);
  if (counts->n_unowned > 0)
    printf ("%" G_GUINT64_FORMAT " name no owner and belong to nobody yet; --owner LOGIN gives them"
            " to somebody\n",
            counts->n_unowned);
  if (counts->n_rejected > 0)
    printf ("the rejected records and the reasons are in %s\n", report);
}

static gboolean
is_customer (const char *kind)
{
  return strcmp (kind, "customer") == 0;
}

static gboolean
is_kind (const char *kind)
{
  return is_customer (kind) || hub_record_sheet_find (kind) != NULL;
}

static gboolean
import (const char *kind, const HubImportOptions *options, HubImportCounts *counts, GError **error)
{
  return is_customer (kind)
             ? hub_customers_import (options, counts, error)
             : hub_record_import (hub_record_sheet_find (kind), options, counts, error);
}

HubExit
hub_cli_import_run (HubConfig *config, int argc, char **argv)
{
  g_autofree char *owner = NULL;
  gboolean is_dry_run = FALSE;
  const GOptionEntry entries[] = {
    { "owner", 0, 0, G_OPTION_ARG_STRING, &owner, "Whose the customers are", "LOGIN" },
    { "dry-run", 0, 0, G_OPTION_ARG_NONE, &is_dry_run, "Only check the file", NULL },
    { NULL },
  };
  Progress progress = { g_get_monotonic_time (), isatty (STDERR_FILENO) };
  HubImportOptions options = { .progress = progress_cb, .user_data = &progress };
  HubImportCounts counts;
  g_autoptr (HubCliSession) session = NULL;
  g_autoptr (GError) error = NULL;
  HubExit status;

  if (!hub_cli_parse (entries, WHAT " FILE.csv", "Imports customers or what hangs on them.", &argc,
                      argv, &status))
    return status;
  if (argc != 3 || !is_kind (argv[1]) || (owner != NULL && !is_customer (argv[1])))
    return hub_cli_usage ("import " WHAT " FILE.csv");

  session = hub_cli_session_open (config, 0, &error);
  if (session == NULL)
    return hub_cli_fail (error);

  options.pool = session->context.bulk_pool;
  options.path = argv[2];
  options.owner = owner;
  options.is_dry_run = is_dry_run;
  progress.started_at = g_get_monotonic_time ();
  if (!import (argv[1], &options, &counts, &error))
    return hub_cli_fail (error);

  print_counts (&counts, is_dry_run, argv[2]);
  return HUB_EXIT_DONE;
}
