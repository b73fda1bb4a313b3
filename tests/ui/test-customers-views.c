/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is found and how it is shown: conditions, saved views, groups, acts on many clients and
 * their one undo. */

#include "client/customers/desk-bulk-window.h"
#include "client/customers/desk-customer-selection.h"
#include "client/customers/desk-customers-groups.h"
#include "client/customers/desk-customers-page.h"
#include "client/customers/desk-view-dialog.h"
#include "client/ui/desk-filter-bar.h"
#include "client/ui/desk-filter-builder.h"
#include "client/ui/desk-filter-chips.h"
#include "client/ui/desk-filter-row.h"
#include "client/ui/desk-operation.h"
#include "shared/customers/crm-customer.h"
#include "shared/customers/crm-policy.h"
#include "shared/customers/crm-saved-view.h"
#include "tests/lib/crm-test.h"
#include "ui-fixture.h"
#include "ui-portfolio.h"

#define N_CUSTOMERS 60
#define DEADLINE    20000

typedef struct
{
  UiFixture *fixture;
  GtkWidget *window;
  DeskCustomersPage *page;
  GListModel *model;
  guint expected;
  const char *text;
} Test;

static void
open_page (Test *test)
{
  test->fixture = ui_fixture_new (N_CUSTOMERS);
  test->window = GTK_WIDGET (ui_fixture_open (test->fixture));
  test->page = DESK_CUSTOMERS_PAGE (ui_find_widget (test->window, DESK_TYPE_CUSTOMERS_PAGE));
  test->model = desk_customers_page_get_model (test->page);
}

static gboolean
has_rows (gpointer data)
{
  Test *test = data;

  return g_list_model_get_n_items (test->model) == test->expected;
}

static void
wait_rows (Test *test, guint expected)
{
  test->expected = expected;
  crm_test_wait_until (has_rows, test, DEADLINE);
}

static gboolean
shows_text (gpointer data)
{
  Test *test = data;

  return ui_find_text (test->window, test->text) != NULL;
}

static void
wait_text (Test *test, const char *text)
{
  test->text = text;
  crm_test_wait_until (shows_text, test, DEADLINE);
}

static gboolean
hides_text (gpointer data)
{
  return !shows_text (data);
}

static void
wait_no_text (Test *test, const char *text)
{
  test->text = text;
  crm_test_wait_until (hides_text, test, DEADLINE);
}

static void
do_action (Test *test, const char *name)
{
  gtk_widget_activate_action (GTK_WIDGET (test->page), name, NULL);
}

/* As if it was made in the builder, which tells of it as it does of a key. */
static void
build_filter (Test *test, const char *field, DeskFilterOp op, const char *value)
{
  g_autoptr (DeskFilter) filter = desk_filter_new_test (field, op, value);
  GtkWidget *builder;

  do_action (test, "customers.filter");
  builder = ui_find_widget (test->window, DESK_TYPE_FILTER_BUILDER);
  g_assert_nonnull (builder);
  desk_filter_builder_set_filter (DESK_FILTER_BUILDER (builder), filter);
  g_signal_emit_by_name (builder, "changed");
  gtk_popover_popdown (GTK_POPOVER (gtk_widget_get_ancestor (builder, GTK_TYPE_POPOVER)));
}

static GtkWidget *
find_named (GtkWidget *root, const char *tooltip)
{
  if (g_strcmp0 (gtk_widget_get_tooltip_text (root), tooltip) == 0)
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_named (child, tooltip);

      if (found != NULL)
        return found;
    }
  return NULL;
}

/* A condition is found at once, shown as a chip, and taken away with it. */
static void
test_filter (void)
{
  Test test = { 0 };
  GtkWidget *remove;

  open_page (&test);
  wait_rows (&test, N_CUSTOMERS);
  build_filter (&test, "type", DESK_OP_IS, "company");
  wait_rows (&test, 1);
  wait_text (&test, "Person or company: company");
  remove = find_named (test.window, "Remove “Person or company: company”");
  g_assert_nonnull (remove);
  g_signal_emit_by_name (remove, "clicked");
  wait_rows (&test, N_CUSTOMERS);
  wait_no_text (&test, "Person or company: company");
  ui_fixture_free (test.fixture);
}

