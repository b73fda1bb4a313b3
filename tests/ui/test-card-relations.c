/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Who is what to the client: both cards, adding by keys, strangers, households. */

#include "client/customers/desk-customer-page.h"
#include "client/customers/desk-relation-block.h"
#include "client/customers/desk-relation-editor.h"
#include "client/customers/desk-relation-row.h"
#include "client/ui/desk-change-text.h"
#include "client/ui/desk-undo.h"
#include "life-fixture.h"
#include "shared/customers/crm-customer.h"
#include "shared/customers/crm-relation.h"
#include "tests/lib/crm-test.h"
#include "ui-portfolio.h"

#define N_CUSTOMERS 20
#define KAPELKIN    2
#define WIFE        3
#define DEADLINE    20000

typedef struct
{
  UiFixture *fixture;
  DeskWindow *window;
  GtkWidget *block;
  const char *text;
  guint customer;
} Test;

static gboolean
has_block (gpointer data)
{
  Test *test = data;
  GtkWidget *page = ui_find_widget (GTK_WIDGET (test->window), DESK_TYPE_CUSTOMER_PAGE);
  CrmRecord *record =
      page == NULL ? NULL : desk_customer_page_get_record (DESK_CUSTOMER_PAGE (page));
  g_autofree char *id = ui_fixture_dup_customer (test->customer);

  test->block = ui_find_widget (GTK_WIDGET (test->window), DESK_TYPE_RELATION_BLOCK);
  return test->block != NULL && record != NULL && crm_record_is_loaded (record) &&
         g_strcmp0 (crm_record_get_id (record), id) == 0;
}

static void
open_card (Test *test, guint customer)
{
  g_autofree char *id = ui_fixture_dup_customer (customer);

  test->customer = customer;
  desk_window_open (test->window, "customers", id);
  crm_test_wait_until (has_block, test, DEADLINE);
}

static void
begin (Test *test)
{
  test->fixture = ui_fixture_new (N_CUSTOMERS);
  ui_feed_life (test->fixture);
  test->window = ui_fixture_open (test->fixture);
  open_card (test, KAPELKIN);
}

static DeskRelationRow *
find_row (GtkWidget *root, const char *text)
{
  if (DESK_IS_RELATION_ROW (root))
    return ui_find_text (root, text) != NULL ? DESK_RELATION_ROW (root) : NULL;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      DeskRelationRow *row = find_row (child, text);

      if (row != NULL)
        return row;
    }
  return NULL;
}

static gboolean
has_row (gpointer data)
{
  Test *test = data;

  return find_row (test->block, test->text) != NULL;
}

static DeskRelationRow *
wait_row (Test *test, const char *text)
{
  test->text = text;
  crm_test_wait_until (has_row, test, DEADLINE);
  return find_row (test->block, text);
}

static gboolean
lacks_row (gpointer data)
{
  return !has_row (data);
}

static void
wait_no_row (Test *test, const char *text)
{
  test->text = text;
  crm_test_wait_until (lacks_row, test, DEADLINE);
}

static gboolean
has_subtitle (gpointer data)
{
  Test *test = data;

  const char *subtitle = desk_card_block_get_subtitle (DESK_CARD_BLOCK (test->block));

  return *test->text == '\0' ? *subtitle == '\0' : g_str_has_prefix (subtitle, test->text);
}

static void
wait_subtitle (Test *test, const char *text)
{
  test->text = text;
  crm_test_wait_until (has_subtitle, test, DEADLINE);
}

static char *
dup_label (guint customer, UiFixture *fixture, const char *word)
{
  g_autofree char *id = ui_fixture_dup_customer (customer);
  g_autoptr (CrmRecord) record =
      desk_database_ref_record (fixture->database, &crm_customer_kind, id);
  g_autofree char *name = NULL;

  while (!crm_record_is_loaded (record))
    g_main_context_iteration (NULL, TRUE);
  name = desk_change_dup_short_name (record);
  return g_strdup_printf ("%s · %s", name, word);
}

/* Both cards show the one record, and lead to each other. */
static void
test_both_cards (void)
{
  Test test = { 0 };
  g_autofree char *wife = NULL;
  g_autofree char *husband = NULL;
  g_autofree char *work = NULL;

  begin (&test);
  wife = dup_label (WIFE, test.fixture, "spouse");
  husband = dup_label (KAPELKIN, test.fixture, "spouse");
  work = dup_label (15, test.fixture, "employer");
  wait_row (&test, work);
  g_assert_nonnull (ui_find_text (GTK_WIDGET (wait_row (&test, work)), "инженер"));
  desk_relation_row_open (wait_row (&test, wife));
  test.customer = WIFE;
  crm_test_wait_until (has_block, &test, DEADLINE);
  wait_row (&test, husband);
  open_card (&test, 15);
  g_clear_pointer (&work, g_free);
  work = dup_label (KAPELKIN, test.fixture, "employee");
  wait_row (&test, work);
  ui_fixture_free (test.fixture);
}

