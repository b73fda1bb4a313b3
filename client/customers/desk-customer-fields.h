/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/customers/desk-record-field.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef enum
{
  DESK_CUSTOMER_GROUP_DATA, /* who: names, birth, numbers, address */
  DESK_CUSTOMER_GROUP_CARE, /* where from and which tags */
  DESK_CUSTOMER_GROUP_NOTE, /* the note, several lines */
} DeskCustomerGroup;

/* One group of fields of the card as a boxed list; which rows there are follows the kind of client.
 * Property "group" (construct only). */
#define DESK_TYPE_CUSTOMER_FIELDS (desk_customer_fields_get_type ())
G_DECLARE_FINAL_TYPE (DeskCustomerFields, desk_customer_fields, DESK, CUSTOMER_FIELDS, GtkWidget)

GtkWidget *desk_customer_fields_new (DeskCustomerGroup group);
void desk_customer_fields_set_context (DeskCustomerFields *self, DeskContext *context);
/* @record (nullable) */
void desk_customer_fields_set_record (DeskCustomerFields *self, CrmRecord *record);
/* Puts @widget, a GtkListBoxRow, at the end of the list. */
void desk_customer_fields_append (DeskCustomerFields *self, GtkWidget *widget);
/* (nullable) (transfer none): the row of this CrmCustomerField. */
DeskFieldRow *desk_customer_fields_get_row (DeskCustomerFields *self, guint field);

/* Address in one line into a set: what the person wrote is the text; parts that it no longer
 * contains are cleared, so that the two never disagree. */
char *
desk_customer_parse_address (CrmRecord *record, guint field, const char *typed, CrmFieldSet *set);

G_END_DECLS
