/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Draws one texture; a size of its own only when it is larger than the window. */

#define G_LOG_DOMAIN "zontik-customers"

#include "client/customers/desk-file-canvas.h"

#define MIN_ZOOM 0.05
#define MAX_ZOOM 8.0

struct _DeskFileCanvas
{
  GtkWidget parent_instance;

  GdkTexture *texture; /* (owned) (nullable) */
  double zoom;         /* 0: it fits */
  int quarters;
};

G_DEFINE_FINAL_TYPE (DeskFileCanvas, desk_file_canvas, GTK_TYPE_WIDGET)

/* As it is turned. */
static void
get_size (DeskFileCanvas *self, double *width, double *height)
{
  const double w = self->texture != NULL ? gdk_texture_get_width (self->texture) : 0;
  const double h = self->texture != NULL ? gdk_texture_get_height (self->texture) : 0;

  *width = self->quarters % 2 == 0 ? w : h;
  *height = self->quarters % 2 == 0 ? h : w;
}

static double
get_scale (DeskFileCanvas *self)
{
  double width, height;

  get_size (self, &width, &height);
  if (self->zoom > 0 || width <= 0 || height <= 0)
    return self->zoom;
  return MIN (1, MIN (gtk_widget_get_width (GTK_WIDGET (self)) / width,
                      gtk_widget_get_height (GTK_WIDGET (self)) / height));
}

static void
desk_file_canvas_measure (GtkWidget *widget,
                          GtkOrientation orientation,
                          int for_size,
                          int *minimum,
                          int *natural,
                          int *minimum_baseline,
                          int *natural_baseline)
{
  DeskFileCanvas *self = DESK_FILE_CANVAS (widget);
  double width, height;

  get_size (self, &width, &height);
  *natural = (int) (orientation == GTK_ORIENTATION_HORIZONTAL ? width : height);
  *minimum = self->zoom > 0 ? (int) (*natural * self->zoom) : 1;
  *natural = MAX (*natural, *minimum);
}

static void
snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  DeskFileCanvas *self = DESK_FILE_CANVAS (widget);
  const double scale = get_scale (self);
  graphene_rect_t bounds;
  float width, height;

  if (self->texture == NULL || scale <= 0)
    return;
  width = (float) (gdk_texture_get_width (self->texture) * scale);
  height = (float) (gdk_texture_get_height (self->texture) * scale);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot,
                          &GRAPHENE_POINT_INIT ((float) gtk_widget_get_width (widget) / 2,
                                                (float) gtk_widget_get_height (widget) / 2));
  gtk_snapshot_rotate (snapshot, (float) (self->quarters * 90));
  graphene_rect_init (&bounds, -width / 2, -height / 2, width, height);
  gtk_snapshot_append_texture (snapshot, self->texture, &bounds);
  gtk_snapshot_restore (snapshot);
}

static void
desk_file_canvas_dispose (GObject *object)
{
  g_clear_object (&DESK_FILE_CANVAS (object)->texture);
  G_OBJECT_CLASS (desk_file_canvas_parent_class)->dispose (object);
}

static void
desk_file_canvas_class_init (DeskFileCanvasClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = desk_file_canvas_dispose;
  widget_class->measure = desk_file_canvas_measure;
  widget_class->snapshot = snapshot;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
desk_file_canvas_init (DeskFileCanvas *self)
{
  gtk_widget_set_hexpand (GTK_WIDGET (self), TRUE);
  gtk_widget_set_vexpand (GTK_WIDGET (self), TRUE);
}

GtkWidget *
desk_file_canvas_new (void)
{
  return g_object_new (DESK_TYPE_FILE_CANVAS, NULL);
}

void
desk_file_canvas_set_texture (DeskFileCanvas *self, GdkTexture *texture)
{
  g_set_object (&self->texture, texture);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

GdkTexture *
desk_file_canvas_get_texture (DeskFileCanvas *self)
{
  return self->texture;
}

void
desk_file_canvas_zoom (DeskFileCanvas *self, double factor)
{
  self->zoom = factor > 0 ? CLAMP (get_scale (self) * factor, MIN_ZOOM, MAX_ZOOM) : 0;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

void
desk_file_canvas_turn (DeskFileCanvas *self, int quarters)
{
  self->quarters = (self->quarters + quarters + 4) % 4;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

void
desk_file_canvas_reset (DeskFileCanvas *self)
{
  self->quarters = 0;
  self->zoom = 0;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}
