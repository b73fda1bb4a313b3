/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The card of a client in a real window: what is typed becomes a command, a draft or a complaint at
 * its field, and nothing of it is lost. */

#include "client/customers/desk-customer-contacts.h"
#include "client/customers/desk-customer-fields.h"
#include "client/customers/desk-customer-page.h"
#include "client/ui/desk-field-row.h"
#include "shared/customers/crm-contact-point.h"
#include "shared/customers/crm-customer.h"
#include "tests/lib/crm-test.h"
#include "ui-fixture.h"

#include <signal.h>
#include <sys/resource.h>

#define N_CUSTOMERS 20
#define KAPELKIN    2
#define DEADLINE    20000

typedef struct
{
  UiFixture *fixture;
  DeskWindow *window;
  GtkWidget *card;
  const char *text;
  guint expected;
} Test;

/* The first mapped field row below @root that shows @text, or whose title is @title. */
static DeskFieldRow *
find_row (GtkWidget *root, const char *title, const char *text)
{
  if (!gtk_widget_get_mapped (root))
    return NULL;
  if (DESK_IS_FIELD_ROW (root))
    {
      g_autofree char *own = NULL;

      g_object_get (root, "title", &own, NULL);
      if ((title != NULL && g_strcmp0 (own, title) == 0) ||
          (text != NULL && g_strcmp0 (desk_field_row_get_text (DESK_FIELD_ROW (root)), text) == 0))
        return DESK_FIELD_ROW (root);
    }
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      DeskFieldRow *row = find_row (child, title, text);

      if (row != NULL)
        return row;
    }
  return NULL;
}

static gboolean
shows_row (gpointer data)
{
  Test *test = data;

  test->card = ui_find_widget (GTK_WIDGET (test->window), DESK_TYPE_CUSTOMER_PAGE);
  return test->card != NULL && find_row (test->card, NULL, test->text) != NULL;
}

static DeskFieldRow *
wait_row (Test *test, const char *text)
{
  test->text = text;
  crm_test_wait_until (shows_row, test, DEADLINE);
  return find_row (test->card, NULL, text);
}

static void
open_card (Test *test, guint customer)
{
  g_autofree char *id = ui_fixture_dup_customer (customer);

  if (test->fixture == NULL)
    test->fixture = ui_fixture_new (N_CUSTOMERS);
  test->window = ui_fixture_open (test->fixture);
  desk_window_open (test->window, "customers", id);
}

static gboolean
has_pending (gpointer data)
{
  Test *test = data;

  return desk_outbox_get_pending (test->fixture->outbox) == test->expected;
}

static DeskOutboxEntry *
wait_entry (Test *test)
{
  GListModel *outbox = G_LIST_MODEL (test->fixture->outbox);

  test->expected = 1;
  crm_test_wait_until (has_pending, test, DEADLINE);
  return g_list_model_get_item (outbox, g_list_model_get_n_items (outbox) - 1);
}

static void
test_edit_phone (void)
{
  Test test = { 0 };
  DeskFieldRow *row;
  g_autoptr (DeskOutboxEntry) entry = NULL;
  CrmCommand *command;

  open_card (&test, KAPELKIN);
  row = wait_row (&test, "+7 900 555-01-23");
  desk_field_row_begin (row);
  desk_field_row_type (row, "8 (900) 555-99");
  g_assert_nonnull (desk_field_row_get_error (row));
  g_assert_false (desk_field_row_end (row, TRUE));
  desk_field_row_type (row, "8 (900) 555-99-01");
  g_assert_null (desk_field_row_get_error (row));
  g_assert_true (desk_field_row_end (row, TRUE));
  entry = wait_entry (&test);
  command = desk_outbox_entry_get_command (entry);
  g_assert_cmpstr (crm_command_get_name (command), ==, "contact-point.update");
  g_assert_cmpstr (crm_field_set_get (crm_command_get_set (command), CRM_CONTACT_POINT_VALUE), ==,
                   "+79005559901");
  g_assert_cmpstr (crm_field_set_get (crm_command_get_was (command), CRM_CONTACT_POINT_VALUE), ==,
                   "+79005550123");
  g_assert_true (wait_row (&test, "+7 900 555-99-01") == row);
  ui_fixture_free (test.fixture);
}

