/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text for search and order, the same in both programs. Pure, any thread. The index is filled with
 * normalised text and asked with normalised terms, so that both sides agree on every letter. */
#include "shared/base/crm-text.h"

#include <string.h>

/* The keys of the two layouts, in the same order; the last ones are punctuation in qwerty only. */
static const char qwerty[] = "qwertyuiopasdfghjklzxcvbnm[]{};:'\",.<>`~";
static const gunichar jcuken[] = {
  0x439, 0x446, 0x443, 0x43a, 0x435, 0x43d, 0x433, 0x448, 0x449, 0x437, /* й ц у к е н г ш щ з */
  0x444, 0x44b, 0x432, 0x430, 0x43f, 0x440, 0x43e, 0x43b, 0x434, /* ф ы в а п р о л д */
  0x44f, 0x447, 0x441, 0x43c, 0x438, 0x442, 0x44c,               /* я ч с м и т ь */
  0x445, 0x44a, 0x425, 0x42a, 0x436, 0x416, 0x44d, 0x42d,        /* х ъ Х Ъ ж Ж э Э */
  0x431, 0x44e, 0x411, 0x42e, 0x451, 0x401,                      /* б ю Б Ю ё Ё */
};

#define N_KEYS    (sizeof jcuken / sizeof jcuken[0])
#define N_LETTERS 26

#define NOTHING G_MAXUINT32       /* the character is dropped */
#define UNKNOWN (G_MAXUINT32 - 1) /* the tables of Unicode are needed */

typedef struct
{
  gunichar first;
  gunichar last;
  gunichar to;
} Fold;

static const Fold folds[] = {
  { 0x401, 0x401, 0x435 },     { 0x451, 0x451, 0x435 },     /* ё */
  { 0xab, 0xab, '"' },         { 0xbb, 0xbb, '"' },         /* « » */
  { 0x201c, 0x201f, '"' },     { 0x2033, 0x2033, '"' },     /* “ ” „ */
  { 0x2018, 0x201b, '\'' },    { 0x2032, 0x2032, '\'' },    /* ‘ ’ */
  { 0x2bc, 0x2bc, '\'' },      { 0x2010, 0x2015, '-' },     /* ‐ – — */
  { 0x2212, 0x2212, '-' },     { 0xad, 0xad, NOTHING },     /* soft hyphen */
  { 0x200b, 0x200d, NOTHING }, { 0xfeff, 0xfeff, NOTHING }, /* zero width */
  { 0x2116, 0x2116, 0x2116 },                               /* № would become the letters "no" */
};

/* What one character becomes without the tables of Unicode. */
static gunichar
simple_fold (gunichar c)
{
  if (c > ' ' && c < 0x7f)
    return (gunichar) g_ascii_tolower ((char) c);
  if (c >= 0x410 && c <= 0x42f)
    return c + 0x20;
  if (c >= 0x430 && c <= 0x44f)
    return c;

  for (guint i = 0; i < G_N_ELEMENTS (folds); i++)
    if (c >= folds[i].first && c <= folds[i].last)
      return folds[i].to;

  return g_unichar_isspace (c) || g_unichar_iscntrl (c) ? ' ' : UNKNOWN;
}

/* Letters and digits that the tokenizer of the index takes for neither. */
static gboolean
is_odd_letter (gunichar c)
{
  return (c >= 0x19b0 && c <= 0x19c9) || c == 0x1cf2 || c == 0x1cf3;
}

/* The same for what composed, case-folded text may still have. Accents that composed with nothing
 * are dropped, and so is private use, which marks tokens of our own; what else is no letter and no
 * digit parts words, because the tokenizer takes newer signs for letters. Lower case, because GLib
 * folds some scripts (Cherokee) to upper case and back. */
static gunichar
rest_fold (gunichar c)
{
  if ((c >= 0x300 && c <= 0x36f) || (c >= 0xe000 && c <= 0xf8ff))
    return NOTHING;
  if (!g_unichar_isalnum (c) || is_odd_letter (c))
    return ' ';

  return g_unichar_tolower (c);
}

/* One pass with single spaces; %FALSE at the first character that simple_fold() does not know,
 * unless @composed. */
