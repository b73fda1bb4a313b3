/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <pango/pangocairo.h>

#include "client/printing/desk-sheet.h"

G_BEGIN_DECLS

/* A sheet broken into pages of one size, in points. Belongs to the thread that made it. */
typedef struct _DeskSheetLayout DeskSheetLayout;

/* @pango: of the surface, 72 to the inch; @width, @height: between the margins. */
DeskSheetLayout *
desk_sheet_layout_new (DeskSheet *sheet, PangoContext *pango, double width, double height);
void desk_sheet_layout_free (DeskSheetLayout *self);
guint desk_sheet_layout_get_n_pages (DeskSheetLayout *self);
/* Draws page @page, the first is 0, at the origin of @cr. */
void desk_sheet_layout_draw (DeskSheetLayout *self, cairo_t *cr, guint page);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DeskSheetLayout, desk_sheet_layout_free)

G_END_DECLS
