/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "client/customers/desk-customers-view.h"

G_BEGIN_DECLS

/* A popover for what a view shows: columns to tick and to move with the keyboard, order by several
 * of them, groups. Signal "changed". Main thread only. */
#define DESK_TYPE_CUSTOMERS_COLUMNS (desk_customers_columns_get_type ())
G_DECLARE_FINAL_TYPE (DeskCustomersColumns,
                      desk_customers_columns,
                      DESK,
                      CUSTOMERS_COLUMNS,
                      GtkPopover)

GtkWidget *desk_customers_columns_new (void);
void desk_customers_columns_show_view (DeskCustomersColumns *self, const DeskCustomersView *view);
/* Columns, order and groups as chosen; the rest of @view stays. */
void desk_customers_columns_read_view (DeskCustomersColumns *self, DeskCustomersView *view);

G_END_DECLS
