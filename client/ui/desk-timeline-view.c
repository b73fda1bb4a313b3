/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The list of a card's history. GTK 4.8 has no sections in lists, so the heading is a part of the
 * first row below it; which rows those are is worked out here, once for each change of the model.
 * Main thread; owned by the card. */

#include "client/ui/desk-timeline-view.h"

#include <glib/gi18n.h>

#include "client/ui/desk-format.h"
#include "client/ui/desk-timeline-row.h"
#include "shared/base/crm-time.h"

struct _DeskTimelineView
{
  GtkWidget parent_instance;

  GtkWidget *scroller;
  GtkListView *list;
  GListModel *model; /* (owned) (nullable) */
};

enum
{
  PROP_MODEL = 1,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (DeskTimelineView, desk_timeline_view, GTK_TYPE_WIDGET)

static void
place_items (DeskTimelineView *self)
{
  gint64 now = crm_time_now ();
  g_autofree char *today = desk_format_stretch (now, now);
  g_autofree char *yesterday = desk_format_stretch (now - G_TIME_SPAN_DAY, now);
  g_autofree char *above = NULL;
  g_autoptr (DeskTimelineItem) item = NULL;

  item = self->model == NULL ? NULL : g_list_model_get_item (self->model, 0);
  for (guint i = 0; item != NULL; i++)
    {
      g_autoptr (DeskTimelineItem) next = g_list_model_get_item (self->model, i + 1);
      gint64 at = desk_timeline_item_get_at (item);
      g_autofree char *stretch = desk_format_stretch (at, now);
      g_autofree char *below =
          next == NULL ? NULL : desk_format_stretch (desk_timeline_item_get_at (next), now);
      gboolean near = g_str_equal (stretch, today) || g_str_equal (stretch, yesterday);
      g_autofree char *time = near ? desk_format_time (at) : desk_format_when (at, now);

      desk_timeline_item_place (item, g_strcmp0 (stretch, above) == 0 ? NULL : stretch, time,
                                g_strcmp0 (stretch, below) == 0);
      g_free (above);
      above = g_steal_pointer (&stretch);
      g_set_object (&item, next);
    }
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  gtk_list_item_set_child (list_item, desk_timeline_row_new ());
  gtk_list_item_set_activatable (list_item, FALSE);
  gtk_list_item_set_selectable (list_item, FALSE);
}

/* The widget around the row is GTK's and has no name of its own. */
static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  DeskTimelineItem *item = gtk_list_item_get_item (list_item);
  GtkWidget *child = gtk_list_item_get_child (list_item);
  GtkWidget *around = gtk_widget_get_parent (child);
  g_autofree char *plain = NULL;

  desk_timeline_row_set_item (DESK_TIMELINE_ROW (child), item);
  if (around != NULL &&
      pango_parse_markup (desk_timeline_item_get_title (item), -1, 0, NULL, &plain, NULL, NULL))
    gtk_accessible_update_property (GTK_ACCESSIBLE (around), GTK_ACCESSIBLE_PROPERTY_LABEL, plain,
                                    -1);
}

static void
unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  desk_timeline_row_set_item (DESK_TIMELINE_ROW (gtk_list_item_get_child (list_item)), NULL);
}

static void
desk_timeline_view_get_property (GObject *object,
                                 guint property_id,
                                 GValue *value,
                                 GParamSpec *pspec)
{
  switch (property_id)
    {
    case PROP_MODEL:
      g_value_set_object (value, DESK_TIMELINE_VIEW (object)->model);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
desk_timeline_view_set_property (GObject *object,
                                 guint property_id,
                                 const GValue *value,
                                 GParamSpec *pspec)
{
  switch (property_id)
    {
    case PROP_MODEL:
      desk_timeline_view_set_model (DESK_TIMELINE_VIEW (object), g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
desk_timeline_view_dispose (GObject *object)
{
  DeskTimelineView *self = DESK_TIMELINE_VIEW (object);

  if (self->model != NULL)
    g_signal_handlers_disconnect_by_func (self->model, place_items, self);
  g_clear_object (&self->model);
  g_clear_pointer (&self->scroller, gtk_widget_unparent);
  G_OBJECT_CLASS (desk_timeline_view_parent_class)->dispose (object);
}

static void
desk_timeline_view_class_init (DeskTimelineViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = desk_timeline_view_get_property;
  object_class->set_property = desk_timeline_view_set_property;
  object_class->dispose = desk_timeline_view_dispose;

  properties[PROP_MODEL] =
      g_param_spec_object ("model", NULL, NULL, G_TYPE_LIST_MODEL,
                           G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
desk_timeline_view_init (DeskTimelineView *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), NULL);
  self->list = GTK_LIST_VIEW (gtk_list_view_new (NULL, factory));
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "desk-timeline");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("History"), -1);
  self->scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), GTK_WIDGET (self->list));
  gtk_widget_set_parent (self->scroller, GTK_WIDGET (self));
}

void
desk_timeline_view_set_model (DeskTimelineView *self, GListModel *model)
{
  g_autoptr (GtkSelectionModel) selection = NULL;

  g_return_if_fail (DESK_IS_TIMELINE_VIEW (self));

  if (self->model == model)
    return;
  if (self->model != NULL)
    g_signal_handlers_disconnect_by_func (self->model, place_items, self);
  g_set_object (&self->model, model);
  if (model != NULL)
    {
      g_signal_connect_object (model, "items-changed", G_CALLBACK (place_items), self,
                               G_CONNECT_SWAPPED);
      selection = GTK_SELECTION_MODEL (gtk_no_selection_new (g_object_ref (model)));
    }
  place_items (self);
  gtk_list_view_set_model (self->list, selection);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MODEL]);
}
