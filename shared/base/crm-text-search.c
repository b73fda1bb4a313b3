/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is typed into the search field, as an FTS5 expression. Pure, any thread. Every word that the
 * index cuts out of a text must be cut out of the query in the same way. */
#include "shared/base/crm-text.h"

#include <string.h>

#define MAX_WORDS  12
#define MAX_TOKENS 24 /* of one word */
#define MIN_DIGITS 3
#define PHONE_TAIL 10
#define REVERSED   "\356\200\200" /* U+E000: a token character that nobody can type a search for */

/**
 * crm_text_split_terms:
 * @query: (nullable): what a person typed
 *
 * Returns: (transfer full) (array zero-terminated=1): its words, normalised
 */
char **
crm_text_split_terms (const char *query)
{
  g_autofree char *text = crm_text_normalise (query);

  if (*text == '\0')
    return g_new0 (char *, 1);
  return g_strsplit (text, " ", -1);
}

/* Tokens of a normalised word, each a string of its own: in such a text the tokenizer unicode61
 * takes the same characters for letters and digits. One that it does not know would split a term in
 * two, which is an error in an index without positions. */
static GPtrArray *
split_tokens (const char *word)
{
  g_autoptr (GPtrArray) tokens = g_ptr_array_new_with_free_func (g_free);
  const char *start = NULL;

  for (const char *at = word;; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);
      gboolean inside = c != 0 && g_unichar_isalnum (c);

      if (inside && start == NULL)
        start = at;
      if (!inside && start != NULL)
        {
          if (tokens->len < MAX_TOKENS)
            g_ptr_array_add (tokens, g_strndup (start, at - start));
          start = NULL;
        }
      if (c == 0)
        return g_steal_pointer (&tokens);
    }
}

/* "a"* AND "b"* for the tokens of @word; %NULL when it has none. */
static char *
match_all_tokens (const char *word)
{
  g_autoptr (GPtrArray) tokens = split_tokens (word);
  g_autoptr (GString) expression = g_string_new (NULL);

  for (guint i = 0; i < tokens->len; i++)
    g_string_append_printf (expression, "%s\"%s\"*", i > 0 ? " AND " : "",
                            (const char *) g_ptr_array_index (tokens, i));

  return tokens->len > 0 ? g_string_free (g_steal_pointer (&expression), FALSE) : NULL;
}

static void
add_alternative (GPtrArray *alternatives, char *expression)
{
  g_autofree char *owned = expression;

  if (owned == NULL || g_ptr_array_find_with_equal_func (alternatives, owned, g_str_equal, NULL))
    return;
  g_ptr_array_add (alternatives, g_steal_pointer (&owned));
}

/* The last ten digits, backwards. */
static char *
reverse_tail (const char *digits)
{
  gsize length = strlen (digits);
  const char *tail = length > PHONE_TAIL ? digits + length - PHONE_TAIL : digits;
  char *reversed = g_strdup (tail);

  return g_strreverse (reversed);
}

/* Digits may be the start of a number, of a phone with or without the country, or its end. */
static void
add_digits (GPtrArray *alternatives, const char *digits, gboolean plus)
{
  g_autofree char *reversed = reverse_tail (digits);
  gsize length = strlen (digits);

  add_alternative (alternatives, g_strdup_printf ("\"%s\"*", digits));
  if (length > PHONE_TAIL)
    add_alternative (alternatives, g_strdup_printf ("\"%s\"*", digits + length - PHONE_TAIL));
  else if (digits[0] == '7' || digits[0] == '8')
    add_alternative (alternatives, g_strdup_printf ("\"%s\"*", digits + 1));
  if (!plus && length <= PHONE_TAIL)
    add_alternative (alternatives, g_strdup_printf ("\"" REVERSED "%s\"*", reversed));
}

/* The digits of a word made of nothing but digits and what decorates a phone; else %NULL. */
static char *
phone_digits (const char *word)
{
  g_autoptr (GString) digits = g_string_new (NULL);

  for (const char *at = word; *at != '\0'; at++)
    if (g_ascii_isdigit (*at))
      g_string_append_c (digits, *at);
    else if (strchr ("+-().", *at) == NULL)
      return NULL;

  return digits->len > 0 ? g_string_free (g_steal_pointer (&digits), FALSE) : NULL;
}

static char *
join_alternatives (GPtrArray *alternatives)
{
  g_autoptr (GString) expression = g_string_new (NULL);

  for (guint i = 0; i < alternatives->len; i++)
    g_string_append_printf (expression, "%s(%s)", i > 0 ? " OR " : "",
                            (const char *) g_ptr_array_index (alternatives, i));

  return alternatives->len > 0 ? g_string_free (g_steal_pointer (&expression), FALSE) : NULL;
}

