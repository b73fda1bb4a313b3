/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The import window: what it proposes for the columns and remembers, what it sends, mending, the
 * acts, and the way without a server. */

#define G_LOG_DOMAIN "test"

#include "client/imports/desk-import-faults.h"
#include "import-fixture.h"
#include "tests/lib/crm-test.h"

#include <string.h>

#define DEADLINE 20000

static void
assert_fields (ImportFixture *self, const char *expected)
{
  DeskImportSource *source = desk_import_draft_get (desk_import_window_get_draft (self->window), 0);
  g_autoptr (GString) found = g_string_new (NULL);

  for (guint i = 0; i < source->fields->len; i++)
    g_string_append_printf (found, "%s%s", i > 0 ? "|" : "",
                            (const char *) source->fields->pdata[i]);
  g_assert_cmpstr (found->str, ==, expected);
}

static void
test_columns (void)
{
  ImportFixture *self = import_fixture_new ();
  DeskImportDraft *draft = desk_import_window_get_draft (self->window);
  g_autofree char *plan = NULL;
  g_autofree char *sent = NULL;

  g_assert_nonnull (ui_find_text (GTK_WIDGET (self->window), "Bring in clients and policies"));
  import_fixture_add_table (self);
  g_assert_cmpstr (desk_import_draft_get (draft, 0)->table->charset, ==, "CP1251");
  assert_fields (self, "external_id|full_name|birth_date|phone|policy.number|policy.product|"
                       "policy.starts_on|policy.ends_on|policy.premium|note");

  /* Said once, for every file of this form. */
  desk_import_draft_set_field (draft, 0, 9, "");
  import_fixture_check (self);
  plan = admin_remote_dup_body (self->admin->remote, "POST", "/imports");
  desk_import_job_leave (desk_import_window_get_job (self->window));
  desk_import_draft_clear (draft);
  import_fixture_add_table (self);
  assert_fields (self, "external_id|full_name|birth_date|phone|policy.number|policy.product|"
                       "policy.starts_on|policy.ends_on|policy.premium|");
  import_fixture_free (self);
}

static void
test_plan (void)
{
  ImportFixture *self = import_fixture_new ();
  g_autoptr (JsonNode) plan = NULL;
  JsonArray *files;

  import_fixture_add_table (self);
  plan = desk_import_draft_make_plan (desk_import_window_get_draft (self->window), "x");
  files = json_object_get_array_member (json_node_get_object (plan), "files");
  g_assert_cmpuint (json_array_get_length (files), ==, 2);
  g_assert_cmpstr (json_object_get_string_member (json_array_get_object_element (files, 0), "kind"),
                   ==, "customer");
  g_assert_cmpstr (json_object_get_string_member (json_array_get_object_element (files, 1), "kind"),
                   ==, "policy");
  g_assert_cmpint (json_object_get_int_member (json_array_get_object_element (files, 1), "upload"),
                   ==, 0);

  import_fixture_check (self);
  /* The bytes once, though two kinds come out of them. */
  {
    DeskImportJob *job = desk_import_window_get_job (self->window);
    g_autofree char *path = g_strconcat ("/imports/", desk_import_job_get_id (job), "/files", NULL);

    g_assert_cmpuint (admin_remote_count (self->admin->remote, "POST", path), ==, 1);
  }
  import_fixture_free (self);
}

static gboolean
has_patched (gpointer data)
{
  return admin_remote_count (data, "PATCH", "/imports") > 0;
}

static void
test_mend (void)
{
  ImportFixture *self = import_fixture_new ();
  GtkWidget *faults;
  GtkWidget *entry;
  GtkWidget *again;
  g_autofree char *body = NULL;

  import_fixture_add_table (self);
  import_fixture_check (self);
  faults = ui_find_widget (GTK_WIDGET (self->window), DESK_TYPE_IMPORT_FAULTS);
  entry = ui_find_widget (faults, GTK_TYPE_ENTRY);
  g_assert_nonnull (entry);
  g_assert_nonnull (ui_find_text (faults, "Looks like Капелькин Семён Ильич"));
  g_assert_null (ui_find_text (GTK_WIDGET (self->window), "Check Mended Rows"));
  gtk_editable_set_text (GTK_EDITABLE (entry), "04.03.1985");
  g_assert_cmpuint (desk_import_faults_count_mended (DESK_IMPORT_FAULTS (faults)), ==, 1);
  again = ui_find_text (GTK_WIDGET (self->window), "Check _Mended Rows");
  g_assert_nonnull (again);
  while (!GTK_IS_BUTTON (again))
    again = gtk_widget_get_parent (again);
  g_signal_emit_by_name (again, "clicked");
  crm_test_wait_until (has_patched, self->admin->remote, DEADLINE);
  body = admin_remote_dup_body (self->admin->remote, "PATCH", "/imports");
  g_assert_cmpstr (body, ==,
                   "{\"rows\":[{\"cells\":[\"К-3\",\"Дождев Пётр Олегович\",\"04.03.1985\","
                   "\"8 900 555-01-25\"],\"file\":0,\"line\":4}]}");
  import_fixture_free (self);
}

static gboolean
is_running (gpointer data)
{
  return strcmp (desk_import_job_get_state (data), "running") == 0;
}

/* Closing hides the window; the work goes on and is there again. */
static void
test_run (void)
{
  ImportFixture *self = import_fixture_new ();
  DeskImportJob *job = desk_import_window_get_job (self->window);

  import_fixture_add_table (self);
  import_fixture_check (self);
  import_fixture_answer (self, "running");
  desk_import_job_act (job, "run");
  crm_test_wait_until (is_running, job, DEADLINE);
  gtk_window_close (GTK_WINDOW (self->window));
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (self->window)));
  g_assert_true (DESK_IMPORT_WINDOW (desk_window_show_imports (self->admin->ui->window)) ==
                 self->window);
  ui_fixture_wait_frame (GTK_WIDGET (self->window));
  g_assert_nonnull (ui_find_text (GTK_WIDGET (self->window), "Bringing in"));
  g_assert_nonnull (ui_find_text (GTK_WIDGET (self->window), "_Pause"));
  import_fixture_free (self);
}

/* What is prepared stays when the server does not take it. */
static void
test_offline (void)
{
  ImportFixture *self = import_fixture_new ();

  import_fixture_add_table (self);
  admin_remote_refuse (self->admin->remote, "POST", "/imports",
                       "{\"code\":\"unavailable\",\"status\":503,\"title\":\"x\"}");
  gtk_widget_activate_action (GTK_WIDGET (self->window), "import.check", NULL);
  while (desk_import_job_get_id (desk_import_window_get_job (self->window)) != NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (desk_import_draft_is_ready (desk_import_window_get_draft (self->window)));
  ui_fixture_wait_frame (GTK_WIDGET (self->window));
  g_assert_nonnull (ui_find_text (GTK_WIDGET (self->window), "_Check"));
  import_fixture_free (self);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add_func ("/imports/columns", test_columns);
  g_test_add_func ("/imports/plan", test_plan);
  g_test_add_func ("/imports/mend", test_mend);
  g_test_add_func ("/imports/run", test_run);
  g_test_add_func ("/imports/offline", test_offline);
  return g_test_run ();
}
