/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The window of administration as a person uses it, against a server that answers what the test
 * says. */

#include <adwaita.h>

#include "admin-fixture.h"
#include "client/admin/desk-people-page.h"
#include "client/ui/desk-form.h"
#include "shared/codec/crm-json.h"
#include "shared/record/crm-default-rights.h"
#include "tests/lib/crm-test.h"

#define DEADLINE 20000

typedef struct
{
  AdminFixture *fixture;
  DeskPeoplePage *page;
  DeskRightsMatrix *matrix;
  DeskRightsEditor *editor;
  const char *text;
  const char *method;
  const char *path;
  guint n_calls;
} Test;

static void
open_people (Test *test, const char *role)
{
  GtkWidget *window;

  test->fixture = admin_fixture_new (role, 12);
  admin_remote_answer (test->fixture->remote, "GET", "/admin/sessions", "{\"sessions\":[]}");
  window = GTK_WIDGET (admin_fixture_open (test->fixture));
  test->page = DESK_PEOPLE_PAGE (ui_find_widget (window, DESK_TYPE_PEOPLE_PAGE));
  g_assert_nonnull (test->page);
  test->matrix = desk_people_page_get_matrix (test->page);
  test->editor = desk_people_page_get_editor (test->page);
}

static void
close_people (Test *test)
{
  admin_fixture_free (test->fixture);
}

static const char *
get_cell_text (Test *test, const char *role, const char *subject, CrmAction action)
{
  GtkWidget *cell = desk_rights_matrix_get_cell (test->matrix, role, subject, action);

  g_assert_nonnull (cell);
  return gtk_label_get_label (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (cell))));
}

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
}

static gboolean
is_saved (gpointer data)
{
  return !desk_rights_editor_is_saving (((Test *) data)->editor);
}

static gboolean
shows_text (gpointer data)
{
  Test *test = data;

  return ui_find_text (GTK_WIDGET (test->fixture->window), test->text) != NULL;
}

static void
wait_text (Test *test, const char *text)
{
  test->text = text;
  crm_test_wait_until (shows_text, test, DEADLINE);
}

/* ---- who has it ---------------------------------------------------------------------------- */

static void
test_absent (void)
{
  AdminFixture *fixture = admin_fixture_new ("agent", 12);
  DeskWindow *window = ui_fixture_open (fixture->ui);

  gtk_widget_activate_action (GTK_WIDGET (window), "win.show-administration", NULL);
  crm_test_drain ();
  g_assert_cmpuint (g_list_model_get_n_items (gtk_window_get_toplevels ()), ==, 1);
  admin_fixture_free (fixture);
}

static void
test_sections (void)
{
  AdminFixture *fixture = admin_fixture_new ("administrator", 12);
  AdminFixture *other;
  DeskAdminWindow *window = admin_fixture_open (fixture);

  g_assert_cmpstr (desk_admin_window_get_shown (window), ==, "people");
  g_assert_true (desk_admin_window_show (window, "audit"));
  g_assert_cmpstr (desk_admin_window_get_shown (window), ==, "audit");
  desk_admin_window_find (window, "holid");
  g_assert_nonnull (ui_find_text (GTK_WIDGET (window), "Deputies"));
  ui_fixture_wait_frame (GTK_WIDGET (window));
  g_assert_null (ui_find_text (GTK_WIDGET (window), "Branches"));
  admin_fixture_free (fixture);

  /* A head sees the log of the branch and appoints deputies, nothing else. */
  other = admin_fixture_new ("head", 12);
  window = admin_fixture_open (other);
  g_assert_false (desk_admin_window_show (window, "people"));
  g_assert_false (desk_admin_window_show (window, "branches"));
  g_assert_true (desk_admin_window_show (window, "deputies"));
  g_assert_true (desk_admin_window_show (window, "audit"));
  admin_fixture_free (other);
}

/* ---- the matrix ---------------------------------------------------------------------------- */

