/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is found beside the words of the index. A mistyped word is asked for with each of its
 * neighbours, some hundred of them at a few microseconds each, and only when nobody has the word as
 * it was typed. Numbers of policies, vehicles and papers have indexes of their own. Reader thread.
 */

#define G_LOG_DOMAIN "desk-store"

#include "client/store/desk-text-near.h"

#include "shared/base/crm-distance.h"
#include "shared/base/crm-lookalike.h"
#include "shared/base/crm-text.h"
#include "shared/customers/crm-vin.h"

#include <string.h>

#define MAX_LETTERS 24
#define MAX_FOUND   12  /* neighbours of one word that somebody has */
#define MAX_NUMBERS 500 /* customers found by a number */
#define MIN_DIGITS  4
#define MIN_PAPER   9 /* characters of a number of a paper: below it phones are typed */
#define MASK_SHOWN  3 /* characters that a mask leaves, see crm_text_mask() */

static const char cyrillic[] = "абвгдежзийклмнопрстуфхцчшщъыьэюя";
static const char latin[] = "abcdefghijklmnopqrstuvwxyz";

/* The neighbours of a word as they are looked for. */
typedef struct
{
  sqlite3_stmt *statement;
  GString *match; /* those that somebody has */
  guint n_found;
} Near;

static gboolean
ask (sqlite3_stmt *statement, const char *match, gboolean *exists, GError **error)
{
  gboolean done;

  *exists = FALSE;
  sqlite3_bind_text (statement, 1, match, -1, SQLITE_STATIC);
  done = desk_sqlite_step (statement, exists, error);
  sqlite3_reset (statement);
  return done;
}

gboolean
desk_text_near_exists (DeskConnection *connection,
                       const char *match,
                       gboolean *exists,
                       GError **error)
{
  sqlite3_stmt *statement = desk_connection_get (connection, DESK_SQL_NEAR_MATCH, error);
  gboolean done = statement != NULL && ask (statement, match, exists, error);

  return done;
}

/* The letters from @from to @to of @word with @between instead of what was there. */
static gboolean
try_variant (Near *near,
             const gunichar *word,
             guint from,
             guint to,
             const char *between,
             GError **error)
{
  g_autofree char *head = g_ucs4_to_utf8 (word, from, NULL, NULL, NULL);
  g_autofree char *tail = g_ucs4_to_utf8 (word + to, -1, NULL, NULL, NULL);
  g_autofree char *term = g_strdup_printf ("\"%s%s%s\"*", head, between, tail);
  gboolean exists = FALSE;

  if (near->n_found >= MAX_FOUND)
    return TRUE;
  if (!ask (near->statement, term, &exists, error))
    return FALSE;
  if (exists)
    g_string_append_printf (near->match, "%s%s", near->n_found++ > 0 ? " OR " : "", term);
  return TRUE;
}

/* One letter left out, another one for it, one more before it, changed about with the next. */
static gboolean
try_place (Near *near, const gunichar *word, guint n, guint i, const char *letters, GError **error)
{
  for (const char *at = letters; *at != '\0'; at = g_utf8_next_char (at))
    {
      g_autofree char *letter = g_strndup (at, (gsize) (g_utf8_next_char (at) - at));

      if ((i < n && !try_variant (near, word, i, i + 1, letter, error)) ||
          !try_variant (near, word, i, i, letter, error))
        return FALSE;
    }
  if (i < n && !try_variant (near, word, i, i + 1, "", error))
    return FALSE;
  if (i + 1 < n)
    {
      const gunichar turned[] = { word[i + 1], word[i], 0 };
      g_autofree char *pair = g_ucs4_to_utf8 (turned, -1, NULL, NULL, NULL);

      return try_variant (near, word, i, i + 2, pair, error);
    }
  return TRUE;
}

static gboolean
is_word (const gunichar *word, glong n)
{
  for (glong i = 0; i < n; i++)
    if (!g_unichar_isalpha (word[i]))
      return FALSE;
  return n <= MAX_LETTERS && crm_distance_get_limit ((guint) n) > 0;
}

/* Appends what may be meant by one word; %FALSE with an error. */
static gboolean
add_word (sqlite3_stmt *statement,
          GString *match,
          const char *typed,
          gboolean *hopeless,
          GError **error)
{
  g_autofree char *exact = crm_text_to_match (typed);
  g_autoptr (GString) variants = g_string_new (NULL);
  Near near = { statement, variants, 0 };
  glong n = 0;
  g_autofree gunichar *word = g_utf8_to_ucs4_fast (typed, -1, &n);
  gboolean exists = FALSE;

  if (exact == NULL)
    return TRUE;
  if (!ask (statement, exact, &exists, error))
    return FALSE;
  if (!exists && is_word (word, n))
    for (guint i = 0; i <= (guint) n; i++)
      if (!try_place (&near, word, (guint) n, i, word[0] < 0x80 ? latin : cyrillic, error))
        return FALSE;
  *hopeless |= !exists && near.n_found == 0;
  g_string_append_printf (match, "%s(%s)", match->len > 0 ? " AND " : "",
                          exists ? exact : variants->str);
  return TRUE;
}

