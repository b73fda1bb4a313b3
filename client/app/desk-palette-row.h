/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "client/app/desk-action-table.h"
#include "client/ui/desk-context.h"
#include "shared/record/crm-record.h"

G_BEGIN_DECLS

/* One result of the palette: a client or something to do. Rows are made once and reused. */
#define DESK_TYPE_PALETTE_ROW (desk_palette_row_get_type ())
G_DECLARE_FINAL_TYPE (DeskPaletteRow, desk_palette_row, DESK, PALETTE_ROW, GtkListBoxRow)

GtkWidget *desk_palette_row_new (void);
/* @words (nullable): normalised terms to mark. */
void
desk_palette_row_set_customer (DeskPaletteRow *self, CrmRecord *customer, const char *const *words);
void desk_palette_row_set_action (DeskPaletteRow *self,
                                  const DeskActionInfo *action,
                                  const char *const *words);
/* (nullable) */
CrmRecord *desk_palette_row_get_customer (DeskPaletteRow *self);
/* (nullable) */
const DeskActionInfo *desk_palette_row_get_action (DeskPaletteRow *self);
void desk_palette_row_set_narrow (DeskPaletteRow *self, gboolean narrow);
/* Tab: to the row's buttons. %FALSE when there are none. */
gboolean desk_palette_row_focus_buttons (DeskPaletteRow *self);

G_END_DECLS
