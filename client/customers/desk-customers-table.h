/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "client/customers/desk-customer-selection.h"
#include "client/customers/desk-customers-view.h"
#include "client/ui/desk-context.h"

G_BEGIN_DECLS

/* The virtualised table of clients: columns of drawn cells over a DeskCustomerSelection. Signals
 * "activated" (CrmRecord), "sorted", "columns-changed" (somebody moved or widened one). */
#define DESK_TYPE_CUSTOMERS_TABLE (desk_customers_table_get_type ())
G_DECLARE_FINAL_TYPE (DeskCustomersTable, desk_customers_table, DESK, CUSTOMERS_TABLE, GtkWidget)

void desk_customers_table_set_context (DeskCustomersTable *self, DeskContext *context);
/* Columns and order; without a signal. */
void desk_customers_table_show_view (DeskCustomersTable *self, const DeskCustomersView *view);
/* Puts what the person has made of columns and order into @view. */
void desk_customers_table_read_view (DeskCustomersTable *self, DeskCustomersView *view);
void desk_customers_table_set_selection (DeskCustomersTable *self,
                                         DeskCustomerSelection *selection);
/* What is being searched for, to mark it; (nullable). */
void desk_customers_table_set_query (DeskCustomersTable *self, const char *query);
void desk_customers_table_scroll_to (DeskCustomersTable *self, guint position);
/* Moves the keyboard to the current row. */
void desk_customers_table_focus_current (DeskCustomersTable *self);

G_END_DECLS
