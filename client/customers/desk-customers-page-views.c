/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the list page shows and how: chips of saved views, the filter being made, columns, order and
 * groups, and whether a view was changed. Main thread. */

#include "client/customers/desk-customers-page-private.h"

#include <glib/gi18n.h>

#include "client/customers/desk-customer-acts.h"
#include "client/customers/desk-view-dialog.h"
#include "shared/customers/crm-saved-view.h"

/* How the list looks without a saved view, kept on this computer. */
#define USUAL_KEY "view:customers"

static void
saved_usual_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!desk_outbox_save_draft_finish (DESK_OUTBOX (source), result, &error))
    g_warning ("Cannot keep the columns: %s", error->message);
}

static void
keep_usual (DeskCustomersPage *self)
{
  g_autoptr (DeskCustomersView) usual = desk_customers_view_copy (self->view);
  g_autofree char *text = NULL;

  desk_customers_view_set_filter (usual, NULL);
  if (desk_customers_view_equal (usual, self->usual))
    return;
  text = desk_customers_view_to_text (usual);
  desk_customers_view_free (self->usual);
  self->usual = g_steal_pointer (&usual);
  desk_outbox_save_draft_async (desk_context_get_outbox (self->context), USUAL_KEY, text, NULL,
                                saved_usual_cb, NULL);
}

static CrmRecord *
get_saved (DeskCustomersPage *self)
{
  return desk_customers_views_find (self->views, desk_filter_bar_get_active (self->filter_bar));
}

/* How the chip that is on looks when nobody has changed anything. (transfer full) (nullable) */
static DeskCustomersView *
make_base (DeskCustomersPage *self)
{
  CrmRecord *saved = get_saved (self);
  g_autoptr (GError) error = NULL;
  DeskCustomersView *view;

  if (saved == NULL)
    return desk_customers_view_copy (self->usual);
  view = desk_customers_view_from_text (crm_record_get_text (saved, CRM_SAVED_VIEW_DEFINITION),
                                        &error);
  if (view == NULL)
    g_message ("A view cannot be read: %s", error->message);
  return view;
}

static void
update_bar (DeskCustomersPage *self)
{
  CrmRecord *saved = get_saved (self);
  g_autoptr (DeskCustomersView) base = make_base (self);
  const gboolean changed = base == NULL || !desk_customers_view_equal (base, self->view);
  const gboolean own = saved != NULL && desk_customers_views_may_change (self->views, saved);

  gtk_widget_set_visible (self->save_button, own && changed);
  gtk_widget_set_visible (self->save_as_button, changed);
  gtk_widget_set_visible (self->view_button, own);
  gtk_widget_set_visible (self->changed_label, saved != NULL && changed);
  gtk_widget_set_visible (self->view_box, self->view->filter != NULL || saved != NULL || changed);
}

static void
show_view (DeskCustomersPage *self)
{
  desk_customers_table_show_view (self->table, self->view);
  desk_filter_chips_set_filter (self->chips, self->view->filter);
  update_bar (self);
}

/* The person changed the view itself. */
static void
apply_view (DeskCustomersPage *self)
{
  desk_customers_page_restart (self);
  desk_customers_finder_set_view (self->finder, self->view);
  if (get_saved (self) == NULL)
    keep_usual (self);
  desk_filter_chips_set_filter (self->chips, self->view->filter);
  update_bar (self);
  desk_customers_page_update_state (self);
}

static void
take_view (DeskCustomersPage *self, DeskCustomersView *view)
{
  desk_customers_view_free (self->view);
  self->view = view;
}

void
desk_customers_page_choose_filter (DeskCustomersPage *self)
{
  const char *id = desk_filter_bar_get_active (self->filter_bar);
  DeskCustomersView *base;

  if (self->views == NULL || id == NULL)
    return;
  base = make_base (self);
  if (base == NULL)
    {
      gtk_widget_activate_action (GTK_WIDGET (self), "win.show-toast", "s",
                                  _ ("This view was made by a newer version of the program"));
      base = desk_customers_view_copy (self->usual);
    }
  take_view (self, base);
  desk_customers_finder_choose (self->finder, id, self->view);
  show_view (self);
}

