/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Printing: a page is drawn on the pictures' thread while the printing waits for it. */

#define G_LOG_DOMAIN "zontik-customers"

#include "client/customers/desk-file-print.h"

#define SHARPNESS 3500

typedef struct
{
  DeskFilePictures *pictures; /* (owned) */
  GBytes *file;               /* (owned) */
} Print;

static void
print_free (gpointer data, GClosure *closure)
{
  Print *print = data;

  g_object_unref (print->pictures);
  g_bytes_unref (print->file);
  g_free (print);
}

/* One sheet that waits for its picture. */
typedef struct
{
  GtkPrintOperation *operation; /* (owned) */
  GtkPrintContext *context;     /* (owned) */
} Sheet;

static void
paint (GtkPrintContext *context, GdkTexture *texture)
{
  cairo_t *cr = gtk_print_context_get_cairo_context (context);
  const int width = gdk_texture_get_width (texture);
  const int height = gdk_texture_get_height (texture);
  const double scale = MIN (gtk_print_context_get_width (context) / width,
                            gtk_print_context_get_height (context) / height);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width, height);

  gdk_texture_download (texture, cairo_image_surface_get_data (surface),
                        (gsize) cairo_image_surface_get_stride (surface));
  cairo_surface_mark_dirty (surface);
  cairo_scale (cr, scale, scale);
  cairo_set_source_surface (cr, surface, 0, 0);
  cairo_paint (cr);
  cairo_surface_destroy (surface);
}

static void
drawn_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Sheet *sheet = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkTexture) texture =
      desk_file_pictures_draw_finish (DESK_FILE_PICTURES (source), result, NULL, &error);

  if (texture != NULL)
    paint (sheet->context, texture);
  else
    g_message ("A page cannot be printed: %s", error->message);
  gtk_print_operation_draw_page_finish (sheet->operation);
  g_object_unref (sheet->operation);
  g_object_unref (sheet->context);
  g_free (sheet);
}

static void
draw_page_cb (GtkPrintOperation *operation, GtkPrintContext *context, int page, Print *print)
{
  Sheet *sheet = g_new0 (Sheet, 1);

  sheet->operation = g_object_ref (operation);
  sheet->context = g_object_ref (context);
  gtk_print_operation_set_defer_drawing (operation);
  desk_file_pictures_draw_async (print->pictures, print->file, (guint) page, SHARPNESS, NULL,
                                 drawn_cb, sheet);
}

void
desk_file_print (GtkWindow *parent,
                 DeskFilePictures *pictures,
                 GBytes *file,
                 guint n_pages,
                 const char *name)
{
  g_autoptr (GtkPrintOperation) operation = gtk_print_operation_new ();
  Print *print = g_new0 (Print, 1);
  g_autoptr (GError) error = NULL;

  print->pictures = g_object_ref (pictures);
  print->file = g_bytes_ref (file);
  gtk_print_operation_set_n_pages (operation, (int) n_pages);
  gtk_print_operation_set_job_name (operation, name);
  gtk_print_operation_set_allow_async (operation, TRUE);
  g_signal_connect_data (operation, "draw-page", G_CALLBACK (draw_page_cb), print, print_free, 0);
  gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG, parent, &error);
  if (error != NULL)
    g_message ("Cannot print: %s", error->message);
}
