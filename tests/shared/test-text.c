/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Normalising, layouts, order; and the search expression against a real index. */
#include <sqlite3.h>
#include <string.h>

#include "shared/base/crm-text.h"
#include "tests/lib/crm-test.h"

#define REVERSED "\356\200\200"

typedef struct
{
  const char *name;
  const char *text;
  const char *expected;
} TextCase;

static const TextCase normal[] = {
  { "null", NULL, "" },
  { "empty", "", "" },
  { "spaces", "  a \t b\302\240\n c  ", "a b c" },
  { "case", "ИвАнОв Ivan", "иванов ivan" },
  { "yo", "Ёжик ёж", "ежик еж" },
  { "yo-decomposed", "е\314\210ж", "еж" },
  { "short-i-decomposed", "и\314\206од", "йод" },
  { "stress", "за\314\201мок", "замок" },
  { "hyphens", "Анна‐Мария–Луиза — X−Y", "анна-мария-луиза - x-y" },
  { "soft-hyphen", "страхо\302\255вание", "страхование" },
  { "quotes", "ООО «Ромашка» “x” ’y’", "ооо \"ромашка\" \"x\" 'y'" },
  { "sharp-s", "Straße", "strasse" },
  { "accents", "Jürgen E\314\201", "jürgen é" },
  { "greek", "ΣΊΣΥΦΟΣ", "σίσυφοσ" },
  { "number-sign", "№ 5", "№ 5" },
  { "zero-width", "a\342\200\213b\357\273\277", "ab" },
  { "controls", "a\001b\177c", "a b c" },
  { "not-utf8", "a\377b", "a b" },
  { "emoji", "Роза🌹Анна ❤️", "роза анна" },
  { "unassigned", "a\363\240\202\200b", "a b" },
  { "private", "a\356\200\200b", "ab" },
  { "ukrainian", "Їжак ҐАВА", "їжак ґава" },
};

static void
test_normalise (gconstpointer data)
{
  const TextCase *row = data;
  g_autofree char *text = crm_text_normalise (row->text);
  g_autofree char *again = crm_text_normalise (text);

  g_assert_cmpstr (text, ==, row->expected);
  g_assert_cmpstr (again, ==, text);
}

static const TextCase layouts[] = {
  { "to-russian", "gtnhjd", "петров" },
  { "to-latin", "шмфт", "ivan" },
  { "keys", "[];',.`", "хъжэбюё" },
  { "shifted-keys", "{}:\"<>~", "ХЪЖЭБЮЁ" },
  { "upper", "Gtnhjd", "Петров" },
  { "upper-back", "Петров", "Gtnhjd" },
  { "back-to-keys", "хъжэбюё", "[];',.`" },
  { "comma-of-a-list", "Иванов, 5.", "Bdfyjd, 5." },
  { "digits", "123", "123" },
  { "empty", "", "" },
};

static void
test_layout (gconstpointer data)
{
  const TextCase *row = data;
  g_autofree char *text = crm_text_swap_layout (row->text);

  g_assert_cmpstr (text, ==, row->expected);
}

static void
test_layout_twice (void)
{
  static const char *const texts[] = { "йцукенгшщзхъфывапролджэячсмитьбюё",
                                       "qwertyuiop[]asdfghjkl;'zxcvbnm,.`", "ЙЦУХЪЖЭБЮЁ" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *there = crm_text_swap_layout (texts[i]);
      g_autofree char *back = crm_text_swap_layout (there);

      g_assert_cmpstr (back, ==, texts[i]);
    }
}

static const TextCase phones[] = {
  { "russia", "+79005550123", "9005550123 " REVERSED "3210555009" },
  { "foreign", "+375291234567", "5291234567 " REVERSED "7654321925 375291234567" },
  { "short", "112", "112 " REVERSED "211" },
  { "eleven-foreign", "+12025550123", "2025550123 " REVERSED "3210555202 12025550123" },
  { "none", "abc", "" },
  { "null", NULL, "" },
};

