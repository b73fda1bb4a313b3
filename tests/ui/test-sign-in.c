/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The way in, against a real server: the certificate question, a wrong password, nobody there,
 * another certificate, too many attempts, the first run, the next start. */

#include "client/sync/desk-http-transport.h"
#include "shared/base/crm-id.h"
#include "shared/customers/crm-customer.h"
#include "tests/lib/crm-test.h"
#include "tests/lib/temp-hub.h"
#include "ui-fixture.h"

#define DEADLINE 60000
#define PASSWORD "correct horse 7"

typedef struct
{
  TempHub *hub;
  DeskApplication *application;
  DeskSignInPage *page; /* borrowed, of the sign-in window */
} Fixture;

static gboolean
set_up (Fixture *fixture)
{
  DeskAccount *account;
  g_autofree char *id = NULL;

  fixture->hub = temp_hub_new ();
  if (fixture->hub == NULL)
    return FALSE;
  id = temp_hub_add_user (fixture->hub, "anna", PASSWORD, "agent", "Розница");
  fixture->application = ui_make_application ();
  account = desk_application_get_account (fixture->application);
  g_assert_true (desk_account_set (account, "user-id", NULL, NULL));
  g_assert_true (desk_account_set (account, "fingerprint", NULL, NULL));
  g_assert_true (desk_account_set (account, "server", temp_hub_get_url (fixture->hub), NULL));
  g_application_activate (G_APPLICATION (fixture->application));
  g_assert_nonnull (desk_application_get_sign_in_window (fixture->application));
  fixture->page =
      desk_sign_in_window_get_page (desk_application_get_sign_in_window (fixture->application));
  return TRUE;
}

static void
tear_down (Fixture *fixture)
{
  GList *windows;

  if (fixture->hub == NULL)
    return;
  while ((windows = gtk_application_get_windows (GTK_APPLICATION (fixture->application))) != NULL)
    gtk_window_destroy (windows->data);
  crm_test_drain ();
  g_signal_emit_by_name (fixture->application, "shutdown");
  crm_test_assert_finalized (fixture->application);
  temp_hub_free (fixture->hub);
}

static AdwMessageDialog *
find_dialog (void)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *l = windows; l != NULL; l = l->next)
    if (ADW_IS_MESSAGE_DIALOG (l->data) && gtk_widget_get_mapped (l->data))
      return l->data;
  return NULL;
}

static gboolean
has_dialog (gpointer data)
{
  return find_dialog () != NULL;
}

static void
answer (const char *response)
{
  AdwMessageDialog *dialog;

  crm_test_wait_until (has_dialog, NULL, DEADLINE);
  dialog = find_dialog ();
  adw_message_dialog_response (dialog, response);
  gtk_window_destroy (GTK_WINDOW (dialog));
  crm_test_drain ();
}

static gboolean
is_idle (gpointer data)
{
  return !desk_sign_in_page_is_busy (data);
}

static void
try_password (Fixture *fixture, const char *password)
{
  desk_sign_in_page_fill (fixture->page, "anna", password);
  desk_sign_in_page_submit (fixture->page, NULL);
  crm_test_wait_until (is_idle, fixture->page, DEADLINE);
}

static gboolean
has_window (gpointer data)
{
  return desk_application_get_window (data) != NULL &&
         gtk_widget_get_mapped (GTK_WIDGET (desk_application_get_window (data)));
}

/* Past the first run, however fast it was. */
static gboolean
gets_on (gpointer data)
{
  DeskSignInWindow *window = desk_application_get_sign_in_window (data);

  if (window != NULL && ui_find_text (GTK_WIDGET (window), "Start Working") != NULL)
    g_signal_emit_by_name (window, "start");
  return has_window (data);
}

static void
test_first_day (void)
{
  Fixture fixture = { NULL };
  DeskAccount *account;

  if (!set_up (&fixture))
    return;
  account = desk_application_get_account (fixture.application);

  /* Nothing is sent before the person agreed to the certificate. */
  try_password (&fixture, PASSWORD);
  answer ("cancel");
  g_assert_null (desk_account_get_user_id (account));

  try_password (&fixture, "wrong");
  answer ("trust");
  crm_test_wait_until (is_idle, fixture.page, DEADLINE);
  g_assert_cmpstr (desk_sign_in_page_get_message (fixture.page), ==,
                   "The login or the password is wrong.");
  g_assert_null (desk_account_get_user_id (account));

  /* The same certificate is no question any more. */
  try_password (&fixture, PASSWORD);
  crm_test_wait_until (gets_on, fixture.application, DEADLINE);
  g_assert_nonnull (desk_account_get_user_id (account));
  g_assert_nonnull (desk_account_get_fingerprint (account));
  g_assert_null (desk_application_get_sign_in_window (fixture.application));
  g_assert_nonnull (
      ui_find_text (GTK_WIDGET (desk_application_get_window (fixture.application)), "Clients"));
  tear_down (&fixture);
}

