/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The folders and files of the private cluster. Everything is made under another name and renamed
 * when complete, so that a kill at any point leaves nothing that looks finished. Blocking, no
 * state. */

#define G_LOG_DOMAIN "hub-db"

#include "server/db/hub-cluster-files.h"

#include "shared/base/crm-error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

/* sun_path has 108 bytes with its zero; libpq adds this name. */
#define SOCKET_NAME     "/.s.PGSQL.5432"
#define MAX_SOCKET_PATH 106
#define MAX_LOG_SIZE    (32 << 20)
#define MIB             (G_GUINT64_CONSTANT (1) << 20)

static const char hba_text[] =
    "# Only the socket, which lies in a folder that nobody else may enter.\n"
    "local all all trust\n";

static const char main_text[] =
    "# zontik.conf is written anew at every start; your own settings go into local.conf.\n"
    "include_if_exists 'zontik.conf'\n"
    "include_if_exists 'local.conf'\n";

static const char local_text[] = "# Your own settings of PostgreSQL; they win.\n";

static char *
make_settings_text (gboolean is_volatile)
{
  guint64 memory = (guint64) sysconf (_SC_PHYS_PAGES) * (guint64) sysconf (_SC_PAGESIZE) / MIB;
  guint64 buffers = is_volatile ? 32 : CLAMP (memory / 8, 64, 256);

  return g_strdup_printf ("max_connections = 60\n"
                          "shared_buffers = %" G_GUINT64_FORMAT "MB\n"
                          "max_wal_size = %s\n"
                          "checkpoint_timeout = 15min\n"
                          "wal_compression = on\n"
                          "wal_level = replica\n"
                          "random_page_cost = 1.1\n"
                          "work_mem = 16MB\n"
                          "max_prepared_transactions = 0\n"
                          "synchronous_commit = %s\n"
                          "fsync = %s\n"
                          "full_page_writes = %s\n"
                          "jit = off\n"
                          "idle_in_transaction_session_timeout = 10s\n"
                          "deadlock_timeout = 200ms\n"
                          "timezone = 'UTC'\n"
                          "log_timezone = 'UTC'\n"
                          "log_line_prefix = '%%m [%%p] '\n"
                          "log_min_duration_statement = 2s\n"
                          "log_parameter_max_length = 0\n"
                          "log_parameter_max_length_on_error = 0\n"
                          "log_checkpoints = off\n"
                          "cluster_name = 'zontik'\n",
                          buffers, is_volatile ? "256MB" : "2GB", is_volatile ? "off" : "on",
                          is_volatile ? "off" : "on", is_volatile ? "off" : "on");
}

char *
hub_cluster_files_dup_major (const char *data_dir)
{
  g_autofree char *path = g_build_filename (data_dir, "postgres", "PG_VERSION", NULL);
  char *text = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return NULL;

  return g_strchomp (text);
}

