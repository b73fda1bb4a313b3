/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Scans and files on the card: added by file, drop and picture, counted at their document, shown in
 * a window, removed with undo; what is not here says so. */

#include <string.h>

#include "client/customers/desk-file-acts.h"
#include "client/customers/desk-file-row.h"
#include "client/customers/desk-file-viewer.h"
#include "client/customers/desk-files-block.h"
#include "client/customers/desk-paper-expiry.h"
#include "client/ui/desk-file-pictures.h"
#include "files-fixture.h"
#include "shared/base/crm-time.h"
#include "shared/customers/crm-attachment.h"
#include "shared/customers/crm-customer.h"
#include "shared/customers/crm-identity-document.h"
#include "tests/lib/crm-test.h"

#define N_CUSTOMERS 20
#define KAPELKIN    2
#define DEADLINE    20000

static GtkWidget *
find_tooltip (GtkWidget *root, const char *text)
{
  GtkWidget *found = NULL;

  if (gtk_widget_get_mapped (root) && g_strcmp0 (gtk_widget_get_tooltip_text (root), text) == 0)
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_tooltip (child, text);
  return found;
}

typedef struct
{
  UiFixture *ui;
  const char *text;
  gboolean is_gone;
} Wait;

static gboolean
shows_tooltip (gpointer data)
{
  Wait *wait = data;

  return (find_tooltip (GTK_WIDGET (wait->ui->window), wait->text) == NULL) == wait->is_gone;
}

static void
wait_tooltip (UiFixture *ui, const char *text, gboolean is_gone)
{
  Wait wait = { ui, text, is_gone };

  crm_test_wait_until (shows_tooltip, &wait, DEADLINE);
}

static UiFixture *
open_card (void)
{
  UiFixture *self = ui_fixture_new (N_CUSTOMERS);
  DeskWindow *window;
  g_autofree char *id = ui_fixture_dup_customer (KAPELKIN);

  ui_files_open (self);
  window = ui_fixture_open (self);
  desk_window_open (window, "customers", id);
  wait_tooltip (self, "Add a scan", FALSE);
  return self;
}

static void
close_card (UiFixture *self)
{
  ui_files_close (self);
  ui_fixture_free (self);
}

/* ---- cases ---------------------------------------------------------------------------------- */

static void
test_scan (void)
{
  UiFixture *self = open_card ();
  g_autoptr (GFile) picture = ui_files_make_picture (self, "passport.png", "ПАСПОРТ");
  g_autofree char *id = ui_files_add (self, KAPELKIN, "identity-document", UI_PASSPORT, picture);
  g_autoptr (CrmRecord) record =
      desk_database_ref_record (self->database, &crm_attachment_kind, id);
  DeskOutboxEntry *entry;

  wait_tooltip (self, "1 scan", FALSE);
  g_assert_cmpuint (desk_outbox_get_pending (self->outbox), ==, 1);
  entry = g_list_model_get_item (G_LIST_MODEL (self->outbox), 0);
  g_assert_cmpstr (crm_command_get_name (desk_outbox_entry_get_command (entry)), ==,
                   "attachment.create");
  g_object_unref (entry);
  g_assert_cmpstr (crm_record_get_text (record, CRM_ATTACHMENT_NAME), ==, "passport.png");
  g_assert_cmpstr (crm_record_get_text (record, CRM_ATTACHMENT_MEDIA_TYPE), ==, "image/png");
  g_assert_cmpstr (crm_record_get_text (record, CRM_ATTACHMENT_OWNER), ==, UI_PASSPORT);
  g_clear_object (&record);
  close_card (self);
}

static gboolean
has_pages (gpointer data)
{
  return desk_file_viewer_get_message (data) == NULL;
}

static gboolean
says_something (gpointer data)
{
  return desk_file_viewer_get_message (data) != NULL;
}