static void
test_phone_tokens (gconstpointer data)
{
  const TextCase *row = data;
  g_autofree char *text = crm_text_phone_tokens (row->text);

  g_assert_cmpstr (text, ==, row->expected);
}

static void
test_terms (void)
{
  g_auto (GStrv) terms = crm_text_split_terms ("  Иванов\tПЁТР 900 ");
  g_auto (GStrv) none = crm_text_split_terms (" \n ");

  g_assert_cmpuint (g_strv_length (terms), ==, 3);
  g_assert_cmpstr (terms[0], ==, "иванов");
  g_assert_cmpstr (terms[1], ==, "петр");
  g_assert_cmpstr (terms[2], ==, "900");
  g_assert_cmpuint (g_strv_length (none), ==, 0);
}

/* In the order of a Russian list. */
static void
test_sort_key (void)
{
  static const char *const sorted[] = { "",         "!",      "001 Авто",   "Абрамов", "Абрамов Ян",
                                        "Абрамова", "«Авто»", "Елкин Ю",    "Ёлкин Я", "Жуков",
                                        "Ия",       "Йот",    "Щука",       "Эхо",     "Юдин",
                                        "Яковлев",  "Adams",  "adams john", "Zorro",   "édouard",
                                        "Їжак" };

  for (guint i = 1; i < G_N_ELEMENTS (sorted); i++)
    {
      g_autofree char *before = crm_text_sort_key (sorted[i - 1]);
      g_autofree char *after = crm_text_sort_key (sorted[i]);

      g_assert_true (g_utf8_validate (after, -1, NULL));
      if (strcmp (before, after) > 0)
        g_test_message ("“%s” > “%s”", sorted[i - 1], sorted[i]);
      g_assert_cmpint (strcmp (before, after), <=, 0);
    }
}

/* The index exactly as the client makes it. */
typedef struct
{
  sqlite3 *db;
  sqlite3_stmt *find;
} Index;

static const char *const people[] = {
  "Петров Иван Сергеевич ivan.petrov@mail.ru Казань",
  "Харитонова Ёлка Юрьевна Санкт-Петербург",
  "ООО «Ромашка-Плюс» 7707083893 Москва",
  "Smith John london",
  "Петренко Анна-Мария",
};
static const char *const people_phones[] = { "+79005550123", "+79161112233", "+375291234567",
                                             "+12025550123", "+79005559999" };

static void
index_clear (Index *index)
{
  sqlite3_finalize (index->find);
  sqlite3_close (index->db);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Index, index_clear)

