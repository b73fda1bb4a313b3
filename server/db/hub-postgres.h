/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <sys/types.h>

G_BEGIN_DECLS

/* Inside server/db only: PostgreSQL's programs, where they are and as whom they run. It refuses to
 * run as root, so root's children become @user first. Plain memory of one HubCluster. */
typedef struct
{
  char *bin_dir;
  char *user; /* (nullable): %NULL when there is nothing to drop */
  uid_t uid;
  gid_t gid;
  gboolean is_temporary; /* children get SIGQUIT when the thread that made them ends */
} HubPostgres;

/* @major: the version that is wanted ("15"), or %NULL for the newest. */
gboolean hub_postgres_find (HubPostgres *self,
                            const char *bin_dir,
                            const char *user,
                            const char *major,
                            GError **error);
void hub_postgres_clear (HubPostgres *self);
/* Blocks; on failure the error ends with what the program complained about. */
gboolean hub_postgres_run (HubPostgres *self, const char *const *argv, GError **error);
/* In a session of its own, writing to @log_fd. The caller reaps it. */
gboolean hub_postgres_spawn (HubPostgres *self,
                             const char *const *argv,
                             int log_fd,
                             GPid *pid,
                             GError **error);
/* Makes a folder that only @user can enter. */
gboolean hub_postgres_make_folder (HubPostgres *self, const char *path, GError **error);
gboolean hub_postgres_write_file (HubPostgres *self,
                                  const char *folder,
                                  const char *name,
                                  const char *text,
                                  GError **error);
/* @user must be able to walk to @folder, whose own group is changed for that if need be. */
gboolean hub_postgres_open_way (HubPostgres *self, const char *folder, GError **error);
/* (nullable) (transfer full): the folder with @program. */
char *hub_postgres_find_bin_dir (const char *program, const char *major);

G_END_DECLS