/* Who clicks into the next field has finished with this one. */
static void
test_leave (void)
{
  Test test = { 0 };
  DeskFieldRow *row;
  g_autoptr (DeskOutboxEntry) entry = NULL;
  CrmCommand *command;

  open_card (&test, KAPELKIN);
  wait_row (&test, "Капелькин");
  row = find_row (test.card, "First name", NULL);
  desk_field_row_begin (row);
  desk_field_row_type (row, "Пётр Первый");
  desk_field_row_begin (find_row (test.card, "Last name", NULL));
  g_assert_false (desk_field_row_is_editing (row));
  entry = wait_entry (&test);
  command = desk_outbox_entry_get_command (entry);
  g_assert_cmpstr (crm_field_set_get (crm_command_get_set (command), CRM_CUSTOMER_FIRST_NAME), ==,
                   "Пётр Первый");
  ui_fixture_free (test.fixture);
}

static void
test_edit_birth (void)
{
  Test test = { 0 };
  DeskFieldRow *row;
  g_autoptr (DeskOutboxEntry) entry = NULL;

  open_card (&test, 1);
  wait_row (&test, "Дождинкин");
  row = find_row (test.card, "Birth", NULL);
  desk_field_row_begin (row);
  desk_field_row_type (row, "31.02.1990");
  g_assert_cmpstr (desk_field_row_get_error (row), ==, "Write the date like 14.03.1987");
  desk_field_row_type (row, "1.2.2190");
  g_assert_cmpstr (desk_field_row_get_error (row), ==, "The birth date is in the future");
  desk_field_row_type (row, "1.2.1990");
  g_assert_true (desk_field_row_end (row, TRUE));
  entry = wait_entry (&test);
  g_assert_cmpstr (crm_field_set_get (crm_command_get_set (desk_outbox_entry_get_command (entry)),
                                      CRM_CUSTOMER_BIRTH_DATE),
                   ==, "1990-02-01");
  ui_fixture_free (test.fixture);
}

static void
test_unchanged (void)
{
  Test test = { 0 };
  DeskFieldRow *row;

  open_card (&test, 3);
  row = wait_row (&test, "Кувшинкина");
  desk_field_row_begin (row);
  desk_field_row_type (row, "Кувшинкина-Лужина");
  desk_field_row_end (row, FALSE);
  g_assert_cmpstr (desk_field_row_get_text (row), ==, "Кувшинкина");
  desk_field_row_begin (row);
  g_assert_true (desk_field_row_end (row, TRUE));
  crm_test_drain ();
  g_assert_cmpuint (desk_outbox_get_pending (test.fixture->outbox), ==, 0);
  ui_fixture_free (test.fixture);
}

static void
test_edit_and_undo (void)
{
  Test test = { 0 };
  DeskFieldRow *row;
  g_autoptr (DeskOutboxEntry) entry = NULL;

  open_card (&test, 5);
  row = wait_row (&test, "Льдинкина");
  desk_field_row_begin (row);
  desk_field_row_type (row, "Зимина");
  g_assert_true (desk_field_row_end (row, TRUE));
  entry = wait_entry (&test);
  wait_row (&test, "Зимина");
  crm_test_drain ();
  gtk_widget_activate_action (GTK_WIDGET (test.window), "win.undo", NULL);
  wait_row (&test, "Льдинкина");
  test.expected = 0;
  crm_test_wait_until (has_pending, &test, DEADLINE);
  ui_fixture_free (test.fixture);
}