static void
test_change_right (void)
{
  Test test = { NULL };
  g_autofree char *body = NULL;

  open_people (&test, "administrator");
  admin_remote_answer (test.fixture->remote, "PATCH", "/admin/role/", "{\"version\":2}");
  g_assert_cmpstr (get_cell_text (&test, "agent", "customer", CRM_ACTION_SEE), ==, "own");
  g_signal_emit_by_name (desk_rights_matrix_get_cell (test.matrix, "agent", "customer",
                                                      CRM_ACTION_SEE),
                         "clicked");
  /* Shown at once, sent a moment later. */
  g_assert_cmpstr (get_cell_text (&test, "agent", "customer", CRM_ACTION_SEE), ==, "branch");
  g_assert_cmpuint (admin_remote_count (test.fixture->remote, "PATCH", "/"), ==, 0);
  wait_call (&test, "PATCH", "/admin/role/", 1);
  crm_test_wait_until (is_saved, &test, DEADLINE);
  body = admin_remote_dup_body (test.fixture->remote, "PATCH", "/admin/role/");
  g_assert_true (g_str_has_prefix (body, "{\"base\":1,\"set\":{\"rights\":{"));
  g_assert_nonnull (strstr (body,
                            "\"customer\":{\"create\":\"own\",\"delete\":\"own\",\"edit\":\"own\","
                            "\"reassign\":\"own\",\"see\":\"branch\"}"));

  /* The next change is made from the version that the server told. */
  g_assert_true (desk_admin_window_undo (DESK_ADMIN_WINDOW (test.fixture->window)));
  g_assert_cmpstr (get_cell_text (&test, "agent", "customer", CRM_ACTION_SEE), ==, "own");
  wait_call (&test, "PATCH", "/admin/role/", 2);
  g_free (body);
  body = admin_remote_dup_body (test.fixture->remote, "PATCH", "/admin/role/");
  g_assert_true (g_str_has_prefix (body, "{\"base\":2,"));
  crm_test_wait_until (is_saved, &test, DEADLINE);
  close_people (&test);
}

static void
test_narrow_clamps (void)
{
  Test test = { NULL };
  guint customer = (guint) crm_subject_find ("customer");
  int role;

  open_people (&test, "administrator");
  admin_remote_answer (test.fixture->remote, "PATCH", "/admin/role/", "{\"version\":2}");
  role = desk_rights_editor_find_role (test.editor, "head");
  g_assert_true (
      desk_rights_editor_set (test.editor, (guint) role, customer, CRM_ACTION_SEE, CRM_SCOPE_OWN));
  g_assert_cmpstr (get_cell_text (&test, "head", "customer", CRM_ACTION_EXPORT), ==, "own");
  g_assert_false (
      desk_rights_editor_set (test.editor, (guint) role, customer, CRM_ACTION_EDIT, CRM_SCOPE_ALL));
  wait_call (&test, "PATCH", "/admin/role/", 1);
  crm_test_wait_until (is_saved, &test, DEADLINE);
  close_people (&test);
}

static void
test_conflict (void)
{
  Test test = { NULL };
  GtkWidget *cell;

  open_people (&test, "administrator");
  admin_remote_refuse (test.fixture->remote, "PATCH", "/admin/role/", "{\"code\":\"conflict\"}");
  cell = desk_rights_matrix_get_cell (test.matrix, "agent", "customer", CRM_ACTION_SEE);
  g_signal_emit_by_name (cell, "clicked");
  g_assert_cmpstr (get_cell_text (&test, "agent", "customer", CRM_ACTION_SEE), ==, "branch");
  wait_call (&test, "PATCH", "/admin/role/", 1);
  crm_test_wait_until (is_saved, &test, DEADLINE);
  g_assert_cmpstr (get_cell_text (&test, "agent", "customer", CRM_ACTION_SEE), ==, "own");
  close_people (&test);
}

static gboolean
shows_all (gpointer data)
{
  return g_str_equal (get_cell_text (data, "agent", "customer", CRM_ACTION_SEE), "all");
}

static void
test_change_of_others (void)
{
  Test test = { NULL };

  open_people (&test, "administrator");
  admin_fixture_change_role (test.fixture, "agent", "{\"customer\":{\"see\":\"all\"}}", 7);
  crm_test_wait_until (shows_all, &test, DEADLINE);
  close_people (&test);
}

