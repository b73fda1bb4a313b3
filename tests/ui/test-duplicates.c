/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Who is there twice: found while a new client is typed, on the card and in the work list; merged
 * with a choice for each field, told apart for everybody, parted again. */

#include <string.h>

#include "client/customers/desk-customer-new.h"
#include "client/customers/desk-duplicates-block.h"
#include "client/customers/desk-duplicates-window.h"
#include "client/customers/desk-merge-dialog.h"
#include "client/customers/desk-unmerge-dialog.h"
#include "duplicates-fixture.h"
#include "shared/codec/crm-json.h"
#include "shared/customers/crm-customer.h"
#include "tests/lib/crm-test.h"

#define DEADLINE 20000

typedef struct
{
  UiFixture *fixture;
  GtkWidget *window; /* (nullable): looked at */
  const char *text;  /* waited for */
  char *first;       /* of the pictures */
  char *second;      /* made here, much like the first */
  const char *command;
  char *found; /* (nullable): the waited for command */
} Test;

static gboolean
shows (gpointer data)
{
  Test *test = data;

  return ui_find_text (test->window, test->text) != NULL;
}

static void
wait_for (Test *test, GtkWidget *window, const char *text)
{
  test->window = window;
  test->text = text;
  g_test_message ("waiting for %s", text);
  crm_test_wait_until (shows, test, DEADLINE);
}

static void
click (GtkWidget *window, const char *text)
{
  GtkWidget *label = ui_find_text (window, text);
  GtkWidget *button = gtk_widget_get_ancestor (label, GTK_TYPE_BUTTON);

  g_assert_nonnull (button);
  g_signal_emit_by_name (button, "clicked");
}

/* The newest command of that name in the outbox, as JSON. */
static gboolean
has_command (gpointer data)
{
  Test *test = data;
  GListModel *entries = G_LIST_MODEL (test->fixture->outbox);

  for (guint i = 0; i < g_list_model_get_n_items (entries); i++)
    {
      g_autoptr (DeskOutboxEntry) entry = g_list_model_get_item (entries, i);
      CrmCommand *command = desk_outbox_entry_get_command (entry);

      if (command != NULL && strcmp (crm_command_get_name (command), test->command) == 0)
        {
          g_autoptr (JsonNode) node = crm_command_to_json (command);

          g_free (test->found);
          test->found = crm_json_to_text (node);
        }
    }
  return test->found != NULL;
}

static void
wait_for_command (Test *test, const char *name, const char *contains)
{
  test->command = name;
  g_clear_pointer (&test->found, g_free);
  crm_test_wait_until (has_command, test, DEADLINE);
  if (strstr (test->found, contains) == NULL)
    g_error ("%s is not in %s", contains, test->found);
}

static void
begin (Test *test)
{
  test->fixture = ui_fixture_new (12);
  ui_fixture_open (test->fixture);
  for (guint i = 0; i < 12 && test->first == NULL; i++)
    {
      g_autofree char *id = ui_fixture_dup_customer (i);
      g_autoptr (CrmRecord) record =
          desk_database_ref_record (test->fixture->database, &crm_customer_kind, id);

      while (!crm_record_is_loaded (record))
        g_main_context_iteration (NULL, TRUE);
      if (g_strcmp0 (crm_record_get_text (record, CRM_CUSTOMER_LAST_NAME), "Капелькин") == 0)
        test->first = g_steal_pointer (&id);
    }
  g_assert_nonnull (test->first);
}

static void
end (Test *test)
{
  crm_test_drain ();
  ui_fixture_free (test->fixture);
  g_free (test->first);
  g_free (test->second);
  g_free (test->found);
}

/* ---- tests ----------------------------------------------------------------------------------- */

static void
test_typed (void)
{
  Test test = { 0 };
  DeskCustomerNew *form;

  begin (&test);
  form = DESK_CUSTOMER_NEW (desk_customer_new_new (test.fixture->context));
  gtk_window_present (GTK_WINDOW (form));
  desk_customer_new_type (form, DESK_CUSTOMER_FORM_NAME, "КАПЕЛКИН Семен Ильич");
  desk_customer_new_type (form, DESK_CUSTOMER_FORM_BIRTH, "14.03.1987");
  wait_for (&test, GTK_WIDGET (form), "Капелькин Семён Ильич");
  g_assert_nonnull (ui_find_text (GTK_WIDGET (form), "Perhaps already there"));
  click (GTK_WIDGET (form), "Not a duplicate");
  crm_test_drain ();
  g_assert_null (ui_find_text (GTK_WIDGET (form), "Perhaps already there"));
  desk_customer_new_save (form);
  wait_for_command (&test, "duplicate.create", "\"status\":\"distinct\"");
  g_assert_nonnull (strstr (test.found, test.first));
  end (&test);
}

