/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of people and companies, compared as a person would by ear. Pure. */
#include "shared/customers/crm-name.h"

#include <stdlib.h>
#include <string.h>

#include "shared/base/crm-distance.h"
#include "shared/base/crm-lookalike.h"
#include "shared/base/crm-text.h"
#include "shared/customers/crm-name-words.h"

#define MAX_WORDS 8

/* Sounds of the Russian letters from а on: Z is ж, C is ч, S is ш and щ, c is ц; soft and hard
 * signs are not heard. */
static const char *const sounds[] = { "a", "b", "v", "g", "d", "e", "Z", "z", "i",  "i", "k",
                                      "l", "m", "n", "o", "p", "r", "s", "t", "u",  "f", "h",
                                      "c", "C", "S", "S", "",  "i", "",  "e", "iu", "ia" };

/* Letters of neighbours. */
static const struct
{
  gunichar letter;
  const char *sound;
} neighbours[] = {
  { 0x456, "i" }, { 0x457, "i" }, { 0x454, "e" }, { 0x491, "g" }, { 0x45e, "u" }, { 0x4d9, "a" },
  { 0x493, "g" }, { 0x49b, "k" }, { 0x4a3, "n" }, { 0x4e9, "o" }, { 0x4af, "u" }, { 0x4b1, "u" },
  { 0x4bb, "h" }, { 0x131, "i" }, { 0x142, "l" }, { 0xdf, "s" },
};

/* Latin spellings, the longest first. */
static const struct
{
  const char *letters;
  const char *sound;
} spellings[] = {
  { "shch", "S" }, { "tsch", "C" }, { "sch", "S" }, { "tch", "C" }, { "sh", "S" }, { "ch", "C" },
  { "zh", "Z" },   { "kh", "h" },   { "ts", "c" },  { "tz", "c" },  { "ph", "f" }, { "th", "t" },
  { "ck", "k" },   { "ce", "ce" },  { "ci", "ci" }, { "cy", "ci" }, { "c", "k" },  { "x", "ks" },
  { "w", "v" },    { "q", "k" },    { "j", "i" },   { "y", "i" },
};

/* ---- folding ------------------------------------------------------------------------------- */

/* Sounds that flow together, however they were written. */
static void
push_sound (GString *to, char sound)
{
  char last = to->len > 0 ? to->str[to->len - 1] : '\0';

  if (last == 'i' && (sound == 'e' || sound == 'o'))
    sound = 'e';
  else if (last == 't' && sound == 's')
    sound = 'c';
  else if (last == 's' && sound == 'C')
    sound = 'S';
  else
    last = '\0';

  if (last != '\0')
    g_string_truncate (to, to->len - 1);
  if (to->len == 0 || to->str[to->len - 1] != sound || g_ascii_isdigit (sound))
    g_string_append_c (to, sound);
}

static void
push_sounds (GString *to, const char *heard)
{
  for (; *heard != '\0'; heard++)
    push_sound (to, *heard);
}

/* One spelling at @at; gives how many bytes it took. */
static gsize
push_latin (GString *to, const char *at)
{
  for (guint i = 0; i < G_N_ELEMENTS (spellings); i++)
    if (g_str_has_prefix (at, spellings[i].letters))
      {
        push_sounds (to, spellings[i].sound);
        return strlen (spellings[i].letters);
      }

  push_sound (to, *at);
  return 1;
}

/* A letter of no alphabet known here: something, always the same. */
static void
push_letter (GString *to, gunichar c)
{
  gunichar base, accent;

  if (c >= 0x430 && c <= 0x44f)
    {
      push_sounds (to, sounds[c - 0x430]);
      return;
    }
  for (guint i = 0; i < G_N_ELEMENTS (neighbours); i++)
    if (neighbours[i].letter == c)
      {
        push_sounds (to, neighbours[i].sound);
        return;
      }
  if (g_unichar_decompose (c, &base, &accent) && base < 0x80)
    push_sound (to, (char) base);
  else if (g_unichar_isalnum (c))
    push_sound (to, (char) ('a' + c % 26));
}

/* A word with letters of both alphabets has twins in it: "Cидоров" with a Latin C. */
static char *
unmix (const char *word, gsize length)
{
  g_autoptr (GString) unmixed = g_string_sized_new (length);
  gboolean has_latin = FALSE, has_cyrillic = FALSE;

  for (const char *at = word; at < word + length; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      has_latin |= c < 0x80 && g_ascii_isalpha ((char) c);
      has_cyrillic |= c >= 0x430 && c <= 0x44f;
      if (c < 0x80)
        c = g_unichar_tolower (crm_lookalike_to_cyrillic (g_unichar_toupper (c)));
      g_string_append_unichar (unmixed, c);
    }

  return has_latin && has_cyrillic ? g_string_free (g_steal_pointer (&unmixed), FALSE)
                                   : g_strndup (word, length);
}