static gboolean
has_problem (gpointer data)
{
  Test *test = data;
  DeskFieldRow *row;

  test->card = ui_find_widget (GTK_WIDGET (test->window), DESK_TYPE_CUSTOMER_PAGE);
  row = test->card == NULL ? NULL : find_row (test->card, "INN", NULL);
  return row != NULL && (desk_field_row_get_problem (row) != NULL) == (test->expected == 1);
}

/* An INN that a client of an older version sent: the server refuses, the text stays. */
static void
take_all (Test *test)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) sent = NULL;
  g_autoptr (GError) error = NULL;

  desk_outbox_take_async (test->fixture->outbox, 100, NULL, crm_test_take_result, &result);
  result = crm_test_wait_result (&result, DEADLINE);
  sent = desk_outbox_take_finish (test->fixture->outbox, result, &error);
  g_assert_no_error (error);
}

/* All of it is on its way to the server each time, so each way back is a command of its own. */
static void
test_undo_again (void)
{
  Test test = { 0 };
  DeskFieldRow *row;
  g_autoptr (DeskOutboxEntry) entry = NULL;

  open_card (&test, 5);
  row = wait_row (&test, "Льдинкина");
  desk_field_row_begin (row);
  desk_field_row_type (row, "Зимина");
  g_assert_true (desk_field_row_end (row, TRUE));
  entry = wait_entry (&test);
  crm_test_drain ();
  for (guint i = 0; i < 2; i++)
    {
      wait_row (&test, "Зимина");
      take_all (&test);
      gtk_widget_activate_action (GTK_WIDGET (test.window), "win.undo", NULL);
      wait_row (&test, "Льдинкина");
      take_all (&test);
      gtk_widget_activate_action (GTK_WIDGET (test.window), "win.redo", NULL);
    }
  wait_row (&test, "Зимина");
  ui_fixture_free (test.fixture);
}

static void
test_rejected (void)
{
  Test test = { 0 };
  DeskFieldRow *row;
  g_autofree char *command = NULL;
  g_autoptr (DeskOutboxEntry) entry = NULL;

  test.fixture = ui_fixture_new (N_CUSTOMERS);
  command =
      ui_fixture_submit (test.fixture, ui_fixture_make_edit (7, CRM_CUSTOMER_INN, "500100732250"));
  ui_fixture_reject (test.fixture, command, "/set/inn", "checksum");
  open_card (&test, 7);
  test.expected = 1;
  crm_test_wait_until (has_problem, &test, DEADLINE);
  row = find_row (test.card, "INN", NULL);
  g_assert_cmpstr (desk_field_row_get_text (row), ==, "500100732250");
  g_assert_cmpstr (desk_field_row_get_problem (row), ==,
                   "The check digits do not match: a digit is mistyped");
  desk_field_row_begin (row);
  desk_field_row_type (row, "500100732259");
  g_assert_null (desk_field_row_get_error (row));
  g_assert_true (desk_field_row_end (row, TRUE));
  entry = wait_entry (&test);
  g_assert_cmpuint (desk_outbox_get_rejected (test.fixture->outbox), ==, 0);
  g_assert_cmpstr (crm_field_set_get (crm_command_get_set (desk_outbox_entry_get_command (entry)),
                                      CRM_CUSTOMER_INN),
                   ==, "500100732259");
  test.expected = 0;
  crm_test_wait_until (has_problem, &test, DEADLINE);
  ui_fixture_free (test.fixture);
}

static void
test_rejected_discard (void)
{
  Test test = { 0 };
  DeskFieldRow *row;
  g_autofree char *command = NULL;

  test.fixture = ui_fixture_new (N_CUSTOMERS);
  command =
      ui_fixture_submit (test.fixture, ui_fixture_make_edit (8, CRM_CUSTOMER_INN, "500100732250"));
  ui_fixture_reject (test.fixture, command, "/set/inn", "checksum");
  open_card (&test, 8);
  test.expected = 1;
  crm_test_wait_until (has_problem, &test, DEADLINE);
  row = find_row (test.card, "INN", NULL);
  g_signal_emit_by_name (row, "problem-discarded");
  test.expected = 0;
  crm_test_wait_until (has_problem, &test, DEADLINE);
  g_assert_null (desk_field_row_get_text (row));
  g_assert_cmpuint (desk_outbox_get_rejected (test.fixture->outbox), ==, 0);
  ui_fixture_free (test.fixture);
}

