/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Words for instants, dates, numbers and values of fields. Pure functions over gettext; the month
 * names are ours because the C library's differ by version and lack the point of an abbreviation.
 */

#include "client/ui/desk-format.h"

#include <stdio.h>
#include <string.h>

#include <glib/gi18n.h>

#include "client/ui/desk-field-titles.h"
#include "shared/base/crm-phone.h"
#include "shared/base/crm-time.h"

static const char *const short_months[] = {
  NC_ ("short month", "Jan"), NC_ ("short month", "Feb"), NC_ ("short month", "Mar"),
  NC_ ("short month", "Apr"), NC_ ("short month", "May"), NC_ ("short month", "Jun"),
  NC_ ("short month", "Jul"), NC_ ("short month", "Aug"), NC_ ("short month", "Sep"),
  NC_ ("short month", "Oct"), NC_ ("short month", "Nov"), NC_ ("short month", "Dec"),
};

static const char *const months[] = {
  NC_ ("month", "January"), NC_ ("month", "February"), NC_ ("month", "March"),
  NC_ ("month", "April"),   NC_ ("month", "May"),      NC_ ("month", "June"),
  NC_ ("month", "July"),    NC_ ("month", "August"),   NC_ ("month", "September"),
  NC_ ("month", "October"), NC_ ("month", "November"), NC_ ("month", "December"),
};

typedef struct
{
  const char *field;
  const char *value;
  const char *word;
} EnumWord;

static const EnumWord enum_words[] = {
  { "type", "person", NC_ ("customer", "person") },
  { "type", "company", NC_ ("customer", "company") },
  { "type", "phone", NC_ ("contact", "Phone") },
  { "type", "email", NC_ ("contact", "E-mail") },
  { "type", "messenger", NC_ ("contact", "Messenger") },
  { "type", "other", NC_ ("contact", "Other") },
  { "type", "passport", NC_ ("contact", "Passport") },
  { "type", "foreign-passport", NC_ ("contact", "Foreign passport") },
  { "type", "driving-licence", NC_ ("contact", "Driving licence") },
  { "type", "birth-certificate", NC_ ("contact", "Birth certificate") },
  { "type", "snils", NC_ ("contact", "SNILS") },
  { "type", "inn", NC_ ("contact", "INN") },
  { "type", "oms", NC_ ("contact", "Health insurance") },
  { "type", "vehicle-certificate", NC_ ("contact", "Vehicle certificate") },
  { "type", "vehicle-passport", NC_ ("contact", "Vehicle passport") },
  { "type", "e-vehicle-passport", NC_ ("contact", "Electronic vehicle passport") },
  { "sex", "male", NC_ ("customer", "male") },
  { "sex", "female", NC_ ("customer", "female") },
  { "status", "lead", NC_ ("customer", "lead") },
  { "status", "client", NC_ ("customer", "client") },
  { "status", "former", NC_ ("customer", "former") },
  { "type", "vehicle", NC_ ("contact", "vehicle") },
  { "type", "property", NC_ ("contact", "property") },
  { "status", "draft", NC_ ("contact", "draft") },
  { "status", "issued", NC_ ("contact", "issued") },
  { "status", "active", NC_ ("contact", "in force") },
  { "status", "expired", NC_ ("contact", "expired") },
  { "status", "cancelled", NC_ ("contact", "cancelled") },
  { "status", "suspended", NC_ ("contact", "suspended") },
  { "status", "planned", NC_ ("contact", "planned") },
  { "status", "due", NC_ ("contact", "due") },
  { "status", "overdue", NC_ ("contact", "overdue") },
  { "status", "partial", NC_ ("contact", "partly paid") },
  { "status", "paid", NC_ ("contact", "paid") },
  { "method", "cash", NC_ ("contact", "cash") },
  { "method", "card", NC_ ("contact", "card") },
  { "method", "transfer", NC_ ("contact", "transfer") },
  { "method", "online", NC_ ("contact", "online") },
};

static GDateTime *
to_local (gint64 time)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (time / G_USEC_PER_SEC);

  return utc == NULL ? NULL : g_date_time_to_local (utc);
}

/* Calendar days between two local instants, not spans of 24 hours. */
static int
count_days (GDateTime *from, GDateTime *to)
{
  g_autoptr (GDate) first = g_date_new_dmy ((GDateDay) g_date_time_get_day_of_month (from),
                                            (GDateMonth) g_date_time_get_month (from),
                                            (GDateYear) g_date_time_get_year (from));
  g_autoptr (GDate) last = g_date_new_dmy ((GDateDay) g_date_time_get_day_of_month (to),
                                           (GDateMonth) g_date_time_get_month (to),
                                           (GDateYear) g_date_time_get_year (to));

  return g_date_days_between (first, last);
}

