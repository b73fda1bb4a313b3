/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values of imports. Pure. */
#include "shared/customers/crm-import-values.h"

#include <string.h>

#include "shared/base/crm-date.h"
#include "shared/base/crm-money.h"
#include "shared/base/crm-text.h"
#include "shared/base/crm-time.h"
#include "shared/customers/crm-name.h"

/* Day 0 of Excel, which thinks that 1900 was a leap year. */
#define EXCEL_ZERO  (-25569)
#define EXCEL_FIRST 10000 /* 1927-05-18: smaller numbers are no dates */
#define EXCEL_LAST  80000
#define MAX_NAME    8

/* ---- dates --------------------------------------------------------------------------------- */

static char *
make_date (int year, int month, int day)
{
  g_autofree char *date = NULL;

  if (year < 0 || year > 9999 || month < 0 || month > 99 || day < 0 || day > 99)
    return NULL;
  date = g_strdup_printf ("%04d-%02d-%02d", year, month, day);
  return crm_date_is_valid (date) ? g_steal_pointer (&date) : NULL;
}

/* The beginnings of the months in the genitive and in English. */
static int
find_month (const char *word)
{
  static const char *const months[][2] = {
    { "янв", "jan" }, { "фев", "feb" }, { "мар", "mar" }, { "апр", "apr" },
    { "ма", "may" },  { "июн", "jun" }, { "июл", "jul" }, { "авг", "aug" },
    { "сен", "sep" }, { "окт", "oct" }, { "ноя", "nov" }, { "дек", "dec" },
  };

  for (int i = 0; i < 12; i++)
    if (g_str_has_prefix (word, months[i][0]) || g_str_has_prefix (word, months[i][1]))
      return i + 1;
  return 0;
}

typedef struct
{
  int numbers[3];
  guint digits[3];
  guint n;
  int month; /* given as a word; 0 */
} Parts;

/* Up to three numbers and a month; %FALSE when there is something else. A time behind them ends it.
 */
static gboolean
read_parts (const char *text, Parts *parts)
{
  g_auto (GStrv) words = g_strsplit_set (text, " ./-,t", -1);

  for (guint i = 0; words[i] != NULL; i++)
    {
      const char *word = words[i];
      gsize length = strlen (word);

      if (length == 0)
        continue;
      if (strchr (word, ':') != NULL || (parts->n == 3 && g_ascii_isdigit (*word)))
        return parts->n > 0;
      if (strspn (word, "0123456789") == length && length <= 8)
        {
          parts->digits[parts->n] = (guint) length;
          parts->numbers[parts->n++] = (int) g_ascii_strtoll (word, NULL, 10);
        }
      else if (parts->month == 0 && parts->n == 1 && find_month (word) > 0)
        parts->month = find_month (word);
      else if (strcmp (word, "г") != 0 && strcmp (word, "года") != 0 && strcmp (word, "z") != 0)
        return FALSE;
    }
  return TRUE;
}

static int
complete_year (int year, guint digits, int last_year)
{
  if (digits > 2)
    return year;
  year += last_year - last_year % 100;
  return year > last_year ? year - 100 : year;
}

static char *
read_one_number (int number, guint digits)
{
  if (digits == 8)
    return make_date (number / 10000, number / 100 % 100, number % 100);
  return number >= EXCEL_FIRST && number <= EXCEL_LAST ? crm_date_from_days (number + EXCEL_ZERO)
                                                       : NULL;
}

/**
 * crm_import_read_date:
 * @text: (nullable): what stands in a cell
 * @last_year: no year of two digits is after it
 *
 * Day and month are read in the Russian order; 12/31/2024 can only be the American one.
 *
 * Returns: (transfer full) (nullable): a date
 */
char *
crm_import_read_date (const char *text, int last_year)
{
  g_autofree char *normal = crm_text_normalise (text);
  Parts parts = { .n = 0 };
  const int *number = parts.numbers;
  int year;

  if (!read_parts (normal, &parts))
    return NULL;
  if (parts.n == 1 && parts.month == 0)
    return read_one_number (number[0], parts.digits[0]);
  if (parts.month > 0)
    return parts.n == 2 ? make_date (complete_year (number[1], parts.digits[1], last_year),
                                     parts.month, number[0])
                        : NULL;
  if (parts.n != 3)
    return NULL;
  if (parts.digits[0] == 4)
    return make_date (number[0], number[1], number[2]);

  year = complete_year (number[2], parts.digits[2], last_year);
  if (number[1] > 12 && strchr (normal, '/') != NULL)
    return make_date (year, number[0], number[1]);
  return make_date (year, number[1], number[0]);
}

