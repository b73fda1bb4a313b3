/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Icon, what happened, when, and below it the details. Main thread; owned by its list item. */

#include "client/ui/desk-timeline-row.h"

#include <glib/gi18n.h>

#define FOLDED_LINES 6

struct _DeskTimelineRow
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkLabel *heading_label;
  GtkImage *icon;
  GtkWidget *line;
  GtkLabel *title_label;
  GtkLabel *time_label;
  GtkLabel *detail_label;
  GtkButton *more_button;

  GBindingGroup *bindings; /* (owned) */
  GSignalGroup *signals;   /* (owned): of the item */
};

enum
{
  PROP_ITEM = 1,
  N_PROPS,
};

enum
{
  CHECKED,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (DeskTimelineRow, desk_timeline_row, GTK_TYPE_WIDGET)

static gboolean
has_text (GBinding *binding, const GValue *from, GValue *to, gpointer user_data)
{
  const char *text = g_value_get_string (from);

  g_value_set_boolean (to, text != NULL && *text != '\0');
  return TRUE;
}

static gboolean
make_classes (GBinding *binding, const GValue *from, GValue *to, gpointer user_data)
{
  const char *classes[] = { "desk-timeline-icon", g_value_get_string (from), NULL };

  g_value_set_boxed (to, classes);
  return TRUE;
}

static gboolean
make_detail_classes (GBinding *binding, const GValue *from, GValue *to, gpointer user_data)
{
  const char *quiet[] = { "desk-subtitle", NULL };
  const char *bubble[] = { "desk-bubble", NULL };

  g_value_set_boxed (to, g_value_get_boolean (from) ? bubble : quiet);
  return TRUE;
}

static void
update_more_cb (DeskTimelineRow *self)
{
  g_autoptr (DeskTimelineItem) item = g_binding_group_dup_source (self->bindings);
  gboolean expanded = FALSE;

  if (item == NULL)
    return;
  g_object_get (item, "expanded", &expanded, NULL);
  gtk_label_set_lines (self->detail_label, expanded ? -1 : FOLDED_LINES);
  gtk_label_set_ellipsize (self->detail_label,
                           expanded ? PANGO_ELLIPSIZE_NONE : PANGO_ELLIPSIZE_END);
  gtk_button_set_label (self->more_button, expanded ? _ ("Show less") : _ ("Show all"));
  gtk_widget_set_visible (GTK_WIDGET (self->more_button), desk_timeline_item_is_long (item));
}

static void
more_clicked_cb (DeskTimelineRow *self)
{
  g_autoptr (DeskTimelineItem) item = g_binding_group_dup_source (self->bindings);

  if (item != NULL)
    desk_timeline_item_toggle_expanded (item);
}

/* The round icon of a task. */
static void
icon_pressed_cb (DeskTimelineRow *self)
{
  g_autoptr (DeskTimelineItem) item = g_binding_group_dup_source (self->bindings);

  if (item != NULL && desk_timeline_item_is_checkable (item))
    g_signal_emit (self, signals[CHECKED], 0);
}

static void
desk_timeline_row_get_property (GObject *object,
                                guint property_id,
                                GValue *value,
                                GParamSpec *pspec)
{
  DeskTimelineRow *self = DESK_TIMELINE_ROW (object);

  switch (property_id)
    {
    case PROP_ITEM:
      g_value_take_object (value, g_binding_group_dup_source (self->bindings));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
desk_timeline_row_set_property (GObject *object,
                                guint property_id,
                                const GValue *value,
                                GParamSpec *pspec)
{
  switch (property_id)
    {
    case PROP_ITEM:
      desk_timeline_row_set_item (DESK_TIMELINE_ROW (object), g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
desk_timeline_row_dispose (GObject *object)
{
  DeskTimelineRow *self = DESK_TIMELINE_ROW (object);

  if (self->signals != NULL)
    g_signal_group_set_target (self->signals, NULL);
  g_clear_object (&self->signals);
  g_clear_object (&self->bindings);
  gtk_widget_dispose_template (GTK_WIDGET (self), DESK_TYPE_TIMELINE_ROW);
  G_OBJECT_CLASS (desk_timeline_row_parent_class)->dispose (object);
}

static void
desk_timeline_row_class_init (DeskTimelineRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = desk_timeline_row_get_property;
  object_class->set_property = desk_timeline_row_set_property;
  object_class->dispose = desk_timeline_row_dispose;

  properties[PROP_ITEM] =
      g_param_spec_object ("item", NULL, NULL, DESK_TYPE_TIMELINE_ITEM,
                           G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[CHECKED] = g_signal_new ("checked", DESK_TYPE_TIMELINE_ROW, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/zontik/Zontik/ui/desk-timeline-row.ui");
  gtk_widget_class_bind_template_child (widget_class, DeskTimelineRow, box);
  gtk_widget_class_bind_template_child (widget_class, DeskTimelineRow, heading_label);
  gtk_widget_class_bind_template_child (widget_class, DeskTimelineRow, icon);
  gtk_widget_class_bind_template_child (widget_class, DeskTimelineRow, line);
  gtk_widget_class_bind_template_child (widget_class, DeskTimelineRow, title_label);
  gtk_widget_class_bind_template_child (widget_class, DeskTimelineRow, time_label);
  gtk_widget_class_bind_template_child (widget_class, DeskTimelineRow, detail_label);
  gtk_widget_class_bind_template_child (widget_class, DeskTimelineRow, more_button);
  gtk_widget_class_bind_template_callback (widget_class, more_clicked_cb);
}

static void
add_icon_gesture (DeskTimelineRow *self)
{
  GtkGesture *gesture = gtk_gesture_click_new ();

  g_signal_connect_object (gesture, "released", G_CALLBACK (icon_pressed_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self->icon), GTK_EVENT_CONTROLLER (gesture));
}

static void
desk_timeline_row_init (DeskTimelineRow *self)
{
  GBindingGroup *group;

  gtk_widget_init_template (GTK_WIDGET (self));
  self->bindings = group = g_binding_group_new ();
  g_binding_group_bind (group, "icon-name", self->icon, "icon-name", G_BINDING_SYNC_CREATE);
  g_binding_group_bind_full (group, "tone", self->icon, "css-classes", G_BINDING_SYNC_CREATE,
                             make_classes, NULL, NULL, NULL);
  g_binding_group_bind (group, "title", self->title_label, "label", G_BINDING_SYNC_CREATE);
  g_binding_group_bind (group, "time", self->time_label, "label", G_BINDING_SYNC_CREATE);
  g_binding_group_bind (group, "detail", self->detail_label, "label", G_BINDING_SYNC_CREATE);
  g_binding_group_bind_full (group, "detail", self->detail_label, "visible", G_BINDING_SYNC_CREATE,
                             has_text, NULL, NULL, NULL);
  g_binding_group_bind (group, "heading", self->heading_label, "label", G_BINDING_SYNC_CREATE);
  g_binding_group_bind_full (group, "heading", self->heading_label, "visible",
                             G_BINDING_SYNC_CREATE, has_text, NULL, NULL, NULL);
  g_binding_group_bind (group, "joined", self->line, "visible", G_BINDING_SYNC_CREATE);
  g_binding_group_bind_full (group, "bubble", self->detail_label, "css-classes",
                             G_BINDING_SYNC_CREATE, make_detail_classes, NULL, NULL, NULL);
  self->signals = g_signal_group_new (DESK_TYPE_TIMELINE_ITEM);
  g_signal_group_connect_swapped (self->signals, "notify::detail", G_CALLBACK (update_more_cb),
                                  self);
  g_signal_group_connect_swapped (self->signals, "notify::expanded", G_CALLBACK (update_more_cb),
                                  self);
  add_icon_gesture (self);
}

GtkWidget *
desk_timeline_row_new (void)
{
  return g_object_new (DESK_TYPE_TIMELINE_ROW, NULL);
}

void
desk_timeline_row_set_item (DeskTimelineRow *self, DeskTimelineItem *item)
{
  g_return_if_fail (DESK_IS_TIMELINE_ROW (self));

  g_binding_group_set_source (self->bindings, item);
  g_signal_group_set_target (self->signals, item);
  update_more_cb (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ITEM]);
}
