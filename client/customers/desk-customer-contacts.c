/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Contact points of one client, kept in step with the store: rows come and go by id, so that a row
 * that is being typed into is never made anew. Main thread; owned by the card. */

#include "client/customers/desk-customer-contacts.h"

#include <string.h>

#include <glib/gi18n.h>

#include "client/customers/desk-contact-row.h"
#include "client/customers/desk-customer-acts.h"
#include "client/customers/desk-customer-words.h"
#include "client/customers/desk-draft-timer.h"
#include "client/customers/desk-record-field.h"
#include "client/store/desk-record-list.h"
#include "client/ui/desk-format.h"
#include "shared/base/crm-id.h"
#include "shared/base/crm-util.h"
#include "shared/customers/crm-contact-point.h"
#include "shared/customers/crm-customer-rules.h"

struct _DeskCustomerContacts
{
  GtkWidget parent_instance;

  GtkListBox *list_box;
  GtkWidget *add_row;
  GtkWidget *add_popover;
  DeskFieldRow *new_row; /* (borrowed): shown while a contact is being added */

  DeskContext *context; /* (owned) (nullable) */
  CrmRecord *customer;  /* (owned) (nullable) */
  DeskRecordList *list; /* (owned) (nullable) */
  GPtrArray *held;      /* (owned) (nullable): its items */
  GHashTable *rows;     /* id (borrowed) → DeskContactRow (owned) */
  char *new_type;       /* (owned) (nullable): of the contact being added */
  char *draft;          /* (owned) (nullable) */
  DeskDraftTimer draft_timer;
};

/* A contact on its way into the outbox. */
typedef struct
{
  DeskCustomerContacts *contacts; /* (owned) */
  CrmRecord *customer;            /* (owned) */
  char *key;                      /* (owned): of the draft */
  char *draft;                    /* (owned) */
} NewContact;

static void
new_contact_free (NewContact *self)
{
  g_object_unref (self->contacts);
  g_object_unref (self->customer);
  g_free (self->key);
  g_free (self->draft);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NewContact, new_contact_free)

static const char *const types[] = { "phone", "email", "messenger", "other", NULL };

G_DEFINE_FINAL_TYPE (DeskCustomerContacts, desk_customer_contacts, GTK_TYPE_WIDGET)

static guint
rank_type (CrmRecord *contact)
{
  const char *type = crm_record_get_text (contact, CRM_CONTACT_POINT_TYPE);

  for (guint i = 0; types[i] != NULL; i++)
    if (g_strcmp0 (types[i], type) == 0)
      return i;
  return G_N_ELEMENTS (types);
}

static DeskContactRow *
find_row (DeskCustomerContacts *self, GtkListBoxRow *widget)
{
  GHashTableIter iter;
  gpointer row;

  g_hash_table_iter_init (&iter, self->rows);
  while (g_hash_table_iter_next (&iter, NULL, &row))
    if (GTK_LIST_BOX_ROW (desk_contact_row_get_row (row)) == widget)
      return row;
  return NULL;
}

/* Phones first, the main one before the others, then in the order of their making. */
static int
compare_rows (GtkListBoxRow *a, GtkListBoxRow *b, gpointer user_data)
{
  DeskCustomerContacts *self = user_data;
  DeskContactRow *first = find_row (self, a);
  DeskContactRow *second = find_row (self, b);
  CrmRecord *x, *y;

  if (first == NULL || second == NULL)
    {
      /* what is being added, then the row that adds, at the end */
      int rank_a = first != NULL ? 0 : (GtkWidget *) a == self->add_row ? 2 : 1;
      int rank_b = second != NULL ? 0 : (GtkWidget *) b == self->add_row ? 2 : 1;

      return rank_a - rank_b;
    }
  x = desk_contact_row_get_contact (first);
  y = desk_contact_row_get_contact (second);
  if (rank_type (x) != rank_type (y))
    return (int) rank_type (x) - (int) rank_type (y);
  if (crm_record_get_boolean (x, CRM_CONTACT_POINT_PRIMARY) !=
      crm_record_get_boolean (y, CRM_CONTACT_POINT_PRIMARY))
    return crm_record_get_boolean (x, CRM_CONTACT_POINT_PRIMARY) ? -1 : 1;
  return g_strcmp0 (crm_record_get_id (x), crm_record_get_id (y));
}

static void
submitted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DeskCustomerContacts) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!desk_outbox_submit_finish (DESK_OUTBOX (source), result, &error))
    desk_customer_tell_failure (GTK_WIDGET (self), error);
}

