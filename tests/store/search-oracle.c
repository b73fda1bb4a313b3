/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The rules, from the comments of shared/base/crm-text.h and crm-text-search.c:
 *
 * - Texts are composed (NFC), case folded, ё is е, hyphens are one, what has no width, accents that
 *   composed with nothing and private use are dropped. Blanks and control characters part words,
 * and so does, beyond ASCII, what is no letter, no digit, no quote and no №.
 * - A word's tokens are its runs of letters and digits. A customer has the word when each token, up
 *   to 24 of them, begins one of its own. Words are at most 12, all must be there; one without
 *   tokens wants nothing.
 * - A word with a letter may also be there as the other layout types it; keys that are punctuation
 *   in qwerty are letters only where nothing Cyrillic was typed.
 * - Three digits or more, with nothing but +-(). between them, may also be the start of a number:
 *   as they are; without a leading 7 or 8; the last ten when there are more. Or a phone's end, when
 *   they are at most ten and no + was typed. Neighbouring words of that kind, fifteen digits at
 *   most in all, may be one phone together. */

#include "tests/store/search-oracle.h"

#include <string.h>

#define MAX_WORDS  12
#define MAX_TOKENS 24
#define MIN_DIGITS 3
#define MAX_DIGITS 15
#define TAIL       10

struct _OracleRow
{
  GPtrArray *tokens;
  GPtrArray *phones; /* their digits */
};

/* One way to have a word. */
typedef struct
{
  GPtrArray *starts; /* each begins a token */
  char *ending;      /* (nullable): a phone ends with it */
} Way;

/* A word, or several that may be one phone: any way, or each of the words. */
typedef struct
{
  GPtrArray *ways;
  GPtrArray *each; /* (nullable): (element-type Need) */
} Need;

struct _OracleQuery
{
  GPtrArray *needs; /* (element-type Need) */
};

static gboolean
is_dropped (gunichar c)
{
  return c == 0xad || (c >= 0x200b && c <= 0x200d) || c == 0xfeff || (c >= 0x300 && c <= 0x36f) ||
         (c >= 0xe000 && c <= 0xf8ff);
}

static gunichar
fold_char (gunichar c)
{
  if (c == 0x451 || c == 0x401)
    return 0x435;
  if ((c >= 0x2010 && c <= 0x2015) || c == 0x2212)
    return '-';
  if (c == 0xab || c == 0xbb || (c >= 0x201c && c <= 0x201f) || c == 0x2033)
    return '"';
  if ((c >= 0x2018 && c <= 0x201b) || c == 0x2032 || c == 0x2bc)
    return '\'';
  if (g_unichar_isspace (c) || g_unichar_iscntrl (c))
    return ' ';
  if (c < 0x80 || c == 0x2116)
    return g_unichar_tolower (c);
  /* Two scripts whose digits the index does not know. */
  if (!g_unichar_isalnum (c) || (c >= 0x19b0 && c <= 0x19c9) || c == 0x1cf2 || c == 0x1cf3)
    return ' ';
  return g_unichar_tolower (c);
}

static char *
fold (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autofree char *composed = g_utf8_normalize (valid, -1, G_NORMALIZE_NFC);
  g_autofree char *folded = g_utf8_casefold (composed, -1);
  g_autofree char *again = g_utf8_normalize (folded, -1, G_NORMALIZE_NFC);
  GString *to = g_string_new (NULL);

  for (const char *at = again; *at != '\0'; at = g_utf8_next_char (at))
    if (!is_dropped (g_utf8_get_char (at)))
      g_string_append_unichar (to, fold_char (g_utf8_get_char (at)));
  return g_string_free (to, FALSE);
}

/* Runs of letters and digits of a folded text. */
static GPtrArray *
cut_tokens (const char *text)
{
  GPtrArray *tokens = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GString) token = g_string_new (NULL);

  for (const char *at = text;; at = g_utf8_next_char (at))
    {
      const gunichar c = g_utf8_get_char (at);

      if (c != 0 && g_unichar_isalnum (c))
        g_string_append_unichar (token, c);
      else if (token->len > 0)
        {
          g_ptr_array_add (tokens, g_strdup (token->str));
          g_string_truncate (token, 0);
        }
      if (c == 0)
        return tokens;
    }
}

static char *
only_digits (const char *text)
{
  GString *digits = g_string_new (NULL);

  for (; *text != '\0'; text++)
    if (g_ascii_isdigit (*text))
      g_string_append_c (digits, *text);
  return g_string_free (digits, FALSE);
}

