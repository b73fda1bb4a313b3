/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The private PostgreSQL: made, adopted, shared, restarted, stopped. Real processes, real kills. */

#define G_LOG_DOMAIN "test"

#include "server/db/hub-cluster.h"
#include "tests/lib/crm-test.h"
#include "tests/lib/temp-postgres.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static HubCluster *
open_cluster (const char *folder, gboolean is_server, GError **error)
{
  HubClusterOptions options = { .data_dir = folder, .is_server = is_server, .is_volatile = TRUE };

  return hub_cluster_open (&options, error);
}

/* Of a cluster that was already made; the first one takes initdb's time. */
static HubCluster *
must_open (const char *folder, gboolean is_server)
{
  g_autoptr (GError) error = NULL;
  HubCluster *cluster = open_cluster (folder, is_server, &error);

  g_assert_no_error (error);
  g_assert_nonnull (cluster);

  return cluster;
}

static gboolean
is_alive (GPid pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/cmdline", (int) pid);
  g_autofree char *text = NULL;

  return g_file_get_contents (path, &text, NULL, NULL) && *text != '\0';
}

static void
wait_until_dead (GPid pid)
{
  struct pollfd fd = { (int) syscall (SYS_pidfd_open, pid, 0), POLLIN, 0 };

  if (fd.fd < 0)
    return;
  g_assert_cmpint (poll (&fd, 1, 20000), ==, 1);
  close (fd.fd);
}

static void
assert_answers (HubCluster *cluster)
{
  g_autofree char *answer = temp_postgres_query (hub_cluster_get_conninfo (cluster), "select 1");

  g_assert_cmpstr (answer, ==, "1");
}

static void
assert_setting (HubCluster *cluster, const char *name, const char *expected)
{
  g_autofree char *sql = g_strdup_printf ("select current_setting('%s')", name);
  g_autofree char *value = temp_postgres_query (hub_cluster_get_conninfo (cluster), sql);

  g_assert_cmpstr (value, ==, expected);
}

static void
test_make (void)
{
  g_autoptr (CrmTestDir) folder = crm_test_make_dir ();
  g_autoptr (HubCluster) cluster = must_open (folder, TRUE);
  g_autofree char *locale = NULL;
  g_autofree char *super = NULL;
  GPid pid = hub_cluster_get_pid (cluster);

  assert_answers (cluster);
  assert_setting (cluster, "listen_addresses", "");
  assert_setting (cluster, "data_checksums", "on");
  assert_setting (cluster, "max_prepared_transactions", "0");
  assert_setting (cluster, "server_encoding", "UTF8");
  locale = temp_postgres_query (hub_cluster_get_conninfo (cluster),
                                "select string_agg(w, ' ' order by w) from "
                                "unnest(array['Яков', 'ёж', 'Ель', 'жук']) as w");
  g_assert_cmpstr (locale, ==, "ёж Ель жук Яков");
  super = temp_postgres_query (hub_cluster_get_conninfo (cluster),
                               "select rolsuper from pg_roles where rolname = current_user");
  g_assert_cmpstr (super, ==, "f");

  hub_cluster_close (cluster);
  g_assert_false (is_alive (pid));
}

static void
test_one_server (void)
{
  g_autoptr (CrmTestDir) folder = crm_test_make_dir ();
  g_autoptr (HubCluster) first = must_open (folder, TRUE);
  g_autoptr (GError) error = NULL;
  g_autoptr (HubCluster) second = open_cluster (folder, TRUE, &error);

  g_assert_null (second);
  g_assert_error (error, CRM_ERROR, CRM_ERROR_FAILED);
  assert_answers (first);
}

/* A postmaster in another container answers, though no process of its number works in its folder:
 * a second one on the same files would ruin them. */
static void
test_unseen (void)
{
  g_autoptr (CrmTestDir) folder = crm_test_make_dir ();
  g_autoptr (HubCluster) first = must_open (folder, TRUE);
  g_autofree char *path = g_build_filename (folder, "postgres", "postmaster.pid", NULL);
  g_autofree char *text = NULL;
  g_autofree char *other = NULL;
  g_autoptr (HubCluster) second = NULL;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  other = g_strdup_printf ("%d%s", (int) getpid (), strchr (text, '\n'));
  g_file_set_contents_full (path, other, -1, G_FILE_SET_CONTENTS_NONE, 0600, &error);
  g_assert_no_error (error);

  second = open_cluster (folder, FALSE, &error);
  g_assert_null (second);
  g_assert_error (error, CRM_ERROR, CRM_ERROR_UNAVAILABLE);
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));

  g_clear_error (&error);
  g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_NONE, 0600, &error);
  g_assert_no_error (error);
  assert_answers (first);
}

