/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The card on paper: what stands in the PDF, on which page, and what happens when there is no room
 * for it. */

#include "client/customers/desk-customer-page.h"
#include "client/customers/desk-customer-print.h"
#include "client/customers/desk-customer-sheet.h"
#include "client/printing/desk-sheet-file.h"
#include "client/printing/desk-sheet-print.h"
#include "life-fixture.h"
#include "shared/customers/crm-customer.h"
#include "shared/customers/crm-identity-document.h"
#include "shared/customers/crm-policy.h"
#include "shared/customers/crm-relation.h"
#include "tests/lib/crm-test.h"

#include <glib/gstdio.h>
#include <poppler.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>

#define N_CUSTOMERS 20
#define KAPELKIN    2
#define N_POLICIES  200
#define DEADLINE    20000

typedef struct
{
  UiFixture *fixture;
  CrmRecord *customer;
  DeskSheet *sheet;
  GAsyncResult *result;
  GtkWidget *card;
} Test;

static gboolean
is_loaded (gpointer data)
{
  return crm_record_is_loaded (((Test *) data)->customer);
}

static gboolean
is_answered (gpointer data)
{
  return ((Test *) data)->result != NULL;
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ((Test *) user_data)->result = g_object_ref (result);
}

static void
make_sheet (Test *test)
{
  g_autoptr (GError) error = NULL;

  desk_customer_sheet_make_async (test->fixture->context, test->customer, answered_cb, test);
  crm_test_wait_until (is_answered, test, DEADLINE);
  test->sheet = desk_customer_sheet_make_finish (test->result, &error);
  g_assert_no_error (error);
  g_clear_object (&test->result);
}

static gboolean
save (Test *test, const char *path, GError **error)
{
  g_autoptr (GtkPageSetup) setup = desk_sheet_make_page_setup ();
  g_autoptr (GFile) file = g_file_new_for_path (path);
  gboolean ok;

  desk_sheet_save_async (test->sheet, setup, file, NULL, answered_cb, test);
  crm_test_wait_until (is_answered, test, DEADLINE);
  ok = desk_sheet_save_finish (test->result, error);
  g_clear_object (&test->result);
  return ok;
}

/* (transfer full): the PDF of the sheet as a reader takes it. */
static PopplerDocument *
read_back (Test *test)
{
  g_autofree char *path = g_build_filename (test->fixture->folder, "card.pdf", NULL);
  g_autofree char *uri = g_filename_to_uri (path, NULL, NULL);
  g_autoptr (GError) error = NULL;
  PopplerDocument *document;

  g_assert_true (save (test, path, &error));
  g_assert_no_error (error);
  document = poppler_document_new_from_file (uri, NULL, &error);
  g_assert_no_error (error);
  return document;
}

static void
assert_inside (PopplerPage *page)
{
  PopplerRectangle *boxes = NULL;
  guint n;
  double width, height;

  poppler_page_get_size (page, &width, &height);
  g_assert_cmpfloat_with_epsilon (width, 595.3, 1);
  g_assert_cmpfloat_with_epsilon (height, 841.9, 1);
  g_assert_true (poppler_page_get_text_layout (page, &boxes, &n));
  for (guint i = 0; i < n; i++)
    {
      g_assert_cmpfloat (boxes[i].x1, >=, 40);
      g_assert_cmpfloat (boxes[i].x2, <=, width - 38);
      g_assert_cmpfloat (boxes[i].y1, >=, 38);
      g_assert_cmpfloat (boxes[i].y2, <=, height - 38);
    }
  g_free (boxes);
}

/* (transfer full): all its text; each page is numbered and inside its margins. */
static char *
dup_text (PopplerDocument *document)
{
  const int n = poppler_document_get_n_pages (document);
  GString *all = g_string_new (NULL);

  for (int i = 0; i < n; i++)
    {
      g_autoptr (GObject) object = G_OBJECT (poppler_document_get_page (document, i));
      PopplerPage *page = POPPLER_PAGE (object);
      g_autofree char *text = poppler_page_get_text (page);
      g_autofree char *number = g_strdup_printf ("page %d of %d", i + 1, n);

      g_assert_nonnull (strstr (text, number));
      assert_inside (page);
      g_string_append (all, text);
      g_string_append_c (all, '\n');
    }
  return g_string_free (all, FALSE);
}