char *
desk_format_count (gint64 number)
{
  g_autofree char *digits =
      g_strdup_printf ("%" G_GUINT64_FORMAT, (guint64) (number < 0 ? -number : number));
  gsize length = strlen (digits);
  GString *text = g_string_new (number < 0 ? "\xe2\x88\x92" : "");

  for (gsize i = 0; i < length; i++)
    {
      if (i > 0 && (length - i) % 3 == 0)
        g_string_append (text, "\xc2\xa0");
      g_string_append_c (text, digits[i]);
    }
  return g_string_free (text, FALSE);
}

char *
desk_format_time (gint64 time)
{
  g_autoptr (GDateTime) local = to_local (time);

  return local == NULL ? g_strdup ("") : g_date_time_format (local, "%H:%M");
}

char *
desk_format_day (gint64 time, gint64 now)
{
  g_autoptr (GDateTime) local = to_local (time);
  g_autoptr (GDateTime) today = to_local (now);
  const char *month;
  int days;

  if (local == NULL || today == NULL)
    return g_strdup ("");

  days = count_days (local, today);
  if (days == 0)
    return g_strdup (_ ("today"));
  if (days == 1)
    return g_strdup (_ ("yesterday"));

  month = g_dpgettext2 (NULL, "short month", short_months[g_date_time_get_month (local) - 1]);
  if (g_date_time_get_year (local) == g_date_time_get_year (today))
    /* Translators: day of month and short month, "18 Nov" */
    return g_strdup_printf (C_ ("date", "%d %s"), g_date_time_get_day_of_month (local), month);
  /* Translators: day of month, short month, year */
  return g_strdup_printf (C_ ("date", "%d %s %d"), g_date_time_get_day_of_month (local), month,
                          g_date_time_get_year (local));
}

char *
desk_format_moment (gint64 time, gint64 now)
{
  g_autofree char *day = desk_format_day (time, now);
  g_autofree char *clock = desk_format_time (time);

  /* Translators: "today at 10:21", "18 Nov at 10:21" */
  return g_strdup_printf (_ ("%s at %s"), day, clock);
}

char *
desk_format_when (gint64 time, gint64 now)
{
  g_autoptr (GDateTime) local = to_local (time);
  g_autoptr (GDateTime) today = to_local (now);

  if (local != NULL && today != NULL && count_days (local, today) == 0)
    return desk_format_time (time);
  return desk_format_day (time, now);
}

char *
desk_format_stretch (gint64 time, gint64 now)
{
  g_autoptr (GDateTime) local = to_local (time);
  g_autoptr (GDateTime) today = to_local (now);
  const char *month;
  int days;

  if (local == NULL || today == NULL)
    return g_strdup ("");

  days = count_days (local, today);
  if (days == 0)
    return g_strdup (_ ("Today"));
  if (days == 1)
    return g_strdup (_ ("Yesterday"));

  month = g_dpgettext2 (NULL, "month", months[g_date_time_get_month (local) - 1]);
  if (g_date_time_get_year (local) == g_date_time_get_year (today))
    return g_strdup (month);
  /* Translators: month and year over a part of a history */
  return g_strdup_printf (C_ ("stretch", "%s %d"), month, g_date_time_get_year (local));
}

gint64
desk_format_parse_instant (const char *text)
{
  gint64 time = 0;

  if (text == NULL || !crm_time_parse (text, &time, NULL))
    return 0;
  return time;
}

char *
desk_format_date (const char *date)
{
  int year = 0, month = 0, day = 0;

  if (date == NULL)
    return g_strdup ("");
  if (!crm_date_is_valid (date) || sscanf (date, "%4d-%2d-%2d", &year, &month, &day) != 3)
    return g_strdup (date);
  /* Translators: day, month, year in digits, the order of your language with its own signs */
  return g_strdup_printf (C_ ("date", "%1$02d.%2$02d.%3$04d"), day, month, year);
}

/* Up to three numbers apart by anything that is not a digit; eight digits together are DDMMYYYY. */
static guint
read_numbers (const char *text, int numbers[3], int lengths[3])
{
  guint n = 0;

  for (const char *p = text; *p != '\0';)
    {
      char *end = NULL;

      if (!g_ascii_isdigit (*p))
        {
          p++;
          continue;
        }
      if (n == 3)
        return 0;
      numbers[n] = (int) MIN (g_ascii_strtoull (p, &end, 10), 99999999);
      lengths[n] = (int) (end - p);
      n++;
      p = end;
    }
  if (n == 1 && lengths[0] == 8)
    {
      numbers[2] = numbers[0] % 10000;
      numbers[1] = numbers[0] / 10000 % 100;
      numbers[0] = numbers[0] / 1000000;
      lengths[2] = 4;
      return 3;
    }
  return n;
}

