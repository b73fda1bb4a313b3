/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Relations of one client: those kept on his card and, turned round, those kept on the cards of
 * others. Below them what the household pays together. Main thread; owned by the card. */

#include "client/customers/desk-relation-block.h"

#include <glib/gi18n.h>

#include "client/customers/desk-card-words.h"
#include "client/customers/desk-customer-acts.h"
#include "client/customers/desk-relation-editor.h"
#include "client/customers/desk-relation-row.h"
#include "client/store/desk-household.h"
#include "client/ui/desk-record-set.h"
#include "shared/base/crm-money.h"
#include "shared/customers/crm-card-rules.h"
#include "shared/customers/crm-customer.h"
#include "shared/customers/crm-instalment.h"
#include "shared/customers/crm-policy.h"
#include "shared/customers/crm-relation.h"

struct _DeskRelationBlock
{
  DeskCardBlock parent_instance;

  GtkListBox *list_box;
  GtkWidget *add_row;
  GtkWidget *editor;

  DeskRecordSet *own;        /* (owned) (nullable): kept on this card */
  DeskRecordSet *others;     /* (owned) (nullable): kept on other cards */
  GCancellable *cancellable; /* (owned) (nullable): of the household being read */
  guint household_source;
};

G_DEFINE_FINAL_TYPE (DeskRelationBlock, desk_relation_block, DESK_TYPE_CARD_BLOCK)

/* ---- the household --------------------------------------------------------------------------- */

static void
show_household (DeskRelationBlock *self, const DeskHousehold *household)
{
  g_autofree char *premium = NULL;
  g_autofree char *family = NULL;
  g_autofree char *policies = NULL;
  g_autofree char *text = NULL;

  if (household->ids->len < 2)
    {
      desk_card_block_set_subtitle (DESK_CARD_BLOCK (self), NULL);
      return;
    }
  family = g_strdup_printf (ngettext ("family: %u", "family: %u", household->ids->len),
                            household->ids->len);
  if (household->n_policies > 0)
    {
      premium = crm_money_format (household->premium, FALSE);
      /* Translators: policies of a family, and what it pays in a year */
      policies = g_strdup_printf (ngettext ("%u policy, %s a year", "%u policies, %s a year",
                                            household->n_policies),
                                  household->n_policies, premium);
    }
  text =
      policies == NULL ? g_strdup (family) : g_strdup_printf ("%s \xc2\xb7 %s", family, policies);
  desk_card_block_set_subtitle (DESK_CARD_BLOCK (self), text);
}

static void
household_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GWeakRef *weak = user_data;
  g_autoptr (DeskRelationBlock) self = g_weak_ref_get (weak);
  g_autoptr (GError) error = NULL;
  const DeskHousehold *household =
      desk_household_read_finish (DESK_DATABASE (source), result, &error);

  g_weak_ref_clear (weak);
  g_free (weak);
  if (household != NULL && self != NULL && self->list_box != NULL &&
      g_task_get_cancellable (G_TASK (result)) == self->cancellable)
    show_household (self, household);
}

static gboolean
read_household_cb (gpointer user_data)
{
  DeskRelationBlock *self = user_data;
  CrmRecord *customer = desk_card_block_get_record (DESK_CARD_BLOCK (self));
  DeskContext *context = desk_card_block_get_context (DESK_CARD_BLOCK (self));
  GWeakRef *weak;

  self->household_source = 0;
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (customer == NULL)
    return G_SOURCE_REMOVE;
  self->cancellable = g_cancellable_new ();
  /* A card that is closed does not wait for it. */
  weak = g_new0 (GWeakRef, 1);
  g_weak_ref_init (weak, self);
  desk_household_read_async (desk_context_get_database (context), crm_record_get_id (customer),
                             self->cancellable, household_read_cb, weak);
  return G_SOURCE_REMOVE;
}

static void
queue_household (DeskRelationBlock *self)
{
  if (self->household_source == 0 && self->list_box != NULL)
    self->household_source = g_idle_add (read_household_cb, self);
}

static void
changed_cb (DeskRelationBlock *self, const CrmKind *kind, char **ids)
{
  if (kind == &crm_relation_kind || kind == &crm_policy_kind || kind == &crm_instalment_kind)
    queue_household (self);
}

/* ---- rows ------------------------------------------------------------------------------------ */