static gboolean
has_letter (const char *word)
{
  for (const char *at = word; *at != '\0'; at = g_utf8_next_char (at))
    if (g_unichar_isalpha (g_utf8_get_char (at)))
      return TRUE;

  return FALSE;
}

/* One word: as typed, in the other layout, as digits of a phone. %NULL when it has no token: a
 * quote alone is a quote and not э. */
static char *
match_word (const char *word)
{
  g_autoptr (GPtrArray) alternatives = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *digits = phone_digits (word);

  add_alternative (alternatives, match_all_tokens (word));
  if (alternatives->len == 0)
    return NULL;

  if (digits != NULL && strlen (digits) >= MIN_DIGITS)
    add_digits (alternatives, digits, *word == '+');
  if (has_letter (word))
    {
      g_autofree char *swapped = crm_text_swap_layout (word);
      g_autofree char *normal = crm_text_normalise (swapped);

      add_alternative (alternatives, match_all_tokens (normal));
    }

  return join_alternatives (alternatives);
}

/* Words from @words on that together look like one phone: "8", "900", "555-01-23". Gives their
 * number and joined digits, or 0. */
static guint
find_phone_run (char **words, char **joined)
{
  g_autoptr (GString) all = g_string_new (NULL);
  guint n = 0;

  for (; words[n] != NULL; n++)
    {
      g_autofree char *digits = phone_digits (words[n]);

      if (digits == NULL)
        break;
      g_string_append (all, digits);
    }

  if (n < 2 || all->len < MIN_DIGITS || all->len > 15)
    return 0;

  *joined = g_string_free (g_steal_pointer (&all), FALSE);
  return n;
}

/* (all words one by one) or (all of them as one phone). */
static char *
match_phone_run (char **words, guint n_words, const char *digits)
{
  g_autoptr (GPtrArray) alternatives = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GString) each = g_string_new (NULL);

  for (guint i = 0; i < n_words; i++)
    {
      g_autofree char *word = match_word (words[i]);

      if (word != NULL)
        g_string_append_printf (each, "%s(%s)", each->len > 0 ? " AND " : "", word);
    }

  add_alternative (alternatives, g_string_free (g_steal_pointer (&each), FALSE));
  add_digits (alternatives, digits, words[0][0] == '+');
  return join_alternatives (alternatives);
}

/**
 * crm_text_to_match:
 * @query: (nullable): what a person typed
 *
 * Every string in the expression is exactly one token, because an index with detail=none refuses
 * phrases; nothing of the query stands outside quotes.
 *
 * Returns: (transfer full) (nullable): an FTS5 expression, or %NULL
 */
char *
crm_text_to_match (const char *query)
{
  g_auto (GStrv) words = crm_text_split_terms (query);
  g_autoptr (GString) expression = g_string_new (NULL);
  guint step = 1;

  if (g_strv_length (words) > MAX_WORDS)
    for (guint i = MAX_WORDS; words[i] != NULL; i++)
      g_clear_pointer (&words[i], g_free);

  for (guint i = 0; words[i] != NULL; i += step)
    {
      g_autofree char *digits = NULL;
      g_autofree char *part = NULL;
      guint run = find_phone_run (words + i, &digits);

      part = run > 0 ? match_phone_run (words + i, run, digits) : match_word (words[i]);
      step = MAX (run, 1);
      if (part != NULL)
        g_string_append_printf (expression, "%s(%s)", expression->len > 0 ? " AND " : "", part);
    }

  return expression->len > 0 ? g_string_free (g_steal_pointer (&expression), FALSE) : NULL;
}

/**
 * crm_text_phone_tokens:
 * @phone: (nullable): E.164 or anything with digits
 *
 * A foreign number is found by all its digits too.
 *
 * Returns: (transfer full): the tokens, maybe ""
 */
char *
crm_text_phone_tokens (const char *phone)
{
  g_autofree char *digits = NULL;
  g_autofree char *reversed = NULL;
  gsize length;
  char *to;

  if (phone == NULL)
    return g_strdup ("");

  to = digits = g_strdup (phone);
  for (const char *at = phone; *at != '\0'; at++)
    if (g_ascii_isdigit (*at))
      *to++ = *at;
  *to = '\0';
  length = to - digits;
  if (length == 0)
    return g_strdup ("");

  reversed = reverse_tail (digits);
  if (length <= PHONE_TAIL)
    return g_strdup_printf ("%s " REVERSED "%s", digits, reversed);
  if (length == PHONE_TAIL + 1 && digits[0] == '7')
    return g_strdup_printf ("%s " REVERSED "%s", digits + 1, reversed);
  return g_strdup_printf ("%s " REVERSED "%s %s", digits + length - PHONE_TAIL, reversed, digits);
}
