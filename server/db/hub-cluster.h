/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The private PostgreSQL of one data folder: DIR/postgres, reached by a Unix socket only. Everybody
 * who uses it holds a shared lock on DIR/postgres.lock; the first one makes and starts it (or
 * adopts one that a killed server left), the last one stops it. As root it runs as another user. A
 * postmaster that dies is started again while a main loop runs. Main thread; opening and closing
 * block. */
#define HUB_TYPE_CLUSTER (hub_cluster_get_type ())
G_DECLARE_FINAL_TYPE (HubCluster, hub_cluster, HUB, CLUSTER, GObject)

typedef struct
{
  const char *data_dir;
  const char *bin_dir;   /* (nullable): found by itself */
  const char *user;      /* (nullable): whom root becomes; "postgres", else "nobody" */
  gboolean is_server;    /* also takes DIR/server.lock; fails when another server has it */
  gboolean is_temporary; /* tests: the postmaster dies with the thread that opened it */
  gboolean is_volatile;  /* tests: no fsync, small memory */
} HubClusterOptions;

HubCluster *hub_cluster_open (const HubClusterOptions *options, GError **error);
/* libpq conninfo of the database of the application, as its unprivileged role. */
const char *hub_cluster_get_conninfo (HubCluster *self);
/* (transfer full): of another database, as the superuser of the cluster. */
char *hub_cluster_dup_admin_conninfo (HubCluster *self, const char *database);
/* (transfer full): of another database, as the role of the application. */
char *hub_cluster_dup_conninfo (HubCluster *self, const char *database);
/* An empty database of the application's role; one of that name that is already there is dropped.
 */
gboolean hub_cluster_create_database (HubCluster *self, const char *name, GError **error);
/* Puts the database @name in the place of the application's, which is dropped. All or nothing. */
gboolean hub_cluster_swap_database (HubCluster *self, const char *name, GError **error);
/* (transfer full): the path of a program of PostgreSQL, "pg_dump". */
char *hub_cluster_find_program (const char *bin_dir, const char *program, GError **error);
const char *hub_cluster_get_bin_dir (HubCluster *self);
/* 0 while it is down. */
GPid hub_cluster_get_pid (HubCluster *self);
/* Stops the postmaster unless somebody else uses it. */
void hub_cluster_close (HubCluster *self);

G_END_DECLS
