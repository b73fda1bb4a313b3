/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Words for people: dates, counts, names, marks of a search. No window. */

#include <glib.h>
#include <gtk/gtk.h>

#include "client/customers/desk-customer-found.h"
#include "client/customers/desk-customer-words.h"
#include "client/ui/desk-avatar.h"
#include "client/ui/desk-format.h"
#include "shared/base/crm-time.h"
#include "shared/customers/crm-contact-point.h"
#include "shared/customers/crm-customer.h"
#include "tests/lib/crm-test.h"

/* Sunday, 12:00 in Moscow. */
#define NOW "2026-11-22T09:00:00.000000Z"

typedef struct
{
  const char *name;
  const char *input;
  const char *expected; /* NULL: nothing */
} Case;

static gint64
parse (const char *text)
{
  gint64 time = 0;

  g_assert_true (crm_time_parse (text, &time, NULL));
  return time;
}

static void
test_day (gconstpointer data)
{
  const Case *test = data;
  g_autofree char *day = desk_format_day (parse (test->input), parse (NOW));

  g_assert_cmpstr (day, ==, test->expected);
}

static const Case days[] = {
  { "today", "2026-11-22T06:00:00.000000Z", "today" },
  { "today-by-local-midnight", "2026-11-21T21:30:00.000000Z", "today" },
  { "yesterday", "2026-11-21T20:59:00.000000Z", "yesterday" },
  { "this-year", "2026-11-18T09:00:00.000000Z", "18 Nov" },
  { "other-year", "2025-02-03T09:00:00.000000Z", "3 Feb 2025" },
};

static void
test_stretch (gconstpointer data)
{
  const Case *test = data;
  g_autofree char *stretch = desk_format_stretch (parse (test->input), parse (NOW));

  g_assert_cmpstr (stretch, ==, test->expected);
}

static const Case stretches[] = {
  { "today", "2026-11-22T06:00:00.000000Z", "Today" },
  { "yesterday", "2026-11-21T06:00:00.000000Z", "Yesterday" },
  { "this-year", "2026-08-28T06:00:00.000000Z", "August" },
  { "other-year", "2019-05-14T06:00:00.000000Z", "May 2019" },
};

static void
test_parse_date (gconstpointer data)
{
  const Case *test = data;
  g_autofree char *date = desk_format_parse_date (test->input, parse (NOW));

  g_assert_cmpstr (date, ==, test->expected);
}

static const Case dates[] = {
  { "points", "14.03.1987", "1987-03-14" },
  { "short", "1.2.90", "1990-02-01" },
  { "short-this-century", "1.2.05", "2005-02-01" },
  { "slashes", "14/3/1987", "1987-03-14" },
  { "together", "14031987", "1987-03-14" },
  { "wire", "1987-03-14", "1987-03-14" },
  { "spaces", " 14 . 03 . 1987 ", "1987-03-14" },
  { "no-such-day", "31.02.1987", NULL },
  { "no-such-month", "14.13.1987", NULL },
  { "half", "14.03", NULL },
  { "words", "марта", NULL },
  { "four-numbers", "1.2.3.1990", NULL },
  { "huge", "99999999999.1.1990", NULL },
};

static void
test_age (void)
{
  gint64 now = parse (NOW);
  g_autofree char *before = desk_format_age ("1987-11-23", now);
  g_autofree char *after = desk_format_age ("1987-11-22", now);
  g_autofree char *young = desk_format_age ("2025-06-01", now);
  g_autofree char *wrong = desk_format_age ("2030-01-01", now);

  g_assert_cmpstr (before, ==, "38 years");
  g_assert_cmpstr (after, ==, "39 years");
  g_assert_cmpstr (young, ==, "1 year");
  g_assert_null (wrong);
}

static void
test_count (void)
{
  g_autofree char *small = desk_format_count (342);
  g_autofree char *large = desk_format_count (1234567);
  g_autofree char *minus = desk_format_count (-12480);

  g_assert_cmpstr (small, ==, "342");
  g_assert_cmpstr (large, ==,
                   "1\xc2\xa0"
                   "234\xc2\xa0"
                   "567");
  g_assert_cmpstr (minus, ==,
                   "\xe2\x88\x92"
                   "12\xc2\xa0"
                   "480");
}

static void
test_value (void)
{
  g_autofree char *phone =
      desk_format_field_value (&crm_contact_point_kind, "value", "+79005550123");
  g_autofree char *birth = desk_format_field_value (&crm_customer_kind, "birth_date", "1987-03-14");
  g_autofree char *tags =
      desk_format_field_value (&crm_customer_kind, "tags", "[\"семья\",\"постоянный\"]");
  g_autofree char *sex = desk_format_field_value (&crm_customer_kind, "sex", "female");
  g_autofree char *none = desk_format_field_value (&crm_customer_kind, "sex", NULL);

  g_assert_cmpstr (phone, ==, "+7 900 555-01-23");
  g_assert_cmpstr (birth, ==, "14.03.1987");
  g_assert_cmpstr (tags, ==, "семья, постоянный");
  g_assert_cmpstr (sex, ==, "female");
  g_assert_null (none);
  g_assert_cmpstr (desk_format_field_title (&crm_customer_kind, "last_name"), ==, "Last name");
  g_assert_cmpstr (desk_format_field_title (&crm_customer_kind, "unheard_of"), ==, "unheard_of");
}

static void
test_initials (gconstpointer data)
{
  const Case *test = data;
  g_autofree char *initials = desk_avatar_dup_initials (test->input);

  g_assert_cmpstr (initials, ==, test->expected);
}

