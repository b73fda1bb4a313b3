/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One's own account: password, second factor, devices, what has to be changed first, the lock. */

#include <adwaita.h>

#include "admin-fixture.h"
#include "client/app/desk-account-page.h"
#include "client/ui/desk-device-list.h"
#include "client/ui/desk-form.h"
#include "client/ui/desk-qr-code.h"
#include "tests/lib/crm-test.h"

#define DEADLINE 20000
#define SESSIONS                                                                                   \
  "{\"sessions\":[{\"id\":\"01980000-0000-7000-8000-00000000f901\",\"device\":{\"id\":\"d1\","     \
  "\"name\":\"Desk\"},\"created_at\":\"2026-11-01T09:00:00Z\",\"seen_at\":\"2026-11-20T15:10:"     \
  "00Z\","                                                                                         \
  "\"current\":true},{\"id\":\"01980000-0000-7000-8000-00000000f902\",\"device\":{\"id\":\"d2\","  \
  "\"name\":\"Laptop\"},\"created_at\":\"2026-11-01T09:00:00Z\",\"seen_at\":\"2026-11-20T15:10:"   \
  "00Z\"}]}"

typedef struct
{
  AdminFixture *fixture;
  GtkWidget *window;
  DeskAccountPage *page;
  const char *method;
  const char *path;
  guint n_calls;
} Test;

static gboolean
is_called (gpointer data)
{
  Test *test = data;

  return admin_remote_count (test->fixture->remote, test->method, test->path) >= test->n_calls;
}

static void
wait_call (Test *test, const char *method, const char *path, guint n_calls)
{
  test->method = method;
  test->path = path;
  test->n_calls = n_calls;
  crm_test_wait_until (is_called, test, DEADLINE);
  crm_test_drain ();
}

static gboolean
has_form (gpointer data)
{
  return admin_find_form () != NULL;
}

static gboolean
has_no_form (gpointer data)
{
  return admin_find_form () == NULL;
}

static void
open_page (Test *test, const char *me)
{
  test->fixture = admin_fixture_new ("agent", 4);
  admin_remote_answer (test->fixture->remote, "GET", "/sessions", SESSIONS);
  admin_remote_answer (test->fixture->remote, "GET", "/me", me);
  test->window = adw_window_new ();
  test->page = DESK_ACCOUNT_PAGE (desk_account_page_new (test->fixture->ui->context));
  adw_window_set_content (ADW_WINDOW (test->window), GTK_WIDGET (test->page));
  gtk_window_set_default_size (GTK_WINDOW (test->window), 560, 620);
  gtk_window_present (GTK_WINDOW (test->window));
  ui_fixture_wait_frame (test->window);
  wait_call (test, "GET", "/me", 1);
}

static void
close_page (Test *test)
{
  gtk_window_destroy (GTK_WINDOW (test->window));
  crm_test_drain ();
  admin_fixture_free (test->fixture);
}

static void
test_password (void)
{
  Test test = { NULL };
  DeskForm *form;
  g_autofree char *body = NULL;

  open_page (&test, "{\"totp\":false}");
  form = DESK_FORM (desk_account_page_change_password (test.page));
  desk_form_set_value (form, "old", "old secret");
  desk_form_set_value (form, "new", "anna.livneva!");
  desk_form_set_value (form, "again", "anna.livneva?");
  desk_form_submit (form);
  g_assert_nonnull (desk_form_get_complaint (form, "again"));
  g_assert_cmpuint (admin_remote_count (test.fixture->remote, "POST", "/me/password"), ==, 0);

  /* What the server says against it comes to its field. */
  admin_remote_refuse (
      test.fixture->remote, "POST", "/me/password",
      "{\"code\":\"invalid\",\"errors\":[{\"pointer\":\"/new\",\"code\":\"contains-login\"}]}");
  desk_form_set_value (form, "again", "anna.livneva!");
  desk_form_submit (form);
  wait_call (&test, "POST", "/me/password", 1);
  g_assert_cmpstr (desk_form_get_complaint (form, "new"), ==, "The login must not be in it");
  body = admin_remote_dup_body (test.fixture->remote, "POST", "/me/password");
  g_assert_cmpstr (body, ==, "{\"new\":\"anna.livneva!\",\"old\":\"old secret\"}");

  admin_remote_answer (test.fixture->remote, "POST", "/me/password", "");
  desk_form_set_value (form, "new", "a long enough one");
  desk_form_set_value (form, "again", "a long enough one");
  desk_form_submit (form);
  wait_call (&test, "POST", "/me/password", 2);
  crm_test_wait_until (has_no_form, NULL, DEADLINE);
  close_page (&test);
}

