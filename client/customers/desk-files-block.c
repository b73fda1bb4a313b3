/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Files that belong to no document. A file that is dropped here, or pasted, is added. Main thread;
 * owned by the card. */

#define G_LOG_DOMAIN "zontik-customers"

#include "client/customers/desk-files-block.h"

#include <glib/gi18n.h>

#include "client/customers/desk-customer-acts.h"
#include "client/customers/desk-customer-page.h"
#include "client/customers/desk-file-acts.h"
#include "client/customers/desk-file-row.h"
#include "shared/customers/crm-attachment.h"
#include "shared/customers/crm-customer.h"

struct _DeskFilesBlock
{
  DeskCardBlock parent_instance;

  GtkListBox *list_box;       /* (borrowed) */
  GtkWidget *add_row;         /* (borrowed) */
  GtkWidget *page;            /* (borrowed) (nullable): the whole card takes files for us */
  GtkEventController *drop;   /* (borrowed): of the page */
  GtkEventController *keys;   /* (borrowed): of the page */
  DeskCustomerFiles *files;   /* (owned) (nullable) */
  DeskFilePictures *pictures; /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (DeskFilesBlock, desk_files_block, DESK_TYPE_CARD_BLOCK)

static gboolean
get_target (DeskFilesBlock *self, DeskFileTarget *target)
{
  CrmRecord *customer = desk_card_block_get_record (DESK_CARD_BLOCK (self));
  DeskContext *context = desk_card_block_get_context (DESK_CARD_BLOCK (self));

  if (customer == NULL || !crm_record_is_loaded (customer) ||
      !desk_customer_may_add (context, customer, &crm_attachment_kind))
    return FALSE;
  *target = (DeskFileTarget){ GTK_WIDGET (self), context, crm_record_get_id (customer),
                              crm_customer_kind.name, crm_record_get_id (customer) };
  return TRUE;
}

static void
files_changed_cb (DeskFilesBlock *self)
{
  CrmRecord *customer = desk_customer_files_get_customer (self->files);

  if (customer != NULL)
    desk_file_rows_update (self->list_box, self->files, self->pictures,
                           crm_record_get_id (customer));
}

static void
row_activated_cb (DeskFilesBlock *self, GtkListBoxRow *row)
{
  DeskFileTarget target;

  if (DESK_IS_FILE_ROW (row))
    desk_file_row_open (DESK_FILE_ROW (row));
  else if (get_target (self, &target))
    desk_file_choose (&target);
}

static gboolean
drop_cb (DeskFilesBlock *self, const GValue *value, double x, double y)
{
  DeskFileTarget target;

  return get_target (self, &target) && desk_file_take_drop (&target, value);
}

static void
paste_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  DeskFileTarget target;

  if (get_target (DESK_FILES_BLOCK (widget), &target))
    desk_file_paste (&target);
}

static void
set_record (DeskCardBlock *block, CrmRecord *record)
{
  DeskFilesBlock *self = DESK_FILES_BLOCK (block);
  GtkWidget *child;

  if (self->files == NULL)
    return;
  desk_customer_files_set_customer (self->files, NULL);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->list_box))) != NULL &&
         DESK_IS_FILE_ROW (child))
    gtk_list_box_remove (self->list_box, child);
  desk_customer_files_set_customer (self->files, record);
}

static void
update (DeskCardBlock *block)
{
  DeskFilesBlock *self = DESK_FILES_BLOCK (block);
  DeskFileTarget target;
  const gboolean may_add = self->files != NULL && get_target (self, &target);

  gtk_widget_set_visible (self->add_row, may_add);
  desk_card_block_set_empty (block, self->files == NULL ||
                                        (!may_add && gtk_list_box_get_row_at_index (self->list_box,
                                                                                    1) == NULL));
}

/* ---- the whole card ------------------------------------------------------------------------- */

static gboolean
paste_cb (GtkWidget *page, GVariant *args, gpointer user_data)
{
  return gtk_widget_activate_action (user_data, "files.paste", NULL);
}

