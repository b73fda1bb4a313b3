/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/customers/desk-card-block.h"

G_BEGIN_DECLS

/* The group «Contacts» of the card: each contact point in a row, and a row that adds one. */
#define DESK_TYPE_CUSTOMER_CONTACTS (desk_customer_contacts_get_type ())
G_DECLARE_FINAL_TYPE (DeskCustomerContacts,
                      desk_customer_contacts,
                      DESK,
                      CUSTOMER_CONTACTS,
                      DeskCardBlock)

DeskCardBlock *desk_customer_contacts_new (DeskContext *context);
/* (element-type CrmContactPoint) (transfer full) */
GPtrArray *desk_customer_contacts_list (DeskCustomerContacts *self);

G_END_DECLS