/* A refused creation is corrected in its place: still one creation, with all that was typed. */
static void
test_rejected_creation (void)
{
  Test test = { 0 };
  DeskFieldRow *row;
  const char *id = "01980000-0009-7000-8000-0000000000aa";
  g_autoptr (CrmFieldSet) set = crm_field_set_new (&crm_customer_kind);
  g_autoptr (DeskOutboxEntry) entry = NULL;
  g_autofree char *command = NULL;
  CrmCommand *corrected;

  test.fixture = ui_fixture_new (N_CUSTOMERS);
  crm_field_set_put (set, CRM_CUSTOMER_TYPE, "person");
  crm_field_set_put (set, CRM_CUSTOMER_LAST_NAME, "Облачкова");
  crm_field_set_put (set, CRM_CUSTOMER_INN, "500100732250");
  command = ui_fixture_submit (test.fixture, crm_command_new_create (&crm_customer_kind, id, set));
  ui_fixture_reject (test.fixture, command, "/set/inn", "checksum");
  test.window = ui_fixture_open (test.fixture);
  desk_window_open (test.window, "customers", id);
  test.expected = 1;
  crm_test_wait_until (has_problem, &test, DEADLINE);
  row = find_row (test.card, "INN", NULL);
  desk_field_row_begin (row);
  desk_field_row_type (row, "500100732259");
  g_assert_true (desk_field_row_end (row, TRUE));
  entry = wait_entry (&test);
  corrected = desk_outbox_entry_get_command (entry);
  g_assert_cmpint (crm_command_get_verb (corrected), ==, CRM_VERB_CREATE);
  g_assert_cmpstr (crm_field_set_get (crm_command_get_set (corrected), CRM_CUSTOMER_LAST_NAME), ==,
                   "Облачкова");
  g_assert_cmpstr (crm_field_set_get (crm_command_get_set (corrected), CRM_CUSTOMER_INN), ==,
                   "500100732259");
  ui_fixture_free (test.fixture);
}

static gboolean
has_draft (gpointer data)
{
  Test *test = data;
  g_autofree char *draft = desk_outbox_dup_draft (test->fixture->outbox, test->text);

  return draft != NULL;
}

static gboolean
lacks_draft (gpointer data)
{
  return !has_draft (data);
}

/* Half a date, then the window is gone; the next one offers it. */
static void
test_draft (void)
{
  Test test = { 0 };
  DeskFieldRow *row;
  g_autofree char *id = ui_fixture_dup_customer (10);
  g_autofree char *key = g_strdup_printf ("customer:%s:birth_date", id);

  open_card (&test, 10);
  wait_row (&test, "Рябинкин");
  row = find_row (test.card, "Birth", NULL);
  desk_field_row_begin (row);
  desk_field_row_type (row, "03.10.19");
  desk_field_row_type (row, "03.10.1");
  test.text = key;
  crm_test_wait_until (has_draft, &test, DEADLINE);
  test.fixture = ui_fixture_restart (test.fixture);
  g_assert_true (has_draft (&test));
  open_card (&test, 10);
  wait_row (&test, "Рябинкин");
  row = find_row (test.card, "Birth", NULL);
  g_assert_nonnull (ui_find_text (test.card, "03.10.1"));
  g_assert_nonnull (ui_find_text (test.card, "draft"));
  g_assert_cmpuint (desk_outbox_get_pending (test.fixture->outbox), ==, 0);
  desk_field_row_begin (row);
  desk_field_row_end (row, FALSE);
  g_assert_null (ui_find_text (test.card, "draft"));
  ui_fixture_free (test.fixture);
}

