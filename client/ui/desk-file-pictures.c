/* SPDX-License-Identifier: GPL-3.0-or-later */

/* DeskFilePictures: see the header. Foreign bytes are looked at by gdk-pixbuf and poppler, at the
 * size that is needed only, so that a picture of a million by a million costs nothing. */

#define G_LOG_DOMAIN "zontik-ui"

#include "client/ui/desk-file-pictures.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <string.h>

#include "shared/base/crm-error.h"
#include "shared/base/crm-media-type.h"
#include "shared/base/crm-worker.h"

#ifdef HAVE_POPPLER
#include <poppler.h>
#endif

#define PDF "application/pdf"
/* Of one side, whatever is asked for. */
#define MAX_SIZE 6000

struct _DeskFilePictures
{
  GObject parent_instance;

  CrmWorker *worker; /* (owned) */
};

G_DEFINE_FINAL_TYPE (DeskFilePictures, desk_file_pictures, G_TYPE_OBJECT)

typedef struct
{
  GBytes *file; /* (owned) */
  guint page;
  int size;
  guint n_pages; /* (out) */
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_bytes_unref (job->file);
  g_free (job);
}

/* ---- images --------------------------------------------------------------------------------- */

static void
size_prepared_cb (GdkPixbufLoader *loader, int width, int height, gpointer user_data)
{
  const Job *job = user_data;
  const int longer = MAX (width, height);

  if (longer > job->size)
    gdk_pixbuf_loader_set_size (loader, MAX (1, (int) ((gint64) width * job->size / longer)),
                                MAX (1, (int) ((gint64) height * job->size / longer)));
}

static GdkPixbuf *
draw_image (Job *job, GError **error)
{
  g_autoptr (GdkPixbufLoader) loader = gdk_pixbuf_loader_new ();
  GdkPixbuf *pixbuf;

  g_signal_connect (loader, "size-prepared", G_CALLBACK (size_prepared_cb), job);
  if (!gdk_pixbuf_loader_write_bytes (loader, job->file, error))
    {
      gdk_pixbuf_loader_close (loader, NULL);
      return NULL;
    }
  if (!gdk_pixbuf_loader_close (loader, error))
    return NULL;
  pixbuf = gdk_pixbuf_loader_get_pixbuf (loader);
  if (pixbuf == NULL)
    {
      crm_fail (error, CRM_ERROR_INVALID, "there is no picture in it");
      return NULL;
    }
  job->n_pages = 1;
  return gdk_pixbuf_apply_embedded_orientation (pixbuf);
}

/* ---- PDF ------------------------------------------------------------------------------------ */

#ifdef HAVE_POPPLER

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PopplerDocument, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PopplerPage, g_object_unref)

static GdkPixbuf *
paint_page (PopplerPage *page, int size, GError **error)
{
  double width = 0, height = 0, scale;
  cairo_surface_t *surface;
  cairo_t *cr;
  GdkPixbuf *pixbuf;

  poppler_page_get_size (page, &width, &height);
  if (!(width > 0 && height > 0))
    {
      crm_fail (error, CRM_ERROR_INVALID, "the page has no size");
      return NULL;
    }
  scale = size / MAX (width, height);
  width = MAX (1, width * scale);
  height = MAX (1, height * scale);
  surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) width, (int) height);
  cr = cairo_create (surface);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  cairo_scale (cr, scale, scale);
  poppler_page_render (page, cr);
  cairo_destroy (cr);
  pixbuf = gdk_pixbuf_get_from_surface (surface, 0, 0, (int) width, (int) height);
  cairo_surface_destroy (surface);
  return pixbuf;
}

static GdkPixbuf *
draw_page (Job *job, GError **error)
{
  g_autoptr (PopplerDocument) document = poppler_document_new_from_bytes (job->file, NULL, error);
  g_autoptr (PopplerPage) page = NULL;

  if (document == NULL)
    return NULL;
  job->n_pages = (guint) MAX (0, poppler_document_get_n_pages (document));
  if (job->page < job->n_pages)
    page = poppler_document_get_page (document, (int) job->page);
  if (page == NULL)
    {
      crm_fail (error, CRM_ERROR_INVALID, "there is no such page");
      return NULL;
    }
  return paint_page (page, job->size, error);
}

#else

static GdkPixbuf *
draw_page (Job *job, GError **error)
{
  crm_fail (error, CRM_ERROR_INVALID, "made without poppler");
  return NULL;
}

#endif

/* ---- both ----------------------------------------------------------------------------------- */

static void
draw_work (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  gsize size;
  const guint8 *bytes = g_bytes_get_data (job->file, &size);
  GError *error = NULL;
  GdkPixbuf *pixbuf;

  if (g_task_return_error_if_cancelled (task))
    return;
  if (g_str_equal (crm_media_type_guess (bytes, size), PDF))
    pixbuf = draw_page (job, &error);
  else
    pixbuf = draw_image (job, &error);
  if (pixbuf != NULL)
    g_task_return_pointer (task, pixbuf, g_object_unref);
  else
    g_task_return_error (task, error);
}

void
desk_file_pictures_draw_async (DeskFilePictures *self,
                               GBytes *file,
                               guint page,
                               int size,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Job *job = g_new0 (Job, 1);

  job->file = g_bytes_ref (file);
  job->page = page;
  job->size = CLAMP (size, 1, MAX_SIZE);
  g_task_set_source_tag (task, desk_file_pictures_draw_async);
  g_task_set_task_data (task, job, job_free);
  crm_worker_queue (self->worker, task, 0, draw_work);
}

GdkTexture *
desk_file_pictures_draw_finish (DeskFilePictures *self,
                                GAsyncResult *result,
                                guint *n_pages,
                                GError **error)
{
  g_autoptr (GdkPixbuf) pixbuf = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  pixbuf = g_task_propagate_pointer (G_TASK (result), error);
  if (pixbuf == NULL)
    return NULL;
  if (n_pages != NULL)
    *n_pages = ((Job *) g_task_get_task_data (G_TASK (result)))->n_pages;
  return gdk_texture_new_for_pixbuf (pixbuf);
}

gboolean
desk_file_pictures_can_show (const char *media_type)
{
  static const char *const shown[] = { "image/jpeg", "image/png",  "image/gif",
                                       "image/bmp",  "image/tiff", "image/webp",
#ifdef HAVE_POPPLER
                                       PDF,
#endif
                                       NULL };

  return media_type != NULL && g_strv_contains (shown, media_type);
}

static void
desk_file_pictures_dispose (GObject *object)
{
  DeskFilePictures *self = DESK_FILE_PICTURES (object);

  if (self->worker != NULL)
    crm_worker_stop (self->worker);
  g_clear_object (&self->worker);
  G_OBJECT_CLASS (desk_file_pictures_parent_class)->dispose (object);
}

static void
desk_file_pictures_class_init (DeskFilePicturesClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = desk_file_pictures_dispose;
}

static void
desk_file_pictures_init (DeskFilePictures *self)
{
  self->worker = crm_worker_new ("pictures");
}

DeskFilePictures *
desk_file_pictures_new (void)
{
  return g_object_new (DESK_TYPE_FILE_PICTURES, NULL);
}
