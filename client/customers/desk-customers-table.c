/* SPDX-License-Identifier: GPL-3.0-or-later */

/* GtkColumnView with the columns of clients. In the narrow layout it is one column of two-line rows
 * without a heading, so that scroll position and cursor stay when the window is resized. Main
 * thread; owned by the page. */

#include "client/customers/desk-customers-table.h"

#include <glib/gi18n.h>

#include <string.h>

#include "client/customers/desk-customer-cell.h"
#include "client/customers/desk-customer-look.h"

struct _DeskCustomersTable
{
  GtkWidget parent_instance;

  GtkWidget *scroller;
  GtkColumnView *view;
  GtkColumnViewColumn *check_column;                     /* (owned) */
  GtkColumnViewColumn *columns[DESK_CUSTOMER_N_COLUMNS]; /* (owned) */
  GtkWidget *check_all_button;                           /* (weak) (nullable) */

  DeskContext *context;             /* (owned) (nullable) */
  DeskCustomerLook *look;           /* (owned) (nullable) */
  DeskCustomerSelection *selection; /* (owned) (nullable) */
  GHashTable *checks;               /* set of GtkCheckButton (borrowed) that are bound */
  GArray *shown;                    /* (element-type DeskViewColumn): from left to right */
  GArray *sorts;                    /* (element-type DeskViewSort): what counts most is first */
  gboolean updating;                /* the program sets a check or a column, not the person */
  DeskCustomerColumn sorted;        /* what probe_order() found */
};

enum
{
  ACTIVATED,
  SORTED,
  COLUMNS_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (DeskCustomersTable, desk_customers_table, GTK_TYPE_WIDGET)

/* The row is two steps above what a factory makes: the cell of the view, then its row. */
static void
tint_row (GtkWidget *child, gboolean checked)
{
  GtkWidget *cell = gtk_widget_get_parent (child);
  GtkWidget *row = cell != NULL ? gtk_widget_get_parent (cell) : NULL;

  if (row == NULL)
    return;
  if (checked)
    gtk_widget_add_css_class (row, "desk-selected");
  else
    gtk_widget_remove_css_class (row, "desk-selected");
}

static void
show_check (DeskCustomersTable *self, GtkListItem *list_item)
{
  CrmRecord *record = gtk_list_item_get_item (list_item);
  GtkWidget *check = gtk_list_item_get_child (list_item);
  gboolean checked = record != NULL && desk_customer_selection_is_checked (self->selection, record);

  self->updating = TRUE;
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), checked);
  self->updating = FALSE;
  tint_row (check, checked);
}

static void
check_toggled_cb (GtkCheckButton *check, GtkListItem *list_item)
{
  GtkWidget *table = gtk_widget_get_ancestor (GTK_WIDGET (check), DESK_TYPE_CUSTOMERS_TABLE);
  DeskCustomersTable *self = DESK_CUSTOMERS_TABLE (table);
  CrmRecord *record = gtk_list_item_get_item (list_item);

  if (self == NULL || self->updating || record == NULL)
    return;
  desk_customer_selection_set_position (self->selection, gtk_list_item_get_position (list_item));
  desk_customer_selection_set_checked (self->selection, record,
                                       gtk_check_button_get_active (check));
}

