/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Pure but for the language. */

#include "client/customers/desk-policy-words.h"

#include <stdio.h>

#include <glib/gi18n.h>

#include "client/ui/desk-format.h"
#include "shared/base/crm-date.h"
#include "shared/base/crm-money.h"

void
desk_policy_read_facts (CrmRecord *policy, CrmPolicyFacts *facts)
{
  g_return_if_fail (CRM_IS_POLICY (policy) && facts != NULL);

  *facts = (CrmPolicyFacts){
    .status = crm_record_get_text (policy, CRM_POLICY_STATUS),
    .product = crm_record_get_text (policy, CRM_POLICY_PRODUCT),
    .starts_on = crm_record_get_text (policy, CRM_POLICY_STARTS_ON),
    .ends_on = crm_record_get_text (policy, CRM_POLICY_ENDS_ON),
    .premium = crm_record_get_integer (policy, CRM_POLICY_PREMIUM_KOPECKS),
  };
}

void
desk_instalment_read_facts (CrmRecord *instalment, CrmInstalmentFacts *facts)
{
  g_return_if_fail (CRM_IS_INSTALMENT (instalment) && facts != NULL);

  *facts = (CrmInstalmentFacts){
    .status = crm_record_get_text (instalment, CRM_INSTALMENT_STATUS),
    .due_on = crm_record_get_text (instalment, CRM_INSTALMENT_DUE_ON),
    .paid_on = crm_record_get_text (instalment, CRM_INSTALMENT_PAID_ON),
    .amount = crm_record_get_integer (instalment, CRM_INSTALMENT_AMOUNT_KOPECKS),
    .paid = crm_record_get_integer (instalment, CRM_INSTALMENT_PAID_KOPECKS),
  };
}

CrmPolicyState
desk_policy_get_state (CrmRecord *policy, const char *today)
{
  CrmPolicyFacts facts;

  desk_policy_read_facts (policy, &facts);
  return crm_policy_state_get (&facts, today);
}

gboolean
desk_policy_is_archived (CrmRecord *policy, const char *today)
{
  CrmPolicyState state = desk_policy_get_state (policy, today);

  return state == CRM_POLICY_EXPIRED || state == CRM_POLICY_CANCELLED;
}

/* Without an end comes last. */
static int
compare_ends (CrmRecord *a, CrmRecord *b)
{
  const char *first = crm_record_get_text (a, CRM_POLICY_ENDS_ON);
  const char *second = crm_record_get_text (b, CRM_POLICY_ENDS_ON);

  if (first == NULL || second == NULL)
    return (first == NULL) - (second == NULL);
  return g_strcmp0 (first, second);
}

int
desk_policy_compare (CrmRecord *a, CrmRecord *b, const char *today)
{
  const gboolean archived = desk_policy_is_archived (a, today);
  const gboolean other = desk_policy_is_archived (b, today);
  int order;

  if (archived != other)
    return archived ? 1 : -1;
  order = compare_ends (a, b);
  if (archived)
    order = -order;
  return order != 0 ? order : g_strcmp0 (crm_record_get_id (a), crm_record_get_id (b));
}

char *
desk_policy_dup_number (CrmRecord *policy)
{
  const char *series = crm_record_get_text (policy, CRM_POLICY_SERIES);
  const char *number = crm_record_get_text (policy, CRM_POLICY_NUMBER);

  if (series == NULL || number == NULL)
    return g_strdup (series != NULL ? series : number);
  return g_strdup_printf ("%s %s", series, number);
}

static char *
dup_active (const char *ends_on, const char *today, const char **tone)
{
  g_autofree char *day = NULL;
  int last, now, left;

  if (!crm_date_to_days (ends_on, &last) || !crm_date_to_days (today, &now))
    return g_strdup (_ ("without an end"));
  left = last - now;
  if (left > DESK_POLICY_SOON_DAYS)
    {
      day = desk_format_date (ends_on);
      /* Translators: %s is a day */
      return g_strdup_printf (_ ("until %s"), day);
    }
  *tone = "soon";
  return left == 0 ? g_strdup (_ ("last day"))
                   : g_strdup_printf (ngettext ("%d day", "%d days", (gulong) left), left);
}

