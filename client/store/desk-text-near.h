/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/store/desk-connection.h"

G_BEGIN_DECLS

/* Searches that forgive more than the words of the index do. Reader thread. */

/* Numbers of policies and vehicles: ?1 begins them; or ends them, of which four characters are in
 * an index. Answers at most ?2 places. */
#define DESK_NEAR_FROM(table)                                                                      \
  "SELECT DISTINCT o.pos FROM " table " x JOIN customer c ON c.id = x.customer"                    \
  " JOIN customer_order o ON o.n = c.n WHERE x.state <> 3 AND "
#define DESK_NEAR_NUMBER(table, column)                                                            \
  DESK_NEAR_FROM (table)                                                                           \
  "x." column " >= ?1 AND x." column " < ?1 || char (0x10ffff) LIMIT ?2"
#define DESK_NEAR_END(table, column)                                                               \
  DESK_NEAR_FROM (table)                                                                           \
  "substr (x." column ", -4) = substr (?1, -4)"                                                    \
  " AND substr (x." column ", -length (?1)) = ?1 LIMIT ?2"
/* Papers of which the cache knows no more than a mask: its end is that of the number, and it is as
 * long; or as long with its series, compared by what its mask shows, if anything. */
#define DESK_NEAR_PAPER(condition)                                                                 \
  DESK_NEAR_FROM ("identity_document")                                                             \
  "substr (x.number, -3) = substr (?1, -3) AND x.number LIKE '•%' AND " condition " LIMIT ?2"
#define DESK_NEAR_WHOLE "length (x.number) = length (?1)"
#define DESK_NEAR_SERIES                                                                           \
  "length (x.series) + length (x.number) = length (?1) AND (x.series NOT LIKE '%•___'"           \
  " OR substr (x.series, -3) = substr (?1, length (x.series) - 2, 3))"
/* By the end alone, for who reads it from the screen. */
#define DESK_NEAR_SHOWN "length (?1) = 3"

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
