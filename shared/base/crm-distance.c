/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Distance between words, bounded. Pure, any thread, no allocation. */
#include "shared/base/crm-distance.h"

#include <string.h>

#define ONE_MISTAKE  5
#define TWO_MISTAKES 9

typedef struct
{
  gunichar letters[CRM_DISTANCE_MAX_WORD];
  guint n;
} Word;

static gboolean
read_bytes (const char *text, Word *word)
{
  for (word->n = 0; text[word->n] != '\0'; word->n++)
    {
      if (word->n == CRM_DISTANCE_MAX_WORD)
        return FALSE;
      word->letters[word->n] = (guchar) text[word->n];
    }
  return TRUE;
}

static gboolean
read_letters (const char *text, Word *word)
{
  for (word->n = 0; *text != '\0'; text = g_utf8_next_char (text))
    {
      if (word->n == CRM_DISTANCE_MAX_WORD)
        return FALSE;
      word->letters[word->n++] = g_utf8_get_char (text);
    }
  return TRUE;
}

/* The cheapest way to a cell from its neighbours. @rows: of the letter before last, the last, and
 * this one. */
static guint8
step (guint8 *const *rows, const Word *a, const Word *b, guint i, guint j)
{
  guint8 cost = a->letters[i - 1] != b->letters[j - 1];
  guint8 best = (guint8) (rows[1][j - 1] + cost);

  best = (guint8) MIN (best, MIN (rows[1][j], rows[2][j - 1]) + 1);
  if (i > 1 && j > 1 && a->letters[i - 1] == b->letters[j - 2] &&
      a->letters[i - 2] == b->letters[j - 1])
    best = (guint8) MIN (best, rows[0][j - 2] + 1);
  return best;
}

/* Only the band of cells that may be within the limit is counted. */
static guint
measure (const Word *a, const Word *b, guint limit, gboolean is_prefix)
{
  guint8 cells[3][CRM_DISTANCE_MAX_WORD + 1];
  guint8 *rows[] = { cells[0], cells[1], cells[2] };
  guint8 far = (guint8) (limit + 1);
  guint8 best = far;

  memset (cells, far, sizeof cells);
  for (guint j = 0; j <= MIN (b->n, limit); j++)
    rows[2][j] = (guint8) j;

  for (guint i = 1; i <= a->n; i++)
    {
      guint8 *oldest = rows[0];
      guint first = i > limit ? i - limit : 1;
      guint last = MIN (b->n, i + limit);
      guint8 least = far;

      rows[0] = rows[1];
      rows[1] = rows[2];
      rows[2] = oldest;
      memset (oldest, far, CRM_DISTANCE_MAX_WORD + 1);
      if (i <= limit)
        least = oldest[0] = (guint8) i;
      for (guint j = first; j <= last; j++)
        {
          oldest[j] = MIN (step (rows, a, b, i, j), far);
          least = MIN (least, oldest[j]);
        }
      if (least == far)
        return far;
    }

  if (!is_prefix)
    return rows[2][b->n];
  for (guint j = 0; j <= b->n; j++)
    best = MIN (best, rows[2][j]);
  return best;
}

static gboolean
is_too_far (guint a, guint b, guint limit)
{
  return (a > b ? a - b : b - a) > limit;
}

/**
 * crm_distance_bytes:
 * @a: a word
 * @b: another
 * @limit: at most CRM_DISTANCE_MAX
 *
 * Returns: the distance, or @limit + 1
 */
guint
crm_distance_bytes (const char *a, const char *b, guint limit)
{
  Word first, second;

  limit = MIN (limit, CRM_DISTANCE_MAX);
  if (strcmp (a, b) == 0)
    return 0;
  if (!read_bytes (a, &first) || !read_bytes (b, &second) || is_too_far (first.n, second.n, limit))
    return limit + 1;
  return measure (&first, &second, limit, FALSE);
}

/**
 * crm_distance_text:
 * @a: a word, valid UTF-8
 * @b: another
 * @limit: at most CRM_DISTANCE_MAX
 *
 * Returns: the distance, or @limit + 1
 */
guint
crm_distance_text (const char *a, const char *b, guint limit)
{
  Word first, second;

  limit = MIN (limit, CRM_DISTANCE_MAX);
  if (strcmp (a, b) == 0)
    return 0;
  if (!read_letters (a, &first) || !read_letters (b, &second) ||
      is_too_far (first.n, second.n, limit))
    return limit + 1;
  return measure (&first, &second, limit, FALSE);
}

/**
 * crm_distance_prefix:
 * @typed: the beginning of a word, valid UTF-8
 * @word: a whole word
 * @limit: at most CRM_DISTANCE_MAX
 *
 * Returns: the distance to the nearest beginning of @word, or @limit + 1
 */
guint
crm_distance_prefix (const char *typed, const char *word, guint limit)
{
  Word first, second;

  limit = MIN (limit, CRM_DISTANCE_MAX);
  if (g_str_has_prefix (word, typed))
    return 0;
  if (!read_letters (typed, &first))
    return limit + 1;
  /* What is behind the beginning does not count, so a long word may be cut. */
  if (!read_letters (word, &second))
    second.n = CRM_DISTANCE_MAX_WORD;
  second.n = MIN (second.n, first.n + limit);
  return first.n > second.n + limit ? limit + 1 : measure (&first, &second, limit, TRUE);
}

guint
crm_distance_get_limit (guint n)
{
  return n >= TWO_MISTAKES ? 2 : n >= ONE_MISTAKE;
}

/**
 * crm_distance_is_near:
 * @a: a normalised word
 * @b: another
 *
 * Returns: whether they may be meant to be the same; the shorter says how many mistakes there may
 * be
 */
gboolean
crm_distance_is_near (const char *a, const char *b)
{
  guint limit = crm_distance_get_limit ((guint) MIN (g_utf8_strlen (a, -1), g_utf8_strlen (b, -1)));

  return crm_distance_text (a, b, limit) <= limit;
}

/**
 * crm_distance_is_near_prefix:
 * @typed: a normalised word, maybe not typed to its end
 * @word: a normalised word
 *
 * Returns: whether @word may be what is being typed
 */
gboolean
crm_distance_is_near_prefix (const char *typed, const char *word)
{
  guint limit = crm_distance_get_limit ((guint) g_utf8_strlen (typed, -1));

  return crm_distance_prefix (typed, word, limit) <= limit;
}
