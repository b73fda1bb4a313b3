/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/store/desk-connection.h"

G_BEGIN_DECLS

/* Rows of the outbox inside a transaction of the writer; every change goes to the log too. */

/* Appends a new entry (seq 0) or writes the one with its seq; marks it as changed. */
gboolean desk_entry_store_put (DeskConnection *connection, DeskEntry *entry, GError **error);
gboolean
desk_entry_store_delete (DeskConnection *connection, const DeskEntry *entry, GError **error);
/* (nullable) (transfer full) */
DeskEntry *desk_entry_store_find (DeskConnection *connection, const char *id);
/* (transfer full): with state DESK_ENTRY_DONE and no id when it is gone. */
DeskEntry *desk_entry_store_find_seq (DeskConnection *connection, gint64 seq);
/* (element-type DeskEntry) (transfer full): not done, in order. @sql is one of DESK_SQL_ENTRIES_*;
 * @key (nullable) its parameter. */
GPtrArray *
desk_entry_store_list (DeskConnection *connection, DeskSql sql, const char *key, GError **error);

G_END_DECLS
