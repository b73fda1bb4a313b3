/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* One line of a history, ready to be shown. Properties: "icon-name", "title" (markup), "detail"
 * (plain, nullable, may have several lines), "tone" (CSS class of the icon, nullable), "at"; set by
 * the view: "heading" (nullable), "time", "joined" (a line leads to the next one). */
#define DESK_TYPE_TIMELINE_ITEM (desk_timeline_item_get_type ())
G_DECLARE_FINAL_TYPE (DeskTimelineItem, desk_timeline_item, DESK, TIMELINE_ITEM, GObject)

DeskTimelineItem *
desk_timeline_item_new (gint64 at, const char *icon_name, const char *title, const char *detail);
gint64 desk_timeline_item_get_at (DeskTimelineItem *self);
const char *desk_timeline_item_get_title (DeskTimelineItem *self);
const char *desk_timeline_item_get_detail (DeskTimelineItem *self);
const char *desk_timeline_item_get_icon_name (DeskTimelineItem *self);
void desk_timeline_item_place (DeskTimelineItem *self,
                               const char *heading,
                               const char *time,
                               gboolean joined);

G_END_DECLS