static gboolean
is_gone (gpointer data)
{
  return crm_record_get_state (data) == CRM_RECORD_DELETED;
}

static void
test_merged (void)
{
  Test test = { 0 };
  DeskMergeDialog *dialog;
  g_autoptr (CrmRecord) other = NULL;

  begin (&test);
  test.second =
      ui_duplicates_add_person (test.fixture, "Капелкин", "1987-03-14", "из второй карточки");
  dialog = desk_merge_dialog_new (GTK_WIDGET (test.fixture->window), test.fixture->context,
                                  test.first, test.second);
  wait_for (&test, GTK_WIDGET (dialog), "Капелкин");
  g_assert_nonnull (ui_find_text (GTK_WIDGET (dialog), "по совету"));
  gtk_check_button_set_active (
      GTK_CHECK_BUTTON (gtk_widget_get_ancestor (ui_find_text (GTK_WIDGET (dialog), "Капелкин"),
                                                 GTK_TYPE_CHECK_BUTTON)),
      TRUE);
  desk_merge_dialog_merge (dialog);
  wait_for_command (&test, "customer.merge", "\"last_name\":\"other\"");
  g_assert_nonnull (strstr (test.found, test.second));
  g_assert_null (strstr (test.found, "first_name"));
  /* Without the server too nobody sees two of them any more. */
  other = desk_database_ref_record (test.fixture->database, &crm_customer_kind, test.second);
  crm_test_wait_until (is_gone, other, DEADLINE);
  end (&test);
}

static void
test_swapped (void)
{
  Test test = { 0 };
  DeskMergeDialog *dialog;
  g_autofree char *into = NULL;

  begin (&test);
  test.second = ui_duplicates_add_person (test.fixture, "Капелькин", "1987-03-14", NULL);
  dialog = desk_merge_dialog_new (GTK_WIDGET (test.fixture->window), test.fixture->context,
                                  test.first, test.second);
  wait_for (&test, GTK_WIDGET (dialog), "по совету");
  desk_merge_dialog_swap (dialog);
  desk_merge_dialog_merge (dialog);
  into = g_strdup_printf ("\"into\":\"%s\"", test.second);
  wait_for_command (&test, "customer.merge", into);
  end (&test);
}

static GtkWidget *
show_block (Test *test)
{
  GtkWidget *window = gtk_window_new ();
  DeskCardBlock *block = desk_duplicates_block_new (test->fixture->context);
  g_autoptr (CrmRecord) record =
      desk_database_ref_record (test->fixture->database, &crm_customer_kind, test->first);

  gtk_window_set_child (GTK_WINDOW (window), GTK_WIDGET (block));
  gtk_window_present (GTK_WINDOW (window));
  desk_card_block_set_record (block, record);
  return window;
}

static gboolean
is_silent (gpointer data)
{
  return !shows (data);
}

static void
test_card (void)
{
  Test test = { 0 };
  GtkWidget *window;

  begin (&test);
  test.second = ui_duplicates_add_person (test.fixture, "Капелькин", "1987-03-14", NULL);
  ui_duplicates_add_merge (test.fixture, test.first, "Тучкин Глеб");
  window = show_block (&test);
  wait_for (&test, window, "85 %");
  wait_for (&test, window, "Merged with Тучкин Глеб");
  click (window, "Not a duplicate");
  wait_for_command (&test, "duplicate.create", "\"status\":\"distinct\"");
  test.text = "Капелькин Семён Ильич";
  crm_test_wait_until (is_silent, &test, DEADLINE);
  gtk_window_destroy (GTK_WINDOW (window));
  end (&test);
}

static GtkWidget *
find_toplevel (GType type)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *at = windows; at != NULL; at = at->next)
    if (G_TYPE_CHECK_INSTANCE_TYPE (at->data, type))
      return at->data;
  return NULL;
}

