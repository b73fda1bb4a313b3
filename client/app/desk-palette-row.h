/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "client/app/desk-action-table.h"
#include "client/store/desk-search.h"
#include "client/ui/desk-context.h"
#include "shared/record/crm-record.h"

G_BEGIN_DECLS

/* One result of the palette: a client, a policy, an object or something to do. Rows are made once
 * and reused. */
#define DESK_TYPE_PALETTE_ROW (desk_palette_row_get_type ())
G_DECLARE_FINAL_TYPE (DeskPaletteRow, desk_palette_row, DESK, PALETTE_ROW, GtkListBoxRow)

GtkWidget *desk_palette_row_new (void);
/* @words (nullable): normalised terms to mark. */
void
desk_palette_row_set_customer (DeskPaletteRow *self, CrmRecord *customer, const char *const *words);
/* After set_customer(): why it is found; %NULL when its own words say so. */
void desk_palette_row_set_reason (DeskPaletteRow *self, const DeskSearchHit *reason);
/* A policy or an insured object; opens the card of its client. */
void desk_palette_row_set_hit (DeskPaletteRow *self,
                               DeskContext *context,
                               const DeskSearchHit *hit,
                               const char *const *words);
void desk_palette_row_set_action (DeskPaletteRow *self,
                                  const DeskActionInfo *action,
                                  const char *const *words);
/* (nullable) */
CrmRecord *desk_palette_row_get_customer (DeskPaletteRow *self);
/* (nullable): the client whose card is opened. */
const char *desk_palette_row_get_customer_id (DeskPaletteRow *self);
/* Heading of the group it stands in. Not freed. */
const char *desk_palette_row_get_section (DeskPaletteRow *self);
/* (nullable) */
const DeskActionInfo *desk_palette_row_get_action (DeskPaletteRow *self);
/* Its accessible name. (transfer full) */
char *desk_palette_row_dup_title (DeskPaletteRow *self);
void desk_palette_row_set_narrow (DeskPaletteRow *self, gboolean narrow);
/* Tab: to the row's buttons. %FALSE when there are none. */
gboolean desk_palette_row_focus_buttons (DeskPaletteRow *self);

G_END_DECLS
