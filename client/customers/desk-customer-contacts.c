/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Contact points of one client, kept in step with the store: rows come and go by id, so that a row
 * that is being typed into is never made anew. Main thread; owned by the card. */

#include "client/customers/desk-customer-contacts.h"

#include <glib/gi18n.h>

#include "client/customers/desk-contact-row.h"
#include "client/customers/desk-customer-acts.h"
#include "client/customers/desk-new-child.h"
#include "client/customers/desk-record-field.h"
#include "client/store/desk-record-list.h"
#include "client/ui/desk-format.h"
#include "shared/customers/crm-contact-point.h"
#include "shared/customers/crm-customer-rules.h"

struct _DeskCustomerContacts
{
  DeskCardBlock parent_instance;

  GtkListBox *list_box;
  DeskNewChild *child; /* (owned) (nullable): the rows at the end */

  DeskContext *context; /* (owned) (nullable) */
  CrmRecord *customer;  /* (owned) (nullable) */
  DeskRecordList *list; /* (owned) (nullable) */
  GPtrArray *held;      /* (owned) (nullable): its items */
  GHashTable *rows;     /* id (borrowed) → DeskContactRow (owned) */
};

static const char *const types[] = { "phone", "email", "messenger", "other", NULL };

G_DEFINE_FINAL_TYPE (DeskCustomerContacts, desk_customer_contacts, DESK_TYPE_CARD_BLOCK)

static const char *
get_type_title (const char *type)
{
  return desk_format_enum (&crm_contact_point_kind, "type", type);
}

static char *
read_new (const char *type, const char *typed, CrmFieldSet *set)
{
  char *complaint =
      desk_record_field_parse (&crm_contact_point_kind, CRM_CONTACT_POINT_VALUE, typed, set);

  if (complaint != NULL)
    return complaint;
  crm_field_set_put (set, CRM_CONTACT_POINT_TYPE, type);
  crm_contact_point_normalise_set (set, type);
  return NULL;
}

static const DeskNewChildLook new_look = {
  .kind = &crm_contact_point_kind,
  .draft = "new-contact",
  .add_label = N_ ("Add a contact"),
  .types = types,
  .get_icon = desk_contact_type_icon,
  .get_title = get_type_title,
  .read = read_new,
};

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
      return desk_new_child_rank (self->child, a) - desk_new_child_rank (self->child, b);
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

static guint
count_type (DeskCustomerContacts *self, const char *type)
{
  GHashTableIter iter;
  gpointer row;
  guint n = 0;

  g_hash_table_iter_init (&iter, self->rows);
  while (g_hash_table_iter_next (&iter, NULL, &row))
    n +=
        g_strcmp0 (crm_record_get_text (desk_contact_row_get_contact (row), CRM_CONTACT_POINT_TYPE),
                   type) == 0;
  return n;
}

static void
update_others (DeskCustomerContacts *self)
{
  GHashTableIter iter;
  gpointer row;

  g_hash_table_iter_init (&iter, self->rows);
  while (g_hash_table_iter_next (&iter, NULL, &row))
    {
      const char *type =
          crm_record_get_text (desk_contact_row_get_contact (row), CRM_CONTACT_POINT_TYPE);

      desk_contact_row_set_has_others (row, count_type (self, type) > 1);
    }
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
  update_others (self);
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

  desk_card_block_leave (DESK_CARD_BLOCK (self));
  if (self->child != NULL)
    desk_new_child_close (self->child);
  g_clear_object (&self->customer);
  g_clear_object (&self->list);
  g_clear_pointer (&self->held, g_ptr_array_unref);
  g_clear_object (&self->context);
  g_clear_object (&self->child);
  G_OBJECT_CLASS (desk_customer_contacts_parent_class)->dispose (object);
}

static void
desk_customer_contacts_finalize (GObject *object)
{
  DeskCustomerContacts *self = DESK_CUSTOMER_CONTACTS (object);

  g_hash_table_unref (self->rows);
  G_OBJECT_CLASS (desk_customer_contacts_parent_class)->finalize (object);
}

