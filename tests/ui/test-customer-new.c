/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The form for a new client: complaints in the rows, commands in one submission, the draft. */

#include <string.h>

#include "client/customers/desk-customer-new.h"
#include "client/customers/desk-draft-timer.h"
#include "shared/customers/crm-contact-point.h"
#include "shared/customers/crm-customer.h"
#include "tests/lib/crm-test.h"
#include "ui-fixture.h"

#define DEADLINE 20000

typedef struct
{
  UiFixture *fixture;
  DeskCustomerNew *form;
  char *created;
} Test;

static void
created_cb (DeskCustomerNew *form, const char *id, Test *test)
{
  g_assert_null (test->created);
  test->created = g_strdup (id);
}

static void
open_form (Test *test)
{
  if (test->fixture == NULL)
    test->fixture = ui_fixture_new (3);
  test->form = DESK_CUSTOMER_NEW (desk_customer_new_new (test->fixture->context));
  g_signal_connect (test->form, "created", G_CALLBACK (created_cb), test);
  gtk_window_present (GTK_WINDOW (test->form));
  ui_fixture_wait_frame (GTK_WIDGET (test->form));
}

static void
close_test (Test *test)
{
  if (test->form != NULL)
    gtk_window_destroy (GTK_WINDOW (test->form));
  crm_test_drain ();
  ui_fixture_free (test->fixture);
  g_free (test->created);
}

static gboolean
is_created (gpointer data)
{
  return ((Test *) data)->created != NULL;
}

static gboolean
has_draft (gpointer data)
{
  Test *test = data;
  g_autofree char *draft = desk_outbox_dup_draft (test->fixture->outbox, "new-customer");

  return draft != NULL && strstr (draft, "Облачк") != NULL;
}

static gboolean
has_no_draft (gpointer data)
{
  g_autofree char *draft = desk_outbox_dup_draft (((Test *) data)->fixture->outbox, "new-customer");

  return draft == NULL;
}

static const char *
type (Test *test, DeskCustomerFormRow row, const char *text)
{
  desk_customer_new_type (test->form, row, text);
  return desk_customer_new_get_error (test->form, row);
}

static void
test_complaints (void)
{
  g_autofree char *long_name = g_strnfill (101, 'a');
  Test test = { 0 };

  open_form (&test);
  g_assert_null (desk_customer_new_get_error (test.form, DESK_CUSTOMER_FORM_NAME));
  desk_customer_new_save (test.form);
  g_assert_cmpstr (desk_customer_new_get_error (test.form, DESK_CUSTOMER_FORM_NAME), ==,
                   "A last name or a phone is needed");
  g_assert_null (type (&test, DESK_CUSTOMER_FORM_NAME, "Облачкова Инна Сергеевна"));
  g_assert_nonnull (type (&test, DESK_CUSTOMER_FORM_PHONE, "8 900"));
  g_assert_null (type (&test, DESK_CUSTOMER_FORM_PHONE, "8 900 555-01-67"));
  g_assert_nonnull (type (&test, DESK_CUSTOMER_FORM_EMAIL, "oblachkova"));
  g_assert_null (type (&test, DESK_CUSTOMER_FORM_EMAIL, "oblachkova@example.com"));
  g_assert_nonnull (type (&test, DESK_CUSTOMER_FORM_BIRTH, "31.02.1987"));
  g_assert_null (type (&test, DESK_CUSTOMER_FORM_BIRTH, "14.03.1987"));
  g_assert_nonnull (type (&test, DESK_CUSTOMER_FORM_INN, "7707083893"));
  g_assert_nonnull (type (&test, DESK_CUSTOMER_FORM_NAME, long_name));
  desk_customer_new_save (test.form);
  g_assert_cmpuint (desk_outbox_get_pending (test.fixture->outbox), ==, 0);
  desk_customer_new_set_company (test.form, TRUE);
  g_assert_null (desk_customer_new_get_error (test.form, DESK_CUSTOMER_FORM_INN));
  g_assert_nonnull (desk_customer_new_get_error (test.form, DESK_CUSTOMER_FORM_COMPANY));
  type (&test, DESK_CUSTOMER_FORM_INN, "");
  close_test (&test);
}

static CrmCommand *
get_command (Test *test, guint index)
{
  g_autoptr (DeskOutboxEntry) entry =
      g_list_model_get_item (G_LIST_MODEL (test->fixture->outbox), index);

  return desk_outbox_entry_get_command (entry);
}

