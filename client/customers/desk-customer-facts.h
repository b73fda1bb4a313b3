/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "client/ui/desk-context.h"
#include "shared/record/crm-record.h"

G_BEGIN_DECLS

/* The facts below the name on the card: what the client pays in a year and paid in all, how well,
 * what comes next, whose they are. Those that are counted are buttons: how they are counted is in
 * their tooltips and, with both sides of each ratio, in a popover. Main thread; of the header. */
#define DESK_TYPE_CUSTOMER_FACTS (desk_customer_facts_get_type ())
G_DECLARE_FINAL_TYPE (DeskCustomerFacts, desk_customer_facts, DESK, CUSTOMER_FACTS, GtkWidget)

void desk_customer_facts_set_context (DeskCustomerFacts *self, DeskContext *context);
/* @record (nullable) */
void desk_customer_facts_set_record (DeskCustomerFacts *self, CrmRecord *record);

/* "lead", "client", "former": derived from the policies, else as the server has it. */
const char *desk_customer_get_status (CrmRecord *record);
/* "28 Nov · 15 600 ₽". (transfer full) (nullable): nothing comes next. @tone (out): CSS class */
char *desk_customer_dup_next (DeskContext *context, CrmRecord *record, const char **tone);

G_END_DECLS