/* ---- money --------------------------------------------------------------------------------- */

/* Which of comma and dot stands before kopecks: the last of the two, and not one that is there
 * twice, nor one alone with three digits behind it. */
static char
find_decimal (const char *text)
{
  const char *comma = strrchr (text, ','), *dot = strrchr (text, '.');
  const char *last = comma == NULL || (dot != NULL && dot > comma) ? dot : comma;
  gsize n_digits;

  if (last == NULL)
    return '\0';
  n_digits = strspn (last + 1, "0123456789");
  if (strchr (text, *last) != last)
    return '\0';
  if (n_digits == 3 && (comma == NULL || dot == NULL))
    return '\0';
  return *last;
}

/* Commas and dots that are not in front of kopecks part thousands. */
static gboolean
has_thousands (const char *text, char decimal)
{
  for (const char *at = text; *at != '\0'; at++)
    if ((*at == ',' || *at == '.') && *at != decimal && strspn (at + 1, "0123456789") != 3)
      return FALSE;
  return TRUE;
}

/**
 * crm_import_read_money:
 * @text: (nullable): what stands in a cell
 * @kopecks: (out): amount
 *
 * Returns: whether it is one
 */
gboolean
crm_import_read_money (const char *text, gint64 *kopecks)
{
  g_autofree char *normal = crm_text_normalise (text);
  g_autoptr (GString) clean = g_string_new (NULL);
  gsize length = strspn (normal, "0123456789 .,'-+");
  g_autofree char *number = g_strndup (normal, length);
  char decimal;

  g_strstrip (number);
  /* The dot of "руб." is none of the number. */
  decimal = find_decimal (number);
  if (!has_thousands (number, decimal))
    return FALSE;
  for (const char *at = number; *at != '\0'; at++)
    if (g_ascii_isdigit (*at) || *at == decimal || *at == '-')
      g_string_append_c (clean, *at);
  g_string_append (clean, normal + length);
  return crm_money_parse (clean->str, kopecks, NULL);
}

/* ---- words --------------------------------------------------------------------------------- */

typedef struct
{
  const char *word;
  const char *value;
} Word;

static const Word words[] = {
  { "m", "male" },
  { "male", "male" },
  { "м", "male" },
  { "муж", "male" },
  { "мужской", "male" },
  { "мужчина", "male" },
  { "f", "female" },
  { "female", "female" },
  { "ж", "female" },
  { "жен", "female" },
  { "женский", "female" },
  { "женщина", "female" },
  { "person", "person" },
  { "физлицо", "person" },
  { "физ лицо", "person" },
  { "физическое лицо", "person" },
  { "фл", "person" },
  { "ип", "person" },
  { "company", "company" },
  { "юрлицо", "company" },
  { "юр лицо", "company" },
  { "юридическое лицо", "company" },
  { "юл", "company" },
  { "организация", "company" },
  { "draft", "draft" },
  { "черновик", "draft" },
  { "проект", "draft" },
  { "issued", "issued" },
  { "оформлен", "issued" },
  { "выдан", "issued" },
  { "выпущен", "issued" },
  { "active", "active" },
  { "действует", "active" },
  { "действующий", "active" },
  { "активен", "active" },
  { "активный", "active" },
  { "expired", "expired" },
  { "renewed", "expired" },
  { "пролонгирован", "expired" },
  { "истек", "expired" },
  { "окончен", "expired" },
  { "завершен", "expired" },
  { "закончился", "expired" },
  { "не действует", "expired" },
  { "cancelled", "cancelled" },
  { "canceled", "cancelled" },
  { "расторгнут", "cancelled" },
  { "аннулирован", "cancelled" },
  { "отменен", "cancelled" },
  { "suspended", "suspended" },
  { "приостановлен", "suspended" },
  { "planned", "planned" },
  { "запланирован", "planned" },
  { "ожидается", "planned" },
  { "due", "planned" },
  { "overdue", "planned" },
  { "просрочен", "planned" },
  { "не оплачен", "planned" },
  { "partial", "partial" },
  { "частично", "partial" },
  { "оплачен частично", "partial" },
  { "paid", "paid" },
  { "оплачен", "paid" },
  { "оплачено", "paid" },
};

