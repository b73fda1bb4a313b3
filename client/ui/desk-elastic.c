/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Without breakpoints in the toolkit a page changes its shape after the window did; this widget is
 * what lets the window go first. Main thread. */

#include "client/ui/desk-elastic.h"

#define MIN_WIDTH 300

struct _DeskElastic
{
  GtkWidget parent_instance;

  GtkWidget *child; /* (nullable) */
};

enum
{
  PROP_CHILD = 1,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (DeskElastic, desk_elastic, GTK_TYPE_WIDGET)

static void
desk_elastic_measure (GtkWidget *widget,
                      GtkOrientation orientation,
                      int for_size,
                      int *minimum,
                      int *natural,
                      int *minimum_baseline,
                      int *natural_baseline)
{
  DeskElastic *self = DESK_ELASTIC (widget);
  int least;

  if (self->child == NULL)
    return;
  if (orientation == GTK_ORIENTATION_VERTICAL && for_size >= 0)
    {
      gtk_widget_measure (self->child, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
      for_size = MAX (for_size, least);
    }
  gtk_widget_measure (self->child, orientation, for_size, minimum, natural, NULL, NULL);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *minimum = MIN (*minimum, MIN_WIDTH);
}

static void
desk_elastic_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  DeskElastic *self = DESK_ELASTIC (widget);
  int least_width;
  int least_height;

  if (self->child == NULL || !gtk_widget_should_layout (self->child))
    return;
  gtk_widget_measure (self->child, GTK_ORIENTATION_HORIZONTAL, -1, &least_width, NULL, NULL, NULL);
  width = MAX (width, least_width);
  gtk_widget_measure (self->child, GTK_ORIENTATION_VERTICAL, width, &least_height, NULL, NULL,
                      NULL);
  gtk_widget_allocate (self->child, width, MAX (height, least_height), baseline, NULL);
}

static void
desk_elastic_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  switch (property_id)
    {
    case PROP_CHILD:
      g_value_set_object (value, DESK_ELASTIC (object)->child);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
desk_elastic_set_property (GObject *object,
                           guint property_id,
                           const GValue *value,
                           GParamSpec *pspec)
{
  switch (property_id)
    {
    case PROP_CHILD:
      desk_elastic_set_child (DESK_ELASTIC (object), g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
desk_elastic_dispose (GObject *object)
{
  g_clear_pointer (&DESK_ELASTIC (object)->child, gtk_widget_unparent);
  G_OBJECT_CLASS (desk_elastic_parent_class)->dispose (object);
}

static void
desk_elastic_class_init (DeskElasticClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = desk_elastic_get_property;
  object_class->set_property = desk_elastic_set_property;
  object_class->dispose = desk_elastic_dispose;
  widget_class->measure = desk_elastic_measure;
  widget_class->size_allocate = desk_elastic_size_allocate;

  properties[PROP_CHILD] =
      g_param_spec_object ("child", NULL, NULL, GTK_TYPE_WIDGET,
                           G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
desk_elastic_init (DeskElastic *self)
{
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

void
desk_elastic_set_child (DeskElastic *self, GtkWidget *child)
{
  g_return_if_fail (DESK_IS_ELASTIC (self));

  if (self->child == child)
    return;
  g_clear_pointer (&self->child, gtk_widget_unparent);
  self->child = child;
  if (child != NULL)
    gtk_widget_set_parent (child, GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CHILD]);
}
