/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/store/desk-database.h"

G_BEGIN_DECLS

typedef struct
{
  gboolean damaged; /* pages of the cache contradict each other: it is loaded again when it is
                       opened the next time */
  gboolean lost;    /* indexes did not say what their tables say */
  gboolean rebuilt; /* indexes or the search index were made anew */
} DeskCheck;

/* Looks the cache's file and its search index through. */
void desk_check_async (DeskDatabase *database,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data);
gboolean desk_check_finish (GAsyncResult *result, DeskCheck *check, GError **error);

/* When the cache was last compared with the server's; 0: never. Microseconds since 1970. */
gint64 desk_database_get_verified (DeskDatabase *self);
void desk_database_set_verified (DeskDatabase *self, gint64 at);
/* The machine stopped while it was open, or a page was found damaged. */
gboolean desk_database_was_unclean (DeskDatabase *self);
/* Writer thread: the search index and the order of names from the rows. */
gboolean desk_check_rebuild_index (DeskConnection *connection, GError **error);
/* A page was found damaged since; signal "damaged" of the database. */
gboolean desk_database_is_damaged (DeskDatabase *self);
/* Opens both files again as after an unclean stop: what is damaged is made anew, the outbox from
 * its log, the cache empty. To be called when the server can be reached. */
void desk_database_repair_async (DeskDatabase *self,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
gboolean desk_database_repair_finish (DeskDatabase *self, GAsyncResult *result, GError **error);

G_END_DECLS