static const Word flags[] = {
  { "да", "1" },           { "yes", "1" },      { "y", "1" },  { "true", "1" },
  { "истина", "1" },       { "1", "1" },        { "+", "1" },  { "есть", "1" },
  { "оплачен", "1" },      { "оплачено", "1" }, { "x", "1" },  { "v", "1" },
  { "нет", NULL },         { "no", NULL },      { "n", NULL }, { "false", NULL },
  { "ложь", NULL },        { "0", NULL },       { "-", NULL }, { "не оплачен", NULL },
  { "не оплачено", NULL },
};

/* Lower case without dots. */
static char *
normalise_word (const char *text)
{
  char *normal = crm_text_normalise (text);
  char *to = normal;

  for (const char *at = normal; *at != '\0'; at++)
    if (*at != '.')
      *to++ = *at;
  *to = '\0';
  return g_strchomp (normal);
}

gboolean
crm_import_read_flag (const char *text, gboolean *flag)
{
  g_autofree char *normal = normalise_word (text);

  for (guint i = 0; i < G_N_ELEMENTS (flags); i++)
    if (strcmp (flags[i].word, normal) == 0)
      {
        *flag = flags[i].value != NULL;
        return TRUE;
      }
  return FALSE;
}

const char *
crm_import_read_word (const char *text)
{
  g_autofree char *normal = normalise_word (text);

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (strcmp (words[i].word, normal) == 0)
      return words[i].value;
  return NULL;
}

/* ---- names --------------------------------------------------------------------------------- */

/* Words of a name; initials that stand together ("С.И.") are two. */
static GPtrArray *
split_words (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", -1);
  g_autoptr (GString) spaced = g_string_new (NULL);
  GPtrArray *list = g_ptr_array_new_with_free_func (g_free);
  g_auto (GStrv) parts = NULL;

  for (const char *at = valid; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      g_string_append_unichar (spaced, g_unichar_isspace (c) || c == ',' ? ' ' : c);
      if (c == '.')
        g_string_append_c (spaced, ' ');
    }
  parts = g_strsplit (spaced->str, " ", -1);
  for (guint i = 0; parts[i] != NULL; i++)
    if (*parts[i] != '\0' && strcmp (parts[i], ".") != 0 && list->len < MAX_NAME)
      g_ptr_array_add (list, g_strdup (parts[i]));
  return list;
}

static gboolean
is_first_name (const char *word)
{
  g_autofree char *folded = crm_name_fold (word);

  return crm_name_is_well_known (folded);
}

static gboolean
is_patronymic (const char *word)
{
  g_autofree char *folded = crm_name_fold (word);

  return strlen (folded) >= 4 && crm_name_guess_sex (folded) != 0;
}

static gboolean
is_initial (const char *word)
{
  return g_utf8_strlen (word, -1) <= 2 &&
         (g_str_has_suffix (word, ".") || g_utf8_strlen (word, -1) == 1);
}

/* "Семён Ильич Капелькин", "Семён Капелькин", "С. И. Капелькин" */
static gboolean
is_last_behind (GPtrArray *list)
{
  const char *first = list->pdata[0], *second = list->pdata[1];
  const char *last = list->pdata[list->len - 1];

  if (is_initial (first))
    return !is_initial (last);
  if (list->len == 2)
    return is_first_name (first) && !is_first_name (second) && !is_initial (second) &&
           !is_patronymic (second);
  return is_patronymic (second) && !is_patronymic (last);
}

/* (transfer full): the words from @from up to @end in one. */
static char *
join (GPtrArray *list, guint from, guint end)
{
  GString *text = g_string_new (NULL);

  for (guint i = from; i < end; i++)
    g_string_append_printf (text, "%s%s", i > from ? " " : "", (const char *) list->pdata[i]);
  if (text->len > 0)
    return g_string_free (text, FALSE);
  g_string_free (text, TRUE);
  return NULL;
}

/**
 * crm_import_split_name:
 * @text: (nullable): a whole name
 * @last_name: (out) (nullable) (transfer full): alone when there is one word
 * @first_name: (out) (nullable) (transfer full): the second
 * @middle_name: (out) (nullable) (transfer full): all that is left ("Гейдар оглы")
 */
void
crm_import_split_name (const char *text, char **last_name, char **first_name, char **middle_name)
{
  g_autoptr (GPtrArray) list = split_words (text);
  gboolean is_behind = list->len > 1 && is_last_behind (list);
  guint from = is_behind ? 0 : 1;
  guint end = is_behind ? list->len - 1 : list->len;

  *first_name = join (list, MIN (from, end), MIN (from + 1, end));
  *middle_name = join (list, MIN (from + 1, end), end);
  *last_name = is_behind ? join (list, end, list->len) : join (list, 0, MIN (1, list->len));
}
