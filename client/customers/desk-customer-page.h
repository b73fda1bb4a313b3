/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "client/ui/desk-context.h"

G_BEGIN_DECLS

/* The card of one client. Property "context" (construct only). Signal "step" (int): the person
 * wants the next (1) or the previous (-1) client of the list. */
#define DESK_TYPE_CUSTOMER_PAGE (desk_customer_page_get_type ())
G_DECLARE_FINAL_TYPE (DeskCustomerPage, desk_customer_page, DESK, CUSTOMER_PAGE, GtkWidget)

GtkWidget *desk_customer_page_new (DeskContext *context);
/* (nullable) (transfer none) */
CrmRecord *desk_customer_page_get_record (DeskCustomerPage *self);
/* Moves the keyboard to the first field, as soon as there is one. */
void desk_customer_page_focus (DeskCustomerPage *self);
/* @record (nullable): what was being typed is saved or kept as a draft first. */
void desk_customer_page_set_record (DeskCustomerPage *self, CrmRecord *record);

G_END_DECLS
