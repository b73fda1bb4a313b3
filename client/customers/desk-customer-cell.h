/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "client/customers/desk-customer-look.h"
#include "shared/customers/crm-customer.h"

G_BEGIN_DECLS

typedef enum
{
  DESK_CUSTOMER_COLUMN_NAME, /* avatar, name, state; two lines in the narrow layout */
  DESK_CUSTOMER_COLUMN_PHONE,
  DESK_CUSTOMER_COLUMN_PLACE,
  DESK_CUSTOMER_COLUMN_AGENT,
  DESK_CUSTOMER_COLUMN_STATUS,
  DESK_CUSTOMER_COLUMN_CHANGED,
  DESK_CUSTOMER_N_COLUMNS,
} DeskCustomerColumn;

/* One cell of the table of clients. It draws from its record when it is drawn and keeps nothing, so
 * that binding the two hundred rows of a jump costs almost nothing. */
#define DESK_TYPE_CUSTOMER_CELL (desk_customer_cell_get_type ())
G_DECLARE_FINAL_TYPE (DeskCustomerCell, desk_customer_cell, DESK, CUSTOMER_CELL, GtkWidget)

GtkWidget *desk_customer_cell_new (DeskCustomerColumn column, DeskCustomerLook *look);
/* @record (nullable) */
void desk_customer_cell_set_record (DeskCustomerCell *self, CrmRecord *record);
/* "waits to be sent", "not accepted", "to decide", or %NULL. Not freed. */
const char *desk_customer_state_word (CrmRecord *record);

G_END_DECLS