static const char *
last_ten (const char *digits)
{
  const gsize length = strlen (digits);

  return length > TAIL ? digits + length - TAIL : digits;
}

OracleRow *
oracle_row_new (const char *text, const char *phones)
{
  OracleRow *self = g_new0 (OracleRow, 1);
  g_autofree char *folded = fold (text);
  g_auto (GStrv) lines = g_strsplit (phones, "\n", -1);

  self->tokens = cut_tokens (folded);
  self->phones = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      char *digits = only_digits (lines[i]);
      const gsize length = strlen (digits);

      g_ptr_array_add (self->phones, digits);
      if (length == 0)
        continue;
      g_ptr_array_add (self->tokens, g_strdup (last_ten (digits)));
      if (length > TAIL + 1 || (length == TAIL + 1 && *digits != '7'))
        g_ptr_array_add (self->tokens, g_strdup (digits));
    }
  return self;
}

void
oracle_row_free (OracleRow *self)
{
  g_ptr_array_unref (self->tokens);
  g_ptr_array_unref (self->phones);
  g_free (self);
}

static void
free_way (gpointer data)
{
  Way *way = data;

  g_ptr_array_unref (way->starts);
  g_free (way->ending);
  g_free (way);
}

static void
free_need (gpointer data)
{
  Need *need = data;

  g_ptr_array_unref (need->ways);
  g_clear_pointer (&need->each, g_ptr_array_unref);
  g_free (need);
}

static void
add_way (Need *need, GPtrArray *starts, const char *ending)
{
  Way *way = g_new0 (Way, 1);

  way->starts = starts;
  way->ending = g_strdup (ending);
  g_ptr_array_add (need->ways, way);
}

static void
add_start (Need *need, const char *start)
{
  GPtrArray *starts = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (starts, g_strdup (start));
  add_way (need, starts, NULL);
}

static void
add_number (Need *need, const char *digits, gboolean plus)
{
  const gsize length = strlen (digits);

  add_start (need, digits);
  add_start (need, last_ten (digits));
  if (length <= TAIL && (*digits == '7' || *digits == '8'))
    add_start (need, digits + 1);
  if (length <= TAIL && !plus)
    add_way (need, g_ptr_array_new_with_free_func (g_free), digits);
}

/* (nullable): the digits of a word that may be of a phone. */
static char *
phone_part (const char *word)
{
  g_autofree char *digits = only_digits (word);

  if (*digits == '\0' || strspn (word, "0123456789+-().") != strlen (word))
    return NULL;
  return g_steal_pointer (&digits);
}