static const Case initials[] = {
  { "person", "Капелькин Семён Ильич", "КС" },
  { "company", "ООО «Ромашка-Тест»", "Р" },
  { "trader", "ИП Облачков", "О" },
  { "one-word", "metelica", "M" },
  { "nothing", "", "" },
  { "signs", "« »", "" },
};

static void
test_pair (void)
{
  g_assert_cmpuint (desk_avatar_get_pair ("Семёнов Пётр"), ==,
                    desk_avatar_get_pair ("СЕМЕНОВ ПЕТР"));
  g_assert_cmpuint (desk_avatar_get_pair ("Капелькин Семён Ильич"), ==,
                    desk_avatar_get_pair ("Капелькин Семён Петрович"));
  g_assert_cmpuint (desk_avatar_get_pair ("Любой Иван"), <, 12);
}

static void
test_split_name (void)
{
  g_autofree char *last = NULL;
  g_autofree char *first = NULL;
  g_autofree char *middle = NULL;

  desk_customer_split_name ("  Капелькин  Семён Ильич оглы ", &last, &first, &middle);
  g_assert_cmpstr (last, ==, "Капелькин");
  g_assert_cmpstr (first, ==, "Семён");
  g_assert_cmpstr (middle, ==, "Ильич оглы");
}

static void
test_split_nothing (void)
{
  g_autofree char *last = NULL;
  g_autofree char *first = NULL;
  g_autofree char *middle = NULL;

  desk_customer_split_name ("   ", &last, &first, &middle);
  g_assert_null (last);
  g_assert_null (first);
  g_assert_null (middle);
}

static void
test_words (void)
{
  g_autofree char *list = desk_customer_words_to_list ("семья, , \"постоянный\" ");
  g_autofree char *none = desk_customer_words_to_list (" , ");

  g_assert_cmpstr (list, ==, "[\"семья\",\"\\\"постоянный\\\"\"]");
  g_assert_null (none);
}

/* The first marked stretch of @text, or "". */
static char *
dup_marked (const char *query, const char *text, gboolean phone)
{
  g_autoptr (DeskCustomerFound) found = desk_customer_found_new (query);
  g_autoptr (PangoAttrList) marks = desk_customer_found_mark (found, text, phone);
  GSList *list = marks == NULL ? NULL : pango_attr_list_get_attributes (marks);
  char *marked = g_strdup ("");

  if (list != NULL)
    {
      const PangoAttribute *first = list->data;

      g_free (marked);
      marked = g_strndup (text + first->start_index, first->end_index - first->start_index);
    }
  g_slist_free_full (list, (GDestroyNotify) pango_attribute_destroy);
  return marked;
}

typedef struct
{
  const char *name;
  const char *query;
  const char *text;
  gboolean phone;
  const char *expected;
} Mark;

static void
test_mark (gconstpointer data)
{
  const Mark *test = data;
  g_autofree char *marked = dup_marked (test->query, test->text, test->phone);

  g_assert_cmpstr (marked, ==, test->expected);
}

static const Mark marks[] = {
  { "beginning", "капель", "Капелькин Семён", FALSE, "Капель" },
  { "second-word", "сем", "Капелькин Семён", FALSE, "Сем" },
  { "yo", "семён", "Семенов Пётр", FALSE, "Семен" },
  { "inside-is-no-match", "ельк", "Капелькин", FALSE, "" },
  { "other-layout", "rfgtkm", "Капелькин", FALSE, "Капель" },
  { "phone-end", "0123", "+7 900 555-01-23", TRUE, "01-23" },
  { "phone-beginning", "8900555", "+7 900 555-01-23", TRUE, "900 555" },
  { "phone-with-dash", "01-23", "+7 900 555-01-23", TRUE, "01-23" },
  { "phone-whole", "+7 (900) 555", "+7 900 555-01-23", TRUE, "7 900 555" },
  { "phone-few-digits", "12", "+7 900 555-01-23", TRUE, "" },
  { "nothing", "  ", "Капелькин", FALSE, "" },
};

static void
test_title (void)
{
  g_autofree char *russian = desk_format_title ("рабочий");
  g_autofree char *latin = desk_format_title ("iPhone");
  g_autofree char *empty = desk_format_title (NULL);

  g_assert_cmpstr (russian, ==, "Рабочий");
  g_assert_cmpstr (latin, ==, "IPhone");
  g_assert_cmpstr (empty, ==, "");
}

int
main (int argc, char **argv)
{
  /* The days of the cases end at midnight in Moscow, wherever the test runs. */
  g_setenv ("TZ", "Europe/Moscow", TRUE);
  g_test_init (&argc, &argv, NULL);

  crm_test_add_cases ("/format/day", days, sizeof days[0], G_N_ELEMENTS (days), test_day);
  crm_test_add_cases ("/format/stretch", stretches, sizeof stretches[0], G_N_ELEMENTS (stretches),
                      test_stretch);
  crm_test_add_cases ("/format/parse-date", dates, sizeof dates[0], G_N_ELEMENTS (dates),
                      test_parse_date);
  crm_test_add_cases ("/format/initials", initials, sizeof initials[0], G_N_ELEMENTS (initials),
                      test_initials);
  crm_test_add_cases ("/format/mark", marks, sizeof marks[0], G_N_ELEMENTS (marks), test_mark);
  g_test_add_func ("/format/age", test_age);
  g_test_add_func ("/format/count", test_count);
  g_test_add_func ("/format/value", test_value);
  g_test_add_func ("/format/avatar-pair", test_pair);
  g_test_add_func ("/format/split-name", test_split_name);
  g_test_add_func ("/format/split-nothing", test_split_nothing);
  g_test_add_func ("/format/words", test_words);
  g_test_add_func ("/format/title", test_title);
  return g_test_run ();
}
