/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/store/desk-connection.h"

G_BEGIN_DECLS

/* In front of words in the index that no person can type: "owner is", "type is" and so on. */
#define DESK_TEXT_MARK "\xee\x80\x81"

/* Between two neighbours in the order of names right after a first load. */
#define DESK_TEXT_GAP 64

/* The order of customers by name and the search index over it. The index keeps no texts, so an old
 * one must be known to take it out: note() before the first change of a transaction remembers it,
 * flush() at the end writes the difference. */
GHashTable *desk_text_index_new_table (void);
gboolean desk_text_index_note (DeskConnection *connection,
                               const guint8 customer[CRM_ID_BYTES],
                               GError **error);
gboolean desk_text_index_flush (DeskConnection *connection, GError **error);
/* Position of the row in the order; 0 when it has none. */
gboolean desk_text_index_find (DeskConnection *connection, gint64 n, gint64 *pos, GError **error);
/* Row at a position; 0 when there is none. */
gboolean
desk_text_index_get_row (DeskConnection *connection, gint64 pos, gint64 *n, GError **error);
/* Makes order and index anew from the tables, for the end of a first load. */
gboolean desk_text_index_build (DeskConnection *connection, GError **error);
/* The word in the index that says that a field has this value; %NULL if there is none for this
 * field. */
char *desk_text_index_dup_mark (guint field, const char *value);

G_END_DECLS