static void
check_setup_cb (DeskCustomersTable *self, GtkListItem *list_item)
{
  GtkWidget *check = gtk_check_button_new ();

  /* Being not focusable is not enough: it would still say that it took the focus. */
  gtk_widget_set_can_focus (check, FALSE);
  gtk_widget_set_halign (check, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Check this client"), -1);
  g_signal_connect (check, "toggled", G_CALLBACK (check_toggled_cb), list_item);
  gtk_list_item_set_child (list_item, check);
}

static void
check_bind_cb (DeskCustomersTable *self, GtkListItem *list_item)
{
  g_hash_table_add (self->checks, list_item);
  show_check (self, list_item);
}

static void
check_unbind_cb (DeskCustomersTable *self, GtkListItem *list_item)
{
  g_hash_table_remove (self->checks, list_item);
}

static void
checked_changed_cb (DeskCustomersTable *self)
{
  guint n = desk_customer_selection_get_n_checked (self->selection);
  guint shown = g_list_model_get_n_items (G_LIST_MODEL (self->selection));
  GHashTableIter iter;
  gpointer list_item;

  g_hash_table_iter_init (&iter, self->checks);
  while (g_hash_table_iter_next (&iter, &list_item, NULL))
    show_check (self, list_item);
  if (self->check_all_button == NULL)
    return;
  self->updating = TRUE;
  gtk_check_button_set_active (GTK_CHECK_BUTTON (self->check_all_button), n > 0 && n >= shown);
  gtk_check_button_set_inconsistent (GTK_CHECK_BUTTON (self->check_all_button), n > 0 && n < shown);
  self->updating = FALSE;
}

static void
check_all_toggled_cb (DeskCustomersTable *self)
{
  if (self->updating || self->selection == NULL)
    return;
  if (desk_customer_selection_get_n_checked (self->selection) > 0)
    desk_customer_selection_clear (self->selection);
  else
    gtk_widget_activate_action (GTK_WIDGET (self), "customers.check-all", NULL);
}

static DeskCustomerColumn
find_column (DeskCustomersTable *self, gpointer factory)
{
  guint i = 0;

  while (i < DESK_CUSTOMER_N_COLUMNS - 1 &&
         gtk_column_view_column_get_factory (self->columns[i]) != factory)
    i++;
  return i;
}

static void
cell_setup_cb (DeskCustomersTable *self, GtkListItem *list_item, GtkSignalListItemFactory *factory)
{
  gtk_list_item_set_child (list_item,
                           desk_customer_cell_new (find_column (self, factory), self->look));
}

static void
cell_bind_cb (DeskCustomersTable *self, GtkListItem *list_item)
{
  desk_customer_cell_set_record (DESK_CUSTOMER_CELL (gtk_list_item_get_child (list_item)),
                                 gtk_list_item_get_item (list_item));
}

static void
cell_unbind_cb (DeskCustomersTable *self, GtkListItem *list_item)
{
  desk_customer_cell_set_record (DESK_CUSTOMER_CELL (gtk_list_item_get_child (list_item)), NULL);
}

static void
activate_cb (DeskCustomersTable *self, guint position)
{
  g_autoptr (CrmRecord) record = NULL;

  desk_customer_selection_set_position (self->selection, position);
  record = g_list_model_get_item (G_LIST_MODEL (self->selection), position);
  if (record != NULL)
    g_signal_emit (self, signals[ACTIVATED], 0, record);
}

static gboolean
toggle_shortcut_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  DeskCustomersTable *self = DESK_CUSTOMERS_TABLE (user_data);
  CrmRecord *record;

  if (self->selection == NULL)
    return FALSE;
  record = desk_customer_selection_get_current (self->selection);
  if (record == NULL)
    return FALSE;
  desk_customer_selection_set_checked (self->selection, record,
                                       !desk_customer_selection_is_checked (self->selection,
                                                                            record));
  return TRUE;
}

static GtkWidget *
get_heading (DeskCustomersTable *self)
{
  return gtk_widget_get_first_child (GTK_WIDGET (self->view));
}

/* The one without words: after a narrow window it is not the first child. (nullable) */
static GtkWidget *
find_check_box (DeskCustomersTable *self)
{
  for (GtkWidget *title = gtk_widget_get_first_child (get_heading (self)); title != NULL;
       title = gtk_widget_get_next_sibling (title))
    {
      GtkWidget *box = gtk_widget_get_first_child (title);
      GtkWidget *label = gtk_widget_get_first_child (box);

      if (GTK_IS_LABEL (label) && *gtk_label_get_text (GTK_LABEL (label)) == '\0')
        return box;
    }
  return NULL;
}

/* The heading of the check column has a check of its own; 4.8 has no API for widgets there. */
static void
add_check_all (DeskCustomersTable *self)
{
  GtkWidget *box = find_check_box (self);
  GtkWidget *check;

  if (box == NULL)
    return;
  check = gtk_check_button_new ();
  g_set_weak_pointer (&self->check_all_button, check);
  gtk_widget_set_halign (check, GTK_ALIGN_CENTER);
  gtk_widget_set_can_focus (check, FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Check all found"), -1);
  g_signal_connect_object (check, "toggled", G_CALLBACK (check_all_toggled_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), check);
}

/* The parts that GTK makes of a column view have no names of their own. */
static void
tell_names (DeskCustomersTable *self)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Clients"), -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (get_heading (self)),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Column headings"), -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (
                                      gtk_widget_get_last_child (GTK_WIDGET (self->view))),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Clients"), -1);
}