static void
submit (DeskCustomerContacts *self, GPtrArray *commands)
{
  if (commands->len > 0)
    desk_outbox_submit_async (desk_context_get_outbox (self->context), commands, NULL, submitted_cb,
                              g_object_ref (self));
}

static void
add_primary_change (GPtrArray *commands, CrmRecord *contact, const char *value)
{
  g_autoptr (CrmFieldSet) set = crm_field_set_new (&crm_contact_point_kind);
  g_autoptr (CrmCommand) inverse = NULL;
  CrmCommand *command;

  crm_field_set_put (set, CRM_CONTACT_POINT_PRIMARY, value);
  command = desk_customer_make_update (contact, set, &inverse);
  if (command != NULL)
    g_ptr_array_add (commands, command);
}

static void
made_main_cb (DeskCustomerContacts *self, DeskContactRow *main_row)
{
  CrmRecord *main_contact = desk_contact_row_get_contact (main_row);
  g_autoptr (GPtrArray) commands =
      g_ptr_array_new_with_free_func ((GDestroyNotify) crm_command_unref);
  GHashTableIter iter;
  gpointer row;

  g_hash_table_iter_init (&iter, self->rows);
  while (g_hash_table_iter_next (&iter, NULL, &row))
    {
      CrmRecord *contact = desk_contact_row_get_contact (row);

      if (contact != main_contact && rank_type (contact) == rank_type (main_contact))
        add_primary_change (commands, contact, NULL);
    }
  add_primary_change (commands, main_contact, "true");
  submit (self, commands);
}

static void
resort_cb (DeskCustomerContacts *self)
{
  gtk_list_box_invalidate_sort (self->list_box);
}