char *
desk_format_parse_date (const char *text, gint64 now)
{
  g_autoptr (GDateTime) today = to_local (now);
  g_autofree char *date = NULL;
  int numbers[3] = { 0 };
  int lengths[3] = { 0 };

  if (text == NULL || today == NULL || read_numbers (text, numbers, lengths) != 3)
    return NULL;

  if (lengths[0] == 4)
    {
      int year = numbers[0];

      numbers[0] = numbers[2];
      numbers[2] = year;
    }
  else if (lengths[2] == 2)
    {
      int century = g_date_time_get_year (today) / 100 * 100;

      /* A birth date of two digits is never in the future. */
      numbers[2] += century;
      if (numbers[2] > g_date_time_get_year (today))
        numbers[2] -= 100;
    }
  else if (lengths[2] != 4)
    return NULL;

  if (numbers[0] > 31 || numbers[1] > 12)
    return NULL;
  date = g_strdup_printf ("%04d-%02d-%02d", numbers[2], numbers[1], numbers[0]);
  return crm_date_is_valid (date) ? g_steal_pointer (&date) : NULL;
}

char *
desk_format_age (const char *birth_date, gint64 now)
{
  g_autoptr (GDateTime) today = to_local (now);
  int year = 0, month = 0, day = 0, age;

  if (birth_date == NULL || today == NULL || !crm_date_is_valid (birth_date) ||
      sscanf (birth_date, "%4d-%2d-%2d", &year, &month, &day) != 3)
    return NULL;

  age = g_date_time_get_year (today) - year;
  if (g_date_time_get_month (today) < month ||
      (g_date_time_get_month (today) == month && g_date_time_get_day_of_month (today) < day))
    age--;
  if (age < 0)
    return NULL;
  return g_strdup_printf (ngettext ("%d year", "%d years", (gulong) age), age);
}

const char *
desk_format_field_title (const CrmKind *kind, const char *field)
{
  const char *title = desk_field_titles_find (kind, field);

  return title != NULL ? title : field;
}

const char *
desk_format_enum (const CrmKind *kind, const char *field, const char *value)
{
  const char *context = g_str_equal (kind->name, "customer") ? "customer" : "contact";

  for (guint i = 0; value != NULL && i < G_N_ELEMENTS (enum_words); i++)
    if (g_str_equal (enum_words[i].field, field) && g_str_equal (enum_words[i].value, value))
      return g_dpgettext2 (NULL, context, enum_words[i].word);
  return value;
}

char *
desk_format_title (const char *text)
{
  GString *title = g_string_new (NULL);

  if (text != NULL && *text != '\0')
    {
      g_string_append_unichar (title, g_unichar_totitle (g_utf8_get_char (text)));
      g_string_append (title, g_utf8_next_char (text));
    }
  return g_string_free (title, FALSE);
}

static char *
join_list (const char *text)
{
  g_autoptr (GString) joined = g_string_new (NULL);
  g_autoptr (GVariant) list = g_variant_parse (G_VARIANT_TYPE_STRING_ARRAY, text, NULL, NULL, NULL);

  for (gsize i = 0; list != NULL && i < g_variant_n_children (list); i++)
    {
      const char *word = NULL;

      g_variant_get_child (list, i, "&s", &word);
      g_string_append_printf (joined, "%s%s", i > 0 ? ", " : "", word);
    }
  return list == NULL ? g_strdup (text) : g_strdup (joined->str);
}

char *
desk_format_field_value (const CrmKind *kind, const char *field, const char *text)
{
  int index = crm_kind_find_field (kind, field);

  if (text == NULL || *text == '\0')
    return NULL;
  if (index < 0)
    return g_strdup (text);

  switch (kind->fields[index].type)
    {
    case CRM_FIELD_ENUM:
      return g_strdup (desk_format_enum (kind, field, text));
    case CRM_FIELD_DATE:
      return desk_format_date (text);
    case CRM_FIELD_TIME:
      return desk_format_moment (desk_format_parse_instant (text), crm_time_now ());
    case CRM_FIELD_BOOLEAN:
      return g_strdup (_ ("yes"));
    case CRM_FIELD_LIST:
      return join_list (text);
    case CRM_FIELD_TEXT:
    case CRM_FIELD_ID:
    case CRM_FIELD_DECIMAL:
    case CRM_FIELD_INTEGER:
    case CRM_FIELD_OBJECT:
    default:
      if (g_str_equal (kind->name, "contact-point") && g_str_equal (field, "value") && *text == '+')
        return crm_phone_format (text);
      return g_strdup (text);
    }
}
