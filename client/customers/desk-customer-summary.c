/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Words for what hangs on a client: what comes next, what they hold. Main thread. */

#include "client/customers/desk-customer-summary.h"

#include <glib/gi18n.h>

#include "client/ui/desk-format.h"
#include "shared/base/crm-date.h"
#include "shared/base/crm-time.h"

#define SOON_DAYS     7
#define BIRTHDAY_DAYS 14

static int
get_today (void)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *date = g_date_time_format (now, "%Y-%m-%d");
  int days = 0;

  crm_date_to_days (date, &days);
  return days;
}

/* Days until the next birthday; -1 when it is not known. */
static int
count_to_birthday (const char *born, int today)
{
  g_autofree char *now = crm_date_from_days (today);
  const int year = (int) g_ascii_strtoll (now, NULL, 10);
  const int birth_year = born != NULL ? (int) g_ascii_strtoll (born, NULL, 10) : 0;

  for (int i = 0; birth_year > 0 && i < 2; i++)
    {
      g_autofree char *date = crm_date_add_years (born, year + i - birth_year);
      int day;

      if (date != NULL && crm_date_to_days (date, &day) && day >= today)
        return day - today;
    }
  return -1;
}

/* "today", "4 Dec" (transfer full) */
static char *
dup_day (int days)
{
  g_autoptr (GDateTime) epoch = g_date_time_new_local (1970, 1, 1, 12, 0, 0);
  g_autoptr (GDateTime) day = g_date_time_add_days (epoch, days);

  return desk_format_day (g_date_time_to_unix (day) * G_USEC_PER_SEC, crm_time_now ());
}

static char *
dup_instalment (const CrmCustomerSummary *summary, int day, int today, DeskNextTone *tone)
{
  g_autofree char *sum = desk_format_count ((summary->next_sum + 99) / 100);
  g_autofree char *when = dup_day (day);

  *tone = day < today                ? DESK_NEXT_LATE
          : day - today <= SOON_DAYS ? DESK_NEXT_SOON
                                     : DESK_NEXT_PLAIN;
  if (day < today)
    return g_strdup_printf (_ ("instalment %s\xc2\xa0₽ · overdue"), sum);
  return g_strdup_printf (_ ("instalment %s\xc2\xa0₽ · %s"), sum, when);
}

char *
desk_customer_summary_dup_next (DeskFilterWords *words, CrmRecord *record, DeskNextTone *tone)
{
  const CrmCustomerSummary *summary = crm_customer_get_summary (CRM_CUSTOMER (record));
  const int today = get_today ();
  const int birthday =
      count_to_birthday (crm_record_get_text (record, CRM_CUSTOMER_BIRTH_DATE), today);
  DeskNextTone own = DESK_NEXT_PLAIN;
  g_autofree char *when = NULL;
  int day = 0;

  if (tone == NULL)
    tone = &own;
  *tone = DESK_NEXT_PLAIN;
  if (birthday >= 0 && birthday <= BIRTHDAY_DAYS &&
      (!crm_date_to_days (summary->next_on, &day) || day > today + birthday))
    {
      when = dup_day (today + birthday);
      return g_strdup_printf (_ ("birthday · %s"), when);
    }
  if (!crm_date_to_days (summary->next_on, &day))
    return NULL;
  if (summary->next_event == CRM_NEXT_INSTALMENT)
    return dup_instalment (summary, day, today, tone);
  when = dup_day (day);
  if (day - today <= SOON_DAYS)
    *tone = DESK_NEXT_SOON;
  return g_strdup_printf ("%s · %s", desk_filter_words_get_product (words, summary->next_product),
                          when);
}

char *
desk_customer_summary_dup_products (DeskFilterWords *words, const CrmCustomerSummary *summary)
{
  g_auto (GStrv) codes = g_strsplit (summary->products, ",", -1);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; codes[i] != NULL; i++)
    if (*codes[i] != '\0')
      g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "",
                              desk_filter_words_get_product (words, codes[i]));
  return text->len > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}
