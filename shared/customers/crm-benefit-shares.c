/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who gets how much of an insurance sum, and whether it is all of it (Civil Code, 929 and 934; a
 * policy without complete shares cannot be paid out). Pure. */
#include "shared/customers/crm-benefit-shares.h"

#include <stdlib.h>
#include <string.h>

#include "shared/base/crm-date.h"

#define FIRST_DAY G_MININT
#define LAST_DAY  (G_MAXINT - 1)

/**
 * crm_benefit_parse_share:
 * @text: (nullable): percent
 * @share: (out): hundredths of a percent
 *
 * Returns: whether it is a share
 */
gboolean
crm_benefit_parse_share (const char *text, int *share)
{
  g_autofree char *clean = g_strstrip (g_strdup (text != NULL ? text : ""));
  int sum = 0, decimals = -1;

  if (g_str_has_suffix (clean, "%"))
    clean[strlen (clean) - 1] = '\0';
  g_strchomp (clean);
  if (!g_ascii_isdigit (*clean))
    return FALSE;

  for (const char *at = clean; *at != '\0'; at++)
    {
      if ((*at == '.' || *at == ',') && decimals < 0)
        decimals = 0;
      else if (!g_ascii_isdigit (*at) || decimals == 2 || sum > CRM_BENEFIT_WHOLE)
        return FALSE;
      else
        {
          sum = sum * 10 + (*at - '0');
          decimals += decimals >= 0;
        }
    }
  if (decimals == 0 || sum > CRM_BENEFIT_WHOLE)
    return FALSE;
  for (int i = MAX (decimals, 0); i < 2; i++)
    sum *= 10;

  *share = sum;
  return sum > 0 && sum <= CRM_BENEFIT_WHOLE;
}

char *
crm_benefit_format_share (int share)
{
  return g_strdup_printf ("%d.%02d", share / 100, share % 100);
}

/**
 * crm_benefit_get_equal_share:
 * @n: how many there are
 * @index: which of them, from 0
 *
 * Returns: its share; the first ones get what cannot be divided
 */
int
crm_benefit_get_equal_share (guint n, guint index)
{
  if (n == 0 || n > CRM_BENEFIT_WHOLE)
    return 0;
  return CRM_BENEFIT_WHOLE / (int) n + (index < CRM_BENEFIT_WHOLE % n);
}

static int
get_first_day (const CrmBenefit *benefit)
{
  int day;

  return crm_date_to_days (benefit->starts_on, &day) ? day : FIRST_DAY;
}

static int
get_last_day (const CrmBenefit *benefit)
{
  int day;

  return crm_date_to_days (benefit->ends_on, &day) ? day : LAST_DAY;
}

static gboolean
is_alike (const CrmBenefit *a, const CrmBenefit *b)
{
  return a->order == b->order && g_strcmp0 (a->object, b->object) == 0;
}

static int
compare_days (gconstpointer a, gconstpointer b)
{
  int first = *(const int *) a, second = *(const int *) b;

  return first < second ? -1 : first > second;
}

/* The days on which something changes for those who are like @of: a first day, or the one behind a
 * last day. */
static GArray *
collect_days (const CrmBenefit *benefits, guint n, const CrmBenefit *of)
{
  GArray *days = g_array_new (FALSE, FALSE, sizeof (int));

  for (guint i = 0; i < n; i++)
    if (is_alike (&benefits[i], of))
      {
        int first = get_first_day (&benefits[i]), behind = get_last_day (&benefits[i]) + 1;

        g_array_append_val (days, first);
        g_array_append_val (days, behind);
      }
  g_array_sort (days, compare_days);
  return days;
}

static int
add_up (const CrmBenefit *benefits, guint n, const CrmBenefit *of, int day)
{
  int total = 0;

  for (guint i = 0; i < n; i++)
    if (is_alike (&benefits[i], of) && get_first_day (&benefits[i]) <= day &&
        day <= get_last_day (&benefits[i]))
      total += benefits[i].share;
  return total;
}

static char *
write_day (int day)
{
  return day == FIRST_DAY || day == LAST_DAY ? NULL : crm_date_from_days (day);
}

static void
clear_gap (gpointer data)
{
  CrmBenefitGap *gap = data;

  g_free (gap->starts_on);
  g_free (gap->ends_on);
}

static void
find_gaps_like (GArray *gaps, const CrmBenefit *benefits, guint n, guint index)
{
  g_autoptr (GArray) days = collect_days (benefits, n, &benefits[index]);
  int last_total = 0;

  for (guint i = 0; i + 1 < days->len; i++)
    {
      int day = g_array_index (days, int, i), behind = g_array_index (days, int, i + 1);
      int total = add_up (benefits, n, &benefits[index], day);
      CrmBenefitGap gap = { .index = index, .total = total };

      if (day == behind)
        continue;
      /* The same days over again, because somebody is replaced by another of the same share. */
      if (total == last_total && total != CRM_BENEFIT_WHOLE && total != 0)
        {
          CrmBenefitGap *last = &g_array_index (gaps, CrmBenefitGap, gaps->len - 1);

          g_free (last->ends_on);
          last->ends_on = write_day (behind - 1);
        }
      else if (total != CRM_BENEFIT_WHOLE && total != 0)
        {
          gap.starts_on = write_day (day);
          gap.ends_on = write_day (behind - 1);
          g_array_append_val (gaps, gap);
        }
      last_total = total;
    }
}

static gboolean
is_first_alike (const CrmBenefit *benefits, guint index)
{
  for (guint i = 0; i < index; i++)
    if (is_alike (&benefits[i], &benefits[index]))
      return FALSE;
  return TRUE;
}

/**
 * crm_benefit_find_gaps:
 * @benefits: (array length=n): those of one policy
 * @n: how many
 *
 * Returns: (transfer full) (element-type CrmBenefitGap): where the shares do not make a whole
 */
GArray *
crm_benefit_find_gaps (const CrmBenefit *benefits, guint n)
{
  GArray *gaps = g_array_new (FALSE, FALSE, sizeof (CrmBenefitGap));

  g_array_set_clear_func (gaps, clear_gap);
  for (guint i = 0; i < n; i++)
    if (is_first_alike (benefits, i))
      find_gaps_like (gaps, benefits, n, i);
  return gaps;
}