/* Of the contacts of the card. */
static GtkWidget *
get_contact_list (Test *test)
{
  return ui_find_widget (ui_find_widget (test->card, DESK_TYPE_CUSTOMER_CONTACTS),
                         GTK_TYPE_LIST_BOX);
}

/* The one before the row that adds. */
static DeskFieldRow *
get_new_contact (Test *test)
{
  GtkWidget *add = gtk_widget_get_last_child (get_contact_list (test));

  return DESK_FIELD_ROW (gtk_widget_get_prev_sibling (add));
}

/* @type by its place in the menu. */
static void
begin_contact (Test *test, int type)
{
  GtkWidget *list = get_contact_list (test);
  GtkWidget *add = gtk_widget_get_last_child (list);
  GtkWidget *types;

  g_signal_emit_by_name (list, "row-activated", add);
  types = ui_find_widget (add, GTK_TYPE_LIST_BOX);
  g_signal_emit_by_name (types, "row-activated",
                         gtk_list_box_get_row_at_index (GTK_LIST_BOX (types), type));
}

/* Half an address of a contact that does not exist yet, then the window is gone. */
static void
test_new_contact (void)
{
  Test test = { 0 };
  DeskFieldRow *row;
  g_autoptr (DeskOutboxEntry) entry = NULL;
  g_autofree char *id = ui_fixture_dup_customer (10);
  g_autofree char *key = g_strdup_printf ("customer:%s:new-contact", id);
  CrmFieldSet *set;

  open_card (&test, 10);
  wait_row (&test, "Рябинкин");
  begin_contact (&test, 1);
  desk_field_row_type (get_new_contact (&test), "pochta@");
  test.text = key;
  crm_test_wait_until (has_draft, &test, DEADLINE);
  test.fixture = ui_fixture_restart (test.fixture);
  open_card (&test, 10);
  wait_row (&test, "Рябинкин");
  row = get_new_contact (&test);
  g_assert_nonnull (ui_find_text (GTK_WIDGET (row), "pochta@"));
  desk_field_row_begin (row);
  desk_field_row_type (row, "pochta@example.org");
  g_assert_true (desk_field_row_end (row, TRUE));
  entry = wait_entry (&test);
  set = crm_command_get_set (desk_outbox_entry_get_command (entry));
  g_assert_cmpstr (crm_field_set_get (set, CRM_CONTACT_POINT_TYPE), ==, "email");
  g_assert_cmpstr (crm_field_set_get (set, CRM_CONTACT_POINT_VALUE), ==, "pochta@example.org");
  g_assert_cmpstr (crm_field_set_get (set, CRM_CONTACT_POINT_CUSTOMER), ==, id);
  test.text = key;
  crm_test_wait_until (lacks_draft, &test, DEADLINE);
  ui_fixture_free (test.fixture);
}

static gboolean
shows_text (gpointer data)
{
  Test *test = data;

  return ui_find_text (GTK_WIDGET (test->window), test->text) != NULL;
}

static void
limit_files (rlim_t limit)
{
  struct rlimit now;

  getrlimit (RLIMIT_FSIZE, &now);
  now.rlim_cur = limit == RLIM_INFINITY ? now.rlim_max : limit;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &now), ==, 0);
}

static void
wait_refusal (Test *test, const char *text)
{
  test->text = text;
  crm_test_wait_until (shows_text, test, DEADLINE);
  g_test_assert_expected_messages ();
  g_assert_nonnull (ui_find_text (test->card, "draft"));
}

/* The disk is full: nothing is stored, and nothing of what was typed goes from the screen. */
static void
test_full_disk (void)
{
  Test test = { 0 };
  DeskFieldRow *row;

  signal (SIGXFSZ, SIG_IGN);
  open_card (&test, 10);
  wait_row (&test, "Рябинкин");
  row = find_row (test.card, "First name", NULL);
  limit_files (0);
  g_test_expect_message ("desk-store", G_LOG_LEVEL_MESSAGE, "*reserve is given up*");
  g_test_expect_message ("desk-store", G_LOG_LEVEL_MESSAGE, "Only the outbox is written*");
  g_test_expect_message (NULL, G_LOG_LEVEL_WARNING, "Cannot store a command*");
  desk_field_row_begin (row);
  desk_field_row_type (row, "Полный");
  desk_field_row_end (row, TRUE);
  wait_refusal (&test, "Полный");
  limit_files (RLIM_INFINITY);
  g_assert_cmpuint (desk_outbox_get_pending (test.fixture->outbox), ==, 0);
  ui_fixture_free (test.fixture);
}

