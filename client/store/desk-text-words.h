/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/store/desk-connection.h"

G_BEGIN_DECLS

/* What the index knows of a customer. The same rows always give the same words: an index without
 * texts depends on it. */

/* Place in the order of names, for strcmp(). (transfer full) */
char *desk_text_words_make_key (const DeskRow *row);
/* (transfer full) */
char *desk_text_words_make (DeskConnection *connection, const DeskRow *row, GError **error);
/* The same into a string, from values that somebody else owns. */
gboolean desk_text_words_append (DeskConnection *connection,
                                 const guint8 id[CRM_ID_BYTES],
                                 const char *const *values,
                                 GString *words,
                                 GError **error);

G_END_DECLS