static void
fold_word (GString *to, const char *word, gsize length)
{
  g_autofree char *letters = unmix (word, length);
  g_autoptr (GString) folded = g_string_sized_new (length);
  const char *at = letters;

  while (*at != '\0')
    {
      gunichar c = g_utf8_get_char (at);

      if (c < 0x80)
        at += push_latin (folded, at);
      else
        {
          push_letter (folded, c);
          at = g_utf8_next_char (at);
        }
    }

  if (folded->len > 0 && to->len > 0)
    g_string_append_c (to, ' ');
  g_string_append_len (to, folded->str, folded->len);
}

static gboolean
is_apostrophe (gunichar c)
{
  return c == '\'' || c == '`';
}

/* The next word of normalised text, or %NULL. An apostrophe belongs to a word, anything else that
 * is no letter and no digit ends it. */
static const char *
find_word (const char *from, gsize *length)
{
  const char *end;

  while (*from != '\0' && !g_unichar_isalnum (g_utf8_get_char (from)))
    from = g_utf8_next_char (from);
  for (end = from; *end != '\0'; end = g_utf8_next_char (end))
    {
      gunichar c = g_utf8_get_char (end);

      if (!g_unichar_isalnum (c) && !is_apostrophe (c))
        break;
    }
  *length = end - from;
  return end > from ? from : NULL;
}

/* @word without its apostrophes. */
static void
fold_written (GString *to, const char *word, gsize length)
{
  g_autoptr (GString) bare = g_string_sized_new (length);

  for (gsize i = 0; i < length; i++)
    if (!is_apostrophe ((guchar) word[i]))
      g_string_append_c (bare, word[i]);
  fold_word (to, bare->str, bare->len);
}

/**
 * crm_name_fold:
 * @name: (nullable): a name or a part of it
 *
 * Returns: (transfer full): its sounds
 */
char *
crm_name_fold (const char *name)
{
  g_autofree char *normal = crm_text_normalise (name);
  GString *folded = g_string_sized_new (strlen (normal));
  const char *at = normal;
  gsize length;

  while ((at = find_word (at, &length)) != NULL)
    {
      fold_written (folded, at, length);
      at += length;
    }
  return g_string_free (folded, FALSE);
}

static gboolean
is_legal_form (const char *word, gsize length)
{
  static const char *const forms[] = {
    "ооо", "оао",  "зао", "пао", "ао",  "нао",  "ип",   "чп",   "тоо", "ано",
    "нко", "фгуп", "муп", "гуп", "снт", "тсж",  "гск",  "ooo",  "oao", "zao",
    "pao", "llc",  "ltd", "inc", "jsc", "ojsc", "cjsc", "gmbh", "ip",  "co",
  };

  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    if (strlen (forms[i]) == length && strncmp (forms[i], word, length) == 0)
      return TRUE;
  return FALSE;
}

/* The long words of a legal form; what is left of them says nothing. */
static char *
cut_long_forms (char *normal)
{
  static const char *const forms[] = {
    "общество с ограниченной ответственностью",
    "публичное акционерное общество",
    "закрытое акционерное общество",
    "открытое акционерное общество",
    "непубличное акционерное общество",
    "акционерное общество",
    "индивидуальный предприниматель",
  };

  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      char *found = strstr (normal, forms[i]);

      if (found != NULL)
        memset (found, ' ', strlen (forms[i]));
    }
  return normal;
}

/**
 * crm_name_fold_company:
 * @name: (nullable): what a company calls itself
 *
 * Returns: (transfer full): its sounds without the legal form; with it, when it has no other name
 */
char *
crm_name_fold_company (const char *name)
{
  g_autofree char *normal = cut_long_forms (crm_text_normalise (name));
  GString *folded = g_string_sized_new (strlen (normal));
  const char *at = normal;
  gsize length;

  while ((at = find_word (at, &length)) != NULL)
    {
      if (!is_legal_form (at, length))
        fold_written (folded, at, length);
      at += length;
    }
  if (folded->len > 0)
    return g_string_free (folded, FALSE);

  g_string_free (folded, TRUE);
  return crm_name_fold (name);
}

/* ---- comparing ----------------------------------------------------------------------------- */

static int
compare_names (gconstpointer key, gconstpointer item)
{
  return strcmp (key, *(const char *const *) item);
}

