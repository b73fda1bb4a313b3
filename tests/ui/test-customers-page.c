/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The list of clients in a real window: search, filters, checks, removal and its undo. */

#include "client/customers/desk-customer-new.h"
#include "client/customers/desk-customer-page.h"
#include "client/customers/desk-customer-selection.h"
#include "client/customers/desk-customers-page.h"
#include "client/ui/desk-field-row.h"
#include "client/ui/desk-filter-bar.h"
#include "client/ui/desk-person-picker.h"
#include "shared/customers/crm-customer.h"
#include "tests/lib/crm-test.h"
#include "ui-fixture.h"

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
  g_assert_nonnull (test->page);
  test->model = desk_customers_page_get_model (test->page);
}

static gboolean
has_rows (gpointer data)
{
  Test *test = data;

  return g_list_model_get_n_items (test->model) == test->expected;
}

static gboolean
has_fewer (gpointer data)
{
  return g_list_model_get_n_items (((Test *) data)->model) < N_CUSTOMERS;
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
is_current_loaded (gpointer data)
{
  Test *test = data;
  CrmRecord *current = desk_customer_selection_get_current (DESK_CUSTOMER_SELECTION (test->model));

  return current != NULL && crm_record_is_loaded (current);
}

static void
search_one (Test *test, const char *text)
{
  desk_customers_page_search (test->page, text);
  wait_rows (test, 1);
  crm_test_wait_until (is_current_loaded, test, DEADLINE);
}

static void
test_search (void)
{
  Test test = { 0 };
  CrmRecord *current;
  g_autofree char *name = NULL;

  open_page (&test);
  wait_rows (&test, N_CUSTOMERS);
  search_one (&test, "капель");
  current = desk_customer_selection_get_current (DESK_CUSTOMER_SELECTION (test.model));
  name = crm_customer_dup_display_name (CRM_CUSTOMER (current));
  g_assert_cmpstr (name, ==, "Капелькин Семён Ильич");
  wait_text (&test, "Found 1 of 60");
  search_one (&test, "0123");
  search_one (&test, "rfgtkmrby");
  desk_customers_page_search (test.page, "");
  wait_rows (&test, N_CUSTOMERS);
  ui_fixture_free (test.fixture);
}

/* Letter after letter, each answered before the next: the keyboard never leaves the entry. */
static void
test_typing (void)
{
  Test test = { 0 };
  GtkWidget *entry;
  int position = 0;

  open_page (&test);
  wait_rows (&test, N_CUSTOMERS);
  entry = ui_find_widget (GTK_WIDGET (test.page), GTK_TYPE_SEARCH_ENTRY);
  gtk_widget_activate_action (GTK_WIDGET (test.page), "customers.focus-search", NULL);
  gtk_editable_insert_text (GTK_EDITABLE (entry), "к", -1, &position);
  crm_test_wait_until (has_fewer, &test, DEADLINE);
  ui_fixture_wait_frame (test.window);
  g_assert_true (gtk_widget_is_ancestor (gtk_root_get_focus (GTK_ROOT (test.window)), entry));
  gtk_editable_insert_text (GTK_EDITABLE (entry), "а", -1, &position);
  crm_test_drain ();
  gtk_editable_insert_text (GTK_EDITABLE (entry), "п", -1, &position);
  wait_rows (&test, 1);
  ui_fixture_wait_frame (test.window);
  g_assert_true (gtk_widget_is_ancestor (gtk_root_get_focus (GTK_ROOT (test.window)), entry));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "кап");
  ui_fixture_free (test.fixture);
}

static void
test_nothing_found (void)
{
  Test test = { 0 };
  GtkWidget *form = NULL;
  g_autofree char *name = NULL;
  GListModel *windows = gtk_window_get_toplevels ();

  open_page (&test);
  wait_rows (&test, N_CUSTOMERS);
  desk_customers_page_search (test.page, "Метелкин Иван");
  wait_rows (&test, 0);
  wait_text (&test, "No client “Метелкин Иван”");
  wait_text (&test, "Create “Метелкин Иван”");
  gtk_widget_activate_action (GTK_WIDGET (test.page), "customers.new", NULL);
  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      if (DESK_IS_CUSTOMER_NEW (window))
        form = window;
    }
  g_assert_nonnull (form);
  name = desk_customer_new_dup_text (DESK_CUSTOMER_NEW (form), DESK_CUSTOMER_FORM_NAME);
  g_assert_cmpstr (name, ==, "Метелкин Иван");
  gtk_window_destroy (GTK_WINDOW (form));
  gtk_widget_activate_action (GTK_WIDGET (test.page), "customers.clear", NULL);
  wait_rows (&test, N_CUSTOMERS);
  ui_fixture_free (test.fixture);
}