static void
built_cb (DeskCustomersPage *self)
{
  g_autoptr (DeskFilter) filter = desk_filter_builder_dup_filter (self->builder);

  if (filter == NULL)
    return;
  desk_customers_view_set_filter (self->view, filter);
  apply_view (self);
}

static void
chip_removed_cb (DeskCustomersPage *self, DeskFilter *left)
{
  desk_customers_view_set_filter (self->view, left);
  apply_view (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->filter_button));
}

static void
edit_cb (DeskCustomersPage *self)
{
  gtk_menu_button_popup (self->filter_button);
}

static void
builder_shown_cb (DeskCustomersPage *self)
{
  desk_filter_builder_set_filter (self->builder, self->view->filter);
  if (self->view->filter == NULL)
    desk_filter_builder_add (self->builder);
}

/* The keyboard would stay in what is not shown any more. */
static void
builder_closed_cb (DeskCustomersPage *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->filter_button));
}

static void
sorted_cb (DeskCustomersPage *self)
{
  if (self->view == NULL)
    return;
  desk_customers_table_read_view (self->table, self->view);
  apply_view (self);
}

/* Nothing else is found: the list stays where it is. */
static void
columns_changed_cb (DeskCustomersPage *self)
{
  if (self->view == NULL)
    return;
  desk_customers_table_read_view (self->table, self->view);
  if (get_saved (self) == NULL)
    keep_usual (self);
  update_bar (self);
}

static void
arranged_cb (DeskCustomersPage *self)
{
  desk_customers_columns_read_view (self->columns, self->view);
  desk_customers_table_show_view (self->table, self->view);
  apply_view (self);
}

static void
group_chosen_cb (DeskCustomersPage *self, guint position)
{
  desk_customer_selection_set_position (self->selection, position);
  desk_customers_table_scroll_to (self->table, position);
  desk_customers_table_focus_current (self->table);
}

static void
grouped_cb (DeskCustomersPage *self)
{
  desk_customers_groups_show (self->groups, self->view->group,
                              desk_customers_finder_get_groups (self->finder));
}

/* ---- saved views --------------------------------------------------------------------------- */

static void
put_chip (DeskCustomersPage *self, CrmRecord *record, GHashTable *gone)
{
  const char *id = crm_record_get_id (record);
  const char *name = crm_record_get_text (record, CRM_SAVED_VIEW_NAME);
  g_autoptr (DeskCustomersView) view =
      desk_customers_view_from_text (crm_record_get_text (record, CRM_SAVED_VIEW_DEFINITION), NULL);
  g_autoptr (DeskFilter) all = desk_filter_new_group (FALSE, NULL);

  g_hash_table_remove (gone, id);
  if (desk_filter_bar_has (self->filter_bar, id))
    desk_filter_bar_set_title (self->filter_bar, id, name);
  else
    desk_filter_bar_add (self->filter_bar, id, name);
  if (view != NULL)
    desk_customers_finder_set_saved (self->finder, id, view->filter != NULL ? view->filter : all);
  g_hash_table_add (self->view_ids, g_strdup (id));
}

static void
views_changed_cb (DeskCustomersPage *self)
{
  g_autoptr (GPtrArray) views = desk_customers_views_list (self->views);
  g_autoptr (GHashTable) gone = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, self->view_ids);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    g_hash_table_add (gone, g_strdup (id));
  for (guint i = 0; i < views->len; i++)
    put_chip (self, g_ptr_array_index (views, i), gone);
  g_hash_table_iter_init (&iter, gone);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    {
      g_hash_table_remove (self->view_ids, id);
      desk_customers_finder_set_saved (self->finder, id, NULL);
      desk_filter_bar_remove (self->filter_bar, id);
    }
  if (self->new_view != NULL && desk_filter_bar_has (self->filter_bar, self->new_view))
    {
      g_autofree char *chosen = g_steal_pointer (&self->new_view);

      desk_filter_bar_set_active (self->filter_bar, chosen);
    }
  update_bar (self);
}

static void
named_cb (DeskCustomersPage *self, const char *name, const char *sharing)
{
  g_free (self->new_view);
  self->new_view = desk_customers_views_create (self->views, name, sharing, self->view);
}

