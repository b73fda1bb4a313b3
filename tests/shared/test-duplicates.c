/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two cards of one person, and of people who only look alike. */
#include <locale.h>
#include <string.h>
#include <sys/resource.h>

#include "shared/customers/crm-duplicate.h"
#include "tests/lib/crm-test.h"
#include "tests/shared/duplicate-people.h"

/* ---- single pairs -------------------------------------------------------------------------- */

#define LIST(...) ((const char *const[]){ __VA_ARGS__, NULL })
#define SEMEN     .last_name = "Капелькин", .first_name = "Семён", .middle_name = "Ильич"
#define BORN      .birth_date = "1980-05-17"
#define PHONE     .phones = LIST ("+79005550123")
#define EMAIL     .emails = LIST ("semen@example.ru")
#define PAPER     .documents = LIST ("passport:4503123456")
#define FIRM      .is_company = TRUE, .company_name = "ООО «Ромашка»"

typedef struct
{
  const char *name;
  CrmDuplicateInput a, b;
  guint least, most;
  const char *reasons; /* (nullable): those with most weight first */
} PairCase;

static const PairCase pairs[] = {
  { "same", { SEMEN, BORN }, { SEMEN, BORN }, 85, 85, "name,birth-date" },
  { "everything", { SEMEN, BORN, PHONE, EMAIL }, { SEMEN, BORN, PHONE, EMAIL }, 100, 100, NULL },
  { "transliterated",
    { SEMEN, BORN },
    { .last_name = "KAPELKIN", .first_name = "SEMEN", .middle_name = "ILICH", BORN },
    85,
    85,
    NULL },
  { "mistyped",
    { SEMEN, BORN },
    { .last_name = "Капелкьин", .first_name = "Семён", .middle_name = "Ильич", BORN },
    80,
    85,
    NULL },
  { "only-the-name", { SEMEN }, { SEMEN }, 45, 45, "name" },
  { "name-and-phone",
    { SEMEN, PHONE },
    { SEMEN, .phones = LIST ("8 900 555-01-23") },
    75,
    75,
    NULL },
  { "no-patronymic",
    { SEMEN, BORN },
    { .last_name = "Капелькин", .first_name = "Семён", BORN },
    80,
    80,
    "name-short,birth-date" },
  { "married",
    { .last_name = "Хвоинкина", .first_name = "Анна", .middle_name = "Львовна", BORN, PHONE },
    { .last_name = "Тучкина", .first_name = "Анна", .middle_name = "Львовна", BORN, PHONE },
    85,
    85,
    "birth-date,phone,name-married" },
  { "swapped",
    { SEMEN, BORN },
    { .last_name = "Семён", .first_name = "Капелькин", .middle_name = "Ильич", BORN },
    85,
    85,
    NULL },
  { "initials",
    { SEMEN, PHONE, BORN },
    { .last_name = "Капелькин", .first_name = "С.", .middle_name = "И.", PHONE, BORN },
    90,
    100,
    NULL },
  { "paper-and-nickname",
    { SEMEN, PAPER },
    { .last_name = "Капелькин", .first_name = "Сёма", PAPER },
    50,
    60,
    "document,name-different,name-last-only" },
  { "paper-decides",
    { SEMEN, PAPER, BORN },
    { .last_name = "Капелькин", .first_name = "Сёма", PAPER, BORN },
    90,
    95,
    NULL },
  { "day-and-month",
    { SEMEN, .birth_date = "1980-05-07", PHONE },
    { SEMEN, .birth_date = "1980-07-05", PHONE },
    97,
    97,
    "name,phone,birth-date-near" },
  { "father-and-son",
    { SEMEN, BORN, PHONE, EMAIL, .address = "г. Тверь, ул. Лесная, д. 5" },
    { SEMEN, .birth_date = "2004-11-02", PHONE, EMAIL, .address = "Тверь, Лесная ул., 5" },
    0,
    60,
    "name,birth-date-different,phone,email,address" },
  { "twins",
    { SEMEN, BORN, PHONE, EMAIL, .vins = LIST ("XTA210990Y2765432") },
    { .last_name = "Капелькин",
      .first_name = "Степан",
      .middle_name = "Ильич",
      BORN,
      PHONE,
      EMAIL,
      .vins = LIST ("ХТА210990У2765432") },
    0,
    60,
    NULL },
  { "twins-of-both-sexes",
    { .last_name = "Тучкин", .first_name = "Александр", .middle_name = "Львович", BORN, PHONE },
    { .last_name = "Тучкина", .first_name = "Александра", .middle_name = "Львовна", BORN, PHONE },
    0,
    40,
    NULL },
  { "same-phone-only",
    { SEMEN, PHONE },
    { .last_name = "Тучкин", .first_name = "Глеб", PHONE },
    0,
    10,
    NULL },
  { "only-a-phone", { PHONE }, { PHONE, .last_name = "Тучкин" }, 30, 30, "phone" },
  { "empty", { .is_company = FALSE }, { .is_company = FALSE }, 0, 0, "" },
  { "company",
    { FIRM, .inn = "7707083893" },
    { .is_company = TRUE, .company_name = "Romashka LLC", .inn = "7707083893" },
    100,
    100,
    "inn,company-name" },
  { "company-namesake", { FIRM, .inn = "7707083893" }, { FIRM, .inn = "7736207543" }, 0, 20, NULL },
  { "company-phone", { FIRM, PHONE }, { FIRM, PHONE }, 75, 75, NULL },
  { "company-and-person", { FIRM, PHONE }, { SEMEN, PHONE }, 0, 0, "" },
};

