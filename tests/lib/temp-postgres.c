/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The database of a test program: a HubCluster without fsync in a temporary folder, copied from a
 * template that is made once for all test programs, plus one database with all migrations that the
 * tests' own are copied from. Main thread of the test; freed at its end. */

#define G_LOG_DOMAIN "test"

#include "tests/lib/temp-postgres.h"

#include "server/db/hub-cluster.h"
#include "server/db/hub-db-migrator.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <libpq-fe.h>
#include <signal.h>
#include <string.h>
#include <sys/file.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define TEMPLATE_DATABASE "zontik_template"
/* Changes with what HubCluster makes. */
#define TEMPLATE_VERSION "1"
#define FOLDER_PREFIX    "zontik-pg-"
#define LOCK_NAME        "test.lock"
#define MIN_SPACE        (G_GUINT64_CONSTANT (1) << 30)

struct _TempPostgres
{
  char *folder;
  int lock; /* held as long as the folder is ours; a killed test lets it go */
  HubCluster *cluster;
  guint n_databases;
  gboolean has_template; /* database, with all migrations */
};

const char *
temp_postgres_get_parent (void)
{
  struct statvfs info;

  if (access ("/dev/shm", W_OK | X_OK) == 0 && statvfs ("/dev/shm", &info) == 0 &&
      info.f_bavail * (guint64) info.f_bsize >= MIN_SPACE)
    return "/dev/shm";

  return "/tmp";
}

