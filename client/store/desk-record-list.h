/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/store/desk-database.h"
#include "client/store/desk-query.h"

G_BEGIN_DECLS

/* A GListModel of CrmRecord over a query. It keeps row numbers in memory (8 bytes each) and objects
 * on demand; get_item() answers at once with the live object, perhaps not loaded yet. The first
 * rows of a new query arrive first, the rest and the exact count after them; old rows stay until
 * then. The very first rows of a list are as many as a screen shows and come with their values.
 * Properties: "query" (DeskQuery), "loading" (from set_query() to the first rows), "complete" (all
 * rows counted). Main thread only. */
#define DESK_TYPE_RECORD_LIST (desk_record_list_get_type ())
G_DECLARE_FINAL_TYPE (DeskRecordList, desk_record_list, DESK, RECORD_LIST, GObject)

DeskRecordList *desk_record_list_new (DeskDatabase *database, DeskQuery *query);
/* @n_rows: as many as can be seen at first. */
DeskRecordList *
desk_record_list_new_for_rows (DeskDatabase *database, DeskQuery *query, guint n_rows);
DeskQuery *desk_record_list_get_query (DeskRecordList *self);
void desk_record_list_set_query (DeskRecordList *self, DeskQuery *query);
/* The first rows of the list are on the screen: the rest need not wait for its time. */
void desk_record_list_read_rest (DeskRecordList *self);
gboolean desk_record_list_is_loading (DeskRecordList *self);
gboolean desk_record_list_is_complete (DeskRecordList *self);
/* Position of a record that is in the list and in memory, or GTK_INVALID_LIST_POSITION. */
guint desk_record_list_find (DeskRecordList *self, CrmRecord *record);

/* How many rows a query finds; for chips. */
void desk_query_count_async (DeskQuery *query,
                             DeskDatabase *database,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
gint64 desk_query_count_finish (GAsyncResult *result, GError **error);
/* (element-type DeskGroupCount): how many rows each group of the query has. */
void desk_query_groups_async (DeskQuery *query,
                              DeskDatabase *database,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
/* (transfer full) (nullable) */
GArray *desk_query_groups_finish (GAsyncResult *result, GError **error);

G_END_DECLS
