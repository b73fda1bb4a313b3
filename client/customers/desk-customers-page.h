/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "client/ui/desk-context.h"

G_BEGIN_DECLS

/* The list of clients: search, filters, table, preview. Property "context" (construct only). Signal
 * "new-customer" (text, nullable): a client is to be created from what was searched for. */
#define DESK_TYPE_CUSTOMERS_PAGE (desk_customers_page_get_type ())
G_DECLARE_FINAL_TYPE (DeskCustomersPage, desk_customers_page, DESK, CUSTOMERS_PAGE, GtkWidget)

GtkWidget *desk_customers_page_new (DeskContext *context);
/* (nullable) (transfer full): id of the client @step rows from the one with @id; the cursor goes
 * there too. */
char *desk_customers_page_step (DeskCustomersPage *self, const char *id, int step);
/* Moves the keyboard to the current row: after coming back from a card. */
void desk_customers_page_focus_list (DeskCustomersPage *self);

/* For tests. */
void desk_customers_page_search (DeskCustomersPage *self, const char *text);
GListModel *desk_customers_page_get_model (DeskCustomersPage *self);

G_END_DECLS