static void
set_up (Test *test, gconstpointer data)
{
  g_autofree char *id = ui_fixture_dup_customer (KAPELKIN);

  test->fixture = ui_fixture_new (N_CUSTOMERS);
  ui_feed_life (test->fixture);
  test->customer = desk_database_ref_record (test->fixture->database, &crm_customer_kind, id);
  crm_test_wait_until (is_loaded, test, DEADLINE);
}

static void
tear_down (Test *test, gconstpointer data)
{
  g_clear_pointer (&test->sheet, desk_sheet_unref);
  g_clear_object (&test->customer);
  ui_fixture_free (test->fixture);
}

static void
test_words (Test *test, gconstpointer data)
{
  static const char *const words[] = { "Капелькин",      "Contacts", "main",
                                       "Documents",      "•••555",   "Policies",
                                       "КС-2025-005551", "62 400",   "To be paid",
                                       "Relations",      "Consents", "Tasks that are open",
                                       "Notes",          "printed",  "Анна Ливнева" };
  g_autoptr (GObject) document = NULL;
  g_autofree char *text = NULL;

  make_sheet (test);
  document = G_OBJECT (read_back (test));
  text = dup_text (POPPLER_DOCUMENT (document));
  g_test_message ("%s", text);
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (strstr (text, words[i]) == NULL)
      g_error ("not on paper: %s", words[i]);
}

/* A document that waits to be sent is whole in the store, not on paper. */
static void
test_masked (Test *test, gconstpointer data)
{
  const UiLine line = { &crm_identity_document_kind,
                        NULL,
                        { { "customer", crm_record_get_id (test->customer) },
                          { "type", "passport_rf" },
                          { "series", "4510" },
                          { "number", "987654" } } };
  g_autoptr (GObject) document = NULL;
  g_autofree char *text = NULL;

  ui_feed_lines (test->fixture, &line, 1);
  make_sheet (test);
  document = G_OBJECT (read_back (test));
  text = dup_text (POPPLER_DOCUMENT (document));
  g_assert_null (strstr (text, "4510"));
  g_assert_null (strstr (text, "987654"));
  g_assert_nonnull (strstr (text, "654"));
}

/* Whoever is not kept here does not hold the printing up. */
static void
test_unseen (Test *test, gconstpointer data)
{
  const UiLine line = { &crm_relation_kind,
                        NULL,
                        { { "customer", crm_record_get_id (test->customer) },
                          { "other", "01980000-0009-7000-8000-000000000009" },
                          { "type", "spouse" } } };
  g_autoptr (GObject) document = NULL;
  g_autofree char *text = NULL;

  ui_feed_lines (test->fixture, &line, 1);
  make_sheet (test);
  document = G_OBJECT (read_back (test));
  text = dup_text (POPPLER_DOCUMENT (document));
  g_assert_nonnull (strstr (text, "A client you do not see"));
  g_assert_nonnull (strstr (text, "Кувшинкина Ева"));
}

static void
feed_policies (Test *test)
{
  for (guint i = 0; i < N_POLICIES; i++)
    {
      g_autofree char *number = g_strdup_printf ("МНОГО-%04u", i);
      const UiLine line = { &crm_policy_kind,
                            NULL,
                            { { "customer", crm_record_get_id (test->customer) },
                              { "product", "kasko" },
                              { "number", number },
                              { "status", "issued" },
                              { "starts_on", "2026-01-01" },
                              { "ends_on", "2026-12-31" },
                              { "premium_kopecks", "1230000" } } };

      ui_feed_lines (test->fixture, &line, 1);
    }
}

static void
test_pages (Test *test, gconstpointer data)
{
  g_autoptr (GObject) document = NULL;
  g_autofree char *text = NULL;
  const char *head;
  guint n_heads = 0;

  feed_policies (test);
  make_sheet (test);
  document = G_OBJECT (read_back (test));
  text = dup_text (POPPLER_DOCUMENT (document));
  g_assert_cmpint (poppler_document_get_n_pages (POPPLER_DOCUMENT (document)), >=, 5);
  for (guint i = 0; i < N_POLICIES; i++)
    {
      g_autofree char *number = g_strdup_printf ("%04u", i);

      g_assert_nonnull (strstr (text, number));
    }
  for (head = strstr (text, "Policies (continued)"); head != NULL;
       head = strstr (head + 1, "Policies (continued)"))
    n_heads++;
  g_assert_cmpuint (n_heads, >=, 4);
}

