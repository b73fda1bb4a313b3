/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/ui/desk-context.h"
#include "shared/customers/crm-customer-value.h"
#include "shared/record/crm-record.h"

G_BEGIN_DECLS

/* What one client is worth, from all their policies and instalments in the cache, with both sides
 * of every ratio. Signal "changed": when it was computed, once more whenever something of it
 * changes. Main thread only. */
#define DESK_TYPE_CUSTOMER_WORTH (desk_customer_worth_get_type ())
G_DECLARE_FINAL_TYPE (DeskCustomerWorth, desk_customer_worth, DESK, CUSTOMER_WORTH, GObject)

DeskCustomerWorth *desk_customer_worth_new (DeskContext *context, CrmRecord *customer);
/* (nullable) (transfer none): %NULL until all was read. */
const CrmCustomerValue *desk_customer_worth_get (DeskCustomerWorth *self);

G_END_DECLS
