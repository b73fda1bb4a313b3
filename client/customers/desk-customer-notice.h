/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "client/ui/desk-context.h"
#include "shared/record/crm-record.h"

G_BEGIN_DECLS

/* The line above the card that asks for a decision: a conflict of the client, a refusal that no
 * field can show, or that he is not for this person to see any more. Hidden while there is none. */
#define DESK_TYPE_CUSTOMER_NOTICE (desk_customer_notice_get_type ())
G_DECLARE_FINAL_TYPE (DeskCustomerNotice, desk_customer_notice, DESK, CUSTOMER_NOTICE, GtkWidget)

void desk_customer_notice_set_context (DeskCustomerNotice *self, DeskContext *context);
/* @record (nullable) */
void desk_customer_notice_set_record (DeskCustomerNotice *self, CrmRecord *record);
/* Whether the client left what this person sees, or was deleted elsewhere. */
gboolean desk_customer_is_gone (CrmRecord *record);

G_END_DECLS