static void
test_share (void)
{
  g_autoptr (CrmTestDir) folder = crm_test_make_dir ();
  g_autoptr (HubCluster) command = must_open (folder, FALSE);
  g_autoptr (HubCluster) server = must_open (folder, TRUE);
  GPid pid = hub_cluster_get_pid (server);

  g_assert_cmpint (hub_cluster_get_pid (command), ==, pid);

  /* Who started it goes; it stays for the other. */
  hub_cluster_close (command);
  assert_answers (server);
  hub_cluster_close (server);
  g_assert_false (is_alive (pid));
}

/* A server in a process of its own, that says on its standard output when it is ready. */
static GPid
fork_server (const char *folder)
{
  int pipes[2];
  char byte;
  GPid pid;

  g_assert_cmpint (pipe (pipes), ==, 0);
  pid = fork ();
  if (pid == 0)
    {
      HubCluster *cluster = open_cluster (folder, TRUE, NULL);

      if (cluster == NULL || write (pipes[1], "r", 1) != 1)
        _exit (1);
      for (;;)
        pause ();
    }
  close (pipes[1]);
  g_assert_cmpint (read (pipes[0], &byte, 1), ==, 1);
  close (pipes[0]);

  return pid;
}

static void
kill_hard (GPid pid)
{
  kill (pid, SIGKILL);
  waitpid (pid, NULL, 0);
}

static GPid
read_postmaster (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "postgres", "postmaster.pid", NULL);
  g_autofree char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));

  return (GPid) g_ascii_strtoll (text, NULL, 10);
}

static void
test_server_killed (void)
{
  g_autoptr (CrmTestDir) folder = crm_test_make_dir ();
  GPid server = fork_server (folder);
  GPid postmaster = read_postmaster (folder);
  g_autoptr (HubCluster) cluster = NULL;

  kill_hard (server);
  g_assert_true (is_alive (postmaster));

  cluster = must_open (folder, TRUE);
  g_assert_cmpint (hub_cluster_get_pid (cluster), ==, postmaster);
  assert_answers (cluster);
  hub_cluster_close (cluster);
  g_assert_false (is_alive (postmaster));
}

static void
test_both_killed (void)
{
  g_autoptr (CrmTestDir) folder = crm_test_make_dir ();
  GPid server = fork_server (folder);
  GPid postmaster = read_postmaster (folder);
  g_autoptr (HubCluster) cluster = NULL;

  kill_hard (server);
  kill (postmaster, SIGKILL);
  wait_until_dead (postmaster);

  cluster = must_open (folder, TRUE);
  g_assert_cmpint (hub_cluster_get_pid (cluster), !=, postmaster);
  assert_answers (cluster);
}

/* The number in the file belongs to another process by now. */
static void
test_stale_pid (void)
{
  g_autoptr (CrmTestDir) folder = crm_test_make_dir ();
  g_autofree char *path = g_build_filename (folder, "postgres", "postmaster.pid", NULL);
  g_autofree char *text =
      g_strdup_printf ("%d\n%s/postgres\n1\n5432\n/tmp\n", (int) getpid (), folder);
  g_autoptr (HubCluster) cluster = must_open (folder, FALSE);

  hub_cluster_close (cluster);
  g_clear_object (&cluster);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));

  cluster = must_open (folder, FALSE);
  assert_answers (cluster);
}

/* The number of a postmaster that is gone is that of another one now. */
static void
test_stale_socket (void)
{
  g_autoptr (CrmTestDir) folder = crm_test_make_dir ();
  g_autoptr (CrmTestDir) elsewhere = crm_test_make_dir ();
  g_autofree char *pid_file = g_build_filename (folder, "postgres", "postmaster.pid", NULL);
  g_autofree char *lock = g_build_filename (folder, "run", ".s.PGSQL.5432.lock", NULL);
  g_autoptr (HubCluster) other = must_open (elsewhere, FALSE);
  g_autoptr (HubCluster) cluster = must_open (folder, FALSE);
  g_autofree char *text = g_strdup_printf ("%d\n%s/postgres\n1\n5432\n%s/run\n",
                                           (int) hub_cluster_get_pid (other), folder, folder);

  hub_cluster_close (cluster);
  g_clear_object (&cluster);
  g_assert_true (g_file_set_contents (pid_file, text, -1, NULL));
  g_assert_true (g_file_set_contents (lock, text, -1, NULL));

  cluster = must_open (folder, FALSE);
  assert_answers (cluster);
  hub_cluster_close (other);
}

