/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A customer in one line of a list. Pure. */
#include "shared/customers/crm-customer-summary.h"

#include <string.h>

#include "shared/base/crm-date.h"

static const char *const events[] = {
  [CRM_NEXT_INSTALMENT] = "instalment",
  [CRM_NEXT_POLICY_ENDS] = "policy-ends",
};

const char *
crm_next_event_get_name (CrmNextEvent event)
{
  return events[event];
}

CrmNextEvent
crm_next_event_from_name (const char *name)
{
  for (guint i = CRM_NEXT_INSTALMENT; i < G_N_ELEMENTS (events); i++)
    if (g_strcmp0 (name, events[i]) == 0)
      return i;
  return CRM_NEXT_NOTHING;
}

CrmStanding
crm_standing_from_name (const char *name)
{
  for (guint i = CRM_STANDING_LEAD; i <= CRM_STANDING_FORMER; i++)
    if (g_strcmp0 (name, crm_standing_get_name (i)) == 0)
      return i;
  return CRM_STANDING_LEAD;
}

static int
compare_products (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* One that does not fit is left out whole. */
static void
join_products (CrmCustomerSummary *summary, const CrmCustomerFacts *facts, const char *today)
{
  g_autofree const char **products = crm_customer_value_list_products (facts, today);
  const guint n = g_strv_length ((char **) products);
  gsize length = 0;

  qsort (products, n, sizeof *products, compare_products);
  for (guint i = 0; i < n; i++)
    {
      const gsize more = strlen (products[i]) + (length == 0 ? 2 : 1);

      if (length + more >= sizeof summary->products)
        return;
      g_snprintf (summary->products + length, sizeof summary->products - length, "%s%s,",
                  length == 0 ? "," : "", products[i]);
      length += more;
    }
}

static void
find_end (CrmCustomerSummary *summary, const CrmCustomerFacts *facts, const char *today)
{
  for (guint i = 0; i < facts->n_policies; i++)
    {
      const char *end = facts->policies[i].ends_on;
      int day;

      if (crm_policy_state_get (&facts->policies[i], today) == CRM_POLICY_ACTIVE &&
          crm_date_to_days (end, &day) &&
          (*summary->ends_on == '\0' || strncmp (end, summary->ends_on, 10) < 0))
        g_strlcpy (summary->ends_on, end, sizeof summary->ends_on);
    }
}

/* The day that comes next of those on which a state may change. */
static void
take_day (int *nearest, const char *date, int later, int now)
{
  int day;

  if (crm_date_to_days (date, &day) && day + later > now)
    *nearest = MIN (*nearest, day + later);
}

static void
find_change (CrmCustomerSummary *summary, const CrmCustomerFacts *facts, int now)
{
  int nearest = G_MAXINT;

  for (guint i = 0; i < facts->n_policies; i++)
    {
      take_day (&nearest, facts->policies[i].starts_on, 0, now);
      take_day (&nearest, facts->policies[i].ends_on, 1, now);
    }
  for (guint i = 0; i < facts->n_instalments; i++)
    if (crm_instalment_get_rest (&facts->instalments[i]) > 0)
      take_day (&nearest, facts->instalments[i].due_on, 1, now);
  if (nearest != G_MAXINT)
    {
      g_autofree char *date = crm_date_from_days (nearest);

      g_strlcpy (summary->changes_on, date, sizeof summary->changes_on);
    }
}

/**
 * crm_customer_summary_compute:
 * @facts: all of one customer
 * @instalment_products: (nullable) (array): the product of the policy of each instalment
 * @today: a date
 * @summary: (out): what follows
 */
void
crm_customer_summary_compute (const CrmCustomerFacts *facts,
                              const char *const *instalment_products,
                              const char *today,
                              CrmCustomerSummary *summary)
{
  const char *product = NULL;
  CrmCustomerValue value;
  int now = 0;

  memset (summary, 0, sizeof *summary);
  g_return_if_fail (crm_date_to_days (today, &now));

  crm_customer_value_compute (facts, today, &value);
  summary->standing = value.standing;
  summary->n_in_force = value.n_in_force;
  summary->premium = value.premium_in_force;
  summary->paid = value.paid_total;
  summary->next_event = value.next_event;
  summary->next_sum = value.next_sum;
  g_strlcpy (summary->next_on, value.next_on, sizeof summary->next_on);
  if (value.next_event == CRM_NEXT_POLICY_ENDS)
    product = facts->policies[value.next_index].product;
  else if (value.next_event == CRM_NEXT_INSTALMENT && instalment_products != NULL)
    product = instalment_products[value.next_index];
  g_strlcpy (summary->next_product, product != NULL ? product : "", sizeof summary->next_product);
  for (guint i = 0; i < facts->n_instalments; i++)
    if (crm_instalment_get_state (&facts->instalments[i], today) == CRM_INSTALMENT_OVERDUE)
      summary->overdue += crm_instalment_get_rest (&facts->instalments[i]);
  join_products (summary, facts, today);
  find_end (summary, facts, today);
  find_change (summary, facts, now);
}

gboolean
crm_customer_summary_is_empty (const CrmCustomerSummary *summary)
{
  return summary->standing == CRM_STANDING_LEAD && summary->n_in_force == 0 && summary->paid == 0 &&
         summary->overdue == 0 && summary->next_event == CRM_NEXT_NOTHING &&
         *summary->changes_on == '\0' && *summary->last_contact == '\0';
}

gboolean
crm_customer_summary_equal (const CrmCustomerSummary *a, const CrmCustomerSummary *b)
{
  return a->standing == b->standing && a->n_in_force == b->n_in_force && a->premium == b->premium &&
         a->paid == b->paid && a->overdue == b->overdue && a->next_event == b->next_event &&
         a->next_sum == b->next_sum && strcmp (a->products, b->products) == 0 &&
         strcmp (a->next_on, b->next_on) == 0 && strcmp (a->next_product, b->next_product) == 0 &&
         strcmp (a->ends_on, b->ends_on) == 0 && strcmp (a->last_contact, b->last_contact) == 0;
}
