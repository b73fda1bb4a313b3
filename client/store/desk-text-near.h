/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/store/desk-connection.h"

G_BEGIN_DECLS

/* Searches that forgive more than the words of the index do. Reader thread. */

/* (nullable) (transfer full): an expression for the index that allows one wrong key in each long
 * word of @text; %NULL when nobody has such words either. */
char *desk_text_near_match (DeskConnection *connection, const char *text, GError **error);
/* Whether anybody is found by an expression. */
gboolean desk_text_near_exists (DeskConnection *connection,
                                const char *match,
                                gboolean *exists,
                                GError **error);
/* (nullable) (transfer full): places in the order of names of those whose policy begins or ends
 * with this number, whose vehicle with this VIN or plate, or whose masked paper may have it, as a
 * JSON list; %NULL when @text is no number, or nobody's. */
char *desk_text_near_numbers (DeskConnection *connection, const char *text, GError **error);

G_END_DECLS
