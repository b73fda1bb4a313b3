/* SPDX-License-Identifier: GPL-3.0-or-later */

/* `check`: schema, statements and invariants of a database, beside a running server or without one.
 * It changes nothing but seals of the audit that are due. */

#define G_LOG_DOMAIN "hub-cli"

#include "server/cli/hub-cli-check.h"

#include "server/audit/hub-audit-anchor.h"
#include "server/cli/hub-cli-queries.h"
#include "server/cli/hub-cli.h"
#include "server/db/hub-db-migrator.h"
#include "server/files/hub-files.h"

#define MAX_SHOWN 10

/* Each gives the rows that break an invariant: one text that names what is wrong. */
static const HubQuery queries[] = {
  { "check/epoch", 0 },          { "check/orphan-children", 0 }, { "check/scope-of-children", 0 },
  { "check/owners", 0 },         { "check/versions", 0 },        { "check/branches", 0 },
  { "check/audit-triggers", 0 },
};

static const char *const titles[] = {
  "epoch and secret",
  "what hangs on a customer has its customer",
  "what hangs on a customer is seen by who sees him",
  "owners exist",
  "no version lies in the future",
  "branches of people and customers exist",
  "the audit cannot be changed",
};

const HubQueryTable hub_cli_check_queries = { queries, G_N_ELEMENTS (queries) };

typedef struct
{
  HubDbPool *pool;
  guint n_failed;
} Check;

static void
report (Check *check, gboolean ok, const char *title, const char *detail)
{
  if (!ok)
    check->n_failed++;
  g_print ("%-7s %s%s%s\n", ok ? "ok" : "FAILED", title, *detail != '\0' ? ": " : "", detail);
}

static void
check_migrations (Check *check, const char *conninfo)
{
  g_autoptr (GError) error = NULL;
  gboolean ok = hub_db_migrator_check (conninfo, NULL, &error);

  report (check, ok, "schema", ok ? "" : error->message);
}

static gboolean
verify_work (HubDb *db, gpointer data, GError **error)
{
  return hub_db_verify (db, data, error);
}

static void
check_queries (Check *check)
{
  guint n_wrong = 0;
  guint n = 0;
  g_autofree char *count = NULL;

  for (guint i = 0; i < hub_cli_n_queries; i++)
    for (guint k = 0; k < hub_cli_queries[i]->n_queries; k++)
      {
        const HubQuery *query = &hub_cli_queries[i]->queries[k];
        g_autoptr (GError) error = NULL;

        n++;
        if (hub_db_pool_run_sync (check->pool, HUB_DB_READ_WRITE, verify_work, (gpointer) query,
                                  &error))
          continue;
        n_wrong++;
        report (check, FALSE, query->name, error->message);
      }

  count = g_strdup_printf ("%u of %u", n - n_wrong, n);
  report (check, n_wrong == 0, "statements fit the schema", count);
}

typedef struct
{
  const HubQuery *query;
  guint n_rows;
  GString *shown;
} Invariant;

static gboolean
find_broken_work (HubDb *db, gpointer data, GError **error)
{
  Invariant *invariant = data;
  g_autoptr (HubDbRows) rows = hub_db_select (db, invariant->query, NULL, error);

  if (rows == NULL)
    return FALSE;

  invariant->n_rows = hub_db_rows_count (rows);
  g_string_truncate (invariant->shown, 0);
  for (guint i = 0; i < MIN (invariant->n_rows, MAX_SHOWN); i++)
    g_string_append_printf (invariant->shown, "%s%s", i > 0 ? ", " : "",
                            hub_db_rows_text (rows, i, 0));

  return TRUE;
}

static void
check_invariant (Check *check, const HubQuery *query, const char *title)
{
  g_autoptr (GString) shown = g_string_new (NULL);
  Invariant invariant = { query, 0, shown };
  g_autoptr (GError) error = NULL;

  if (!hub_db_pool_run_sync (check->pool, HUB_DB_READ_ONLY, find_broken_work, &invariant, &error))
    {
      report (check, FALSE, title, error->message);
      return;
    }

  if (invariant.n_rows > MAX_SHOWN)
    g_string_append_printf (shown, " and %u more", invariant.n_rows - MAX_SHOWN);
  report (check, invariant.n_rows == 0, title, shown->str);
}

