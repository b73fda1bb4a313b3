/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The `customers.` actions of the list page: what is done to the chosen clients and to the search.
 * Main thread. */

#include "client/customers/desk-customers-page-private.h"

#include <glib/gi18n.h>

#include "client/customers/desk-bulk-window.h"
#include "client/customers/desk-customer-acts.h"
#include "client/ui/desk-person-picker.h"

/* What an act is about: the checked ones, else the current one. */
static GPtrArray *
list_targets (DeskCustomersPage *self)
{
  CrmRecord *current = desk_customer_selection_get_current (self->selection);
  GPtrArray *records = desk_customer_selection_list_checked (self->selection);

  if (records->len == 0 && current != NULL)
    g_ptr_array_add (records, g_object_ref (current));
  return records;
}

static void
applied_cb (DeskCustomersPage *self)
{
  desk_customer_selection_clear (self->selection);
}

static void
open_bulk (DeskCustomersPage *self, GPtrArray *records, const char *owner)
{
  GtkWidget *window = desk_bulk_window_new (GTK_WIDGET (self), self->context, records, owner);

  g_signal_connect_object (window, "applied", G_CALLBACK (applied_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (window));
}

static void
picked_cb (DeskCustomersPage *self, const char *user)
{
  g_autoptr (GPtrArray) records = list_targets (self);

  /* One is handed over at once; many are looked at before. */
  if (records->len > 1)
    open_bulk (self, records, user);
  else
    {
      desk_customer_reassign (GTK_WIDGET (self), self->context, records, user);
      desk_customer_selection_clear (self->selection);
    }
}

static void
bulk_edit_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  DeskCustomersPage *self = DESK_CUSTOMERS_PAGE (widget);
  g_autoptr (GPtrArray) records = list_targets (self);

  if (records->len > 0)
    open_bulk (self, records, NULL);
}

static void
delete_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  DeskCustomersPage *self = DESK_CUSTOMERS_PAGE (widget);
  g_autoptr (GPtrArray) records = list_targets (self);

  desk_customer_delete (widget, self->context, records, NULL);
  desk_customer_selection_clear (self->selection);
}

static void
new_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  DeskCustomersPage *self = DESK_CUSTOMERS_PAGE (widget);
  GListModel *list = G_LIST_MODEL (desk_customers_finder_get_list (self->finder));
  const char *text = desk_customers_finder_get_text (self->finder);

  g_signal_emit_by_name (self, "new-customer",
                         g_list_model_get_n_items (list) == 0 && *text != '\0' ? text : NULL);
}

static void
focus_search_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  DeskCustomersPage *self = DESK_CUSTOMERS_PAGE (widget);

  gtk_widget_grab_focus (self->search_entry);
  gtk_editable_select_region (GTK_EDITABLE (self->search_entry), 0, -1);
}

/* Esc takes back the last thing first: checks, then the text, then the filter. */
static void
clear_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  DeskCustomersPage *self = DESK_CUSTOMERS_PAGE (widget);

  if (desk_customer_selection_get_n_checked (self->selection) > 0)
    desk_customer_selection_clear (self->selection);
  else if (*desk_customers_finder_get_text (self->finder) != '\0')
    {
      gtk_editable_set_text (GTK_EDITABLE (self->search_entry), "");
      gtk_widget_grab_focus (self->search_entry);
    }
  else if (!desk_customers_page_clear_filter (self))
    desk_filter_bar_set_active (self->filter_bar, "all");
}

static void
uncheck_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  desk_customer_selection_clear (DESK_CUSTOMERS_PAGE (widget)->selection);
}

static void
check_all_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  DeskCustomersPage *self = DESK_CUSTOMERS_PAGE (widget);
  g_autofree char *text = NULL;

  if (desk_customer_selection_check_all (self->selection))
    return;
  text = g_strdup_printf (_ ("The first %d are chosen"), DESK_CUSTOMER_SELECTION_MAX);
  gtk_widget_activate_action (widget, "win.show-toast", "s", text);
}

static void
show_preview_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  DeskCustomersPage *self = DESK_CUSTOMERS_PAGE (widget);
  DeskSettings *settings = desk_context_get_settings (self->context);
  gboolean wanted = TRUE;

  if (desk_context_get_layout (self->context) == DESK_LAYOUT_MEDIUM)
    self->preview_open = !self->preview_open;
  else
    {
      g_object_get (settings, "show-preview", &wanted, NULL);
      g_object_set (settings, "show-preview", !wanted, NULL);
    }
  desk_customers_page_update_layout (self);
}

void
desk_customers_page_make_reassign (DeskCustomersPage *self)
{
  GtkWidget *picker;

  gtk_widget_set_visible (GTK_WIDGET (self->reassign_button),
                          desk_customer_may_reassign (self->context));
  if (!desk_customer_may_reassign (self->context))
    return;
  picker = desk_person_picker_new (self->context);
  g_signal_connect_object (picker, "picked", G_CALLBACK (picked_cb), self, G_CONNECT_SWAPPED);
  gtk_menu_button_set_popover (self->reassign_button, picker);
}

void
desk_customers_page_install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "customers.new", NULL, new_action);
  gtk_widget_class_install_action (widget_class, "customers.bulk-edit", NULL, bulk_edit_action);
  gtk_widget_class_install_action (widget_class, "customers.delete", NULL, delete_action);
  gtk_widget_class_install_action (widget_class, "customers.clear", NULL, clear_action);
  gtk_widget_class_install_action (widget_class, "customers.uncheck", NULL, uncheck_action);
  gtk_widget_class_install_action (widget_class, "customers.check-all", NULL, check_all_action);
  gtk_widget_class_install_action (widget_class, "customers.focus-search", NULL,
                                   focus_search_action);
  gtk_widget_class_install_action (widget_class, "customers.show-preview", NULL,
                                   show_preview_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_f, GDK_CONTROL_MASK,
                                       "customers.focus-search", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Cyrillic_a, GDK_CONTROL_MASK,
                                       "customers.focus-search", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Delete, 0, "customers.delete", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "customers.clear", NULL);
}