static gboolean
remove_tree (const char *path, GError **error)
{
  const char *argv[] = { "rm", "-rf", "--", path, NULL };
  int status;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;

  return g_spawn_sync ("/", (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL,
                       &status, error) &&
         g_spawn_check_wait_status (status, error);
}

static gboolean
run_initdb (HubPostgres *postgres, const char *folder, gboolean is_volatile, GError **error)
{
  g_autofree char *program = g_build_filename (postgres->bin_dir, "initdb", NULL);
  const char *argv[] = { program,
                         "-D",
                         folder,
                         "-U",
                         "postgres",
                         "--auth=trust",
                         "--encoding=UTF8",
                         "--locale=C.UTF-8",
                         "--locale-provider=icu",
                         "--icu-locale=ru-RU",
                         "--data-checksums",
                         "--no-instructions",
                         is_volatile ? "--no-sync" : NULL,
                         NULL };

  return hub_postgres_run (postgres, argv, error);
}

static gboolean
make_cluster (HubPostgres *postgres, const char *data_dir, gboolean is_volatile, GError **error)
{
  g_autofree char *unfinished = g_build_filename (data_dir, "postgres.new", NULL);
  g_autofree char *folder = g_build_filename (data_dir, "postgres", NULL);

  if (!remove_tree (unfinished, error) || !hub_postgres_make_folder (postgres, unfinished, error) ||
      !run_initdb (postgres, unfinished, is_volatile, error) ||
      !hub_postgres_write_file (postgres, unfinished, "postgresql.conf", main_text, error) ||
      !hub_postgres_write_file (postgres, unfinished, "pg_hba.conf", hba_text, error) ||
      !hub_postgres_write_file (postgres, unfinished, "local.conf", local_text, error))
    return FALSE;

  if (g_rename (unfinished, folder) != 0)
    return crm_fail (error, CRM_ERROR_FAILED, "%s: %s", folder, g_strerror (errno));
  g_message ("made the database cluster %s", folder);

  return TRUE;
}

gboolean
hub_cluster_files_make (HubPostgres *postgres,
                        const char *data_dir,
                        gboolean is_volatile,
                        GError **error)
{
  g_autofree char *folder = g_build_filename (data_dir, "postgres", NULL);
  g_autofree char *major = hub_cluster_files_dup_major (data_dir);
  g_autofree char *settings = make_settings_text (is_volatile);

  if (!hub_postgres_open_way (postgres, data_dir, error))
    return FALSE;
  if (major == NULL && !make_cluster (postgres, data_dir, is_volatile, error))
    return FALSE;

  return hub_postgres_write_file (postgres, folder, "zontik.conf", settings, error);
}

/* A postmaster's working folder is its cluster; a process that only got the number of one has
 * another. */
static gboolean
works_in (GPid pid, const char *folder)
{
  g_autofree char *link = g_strdup_printf ("/proc/%d/cwd/.", (int) pid);
  struct stat theirs;
  struct stat ours;

  return stat (link, &theirs) == 0 && stat (folder, &ours) == 0 && theirs.st_dev == ours.st_dev &&
         theirs.st_ino == ours.st_ino;
}

/* Whether somebody answers at the socket in @folder. */
static gboolean
is_served (const char *folder)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  int fd = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  gboolean ok;

  if (fd < 0)
    return FALSE;

  g_snprintf (address.sun_path, sizeof address.sun_path, "%s" SOCKET_NAME, folder);
  ok = connect (fd, (struct sockaddr *) &address, sizeof address) == 0;
  close (fd);

  return ok;
}

/* Its number means nothing here, as that of a process in another container. */
static gboolean
runs_unseen (const char *data_dir, const char *socket_dir)
{
  g_autofree char *usual = g_build_filename (data_dir, "run", NULL);

  return is_served (usual) || (socket_dir != NULL && is_served (socket_dir));
}

/* Its lock of the socket names the same number, which may be somebody else's by now: PostgreSQL
 * would not start. */
static void
forget_postmaster (const char *data_dir, const char *socket_dir, const char *pid_file)
{
  g_autofree char *usual = g_build_filename (data_dir, "run" SOCKET_NAME ".lock", NULL);
  g_autofree char *other =
      socket_dir == NULL ? NULL : g_strconcat (socket_dir, SOCKET_NAME ".lock", NULL);

  g_unlink (usual);
  if (other != NULL)
    g_unlink (other);
  g_unlink (pid_file);
}

