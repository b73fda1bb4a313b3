/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A PDF is drawn on the worker's thread into a stream that becomes the file when it is closed. */

#include "client/printing/desk-sheet-file.h"

#include <cairo-pdf.h>

#include "client/printing/desk-sheet-layout.h"
#include "shared/base/crm-error.h"
#include "shared/base/crm-worker.h"

typedef struct
{
  DeskSheet *sheet;     /* (owned) */
  GFile *file;          /* (owned) */
  CrmWorker *worker;    /* (owned) */
  double width, height; /* of the paper */
  double x, y;          /* of the margins */
  double inner_w, inner_h;
  GOutputStream *stream; /* (owned) (nullable) (worker) */
  GError *error;         /* (owned) (nullable) (worker): the first */
} Save;

static void
save_free (gpointer data)
{
  Save *save = data;

  desk_sheet_unref (save->sheet);
  g_object_unref (save->file);
  g_object_unref (save->worker);
  g_clear_object (&save->stream);
  g_clear_error (&save->error);
  g_free (save);
}

static cairo_status_t
write_work (void *data, const unsigned char *bytes, unsigned int length)
{
  Save *save = data;

  if (save->error == NULL &&
      g_output_stream_write_all (save->stream, bytes, length, NULL, NULL, &save->error))
    return CAIRO_STATUS_SUCCESS;
  return CAIRO_STATUS_WRITE_ERROR;
}

static void
draw_pages (Save *save, cairo_surface_t *surface)
{
  cairo_t *cr = cairo_create (surface);
  PangoContext *pango = pango_cairo_create_context (cr);
  g_autoptr (DeskSheetLayout) layout = NULL;

  pango_cairo_context_set_resolution (pango, 72);
  layout = desk_sheet_layout_new (save->sheet, pango, save->inner_w, save->inner_h);
  for (guint i = 0; i < desk_sheet_layout_get_n_pages (layout); i++)
    {
      cairo_save (cr);
      cairo_translate (cr, save->x, save->y);
      desk_sheet_layout_draw (layout, cr, i);
      cairo_restore (cr);
      cairo_show_page (cr);
    }
  g_object_unref (pango);
  cairo_destroy (cr);
}

static gboolean
write_file (Save *save, GCancellable *cancellable)
{
  cairo_surface_t *surface;
  cairo_status_t status;

  save->stream = G_OUTPUT_STREAM (
      g_file_replace (save->file, NULL, FALSE, G_FILE_CREATE_PRIVATE, cancellable, &save->error));
  if (save->stream == NULL)
    return FALSE;
  surface = cairo_pdf_surface_create_for_stream (write_work, save, save->width, save->height);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_TITLE, save->sheet->title);
  draw_pages (save, surface);
  cairo_surface_finish (surface);
  status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  if (status != CAIRO_STATUS_SUCCESS && save->error == NULL)
    crm_fail (&save->error, CRM_ERROR_FAILED, "%s", cairo_status_to_string (status));
  return save->error == NULL && g_output_stream_close (save->stream, cancellable, &save->error);
}

static void
save_work (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Save *save = task_data;

  if (write_file (save, cancellable))
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  if (save->stream != NULL)
    {
      /* Closed as cancelled, the stream leaves what was there. */
      g_autoptr (GCancellable) undone = g_cancellable_new ();

      g_cancellable_cancel (undone);
      g_output_stream_close (save->stream, undone, NULL);
    }
  g_task_return_error (task, g_steal_pointer (&save->error));
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) outer = user_data;
  Save *save = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;

  crm_worker_stop (save->worker);
  if (g_task_propagate_boolean (G_TASK (result), &error))
    g_task_return_boolean (outer, TRUE);
  else
    g_task_return_error (outer, g_steal_pointer (&error));
}

void
desk_sheet_save_async (DeskSheet *sheet,
                       GtkPageSetup *setup,
                       GFile *file,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  Save *save = g_new0 (Save, 1);
  g_autoptr (GTask) task = NULL;

  save->sheet = desk_sheet_ref (sheet);
  save->file = g_object_ref (file);
  save->worker = crm_worker_new ("pdf");
  save->width = gtk_page_setup_get_paper_width (setup, GTK_UNIT_POINTS);
  save->height = gtk_page_setup_get_paper_height (setup, GTK_UNIT_POINTS);
  save->x = gtk_page_setup_get_left_margin (setup, GTK_UNIT_POINTS);
  save->y = gtk_page_setup_get_top_margin (setup, GTK_UNIT_POINTS);
  save->inner_w = gtk_page_setup_get_page_width (setup, GTK_UNIT_POINTS);
  save->inner_h = gtk_page_setup_get_page_height (setup, GTK_UNIT_POINTS);
  task =
      g_task_new (NULL, cancellable, saved_cb, g_task_new (NULL, cancellable, callback, user_data));
  g_task_set_task_data (task, save, save_free);
  crm_worker_queue (save->worker, task, 0, save_work);
}

gboolean
desk_sheet_save_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
