/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a row of DeskTimelineView is bound to. Main thread; owned by the model of the history. */

#include "client/ui/desk-timeline-item.h"

#include "shared/base/crm-util.h"

struct _DeskTimelineItem
{
  GObject parent_instance;

  gint64 at;
  /* (owned) */
  char *icon_name;
  char *title;
  char *detail; /* (nullable) */
  char *tone;   /* (nullable) */
  /* set by the view */
  char *heading; /* (owned) (nullable) */
  char *time;    /* (owned) (nullable) */
  gboolean joined;
};

enum
{
  PROP_AT = 1,
  PROP_ICON_NAME,
  PROP_TITLE,
  PROP_DETAIL,
  PROP_TONE,
  PROP_HEADING,
  PROP_TIME,
  PROP_JOINED,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (DeskTimelineItem, desk_timeline_item, G_TYPE_OBJECT)

static void
desk_timeline_item_get_property (GObject *object,
                                 guint property_id,
                                 GValue *value,
                                 GParamSpec *pspec)
{
  DeskTimelineItem *self = DESK_TIMELINE_ITEM (object);

  switch (property_id)
    {
    case PROP_AT:
      g_value_set_int64 (value, self->at);
      break;
    case PROP_ICON_NAME:
      g_value_set_string (value, self->icon_name);
      break;
    case PROP_TITLE:
      g_value_set_string (value, self->title);
      break;
    case PROP_DETAIL:
      g_value_set_string (value, self->detail);
      break;
    case PROP_TONE:
      g_value_set_string (value, self->tone);
      break;
    case PROP_HEADING:
      g_value_set_string (value, self->heading);
      break;
    case PROP_TIME:
      g_value_set_string (value, self->time);
      break;
    case PROP_JOINED:
      g_value_set_boolean (value, self->joined);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
desk_timeline_item_set_property (GObject *object,
                                 guint property_id,
                                 const GValue *value,
                                 GParamSpec *pspec)
{
  DeskTimelineItem *self = DESK_TIMELINE_ITEM (object);

  switch (property_id)
    {
    case PROP_AT:
      self->at = g_value_get_int64 (value);
      break;
    case PROP_ICON_NAME:
      crm_set_string (&self->icon_name, g_value_get_string (value));
      break;
    case PROP_TITLE:
      crm_set_string (&self->title, g_value_get_string (value));
      break;
    case PROP_DETAIL:
      crm_set_string (&self->detail, g_value_get_string (value));
      break;
    case PROP_TONE:
      crm_set_string (&self->tone, g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
desk_timeline_item_finalize (GObject *object)
{
  DeskTimelineItem *self = DESK_TIMELINE_ITEM (object);

  g_free (self->icon_name);
  g_free (self->title);
  g_free (self->detail);
  g_free (self->tone);
  g_free (self->heading);
  g_free (self->time);
  G_OBJECT_CLASS (desk_timeline_item_parent_class)->finalize (object);
}

static void
desk_timeline_item_class_init (DeskTimelineItemClass *klass)
{
  const GParamFlags writable = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;
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
  return self->at;
}

const char *
desk_timeline_item_get_title (DeskTimelineItem *self)
{
  g_return_val_if_fail (DESK_IS_TIMELINE_ITEM (self), NULL);
  return self->title;
}

const char *
desk_timeline_item_get_detail (DeskTimelineItem *self)
{
  g_return_val_if_fail (DESK_IS_TIMELINE_ITEM (self), NULL);
  return self->detail;
}

const char *
desk_timeline_item_get_icon_name (DeskTimelineItem *self)
{
  g_return_val_if_fail (DESK_IS_TIMELINE_ITEM (self), NULL);
  return self->icon_name;
}

void
desk_timeline_item_place (DeskTimelineItem *self,
                          const char *heading,
                          const char *time,
                          gboolean joined)
{
  g_return_if_fail (DESK_IS_TIMELINE_ITEM (self));

  if (crm_set_string (&self->heading, heading))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_HEADING]);
  if (crm_set_string (&self->time, time))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TIME]);
  if (self->joined != joined)
    {
      self->joined = joined;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_JOINED]);
    }
}