static void
test_refused (void)
{
  Test test = { NULL };
  const char *why = NULL;
  int role;

  open_people (&test, "administrator");
  /* One's own role is somebody else's matter. */
  role = desk_rights_editor_find_role (test.editor, "administrator");
  g_assert_false (desk_rights_editor_may_edit (test.editor, (guint) role, &why));
  g_assert_nonnull (why);
  g_signal_emit_by_name (desk_rights_matrix_get_cell (test.matrix, "administrator", "audit",
                                                      CRM_ACTION_EXPORT),
                         "clicked");
  g_assert_cmpstr (get_cell_text (&test, "administrator", "audit", CRM_ACTION_EXPORT), ==, "all");

  /* And nothing is changed without a connection. */
  desk_sync_status_set_state (test.fixture->ui->status, DESK_SYNC_OFFLINE);
  g_signal_emit_by_name (desk_rights_matrix_get_cell (test.matrix, "agent", "customer",
                                                      CRM_ACTION_SEE),
                         "clicked");
  g_assert_cmpstr (get_cell_text (&test, "agent", "customer", CRM_ACTION_SEE), ==, "own");
  gtk_widget_activate_action (GTK_WIDGET (test.page), "person.invite", NULL);
  crm_test_drain ();
  g_assert_null (admin_find_form ());
  g_assert_cmpuint (admin_remote_count (test.fixture->remote, "PATCH", "/"), ==, 0);
  close_people (&test);
}

static void
test_compare (void)
{
  Test test = { NULL };

  open_people (&test, "administrator");
  g_assert_cmpuint (desk_rights_matrix_count_differences (test.matrix), ==, 0);
  admin_fixture_change_role (test.fixture, "agent", "{\"customer\":{\"see\":\"all\"}}", 7);
  crm_test_wait_until (shows_all, &test, DEADLINE);
  g_assert_cmpuint (desk_rights_matrix_count_differences (test.matrix), >, 1);
  desk_rights_matrix_set_comparing (test.matrix, TRUE);
  g_assert_true (gtk_widget_has_css_class (desk_rights_matrix_get_cell (test.matrix, "agent",
                                                                        "customer", CRM_ACTION_SEE),
                                           "differs"));
  g_assert_false (gtk_widget_has_css_class (
      desk_rights_matrix_get_cell (test.matrix, "head", "customer", CRM_ACTION_SEE), "differs"));
  close_people (&test);
}

/* ---- people -------------------------------------------------------------------------------- */

static gboolean
has_form (gpointer data)
{
  return admin_find_form () != NULL;
}

static DeskForm *
open_form (Test *test, const char *action)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (test->page), action, NULL));
  crm_test_wait_until (has_form, NULL, DEADLINE);
  return DESK_FORM (admin_find_form ());
}

static gboolean
is_gone (gpointer data)
{
  return admin_find_form () == NULL;
}

static void
close_form (DeskForm *form)
{
  gtk_window_close (GTK_WINDOW (form));
  crm_test_wait_until (is_gone, NULL, DEADLINE);
}

static void
test_invite (void)
{
  Test test = { NULL };
  DeskForm *form;
  g_autofree char *body = NULL;

  open_people (&test, "administrator");
  admin_remote_refuse (
      test.fixture->remote, "POST", "/admin/user",
      "{\"code\":\"invalid\",\"errors\":[{\"pointer\":\"/set/login\",\"code\":\"taken\"}]}");
  form = open_form (&test, "person.invite");
  g_assert_true (GTK_IS_EDITABLE (gtk_window_get_focus (GTK_WINDOW (form))));
  desk_form_set_value (form, "name", "Ева Новенькая");
  desk_form_set_value (form, "login", "anna.livneva");
  desk_form_set_value (form, "skills", "осаго, каско");
  desk_form_submit (form);
  wait_call (&test, "POST", "/admin/user", 1);
  crm_test_drain ();
  g_assert_cmpstr (desk_form_get_complaint (form, "login"), ==, "Somebody else has this already");
  body = admin_remote_dup_body (test.fixture->remote, "POST", "/admin/user");
  g_assert_nonnull (strstr (body, "\"skills\":[\"осаго\",\"каско\"]"));
  g_assert_nonnull (strstr (body, "\"name\":\"Ева Новенькая\""));

  /* Corrected, it is made and gets a password, shown once. */
  admin_remote_answer (test.fixture->remote, "POST", "/admin/user",
                       "{\"password\":\"k7rm-w3tp-hd2x-9vqa\"}");
  desk_form_set_value (form, "login", "eva.novenkaya");
  g_assert_null (desk_form_get_complaint (form, "login"));
  desk_form_submit (form);
  wait_call (&test, "POST", "/admin/user", 2);
  crm_test_drain ();
  g_assert_nonnull (ui_find_text (GTK_WIDGET (form), "k7rm-w3tp-hd2x-9vqa"));
  close_form (form);
  close_people (&test);
}

