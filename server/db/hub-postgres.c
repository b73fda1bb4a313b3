/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Finds and runs PostgreSQL's programs for the private cluster. No state of its own; blocking;
 * whatever thread the cluster is used from. */

#define G_LOG_DOMAIN "hub-db"

#include "server/db/hub-postgres.h"

#include "shared/base/crm-error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

/* Debian's and Red Hat's places, one folder a version. */
static const char *const places[] = { "/usr/lib/postgresql", "/usr", "/usr/local/pgsql" };

static gboolean
has_program (const char *folder, const char *program)
{
  g_autofree char *path = g_build_filename (folder, program, NULL);

  return g_file_test (path, G_FILE_TEST_IS_EXECUTABLE);
}

/* The version of a folder of ours is in its path: ".../15/bin", ".../pgsql-15/bin". */
static gint64
version_of (const char *name)
{
  const char *dash = strrchr (name, '-');

  return g_ascii_strtoll (dash != NULL ? dash + 1 : name, NULL, 10);
}

static void
look_in_place (const char *place,
               const char *program,
               const char *major,
               char **best,
               gint64 *best_version)
{
  g_autoptr (GDir) folder = g_dir_open (place, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      gint64 version = version_of (name);
      g_autofree char *bin = NULL;

      if (!g_ascii_isdigit (*name) && !g_str_has_prefix (name, "pgsql-"))
        continue;
      if (version <= *best_version || (major != NULL && version != version_of (major)))
        continue;
      bin = g_build_filename (place, name, "bin", NULL);
      if (!has_program (bin, program))
        continue;
      g_free (*best);
      *best = g_steal_pointer (&bin);
      *best_version = version;
    }
}

static gboolean
is_version (const char *bin_dir, const char *major)
{
  g_autofree char *program = g_build_filename (bin_dir, "postgres", NULL);
  const char *argv[] = { program, "--version", NULL };
  g_autofree char *output = NULL;
  g_autofree char *wanted = g_strconcat (" ", major, ".", NULL);

  return g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, &output, NULL, NULL,
                       NULL) &&
         strstr (output, wanted) != NULL;
}

char *
hub_postgres_find_bin_dir (const char *program, const char *major)
{
  g_autofree char *in_path = g_find_program_in_path (program);
  char *best = NULL;
  gint64 version = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    look_in_place (places[i], program, major, &best, &version);
  if (best != NULL || in_path == NULL)
    return best;

  best = g_path_get_dirname (in_path);
  if (major != NULL && !is_version (best, major))
    g_clear_pointer (&best, g_free);

  return best;
}

static gboolean
find_user (HubPostgres *self, const char *user, GError **error)
{
  const char *const names[] = { user != NULL ? user : "postgres", user != NULL ? NULL : "nobody" };
  struct passwd *entry = NULL;

  self->uid = geteuid ();
  self->gid = getegid ();
  if (self->uid != 0)
    return TRUE;

  for (gsize i = 0; i < G_N_ELEMENTS (names) && entry == NULL; i++)
    if (names[i] != NULL)
      entry = getpwnam (names[i]);
  if (entry == NULL || entry->pw_uid == 0)
    return crm_fail (error, CRM_ERROR_INVALID,
                     "PostgreSQL does not run as root, and there is no user “%s” to run it as.",
                     names[0]);

  self->user = g_strdup (entry->pw_name);
  self->uid = entry->pw_uid;
  self->gid = entry->pw_gid;

  return TRUE;
}

gboolean
hub_postgres_find (HubPostgres *self,
                   const char *bin_dir,
                   const char *user,
                   const char *major,
                   GError **error)
{
  self->bin_dir =
      bin_dir != NULL ? g_strdup (bin_dir) : hub_postgres_find_bin_dir ("initdb", major);
  if (self->bin_dir == NULL)
    return crm_fail (
        error, CRM_ERROR_INVALID,
        "PostgreSQL%s%s is not installed (package postgresql); give [postgres] bin or --database.",
        major != NULL ? " " : "", major != NULL ? major : "");
  if (!has_program (self->bin_dir, "initdb") || !has_program (self->bin_dir, "postgres"))
    return crm_fail (error, CRM_ERROR_INVALID, "%s does not hold PostgreSQL's initdb and postgres.",
                     self->bin_dir);

  return find_user (self, user, error);
}

void
hub_postgres_clear (HubPostgres *self)
{
  g_clear_pointer (&self->bin_dir, g_free);
  g_clear_pointer (&self->user, g_free);
}

/* Between fork and exec: system calls only. */
static void
become_user_cb (gpointer user_data)
{
  HubPostgres *self = user_data;

  /* Ctrl+C in our terminal is for us alone: we stop PostgreSQL when we have drained. */
  setsid ();
  umask (0077);
  if (self->user != NULL &&
      (setgroups (0, NULL) != 0 || setgid (self->gid) != 0 || setuid (self->uid) != 0))
    _exit (126);
  if (self->is_temporary)
    prctl (PR_SET_PDEATHSIG, SIGQUIT);
}

