/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Clients into files of three sorts: what is in them, what a spreadsheet could take for a formula,
 * whom nobody may take out, and that nothing is written before the server knows. */

#define G_LOG_DOMAIN "test"

#include "admin-fixture.h"
#include "client/customers/desk-export.h"
#include "shared/codec/crm-table.h"
#include "tests/lib/crm-test.h"

#include <string.h>

typedef struct
{
  AdminFixture *admin;
  char *folder;
  DeskCustomersView *view;
  gboolean is_ended;
  gboolean is_good;
  char *text;
} Test;

static void
set_up (Test *test, const char *role, guint n)
{
  test->admin = admin_fixture_new (role, n);
  test->folder = crm_test_make_dir ();
  test->view = desk_customers_view_new (TRUE);
  admin_remote_answer (test->admin->remote, "POST", "/exports", "");
}

static void
tear_down (Test *test)
{
  desk_customers_view_free (test->view);
  admin_fixture_free (test->admin);
  crm_test_remove_dir (test->folder);
  g_free (test->text);
}

static void
ended_cb (Test *test, const char *text, gboolean is_good)
{
  test->is_ended = TRUE;
  test->is_good = is_good;
  g_free (test->text);
  test->text = g_strdup (text);
}

/* (transfer full): the file. */
static GFile *
export_to (Test *test, const char *name)
{
  g_autofree char *path = g_build_filename (test->folder, name, NULL);
  GFile *file = g_file_new_for_path (path);
  g_autoptr (DeskQuery) query = desk_query_new (&crm_customer_kind);
  const DeskExportWish wish = { .context = test->admin->ui->context,
                                .query = query,
                                .view = test->view,
                                .file = file,
                                .text = "капел" };
  g_autoptr (DeskExport) export = desk_export_new (&wish);

  test->is_ended = FALSE;
  g_signal_connect_swapped (export, "ended", G_CALLBACK (ended_cb), test);
  desk_export_start (export);
  while (!test->is_ended)
    g_main_context_iteration (NULL, TRUE);
  return file;
}

static char *
read_text (GFile *file)
{
  g_autofree char *path = g_file_get_path (file);
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

static guint
count_rows (GFile *file)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GFileInputStream) stream = g_file_read (file, NULL, &error);
  g_autoptr (CrmTable) table = crm_table_new (G_INPUT_STREAM (stream), &error);
  guint n = 0;

  g_assert_no_error (error);
  while (crm_table_read (table, &error) != NULL)
    n++;
  g_assert_no_error (error);
  return n;
}

static void
test_formats (void)
{
  Test test = { NULL };
  g_autoptr (GFile) csv = NULL;
  g_autoptr (GFile) xlsx = NULL;
  g_autoptr (GFile) cards = NULL;
  g_autofree char *body = NULL;
  g_autofree char *text = NULL;
  g_autofree char *vcf = NULL;
  g_autofree char *book = NULL;

  set_up (&test, "director", 500);
  csv = export_to (&test, "клиенты.csv");
  g_assert_true (test.is_good);
  body = admin_remote_dup_body (test.admin->remote, "POST", "/exports");
  g_assert_nonnull (strstr (body, "\"format\":\"csv\""));
  g_assert_nonnull (strstr (body, "\"text\":\"капел\""));
  g_assert_cmpuint (count_rows (csv), ==, 501);
  text = read_text (csv);
  g_assert_true (g_str_has_prefix (text, "\xEF\xBB\xBF"));
  /* Telephones begin with a plus. */
  g_assert_nonnull (strstr (text, ";'+7"));
  g_assert_null (strstr (text, ";+7"));

  xlsx = export_to (&test, "клиенты.xlsx");
  g_assert_true (test.is_good);
  book = read_text (xlsx);
  g_assert_true (g_str_has_prefix (book, "PK"));

  cards = export_to (&test, "клиенты.vcf");
  g_assert_true (test.is_good);
  vcf = read_text (cards);
  g_assert_true (g_str_has_prefix (vcf, "BEGIN:VCARD\r\nVERSION:4.0\r\n"));
  g_assert_cmpuint (count_rows (cards), ==, 501);
  tear_down (&test);
}

/* Without the right there is none in the file, and without the server no file. */
static void
test_rights (void)
{
  Test test = { NULL };
  g_autoptr (GFile) none = NULL;
  g_autoptr (GFile) refused = NULL;
  g_autofree char *path = NULL;

  set_up (&test, "agent", 30);
  none = export_to (&test, "ничего.csv");
  g_assert_cmpuint (count_rows (none), ==, 1);
  admin_remote_refuse (test.admin->remote, "POST", "/exports",
                       "{\"code\":\"denied\",\"status\":403,\"title\":\"x\"}");
  refused = export_to (&test, "нельзя.csv");
  g_assert_false (test.is_good);
  g_assert_nonnull (test.text);
  path = g_file_get_path (refused);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  tear_down (&test);
}

/* What is given up leaves nothing. */
static void
test_cancel (void)
{
  Test test = { NULL };
  g_autofree char *path = NULL;
  g_autoptr (GFile) file = NULL;
  g_autoptr (DeskQuery) query = desk_query_new (&crm_customer_kind);
  DeskExport *export;

  set_up (&test, "director", 500);
  path = g_build_filename (test.folder, "клиенты.csv", NULL);
  file = g_file_new_for_path (path);
  {
    const DeskExportWish wish = {
      .context = test.admin->ui->context, .query = query, .view = test.view, .file = file
    };

    export = desk_export_new (&wish);
  }
  desk_export_start (export);
  while (desk_export_get_fraction (export) <= 0)
    g_main_context_iteration (NULL, TRUE);
  desk_export_cancel (export);
  /* What is on its way to the file ends first. */
  g_object_add_weak_pointer (G_OBJECT (export), (gpointer *) &export);
  g_object_unref (export);
  while (export != NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  tear_down (&test);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add_func ("/exports/formats", test_formats);
  g_test_add_func ("/exports/rights", test_rights);
  g_test_add_func ("/exports/cancel", test_cancel);
  return g_test_run ();
}
