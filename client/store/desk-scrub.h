/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/store/desk-connection.h"

G_BEGIN_DECLS

/* After records left: SQLite overwrites their rows, but the words of the search index stay until it
 * is merged, and old pages stay in the write-ahead log. This takes both away, in small steps when
 * nothing else is to be done, and goes on after a restart. */

/* Remembers, in the transaction that takes records away, that it is to be done. Writer thread. */
gboolean desk_scrub_note (DeskConnection *connection, GError **error);
/* Main thread. */
void desk_scrub_start (DeskDatabase *database);

G_END_DECLS
