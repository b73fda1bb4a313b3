/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/customers/desk-card-block.h"
#include "client/customers/desk-record-field.h"

G_BEGIN_DECLS

typedef enum
{
  DESK_CUSTOMER_GROUP_DATA, /* who: names, birth, numbers, address */
  DESK_CUSTOMER_GROUP_CARE, /* where from and which tags */
  DESK_CUSTOMER_GROUP_NOTE, /* the note, several lines */
} DeskCustomerGroup;

/* One group of fields of the card as a boxed list; which rows there are follows the kind of client.
 */
#define DESK_TYPE_CUSTOMER_FIELDS (desk_customer_fields_get_type ())
G_DECLARE_FINAL_TYPE (DeskCustomerFields,
                      desk_customer_fields,
                      DESK,
                      CUSTOMER_FIELDS,
                      DeskCardBlock)

DeskCardBlock *desk_customer_fields_new (DeskContext *context, DeskCustomerGroup group);
DeskCardBlock *desk_customer_data_new (DeskContext *context);
DeskCardBlock *desk_customer_remark_new (DeskContext *context);
/* Puts @widget, a GtkListBoxRow, at the end of the list. */
void desk_customer_fields_append (DeskCustomerFields *self, GtkWidget *widget);
/* (nullable) (transfer none): the row of this CrmCustomerField. */
DeskFieldRow *desk_customer_fields_get_row (DeskCustomerFields *self, guint field);

/* Address in one line into a set: what the person wrote is the text; parts that it no longer
 * contains are cleared, so that the two never disagree. */
char *
desk_customer_parse_address (CrmRecord *record, guint field, const char *typed, CrmFieldSet *set);

G_END_DECLS
