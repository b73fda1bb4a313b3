/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the client allowed: noted with the text that was in force, withdrawn, never removed. */

#include "client/customers/desk-consent-block.h"
#include "client/customers/desk-consent-editor.h"
#include "client/customers/desk-consent-row.h"
#include "client/ui/desk-undo.h"
#include "life-fixture.h"
#include "shared/customers/crm-consent.h"
#include "tests/lib/crm-test.h"

#define N_CUSTOMERS 20
#define KAPELKIN    2
#define DEADLINE    20000

typedef struct
{
  UiFixture *fixture;
  DeskWindow *window;
  GtkWidget *block;
  guint expected;
} Test;

static void
collect_rows (GtkWidget *root, GPtrArray *rows)
{
  if (DESK_IS_CONSENT_ROW (root))
    {
      g_ptr_array_add (rows, root);
      return;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    collect_rows (child, rows);
}

/* (transfer container) */
static GPtrArray *
list_rows (Test *test)
{
  GPtrArray *rows = g_ptr_array_new ();

  test->block = ui_find_widget (GTK_WIDGET (test->window), DESK_TYPE_CONSENT_BLOCK);
  if (test->block != NULL)
    collect_rows (test->block, rows);
  return rows;
}

static gboolean
has_rows (gpointer data)
{
  Test *test = data;
  g_autoptr (GPtrArray) rows = list_rows (test);

  return rows->len == test->expected;
}

static void
wait_rows (Test *test, guint n)
{
  test->expected = n;
  crm_test_wait_until (has_rows, test, DEADLINE);
}

static void
begin (Test *test)
{
  g_autofree char *id = ui_fixture_dup_customer (KAPELKIN);

  test->fixture = ui_fixture_new (N_CUSTOMERS);
  ui_feed_life (test->fixture);
  test->window = ui_fixture_open (test->fixture);
  desk_window_open (test->window, "customers", id);
  wait_rows (test, 2);
}

static gboolean
is_mapped (gpointer widget)
{
  return gtk_widget_get_mapped (widget);
}

static gboolean
is_withdrawn (gpointer data)
{
  return crm_record_get_text (data, CRM_CONSENT_WITHDRAWN_AT) != NULL;
}

static gboolean
is_given (gpointer data)
{
  return !is_withdrawn (data);
}

static DeskUndo *
get_undo (Test *test)
{
  return DESK_UNDO_HOST_GET_IFACE (test->window)->get_undo (DESK_UNDO_HOST (test->window));
}

static gboolean
can_undo (gpointer data)
{
  return desk_undo_can_undo (get_undo (data));
}

static void
undo (Test *test)
{
  crm_test_wait_until (can_undo, test, DEADLINE);
  g_assert_true (desk_undo_undo (get_undo (test)));
}

static void
store (GtkWidget *editor)
{
  g_signal_emit_by_name (ui_find_widget (editor, GTK_TYPE_ENTRY), "activate");
}

/* Delete withdraws what holds, and does nothing to what was withdrawn. */
static void
test_withdraw (void)
{
  Test test = { 0 };
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (CrmRecord) consent = NULL;
  GtkWidget *editor;

  begin (&test);
  rows = list_rows (&test);
  consent = g_object_ref (desk_consent_row_get_consent (g_ptr_array_index (rows, 0)));
  g_assert_cmpstr (crm_record_get_text (consent, CRM_CONSENT_PURPOSE), ==, "processing");
  g_assert_true (desk_consent_row_is_valid (g_ptr_array_index (rows, 0)));
  g_assert_false (desk_consent_row_is_valid (g_ptr_array_index (rows, 1)));
  gtk_widget_activate_action (g_ptr_array_index (rows, 1), "consent.withdraw", NULL);
  ui_reveal_row (g_ptr_array_index (rows, 0));
  gtk_widget_activate_action (g_ptr_array_index (rows, 0), "consent.withdraw", NULL);
  editor = gtk_widget_get_last_child (g_ptr_array_index (rows, 0));
  g_assert_true (DESK_IS_CONSENT_EDITOR (editor));
  crm_test_wait_until (is_mapped, editor, DEADLINE);
  store (editor);
  crm_test_wait_until (is_withdrawn, consent, DEADLINE);
  g_assert_cmpstr (crm_record_get_text (consent, CRM_CONSENT_WITHDRAWN_CHANNEL), ==, "email");
  wait_rows (&test, 2);
  undo (&test);
  crm_test_wait_until (is_given, consent, DEADLINE);
  ui_fixture_free (test.fixture);
}

static GtkWidget *
open_editor (Test *test)
{
  GtkWidget *add =
      gtk_widget_get_ancestor (ui_find_text (test->block, "Note a consent"), GTK_TYPE_LIST_BOX_ROW);
  GtkWidget *editor = gtk_widget_get_last_child (add);

  ui_reveal_row (add);
  g_signal_emit_by_name (gtk_widget_get_parent (add), "row-activated", add);
  g_assert_true (DESK_IS_CONSENT_EDITOR (editor));
  crm_test_wait_until (is_mapped, editor, DEADLINE);
  return editor;
}

/* The text in force is kept with it; a consent without a date is not noted. */
static void
test_note (void)
{
  Test test = { 0 };
  g_autoptr (GPtrArray) rows = NULL;
  CrmRecord *consent;
  GtkWidget *editor, *date;

  begin (&test);
  editor = open_editor (&test);
  date = ui_find_widget (editor, GTK_TYPE_ENTRY);
  gtk_editable_set_text (GTK_EDITABLE (date), "32.13.2020");
  store (editor);
  g_assert_true (gtk_widget_get_mapped (editor));
  gtk_editable_set_text (GTK_EDITABLE (date), "12.02.2024");
  store (editor);
  wait_rows (&test, 3);
  rows = list_rows (&test);
  consent = desk_consent_row_get_consent (g_ptr_array_index (rows, 1));
  g_assert_cmpstr (crm_record_get_text (consent, CRM_CONSENT_PURPOSE), ==, "processing");
  g_assert_cmpstr (crm_record_get_text (consent, CRM_CONSENT_TEXT_ID), ==,
                   "01980000-0004-7000-8000-0000000000f1");
  g_assert_true (
      g_str_has_prefix (crm_record_get_text (consent, CRM_CONSENT_GIVEN_AT), "2024-02-12"));
  undo (&test);
  wait_rows (&test, 2);
  ui_fixture_free (test.fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/card-consents/withdraw", test_withdraw);
  g_test_add_func ("/card-consents/note", test_note);
  return g_test_run ();
}