static void
test_filter (void)
{
  Test test = { 0 };
  GtkWidget *bar;

  open_page (&test);
  wait_rows (&test, N_CUSTOMERS);
  bar = ui_find_widget (GTK_WIDGET (test.page), DESK_TYPE_FILTER_BAR);
  desk_filter_bar_set_active (DESK_FILTER_BAR (bar), "overdue");
  wait_rows (&test, 0);
  desk_filter_bar_set_active (DESK_FILTER_BAR (bar), "leads");
  wait_rows (&test, 2);
  gtk_widget_activate_action (GTK_WIDGET (test.page), "customers.clear", NULL);
  wait_rows (&test, N_CUSTOMERS);
  g_assert_cmpstr (desk_filter_bar_get_active (DESK_FILTER_BAR (bar)), ==, "all");
  ui_fixture_free (test.fixture);
}

static gboolean
begins_with (gpointer data)
{
  Test *test = data;
  g_autoptr (CrmRecord) first = g_list_model_get_item (test->model, 0);

  return first != NULL && crm_record_is_loaded (first) &&
         g_strcmp0 (crm_record_get_text (first, CRM_CUSTOMER_LAST_NAME), test->text) == 0;
}

static void
test_sort (void)
{
  Test test = { 0 };
  GtkWidget *view;
  g_autoptr (GListModel) columns = NULL;
  g_autoptr (GtkColumnViewColumn) name = NULL;

  open_page (&test);
  wait_rows (&test, N_CUSTOMERS);
  view = ui_find_widget (GTK_WIDGET (test.page), GTK_TYPE_COLUMN_VIEW);
  columns = g_object_ref (gtk_column_view_get_columns (GTK_COLUMN_VIEW (view)));
  name = g_list_model_get_item (columns, 1);
  gtk_column_view_sort_by_column (GTK_COLUMN_VIEW (view), name, GTK_SORT_DESCENDING);
  test.text = "Ягодинкин";
  crm_test_wait_until (begins_with, &test, DEADLINE);
  gtk_column_view_sort_by_column (GTK_COLUMN_VIEW (view), name, GTK_SORT_ASCENDING);
  test.text = "Берёзкин-28";
  crm_test_wait_until (begins_with, &test, DEADLINE);
  ui_fixture_free (test.fixture);
}

static gboolean
is_settled (gpointer data)
{
  Test *test = data;

  return g_list_model_get_n_items (test->model) == test->expected &&
         desk_outbox_get_pending (test->fixture->outbox) == 0;
}

static void
test_delete_and_undo (void)
{
  Test test = { 0 };
  g_autoptr (DeskOutboxEntry) entry = NULL;

  open_page (&test);
  wait_rows (&test, N_CUSTOMERS);
  /* Nobody is called nearly so. */
  search_one (&test, "Капелькин");
  gtk_widget_activate_action (GTK_WIDGET (test.page), "customers.delete", NULL);
  wait_rows (&test, 0);
  g_assert_cmpuint (desk_outbox_get_pending (test.fixture->outbox), ==, 1);
  entry = g_list_model_get_item (G_LIST_MODEL (test.fixture->outbox), 0);
  g_assert_cmpstr (crm_command_get_name (desk_outbox_entry_get_command (entry)), ==,
                   "customer.delete");
  wait_text (&test, "Client deleted");
  gtk_widget_activate_action (test.window, "win.undo", NULL);
  test.expected = 1;
  crm_test_wait_until (is_settled, &test, DEADLINE);
  ui_fixture_free (test.fixture);
}

static gboolean
has_focus_in_list (gpointer data)
{
  Test *test = data;
  GtkWidget *focus = gtk_root_get_focus (GTK_ROOT (test->window));

  return has_rows (test) && focus != NULL && gtk_widget_get_mapped (focus) &&
         gtk_widget_get_ancestor (focus, GTK_TYPE_COLUMN_VIEW) != NULL;
}

/* The keyboard goes to the row that takes the place of a removed one. */
static void
test_delete_keeps_focus (void)
{
  Test test = { 0 };
  DeskCustomerSelection *selection;
  g_autofree char *next = NULL;
  g_autoptr (CrmRecord) record = NULL;

  open_page (&test);
  wait_rows (&test, N_CUSTOMERS);
  selection = DESK_CUSTOMER_SELECTION (test.model);
  desk_customer_selection_set_position (selection, 4);
  crm_test_wait_until (is_current_loaded, &test, DEADLINE);
  record = g_list_model_get_item (test.model, 5);
  ui_fixture_wait_frame (test.window);
  next = g_strdup (crm_record_get_id (record));
  desk_customers_page_focus_list (test.page);
  gtk_widget_activate_action (GTK_WIDGET (test.page), "customers.delete", NULL);
  test.expected = N_CUSTOMERS - 1;
  crm_test_wait_until (has_focus_in_list, &test, DEADLINE);
  ui_fixture_wait_frame (test.window);
  crm_test_wait_until (has_focus_in_list, &test, DEADLINE);
  g_assert_cmpuint (desk_customer_selection_get_position (selection), ==, 4);
  g_assert_cmpstr (crm_record_get_id (desk_customer_selection_get_current (selection)), ==, next);
  ui_fixture_free (test.fixture);
}