static DeskCustomerColumn
find_place (DeskCustomersTable *self, GtkColumnViewColumn *column)
{
  guint i = 0;

  while (i < DESK_CUSTOMER_N_COLUMNS && self->columns[i] != column)
    i++;
  return i;
}

/* Numbers and dates stand at the right, so does their heading. */
static void
align_titles (DeskCustomersTable *self)
{
  GListModel *columns = gtk_column_view_get_columns (self->view);
  GtkWidget *title = gtk_widget_get_first_child (get_heading (self));

  for (guint i = 0; i < g_list_model_get_n_items (columns) && title != NULL; i++)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, i);
      const DeskCustomerColumn place = find_place (self, column);
      GtkWidget *box = gtk_widget_get_first_child (title);
      const gboolean right =
          place < DESK_CUSTOMER_N_COLUMNS && desk_customer_column_is_right (place);

      if (box != NULL && place < DESK_CUSTOMER_N_COLUMNS)
        {
          /* with the arrow before the word, so that the word stands over the numbers */
          gtk_widget_set_direction (box, right ? GTK_TEXT_DIR_RTL : GTK_TEXT_DIR_LTR);
          gtk_widget_set_halign (box, right ? GTK_ALIGN_START : GTK_ALIGN_FILL);
        }
      title = gtk_widget_get_next_sibling (title);
    }
}

/* Beside the name, narrower windows have room for the first few only. */
static gboolean
has_room (guint place, DeskLayout layout)
{
  if (layout == DESK_LAYOUT_NARROW)
    return FALSE;
  return layout > DESK_LAYOUT_RAIL || place < 5;
}

/* Puts the column into the view or takes it out; a merely invisible one would keep its width on
 * GTK 4.8. Gives the place for the next one. */
static guint
place_column (DeskCustomersTable *self, GtkColumnViewColumn *column, guint place, gboolean shown)
{
  gboolean inside = gtk_column_view_column_get_column_view (column) != NULL;

  if (shown && !inside)
    gtk_column_view_insert_column (self->view, place, column);
  else if (!shown && inside)
    gtk_column_view_remove_column (self->view, column);
  return place + (shown ? 1 : 0);
}

static void
place_columns (DeskCustomersTable *self, DeskLayout layout)
{
  const gboolean narrow = layout == DESK_LAYOUT_NARROW;
  guint place = place_column (self, self->check_column, 0, !narrow);

  for (guint i = 0; i < DESK_CUSTOMER_N_COLUMNS; i++)
    if (gtk_column_view_column_get_column_view (self->columns[i]) != NULL)
      gtk_column_view_remove_column (self->view, self->columns[i]);
  for (guint i = 0; i < self->shown->len; i++)
    {
      const DeskViewColumn *shown = &g_array_index (self->shown, DeskViewColumn, i);
      GtkColumnViewColumn *column = self->columns[shown->column];
      const int usual = desk_customers_view_get_column_width (shown->column);
      const int width = shown->width > 0 ? shown->width : usual;

      gtk_column_view_column_set_fixed_width (column, width > 0 && !narrow ? width : -1);
      gtk_column_view_column_set_expand (column, width == 0 || narrow);
      place = place_column (self, column, place,
                            shown->column == DESK_CUSTOMER_COLUMN_NAME || has_room (i, layout));
    }
}

/* A column that was out of the view is not sorted by any more. */
static void
show_sort (DeskCustomersTable *self)
{
  const DeskViewSort *first =
      self->sorts->len > 0 ? &g_array_index (self->sorts, DeskViewSort, 0) : NULL;

  if (first == NULL)
    gtk_column_view_sort_by_column (self->view, NULL, GTK_SORT_ASCENDING);
  else
    gtk_column_view_sort_by_column (self->view, self->columns[first->column],
                                    first->descending ? GTK_SORT_DESCENDING : GTK_SORT_ASCENDING);
}

static void
update_layout_cb (DeskCustomersTable *self)
{
  DeskLayout layout = desk_context_get_layout (self->context);
  gboolean narrow = layout == DESK_LAYOUT_NARROW;
  const gboolean updating = self->updating;

  self->updating = TRUE;
  desk_customer_look_set_tall (self->look, narrow);
  gtk_widget_set_visible (get_heading (self), !narrow);
  place_columns (self, layout);
  if (!narrow && self->check_all_button == NULL)
    add_check_all (self);
  if (!narrow)
    align_titles (self);
  gtk_column_view_set_single_click_activate (self->view, layout <= DESK_LAYOUT_RAIL);
  if (narrow)
    gtk_widget_add_css_class (GTK_WIDGET (self->view), "narrow");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->view), "narrow");
  show_sort (self);
  self->updating = updating;
}