static DeskRelationRow *
find_row (DeskRelationBlock *self, CrmRecord *relation)
{
  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->list_box)); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    if (DESK_IS_RELATION_ROW (row) &&
        desk_relation_row_get_relation (DESK_RELATION_ROW (row)) == relation)
      return DESK_RELATION_ROW (row);
  return NULL;
}

static gboolean
is_in (DeskRecordSet *set, CrmRecord *relation)
{
  for (guint i = 0; set != NULL && i < desk_record_set_get_count (set); i++)
    if (desk_record_set_get (set, i) == relation)
      return TRUE;
  return FALSE;
}

static void
drop_rows (DeskRelationBlock *self)
{
  GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->list_box));

  while (row != NULL)
    {
      GtkWidget *next = gtk_widget_get_next_sibling (row);

      if (DESK_IS_RELATION_ROW (row))
        {
          CrmRecord *relation = desk_relation_row_get_relation (DESK_RELATION_ROW (row));

          if (!is_in (self->own, relation) && !is_in (self->others, relation))
            gtk_list_box_remove (self->list_box, row);
        }
      row = next;
    }
}

static void
add_rows (DeskRelationBlock *self, DeskRecordSet *set)
{
  DeskCardBlock *block = DESK_CARD_BLOCK (self);
  const char *id = crm_record_get_id (desk_card_block_get_record (block));

  for (guint i = 0; set != NULL && i < desk_record_set_get_count (set); i++)
    {
      CrmRecord *relation = desk_record_set_get (set, i);

      if (find_row (self, relation) == NULL)
        gtk_list_box_append (self->list_box,
                             desk_relation_row_new (desk_card_block_get_context (block), relation,
                                                    id));
    }
}

static void
rows_changed_cb (DeskRelationBlock *self)
{
  if (desk_card_block_get_record (DESK_CARD_BLOCK (self)) == NULL)
    return;
  drop_rows (self);
  add_rows (self, self->own);
  add_rows (self, self->others);
  gtk_list_box_invalidate_sort (self->list_box);
}

/* In the order of their making, the row that adds at the end. */
static int
compare_rows (GtkListBoxRow *a, GtkListBoxRow *b, gpointer user_data)
{
  if (!DESK_IS_RELATION_ROW (a) || !DESK_IS_RELATION_ROW (b))
    return (int) DESK_IS_RELATION_ROW (b) - (int) DESK_IS_RELATION_ROW (a);
  return g_strcmp0 (crm_record_get_id (desk_relation_row_get_relation (DESK_RELATION_ROW (a))),
                    crm_record_get_id (desk_relation_row_get_relation (DESK_RELATION_ROW (b))));
}

static void
row_activated_cb (DeskRelationBlock *self, GtkListBoxRow *row)
{
  CrmRecord *customer = desk_card_block_get_record (DESK_CARD_BLOCK (self));

  if (DESK_IS_RELATION_ROW (row))
    {
      desk_relation_row_open (DESK_RELATION_ROW (row));
      return;
    }
  desk_relation_editor_set_customer (DESK_RELATION_EDITOR (self->editor),
                                     crm_record_get_id (customer));
  gtk_popover_popup (GTK_POPOVER (self->editor));
}

static void
made_cb (DeskRelationBlock *self, CrmFieldSet *set)
{
  DeskCardBlock *block = DESK_CARD_BLOCK (self);

  if (desk_card_block_get_record (block) == NULL)
    return;
  crm_field_set_put (set, CRM_RELATION_CUSTOMER,
                     crm_record_get_id (desk_card_block_get_record (block)));
  crm_relation_normalise_set (set);
  desk_customer_create (GTK_WIDGET (self), desk_card_block_get_context (block), set,
                        _ ("Relation added"));
}

/* ---- the block ------------------------------------------------------------------------------- */

static void
forget (DeskRelationBlock *self)
{
  if (self->own != NULL)
    g_signal_handlers_disconnect_by_data (self->own, self);
  if (self->others != NULL)
    g_signal_handlers_disconnect_by_data (self->others, self);
  g_clear_object (&self->own);
  g_clear_object (&self->others);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->list_box != NULL)
    drop_rows (self);
}