/* postmaster.pid: number, folder, start time, port, socket folder, … each on its line. */
GPid
hub_cluster_files_find_postmaster (const char *data_dir, char **socket_dir)
{
  g_autofree char *folder = g_build_filename (data_dir, "postgres", NULL);
  g_autofree char *path = g_build_filename (folder, "postmaster.pid", NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  const char *sockets;
  GPid pid;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return 0;

  lines = g_strsplit (text, "\n", 7);
  pid = (GPid) g_ascii_strtoll (lines[0] != NULL ? lines[0] : "", NULL, 10);
  sockets = g_strv_length (lines) > 5 && *lines[4] == '/' ? lines[4] : NULL;
  if (pid <= 1 || !works_in (pid, folder))
    {
      if (runs_unseen (data_dir, sockets))
        return HUB_CLUSTER_UNSEEN;
      g_message ("removing the postmaster.pid of a process that is gone (%d)", (int) pid);
      forget_postmaster (data_dir, sockets, path);
      return 0;
    }
  if (socket_dir != NULL)
    *socket_dir = g_strdup (sockets);

  return pid;
}

static gboolean
is_good_socket_dir (HubPostgres *postgres, const char *path)
{
  struct stat info;

  return lstat (path, &info) == 0 && S_ISDIR (info.st_mode) && info.st_uid == postgres->uid &&
         (info.st_mode & 0077) == 0;
}

static char *
make_short_dir (HubPostgres *postgres, GError **error)
{
  const char *const parents[] = { geteuid () == 0 ? "/run" : g_get_user_runtime_dir (),
                                  g_get_tmp_dir (), "/tmp" };

  for (gsize i = 0; i < G_N_ELEMENTS (parents); i++)
    {
      g_autofree char *path = g_build_filename (parents[i], "zontik-XXXXXX", NULL);

      if (strlen (path) + strlen (SOCKET_NAME) > MAX_SOCKET_PATH ||
          g_mkdtemp_full (path, 0700) == NULL)
        continue;
      if (!hub_postgres_make_folder (postgres, path, error))
        return NULL;
      return g_steal_pointer (&path);
    }

  crm_fail (error, CRM_ERROR_FAILED, "There is no place for the socket of the database.");

  return NULL;
}

char *
hub_cluster_files_make_socket_dir (HubPostgres *postgres, const char *data_dir, GError **error)
{
  g_autofree char *path = g_build_filename (data_dir, "run", NULL);
  g_autofree char *record = g_build_filename (data_dir, "postgres.socket", NULL);
  g_autofree char *recorded = NULL;
  g_autoptr (GError) local = NULL;

  /* Quotes and commas mean something in a list of folders. */
  if (strlen (path) + strlen (SOCKET_NAME) <= MAX_SOCKET_PATH && strpbrk (path, "\",\\'") == NULL)
    return hub_postgres_make_folder (postgres, path, error) ? g_steal_pointer (&path) : NULL;

  if (g_file_get_contents (record, &recorded, NULL, NULL) &&
      is_good_socket_dir (postgres, recorded))
    return g_steal_pointer (&recorded);

  g_free (path);
  path = make_short_dir (postgres, error);
  if (path != NULL && !g_file_set_contents (record, path, -1, &local))
    {
      crm_fail (error, CRM_ERROR_FAILED, "%s", local->message);
      return NULL;
    }

  return g_steal_pointer (&path);
}

int
hub_cluster_files_open_log (const char *data_dir, GError **error)
{
  g_autofree char *path = g_build_filename (data_dir, "postgres.log", NULL);
  g_autofree char *old = g_strconcat (path, ".old", NULL);
  struct stat info;
  int fd;

  if (stat (path, &info) == 0 && info.st_size > MAX_LOG_SIZE)
    g_rename (path, old);

  fd = open (path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0)
    crm_fail (error, CRM_ERROR_FAILED, "%s: %s", path, g_strerror (errno));

  return fd;
}

char *
hub_cluster_files_dup_complaint (const char *data_dir)
{
  g_autofree char *path = g_build_filename (data_dir, "postgres.log", NULL);
  g_autofree char *text = NULL;
  const char *fatal;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return g_strdup ("");

  fatal = g_strrstr (text, "FATAL:");
  if (fatal == NULL)
    fatal = g_strrstr (text, "PANIC:");

  return fatal != NULL ? g_strndup (fatal, strcspn (fatal, "\n")) : g_strdup ("");
}

int
hub_cluster_files_open_lock (const char *data_dir, const char *name, GError **error)
{
  g_autofree char *path = g_build_filename (data_dir, name, NULL);
  int fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

  if (fd < 0)
    crm_fail (error, CRM_ERROR_FAILED, "%s: %s", path, g_strerror (errno));

  return fd;
}
