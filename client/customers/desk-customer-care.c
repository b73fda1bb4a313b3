/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The fields of the group and two rows that are not typed into. Main thread; owned by the card. */

#include "client/customers/desk-customer-care.h"

#include <glib/gi18n.h>

#include "client/customers/desk-customer-acts.h"
#include "client/customers/desk-customer-fields.h"
#include "client/customers/desk-customer-shares.h"
#include "client/ui/desk-field-row.h"
#include "client/ui/desk-person-picker.h"

struct _DeskCustomerCare
{
  DeskCardBlock parent_instance;

  DeskCardBlock *fields; /* (nullable): this and all below are of the widget */
  DeskFieldRow *owner_row;
  DeskFieldRow *branch_row;
  GtkWidget *picker;
  GtkWidget *hand_over_button; /* only for those who may */
};

G_DEFINE_FINAL_TYPE (DeskCustomerCare, desk_customer_care, DESK_TYPE_CARD_BLOCK)

static void
picked_cb (DeskCustomerCare *self, const char *user)
{
  g_autoptr (GPtrArray) records = g_ptr_array_new ();

  g_ptr_array_add (records, desk_card_block_get_record (DESK_CARD_BLOCK (self)));
  desk_customer_reassign (GTK_WIDGET (self), desk_card_block_get_context (DESK_CARD_BLOCK (self)),
                          records, user);
}

static void
hand_over_cb (DeskCustomerCare *self)
{
  CrmRecord *record = desk_card_block_get_record (DESK_CARD_BLOCK (self));

  desk_person_picker_set_current (DESK_PERSON_PICKER (self->picker),
                                  crm_record_get_text (record, CRM_CUSTOMER_OWNER));
  gtk_popover_popup (GTK_POPOVER (self->picker));
}

static GtkWidget *
make_hand_over_button (DeskCustomerCare *self)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("system-switch-user-symbolic");

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "desk-row-button");
  gtk_widget_set_tooltip_text (button, _ ("Hand over"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Hand over to another agent"), -1);
  g_signal_connect_object (button, "clicked", G_CALLBACK (hand_over_cb), self, G_CONNECT_SWAPPED);
  return button;
}

static DeskFieldRow *
add_row (DeskCustomerCare *self, const char *title)
{
  GtkWidget *row = desk_field_row_new (title, FALSE);

  g_object_set (row, "editable", FALSE, NULL);
  desk_customer_fields_append (DESK_CUSTOMER_FIELDS (self->fields), row);
  return DESK_FIELD_ROW (row);
}

static void
set_record (DeskCardBlock *block, CrmRecord *record)
{
  DeskCustomerCare *self = DESK_CUSTOMER_CARE (block);

  if (self->fields != NULL)
    desk_card_block_set_record (self->fields, record);
}

static void
update (DeskCardBlock *block)
{
  DeskCustomerCare *self = DESK_CUSTOMER_CARE (block);
  DeskContext *context = desk_card_block_get_context (block);
  CrmRecord *record = desk_card_block_get_record (block);
  const char *owner = crm_record_get_text (record, CRM_CUSTOMER_OWNER);
  const char *branch = crm_record_get_text (record, CRM_CUSTOMER_BRANCH);
  g_autofree char *deputies = desk_customer_dup_deputies (context, owner);

  desk_field_row_set_text (self->owner_row, desk_context_get_user_name (context, owner));
  desk_field_row_set_text (self->branch_row, desk_context_get_branch_name (context, branch));
  desk_field_row_set_mark (self->owner_row, deputies);
  gtk_widget_set_visible (self->hand_over_button,
                          desk_customer_may_reassign (context) &&
                              desk_customer_may (context, record, CRM_ACTION_REASSIGN));
}

static void
desk_customer_care_dispose (GObject *object)
{
  desk_card_block_leave (DESK_CARD_BLOCK (object));
  DESK_CUSTOMER_CARE (object)->fields = NULL;
  G_OBJECT_CLASS (desk_customer_care_parent_class)->dispose (object);
}

static void
desk_customer_care_class_init (DeskCustomerCareClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = desk_customer_care_dispose;
  DESK_CARD_BLOCK_CLASS (klass)->set_record = set_record;
  DESK_CARD_BLOCK_CLASS (klass)->update = update;
}

static void
desk_customer_care_init (DeskCustomerCare *self)
{
}

DeskCardBlock *
desk_customer_care_new (DeskContext *context)
{
  DeskCustomerCare *self = g_object_new (DESK_TYPE_CUSTOMER_CARE, "context", context, NULL);

  self->fields = desk_customer_fields_new (context, DESK_CUSTOMER_GROUP_CARE);
  desk_card_block_set_child (DESK_CARD_BLOCK (self), GTK_WIDGET (self->fields));
  self->owner_row = add_row (self, _ ("Agent"));
  self->branch_row = add_row (self, _ ("Branch"));
  self->picker = desk_person_picker_new (context);
  g_signal_connect_object (self->picker, "picked", G_CALLBACK (picked_cb), self, G_CONNECT_SWAPPED);
  self->hand_over_button = make_hand_over_button (self);
  desk_field_row_add_suffix (self->owner_row, self->hand_over_button);
  desk_field_row_add_suffix (self->owner_row, self->picker);
  return DESK_CARD_BLOCK (self);
}
