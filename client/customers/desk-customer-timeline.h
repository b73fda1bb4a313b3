/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/customers/desk-card-block.h"

G_BEGIN_DECLS

/* The right column of the card: what happened, newest first. Scrolls by itself. */
#define DESK_TYPE_CUSTOMER_TIMELINE (desk_customer_timeline_get_type ())
G_DECLARE_FINAL_TYPE (DeskCustomerTimeline,
                      desk_customer_timeline,
                      DESK,
                      CUSTOMER_TIMELINE,
                      DeskCardBlock)

DeskCardBlock *desk_customer_timeline_new (DeskContext *context);

G_END_DECLS