static void
test_checks (void)
{
  Test test = { 0 };
  DeskCustomerSelection *selection;

  open_page (&test);
  wait_rows (&test, N_CUSTOMERS);
  selection = DESK_CUSTOMER_SELECTION (test.model);
  gtk_selection_model_select_item (GTK_SELECTION_MODEL (selection), 3, TRUE);
  gtk_selection_model_select_item (GTK_SELECTION_MODEL (selection), N_CUSTOMERS + 5, TRUE);
  g_assert_null (desk_customer_selection_get_current (selection));
  gtk_selection_model_select_item (GTK_SELECTION_MODEL (selection), N_CUSTOMERS + 7, TRUE);
  gtk_selection_model_select_item (GTK_SELECTION_MODEL (selection), 3, TRUE);
  g_assert_cmpuint (desk_customer_selection_get_position (selection), ==, 3);
  g_assert_cmpuint (desk_customer_selection_get_n_checked (selection), ==, 0);
  /* Shift with arrows, then Ctrl with a click. */
  gtk_selection_model_select_range (GTK_SELECTION_MODEL (selection), 3, 3, FALSE);
  g_assert_cmpuint (desk_customer_selection_get_n_checked (selection), ==, 3);
  g_assert_cmpuint (desk_customer_selection_get_position (selection), ==, 5);
  gtk_selection_model_select_item (GTK_SELECTION_MODEL (selection), 9, FALSE);
  wait_text (&test, "4 chosen");
  /* What is checked stays so in another search. */
  desk_customers_page_search (test.page, "капель");
  wait_rows (&test, 1);
  g_assert_cmpuint (desk_customer_selection_get_n_checked (selection), ==, 4);
  g_assert_cmpuint (desk_customer_selection_get_position (selection), ==, 0);
  gtk_widget_activate_action (GTK_WIDGET (test.page), "customers.clear", NULL);
  g_assert_cmpuint (desk_customer_selection_get_n_checked (selection), ==, 0);
  ui_fixture_free (test.fixture);
}

static gboolean
shows_card (gpointer data)
{
  Test *test = data;

  return ui_find_widget (test->window, DESK_TYPE_CUSTOMER_PAGE) != NULL &&
         desk_customer_page_get_record (
             DESK_CUSTOMER_PAGE (ui_find_widget (test->window, DESK_TYPE_CUSTOMER_PAGE))) != NULL;
}

static gboolean
shows_list (gpointer data)
{
  Test *test = data;

  return gtk_widget_get_mapped (GTK_WIDGET (test->page));
}

static void
test_open_and_back (void)
{
  Test test = { 0 };
  GtkWidget *card;
  g_autofree char *first = NULL;

  open_page (&test);
  wait_rows (&test, N_CUSTOMERS);
  desk_customers_page_search (test.page, "ин");
  crm_test_drain ();
  search_one (&test, "капель");
  gtk_widget_activate_action (GTK_WIDGET (test.page), "win.open-record", "(ss)", "customer",
                              crm_record_get_id (desk_customer_selection_get_current (
                                  DESK_CUSTOMER_SELECTION (test.model))));
  crm_test_wait_until (shows_card, &test, DEADLINE);
  card = ui_find_widget (test.window, DESK_TYPE_CUSTOMER_PAGE);
  first = g_strdup (crm_record_get_id (desk_customer_page_get_record (DESK_CUSTOMER_PAGE (card))));
  /* The keyboard is at the first field, not at the button that leads away. */
  g_assert_true (DESK_IS_FIELD_ROW (gtk_root_get_focus (GTK_ROOT (test.window))));
  gtk_widget_activate_action (card, "win.go-back", NULL);
  crm_test_wait_until (shows_list, &test, DEADLINE);
  g_assert_cmpuint (g_list_model_get_n_items (test.model), ==, 1);
  g_assert_cmpstr (crm_record_get_id (
                       desk_customer_selection_get_current (DESK_CUSTOMER_SELECTION (test.model))),
                   ==, first);
  ui_fixture_free (test.fixture);
}

