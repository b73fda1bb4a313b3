/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/customers/desk-customers-view.h"
#include "client/store/desk-record-list.h"
#include "client/ui/desk-context.h"

G_BEGIN_DECLS

/* What the list of clients shows: a saved filter and a text make the query of one DeskRecordList;
 * beside it the counts of the filters. Signals "counted" (filter id, count), "grouped". Main thread
 * only. */
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
/* Filter, order and groups besides the chip; columns are not looked at. */
const DeskCustomersView *desk_customers_finder_get_view (DeskCustomersFinder *self);
void desk_customers_finder_set_view (DeskCustomersFinder *self, const DeskCustomersView *view);
/* Both at once: a chip and how it looks. */
void desk_customers_finder_choose (DeskCustomersFinder *self,
                                   const char *id,
                                   const DeskCustomersView *view);
/* The chip @id counts what @filter finds; %NULL: it is no more. */
void
desk_customers_finder_set_saved (DeskCustomersFinder *self, const char *id, DeskFilter *filter);
/* (nullable) (transfer none) (element-type DeskGroupCount): in the order of the list. */
GArray *desk_customers_finder_get_groups (DeskCustomersFinder *self);
const char *desk_customers_finder_get_text (DeskCustomersFinder *self);
void desk_customers_finder_set_text (DeskCustomersFinder *self, const char *text);

G_END_DECLS
