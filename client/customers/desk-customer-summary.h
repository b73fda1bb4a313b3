/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/ui/desk-filter-words.h"
#include "shared/customers/crm-customer.h"

G_BEGIN_DECLS

typedef enum
{
  DESK_NEXT_PLAIN,
  DESK_NEXT_SOON,
  DESK_NEXT_LATE,
} DeskNextTone;

/* Words for what hangs on a client. */

/* "OSAGO · 4 Dec", "instalment 18 600 ₽ · overdue", "birthday · today"; @tone (out)
 * (optional). (nullable) (transfer full) */
char *
desk_customer_summary_dup_next (DeskFilterWords *words, CrmRecord *record, DeskNextTone *tone);
/* "OSAGO, KASKO". (nullable) (transfer full) */
char *desk_customer_summary_dup_products (DeskFilterWords *words,
                                          const CrmCustomerSummary *summary);

G_END_DECLS
