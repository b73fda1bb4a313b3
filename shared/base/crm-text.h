/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* NFC, case fold, ё to е, one kind of hyphen and quote, single spaces, no private use; beyond ASCII
 * only letters, digits and №, anything else is a space. %NULL gives "". */
char *crm_text_normalise (const char *text);
/* What the keys of @text give in the other of the two layouts (йцукен and qwerty). */
char *crm_text_swap_layout (const char *text);
/* The words of a query, normalised; (transfer full) (array zero-terminated=1). */
char **crm_text_split_terms (const char *query);
/* (transfer full): what a search over the cache must match: an FTS5 expression built from quoted
 * prefix terms, each also in the other layout; digits-only terms of 3 or more also match the end
 * of a phone. %NULL when @query has nothing to search for. */
char *crm_text_to_match (const char *query);
/* The tokens under which a phone is found: the last ten digits, and these reversed with U+E000 in
 * front for "ends with"; all digits too when it is foreign. Space separated. Not to be normalised,
 * which drops characters of private use. */
char *crm_text_phone_tokens (const char *phone);
/* Key that sorts like the Russian alphabet by memcmp; ё with е. */
char *crm_text_sort_key (const char *text);

G_END_DECLS
