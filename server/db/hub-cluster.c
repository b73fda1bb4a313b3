/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The private PostgreSQL of a data folder. Three locks order its users: server.lock is the one
 * server's for life; postgres-start.lock is held while somebody starts or stops the postmaster;
 * postgres.lock is shared by all who use it, and who can have it alone at the end stops it. Locks
 * go with their process, so a kill -9 leaves at most a running postmaster, which the next user
 * adopts. Main thread; owned by the session of the command line. */

#define G_LOG_DOMAIN "hub-db"

#include "server/db/hub-cluster.h"

#include "server/db/hub-cluster-database.h"
#include "server/db/hub-cluster-files.h"
#include "server/db/hub-db-private.h"

#include <errno.h>
#include <glib-unix.h>
#include <glib/gstdio.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/file.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define START_SECONDS 120 /* crash recovery may take its time */
#define STOP_SECONDS  60
#define POLL_INTERVAL 10  /* milliseconds, while it starts */
#define MIN_DELAY     100 /* milliseconds, before it is started again */
#define MAX_DELAY     5000
struct _HubCluster
{
  GObject parent_instance;

  char *data_dir;
  char *socket_dir;
  char *conninfo;
  HubPostgres postgres;
  gboolean is_server;
  gboolean is_volatile;
  gboolean is_user; /* has the shared lock */
  gboolean is_closed;

  int server_lock; /* -1 when not held, like the others */
  int start_lock;
  int use_lock;

  GPid pid;          /* 0 while it is down */
  int pid_fd;        /* readable when it has ended, or -1 */
  gboolean is_child; /* to be reaped */
  guint watch;       /* source on pid_fd, or 0 */
  guint restart;     /* timeout, or 0 */
  guint delay;       /* milliseconds */
  gint64 started_at;
};

G_DEFINE_FINAL_TYPE (HubCluster, hub_cluster, G_TYPE_OBJECT)

static void schedule_restart (HubCluster *self);

static char *
quote_conninfo (const char *value)
{
  g_autoptr (GString) quoted = g_string_new ("'");

  for (const char *p = value; *p != '\0'; p++)
    {
      if (*p == '\'' || *p == '\\')
        g_string_append_c (quoted, '\\');
      g_string_append_c (quoted, *p);
    }
  g_string_append_c (quoted, '\'');

  return g_string_free (g_steal_pointer (&quoted), FALSE);
}

static char *
make_conninfo (HubCluster *self, const char *database, const char *user)
{
  g_autofree char *host = quote_conninfo (self->socket_dir);

  return g_strdup_printf ("host=%s port=5432 dbname=%s user=%s", host, database, user);
}

static gboolean
take_lock (int fd, int operation)
{
  int result;

  do
    result = flock (fd, operation);
  while (result != 0 && errno == EINTR);

  return result == 0;
}

static void
drop_lock (int *fd)
{
  if (*fd >= 0)
    close (*fd);
  *fd = -1;
}

static void
forget_process (HubCluster *self)
{
  g_clear_handle_id (&self->watch, g_source_remove);
  if (self->pid_fd >= 0)
    close (self->pid_fd);
  self->pid_fd = -1;
  if (self->is_child && self->pid != 0)
    waitpid (self->pid, NULL, WNOHANG);
  self->is_child = FALSE;
  self->pid = 0;
}

static void
note_process (HubCluster *self, GPid pid, gboolean is_child)
{
  forget_process (self);
  self->pid = pid;
  self->is_child = is_child;
  self->pid_fd = (int) syscall (SYS_pidfd_open, pid, 0);
  self->started_at = g_get_monotonic_time ();
}

static gboolean
has_ended (HubCluster *self, int milliseconds)
{
  struct pollfd fd = { self->pid_fd, POLLIN, 0 };

  return poll (&fd, 1, milliseconds) == 1;
}

