/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "client/store/desk-record-list.h"

G_BEGIN_DECLS

/* The list of clients as its view sees it: a cursor (the current row, shown in the preview) and,
 * apart from it, the checked records, which stay checked while the search changes. Properties
 * "current" (CrmRecord, nullable), "n-checked". Signal "checked-changed". Main thread only. */
#define DESK_TYPE_CUSTOMER_SELECTION (desk_customer_selection_get_type ())
G_DECLARE_FINAL_TYPE (DeskCustomerSelection,
                      desk_customer_selection,
                      DESK,
                      CUSTOMER_SELECTION,
                      GObject)

#define DESK_CUSTOMER_SELECTION_MAX 10000

DeskCustomerSelection *desk_customer_selection_new (DeskRecordList *list);
guint desk_customer_selection_get_position (DeskCustomerSelection *self);
void desk_customer_selection_set_position (DeskCustomerSelection *self, guint position);
/* A new search: whatever comes next, the cursor begins at its first row. */
void desk_customer_selection_restart (DeskCustomerSelection *self);
/* The search was answered, perhaps with the same rows. */
void desk_customer_selection_settle (DeskCustomerSelection *self);
/* (nullable) (transfer none) */
CrmRecord *desk_customer_selection_get_current (DeskCustomerSelection *self);
gboolean desk_customer_selection_is_checked (DeskCustomerSelection *self, CrmRecord *record);
void desk_customer_selection_set_checked (DeskCustomerSelection *self,
                                          CrmRecord *record,
                                          gboolean checked);
guint desk_customer_selection_get_n_checked (DeskCustomerSelection *self);
/* (element-type CrmRecord) (transfer full) */
GPtrArray *desk_customer_selection_list_checked (DeskCustomerSelection *self);
/* Checks what the list shows, at most DESK_CUSTOMER_SELECTION_MAX; %FALSE when there were more. */
gboolean desk_customer_selection_check_all (DeskCustomerSelection *self);
void desk_customer_selection_clear (DeskCustomerSelection *self);

G_END_DECLS
