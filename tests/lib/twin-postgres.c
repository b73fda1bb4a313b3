/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A failover without a network: the standby reads the dead primary's log from its folder up to a
 * place and is promoted. Main thread of the test. */

#define G_LOG_DOMAIN "test"

#include "tests/lib/twin-postgres.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "server/db/hub-db-migrator.h"
#include "server/db/hub-postgres.h"
#include "tests/lib/temp-postgres.h"

struct _TwinPostgres
{
  HubPostgres postgres;
  char *folder;
  char *primary; /* data folders */
  char *standby;
  char *running; /* (nullable): the one that runs */
  char *conninfo;
};

static void
run (TwinPostgres *self, const char *const *argv)
{
  g_autoptr (GError) error = NULL;

  hub_postgres_run (&self->postgres, argv, &error);
  g_assert_no_error (error);
}

static char *
find_program (TwinPostgres *self, const char *name)
{
  return g_build_filename (self->postgres.bin_dir, name, NULL);
}

static void
start (TwinPostgres *self, const char *data)
{
  g_autofree char *pg_ctl = find_program (self, "pg_ctl");
  g_autofree char *log = g_build_filename (self->folder, "log", NULL);
  const char *const argv[] = { pg_ctl, "-s", "-w", "-D", data, "-l", log, "start", NULL };

  run (self, argv);
  g_free (self->running);
  self->running = g_strdup (data);
}

static void
stop (TwinPostgres *self, const char *mode)
{
  g_autofree char *pg_ctl = find_program (self, "pg_ctl");
  const char *const argv[] = { pg_ctl, "-s", "-w", "-D", self->running, "-m", mode, "stop", NULL };

  if (self->running == NULL)
    return;
  run (self, argv);
  g_clear_pointer (&self->running, g_free);
}

static void
write_text (TwinPostgres *self, const char *data, const char *name, const char *text)
{
  g_autoptr (GError) error = NULL;

  hub_postgres_write_file (&self->postgres, data, name, text, &error);
  g_assert_no_error (error);
}

static void
make_primary (TwinPostgres *self)
{
  g_autofree char *initdb = find_program (self, "initdb");
  g_autofree char *settings = g_strdup_printf ("listen_addresses = ''\nport = 5432\n"
                                               "unix_socket_directories = '%s'\nfsync = off\n"
                                               "shared_buffers = 16MB\nwal_level = replica\n"
                                               "max_wal_size = 1GB\ncheckpoint_timeout = 1h\n",
                                               self->folder);
  const char *const argv[] = { initdb, "--no-sync", "-D", self->primary, "-U", "postgres",
                               "-A",   "trust",     "-E", "UTF8",        NULL };

  run (self, argv);
  write_text (self, self->primary, "postgresql.auto.conf", settings);
  start (self, self->primary);
}

static void
make_database (TwinPostgres *self)
{
  g_autofree char *admin =
      g_strdup_printf ("host=%s port=5432 user=postgres dbname=postgres", self->folder);
  g_autoptr (GError) error = NULL;

  self->conninfo = g_strdup_printf ("host=%s port=5432 user=zontik dbname=zontik", self->folder);
  g_free (temp_postgres_query (admin, "create role zontik login"));
  g_free (temp_postgres_query (admin, "create role zontik_app nologin role zontik"));
  g_free (temp_postgres_query (admin, "create database zontik owner zontik"));
  hub_db_migrator_run (self->conninfo, NULL, NULL, &error);
  g_assert_no_error (error);
}

TwinPostgres *
twin_postgres_new (void)
{
  g_autoptr (TwinPostgres) self = g_new0 (TwinPostgres, 1);
  g_autoptr (GError) error = NULL;

  if (!hub_postgres_find (&self->postgres, NULL, NULL, NULL, &error))
    {
      g_test_skip (error->message);
      return NULL;
    }

  self->folder = g_strdup_printf ("%s/zontik-twin-XXXXXX", temp_postgres_get_parent ());
  g_assert_nonnull (g_mkdtemp (self->folder));
  if (geteuid () == 0)
    g_assert_cmpint (chown (self->folder, self->postgres.uid, self->postgres.gid), ==, 0);
  self->primary = g_build_filename (self->folder, "primary", NULL);
  self->standby = g_build_filename (self->folder, "standby", NULL);
  make_primary (self);
  make_database (self);
  return g_steal_pointer (&self);
}

void
twin_postgres_free (TwinPostgres *self)
{
  if (self->folder != NULL)
    {
      const char *const argv[] = { "/bin/rm", "-rf", "--", self->folder, NULL };

      stop (self, "immediate");
      run (self, argv);
    }
  hub_postgres_clear (&self->postgres);
  g_free (self->folder);
  g_free (self->primary);
  g_free (self->standby);
  g_free (self->running);
  g_free (self->conninfo);
  g_free (self);
}

const char *
twin_postgres_get_conninfo (TwinPostgres *self)
{
  return self->conninfo;
}

void
twin_postgres_copy (TwinPostgres *self)
{
  const char *const argv[] = { "/bin/cp", "-a", self->primary, self->standby, NULL };

  stop (self, "fast");
  run (self, argv);
  start (self, self->primary);
}

void
twin_postgres_fail_over (TwinPostgres *self, const char *lsn)
{
  g_autofree char *auto_conf = g_build_filename (self->standby, "postgresql.auto.conf", NULL);
  g_autofree char *settings = NULL;
  g_autofree char *recovery = NULL;
  g_autofree char *all = NULL;

  stop (self, "immediate");
  g_assert_true (g_file_get_contents (auto_conf, &settings, NULL, NULL));
  recovery = lsn != NULL ? g_strdup_printf ("restore_command = 'cp %s/pg_wal/%%f \"%%p\"'\n"
                                            "recovery_target_lsn = '%s'\n"
                                            "recovery_target_inclusive = off\n"
                                            "recovery_target_action = 'promote'\n",
                                            self->primary, lsn)
                         : g_strdup ("restore_command = 'false'\n");
  all = g_strconcat (settings, recovery, NULL);
  write_text (self, self->standby, "postgresql.auto.conf", all);
  write_text (self, self->standby, "recovery.signal", "");
  start (self, self->standby);
}