static gboolean
can_part (gpointer data)
{
  GtkWidget *dialog = find_toplevel (DESK_TYPE_UNMERGE_DIALOG);
  GtkWidget *label = dialog != NULL ? ui_find_text (dialog, "Part again") : NULL;

  return label != NULL &&
         gtk_widget_is_sensitive (gtk_widget_get_ancestor (label, GTK_TYPE_BUTTON));
}

static void
test_parted (void)
{
  Test test = { 0 };
  GtkWidget *window;

  begin (&test);
  ui_duplicates_add_merge (test.fixture, test.first, "Тучкин Глеб");
  window = show_block (&test);
  wait_for (&test, window, "Merged with Тучкин Глеб");
  click (window, "Part again…");
  crm_test_wait_until (can_part, &test, DEADLINE);
  desk_unmerge_dialog_part (DESK_UNMERGE_DIALOG (find_toplevel (DESK_TYPE_UNMERGE_DIALOG)));
  wait_for_command (&test, "customer.unmerge", "\"back\":[]");
  g_assert_nonnull (strstr (test.found, test.first));
  gtk_window_destroy (GTK_WINDOW (window));
  end (&test);
}

static gboolean
has_one (gpointer data)
{
  return desk_duplicates_window_get_shown (DESK_DUPLICATES_WINDOW (((Test *) data)->window)) == 1;
}

static gboolean
has_none (gpointer data)
{
  return !has_one (data);
}

static void
test_listed (void)
{
  Test test = { 0 };
  DeskDuplicatesWindow *window;

  begin (&test);
  test.second = ui_duplicates_add_person (test.fixture, "Капелькин", "1987-03-14", NULL);
  ui_duplicates_add_pair (test.fixture, test.first, test.second, "85");
  window = desk_duplicates_window_new (GTK_WIDGET (test.fixture->window), test.fixture->context);
  test.window = GTK_WIDGET (window);
  gtk_window_present (GTK_WINDOW (window));
  crm_test_wait_until (has_one, &test, DEADLINE);
  desk_duplicates_window_filter (window, "тучк");
  g_assert_true (has_none (&test));
  g_assert_nonnull (ui_find_text (GTK_WIDGET (window), "Nobody of that name"));
  desk_duplicates_window_filter (window, "капельк");
  g_assert_true (has_one (&test));

  gtk_widget_activate_action (GTK_WIDGET (window), "duplicates.merge", NULL);
  g_assert_nonnull (find_toplevel (DESK_TYPE_MERGE_DIALOG));
  gtk_window_destroy (GTK_WINDOW (find_toplevel (DESK_TYPE_MERGE_DIALOG)));
  gtk_widget_activate_action (GTK_WIDGET (window), "duplicates.distinct", NULL);
  crm_test_wait_until (has_none, &test, DEADLINE);
  wait_for_command (&test, "duplicate.update", "\"status\":\"distinct\"");
  gtk_window_destroy (GTK_WINDOW (window));
  end (&test);
}

/* Without looking only what is the same beyond doubt. */
static void
test_identical (void)
{
  Test test = { 0 };
  DeskDuplicatesWindow *window;
  g_autofree char *third = NULL;
  g_autofree char *into = NULL;

  begin (&test);
  test.second = ui_duplicates_add_person (test.fixture, "Тучкин", "1987-03-14", NULL);
  third = ui_duplicates_add_person (test.fixture, "Тучкин", "1987-03-14", "ещё раз");
  ui_duplicates_add_pair (test.fixture, test.second, third, "100");
  ui_duplicates_add_pair (test.fixture, test.first, third, "71");
  window = desk_duplicates_window_new (GTK_WIDGET (test.fixture->window), test.fixture->context);
  gtk_window_present (GTK_WINDOW (window));
  wait_for (&test, GTK_WIDGET (window), "Merge identical (1)");
  click (GTK_WIDGET (window), "Merge identical (1)");
  into = g_strdup_printf ("\"into\":\"%s\"", test.second);
  wait_for_command (&test, "customer.merge", into);
  g_assert_nonnull (strstr (test.found, third));
  gtk_window_destroy (GTK_WINDOW (window));
  end (&test);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/duplicates/typed", test_typed);
  g_test_add_func ("/duplicates/merged", test_merged);
  g_test_add_func ("/duplicates/swapped", test_swapped);
  g_test_add_func ("/duplicates/card", test_card);
  g_test_add_func ("/duplicates/parted", test_parted);
  g_test_add_func ("/duplicates/listed", test_listed);
  g_test_add_func ("/duplicates/identical", test_identical);
  return g_test_run ();
}