static void
test_create (void)
{
  Test test = { 0 };
  CrmFieldSet *set;

  open_form (&test);
  desk_customer_new_set_company (test.form, FALSE);
  type (&test, DESK_CUSTOMER_FORM_NAME, "Облачкова Инна Сергеевна");
  type (&test, DESK_CUSTOMER_FORM_PHONE, "8 900 555-01-67");
  type (&test, DESK_CUSTOMER_FORM_EMAIL, "oblachkova@example.com");
  type (&test, DESK_CUSTOMER_FORM_BIRTH, "14.03.1987");
  type (&test, DESK_CUSTOMER_FORM_NOTE, "Первая строка\nвторая");
  desk_customer_new_save (test.form);
  test.form = NULL;
  crm_test_wait_until (is_created, &test, DEADLINE);
  g_assert_cmpuint (desk_outbox_get_pending (test.fixture->outbox), ==, 3);
  set = crm_command_get_set (get_command (&test, 0));
  g_assert_cmpstr (crm_command_get_record (get_command (&test, 0)), ==, test.created);
  g_assert_cmpstr (crm_field_set_get (set, CRM_CUSTOMER_LAST_NAME), ==, "Облачкова");
  g_assert_cmpstr (crm_field_set_get (set, CRM_CUSTOMER_MIDDLE_NAME), ==, "Сергеевна");
  g_assert_cmpstr (crm_field_set_get (set, CRM_CUSTOMER_BIRTH_DATE), ==, "1987-03-14");
  g_assert_cmpstr (crm_field_set_get (set, CRM_CUSTOMER_NOTE), ==, "Первая строка\nвторая");
  g_assert_cmpstr (crm_field_set_get (set, CRM_CUSTOMER_OWNER), ==, UI_ME);
  set = crm_command_get_set (get_command (&test, 1));
  g_assert_cmpstr (crm_field_set_get (set, CRM_CONTACT_POINT_CUSTOMER), ==, test.created);
  g_assert_cmpstr (crm_field_set_get (set, CRM_CONTACT_POINT_VALUE), ==, "+79005550167");
  set = crm_command_get_set (get_command (&test, 2));
  g_assert_cmpstr (crm_field_set_get (set, CRM_CONTACT_POINT_TYPE), ==, "email");
  crm_test_wait_until (has_no_draft, &test, DEADLINE);
  close_test (&test);
}

/* The form is torn down in the middle of a word, the program ends, and begins again. */
static void
test_draft (void)
{
  Test test = { 0 };
  g_autofree char *name = NULL;
  g_autofree char *note = NULL;

  open_form (&test);
  type (&test, DESK_CUSTOMER_FORM_NOTE, "Звонила сама");
  type (&test, DESK_CUSTOMER_FORM_NAME, "Облачк");
  crm_test_wait_until (has_draft, &test, DEADLINE);
  gtk_window_destroy (GTK_WINDOW (test.form));
  crm_test_drain ();
  test.fixture = ui_fixture_restart (test.fixture);
  open_form (&test);
  g_assert_true (desk_customer_new_is_restored (test.form));
  name = desk_customer_new_dup_text (test.form, DESK_CUSTOMER_FORM_NAME);
  note = desk_customer_new_dup_text (test.form, DESK_CUSTOMER_FORM_NOTE);
  g_assert_cmpstr (name, ==, "Облачк");
  g_assert_cmpstr (note, ==, "Звонила сама");
  g_assert_nonnull (ui_find_text (GTK_WIDGET (test.form), "Draft restored"));
  close_test (&test);
}

static void
test_prefill (void)
{
  Test test = { 0 };
  g_autofree char *phone = NULL;
  g_autofree char *name = NULL;

  /* What was begun earlier steps aside and can be continued. */
  open_form (&test);
  type (&test, DESK_CUSTOMER_FORM_NAME, "Облачк");
  crm_test_wait_until (has_draft, &test, DEADLINE);
  gtk_window_destroy (GTK_WINDOW (test.form));
  open_form (&test);
  desk_customer_new_prefill (test.form, "+7 900 555");
  phone = desk_customer_new_dup_text (test.form, DESK_CUSTOMER_FORM_PHONE);
  name = desk_customer_new_dup_text (test.form, DESK_CUSTOMER_FORM_NAME);
  g_assert_cmpstr (phone, ==, "+7 900 555");
  g_assert_cmpstr (name, ==, "");
  g_assert_nonnull (ui_find_text (GTK_WIDGET (test.form), "Continue that one"));
  close_test (&test);
}

