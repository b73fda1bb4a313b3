/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names as people write and mistype them. */
#include "shared/base/crm-distance.h"
#include "shared/customers/crm-name-words.h"
#include "shared/customers/crm-name.h"
#include "tests/lib/crm-test.h"

/* ---- distance ------------------------------------------------------------------------------ */

/* The whole table, as in the books. */
static guint
count_slowly (const char *a, const char *b)
{
  guint n = (guint) strlen (a), m = (guint) strlen (b);
  guint d[16][16];

  for (guint i = 0; i <= n; i++)
    for (guint j = 0; j <= m; j++)
      {
        if (i == 0 || j == 0)
          {
            d[i][j] = i + j;
            continue;
          }
        d[i][j] =
            MIN (MIN (d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + (a[i - 1] != b[j - 1]));
        if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
          d[i][j] = MIN (d[i][j], d[i - 2][j - 2] + 1);
      }
  return d[n][m];
}

static void
make_word (char *word, guint64 *seed)
{
  guint n = crm_test_random (seed) % 9;

  for (guint i = 0; i < n; i++)
    word[i] = (char) ('a' + crm_test_random (seed) % 3);
  word[n] = '\0';
}

static void
test_distance_random (void)
{
  guint64 seed = 7;

  for (guint i = 0; i < 20000; i++)
    {
      char a[16], b[16];
      guint limit = crm_test_random (&seed) % 5;
      guint expected, least;

      make_word (a, &seed);
      make_word (b, &seed);
      expected = count_slowly (a, b);
      g_assert_cmpuint (crm_distance_bytes (a, b, limit), ==, MIN (expected, limit + 1));
      g_assert_cmpuint (crm_distance_text (b, a, limit), ==, MIN (expected, limit + 1));

      least = (guint) strlen (a);
      for (guint cut = 0; cut <= strlen (b); cut++)
        {
          g_autofree char *part = g_strndup (b, cut);

          least = MIN (least, count_slowly (a, part));
        }
      g_assert_cmpuint (crm_distance_prefix (a, b, limit), ==, MIN (least, limit + 1));
    }
}

static void
test_distance_words (void)
{
  g_autofree char *longest = g_strnfill (CRM_DISTANCE_MAX_WORD, 'a');
  g_autofree char *too_long = g_strnfill (CRM_DISTANCE_MAX_WORD + 1, 'a');

  g_assert_cmpuint (crm_distance_text ("хвоинкин", "хвоникин", 2), ==, 1);
  g_assert_cmpuint (crm_distance_bytes (longest, longest, 2), ==, 0);
  g_assert_cmpuint (crm_distance_bytes (too_long, too_long, 2), ==, 0);
  g_assert_cmpuint (crm_distance_bytes (too_long, longest, 2), ==, 3);
  g_assert_cmpuint (crm_distance_prefix ("a", too_long, 2), ==, 0);
  g_assert_cmpuint (crm_distance_prefix ("b", too_long, 1), ==, 1);

  g_assert_true (crm_distance_is_near ("иванов", "иваонв"));
  g_assert_false (crm_distance_is_near ("петр", "петя"));
  g_assert_false (crm_distance_is_near ("иванов", "ивнаво"));
  g_assert_true (crm_distance_is_near ("колокольцев", "калакольцев"));
  g_assert_true (crm_distance_is_near_prefix ("колакол", "колокольцев"));
  g_assert_true (crm_distance_is_near_prefix ("коло", "колокольцев"));
  g_assert_false (crm_distance_is_near_prefix ("кала", "колокольцев"));
}

/* ---- folding ------------------------------------------------------------------------------- */

/* Ways to write one name. */
static const char *const spellings[][7] = {
  { "Юлия", "Yuliya", "Iuliia", "Yulia", "ЮЛИЯ", "Julija", NULL },
  { "Дмитрий", "Dmitry", "Dmitrii", "Dmitriy", "Dmitrij", NULL },
  { "Фёдор", "Федор", "Fyodor", "Fedor", "FEDOR", NULL },
  { "Щербаков", "Shcherbakov", "Scherbakov", NULL },
  { "Сидоров", "Cидоров", "Sidorov", "сидо\u0301ров", NULL },
  { "Хрущёв", "Khrushchev", "Хрущев", NULL },
  { "О'Нил", "ОНил", "O’Nil", NULL },
  { "Ющенко", "Yushchenko", "Iushchenko", NULL },
  { "Соловьёв", "Solovyov", "Soloviev", "Solovyev", "Соловъев", NULL },
  { "Алексей", "Alexey", "Aleksei", "Aleksey", NULL },
  { "Ксения", "Xenia", "Kseniya", "Kseniia", NULL },
  { "Цветков", "Tsvetkov", "Tzvetkov", NULL },
  { "Васильевна", "Vasilyevna", "Vasilevna", "Vasil'evna", NULL },
  { "Виктор", "Victor", "Viktor", "Wiktor", NULL },
  { "Наталья", "Наталия", "Natalya", "Nataliia", NULL },
  { "Геннадий", "Генадий", "Gennady", NULL },
  { "Иванова-Петрова", "Ivanova Petrova", "Иванова – Петрова", NULL },
};

static void
test_spellings (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (spellings); i++)
    {
      g_autofree char *first = crm_name_fold (spellings[i][0]);

      g_assert_cmpuint (strlen (first), >, 0);
      for (guint k = 1; spellings[i][k] != NULL; k++)
        {
          g_autofree char *other = crm_name_fold (spellings[i][k]);

          g_assert_cmpstr (other, ==, first);
        }
    }
}