static gboolean
is_searching (gpointer data)
{
  Test *test = data;
  GtkWidget *focus = GTK_WIDGET (gtk_root_get_focus (GTK_ROOT (test->window)));

  return shows_list (test) && focus != NULL &&
         gtk_widget_get_ancestor (focus, GTK_TYPE_SEARCH_ENTRY) != NULL;
}

/* Ctrl+F on the card leads to the list's search. */
static void
test_find_from_card (void)
{
  Test test = { 0 };
  g_autofree char *id = ui_fixture_dup_customer (2);

  open_page (&test);
  wait_rows (&test, N_CUSTOMERS);
  gtk_widget_activate_action (GTK_WIDGET (test.page), "win.open-record", "(ss)", "customer", id);
  crm_test_wait_until (shows_card, &test, DEADLINE);
  gtk_widget_activate_action (test.window, "win.find", NULL);
  crm_test_wait_until (is_searching, &test, DEADLINE);
  ui_fixture_free (test.fixture);
}

static gboolean
has_layout (gpointer data)
{
  Test *test = data;

  return (guint) desk_context_get_layout (test->fixture->context) == test->expected;
}

/* The search moves to another place in a narrow window, and the keyboard with it. */
static void
test_find_while_resizing (void)
{
  static const struct
  {
    int width;
    DeskLayout layout;
  } steps[] = { { 400, DESK_LAYOUT_NARROW }, { 1300, DESK_LAYOUT_WIDE } };
  Test test = { 0 };

  open_page (&test);
  wait_rows (&test, N_CUSTOMERS);
  gtk_widget_activate_action (test.window, "win.find", NULL);
  crm_test_wait_until (is_searching, &test, DEADLINE);
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      test.expected = steps[i].layout;
      gtk_window_set_default_size (GTK_WINDOW (test.window), steps[i].width, 700);
      crm_test_wait_until (has_layout, &test, DEADLINE);
      ui_fixture_wait_frame (test.window);
      g_assert_true (is_searching (&test));
    }
  ui_fixture_free (test.fixture);
}

static gboolean
offers_colleague_only (gpointer data)
{
  g_autoptr (CrmRecord) first = g_list_model_get_item (data, 0);

  return g_list_model_get_n_items (data) == 1 && crm_record_is_loaded (first) &&
         g_str_equal (crm_record_get_id (first), UI_COLLEAGUE);
}

/* Neither the director nor who has left can be given a client. */
static void
test_owners (void)
{
  UiFixture *fixture = ui_fixture_new (3);
  GtkWidget *picker = g_object_ref_sink (desk_person_picker_new (fixture->context));

  desk_person_picker_set_current (DESK_PERSON_PICKER (picker), UI_ME);
  crm_test_wait_until (offers_colleague_only,
                       desk_person_picker_get_people (DESK_PERSON_PICKER (picker)), DEADLINE);
  crm_test_assert_finalized (picker);
  ui_fixture_free (fixture);
}

static void
test_step (void)
{
  Test test = { 0 };
  g_autofree char *id = NULL;
  g_autofree char *next = NULL;
  g_autofree char *back = NULL;

  open_page (&test);
  wait_rows (&test, N_CUSTOMERS);
  crm_test_wait_until (is_current_loaded, &test, DEADLINE);
  id = g_strdup (crm_record_get_id (
      desk_customer_selection_get_current (DESK_CUSTOMER_SELECTION (test.model))));
  g_assert_null (desk_customers_page_step (test.page, id, -1));
  next = desk_customers_page_step (test.page, id, 1);
  g_assert_cmpstr (next, !=, id);
  back = desk_customers_page_step (test.page, next, -1);
  g_assert_cmpstr (back, ==, id);
  ui_fixture_free (test.fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/customers-page/search", test_search);
  g_test_add_func ("/customers-page/typing", test_typing);
  g_test_add_func ("/customers-page/nothing-found", test_nothing_found);
  g_test_add_func ("/customers-page/filter", test_filter);
  g_test_add_func ("/customers-page/sort", test_sort);
  g_test_add_func ("/customers-page/delete-and-undo", test_delete_and_undo);
  g_test_add_func ("/customers-page/delete-keeps-focus", test_delete_keeps_focus);
  g_test_add_func ("/customers-page/checks", test_checks);
  g_test_add_func ("/customers-page/open-and-back", test_open_and_back);
  g_test_add_func ("/customers-page/find-from-card", test_find_from_card);
  g_test_add_func ("/customers-page/find-while-resizing", test_find_while_resizing);
  g_test_add_func ("/customers-page/owners", test_owners);
  g_test_add_func ("/customers-page/step", test_step);
  return g_test_run ();
}