/* Signed in yesterday: the window is there although nobody answers. */
static void
test_next_start (void)
{
  Fixture fixture = { NULL };
  g_autoptr (DeskApplication) next = NULL;
  GList *windows;

  if (!set_up (&fixture))
    return;
  try_password (&fixture, PASSWORD);
  answer ("trust");
  crm_test_wait_until (gets_on, fixture.application, DEADLINE);
  gtk_window_destroy (GTK_WINDOW (desk_application_get_window (fixture.application)));
  g_signal_emit_by_name (fixture.application, "shutdown");
  crm_test_assert_finalized (fixture.application);
  temp_hub_stop (fixture.hub);

  next = ui_make_application ();
  g_application_activate (G_APPLICATION (next));
  g_assert_null (desk_application_get_sign_in_window (next));
  crm_test_wait_until (has_window, next, DEADLINE);
  while ((windows = gtk_application_get_windows (GTK_APPLICATION (next))) != NULL)
    gtk_window_destroy (windows->data);
  crm_test_drain ();
  g_signal_emit_by_name (next, "shutdown");
  temp_hub_free (fixture.hub);
}

static gboolean
waits_to_go (gpointer data)
{
  return desk_outbox_get_pending (data) > 0;
}

static gboolean
is_gone (gpointer data)
{
  return desk_outbox_get_pending (data) == 0;
}

static gboolean
asks_again (gpointer data)
{
  return desk_application_get_sign_in_window (data) != NULL &&
         desk_application_get_window (data) == NULL;
}

static DeskOutbox *
get_outbox (DeskApplication *application)
{
  return desk_context_get_outbox (
      desk_workspace_get_context (desk_application_get_workspace (application)));
}

static void
submit_customer (DeskApplication *application)
{
  g_autoptr (CrmFieldSet) set = crm_field_set_new (&crm_customer_kind);
  g_autoptr (GPtrArray) commands = g_ptr_array_new ();
  g_autoptr (CrmCommand) command = NULL;
  g_autofree char *id = crm_id_new ();

  crm_field_set_put (set, CRM_CUSTOMER_TYPE, "person");
  crm_field_set_put (set, CRM_CUSTOMER_LAST_NAME, "Ручейкова");
  command = crm_command_new_create (&crm_customer_kind, id, set);
  g_ptr_array_add (commands, command);
  desk_outbox_submit_async (get_outbox (application), commands, NULL, NULL, NULL);
  crm_test_wait_until (waits_to_go, get_outbox (application), DEADLINE);
}

/* Whoever leaves with unsent changes is told how many, may stay, and finds them again. */
static void
test_sign_out_unsent (void)
{
  Fixture fixture = { NULL };
  GActionGroup *actions;

  if (!set_up (&fixture))
    return;
  actions = G_ACTION_GROUP (fixture.application);
  try_password (&fixture, PASSWORD);
  answer ("trust");
  crm_test_wait_until (gets_on, fixture.application, DEADLINE);
  temp_hub_stop (fixture.hub);
  submit_customer (fixture.application);

  g_action_group_activate_action (actions, "sign-out", NULL);
  crm_test_wait_until (has_dialog, NULL, DEADLINE);
  g_assert_cmpstr (adw_message_dialog_get_heading (find_dialog ()), ==,
                   "1 change is not on the server yet");
  answer ("stay");
  g_assert_nonnull (desk_application_get_window (fixture.application));
  g_action_group_activate_action (actions, "sign-out", NULL);
  answer ("sign-out");
  crm_test_wait_until (asks_again, fixture.application, DEADLINE);

  temp_hub_start (fixture.hub);
  fixture.page =
      desk_sign_in_window_get_page (desk_application_get_sign_in_window (fixture.application));
  try_password (&fixture, PASSWORD);
  crm_test_wait_until (gets_on, fixture.application, DEADLINE);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (get_outbox (fixture.application))), <=,
                    1);
  crm_test_wait_until (is_gone, get_outbox (fixture.application), DEADLINE);
  g_assert_cmpuint (desk_outbox_get_rejected (get_outbox (fixture.application)), ==, 0);
  tear_down (&fixture);
}