static void
test_pair (gconstpointer data)
{
  const PairCase *row = data;
  g_autoptr (CrmDuplicateCard) a = crm_duplicate_card_new (&row->a);
  g_autoptr (CrmDuplicateCard) b = crm_duplicate_card_new (&row->b);
  guint32 reasons, again;
  guint score = crm_duplicate_compare (a, b, &reasons);
  g_autofree const char **codes = crm_duplicate_list_reasons (reasons);
  g_autofree char *joined = g_strjoinv (",", (char **) codes);

  g_assert_cmpuint (score, >=, row->least);
  g_assert_cmpuint (score, <=, row->most);
  if (row->reasons != NULL)
    g_assert_cmpstr (joined, ==, row->reasons);
  g_assert_cmpuint (crm_duplicate_compare (b, a, &again), ==, score);
  g_assert_cmpuint (again, ==, reasons);
}

static void
test_rules (void)
{
  const CrmDuplicateRule *rules = crm_duplicate_get_rules ();

  for (guint i = 0; i < CRM_DUPLICATE_N_REASONS; i++)
    {
      g_assert_nonnull (rules[i].code);
      g_assert_nonnull (rules[i].title);
      g_assert_cmpint (rules[i].points, !=, 0);
      g_assert_cmpint (rules[i].cap, <, CRM_DUPLICATE_LIKELY);
    }
}

/* ---- many ---------------------------------------------------------------------------------- */

static int
compare_pairs (gconstpointer a, gconstpointer b)
{
  const CrmDuplicatePair *first = a;
  const CrmDuplicatePair *second = b;

  if (first->a != second->a)
    return first->a < second->a ? -1 : 1;
  return first->b < second->b ? -1 : first->b > second->b;
}

/* Every pair, compared with every other. */
static GArray *
scan_slowly (GPtrArray *cards)
{
  GArray *found = g_array_new (FALSE, FALSE, sizeof (CrmDuplicatePair));

  for (guint i = 0; i < cards->len; i++)
    for (guint k = i + 1; k < cards->len; k++)
      {
        CrmDuplicatePair pair = { .a = i, .b = k };

        pair.score = crm_duplicate_compare (cards->pdata[i], cards->pdata[k], &pair.reasons);
        if (pair.score >= CRM_DUPLICATE_LIKELY)
          g_array_append_val (found, pair);
      }
  return found;
}

static GPtrArray *
make_cards (People *people)
{
  GPtrArray *cards = g_ptr_array_new_with_free_func ((GDestroyNotify) crm_duplicate_card_free);

  for (guint i = 0; i < people_count (people); i++)
    {
      CrmDuplicateInput input = people_get_input (people, i);

      g_ptr_array_add (cards, crm_duplicate_card_new (&input));
    }
  return cards;
}

/* The keys lose next to nothing of what comparing everything would find, and add nothing. */
static void
test_keys (void)
{
  g_autoptr (People) people = people_new (1000, 250, 11);
  g_autoptr (GPtrArray) cards = make_cards (people);
  g_autoptr (GArray) all = scan_slowly (cards);
  g_autoptr (GArray) found = crm_duplicate_scan ((CrmDuplicateCard *const *) cards->pdata,
                                                 cards->len, CRM_DUPLICATE_LIKELY, NULL, NULL);
  guint n = 0;

  g_array_sort (found, compare_pairs);
  for (guint i = 0; i < all->len && n < found->len; i++)
    n += memcmp (&g_array_index (all, CrmDuplicatePair, i),
                 &g_array_index (found, CrmDuplicatePair, n), sizeof (CrmDuplicatePair)) == 0;
  g_test_message ("%u of %u pairs share a key", found->len, all->len);
  g_assert_cmpuint (n, ==, found->len);
  g_assert_cmpuint (found->len * 200, >=, all->len * 199);
}

static double
get_cpu_seconds (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return (double) usage.ru_utime.tv_sec + (double) usage.ru_utime.tv_usec / 1e6;
}

static void
show_false (People *people, const CrmDuplicatePair *pair)
{
  CrmDuplicateInput a = people_get_input (people, pair->a);
  CrmDuplicateInput b = people_get_input (people, pair->b);
  g_autofree const char **codes = crm_duplicate_list_reasons (pair->reasons);
  g_autofree char *joined = g_strjoinv (",", (char **) codes);

  g_test_message ("false: %u %s; %s %s %s %s; %s %s %s %s", pair->score, joined, a.last_name,
                  a.first_name, a.middle_name, a.birth_date, b.last_name, b.first_name,
                  b.middle_name, b.birth_date);
}

