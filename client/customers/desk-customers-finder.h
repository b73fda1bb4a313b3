/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/store/desk-record-list.h"
#include "client/ui/desk-context.h"

G_BEGIN_DECLS

/* What the list of clients shows: a saved filter and a text make the query of one DeskRecordList;
 * beside it the counts of the filters. Signal "counted" (filter id, count). Main thread only. */
#define DESK_TYPE_CUSTOMERS_FINDER (desk_customers_finder_get_type ())
G_DECLARE_FINAL_TYPE (DeskCustomersFinder, desk_customers_finder, DESK, CUSTOMERS_FINDER, GObject)

typedef struct
{
  const char *id;
  const char *title; /* msgid */
} DeskCustomersFilter;

DeskCustomersFinder *desk_customers_finder_new (DeskContext *context);
/* Filters that make sense for the signed-in person. (transfer none) */
const DeskCustomersFilter *desk_customers_finder_list_filters (DeskCustomersFinder *self,
                                                               guint *n_filters);
DeskRecordList *desk_customers_finder_get_list (DeskCustomersFinder *self);
const char *desk_customers_finder_get_filter (DeskCustomersFinder *self);
void desk_customers_finder_set_filter (DeskCustomersFinder *self, const char *id);
/* @field: of CrmCustomerField, or -1 for the usual order by name. */
void desk_customers_finder_set_order (DeskCustomersFinder *self, int field, gboolean descending);
const char *desk_customers_finder_get_text (DeskCustomersFinder *self);
void desk_customers_finder_set_text (DeskCustomersFinder *self, const char *text);

G_END_DECLS
