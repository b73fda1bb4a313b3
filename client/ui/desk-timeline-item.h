/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* One line of a history, ready to be shown; other files make more of it. Properties: "icon-name",
 * "title" (markup), "detail" (plain, nullable, may have several lines), "tone" (CSS class of the
 * icon, nullable), "at" (0: at no time), "whole" (at no hour of that day), "section" (nullable: the
 * heading instead of a day), "bubble" (the detail is what somebody wrote), "checkable" (its icon
 * can be pressed), "expanded" (all of the detail is shown); set by the view: "heading" (nullable),
 * "time", "joined" (a line leads to the next one). */
#define DESK_TYPE_TIMELINE_ITEM (desk_timeline_item_get_type ())
G_DECLARE_DERIVABLE_TYPE (DeskTimelineItem, desk_timeline_item, DESK, TIMELINE_ITEM, GObject)

struct _DeskTimelineItemClass
{
  GObjectClass parent_class;
};

DeskTimelineItem *
desk_timeline_item_new (gint64 at, const char *icon_name, const char *title, const char *detail);
gint64 desk_timeline_item_get_at (DeskTimelineItem *self);
const char *desk_timeline_item_get_title (DeskTimelineItem *self);
const char *desk_timeline_item_get_detail (DeskTimelineItem *self);
const char *desk_timeline_item_get_icon_name (DeskTimelineItem *self);
const char *desk_timeline_item_get_section (DeskTimelineItem *self);
gboolean desk_timeline_item_is_whole (DeskTimelineItem *self);
gboolean desk_timeline_item_is_checkable (DeskTimelineItem *self);
/* Whether there is more of the detail than a few lines. */
gboolean desk_timeline_item_is_long (DeskTimelineItem *self);
void desk_timeline_item_toggle_expanded (DeskTimelineItem *self);
void desk_timeline_item_place (DeskTimelineItem *self,
                               const char *heading,
                               const char *time,
                               gboolean joined);

G_END_DECLS