static void
save_as_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  DeskCustomersPage *self = DESK_CUSTOMERS_PAGE (widget);
  GtkWidget *dialog = desk_view_dialog_new (widget, self->views, NULL);

  g_signal_connect_object (dialog, "chosen", G_CALLBACK (named_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
renamed_cb (DeskCustomersPage *self, const char *name, const char *sharing)
{
  CrmRecord *saved = get_saved (self);

  if (saved != NULL)
    desk_customers_views_change (self->views, saved, name, sharing, NULL);
}

static void
rename_view_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  DeskCustomersPage *self = DESK_CUSTOMERS_PAGE (widget);
  CrmRecord *saved = get_saved (self);
  GtkWidget *dialog;

  if (saved == NULL)
    return;
  dialog = desk_view_dialog_new (widget, self->views, saved);
  g_signal_connect_object (dialog, "chosen", G_CALLBACK (renamed_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
save_view_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  DeskCustomersPage *self = DESK_CUSTOMERS_PAGE (widget);
  CrmRecord *saved = get_saved (self);

  if (saved != NULL)
    desk_customers_views_change (self->views, saved, NULL, NULL, self->view);
}

static void
delete_view_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  DeskCustomersPage *self = DESK_CUSTOMERS_PAGE (widget);
  CrmRecord *saved = get_saved (self);

  if (saved != NULL)
    desk_customers_views_remove (self->views, widget, saved);
}

static void
filter_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  gtk_menu_button_popup (DESK_CUSTOMERS_PAGE (widget)->filter_button);
}

static void
columns_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  DeskCustomersPage *self = DESK_CUSTOMERS_PAGE (widget);

  desk_customers_columns_show_view (self->columns, self->view);
  gtk_popover_popup (GTK_POPOVER (self->columns));
}

/* ---- making -------------------------------------------------------------------------------- */

static void
make_filter_button (DeskCustomersPage *self)
{
  GtkWidget *button = gtk_menu_button_new ();
  GtkWidget *content = adw_button_content_new ();
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *builder = desk_filter_builder_new (self->words);

  adw_button_content_set_icon_name (ADW_BUTTON_CONTENT (content), "list-add-symbolic");
  adw_button_content_set_label (ADW_BUTTON_CONTENT (content), _ ("Filter"));
  gtk_menu_button_set_child (GTK_MENU_BUTTON (button), content);
  gtk_widget_add_css_class (button, "desk-filter-button");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, _ ("Filter (Ctrl+Shift+F)"));
  gtk_widget_set_size_request (builder, 560, -1);
  gtk_popover_set_child (GTK_POPOVER (popover), builder);
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (button), popover);
  self->builder = DESK_FILTER_BUILDER (builder);
  self->filter_button = GTK_MENU_BUTTON (button);
  g_signal_connect_object (popover, "show", G_CALLBACK (builder_shown_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (popover, "closed", G_CALLBACK (builder_closed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (builder, "changed", G_CALLBACK (built_cb), self, G_CONNECT_SWAPPED);
  desk_filter_bar_set_end (self->filter_bar, button);
}

static GtkWidget *
add_button (GtkWidget *box, const char *title, const char *action)
{
  GtkWidget *button = gtk_button_new_with_label (title);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "desk-small");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), button);
  return button;
}

static GtkWidget *
make_view_menu (void)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  GtkWidget *button = gtk_menu_button_new ();

  g_menu_append (menu, _ ("Name and sharing…"), "customers.rename-view");
  g_menu_append (menu, _ ("Delete the view"), "customers.delete-view");
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "view-more-symbolic");
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button), G_MENU_MODEL (menu));
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, _ ("View"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("View"), -1);
  return button;
}