static gboolean
spawn_postmaster (HubCluster *self, GError **error)
{
  g_autofree char *program = g_build_filename (self->postgres.bin_dir, "postgres", NULL);
  g_autofree char *folder = g_build_filename (self->data_dir, "postgres", NULL);
  g_autofree char *sockets = NULL;
  const char *argv[12] = { program, "-D", folder, "-p", "5432", "-c", "listen_addresses=", "-c" };
  int log_fd;
  GPid pid;
  gboolean ok;

  g_free (self->socket_dir);
  self->socket_dir = hub_cluster_files_make_socket_dir (&self->postgres, self->data_dir, error);
  if (self->socket_dir == NULL)
    return FALSE;
  log_fd = hub_cluster_files_open_log (self->data_dir, error);
  if (log_fd < 0)
    return FALSE;

  sockets = g_strdup_printf ("unix_socket_directories=\"%s\"", self->socket_dir);
  argv[8] = sockets;
  argv[9] = "-c";
  argv[10] = "unix_socket_permissions=0700";
  ok = hub_postgres_spawn (&self->postgres, argv, log_fd, &pid, error);
  close (log_fd);
  if (ok)
    note_process (self, pid, TRUE);

  return ok;
}

/* The one that runs, or a new one. */
static gboolean
ensure_process (HubCluster *self, GError **error)
{
  g_autofree char *socket_dir = NULL;
  GPid pid = hub_cluster_files_find_postmaster (self->data_dir, &socket_dir);

  if (pid == 0)
    return spawn_postmaster (self, error);
  if (pid == HUB_CLUSTER_UNSEEN)
    return crm_fail (error, CRM_ERROR_UNAVAILABLE,
                     "PostgreSQL runs in %s, but not where this program could see it: use the "
                     "container of the server.",
                     self->data_dir);

  note_process (self, pid, FALSE);
  if (socket_dir == NULL)
    socket_dir = hub_cluster_files_make_socket_dir (&self->postgres, self->data_dir, error);
  g_free (self->socket_dir);
  self->socket_dir = g_steal_pointer (&socket_dir);

  return self->socket_dir != NULL;
}

/* %FALSE: it ended instead. */
static gboolean
wait_until_ready (HubCluster *self, gint64 deadline)
{
  g_autofree char *conninfo = make_conninfo (self, HUB_CLUSTER_ADMIN, HUB_CLUSTER_ADMIN);

  while (g_get_monotonic_time () < deadline)
    {
      if (PQping (conninfo) == PQPING_OK)
        return TRUE;
      if (has_ended (self, POLL_INTERVAL))
        return FALSE;
    }

  return FALSE;
}

/* Several tries: one that is just stopping, or the last processes of one that was killed, are in
 * the way for a moment. */
static gboolean
start_postmaster (HubCluster *self, GError **error)
{
  gint64 deadline = g_get_monotonic_time () + START_SECONDS * G_USEC_PER_SEC;
  g_autofree char *complaint = NULL;

  for (guint i = 0; i < 20 && g_get_monotonic_time () < deadline; i++)
    {
      /* Nobody tells when the leftovers are gone, so this is a plain pause. */
      if (i > 0)
        poll (NULL, 0, MIN_DELAY);
      if (!ensure_process (self, error))
        return FALSE;
      if (wait_until_ready (self, deadline))
        return TRUE;
      forget_process (self);
    }

  complaint = hub_cluster_files_dup_complaint (self->data_dir);

  return crm_fail (error, CRM_ERROR_UNAVAILABLE,
                   "PostgreSQL does not start (see %s/postgres.log): %s", self->data_dir,
                   complaint);
}

static gboolean
ended_cb (int fd, GIOCondition condition, gpointer user_data)
{
  HubCluster *self = user_data;

  g_message ("PostgreSQL has ended; starting it again");
  if (g_get_monotonic_time () - self->started_at > 30 * G_USEC_PER_SEC)
    self->delay = MIN_DELAY;
  self->watch = 0;
  forget_process (self);
  schedule_restart (self);

  return G_SOURCE_REMOVE;
}

