/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/customers/desk-customer-new.h"
#include "client/ui/desk-context.h"

G_BEGIN_DECLS

/* What the form for a new client means, without widgets: texts of the rows in, complaints and
 * commands out, and the draft as JSON. Pure but for the ids it makes. */
typedef struct
{
  gboolean company;
  char *texts[DESK_CUSTOMER_FORM_N_ROWS]; /* (owned) (nullable) */
} DeskCustomerForm;

void desk_customer_form_clear (DeskCustomerForm *self);
/* Whether the row belongs to the kind of client. */
gboolean desk_customer_form_has_row (const DeskCustomerForm *self, DeskCustomerFormRow row);
/* Fills @errors (DESK_CUSTOMER_FORM_N_ROWS texts, owned by the caller, nullable); %TRUE: all well.
 */
gboolean desk_customer_form_check (const DeskCustomerForm *self, char **errors);
/* (element-type CrmCommand) (transfer full): the client and its contacts, for a checked form. */
GPtrArray *
desk_customer_form_make_commands (const DeskCustomerForm *self, DeskContext *context, char **id);
gboolean desk_customer_form_is_empty (const DeskCustomerForm *self);
char *desk_customer_form_to_draft (const DeskCustomerForm *self);
gboolean desk_customer_form_from_draft (DeskCustomerForm *self, const char *draft);

G_END_DECLS
