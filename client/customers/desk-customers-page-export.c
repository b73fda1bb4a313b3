/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The action `customers.export` of the list page: the checked clients, else all that were found,
 * into a file of the person's choice. Main thread. */

#include "client/customers/desk-customers-page-private.h"

#include <glib/gi18n.h>

#include "client/customers/desk-export-window.h"

static void
export_to (DeskCustomersPage *self, GFile *file)
{
  g_autoptr (GPtrArray) records = desk_customer_selection_list_checked (self->selection);
  DeskRecordList *list = desk_customers_finder_get_list (self->finder);
  const DeskExportWish wish = { .context = self->context,
                                .query = desk_record_list_get_query (list),
                                .records = records->len > 0 ? records : NULL,
                                .view = self->view,
                                .file = file,
                                .text = desk_customers_finder_get_text (self->finder) };
  g_autoptr (DeskExport) export = desk_export_new (&wish);

  desk_export_window_open (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), export);
}

static void
chosen_cb (DeskCustomersPage *self, int response, GtkFileChooserNative *chooser)
{
  g_autoptr (GFile) file = response == GTK_RESPONSE_ACCEPT
                               ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser))
                               : NULL;

  if (file != NULL)
    export_to (self, file);
  g_object_unref (chooser);
}

static void
add_filter (GtkFileChooserNative *chooser, const char *title, const char *pattern)
{
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, title);
  gtk_file_filter_add_pattern (filter, pattern);
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (chooser), filter);
}

static void
export_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  /* Kept by its signal until it is answered. */
  GtkFileChooserNative *chooser =
      gtk_file_chooser_native_new (_ ("Export Clients"), GTK_WINDOW (gtk_widget_get_root (widget)),
                                   GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Export"), NULL);

  /* Translators: the name of a file */
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), _ ("clients.xlsx"));
  add_filter (chooser, _ ("Excel table (.xlsx)"), "*.xlsx");
  add_filter (chooser, _ ("Text table (.csv)"), "*.csv");
  add_filter (chooser, _ ("Address book (.vcf)"), "*.vcf");
  g_signal_connect_object (chooser, "response", G_CALLBACK (chosen_cb), widget, G_CONNECT_SWAPPED);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

static void
rights_changed_cb (DeskCustomersPage *self)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "customers.export",
                                 desk_rights_allow_any (desk_context_get_rights (self->context),
                                                        "customer", CRM_ACTION_EXPORT));
}

void
desk_customers_page_follow_export_right (DeskCustomersPage *self)
{
  g_signal_connect_object (desk_context_get_rights (self->context), "changed",
                           G_CALLBACK (rights_changed_cb), self, G_CONNECT_SWAPPED);
  rights_changed_cb (self);
}

void
desk_customers_page_install_export (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "customers.export", NULL, export_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_e, GDK_CONTROL_MASK,
                                       "customers.export", NULL);
}
