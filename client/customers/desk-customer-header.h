/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "client/ui/desk-context.h"

G_BEGIN_DECLS

/* Who the card is about: avatar, name, tags, a few facts, and how to reach them. In the narrow
 * layout it is centred. */
#define DESK_TYPE_CUSTOMER_HEADER (desk_customer_header_get_type ())
G_DECLARE_FINAL_TYPE (DeskCustomerHeader, desk_customer_header, DESK, CUSTOMER_HEADER, GtkWidget)

void desk_customer_header_set_context (DeskCustomerHeader *self, DeskContext *context);
/* @record (nullable) */
void desk_customer_header_set_record (DeskCustomerHeader *self, CrmRecord *record);

/* "client since 2019", "lead since 12 Nov"; (nullable) (transfer full). */
char *desk_customer_dup_since (CrmRecord *record);

G_END_DECLS
