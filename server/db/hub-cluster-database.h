/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Inside server/db only: what the superuser of the private cluster does, @admin being its conninfo.
 * The application's own role is no superuser, so that a statement that should not be cannot leave
 * its database. */
#define HUB_CLUSTER_DATABASE "zontik"
#define HUB_CLUSTER_ROLE     "zontik"
#define HUB_CLUSTER_ADMIN    "postgres"

gboolean hub_cluster_database_ensure (const char *admin, GError **error);
gboolean hub_cluster_database_create (const char *admin, const char *name, GError **error);
gboolean hub_cluster_database_swap (const char *admin, const char *name, GError **error);

G_END_DECLS
