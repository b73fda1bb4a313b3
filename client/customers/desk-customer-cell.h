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
  DESK_CUSTOMER_COLUMN_POLICIES, /* pictures of the products held, or "lead" */
  DESK_CUSTOMER_COLUMN_NEXT,     /* what comes next: an instalment, an end, a birthday */
  DESK_CUSTOMER_COLUMN_PREMIUM,
  DESK_CUSTOMER_COLUMN_CONTACTED,
  DESK_CUSTOMER_COLUMN_PLACE,
  DESK_CUSTOMER_COLUMN_AGENT,
  DESK_CUSTOMER_COLUMN_BRANCH,
  DESK_CUSTOMER_COLUMN_STATUS,
  DESK_CUSTOMER_COLUMN_BIRTHDAY,
  DESK_CUSTOMER_COLUMN_TAGS,
  DESK_CUSTOMER_COLUMN_CREATED,
  DESK_CUSTOMER_COLUMN_CHANGED,
  DESK_CUSTOMER_N_COLUMNS,
} DeskCustomerColumn;

/* Numbers and dates stand at the right. */
gboolean desk_customer_column_is_right (DeskCustomerColumn column);

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
