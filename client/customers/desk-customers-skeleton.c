/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Drawn once, still: nothing pulses. Main thread; owned by the list page. */

#include "client/customers/desk-customers-skeleton.h"

#include <glib/gi18n.h>

#define ROWS       12
#define ROW_HEIGHT 36
#define TOP        30

struct _DeskCustomersSkeleton
{
  GtkWidget parent_instance;
};

G_DEFINE_FINAL_TYPE (DeskCustomersSkeleton, desk_customers_skeleton, GTK_TYPE_WIDGET)

static void
draw_bar (GtkSnapshot *snapshot, const GdkRGBA *colour, graphene_rect_t rect)
{
  GskRoundedRect bar;

  gsk_rounded_rect_init_from_rect (&bar, &rect, rect.size.height / 2.0f);
  gtk_snapshot_push_rounded_clip (snapshot, &bar);
  gtk_snapshot_append_color (snapshot, colour, &bar.bounds);
  gtk_snapshot_pop (snapshot);
}

static void
desk_customers_skeleton_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  float width = (float) gtk_widget_get_width (widget);
  GdkRGBA colour;

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &colour);
  colour.alpha *= 0.07f;
  for (int i = 0; i < ROWS; i++)
    {
      float middle = TOP + i * ROW_HEIGHT + ROW_HEIGHT / 2.0f;
      /* Names are not all of one length. */
      float length = 120.0f + (float) (i * 37 % 80);

      draw_bar (snapshot, &colour, GRAPHENE_RECT_INIT (50, middle - 12, 24, 24));
      draw_bar (snapshot, &colour, GRAPHENE_RECT_INIT (84, middle - 5, length, 10));
      if (width > 560)
        draw_bar (snapshot, &colour, GRAPHENE_RECT_INIT (width * 0.45f, middle - 5, 104, 10));
      draw_bar (snapshot, &colour, GRAPHENE_RECT_INIT (width - 78, middle - 5, 60, 10));
    }
}

static void
desk_customers_skeleton_class_init (DeskCustomersSkeletonClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->snapshot = desk_customers_skeleton_snapshot;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PROGRESS_BAR);
}

static void
desk_customers_skeleton_init (DeskCustomersSkeleton *self)
{
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Loading clients"), -1);
}