/* Somebody dragged a heading: what is seen becomes what is wanted; columns without room stay. */
static void
columns_moved_cb (DeskCustomersTable *self)
{
  GListModel *columns = gtk_column_view_get_columns (self->view);
  g_autoptr (GArray) hidden = NULL;
  guint at = 0;

  if (self->updating || self->context == NULL ||
      desk_context_get_layout (self->context) == DESK_LAYOUT_NARROW)
    return;
  /* In the middle of a move: the column is out and comes back. */
  hidden = g_array_copy (self->shown);
  for (guint i = 0; i < g_list_model_get_n_items (columns); i++)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, i);
      const DeskCustomerColumn place = find_place (self, column);

      for (guint j = at; place < DESK_CUSTOMER_N_COLUMNS && j < self->shown->len; j++)
        if (g_array_index (self->shown, DeskViewColumn, j).column == place)
          {
            const DeskViewColumn moved = g_array_index (self->shown, DeskViewColumn, j);

            g_array_remove_index (self->shown, j);
            g_array_insert_val (self->shown, at, moved);
            at++;
            break;
          }
    }
  if (memcmp (hidden->data, self->shown->data, hidden->len * sizeof (DeskViewColumn)) != 0)
    g_signal_emit (self, signals[COLUMNS_CHANGED], 0);
}

static void
width_changed_cb (DeskCustomersTable *self, GParamSpec *pspec, GtkColumnViewColumn *column)
{
  const DeskCustomerColumn place = find_place (self, column);

  if (self->updating)
    return;
  for (guint i = 0; i < self->shown->len; i++)
    {
      DeskViewColumn *shown = &g_array_index (self->shown, DeskViewColumn, i);

      if (shown->column == place)
        shown->width = MAX (gtk_column_view_column_get_fixed_width (column), 0);
    }
  g_signal_emit (self, signals[COLUMNS_CHANGED], 0);
}

/* Never compares clients: the store does the sorting. Being called tells whose heading was clicked.
 */
static int
probe_order (gconstpointer a, gconstpointer b, gpointer user_data)
{
  GtkColumnViewColumn *column = user_data;
  GtkWidget *view = GTK_WIDGET (gtk_column_view_column_get_column_view (column));
  DeskCustomersTable *self =
      DESK_CUSTOMERS_TABLE (gtk_widget_get_ancestor (view, DESK_TYPE_CUSTOMERS_TABLE));

  for (guint i = 0; i < DESK_CUSTOMER_N_COLUMNS; i++)
    if (self->columns[i] == column)
      self->sorted = i;
  return -1;
}

static void
put_sort (DeskCustomersTable *self, DeskViewSort sort)
{
  for (guint i = 0; i < self->sorts->len; i++)
    if (g_array_index (self->sorts, DeskViewSort, i).column == sort.column)
      g_array_remove_index (self->sorts, i--);
  g_array_prepend_val (self->sorts, sort);
  if (self->sorts->len > DESK_VIEW_MAX_SORTS)
    g_array_set_size (self->sorts, DESK_VIEW_MAX_SORTS);
}

/* GTK 4.8 does not say which heading was clicked, but its sorter asks the sorter of that column,
 * and turns the answer round when the order is descending. What was sorted by before still counts
 * where the new one says nothing. */
static void
sorter_changed_cb (DeskCustomersTable *self, GtkSorterChange change, GtkSorter *sorter)
{
  DeskViewSort sort;

  if (self->updating)
    return;
  self->sorted = DESK_CUSTOMER_N_COLUMNS;
  sort.descending = gtk_sorter_compare (sorter, self, self->view) == GTK_ORDERING_LARGER;
  sort.column = self->sorted < DESK_CUSTOMER_N_COLUMNS ? self->sorted : DESK_CUSTOMER_COLUMN_NAME;
  put_sort (self, sort);
  g_signal_emit (self, signals[SORTED], 0);
}

static void
make_sortable (GtkColumnViewColumn *column)
{
  g_autoptr (GtkSorter) sorter = GTK_SORTER (gtk_custom_sorter_new (probe_order, column, NULL));

  gtk_column_view_column_set_sorter (column, sorter);
}