typedef struct
{
  HubCluster *cluster;
  GPid old;
} Restart;

static gboolean
is_restarted_cb (gpointer data)
{
  Restart *restart = data;
  GPid pid = hub_cluster_get_pid (restart->cluster);

  return pid != 0 && pid != restart->old;
}

static void
test_restart (void)
{
  g_autoptr (CrmTestDir) folder = crm_test_make_dir ();
  g_autoptr (HubCluster) cluster = must_open (folder, TRUE);
  Restart restart = { cluster, hub_cluster_get_pid (cluster) };
  g_autoptr (HubCluster) visitor = NULL;

  kill (restart.old, SIGKILL);
  crm_test_wait_until (is_restarted_cb, &restart, 20000);

  /* Opening waits until it answers. */
  visitor = must_open (folder, FALSE);
  assert_answers (visitor);
}

/* What a kill in the middle of initdb leaves. */
static void
test_unfinished (void)
{
  g_autoptr (CrmTestDir) folder = crm_test_make_dir ();
  g_autofree char *unfinished = g_build_filename (folder, "postgres.new", NULL);
  g_autofree char *version = g_build_filename (unfinished, "PG_VERSION", NULL);
  g_autoptr (HubCluster) cluster = NULL;

  g_assert_cmpint (g_mkdir (unfinished, 0700), ==, 0);
  g_assert_true (g_file_set_contents (version, "15\n", -1, NULL));

  cluster = must_open (folder, FALSE);
  assert_answers (cluster);
  g_assert_false (g_file_test (unfinished, G_FILE_TEST_EXISTS));
}

static void
test_long_path (void)
{
  g_autoptr (CrmTestDir) top = crm_test_make_dir ();
  g_autofree char *name = g_strnfill (100, 'x');
  g_autofree char *folder = g_build_filename (top, name, NULL);
  g_autofree char *record = g_build_filename (folder, "postgres.socket", NULL);
  g_autofree char *sockets = NULL;
  g_autoptr (HubCluster) cluster = NULL;
  struct stat info;

  g_assert_cmpint (chmod (top, 0711), ==, 0);
  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  cluster = must_open (folder, FALSE);
  assert_answers (cluster);
  g_assert_true (g_file_get_contents (record, &sockets, NULL, NULL));
  g_assert_cmpint (stat (sockets, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0700);

  hub_cluster_close (cluster);
  g_assert_cmpint (g_rmdir (sockets), ==, 0);
}

static void
test_wrong_bin (void)
{
  g_autoptr (CrmTestDir) folder = crm_test_make_dir ();
  HubClusterOptions options = { .data_dir = folder, .bin_dir = folder };
  g_autoptr (GError) error = NULL;

  g_assert_null (hub_cluster_open (&options, &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_INVALID);
}

int
main (int argc, char **argv)
{
  g_autofree char *program = hub_cluster_find_program (NULL, "initdb", NULL);

  /* Real clusters, but on a quick disk. */
  g_setenv ("TMPDIR", temp_postgres_get_parent (), TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cluster/wrong-bin", test_wrong_bin);
  if (program != NULL)
    {
      g_test_add_func ("/cluster/make", test_make);
      g_test_add_func ("/cluster/one-server", test_one_server);
      g_test_add_func ("/cluster/unseen", test_unseen);
      g_test_add_func ("/cluster/share", test_share);
      g_test_add_func ("/cluster/server-killed", test_server_killed);
      g_test_add_func ("/cluster/both-killed", test_both_killed);
      g_test_add_func ("/cluster/stale-pid", test_stale_pid);
      g_test_add_func ("/cluster/stale-socket", test_stale_socket);
      g_test_add_func ("/cluster/restart", test_restart);
      g_test_add_func ("/cluster/unfinished", test_unfinished);
      g_test_add_func ("/cluster/long-path", test_long_path);
    }

  return g_test_run ();
}