static DeskRecordSet *
read_set (DeskRelationBlock *self, guint field, const char *id)
{
  DeskContext *context = desk_card_block_get_context (DESK_CARD_BLOCK (self));
  DeskRecordSet *set = desk_record_set_new_where (desk_context_get_database (context),
                                                  &crm_relation_kind, field, id);

  g_signal_connect_object (set, "changed", G_CALLBACK (rows_changed_cb), self, G_CONNECT_SWAPPED);
  return set;
}

static void
set_record (DeskCardBlock *block, CrmRecord *record)
{
  DeskRelationBlock *self = DESK_RELATION_BLOCK (block);

  forget (self);
  if (self->list_box == NULL)
    return;
  desk_card_block_set_subtitle (block, NULL);
  if (record == NULL)
    return;
  self->own = read_set (self, CRM_RELATION_CUSTOMER, crm_record_get_id (record));
  self->others = read_set (self, CRM_RELATION_OTHER, crm_record_get_id (record));
  queue_household (self);
}

static void
update (DeskCardBlock *block)
{
  DeskRelationBlock *self = DESK_RELATION_BLOCK (block);
  DeskContext *context = desk_card_block_get_context (block);

  desk_card_block_set_empty (block, !desk_customer_sees_kind (context, &crm_relation_kind));
  if (self->add_row != NULL)
    gtk_widget_set_visible (self->add_row,
                            desk_customer_may_add (context, desk_card_block_get_record (block),
                                                   &crm_relation_kind));
}

static void
collect (DeskCardBlock *block, GPtrArray *records)
{
  DeskRelationBlock *self = DESK_RELATION_BLOCK (block);

  for (guint i = 0; self->own != NULL && i < desk_record_set_get_count (self->own); i++)
    g_ptr_array_add (records, g_object_ref (desk_record_set_get (self->own, i)));
}

static void
desk_relation_block_dispose (GObject *object)
{
  DeskRelationBlock *self = DESK_RELATION_BLOCK (object);

  desk_card_block_leave (DESK_CARD_BLOCK (object));
  forget (self);
  g_clear_handle_id (&self->household_source, g_source_remove);
  if (self->editor != NULL)
    desk_relation_editor_close (DESK_RELATION_EDITOR (self->editor));
  g_clear_pointer (&self->editor, gtk_widget_unparent);
  self->list_box = NULL;
  G_OBJECT_CLASS (desk_relation_block_parent_class)->dispose (object);
}

static void
desk_relation_block_class_init (DeskRelationBlockClass *klass)
{
  DeskCardBlockClass *block_class = DESK_CARD_BLOCK_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = desk_relation_block_dispose;
  block_class->set_record = set_record;
  block_class->update = update;
  block_class->collect = collect;
}

static void
desk_relation_block_init (DeskRelationBlock *self)
{
}

static void
make_add_row (DeskRelationBlock *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *label = gtk_label_new (_ ("Add a relation"));

  self->add_row = gtk_list_box_row_new ();
  gtk_widget_add_css_class (label, "dim-label");
  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name ("list-add-symbolic"));
  gtk_box_append (GTK_BOX (box), label);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self->add_row), box);
  gtk_widget_add_css_class (self->add_row, "desk-relation-row");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->add_row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Add a relation"), -1);
  gtk_list_box_append (self->list_box, self->add_row);
}

DeskCardBlock *
desk_relation_block_new (DeskContext *context)
{
  DeskRelationBlock *self = g_object_new (DESK_TYPE_RELATION_BLOCK, "context", context, NULL);

  self->list_box = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list_box, GTK_SELECTION_NONE);
  gtk_list_box_set_sort_func (self->list_box, compare_rows, NULL, NULL);
  gtk_widget_add_css_class (GTK_WIDGET (self->list_box), "boxed-list");
  g_signal_connect_object (self->list_box, "row-activated", G_CALLBACK (row_activated_cb), self,
                           G_CONNECT_SWAPPED);
  make_add_row (self);
  self->editor = desk_relation_editor_new (context);
  gtk_widget_set_parent (self->editor, self->add_row);
  g_signal_connect_object (self->editor, "made", G_CALLBACK (made_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (desk_context_get_database (context), "changed", G_CALLBACK (changed_cb),
                           self, G_CONNECT_SWAPPED);
  desk_card_block_set_child (DESK_CARD_BLOCK (self), GTK_WIDGET (self->list_box));
  return DESK_CARD_BLOCK (self);
}