static void
make_columns (DeskCustomersTable *self)
{
  for (guint i = 0; i < DESK_CUSTOMER_N_COLUMNS; i++)
    {
      GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
      GtkColumnViewColumn *column =
          gtk_column_view_column_new (desk_customers_view_get_column_title (i), factory);

      self->columns[i] = column;
      g_signal_connect_object (factory, "setup", G_CALLBACK (cell_setup_cb), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (factory, "bind", G_CALLBACK (cell_bind_cb), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (factory, "unbind", G_CALLBACK (cell_unbind_cb), self,
                               G_CONNECT_SWAPPED);
      gtk_column_view_column_set_resizable (column, i != DESK_CUSTOMER_COLUMN_NAME);
      g_signal_connect_object (column, "notify::fixed-width", G_CALLBACK (width_changed_cb), self,
                               G_CONNECT_SWAPPED);
      if (desk_customers_view_get_order (i) != NULL)
        make_sortable (column);
    }
}

static void
make_check_column (DeskCustomersTable *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_signal_connect_object (factory, "setup", G_CALLBACK (check_setup_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "bind", G_CALLBACK (check_bind_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (check_unbind_cb), self,
                           G_CONNECT_SWAPPED);
  self->check_column = gtk_column_view_column_new ("", factory);
  gtk_column_view_column_set_fixed_width (self->check_column, 50);
}

/* Tab goes into the list and out of it, not through a hundred thousand rows. */
static gboolean
desk_customers_table_focus (GtkWidget *widget, GtkDirectionType direction)
{
  gboolean tab = direction == GTK_DIR_TAB_FORWARD || direction == GTK_DIR_TAB_BACKWARD;

  if (tab && gtk_widget_get_focus_child (widget) != NULL)
    return FALSE;
  return GTK_WIDGET_CLASS (desk_customers_table_parent_class)->focus (widget, direction);
}

static void
desk_customers_table_dispose (GObject *object)
{
  DeskCustomersTable *self = DESK_CUSTOMERS_TABLE (object);

  self->updating = TRUE;
  if (self->view != NULL)
    gtk_column_view_set_model (self->view, NULL);
  g_clear_weak_pointer (&self->check_all_button);
  g_clear_pointer (&self->scroller, gtk_widget_unparent);
  self->view = NULL;
  g_clear_object (&self->check_column);
  for (guint i = 0; i < DESK_CUSTOMER_N_COLUMNS; i++)
    g_clear_object (&self->columns[i]);
  g_clear_object (&self->look);
  g_clear_object (&self->selection);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (desk_customers_table_parent_class)->dispose (object);
}

static void
desk_customers_table_finalize (GObject *object)
{
  DeskCustomersTable *self = DESK_CUSTOMERS_TABLE (object);

  g_hash_table_unref (self->checks);
  g_array_unref (self->shown);
  g_array_unref (self->sorts);
  G_OBJECT_CLASS (desk_customers_table_parent_class)->finalize (object);
}

static void
desk_customers_table_class_init (DeskCustomersTableClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = desk_customers_table_dispose;
  object_class->finalize = desk_customers_table_finalize;
  widget_class->focus = desk_customers_table_focus;
  signals[ACTIVATED] = g_signal_new ("activated", DESK_TYPE_CUSTOMERS_TABLE, G_SIGNAL_RUN_LAST, 0,
                                     NULL, NULL, NULL, G_TYPE_NONE, 1, CRM_TYPE_RECORD);
  signals[SORTED] = g_signal_new ("sorted", DESK_TYPE_CUSTOMERS_TABLE, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 0);
  signals[COLUMNS_CHANGED] = g_signal_new ("columns-changed", DESK_TYPE_CUSTOMERS_TABLE,
                                           G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
desk_customers_table_init (DeskCustomersTable *self)
{
  GtkEventController *shortcuts = gtk_shortcut_controller_new ();

  self->checks = g_hash_table_new (NULL, NULL);
  self->shown = g_array_new (FALSE, FALSE, sizeof (DeskViewColumn));
  self->sorts = g_array_new (FALSE, FALSE, sizeof (DeskViewSort));
  self->view = GTK_COLUMN_VIEW (gtk_column_view_new (NULL));
  gtk_widget_add_css_class (GTK_WIDGET (self->view), "desk-customers");
  gtk_column_view_set_reorderable (self->view, TRUE);
  g_signal_connect_object (gtk_column_view_get_columns (self->view), "items-changed",
                           G_CALLBACK (columns_moved_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->view, "activate", G_CALLBACK (activate_cb), self,
                           G_CONNECT_SWAPPED);
  tell_names (self);

  gtk_event_controller_set_propagation_phase (shortcuts, GTK_PHASE_CAPTURE);
  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (shortcuts),
      gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_space, 0),
                        gtk_callback_action_new (toggle_shortcut_cb, self, NULL)));
  gtk_widget_add_controller (GTK_WIDGET (self->view), shortcuts);

  self->scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), GTK_WIDGET (self->view));
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scroller), GTK_POLICY_AUTOMATIC,
                                  GTK_POLICY_AUTOMATIC);
  gtk_widget_set_parent (self->scroller, GTK_WIDGET (self));
  make_check_column (self);
  make_columns (self);
  g_signal_connect_object (gtk_column_view_get_sorter (self->view), "changed",
                           G_CALLBACK (sorter_changed_cb), self, G_CONNECT_SWAPPED);
}

