/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The list of a card's history. GTK 4.8 has no sections in lists, so the heading is a part of the
 * first row below it; a row learns which when it is bound and when the model changes around it.
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
  GListModel *model;             /* (owned) (nullable) */
  GtkSingleSelection *selection; /* (owned) (nullable) */
  GPtrArray *bound;              /* (element-type GtkListItem) (unowned items) */
  guint place_source;
  guint focus_source;
};

enum
{
  PROP_MODEL = 1,
  N_PROPS,
};

enum
{
  ACTIVATED,
  CHECKED,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (DeskTimelineView, desk_timeline_view, GTK_TYPE_WIDGET)

/* (transfer full) (nullable): what stands above an item. */
static char *
dup_stretch (DeskTimelineItem *item, gint64 now)
{
  const char *section = item == NULL ? NULL : desk_timeline_item_get_section (item);

  if (item == NULL || section != NULL)
    return g_strdup (section);
  return desk_format_stretch (desk_timeline_item_get_at (item), now);
}

static char *
dup_time (DeskTimelineItem *item, const char *stretch, gint64 now)
{
  gint64 at = desk_timeline_item_get_at (item);
  gboolean near = g_str_equal (stretch, _ ("Today")) || g_str_equal (stretch, _ ("Yesterday"));

  if (at == 0 || (near && desk_timeline_item_is_whole (item)))
    return g_strdup ("");
  if (desk_timeline_item_is_whole (item))
    return desk_format_day (at, now);
  return near ? desk_format_time (at) : desk_format_when (at, now);
}

static void
place (DeskTimelineView *self, GtkListItem *list_item)
{
  const guint position = gtk_list_item_get_position (list_item);
  DeskTimelineItem *item = gtk_list_item_get_item (list_item);
  gint64 now = crm_time_now ();
  g_autoptr (DeskTimelineItem) above = NULL;
  g_autoptr (DeskTimelineItem) below = NULL;
  g_autofree char *stretch = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autofree char *time = NULL;

  if (item == NULL || self->model == NULL)
    return;
  above = position == 0 ? NULL : g_list_model_get_item (self->model, position - 1);
  below = g_list_model_get_item (self->model, position + 1);
  stretch = dup_stretch (item, now);
  before = dup_stretch (above, now);
  after = dup_stretch (below, now);
  time = dup_time (item, stretch, now);
  desk_timeline_item_place (item, g_strcmp0 (stretch, before) == 0 ? NULL : stretch, time,
                            g_strcmp0 (stretch, after) == 0);
}

static gboolean
place_cb (gpointer user_data)
{
  DeskTimelineView *self = user_data;

  self->place_source = 0;
  for (guint i = 0; i < self->bound->len; i++)
    place (self, g_ptr_array_index (self->bound, i));
  return G_SOURCE_REMOVE;
}

/* When the list has followed, and before it is painted. */
static void
queue_place_cb (DeskTimelineView *self)
{
  if (self->place_source == 0)
    self->place_source = g_idle_add_full (G_PRIORITY_HIGH_IDLE, place_cb, self, NULL);
}

static void
checked_cb (DeskTimelineRow *row, DeskTimelineView *self)
{
  g_autoptr (DeskTimelineItem) item = NULL;

  g_object_get (row, "item", &item, NULL);
  if (item != NULL)
    g_signal_emit (self, signals[CHECKED], 0, item);
}

static void
activate_cb (DeskTimelineView *self, guint position)
{
  g_autoptr (DeskTimelineItem) item = g_list_model_get_item (self->model, position);

  if (item != NULL)
    g_signal_emit (self, signals[ACTIVATED], 0, item);
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, DeskTimelineView *self)
{
  GtkWidget *row = desk_timeline_row_new ();

  g_signal_connect_object (row, "checked", G_CALLBACK (checked_cb), self, 0);
  gtk_list_item_set_child (list_item, row);
}

static void
name_row (GtkWidget *row, DeskTimelineItem *item)
{
  GtkWidget *around = gtk_widget_get_parent (row);
  const char *title = desk_timeline_item_get_title (item);
  g_autofree char *plain = NULL;

  if (around != NULL && title != NULL &&
      pango_parse_markup (title, -1, 0, NULL, &plain, NULL, NULL))
    gtk_accessible_update_property (GTK_ACCESSIBLE (around), GTK_ACCESSIBLE_PROPERTY_LABEL, plain,
                                    -1);
}

static void
title_changed_cb (DeskTimelineItem *item, GParamSpec *pspec, GtkWidget *row)
{
  name_row (row, item);
}

/* The widget around the row is GTK's and has no name of its own. */
static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, DeskTimelineView *self)
{
  DeskTimelineItem *item = gtk_list_item_get_item (list_item);
  GtkWidget *row = gtk_list_item_get_child (list_item);

  place (self, list_item);
  g_ptr_array_add (self->bound, list_item);
  desk_timeline_row_set_item (DESK_TIMELINE_ROW (row), item);
  g_signal_connect_object (item, "notify::title", G_CALLBACK (title_changed_cb), row, 0);
  name_row (row, item);
}

