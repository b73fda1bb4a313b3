/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/db/hub-db-rows.h"

G_BEGIN_DECLS

/* A query is a file server/sql/queries/MODULE/NAME.sql; C declares the ones it uses in a const
 * table next to the code that uses them and names it in hub-db-queries.c, so that a test prepares
 * all. */
typedef struct
{
  const char *name; /* "customers/insert" */
  guint n_params;
} HubQuery;

/* One connection inside a worker of the pool; valid only during the work function. */
typedef struct _HubDb HubDb;

/* Parameters are text in the canonical form (%NULL is SQL null), n_params of them. The errors are
 * CRM_ERROR_… by SQLSTATE. (transfer full) */
HubDbRows *
hub_db_select (HubDb *self, const HubQuery *query, const char *const *params, GError **error);
gboolean hub_db_run (HubDb *self, const HubQuery *query, const char *const *params, GError **error);
/* The same, but only queued: they go out together with the next select, sync or commit (pipeline
 * mode) and their failure is reported there. */
gboolean
hub_db_queue (HubDb *self, const HubQuery *query, const char *const *params, GError **error);
gboolean hub_db_sync (HubDb *self, GError **error);
/* Queues several selects and answers all after one round trip: results[i] belongs to queries[i].
 * (transfer full) for each. */
gboolean hub_db_select_many (HubDb *self,
                             guint n,
                             const HubQuery *const *queries,
                             const char *const *const *params,
                             HubDbRows **results,
                             GError **error);
/* After a failure: the SQLSTATE ("" when it was not the database that complained) and the
 * constraint that was violated (nullable). */
const char *hub_db_get_sqlstate (HubDb *self);
const char *hub_db_get_constraint (HubDb *self);
/* Prepares it without running it; fails when the number of parameters is not what C declares. A
 * COPY is begun and given up. For tests and `check`. */
gboolean hub_db_verify (HubDb *self, const HubQuery *query, GError **error);
/* (transfer full) (array zero-terminated=1): this process's environment with the PG… variables of
 * @conninfo, so that no password stands in an argument list; %NULL when it is malformed. */
char **hub_db_make_environment (const char *conninfo, GError **error);
/* COPY … FROM STDIN for imports: @sql is a query file holding the COPY statement. */
gboolean hub_db_copy_begin (HubDb *self, const HubQuery *query, GError **error);
gboolean hub_db_copy_data (HubDb *self, const char *data, gsize length, GError **error);
gboolean hub_db_copy_end (HubDb *self, GError **error);

G_END_DECLS
