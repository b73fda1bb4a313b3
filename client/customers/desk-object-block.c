/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Insured objects of one client, kept in step with the store: rows come and go by id, so that a row
 * that is being typed into is never made anew. Main thread; owned by the card. */

#include "client/customers/desk-object-block.h"

#include <glib/gi18n.h>

#include "client/customers/desk-customer-acts.h"
#include "client/customers/desk-object-row.h"
#include "client/customers/desk-object-words.h"
#include "shared/customers/crm-policy.h"

struct _DeskObjectBlock
{
  DeskCardBlock parent_instance;

  GtkListBox *list_box;
  DeskNewChild *child;     /* (owned) (nullable): the rows at the end */
  DeskRecordSet *objects;  /* (owned) (nullable) */
  DeskRecordSet *policies; /* (owned) (nullable) */
  GHashTable *rows;        /* id (borrowed from the row's object) → DeskObjectRow (owned) */
};

G_DEFINE_FINAL_TYPE (DeskObjectBlock, desk_object_block, DESK_TYPE_CARD_BLOCK)

/* ---- the rows -------------------------------------------------------------------------------- */

/* Whose row it is, and the how manieth of its. (nullable) */
static DeskObjectRow *
find_object (DeskObjectBlock *self, GtkListBoxRow *widget, guint *index)
{
  GHashTableIter iter;
  gpointer object;

  g_hash_table_iter_init (&iter, self->rows);
  while (g_hash_table_iter_next (&iter, NULL, &object))
    for (guint i = 0; desk_object_row_get_row (object, i) != NULL; i++)
      if (desk_object_row_get_row (object, i) == widget)
        {
          *index = i;
          return object;
        }
  return NULL;
}

/* In the order of their making, each with its fields; what is being added and the row that adds at
 * the end. */
static int
compare_rows (GtkListBoxRow *a, GtkListBoxRow *b, gpointer user_data)
{
  DeskObjectBlock *self = user_data;
  guint first_index = 0, second_index = 0;
  DeskObjectRow *first = find_object (self, a, &first_index);
  DeskObjectRow *second = find_object (self, b, &second_index);

  if (first == NULL || second == NULL)
    return desk_new_child_rank (self->child, a) - desk_new_child_rank (self->child, b);
  if (first == second)
    return (int) first_index - (int) second_index;
  return g_strcmp0 (crm_record_get_id (desk_object_row_get_object (first)),
                    crm_record_get_id (desk_object_row_get_object (second)));
}

static void
add_object (DeskObjectBlock *self, CrmRecord *object)
{
  DeskObjectRow *row = desk_object_row_new (desk_card_block_get_context (DESK_CARD_BLOCK (self)),
                                            object, self->policies);

  g_hash_table_insert (self->rows, (gpointer) crm_record_get_id (object), row);
  gtk_list_box_append (self->list_box, GTK_WIDGET (desk_object_row_get_row (row, 0)));
}

/* @present (nullable): ids of those that stay. */
static void
remove_gone (DeskObjectBlock *self, GHashTable *present)
{
  GHashTableIter iter;
  gpointer id, row;

  g_hash_table_iter_init (&iter, self->rows);
  while (g_hash_table_iter_next (&iter, &id, &row))
    if (present == NULL || !g_hash_table_contains (present, id))
      {
        for (guint i = 0; desk_object_row_get_row (row, i) != NULL; i++)
          gtk_list_box_remove (self->list_box, GTK_WIDGET (desk_object_row_get_row (row, i)));
        g_hash_table_iter_remove (&iter);
      }
}

static void
sync_rows_cb (DeskObjectBlock *self)
{
  g_autoptr (GHashTable) present = g_hash_table_new (g_str_hash, g_str_equal);
  const guint n = desk_record_set_get_count (self->objects);
  g_autofree char *subtitle = n > 0 ? g_strdup_printf ("%u", n) : NULL;

  for (guint i = 0; i < n; i++)
    {
      CrmRecord *object = desk_record_set_get (self->objects, i);

      g_hash_table_add (present, (gpointer) crm_record_get_id (object));
      if (!g_hash_table_contains (self->rows, crm_record_get_id (object)))
        add_object (self, object);
    }
  remove_gone (self, present);
  desk_card_block_set_subtitle (DESK_CARD_BLOCK (self), subtitle);
}