static gboolean
fold_into (GString *to, const char *text, gboolean composed)
{
  gboolean space = FALSE;

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = simple_fold (g_utf8_get_char (at));

      if (c == UNKNOWN && !composed)
        return FALSE;
      if (c == UNKNOWN)
        c = rest_fold (g_utf8_get_char (at));
      if (c == NOTHING)
        continue;

      if (c != ' ' && space)
        g_string_append_c (to, ' ');
      space = c == ' ' && to->len > 0;
      if (c == ' ')
        continue;

      if (c < 0x80)
        g_string_append_c (to, (char) c);
      else
        g_string_append_unichar (to, c);
    }

  return TRUE;
}

/**
 * crm_text_normalise:
 * @text: (nullable): any text; what is not UTF-8 becomes U+FFFD
 *
 * Doing it twice changes nothing.
 *
 * Returns: (transfer full): normalised text, never %NULL
 */
char *
crm_text_normalise (const char *text)
{
  g_autoptr (GString) to = g_string_sized_new (text != NULL ? strlen (text) + 1 : 1);
  g_autofree char *valid = NULL;
  g_autofree char *composed = NULL;
  g_autofree char *folded = NULL;
  g_autofree char *again = NULL;

  if (text == NULL)
    return g_strdup ("");
  if (!g_utf8_validate (text, -1, NULL))
    {
      valid = g_utf8_make_valid (text, -1);
      text = valid;
    }

  if (!fold_into (to, text, FALSE))
    {
      composed = g_utf8_normalize (text, -1, G_NORMALIZE_DEFAULT_COMPOSE);
      folded = g_utf8_casefold (composed, -1);
      again = g_utf8_normalize (folded, -1, G_NORMALIZE_DEFAULT_COMPOSE);
      g_string_truncate (to, 0);
      fold_into (to, again, TRUE);
    }

  return g_string_free (g_steal_pointer (&to), FALSE);
}

static gboolean
is_cyrillic (gunichar c)
{
  return c >= 0x400 && c <= 0x4ff;
}

static gunichar
swap_key (gunichar c, gboolean punctuation)
{
  guint n_latin = punctuation ? N_KEYS : N_LETTERS;
  gunichar lower = g_unichar_tolower (c);
  gboolean upper = lower != c;

  for (guint i = 0; c < 0x80 && i < n_latin; i++)
    if ((gunichar) qwerty[i] == lower)
      return upper ? g_unichar_toupper (jcuken[i]) : jcuken[i];

  for (guint i = 0; c >= 0x80 && i < N_KEYS; i++)
    if (jcuken[i] == c || (i < N_LETTERS && jcuken[i] == lower))
      return upper && i < N_LETTERS ? g_unichar_toupper (qwerty[i]) : (gunichar) qwerty[i];

  return c;
}

/**
 * crm_text_swap_layout:
 * @text: valid UTF-8
 *
 * The keys х ъ ж э б ю ё are punctuation in qwerty, so punctuation is taken for letters only where
 * nothing Cyrillic was typed.
 *
 * Returns: (transfer full): what the other layout would have given
 */
char *
crm_text_swap_layout (const char *text)
{
  g_autoptr (GString) to = g_string_new (NULL);
  gboolean cyrillic = FALSE;

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    cyrillic |= is_cyrillic (g_utf8_get_char (at));

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    g_string_append_unichar (to, swap_key (g_utf8_get_char (at), !cyrillic));

  return g_string_free (g_steal_pointer (&to), FALSE);
}

/**
 * crm_text_sort_key:
 * @text: (nullable): any text
 *
 * Digits, then Russian letters, then Latin ones, then the rest; punctuation does not count. Russian
 * letters take the one byte that capital Latin letters have, so the key is short valid UTF-8.
 *
 * Returns: (transfer full): key to be compared by memcmp()
 */
char *
crm_text_sort_key (const char *text)
{
  g_autofree char *normal = crm_text_normalise (text);
  g_autoptr (GString) key = g_string_sized_new (strlen (normal) + 1);
  gboolean space = FALSE;

  for (const char *at = normal; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (!g_unichar_isalnum (c))
        {
          space |= key->len > 0 && (c == ' ' || c == '-');
          continue;
        }
      if (space)
        g_string_append_c (key, ' ');
      space = FALSE;

      if (c >= 0x430 && c <= 0x44f)
        g_string_append_c (key, (char) (0x40 + (c - 0x430)));
      else
        g_string_append_unichar (key, c);
    }

  return g_string_free (g_steal_pointer (&key), FALSE);
}