static void
test_edit_sends_changes (void)
{
  Test test = { NULL };
  DeskForm *form;
  g_autofree char *body = NULL;

  open_people (&test, "administrator");
  admin_remote_answer (test.fixture->remote, "PATCH", "/admin/user/" ADMIN_PETER,
                       "{\"version\":3}");
  g_assert_true (desk_people_page_choose (test.page, ADMIN_PETER));
  form = open_form (&test, "person.edit");
  desk_form_set_value (form, "role", "head");
  desk_form_submit (form);
  wait_call (&test, "PATCH", "/admin/user/" ADMIN_PETER, 1);
  crm_test_wait_until (is_gone, NULL, DEADLINE);
  body = admin_remote_dup_body (test.fixture->remote, "PATCH", "/admin/user/");
  g_assert_cmpstr (body, ==, "{\"base\":2,\"set\":{\"role\":\"head\"}}");
  close_people (&test);
}

static void
test_disable_and_enable (void)
{
  Test test = { NULL };
  DeskForm *form;
  g_autofree char *body = NULL;

  open_people (&test, "administrator");
  admin_remote_answer (test.fixture->remote, "PATCH", "/admin/user/", "{\"version\":3}");
  g_assert_true (desk_people_page_choose (test.page, ADMIN_PETER));
  gtk_widget_activate_action (GTK_WIDGET (test.page), "person.enable", NULL);
  g_assert_cmpuint (admin_remote_count (test.fixture->remote, "PATCH", "/"), ==, 0);
  form = open_form (&test, "person.disable");
  desk_form_submit (form);
  crm_test_wait_until (is_gone, NULL, DEADLINE);
  body = admin_remote_dup_body (test.fixture->remote, "PATCH", "/admin/user/");
  g_assert_cmpstr (body, ==, "{\"base\":2,\"set\":{\"active\":false}}");

  /* Nobody disables himself. */
  g_assert_true (desk_people_page_choose (test.page, UI_ME));
  gtk_widget_activate_action (GTK_WIDGET (test.page), "person.disable", NULL);
  crm_test_drain ();
  g_assert_null (admin_find_form ());

  /* Who left comes back without a question, and undo takes that back. */
  g_assert_true (desk_people_page_choose (test.page, ADMIN_LEFT));
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (test.page), "person.enable", NULL));
  wait_call (&test, "PATCH", "/admin/user/" ADMIN_LEFT, 1);
  crm_test_drain ();
  g_assert_true (desk_admin_window_undo (DESK_ADMIN_WINDOW (test.fixture->window)));
  wait_call (&test, "PATCH", "/admin/user/" ADMIN_LEFT, 2);
  g_free (body);
  body = admin_remote_dup_body (test.fixture->remote, "PATCH", "/admin/user/");
  g_assert_cmpstr (body, ==, "{\"base\":3,\"set\":{\"active\":false}}");
  close_people (&test);
}

static void
test_exception (void)
{
  Test test = { NULL };
  GtkWidget *button;
  g_autofree char *body = NULL;

  open_people (&test, "administrator");
  admin_remote_answer (test.fixture->remote, "DELETE", "/admin/right-exception/", "{}");
  admin_remote_answer (test.fixture->remote, "POST", "/admin/right-exception", "{\"version\":1}");
  g_assert_true (desk_people_page_choose (test.page, ADMIN_PETER));
  wait_text (&test, "Remove");
  button = ui_find_text (GTK_WIDGET (test.fixture->window), "Remove");
  g_signal_emit_by_name (gtk_widget_get_ancestor (button, GTK_TYPE_BUTTON), "clicked");
  wait_call (&test, "DELETE", "/admin/right-exception/" ADMIN_EXCEPTION, 1);
  crm_test_drain ();
  g_assert_true (desk_admin_window_undo (DESK_ADMIN_WINDOW (test.fixture->window)));
  wait_call (&test, "POST", "/admin/right-exception", 1);
  /* The same comes back, not another one like it. */
  body = admin_remote_dup_body (test.fixture->remote, "POST", "/admin/right-exception");
  g_assert_true (g_str_has_prefix (body, "{\"id\":\"" ADMIN_EXCEPTION "\","));
  close_people (&test);
}

#define DONE    "Done: 90 clients are handed over"
#define RUNNING "60 of 90 handed over. The window may be closed: the server goes on."

