/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Instants and dates as text. Pure integer arithmetic: no time zone of the machine, no locale. */
#include "shared/base/crm-time.h"

#include "shared/base/crm-error.h"

#define SECONDS_PER_DAY 86400

typedef struct
{
  int year, month, day;
  int hour, minute, second;
  int microsecond;
  int offset; /* seconds east of UTC */
} Moment;

static gboolean
read_digits (const char **cursor, guint count, int *value)
{
  int sum = 0;

  for (guint i = 0; i < count; i++)
    {
      char c = (*cursor)[i];

      if (!g_ascii_isdigit (c))
        return FALSE;
      sum = sum * 10 + (c - '0');
    }

  *cursor += count;
  *value = sum;
  return TRUE;
}

static gboolean
read_char (const char **cursor, char expected)
{
  if (g_ascii_toupper (**cursor) != expected)
    return FALSE;

  (*cursor)++;
  return TRUE;
}

static gboolean
read_date (const char **cursor, Moment *moment)
{
  return read_digits (cursor, 4, &moment->year) && read_char (cursor, '-') &&
         read_digits (cursor, 2, &moment->month) && read_char (cursor, '-') &&
         read_digits (cursor, 2, &moment->day) && moment->year > 0 &&
         g_date_valid_dmy (moment->day, moment->month, moment->year);
}

static gboolean
read_fraction (const char **cursor, int *microsecond)
{
  int scale = 100000;

  *microsecond = 0;
  if (!read_char (cursor, '.'))
    return TRUE;
  if (!g_ascii_isdigit (**cursor))
    return FALSE;

  for (; g_ascii_isdigit (**cursor); (*cursor)++, scale /= 10)
    *microsecond += (**cursor - '0') * scale;
  return TRUE;
}

static gboolean
read_offset (const char **cursor, int *offset)
{
  int sign = **cursor == '-' ? -1 : 1;
  int hours, minutes;

  *offset = 0;
  if (read_char (cursor, 'Z'))
    return TRUE;
  if (**cursor != '+' && **cursor != '-')
    return FALSE;

  (*cursor)++;
  if (!read_digits (cursor, 2, &hours) || !read_char (cursor, ':') ||
      !read_digits (cursor, 2, &minutes) || hours > 23 || minutes > 59)
    return FALSE;

  *offset = sign * (hours * 3600 + minutes * 60);
  return TRUE;
}

static gboolean
read_moment (const char *string, Moment *moment)
{
  const char *cursor = string;

  return read_date (&cursor, moment) && read_char (&cursor, 'T') &&
         read_digits (&cursor, 2, &moment->hour) && read_char (&cursor, ':') &&
         read_digits (&cursor, 2, &moment->minute) && read_char (&cursor, ':') &&
         read_digits (&cursor, 2, &moment->second) &&
         read_fraction (&cursor, &moment->microsecond) && read_offset (&cursor, &moment->offset) &&
         *cursor == '\0' && moment->hour < 24 && moment->minute < 60 && moment->second < 60;
}

/* Days since 1970-01-01 of a proleptic Gregorian date, and back. The year is counted from March, so
 * that the leap day is its last. */
static gint64
days_from_date (int year, int month, int day)
{
  int y = month <= 2 ? year - 1 : year;
  gint64 era = (y >= 0 ? y : y - 399) / 400;
  int of_era = (int) (y - era * 400);
  int of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

  return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static void
date_from_days (gint64 days, int *year, int *month, int *day)
{
  gint64 shifted = days + 719468;
  gint64 era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
  int of_era = (int) (shifted - era * 146097);
  int y = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
  int of_year = of_era - (365 * y + y / 4 - y / 100);
  int m = (5 * of_year + 2) / 153;

  *day = of_year - (153 * m + 2) / 5 + 1;
  *month = m < 10 ? m + 3 : m - 9;
  *year = (int) (y + era * 400) + (*month <= 2 ? 1 : 0);
}

/**
 * crm_time_now:
 *
 * Returns: microseconds since 1970-01-01 UTC
 */
gint64
crm_time_now (void)
{
  return g_get_real_time ();
}

/**
 * crm_time_to_string:
 * @time: microseconds since 1970-01-01 UTC, years 1 to 9999
 *
 * Returns: (transfer full): RFC 3339 with six decimals and "Z"
 */
char *
crm_time_to_string (gint64 time)
{
  gint64 seconds = time / G_USEC_PER_SEC;
  int fraction = (int) (time % G_USEC_PER_SEC);
  gint64 days;
  int rest, year, month, day;

  if (fraction < 0)
    {
      fraction += G_USEC_PER_SEC;
      seconds--;
    }
  days = seconds / SECONDS_PER_DAY;
  rest = (int) (seconds % SECONDS_PER_DAY);
  if (rest < 0)
    {
      rest += SECONDS_PER_DAY;
      days--;
    }

  date_from_days (days, &year, &month, &day);
  return g_strdup_printf ("%04d-%02d-%02dT%02d:%02d:%02d.%06dZ", year, month, day, rest / 3600,
                          rest / 60 % 60, rest % 60, fraction);
}

/**
 * crm_time_parse:
 * @string: (nullable): RFC 3339, any offset, any number of decimals
 * @time: (out): microseconds since 1970-01-01 UTC; finer decimals are cut off
 * @error: CRM_ERROR_INVALID
 */
gboolean
crm_time_parse (const char *string, gint64 *time, GError **error)
{
  Moment moment;

  if (string == NULL || !read_moment (string, &moment))
    return crm_fail (error, CRM_ERROR_INVALID, "not a time");

  *time = (days_from_date (moment.year, moment.month, moment.day) * SECONDS_PER_DAY +
           moment.hour * 3600 + moment.minute * 60 + moment.second - moment.offset) *
              G_USEC_PER_SEC +
          moment.microsecond;
  return TRUE;
}

gboolean
crm_date_is_valid (const char *string)
{
  const char *cursor = string;
  Moment moment;

  return string != NULL && read_date (&cursor, &moment) && *cursor == '\0' && moment.year >= 1800 &&
         moment.year <= 2200;
}
