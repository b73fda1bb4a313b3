/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The popover "Columns and order". Columns in use come first, in their order. Main thread; owned by
 * its button. */

#include "client/customers/desk-customers-columns.h"

#include <glib/gi18n.h>

#include "client/customers/desk-customers-groups.h"

#define N_GROUPS 5

struct _DeskCustomersColumns
{
  GtkPopover parent_instance;

  GtkListBox *list;
  GtkDropDown *sorts[DESK_VIEW_MAX_SORTS];
  GtkToggleButton *directions[DESK_VIEW_MAX_SORTS];
  GtkDropDown *group;

  DeskCustomersView *view; /* (owned) (nullable) */
  gboolean filling;
};

enum
{
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static const char *const group_keys[N_GROUPS] = { "agent", "status", "branch", "product", "month" };

G_DEFINE_FINAL_TYPE (DeskCustomersColumns, desk_customers_columns, GTK_TYPE_POPOVER)

static void
tell_changed (DeskCustomersColumns *self)
{
  if (!self->filling)
    g_signal_emit (self, signals[CHANGED], 0);
}

static DeskCustomerColumn
get_column (GtkWidget *row)
{
  return (DeskCustomerColumn) g_ascii_strtoull (gtk_widget_get_name (row), NULL, 10);
}

static guint
find_shown (DeskCustomersColumns *self, DeskCustomerColumn column)
{
  guint i = 0;

  while (i < self->view->columns->len &&
         g_array_index (self->view->columns, DeskViewColumn, i).column != column)
    i++;
  return i;
}

static void fill_list (DeskCustomersColumns *self, DeskCustomerColumn focus);

static void
toggled_cb (GtkCheckButton *check, DeskCustomersColumns *self)
{
  GtkWidget *row = gtk_widget_get_ancestor (GTK_WIDGET (check), GTK_TYPE_LIST_BOX_ROW);
  const DeskCustomerColumn column = get_column (row);
  const DeskViewColumn added = { column, 0 };
  const guint at = find_shown (self, column);

  if (self->filling)
    return;
  if (at < self->view->columns->len)
    g_array_remove_index (self->view->columns, at);
  else
    g_array_append_val (self->view->columns, added);
  fill_list (self, column);
  tell_changed (self);
}

static void
move (DeskCustomersColumns *self, GtkWidget *button, int step)
{
  GtkWidget *row = gtk_widget_get_ancestor (button, GTK_TYPE_LIST_BOX_ROW);
  const DeskCustomerColumn column = get_column (row);
  const guint at = find_shown (self, column);
  const guint to = at + (guint) step;
  DeskViewColumn moved;

  if (at >= self->view->columns->len || to >= self->view->columns->len)
    return;
  moved = g_array_index (self->view->columns, DeskViewColumn, at);
  g_array_remove_index (self->view->columns, at);
  g_array_insert_val (self->view->columns, to, moved);
  fill_list (self, column);
  tell_changed (self);
}

static void
up_cb (GtkWidget *button, DeskCustomersColumns *self)
{
  move (self, button, -1);
}

static void
down_cb (GtkWidget *button, DeskCustomersColumns *self)
{
  move (self, button, 1);
}

static GtkWidget *
make_move_button (DeskCustomersColumns *self, const char *icon, const char *name, GCallback clicked)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_signal_connect_object (button, "clicked", clicked, self, G_CONNECT_DEFAULT);
  return button;
}

static void
add_row (DeskCustomersColumns *self, DeskCustomerColumn column, DeskCustomerColumn focus)
{
  g_autofree char *place = g_strdup_printf ("%u", (guint) column);
  const gboolean shown = desk_customers_view_has_column (self->view, column);
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *check =
      gtk_check_button_new_with_label (desk_customers_view_get_column_title (column));

  gtk_widget_set_name (row, place);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), shown);
  gtk_widget_set_sensitive (check, column != DESK_CUSTOMER_COLUMN_NAME);
  gtk_widget_set_hexpand (check, TRUE);
  g_signal_connect_object (check, "toggled", G_CALLBACK (toggled_cb), self, G_CONNECT_DEFAULT);
  gtk_box_append (GTK_BOX (box), check);
  if (shown)
    {
      gtk_box_append (GTK_BOX (box), make_move_button (self, "go-up-symbolic", _ ("Further left"),
                                                       G_CALLBACK (up_cb)));
      gtk_box_append (GTK_BOX (box), make_move_button (self, "go-down-symbolic",
                                                       _ ("Further right"), G_CALLBACK (down_cb)));
    }
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_append (self->list, row);
  if (column == focus)
    gtk_widget_grab_focus (check);
}