static void
watch_process (HubCluster *self)
{
  if (self->is_server && self->pid_fd >= 0)
    self->watch = g_unix_fd_add (self->pid_fd, G_IO_IN, ended_cb, self);
}

/* Does not wait until it is ready: the pool tries until it is. */
static gboolean
restart_cb (gpointer user_data)
{
  HubCluster *self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean ok = FALSE;

  self->restart = 0;
  if (take_lock (self->start_lock, LOCK_EX | LOCK_NB))
    {
      ok = ensure_process (self, &error);
      take_lock (self->start_lock, LOCK_UN);
    }

  if (ok)
    watch_process (self);
  else
    schedule_restart (self);
  if (error != NULL)
    g_message ("%s", error->message);

  return G_SOURCE_REMOVE;
}

static void
schedule_restart (HubCluster *self)
{
  self->restart = g_timeout_add (self->delay, restart_cb, self);
  self->delay = MIN (self->delay * 2, MAX_DELAY);
}

static gboolean
open_locks (HubCluster *self, GError **error)
{
  self->start_lock = hub_cluster_files_open_lock (self->data_dir, "postgres-start.lock", error);
  self->use_lock = hub_cluster_files_open_lock (self->data_dir, "postgres.lock", error);
  if (self->start_lock < 0 || self->use_lock < 0)
    return FALSE;
  if (!self->is_server)
    return TRUE;

  self->server_lock = hub_cluster_files_open_lock (self->data_dir, "server.lock", error);
  if (self->server_lock < 0)
    return FALSE;
  if (!take_lock (self->server_lock, LOCK_EX | LOCK_NB))
    return crm_fail (error, CRM_ERROR_FAILED, "Another server is running in %s.", self->data_dir);

  return TRUE;
}

static gboolean
ensure_database (HubCluster *self, GError **error)
{
  g_autofree char *admin = make_conninfo (self, HUB_CLUSTER_ADMIN, HUB_CLUSTER_ADMIN);

  return hub_cluster_database_ensure (admin, error);
}

static gboolean
open_cluster (HubCluster *self, const HubClusterOptions *options, GError **error)
{
  g_autofree char *major = hub_cluster_files_dup_major (self->data_dir);

  if (!hub_postgres_find (&self->postgres, options->bin_dir, options->user, major, error) ||
      !open_locks (self, error))
    return FALSE;

  if (!take_lock (self->start_lock, LOCK_EX) || !take_lock (self->use_lock, LOCK_SH))
    return crm_fail (error, CRM_ERROR_FAILED, "%s: %s", self->data_dir, g_strerror (errno));
  self->is_user = TRUE;
  if (!hub_cluster_files_make (&self->postgres, self->data_dir, self->is_volatile, error) ||
      !start_postmaster (self, error) || !ensure_database (self, error))
    return FALSE;
  take_lock (self->start_lock, LOCK_UN);

  self->conninfo = make_conninfo (self, HUB_CLUSTER_DATABASE, HUB_CLUSTER_ROLE);
  watch_process (self);

  return TRUE;
}

static void
hub_cluster_dispose (GObject *object)
{
  hub_cluster_close (HUB_CLUSTER (object));

  G_OBJECT_CLASS (hub_cluster_parent_class)->dispose (object);
}

static void
hub_cluster_finalize (GObject *object)
{
  HubCluster *self = HUB_CLUSTER (object);

  g_free (self->data_dir);
  g_free (self->socket_dir);
  g_free (self->conninfo);
  hub_postgres_clear (&self->postgres);

  G_OBJECT_CLASS (hub_cluster_parent_class)->finalize (object);
}

static void
hub_cluster_class_init (HubClusterClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = hub_cluster_dispose;
  G_OBJECT_CLASS (klass)->finalize = hub_cluster_finalize;
}

