/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/db/hub-postgres.h"

G_BEGIN_DECLS

/* Inside server/db only: what of a private cluster lies on disk. */

#define HUB_CLUSTER_UNSEEN (-1)

/* Makes DIR/postgres when it is not there, and writes its settings. */
gboolean hub_cluster_files_make (HubPostgres *postgres,
                                 const char *data_dir,
                                 gboolean is_volatile,
                                 GError **error);
/* (nullable) (transfer full): "15", or %NULL when there is no cluster yet. */
char *hub_cluster_files_dup_major (const char *data_dir);
/* 0 when no postmaster has this cluster; a file left by one that was killed is removed.
 * HUB_CLUSTER_UNSEEN when one answers that is not among our processes. @socket_dir (nullable)
 * (transfer full): where it listens. */
GPid hub_cluster_files_find_postmaster (const char *data_dir, char **socket_dir);
/* (transfer full): DIR/run, or a short folder elsewhere, remembered in DIR, when that path would be
 * too long for a socket. */
char *
hub_cluster_files_make_socket_dir (HubPostgres *postgres, const char *data_dir, GError **error);
/* -1 on failure. */
int hub_cluster_files_open_log (const char *data_dir, GError **error);
/* (transfer full): the last complaint of the log, or "". */
char *hub_cluster_files_dup_complaint (const char *data_dir);
/* -1 on failure; the lock itself is taken with flock(). */
int hub_cluster_files_open_lock (const char *data_dir, const char *name, GError **error);

G_END_DECLS
