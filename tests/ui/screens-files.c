/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Scenes with files of a client. */

#include "client/customers/desk-file-row.h"
#include "client/customers/desk-file-viewer.h"
#include "files-fixture.h"
#include "screens.h"
#include "shared/customers/crm-attachment.h"

#define KAPELKIN 2

static void
fill (UiFixture *self)
{
  g_autofree char *id = ui_fixture_dup_customer (KAPELKIN);
  g_autoptr (GFile) front = NULL;
  g_autoptr (GFile) back = NULL;
  g_autoptr (GFile) contract = NULL;
  g_autofree char *lost = NULL;
  g_autoptr (DeskBlob) blob = NULL;
  DeskBlobCache *cache = ui_files_open (self);

  desk_window_open (screens_open_window (self), "customers", id);
  screens_settle (300);
  front = ui_files_make_picture (self, "паспорт, разворот.png", "ПАСПОРТ");
  back = ui_files_make_picture (self, "паспорт, прописка.png", "ПРОПИСКА");
  contract = ui_files_make_pdf (self, "Договор займа.pdf");
  g_free (ui_files_add (self, KAPELKIN, "identity-document", UI_PASSPORT, front));
  g_free (ui_files_add (self, KAPELKIN, "identity-document", UI_PASSPORT, back));
  g_free (ui_files_add (self, KAPELKIN, "identity-document", UI_LICENCE, front));
  g_free (ui_files_add (self, KAPELKIN, "customer", NULL, contract));
  lost = ui_files_add (self, KAPELKIN, "customer", NULL, back);
  blob = desk_blob_cache_ref_blob (cache, lost);
  desk_blob_set_state (blob, DESK_BLOB_SENDING);
  desk_blob_set_progress (blob, 0.62);
  screens_settle (500);
}

/* The button of the scans of the first document. */
static GtkWidget *
find_clip (GtkWidget *root)
{
  GtkWidget *found = NULL;

  if (GTK_IS_MENU_BUTTON (root) && gtk_widget_get_mapped (root) &&
      gtk_widget_get_tooltip_text (root) != NULL &&
      g_ascii_isdigit (*gtk_widget_get_tooltip_text (root)))
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_clip (child);
  return found;
}

void
screens_show_scans (UiFixture *self)
{
  GtkWidget *clip;

  fill (self);
  clip = find_clip (GTK_WIDGET (self->window));
  if (clip != NULL)
    gtk_menu_button_popup (GTK_MENU_BUTTON (clip));
}

void
screens_show_files (UiFixture *self)
{
  fill (self);
}

void
screens_show_viewer (UiFixture *self)
{
  GtkWidget *row;

  fill (self);
  row = ui_find_widget (GTK_WIDGET (self->window), DESK_TYPE_FILE_ROW);
  if (row != NULL)
    desk_file_row_open (DESK_FILE_ROW (row));
}