/* Without a hand on the mouse: a new row has the keyboard, its lists say what they are. */
static void
test_builder (void)
{
  Test test = { 0 };
  GtkWidget *builder, *row, *focus;
  g_autoptr (DeskFilter) filter = NULL;

  open_page (&test);
  wait_rows (&test, N_CUSTOMERS);
  do_action (&test, "customers.filter");
  builder = ui_find_widget (test.window, DESK_TYPE_FILTER_BUILDER);
  row = ui_find_widget (builder, DESK_TYPE_FILTER_ROW);
  g_assert_nonnull (row);
  focus = gtk_root_get_focus (GTK_ROOT (gtk_widget_get_root (row)));
  g_assert_true (focus != NULL && gtk_widget_is_ancestor (focus, row));
  filter = desk_filter_builder_dup_filter (DESK_FILTER_BUILDER (builder));
  g_assert_cmpuint (desk_filter_get_n_parts (filter), ==, 1);
  g_assert_cmpstr (desk_filter_get_field (desk_filter_get_part (filter, 0))->id, ==, "type");
  gtk_popover_popdown (GTK_POPOVER (gtk_widget_get_ancestor (builder, GTK_TYPE_POPOVER)));
  /* The first condition of the list is one already. */
  wait_rows (&test, N_CUSTOMERS - 1);
  wait_text (&test, "Person or company: person");
  desk_customers_page_focus_list (test.page);
  ui_fixture_free (test.fixture);
}

static void
name_view (Test *test, const char *name)
{
  GListModel *toplevels = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (toplevels, i);

      if (!DESK_IS_VIEW_DIALOG (window))
        continue;
      g_signal_emit_by_name (window, "chosen", name, "own");
      gtk_window_destroy (window);
      return;
    }
  g_assert_not_reached ();
}

static gboolean
has_changed (gpointer data)
{
  Test *test = data;

  return ui_find_text (test->window, "The view is changed") != NULL;
}

/* A view is kept, is chosen like any other filter, says when it was changed, and is there again at
 * the next start. */
static void
test_saved_view (void)
{
  Test test = { 0 };
  GtkWidget *bar;
  DeskOutbox *outbox;

  open_page (&test);
  wait_rows (&test, N_CUSTOMERS);
  build_filter (&test, "type", DESK_OP_IS, "company");
  wait_rows (&test, 1);
  do_action (&test, "customers.save-as");
  name_view (&test, "Фирмы");
  wait_text (&test, "Фирмы");
  bar = ui_find_widget (GTK_WIDGET (test.page), DESK_TYPE_FILTER_BAR);
  outbox = desk_context_get_outbox (test.fixture->context);
  g_assert_cmpuint (desk_outbox_get_pending (outbox), ==, 1);

  desk_filter_bar_set_active (DESK_FILTER_BAR (bar), "all");
  wait_rows (&test, N_CUSTOMERS);
  test.fixture = ui_fixture_restart (test.fixture);
  test.window = GTK_WIDGET (ui_fixture_open (test.fixture));
  test.page = DESK_CUSTOMERS_PAGE (ui_find_widget (test.window, DESK_TYPE_CUSTOMERS_PAGE));
  test.model = desk_customers_page_get_model (test.page);
  wait_text (&test, "Фирмы");
  g_signal_emit_by_name (gtk_widget_get_ancestor (ui_find_text (test.window, "Фирмы"),
                                                  GTK_TYPE_TOGGLE_BUTTON),
                         "clicked");
  wait_rows (&test, 1);
  g_assert_null (ui_find_text (test.window, "The view is changed"));
  build_filter (&test, "type", DESK_OP_IS, "person");
  wait_rows (&test, N_CUSTOMERS - 1);
  crm_test_wait_until (has_changed, &test, DEADLINE);
  do_action (&test, "customers.save-view");
  wait_no_text (&test, "The view is changed");
  ui_fixture_free (test.fixture);
}

static gboolean
is_applied (gpointer data)
{
  return desk_bulk_window_is_applied (data);
}