static void
check_seals (Check *check)
{
  static const char title[] = "the audit is as it was sealed";
  HubAuditEnd end = { 0 };
  g_auto (HubAuditVerdict) verdict = { 0 };
  g_autoptr (GError) error = NULL;
  g_autofree char *counts = NULL;

  if (!hub_audit_seal_all (check->pool, &end, &error) ||
      !hub_db_pool_run_sync (check->pool, HUB_DB_READ_ONLY, hub_audit_verify_work, &verdict,
                             &error))
    {
      report (check, FALSE, title, error->message);
      return;
    }

  counts =
      g_strdup_printf ("%s%s%" G_GINT64_FORMAT " broken of %" G_GINT64_FORMAT
                       " seals over %" G_GINT64_FORMAT " commands and %" G_GINT64_FORMAT " events",
                       verdict.what != NULL ? verdict.what : "", verdict.what != NULL ? "; " : "",
                       verdict.n_broken, verdict.n_seals, verdict.n_rows[0], verdict.n_rows[1]);
  report (check, verdict.n_broken == 0, title, counts);
}

static void
check_anchors (Check *check, const char *dir)
{
  static const char title[] = "the audit has not lost its end";
  g_autofree char *path = hub_audit_anchor_get_path (dir);
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) anchors = hub_audit_anchor_read (path, &error);
  HubAuditAnchors job = { anchors, NULL };

  if (anchors == NULL || !hub_db_pool_run_sync (check->pool, HUB_DB_READ_ONLY,
                                                hub_audit_anchor_verify_work, &job, &error))
    report (check, FALSE, title, error->message);
  else
    report (check, job.what == NULL, title,
            job.what != NULL    ? job.what
            : anchors->len == 0 ? "no seal was noted here"
                                : "");
  g_free (job.what);
}

static void
check_files (Check *check, const char *dir)
{
  static const char title[] = "files are what their digests say";
  g_auto (HubFilesVerdict) verdict = { 0 };
  g_autoptr (GError) error = NULL;
  g_autofree char *counts = NULL;

  if (!hub_files_verify (check->pool, dir, &verdict, &error))
    {
      report (check, FALSE, title, error->message);
      return;
    }
  counts = g_strdup_printf ("%s%s%" G_GUINT64_FORMAT " missing and %" G_GUINT64_FORMAT
                            " wrong of %" G_GUINT64_FORMAT,
                            verdict.first != NULL ? verdict.first : "",
                            verdict.first != NULL ? "; " : "", verdict.n_missing, verdict.n_wrong,
                            verdict.n_files);
  report (check, verdict.n_missing + verdict.n_wrong == 0, title, counts);
}

HubExit
hub_cli_check_run (HubConfig *config, int argc, char **argv)
{
  g_autoptr (HubCliSession) session = NULL;
  g_autoptr (HubDbPool) pool = NULL;
  g_autoptr (GError) error = NULL;
  Check check = { NULL, 0 };
  HubExit exit;

  if (!hub_cli_parse (NULL, "", "verify schema, statements and invariants", &argc, argv, &exit))
    return exit;
  if (argc > 1)
    return hub_cli_usage ("check takes no arguments");

  session = hub_cli_session_open (config, HUB_CLI_DATABASE, &error);
  if (session == NULL)
    return hub_cli_fail (error);

  check.pool = pool = hub_db_pool_new (session->conninfo, 1, 10);
  hub_db_pool_set_statement_timeout (pool, 0);
  if (!hub_db_pool_run_sync (pool, HUB_DB_NO_TRANSACTION, verify_work, (gpointer) &hub_db_ping,
                             &error))
    return hub_cli_fail (error);

  check_migrations (&check, session->conninfo);
  check_queries (&check);
  for (gsize i = 0; i < G_N_ELEMENTS (queries); i++)
    check_invariant (&check, &queries[i], titles[i]);
  check_seals (&check);
  check_anchors (&check, config->data_dir);
  check_files (&check, config->data_dir);
  hub_db_pool_close (pool);

  if (check.n_failed == 0)
    return HUB_EXIT_DONE;
  g_printerr ("zontik-server: %u of the checks failed.\n", check.n_failed);

  return HUB_EXIT_FAILED;
}