static void
test_fold_odd (void)
{
  static const char *const odd[] = { "", " - ", "…", "123", "გიორგი", "李", "\xff", "Ö", "'" };

  for (guint i = 0; i < G_N_ELEMENTS (odd); i++)
    {
      g_autofree char *folded = crm_name_fold (odd[i]);

      g_assert_true (g_str_is_ascii (folded));
    }
}

/* Letters that are doubled are one, digits are not. */
static void
test_fold_digits (void)
{
  g_autofree char *folded = crm_name_fold ("Анна 2-я, дом 11");

  g_assert_cmpstr (folded, ==, "ana 2 ia dom 11");
}

static void
test_companies (void)
{
  static const char *const same[][5] = {
    { "ООО «Ромашка»", "Ромашка ООО", "Общество с ограниченной ответственностью \"Ромашка\"",
      "Romashka LLC", NULL },
    { "ПАО Сбербанк", "Публичное акционерное общество «Сбербанк»", "Sberbank", NULL },
    { "ИП Капелькин С. И.", "Индивидуальный предприниматель Капелькин С И", NULL },
    { "ООО", "ооо", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (same); i++)
    for (guint k = 1; same[i][k] != NULL; k++)
      {
        g_autofree char *first = crm_name_fold_company (same[i][0]);
        g_autofree char *other = crm_name_fold_company (same[i][k]);

        g_assert_cmpstr (first, ==, other);
        g_assert_cmpuint (strlen (first), >, 0);
      }
}

/* ---- comparing ----------------------------------------------------------------------------- */

typedef struct
{
  const char *name;
  const char *a, *b;
  gboolean is_first;
  CrmNameMatch match;
} MatchCase;

static const MatchCase matches[] = {
  { "same", "Журавлёв", "Журавлев", FALSE, CRM_NAME_SAME },
  { "typo", "Журавлёв", "Жуарвлев", FALSE, CRM_NAME_NEAR },
  { "two-typos-long", "Колокольцев", "Калакольцев", FALSE, CRM_NAME_NEAR },
  { "two-typos-short", "Иванов", "Ивеноф", FALSE, CRM_NAME_DIFFERENT },
  { "short", "Ким", "Кан", FALSE, CRM_NAME_DIFFERENT },
  { "initial", "И.", "Иван", TRUE, CRM_NAME_INITIAL },
  { "initial-two-sounds", "Ю.", "Юрий", TRUE, CRM_NAME_INITIAL },
  { "initial-other", "П.", "Иван", TRUE, CRM_NAME_DIFFERENT },
  { "double", "Иванова", "Иванова-Петрова", FALSE, CRM_NAME_PART },
  { "empty", "", "Иван", TRUE, CRM_NAME_UNKNOWN },
  { "sisters", "Мария", "Марина", TRUE, CRM_NAME_DIFFERENT },
  { "twins", "Александр", "Александра", TRUE, CRM_NAME_DIFFERENT },
  { "mistyped-first", "Екатерна", "Екатерина", TRUE, CRM_NAME_NEAR },
  { "alena", "Алёна", "Елена", TRUE, CRM_NAME_DIFFERENT },
};

static void
test_match (gconstpointer data)
{
  const MatchCase *row = data;
  g_autofree char *a = crm_name_fold (row->a);
  g_autofree char *b = crm_name_fold (row->b);

  g_assert_cmpint (crm_name_match (a, b, row->is_first), ==, row->match);
  g_assert_cmpint (crm_name_match (b, a, row->is_first), ==, row->match);
}

static void
test_sex (void)
{
  static const struct
  {
    const char *middle;
    char sex;
  } rows[] = {
    { "Петрович", 'm' },   { "Ильич", 'm' },  { "Никитична", 'f' },   { "Ильинична", 'f' },
    { "Vasilyevna", 'f' }, { "Ilyich", 'm' }, { "Гейдар оглы", 'm' }, { "Али кызы", 'f' },
    { "Ли", 0 },           { "", 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *folded = crm_name_fold (rows[i].middle);

      g_assert_cmpint (crm_name_guess_sex (folded), ==, rows[i].sex);
    }
  g_assert_cmpint (crm_name_guess_sex (NULL), ==, 0);
}

static void
test_words (void)
{
  for (guint i = 0; i < crm_name_words_n_first; i++)
    {
      g_autofree char *again = crm_name_fold (crm_name_words_first[i]);

      g_assert_true (crm_name_is_well_known (crm_name_words_first[i]));
      if (i > 0)
        g_assert_cmpstr (crm_name_words_first[i - 1], <, crm_name_words_first[i]);
      g_assert_true (g_str_is_ascii (again));
    }
  g_assert_false (crm_name_is_well_known ("hvoinka"));
}

static void
test_similarity (void)
{
  g_assert_cmpuint (crm_name_get_similarity ("Капелькин Семён Ильич", "Kapelkin Semen Ilich"), ==,
                    100);
  g_assert_cmpuint (crm_name_get_similarity ("Семён Капелькин", "Капелькин Семён"), ==, 100);
  g_assert_cmpuint (crm_name_get_similarity ("Капелькин Семён", "Капелькин Семён Ильич"), >=, 80);
  g_assert_cmpuint (crm_name_get_similarity ("Капелькин С. И.", "Капелькин Семён Ильич"), >=, 60);
  g_assert_cmpuint (crm_name_get_similarity ("Капелькин Семён", "Хвоинкина Анна"), <, 30);
  g_assert_cmpuint (crm_name_get_similarity ("", "Хвоинкина Анна"), ==, 0);
  g_assert_cmpuint (crm_name_get_similarity (NULL, NULL), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/distance/random", test_distance_random);
  g_test_add_func ("/distance/words", test_distance_words);
  g_test_add_func ("/name/spellings", test_spellings);
  g_test_add_func ("/name/odd", test_fold_odd);
  g_test_add_func ("/name/digits", test_fold_digits);
  g_test_add_func ("/name/companies", test_companies);
  crm_test_add_cases ("/name/match", matches, sizeof matches[0], G_N_ELEMENTS (matches),
                      test_match);
  g_test_add_func ("/name/sex", test_sex);
  g_test_add_func ("/name/words", test_words);
  g_test_add_func ("/name/similarity", test_similarity);
  return g_test_run ();
}
