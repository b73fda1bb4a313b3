/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/store/desk-connection.h"
#include "client/store/desk-query.h"

G_BEGIN_DECLS

/* Keys of the rows that the query finds, in its order, at most @limit of them (0: all), appended to
 * @keys (element-type gint64). Reader thread. */
gboolean desk_query_run (DeskQuery *query,
                         DeskConnection *connection,
                         guint limit,
                         GArray *keys,
                         GError **error);
gboolean
desk_query_run_count (DeskQuery *query, DeskConnection *connection, gint64 *count, GError **error);
/* How many rows each group of the query has, in order; @counts (element-type DeskGroupCount). */
gboolean desk_query_run_groups (DeskQuery *query,
                                DeskConnection *connection,
                                GArray *counts,
                                GError **error);
/* Whether keys come in rising order. */
gboolean desk_query_is_sorted (DeskQuery *query, const DeskSchema *schema);
/* Whether a change of @kind may change what the query finds. */
gboolean desk_query_depends_on (DeskQuery *query, const DeskSchema *schema, const CrmKind *kind);

G_END_DECLS
