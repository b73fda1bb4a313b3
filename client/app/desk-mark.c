/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Marks what was found in a line of text. Pure. Works character by character, because case folding
 * and «ё» change the bytes but not the count of characters of the scripts we search in. */

#include "client/app/desk-mark.h"

#include <string.h>

#define OPEN_LIGHT "<span weight=\"600\" foreground=\"#1a5fb4\">"
#define OPEN_DARK  "<span weight=\"600\" foreground=\"#78aeed\">"
#define CLOSE_TAG  "</span>"

static gunichar
fold (gunichar c)
{
  c = g_unichar_tolower (c);
  return c == 0x451 ? 0x435 : c;
}

static gboolean
is_separator (gunichar c)
{
  return c == ' ' || c == '-' || c == '(' || c == ')' || c == 0xa0;
}

/* How many characters of @text from @at on are @word, or 0. */
static glong
match_at (const gunichar *text, glong length, glong at, const char *word)
{
  gboolean digits = g_ascii_isdigit (*word);
  glong i = at;

  for (const char *c = word; *c != '\0'; c = g_utf8_next_char (c))
    {
      while (digits && i > at && i < length && is_separator (text[i]))
        i++;
      if (i >= length || fold (text[i]) != fold (g_utf8_get_char (c)))
        return 0;
      i++;
    }
  return i - at;
}

static gboolean
begins_word (const gunichar *text, glong at)
{
  return at == 0 || !g_unichar_isalnum (text[at - 1]);
}

static void
find_marks (const gunichar *text, glong length, const char *word, gboolean *marked)
{
  gboolean digits = g_ascii_isdigit (*word);

  for (glong at = 0; at < length; at++)
    {
      glong n;

      if (!digits && !begins_word (text, at))
        continue;
      n = match_at (text, length, at, word);
      for (glong i = at; i < at + n; i++)
        marked[i] = TRUE;
    }
}

char *
desk_mark_dup_markup (const char *text, const char *const *words, gboolean dark)
{
  g_autofree gunichar *characters = NULL;
  g_autofree gboolean *marked = NULL;
  GString *markup;
  glong length;

  if (words == NULL || words[0] == NULL || !g_utf8_validate (text, -1, NULL))
    return g_markup_escape_text (text, -1);
  characters = g_utf8_to_ucs4_fast (text, -1, &length);
  marked = g_new0 (gboolean, length + 1);
  for (guint i = 0; words[i] != NULL; i++)
    if (*words[i] != '\0')
      find_marks (characters, length, words[i], marked);

  markup = g_string_new (NULL);
  for (glong i = 0; i < length; i++)
    {
      char utf8[8] = { 0 };
      g_autofree char *escaped = NULL;

      if (marked[i] && (i == 0 || !marked[i - 1]))
        g_string_append (markup, dark ? OPEN_DARK : OPEN_LIGHT);
      g_unichar_to_utf8 (characters[i], utf8);
      escaped = g_markup_escape_text (utf8, -1);
      g_string_append (markup, escaped);
      if (marked[i] && !marked[i + 1])
        g_string_append (markup, CLOSE_TAG);
    }
  return g_string_free (markup, FALSE);
}
