/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/store/desk-database.h"
#include "shared/protocol/crm-change.h"

G_BEGIN_DECLS

/* Takes the bytes of one change stream and writes them to the cache: one transaction per safe
 * point, the cursor in it. Records with pending commands keep what the person typed on top. A first
 * load (no cursor yet) builds the search index at its end. Main thread; decoding and writing happen
 * on the writer thread, at most two chunks are in flight (feed answers when the next may come). */
#define DESK_TYPE_CHANGE_APPLIER (desk_change_applier_get_type ())
G_DECLARE_FINAL_TYPE (DeskChangeApplier, desk_change_applier, DESK, CHANGE_APPLIER, GObject)

DeskChangeApplier *desk_change_applier_new (DeskDatabase *database, CrmChangeFormat format);
/* This is the second answer that takes the same away: now it is done, if the server says why.
 * Without it a stream that would take away more than half of the customers, or very many, changes
 * nothing and fails with CRM_ERROR_UNCONFIRMED. Before the first feed. */
void desk_change_applier_confirm (DeskChangeApplier *self);
/* The person agreed that up to so many customers go, whatever the server says. Before the first
 * feed. */
void desk_change_applier_allow (DeskChangeApplier *self, guint64 roots);
/* Customers that the stream wanted to take away when it failed so. @reason (out) (nullable)
 * (transfer none): what the server said about it first. */
guint64 desk_change_applier_get_evicting (DeskChangeApplier *self, const char **reason);
void desk_change_applier_feed_async (DeskChangeApplier *self,
                                     GBytes *bytes,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
gboolean
desk_change_applier_feed_finish (DeskChangeApplier *self, GAsyncResult *result, GError **error);
/* Commits up to the last safe point and builds the index if the stream came to its end. Answers
 * %TRUE when it did, %FALSE without error when it was cut. */
void desk_change_applier_end_async (DeskChangeApplier *self,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
gboolean
desk_change_applier_end_finish (DeskChangeApplier *self, GAsyncResult *result, GError **error);
/* Rows applied so far, for progress. */
guint64 desk_change_applier_get_rows (DeskChangeApplier *self);

/* Where the cache stands. (nullable) (transfer full): %NULL before the first safe point. */
char *desk_database_dup_cursor (DeskDatabase *self);
/* Whether a snapshot came to its end once: the cache can be worked with. */
gboolean desk_database_is_complete (DeskDatabase *self);
/* After epoch-changed, or when another person signs in: the cache is emptied, the outbox stays. */
void desk_database_reset_cache_async (DeskDatabase *self,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
gboolean
desk_database_reset_cache_finish (DeskDatabase *self, GAsyncResult *result, GError **error);

G_END_DECLS