static void
update_rights (DeskCardBlock *block)
{
  DeskCustomerContacts *self = DESK_CUSTOMER_CONTACTS (block);

  desk_card_block_set_empty (block,
                             !desk_customer_sees_kind (self->context, &crm_contact_point_kind));
  desk_new_child_set_may_add (self->child, desk_customer_may_add (self->context, self->customer,
                                                                  &crm_contact_point_kind));
}

static void
leave (DeskCustomerContacts *self)
{
  GHashTableIter iter;
  gpointer row;

  g_hash_table_iter_init (&iter, self->rows);
  while (g_hash_table_iter_next (&iter, NULL, &row))
    desk_contact_row_leave (row);
}

static void
set_record (DeskCardBlock *block, CrmRecord *customer)
{
  DeskCustomerContacts *self = DESK_CUSTOMER_CONTACTS (block);
  g_autoptr (DeskQuery) all = NULL;
  g_autoptr (DeskQuery) own = NULL;

  leave (self);
  g_clear_object (&self->customer);
  clear_rows (self);
  if (self->list != NULL)
    g_signal_handlers_disconnect_by_func (self->list, sync_rows_cb, self);
  g_clear_object (&self->list);
  g_clear_pointer (&self->held, g_ptr_array_unref);
  g_set_object (&self->customer, customer);
  if (self->child != NULL)
    desk_new_child_set_customer (self->child, customer);
  if (customer == NULL)
    return;
  all = desk_query_new (&crm_contact_point_kind);
  own = desk_query_where (all, CRM_CONTACT_POINT_CUSTOMER, crm_record_get_id (customer));
  self->list = desk_record_list_new (desk_context_get_database (self->context), own);
  g_signal_connect_object (self->list, "items-changed", G_CALLBACK (sync_rows_cb), self,
                           G_CONNECT_SWAPPED);
  sync_rows_cb (self);
}

static void
collect (DeskCardBlock *block, GPtrArray *records)
{
  GHashTableIter iter;
  gpointer row;

  g_hash_table_iter_init (&iter, DESK_CUSTOMER_CONTACTS (block)->rows);
  while (g_hash_table_iter_next (&iter, NULL, &row))
    g_ptr_array_add (records, g_object_ref (desk_contact_row_get_contact (row)));
}

static void
desk_customer_contacts_class_init (DeskCustomerContactsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  DeskCardBlockClass *block_class = DESK_CARD_BLOCK_CLASS (klass);

  object_class->dispose = desk_customer_contacts_dispose;
  object_class->finalize = desk_customer_contacts_finalize;
  block_class->set_record = set_record;
  block_class->update = update_rights;
  block_class->collect = collect;
}

static void
desk_customer_contacts_init (DeskCustomerContacts *self)
{
  self->rows = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_object_unref);
  self->list_box = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list_box, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list_box), "boxed-list");
  desk_card_block_set_child (DESK_CARD_BLOCK (self), GTK_WIDGET (self->list_box));
}

DeskCardBlock *
desk_customer_contacts_new (DeskContext *context)
{
  DeskCustomerContacts *self = g_object_new (DESK_TYPE_CUSTOMER_CONTACTS, "context", context, NULL);

  self->context = g_object_ref (context);
  self->child = desk_new_child_new (context, &new_look, self->list_box);
  gtk_list_box_set_sort_func (self->list_box, compare_rows, self, NULL);
  return DESK_CARD_BLOCK (self);
}

GPtrArray *
desk_customer_contacts_list (DeskCustomerContacts *self)
{
  GPtrArray *contacts = g_ptr_array_new_with_free_func (g_object_unref);

  g_return_val_if_fail (DESK_IS_CUSTOMER_CONTACTS (self), contacts);

  collect (DESK_CARD_BLOCK (self), contacts);
  return contacts;
}
