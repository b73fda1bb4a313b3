/* SPDX-License-Identifier: GPL-3.0-or-later */

/* `duplicates scan`: beside a running server or without one. Main thread. */

#define G_LOG_DOMAIN "hub-cli"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "server/cli/hub-cli.h"
#include "server/customers/hub-duplicate-scan.h"

typedef struct
{
  guint percent;
  gboolean is_terminal;
} Progress;

static gboolean
progress_cb (guint done, gpointer user_data)
{
  Progress *self = user_data;

  if (done / 10 == self->percent)
    return TRUE;
  self->percent = done / 10;
  if (self->is_terminal)
    fprintf (stderr, "\r%u %%%s", self->percent, done < 1000 ? "" : "\n");
  else if (self->percent % 10 == 0)
    fprintf (stderr, "%u %%\n", self->percent);
  return TRUE;
}

HubExit
hub_cli_duplicates_run (HubConfig *config, int argc, char **argv)
{
  Progress progress = { 0, isatty (STDERR_FILENO) };
  HubDuplicateScan scan = { .progress = progress_cb, .user_data = &progress };
  g_autoptr (HubCliSession) session = NULL;
  g_autoptr (GError) error = NULL;
  HubExit status;

  if (!hub_cli_parse (NULL, "scan", "Looks for customers who are there twice.", &argc, argv,
                      &status))
    return status;
  if (argc != 2 || strcmp (argv[1], "scan") != 0)
    return hub_cli_usage ("duplicates scan");

  session = hub_cli_session_open (config, 0, &error);
  if (session == NULL)
    return hub_cli_fail (error);

  scan.pool = session->context.bulk_pool;
  if (!hub_duplicate_scan_run (&scan, &error))
    return hub_cli_fail (error);

  printf ("%u customers, %u pairs, %u new, %u gone\n", scan.n_customers, scan.n_pairs, scan.n_new,
          scan.n_stale);
  return HUB_EXIT_DONE;
}