static guint
count_false (People *people, GArray *found)
{
  guint n = 0;

  for (guint i = 0; i < found->len; i++)
    {
      const CrmDuplicatePair *pair = &g_array_index (found, CrmDuplicatePair, i);

      if (people_are_one (people, pair->a, pair->b))
        continue;
      show_false (people, pair);
      n++;
    }
  return n;
}

/* How many of the planted pairs are among those found, by kind. */
static void
report (People *people, GArray *found, guint *n_right, guint *n_missed)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);

  for (guint i = 0; i < found->len; i++)
    {
      const CrmDuplicatePair *pair = &g_array_index (found, CrmDuplicatePair, i);
      gint64 *key = g_new (gint64, 1);

      *key = ((gint64) pair->a << 32) | pair->b;
      g_hash_table_add (seen, key);
    }

  *n_right = *n_missed = 0;
  for (guint kind = 0; kind < N_PLANTS; kind++)
    {
      guint n_found, n = people_count_found (people, kind, seen, &n_found);

      g_test_message ("%-16s %5u of %5u", people_get_plant_name (kind), n_found, n);
      *n_right += n_found;
      *n_missed += n - n_found;
    }
}

static void
scan_and_judge (guint n_people, guint n_planted, guint64 seed)
{
  g_autoptr (People) people = people_new (n_people, n_planted, seed);
  double start = get_cpu_seconds ();
  g_autoptr (GPtrArray) cards = make_cards (people);
  double made = get_cpu_seconds ();
  g_autoptr (GArray) found = crm_duplicate_scan ((CrmDuplicateCard *const *) cards->pdata,
                                                 cards->len, CRM_DUPLICATE_LIKELY, NULL, NULL);
  double scanned = get_cpu_seconds ();
  guint n_right, n_missed, n_false;

  report (people, found, &n_right, &n_missed);
  n_false = count_false (people, found);
  g_test_message ("%u cards, %u planted: found %u (%.2f %%), false %u (%.2f %% of what was found)",
                  cards->len, n_right + n_missed, n_right, 100.0 * n_right / (n_right + n_missed),
                  n_false, 100.0 * n_false / found->len);
  g_test_message ("CPU: cards %.2f s, scan %.2f s", made - start, scanned - made);
  g_assert_cmpuint (n_right * 100, >=, (n_right + n_missed) * 95);
  g_assert_cmpuint (n_false * 100, <=, found->len);
}

static void
test_scan (void)
{
  scan_and_judge (6000, 1200, 5);
}

static void
test_scan_large (void)
{
  scan_and_judge (100000, 5000, 3);
}

/* The phone of an office on every card does not make a scan compare all with all. */
static void
test_common_phone (void)
{
  g_autoptr (GPtrArray) cards =
      g_ptr_array_new_with_free_func ((GDestroyNotify) crm_duplicate_card_free);
  g_autoptr (GArray) found = NULL;

  for (guint i = 0; i < 3000; i++)
    {
      /* Each last name twice, far from each other in the list; nothing else but the phone. */
      g_autofree char *last = g_strdup_printf ("Семёнов %04u", i % 1500);
      CrmDuplicateInput input = {
        .last_name = last, .first_name = "Илья", .middle_name = "Львович", PHONE
      };

      g_ptr_array_add (cards, crm_duplicate_card_new (&input));
    }
  found = crm_duplicate_scan ((CrmDuplicateCard *const *) cards->pdata, cards->len, 75, NULL, NULL);
  g_assert_cmpuint (found->len, ==, 1500);
  for (guint i = 0; i < found->len; i++)
    g_assert_cmpuint (g_array_index (found, CrmDuplicatePair, i).b, ==,
                      g_array_index (found, CrmDuplicatePair, i).a + 1500);
}

static gboolean
stop_cb (double fraction, gpointer data)
{
  guint *n_told = data;

  g_assert_cmpfloat (fraction, <, 1);
  return ++*n_told < 2;
}

static void
test_stop (void)
{
  g_autoptr (People) people = people_new (2000, 10, 1);
  g_autoptr (GPtrArray) cards = make_cards (people);
  guint n_told = 0;

  g_assert_null (crm_duplicate_scan ((CrmDuplicateCard *const *) cards->pdata, cards->len, 70,
                                     stop_cb, &n_told));
  g_assert_cmpuint (n_told, ==, 2);
}

int
main (int argc, char *argv[])
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  crm_test_add_cases ("/duplicate/pair", pairs, sizeof pairs[0], G_N_ELEMENTS (pairs), test_pair);
  g_test_add_func ("/duplicate/rules", test_rules);
  g_test_add_func ("/duplicate/keys", test_keys);
  g_test_add_func ("/duplicate/scan", test_scan);
  if (g_test_perf ())
    g_test_add_func ("/duplicate/scan-100000", test_scan_large);
  g_test_add_func ("/duplicate/common-phone", test_common_phone);
  g_test_add_func ("/duplicate/stop", test_stop);
  return g_test_run ();
}
