/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/store/desk-likeness.h"

G_BEGIN_DECLS

/* For desk-likeness*.c only. */

/* (nullable) (transfer full): what the cache knows of a customer, made ready for comparing. @like
 * (nullable) is filled with what is shown. %NULL without error: there is none. */
CrmDuplicateCard *
desk_likeness_read_card (DeskConnection *connection, gint64 n, DeskLike *like, GError **error);
/* The same everywhere and always: it is kept in the file. */
gint64 desk_likeness_hash (const char *key);

G_END_DECLS