static void
add_contact (DeskCustomerContacts *self, CrmRecord *contact)
{
  DeskContactRow *row = desk_contact_row_new (self->context, contact);

  g_signal_connect_object (row, "made-main", G_CALLBACK (made_main_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (contact, "notify::is-primary", G_CALLBACK (resort_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (contact, "notify::type", G_CALLBACK (resort_cb), self,
                           G_CONNECT_SWAPPED);
  g_hash_table_insert (self->rows, (gpointer) crm_record_get_id (contact), row);
  gtk_list_box_append (self->list_box, GTK_WIDGET (desk_contact_row_get_row (row)));
}

static void
remove_row (DeskCustomerContacts *self, DeskContactRow *row)
{
  gtk_list_box_remove (self->list_box, GTK_WIDGET (desk_contact_row_get_row (row)));
}

static void sync_rows_cb (DeskCustomerContacts *self);

/* A row that is not read yet has no id to be known by: its turn comes when it is. */
static void
await_contact (DeskCustomerContacts *self, CrmRecord *contact)
{
  g_signal_handlers_disconnect_by_func (contact, sync_rows_cb, self);
  g_signal_connect_object (contact, "notify::loaded", G_CALLBACK (sync_rows_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
sync_rows_cb (DeskCustomerContacts *self)
{
  g_autoptr (GHashTable) present = g_hash_table_new (g_str_hash, g_str_equal);
  GHashTableIter iter;
  gpointer id, row;

  if (self->list == NULL)
    return;
  g_clear_pointer (&self->held, g_ptr_array_unref);
  self->held = desk_customer_hold_items (G_LIST_MODEL (self->list));
  for (guint i = 0; i < self->held->len; i++)
    {
      CrmRecord *contact = g_ptr_array_index (self->held, i);

      if (!crm_record_is_loaded (contact))
        {
          await_contact (self, contact);
          continue;
        }
      if (!g_hash_table_contains (self->rows, crm_record_get_id (contact)))
        add_contact (self, contact);
      g_hash_table_lookup_extended (self->rows, crm_record_get_id (contact), &id, &row);
      g_hash_table_add (present, id);
    }
  g_hash_table_iter_init (&iter, self->rows);
  while (g_hash_table_iter_next (&iter, &id, &row))
    if (!g_hash_table_contains (present, id))
      {
        remove_row (self, row);
        g_hash_table_iter_remove (&iter);
      }
}

static char *
dup_key (DeskCustomerContacts *self)
{
  return g_strdup_printf ("customer:%s:new-contact", crm_record_get_id (self->customer));
}

/* The draft of a contact that does not exist yet: its type, a space, its text. */
static char *
make_draft (DeskCustomerContacts *self, const char *text)
{
  return text == NULL ? NULL : g_strdup_printf ("%s %s", self->new_type, text);
}

static NewContact *
new_contact_new (DeskCustomerContacts *self, const char *typed)
{
  NewContact *contact = g_new0 (NewContact, 1);

  contact->contacts = g_object_ref (self);
  contact->customer = g_object_ref (self->customer);
  contact->key = dup_key (self);
  contact->draft = make_draft (self, typed);
  return contact;
}

static void
store_draft (DeskCustomerContacts *self, const char *text)
{
  g_autofree char *key = dup_key (self);
  g_autofree char *draft = make_draft (self, text);

  desk_outbox_save_draft_async (desk_context_get_outbox (self->context), key, draft, NULL, NULL,
                                NULL);
}

static void
draft_due_cb (gpointer user_data)
{
  DeskCustomerContacts *self = user_data;

  if (self->customer != NULL && self->new_type != NULL)
    store_draft (self, self->draft);
}

static void
new_edited_cb (DeskCustomerContacts *self, const char *typed)
{
  crm_set_string (&self->draft, typed);
  desk_draft_timer_start (&self->draft_timer, draft_due_cb, self);
}

static void
hide_new (DeskCustomerContacts *self)
{
  desk_draft_timer_stop (&self->draft_timer);
  g_clear_pointer (&self->draft, g_free);
  gtk_widget_set_visible (GTK_WIDGET (self->new_row), FALSE);
}

static void
end_new (DeskCustomerContacts *self)
{
  hide_new (self);
  if (self->customer != NULL)
    store_draft (self, NULL);
}

/* Of an earlier life, or of a contact that could not be stored. */
static void
offer_draft (DeskCustomerContacts *self)
{
  g_autofree char *key = dup_key (self);
  g_autofree char *draft = desk_outbox_dup_draft (desk_context_get_outbox (self->context), key);
  char *text = draft == NULL ? NULL : strchr (draft, ' ');

  if (text == NULL)
    return;
  *text = '\0';
  crm_set_string (&self->new_type, draft);
  g_object_set (self->new_row, "title", desk_format_enum (&crm_contact_point_kind, "type", draft),
                NULL);
  desk_field_row_set_draft (self->new_row, text + 1);
  gtk_widget_set_visible (GTK_WIDGET (self->new_row), TRUE);
}

/* The draft goes when the contact is stored, and comes back when it is not. */
static void
new_submitted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (NewContact) contact = user_data;
  DeskCustomerContacts *self = contact->contacts;
  g_autoptr (GError) error = NULL;
  const gboolean stored = desk_outbox_submit_finish (DESK_OUTBOX (source), result, &error);

  if (stored && self->draft != NULL)
    return;
  desk_outbox_save_draft_async (DESK_OUTBOX (source), contact->key, stored ? NULL : contact->draft,
                                NULL, NULL, NULL);
  if (stored)
    return;
  if (self->customer == contact->customer && !desk_field_row_is_editing (self->new_row))
    offer_draft (self);
  desk_customer_tell_failure (GTK_WIDGET (self), error);
}

static CrmFieldSet *
make_new_set (DeskCustomerContacts *self, const char *typed, char **complaint)
{
  g_autoptr (CrmFieldSet) set = crm_field_set_new (&crm_contact_point_kind);
  const char *values[CRM_MAX_FIELDS] = { NULL };

  *complaint =
      desk_record_field_parse (&crm_contact_point_kind, CRM_CONTACT_POINT_VALUE, typed, set);
  if (*complaint != NULL)
    return NULL;
  crm_field_set_put (set, CRM_CONTACT_POINT_CUSTOMER, crm_record_get_id (self->customer));
  crm_field_set_put (set, CRM_CONTACT_POINT_TYPE, self->new_type);
  crm_contact_point_normalise_set (set, self->new_type);
  for (guint i = 0; i < CRM_CONTACT_POINT_N_FIELDS; i++)
    values[i] = crm_field_set_get (set, i);
  *complaint = desk_customer_check_values (&crm_contact_point_kind, values, set, TRUE);
  return *complaint == NULL ? g_steal_pointer (&set) : NULL;
}

static char *
check_new_cb (const char *typed, gpointer user_data)
{
  DeskCustomerContacts *self = user_data;
  g_autoptr (CrmFieldSet) set = NULL;
  char *complaint = NULL;

  if (self->customer == NULL || *typed == '\0')
    return NULL;
  set = make_new_set (self, typed, &complaint);
  return complaint;
}

static void
new_committed_cb (DeskCustomerContacts *self, const char *typed)
{
  g_autoptr (GPtrArray) commands =
      g_ptr_array_new_with_free_func ((GDestroyNotify) crm_command_unref);
  g_autofree char *complaint = NULL;
  g_autoptr (CrmFieldSet) set = make_new_set (self, typed, &complaint);
  g_autofree char *id = NULL;

  if (set == NULL)
    {
      end_new (self);
      return;
    }
  id = crm_id_new ();
  g_ptr_array_add (commands, crm_command_new_create (&crm_contact_point_kind, id, set));
  desk_outbox_submit_async (desk_context_get_outbox (self->context), commands, NULL,
                            new_submitted_cb, new_contact_new (self, typed));
  hide_new (self);
}

/* Begins a new contact of @type. */
static void
begin_new (DeskCustomerContacts *self, const char *type)
{
  crm_set_string (&self->new_type, type);
  g_object_set (self->new_row, "title", desk_format_enum (&crm_contact_point_kind, "type", type),
                NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->new_row), TRUE);
  desk_field_row_begin (self->new_row);
}

static void
type_activated_cb (DeskCustomerContacts *self, GtkListBoxRow *row)
{
  gtk_popover_popdown (GTK_POPOVER (self->add_popover));
  begin_new (self, types[gtk_list_box_row_get_index (row)]);
}

static GtkWidget *
make_types (DeskCustomerContacts *self)
{
  GtkWidget *list = gtk_list_box_new ();

  for (guint i = 0; types[i] != NULL; i++)
    {
      GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);

      gtk_box_append (GTK_BOX (box),
                      gtk_image_new_from_icon_name (desk_contact_type_icon (types[i])));
      gtk_box_append (GTK_BOX (box),
                      gtk_label_new (desk_format_enum (&crm_contact_point_kind, "type", types[i])));
      gtk_list_box_append (GTK_LIST_BOX (list), box);
    }
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "desk-menu-list");
  g_signal_connect_object (list, "row-activated", G_CALLBACK (type_activated_cb), self,
                           G_CONNECT_SWAPPED);
  return list;
}

static void
row_activated_cb (DeskCustomerContacts *self, GtkListBoxRow *row)
{
  if ((GtkWidget *) row == self->add_row)
    gtk_popover_popup (GTK_POPOVER (self->add_popover));
}

static void
make_add_row (DeskCustomerContacts *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *label = gtk_label_new (_ ("Add a contact"));

  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name ("list-add-symbolic"));
  gtk_box_append (GTK_BOX (box), label);
  gtk_widget_add_css_class (box, "dim-label");
  self->add_row = gtk_list_box_row_new ();
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self->add_row), box);
  gtk_list_box_row_set_selectable (GTK_LIST_BOX_ROW (self->add_row), FALSE);
  gtk_widget_add_css_class (self->add_row, "desk-field-row");
  gtk_widget_add_css_class (self->add_row, "desk-add-row");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->add_row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Add a contact"), -1);
  self->add_popover = gtk_popover_new ();
  gtk_popover_set_child (GTK_POPOVER (self->add_popover), make_types (self));
  gtk_widget_set_halign (label, GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (box), self->add_popover);
  gtk_list_box_append (self->list_box, self->add_row);
}

