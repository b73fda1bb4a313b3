/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Follows the cursor of the list. Moving the cursor quickly only changes the name at once; contacts
 * and events are asked for when it rests, so that holding an arrow key asks for nothing. Main
 * thread; owned by the list page. */

#include "client/customers/desk-customer-preview.h"

#include <glib/gi18n.h>

#include "client/customers/desk-customer-acts.h"
#include "client/customers/desk-customer-header.h"
#include "client/customers/desk-customer-history.h"
#include "client/store/desk-record-list.h"
#include "client/ui/desk-avatar.h"
#include "client/ui/desk-field-row.h"
#include "client/ui/desk-format.h"
#include "client/ui/desk-timeline-item.h"
#include "shared/base/crm-time.h"
#include "shared/customers/crm-contact-point.h"
#include "shared/customers/crm-customer.h"

#define REST_MS      60
#define MAX_CONTACTS 4
#define MAX_EVENTS   4

struct _DeskCustomerPreview
{
  GtkWidget parent_instance;

  /* template widgets */
  GtkStack *stack;
  DeskAvatar *avatar;
  GtkLabel *name_label;
  GtkLabel *about_label;
  GtkListBox *facts_list;
  GtkWidget *note_heading;
  GtkLabel *note_label;
  GtkWidget *last_heading;
  GtkListBox *last_list;

  DeskContext *context;         /* (owned) (nullable) */
  CrmRecord *record;            /* (owned) (nullable) */
  GSignalGroup *events;         /* (owned): of the record */
  DeskRecordList *contacts;     /* (owned) (nullable) */
  GPtrArray *held;              /* (owned) (nullable): its items */
  DeskCustomerHistory *history; /* (owned) (nullable) */
  GPtrArray *shown;             /* (owned) (nullable) (element-type DeskTimelineItem) */
  guint rest;                   /* time-out, 0: none */
};

enum
{
  OPEN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (DeskCustomerPreview, desk_customer_preview, GTK_TYPE_WIDGET)

static void
clear_list (GtkListBox *list)
{
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (list))) != NULL)
    gtk_list_box_remove (list, row);
}

/* Rows are made once and filled again: the cursor runs over many clients. */
static void
add_fact (DeskCustomerPreview *self, int *n, const char *title, const char *value)
{
  GtkWidget *row = GTK_WIDGET (gtk_list_box_get_row_at_index (self->facts_list, *n));

  if (value == NULL || *value == '\0')
    return;
  if (row == NULL)
    {
      row = desk_field_row_new (title, FALSE);
      g_object_set (row, "editable", FALSE, "focusable", FALSE, NULL);
      gtk_list_box_append (self->facts_list, row);
    }
  g_object_set (row, "title", title, "text", value, NULL);
  *n += 1;
}

static void
cut_facts (DeskCustomerPreview *self, int n)
{
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (self->facts_list, n)) != NULL)
    gtk_list_box_remove (self->facts_list, GTK_WIDGET (row));
}

static void
add_contacts (DeskCustomerPreview *self, int *added)
{
  guint n = self->held == NULL ? 0 : self->held->len;

  for (guint i = 0; i < MIN (n, MAX_CONTACTS); i++)
    {
      CrmRecord *contact = g_ptr_array_index (self->held, i);
      const char *type = crm_record_get_text (contact, CRM_CONTACT_POINT_TYPE);
      const char *label = crm_record_get_text (contact, CRM_CONTACT_POINT_LABEL);
      const char *word = desk_format_enum (&crm_contact_point_kind, "type", type);
      g_autofree char *title = desk_format_title (label != NULL ? label : word);
      g_autofree char *value =
          desk_format_field_value (&crm_contact_point_kind, "value",
                                   crm_record_get_text (contact, CRM_CONTACT_POINT_VALUE));

      if (crm_record_is_loaded (contact))
        add_fact (self, added, title, value);
    }
}

static void
update_facts_cb (DeskCustomerPreview *self)
{
  const char *owner;
  g_autofree char *address = NULL;
  int n = 0;

  if (self->record == NULL || !crm_record_is_loaded (self->record))
    {
      cut_facts (self, 0);
      return;
    }
  owner = crm_record_get_text (self->record, CRM_CUSTOMER_OWNER);
  address = crm_customer_dup_address_line (CRM_CUSTOMER (self->record));
  add_contacts (self, &n);
  add_fact (self, &n, _ ("Address"), address);
  add_fact (self, &n, _ ("Agent"), desk_context_get_user_name (self->context, owner));
  cut_facts (self, n);
  gtk_widget_set_visible (GTK_WIDGET (self->facts_list), n > 0);
}

