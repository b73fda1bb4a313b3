/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Consents of one client, those that hold first, the newest first. Main thread; owned by the
 * card. */

#include "client/customers/desk-consent-block.h"

#include <glib/gi18n.h>

#include "client/customers/desk-consent-editor.h"
#include "client/customers/desk-consent-row.h"
#include "client/customers/desk-customer-acts.h"
#include "client/ui/desk-record-set.h"
#include "shared/base/crm-id.h"
#include "shared/customers/crm-consent-text.h"
#include "shared/customers/crm-consent.h"

struct _DeskConsentBlock
{
  DeskCardBlock parent_instance;

  GtkListBox *list_box;
  GtkWidget *add_row;
  GtkWidget *editor;
  DeskRecordSet *texts;    /* (owned) (nullable): of consents, for all clients */
  DeskRecordSet *consents; /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (DeskConsentBlock, desk_consent_block, DESK_TYPE_CARD_BLOCK)

static DeskConsentRow *
find_row (DeskConsentBlock *self, CrmRecord *consent)
{
  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->list_box)); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    if (DESK_IS_CONSENT_ROW (row) &&
        desk_consent_row_get_consent (DESK_CONSENT_ROW (row)) == consent)
      return DESK_CONSENT_ROW (row);
  return NULL;
}

/* One that was noted here and taken back before it was sent is gone. */
static void
drop_rows (DeskConsentBlock *self, gboolean all)
{
  GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->list_box));

  while (row != NULL)
    {
      GtkWidget *next = gtk_widget_get_next_sibling (row);
      gboolean stays = !DESK_IS_CONSENT_ROW (row);

      for (guint i = 0; !all && !stays && i < desk_record_set_get_count (self->consents); i++)
        stays = desk_record_set_get (self->consents, i) ==
                desk_consent_row_get_consent (DESK_CONSENT_ROW (row));
      if (!stays)
        gtk_list_box_remove (self->list_box, row);
      row = next;
    }
}

static void
changed_cb (DeskConsentBlock *self)
{
  drop_rows (self, FALSE);
  for (guint i = 0; i < desk_record_set_get_count (self->consents); i++)
    {
      CrmRecord *consent = desk_record_set_get (self->consents, i);

      if (find_row (self, consent) == NULL)
        gtk_list_box_append (self->list_box, desk_consent_row_new (desk_card_block_get_context (
                                                                       DESK_CARD_BLOCK (self)),
                                                                   consent));
    }
  gtk_list_box_invalidate_sort (self->list_box);
}

static int
compare_rows (GtkListBoxRow *a, GtkListBoxRow *b, gpointer user_data)
{
  gboolean x, y;

  if (!DESK_IS_CONSENT_ROW (a) || !DESK_IS_CONSENT_ROW (b))
    return (int) DESK_IS_CONSENT_ROW (b) - (int) DESK_IS_CONSENT_ROW (a);
  x = desk_consent_row_is_valid (DESK_CONSENT_ROW (a));
  y = desk_consent_row_is_valid (DESK_CONSENT_ROW (b));
  if (x != y)
    return (int) y - (int) x;
  return g_strcmp0 (crm_record_get_text (desk_consent_row_get_consent (DESK_CONSENT_ROW (b)),
                                         CRM_CONSENT_GIVEN_AT),
                    crm_record_get_text (desk_consent_row_get_consent (DESK_CONSENT_ROW (a)),
                                         CRM_CONSENT_GIVEN_AT));
}

static void
row_activated_cb (DeskConsentBlock *self, GtkListBoxRow *row)
{
  if (DESK_IS_CONSENT_ROW (row))
    gtk_widget_activate_action (GTK_WIDGET (row), "consent.show", NULL);
  else
    gtk_popover_popup (GTK_POPOVER (self->editor));
}

/* What was once allowed stays known: it is taken back only as long as nobody else knows it. */
static void
made_cb (DeskConsentBlock *self, CrmFieldSet *set)
{
  DeskCardBlock *block = DESK_CARD_BLOCK (self);
  g_autoptr (GPtrArray) commands =
      g_ptr_array_new_with_free_func ((GDestroyNotify) crm_command_unref);
  g_autoptr (GPtrArray) undoes = g_ptr_array_new ();
  g_autofree char *id = crm_id_new ();

  if (desk_card_block_get_record (block) == NULL)
    return;
  crm_field_set_put (set, CRM_CONSENT_CUSTOMER,
                     crm_record_get_id (desk_card_block_get_record (block)));
  g_ptr_array_add (commands, crm_command_new_create (&crm_consent_kind, id, set));
  desk_customer_submit (GTK_WIDGET (self), desk_card_block_get_context (block), commands, undoes,
                        _ ("Consent noted"));
}

