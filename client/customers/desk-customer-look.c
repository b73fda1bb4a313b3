/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Shared state of the cells of one table, so that a keystroke redraws what is on the screen and
 * binds nothing anew. Main thread; owned by the table and its cells. */

#include "client/customers/desk-customer-look.h"

#include <pango/pangocairo.h>

struct _DeskCustomerLook
{
  GObject parent_instance;

  DeskContext *context;     /* (owned) */
  DeskFilterWords *words;   /* (owned) */
  DeskCustomerFound *found; /* (owned) (nullable) */
  GHashTable *cells;        /* set of GtkWidget (borrowed) */
  gboolean tall;

  /* what get_line_height() found last, and for which font */
  PangoFontDescription *font; /* (owned) (nullable) */
  double resolution;
  guint font_serial;
  int line_height;
};

G_DEFINE_FINAL_TYPE (DeskCustomerLook, desk_customer_look, G_TYPE_OBJECT)

static void
redraw_cb (DeskCustomerLook *self)
{
  GHashTableIter iter;
  gpointer cell;

  g_hash_table_iter_init (&iter, self->cells);
  while (g_hash_table_iter_next (&iter, &cell, NULL))
    gtk_widget_queue_draw (cell);
}

static void
desk_customer_look_dispose (GObject *object)
{
  DeskCustomerLook *self = DESK_CUSTOMER_LOOK (object);

  g_clear_pointer (&self->found, desk_customer_found_free);
  g_clear_object (&self->words);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (desk_customer_look_parent_class)->dispose (object);
}

static void
desk_customer_look_finalize (GObject *object)
{
  g_hash_table_unref (DESK_CUSTOMER_LOOK (object)->cells);
  g_clear_pointer (&DESK_CUSTOMER_LOOK (object)->font, pango_font_description_free);
  G_OBJECT_CLASS (desk_customer_look_parent_class)->finalize (object);
}

static void
desk_customer_look_class_init (DeskCustomerLookClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = desk_customer_look_dispose;
  object_class->finalize = desk_customer_look_finalize;
}

static void
desk_customer_look_init (DeskCustomerLook *self)
{
  self->cells = g_hash_table_new (NULL, NULL);
}

DeskCustomerLook *
desk_customer_look_new (DeskContext *context)
{
  DeskCustomerLook *self = g_object_new (DESK_TYPE_CUSTOMER_LOOK, NULL);

  self->context = g_object_ref (context);
  self->words = desk_filter_words_new (context);
  g_signal_connect_object (self->words, "changed", G_CALLBACK (redraw_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (context, "users-changed", G_CALLBACK (redraw_cb), self,
                           G_CONNECT_SWAPPED);
  return self;
}

DeskFilterWords *
desk_customer_look_get_words (DeskCustomerLook *self)
{
  g_return_val_if_fail (DESK_IS_CUSTOMER_LOOK (self), NULL);
  return self->words;
}

DeskContext *
desk_customer_look_get_context (DeskCustomerLook *self)
{
  g_return_val_if_fail (DESK_IS_CUSTOMER_LOOK (self), NULL);
  return self->context;
}

DeskCustomerFound *
desk_customer_look_get_found (DeskCustomerLook *self)
{
  g_return_val_if_fail (DESK_IS_CUSTOMER_LOOK (self), NULL);
  return self->found;
}

void
desk_customer_look_set_query (DeskCustomerLook *self, const char *query)
{
  g_return_if_fail (DESK_IS_CUSTOMER_LOOK (self));

  g_clear_pointer (&self->found, desk_customer_found_free);
  self->found = desk_customer_found_new (query);
  redraw_cb (self);
}

gboolean
desk_customer_look_is_tall (DeskCustomerLook *self)
{
  g_return_val_if_fail (DESK_IS_CUSTOMER_LOOK (self), FALSE);
  return self->tall;
}

void
desk_customer_look_set_tall (DeskCustomerLook *self, gboolean tall)
{
  GHashTableIter iter;
  gpointer cell;

  g_return_if_fail (DESK_IS_CUSTOMER_LOOK (self));

  if (self->tall == tall)
    return;
  self->tall = tall;
  g_hash_table_iter_init (&iter, self->cells);
  while (g_hash_table_iter_next (&iter, &cell, NULL))
    gtk_widget_queue_resize (cell);
}

static int
measure_line (PangoContext *context)
{
  PangoFontMetrics *metrics = pango_context_get_metrics (context, NULL, NULL);
  int height = PANGO_PIXELS_CEIL (pango_font_metrics_get_height (metrics));

  pango_font_metrics_unref (metrics);
  return height;
}

int
desk_customer_look_get_line_height (DeskCustomerLook *self, GtkWidget *cell)
{
  PangoContext *context = gtk_widget_get_pango_context (cell);
  const PangoFontDescription *font = pango_context_get_font_description (context);
  double resolution = pango_cairo_context_get_resolution (context);
  guint serial = pango_font_map_get_serial (pango_context_get_font_map (context));

  if (self->font == NULL || self->font_serial != serial ||
      !G_APPROX_VALUE (self->resolution, resolution, 0.01) ||
      !pango_font_description_equal (self->font, font))
    {
      g_clear_pointer (&self->font, pango_font_description_free);
      self->font = pango_font_description_copy (font);
      self->resolution = resolution;
      self->font_serial = serial;
      self->line_height = measure_line (context);
    }
  return self->line_height;
}

void
desk_customer_look_add_cell (DeskCustomerLook *self, GtkWidget *cell)
{
  g_hash_table_add (self->cells, cell);
}

void
desk_customer_look_remove_cell (DeskCustomerLook *self, GtkWidget *cell)
{
  g_hash_table_remove (self->cells, cell);
}
