/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "client/ui/desk-context.h"

G_BEGIN_DECLS

/* The group «Contacts» of the card: each contact point in a row, and a row that adds one. */
#define DESK_TYPE_CUSTOMER_CONTACTS (desk_customer_contacts_get_type ())
G_DECLARE_FINAL_TYPE (DeskCustomerContacts,
                      desk_customer_contacts,
                      DESK,
                      CUSTOMER_CONTACTS,
                      GtkWidget)

void desk_customer_contacts_set_context (DeskCustomerContacts *self, DeskContext *context);
/* @customer (nullable) */
void desk_customer_contacts_set_record (DeskCustomerContacts *self, CrmRecord *customer);
/* (element-type CrmContactPoint) (transfer full) */
GPtrArray *desk_customer_contacts_list (DeskCustomerContacts *self);

G_END_DECLS