static gboolean rest_cb (gpointer user_data);

static void
update_cb (DeskCustomerPreview *self)
{
  g_autofree char *name = NULL;
  g_autofree char *since = NULL;
  g_autofree char *age = NULL;
  g_autofree char *about = NULL;
  const char *note;

  if (self->record == NULL || !crm_record_is_loaded (self->record))
    return;
  if (self->contacts == NULL && self->rest == 0)
    self->rest = g_timeout_add (REST_MS, rest_cb, self);
  name = crm_customer_dup_display_name (CRM_CUSTOMER (self->record));
  since = desk_customer_dup_since (self->record);
  age = desk_format_age (crm_record_get_text (self->record, CRM_CUSTOMER_BIRTH_DATE),
                         crm_time_now ());
  if (since != NULL && age != NULL)
    about = g_strdup_printf ("%s \xc2\xb7 %s", since, age);
  else
    about = g_strdup (since != NULL ? since : age);
  note = crm_record_get_text (self->record, CRM_CUSTOMER_NOTE);
  desk_avatar_set_text (self->avatar, name);
  gtk_label_set_text (self->name_label, name);
  gtk_label_set_text (self->about_label, about != NULL ? about : "");
  gtk_label_set_text (self->note_label, note != NULL ? note : "");
  gtk_widget_set_visible (GTK_WIDGET (self->note_label), note != NULL);
  gtk_widget_set_visible (self->note_heading, note != NULL);
  update_facts_cb (self);
}

static GtkWidget *
make_event_row (DeskTimelineItem *item)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *icon = gtk_image_new_from_icon_name (desk_timeline_item_get_icon_name (item));
  GtkWidget *title = gtk_label_new (NULL);
  g_autofree char *when = desk_format_when (desk_timeline_item_get_at (item), crm_time_now ());
  GtkWidget *time = gtk_label_new (when);
  g_autofree char *plain = NULL;

  pango_parse_markup (desk_timeline_item_get_title (item), -1, 0, NULL, &plain, NULL, NULL);
  gtk_label_set_text (GTK_LABEL (title), plain);
  gtk_label_set_ellipsize (GTK_LABEL (title), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_widget_set_hexpand (title, TRUE);
  gtk_widget_set_tooltip_text (title, desk_timeline_item_get_detail (item));
  gtk_widget_add_css_class (time, "desk-subtitle");
  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box), time);
  gtk_widget_add_css_class (row, "desk-field-row");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, plain, -1);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  return row;
}

static void
history_changed_cb (DeskCustomerPreview *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->history));
  g_autoptr (GPtrArray) before = g_steal_pointer (&self->shown);

  self->shown = g_ptr_array_new_with_free_func (g_object_unref);
  clear_list (self->last_list);
  for (guint i = 0; before != NULL && i < before->len; i++)
    g_signal_handlers_disconnect_by_func (g_ptr_array_index (before, i), history_changed_cb, self);
  for (guint i = 0; i < MIN (n, MAX_EVENTS); i++)
    {
      DeskTimelineItem *item = g_list_model_get_item (G_LIST_MODEL (self->history), i);

      g_ptr_array_add (self->shown, item);
      g_signal_connect_object (item, "notify::title", G_CALLBACK (history_changed_cb), self,
                               G_CONNECT_SWAPPED);
      gtk_list_box_append (self->last_list, make_event_row (item));
    }
  gtk_widget_set_visible (GTK_WIDGET (self->last_list), n > 0);
  gtk_widget_set_visible (self->last_heading, n > 0);
}

