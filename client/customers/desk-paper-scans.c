/* SPDX-License-Identifier: GPL-3.0-or-later */

/* DeskPaperScans: see the header. */

#define G_LOG_DOMAIN "zontik-customers"

#include "client/customers/desk-paper-scans.h"

#include <glib/gi18n.h>

#include "client/customers/desk-customer-acts.h"
#include "client/customers/desk-file-acts.h"
#include "client/customers/desk-file-row.h"
#include "shared/customers/crm-attachment.h"

#define LIST_WIDTH 320

struct _DeskPaperScans
{
  GObject parent_instance;

  /* (borrowed): in the row; (nullable) once it is gone */
  DeskFieldRow *row;
  GtkWidget *button;
  GtkWidget *count_label;
  GtkListBox *list_box;
  GtkWidget *add_box;

  DeskCustomerFiles *files;   /* (owned) */
  DeskFilePictures *pictures; /* (owned) */
  CrmRecord *paper;           /* (owned) */
};

G_DEFINE_FINAL_TYPE (DeskPaperScans, desk_paper_scans, G_TYPE_OBJECT)

static gboolean
get_target (DeskPaperScans *self, DeskFileTarget *target)
{
  DeskContext *context = desk_customer_files_get_context (self->files);
  CrmRecord *customer = desk_customer_files_get_customer (self->files);

  if (customer == NULL || self->row == NULL || !crm_record_is_loaded (customer) ||
      !desk_customer_may_add (context, customer, &crm_attachment_kind))
    return FALSE;
  *target =
      (DeskFileTarget){ GTK_WIDGET (self->row), context, crm_record_get_id (customer),
                        crm_record_get_kind (self->paper)->name, crm_record_get_id (self->paper) };
  return TRUE;
}

guint
desk_paper_scans_count (DeskPaperScans *self)
{
  g_autoptr (GPtrArray) scans =
      desk_customer_files_list (self->files, crm_record_get_id (self->paper));

  return scans->len;
}

static void
update_cb (DeskPaperScans *self)
{
  const guint n = desk_paper_scans_count (self);
  g_autofree char *count = g_strdup_printf ("%u", n);
  g_autofree char *word = NULL;
  DeskFileTarget target;
  gboolean may_add;

  if (self->row == NULL)
    return;
  may_add = get_target (self, &target);
  word = n > 0 ? g_strdup_printf (ngettext ("%u scan", "%u scans", n), n)
               : g_strdup (_ ("Add a scan"));
  gtk_label_set_text (GTK_LABEL (self->count_label), count);
  gtk_widget_set_visible (self->count_label, n > 1);
  gtk_widget_set_visible (self->button, n > 0 || may_add);
  if (n > 0)
    gtk_widget_remove_css_class (self->button, "dim-label");
  else
    gtk_widget_add_css_class (self->button, "dim-label");
  gtk_widget_set_visible (self->add_box, may_add);
  gtk_widget_set_visible (GTK_WIDGET (self->list_box), n > 0);
  gtk_widget_set_tooltip_text (self->button, word);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  word, -1);
  desk_file_rows_update (self->list_box, self->files, self->pictures,
                         crm_record_get_id (self->paper));
}

static void
activated_cb (DeskPaperScans *self, GtkListBoxRow *row)
{
  if (!DESK_IS_FILE_ROW (row))
    return;
  desk_file_row_open (DESK_FILE_ROW (row));
}

static void
add_cb (DeskPaperScans *self)
{
  DeskFileTarget target;

  if (!get_target (self, &target))
    return;
  gtk_menu_button_popdown (GTK_MENU_BUTTON (self->button));
  desk_file_choose (&target);
}

static void
paste_cb (DeskPaperScans *self)
{
  DeskFileTarget target;

  if (get_target (self, &target))
    desk_file_paste (&target);
}

static gboolean
drop_cb (DeskPaperScans *self, const GValue *value, double x, double y)
{
  DeskFileTarget target;

  return get_target (self, &target) && desk_file_take_drop (&target, value);
}

/* ---- the widgets ---------------------------------------------------------------------------- */

static GtkWidget *
make_add_box (DeskPaperScans *self)
{
  GtkWidget *add = gtk_button_new_with_label (_ ("Add a scan…"));
  GtkWidget *paste = gtk_button_new_with_label (_ ("Paste"));

  self->add_box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gtk_widget_set_hexpand (add, TRUE);
  gtk_box_append (GTK_BOX (self->add_box), add);
  gtk_box_append (GTK_BOX (self->add_box), paste);
  g_signal_connect_object (add, "clicked", G_CALLBACK (add_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (paste, "clicked", G_CALLBACK (paste_cb), self, G_CONNECT_SWAPPED);
  return self->add_box;
}

static GtkWidget *
make_popover (DeskPaperScans *self)
{
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  self->list_box = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list_box, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list_box), "desk-scans");
  g_signal_connect_object (self->list_box, "row-activated", G_CALLBACK (activated_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_set_size_request (box, LIST_WIDTH, -1);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->list_box));
  gtk_box_append (GTK_BOX (box), make_add_box (self));
  gtk_popover_set_child (GTK_POPOVER (popover), box);
  return popover;
}

static void
add_button (DeskPaperScans *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 2);

  self->button = gtk_menu_button_new ();
  self->count_label = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->count_label, "caption");
  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name ("mail-attachment-symbolic"));
  gtk_box_append (GTK_BOX (box), self->count_label);
  gtk_menu_button_set_child (GTK_MENU_BUTTON (self->button), box);
  gtk_widget_add_css_class (self->button, "flat");
  gtk_widget_add_css_class (self->button, "desk-row-button");
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (self->button), make_popover (self));
  desk_field_row_add_suffix (self->row, self->button);
}

static void
desk_paper_scans_dispose (GObject *object)
{
  DeskPaperScans *self = DESK_PAPER_SCANS (object);

  if (self->row != NULL)
    g_object_remove_weak_pointer (G_OBJECT (self->row), (gpointer *) &self->row);
  self->row = NULL;
  g_clear_object (&self->files);
  g_clear_object (&self->pictures);
  g_clear_object (&self->paper);
  G_OBJECT_CLASS (desk_paper_scans_parent_class)->dispose (object);
}

static void
desk_paper_scans_class_init (DeskPaperScansClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = desk_paper_scans_dispose;
}

static void
desk_paper_scans_init (DeskPaperScans *self)
{
}

DeskPaperScans *
desk_paper_scans_new (DeskCustomerFiles *files,
                      DeskFilePictures *pictures,
                      CrmRecord *paper,
                      DeskFieldRow *row)
{
  DeskPaperScans *self = g_object_new (DESK_TYPE_PAPER_SCANS, NULL);
  GtkDropTarget *drop = desk_file_drop_target_new ();

  self->files = g_object_ref (files);
  self->pictures = g_object_ref (pictures);
  self->paper = g_object_ref (paper);
  self->row = row;
  g_object_add_weak_pointer (G_OBJECT (row), (gpointer *) &self->row);
  add_button (self);
  g_signal_connect_object (drop, "drop", G_CALLBACK (drop_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (row), GTK_EVENT_CONTROLLER (drop));
  g_signal_connect_object (files, "changed", G_CALLBACK (update_cb), self, G_CONNECT_SWAPPED);
  update_cb (self);
  return self;
}

void
desk_paper_scans_show (DeskPaperScans *self)
{
  if (self->row != NULL)
    gtk_menu_button_popup (GTK_MENU_BUTTON (self->button));
}