static char **
make_environment (void)
{
  char **environment = g_environ_setenv (g_get_environ (), "LC_ALL", "C.UTF-8", TRUE);

  environment = g_environ_setenv (environment, "HOME", "/", TRUE);
  environment = g_environ_setenv (environment, "TZ", "UTC", TRUE);

  return environment;
}

gboolean
hub_postgres_run (HubPostgres *self, const char *const *argv, GError **error)
{
  g_auto (GStrv) environment = make_environment ();
  g_autofree char *output = NULL;
  g_autofree char *complaint = NULL;
  g_autoptr (GError) local = NULL;
  int status;

  if (!g_spawn_sync ("/", (char **) argv, environment, G_SPAWN_DEFAULT, become_user_cb, self,
                     &output, &complaint, &status, &local))
    return crm_fail (error, CRM_ERROR_FAILED, "%s", local->message);
  if (g_spawn_check_wait_status (status, NULL))
    return TRUE;

  return crm_fail (error, CRM_ERROR_FAILED, "%s failed: %s", argv[0],
                   g_strchomp (g_strdelimit (complaint, "\n", ' ')));
}

gboolean
hub_postgres_spawn (HubPostgres *self,
                    const char *const *argv,
                    int log_fd,
                    GPid *pid,
                    GError **error)
{
  g_auto (GStrv) environment = make_environment ();
  g_autoptr (GError) local = NULL;

  if (!g_spawn_async_with_pipes_and_fds ("/", argv, (const char *const *) environment,
                                         G_SPAWN_DO_NOT_REAP_CHILD, become_user_cb, self, -1,
                                         log_fd, log_fd, NULL, NULL, 0, pid, NULL, NULL, NULL,
                                         &local))
    return crm_fail (error, CRM_ERROR_FAILED, "%s", local->message);

  return TRUE;
}

static gboolean
give_to_user (HubPostgres *self, const char *path, GError **error)
{
  if (self->user != NULL && chown (path, self->uid, self->gid) != 0)
    return crm_fail (error, CRM_ERROR_FAILED, "%s: %s", path, g_strerror (errno));

  return TRUE;
}

gboolean
hub_postgres_make_folder (HubPostgres *self, const char *path, GError **error)
{
  if (g_mkdir (path, 0700) != 0 && errno != EEXIST)
    return crm_fail (error, CRM_ERROR_FAILED, "%s: %s", path, g_strerror (errno));

  return give_to_user (self, path, error);
}

gboolean
hub_postgres_write_file (HubPostgres *self,
                         const char *folder,
                         const char *name,
                         const char *text,
                         GError **error)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *old = NULL;
  g_autoptr (GError) local = NULL;

  if (g_file_get_contents (path, &old, NULL, NULL) && strcmp (old, text) == 0)
    return TRUE;
  if (!g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, &local))
    return crm_fail (error, CRM_ERROR_FAILED, "%s", local->message);

  return give_to_user (self, path, error);
}

static gboolean
can_enter (HubPostgres *self, const struct stat *info)
{
  if (info->st_uid == self->uid)
    return (info->st_mode & S_IXUSR) != 0;
  if (info->st_gid == self->gid)
    return (info->st_mode & S_IXGRP) != 0;

  return (info->st_mode & S_IXOTH) != 0;
}

static gboolean
check_parents (HubPostgres *self, const char *folder, GError **error)
{
  g_autofree char *parent = g_path_get_dirname (folder);
  struct stat info;

  while (strcmp (parent, "/") != 0)
    {
      char *next;

      if (stat (parent, &info) != 0)
        return crm_fail (error, CRM_ERROR_INVALID, "%s: %s", parent, g_strerror (errno));
      if (!can_enter (self, &info))
        return crm_fail (
            error, CRM_ERROR_INVALID,
            "The user “%s”, as whom PostgreSQL runs, may not enter %s; choose another --data-dir.",
            self->user, parent);
      next = g_path_get_dirname (parent);
      g_free (parent);
      parent = next;
    }

  return TRUE;
}

gboolean
hub_postgres_open_way (HubPostgres *self, const char *folder, GError **error)
{
  struct stat info;

  if (self->user == NULL)
    return TRUE;
  if (!check_parents (self, folder, error))
    return FALSE;

  if (stat (folder, &info) != 0)
    return crm_fail (error, CRM_ERROR_INVALID, "%s: %s", folder, g_strerror (errno));
  if (can_enter (self, &info))
    return TRUE;
  if (chown (folder, (uid_t) -1, self->gid) != 0 ||
      chmod (folder, (info.st_mode & 0700) | 0010) != 0)
    return crm_fail (error, CRM_ERROR_INVALID, "%s: %s", folder, g_strerror (errno));

  return TRUE;
}