/* What gdk-pixbuf and poppler make of it is shown; keys turn pages and files. */
static void
test_viewer (void)
{
  UiFixture *self = open_card ();
  g_autoptr (GFile) pdf = ui_files_make_pdf (self, "contract.pdf");
  g_autoptr (GFile) picture = ui_files_make_picture (self, "scan.png", "СКАН");
  g_autofree char *first = ui_files_add (self, KAPELKIN, "customer", NULL, pdf);
  g_autofree char *second = ui_files_add (self, KAPELKIN, "customer", NULL, picture);
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_object_unref);
  DeskFileViewer *viewer;

  g_ptr_array_add (files, desk_database_ref_record (self->database, &crm_attachment_kind, first));
  g_ptr_array_add (files, desk_database_ref_record (self->database, &crm_attachment_kind, second));
  viewer = desk_file_viewer_open (GTK_WIDGET (self->window), self->context, files, files->pdata[0]);
  if (desk_file_pictures_can_show ("application/pdf"))
    {
      crm_test_wait_until (has_pages, viewer, DEADLINE);
      gtk_widget_activate_action (GTK_WIDGET (viewer), "viewer.next-page", NULL);
      g_assert_nonnull (ui_find_text (GTK_WIDGET (viewer), "2 of 2"));
      gtk_widget_activate_action (GTK_WIDGET (viewer), "viewer.zoom-in", NULL);
    }
  gtk_widget_activate_action (GTK_WIDGET (viewer), "viewer.next", NULL);
  crm_test_wait_until (has_pages, viewer, DEADLINE);
  gtk_widget_activate_action (GTK_WIDGET (viewer), "viewer.turn", NULL);
  ui_fixture_wait_frame (GTK_WIDGET (viewer));
  gtk_window_destroy (GTK_WINDOW (viewer));
  g_clear_pointer (&files, g_ptr_array_unref);
  close_card (self);
}

/* Foreign bytes that are no picture, and a file of another computer. */
static void
test_not_here (void)
{
  UiFixture *self = open_card ();
  g_autoptr (GFile) broken = g_file_new_build_filename (self->folder, "broken.png", NULL);
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *id = NULL;
  DeskFileViewer *viewer;

  g_assert_true (
      g_file_set_contents (g_file_peek_path (broken), "\x89PNG\r\n\x1a\nnonsense", 16, NULL));
  id = ui_files_add (self, KAPELKIN, "customer", NULL, broken);
  g_ptr_array_add (files, desk_database_ref_record (self->database, &crm_attachment_kind, id));
  viewer = desk_file_viewer_open (GTK_WIDGET (self->window), self->context, files, files->pdata[0]);
  crm_test_wait_until (says_something, viewer, DEADLINE);
  gtk_window_destroy (GTK_WINDOW (viewer));

  desk_blob_cache_discard (desk_context_get_files (self->context), id);
  desk_sync_status_set_state (self->status, DESK_SYNC_OFFLINE);
  viewer = desk_file_viewer_open (GTK_WIDGET (self->window), self->context, files, files->pdata[0]);
  crm_test_wait_until (says_something, viewer, DEADLINE);
  g_assert_nonnull (strstr (desk_file_viewer_get_message (viewer), "not sent yet"));
  gtk_window_destroy (GTK_WINDOW (viewer));
  g_clear_pointer (&files, g_ptr_array_unref);
  close_card (self);
}

static gboolean
has_row (gpointer data)
{
  return ui_find_widget (data, DESK_TYPE_FILE_ROW) != NULL;
}

static gboolean
has_no_row (gpointer data)
{
  return ui_find_widget (data, DESK_TYPE_FILE_ROW) == NULL;
}

static void
test_remove (void)
{
  UiFixture *self = open_card ();
  g_autoptr (GFile) picture = ui_files_make_picture (self, "photo.png", "ФОТО");
  g_autofree char *id = ui_files_add (self, KAPELKIN, "customer", NULL, picture);
  GtkWidget *block = ui_find_widget (GTK_WIDGET (self->window), DESK_TYPE_FILES_BLOCK);

  crm_test_wait_until (has_row, block, DEADLINE);
  gtk_widget_activate_action (ui_find_widget (block, DESK_TYPE_FILE_ROW), "file.remove", NULL);
  crm_test_wait_until (has_no_row, block, DEADLINE);
  gtk_widget_activate_action (GTK_WIDGET (self->window), "win.undo", NULL);
  crm_test_wait_until (has_row, block, DEADLINE);
  close_card (self);
}

static void
test_drop (void)
{
  UiFixture *self = open_card ();
  g_autofree char *customer = ui_fixture_dup_customer (KAPELKIN);
  GtkWidget *block = ui_find_widget (GTK_WIDGET (self->window), DESK_TYPE_FILES_BLOCK);
  const DeskFileTarget target = { GTK_WIDGET (self->window), self->context, customer, "customer",
                                  customer };
  guint8 pixels[4 * 4 * 4] = { 0 };
  g_autoptr (GBytes) bytes = g_bytes_new (pixels, sizeof pixels);
  g_autoptr (GdkTexture) texture = gdk_memory_texture_new (4, 4, GDK_MEMORY_R8G8B8A8, bytes, 16);
  g_auto (GValue) value = G_VALUE_INIT;
  g_auto (GValue) text = G_VALUE_INIT;

  g_value_init (&text, G_TYPE_STRING);
  g_assert_false (desk_file_take_drop (&target, &text));
  g_value_init (&value, GDK_TYPE_TEXTURE);
  g_value_set_object (&value, texture);
  g_assert_true (desk_file_take_drop (&target, &value));
  crm_test_wait_until (has_row, block, DEADLINE);
  close_card (self);
}

