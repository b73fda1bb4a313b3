/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dates without a time zone. Pure, any thread. */
#include "shared/base/crm-date.h"

#include <string.h>

#include "shared/base/crm-time.h"

#define DATE_LENGTH    10
#define JULIAN_OF_1970 719163   /* of GDate, which counts from the year 1 */
#define FIRST_DAY      (-62091) /* 1800-01-01 */
#define LAST_DAY       84370    /* 2200-12-31 */

static gboolean
read_date (const char *text, GDate *date)
{
  char day[DATE_LENGTH + 1];

  if (text == NULL || strnlen (text, DATE_LENGTH) < DATE_LENGTH)
    return FALSE;
  g_strlcpy (day, text, sizeof day);
  if (!crm_date_is_valid (day))
    return FALSE;

  g_date_clear (date, 1);
  g_date_set_dmy (date, (GDateDay) ((day[8] - '0') * 10 + (day[9] - '0')),
                  (GDateMonth) ((day[5] - '0') * 10 + (day[6] - '0')),
                  (GDateYear) g_ascii_strtoull (day, NULL, 10));
  return TRUE;
}

static char *
write_date (const GDate *date)
{
  return g_strdup_printf ("%04d-%02d-%02d", g_date_get_year (date), g_date_get_month (date),
                          g_date_get_day (date));
}

/**
 * crm_date_to_days:
 * @date: (nullable): text
 * @days: (out): days since 1970-01-01
 *
 * Returns: whether it is a date
 */
gboolean
crm_date_to_days (const char *date, int *days)
{
  GDate read;

  if (!read_date (date, &read))
    return FALSE;
  *days = (int) g_date_get_julian (&read) - JULIAN_OF_1970;
  return TRUE;
}

/**
 * crm_date_from_days:
 * @days: days since 1970-01-01, brought into the years 1800 to 2200
 *
 * Returns: (transfer full): the date
 */
char *
crm_date_from_days (int days)
{
  GDate date;

  g_date_clear (&date, 1);
  g_date_set_julian (&date, (guint32) (CLAMP (days, FIRST_DAY, LAST_DAY) + JULIAN_OF_1970));
  return write_date (&date);
}

/**
 * crm_date_add_years:
 * @date: (nullable): a date
 * @years: how many
 *
 * Returns: (transfer full) (nullable): the date, %NULL when @date is none
 */
char *
crm_date_add_years (const char *date, int years)
{
  GDate read;
  int year;

  if (!read_date (date, &read))
    return NULL;

  year = CLAMP (g_date_get_year (&read) + years, 1800, 2200);
  if (!g_date_valid_dmy (g_date_get_day (&read), g_date_get_month (&read), (GDateYear) year))
    return g_strdup_printf ("%04d-03-01", year);
  return g_strdup_printf ("%04d-%02d-%02d", year, g_date_get_month (&read), g_date_get_day (&read));
}

/**
 * crm_date_full_years:
 * @from: (nullable): a date
 * @to: (nullable): a later one
 *
 * Returns: the age, or -1
 */
int
crm_date_full_years (const char *from, const char *to)
{
  GDate first, last;
  int years;

  if (!read_date (from, &first) || !read_date (to, &last) || g_date_compare (&last, &first) < 0)
    return -1;

  years = g_date_get_year (&last) - g_date_get_year (&first);
  if (g_date_get_month (&last) < g_date_get_month (&first) ||
      (g_date_get_month (&last) == g_date_get_month (&first) &&
       g_date_get_day (&last) < g_date_get_day (&first)))
    years--;
  return years;
}