static void
clear_rows (DeskCustomerContacts *self)
{
  GHashTableIter iter;
  gpointer row;

  g_hash_table_iter_init (&iter, self->rows);
  while (g_hash_table_iter_next (&iter, NULL, &row))
    {
      desk_contact_row_leave (row);
      remove_row (self, row);
      g_hash_table_iter_remove (&iter);
    }
}

static void
desk_customer_contacts_dispose (GObject *object)
{
  DeskCustomerContacts *self = DESK_CUSTOMER_CONTACTS (object);

  desk_draft_timer_flush (&self->draft_timer);
  g_clear_object (&self->customer);
  if (self->list_box != NULL)
    clear_rows (self);
  g_clear_object (&self->list);
  g_clear_pointer (&self->held, g_ptr_array_unref);
  g_clear_object (&self->context);
  if (self->list_box != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->list_box));
  self->list_box = NULL;
  G_OBJECT_CLASS (desk_customer_contacts_parent_class)->dispose (object);
}

static void
desk_customer_contacts_finalize (GObject *object)
{
  DeskCustomerContacts *self = DESK_CUSTOMER_CONTACTS (object);

  g_hash_table_unref (self->rows);
  g_free (self->new_type);
  g_free (self->draft);
  G_OBJECT_CLASS (desk_customer_contacts_parent_class)->finalize (object);
}

