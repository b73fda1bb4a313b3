/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The widths at which the window changes its shape: one table for the shell and all pages. */

#include "client/ui/desk-layout.h"

/* Below the first there is one page at a time; the last has room for all panes. */
#define WIDTH_RAIL   720
#define WIDTH_MEDIUM 1000
#define WIDTH_WIDE   1280

G_DEFINE_ENUM_TYPE (DeskLayout,
                    desk_layout,
                    G_DEFINE_ENUM_VALUE (DESK_LAYOUT_NARROW, "narrow"),
                    G_DEFINE_ENUM_VALUE (DESK_LAYOUT_RAIL, "rail"),
                    G_DEFINE_ENUM_VALUE (DESK_LAYOUT_MEDIUM, "medium"),
                    G_DEFINE_ENUM_VALUE (DESK_LAYOUT_WIDE, "wide"))

DeskLayout
desk_layout_for_width (int width)
{
  if (width >= WIDTH_WIDE)
    return DESK_LAYOUT_WIDE;
  if (width >= WIDTH_MEDIUM)
    return DESK_LAYOUT_MEDIUM;
  if (width >= WIDTH_RAIL)
    return DESK_LAYOUT_RAIL;
  return DESK_LAYOUT_NARROW;
}