static DeskBulkWindow *
find_bulk (void)
{
  GListModel *toplevels = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (toplevels, i);

      if (DESK_IS_BULK_WINDOW (window))
        return DESK_BULK_WINDOW (window);
    }
  g_assert_not_reached ();
}

static gboolean
are_loaded (gpointer data)
{
  Test *test = data;

  for (guint i = 0; i < g_list_model_get_n_items (test->model); i++)
    {
      g_autoptr (CrmRecord) record = g_list_model_get_item (test->model, i);

      if (!crm_record_is_loaded (record))
        return FALSE;
    }
  return TRUE;
}

static gboolean
is_outbox_empty (gpointer data)
{
  return g_list_model_get_n_items (G_LIST_MODEL (data)) == 0;
}

/* A tag for all of them, offline; one undo takes all of it back as if it had never been. */
static void
test_bulk (void)
{
  Test test = { 0 };
  DeskBulkWindow *bulk;
  GListModel *operations;
  DeskUndo *undo;
  DeskOutbox *outbox;
  g_autoptr (DeskOperation) operation = NULL;

  open_page (&test);
  wait_rows (&test, N_CUSTOMERS);
  outbox = desk_context_get_outbox (test.fixture->context);
  do_action (&test, "customers.check-all");
  crm_test_wait_until (are_loaded, &test, DEADLINE);
  do_action (&test, "customers.bulk-edit");
  bulk = find_bulk ();
  desk_bulk_window_choose (bulk, DESK_BULK_ADD_TAG, "осень");
  g_assert_nonnull (ui_find_text (GTK_WIDGET (bulk), "Clients that change: 60"));
  desk_bulk_window_apply (bulk);
  crm_test_wait_until (is_applied, bulk, DEADLINE);
  g_assert_cmpuint (desk_outbox_get_pending (outbox), ==, N_CUSTOMERS);

  undo = desk_window_get_undo (DESK_WINDOW (test.window));
  operations = desk_undo_get_operations (undo);
  g_assert_cmpuint (g_list_model_get_n_items (operations), ==, 1);
  desk_operations_refresh (operations, outbox);
  operation = g_list_model_get_item (operations, 0);
  g_assert_cmpuint (desk_operation_get_count (operation), ==, N_CUSTOMERS);
  g_assert_cmpint (desk_operation_get_state (operation), ==, DESK_OPERATION_WAITING);
  g_assert_cmpuint (desk_operation_get_waiting (operation), ==, N_CUSTOMERS);
  build_filter (&test, "tags", DESK_OP_HAS, "осень");
  wait_rows (&test, N_CUSTOMERS);

  g_assert_true (desk_undo_take_back (undo, operation));
  wait_rows (&test, 0);
  crm_test_wait_until (is_outbox_empty, outbox, DEADLINE);
  g_assert_cmpint (desk_operation_get_state (operation), ==, DESK_OPERATION_UNDONE);
  g_assert_true (desk_undo_redo (undo));
  wait_rows (&test, N_CUSTOMERS);
  g_assert_cmpint (desk_operation_get_state (operation), !=, DESK_OPERATION_UNDONE);
  gtk_window_destroy (GTK_WINDOW (bulk));
  ui_fixture_free (test.fixture);
}

/* Policies of clients show in the list, and it can be asked about them. */
static void
test_policies (void)
{
  Test test = { 0 };
  UiPortfolio *portfolio = ui_portfolio_new ();

  open_page (&test);
  wait_rows (&test, N_CUSTOMERS);
  ui_portfolio_add_picture (portfolio);
  ui_portfolio_add_many (portfolio, 5, 3);
  ui_portfolio_apply (portfolio, test.fixture);
  build_filter (&test, "policies", DESK_OP_AT_LEAST, "1");
  wait_rows (&test, 2);
  build_filter (&test, "policies", DESK_OP_AT_LEAST, "4");
  wait_rows (&test, 1);
  ui_fixture_free (test.fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/customers-views/filter", test_filter);
  g_test_add_func ("/customers-views/builder", test_builder);
  g_test_add_func ("/customers-views/saved-view", test_saved_view);
  g_test_add_func ("/customers-views/bulk", test_bulk);
  g_test_add_func ("/customers-views/policies", test_policies);
  return g_test_run ();
}
