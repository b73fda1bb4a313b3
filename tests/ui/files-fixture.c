/* SPDX-License-Identifier: GPL-3.0-or-later */

/* See the header. The people and numbers on the pictures are invented. */

#include "files-fixture.h"

#include <cairo-pdf.h>
#include <string.h>

#include "client/customers/desk-file-acts.h"
#include "shared/customers/crm-attachment.h"
#include "tests/lib/crm-test.h"

#define DEADLINE 20000
#define WIDTH    900
#define HEIGHT   1250

static gboolean
is_open (gpointer data)
{
  return desk_blob_cache_is_open (data);
}

DeskBlobCache *
ui_files_open (UiFixture *self)
{
  g_autoptr (DeskBlobCache) cache = desk_blob_cache_new (self->database);

  desk_blob_cache_open (cache, NULL);
  crm_test_wait_until (is_open, cache, DEADLINE);
  desk_context_set_files (self->context, cache);
  return desk_context_get_files (self->context);
}

void
ui_files_close (UiFixture *self)
{
  desk_blob_cache_close (desk_context_get_files (self->context));
  crm_test_drain ();
}

static GFile *
make_file (UiFixture *self, const char *name)
{
  return g_file_new_build_filename (self->folder, name, NULL);
}

static void
paint_page (cairo_t *cr, const char *text)
{
  cairo_set_source_rgb (cr, 0.97, 0.93, 0.88);
  cairo_paint (cr);
  cairo_set_source_rgb (cr, 0.72, 0.35, 0.35);
  cairo_rectangle (cr, 60, 700, 300, 390);
  cairo_fill (cr);
  cairo_select_font_face (cr, "Inter", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL);
  cairo_set_font_size (cr, 44);
  cairo_set_source_rgb (cr, 0.2, 0.2, 0.25);
  for (guint i = 0; i < 6; i++)
    {
      cairo_move_to (cr, 60, 140 + 90 * i);
      cairo_show_text (cr, i == 0 ? text : "ОБРАЗЕЦ 00 00 000000");
    }
}

GFile *
ui_files_make_picture (UiFixture *self, const char *name, const char *text)
{
  GFile *file = make_file (self, name);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, WIDTH, HEIGHT);
  cairo_t *cr = cairo_create (surface);

  paint_page (cr, text);
  cairo_destroy (cr);
  g_assert_cmpint (cairo_surface_write_to_png (surface, g_file_peek_path (file)), ==,
                   CAIRO_STATUS_SUCCESS);
  cairo_surface_destroy (surface);
  return file;
}

GFile *
ui_files_make_pdf (UiFixture *self, const char *name)
{
  GFile *file = make_file (self, name);
  cairo_surface_t *surface = cairo_pdf_surface_create (g_file_peek_path (file), WIDTH, HEIGHT);
  cairo_t *cr = cairo_create (surface);

  paint_page (cr, "Договор, страница 1");
  cairo_show_page (cr);
  paint_page (cr, "Договор, страница 2");
  cairo_show_page (cr);
  cairo_destroy (cr);
  cairo_surface_finish (surface);
  cairo_surface_destroy (surface);
  return file;
}

static void
take_id_cb (DeskBlobCache *cache, DeskBlob *blob, char **id)
{
  *id = g_strdup (desk_blob_get_id (blob));
}

static gboolean
has_id (gpointer data)
{
  return *(char **) data != NULL;
}

char *
ui_files_add (UiFixture *self, guint index, const char *kind, const char *owner, GFile *file)
{
  DeskBlobCache *cache = desk_context_get_files (self->context);
  g_autofree char *customer = ui_fixture_dup_customer (index);
  const DeskFileTarget target = { GTK_WIDGET (self->window), self->context, customer, kind,
                                  owner != NULL ? owner : customer };
  char *id = NULL;

  g_signal_connect (cache, "queued", G_CALLBACK (take_id_cb), &id);
  desk_file_add (&target, file);
  crm_test_wait_until (has_id, &id, DEADLINE);
  g_signal_handlers_disconnect_by_data (cache, &id);
  return id;
}