/* @focus: the column whose row has the keyboard then. */
static void
fill_list (DeskCustomersColumns *self, DeskCustomerColumn focus)
{
  const gboolean filling = self->filling;
  GtkWidget *row;

  self->filling = TRUE;
  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, row);
  for (guint i = 0; i < self->view->columns->len; i++)
    add_row (self, g_array_index (self->view->columns, DeskViewColumn, i).column, focus);
  for (guint i = 0; i < DESK_CUSTOMER_N_COLUMNS; i++)
    if (!desk_customers_view_has_column (self->view, i))
      add_row (self, i, focus);
  self->filling = filling;
}

/* Places in the lists of orders: 0 is nothing. */
static guint
find_order (DeskCustomerColumn column)
{
  guint n = 0;

  for (guint i = 0; i <= column; i++)
    n += desk_customers_view_get_order (i) != NULL;
  return n;
}

static DeskCustomerColumn
get_order (guint place)
{
  for (guint i = 0; i < DESK_CUSTOMER_N_COLUMNS; i++)
    if (desk_customers_view_get_order (i) != NULL && --place == 0)
      return i;
  return DESK_CUSTOMER_N_COLUMNS;
}

static void
read_sorts (DeskCustomersColumns *self)
{
  g_array_set_size (self->view->sorts, 0);
  for (guint i = 0; i < DESK_VIEW_MAX_SORTS; i++)
    {
      const guint place = gtk_drop_down_get_selected (self->sorts[i]);
      const DeskViewSort sort = { get_order (place),
                                  gtk_toggle_button_get_active (self->directions[i]) };

      if (place > 0 && sort.column < DESK_CUSTOMER_N_COLUMNS)
        g_array_append_val (self->view->sorts, sort);
    }
}

static void
order_changed_cb (DeskCustomersColumns *self)
{
  const guint group = gtk_drop_down_get_selected (self->group);

  for (guint i = 0; i < DESK_VIEW_MAX_SORTS; i++)
    gtk_button_set_icon_name (GTK_BUTTON (self->directions[i]),
                              gtk_toggle_button_get_active (self->directions[i])
                                  ? "view-sort-descending-symbolic"
                                  : "view-sort-ascending-symbolic");
  if (self->filling || self->view == NULL)
    return;
  read_sorts (self);
  g_free (self->view->group);
  self->view->group = group > 0 && group <= N_GROUPS ? g_strdup (group_keys[group - 1]) : NULL;
  tell_changed (self);
}

static void
desk_customers_columns_finalize (GObject *object)
{
  g_clear_pointer (&DESK_CUSTOMERS_COLUMNS (object)->view, desk_customers_view_free);
  G_OBJECT_CLASS (desk_customers_columns_parent_class)->finalize (object);
}

