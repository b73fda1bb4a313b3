/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/store/desk-connection.h"
#include "client/store/desk-database.h"

G_BEGIN_DECLS

/* One piece of work in one transaction over both files; when only the cache cannot be written, the
 * outbox alone takes it. @damaged is set when a file proved to be. Writer thread only. */
gboolean desk_write_files (DeskConnection *connection,
                           DeskDatabaseWork work,
                           gpointer data,
                           gboolean *damaged,
                           GError **error);

G_END_DECLS