static void
row_activated_cb (DeskObjectBlock *self, GtkListBoxRow *widget)
{
  guint index = 0;
  DeskObjectRow *row = find_object (self, widget, &index);

  if (row != NULL && index == 0)
    desk_object_row_set_open (row, !desk_object_row_is_open (row));
}

/* ---- the block ------------------------------------------------------------------------------- */

static void
forget (DeskObjectBlock *self)
{
  GHashTableIter iter;
  gpointer row;

  g_hash_table_iter_init (&iter, self->rows);
  while (g_hash_table_iter_next (&iter, NULL, &row))
    desk_object_row_leave (row);
  if (self->objects != NULL)
    g_signal_handlers_disconnect_by_data (self->objects, self);
  remove_gone (self, NULL);
  g_clear_object (&self->objects);
  g_clear_object (&self->policies);
}

static void
set_record (DeskCardBlock *block, CrmRecord *record)
{
  DeskObjectBlock *self = DESK_OBJECT_BLOCK (block);
  DeskDatabase *database;

  forget (self);
  desk_card_block_set_subtitle (block, NULL);
  if (self->child != NULL)
    desk_new_child_set_customer (self->child, record);
  if (record == NULL)
    return;
  database = desk_context_get_database (desk_card_block_get_context (block));
  self->policies = desk_record_set_new_where (database, &crm_policy_kind, CRM_POLICY_CUSTOMER,
                                              crm_record_get_id (record));
  self->objects =
      desk_record_set_new_where (database, &crm_insured_object_kind, CRM_INSURED_OBJECT_CUSTOMER,
                                 crm_record_get_id (record));
  g_signal_connect_object (self->objects, "changed", G_CALLBACK (sync_rows_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
update_rights (DeskCardBlock *block)
{
  DeskContext *context = desk_card_block_get_context (block);

  desk_card_block_set_empty (block, !desk_customer_sees_kind (context, &crm_insured_object_kind));
  desk_new_child_set_may_add (DESK_OBJECT_BLOCK (block)->child,
                              desk_customer_may_add (context, desk_card_block_get_record (block),
                                                     &crm_insured_object_kind));
}

static void
collect (DeskCardBlock *block, GPtrArray *records)
{
  GHashTableIter iter;
  gpointer row;

  g_hash_table_iter_init (&iter, DESK_OBJECT_BLOCK (block)->rows);
  while (g_hash_table_iter_next (&iter, NULL, &row))
    g_ptr_array_add (records, g_object_ref (desk_object_row_get_object (row)));
}

static void
desk_object_block_dispose (GObject *object)
{
  DeskObjectBlock *self = DESK_OBJECT_BLOCK (object);

  desk_card_block_leave (DESK_CARD_BLOCK (object));
  if (self->child != NULL)
    desk_new_child_close (self->child);
  g_clear_object (&self->child);
  G_OBJECT_CLASS (desk_object_block_parent_class)->dispose (object);
}

static void
desk_object_block_finalize (GObject *object)
{
  g_hash_table_unref (DESK_OBJECT_BLOCK (object)->rows);
  G_OBJECT_CLASS (desk_object_block_parent_class)->finalize (object);
}

static void
desk_object_block_class_init (DeskObjectBlockClass *klass)
{
  DeskCardBlockClass *block_class = DESK_CARD_BLOCK_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = desk_object_block_dispose;
  G_OBJECT_CLASS (klass)->finalize = desk_object_block_finalize;
  block_class->set_record = set_record;
  block_class->update = update_rights;
  block_class->collect = collect;
}

static void
desk_object_block_init (DeskObjectBlock *self)
{
  self->rows = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_object_unref);
  self->list_box = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list_box, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list_box), "boxed-list");
  g_signal_connect_object (self->list_box, "row-activated", G_CALLBACK (row_activated_cb), self,
                           G_CONNECT_SWAPPED);
  desk_card_block_set_child (DESK_CARD_BLOCK (self), GTK_WIDGET (self->list_box));
}

DeskCardBlock *
desk_object_block_new (DeskContext *context)
{
  DeskObjectBlock *self = g_object_new (DESK_TYPE_OBJECT_BLOCK, "context", context, NULL);

  self->child = desk_new_child_new (context, &desk_object_new_look, self->list_box);
  gtk_list_box_set_sort_func (self->list_box, compare_rows, self, NULL);
  return DESK_CARD_BLOCK (self);
}