static gboolean
has_phone_draft (gpointer data)
{
  g_autofree char *draft = desk_outbox_dup_draft (((Test *) data)->fixture->outbox, "new-customer");

  return draft != NULL && strstr (draft, "555 01") != NULL;
}

/* Two clients are begun and the program ends: both come back. */
static void
test_two_drafts (void)
{
  Test test = { 0 };
  g_autofree char *phone = NULL;
  g_autofree char *name = NULL;
  GtkWidget *button;

  open_form (&test);
  type (&test, DESK_CUSTOMER_FORM_NAME, "Облачк");
  crm_test_wait_until (has_draft, &test, DEADLINE);
  gtk_window_destroy (GTK_WINDOW (test.form));
  open_form (&test);
  desk_customer_new_prefill (test.form, "+7 900 555");
  type (&test, DESK_CUSTOMER_FORM_PHONE, "+7 900 555 01");
  crm_test_wait_until (has_phone_draft, &test, DEADLINE);
  gtk_window_destroy (GTK_WINDOW (test.form));
  crm_test_drain ();
  test.fixture = ui_fixture_restart (test.fixture);
  open_form (&test);
  phone = desk_customer_new_dup_text (test.form, DESK_CUSTOMER_FORM_PHONE);
  g_assert_cmpstr (phone, ==, "+7 900 555 01");
  button = ui_find_text (GTK_WIDGET (test.form), "Continue that one");
  g_assert_nonnull (button);
  g_signal_emit_by_name (gtk_widget_get_ancestor (button, GTK_TYPE_BUTTON), "clicked");
  name = desk_customer_new_dup_text (test.form, DESK_CUSTOMER_FORM_NAME);
  g_assert_cmpstr (name, ==, "Облачк");
  g_assert_nonnull (ui_find_text (GTK_WIDGET (test.form), "Continue that one"));
  close_test (&test);
}

static gboolean
shows_same (gpointer data)
{
  return ui_find_text (GTK_WIDGET (((Test *) data)->form),
                       "Already there: Капелькин Семён Ильич") != NULL;
}

static void
test_same_phone (void)
{
  Test test = { 0 };

  open_form (&test);
  type (&test, DESK_CUSTOMER_FORM_PHONE, "8 (900) 555-01-23");
  crm_test_wait_until (shows_same, &test, DEADLINE);
  type (&test, DESK_CUSTOMER_FORM_PHONE, "8 (900) 555-01-2");
  g_assert_false (shows_same (&test));
  close_test (&test);
}

static void
count_cb (gpointer owner)
{
  (*(guint *) owner)++;
}

static gboolean
is_one (gpointer data)
{
  return *(guint *) data == 1;
}

/* What was stored early is not stored once more when its time comes: its owner may be gone. */
static void
test_draft_timer (void)
{
  DeskDraftTimer early = { 0 };
  DeskDraftTimer stopped = { 0 };
  DeskDraftTimer later = { 0 };
  guint n_early = 0, n_stopped = 0, n_later = 0;

  desk_draft_timer_flush (&early);
  desk_draft_timer_start (&early, count_cb, &n_early);
  desk_draft_timer_start (&early, count_cb, &n_early);
  desk_draft_timer_flush (&early);
  desk_draft_timer_flush (&early);
  g_assert_cmpuint (n_early, ==, 1);
  desk_draft_timer_start (&stopped, count_cb, &n_stopped);
  desk_draft_timer_stop (&stopped);
  desk_draft_timer_start (&later, count_cb, &n_later);
  crm_test_wait_until (is_one, &n_later, DEADLINE);
  g_assert_cmpuint (n_early, ==, 1);
  g_assert_cmpuint (n_stopped, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/customer-new/complaints", test_complaints);
  g_test_add_func ("/customer-new/create", test_create);
  g_test_add_func ("/customer-new/draft", test_draft);
  g_test_add_func ("/customer-new/draft-timer", test_draft_timer);
  g_test_add_func ("/customer-new/same-phone", test_same_phone);
  g_test_add_func ("/customer-new/prefill", test_prefill);
  g_test_add_func ("/customer-new/two-drafts", test_two_drafts);
  return g_test_run ();
}