static gboolean
can_undo (gpointer data)
{
  Test *test = data;

  return desk_undo_can_undo (
      DESK_UNDO_HOST_GET_IFACE (test->window)->get_undo (DESK_UNDO_HOST (test->window)));
}

static void
undo (Test *test)
{
  crm_test_wait_until (can_undo, test, DEADLINE);
  g_assert_true (desk_undo_undo (
      DESK_UNDO_HOST_GET_IFACE (test->window)->get_undo (DESK_UNDO_HOST (test->window))));
}

static void
test_remove (void)
{
  Test test = { 0 };
  g_autofree char *wife = NULL;

  begin (&test);
  wife = dup_label (WIFE, test.fixture, "spouse");
  wait_subtitle (&test, "family: 2");
  gtk_widget_activate_action (GTK_WIDGET (wait_row (&test, wife)), "relation.remove", NULL);
  wait_no_row (&test, wife);
  wait_subtitle (&test, "");
  undo (&test);
  wait_row (&test, wife);
  wait_subtitle (&test, "family: 2");
  gtk_widget_activate_action (GTK_WIDGET (wait_row (&test, wife)), "relation.household", NULL);
  wait_subtitle (&test, "");
  undo (&test);
  wait_subtitle (&test, "family: 2");
  ui_fixture_free (test.fixture);
}

static gboolean
is_mapped (gpointer widget)
{
  return gtk_widget_get_mapped (widget);
}

static GtkWidget *
open_editor (Test *test)
{
  GtkWidget *add =
      gtk_widget_get_ancestor (ui_find_text (test->block, "Add a relation"), GTK_TYPE_LIST_BOX_ROW);
  GtkWidget *editor;
  g_autofree char *wife = dup_label (WIFE, test->fixture, "spouse");

  wait_row (test, wife);
  ui_reveal_row (add);
  g_signal_emit_by_name (gtk_widget_get_parent (add), "row-activated", add);
  editor = gtk_widget_get_last_child (add);
  g_assert_true (DESK_IS_RELATION_EDITOR (editor));
  crm_test_wait_until (is_mapped, editor, DEADLINE);
  return editor;
}

static gboolean
has_found (gpointer editor)
{
  return ui_find_widget (editor, GTK_TYPE_LIST_BOX_ROW) != NULL;
}

/* The text finds a client of the cache, Enter takes him, Enter stores. */
static void
test_add (void)
{
  Test test = { 0 };
  g_autofree char *label = NULL;
  GtkWidget *editor, *entry, *type;

  begin (&test);
  label = dup_label (4, test.fixture, "child");
  editor = open_editor (&test);
  entry = ui_find_widget (editor, GTK_TYPE_ENTRY);
  {
    g_auto (GStrv) words = g_strsplit (label, " ", 2);

    gtk_editable_set_text (GTK_EDITABLE (entry), words[0]);
  }
  crm_test_wait_until (has_found, editor, DEADLINE);
  g_signal_emit_by_name (entry, "activate");
  type = ui_find_widget (editor, GTK_TYPE_DROP_DOWN);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (type), 2);
  g_signal_emit_by_name (entry, "activate");
  wait_row (&test, label);
  wait_subtitle (&test, "family: 3");
  undo (&test);
  wait_no_row (&test, label);
  ui_fixture_free (test.fixture);
}

static void
test_add_stranger (void)
{
  Test test = { 0 };
  GtkWidget *editor, *entry;

  begin (&test);
  editor = open_editor (&test);
  entry = ui_find_widget (editor, GTK_TYPE_ENTRY);
  gtk_editable_set_text (GTK_EDITABLE (entry), "Ъыъ Неизвестный");
  gtk_editable_set_text (GTK_EDITABLE (
                             gtk_widget_get_next_sibling (gtk_widget_get_next_sibling (entry))),
                         "8 900 555 77 66");
  g_signal_emit_by_name (gtk_widget_get_next_sibling (gtk_widget_get_next_sibling (entry)),
                         "activate");
  g_assert_nonnull (
      ui_find_text (GTK_WIDGET (wait_row (&test, "Ъыъ Неизвестный · spouse")), "+7 900 555-77-66"));
  ui_fixture_free (test.fixture);
}

/* What the family has together: of the client himself, and of his wife. */
static void
test_household_totals (void)
{
  Test test = { 0 };
  UiPortfolio *portfolio = ui_portfolio_new ();

  begin (&test);
  ui_portfolio_add_many (portfolio, WIFE, 2);
  ui_portfolio_apply (portfolio, test.fixture);
  wait_subtitle (&test, "family: 2 · 3 policies, ");
  ui_fixture_free (test.fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/card-relations/both-cards", test_both_cards);
  g_test_add_func ("/card-relations/remove", test_remove);
  g_test_add_func ("/card-relations/add", test_add);
  g_test_add_func ("/card-relations/add-stranger", test_add_stranger);
  g_test_add_func ("/card-relations/household-totals", test_household_totals);
  return g_test_run ();
}