/* @pattern has one %s, or the day is not known and @word has to do. */
static char *
say_day (const char *pattern, const char *date, const char *word)
{
  g_autofree char *day = date != NULL ? desk_format_date (date) : NULL;
  GString *text = g_string_new (pattern);

  if (day == NULL)
    g_string_assign (text, word);
  else
    g_string_replace (text, "%s", day, 1);
  return g_string_free (text, FALSE);
}

char *
desk_policy_dup_term (CrmRecord *policy, const char *today, const char **tone)
{
  const char *starts_on = crm_record_get_text (policy, CRM_POLICY_STARTS_ON);
  const char *ends_on = crm_record_get_text (policy, CRM_POLICY_ENDS_ON);

  *tone = NULL;
  switch (desk_policy_get_state (policy, today))
    {
    case CRM_POLICY_DRAFT:
      *tone = "plain";
      return g_strdup (_ ("draft"));
    case CRM_POLICY_ISSUED:
      *tone = "plain";
      /* Translators: %s is a day */
      return say_day (_ ("from %s"), starts_on, _ ("begins later"));
    case CRM_POLICY_EXPIRED:
      /* Translators: %s is a day */
      return say_day (_ ("ended %s"), ends_on, _ ("ended"));
    case CRM_POLICY_CANCELLED:
      *tone = "plain";
      return g_strdup (_ ("cancelled"));
    case CRM_POLICY_SUSPENDED:
      *tone = "soon";
      return g_strdup (_ ("suspended"));
    case CRM_POLICY_ACTIVE:
    default:
      return dup_active (ends_on, today, tone);
    }
}

char *
desk_day_format (const char *date, gint64 now)
{
  g_autoptr (GDateTime) noon = NULL;
  int year, month, day;

  if (date == NULL || sscanf (date, "%4d-%2d-%2d", &year, &month, &day) != 3)
    return g_strdup (date != NULL ? date : "");
  noon = g_date_time_new_local (year, month, day, 12, 0, 0);
  return noon == NULL ? g_strdup (date)
                      : desk_format_day (g_date_time_to_unix (noon) * G_USEC_PER_SEC, now);
}

char *
desk_money_format (gint64 kopecks)
{
  return crm_money_format (kopecks, kopecks % 100 != 0);
}

static char *
dup_due (const CrmInstalmentFacts *facts, const char *today)
{
  int days;

  if (!crm_instalment_get_days (facts, today, &days))
    return g_strdup (_ ("planned"));
  if (days == 0)
    return g_strdup (_ ("due today"));
  return g_strdup_printf (ngettext ("due in %d day", "due in %d days", (gulong) days), days);
}

static char *
dup_overdue (const CrmInstalmentFacts *facts, const char *today)
{
  int days = 0;

  if (!crm_instalment_get_days (facts, today, &days) || days >= 0)
    return g_strdup (_ ("overdue"));
  return g_strdup_printf (ngettext ("overdue by %d day", "overdue by %d days", (gulong) ABS (days)),
                          ABS (days));
}

char *
desk_instalment_dup_state (const CrmInstalmentFacts *facts, const char *today)
{
  g_autofree char *rest = NULL;

  switch (crm_instalment_get_state (facts, today))
    {
    case CRM_INSTALMENT_PAID:
      return g_strdup (_ ("paid"));
    case CRM_INSTALMENT_CANCELLED:
      return g_strdup (C_ ("instalment", "cancelled"));
    case CRM_INSTALMENT_OVERDUE:
      return dup_overdue (facts, today);
    case CRM_INSTALMENT_DUE:
      return dup_due (facts, today);
    case CRM_INSTALMENT_PARTIAL:
      rest = desk_money_format (crm_instalment_get_rest (facts));
      /* Translators: %s is a sum of money */
      return g_strdup_printf (_ ("%s to pay"), rest);
    case CRM_INSTALMENT_PLANNED:
    default:
      return g_strdup (_ ("planned"));
    }
}

const char *
desk_instalment_get_tone (CrmInstalmentState state)
{
  switch (state)
    {
    case CRM_INSTALMENT_PAID:
      return "paid";
    case CRM_INSTALMENT_OVERDUE:
      return "overdue";
    case CRM_INSTALMENT_DUE:
      return "due";
    case CRM_INSTALMENT_PARTIAL:
      return "partial";
    case CRM_INSTALMENT_CANCELLED:
      return "cancelled";
    case CRM_INSTALMENT_PLANNED:
    default:
      return "planned";
    }
}
