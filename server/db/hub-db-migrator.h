/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* One forward step: server/sql/migrations/NNNN-name.sql. */
typedef struct
{
  guint number;
  char *name; /* "0001-base" */
  char *sql;
  char *checksum; /* SHA-256 of the text, hex */
} HubMigration;

HubMigration *hub_migration_new (const char *name, const char *sql, GError **error);
void hub_migration_free (HubMigration *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HubMigration, hub_migration_free)

/* (transfer full) (element-type HubMigration): the embedded ones, in order. */
GPtrArray *hub_db_migrator_list (GError **error);

/* Applies what is missing, one transaction each, under an advisory lock, and gives how many that
 * was. A step whose text changed after it was applied stops it; steps newer than this program are
 * left alone.
 * @migrations (nullable): %NULL is hub_db_migrator_list(). Blocks; any thread. */
gboolean
hub_db_migrator_run (const char *conninfo, GPtrArray *migrations, guint *n_applied, GError **error);
/* The same comparison without writing: %FALSE with a sentence when something is missing or changed.
 */
gboolean hub_db_migrator_check (const char *conninfo, GPtrArray *migrations, GError **error);

G_END_DECLS