static void
desk_customers_columns_class_init (DeskCustomersColumnsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = desk_customers_columns_finalize;
  signals[CHANGED] = g_signal_new ("changed", DESK_TYPE_CUSTOMERS_COLUMNS, G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static GtkWidget *
make_title (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "desk-strong");
  return label;
}

static void
add_sort (DeskCustomersColumns *self, GtkWidget *box, guint i, GtkStringList *titles)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *drop = gtk_drop_down_new (G_LIST_MODEL (g_object_ref (titles)), NULL);
  GtkWidget *direction = gtk_toggle_button_new ();

  gtk_button_set_icon_name (GTK_BUTTON (direction), "view-sort-ascending-symbolic");
  gtk_widget_add_css_class (direction, "flat");
  gtk_widget_set_tooltip_text (direction, _ ("From the largest on"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (direction), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("From the largest on"), -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (drop), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  i == 0 ? _ ("Order by") : _ ("then by"), -1);
  gtk_widget_set_hexpand (drop, TRUE);
  g_signal_connect_object (drop, "notify::selected", G_CALLBACK (order_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (direction, "toggled", G_CALLBACK (order_changed_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (line), drop);
  gtk_box_append (GTK_BOX (line), direction);
  gtk_box_append (GTK_BOX (box), line);
  self->sorts[i] = GTK_DROP_DOWN (drop);
  self->directions[i] = GTK_TOGGLE_BUTTON (direction);
}

static void
add_orders (DeskCustomersColumns *self, GtkWidget *box)
{
  g_autoptr (GtkStringList) titles = gtk_string_list_new (NULL);

  gtk_string_list_append (titles, C_ ("order", "Nothing"));
  for (guint i = 0; i < DESK_CUSTOMER_N_COLUMNS; i++)
    if (desk_customers_view_get_order (i) != NULL)
      gtk_string_list_append (titles, desk_customers_view_get_column_title (i));
  gtk_box_append (GTK_BOX (box), make_title (_ ("Order")));
  for (guint i = 0; i < DESK_VIEW_MAX_SORTS; i++)
    add_sort (self, box, i, titles);
}

static void
add_groups (DeskCustomersColumns *self, GtkWidget *box)
{
  g_autoptr (GtkStringList) titles = gtk_string_list_new (NULL);

  gtk_string_list_append (titles, C_ ("group", "No groups"));
  for (guint i = 0; i < N_GROUPS; i++)
    gtk_string_list_append (titles, desk_customers_groups_get_title (group_keys[i]));
  gtk_box_append (GTK_BOX (box), make_title (_ ("Groups")));
  self->group = GTK_DROP_DOWN (gtk_drop_down_new (G_LIST_MODEL (g_steal_pointer (&titles)), NULL));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->group), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Groups"), -1);
  g_signal_connect_object (self->group, "notify::selected", G_CALLBACK (order_changed_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->group));
}

static void
desk_customers_columns_init (DeskCustomersColumns *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  GtkWidget *scroller = gtk_scrolled_window_new ();

  self->filling = TRUE;
  gtk_widget_add_css_class (box, "desk-columns");
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (self->list));
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), 300);
  gtk_box_append (GTK_BOX (box), make_title (_ ("Columns")));
  gtk_box_append (GTK_BOX (box), scroller);
  add_orders (self, box);
  add_groups (self, box);
  gtk_popover_set_child (GTK_POPOVER (self), box);
  gtk_widget_set_size_request (box, 300, -1);
  self->filling = FALSE;
}

GtkWidget *
desk_customers_columns_new (void)
{
  return g_object_new (DESK_TYPE_CUSTOMERS_COLUMNS, NULL);
}

void
desk_customers_columns_show_view (DeskCustomersColumns *self, const DeskCustomersView *view)
{
  g_return_if_fail (DESK_IS_CUSTOMERS_COLUMNS (self));

  self->filling = TRUE;
  g_clear_pointer (&self->view, desk_customers_view_free);
  self->view = desk_customers_view_copy (view);
  fill_list (self, DESK_CUSTOMER_N_COLUMNS);
  for (guint i = 0; i < DESK_VIEW_MAX_SORTS; i++)
    {
      const DeskViewSort *sort =
          i < view->sorts->len ? &g_array_index (view->sorts, DeskViewSort, i) : NULL;

      gtk_drop_down_set_selected (self->sorts[i], sort != NULL ? find_order (sort->column) : 0);
      gtk_toggle_button_set_active (self->directions[i], sort != NULL && sort->descending);
    }
  gtk_drop_down_set_selected (self->group, 0);
  for (guint i = 0; i < N_GROUPS; i++)
    if (g_strcmp0 (view->group, group_keys[i]) == 0)
      gtk_drop_down_set_selected (self->group, i + 1);
  order_changed_cb (self);
  self->filling = FALSE;
}

void
desk_customers_columns_read_view (DeskCustomersColumns *self, DeskCustomersView *view)
{
  g_return_if_fail (DESK_IS_CUSTOMERS_COLUMNS (self) && self->view != NULL);

  g_array_set_size (view->columns, 0);
  g_array_append_vals (view->columns, self->view->columns->data, self->view->columns->len);
  g_array_set_size (view->sorts, 0);
  g_array_append_vals (view->sorts, self->view->sorts->data, self->view->sorts->len);
  g_free (view->group);
  view->group = g_strdup (self->view->group);
}
