/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/db/hub-db.h"

G_BEGIN_DECLS

/* The queries of one module. Each module exports one of these (`extern const HubQueryTable
 * hub_sync_queries;` in server/sync/hub-sync-queries.h) and is named in
 * server/cli/hub-cli-queries.c, from where the test and `check` prepare them all. */
typedef struct
{
  const HubQuery *queries;
  guint n_queries;
} HubQueryTable;

extern const HubQueryTable hub_db_queries;

/* (transfer none): the text of server/sql/queries/NAME.sql. A name without a file is
 * CRM_ERROR_INTERNAL. */
const char *hub_db_queries_get_sql (const char *name, GError **error);
/* All embedded names, sorted. (transfer full) */
char **hub_db_queries_list_names (void);
/* Whether the text only reads (begins with "select"), so that running it again is harmless. */
gboolean hub_db_queries_is_read (const char *sql);

/* COPY cannot be prepared. */
gboolean hub_db_queries_is_copy (const char *sql);

/* "select 1": for readiness. */
extern const HubQuery hub_db_ping;

G_END_DECLS
