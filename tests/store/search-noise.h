/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Texts for a search, the same for the same seed. */
typedef struct
{
  guint64 seed;
  GPtrArray *words; /* (element-type utf8): what is in the rows, to be typed again */
} SearchNoise;

/* Below @n. */
guint search_noise_pick (SearchNoise *self, guint n);

#define SEARCH_NOISE_ONE_OF(self, table) ((table)[search_noise_pick (self, G_N_ELEMENTS (table))])

/* All (transfer full). */
char *search_noise_name (SearchNoise *self);
char *search_noise_digits (SearchNoise *self, guint n);
/* What a person, or somebody worse, may type. */
char *search_noise_query (SearchNoise *self);

G_END_DECLS