static void
contacts_changed_cb (DeskCustomerPreview *self)
{
  g_clear_pointer (&self->held, g_ptr_array_unref);
  self->held = desk_customer_hold_items (G_LIST_MODEL (self->contacts));
  for (guint i = 0; i < self->held->len; i++)
    {
      CrmRecord *contact = g_ptr_array_index (self->held, i);

      g_signal_handlers_disconnect_by_func (contact, update_facts_cb, self);
      g_signal_connect_object (contact, "notify::loaded", G_CALLBACK (update_facts_cb), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (contact, "notify::value", G_CALLBACK (update_facts_cb), self,
                               G_CONNECT_SWAPPED);
    }
  update_facts_cb (self);
}

static gboolean
rest_cb (gpointer user_data)
{
  DeskCustomerPreview *self = user_data;
  g_autoptr (DeskQuery) all = desk_query_new (&crm_contact_point_kind);
  g_autoptr (DeskQuery) own = NULL;

  self->rest = 0;
  if (self->record == NULL || !crm_record_is_loaded (self->record) || self->contacts != NULL)
    return G_SOURCE_REMOVE;
  own = desk_query_where (all, CRM_CONTACT_POINT_CUSTOMER, crm_record_get_id (self->record));
  self->contacts = desk_record_list_new (desk_context_get_database (self->context), own);
  g_signal_connect_object (self->contacts, "items-changed", G_CALLBACK (contacts_changed_cb), self,
                           G_CONNECT_SWAPPED);
  contacts_changed_cb (self);
  desk_customer_history_set_record (self->history, self->record);
  return G_SOURCE_REMOVE;
}

static void
open_clicked_cb (DeskCustomerPreview *self)
{
  g_signal_emit (self, signals[OPEN], 0);
}

static void
desk_customer_preview_dispose (GObject *object)
{
  DeskCustomerPreview *self = DESK_CUSTOMER_PREVIEW (object);

  g_clear_handle_id (&self->rest, g_source_remove);
  g_clear_object (&self->events);
  g_clear_object (&self->contacts);
  g_clear_pointer (&self->held, g_ptr_array_unref);
  g_clear_pointer (&self->shown, g_ptr_array_unref);
  g_clear_object (&self->history);
  g_clear_object (&self->record);
  g_clear_object (&self->context);
  gtk_widget_dispose_template (GTK_WIDGET (self), DESK_TYPE_CUSTOMER_PREVIEW);
  G_OBJECT_CLASS (desk_customer_preview_parent_class)->dispose (object);
}

static void
desk_customer_preview_class_init (DeskCustomerPreviewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = desk_customer_preview_dispose;
  signals[OPEN] = g_signal_new ("open", DESK_TYPE_CUSTOMER_PREVIEW, G_SIGNAL_RUN_LAST, 0, NULL,
                                NULL, NULL, G_TYPE_NONE, 0);
  g_type_ensure (DESK_TYPE_AVATAR);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/zontik/Zontik/customers/desk-customer-preview.ui");
  gtk_widget_class_bind_template_child (widget_class, DeskCustomerPreview, stack);
  gtk_widget_class_bind_template_child (widget_class, DeskCustomerPreview, avatar);
  gtk_widget_class_bind_template_child (widget_class, DeskCustomerPreview, name_label);
  gtk_widget_class_bind_template_child (widget_class, DeskCustomerPreview, about_label);
  gtk_widget_class_bind_template_child (widget_class, DeskCustomerPreview, facts_list);
  gtk_widget_class_bind_template_child (widget_class, DeskCustomerPreview, note_heading);
  gtk_widget_class_bind_template_child (widget_class, DeskCustomerPreview, note_label);
  gtk_widget_class_bind_template_child (widget_class, DeskCustomerPreview, last_heading);
  gtk_widget_class_bind_template_child (widget_class, DeskCustomerPreview, last_list);
  gtk_widget_class_bind_template_callback (widget_class, open_clicked_cb);
}

static void
desk_customer_preview_init (DeskCustomerPreview *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->events = g_signal_group_new (CRM_TYPE_RECORD);
  g_signal_group_connect_swapped (self->events, "notify", G_CALLBACK (update_cb), self);
}

void
desk_customer_preview_set_context (DeskCustomerPreview *self, DeskContext *context)
{
  g_return_if_fail (DESK_IS_CUSTOMER_PREVIEW (self));
  g_return_if_fail (self->context == NULL);

  self->context = g_object_ref (context);
  self->history = desk_customer_history_new (context);
  g_signal_connect_object (self->history, "items-changed", G_CALLBACK (history_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (context, "users-changed", G_CALLBACK (update_facts_cb), self,
                           G_CONNECT_SWAPPED);
}

void
desk_customer_preview_set_record (DeskCustomerPreview *self, CrmRecord *record)
{
  g_return_if_fail (DESK_IS_CUSTOMER_PREVIEW (self));

  if (!g_set_object (&self->record, record))
    return;
  if (self->contacts != NULL)
    g_signal_handlers_disconnect_by_func (self->contacts, contacts_changed_cb, self);
  g_clear_object (&self->contacts);
  g_clear_pointer (&self->held, g_ptr_array_unref);
  g_signal_group_set_target (self->events, record);
  desk_customer_history_set_record (self->history, NULL);
  gtk_stack_set_visible_child_name (self->stack, record != NULL ? "client" : "nothing");
  g_clear_handle_id (&self->rest, g_source_remove);
  update_cb (self);
}
