/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/store/desk-connection.h"
#include "shared/protocol/crm-change.h"

G_BEGIN_DECLS

/* A first load: rows are only appended, straight from the stream; indexes, order and search index
 * are made at its end. It goes on where it stopped, in this run of the program or the next. Writer
 * thread. */

/* Empties the tables and drops their indexes if no load has begun yet. */
gboolean desk_bulk_load_begin (DeskConnection *connection, GError **error);
/* A row, or that a record went away. */
gboolean desk_bulk_load_add (DeskConnection *connection, const CrmChange *change, GError **error);
/* Commits what came, and the cursor. */
gboolean desk_bulk_load_commit (DeskConnection *connection, const char *cursor, GError **error);
/* Makes it a cache that can be worked with. */
gboolean desk_bulk_load_finish (DeskConnection *connection, GError **error);

G_END_DECLS