void
desk_customers_table_set_context (DeskCustomersTable *self, DeskContext *context)
{
  g_return_if_fail (DESK_IS_CUSTOMERS_TABLE (self));
  g_return_if_fail (self->context == NULL);

  self->context = g_object_ref (context);
  self->look = desk_customer_look_new (context);
  g_signal_connect_object (context, "notify::layout", G_CALLBACK (update_layout_cb), self,
                           G_CONNECT_SWAPPED);
}

void
desk_customers_table_show_view (DeskCustomersTable *self, const DeskCustomersView *view)
{
  g_return_if_fail (DESK_IS_CUSTOMERS_TABLE (self) && self->context != NULL);

  g_array_set_size (self->shown, 0);
  g_array_append_vals (self->shown, view->columns->data, view->columns->len);
  g_array_set_size (self->sorts, 0);
  g_array_append_vals (self->sorts, view->sorts->data, view->sorts->len);
  update_layout_cb (self);
}

void
desk_customers_table_read_view (DeskCustomersTable *self, DeskCustomersView *view)
{
  g_return_if_fail (DESK_IS_CUSTOMERS_TABLE (self));

  g_array_set_size (view->columns, 0);
  g_array_append_vals (view->columns, self->shown->data, self->shown->len);
  g_array_set_size (view->sorts, 0);
  g_array_append_vals (view->sorts, self->sorts->data, self->sorts->len);
}

void
desk_customers_table_set_selection (DeskCustomersTable *self, DeskCustomerSelection *selection)
{
  g_return_if_fail (DESK_IS_CUSTOMERS_TABLE (self));
  g_return_if_fail (self->selection == NULL && self->look != NULL);

  self->selection = g_object_ref (selection);
  g_signal_connect_object (selection, "checked-changed", G_CALLBACK (checked_changed_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_column_view_set_model (self->view, GTK_SELECTION_MODEL (selection));
}

void
desk_customers_table_set_query (DeskCustomersTable *self, const char *query)
{
  g_return_if_fail (DESK_IS_CUSTOMERS_TABLE (self));
  desk_customer_look_set_query (self->look, query);
}

void
desk_customers_table_scroll_to (DeskCustomersTable *self, guint position)
{
  g_return_if_fail (DESK_IS_CUSTOMERS_TABLE (self));

  if (position < g_list_model_get_n_items (G_LIST_MODEL (self->selection)))
    gtk_widget_activate_action (gtk_widget_get_last_child (GTK_WIDGET (self->view)),
                                "list.scroll-to-item", "u", position);
}

void
desk_customers_table_focus_current (DeskCustomersTable *self)
{
  GHashTableIter iter;
  gpointer list_item;
  guint position;

  g_return_if_fail (DESK_IS_CUSTOMERS_TABLE (self));

  if (self->selection == NULL)
    return;
  position = desk_customer_selection_get_position (self->selection);
  g_hash_table_iter_init (&iter, self->checks);
  while (g_hash_table_iter_next (&iter, &list_item, NULL))
    if (gtk_list_item_get_position (list_item) == position)
      {
        GtkWidget *check = gtk_list_item_get_child (list_item);
        GtkWidget *cell = gtk_widget_get_parent (check);

        if (cell != NULL && gtk_widget_get_parent (cell) != NULL)
          gtk_widget_grab_focus (gtk_widget_get_parent (cell));
        return;
      }
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
}