static void
forget (DeskConsentBlock *self)
{
  if (self->consents != NULL)
    g_signal_handlers_disconnect_by_data (self->consents, self);
  g_clear_object (&self->consents);
  if (self->list_box != NULL)
    drop_rows (self, TRUE);
}

static void
set_record (DeskCardBlock *block, CrmRecord *record)
{
  DeskConsentBlock *self = DESK_CONSENT_BLOCK (block);

  forget (self);
  if (record == NULL || self->list_box == NULL)
    return;
  self->consents =
      desk_record_set_new_where (desk_context_get_database (desk_card_block_get_context (block)),
                                 &crm_consent_kind, CRM_CONSENT_CUSTOMER,
                                 crm_record_get_id (record));
  g_signal_connect_object (self->consents, "changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
update (DeskCardBlock *block)
{
  DeskConsentBlock *self = DESK_CONSENT_BLOCK (block);
  DeskContext *context = desk_card_block_get_context (block);

  desk_card_block_set_empty (block, !desk_customer_sees_kind (context, &crm_consent_kind));
  if (self->add_row != NULL)
    gtk_widget_set_visible (self->add_row,
                            desk_customer_may_add (context, desk_card_block_get_record (block),
                                                   &crm_consent_kind));
}

static void
collect (DeskCardBlock *block, GPtrArray *records)
{
  DeskConsentBlock *self = DESK_CONSENT_BLOCK (block);

  for (guint i = 0; self->consents != NULL && i < desk_record_set_get_count (self->consents); i++)
    g_ptr_array_add (records, g_object_ref (desk_record_set_get (self->consents, i)));
}

static void
desk_consent_block_dispose (GObject *object)
{
  DeskConsentBlock *self = DESK_CONSENT_BLOCK (object);

  desk_card_block_leave (DESK_CARD_BLOCK (object));
  forget (self);
  g_clear_pointer (&self->editor, gtk_widget_unparent);
  g_clear_object (&self->texts);
  self->list_box = NULL;
  G_OBJECT_CLASS (desk_consent_block_parent_class)->dispose (object);
}

static void
desk_consent_block_class_init (DeskConsentBlockClass *klass)
{
  DeskCardBlockClass *block_class = DESK_CARD_BLOCK_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = desk_consent_block_dispose;
  block_class->set_record = set_record;
  block_class->update = update;
  block_class->collect = collect;
}

static void
desk_consent_block_init (DeskConsentBlock *self)
{
}

static void
make_add_row (DeskConsentBlock *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *label = gtk_label_new (_ ("Note a consent"));

  self->add_row = gtk_list_box_row_new ();
  gtk_widget_add_css_class (label, "dim-label");
  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name ("list-add-symbolic"));
  gtk_box_append (GTK_BOX (box), label);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self->add_row), box);
  gtk_widget_add_css_class (self->add_row, "desk-relation-row");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->add_row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Note a consent"), -1);
  gtk_list_box_append (self->list_box, self->add_row);
}

DeskCardBlock *
desk_consent_block_new (DeskContext *context)
{
  DeskConsentBlock *self = g_object_new (DESK_TYPE_CONSENT_BLOCK, "context", context, NULL);

  self->texts = desk_record_set_new (desk_context_get_database (context), &crm_consent_text_kind);
  self->list_box = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list_box, GTK_SELECTION_NONE);
  gtk_list_box_set_sort_func (self->list_box, compare_rows, NULL, NULL);
  gtk_widget_add_css_class (GTK_WIDGET (self->list_box), "boxed-list");
  g_signal_connect_object (self->list_box, "row-activated", G_CALLBACK (row_activated_cb), self,
                           G_CONNECT_SWAPPED);
  make_add_row (self);
  self->editor = desk_consent_editor_new (self->texts, FALSE);
  gtk_widget_set_parent (self->editor, self->add_row);
  g_signal_connect_object (self->editor, "made", G_CALLBACK (made_cb), self, G_CONNECT_SWAPPED);
  desk_card_block_set_child (DESK_CARD_BLOCK (self), GTK_WIDGET (self->list_box));
  return DESK_CARD_BLOCK (self);
}