static void
leave_page (DeskFilesBlock *self)
{
  if (self->page == NULL)
    return;
  gtk_widget_remove_controller (self->page, self->drop);
  gtk_widget_remove_controller (self->page, self->keys);
  g_object_remove_weak_pointer (G_OBJECT (self->page), (gpointer *) &self->page);
  self->page = NULL;
}

/* What is dropped or pasted anywhere on the card and is nobody else's belongs to the client. */
static void
join_page (DeskFilesBlock *self)
{
  GtkShortcut *paste = gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_v, GDK_CONTROL_MASK),
                                         gtk_callback_action_new (paste_cb, self, NULL));

  self->page = gtk_widget_get_ancestor (GTK_WIDGET (self), DESK_TYPE_CUSTOMER_PAGE);
  if (self->page == NULL)
    {
      g_object_unref (paste);
      return;
    }
  g_object_add_weak_pointer (G_OBJECT (self->page), (gpointer *) &self->page);
  self->drop = GTK_EVENT_CONTROLLER (desk_file_drop_target_new ());
  self->keys = gtk_shortcut_controller_new ();
  g_signal_connect_object (self->drop, "drop", G_CALLBACK (drop_cb), self, G_CONNECT_SWAPPED);
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (self->keys), paste);
  gtk_widget_add_controller (self->page, self->drop);
  gtk_widget_add_controller (self->page, self->keys);
}

static void
desk_files_block_root (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (desk_files_block_parent_class)->root (widget);
  join_page (DESK_FILES_BLOCK (widget));
}

static void
desk_files_block_unroot (GtkWidget *widget)
{
  leave_page (DESK_FILES_BLOCK (widget));
  GTK_WIDGET_CLASS (desk_files_block_parent_class)->unroot (widget);
}

static GtkWidget *
make_add_row (void)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *label = gtk_label_new (_ ("Add a file"));

  gtk_widget_add_css_class (label, "dim-label");
  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name ("list-add-symbolic"));
  gtk_box_append (GTK_BOX (box), label);
  gtk_widget_add_css_class (row, "desk-add-file");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_widget_set_tooltip_text (row, _ ("Or drop one here, or paste it with Ctrl+V"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Add a file"), -1);
  return row;
}

static void
desk_files_block_dispose (GObject *object)
{
  DeskFilesBlock *self = DESK_FILES_BLOCK (object);

  desk_card_block_leave (DESK_CARD_BLOCK (self));
  g_clear_object (&self->files);
  g_clear_object (&self->pictures);
  G_OBJECT_CLASS (desk_files_block_parent_class)->dispose (object);
}

static void
desk_files_block_class_init (DeskFilesBlockClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  DeskCardBlockClass *block_class = DESK_CARD_BLOCK_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = desk_files_block_dispose;
  block_class->set_record = set_record;
  block_class->update = update;
  gtk_widget_class_install_action (widget_class, "files.paste", NULL, paste_action);
  widget_class->root = desk_files_block_root;
  widget_class->unroot = desk_files_block_unroot;
}

static void
desk_files_block_init (DeskFilesBlock *self)
{
  self->list_box = GTK_LIST_BOX (gtk_list_box_new ());
  self->add_row = make_add_row ();
  gtk_list_box_set_selection_mode (self->list_box, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list_box), "boxed-list");
  gtk_list_box_append (self->list_box, self->add_row);
  g_signal_connect_object (self->list_box, "row-activated", G_CALLBACK (row_activated_cb), self,
                           G_CONNECT_SWAPPED);
  desk_card_block_set_child (DESK_CARD_BLOCK (self), GTK_WIDGET (self->list_box));
}

DeskCardBlock *
desk_files_block_new (DeskContext *context)
{
  DeskFilesBlock *self = g_object_new (DESK_TYPE_FILES_BLOCK, "context", context, NULL);

  if (desk_context_get_files (context) != NULL)
    {
      self->files = desk_customer_files_new (context);
      self->pictures = desk_file_pictures_new ();
      g_signal_connect_object (self->files, "changed", G_CALLBACK (files_changed_cb), self,
                               G_CONNECT_SWAPPED);
    }
  return DESK_CARD_BLOCK (self);
}
