/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The program itself: exit statuses, migrate, check, backup and restore, on a real data folder.
 * ZONTIK_SERVER is the path of zontik-server. */

#define G_LOG_DOMAIN "test"

#include "server/db/hub-cluster.h"
#include "tests/lib/crm-test.h"
#include "tests/lib/temp-postgres.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

typedef struct
{
  int status;
  char *output;
  char *errors;
} Outcome;

static void
clear_outcome (Outcome *self)
{
  g_clear_pointer (&self->output, g_free);
  g_clear_pointer (&self->errors, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Outcome, clear_outcome)

static void
run (Outcome *outcome, const char *arguments)
{
  g_autofree char *line = g_strconcat (g_getenv ("ZONTIK_SERVER"), " ", arguments, NULL);
  g_autoptr (GError) error = NULL;
  int status = 0;

  clear_outcome (outcome);
  g_spawn_command_line_sync (line, &outcome->output, &outcome->errors, &status, &error);
  g_assert_no_error (error);
  g_assert_true (WIFEXITED (status));
  outcome->status = WEXITSTATUS (status);
  g_test_message ("%s: %d\n%s%s", arguments, outcome->status, outcome->output, outcome->errors);
}

/* In @folder, which replaces the first %s; @file the second. */
static void
run_in (Outcome *outcome, const char *folder, const char *command, const char *file)
{
  g_autofree char *arguments =
      g_strdup_printf ("%s --data-dir %s %s", command, folder, file != NULL ? file : "");

  run (outcome, arguments);
}

typedef struct
{
  const char *name;
  const char *arguments;
  int status;
} StatusCase;

static const StatusCase status_cases[] = {
  { "help", "--help", 0 },
  { "help-of-command", "check --help", 0 },
  { "help-with-broken-settings", "backup --help --config /nonexistent", 0 },
  { "version", "--version", 0 },
  { "unknown-command", "frobnicate", 2 },
  { "unknown-option", "check --frobnicate", 2 },
  { "missing-operand", "backup --data-dir /tmp", 2 },
  { "missing-value", "check --data-dir", 2 },
  { "extra-operand", "check --data-dir /tmp x", 2 },
  { "settings-missing", "check --data-dir /tmp --config /nonexistent", 3 },
  { "listen", "check --data-dir /tmp --listen localhost", 3 },
  { "log-format", "check --data-dir /tmp --log-format xml", 3 },
  { "key-without-certificate", "check --data-dir /tmp --tls-key /etc/passwd", 3 },
  { "folder", "check --data-dir /proc/nowhere", 3 },
  { "no-database", "check --data-dir /tmp --database host=/nonexistent", 4 },
  { "no-database-migrate", "migrate --data-dir /tmp --database host=/nonexistent", 4 },
  { "no-database-backup", "backup --data-dir /tmp --database host=/nonexistent /tmp/x", 4 },
  { "malformed-database", "backup --data-dir /tmp --database frob=1 /tmp/x", 3 },
  { "no-backup", "restore --data-dir /tmp /nonexistent", 1 },
};

static void
test_status (gconstpointer data)
{
  const StatusCase *row = data;
  g_auto (Outcome) outcome = { 0 };

  run (&outcome, row->arguments);
  g_assert_cmpint (outcome.status, ==, row->status);

  /* One sentence, without a trace of how it is made. */
  if (row->status != 0)
    g_assert_true (g_str_has_prefix (outcome.errors, "zontik-server: ") ||
                   strstr (outcome.errors, "\nzontik-server: ") != NULL);
  g_assert_null (strstr (outcome.errors, ".c:"));
}

static char *
query_in (const char *folder, const char *sql)
{
  HubClusterOptions options = { .data_dir = folder };
  g_autoptr (GError) error = NULL;
  g_autoptr (HubCluster) cluster = hub_cluster_open (&options, &error);
  char *value;

  g_assert_no_error (error);
  value = temp_postgres_query (hub_cluster_get_conninfo (cluster), sql);
  hub_cluster_close (cluster);

  return value;
}

static void
assert_in (const char *folder, const char *sql, const char *expected)
{
  g_autofree char *value = query_in (folder, sql);

  g_assert_cmpstr (value, ==, expected);
}

#define BRANCH_SQL(n)                                                                              \
  "insert into branch (id, ver, name) values ('00000000-0000-7000-8000-00000000000" n "', "        \
  "sync_ver(), 'Branch " n "') returning 1"

static void
test_life (void)
{
  g_autoptr (CrmTestDir) folder = crm_test_make_dir ();
  g_autofree char *file = g_build_filename (folder, "backup", NULL);
  g_autofree char *partial = g_strconcat (file, ".partial", NULL);
  g_autofree char *epoch = NULL;
  g_autofree char *new_epoch = NULL;
  g_auto (Outcome) outcome = { 0 };
  struct stat info;

  run_in (&outcome, folder, "check", NULL);
  g_assert_cmpint (outcome.status, ==, 1);
  run_in (&outcome, folder, "migrate", NULL);
  g_assert_cmpint (outcome.status, ==, 0);
  run_in (&outcome, folder, "migrate", NULL);
  g_assert_nonnull (strstr (outcome.output, "up to date"));
  run_in (&outcome, folder, "check", NULL);
  g_assert_cmpint (outcome.status, ==, 0);

  assert_in (folder, BRANCH_SQL ("1"), "1");
  /* Somebody else may have laid a file there, to read what comes into it. */
  g_assert_true (g_file_set_contents (partial, "", 0, NULL));
  g_assert_cmpint (g_chmod (partial, 0666), ==, 0);
  run_in (&outcome, folder, "backup", file);
  g_assert_cmpint (outcome.status, ==, 0);
  g_assert_cmpint (stat (file, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
  g_assert_false (g_file_test (partial, G_FILE_TEST_EXISTS));

  /* What came after the backup goes, what was in it comes back, in a new epoch. */
  assert_in (folder, BRANCH_SQL ("2"), "1");
  epoch = query_in (folder, "select token from sync_epoch order by n desc limit 1");
  run_in (&outcome, folder, "restore", file);
  g_assert_cmpint (outcome.status, ==, 0);
  assert_in (folder, "select string_agg(name, ',') from branch", "Branch 1");
  new_epoch = query_in (folder, "select token from sync_epoch order by n desc limit 1");
  g_assert_cmpstr (new_epoch, !=, epoch);
  assert_in (folder, "select count(*) from pg_database where datname like 'zontik%'", "1");
  assert_in (folder, BRANCH_SQL ("3"), "1");
  run_in (&outcome, folder, "check", NULL);
  g_assert_cmpint (outcome.status, ==, 0);
}

static void
damage (const char *file, gsize offset)
{
  g_autofree char *bytes = NULL;
  gsize length = 0;

  g_assert_true (g_file_get_contents (file, &bytes, &length, NULL));
  g_assert_cmpuint (offset, <, length);
  bytes[offset] ^= 1;
  g_assert_true (g_file_set_contents (file, bytes, (gssize) length, NULL));
}

static void
test_damaged_backup (void)
{
  g_autoptr (CrmTestDir) folder = crm_test_make_dir ();
  g_autofree char *file = g_build_filename (folder, "backup", NULL);
  g_auto (Outcome) outcome = { 0 };

  run_in (&outcome, folder, "migrate", NULL);
  assert_in (folder, BRANCH_SQL ("1"), "1");
  run_in (&outcome, folder, "backup", file);
  damage (file, 5000);
  run_in (&outcome, folder, "restore", file);
  g_assert_cmpint (outcome.status, ==, 1);
  damage (file, 5000);
  damage (file, 3);
  run_in (&outcome, folder, "restore", file);
  g_assert_cmpint (outcome.status, ==, 1);
  assert_in (folder, "select count(*) from branch", "1");

  run_in (&outcome, folder, "backup", "/nonexistent/backup");
  g_assert_cmpint (outcome.status, ==, 1);
}

static void
test_beside_server (void)
{
  g_autoptr (CrmTestDir) folder = crm_test_make_dir ();
  g_autofree char *file = g_build_filename (folder, "backup", NULL);
  HubClusterOptions options = { .data_dir = folder, .is_server = TRUE };
  g_autoptr (GError) error = NULL;
  g_autoptr (HubCluster) server = hub_cluster_open (&options, &error);
  g_auto (Outcome) outcome = { 0 };

  g_assert_no_error (error);
  run_in (&outcome, folder, "migrate", NULL);
  g_assert_cmpint (outcome.status, ==, 0);
  run_in (&outcome, folder, "check", NULL);
  g_assert_cmpint (outcome.status, ==, 0);
  run_in (&outcome, folder, "backup", file);
  g_assert_cmpint (outcome.status, ==, 0);
  run_in (&outcome, folder, "restore", file);
  g_assert_cmpint (outcome.status, ==, 1);
  g_assert_nonnull (strstr (outcome.errors, "Another server is running"));
  hub_cluster_close (server);
}

/* With --database: a schema of our own in somebody else's PostgreSQL. */
static void
test_given_database (gconstpointer data)
{
  TempPostgres *postgres = (TempPostgres *) data;
  g_autoptr (CrmTestDir) folder = crm_test_make_dir ();
  g_autofree char *first = temp_postgres_create_empty_database (postgres);
  g_autofree char *second = temp_postgres_create_empty_database (postgres);
  g_autofree char *file = g_build_filename (folder, "backup", NULL);
  g_autofree char *from = g_strdup_printf ("--database \"%s\"", first);
  g_autofree char *into = g_strdup_printf ("%s --database \"%s\"", file, second);
  g_autofree char *both = g_strconcat (from, " ", file, NULL);
  g_autofree char *name = NULL;
  g_autofree char *event = NULL;
  g_auto (Outcome) outcome = { 0 };

  run_in (&outcome, folder, "migrate", from);
  g_assert_cmpint (outcome.status, ==, 0);
  g_free (temp_postgres_query (first, BRANCH_SQL ("1")));
  run_in (&outcome, folder, "backup", both);
  g_assert_cmpint (outcome.status, ==, 0);
  run_in (&outcome, folder, "restore", into);
  g_assert_cmpint (outcome.status, ==, 0);
  name = temp_postgres_query (second, "select name from branch");
  g_assert_cmpstr (name, ==, "Branch 1");
  event = temp_postgres_query (second, "select string_agg(action, ' ') from audit_event");
  g_assert_cmpstr (event, ==, "restore");

  /* Not a second time: it is not empty any more. */
  run_in (&outcome, folder, "restore", into);
  g_assert_cmpint (outcome.status, ==, 1);
}

#define ADMINISTRATOR(id, login)                                                                   \
  "insert into app_user (id, ver, login, name, role) values"                                       \
  " ('00000000-0000-7000-8000-00000000000" id "', sync_ver(), '" login "', 'X', 'administrator');"

/* Acts on the command line are written down, sealed by check, and missed by it when they change. */
static void
test_audit (gconstpointer data)
{
  TempPostgres *postgres = (TempPostgres *) data;
  g_autoptr (CrmTestDir) folder = crm_test_make_dir ();
  g_autofree char *conninfo = temp_postgres_create_database (postgres);
  g_autofree char *check = g_strdup_printf ("--database \"%s\"", conninfo);
  g_autofree char *one = g_strdup_printf ("--database \"%s\" ann", conninfo);
  g_autofree char *other = g_strdup_printf ("--database \"%s\" bob", conninfo);
  g_auto (Outcome) outcome = { 0 };

  g_free (temp_postgres_query (conninfo, ADMINISTRATOR ("1", "ann") ADMINISTRATOR ("2", "bob")));
  run_in (&outcome, folder, "user disable", one);
  g_assert_cmpint (outcome.status, ==, 0);
  run_in (&outcome, folder, "user disable", other);
  g_assert_cmpint (outcome.status, ==, 1);
  g_assert_nonnull (strstr (outcome.errors, "last administrator"));
  /* A transaction of the cluster may hold the watermark for a while. */
  do
    {
      run_in (&outcome, folder, "check", check);
      g_assert_cmpint (outcome.status, ==, 0);
    }
  while (strstr (outcome.output, "0 broken of 1 seals over 0 commands and 1 events") == NULL);

  g_free (temp_postgres_query (conninfo, "alter table audit_event disable trigger all;"
                                         "update audit_event set record = null"));
  run_in (&outcome, folder, "check", check);
  g_assert_cmpint (outcome.status, ==, 1);
  g_assert_nonnull (strstr (outcome.output, "FAILED  the audit is as it was sealed: seal 1 of "));
  g_assert_nonnull (strstr (outcome.output, "audit_event.audit_event_append_only"));
}

/* What `user ACTION` with this password from standard input says; gives its exit status. */
static int
give_password (const char *conninfo, const char *action, const char *password, char **said)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CrmTestDir) folder = crm_test_make_dir ();
  g_autoptr (GSubprocess) process =
      g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE, &error,
                        g_getenv ("ZONTIK_SERVER"), "user", action, "ann", "--name", "Ann",
                        "--role", "agent", "--data-dir", folder, "--database", conninfo, NULL);

  g_assert_no_error (error);
  g_free (*said);
  *said = NULL;
  g_subprocess_communicate_utf8 (process, password, NULL, NULL, said, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_exited (process));
  return g_subprocess_get_exit_status (process);
}