static void
desk_customer_contacts_class_init (DeskCustomerContactsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = desk_customer_contacts_dispose;
  object_class->finalize = desk_customer_contacts_finalize;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
desk_customer_contacts_init (DeskCustomerContacts *self)
{
  self->rows = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_object_unref);
  self->list_box = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list_box, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list_box), "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list_box), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Contacts"), -1);
  gtk_widget_set_parent (GTK_WIDGET (self->list_box), GTK_WIDGET (self));
  gtk_list_box_set_sort_func (self->list_box, compare_rows, self, NULL);
  g_signal_connect_object (self->list_box, "row-activated", G_CALLBACK (row_activated_cb), self,
                           G_CONNECT_SWAPPED);
  self->new_row = DESK_FIELD_ROW (desk_field_row_new ("", FALSE));
  desk_field_row_set_check (self->new_row, check_new_cb, self, NULL);
  g_signal_connect_object (self->new_row, "edited", G_CALLBACK (new_edited_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->new_row, "committed", G_CALLBACK (new_committed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->new_row, "cancelled", G_CALLBACK (end_new), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_set_visible (GTK_WIDGET (self->new_row), FALSE);
  gtk_list_box_append (self->list_box, GTK_WIDGET (self->new_row));
  make_add_row (self);
}

static void
update_rights_cb (DeskCustomerContacts *self)
{
  if (self->customer == NULL)
    return;
  gtk_widget_set_visible (GTK_WIDGET (self),
                          desk_customer_sees_kind (self->context, &crm_contact_point_kind));
  gtk_widget_set_visible (self->add_row, desk_customer_may_add (self->context, self->customer,
                                                                &crm_contact_point_kind));
}

void
desk_customer_contacts_set_context (DeskCustomerContacts *self, DeskContext *context)
{
  g_return_if_fail (DESK_IS_CUSTOMER_CONTACTS (self));
  g_set_object (&self->context, context);
  g_signal_connect_object (desk_context_get_rights (context), "changed",
                           G_CALLBACK (update_rights_cb), self, G_CONNECT_SWAPPED);
}

static void
leave (DeskCustomerContacts *self)
{
  GHashTableIter iter;
  gpointer row;

  g_hash_table_iter_init (&iter, self->rows);
  while (g_hash_table_iter_next (&iter, NULL, &row))
    desk_contact_row_leave (row);
  if (desk_field_row_is_editing (self->new_row) && !desk_field_row_end (self->new_row, TRUE))
    desk_draft_timer_flush (&self->draft_timer);
}

void
desk_customer_contacts_set_record (DeskCustomerContacts *self, CrmRecord *customer)
{
  g_autoptr (DeskQuery) all = NULL;
  g_autoptr (DeskQuery) own = NULL;

  g_return_if_fail (DESK_IS_CUSTOMER_CONTACTS (self));

  if (self->customer == customer)
    return;
  leave (self);
  if (self->customer != NULL)
    g_signal_handlers_disconnect_by_func (self->customer, update_rights_cb, self);
  g_clear_object (&self->customer);
  desk_field_row_end (self->new_row, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->new_row), FALSE);
  clear_rows (self);
  if (self->list != NULL)
    g_signal_handlers_disconnect_by_func (self->list, sync_rows_cb, self);
  g_clear_object (&self->list);
  g_clear_pointer (&self->held, g_ptr_array_unref);
  g_set_object (&self->customer, customer);
  if (customer == NULL)
    return;
  all = desk_query_new (&crm_contact_point_kind);
  own = desk_query_where (all, CRM_CONTACT_POINT_CUSTOMER, crm_record_get_id (customer));
  self->list = desk_record_list_new (desk_context_get_database (self->context), own);
  g_signal_connect_object (self->list, "items-changed", G_CALLBACK (sync_rows_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (customer, "notify", G_CALLBACK (update_rights_cb), self,
                           G_CONNECT_SWAPPED);
  update_rights_cb (self);
  sync_rows_cb (self);
  offer_draft (self);
}

GPtrArray *
desk_customer_contacts_list (DeskCustomerContacts *self)
{
  GPtrArray *contacts = g_ptr_array_new_with_free_func (g_object_unref);
  GHashTableIter iter;
  gpointer row;

  g_return_val_if_fail (DESK_IS_CUSTOMER_CONTACTS (self), contacts);

  g_hash_table_iter_init (&iter, self->rows);
  while (g_hash_table_iter_next (&iter, NULL, &row))
    g_ptr_array_add (contacts, g_object_ref (desk_contact_row_get_contact (row)));
  return contacts;
}