static void
hub_cluster_init (HubCluster *self)
{
  self->server_lock = self->start_lock = self->use_lock = self->pid_fd = -1;
  self->delay = MIN_DELAY;
}

HubCluster *
hub_cluster_open (const HubClusterOptions *options, GError **error)
{
  g_autoptr (HubCluster) self = g_object_new (HUB_TYPE_CLUSTER, NULL);

  self->data_dir = g_canonicalize_filename (options->data_dir, NULL);
  self->is_server = options->is_server;
  self->is_volatile = options->is_volatile;
  self->postgres.is_temporary = options->is_temporary;
  if (!open_cluster (self, options, error))
    return NULL;

  return g_steal_pointer (&self);
}

const char *
hub_cluster_get_conninfo (HubCluster *self)
{
  return self->conninfo;
}

char *
hub_cluster_dup_admin_conninfo (HubCluster *self, const char *database)
{
  return make_conninfo (self, database, HUB_CLUSTER_ADMIN);
}

char *
hub_cluster_dup_conninfo (HubCluster *self, const char *database)
{
  return make_conninfo (self, database, HUB_CLUSTER_ROLE);
}

gboolean
hub_cluster_create_database (HubCluster *self, const char *name, GError **error)
{
  g_autofree char *admin = make_conninfo (self, HUB_CLUSTER_ADMIN, HUB_CLUSTER_ADMIN);

  return hub_cluster_database_create (admin, name, error);
}

gboolean
hub_cluster_swap_database (HubCluster *self, const char *name, GError **error)
{
  g_autofree char *admin = make_conninfo (self, HUB_CLUSTER_ADMIN, HUB_CLUSTER_ADMIN);

  return hub_cluster_database_swap (admin, name, error);
}

char *
hub_cluster_find_program (const char *bin_dir, const char *program, GError **error)
{
  g_autofree char *folder =
      bin_dir != NULL ? g_strdup (bin_dir) : hub_postgres_find_bin_dir (program, NULL);
  g_autofree char *path = folder != NULL ? g_build_filename (folder, program, NULL) : NULL;

  if (path != NULL && g_file_test (path, G_FILE_TEST_IS_EXECUTABLE))
    return g_steal_pointer (&path);

  crm_fail (error, CRM_ERROR_INVALID, "PostgreSQL's %s is not installed.", program);

  return NULL;
}

const char *
hub_cluster_get_bin_dir (HubCluster *self)
{
  return self->postgres.bin_dir;
}

GPid
hub_cluster_get_pid (HubCluster *self)
{
  return self->pid;
}

/* Fast first: it rolls back what runs and writes a checkpoint; then the hard way. */
static void
stop_postmaster (HubCluster *self)
{
  GPid pid = hub_cluster_files_find_postmaster (self->data_dir, NULL);

  if (pid == 0 || pid == HUB_CLUSTER_UNSEEN)
    return;
  if (pid != self->pid)
    note_process (self, pid, FALSE);

  kill (pid, SIGINT);
  if (has_ended (self, STOP_SECONDS * 1000))
    return;
  g_message ("PostgreSQL does not stop; it will recover at its next start");
  kill (pid, SIGQUIT);
  has_ended (self, STOP_SECONDS * 1000);
}

void
hub_cluster_close (HubCluster *self)
{
  if (self->is_closed)
    return;

  self->is_closed = TRUE;
  g_clear_handle_id (&self->restart, g_source_remove);
  g_clear_handle_id (&self->watch, g_source_remove);

  if (self->is_user && take_lock (self->start_lock, LOCK_EX) &&
      take_lock (self->use_lock, LOCK_EX | LOCK_NB))
    stop_postmaster (self);
  forget_process (self);
  drop_lock (&self->use_lock);
  drop_lock (&self->start_lock);
  drop_lock (&self->server_lock);
}