static void
unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, DeskTimelineView *self)
{
  GtkWidget *row = gtk_list_item_get_child (list_item);

  g_signal_handlers_disconnect_by_func (gtk_list_item_get_item (list_item), title_changed_cb, row);
  g_ptr_array_remove_fast (self->bound, list_item);
  desk_timeline_row_set_item (DESK_TIMELINE_ROW (row), NULL);
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
    g_signal_handlers_disconnect_by_func (self->model, queue_place_cb, self);
  g_clear_handle_id (&self->place_source, g_source_remove);
  g_clear_handle_id (&self->focus_source, g_source_remove);
  g_clear_pointer (&self->scroller, gtk_widget_unparent);
  g_clear_object (&self->selection);
  g_clear_object (&self->model);
  G_OBJECT_CLASS (desk_timeline_view_parent_class)->dispose (object);
}

static void
desk_timeline_view_finalize (GObject *object)
{
  g_ptr_array_unref (DESK_TIMELINE_VIEW (object)->bound);
  G_OBJECT_CLASS (desk_timeline_view_parent_class)->finalize (object);
}

static gboolean
desk_timeline_view_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (DESK_TIMELINE_VIEW (widget)->list));
}

static void
desk_timeline_view_class_init (DeskTimelineViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = desk_timeline_view_get_property;
  object_class->set_property = desk_timeline_view_set_property;
  object_class->dispose = desk_timeline_view_dispose;
  object_class->finalize = desk_timeline_view_finalize;
  widget_class->grab_focus = desk_timeline_view_grab_focus;

  properties[PROP_MODEL] =
      g_param_spec_object ("model", NULL, NULL, G_TYPE_LIST_MODEL,
                           G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[ACTIVATED] = g_signal_new ("activated", DESK_TYPE_TIMELINE_VIEW, G_SIGNAL_RUN_LAST, 0,
                                     NULL, NULL, NULL, G_TYPE_NONE, 1, DESK_TYPE_TIMELINE_ITEM);
  signals[CHECKED] = g_signal_new ("checked", DESK_TYPE_TIMELINE_VIEW, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 1, DESK_TYPE_TIMELINE_ITEM);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
desk_timeline_view_init (DeskTimelineView *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  self->bound = g_ptr_array_new ();
  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), self);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), self);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), self);
  self->list = GTK_LIST_VIEW (gtk_list_view_new (NULL, factory));
  g_signal_connect_object (self->list, "activate", G_CALLBACK (activate_cb), self,
                           G_CONNECT_SWAPPED);
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
  g_return_if_fail (DESK_IS_TIMELINE_VIEW (self));

  if (self->model == model)
    return;
  if (self->model != NULL)
    g_signal_handlers_disconnect_by_func (self->model, queue_place_cb, self);
  gtk_list_view_set_model (self->list, NULL);
  g_clear_object (&self->selection);
  g_set_object (&self->model, model);
  if (model != NULL)
    {
      self->selection = gtk_single_selection_new (NULL);
      gtk_single_selection_set_autoselect (self->selection, FALSE);
      gtk_single_selection_set_can_unselect (self->selection, TRUE);
      gtk_single_selection_set_model (self->selection, model);
      gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (self->selection));
      g_signal_connect_object (model, "items-changed", G_CALLBACK (queue_place_cb), self,
                               G_CONNECT_SWAPPED);
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MODEL]);
}

DeskTimelineItem *
desk_timeline_view_ref_selected (DeskTimelineView *self)
{
  gpointer item;

  g_return_val_if_fail (DESK_IS_TIMELINE_VIEW (self), NULL);

  item = self->selection == NULL ? NULL : gtk_single_selection_get_selected_item (self->selection);
  return item == NULL ? NULL : g_object_ref (item);
}

/* Somebody chooses in a popover: the keyboard stays there. */
static gboolean
is_in_popover (DeskTimelineView *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root == NULL ? NULL : gtk_root_get_focus (root);

  return focus != NULL && gtk_widget_get_ancestor (focus, GTK_TYPE_POPOVER) != NULL;
}

static gboolean
focus_cb (gpointer user_data)
{
  DeskTimelineView *self = user_data;
  const guint position = self->selection == NULL
                             ? GTK_INVALID_LIST_POSITION
                             : gtk_single_selection_get_selected (self->selection);

  self->focus_source = 0;
  if (is_in_popover (self))
    return G_SOURCE_REMOVE;
  for (guint i = 0; i < self->bound->len; i++)
    {
      GtkListItem *list_item = g_ptr_array_index (self->bound, i);
      GtkWidget *row = gtk_list_item_get_child (list_item);

      if (gtk_list_item_get_position (list_item) == position)
        gtk_widget_grab_focus (gtk_widget_get_parent (row));
    }
  return G_SOURCE_REMOVE;
}

GtkWidget *
desk_timeline_view_find_row (DeskTimelineView *self, DeskTimelineItem *item)
{
  g_return_val_if_fail (DESK_IS_TIMELINE_VIEW (self), NULL);

  for (guint i = 0; i < self->bound->len; i++)
    if (gtk_list_item_get_item (g_ptr_array_index (self->bound, i)) == item)
      return gtk_list_item_get_child (g_ptr_array_index (self->bound, i));
  return NULL;
}

void
desk_timeline_view_show (DeskTimelineView *self, guint position)
{
  g_return_if_fail (DESK_IS_TIMELINE_VIEW (self));

  if (self->selection == NULL || position >= g_list_model_get_n_items (self->model))
    return;
  gtk_single_selection_set_selected (self->selection, position);
  gtk_widget_activate_action (GTK_WIDGET (self->list), "list.scroll-to-item", "u", position);
  if (self->focus_source == 0)
    self->focus_source = g_idle_add (focus_cb, self);
}