static void
make_view_box (DeskCustomersPage *self)
{
  self->chips = DESK_FILTER_CHIPS (desk_filter_chips_new (self->words));
  gtk_widget_set_hexpand (GTK_WIDGET (self->chips), TRUE);
  gtk_box_append (GTK_BOX (self->view_box), GTK_WIDGET (self->chips));
  self->changed_label = gtk_label_new (_ ("The view is changed"));
  gtk_widget_add_css_class (self->changed_label, "desk-subtitle");
  gtk_box_append (GTK_BOX (self->view_box), self->changed_label);
  self->save_button = add_button (self->view_box, _ ("Save"), "customers.save-view");
  self->save_as_button = add_button (self->view_box, _ ("Save as a view…"), "customers.save-as");
  self->view_button = make_view_menu ();
  gtk_box_append (GTK_BOX (self->view_box), self->view_button);
  g_signal_connect_object (self->chips, "edit", G_CALLBACK (edit_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->chips, "removed", G_CALLBACK (chip_removed_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
make_columns (DeskCustomersPage *self)
{
  GtkWidget *columns = desk_customers_columns_new ();

  self->columns = DESK_CUSTOMERS_COLUMNS (columns);
  gtk_widget_set_parent (columns, GTK_WIDGET (self->menu_button));
  g_signal_connect_object (columns, "changed", G_CALLBACK (arranged_cb), self, G_CONNECT_SWAPPED);
}

static DeskCustomersView *
make_usual (DeskCustomersPage *self)
{
  g_autofree char *kept =
      desk_outbox_dup_draft (desk_context_get_outbox (self->context), USUAL_KEY);
  DeskCustomersView *view = kept != NULL ? desk_customers_view_from_text (kept, NULL) : NULL;

  return view != NULL ? view : desk_customers_view_new (desk_customer_sees_others (self->context));
}

void
desk_customers_page_make_views (DeskCustomersPage *self)
{
  self->words = desk_filter_words_new (self->context);
  self->views = desk_customers_views_new (self->context);
  self->view_ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->usual = make_usual (self);
  self->view = desk_customers_view_copy (self->usual);
  make_filter_button (self);
  make_view_box (self);
  make_columns (self);
  self->groups = DESK_CUSTOMERS_GROUPS (desk_customers_groups_new (self->words));
  gtk_widget_set_visible (GTK_WIDGET (self->groups), FALSE);
  gtk_box_prepend (GTK_BOX (self->list_box), GTK_WIDGET (self->groups));
  g_signal_connect_object (self->groups, "chosen", G_CALLBACK (group_chosen_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->finder, "grouped", G_CALLBACK (grouped_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->table, "sorted", G_CALLBACK (sorted_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->table, "columns-changed", G_CALLBACK (columns_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->views, "changed", G_CALLBACK (views_changed_cb), self,
                           G_CONNECT_SWAPPED);
  desk_customers_finder_set_view (self->finder, self->view);
  show_view (self);
  views_changed_cb (self);
}

gboolean
desk_customers_page_clear_filter (DeskCustomersPage *self)
{
  if (self->view->filter == NULL || get_saved (self) != NULL)
    return FALSE;
  desk_customers_view_set_filter (self->view, NULL);
  apply_view (self);
  return TRUE;
}

void
desk_customers_page_drop_views (DeskCustomersPage *self)
{
  if (self->columns != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->columns));
  self->columns = NULL;
  g_clear_object (&self->views);
  g_clear_object (&self->words);
  g_clear_pointer (&self->view, desk_customers_view_free);
  g_clear_pointer (&self->usual, desk_customers_view_free);
  g_clear_pointer (&self->view_ids, g_hash_table_unref);
  g_clear_pointer (&self->new_view, g_free);
}

void
desk_customers_page_install_view_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "customers.filter", NULL, filter_action);
  gtk_widget_class_install_action (widget_class, "customers.columns", NULL, columns_action);
  gtk_widget_class_install_action (widget_class, "customers.save-as", NULL, save_as_action);
  gtk_widget_class_install_action (widget_class, "customers.save-view", NULL, save_view_action);
  gtk_widget_class_install_action (widget_class, "customers.rename-view", NULL, rename_view_action);
  gtk_widget_class_install_action (widget_class, "customers.delete-view", NULL, delete_view_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_f, GDK_CONTROL_MASK | GDK_SHIFT_MASK,
                                       "customers.filter", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Cyrillic_a,
                                       GDK_CONTROL_MASK | GDK_SHIFT_MASK, "customers.filter", NULL);
}
