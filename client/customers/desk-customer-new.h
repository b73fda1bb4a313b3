/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "client/ui/desk-context.h"

G_BEGIN_DECLS

/* The form for a new client, a window over the list. All that is typed is kept as one draft until
 * the client is created. Signals "created" (id), "existing" (id: the person
 * would rather see the client who has this phone already). Property "context" (construct only). */
#define DESK_TYPE_CUSTOMER_NEW (desk_customer_new_get_type ())
G_DECLARE_FINAL_TYPE (DeskCustomerNew, desk_customer_new, DESK, CUSTOMER_NEW, AdwWindow)

GtkWidget *desk_customer_new_new (DeskContext *context);
/* Begins with what was searched for and not found: a name, a phone or an e-mail. */
void desk_customer_new_prefill (DeskCustomerNew *self, const char *text);

/* Moves the keyboard to the first row of the form. */
void desk_customer_new_focus (DeskCustomerNew *self);

typedef enum
{
  DESK_CUSTOMER_FORM_NAME, /* of a person: last, first, middle in one line */
  DESK_CUSTOMER_FORM_COMPANY,
  DESK_CUSTOMER_FORM_PHONE,
  DESK_CUSTOMER_FORM_EMAIL,
  DESK_CUSTOMER_FORM_BIRTH,
  DESK_CUSTOMER_FORM_INN,
  DESK_CUSTOMER_FORM_KPP,
  DESK_CUSTOMER_FORM_OGRN,
  DESK_CUSTOMER_FORM_ADDRESS,
  DESK_CUSTOMER_FORM_SOURCE,
  DESK_CUSTOMER_FORM_NOTE,
  DESK_CUSTOMER_FORM_N_ROWS,
} DeskCustomerFormRow;

/* For tests, and what the rows show. */
void desk_customer_new_type (DeskCustomerNew *self, DeskCustomerFormRow row, const char *text);
const char *desk_customer_new_get_error (DeskCustomerNew *self, DeskCustomerFormRow row);
char *desk_customer_new_dup_text (DeskCustomerNew *self, DeskCustomerFormRow row);
void desk_customer_new_set_company (DeskCustomerNew *self, gboolean company);
gboolean desk_customer_new_is_restored (DeskCustomerNew *self);
void desk_customer_new_save (DeskCustomerNew *self);

G_END_DECLS
