/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/customers/desk-card-block.h"

G_BEGIN_DECLS

/* The block «Care» of the card: source and tags, the agent with "Hand over", the branch. */
#define DESK_TYPE_CUSTOMER_CARE (desk_customer_care_get_type ())
G_DECLARE_FINAL_TYPE (DeskCustomerCare, desk_customer_care, DESK, CUSTOMER_CARE, DeskCardBlock)

DeskCardBlock *desk_customer_care_new (DeskContext *context);

G_END_DECLS