/* Neither the first password nor the next may be a weak one. */
static void
test_weak_password (gconstpointer data)
{
  TempPostgres *postgres = (TempPostgres *) data;
  g_autofree char *conninfo = temp_postgres_create_database (postgres);
  g_autofree char *said = NULL;

  g_assert_cmpint (give_password (conninfo, "add", "secret\n", &said), ==, 1);
  g_assert_nonnull (strstr (said, "at least"));
  g_assert_cmpint (give_password (conninfo, "add", "qwertyuiop\n", &said), ==, 1);
  g_assert_nonnull (strstr (said, "tried first"));
  g_assert_cmpint (give_password (conninfo, "add", "correct battery\n", &said), ==, 0);
  g_assert_cmpint (give_password (conninfo, "password", "qwertyuiop\n", &said), ==, 1);
  g_assert_nonnull (strstr (said, "tried first"));
  g_assert_cmpint (give_password (conninfo, "password", "correct horse\n", &said), ==, 0);
}

int
main (int argc, char **argv)
{
  g_autoptr (TempPostgres) postgres = NULL;

  /* Real clusters, but on a quick disk. */
  g_setenv ("TMPDIR", temp_postgres_get_parent (), TRUE);
  g_test_init (&argc, &argv, NULL);
  crm_test_add_cases ("/cli/status", status_cases, sizeof status_cases[0],
                      G_N_ELEMENTS (status_cases), test_status);
  postgres = temp_postgres_new ();
  if (postgres == NULL)
    return 77;

  g_test_add_func ("/cli/life", test_life);
  g_test_add_func ("/cli/damaged-backup", test_damaged_backup);
  g_test_add_func ("/cli/beside-server", test_beside_server);
  g_test_add_data_func ("/cli/given-database", postgres, test_given_database);
  g_test_add_data_func ("/cli/audit", postgres, test_audit);
  g_test_add_data_func ("/cli/weak-password", postgres, test_weak_password);

  return g_test_run ();
}
