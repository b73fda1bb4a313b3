/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a row of DeskTimelineView is bound to. Main thread; owned by the model of the history. */

#include "client/ui/desk-timeline-item.h"

#include "shared/base/crm-util.h"

#define LONG_DETAIL 260 /* characters */
#define LONG_LINES  6

typedef struct
{
  gint64 at;
  /* (owned) */
  char *icon_name;
  char *title;
  char *detail;  /* (nullable) */
  char *tone;    /* (nullable) */
  char *section; /* (nullable) */
  gboolean whole;
  gboolean bubble;
  gboolean checkable;
  gboolean expanded;
  /* set by the view */
  char *heading; /* (owned) (nullable) */
  char *time;    /* (owned) (nullable) */
  gboolean joined;
} DeskTimelineItemPrivate;

enum
{
  PROP_AT = 1,
  PROP_ICON_NAME,
  PROP_TITLE,
  PROP_DETAIL,
  PROP_TONE,
  PROP_SECTION,
  PROP_WHOLE,
  PROP_BUBBLE,
  PROP_CHECKABLE,
  PROP_EXPANDED,
  PROP_HEADING,
  PROP_TIME,
  PROP_JOINED,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_TYPE_WITH_PRIVATE (DeskTimelineItem, desk_timeline_item, G_TYPE_OBJECT)

static DeskTimelineItemPrivate *
get_private (gpointer self)
{
  return desk_timeline_item_get_instance_private (DESK_TIMELINE_ITEM (self));
}

static void
desk_timeline_item_get_property (GObject *object,
                                 guint property_id,
                                 GValue *value,
                                 GParamSpec *pspec)
{
  DeskTimelineItemPrivate *self = get_private (object);
  const char *const texts[N_PROPS] = {
    [PROP_ICON_NAME] = self->icon_name, [PROP_TITLE] = self->title,
    [PROP_DETAIL] = self->detail,       [PROP_TONE] = self->tone,
    [PROP_SECTION] = self->section,     [PROP_HEADING] = self->heading,
    [PROP_TIME] = self->time,
  };
  const gboolean flags[N_PROPS] = {
    [PROP_WHOLE] = self->whole,       [PROP_BUBBLE] = self->bubble,
    [PROP_EXPANDED] = self->expanded, [PROP_CHECKABLE] = self->checkable,
    [PROP_JOINED] = self->joined,
  };

  if (property_id == PROP_AT)
    g_value_set_int64 (value, self->at);
  else if (G_VALUE_HOLDS_STRING (value))
    g_value_set_string (value, texts[property_id]);
  else
    g_value_set_boolean (value, flags[property_id]);
}

static void
desk_timeline_item_set_property (GObject *object,
                                 guint property_id,
                                 const GValue *value,
                                 GParamSpec *pspec)
{
  DeskTimelineItemPrivate *self = get_private (object);
  char **const texts[N_PROPS] = {
    [PROP_ICON_NAME] = &self->icon_name, [PROP_TITLE] = &self->title,
    [PROP_DETAIL] = &self->detail,       [PROP_TONE] = &self->tone,
    [PROP_SECTION] = &self->section,
  };
  gboolean *const flags[N_PROPS] = {
    [PROP_WHOLE] = &self->whole,
    [PROP_BUBBLE] = &self->bubble,
    [PROP_EXPANDED] = &self->expanded,
    [PROP_CHECKABLE] = &self->checkable,
  };
  gboolean changed;

  if (property_id == PROP_AT)
    {
      changed = self->at != g_value_get_int64 (value);
      self->at = g_value_get_int64 (value);
    }
  else if (G_VALUE_HOLDS_STRING (value))
    changed = crm_set_string (texts[property_id], g_value_get_string (value));
  else
    {
      changed = *flags[property_id] != g_value_get_boolean (value);
      *flags[property_id] = g_value_get_boolean (value);
    }
  if (changed)
    g_object_notify_by_pspec (object, pspec);
}

static void
desk_timeline_item_finalize (GObject *object)
{
  DeskTimelineItemPrivate *self = get_private (object);

  g_free (self->icon_name);
  g_free (self->title);
  g_free (self->detail);
  g_free (self->tone);
  g_free (self->section);
  g_free (self->heading);
  g_free (self->time);
  G_OBJECT_CLASS (desk_timeline_item_parent_class)->finalize (object);
}

static void
desk_timeline_item_class_init (DeskTimelineItemClass *klass)
{
  const GParamFlags writable = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = desk_timeline_item_get_property;
  object_class->set_property = desk_timeline_item_set_property;
  object_class->finalize = desk_timeline_item_finalize;

  properties[PROP_AT] = g_param_spec_int64 ("at", NULL, NULL, 0, G_MAXINT64, 0, writable);
  properties[PROP_ICON_NAME] = g_param_spec_string ("icon-name", NULL, NULL, NULL, writable);
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, writable);
  properties[PROP_DETAIL] = g_param_spec_string ("detail", NULL, NULL, NULL, writable);
  properties[PROP_TONE] = g_param_spec_string ("tone", NULL, NULL, NULL, writable);
  properties[PROP_SECTION] = g_param_spec_string ("section", NULL, NULL, NULL, writable);
  properties[PROP_WHOLE] = g_param_spec_boolean ("whole", NULL, NULL, FALSE, writable);
  properties[PROP_BUBBLE] = g_param_spec_boolean ("bubble", NULL, NULL, FALSE, writable);
  properties[PROP_CHECKABLE] = g_param_spec_boolean ("checkable", NULL, NULL, FALSE, writable);
  properties[PROP_EXPANDED] = g_param_spec_boolean ("expanded", NULL, NULL, FALSE, writable);
  properties[PROP_HEADING] = g_param_spec_string ("heading", NULL, NULL, NULL, readable);
  properties[PROP_TIME] = g_param_spec_string ("time", NULL, NULL, NULL, readable);
  properties[PROP_JOINED] = g_param_spec_boolean ("joined", NULL, NULL, FALSE, readable);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
desk_timeline_item_init (DeskTimelineItem *self)
{
}

DeskTimelineItem *
desk_timeline_item_new (gint64 at, const char *icon_name, const char *title, const char *detail)
{
  return g_object_new (DESK_TYPE_TIMELINE_ITEM, "at", at, "icon-name", icon_name, "title", title,
                       "detail", detail, NULL);
}

gint64
desk_timeline_item_get_at (DeskTimelineItem *self)
{
  g_return_val_if_fail (DESK_IS_TIMELINE_ITEM (self), 0);
  return get_private (self)->at;
}

const char *
desk_timeline_item_get_title (DeskTimelineItem *self)
{
  g_return_val_if_fail (DESK_IS_TIMELINE_ITEM (self), NULL);
  return get_private (self)->title;
}

const char *
desk_timeline_item_get_detail (DeskTimelineItem *self)
{
  g_return_val_if_fail (DESK_IS_TIMELINE_ITEM (self), NULL);
  return get_private (self)->detail;
}

const char *
desk_timeline_item_get_icon_name (DeskTimelineItem *self)
{
  g_return_val_if_fail (DESK_IS_TIMELINE_ITEM (self), NULL);
  return get_private (self)->icon_name;
}

const char *
desk_timeline_item_get_section (DeskTimelineItem *self)
{
  g_return_val_if_fail (DESK_IS_TIMELINE_ITEM (self), NULL);
  return get_private (self)->section;
}

gboolean
desk_timeline_item_is_whole (DeskTimelineItem *self)
{
  g_return_val_if_fail (DESK_IS_TIMELINE_ITEM (self), FALSE);
  return get_private (self)->whole;
}

gboolean
desk_timeline_item_is_checkable (DeskTimelineItem *self)
{
  g_return_val_if_fail (DESK_IS_TIMELINE_ITEM (self), FALSE);
  return get_private (self)->checkable;
}

gboolean
desk_timeline_item_is_long (DeskTimelineItem *self)
{
  const char *detail;
  guint lines = 1;

  g_return_val_if_fail (DESK_IS_TIMELINE_ITEM (self), FALSE);
  detail = get_private (self)->detail;
  for (const char *c = detail; c != NULL && *c != '\0'; c++)
    lines += *c == '\n';
  return detail != NULL && (lines > LONG_LINES || g_utf8_strlen (detail, -1) > LONG_DETAIL);
}

void
desk_timeline_item_toggle_expanded (DeskTimelineItem *self)
{
  g_return_if_fail (DESK_IS_TIMELINE_ITEM (self));
  g_object_set (self, "expanded", !get_private (self)->expanded, NULL);
}

void
desk_timeline_item_place (DeskTimelineItem *self,
                          const char *heading,
                          const char *time,
                          gboolean joined)
{
  DeskTimelineItemPrivate *private;

  g_return_if_fail (DESK_IS_TIMELINE_ITEM (self));

  private = get_private (self);
  if (crm_set_string (&private->heading, heading))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_HEADING]);
  if (crm_set_string (&private->time, time))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TIME]);
  if (private->joined != joined)
    {
      private->joined = joined;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_JOINED]);
    }
}
