/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "client/customers/desk-customer-found.h"
#include "client/ui/desk-context.h"
#include "client/ui/desk-filter-words.h"

G_BEGIN_DECLS

/* What all cells of one table share: the marks of the search, whether a row has two lines, the
 * clock and the names of users. The cells register with it and are drawn again when it changes. */
#define DESK_TYPE_CUSTOMER_LOOK (desk_customer_look_get_type ())
G_DECLARE_FINAL_TYPE (DeskCustomerLook, desk_customer_look, DESK, CUSTOMER_LOOK, GObject)

DeskCustomerLook *desk_customer_look_new (DeskContext *context);
/* Names of products. */
DeskFilterWords *desk_customer_look_get_words (DeskCustomerLook *self);
DeskContext *desk_customer_look_get_context (DeskCustomerLook *self);
DeskCustomerFound *desk_customer_look_get_found (DeskCustomerLook *self);
/* @query (nullable) */
void desk_customer_look_set_query (DeskCustomerLook *self, const char *query);
gboolean desk_customer_look_is_tall (DeskCustomerLook *self);
void desk_customer_look_set_tall (DeskCustomerLook *self, gboolean tall);
/* Of one line in the font of @cell. Remembered: the toolkit shapes a whole alphabet to find it, and
 * every cell asks. */
int desk_customer_look_get_line_height (DeskCustomerLook *self, GtkWidget *cell);
void desk_customer_look_add_cell (DeskCustomerLook *self, GtkWidget *cell);
void desk_customer_look_remove_cell (DeskCustomerLook *self, GtkWidget *cell);

G_END_DECLS