static guint
count_files (UiFixture *self)
{
  g_autoptr (GPtrArray) waiting =
      desk_blob_cache_list_waiting (desk_context_get_files (self->context));

  return waiting->len;
}

static gboolean
has_two (gpointer data)
{
  return count_files (data) == 2;
}

/* A picture and a list of files. */
static void
test_paste (void)
{
  UiFixture *self = open_card ();
  GtkWidget *block = ui_find_widget (GTK_WIDGET (self->window), DESK_TYPE_FILES_BLOCK);
  GdkClipboard *clipboard = gtk_widget_get_clipboard (block);
  g_autoptr (GFile) picture = ui_files_make_picture (self, "photo.png", "ФОТО");
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkTexture) texture = gdk_texture_new_from_file (picture, &error);
  GSList files = { picture, NULL };
  GdkFileList *list = gdk_file_list_new_from_list (&files);

  gdk_clipboard_set_texture (clipboard, texture);
  gtk_widget_activate_action (block, "files.paste", NULL);
  crm_test_wait_until (has_row, block, DEADLINE);
  gdk_clipboard_set (clipboard, GDK_TYPE_FILE_LIST, list);
  gtk_widget_activate_action (block, "files.paste", NULL);
  crm_test_wait_until (has_two, self, DEADLINE);
  g_boxed_free (GDK_TYPE_FILE_LIST, list);
  close_card (self);
}

/* ---- how long a document is good ------------------------------------------------------------- */

typedef struct
{
  const char *name;
  const char *type;
  const char *birth_date;
  const char *issued_on;
  const char *valid_to;
  DeskPaperExpiry expected;
  const char *word;
} ExpiryCase;

/* On 1 March 2026. */
static const ExpiryCase expiry_cases[] = {
  { "no-dates", "passport", NULL, NULL, NULL, DESK_PAPER_GOOD, NULL },
  { "long", "foreign-passport", NULL, NULL, "2030-01-01", DESK_PAPER_GOOD, NULL },
  { "soon", "foreign-passport", NULL, NULL, "2026-03-13", DESK_PAPER_ENDS, "12 days" },
  { "tomorrow", "other", NULL, NULL, "2026-03-02", DESK_PAPER_ENDS, "1 day" },
  { "today", "other", NULL, NULL, "2026-03-01", DESK_PAPER_ENDS, "last day" },
  { "past", "other", NULL, NULL, "2026-02-28", DESK_PAPER_ENDED, "expired" },
  { "licence", "driving-licence", NULL, "2016-03-05", NULL, DESK_PAPER_ENDS, "4 days" },
  { "passport-45", "passport", "1980-12-05", "2001-01-10", NULL, DESK_PAPER_ENDS, "4 days" },
};

static void
test_expiry (gconstpointer data)
{
  const ExpiryCase *test = data;
  g_autoptr (CrmFieldSet) dates = crm_field_set_new (&crm_identity_document_kind);
  g_autoptr (CrmFieldSet) birth = crm_field_set_new (&crm_customer_kind);
  g_autoptr (CrmRecord) paper = g_object_new (CRM_TYPE_IDENTITY_DOCUMENT, NULL);
  g_autoptr (CrmRecord) customer = g_object_new (CRM_TYPE_CUSTOMER, NULL);
  g_autofree char *word = NULL;
  gint64 now;

  crm_field_set_put (dates, CRM_IDENTITY_DOCUMENT_TYPE, test->type);
  crm_field_set_put (dates, CRM_IDENTITY_DOCUMENT_ISSUED_ON, test->issued_on);
  crm_field_set_put (dates, CRM_IDENTITY_DOCUMENT_VALID_TO, test->valid_to);
  crm_field_set_put (birth, CRM_CUSTOMER_BIRTH_DATE, test->birth_date);
  crm_record_apply (paper, dates);
  crm_record_apply (customer, birth);
  g_assert_true (crm_time_parse ("2026-03-01T09:00:00.000000Z", &now, NULL));
  g_assert_cmpint (desk_paper_describe_expiry (paper, customer, now, &word), ==, test->expected);
  g_assert_cmpstr (word, ==, test->word);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui-files/scan", test_scan);
  g_test_add_func ("/ui-files/viewer", test_viewer);
  g_test_add_func ("/ui-files/not-here", test_not_here);
  g_test_add_func ("/ui-files/remove", test_remove);
  g_test_add_func ("/ui-files/drop", test_drop);
  g_test_add_func ("/ui-files/paste", test_paste);
  crm_test_add_cases ("/ui-files/expiry", expiry_cases, sizeof expiry_cases[0],
                      G_N_ELEMENTS (expiry_cases), test_expiry);
  return g_test_run ();
}