static void
test_address (void)
{
  CrmRecord *record = crm_record_new (&crm_customer_kind, "01980000-0001-7000-8000-000000000099");
  g_autoptr (CrmFieldSet) set = crm_field_set_new (&crm_customer_kind);

  crm_record_set_text (record, CRM_CUSTOMER_ADDRESS_CITY, "Москва");
  crm_record_set_text (record, CRM_CUSTOMER_ADDRESS_STREET, "Лесная ул.");
  g_assert_null (desk_customer_parse_address (record, CRM_CUSTOMER_ADDRESS_TEXT,
                                              "Москва, Садовая ул., 3", set));
  g_assert_cmpstr (crm_field_set_get (set, CRM_CUSTOMER_ADDRESS_TEXT), ==,
                   "Москва, Садовая ул., 3");
  g_assert_false (crm_field_set_has (set, CRM_CUSTOMER_ADDRESS_CITY));
  g_assert_true (crm_field_set_has (set, CRM_CUSTOMER_ADDRESS_STREET));
  g_assert_null (crm_field_set_get (set, CRM_CUSTOMER_ADDRESS_STREET));
  g_object_unref (record);
}

#define EIGHTY "01234567890123456789012345678901234567890123456789012345678901234567890123456789"

static void
test_history (void)
{
  Test test = { 0 };

  open_card (&test, KAPELKIN);
  test.text = "Client created · Анна Ливнева";
  crm_test_wait_until (shows_text, &test, DEADLINE);
  test.text = "now “сайт”";
  crm_test_wait_until (shows_text, &test, DEADLINE);
  test.text = "Street: was “Пробный пер.”, now “Тестовая ул.”\nHouse: was “3”, now “12”";
  crm_test_wait_until (shows_text, &test, DEADLINE);
  /* Three lines of 80 characters, cut and in one. */
  test.text = "now “" EIGHTY " " EIGHTY " 012345678901234567890123456789012345678901234567890123456"
              "789012345678901234567…”";
  crm_test_wait_until (shows_text, &test, DEADLINE);
  ui_fixture_free (test.fixture);
}

static void
test_conflict_notice (void)
{
  Test test = { 0 };

  open_card (&test, 11);
  test.text = "Decide";
  crm_test_wait_until (shows_text, &test, DEADLINE);
  ui_fixture_free (test.fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/customer-page/edit-phone", test_edit_phone);
  g_test_add_func ("/customer-page/leave", test_leave);
  g_test_add_func ("/customer-page/edit-birth", test_edit_birth);
  g_test_add_func ("/customer-page/unchanged", test_unchanged);
  g_test_add_func ("/customer-page/edit-and-undo", test_edit_and_undo);
  g_test_add_func ("/customer-page/undo-again", test_undo_again);
  g_test_add_func ("/customer-page/rejected", test_rejected);
  g_test_add_func ("/customer-page/rejected-discard", test_rejected_discard);
  g_test_add_func ("/customer-page/rejected-creation", test_rejected_creation);
  g_test_add_func ("/customer-page/draft", test_draft);
  g_test_add_func ("/customer-page/new-contact", test_new_contact);
  g_test_add_func ("/customer-page/full-disk", test_full_disk);
  g_test_add_func ("/customer-page/address", test_address);
  g_test_add_func ("/customer-page/history", test_history);
  g_test_add_func ("/customer-page/conflict-notice", test_conflict_notice);
  return g_test_run ();
}