char *
desk_text_near_match (DeskConnection *connection, const char *text, GError **error)
{
  g_auto (GStrv) words = crm_text_split_terms (text);
  g_autoptr (GString) match = g_string_new (NULL);
  sqlite3_stmt *statement = NULL;
  gboolean hopeless = FALSE;
  gboolean done = TRUE;

  if (g_strv_length (words) > 4)
    return NULL;
  statement = desk_connection_get (connection, DESK_SQL_NEAR_MATCH, error);
  done = statement != NULL;
  for (guint i = 0; done && !hopeless && words[i] != NULL; i++)
    done = add_word (statement, match, words[i], &hopeless, error);
  return done && !hopeless && match->len > 0 ? g_string_free (g_steal_pointer (&match), FALSE)
                                             : NULL;
}

/* ---- numbers ------------------------------------------------------------------------------- */

static gboolean
add_numbers (DeskConnection *connection,
             DeskSql sql,
             const char *begins,
             GString *list,
             GError **error)
{
  sqlite3_stmt *statement = desk_connection_get (connection, sql, error);
  gboolean row = FALSE;
  gboolean done = statement != NULL;

  if (statement != NULL)
    {
      sqlite3_bind_text (statement, 1, begins, -1, SQLITE_STATIC);
      sqlite3_bind_int (statement, 2, MAX_NUMBERS);
    }
  while (done && (done = desk_sqlite_step (statement, &row, error)) && row)
    g_string_append_printf (list, "%s%" G_GINT64_FORMAT, list->len > 0 ? "," : "",
                            (gint64) sqlite3_column_int64 (statement, 0));
  sqlite3_reset (statement);
  return done;
}

/* The digits at the end of "ХХХ0001234567", or of a number alone. */
static const char *
find_digits (const char *squeezed)
{
  const char *at = squeezed;

  while (*at != '\0' && !g_ascii_isdigit (*at))
    at = g_utf8_next_char (at);
  return strspn (at, "0123456789") == strlen (at) ? at : "";
}

static guint
count_digits (const char *text)
{
  guint n = 0;

  for (; *text != '\0'; text++)
    n += g_ascii_isdigit (*text) != 0;
  return n;
}

static gboolean
add_vehicles (DeskConnection *connection, const char *squeezed, GString *list, GError **error)
{
  g_autofree char *vin = crm_vin_normalise (squeezed, NULL);
  g_autofree char *plate = crm_lookalike_tidy (squeezed, CRM_TIDY_DASHES | CRM_TIDY_CYRILLIC);

  return add_numbers (connection, DESK_SQL_NEAR_VIN, vin, list, error) &&
         add_numbers (connection, DESK_SQL_NEAR_PLATE, plate, list, error);
}

/* Ten or eleven digits that a Russian phone may be. */
static gboolean
is_phone (const char *squeezed)
{
  const gsize length = strlen (squeezed);

  return (length == 10 && *squeezed == '9') ||
         (length == 11 && (*squeezed == '7' || *squeezed == '8'));
}

static gboolean
add_papers (DeskConnection *connection, const char *text, GString *list, GError **error)
{
  g_autofree char *number = crm_lookalike_tidy (text, CRM_TIDY_DASHES | CRM_TIDY_LATIN);

  if (g_utf8_strlen (number, -1) < MIN_PAPER)
    return TRUE;
  /* A mask alone fits one of a thousand people: too many for each phone that is typed. */
  return (is_phone (number) ||
          add_numbers (connection, DESK_SQL_NEAR_PAPER, number, list, error)) &&
         add_numbers (connection, DESK_SQL_NEAR_SERIES, number, list, error);
}

/* "•••456", also with asterisks or dots: the end of a paper as it is shown. %NULL when it is none.
 */
static const char *
find_shown_end (const char *squeezed)
{
  const char *at = squeezed;

  while (g_str_has_prefix (at, "•") || g_str_has_prefix (at, "…") || *at == '*' || *at == '.')
    at = g_utf8_next_char (at);
  return at != squeezed && g_utf8_strlen (at, -1) == MASK_SHOWN && count_digits (at) > 0 ? at
                                                                                         : NULL;
}

static gboolean
add_ends (DeskConnection *connection, const char *squeezed, GString *list, GError **error)
{
  g_autofree char *vin = crm_vin_normalise (squeezed, NULL);
  const gboolean digits = strspn (squeezed, "0123456789") == strlen (squeezed);

  if (digits && !add_numbers (connection, DESK_SQL_NEAR_POLICY_END, squeezed, list, error))
    return FALSE;
  return strlen (vin) >= CRM_VIN_LENGTH ||
         add_numbers (connection, DESK_SQL_NEAR_VIN_END, vin, list, error);
}

static char *
close_list (GString *list)
{
  return list->len > 0 ? g_strdup_printf ("[%s]", list->str) : NULL;
}

char *
desk_text_near_numbers (DeskConnection *connection, const char *text, GError **error)
{
  g_autofree char *squeezed = crm_lookalike_tidy (text, CRM_TIDY_DASHES);
  g_autoptr (GString) list = g_string_new (NULL);
  const char *digits = find_digits (squeezed);
  const char *shown = find_shown_end (squeezed);
  const glong length = g_utf8_strlen (squeezed, -1);

  if (shown != NULL)
    return add_numbers (connection, DESK_SQL_NEAR_SHOWN, shown, list, error) ? close_list (list)
                                                                             : NULL;
  if (length < MIN_DIGITS || length > 40 || count_digits (squeezed) < 3)
    return NULL;
  if (strlen (digits) >= MIN_DIGITS &&
      !add_numbers (connection, DESK_SQL_NEAR_POLICY, digits, list, error))
    return NULL;
  if (!add_vehicles (connection, squeezed, list, error) ||
      !add_ends (connection, squeezed, list, error) ||
      !add_papers (connection, squeezed, list, error))
    return NULL;
  return close_list (list);
}
