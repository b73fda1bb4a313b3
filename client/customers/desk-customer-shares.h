/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/customers/desk-card-block.h"

G_BEGIN_DECLS

/* With whom a client is shared and until when; hidden while it is nobody. Main thread only. */
#define DESK_TYPE_CUSTOMER_SHARES (desk_customer_shares_get_type ())
G_DECLARE_FINAL_TYPE (DeskCustomerShares,
                      desk_customer_shares,
                      DESK,
                      CUSTOMER_SHARES,
                      DeskCardBlock)

DeskCardBlock *desk_customer_shares_new (DeskContext *context);
/* Whether this person may share the client now. */
gboolean desk_customer_shares_may_add (DeskCustomerShares *self);
/* The form "Share with…". (transfer none) */
GtkWidget *desk_customer_shares_add (DeskCustomerShares *self);

/* (nullable) (transfer full): "Пётр Тучкин stands in until 30 Nov" for the owner of a client. */
char *desk_customer_dup_deputies (DeskContext *context, const char *owner);

G_END_DECLS
