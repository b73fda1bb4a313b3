/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/store/desk-connection.h"
#include "client/store/desk-entry-store.h"

G_BEGIN_DECLS

/* Rows of any kind in the cache, through their field tables. Inside a transaction. */

/* @row is %NULL when there is none. */
gboolean desk_record_store_read (DeskConnection *connection,
                                 int kind,
                                 const guint8 id[CRM_ID_BYTES],
                                 DeskRow **row,
                                 GError **error);
/* The row that a statement over all columns stands at. */
DeskRow *desk_record_store_take (DeskConnection *connection, int kind, sqlite3_stmt *statement);
/* The same by row number. */
gboolean desk_record_store_read_n (DeskConnection *connection,
                                   int kind,
                                   gint64 n,
                                   DeskRow **row,
                                   GError **error);
/* With the key of lists and the contacts; never %NULL: n is 0 when there is none. */
gboolean desk_record_store_read_live (DeskConnection *connection,
                                      int kind,
                                      const guint8 id[CRM_ID_BYTES],
                                      DeskRow **row,
                                      GError **error);
/* The same by the key of lists; %NULL when there is none. */
gboolean desk_record_store_read_key (DeskConnection *connection,
                                     int kind,
                                     gint64 key,
                                     DeskRow **row,
                                     GError **error);
/* Only these; n is 0 when there is none. */
typedef struct
{
  gint64 n;
  gint64 version;
  CrmRecordState state;
} DeskFound;

gboolean desk_record_store_find (DeskConnection *connection,
                                 int kind,
                                 const guint8 id[CRM_ID_BYTES],
                                 DeskFound *found,
                                 GError **error);
/* Writer: inserts when row->n is 0, else replaces; keeps the search index in step. */
gboolean desk_record_store_write (DeskConnection *connection, DeskRow *row, GError **error);
gboolean desk_record_store_erase (DeskConnection *connection, const DeskRow *row, GError **error);
gboolean desk_record_store_set_state (DeskConnection *connection,
                                      const DeskRow *row,
                                      CrmRecordState state,
                                      GError **error);
/* (element-type guint8[16]) (transfer full): rows of @kind that hang on @root. */
GArray *desk_record_store_list_children (DeskConnection *connection,
                                         int kind,
                                         const guint8 root[CRM_ID_BYTES],
                                         GError **error);

/* What the server last said of a record with open entries. */
gboolean desk_record_store_get_base (DeskConnection *connection,
                                     int kind,
                                     const guint8 id[CRM_ID_BYTES],
                                     DeskRow **row,
                                     GError **error);
gboolean desk_record_store_put_base (DeskConnection *connection, DeskRow *row, GError **error);
gboolean desk_record_store_delete_base (DeskConnection *connection,
                                        int kind,
                                        const guint8 id[CRM_ID_BYTES],
                                        GError **error);
/* Reads again which records have open entries. */
gboolean desk_record_store_reload_open (DeskConnection *connection, GError **error);

G_END_DECLS