static void
tell_progress (Test *test, const char *job, const char *state, int done)
{
  g_autofree char *text =
      g_strdup_printf ("{\"type\":\"job-progress\",\"job\":\"%s\",\"state\":\"%s\",\"done\":%d,"
                       "\"total\":90}",
                       job, state, done);
  g_autoptr (JsonNode) node = crm_json_parse (text, -1, NULL);

  desk_remote_emit_news (DESK_REMOTE (test->fixture->remote), "job-progress",
                         json_node_get_object (node));
}

static void
test_hand_over (gconstpointer data)
{
  gboolean by_news = GPOINTER_TO_INT (data);
  Test test = { NULL };
  DeskForm *form;
  g_autofree char *body = NULL;

  open_people (&test, "administrator");
  admin_remote_answer (test.fixture->remote, "POST", "/admin/user/" ADMIN_PETER "/hand-over",
                       "{\"job\":\"01980000-0000-7000-8000-00000000ee01\"}");
  admin_remote_answer (test.fixture->remote, "GET", "/admin/job/",
                       "{\"state\":\"running\",\"done\":40,\"total\":90}");
  g_assert_true (desk_people_page_choose (test.page, ADMIN_PETER));
  form = open_form (&test, "person.hand-over");
  desk_form_submit (form);
  g_assert_nonnull (desk_form_get_complaint (form, "to"));
  /* Nobody gets his own. */
  desk_form_set_value (form, "to", ADMIN_PETER);
  desk_form_submit (form);
  g_assert_cmpuint (admin_remote_count (test.fixture->remote, "POST", "/admin/user/"), ==, 0);
  desk_form_set_value (form, "to", UI_COLLEAGUE);
  desk_form_set_value (form, "reason", "увольнение");
  desk_form_submit (form);
  wait_call (&test, "GET", "/admin/job/", 1);
  body = admin_remote_dup_body (test.fixture->remote, "POST", "/admin/user/");
  g_assert_cmpstr (body, ==, "{\"reason\":\"увольнение\",\"to\":\"" UI_COLLEAGUE "\"}");
  crm_test_drain ();
  /* Told by itself, of this job alone; an old answer does not turn it back. */
  tell_progress (&test, "01980000-0000-7000-8000-00000000ee02", "done", 90);
  g_assert_null (ui_find_text (GTK_WIDGET (form), DONE));
  tell_progress (&test, "01980000-0000-7000-8000-00000000ee01", "running", 60);
  g_assert_nonnull (ui_find_text (GTK_WIDGET (form), RUNNING));
  tell_progress (&test, "01980000-0000-7000-8000-00000000ee01", "running", 50);
  g_assert_nonnull (ui_find_text (GTK_WIDGET (form), RUNNING));
  if (by_news)
    tell_progress (&test, "01980000-0000-7000-8000-00000000ee01", "done", 90);
  else
    {
      /* Silence: it is asked for again. */
      admin_remote_answer (test.fixture->remote, "GET", "/admin/job/",
                           "{\"state\":\"done\",\"done\":90,\"total\":90}");
      wait_call (&test, "GET", "/admin/job/", 2);
      crm_test_drain ();
    }
  g_assert_nonnull (ui_find_text (GTK_WIDGET (form), DONE));
  close_form (form);
  close_people (&test);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add_func ("/ui/admin/absent", test_absent);
  g_test_add_func ("/ui/admin/sections", test_sections);
  g_test_add_func ("/ui/admin/matrix/change", test_change_right);
  g_test_add_func ("/ui/admin/matrix/narrow-clamps", test_narrow_clamps);
  g_test_add_func ("/ui/admin/matrix/conflict", test_conflict);
  g_test_add_func ("/ui/admin/matrix/change-of-others", test_change_of_others);
  g_test_add_func ("/ui/admin/matrix/refused", test_refused);
  g_test_add_func ("/ui/admin/matrix/compare", test_compare);
  g_test_add_func ("/ui/admin/people/invite", test_invite);
  g_test_add_func ("/ui/admin/people/edit", test_edit_sends_changes);
  g_test_add_func ("/ui/admin/people/disable", test_disable_and_enable);
  g_test_add_func ("/ui/admin/people/exception", test_exception);
  g_test_add_data_func ("/ui/admin/people/hand-over", GINT_TO_POINTER (TRUE), test_hand_over);
  g_test_add_data_func ("/ui/admin/people/hand-over-in-silence", NULL, test_hand_over);
  return g_test_run ();
}