gboolean
crm_name_is_well_known (const char *first)
{
  return bsearch (first, crm_name_words_first, crm_name_words_n_first,
                  sizeof crm_name_words_first[0], compare_names) != NULL;
}

/* "i" of "ivan": one sound, or the two that one letter gives. */
static gboolean
is_initial_of (const char *initial, const char *name)
{
  gsize length = strlen (initial);

  return (length == 1 || (length == 2 && initial[0] == 'i')) && strlen (name) > length &&
         g_str_has_prefix (name, initial);
}

/* Whether all words of one are among those of the other. */
static gboolean
is_word_of (const char *part, const char *whole)
{
  gsize length = strlen (part);
  const char *found = strchr (whole, ' ') != NULL ? strstr (whole, part) : NULL;

  return found != NULL && length > 2 && (found == whole || found[-1] == ' ') &&
         (found[length] == '\0' || found[length] == ' ');
}

/**
 * crm_name_match:
 * @a: (nullable): a folded part of a name
 * @b: (nullable): the same part of another
 * @is_first: whether it is the first name
 *
 * Returns: how well they go together
 */
CrmNameMatch
crm_name_match (const char *a, const char *b, gboolean is_first)
{
  guint limit;

  if (a == NULL || b == NULL || *a == '\0' || *b == '\0')
    return CRM_NAME_UNKNOWN;
  if (strcmp (a, b) == 0)
    return CRM_NAME_SAME;
  if (is_initial_of (a, b) || is_initial_of (b, a))
    return CRM_NAME_INITIAL;
  if (is_word_of (a, b) || is_word_of (b, a))
    return CRM_NAME_PART;
  if (is_first && crm_name_is_well_known (a) && crm_name_is_well_known (b))
    return CRM_NAME_DIFFERENT;

  limit = crm_distance_get_limit ((guint) MAX (strlen (a), strlen (b)));
  return crm_distance_bytes (a, b, limit) <= limit ? CRM_NAME_NEAR : CRM_NAME_DIFFERENT;
}

/**
 * crm_name_guess_sex:
 * @middle: (nullable): a folded patronymic
 *
 * Returns: 'm', 'f', or 0 when it does not say
 */
char
crm_name_guess_sex (const char *middle)
{
  if (middle == NULL)
    return 0;
  if (g_str_has_suffix (middle, "viC") || g_str_has_suffix (middle, "iC") ||
      g_str_has_suffix (middle, " ogli") || g_str_has_suffix (middle, " uli"))
    return 'm';
  if (g_str_has_suffix (middle, "vna") || g_str_has_suffix (middle, "iCna") ||
      g_str_has_suffix (middle, " kizi"))
    return 'f';
  return 0;
}

static guint
get_points (CrmNameMatch match)
{
  switch (match)
    {
    case CRM_NAME_SAME:
      return 100;
    case CRM_NAME_NEAR:
      return 80;
    case CRM_NAME_PART:
      return 70;
    case CRM_NAME_INITIAL:
      return 50;
    default:
      return 0;
    }
}

/* The best partner among the words nobody has taken yet. */
static guint
take_best (const char *word, char **words, guint *taken)
{
  guint best = 0;
  int at = -1;

  for (int i = 0; words[i] != NULL && i < MAX_WORDS; i++)
    {
      guint points =
          (*taken & (1u << i)) == 0 ? get_points (crm_name_match (word, words[i], FALSE)) : 0;

      if (points > best)
        {
          best = points;
          at = i;
        }
    }
  if (at >= 0)
    *taken |= 1u << at;
  return best;
}

/**
 * crm_name_get_similarity:
 * @a: (nullable): a whole name
 * @b: (nullable): another
 *
 * A word that only one of them has (a patronymic, mostly) counts a third.
 *
 * Returns: 0 to 100
 */
guint
crm_name_get_similarity (const char *a, const char *b)
{
  g_autofree char *first = crm_name_fold (a);
  g_autofree char *second = crm_name_fold (b);
  g_auto (GStrv) fewer = g_strsplit (first, " ", MAX_WORDS);
  g_auto (GStrv) more = g_strsplit (second, " ", MAX_WORDS);
  guint sum = 0, taken = 0, n_fewer = g_strv_length (fewer), n_more = g_strv_length (more);

  if (*first == '\0' || *second == '\0')
    return 0;
  if (n_fewer > n_more)
    {
      char **swapped = fewer;

      fewer = more;
      more = swapped;
      n_more = n_fewer;
      n_fewer = g_strv_length (fewer);
    }

  for (guint i = 0; i < n_fewer; i++)
    sum += take_best (fewer[i], more, &taken);
  return 3 * sum / (3 * n_fewer + (n_more - n_fewer));
}
