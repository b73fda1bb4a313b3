/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Names and typed texts that try everything the search knows of, and much that it does not. */

#include "tests/store/search-noise.h"

#include <string.h>

#include "shared/base/crm-text.h"
#include "tests/lib/crm-test.h"

guint
search_noise_pick (SearchNoise *self, guint n)
{
  return crm_test_random (&self->seed) % n;
}

char *
search_noise_name (SearchNoise *self)
{
  static const char *const parts[] = { "ив",  "ан", "ов", "пет", "ёл",  "ки", "на",
                                       "сем", "ён", "ря", "щу",  "эль", "жу", "бо",
                                       "хъ",  "a",  "nn", "mc",  "ß",   "é" };
  static const char *const whole[] = {
    "О'Коннор",  "Иванова-Петрова",
    "«Ромашка»", "AND",
    "NEAR",      "NOT",
    "OR",        "text",
    "Роза🌹",     "北京",
    "Әлия",      "Żółć",
    "3М",        "ООО",
    "7",         "№5",
    "Стро­й",    "\xef\xbb\xbfАнна",
    "й",         "и\xcc\x86од",
    "col:umn",   "a_b%c",
    "Ёж",        "C++",
  };
  GString *name;

  if (search_noise_pick (self, 6) == 0)
    return g_strdup (SEARCH_NOISE_ONE_OF (self, whole));
  name = g_string_new (NULL);
  for (guint i = 1 + search_noise_pick (self, 4); i > 0; i--)
    g_string_append (name, SEARCH_NOISE_ONE_OF (self, parts));
  return g_string_free (name, FALSE);
}

char *
search_noise_digits (SearchNoise *self, guint n)
{
  char *digits = g_new0 (char, n + 1);

  /* Few different ones, so that numbers meet. */
  for (guint i = 0; i < n; i++)
    digits[i] = "0123577889"[search_noise_pick (self, 10)];
  return digits;
}

/* A random part of what is in some row. */
static char *
cut_word (SearchNoise *self)
{
  const char *word = g_ptr_array_index (self->words, search_noise_pick (self, self->words->len));
  const glong length = g_utf8_strlen (word, -1);
  const glong from =
      search_noise_pick (self, 3) == 0 ? (glong) search_noise_pick (self, (guint) length) : 0;

  return g_utf8_substring (word, from,
                           from + 1 + (glong) search_noise_pick (self, (guint) (length - from)));
}

static char *
cut_phone (SearchNoise *self)
{
  static const char *const signs[] = { "", "", "", "", "-", " ", "(", ") ", ".", "+" };
  g_autofree char *phone = search_noise_pick (self, 4) == 0
                               ? search_noise_digits (self, 1 + search_noise_pick (self, 16))
                               : cut_word (self);
  g_autoptr (GString) typed =
      g_string_new (search_noise_pick (self, 4) == 0 ? SEARCH_NOISE_ONE_OF (self, signs) : "");

  for (const char *at = phone; *at != '\0'; at++)
    if (g_ascii_isdigit (*at))
      {
        g_string_append_c (typed, *at);
        g_string_append (typed, SEARCH_NOISE_ONE_OF (self, signs));
      }
  return g_string_free (g_steal_pointer (&typed), FALSE);
}

static char *
make_noise (SearchNoise *self)
{
  GString *noise = g_string_new (NULL);

  for (guint i = 1 + search_noise_pick (self, 8); i > 0; i--)
    {
      /* Any character that there may be, most of them of the first planes. */
      const gunichar c =
          1 + search_noise_pick (self, search_noise_pick (self, 4) == 0 ? 0x10ffff : 0x2fff);

      if (g_unichar_validate (c))
        g_string_append_unichar (noise, c);
    }
  return g_string_free (noise, FALSE);
}

/* Operators of FTS5, wildcards of LIKE, quotes of both, signs that are not seen, other alphabets,
 * no UTF-8 at all. */
static const char *const nasty[] = {
  "\"",
  "*",
  "NEAR(",
  "text:",
  "col:",
  "{text}:",
  "-",
  "^",
  "+",
  "AND",
  "OR",
  "NOT",
  "%",
  "_",
  "\\",
  "'",
  "';--",
  "\"\"",
  "\"a\" OR \"",
  "NEAR(a b, 2)",
  "(",
  ")",
  "?",
  "?1",
  "\x01",
  "\x1b[0m",
  "\x7f",
  "\xc2\xa0",
  "\xe2\x80\x8b",
  "\xc2\xad",
  "😀",
  "🌹",
  "❤️",
  "👨‍👩‍👧",
  "\xee\x80\x80",
  "\xee\x80\x81tperson",
  "№",
  "<b>",
  "\r\n",
  "\xff",
  "\xd0",
  "\xed\xa0\x80",
  "[kt,",
  "'kby",
  "`;br",
  "{}",
  "\xcc\x86",
};

static char *
make_part (SearchNoise *self)
{
  g_autofree char *word = cut_word (self);

  switch (search_noise_pick (self, 10))
    {
    case 0:
      return crm_text_swap_layout (word);
    case 1:
      return g_utf8_strup (word, -1);
    case 2:
    case 3:
      return cut_phone (self);
    case 4:
      return g_strdup (SEARCH_NOISE_ONE_OF (self, nasty));
    case 5:
      return g_strconcat (SEARCH_NOISE_ONE_OF (self, nasty), word,
                          SEARCH_NOISE_ONE_OF (self, nasty), NULL);
    case 6:
      return search_noise_pick (self, 3) == 0 ? make_noise (self) : search_noise_name (self);
    case 7:
      return g_strconcat (word, SEARCH_NOISE_ONE_OF (self, nasty), NULL);
    default:
      return g_steal_pointer (&word);
    }
}

/* The same again and again and then another, around where the search stops counting. */
static char *
make_long_query (SearchNoise *self)
{
  const gboolean words = search_noise_pick (self, 2) == 0;
  g_autofree char *same = cut_word (self);
  g_autofree char *other = make_part (self);
  GString *query = g_string_new (NULL);

  for (guint i = (words ? 10 : 22) + search_noise_pick (self, 4); i > 0; i--)
    g_string_append_printf (query, "%s%s", same, words ? " " : "-");
  g_string_append (query, other);
  return g_string_free (query, FALSE);
}

char *
search_noise_query (SearchNoise *self)
{
  static const char *const between[] = { " ", " ", " ", "  ", "\t", "", ",", "-", "\xc2\xa0" };
  GString *query;
  const guint parts = search_noise_pick (self, 40) == 0 ? 30 : 1 + search_noise_pick (self, 3);
  const guint times = search_noise_pick (self, 500) == 0 ? 1 + search_noise_pick (self, 3000) : 1;

  if (search_noise_pick (self, 20) == 0)
    return make_long_query (self);
  query = g_string_new (NULL);
  for (guint i = 0; i < parts; i++)
    {
      g_autofree char *part = make_part (self);

      for (guint j = 0; j < times; j++)
        g_string_append (query, part);
      g_string_append (query, SEARCH_NOISE_ONE_OF (self, between));
    }
  return g_string_free (query, FALSE);
}