static void
run_program (const char *const *argv)
{
  g_autoptr (GError) error = NULL;
  int status = 0;

  g_spawn_sync ("/", (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, &status,
                &error);
  g_assert_no_error (error);
  g_assert_true (g_spawn_check_wait_status (status, NULL));
}

static void
remove_folder (const char *path)
{
  const char *const argv[] = { "rm", "-rf", "--", path, NULL };

  run_program (argv);
}

static HubCluster *
open_cluster (const char *folder, GError **error)
{
  HubClusterOptions options = { .data_dir = folder, .is_volatile = TRUE, .is_temporary = TRUE };

  return hub_cluster_open (&options, error);
}

static int
open_lock (const char *path)
{
  int fd = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

  g_assert_cmpint (fd, >=, 0);

  return fd;
}

/* Under the lock of the template: the first test program makes it, the others wait. */
static void
ensure_template (const char *folder)
{
  g_autofree char *unfinished = g_strconcat (folder, ".new", NULL);
  g_autofree char *version = g_build_filename (folder, "postgres", "PG_VERSION", NULL);
  g_autoptr (HubCluster) cluster = NULL;
  g_autoptr (GError) error = NULL;

  if (g_file_test (version, G_FILE_TEST_EXISTS))
    return;

  remove_folder (unfinished);
  g_assert_cmpint (g_mkdir (unfinished, 0711), ==, 0);
  cluster = open_cluster (unfinished, &error);
  g_assert_no_error (error);
  hub_cluster_close (cluster);
  g_assert_cmpint (g_rename (unfinished, folder), ==, 0);
}

/* Under the lock of the template, under which folders are also made: nobody holds the lock of a
 * folder whose test program was killed. */
static void
remove_leftovers (void)
{
  g_autoptr (GDir) parent = g_dir_open (temp_postgres_get_parent (), 0, NULL);
  const char *name;

  while (parent != NULL && (name = g_dir_read_name (parent)) != NULL)
    {
      g_autofree char *folder = g_build_filename (temp_postgres_get_parent (), name, NULL);
      g_autofree char *path = g_build_filename (folder, LOCK_NAME, NULL);
      int fd = g_str_has_prefix (name, FOLDER_PREFIX) ? g_open (path, O_RDWR | O_CLOEXEC, 0) : -1;

      if (fd < 0)
        continue;
      if (flock (fd, LOCK_EX | LOCK_NB) == 0)
        remove_folder (folder);
      close (fd);
    }
}

static void
make_folder (TempPostgres *self)
{
  g_autofree char *path = NULL;

  self->folder = g_build_filename (temp_postgres_get_parent (), FOLDER_PREFIX "XXXXXX", NULL);
  g_assert_nonnull (g_mkdtemp_full (self->folder, 0711));
  path = g_build_filename (self->folder, LOCK_NAME, NULL);
  self->lock = open_lock (path);
  g_assert_cmpint (flock (self->lock, LOCK_EX), ==, 0);
}

static void
copy_template (const char *template, const char *folder)
{
  g_autofree char *source = g_build_filename (template, "postgres", NULL);
  const char *const argv[] = { "cp", "-a", "--reflink=auto", "--", source, folder, NULL };

  run_program (argv);
}

TempPostgres *
temp_postgres_new (void)
{
  g_autofree char *template = g_strdup_printf ("%s/zontik-test-postgres-%d-" TEMPLATE_VERSION,
                                               temp_postgres_get_parent (), (int) geteuid ());
  g_autofree char *lock_path = g_strconcat (template, ".lock", NULL);
  g_autofree char *program = hub_cluster_find_program (NULL, "initdb", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (TempPostgres) self = NULL;
  int lock;

  if (program == NULL)
    {
      g_test_skip ("PostgreSQL's programs are not installed");
      return NULL;
    }

  self = g_new0 (TempPostgres, 1);
  lock = open_lock (lock_path);
  g_assert_cmpint (flock (lock, LOCK_EX), ==, 0);
  remove_leftovers ();
  ensure_template (template);
  make_folder (self);
  close (lock);
  copy_template (template, self->folder);
  self->cluster = open_cluster (self->folder, &error);
  g_assert_no_error (error);

  return g_steal_pointer (&self);
}

void
temp_postgres_free (TempPostgres *self)
{
  if (self == NULL)
    return;

  if (self->cluster != NULL)
    hub_cluster_close (self->cluster);
  g_clear_object (&self->cluster);
  remove_folder (self->folder);
  close (self->lock);
  g_free (self->folder);
  g_free (self);
}

static void
create_database (TempPostgres *self, const char *name, const char *template)
{
  g_autofree char *admin = hub_cluster_dup_admin_conninfo (self->cluster, "postgres");
  g_autofree char *sql =
      g_strdup_printf ("create database %s owner zontik template %s strategy file_copy", name,
                       template);

  g_free (temp_postgres_query (admin, sql));
}

static char *
make_conninfo (TempPostgres *self, const char *database)
{
  const char *conninfo = hub_cluster_get_conninfo (self->cluster);
  const char *rest = strstr (conninfo, " dbname=");

  return g_strdup_printf ("%.*s dbname=%s user=zontik", (int) (rest - conninfo), conninfo,
                          database);
}

char *
temp_postgres_create_empty_database (TempPostgres *self)
{
  g_autofree char *name = g_strdup_printf ("test_%u", ++self->n_databases);

  create_database (self, name, "template1");

  return make_conninfo (self, name);
}

char *
temp_postgres_create_database (TempPostgres *self)
{
  g_autofree char *name = g_strdup_printf ("test_%u", ++self->n_databases);

  if (!self->has_template)
    {
      g_autofree char *conninfo = make_conninfo (self, TEMPLATE_DATABASE);
      g_autoptr (GError) error = NULL;

      create_database (self, TEMPLATE_DATABASE, "template1");
      hub_db_migrator_run (conninfo, NULL, NULL, &error);
      g_assert_no_error (error);
      self->has_template = TRUE;
    }
  create_database (self, name, TEMPLATE_DATABASE);

  return make_conninfo (self, name);
}

char *
temp_postgres_query (const char *conninfo, const char *sql)
{
  PGconn *conn = PQconnectdb (conninfo);
  PGresult *result = PQexec (conn, sql);
  ExecStatusType status = PQresultStatus (result);
  char *value = NULL;

  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
    g_error ("%s: %s", sql, PQerrorMessage (conn));
  if (PQntuples (result) > 0 && PQnfields (result) > 0 && !PQgetisnull (result, 0, 0))
    value = g_strdup (PQgetvalue (result, 0, 0));
  PQclear (result);
  PQfinish (conn);

  return value;
}

char *
temp_postgres_administer (TempPostgres *self, const char *sql)
{
  g_autofree char *admin = hub_cluster_dup_admin_conninfo (self->cluster, "postgres");

  return temp_postgres_query (admin, sql);
}

void
temp_postgres_crash (TempPostgres *self)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (kill (hub_cluster_get_pid (self->cluster), SIGKILL), ==, 0);
  hub_cluster_close (self->cluster);
  g_object_unref (self->cluster);
  self->cluster = open_cluster (self->folder, &error);
  g_assert_no_error (error);
}