static gunichar
other_key (gunichar c, gboolean cyrillic)
{
  static const char latin[] = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`{}:\"<>~";
  static const char russian[] = "йцукенгшщзхъфывапролджэячсмитьбюёХЪЖЭБЮЁ";

  for (glong i = 0; latin[i] != '\0'; i++)
    {
      const gunichar other = g_utf8_get_char (g_utf8_offset_to_pointer (russian, i));

      if (c == (gunichar) latin[i])
        return g_ascii_isalpha (latin[i]) || !cyrillic ? other : c;
      if (c == other)
        return (gunichar) latin[i];
    }
  return c;
}

static char *
type_otherwise (const char *word)
{
  g_autoptr (GString) typed = g_string_new (NULL);
  gboolean cyrillic = FALSE;

  for (const char *at = word; *at != '\0'; at = g_utf8_next_char (at))
    cyrillic |= g_utf8_get_char (at) >= 0x400 && g_utf8_get_char (at) <= 0x4ff;
  for (const char *at = word; *at != '\0'; at = g_utf8_next_char (at))
    g_string_append_unichar (typed, other_key (g_utf8_get_char (at), cyrillic));
  return fold (typed->str);
}

static gboolean
has_letter (const char *word)
{
  for (const char *at = word; *at != '\0'; at = g_utf8_next_char (at))
    if (g_unichar_isalpha (g_utf8_get_char (at)))
      return TRUE;
  return FALSE;
}

/* (nullable): %NULL when the word wants nothing. */
static Need *
need_of_word (const char *word)
{
  g_autoptr (GPtrArray) tokens = cut_tokens (word);
  g_autofree char *digits = phone_part (word);
  Need *need;

  if (tokens->len == 0)
    return NULL;
  need = g_new0 (Need, 1);
  need->ways = g_ptr_array_new_with_free_func (free_way);
  if (tokens->len > MAX_TOKENS)
    g_ptr_array_set_size (tokens, MAX_TOKENS);
  add_way (need, g_steal_pointer (&tokens), NULL);
  if (digits != NULL && strlen (digits) >= MIN_DIGITS)
    add_number (need, digits, *word == '+');
  if (has_letter (word))
    {
      g_autofree char *otherwise = type_otherwise (word);
      g_autoptr (GPtrArray) others = cut_tokens (otherwise);

      if (others->len > MAX_TOKENS)
        g_ptr_array_set_size (others, MAX_TOKENS);
      if (others->len > 0)
        add_way (need, g_steal_pointer (&others), NULL);
    }
  return need;
}

/* How many words from here on may be one phone; 0 when they may not. */
static guint
count_phone_words (GPtrArray *words, guint from, GString *all)
{
  guint n = 0;

  for (; from + n < words->len; n++)
    {
      g_autofree char *digits = phone_part (g_ptr_array_index (words, from + n));

      if (digits == NULL)
        break;
      g_string_append (all, digits);
    }
  return n >= 2 && all->len >= MIN_DIGITS && all->len <= MAX_DIGITS ? n : 0;
}

static Need *
need_of_phone (GPtrArray *words, guint from, guint n, const char *digits)
{
  Need *need = g_new0 (Need, 1);

  need->ways = g_ptr_array_new_with_free_func (free_way);
  need->each = g_ptr_array_new_with_free_func (free_need);
  for (guint i = 0; i < n; i++)
    g_ptr_array_add (need->each, need_of_word (g_ptr_array_index (words, from + i)));
  add_number (need, digits, *(const char *) g_ptr_array_index (words, from) == '+');
  return need;
}

static GPtrArray *
cut_words (const char *typed)
{
  g_autofree char *folded = fold (typed);
  g_auto (GStrv) parts = g_strsplit (folded, " ", -1);
  GPtrArray *words = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; parts[i] != NULL && words->len < MAX_WORDS; i++)
    if (*parts[i] != '\0')
      g_ptr_array_add (words, g_strdup (parts[i]));
  return words;
}

OracleQuery *
oracle_query_new (const char *typed)
{
  OracleQuery *self = g_new0 (OracleQuery, 1);
  g_autoptr (GPtrArray) words = cut_words (typed);
  guint step;

  self->needs = g_ptr_array_new_with_free_func (free_need);
  for (guint i = 0; i < words->len; i += step)
    {
      g_autoptr (GString) digits = g_string_new (NULL);
      const guint n = count_phone_words (words, i, digits);
      Need *need = n > 0 ? need_of_phone (words, i, n, digits->str)
                         : need_of_word (g_ptr_array_index (words, i));

      if (need != NULL)
        g_ptr_array_add (self->needs, need);
      step = MAX (n, 1);
    }
  return self;
}

void
oracle_query_free (OracleQuery *self)
{
  g_ptr_array_unref (self->needs);
  g_free (self);
}

static gboolean
has_start (const OracleRow *row, const char *start)
{
  for (guint i = 0; i < row->tokens->len; i++)
    if (g_str_has_prefix (g_ptr_array_index (row->tokens, i), start))
      return TRUE;
  return FALSE;
}

static gboolean
has_way (const OracleRow *row, const Way *way)
{
  gboolean ends = way->ending == NULL;

  for (guint i = 0; i < row->phones->len && !ends; i++)
    ends = g_str_has_suffix (g_ptr_array_index (row->phones, i), way->ending);
  for (guint i = 0; i < way->starts->len && ends; i++)
    ends = has_start (row, g_ptr_array_index (way->starts, i));
  return ends;
}

static gboolean
has_need (const OracleRow *row, const Need *need)
{
  gboolean each = need->each != NULL;

  for (guint i = 0; i < need->ways->len; i++)
    if (has_way (row, g_ptr_array_index (need->ways, i)))
      return TRUE;
  for (guint i = 0; each && i < need->each->len; i++)
    each = has_need (row, g_ptr_array_index (need->each, i));
  return each;
}

gboolean
oracle_query_finds (const OracleQuery *self, const OracleRow *row)
{
  for (guint i = 0; i < self->needs->len; i++)
    if (!has_need (row, g_ptr_array_index (self->needs, i)))
      return FALSE;
  return TRUE;
}
