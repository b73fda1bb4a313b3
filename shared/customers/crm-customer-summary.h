/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "shared/customers/crm-customer-value.h"

G_BEGIN_DECLS

#define CRM_SUMMARY_MAX_PRODUCTS 160

/* What lists show and ask of a customer, in one line. Made from what hangs on them, never kept by
 * hand. Plain value. */
typedef struct
{
  CrmStanding standing;
  guint n_in_force;
  gint64 premium;                          /* kopecks of a year, of what is in force */
  gint64 paid;                             /* kopecks, ever */
  gint64 overdue;                          /* kopecks that should have come */
  char products[CRM_SUMMARY_MAX_PRODUCTS]; /* ",kasko,osago,": in force, in order; "" for none */
  CrmNextEvent next_event;
  char next_on[11];
  gint64 next_sum;
  char next_product[41];
  char ends_on[11];      /* the first end of what is in force; "" for none */
  char last_contact[28]; /* instant; "" for never; not computed here */
  char changes_on[11];   /* the first day on which it may say something else; "" for never */
} CrmCustomerSummary;

/* Instalments of cancelled policies are to be left out; @instalment_products (nullable): the
 * product of the policy of each. */
void crm_customer_summary_compute (const CrmCustomerFacts *facts,
                                   const char *const *instalment_products,
                                   const char *today,
                                   CrmCustomerSummary *summary);
/* Whether it says nothing: of somebody on whom no policy hangs. */
gboolean crm_customer_summary_is_empty (const CrmCustomerSummary *summary);
gboolean crm_customer_summary_equal (const CrmCustomerSummary *a, const CrmCustomerSummary *b);
/* "instalment", "policy-ends"; %NULL for none. */
const char *crm_next_event_get_name (CrmNextEvent event);
CrmNextEvent crm_next_event_from_name (const char *name);
CrmStanding crm_standing_from_name (const char *name);

G_END_DECLS