static void
index_fill (Index *index)
{
  sqlite3_stmt *insert;

  g_assert_cmpint (sqlite3_open (":memory:", &index->db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (index->db,
                                 "create virtual table f using fts5 (text, content='', "
                                 "detail=none, prefix='1 2 3', "
                                 "tokenize='unicode61 remove_diacritics 0')",
                                 NULL, NULL, NULL),
                   ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (index->db, "insert into f (rowid, text) values (?, ?)", -1,
                                       &insert, NULL),
                   ==, SQLITE_OK);

  for (guint i = 0; i < G_N_ELEMENTS (people); i++)
    {
      g_autofree char *tokens = crm_text_phone_tokens (people_phones[i]);
      g_autofree char *normalised = crm_text_normalise (people[i]);
      g_autofree char *text = g_strconcat (normalised, " ", tokens, NULL);

      sqlite3_bind_int (insert, 1, i);
      sqlite3_bind_text (insert, 2, text, -1, SQLITE_TRANSIENT);
      g_assert_cmpint (sqlite3_step (insert), ==, SQLITE_DONE);
      sqlite3_reset (insert);
    }

  sqlite3_finalize (insert);
  g_assert_cmpint (sqlite3_prepare_v2 (index->db, "select rowid from f (?) order by rowid", -1,
                                       &index->find, NULL),
                   ==, SQLITE_OK);
}

/* "0 4" for the rows found; fails on an error of SQL. */
static char *
index_find (Index *index, const char *query)
{
  g_autofree char *match = crm_text_to_match (query);
  g_autoptr (GString) rows = g_string_new (NULL);
  int result;

  if (match == NULL)
    return g_strdup ("nothing");

  sqlite3_bind_text (index->find, 1, match, -1, SQLITE_TRANSIENT);
  while ((result = sqlite3_step (index->find)) == SQLITE_ROW)
    g_string_append_printf (rows, "%s%d", rows->len > 0 ? " " : "",
                            sqlite3_column_int (index->find, 0));
  if (result != SQLITE_DONE)
    g_test_message ("“%s” gave %s: %s", query, match, sqlite3_errmsg (index->db));
  g_assert_cmpint (result, ==, SQLITE_DONE);
  sqlite3_reset (index->find);
  return g_string_free (g_steal_pointer (&rows), FALSE);
}

static const TextCase searches[] = {
  { "prefix", "петр", "0 4" },
  { "whole", "Петров", "0" },
  { "two-words", "иван петров", "0" },
  { "no-one-has-both", "иван анна", "" },
  { "yo", "елка", "1" },
  { "yo-typed", "ЁЛКА", "1" },
  { "wrong-layout", "gtnhjd", "0" },
  { "wrong-layout-key", "[fhbn", "1" },
  { "wrong-layout-upper", "GTNH", "0 4" },
  { "wrong-layout-latin", "ыьшер", "3" },
  { "email", "ivan.petrov@mail.ru", "0" },
  { "hyphen", "анна-мария", "4" },
  { "part-after-hyphen", "петербург", "1" },
  { "quoted", "\"ромашка", "2" },
  { "inn", "77070", "2" },
  { "phone-8", "89005550123", "0" },
  { "phone-plus", "+79005550123", "0" },
  { "phone-spaces", "8 (900) 555-01-23", "0" },
  { "phone-prefix-8", "8900", "0 4" },
  { "phone-prefix-plus", "+7900", "0 4" },
  { "phone-prefix", "900555", "0 4" },
  { "phone-prefix-spaces", "900 555", "0 4" },
  { "phone-end", "0123", "0 3" },
  { "phone-end-dash", "01-23", "0 3" },
  { "phone-foreign", "+375 29", "2" },
  { "phone-foreign-whole", "+375 29 123-45-67", "2" },
  { "name-and-phone", "петр 9999", "4" },
  { "phone-and-name", "8 900 555 петренко", "4" },
  { "two-digits", "90", "0 4" },
  { "marker-of-phones", REVERSED, "nothing" },
  { "letter-r", "r", "0" },
  { "nothing", "  ", "nothing" },
  { "punctuation", "-- () \"\" *", "nothing" },
  { "quote", "\"", "nothing" },
  { "operator", "петров NOT иван", "" },
  { "operator-or", "OR", "" },
  { "column", "text:петров", "" },
  { "star", "петр*", "0 4" },
  { "near", "NEAR(петров иван)", "" },
  { "caret", "^петров", "0" },
  { "injection", "\" OR \"петров", "" },
  { "null-byte-like", "\\0", "" },
};

static void
test_search (gconstpointer data)
{
  const TextCase *row = data;
  g_auto (Index) index = { 0 };
  g_autofree char *found = NULL;

  index_fill (&index);
  found = index_find (&index, row->text);
  g_assert_cmpstr (found, ==, row->expected);
}

/* All of the scripts that people here write, signs and emoji closely, of the rest some. */
static gunichar
next_character (gunichar c)
{
  if (c < 0x600)
    c += 1;
  else if (c < 0x3000 || (c >= 0x1f000 && c < 0x1fc00))
    c += 3;
  else
    c += 41;
  return c >= 0xd800 && c < 0xe000 ? 0xe000 : c;
}

/* "q1f339🌹z1f339", by which no other row is found. */
static char *
make_word (gunichar c)
{
  char utf8[7] = { 0 };

  g_unichar_to_utf8 (c, utf8);
  return g_strdup_printf ("q%05x%sz%05x", c, utf8, c);
}

/* No character of Unicode, in the middle of a word, may be an error of SQL, and the word is found:
 * what cuts the query and what cut the row agree on each of them. */
static void
test_search_every_character (void)
{
  g_auto (Index) index = { 0 };
  sqlite3_stmt *insert;

  index_fill (&index);
  g_assert_cmpint (sqlite3_prepare_v2 (index.db, "insert into f (rowid, text) values (?, ?)", -1,
                                       &insert, NULL),
                   ==, SQLITE_OK);
  sqlite3_exec (index.db, "begin", NULL, NULL, NULL);
  for (gunichar c = 1; c < 0x30000; c = next_character (c))
    {
      g_autofree char *word = make_word (c);
      g_autofree char *normal_word = crm_text_normalise (word);

      sqlite3_bind_int (insert, 1, (int) c + 100);
      sqlite3_bind_text (insert, 2, normal_word, -1, SQLITE_TRANSIENT);
      g_assert_cmpint (sqlite3_step (insert), ==, SQLITE_DONE);
      sqlite3_reset (insert);
    }
  sqlite3_finalize (insert);
  sqlite3_exec (index.db, "commit", NULL, NULL, NULL);

  for (gunichar c = 1; c < 0x30000; c = next_character (c))
    {
      g_autofree char *word = make_word (c);
      g_autofree char *expected = g_strdup_printf ("%u", c + 100);
      g_autofree char *found = index_find (&index, word);

      g_assert_cmpstr (found, ==, expected);
    }
}

/* Whatever is in the index is found again by its own words, in both layouts. */
static void
test_search_own_words (void)
{
  g_auto (Index) index = { 0 };

  index_fill (&index);
  for (guint i = 0; i < G_N_ELEMENTS (people); i++)
    {
      g_auto (GStrv) words = crm_text_split_terms (people[i]);
      g_autofree char *number = g_strdup_printf ("%u", i);

      for (guint j = 0; words[j] != NULL; j++)
        {
          g_autofree char *other = crm_text_swap_layout (words[j]);
          g_autofree char *found = index_find (&index, words[j]);
          g_autofree char *found_other = index_find (&index, other);

          g_assert_nonnull (strstr (found, number));
          if (strpbrk (words[j], "\".@-0123456789") == NULL)
            g_assert_nonnull (strstr (found_other, number));
        }
    }
}

static void
test_search_long (void)
{
  g_auto (Index) index = { 0 };
  g_autoptr (GString) words = g_string_new (NULL);
  g_autoptr (GString) dots = g_string_new (NULL);
  g_autofree char *long_word = g_strnfill (100000, 'a');

  index_fill (&index);
  for (guint i = 0; i < 10000; i++)
    {
      g_string_append (words, "12 ab ");
      g_string_append (dots, "a.b-1");
    }

  g_free (index_find (&index, words->str));
  g_free (index_find (&index, dots->str));
  g_free (index_find (&index, long_word));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  crm_test_add_cases ("/text/normalise", normal, sizeof normal[0], G_N_ELEMENTS (normal),
                      test_normalise);
  crm_test_add_cases ("/text/layout", layouts, sizeof layouts[0], G_N_ELEMENTS (layouts),
                      test_layout);
  g_test_add_func ("/text/layout-twice", test_layout_twice);
  crm_test_add_cases ("/text/phone-tokens", phones, sizeof phones[0], G_N_ELEMENTS (phones),
                      test_phone_tokens);
  g_test_add_func ("/text/terms", test_terms);
  g_test_add_func ("/text/sort-key", test_sort_key);
  crm_test_add_cases ("/text/search", searches, sizeof searches[0], G_N_ELEMENTS (searches),
                      test_search);
  g_test_add_func ("/text/search-every-character", test_search_every_character);
  g_test_add_func ("/text/search-own-words", test_search_own_words);
  g_test_add_func ("/text/search-long", test_search_long);

  return g_test_run ();
}