/* A note longer than a page goes on, every line of it once. */
static void
test_long (Test *test, gconstpointer data)
{
  static const guint weights[] = { 1, 3, 0 };
  g_autoptr (GString) note = g_string_new (NULL);
  g_autoptr (GObject) document = NULL;
  g_autofree char *text = NULL;
  const char *cells[] = { "Note", NULL };
  const char *at;

  for (guint i = 0; i < 150; i++)
    g_string_append_printf (note, "Строка%03u\n", i);
  cells[1] = note->str;
  test->sheet = desk_sheet_new ("Имя", NULL, "footer");
  desk_sheet_section_add_row (desk_sheet_add_section (test->sheet, "Notes", weights), cells);
  document = G_OBJECT (read_back (test));
  g_assert_cmpint (poppler_document_get_n_pages (POPPLER_DOCUMENT (document)), >, 2);
  text = dup_text (POPPLER_DOCUMENT (document));
  at = text;
  for (guint i = 0; i < 150; i++)
    {
      g_autofree char *line = g_strdup_printf ("Строка%03u", i);

      at = strstr (at, line);
      g_assert_nonnull (at);
      g_assert_null (strstr (at + 1, line));
    }
}

/* What was there stays when there is no room for the new one. */
static void
test_full_disk (void)
{
  Test test = { 0 };
  g_autofree char *folder = g_dir_make_tmp ("zontik-print-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "card.pdf", NULL);
  g_autofree char *kept = NULL;
  g_autoptr (GError) error = NULL;
  struct rlimit before, small;

  g_assert_true (g_file_set_contents (path, "before", -1, NULL));
  test.sheet = desk_sheet_new ("Имя", NULL, "footer");
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &before), ==, 0);
  small = before;
  small.rlim_cur = 512;
  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &small), ==, 0);
  g_assert_false (save (&test, path, &error));
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &before), ==, 0);
  g_assert_nonnull (error);
  g_assert_true (g_file_get_contents (path, &kept, NULL, NULL));
  g_assert_cmpstr (kept, ==, "before");
  g_clear_pointer (&test.sheet, desk_sheet_unref);
  g_assert_cmpint (g_unlink (path), ==, 0);
  /* Nothing half-written is left beside it. */
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

static gboolean
tells_failure (gpointer data)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      if (ui_find_text (window, "The card was not saved") != NULL)
        return TRUE;
    }
  return FALSE;
}

static gboolean
shows_card (gpointer data)
{
  Test *test = data;

  test->card = ui_find_widget (GTK_WIDGET (test->fixture->window), DESK_TYPE_CUSTOMER_PAGE);
  return test->card != NULL;
}

static void
test_told (Test *test, gconstpointer data)
{
  g_autofree char *path = g_build_filename (test->fixture->folder, "none", "card.pdf", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);

  desk_window_open (ui_fixture_open (test->fixture), "customers",
                    crm_record_get_id (test->customer));
  crm_test_wait_until (shows_card, test, DEADLINE);
  desk_customer_save_pdf_as (test->card, test->fixture->context, test->customer, file);
  crm_test_wait_until (tells_failure, test, DEADLINE);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  g_test_add ("/printing/words", Test, NULL, set_up, test_words, tear_down);
  g_test_add ("/printing/masked", Test, NULL, set_up, test_masked, tear_down);
  g_test_add ("/printing/unseen", Test, NULL, set_up, test_unseen, tear_down);
  g_test_add ("/printing/pages", Test, NULL, set_up, test_pages, tear_down);
  g_test_add ("/printing/long", Test, NULL, set_up, test_long, tear_down);
  g_test_add_func ("/printing/full-disk", test_full_disk);
  g_test_add ("/printing/told", Test, NULL, set_up, test_told, tear_down);
  return g_test_run ();
}
