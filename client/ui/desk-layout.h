/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* How much room the window has (ui.md, 4). Ordered: "at most rail" is `layout <= DESK_LAYOUT_RAIL`.
 */
typedef enum
{
  DESK_LAYOUT_NARROW, /* below 720: one page at a time, bottom bar */
  DESK_LAYOUT_RAIL,   /* 720 to 999: sidebar as icons, list and detail in turn */
  DESK_LAYOUT_MEDIUM, /* 1000 to 1279: the right pane is an overlay */
  DESK_LAYOUT_WIDE,   /* from 1280: everything side by side */
} DeskLayout;

#define DESK_TYPE_LAYOUT (desk_layout_get_type ())
GType desk_layout_get_type (void);
DeskLayout desk_layout_for_width (int width);

G_END_DECLS