static void
test_second_factor (void)
{
  Test test = { NULL };
  DeskForm *form;
  GtkWidget *code;

  open_page (&test, "{\"totp\":false}");
  admin_remote_answer (
      test.fixture->remote, "POST", "/me/totp",
      "{\"secret\":\"JBSWY3DPEHPK3PXP\",\"uri\":\"otpauth://totp/Zontik:anna?secret="
      "JBSWY3DPEHPK3PXP&issuer=Zontik\"}");
  desk_account_page_turn_on (test.page);
  crm_test_wait_until (has_form, NULL, DEADLINE);
  form = DESK_FORM (admin_find_form ());
  ui_fixture_wait_frame (GTK_WIDGET (form));
  code = ui_find_widget (GTK_WIDGET (form), DESK_TYPE_QR_CODE);
  g_assert_nonnull (code);
  g_assert_cmpint (desk_qr_code_get_width (DESK_QR_CODE (code)), >=, 21);
  g_assert_nonnull (ui_find_text (GTK_WIDGET (form), "JBSWY3DPEHPK3PXP"));

  admin_remote_refuse (
      test.fixture->remote, "POST", "/me/totp/confirm",
      "{\"code\":\"invalid\",\"errors\":[{\"pointer\":\"/code\",\"code\":\"wrong\"}]}");
  desk_form_set_value (form, "code", "000000");
  desk_form_submit (form);
  wait_call (&test, "POST", "/me/totp/confirm", 1);
  g_assert_nonnull (desk_form_get_complaint (form, "code"));

  admin_remote_answer (test.fixture->remote, "POST", "/me/totp/confirm",
                       "{\"recovery_codes\":[\"aaaaa-bbbbb\",\"ccccc-ddddd\"]}");
  admin_remote_answer (test.fixture->remote, "GET", "/me",
                       "{\"totp\":true,\"recovery_codes_left\":2}");
  desk_form_set_value (form, "code", "123456");
  desk_form_submit (form);
  wait_call (&test, "POST", "/me/totp/confirm", 2);
  wait_call (&test, "GET", "/me", 2);
  g_assert_nonnull (ui_find_text (GTK_WIDGET (form), "aaaaa-bbbbb   ccccc-ddddd"));
  g_assert_nonnull (ui_find_text (test.window, "On. 2 recovery codes are left."));
  gtk_window_close (GTK_WINDOW (form));
  crm_test_wait_until (has_no_form, NULL, DEADLINE);
  close_page (&test);
}

static void
test_devices (void)
{
  Test test = { NULL };
  GtkWidget *button;

  open_page (&test, "{\"totp\":false}");
  admin_remote_answer (test.fixture->remote, "DELETE", "/sessions/", "");
  wait_call (&test, "GET", "/sessions", 1);
  /* One's own is not ended here: that is signing out. */
  g_assert_nonnull (ui_find_text (test.window, "this computer"));
  button = ui_find_text (test.window, "Sign Out");
  g_assert_nonnull (button);
  g_signal_emit_by_name (gtk_widget_get_ancestor (button, GTK_TYPE_BUTTON), "clicked");
  wait_call (&test, "DELETE", "/sessions/01980000-0000-7000-8000-00000000f902", 1);
  wait_call (&test, "GET", "/sessions", 2);
  button = ui_find_text (test.window, "Sign Out Everywhere Else");
  g_signal_emit_by_name (gtk_widget_get_ancestor (button, GTK_TYPE_BUTTON), "clicked");
  wait_call (&test, "DELETE", "/sessions/others", 1);
  close_page (&test);
}

static void
count_cb (guint *n)
{
  (*n)++;
}

static void
test_must_change (void)
{
  AdminFixture *fixture = admin_fixture_new ("agent", 4);

  g_autoptr (GSimpleAction) sign_out = g_simple_action_new ("sign-out", NULL);
  guint n_asked = 0;
  GtkWidget *cancel;

  /* The fixture has no session that could end. */
  g_signal_connect_swapped (sign_out, "activate", G_CALLBACK (count_cb), &n_asked);
  g_action_map_add_action (G_ACTION_MAP (fixture->ui->application), G_ACTION (sign_out));
  admin_remote_answer (fixture->remote, "GET", "/me", "{\"must_change_password\":true}");
  ui_fixture_open (fixture->ui);
  desk_sync_status_set_state (fixture->ui->status, DESK_SYNC_BLOCKED);
  crm_test_wait_until (has_form, NULL, DEADLINE);
  /* Back to where somebody else signs in. */
  cancel = ui_find_text (admin_find_form (), "Cancel");
  g_signal_emit_by_name (gtk_widget_get_ancestor (cancel, GTK_TYPE_BUTTON), "clicked");
  crm_test_wait_until (has_no_form, NULL, DEADLINE);
  g_assert_cmpuint (n_asked, ==, 1);

  /* With a new password one stays. */
  admin_remote_answer (fixture->remote, "POST", "/me/password", "");
  desk_sync_status_set_state (fixture->ui->status, DESK_SYNC_IDLE);
  desk_sync_status_set_state (fixture->ui->status, DESK_SYNC_BLOCKED);
  crm_test_wait_until (has_form, NULL, DEADLINE);
  desk_form_set_value (DESK_FORM (admin_find_form ()), "old", "correct horse");
  desk_form_set_value (DESK_FORM (admin_find_form ()), "new", "another battery");
  desk_form_set_value (DESK_FORM (admin_find_form ()), "again", "another battery");
  desk_form_submit (DESK_FORM (admin_find_form ()));
  crm_test_wait_until (has_no_form, NULL, DEADLINE);
  g_assert_cmpuint (n_asked, ==, 1);
  admin_fixture_free (fixture);
}

static void
test_locked (void)
{
  AdminFixture *fixture = admin_fixture_new ("agent", 4);
  GtkWidget *window = GTK_WIDGET (ui_fixture_open (fixture->ui));

  g_assert_null (ui_find_text (window, "Locked"));
  g_object_set (fixture->ui->status, "locked", TRUE, NULL);
  ui_fixture_wait_frame (window);
  g_assert_nonnull (ui_find_text (window, "Locked"));
  g_object_set (fixture->ui->status, "locked", FALSE, NULL);
  ui_fixture_wait_frame (window);
  g_assert_null (ui_find_text (window, "Locked"));
  admin_fixture_free (fixture);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add_func ("/ui/account/password", test_password);
  g_test_add_func ("/ui/account/second-factor", test_second_factor);
  g_test_add_func ("/ui/account/devices", test_devices);
  g_test_add_func ("/ui/account/must-change", test_must_change);
  g_test_add_func ("/ui/account/locked", test_locked);
  return g_test_run ();
}
