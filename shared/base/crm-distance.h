/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How many keys were hit wrongly between two words: one wrong, missing or added letter, or two
 * neighbours changed about, is one (Damerau and Levenshtein, optimal string alignment). Cheap,
 * because nobody is interested in words that are further apart than @limit. */

/* Longer words are told apart by equality only. */
#define CRM_DISTANCE_MAX_WORD 64
#define CRM_DISTANCE_MAX      8

/* @limit + 1 when it is more than that. Bytes. */
guint crm_distance_bytes (const char *a, const char *b, guint limit);
/* The same for letters of UTF-8. */
guint crm_distance_text (const char *a, const char *b, guint limit);
/* How far @typed is from the nearest beginning of @word: a word that is not typed to its end. */
guint crm_distance_prefix (const char *typed, const char *word, guint limit);
/* How many mistakes are believed in a word of @n letters: none below 5, one below 9, two. */
guint crm_distance_get_limit (guint n);
/* Whether two words (normalised by crm_text_normalise()) may be the same one, mistyped. */
gboolean crm_distance_is_near (const char *a, const char *b);
/* The same for a word that is still being typed. */
gboolean crm_distance_is_near_prefix (const char *typed, const char *word);

G_END_DECLS