static void
test_unreachable (void)
{
  Fixture fixture = { NULL };

  if (!set_up (&fixture))
    return;
  temp_hub_stop (fixture.hub);
  try_password (&fixture, PASSWORD);
  g_assert_nonnull (strstr (desk_sign_in_page_get_message (fixture.page), "does not answer"));
  temp_hub_start (fixture.hub);
  tear_down (&fixture);
}

static void
test_changed_certificate (void)
{
  Fixture fixture = { NULL };
  DeskAccount *account;

  if (!set_up (&fixture))
    return;
  account = desk_application_get_account (fixture.application);
  g_assert_true (desk_account_set (account, "fingerprint",
                                   "00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:"
                                   "00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF",
                                   NULL));
  try_password (&fixture, PASSWORD);
  crm_test_wait_until (has_dialog, NULL, DEADLINE);
  g_assert_false (adw_message_dialog_get_response_enabled (find_dialog (), "trust"));
  g_assert_nonnull (strstr (desk_sign_in_page_get_message (fixture.page), "another certificate"));

  /* Whoever knows the new fingerprint from the administrator may go on. */
  gtk_editable_set_text (GTK_EDITABLE (
                             ui_find_widget (GTK_WIDGET (find_dialog ()), GTK_TYPE_ENTRY)),
                         temp_hub_get_fingerprint (fixture.hub));
  g_assert_true (adw_message_dialog_get_response_enabled (find_dialog (), "trust"));
  answer ("cancel");
  g_assert_null (desk_account_get_user_id (account));
  tear_down (&fixture);
}

static void
test_too_many (void)
{
  Fixture fixture = { NULL };
  const char *message = NULL;

  if (!set_up (&fixture))
    return;
  for (guint i = 0; i < 12; i++)
    {
      desk_sign_in_page_fill (fixture.page, "anna", "wrong");
      desk_sign_in_page_submit (fixture.page, temp_hub_get_fingerprint (fixture.hub));
      crm_test_wait_until (is_idle, fixture.page, DEADLINE);
      message = desk_sign_in_page_get_message (fixture.page);
      if (message != NULL && strstr (message, "Too many attempts") != NULL)
        break;
    }
  g_assert_nonnull (message);
  g_assert_nonnull (strstr (message, "Too many attempts"));
  tear_down (&fixture);
}

static void
test_bad_address (void)
{
  Fixture fixture = { NULL };
  GtkWidget *row;

  if (!set_up (&fixture))
    return;
  g_signal_emit_by_name (ui_find_text (GTK_WIDGET (desk_application_get_sign_in_window (
                                           fixture.application)),
                                       "Another Server"),
                         "clicked");
  row = ui_find_widget (GTK_WIDGET (fixture.page), ADW_TYPE_ENTRY_ROW);
  gtk_editable_set_text (GTK_EDITABLE (row), "http://zontik.example");
  try_password (&fixture, PASSWORD);
  g_assert_nonnull (strstr (desk_sign_in_page_get_message (fixture.page), "not the address"));
  g_assert_true (gtk_widget_has_css_class (row, "error"));
  tear_down (&fixture);
}

int
main (int argc, char **argv)
{
  g_autofree char *keyring = NULL;

  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  /* libsecret's own file instead of a keyring service. */
  keyring = g_build_filename (g_get_user_data_dir (), "test.keyring", NULL);
  g_setenv ("SECRET_BACKEND", "file", TRUE);
  g_setenv ("SECRET_FILE_TEST_PATH", keyring, TRUE);
  g_setenv ("SECRET_FILE_TEST_PASSWORD", "test", TRUE);
  g_test_add_func ("/ui/sign-in/first-day", test_first_day);
  g_test_add_func ("/ui/sign-in/next-start", test_next_start);
  g_test_add_func ("/ui/sign-in/unreachable", test_unreachable);
  g_test_add_func ("/ui/sign-in/sign-out-unsent", test_sign_out_unsent);
  g_test_add_func ("/ui/sign-in/changed-certificate", test_changed_certificate);
  g_test_add_func ("/ui/sign-in/too-many", test_too_many);
  g_test_add_func ("/ui/sign-in/bad-address", test_bad_address);
  return g_test_run ();
}
